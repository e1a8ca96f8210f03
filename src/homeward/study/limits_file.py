"""A file of limits: everything that flags can say of a plan's limits, and a little more, as TOML.

What it holds is turned into the words that would have been typed, so that file and flags are
read by one road.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeward.errors import InputError
from homeward.measures.figures import only
from homeward.study.asked import Bundle

__all__ = ["merged", "typed_from"]

SHARES, LISTS, TABLES = (
    ("match", "contingency"),
    ("must_ids", "avoid_ids", "exclude"),
    ("budget", "match_found", "floor", "cap", "at_least", "at_most"),
)
KEYS = (
    *SHARES,
    *TABLES,
    "must",
    "avoid",
    "exclude",
    "cap_per_bid",
    "minimum_run",
    "whole_paths",
    "leave_no_area_behind",
    "bundle",
)
"""What a file of limits may hold, as the schema ``limits`` says."""

WHERE = "The file of limits"

UNTYPED: Mapping[str, Any] = {"minimum_run": 40.0, "whole_paths": False}
"""What flags are that were not typed, where that is not None."""


def typed_from(text: str, folder: Path) -> dict[str, Any]:
    """What would have been typed for a file of limits.

    Parameters
    ----------
    text
        TOML.
    folder
        Where files that it names are looked for.

    Raises
    ------
    InputError
        If it is not TOML, has an unknown key, or a value is not of its kind.
    """
    given = only(_parsed(text), KEYS, WHERE)
    found: dict[str, Any] = {name: _rows(given, name) for name in TABLES if name in given}
    found |= {name: _text(given[name], name) for name in (*SHARES, "cap_per_bid") if name in given}
    for name, key in (("must", "must_ids"), ("avoid", "avoid_ids"), ("exclude", "exclude")):
        if name in given:
            found[key] = _texts(given[name], name)
    if "exclude" in found:
        found["exclude"] = [_file(folder / name) for name in found["exclude"]]
    if "minimum_run" in given:
        found["minimum_run"] = _metres(given["minimum_run"])
    if "whole_paths" in given:
        found["whole_paths"] = _yes(given["whole_paths"], "whole_paths")
    if "leave_no_area_behind" in given:
        found["everyone"] = _everyone(given["leave_no_area_behind"])
    found["bundle"] = tuple(_bundle(each) for each in _tables(given.get("bundle", [])))
    return found


def merged(typed: Mapping[str, Any], file: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed and what a file of limits says, together; lists are added up.

    Raises
    ------
    InputError
        If both say something of which there can be one.
    """
    both = dict(typed)
    for name, value in file.items():
        here = typed.get(name)
        # A list of which nothing was typed may come as None or as an empty list.
        if here in (UNTYPED.get(name), (), []):
            both[name] = value
        elif isinstance(value, list) and name != "budget":
            both[name] = [*value, *(here or [])]
        else:
            flag = f"--{name.replace('_', '-')}"
            raise InputError(
                f"`{flag}` is given twice, typed and in the file of limits. Take it out of one."
            )
    return both


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise InputError(
            f"{WHERE} must be TOML; it cannot be read: {fault}. Correct that line."
        ) from fault


def _wrong(name: str, must: str, value: object) -> InputError:
    return InputError(f"`{name}` in the file of limits must be {must}; got {value!r}.")


def _rows(given: Mapping[str, Any], name: str) -> list[str]:
    """``KEY=VALUE`` for every entry of a table, one for each value of a list."""
    table = given[name]
    if name == "budget" and not isinstance(table, dict):
        return [_text(table, name)]
    if not isinstance(table, dict):
        raise _wrong(name, f"a table, [{name}]", table)
    return [
        f"{key}={_text(each, name)}"
        for key, value in table.items()
        for each in (value if isinstance(value, list) else [value])
    ]


def _text(value: object, name: str) -> str:
    """A number or a text as it would be typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _wrong(name, "a number, or text such as '10%'", value)
    return repr(value)


def _texts(value: object, name: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise _wrong(name, "a list of texts", value)
    return value


def _file(path: Path) -> Path:
    if not path.is_file():
        raise InputError(
            f"There is no file {path}, which the file of limits names. Check its name; it is "
            "looked for beside the file of limits."
        )
    return path


def _metres(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 10_000:
        raise _wrong("minimum_run", "metres from 0 to 10,000", value)
    return float(value)


def _yes(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(name, "true or false", value)
    return value


def _everyone(value: object) -> str | None:
    """A share as text, ``0%`` for one option at least, None for no."""
    if isinstance(value, bool):
        return "0%" if value else None
    return _text(value, "leave_no_area_behind")


def _tables(value: object) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _wrong("bundle", "tables, [[bundle]]", value)
    return value


def _bundle(table: Mapping[str, Any]) -> Bundle:
    given = only(table, ("name", "measure", "streets", "options"), "A [[bundle]]")
    name = given.get("name")
    streets, options = (
        tuple(_texts(given.get(key, []), f"bundle.{key}")) for key in ("streets", "options")
    )
    if not isinstance(name, str) or not name.strip():
        raise _wrong("bundle.name", "a text", name)
    if not streets and not options:
        raise InputError(
            f"The bundle {name!r} names nothing; give `streets` or `options`, lists of ids."
        )
    measure = _text(given.get("measure", "lamp_run"), "bundle.measure")
    return Bundle(name=name.strip(), measure=measure, streets=streets, options=options)
