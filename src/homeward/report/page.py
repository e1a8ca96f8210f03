"""The report: one HTML file that opens from disk and loads nothing from anywhere."""

from collections import Counter
from collections.abc import Mapping
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from homeward.report import formats
from homeward.report.chart import curve_chart
from homeward.report.drawing import map_drawing
from homeward.report.findings import Findings
from homeward.report.layers import FEW
from homeward.report.words import AIMS, aim_of, arithmetic, headlines

__all__ = ["page"]

SHOWN = 30
"""Rows of the table of options that stand open; the rest unfolds."""


def page(findings: Findings) -> str:
    """The whole report as HTML text.

    Parameters
    ----------
    findings
        The plan and its layers.

    Returns
    -------
    str
        One document; every text in it that came from a file is escaped.
    """
    plan = findings.plan
    evidence = tuple(dict.fromkeys(option["evidence"] for option in plan["options"]))
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            plan=plan,
            style=Markup(_template("report.css")),  # noqa: S704 - our own file
            aim=aim_of(plan),
            harm=AIMS["harm"],
            headlines=headlines(plan),
            arithmetic=arithmetic(plan),
            shown=SHOWN,
            evidence=evidence,
            drawing=map_drawing(findings),
            curve=curve_chart(plan),
            grades=_grades(plan),
            few=FEW,
        )
    )


def _grades(plan: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """How many assumptions are of each grade, the most frequent first."""
    return tuple(Counter(row["grade"] for row in plan["assumptions"]).most_common())


def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update({name: getattr(formats, name) for name in formats.__all__})
    return made


def _template(name: str) -> str:
    folder = resources.files("homeward.report") / "templates"
    return (folder / name).read_text(encoding="utf-8")
