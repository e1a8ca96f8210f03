"""The catalogue: what ships, what is missing, and what a user may say."""

import re
from importlib import resources
from pathlib import Path

import pytest

from homeward.errors import InputError
from homeward.measures import catalogue, mean_fall

GRADES = {"published", "secondary", "derived", "assumption"}

KEYS = [
    "lamp_run",
    "led_upgrade",
    "all_night",
    "fixed_camera",
    "redeployable_camera",
    "sight_line_clearance",
    "alley_gate",
    "help_point",
    "patrol_uniformed",
    "patrol_plain_clothes",
    "safe_place",
    "park_hours",
]

RECALLED_NOT_READ = (
    "3217740",
    "3,217,740",
    "5930",
    "5,930",
    "1380",
    "1,380",
    "35.8k",
    "62/78",
)
"""Figures that circulate and were never read in a source: they must not ship."""


def by_key(extra: str | None = None):
    return {each.key: each for each in catalogue(extra)}


def test_the_catalogue_has_its_twelve_measures_in_order():
    assert [each.key for each in catalogue()] == KEYS


def test_every_shipped_figure_has_source_grade_and_link():
    for measure in catalogue():
        assert not measure.yours
        found = [measure.capital, measure.yearly, measure.felt, *measure.harm.values()]
        for figure in [each for each in found if each]:
            assert figure.source
            assert figure.link
            assert figure.grade in GRADES
            assert figure.low <= figure.high
        assert all(2000 < each.year <= 2026 for each in measure.harm.values())
        assert measure.transfer.endswith(".")


def test_only_lighting_is_ready_as_shipped():
    ready = [each.key for each in catalogue() if not each.missing]
    assert ready == ["lamp_run", "led_upgrade", "all_night"]


def test_what_was_not_read_is_absent():
    rows = by_key()
    for key in ("help_point", "redeployable_camera", "patrol_uniformed", "alley_gate"):
        assert rows[key].capital is None
        assert rows[key].yearly is None
        assert not rows[key].harm
    assert not rows["fixed_camera"].harm
    assert rows["safe_place"].felt is None


@pytest.mark.parametrize("figure", RECALLED_NOT_READ)
def test_no_figure_that_was_only_recalled_is_shipped(figure):
    for file in resources.files("homeward.measures").iterdir():
        if file.name.endswith((".toml", ".py")):
            assert not re.search(rf"\b{re.escape(figure)}\b", file.read_text("utf-8")), file.name


def test_unit_costs_are_the_published_totals_over_their_numbers():
    """Hertfordshire and Derbyshire's lanterns, two cameras of Brentwood's, Moray's 37."""
    rows = by_key()
    lantern = rows["led_upgrade"].capital
    assert round(42.14e6 / 117_361) == lantern.high == 359
    assert round(30.5e6 / 90_000) == lantern.low == 339
    assert rows["fixed_camera"].capital.central == 12_543 / 2
    upkeep = rows["fixed_camera"].yearly
    assert [round(each / 37, -1) for each in (46_900, 57_400)] == [upkeep.low, upkeep.high]


def test_light_averts_a_seventh_of_robbery_and_nothing_of_violence():
    assert mean_fall(by_key()["lamp_run"]) == pytest.approx([0.14, 0.14, 0.0])
    assert mean_fall(by_key()["led_upgrade"]).tolist() == [0.0, 0.0, 0.0]


def test_your_figure_replaces_one_and_keeps_the_rest():
    rows = by_key("[measure.lamp_run]\ncapital = {gbp = 3000, price_year = 2024}")
    lamp = rows["lamp_run"]
    assert lamp.yours
    assert (lamp.capital.low, lamp.capital.central, lamp.capital.high) == (3000, 3000, 3000)
    assert lamp.capital.grade == "your figure"
    assert lamp.yearly == by_key()["lamp_run"].yearly
    assert lamp.harm == by_key()["lamp_run"].harm
    assert not rows["led_upgrade"].yours


