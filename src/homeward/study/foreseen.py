"""A backtest made before, read in for the plan it stands beside."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeward.errors import InputError
from homeward.read import read_text
from homeward.report import schema
from homeward.study.request import Request
from homeward.study.solved import Solved

__all__ = ["backtest_block", "backtest_given"]

LEFT_OUT = ("homeward", "inputs", "made_up", "seed")


def backtest_block(solved: Solved) -> dict[str, Any] | None:
    """The contract's ``backtest``: what was given with ``--backtest``, or None."""
    found = backtest_given(solved.request)
    if found is None:
        return None
    ours = {each.sha256 for each in solved.known.built.town.inputs}
    same = {each["sha256"] for each in found["inputs"]} <= ours
    kept = {key: each for key, each in found.items() if key not in LEFT_OUT}
    return {"same_files": same, **kept}


def backtest_given(request: Request) -> dict[str, Any] | None:
    """What was given with ``--backtest``; to be asked for before any long work.

    Raises
    ------
    InputError
        If the file is not what `homeward risk backtest --json` prints.
    """
    path = request.backtest
    if path is None:
        return None
    found = _object(path)
    if not _has(found, schema("backtest")) or not all(_whole(each) for each in found["groups"]):
        raise InputError(
            f"`--backtest` takes what `homeward risk backtest --json` prints; {path} is something "
            "else. Make it again with that command."
        )
    return found


def _object(path: Path) -> dict[str, Any]:
    """The object in a JSON file; an empty one if there is none."""
    try:
        found = json.loads(read_text(path))
    except json.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _whole(block: object) -> bool:
    """Whether a group has everything, and so have its models and comparisons."""
    published = schema("backtest")
    defined = published["$defs"]
    if not isinstance(block, dict) or not _has(block, published["properties"]["groups"]["items"]):
        return False
    models, pairs = block["models"].values(), block["paired"].values()
    return all(_has(each, defined["model"]) for each in models) and all(
        _has(each, defined["paired"]) for each in pairs
    )


def _has(thing: object, published: Mapping[str, Any]) -> bool:
    """Whether it is an object with every required key."""
    return isinstance(thing, dict) and set(published["required"]) <= set(thing)
