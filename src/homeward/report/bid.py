"""The bid: a draft with the sections that a Safer Streets bid asks for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from docx.document import Document as Paper

from homeward.report.disclosure import ENOUGH
from homeward.report.findings import Findings
from homeward.report.formats import (
    assumed,
    counted,
    ends,
    gbp,
    given,
    looking,
    minus,
    pounds_pence,
    rough,
    share,
)
from homeward.report.front import front
from homeward.report.money import said_of_match, terms_said
from homeward.report.paper import add_picture, add_table, add_to_write, new_paper, save
from homeward.report.people import felt_said, lit_said
from homeward.report.plain import plain
from homeward.report.spend import YearCost, all_years, by_year, whole_life
from homeward.report.words import aim_of, arithmetic
from homeward.report.zones import zone_tables

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

MOST_ROWS = 100
"""Rows of a table in the draft; the workbook holds all of them."""


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
    _area(paper, findings)
    _problem(paper, plan, charts)
    _proposal(paper, findings)
    _evidence(paper, plan, charts)
    _delivery(paper, plan)
    _consultation(paper)
    _outcomes(paper, plan)
    _costs(paper, plan, charts)
    _evaluation(paper, plan)
    _limits(paper, plan)
    save(paper, path)


def _say(paper: Paper, *sentences: str) -> None:
    paper.add_paragraph(plain(minus(" ".join(sentences))))


def _points(paper: Paper, sentences: Iterable[str]) -> None:
    for sentence in sentences:
        paper.add_paragraph(plain(minus(sentence)), style="List Bullet")


def _shown(paper: Paper, charts: Path, name: str, alt: str) -> None:
    if (charts / f"{name}.png").is_file():
        add_picture(paper, charts / f"{name}.png", alt)


def _summary(paper: Paper, plan: Mapping[str, Any]) -> None:
    paper.add_heading("1. Summary", 1)
    if plan["made_up"]:
        _say(paper, "The town is made up: this draft shows the form, and asks for no money.")
    for answer in front(plan):
        paper.add_heading(plain(answer.question), 3)
        _say(paper, *answer.sentences)


def _area(paper: Paper, findings: Findings) -> None:
    town = findings.plan["town"]
    west, south, east, north = town["bbox"]
    paper.add_heading("2. The area", 1)
    _say(
        paper,
        f"{town['name']}: {rough(town['length_km'])} km of streets and paths that can be walked, "
        f"{counted(town['venues'], 'venue')} open in the evening, between {west:.4f} and "
        f"{east:.4f} degrees of longitude and {south:.4f} and {north:.4f} of latitude.",
    )
    add_to_write(paper, "why this area is eligible, with the fund's own benchmarks of crime")
    for table in zone_tables(findings):
        paper.add_heading(plain(f"{table.title}: what is proposed"), 3)
        rows = [
            (row.code, row.name, row.options, gbp(row.capital_gbp), gbp(row.yearly_gbp))
            for row in table.rows
        ]
        header = {"Code": 3.0, "Name": 5.2, "Places": 2.0, "To buy": 3.2, "To run, a year": 3.2}
        add_table(paper, header, _first(paper, rows))
    if not_told := _zones_not_told(findings):
        _say(paper, *not_told)


def _zones_not_told(findings: Findings) -> list[str]:
    """Which tables by area are not there, and what would make them."""
    said = []
    if findings.town.zones is None:
        said.append(
            "There is no table by ward: no file that says where the wards lie was given. Run the "
            "plan again with --areas and the wards' outlines."
        )
    if findings.town.people is None:
        said.append(
            "There is no table by census area (LSOA): no census was given. Run the plan again "
            "with --people."
        )
    return said if findings.plan["options"] else []


def _first(paper: Paper, rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    """No more rows than a reader turns pages for; a sentence says where the rest is."""
    if len(rows) > MOST_ROWS:
        _say(paper, f"The first {MOST_ROWS} of {len(rows):,}; the rest is in plan.xlsx.")
    return rows[:MOST_ROWS]


def _problem(paper: Paper, plan: Mapping[str, Any], charts: Path) -> None:
    harm, town = plan["harm"], plan["town"]
    paper.add_heading("3. The problem", 1)
    if town["observed"] == 0:
        _say(paper, "No crime file covers these streets: recorded harm is not known, not nought.")
    else:
        _recorded(paper, harm, town)
    _shown(paper, charts, "months", "Offences recorded by month; a table is in the report.")
    _say(
        paper,
        f"On {felt_said(plan, 'before', 'women')} of the distance that women walk after dark, and "
        f"{felt_said(plan, 'before', 'men')} of men's, walkers are expected to feel unsafe. About "
        f"{ends(plan['walks']['people']['walking']['a_year']['all'])} people are expected to walk "
        "home there at night in a year. In brackets stand the ends of the 95% intervals, and how "
        "much of that spread would go if every mere assumption were known.",
    )
    _shown(paper, charts, "light", "Shares of the streets' length by what is known of light.")
    add_to_write(paper, "what residents, businesses and the police there say the problem is")


def _recorded(paper: Paper, harm: Mapping[str, Any], town: Mapping[str, Any]) -> None:
    months = town["months_observed"]
    _say(
        paper,
        f"Offences in public at night against people on foot are estimated from the police's "
        f"records of {len(months)} months, {months[0]} to {months[-1]}. For each kind: what was "
        "recorded at all hours, and what is expected in a year, with its 95% interval and how much "
        "of its spread is assumed.",
    )
    header = {"Offence": 6.0, "Recorded in all": 3.6, "Expected a year": 3.4, "Interval": 3.6}
    rows = [
        (
            offence["label"],
            f"{offence['recorded']:,}",
            rough(offence["expected"]),
            f"{rough(offence['low'])} to {rough(offence['high'])} "
            f"({assumed(offence['assumed_share'])} assumed)",
        )
        for offence in harm["offences"]
    ]
    add_table(paper, header, rows)
    _say(
        paper,
        f"Weighed by what offences cost those who suffer them, that is {_pounds(harm)} a year. "
        f"Offences by area, at any hour and in any place, where {ENOUGH} or more were recorded, "
        "are in plan.gpkg and areas.topojson; they are not known by street.",
    )


def _pounds(harm: Mapping[str, Any]) -> str:
    low, high = rough(harm["low_gbp"]), rough(harm["high_gbp"])
    part = assumed(harm["assumed_share"])
    return f"£{rough(harm['expected_gbp'])} (£{low} to £{high}; {part} assumed)"


def _proposal(paper: Paper, findings: Findings) -> None:
    plan = findings.plan
    paper.add_heading("4. What is proposed", 1)
    if not plan["options"]:
        _say(paper, *front(plan)[0].sentences)
        return
    rows = [_option(number, each) for number, each in enumerate(plan["options"], start=1)]
    add_table(paper, OPTIONS, _first(paper, rows))
    _say(paper, "Why each place was chosen is in plan.xlsx, on the sheet Plan.")
    paper.add_heading("What was not chosen", 3)
    others = [row for row in plan["measures"] if row["state"] != "chosen"]
    _points(paper, (f"{row['label']}: {row['state']}" for row in others))
    _say(paper, "What each would need is in plan.xlsx, on the sheet Measures.")


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
    _points(paper, dict.fromkeys(option["evidence"] for option in plan["options"]))
    _say(paper, arithmetic(plan))
    grades = Counter(row["grade"] for row in plan["assumptions"])
    parts = ", ".join(f"{grade} ({count})" for grade, count in grades.most_common())
    _say(paper, f"How well the figures behind the plan are founded, and how many so: {parts}.")
    _shown(paper, charts, "sensitivity", "How far each uncertain figure alone moves the result.")


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
    _say(paper, "Lead times are not known to Homeward.")
    add_to_write(paper, "lead times from your suppliers, milestones, who is responsible, risks")


def _consultation(paper: Paper) -> None:
    paper.add_heading("7. Consultation", 1)
    _say(paper, "Nobody has been consulted by making this draft.")
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
    _say(
        paper,
        "More reporting of offences, above all by women, may follow from this work. It is a wanted "
        "outcome: a rise in records must not be read as failure.",
    )


def _real_minus(rows: Iterable[Sequence[str]]) -> Iterator[list[str]]:
    return ([minus(cell) for cell in row] for row in rows)


def _costs(paper: Paper, plan: Mapping[str, Any], charts: Path) -> None:
    paper.add_heading("9. Costs by financial year, with match", 1)
    _say(
        paper,
        f"In prices of {plan['price_year']}, not discounted. {_whole(plan)} {said_of_match(plan)}",
    )
    years = by_year(plan)
    names = ("To buy", "To run", "Held back", "Total", "Match", "Asked of the fund", "Left to you")
    header = {"Year from April": 2.3, **dict.fromkeys(names, 2.05)}
    add_table(paper, header, (_year(each) for each in (*years, all_years(years))))
    _points(paper, terms_said(plan))
    _shown(paper, charts, "costs", "Cost by financial year, as in the table above.")
    add_to_write(paper, "who pays the match and the running costs once the fund's years end")


def _whole(plan: Mapping[str, Any]) -> str:
    """What is spent of the budget, in the budget's own count."""
    spent, budget = gbp(plan["spent_gbp"]), gbp(plan["budget_gbp"])
    if not whole_life(plan):
        return f"The budgets pay {spent} of the {budget} that they hold."
    years = counted(plan["horizon_years"], "year")
    return (
        f"The plan's whole-life cost, discounted over {years}, is {spent} of a budget of {budget}."
    )


