"""The page that sets two nights side by side."""

import html
import re

import pytest

from homeward.report.page import page
from report.by_hand import HOSTILE, findings, night_row, plan_block, two_nights


def _section(made: str) -> str:
    """The page's words between its heading and the next section."""
    found = re.search(r'<section aria-labelledby="nights">.*?</section>', made, re.DOTALL)
    return (
        "" if found is None else " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split())
    )


@pytest.fixture(scope="module")
def said() -> str:
    return _section(page(findings()))


def test_both_nights_stand_side_by_side_with_their_intervals(said):
    assert "All venues shut by 22:00." in said
    assert "People who walk home 40 (20 to 60; 70% assumed) 31 (15 to 50; 75% assumed)" in said
    women = "27.8% (20.1% to 35.2%; 87% assumed) 29.1% (21.3% to 36.4%; 88% assumed)"
    assert f"women would feel unsafe {women}" in said
    assert "between 10% and 90% (8.0% to 93.0%; 93% to over 95% assumed)" in said
    assert "between 20% and 80% (16.0% to 84.0%; 94% to over 95% assumed)" in said
    assert "£40 (£20 to £60; 70% assumed) £33 (£15 to £50; 75% assumed)" in said
    averted = "65.4 (−8 to 210; 70% assumed) 60.2 (15 to 50; 75% assumed)"
    assert f"The same plan would avert, a unit {averted}" in said
    assert "Back Lane 12.5 (6.25 to 25) 3.5 (1.75 to 7) −9 (−12.5 to 3.5)" in said
    assert "Fewer people would walk home: −9 (95% interval −12 to −3)." in said
    assert "and what the plan's measures do;" in said


def test_without_a_plan_nothing_is_said_to_be_averted():
    said = _section(page(findings(plan=plan_block(what_if=two_nights(averted=None)))))
    assert "would avert" not in said
    assert "what is uncertain of harm; the ways" in said


def test_without_a_what_if_there_is_no_such_page_and_no_link_to_it():
    made = page(findings(plan=plan_block(what_if=None)))
    assert _section(made) == ""
    assert "#nights" not in made


def test_without_crimes_there_is_no_row_of_harm():
    made = page(findings(plan=plan_block(what_if=two_nights(harm=None, streets=[]))))
    assert "Recorded harm expected" not in _section(made)
    assert "On no named street" in _section(made)


def test_a_plan_under_a_scenario_says_so_under_its_title():
    scenario = {"title": "Early nights", "says": ["All venues shut by 22:00."]}
    made = page(findings(plan=plan_block(scenario=scenario)))
    assert "The plan is for nights as a scenario has them: Early nights." in made


def test_no_text_of_a_scenario_is_markup():
    text = " ".join(HOSTILE)
    row = night_row(text, 1.0, 2.0)
    hostile = two_nights(title=text, says=[text], words=[text], streets=[row])
    scenario = {"title": text, "says": [text]}
    made = page(findings(plan=plan_block(what_if=hostile, scenario=scenario)))
    assert "<script>alert(1)" not in made
    assert "onerror=alert(3)>" not in re.sub(r"&lt;.*?&gt;", "", made)
