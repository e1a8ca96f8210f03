"""What the command line says when a plan is done."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeward.report import arithmetic, headlines

__all__ = ["summary"]


def summary(plan: Mapping[str, Any], out: Path) -> str:
    """The plan in a few sentences, and where to read more."""
    opening = [f"{plan['town']['name']}, the night of {plan['night']}."]
    if plan["made_up"]:
        opening.append("This town is made up: nothing here is about a real place.")
    lines = [" ".join(opening), *headlines(plan), arithmetic(plan)]
    for asked in ("against", "mine"):
        lines.extend((plan.get(asked) or {}).get("words", ()))
    lines.append(f"Open {out / 'report.html'} to read the rest.")
    return "\n".join(lines)
