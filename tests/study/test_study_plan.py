"""A small town's plan from its files: limits, lines, worlds and what stays as it was."""

import dataclasses
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from homeward.errors import InputError, NoPlanError
from homeward.measures import catalogue, price_factor
from homeward.night import Closures
from homeward.read import Sources
from homeward.study import aims_from, money_from
from homeward.study.aftermath import value_at
from homeward.study.findings import plan_block
from homeward.study.moving import Trial
from homeward.study.notes import moved
from homeward.study.worlds import averted_at, drawn_worlds

DECLARED = Path(__file__).resolve().parents[1] / "declared.toml"


def told(solved):
    content = plan_block(solved)
    json.dumps(content, allow_nan=False)
    return content


def line(content, measure):
    return next(each for each in content["measures"] if each["measure"] == measure)


def listed(tmp_path, *ids):
    path = tmp_path / "ids.csv"
    path.write_text("\n".join(["id", *ids]) + "\n")
    return path


def test_marginals_sum_to_the_value_and_money_is_kept_to(solved):
    content = told(solved)
    fixed = content["averted_fixed_flow"]
    assert sum(each["averted"] for each in content["options"]) == pytest.approx(fixed["value"])
    assert 0 < fixed["value"] <= fixed["bound"]
    assert content["spent_gbp"] <= content["budget_gbp"] == 20_000
    whole = sum(each["whole_life_gbp"] for each in content["options"])
    assert whole == pytest.approx(content["spent_gbp"])


def test_the_same_request_gives_the_same_plan(solved, planned):
    assert told(planned(threads=1)) == told(solved)


def test_rows_in_another_order_and_other_files_give_the_same_bytes(
    solved, planned, folder, tmp_path
):
    """Shuffled, parted by halves and packed, on one thread: all but the list of inputs."""
    head, *rows = (folder / "crimes.csv").read_text().splitlines()
    order = np.random.default_rng(2).permutation(len(rows)).tolist()
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in (1, 0):
            own = [rows[k] for k in order[part::2]]
            archive.writestr(f"part{part}-street.csv", "\n".join([head, *own]) + "\n")
    one, other = told(solved), told(planned(sources=Sources(crimes=(packed,)), threads=1))
    assert other.pop("inputs") != one.pop("inputs")
    assert json.dumps(other) == json.dumps(one)


@pytest.mark.parametrize("aim", ["harm", "felt", "lit-walks", "harm=0.5,felt=0.5"])
def test_a_budget_too_small_for_anything_changes_nothing_at_all(planned, aim):
    solved = planned(money=money_from(["1"], 2019), aims=aims_from(aim))
    content = told(solved)
    assert content["options"] == []
    assert content["averted_fixed_flow"]["value"] == 0
    rerouted = content["averted_rerouted"]
    assert (rerouted["low"], rerouted["expected"], rerouted["high"]) == (0, 0, 0)
    assert rerouted["assumed_share"] == 0
    for kept in ("felt", "lit_walks"):
        assert content[kept]["before"] == content[kept]["after"]
    assert np.all(solved.done.averted == 0)


@pytest.mark.parametrize("aim", ["harm", "felt", "lit-walks", "harm=1,felt=1"])
def test_without_a_crime_file_no_figure_is_lost_and_harm_claims_nothing(planned, aim):
    content = told(planned(sources=Sources(), aims=aims_from(aim)))
    harm = content["harm"]
    assert harm["why"].endswith("That is not the same as none.")
    assert {harm[name] for name in ("expected_gbp", "low_gbp", "high_gbp", "assumed_share")} == {
        None
    }
    for row in harm["offences"]:
        unknown = ("expected", "low", "high", "recorded", "under_reported", "assumed_share")
        assert {row[name] for name in unknown} == {None}
    assert content["p_social_benefit_exceeds_cost"] is None
    if aim == "harm":
        assert line(content, "lamp_run")["state"] == "averts nothing"


def test_felt_risk_after_counts_what_is_bought_besides_light(planned, folder):
    only = {"own_figures": folder / "figures.toml", "at_most": {"lamp_run": 0.0}}
    content = told(planned(aims={"felt": 1.0}, **only))
    assert {each["measure"] for each in content["options"]} == {"help_point"}
    assert content["felt"]["after"]["women"] < content["felt"]["before"]["women"]
    assert content["lit_walks"]["after"] == content["lit_walks"]["before"]


def test_a_world_is_the_same_however_many_are_drawn(solved):
    few = drawn_worlds(solved.setting, 3)
    more = drawn_worlds(solved.setting, 5)
    for name in ("harm_gbp", "felt_km", "net_gbp", "offences"):
        assert np.array_equal(getattr(few, name), getattr(more, name)[:3])


