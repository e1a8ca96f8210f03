"""A small town with crimes, solved once, for all tests of this room."""

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from homeward.read import Sources
from homeward.study import Request, money_from, solve
from homeward.study.solved import Solved
from homeward.study.sources import opened
from small_map import crime_csv, lonlat, small_map

Solving = Callable[..., Solved]

FIGURES = """
[measure.help_point]
capital = { gbp = 3000, price_year = 2024 }
felt = { ratio = 0.9, low = 0.8, high = 1.0 }
harm.robbery = { ratio = 0.9, low = 0.8, high = 1.0 }
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small map, robberies on its dark streets, and a made-up help point's figures."""
    place = tmp_path_factory.mktemp("small")
    small_map(place)
    spots = [lonlat(180, 0), lonlat(60, 240), lonlat(180, 240)]
    (place / "crimes.csv").write_text(crime_csv(spots))
    (place / "figures.toml").write_text(FIGURES)
    return place


@pytest.fixture(scope="session")
def asked(folder: Path) -> Request:
    """A plan of 20,000 pounds for the small town, with few worlds."""
    return Request(
        map_path=folder / "small.osm",
        sources=Sources(crimes=(folder / "crimes.csv",)),
        night=date(2019, 6, 8),
        money=money_from(["20000"], 2019),
        worlds=20,
        command="homeward plan small.osm",
    )


@pytest.fixture(scope="session")
def solved(asked: Request) -> Solved:
    """The small town's plan."""
    return solve(asked, opened(asked))


@pytest.fixture(scope="session")
def planned(asked: Request) -> Solving:
    """Solve the small town with some of the request changed."""

    def plan(**changed: Any) -> Solved:
        request = dataclasses.replace(asked, **changed)
        return solve(request, opened(request))

    return plan
