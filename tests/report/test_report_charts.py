import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from homeward.report import charts
from report.by_hand import ALL_HOSTILE, by_half_hour, findings, hostile_everywhere, plan_block

PROFILE = {
    "months": ["2019-11", "2019-12", "2020-01"],
    "counts": [
        {"group": "robbery", "label": "robbery", "counts": [3, None, 4], "held_back": []},
        {"group": "theft_from_person", "label": "theft", "counts": [8, None, 9], "held_back": []},
    ],
    "note": "A note.",
}


@pytest.fixture(scope="module")
def drawn() -> dict[str, charts.Chart]:
    """Every chart of a plan of two options, by name."""
    made = findings(plan=plan_block(2, profile=PROFILE))
    return {each.name: each for each in charts.drawn(made.plan)}


def _root(chart: charts.Chart) -> ET.Element:
    return ET.fromstring(str(chart.svg))  # noqa: S314 - our own text


def _said(chart: charts.Chart) -> str:
    return " ".join(_root(chart).itertext())


def test_figures_are_moved_from_what_the_plan_does_with_all_at_their_centre(drawn):
    """By hand: 65 at the centre, on new ways; 60 is expected over all draws."""
    said = drawn["sensitivity"].alt
    assert "£65 a year in the middle" in said
    assert "£60" not in said


def test_every_chart_is_there_with_a_sentence_and_words_for_those_who_do_not_see_it(drawn):
    assert list(drawn) == ["curve", "months", "light", "hours", "sensitivity", "costs"]
    for chart in drawn.values():
        assert chart.title.endswith(".")
        assert chart.alt.endswith(".")
        assert _root(chart).get("aria-label") == chart.alt
        assert _root(chart).get("role") == "img"


def test_axes_say_their_units(drawn):
    assert "budget, £" in _said(drawn["curve"])
    assert "harm averted, £ a year" in _said(drawn["curve"])
    assert "share of the streets' length, %" in _said(drawn["light"])
    assert "offences recorded in the month" in _said(drawn["months"])
    assert "£, not discounted" in _said(drawn["costs"])


def test_a_chart_reaches_nothing_beyond_itself(drawn):
    text = "".join(str(chart.svg) for chart in drawn.values())
    assert "<style" not in text
    assert "<script" not in text
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
    names = re.findall(r' id="([^"]+)"', text)
    assert len(names) == len(set(names))


def _profile(months):
    """A profile of so many months."""
    named = [f"{2018 + each // 12}-{each % 12 + 1:02d}" for each in range(months)]
    group = {"group": "robbery", "label": "robbery", "counts": [3] * months, "held_back": []}
    return {"months": named, "counts": [group], "note": "A note."}


@pytest.mark.parametrize("months", [1, 5, 24, 45, 47, 60, 120])
def test_no_word_of_a_chart_is_cut_off_or_touches_the_next(months):
    plan = plan_block(2, profile=_profile(months))
    for sketch in charts.sketches(plan):
        with charts._figure(sketch, title="") as figure:
            figure.draw_without_rendering()
            [axes] = figure.axes
            page = figure.bbox
            for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
                ticks = zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
                boxes = [
                    label.get_window_extent()
                    for place, label in ticks
                    if min(low, high) <= place <= max(low, high)
                ]
                assert all(page.x0 <= box.x0 for box in boxes), sketch.name
                assert all(box.x1 <= page.x1 for box in boxes), sketch.name
                pairs = pairwise(boxes if axis is axes.xaxis else ())
                assert all(one.x1 < other.x0 for one, other in pairs), sketch.name


def test_ink_takes_the_colour_of_the_page(drawn):
    assert charts.INK not in str(drawn["curve"].svg)
    assert "currentColor" in str(drawn["curve"].svg)


