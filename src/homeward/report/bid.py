"""The bid: a draft with the sections that a Safer Streets bid asks for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from docx.document import Document as Paper

from homeward.report.bid_money import add_costs
from homeward.report.bid_place import add_area, add_problem
from homeward.report.findings import Findings
from homeward.report.formats import assumed, counted, gbp, given, looking, minus, rough
from homeward.report.front import front
from homeward.report.paper import (
    add_chart,
    add_points,
    add_table,
    add_to_write,
    first_rows,
    new_paper,
    save,
    say,
)
from homeward.report.people import felt_said, lit_said
from homeward.report.plain import plain
from homeward.report.words import aim_of, arithmetic, fall_said

__all__ = ["write_bid"]

OPTIONS = {
    "No.": 1.1,
    "Street": 3.8,
    "What": 4.4,
    "How many": 2.2,
    "Look first": 1.5,
    "To buy": 1.8,
    "To run, a year": 1.8,
}
"""Columns of the table of options, with their widths in centimetres."""

ATTRIBUTIONS = (
    "Map data © OpenStreetMap contributors, under the Open Database Licence 1.0.",
    "Crime, where it came from data.police.uk, and census: contain public sector information "
    "licensed under the Open Government Licence v3.0.",
    "Files of your own, such as a list of lamps, stay under the terms you hold them by.",
)


def write_bid(path: Path, findings: Findings, charts: Path) -> None:
    """``bid.docx``: a draft to complete, with every figure that the plan has for it.

    Parameters
    ----------
    path
        The file to make.
    findings
        The plan and its layers.
    charts
        Folder of the charts as PNG; those that are there are put in.

    Notes
    -----
    The sections are those of the prospectuses of the Safer Streets Fund (Home Office, rounds 1
    to 5, 2020 to 2023). What a plan cannot know stands marked as to be written.
    """
    plan = findings.plan
    paper = new_paper(f"Safer streets after dark in {plan['town']['name']}: draft of a bid")
    paper.add_paragraph(
        "A draft made by Homeward from open data. Marked places are yours to write. Check every "
        "figure against the report beside this file before you send it."
    )
    _summary(paper, plan)
    add_area(paper, findings)
    add_problem(paper, plan, charts)
    _proposal(paper, findings)
    _evidence(paper, plan, charts)
    _delivery(paper, plan)
    _consultation(paper)
    _outcomes(paper, plan)
    add_costs(paper, plan, charts)
    _evaluation(paper, plan)
    _limits(paper, plan)
    save(paper, path)


def _summary(paper: Paper, plan: Mapping[str, Any]) -> None:
    paper.add_heading("1. Summary", 1)
    if plan["made_up"]:
        say(paper, "The town is made up: this draft shows the form, and asks for no money.")
    for answer in front(plan):
        paper.add_heading(plain(answer.question), 3)
        say(paper, *answer.sentences)


def _proposal(paper: Paper, findings: Findings) -> None:
    plan = findings.plan
    paper.add_heading("4. What is proposed", 1)
    if not plan["options"]:
        say(paper, *front(plan)[0].sentences)
        return
    rows = [_option(number, each) for number, each in enumerate(plan["options"], start=1)]
    add_table(paper, OPTIONS, first_rows(paper, rows))
    say(paper, "Why each place was chosen is in plan.xlsx, on the sheet Plan.")
    paper.add_heading("What was not chosen", 3)
    others = [row for row in plan["measures"] if row["state"] != "chosen"]
    add_points(paper, (f"{row['label']}: {row['state']}" for row in others))
    say(paper, "What each would need is in plan.xlsx, on the sheet Measures.")


def _option(number: int, option: Mapping[str, Any]) -> tuple[object, ...]:
    return (
        number,
        option["place"],
        option["label"],
        counted(option["units"], option["unit"]),
        "yes" if option["survey_first"] else "no",
        gbp(option["capital_gbp"]),
        gbp(option["yearly_gbp"]),
    )


def _evidence(paper: Paper, plan: Mapping[str, Any], charts: Path) -> None:
    paper.add_heading("5. Evidence", 1)
    add_points(paper, dict.fromkeys(option["evidence"] for option in plan["options"]))
    say(paper, arithmetic(plan))
    grades = Counter(row["grade"] for row in plan["assumptions"])
    parts = ", ".join(f"{grade} ({count})" for grade, count in grades.most_common())
    say(paper, f"How well the figures behind the plan are founded, and how many so: {parts}.")
    add_chart(paper, charts, "sensitivity", "How far each uncertain figure alone moves the result.")


def _delivery(paper: Paper, plan: Mapping[str, Any]) -> None:
    survey = plan["survey"]
    paper.add_heading("6. Delivery and lead times", 1)
    look_first = sum(option["survey_first"] for option in plan["options"])
    steps = [
        f"Look at the light of {counted(look_first, 'place')} after dark, before anything is "
        "ordered: where it is lit already, take the place off the list.",
        f"Looking at all streets of unknown light, {rough(survey['length_km'])} km, would cost "
        f"about {looking(survey)}.",
        "Consult, and settle who owns and maintains what is bought.",
        "Order, install, and have the work checked.",
        "Measure what changed, as section 10 says.",
    ]
    for step in steps if look_first else steps[1:]:
        paper.add_paragraph(plain(step), style="List Number")
    say(paper, "Lead times are not known to Homeward.")
    add_to_write(paper, "lead times from your suppliers, milestones, who is responsible, risks")


def _consultation(paper: Paper) -> None:
    paper.add_heading("7. Consultation", 1)
    say(paper, "Nobody has been consulted by making this draft.")
    add_to_write(
        paper,
        "whom you asked and how (women and girls, residents, night workers, disabled people, "
        "venues, the lighting authority), what they said, and what you changed because of it",
    )


def _outcomes(paper: Paper, plan: Mapping[str, Any]) -> None:
    aim, averted = aim_of(plan), plan["averted_rerouted"]
    part = assumed(averted["assumed_share"])
    ends = f"{aim.number(averted['low'])} to {aim.number(averted['high'])} ({part} assumed)"
    rows = [
        (aim.column, "nothing yet", f"{aim.number(averted['expected'])}; 95% interval {ends}"),
        *(
            (
                f"Distance {who} walk after dark feeling unsafe (95% interval)",
                felt_said(plan, "before", who),
                felt_said(plan, "after", who),
            )
            for who in ("women", "men")
        ),
        ("Walks home lit all the way", lit_said(plan, "before"), lit_said(plan, "after")),
    ]
    paper.add_heading("8. Outcomes", 1)
    header = {"Outcome": 6.6, "Now": 4.0, "With the plan": 6.0}
    add_table(paper, header, _real_minus(rows))
    say(
        paper,
        "More reporting of offences, above all by women, may follow from this work. It is a wanted "
        "outcome: a rise in records must not be read as failure.",
    )


def _real_minus(rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    return ([minus(cell) for cell in row] for row in rows)


def _evaluation(paper: Paper, plan: Mapping[str, Any]) -> None:
    found = plan["detectable"]
    paper.add_heading("10. Evaluation", 1)
    if found["smallest_fall"] is None:
        say(
            paper,
            "No fall in recorded offences, however large, could be told from chance: too few "
            "are recorded here. Counting crimes before and after would show nothing either way, "
            "and is not offered as proof.",
        )
    else:
        say(
            paper,
            f"The smallest fall in recorded offences that could be told from chance is "
            f"{fall_said(found)}: in brackets 95% of the draws of what is recorded there.",
        )
    say(paper, f"How that was worked out: {found['design']}.")
    add_points(
        paper,
        (
            "Measured besides: light on each street before and after, people counted after dark, "
            "and how safe people say they feel, asked before and after in the same way.",
            "A comparison area is named before work begins, and results are published whichever "
            "way they fall.",
        ),
    )
    add_to_write(paper, "who evaluates, with what money, and the comparison area")


def _limits(paper: Paper, plan: Mapping[str, Any]) -> None:
    paper.add_heading("11. Data, sources and limits", 1)
    add_points(paper, plan["notes"])
    paper.add_heading("Files read", 3)
    rows = [
        (Path(each["path"]).name, f"{each['rows']:,}", f"{each['rejected']:,}", each["sha256"][:12])
        for each in plan["inputs"]
    ]
    header = {"File": 9.4, "Rows": 2.0, "Rejected": 2.0, "SHA-256 begins": 3.2}
    add_table(paper, header, first_rows(paper, rows))
    paper.add_heading("Figures that move the result most", 3)
    moving = [
        (
            row["text"],
            f"{given(row['low'], row['unit'])} to {given(row['high'], row['unit'])}",
            row["unit"],
            row["grade"],
            row["source"],
        )
        for row in plan["sensitivity"]
    ]
    header = {"Figure": 5.0, "Range": 2.6, "Unit": 1.8, "Grade": 2.4, "Source": 4.8}
    add_table(paper, header, moving)
    paper.add_heading("Whose data this is", 3)
    add_points(paper, ATTRIBUTIONS[: 1 if plan["made_up"] else None])
    say(paper, f"Made by Homeward {plan['homeward']} with: {plan['command']}")