def test_nothing_is_assumed_when_every_assumption_is_exact(planned, tmp_path, solved):
    rows = [
        f'[assumption."{name}"]\ncentral = {each.central}\n'
        for name, each in solved.setting.assumptions.by_name.items()
        if each.grade == "assumption"
    ]
    path = tmp_path / "exact.toml"
    path.write_text("".join(rows))
    content = told(planned(own_figures=path))
    assert {share for _, share in assumed_shares(content) if share is not None} == {0}


def assumed_shares(content, path=""):
    """Every figure called `assumed_share`, with where it stands."""
    for name, value in content.items() if isinstance(content, dict) else enumerate(content):
        at = f"{path}/{name}"
        if isinstance(value, (dict, list)):
            yield from assumed_shares(value, at)
            if str(name).endswith("assumed_share"):
                parts = value if isinstance(value, list) else value.values()
                yield from ((at, each) for each in parts if isinstance(each, float))
        elif str(name) == "assumed_share":
            yield at, value


def totals(content, path=""):
    """Every figure with an interval of joint draws, with where it stands.

    What knowing is worth is none: assumptions held are what is known there.
    """
    if isinstance(content, dict) and path != "/value_of_information":
        if {"expected", "expected_gbp"} & set(content) and {"low", "low_gbp"} & set(content):
            yield path, content
        for name, value in content.items():
            yield from totals(value, f"{path}/{name}")
    elif isinstance(content, list):
        for value in content:
            yield from totals(value, f"{path}/[]")


@pytest.mark.parametrize("aim", ["harm", "felt", "lit-walks"])
def test_every_total_with_an_interval_says_how_much_of_it_is_assumed(planned, aim):
    content = told(planned(aims=aims_from(aim)))
    found = list(totals(content))
    assert {path.split("/")[1] for path, _ in found} >= {
        "averted_rerouted",
        "felt",
        "harm",
        "walks",
    }
    for path, figure in found:
        unknown = (figure["low"] if "low" in figure else figure["low_gbp"]) is None
        assert unknown == (figure["assumed_share"] is None), path
        assert unknown or 0 <= figure["assumed_share"] <= 1, path
    for name in ("before", "after", "change"):
        assert set(content["felt"]["assumed_share"][name]) == {"women", "men"}
    for name in ("before", "after"):
        assert len(content["lit_walks"]["assumed_share"][name]) == 2
    walking = content["walks"]["people"]["walking"]["a_year"]["all"]
    assert walking["assumed_share"] > 0.5, "how full venues are is assumed"


def test_a_central_draw_without_the_plan_averts_exactly_nothing(solved, asked):
    trial = Trial(built=solved.known.built, request=asked, setting=solved.setting)
    none = trial.bought(np.zeros(0, dtype=np.int64))
    none = dataclasses.replace(none, case=dataclasses.replace(none.case, after=none.case.before))
    averted = averted_at(none.case, none.drawn(none.assumptions.world(1, 0), 0))
    assert (averted.harm_gbp, averted.felt_km) == (0.0, 0.0)


def test_a_better_effect_averts_more_and_is_among_the_weightiest_unknowns(solved):
    rows = {each["name"]: each for each in told(solved)["sensitivity"]}
    effect = rows["effect.lamp_run.robbery"]
    assert effect["at_low"] > effect["at_high"]
    assert len(rows) <= 10
    swings = [abs(each["at_high"] - each["at_low"]) for each in rows.values()]
    assert swings == sorted(swings, reverse=True)


def test_figures_are_moved_from_the_figure_of_the_round_that_was_kept(solved, asked):
    kept = next(row for row in told(solved)["rounds"]["rows"] if row["kept"])
    unmoved = value_at(solved.setting, asked.aims, solved.chosen.scale, solved.values)
    assert unmoved == pytest.approx(kept["rerouted"])


def test_more_robbery_by_walkers_makes_more_to_avert(planned, folder):
    content = told(planned(own_figures=folder / "figures.toml"))
    rows = {each["name"]: each for each in content["sensitivity"]}
    row = rows["risk.q_walker.robbery"]
    assert row["at_low"] < row["at_high"]
    assert rows["effect.help_point.robbery"]["at_high"] < row["at_high"]


def test_every_measure_has_a_line_in_one_of_the_five_states(planned):
    content = told(planned(own_figures=DECLARED))
    states = {each["measure"]: each["state"] for each in content["measures"]}
    assert states["lamp_run"] == "chosen"
    assert states["patrol_uniformed"] == "priced out"
    assert states["help_point"] == "averts nothing"
    assert states["alley_gate"] == "no place"
    assert all(each["line"].endswith(".") for each in content["measures"])
    missing = line(told(planned(money=money_from(["1"], 2019))), "help_point")
    assert (missing["state"], missing["price_to_be_chosen_gbp"]) == ("missing figure", None)
    assert "[measure.help_point]" in missing["line"]


