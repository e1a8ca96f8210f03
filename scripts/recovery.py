"""How well the rate model finds the truth of the example town, and four wrong truths, again.

    uv run python scripts/recovery.py [--json] [--towns 60]

The truth of the example has another form than the model: hot spots with hours of their own and
powers of footfall, per metre of street. Its offences are drawn, snapped, written as police.uk
files and read again. The true rate of a point is counted over many more years than the files
hold. The intervals are those of the model for each area's rate.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Transformer
from scipy.spatial import cKDTree

from homeward import example, measures, rates, read, records, streets
from homeward.example import buildings, crimes, flows, lamps, layout, names, people, published
from homeward.example import truth as example_truth
from homeward.example import venues as example_venues
from homeward.example.ground import Ground
from homeward.example.lamps import DARK
from homeward.kit.rng import stream
from homeward.measures import GROUPS
from homeward.records import groups_of
from homeward.streets import Streets

SEED = 7
FADED_M = 300.0
"""How far offences spread from where the truth has them, under another distance decay."""
MOVED_M = 40.0
WELL_KNOWN = 20
"""Busy areas are those with at least so many offences drawn: known within a fifth."""
WORLDS = 400
TRIALS = 40
DARK_TIMES = 4.0


@dataclass(frozen=True, eq=False, kw_only=True)
class World:
    """The made-up town before anything of it is published."""

    built: crimes.Built
    truth: example_truth.Rates
    light: lamps.Light
    points: crimes.MapPoints


@dataclass(frozen=True, eq=False, kw_only=True)
class Case:
    """One truth: the world, and what share of offences each month keeps (24,)."""

    what: str
    world: World
    kept: np.ndarray


def made() -> World:
    """The example town's own world."""
    laid = layout.lay_out(SEED)
    houses = buildings.build(laid, SEED)
    built = crimes.Built(
        layout=laid,
        names=names.street_names(laid, stream(SEED, "example", "names")),
        houses=houses,
        venues=example_venues.open_up(houses, SEED),
    )
    light = lamps.light(laid, SEED)
    walks = flows.walk(laid, houses, built.venues, SEED)
    return World(
        built=built,
        truth=example_truth.rates(laid, light, walks),
        light=light,
        points=crimes.map_points(built),
    )


def cases(world: World) -> list[Case]:
    """The town's truth and four that are wrong in a way of their own."""
    months = len(crimes.MONTHS)
    all_of_it = np.ones(months)
    rising = np.linspace(0.5, 1.0, months)
    return [
        Case(what="the example's own truth", world=world, kept=all_of_it),
        Case(what="offences double over the two years", world=world, kept=rising),
        Case(
            what=f"dark streets draw {DARK_TIMES:g} times as many, and no map says which",
            world=_weighed(world, _darkened(world)),
            kept=all_of_it,
        ),
        Case(
            what=f"offences fade with distance (exponential, {FADED_M:g} m)",
            world=_weighed(world, _faded(world)),
            kept=all_of_it,
        ),
        Case(
            what=f"the police's points lie {MOVED_M:g} m off",
            world=replace(world, points=_moved(world.points)),
            kept=all_of_it,
        ),
    ]


def _weighed(world: World, change: Callable[[np.ndarray], np.ndarray]) -> World:
    """Another truth with the same totals."""
    tables = []
    for old in (world.truth.theft, world.truth.violence):
        new = change(old)
        tables.append(new * (old.sum() / new.sum()))
    return replace(world, truth=example_truth.Rates(theft=tables[0], violence=tables[1]))


def _darkened(world: World) -> Callable[[np.ndarray], np.ndarray]:
    times = np.where(world.light.state == DARK, DARK_TIMES, 1.0)[:, None]
    return lambda table: table * times


def _faded(world: World) -> Callable[[np.ndarray], np.ndarray]:
    middle, metres = world.built.layout.middle_xy_m, world.built.layout.length_m
    gap = np.hypot(*(middle[:, None, :] - middle[None, :, :]).transpose(2, 0, 1))
    spread = np.exp(-gap / FADED_M) * metres[:, None]
    spread /= spread.sum(axis=0)
    return lambda table: spread @ table


def _moved(points: crimes.MapPoints) -> crimes.MapPoints:
    turn = stream(SEED, "recovery", "moved").uniform(0, 2 * np.pi, len(points.xy_m))
    return replace(
        points, xy_m=points.xy_m + MOVED_M * np.column_stack([np.cos(turn), np.sin(turn)])
    )


def year_of(case: Case, seed: int) -> crimes.Offences:
    """Two years of it, as one seed draws them."""
    found = crimes.commit(case.world.built, case.world.truth, case.world.points, seed)
    keep = stream(seed, "recovery", "kept").random(len(found.month)) < case.kept[found.month]
    return replace(
        found, **{name: getattr(found, name)[keep] for name in found.__dataclass_fields__}
    )


def written_crimes(case: Case, folder: Path, seed: int) -> None:
    """Two years of it as police.uk files."""
    built = case.world.built
    areas = people.census(built.houses, built.layout.bones.outline)
    found = year_of(case, seed)
    published.write_crimes(folder, found, case.world.points, (built, areas, Ground()), SEED)


def drawn_counts(case: Case, towns: int) -> np.ndarray:
    """Offences published at each point, by group, over many draws of two years."""
    kind = groups_of(np.array([each.name for each in crimes.TYPES]))
    total = np.zeros((len(case.world.points.xy_m), len(GROUPS)))
    for town in range(towns):
        found = crimes.commit(case.world.built, case.world.truth, case.world.points, 1000 + town)
        group = kind[found.type]
        used = (found.point >= 0) & (group >= 0)
        np.add.at(total, (found.point[used], group[used]), 1.0)
    return total


