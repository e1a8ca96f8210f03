"""What other budgets, rounds and areas gain in every world: by hand, and against the programme."""

from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest
from numpy.testing import assert_allclose

from homeward.plan import CurvePoint, evaluate
from homeward.report import schema
from homeward.streets import shifted
from homeward.study.aftermath import parted
from homeward.study.findings import plan_block
from homeward.study.fixed import ends_within
from homeward.study.joint import Joint
from homeward.study.lit import lit_by_street, lit_whole
from homeward.study.margin import margin_of
from homeward.study.request import aims_from
from homeward.study.several import Several
from homeward.study.stakes import lit_by
from homeward.walks import SEXES, dark_walks

EVERY_AIM = ("harm", "felt", "lit-walks", "harm=1,felt=1")


@pytest.fixture(scope="module", params=EVERY_AIM)
def found(planned, request):
    """The small town's plan for one aim, with enough worlds for a draw of ways."""
    return planned(aims=aims_from(request.param), worlds=50)


@pytest.fixture(scope="module")
def content(found):
    """Its ``plan.json``."""
    return plan_block(found)


def test_plans_that_share_a_street_count_it_each_with_its_own_links():
    # Street 4 has a lamp (family 0) and a brighter one (family 0) and a gate (family 1); street
    # 9 has the lamp alone. Plan 0 is the lamp; plan 1 all three; plan 2 nothing.
    case = SimpleNamespace(
        chosen=np.array([3, 5, 8]),
        family=np.array([0, 0, 0, 0, 0, 0, 0, 0, 1]),
        reached=np.array([4, 9]),
        links=SimpleNamespace(place=np.array([0, 1, 2, 0]), segment=np.array([4, 4, 4, 9])),
    )
    several = Several.bought(case, [np.array([3]), np.array([8, 3, 5]), np.array([], dtype=int)])
    assert several.of_plan.sum(axis=1).tolist() == [2, 2, 0]
    assert len(several.first) == 3  # street 9 has the same link in both plans
    fall = np.array([[0.2], [0.5], [0.1], [0.3]])
    gained = several.gained(fall, np.array([[100.0], [10.0]]))
    by_plan = several.of_plan @ gained[:, 0]
    assert_allclose(by_plan, [20.0 + 3.0, 100.0 * (1 - 0.5 * 0.9) + 3.0, 0.0])


def test_no_plan_gains_nothing():
    none = np.zeros(0, dtype=np.int64)
    case = SimpleNamespace(
        chosen=none, family=none, reached=none, links=SimpleNamespace(place=none, segment=none)
    )
    several = Several.bought(case, [none])
    assert several.of_plan.shape == (1, 0)
    assert several.gained(np.zeros((0, 3)), np.zeros((0, 3))).shape == (0, 3)


def _named(found):
    """The plans of the curve, by their place among all, and the one kept, which is the last."""
    curve = [point.chosen for point in found.chosen.curve]
    return {**dict(enumerate(curve)), -1: found.bought}


@pytest.mark.parametrize("found", ["harm", "felt", "harm=1,felt=1"], indirect=True)
def test_every_plan_gains_in_every_world_what_that_worlds_programme_says(found):
    joint = Joint(
        setting=found.setting, request=found.request, shelf=found.shelf, scale=found.chosen.scale
    )
    for world in (0, 1, 7, 49):
        problem, _ = joint.programme(world)
        for at, plan in _named(found).items():
            brute = pytest.approx(evaluate(problem, plan), rel=1e-9, abs=1e-9)
            assert found.done.fixed.plans[world, at] == brute


def test_the_plan_itself_gains_what_its_options_do(found):
    each, fixed = found.done.each.sum(axis=1), found.done.fixed
    assert len(found.bought)
    if "lit-walks" not in found.request.aims:
        assert_allclose(fixed.plans[:, -1], each, rtol=1e-9)
    asked = [point.chosen for point in found.chosen.curve]
    for at, chosen in enumerate(asked):
        if np.array_equal(np.sort(chosen), np.sort(found.bought)):
            assert_allclose(fixed.plans[:, at], fixed.plans[:, -1], rtol=1e-12)
    assert_allclose(fixed.by_street.sum(axis=(1, 2)), fixed.plans[:, -1], rtol=1e-9, atol=1e-9)


