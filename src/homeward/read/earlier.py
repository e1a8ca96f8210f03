"""A plan made before, read from its ``plan.json``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from homeward.errors import SourceError
from homeward.read.book import sha256

__all__ = ["Earlier", "read_earlier"]


MOST_BYTES = 256 * 1024**2
"""Bytes of a plan.json beyond which it is refused."""

NEEDED: Mapping[str, type | tuple[type, ...]] = {
    "town": dict,
    "night": str,
    "aim": str,
    "budget_gbp": (int, float),
    "spent_gbp": (int, float),
    "averted_rerouted": dict,
    "options": list,
}
"""What every plan has had since the first, and the kind of each."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """Another plan: its file's name, its hash, and what it holds."""

    name: str
    sha256: str
    plan: Mapping[str, Any]


def read_earlier(path: Path) -> Earlier:
    """Another plan, from its file or the folder it was written into.

    Parameters
    ----------
    path
        A ``plan.json``, or a folder that holds one.

    Returns
    -------
    Earlier
        What it holds; of an older version some keys may be missing.

    Raises
    ------
    SourceError
        If there is none, or it is not a plan that Homeward wrote.
    """
    file = path / "plan.json" if path.is_dir() else path
    digest = sha256(file)
    if file.stat().st_size > MOST_BYTES:
        raise SourceError(f"{file} is larger than any plan.json; give the file of a plan.")
    plan = _parsed(file)
    for key, kind in NEEDED.items():
        if not isinstance(plan.get(key), kind) or isinstance(plan.get(key), bool):
            raise SourceError(
                f"{file} must be a plan.json that `homeward plan` wrote; it has no proper `{key}`."
            )
    _check(file, plan)
    return Earlier(name=file.name, sha256=digest, plan=plan)


def _parsed(file: Path) -> Mapping[str, Any]:
    """The file's content as one JSON object."""
    try:
        plan = json.loads(file.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError, OSError) as fault:
        raise SourceError(
            f"{file} must be a plan.json that `homeward plan` wrote; it cannot be read as JSON."
        ) from fault
    if not isinstance(plan, dict):
        raise SourceError(f"{file} must be a plan.json that `homeward plan` wrote; it is not one.")
    return plan


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _check(file: Path, plan: Mapping[str, Any]) -> None:
    """What is compared is there and of the right kind."""
    averted, options = plan["averted_rerouted"], plan["options"]
    numbers = [averted.get(name) for name in ("expected", "low", "high")]
    named = [isinstance(each, dict) and isinstance(each.get("id"), str) for each in options]
    told = all(isinstance(each, int | float) for each in numbers)
    if not told or not all(named) or not isinstance(plan["town"].get("name"), str):
        raise SourceError(
            f"{file} must be a plan.json that `homeward plan` wrote; its town, options or "
            "`averted_rerouted` are not as they must be."
        )
