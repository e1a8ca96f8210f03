"""Assumptions, survey, weights and prices: sources, laws and hand-worked sums."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import spatial

from homeward.errors import InputError
from homeward.measures import (
    GROUPS,
    SETTINGS,
    assumptions,
    harm_weights,
    price_factor,
    survey,
    under_reporting,
    weights,
)

SEXES = ("women", "men")


def test_every_assumption_says_what_it_is_and_where_it_comes_from():
    for each in assumptions().by_name.values():
        assert each.text
        assert each.source
        assert each.unit


def test_a_hand_worked_survey_costs_under_eight_pounds_a_kilometre():
    """2,000 m at 1.33 m/s is 0.4177 h; 38,000 pounds over 2,080 h is 18.27 an hour."""
    row = assumptions().by_name["light.survey_gbp_per_km"]
    assert row.central == pytest.approx(2000 / 1.33 / 3600 * 38000 / 2080, abs=0.005)
    assert row.low == pytest.approx(2000 / 1.33 / 3600 * 31200 / 2080, abs=0.005)
    assert row.high == pytest.approx(2000 / 1.33 / 3600 * 44.5, abs=0.005)


def test_your_central_value_is_exact_unless_you_give_an_interval():
    exact = assumptions('[assumption."felt.theta"]\ncentral = 0.3').by_name["felt.theta"]
    assert (exact.low, exact.central, exact.high, exact.grade) == (0.3, 0.3, 0.3, "your figure")
    text = '[assumption."felt.theta"]\ncentral = 0.3\nlow = 0.2\nhigh = 0.4'
    assert assumptions(text).by_name["felt.theta"].high == 0.4


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[assumption."felt.teta"]\ncentral = 1', "did you mean `felt.theta`"),
        ('[assumption."felt.theta"]\ncentral = 2\nhigh = 1', "low <= central <= high"),
        ('[assumption."felt.theta"]\ncentral = 0.5\nlow = 0', "between 0 and 1"),
        ('[assumption."felt.theta"]\ncentral = 0.5\nshape = "round"', "needs a shape of"),
        ('[assumption."felt.theta"]\nlow = 0.5', "needs a number under `central`"),
    ],
)
def test_a_fault_in_your_assumption_is_told_in_a_sentence(text, said):
    with pytest.raises(InputError, match=said.replace("<", "[<]")):
        assumptions(text)


def test_a_world_is_one_draw_whatever_else_is_asked():
    declared = assumptions()
    assert declared.world(1, 5) == declared.world(1, 5)
    changed = assumptions('[assumption."felt.theta"]\ncentral = 0.3').world(1, 5)
    same = {k: v for k, v in declared.world(1, 5).items() if k != "felt.theta"}
    assert {k: v for k, v in changed.items() if k != "felt.theta"} == same


def test_the_survey_has_three_settings_and_both_sexes():
    declared = assumptions().by_name
    assert declared["felt.dark.park.women"].central == 0.81
    assert declared["felt.dark.quiet_street.men"].central == 0.15
    assert "superseded" in survey().note
    for setting in SETTINGS:
        day = declared[f"felt.day.{setting}"]
        assert day.high <= min(declared[f"felt.dark.{setting}.{sex}"].low for sex in SEXES)


def test_the_survey_s_shares_have_the_interval_of_a_sample():
    """1.96 standard errors of a share of 4,028 people; wider where a share was mended."""
    declared = assumptions().by_name
    for setting in SETTINGS:
        for sex in SEXES:
            each = declared[f"felt.dark.{setting}.{sex}"]
            error = 1.96 * (each.central * (1 - each.central) / 4028) ** 0.5
            assert each.high - each.central == pytest.approx(error, abs=6e-4)
            assert each.central - each.low > error - 6e-4


def test_prices_of_a_financial_year_lie_between_two_calendar_years():
    assert price_factor(2015, 2024) == pytest.approx(1.331, abs=5e-4)
    assert price_factor("2015/16", 2024) == pytest.approx(1.325, abs=5e-4)
    assert price_factor(2018, 2018) == 1.0


@pytest.mark.parametrize("prices", ["2015/17", "soon", 2009, 2025])
def test_an_unknown_price_year_is_told(prices):
    with pytest.raises(InputError, match="price year must be"):
        price_factor(prices, 2024)


def test_weights_are_hand_worked_in_2024_pounds():
    """Robbery 11,320 x 1.3248; theft 358 x 1.4378; violence mixed 0.9 and 0.1."""
    values = assumptions().central()
    robbery, theft, violence = harm_weights(values)
    assert robbery == pytest.approx(11320 * 100 / (0.75 * 75.1536 + 0.25 * 76.4554))
    assert theft == pytest.approx(358 * 100 / (0.75 * 69.1217 + 0.25 * 70.834))
    full, floor = robbery / 11320, theft / 358
    hurt = 0.47 * 14050 * full + 0.53 * 455 * floor
    sexual = (0.2 * 39360 + 0.8 * 6520) * full
    assert violence == pytest.approx(0.9 * hurt + 0.1 * sexual)


def test_the_cost_of_rape_times_its_number_is_the_published_total():
    """4.8 billion pounds over 39,360 each: about 122 thousand a year (Heeks and others 2018)."""
    each = next(row.gbp for row in weights() if row.part == "rape")
    assert round(4.8e9 / each, -3) == 122_000


def test_floors_are_labelled_and_every_weight_has_its_source():
    rows = {each.part: each for each in weights()}
    assert rows["theft_from_person"].method == "fiscal floor"
    assert rows["no_injury"].method == "fiscal floor"
    assert all(each.source and each.link and each.group in GROUPS for each in rows.values())


def test_your_weight_replaces_the_shipped_one():
    text = '[weight.robbery]\ngbp = 20000\nprices = "2024"'
    assert harm_weights(assumptions().central(), text)[0] == pytest.approx(20000)
    assert {each.part: each.year for each in weights(text)}["robbery"] is None
    dated = {each.part: each.year for each in weights(f"{text}\nyear = 2023")}
    assert (dated["robbery"], dated["theft_from_person"]) == (2023, 2011)
    with pytest.raises(InputError, match="needs a number under `year`"):
        weights(f'{text}\nyear = "last"')
    with pytest.raises(InputError, match="unknown key"):
        weights("[weight.arson]\ngbp = 1")
    with pytest.raises(InputError, match="zero or more"):
        weights("[weight.robbery]\ngbp = -1")


@given(sexual=st.floats(0, 1), rape=st.floats(0, 1), unhurt=st.floats(0, 1))
def test_a_mixed_weight_lies_between_its_parts(sexual, rape, unhurt):
    values = {
        **assumptions().central(),
        "weights.share.sexual": sexual,
        "weights.share.rape": rape,
        "weights.share.no_injury": unhurt,
    }
    parts = [
        each.gbp * price_factor(each.prices, 2024)
        for each in weights()
        if each.group == "violence_sexual"
    ]
    mixed = harm_weights(values)[2]
    assert min(parts) - 1e-6 <= mixed <= max(parts) + 1e-6


def test_under_reporting_is_an_interval_and_only_where_it_was_read():
    rows = under_reporting()
    assert [each.group for each in rows] == ["violence_sexual"]
    assert rows[0].low == pytest.approx(1 / 0.43, abs=0.05)
    assert rows[0].high == pytest.approx(1 / 0.16, abs=0.06)


@pytest.mark.realdata
def test_lamp_spacing_is_the_median_of_camdens_inventory(shared):
    """The nearest other lamp of the same street, over 9,447 lamps."""
    lamps = pd.read_csv(shared / "london-city" / "Camden_Street_Lighting.csv.gz")
    gaps = []
    for _, street in lamps.groupby("Street Name"):
        xy_m = np.unique(street[["Easting", "Northing"]].to_numpy(dtype=np.float64), axis=0)
        if len(xy_m) > 1:
            gaps.append(spatial.cKDTree(xy_m).query(xy_m, k=2)[0][:, 1])
    every = np.concatenate(gaps)
    row = assumptions().by_name["light.lamp_spacing_m"]
    assert len(every) == 9447
    found = np.percentile(every, [25, 50, 75])
    assert found == pytest.approx([row.low, row.central, row.high], abs=0.05)


def test_what_a_source_gives_for_shape_only_is_no_level():
    """Shares between hours may be read where what was counted is too wide; how many may not."""
    rows = assumptions().by_name
    assert rows["risk.q_night.violence_sexual"].grade == "assumption"
    assert "shape only" in rows["risk.q_night.violence_sexual"].source
