"""Which streets are policed by a force whose records were given, and for which months.

Letters used for shapes: S segments, F forces.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Ints, Texts, freeze
from homeward.measures import Values
from homeward.records.declared import metres
from homeward.records.territory import (
    UNNAMED,
    cells,
    force_key,
    forces_of_segments,
    record_keys,
)
from homeward.streets.network import Streets
from homeward.tables import Crimes, Town

__all__ = ["Observed", "month_text", "observe"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Observed:
    """What the crime files given can and cannot tell.

    Attributes
    ----------
    forces
        Forces found, in order of name, shape (F,).
    force
        Position in `forces` of each segment's force, -1 not known, shape (S,).
    cell
        Position of the zone or, failing that, people point each segment belongs to, -1
        none, shape (S,). Zones come first, people points after them.
    seen
        Whether the records of its force were given, shape (S,).
    share
        Share of all length that is seen, 0 to 1.
    month_force, month
        The months given: position of the force, and months since year 0.
    missing_force, missing_month
        The months between a force's first and last that were not given. They are missing,
        never zero.
    notes
        What was assumed, in sentences.
    """

    forces: Texts
    force: Ints
    cell: Ints
    seen: Bools
    share: float
    month_force: Ints
    month: Ints
    missing_force: Ints
    missing_month: Ints
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        freeze(self)

    def months(self, force: int) -> Ints:
        """The months given for one force, in order."""
        return np.asarray(self.month[self.month_force == force])

    def positions(self, names: Texts) -> Ints:
        """Position in `forces` of each name a crime row gives, -1 where it is none of them."""
        place = {force_key(name): k for k, name in enumerate(self.forces.tolist())}
        return _placed(record_keys(names), place)


def month_text(month: int) -> str:
    """A month since year 0 as people write it.

    Examples
    --------
    >>> month_text(2020 * 12 + 1)
    '2020-02'
    """
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def observe(streets: Streets, town: Town, *, values: Values | None = None) -> Observed:
    """Find each segment's police force, and the months for which its records were given.

    Parameters
    ----------
    streets
        The network, S segments.
    town
        Its zones, people and crimes, each of which may be absent.
    values
        The assumptions (``records.near_m``); none: as they are shipped.

    Returns
    -------
    Observed
        Per segment whether it is seen, per force the months given and missing. Without a
        crime file nothing is seen.

    Raises
    ------
    InputError
        If that is not above 0.

    Notes
    -----
    A segment's force is that of the zone it lies in; else that of the people point or record
    nearest to its middle, whose census areas say whose they are; without people, that of the
    nearest record of a supplied force if within ``records.near_m`` in a straight line.
    """
    crimes, near_m = town.crimes, metres(values, "records.near_m")
    keys, guessed = forces_of_segments(streets, town, near_m)
    labels = _labels(town)
    place = {key: k for k, key in enumerate(labels)}
    force = _placed(keys, place)
    pairs = _supplied(crimes, place)
    seen = np.isin(force, pairs[:, 0]) & (force >= 0)
    gaps = _gaps(pairs)
    return Observed(
        forces=np.array(list(labels.values()), dtype=np.str_),
        force=force,
        cell=cells(streets, town),
        seen=seen,
        share=streets.share_of_length(seen),
        month_force=pairs[:, 0],
        month=pairs[:, 1],
        missing_force=gaps[:, 0],
        missing_month=gaps[:, 1],
        notes=_notes(streets, crimes, seen=seen, guessed=guessed, unknown=force < 0, near_m=near_m),
    )


def _labels(town: Town) -> dict[str, str]:
    """A name to show for the key of every force of areas and files, in order of key."""
    none = np.zeros(0, dtype=np.str_)
    zones = town.zones.force if town.zones is not None else none
    people = town.people.force if town.people is not None else none
    files = town.crimes.supplied_force if town.crimes is not None else none
    shown = {force_key(name): name for name in np.unique(np.concatenate([zones, people])).tolist()}
    for name in np.unique(files).tolist():
        shown[force_key(name) or UNNAMED] = name or UNNAMED
    return {key: shown[key] for key in sorted(shown) if key}


def _placed(keys: Texts, place: dict[str, int]) -> Ints:
    """Position of each key, -1 for one that has none."""
    found, back = np.unique(keys, return_inverse=True)
    places = np.array([place.get(key, -1) for key in found.tolist()], dtype=np.int64)
    return places[back.reshape(-1)]


def _supplied(crimes: Crimes | None, place: dict[str, int]) -> Ints:
    """The pairs (force, month) given, in order, without repeats."""
    if crimes is None or not len(crimes.supplied_month):
        return np.zeros((0, 2), dtype=np.int64)
    force = _placed(record_keys(crimes.supplied_force), place)
    pairs = np.stack([force, crimes.supplied_month], axis=1)
    return np.unique(pairs[pairs[:, 0] >= 0], axis=0)


def _gaps(pairs: Ints) -> Ints:
    """The pairs (force, month) between each force's first and last month that are not given."""
    gaps = [np.zeros((0, 2), dtype=np.int64)]
    for force in np.unique(pairs[:, 0]).tolist():
        months = pairs[pairs[:, 0] == force, 1]
        lost = np.setdiff1d(np.arange(months[0], months[-1] + 1), months)
        gaps.append(np.stack([np.full_like(lost, force), lost], axis=1))
    return np.concatenate(gaps)


def _notes(
    streets: Streets,
    crimes: Crimes | None,
    *,
    seen: Bools,
    guessed: Bools,
    unknown: Bools,
    near_m: float,
) -> tuple[str, ...]:
    """What was assumed and what cannot be said."""
    if crimes is None:
        return ("No crime file was given, so no street is observed and no harm is estimated.",)
    notes = []
    if guessed.any():
        notes.append(
            f"{_percent(streets, guessed)} of the streets' length was taken to be policed by the "
            f"force whose records lie nearest, within {near_m:.0f} m, because nothing "
            "given says whose it is."
        )
    if unknown.any():
        share = _percent(streets, unknown)
        notes.append(f"Whose police cover {share} of the streets' length is not known.")
    if not seen.all():
        notes.append(
            f"{_percent(streets, ~seen)} of the streets' length is not observed: the crime files "
            "given are not known to cover it. It is left out of harm."
        )
    return tuple(notes)


def _percent(streets: Streets, chosen: Bools) -> str:
    """Share of length in words."""
    return "All" if bool(chosen.all()) else f"{100 * streets.share_of_length(chosen):.1f}%"
