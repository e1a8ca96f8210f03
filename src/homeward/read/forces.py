"""Which police force covers a district, and one name for each force."""

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import numpy as np

from homeward.kit.arrays import Texts

__all__ = ["TRANSPORT", "district_of_lsoa", "force_of_district", "is_territorial", "normal_force"]

TRANSPORT = "British Transport Police"
"""The one force without a territory: its records may lie in any district."""

_ELSEWHERE = {
    "british transport": TRANSPORT,
    "btp": TRANSPORT,
    "northern ireland of": "Police Service of Northern Ireland",
    "northern ireland": "Police Service of Northern Ireland",
    "psni": "Police Service of Northern Ireland",
    "scotland": "Police Scotland",
    "city of london": "London, City of",
    "met": "Metropolitan Police",
}
"""Names that do not follow from the table: forces outside it, and the City's own word order."""

_OFFICES = re.compile(r"\b(police|constabulary|service|force|heddlu)\b")


def normal_force(text: str) -> str:
    """The one name of a police force, as in the national statistics' look-up.

    Parameters
    ----------
    text
        A force as police files, file names or people write it.

    Returns
    -------
    str
        The name in `forces.csv`; a force that is not in it as it was written.

    Examples
    --------
    >>> normal_force("City of London Police")
    'London, City of'
    >>> normal_force("avon-and-somerset")
    'Avon and Somerset'
    """
    return _names().get(_key(text), text.strip())


def force_of_district(districts: Iterable[str]) -> Texts:
    """The police force of each local authority district.

    Parameters
    ----------
    districts
        Names or codes (``Camden``, ``E09000007``), D of them, of England and Wales.

    Returns
    -------
    Texts
        Forces, shape (D,); ``""`` where the district is not in the table.

    Notes
    -----
    From `forces.csv`: districts of December 2019, their successors where they were merged
    since, and the predecessors whose names stand in the 2011 census areas of older crime files.

    Examples
    --------
    >>> force_of_district(["Camden", "Rutland", "Atlantis"]).tolist()
    ['Metropolitan Police', 'Leicestershire', '']
    """
    table = _districts()
    return np.array([table.get(_district_key(each), "") for each in districts], dtype=np.str_)


def is_territorial(force: str) -> bool:
    """Whether a force, by its one name, polices districts of England and Wales."""
    return any(each["pfa_name"] == force for each in _rows())


def district_of_lsoa(name: str) -> str:
    """The district in the name of a census area, ``""`` if the name is not of that form.

    Examples
    --------
    >>> district_of_lsoa("Camden 027B")
    'Camden'
    """
    found = re.fullmatch(r"(.+?)\s+\d{3}[A-Z]*", name.strip())
    return found[1] if found else ""


def _key(text: str) -> str:
    """A force's name without the words that all share."""
    bare = text.casefold().replace("&", " and ")
    bare = re.sub(r"[^a-z]+", " ", bare)
    return " ".join(_OFFICES.sub(" ", bare).split())


_TITLES = re.compile(r"\b(city of|county of|the|council)\b")
"""Words that one list puts before a district's name, another after it, and a third leaves out."""


def _district_key(text: str) -> str:
    """A district's name or code without what lists differ in."""
    bare = text.casefold().replace("&", " and ").replace("'", "").replace("\u2019", "")
    bare = re.sub(r"[^a-z0-9]+", " ", bare).replace("taff", "taf")
    return " ".join(_TITLES.sub(" ", bare).split())


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    """The table that ships with the package, its comment lines left out."""
    text = files("homeward.read").joinpath("forces.csv").read_text("utf-8")
    lines = [each for each in text.splitlines() if not each.startswith("#")]
    return tuple(csv.DictReader(lines))


@cache
def _names() -> Mapping[str, str]:
    return _ELSEWHERE | {_key(each["pfa_name"]): each["pfa_name"] for each in _rows()}


@cache
def _districts() -> Mapping[str, str]:
    by_code = {_district_key(each["lad_code"]): each["pfa_name"] for each in _rows()}
    by_code.pop("", None)  # predecessors are known by name alone
    return by_code | {_district_key(each["lad_name"]): each["pfa_name"] for each in _rows()}