def test_what_one_unit_costs_is_told_in_the_prices_of_the_plan_with_its_ends(planned):
    content = told(planned(own_figures=DECLARED))
    lamp = next(each for each in catalogue() if each.key == "lamp_run")
    factor = price_factor(lamp.capital.price_year, content["price_year"])
    bought, run = line(content, "lamp_run")["costs"]
    assert (bought["what"], run["what"]) == ("to buy", "to run for a year")
    assert bought["gbp"] == pytest.approx(lamp.capital.central * factor, abs=0.005)
    assert bought["low_gbp"] == pytest.approx(lamp.capital.low * factor, abs=0.005)
    assert bought["high_gbp"] == pytest.approx(lamp.capital.high * factor, abs=0.005)
    assert (bought["price_year"], bought["grade"]) == (lamp.capital.price_year, "derived")
    assert bought["source"] == lamp.capital.source
    assert [each["what"] for each in line(content, "patrol_uniformed")["costs"]] == [
        "to have for an hour"
    ]


def test_at_the_price_named_a_measure_is_bought_and_a_pound_above_it_is_not(planned, tmp_path):
    figures = """
    [measure.help_point]
    capital = {{ gbp = {price}, price_year = 2024 }}
    yearly = {{ gbp = 0, price_year = 2024 }}
    harm.robbery = {{ ratio = 0.9, low = 0.8, high = 1.0 }}
    [measure.lamp_run]
    life_years = 60
    """

    def at(price):
        path = tmp_path / f"at{price}.toml"
        text = figures.format(price=price)
        path.write_text(text[: text.index("    [measure.lamp_run]")])
        return line(told(planned(own_figures=path, horizon_years=1)), "help_point")

    dear = at(40_000)
    assert dear["state"] == "priced out"
    price = dear["price_to_be_chosen_gbp"]
    said = "Not chosen: at mean effects and today's flows it would be if one help point cost £"
    assert dear["line"].startswith(f"{said}{price:,.2f} or less")
    assert at(price)["state"] == "chosen"
    assert at(price + 1)["state"] == "priced out"


def test_musts_are_bought_and_what_is_avoided_is_not(planned, solved, tmp_path):
    ids = solved.shelf.options.id.tolist()
    chosen = [str(solved.shelf.options.id[each]) for each in solved.bought]
    other = next(each for each in ids if each not in chosen)
    must = told(planned(must=listed(tmp_path, other)))
    assert other in {each["id"] for each in must["options"]}
    avoid = told(planned(avoid=listed(tmp_path, *chosen)))
    assert not set(chosen) & {each["id"] for each in avoid["options"]}


@pytest.mark.parametrize("aim", ["harm", "lit-walks"])
def test_a_must_leaves_small_budgets_out_of_the_curve(planned, solved, tmp_path, aim):
    must = listed(tmp_path, str(solved.shelf.options.id[0]))
    content = told(planned(must=must, aims=aims_from(aim)))
    at = [each for each in content["curve"] if each["budget_gbp"] == content["budget_gbp"]]
    assert content["curve"][0]["budget_gbp"] > 0
    assert at[0]["averted"] == pytest.approx(content["averted_fixed_flow"]["value"])


def test_at_most_and_at_least_bind(planned, folder):
    figures = folder / "figures.toml"
    most = told(planned(own_figures=figures, at_most={"help_point": 0.0}))
    assert line(most, "help_point")["state"] == "no place"
    assert "limits" in line(most, "help_point")["line"]
    least = told(planned(own_figures=figures, at_least={"help_point": 3.0}))
    assert line(least, "help_point")["chosen"] >= 3


def test_what_no_plan_can_keep_is_said(planned, solved, tmp_path):
    with pytest.raises(NoPlanError, match="at least 1000 of lamp_run"):
        planned(at_least={"lamp_run": 1000.0})
    with pytest.raises(NoPlanError):
        planned(must=listed(tmp_path, *solved.shelf.options.id.tolist()))


@pytest.mark.parametrize("flag", ["must", "avoid", "closed", "area"])
def test_an_id_that_is_not_here_is_refused(planned, tmp_path, flag):
    with pytest.raises(InputError, match="not here"):
        planned(**{flag: listed(tmp_path, "nowhere@1")})


def test_musts_are_a_list_and_never_a_polygon(planned, tmp_path):
    path = tmp_path / "must.geojson"
    path.write_text("{}")
    with pytest.raises(InputError, match="--must"):
        planned(must=path)