def recovered(
    case: Case, map_path: Path, network: Streets, drawn: np.ndarray, towns: int, seed: int
) -> list[dict[str, Any]]:
    """How the model's rates compare with the truth, a row for each group."""
    print(f"recovery.py: {case.what}, years {seed} ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        written_crimes(case, Path(scratch), seed)
        town = read.town(map_path, read.Sources(crimes=(Path(scratch),)))
    if town.crimes is None:
        raise SystemExit("The written crimes were not read.")
    observed = records.observe(network, town)
    areas = records.snap_areas(network, town.crimes, observed)
    found = rates.estimate(
        areas,
        observed,
        town.crimes,
        ground=rates.ground_of(network, areas, town.venues),
        values=measures.assumptions().central(),
    )
    lonlat = np.array(Ground().lonlat(case.world.points.xy_m))
    xy = Transformer.from_crs(4326, town.place.crs, always_xy=True).transform(*lonlat.T)
    rows = np.flatnonzero(areas.row >= 0)
    gap, near = cKDTree(town.crimes.xy_m[rows]).query(np.column_stack(xy))
    area = np.where(gap < 2.0, areas.row[rows][near], -1)
    counts = np.zeros((len(areas), len(GROUPS)))
    np.add.at(counts, area[area >= 0], drawn[area >= 0])
    standing = np.isin(np.arange(len(areas)), area)  # the others have no point that could tell
    years = towns * (len(crimes.MONTHS) - 1) / 12.0  # one month is never published
    span = 12.0 * years / case.kept[-6:].mean()  # under a trend, the last half-year's level
    judged = against(found.fitted, counts, span, standing)
    return [{"truth": case.what, **each} for each in judged]


def against(
    fitted: rates.Blend, counts: np.ndarray, months: float, standing: np.ndarray
) -> list[dict[str, Any]]:
    """What was drawn over so many months beside what the fit foresees, a row for each group.

    Whether the range foreseen holds what was drawn is asked by the randomised PIT, since
    counts are whole: in all areas that hold a point, and in the well-known ones, where it is
    also asked of counts that the fit itself draws. To pick areas by what is true is to pick
    those that a model which borrows draws down: even a true one would not hold its share there.
    """
    rng = stream(SEED, "recovery", "against")
    worlds = np.exp([fitted.at(w).log_rate_in_world(1, w) for w in range(WORLDS)]) * months
    foreseen, other = rng.poisson(worlds)[:, standing], rng.poisson(worlds)[:, standing]
    came, true = counts[standing], counts[standing] / months
    return [
        _row(GROUPS[g], (foreseen[:, :, g], other[:, :, g], came[:, g]), rng)
        | {
            "correlation": _correlation(true[:, g], fitted.log_rate[standing, g], came[:, g]),
            "total over truth": float(fitted.monthly[standing, g].sum() / true[:, g].sum()),
        }
        for g in range(len(GROUPS))
    ]


def _row(
    group: str, drawn: tuple[np.ndarray, np.ndarray, np.ndarray], rng: np.random.Generator
) -> dict[str, Any]:
    foreseen, other, came = drawn
    known, place = came >= WELL_KNOWN, _place(foreseen, came, rng)
    if_true = [
        _inside(_place(foreseen, each, rng)[each >= WELL_KNOWN], 90) for each in other[:TRIALS]
    ]
    return {
        "group": group,
        "areas": len(came),
        **{f"all areas, inside {wide}%": _inside(place, wide) for wide in (50, 90)},
        "busy areas": int(known.sum()),
        "busy, inside 90%": _inside(place[known], 90),
        "if the model were true": float(np.nanmean(if_true)) if known.any() else float("nan"),
    }


def _place(foreseen: np.ndarray, came: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Where each count lies among those foreseen, from 0 to 1; ties at random."""
    below, upto = (foreseen < came).mean(axis=0), (foreseen <= came).mean(axis=0)
    return below + rng.random(len(came)) * (upto - below)


def _inside(place: np.ndarray, wide: int) -> float:
    return float((np.abs(place - 0.5) < wide / 200).mean()) if len(place) else float("nan")


def _correlation(true: np.ndarray, log_rate: np.ndarray, came: np.ndarray) -> float:
    """Of log rates, in the well-known areas."""
    known = came >= WELL_KNOWN
    if known.sum() < 3:
        return float("nan")
    return float(np.corrcoef(np.log(true[known]), log_rate[known])[0, 1])


def averaged(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The mean of the same row over several years drawn."""
    first = rows[0]
    return {
        key: float(np.mean([each[key] for each in rows])) if isinstance(value, float) else value
        for key, value in first.items()
    }


def main() -> None:
    """Print a table, or rows as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print rows as JSON")
    parser.add_argument("--towns", type=int, default=60, help="draws of two years for the truth")
    parser.add_argument("--years", type=int, default=1, help="draws of two years to learn from")
    parser.add_argument("--truth", type=int, nargs="*", help="which truths, from 0; all if none")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        written = example.write(Path(scratch), seed=SEED)
        network = streets.build(read.town(written.map))
        rows = []
        every = cases(made())
        for case in every if asked.truth is None else [every[k] for k in asked.truth]:
            drawn = drawn_counts(case, asked.towns)
            found = [
                recovered(case, written.map, network, drawn, asked.towns, SEED + year)
                for year in range(asked.years)
            ]
            rows += [averaged(list(each)) for each in zip(*found, strict=True)]
    if asked.json:
        print(json.dumps(rows, indent=1))
        return
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        cells = [f"{each:.2f}" if isinstance(each, float) else str(each) for each in row.values()]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
