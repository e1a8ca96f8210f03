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
"""Areas are compared whose true rate rests on at least so many drawn offences (within a fifth)."""
DARK_TIMES = 4.0
Z = {"50": 0.6744897501960817, "90": 1.6448536269514722}


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


def published_crimes(case: Case, folder: Path) -> None:
    """Two years of it as police.uk files."""
    built, ground = case.world.built, Ground()
    found = crimes.commit(built, case.world.truth, case.world.points, SEED)
    keep = stream(SEED, "recovery", "kept").random(len(found.month)) < case.kept[found.month]
    fewer = replace(
        found, **{name: getattr(found, name)[keep] for name in found.__dataclass_fields__}
    )
    areas = people.census(built.houses, built.layout.bones.outline)
    published.write_crimes(folder, fewer, case.world.points, (built, areas, ground), SEED)


def drawn_counts(case: Case, towns: int) -> np.ndarray:
    """Offences published at each point, by group, over many draws of two years."""
    kind = groups_of(np.array([each.name for each in example_truth.TYPES]))
    total = np.zeros((len(case.world.points.xy_m), len(GROUPS)))
    for town in range(towns):
        found = crimes.commit(case.world.built, case.world.truth, case.world.points, 1000 + town)
        group = kind[found.type]
        used = (found.point >= 0) & (group >= 0)
        np.add.at(total, (found.point[used], group[used]), 1.0)
    return total


def recovered(case: Case, map_path: Path, network: Streets, towns: int) -> list[dict[str, Any]]:
    """How the model's rates compare with the truth, a row for each group."""
    print(f"recovery.py: {case.what} ...", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        published_crimes(case, Path(scratch))
        town = read.town(map_path, read.Sources(crimes=(Path(scratch),)))
    values = measures.assumptions().central()
    if town.crimes is None:
        raise SystemExit("The written crimes were not read.")
    observed = records.observe(network, town)
    areas = records.snap_areas(network, town.crimes, observed)
    found = rates.estimate(
        areas,
        observed,
        town.crimes,
        ground=rates.ground_of(network, areas, town.venues),
        values=values,
    )
    lonlat = np.array(Ground().lonlat(case.world.points.xy_m))
    xy = Transformer.from_crs(4326, town.place.crs, always_xy=True).transform(*lonlat.T)
    rows = np.flatnonzero(areas.row >= 0)
    gap, near = cKDTree(town.crimes.xy_m[rows]).query(np.column_stack(xy))
    area = np.where(gap < 2.0, areas.row[rows][near], -1)
    counts = np.zeros((len(areas), len(GROUPS)))
    np.add.at(counts, area[area >= 0], drawn_counts(case, towns)[area >= 0])
    years = towns * (len(crimes.MONTHS) - 1) / 12.0  # one month is never published
    yearly = case.kept[-6:].mean() / years  # under a trend, the last half-year's level
    return [
        _row(case.what, group, found, (counts[:, g], yearly), g) for g, group in enumerate(GROUPS)
    ]


def _row(
    what: str, group: str, found: rates.Rates, drawn: tuple[np.ndarray, float], g: int
) -> dict[str, Any]:
    known, true = drawn[0] >= WELL_KNOWN, drawn[0] * drawn[1]
    log_true = np.log(true[known])
    mean = found.fitted.log_rate[known, g] + np.log(12.0)
    spread = np.sqrt(found.fitted.variance[known, g])
    off = np.abs(log_true - mean) / spread
    return {
        "truth": what,
        "group": group,
        "areas": int(known.sum()),
        "recorded": int(found.count[:, g].sum()),
        "correlation": float(np.corrcoef(log_true, mean)[0, 1]),
        **{f"inside {name}%": float((off < z).mean()) for name, z in Z.items()},
        "total over truth": float(12 * found.fitted.monthly[:, g].sum() / true.sum()),
    }


def main() -> None:
    """Print a table, or rows as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print rows as JSON")
    parser.add_argument("--towns", type=int, default=60, help="draws of two years for the truth")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        written = example.write(Path(scratch), seed=SEED)
        network = streets.build(read.town(written.map))
        every = cases(made())
        rows = [row for each in every for row in recovered(each, written.map, network, asked.towns)]
    if asked.json:
        print(json.dumps(rows, indent=1))
        return
    print("| truth | " + " | ".join(list(rows[0])[1:]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        cells = [f"{each:.2f}" if isinstance(each, float) else str(each) for each in row.values()]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