def test_walks_lit_in_a_world_are_read_between_three_shifts_of_unknown_light(planned):
    found = planned(aims=aims_from("lit-walks"), worlds=4)
    assert not found.setting.ways
    streets, year, central = found.known.built.streets, found.before, found.values
    lit = lit_by(found.shelf.options, found.bought, streets.segments)
    listed = [
        dark_walks(streets, year.demand, year.nights, shifted(year.p_lit, shift), central)
        for shift in (-1.0, 0.0, 1.0)
    ]
    whole = [lit_whole(walks, lit).sum() for walks in listed]
    assert whole[1] == pytest.approx(found.chosen.choice.value)
    by_street = lit_by_street(listed[1], lit, streets.length_m)
    assert by_street.sum() == pytest.approx(whole[1])
    assert not by_street[~lit].any()
    for world in range(4):
        drawn = found.setting.values(world)
        read = np.interp(drawn["streets.unlit_shift"], [-1.0, 0.0, 1.0], whole)
        expected = read * _people(drawn) / _people(central)
        assert found.done.fixed.plans[world, -1] == pytest.approx(expected)


@pytest.mark.parametrize("found", ["harm", "felt", "harm=1,felt=1"], indirect=True)
def test_with_assumptions_held_too_the_plan_gains_what_its_options_do(found):
    done, scale = found.done, found.chosen.scale
    each = {"harm": done.held.each_gbp, "felt": done.held.each_km}
    summed = np.sum([each[aim] * scale[aim] for aim in found.request.aims], axis=0).sum(axis=1)
    assert summed.any()
    assert_allclose(done.fixed.held[:, -1], summed, rtol=1e-9, atol=1e-9)


def test_streets_parts_sum_to_what_the_plan_lights():
    # In the second world one street would lose 5 walks, and is held at none.
    found = parted(np.array([10.0, 15.0, 0.0]), np.array([[4.0, 6.0], [20.0, 0.0], [0.0, 0.0]]))
    assert_allclose(found, [[4.0, 6.0], [15.0, 0.0], [0.0, 0.0]])


def _people(values):
    """How many walk after dark, in proportion."""
    women = values["walks.share_women"] * values["walks.after_dark.women"]
    men = (1 - values["walks.share_women"]) * values["walks.after_dark.men"]
    return values["walks.fill"] * (women + men)


def test_every_row_has_its_interval_and_the_figure_lies_in_it(found, content):
    jsonschema.validate(content, dict(schema("plan")))
    curve, rounds, fair = content["curve"], content["rounds"]["rows"], content["fair"]
    rows = [(row["averted"], row["averted_low"], row["averted_high"]) for row in curve]
    rows += [(row["fixed_flow"], row["fixed_flow_low"], row["fixed_flow_high"]) for row in rounds]
    gains = [fair, *fair["steps"]["rows"]]
    rows += [(row["gain"], row["gain_low"], row["gain_high"]) for row in gains]
    assert all(low <= middle <= high for middle, low, high in rows)
    assert rows[0] == (0.0, 0.0, 0.0)
    assert fair["gain_low"] < fair["gain"] < fair["gain_high"]
    drawn = found.done.fixed.plans[:, -1]
    assert (fair["gain_low"], fair["gain_high"]) == pytest.approx(ends_within(drawn, fair["gain"]))


def test_every_budget_round_and_the_whole_gain_say_what_of_their_spread_is_assumed(found, content):
    fixed, rounds = found.done.fixed, content["rounds"]["rows"]
    shares = [point["averted_assumed_share"] for point in content["curve"]]
    shares += [row["fixed_flow_assumed_share"] for row in rounds]
    free, held = np.var(fixed.plans, axis=0), np.var(fixed.held, axis=0)
    assert held.shape == (len(shares) + 3,)  # the next pound's two, and the plan kept
    assert shares[0] == free[0] == 0.0
    expected = 1.0 - np.divide(held, free, out=np.ones_like(held), where=free > 0)
    expected = np.maximum(expected, 0.0)  # by chance more may be left than there was
    assert shares == pytest.approx(expected[:-3], abs=1e-6)
    assert content["fair"]["gain_assumed_share"] == pytest.approx(expected[-1], abs=1e-6)
    if "harm" not in found.request.aims:  # 50 draws of a few heavy-tailed rates tell too little
        assert 0.1 < expected[-1] < 1.0
    for row in rounds:
        if row["kept"]:
            averted = content["averted_rerouted"]["assumed_share"]
            assert row["rerouted_assumed_share"] == averted
            assert row["fixed_flow_assumed_share"] == content["fair"]["gain_assumed_share"]


def test_the_round_kept_has_the_plans_interval(found, content):
    fair, averted = content["fair"], content["averted_rerouted"]
    (row,) = (row for row in content["rounds"]["rows"] if row["kept"])
    assert row["fixed_flow_low"] == pytest.approx(fair["gain_low"])
    assert row["fixed_flow_high"] == pytest.approx(fair["gain_high"])
    assert row["rerouted_low"] == pytest.approx(min(averted["low"], row["rerouted"]))
    assert row["rerouted_high"] == pytest.approx(max(averted["high"], row["rerouted"]))


