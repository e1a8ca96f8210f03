"""The declared closing times of venues whose hours are not on the map."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Texts
from homeward.night.night import SLOTS

__all__ = [
    "SHUT_BY_LAW",
    "check_kinds",
    "closing_shares",
    "opening_slot",
    "released",
    "releases",
    "source",
]

SHUT_BY_LAW = (
    "bar",
    "cinema",
    "gathering",
    "nightclub",
    "pub",
    "restaurant",
    "social_club",
    "theatre",
)
"""Kinds that shut when venues are closed by law; stations and stops stay open."""


def check_kinds(kinds: Texts) -> None:
    """Raise unless every venue is of a kind whose closing times are declared."""
    known = sorted([*_declared()["kind"], *_declared()["release"]])
    strange = kinds[~np.isin(kinds, known)]
    if len(strange):
        raise InputError(
            f"`venues.kind` must be one of {', '.join(known)}; {len(strange)} of {len(kinds)} "
            f"are not (first: {str(strange[0])!r})."
        )


def closing_shares(kind: str) -> Floats:
    """Share of venues of a kind that close at the start of each slot, shape (T,), summing to 1."""
    row = _row("kind", kind)
    shares = np.zeros(SLOTS)
    for clock, share in row["stated"].items():
        shares[_slot(clock)] += share
    rest = [_slot(clock) for clock in row["rest"]]
    shares[rest] += (1.0 - shares.sum()) / len(rest)
    return shares


def source() -> str:
    """Where the shares that are not assumed were read."""
    return str(_declared()["source"])


def opening_slot(kind: str) -> int:
    """The first slot in which venues of a kind are taken to be open."""
    return _slot(str(_row("kind", kind)["opens"]))


def releases(kinds: Texts) -> Bools:
    """Which venues never close on people but release them through the night, shape (V,)."""
    return np.isin(kinds, list(_declared()["release"]))


def released(kind: str) -> Bools:
    """Slots in which a station or stop of unknown hours releases people, shape (T,)."""
    row = _row("release", kind)
    slots = np.arange(SLOTS)
    return (slots >= _slot(row["opens"])) & (slots < _slot(row["until"]))


def _row(table: str, kind: str) -> Mapping[str, Any]:
    row: Mapping[str, Any] = _declared()[table][kind]
    return row


def _slot(clock: str) -> int:
    """The slot that begins at a clock time on a night without a clock change."""
    hour, minute = clock.split(":")
    return (int(hour) - 18) % 24 * 2 + int(minute) // 30


@cache
def _declared() -> Mapping[str, Any]:
    text = resources.files("homeward.night").joinpath("closing.toml").read_text("utf-8")
    return tomllib.loads(text)
