"""Harm in points of the user's severity score, beside the pounds."""

import dataclasses

import pytest

from homeward.errors import InputError
from homeward.measures import price_factor, weights
from homeward.read import Sources
from homeward.study import solve
from homeward.study.findings import plan_block
from homeward.study.sources import opened


def in_pounds(row, year):
    prices = int(row.prices) if row.prices.isdigit() else row.prices
    return row.gbp * price_factor(prices, year)


def test_without_your_own_weights_there_is_no_figure_and_it_says_what_is_missing(solved):
    told = plan_block(solved)["harm"]["severity"]
    assert (told["expected"], told["low"], told["high"], told["averted"]) == (None,) * 4
    assert len(told["missing"]) == 6
    assert told["read"][0]["what"] == "homicide"


def test_points_that_equal_pounds_come_to_the_same_figures(asked, folder, solved):
    year = int(solved.values["money.price_year"])
    text = "[severity]\n" + "\n".join(
        f"{row.part} = {{ weight = {in_pounds(row, year)!r} }}" for row in weights()
    )
    path = folder / "severity.toml"
    path.write_text(text, "utf-8")
    request = dataclasses.replace(asked, own_figures=path)
    content = plan_block(solve(request, opened(request)))
    harm = content["harm"]
    told = harm["severity"]
    for ours, pounds in (("expected", "expected_gbp"), ("low", "low_gbp"), ("high", "high_gbp")):
        assert told[ours] == pytest.approx(harm[pounds])
    assert told["assumed_share"] == pytest.approx(harm["assumed_share"], abs=1e-5)
    assert 0 < told["assumed_share"] < 1
    assert content["options"]
    assert 0 < told["averted"] < told["expected"]
    averted = content["averted_rerouted"]
    assert averted["low"] < told["averted"] < averted["high"]
    # The same draws, and the same held: only the figure that each interval holds differs.
    assert told["averted_low"] == pytest.approx(averted["low"])
    assert told["averted_high"] == pytest.approx(averted["high"])
    assert told["averted_assumed_share"] == pytest.approx(averted["assumed_share"], abs=1e-5)
    assert told["missing"] == []
    others = plan_block(solved)
    assert content["options"] == others["options"], "a plan is chosen by pounds"


def test_where_harm_is_not_known_its_points_claim_nothing_either(asked, folder):
    path = folder / "ones.toml"
    path.write_text(
        "[severity]\n" + "".join(f"{row.part}.weight = 1\n" for row in weights()), "utf-8"
    )
    request = dataclasses.replace(asked, own_figures=path, sources=Sources(), aims={"felt": 1.0})
    harm = plan_block(solve(request, opened(request)))["harm"]
    told = harm["severity"]
    unknown = ("expected", "low", "high", "assumed_share", "averted")
    assert {told[name] for name in unknown} == {None}
    assert harm["expected_gbp"] is None


def test_a_table_with_holes_stops_the_run_before_anything_is_worked_out(asked, folder):
    path = folder / "holes.toml"
    path.write_text("[severity.robbery]\nweight = 700\n", "utf-8")
    request = dataclasses.replace(asked, own_figures=path)
    source = opened(request)
    said = []
    with pytest.raises(InputError, match="5 of 6 have no weight"):
        solve(dataclasses.replace(request, tell=said.append), source)
    assert said == []