def _year(cost: YearCost) -> tuple[str, ...]:
    return (cost.year, *(pounds_pence(each) for each in cost.sums_gbp))


def _evaluation(paper: Paper, plan: Mapping[str, Any]) -> None:
    found = plan["detectable"]
    paper.add_heading("10. Evaluation", 1)
    if found["smallest_fall"] is None:
        _say(
            paper,
            "No fall in recorded offences, however large, could be told from chance: too few "
            "are recorded here. Counting crimes before and after would show nothing either way, "
            "and is not offered as proof.",
        )
    else:
        _say(
            paper,
            f"The smallest fall in recorded offences that could be told from chance is "
            f"{share(found['smallest_fall'])}.",
        )
    _say(paper, f"How that was worked out: {found['design']}.")
    _points(
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
    _points(paper, plan["notes"])
    paper.add_heading("Files read", 3)
    rows = [
        (Path(each["path"]).name, f"{each['rows']:,}", f"{each['rejected']:,}", each["sha256"][:12])
        for each in plan["inputs"]
    ]
    header = {"File": 9.4, "Rows": 2.0, "Rejected": 2.0, "SHA-256 begins": 3.2}
    add_table(paper, header, _first(paper, rows))
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
    _points(paper, ATTRIBUTIONS[: 1 if plan["made_up"] else None])
    _say(paper, f"Made by Homeward {plan['homeward']} with: {plan['command']}")