def test_what_cannot_be_drawn_is_left_out():
    walks = {**plan_block(0)["walks"], "by_half_hour": by_half_hour(0.0)}
    nothing = plan_block(0, curve=[], walks=walks)
    assert [each.name for each in charts.drawn(nothing)] == ["light"]


def test_hours_are_kilometres_by_everyone_with_their_intervals(drawn):
    chart = drawn["hours"]
    assert chart.title == "Most is walked in the half-hour from 20:30."
    assert chart.alt.startswith(
        "Over the night 50 km (25 to 150 in 95% of draws) are walked by everyone together, and "
        "100 km (50 to 300 in 95% of draws) would be"
    )
    axes = _axes(plan_block(), "hours")[0]
    assert [bar.get_height() for bar in axes.patches[:6]] == [2.0] * 5 + [4.0]
    whiskers, band = axes.collections
    assert whiskers.get_segments()[5].tolist() == [[5.0, 2.0], [5.0, 12.0]]
    ends = band.get_paths()[0].get_extents()
    assert (ends.y0, ends.y1) == (2.0, 24.0)


def test_a_month_that_is_held_back_is_a_gap_and_not_a_month_without_files():
    robbery, theft = PROFILE["counts"]
    counts = [robbery | {"counts": [None, None, 14], "held_back": ["2019-11"]}, theft]
    plan = plan_block(2, profile=PROFILE | {"counts": counts})
    chart = next(each for each in charts.drawn(plan) if each.name == "months")
    drawn = charts.drawn(plan_block(2, profile=PROFILE))
    assert "robbery 14 and what is held back of 1 month, theft 17." in chart.alt
    assert chart.alt.endswith("Months without files: 1.")
    assert chart.title.endswith("month by month. Gaps are months held back.")
    assert "Gaps" not in next(each.title for each in drawn if each.name == "months")
    [axes] = _axes(plan, "months")
    assert axes.lines[0].get_ydata()[2] == 14
    assert [np.isnan(line.get_ydata()).sum() for line in axes.lines] == [2, 1]
    assert len(axes.patches) == 1  # one month hatched


def _axes(plan, name):
    sketch = next(each for each in charts.sketches(plan) if each.name == name)
    with charts._figure(sketch, title="") as figure:
        return figure.axes


def test_a_month_without_files_is_said_and_not_counted(drawn):
    assert "robbery 7" in drawn["months"].alt
    assert "Months without files: 1." in drawn["months"].alt


def test_no_text_of_a_file_becomes_part_of_a_chart():
    plan = hostile_everywhere()
    plan["sensitivity"] = [row | {"at_low": 1.0, "at_high": 2.0} for row in plan["sensitivity"]]
    made = {each.name: each for each in charts.drawn(plan)}
    said = " ".join(_said(made["sensitivity"]).split())
    for chart in made.values():
        tags = {each.tag.rpartition("}")[2] for each in _root(chart).iter()}
        assert tags <= {
            "svg",
            "g",
            "path",
            "defs",
            "use",
            "text",
            "tspan",
            "clipPath",
            "rect",
            "pattern",
        }
        found = {name for each in _root(chart).iter() for name in each.attrib}
        assert not [name for name in found if name.startswith("on")]
    for text in ("javascript:alert(7)", "$\\frac{1}{2}$", "=HYPERLINK", "&y;"):
        assert text in said
    assert len(ALL_HOSTILE) >= 60


def test_pictures_have_their_size_and_no_date(tmp_path):
    made = findings()
    charts.write_pngs(tmp_path / "charts", made.plan)
    files = sorted((tmp_path / "charts").iterdir())
    assert [path.name for path in files] == [
        "costs.png",
        "curve.png",
        "hours.png",
        "light.png",
        "sensitivity.png",
    ]
    for path in files:
        held = path.read_bytes()
        assert held.startswith(b"\x89PNG")
        assert int.from_bytes(held[16:20]) == 1080
        assert not [mark for mark in (b"tEXt", b"tIME", b"iTXt") if mark in held]
