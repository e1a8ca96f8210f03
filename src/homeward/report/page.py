"""The report: one HTML file that opens from disk and loads nothing from anywhere."""

from collections.abc import Mapping
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from homeward.report import charts, facts, formats, months
from homeward.report.direction import isolated
from homeward.report.drawing import map_drawing
from homeward.report.fair import fair_page
from homeward.report.files import file_said
from homeward.report.findings import Findings
from homeward.report.foresee import foreseen
from homeward.report.front import front
from homeward.report.layers import FEW
from homeward.report.map import town_map
from homeward.report.money import money_page
from homeward.report.people import assumed_of_both, felt_said, lit_said, people_rows, sure_of
from homeward.report.words import AIMS, aim_of, arithmetic, at_centre, fall_said, harm_said

__all__ = ["CONTENTS", "environment", "page", "template"]

SHOWN = 30
"""Rows of a long table that stand open; the rest unfolds."""

CONTENTS = {
    "map": "The map",
    "options": "What to buy",
    "money": "Who pays, and in which year",
    "change": "What it would change",
    "fair": "Who gains",
    "rounds": "Once people choose their ways anew",
    "curve": "What each budget would do",
    "measures": "What was not chosen, and why",
    "mine": "Your shortlist beside the plan",
    "against": "This plan against another",
    "profile": "The problem, month by month",
    "walks": "Where and when people walk",
    "nights": "What if: two nights side by side",
    "light": "Light",
    "felt": "How safe women and men feel",
    "harm": "Recorded harm, by area",
    "foresee": "How well does this model foresee?",
    "sensitivity": "What would change the answer most",
    "worlds": "How sure: the draws and what is assumed",
    "knowing": "What would be worth knowing first",
    "held": "Would other months have chosen the same streets?",
    "review": "Could anyone tell afterwards?",
    "quality": "How good the data is",
    "assumptions": "Every figure it rests on",
    "method": "The method, and its sources",
    "made": "How this was made",
}
"""The analyst's pages: each names its template and its anchor, with its heading."""

WHERE_ASKED = {"nights": "what_if", "against": "against", "mine": "mine"}
"""Pages that stand there only where they were asked for, with the part of the plan they show."""

RESTS_ON = {
    "options": ("money.", "effect.", "spill."),
    "walks": ("walks.",),
    "light": ("light.", "streets."),
    "felt": ("felt.",),
    "harm": ("records.", "risk.", "weights."),
}
"""For a page, how the names of the declared figures begin that it rests on."""


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
    made = environment().get_template("report.html.j2")
    text = made.render(
        plan=plan,
        map=town_map(findings),
        drawing=map_drawing(findings),
        style=Markup(template("report.css")),  # noqa: S704 - our own file
        titles=CONTENTS,
        contents=_contents(plan),
        front=front(plan),
        made_up=plan["made_up"],
        aim=aim_of(plan),
        harm=AIMS["harm"],
        arithmetic=arithmetic(plan),
        at_centre=at_centre(plan),
        shown=SHOWN,
        few=FEW,
        money=money_page(plan),
        fair=fair_page(plan),
        foreseen=foreseen(plan),
        rejected=sum(file["rejected"] for file in plan["inputs"]),
        **_people(plan),
        **_evidence(plan),
        **_layers(findings),
    )
    return isolated(text)


def _people(plan: Mapping[str, Any]) -> dict[str, Any]:
    """How many walk, in the town and on the plan's streets, and what their intervals hold."""
    people = plan["walks"]["people"]
    streets = people["on_plan_streets"]
    return {
        "walking": people_rows(people["walking"], "tonight", "a_year"),
        "on_plan_streets": people_rows(streets, "before", "after") if streets else (),
        "people_sure": sure_of(plan),
    }


def _contents(plan: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The pages this plan has; two nights are compared only when that was asked for."""
    return tuple(
        (name, title)
        for name, title in CONTENTS.items()
        if name not in WHERE_ASKED or plan.get(WHERE_ASKED[name]) is not None
    )


def _evidence(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What the report's numbers rest on, and where each stands in it."""
    return {
        "evidence": tuple(dict.fromkeys(option["evidence"] for option in plan["options"])),
        "figures": {name: facts.resting_on(plan, *rooms) for name, rooms in RESTS_ON.items()},
        "numbers": {row["name"]: at for at, row in enumerate(plan["assumptions"], 1)},
        "grades": facts.grades(plan),
        "grade_ids": {grade: grade.replace(" ", "-") for grade in facts.GRADES},
    }


def _layers(findings: Findings) -> dict[str, Any]:
    """Tables and charts of the town."""
    plan = findings.plan
    profile = plan.get("profile")
    drawn = charts.drawn(plan)
    return {
        "charts": {each.name: each for each in drawn},
        "kinds": facts.kind_rows(findings),
        "areas": facts.area_rows(findings),
        "half": facts.half_of_areas(findings),
        "profile": profile,
        "by_year": months.by_year(profile) if profile else (),
        "by_season": months.by_month_of_year(profile) if profile else (),
        "by_month": months.month_by_month(profile) if profile else (),
    }


def environment() -> Environment:
    """Where templates are found, with every text escaped and the formats as filters."""
    made = Environment(
        loader=FunctionLoader(template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update({name: getattr(formats, name) for name in formats.__all__})
    made.filters.update(felt_said=felt_said, lit_said=lit_said, assumed_of_both=assumed_of_both)
    made.filters.update(fall_said=fall_said, harm_said=harm_said, ratio=facts.ratio)
    made.filters["file_said"] = file_said
    return made


def template(name: str) -> str:
    """The text of one of the room's templates."""
    folder = resources.files("homeward.report") / "templates"
    return (folder / name).read_text(encoding="utf-8")