def test_the_next_pound_gains_in_every_world_what_one_step_more_does(found, content):
    pound, chosen, limits = content["next_pound"], found.chosen, found.shelf.limits
    step = found.beside.margin
    assert np.array_equal(step.after, margin_of(chosen, limits).after)
    assert pound["averted"] == step.value
    cost = limits.cost_pence.sum(axis=0)
    if chosen.problem is not None:
        joint = Joint(
            setting=found.setting, request=found.request, shelf=found.shelf, scale=chosen.scale
        )
        (added,) = set(step.after.tolist()) - set(step.before.tolist())
        assert step.pounds == cost[added] / 100
        more = [evaluate(chosen.problem, plan) for plan in reversed(step.plans)]
        assert step.value == pytest.approx((more[0] - more[1]) / step.pounds)
        drawn = []
        for world in range(50):
            problem, _ = joint.programme(world)
            then, now = (evaluate(problem, plan) for plan in reversed(step.plans))
            drawn.append((then - now) / step.pounds)
        assert (pound["averted_low"], pound["averted_high"]) == pytest.approx(
            ends_within(np.array(drawn), step.value), rel=1e-6, abs=1e-12
        )
    assert pound["averted_low"] <= pound["averted"] <= pound["averted_high"]
    assert 0 <= pound["averted_assumed_share"] <= 1


def test_for_lit_walks_the_next_pound_is_a_part_of_the_curves_next_step():
    # 30 pounds light 12 walks, 50 light 20: 8 more for 20 pounds.
    points = tuple(
        CurvePoint(
            budget_pence=np.array([pence]), value=value, bound=None, chosen=np.arange(options)
        )
        for pence, value, options in ((1000, 5.0, 1), (3000, 12.0, 2), (5000, 20.0, 4))
    )
    chosen = SimpleNamespace(problem=None, curve=points)
    step = margin_of(chosen, SimpleNamespace(budget_pence=np.array([3000])))
    assert (step.value, step.pounds) == (0.4, 20.0)
    assert [len(plan) for plan in step.plans] == [2, 4]
    worlds = SimpleNamespace(
        plans=np.array([[0.0, 10.0, 30.0, 10.0], [0.0, 12.0, 12.0, 12.0]]),
        held=np.array([[0.0, 11.0, 21.0, 11.0], [0.0, 12.0, 12.0, 12.0]]),
    )
    told = step.block(worlds, 1, "walks")  # in the two worlds 1 and 0 walks for a pound
    assert (told["averted_low"], told["averted_high"]) == pytest.approx((0.025, 0.975))
    assert told["averted_assumed_share"] == pytest.approx(0.75)
    last = margin_of(chosen, SimpleNamespace(budget_pence=np.array([5000])))
    assert last.value == 0.0
    assert np.array_equal(*last.plans)


def test_shares_of_the_whole_gain_are_those_of_every_world(found, content):
    rows, whole = content["fair"]["steps"]["rows"], found.done.fixed.plans[:, -1]
    assert sum(row["gain_share"] for row in rows) == pytest.approx(1.0, abs=1e-5)
    for row in rows:
        assert 0 <= row["gain_share_low"] <= row["gain_share"] <= row["gain_share_high"] <= 1
    full = [row for row in rows if row["gain_share"] == 1]
    assert all(row["gain_share_low"] == 1 for row in full if (whole > 0).any())


def test_women_and_men_gain_in_every_world_what_both_do(planned):
    found = planned(aims=aims_from("felt"), worlds=50)
    by_sex = plan_block(found)["fair"]["by_sex"]
    drawn = found.done.fixed.by_street.sum(axis=1)
    assert drawn.shape == (50, len(SEXES))
    for at, sex in enumerate(SEXES):
        low, high = by_sex["interval"]["gain"][sex]
        assert (low, high) == pytest.approx(ends_within(drawn[:, at], by_sex["gain"][sex]))
        low, high = by_sex["interval"]["walkers"][sex]
        assert 0 <= low < by_sex["walkers"][sex] < high <= 1


def test_the_share_of_women_where_the_gain_falls_is_that_of_every_world(planned):
    found = planned(worlds=8)
    fixed, shares = found.done.fixed, []
    for world in range(8):
        gain = np.maximum(fixed.by_street[world, :, 0], 0.0)
        if not gain.any():
            continue
        flows, values = found.setting.way(world).case.before.flows, found.setting.values(world)
        women, men = (flows.actual(values, sex)[0].sum(axis=1)[fixed.streets] for sex in SEXES)
        told = women + men > 0
        share = women[told] / (women + men)[told]
        shares.append((share * gain[told]).sum() / gain[told].sum())
    by_sex = plan_block(found)["fair"]["by_sex"]
    low, high = np.percentile(shares, [2.5, 97.5])
    middle = by_sex["walkers"]["women"]
    expected = [min(low, middle), max(high, middle)]
    assert by_sex["interval"]["walkers"]["women"] == pytest.approx(expected, abs=1e-5)
