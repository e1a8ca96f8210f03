"""Where limits by area apply: which options lie in a named area, or in deciles of deprivation."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import shapely

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.options import Options
from homeward.plan import Row
from homeward.study.asked import AreaRule
from homeward.tables import Zones

__all__ = ["Regions", "area_name", "rows_for", "zone_at"]

DECILES = re.compile(r"^deciles?:\s*(?P<first>\d+)\s*(?:-\s*(?P<last>\d+))?$", re.IGNORECASE)

NAMED = 6
"""Areas named in a sentence; more would not be read."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Regions:
    """The areas given, None where none are, and the area each option is shown in, -1 none."""

    zones: Zones | None
    of_option: Ints

    def inside(self, where: str) -> tuple[Bools, str]:
        """Options in an area or in deciles, shape (I,), and that place in words.

        Raises
        ------
        InputError
            If no areas were given, or none has that name, code or decile.
        """
        zones = self._zones()
        deciles = DECILES.match(where)
        if deciles is None:
            return np.isin(self.of_option, self._named(where)), f"in {where}"
        first, last = int(deciles["first"]), int(deciles["last"] or deciles["first"])
        if not 1 <= first <= last <= 10:
            raise InputError(
                f"Deciles of deprivation go from 1, the most deprived, to 10; got {where!r}."
            )
        held = np.flatnonzero((zones.decile >= first) & (zones.decile <= last))
        if not held.size:
            raise InputError(
                f"No area given lies in {where!r}. The file of `--areas` tells the decile of each "
                "area in a column `decile`, from 1 to 10."
            )
        said = f"decile {first}" if first == last else f"deciles {first} to {last}"
        return np.isin(self.of_option, held), f"in {said} of deprivation"

    def _zones(self) -> Zones:
        if self.zones is None or not len(self.zones.code):
            raise InputError(
                "A limit by area needs the areas: give a file of polygons with `--areas` that "
                "touch the map."
            )
        return self.zones

    def _named(self, where: str) -> Ints:
        """Areas of a name or code, in any case of letters."""
        zones, wanted = self._zones(), where.casefold()
        found = [
            at
            for at, pair in enumerate(zip(zones.code.tolist(), zones.name.tolist(), strict=True))
            if wanted in (each.casefold() for each in pair)
        ]
        if not found:
            names = [area_name(zones, at) for at in range(len(zones.code))]
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            raise InputError(
                f"No area of `--areas` is called {where!r}. There are {', '.join(names[:NAMED])}"
                f"{more}; or write decile:1-3."
            )
        return np.array(found, dtype=np.int64)


def area_name(zones: Zones, at: int) -> str:
    """An area's name, or its code where it has none."""
    return str(zones.name[at]) or str(zones.code[at]) or f"area {at + 1}"


def zone_at(zones: Zones | None, xy_m: Floats) -> Ints:
    """The area each position lies in, the first where several do; -1 none."""
    found = np.full(len(xy_m), -1, dtype=np.int64)
    if zones is None:
        return found
    tree = shapely.STRtree(zones.shapes.geometries)
    point, zone = tree.query(shapely.points(xy_m), predicate="intersects")
    order = np.lexsort((-zone, point))
    found[point[order]] = zone[order]  # the last written is the first area
    return found


def rows_for(
    rules: Sequence[AreaRule], regions: Regions, options: Options, cost: tuple[Ints, int]
) -> tuple[Row, ...]:
    """Floors and caps as rows of the plan.

    Parameters
    ----------
    rules
        What was asked for.
    regions
        Where options lie.
    options
        What can be bought, I options.
    cost
        Pence of each option over all budgets, shape (I,), and the pence that can be spent.

    Raises
    ------
    InputError
        If a rule names an area or a measure that is not there.
    """
    return tuple(_row(rule, regions, options, cost) for rule in _telling(rules))


def _telling(rules: Sequence[AreaRule]) -> Iterator[AreaRule]:
    """All but floors of nothing, which hold whatever is bought."""
    return (rule for rule in rules if rule.amount.value > 0 or not rule.floor)


def _row(rule: AreaRule, regions: Regions, options: Options, cost: tuple[Ints, int]) -> Row:
    inside, said = regions.inside(rule.where)
    pence, money = cost
    amount = rule.amount
    if amount.kind == "units":
        units = np.where(options.measure == _measure(rule, options), options.units, 0.0)
        name, counts = f"units of {amount.measure} {said}", np.where(inside, units, 0.0)
        limit = float(amount.value)
    else:
        name, counts = said, np.where(inside, pence, 0).astype(np.float64)
        limit = float(_whole(amount.value * (money if amount.kind == "share" else 1), rule))
    end = {"at_least": limit} if rule.floor else {"at_most": limit}
    return Row(name=name, counts=counts, money=amount.kind != "units", **end)


def _whole(pence: Fraction, rule: AreaRule) -> int:
    """Whole pence: a floor is rounded up, a cap down."""
    down = pence.numerator // pence.denominator
    return down + (rule.floor and pence.denominator > 1)


def _measure(rule: AreaRule, options: Options) -> int:
    key = rule.amount.measure
    if key not in options.measures:
        raise InputError(
            f"A limit in {rule.where} must name a measure, one of {', '.join(options.measures)}; "
            f"got {key!r}."
        )
    return options.measures.index(key)
