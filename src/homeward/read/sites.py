"""A shortlist of sites that an analyst drew up: one measure at one place a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from homeward.errors import SourceError
from homeward.kit.arrays import Floats, Ints, Texts, freeze
from homeward.read._coords import placed
from homeward.read._files import only_part
from homeward.read._records import Records, read_points, with_shapes
from homeward.read.book import Book
from homeward.read.frame import Frame
from homeward.read.sniff import PAIRS, Ask, numbers, read_table, texts

__all__ = ["Sites", "read_sites"]

SITE = Ask(
    columns={
        "id": ("id", "option", "optionid", "segment", "segmentid"),
        "measure": ("measure", "kind", "what"),
        "cost": ("cost", "costgbp", "wholelifegbp", "gbp", "pounds"),
    },
    place=False,
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Sites:
    """Sites of one file, a row each (N).

    Attributes
    ----------
    line
        The row's line in the file, from 1.
    id
        An option's or a segment's id, ``""`` where none was given.
    measure
        A measure's key or label, ``""`` where none was given.
    cost_gbp
        Whole-life pounds, ``nan`` where none was given.
    xy_m
        Local metres, ``nan`` where there are no coordinates, shape (N, 2).
    """

    line: Ints
    id: Texts
    measure: Texts
    cost_gbp: Floats
    xy_m: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.line)


def read_sites(path: Path, frame: Frame) -> Sites:
    """Sites of a CSV, or the points of a GeoJSON, with what each names.

    Parameters
    ----------
    path
        Columns (or properties) ``id``, or ``lon``, ``lat`` and ``measure``; ``cost`` is optional.
    frame
        The town's metres.

    Returns
    -------
    Sites
        Every row, also those without a place: whoever scores them says why not.

    Raises
    ------
    SourceError
        If the file cannot be read, has neither ids nor coordinates, does not tell what stands
        at its sites, or holds no row.
    """
    sites = _of_shapes(path, frame) if with_shapes(path) else _of_table(path, frame)
    if not len(sites):
        raise SourceError(f"{path} must list at least one site; it lists none.")
    return sites


def _of_shapes(path: Path, frame: Frame) -> Sites:
    found: Records = read_points(path, SITE, frame, Book(tolerate=True))
    _check_told(path, found.columns, "property")
    lines = [found.tally.lines[row] for row in found.row]
    return _sites(lines, found.columns, found.xy_m)


def _of_table(path: Path, frame: Frame) -> Sites:
    part = only_part(path, ".csv", ".tsv", ".txt")
    sheet = read_table(part, SITE)
    if not any(a in sheet.columns and b in sheet.columns for a, b in PAIRS):
        if "id" not in sheet.columns:
            raise SourceError(
                f"{path} must have a column `id`, or columns `lon`, `lat` and `measure`."
            )
        return _sites(sheet.lines, sheet.columns, np.full((len(sheet), 2), np.nan))
    _check_told(path, sheet.columns, "column")
    where = placed(part.label, sheet.columns, frame)
    xy_m = np.where((where.bad | where.missing)[:, None], np.nan, where.xy_m)
    return _sites(sheet.lines, sheet.columns, xy_m)


def _check_told(path: Path, held: Mapping[str, Sequence[str]], noun: str) -> None:
    """Coordinates alone do not tell what is to stand there."""
    if "measure" in held or "id" in held:
        return
    raise SourceError(
        f"{path} has coordinates but no {noun} `measure`, so it does not tell what is to stand at "
        f"its sites. Add one that names a measure for each, by key or label, such as lamp_run or "
        f"fixed_camera; or a {noun} `id` with ids of options from plan.csv."
    )


def _sites(lines: Sequence[int], held: Mapping[str, Sequence[str]], xy_m: Floats) -> Sites:
    """Rows with their texts, blanks where the file has no such column."""
    none = [""] * len(lines)
    cost = numbers([each.replace("£", "").replace(",", "") for each in held.get("cost", none)])
    return Sites(
        line=np.array(lines, dtype=np.int64),
        id=texts([each.strip() for each in held.get("id", none)]),
        measure=texts([each.strip() for each in held.get("measure", none)]),
        cost_gbp=np.where(cost >= 0, cost, np.nan),
        xy_m=xy_m,
    )