def test_your_effect_on_one_group_leaves_the_others():
    text = "[measure.lamp_run]\nharm.robbery = {ratio = 0.5, low = 0.4, high = 0.6}"
    assert mean_fall(by_key(text)["lamp_run"]) == pytest.approx([0.5, 0.14, 0.0])


def test_your_own_measure_comes_last():
    text = """
        [measure.mirror]
        label = "Mirrors at blind corners"
        unit = "mirror"
        rule = "help_point"
        reach_m = 20
        capital = {gbp = 100, price_year = 2023}
        felt = {ratio = 0.98, low = 0.9, high = 1.0}
    """
    mirror = catalogue(text)[-1]
    assert mirror.key == "mirror"
    assert mirror.yours
    assert not mirror.missing


def test_plain_clothes_need_a_legal_basis_and_a_way_to_be_known():
    figures = """
        [measure.patrol_plain_clothes]
        yearly = {gbp = 50, price_year = 2024}
        harm.robbery = {ratio = 0.9, low = 0.8, high = 1.0}
    """
    assert "legal basis" in by_key(figures)["patrol_plain_clothes"].missing[0]
    said = figures + 'legal_basis = "a"\nidentification = "b"\n'
    assert not by_key(said)["patrol_plain_clothes"].missing


def test_the_declared_file_makes_every_measure_ready():
    text = Path(__file__).parents[1].joinpath("declared.toml").read_text(encoding="utf-8")
    assert [each.key for each in catalogue(text) if each.missing] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[measure.lamp_run", "must be TOML"),
        ("[measures.lamp_run]", "did you mean `measure`"),
        ("[measure.lamp_run]\ncapitol = {}", "did you mean `capital`"),
        ("[measure.lamp_run]\ncapital = {gbp = 'x', price_year = 2020}", "needs a number"),
        ("[measure.lamp_run]\ncapital = {gbp = 5}", "needs `price_year`"),
        ("[measure.lamp_run]\ncapital = {gbp = 5, price_year = 1066}", "2010 to 2024"),
        ("[measure.lamp_run]\ncapital = {gbp = 5, low = 6, price_year = 2020}", "0 <= low"),
        ("[measure.lamp_run]\ncapital = 5", "needs a table"),
        ("[measure.lamp_run]\nharm.fraud = {ratio = 1}", "unknown key"),
        ("[measure.lamp_run]\nfelt = {ratio = 0.9}", "without its interval"),
        ("[measure.lamp_run]\nfelt = {ratio = 0.9, low = 0, high = 1}", "0 < low"),
        ("[measure.lamp_run]\nfelt = {ratio = nan, low = 0, high = 1}", "needs a number"),
        ("[measure.lamp_run]\nrule = 'lamps'", "needs a `rule`"),
        ("[measure.lamp_run]\nreach_m = -1", "zero or more"),
        ("[measure.lamp_run]\nbands = [4]", "0 to 3"),
        ("[measure.new]\nlabel = 'New'", "needs text under `unit`"),
        ("[measure.lamp_run.capital]\ngbp = 1\nprice_year = 2020\ngrade = 'RCT'", "`grade`"),
        ("[measure.n]\nlabel='a'\nunit='b'\nrule='camera'", "more than 0"),
        ("[measure.'a b']\nlabel = 'a'", "rename it"),
        ("[measure.patrol_plain_clothes]\nlegal_basis = 5", "needs text"),
        ("[measure.lamp_run]\nbands = [[1]]", "0 to 3"),
        ("[measure.lamp_run]\nneeds = []", "unknown key"),
        ("measure = 3", "needs a table"),
    ],
)
def test_a_fault_in_your_file_is_told_in_a_sentence(text, said):
    with pytest.raises(InputError) as fault:
        catalogue(text)
    assert said in str(fault.value)
    assert str(fault.value).rstrip().endswith(".")


def test_the_how_to_pages_example_works():
    page = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-measure.md"
    text = page.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    rows = by_key(text)
    assert not rows["patrol_uniformed"].missing
    assert not rows["mirror"].missing