def test_money_is_spent_only_in_the_streets_listed(planned, solved, tmp_path):
    inside = solved.known.built.streets.ids[:4].tolist()
    found = planned(area=listed(tmp_path, *inside), aims={"felt": 1.0})
    for each in told(found)["options"]:
        assert set(each["segments"]) <= set(inside)


def test_capital_and_running_costs_have_their_own_rows(planned):
    rows = ["2019:capital=9000", "2020:capital=9000", "2019:revenue=100"]
    content = told(planned(money=money_from(rows, 2019)))
    assert [each["gbp"] for each in content["budgets"]] == [9000, 9000, 100]
    capital = sum(each["capital_gbp"] for each in content["options"])
    yearly = sum(each["yearly_gbp"] for each in content["options"])
    spent = [each["spent_gbp"] for each in content["budgets"]]
    assert sum(spent[:2]) == pytest.approx(capital)
    assert spent[2] == pytest.approx(yearly)
    assert content["spent_gbp"] == pytest.approx(sum(spent))


def test_on_a_night_with_venues_shut_fewer_set_out_and_the_plan_stays(planned, solved):
    shut = told(planned(closures=Closures(venues_closed=True)))
    assert any("set out" in each and "shut by law" in each for each in shut["notes"])
    assert shut["options"] == told(solved)["options"]
    assert shut["walks"]["leaving_tonight"] < told(solved)["walks"]["leaving_tonight"]


def test_a_closed_street_carries_nobody(planned, solved, tmp_path):
    streets = solved.known.built.streets
    busiest = int(np.argmax(solved.before.flows.year.sum(axis=(0, 1, 3))))
    closed = planned(closed=listed(tmp_path, str(streets.ids[busiest])))
    assert closed.before.flows.year[:, :, busiest].sum() == 0


def test_a_mix_says_what_it_comes_to_for_each_aim(planned):
    content = told(planned(aims={"harm": 0.5, "felt": 0.5}))
    assert 0 < content["averted_fixed_flow"]["value"] <= 1 + 1e-9
    assert sum("Of the mix" in each for each in content["notes"]) == 2


def test_for_lit_walks_too_the_plan_is_chosen_again_on_peoples_new_ways(planned):
    made = planned(aims={"lit-walks": 1.0})
    content = told(made)
    rows = content["rounds"]["rows"]
    (kept,) = (row for row in rows if row["kept"])
    assert content["options"]
    assert 0 < kept["rerouted"] == max(row["rerouted"] for row in rows)
    assert kept["rerouted"] <= content["walks"]["leaving_a_year"]
    assert kept["options"] == len(content["options"])
    assert kept["fixed_flow"] == content["averted_fixed_flow"]["value"]
    assert content["rounds"]["why"].startswith(("The round after the last", "Rounds end after"))
    assert rows[0]["fixed_flow"] <= content["averted_fixed_flow"]["bound"]


def test_for_lit_walks_too_a_lamp_that_is_too_dear_has_its_price(planned):
    content = told(planned(money=money_from(["5000"], 2019), aims={"lit-walks": 1.0}))
    found = line(content, "lamp_run")
    assert content["options"] == []
    assert found["state"] == "priced out"
    assert 0 < found["price_to_be_chosen_gbp"] <= 5000
    assert found["line"].startswith("Not chosen: at today's flows it would be if one lamp cost £")


def test_a_figure_that_moves_with_people_is_explained():
    assert moved({"lit-walks": 1.0}, 100.0, 99.0) == ""
    assert "less" in moved({"lit-walks": 1.0}, 100.0, 80.0)
    assert "more" in moved({"harm": 1.0}, 100.0, 120.0)
    assert moved({"harm": 0.5, "felt": 0.5}, 100.0, 10.0) == ""


def test_how_far_a_point_of_the_police_reaches_can_be_your_own(planned, tmp_path, solved):
    path = tmp_path / "near.toml"
    path.write_text('[assumption."records.reach_m"]\ncentral = 20\nsource = "a walk"\n')
    nearer = planned(own_figures=path)
    ours = solved.setting.danger.areas
    assert (nearer.setting.danger.areas.area != ours.area).any()
    rows = {each["name"]: each for each in told(nearer)["assumptions"]}
    row = rows["records.reach_m"]
    assert (row["value"], row["grade"], row["unit"]) == (20.0, "your figure", "m")


def test_a_survey_costs_what_the_price_of_a_kilometre_leaves_open(solved):
    price = solved.setting.assumptions.by_name["light.survey_gbp_per_km"]
    survey = told(solved)["survey"]
    assert survey["cost_gbp"] > 0
    for end, of_price in (("low", price.low), ("high", price.high)):
        by_hand = survey["cost_gbp"] * of_price / price.central
        assert survey[f"cost_{end}_gbp"] == pytest.approx(by_hand, abs=0.02)
