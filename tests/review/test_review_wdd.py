"""The weighted displacement difference: as printed, by its laws, and by exact chances."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from homeward import review
from homeward.errors import InputError, NoPlanError
from homeward.review import Area, Design


def area(pair, size=1.0):
    before, after = pair
    return Area(before=before, after=after, size=size)


def design(treated, control, buffer=None, buffer_control=None, **others):
    beside = {"buffer": buffer, "buffer_control": buffer_control}
    given_too = {name: area(pair) for name, pair in beside.items() if pair is not None}
    return Design(treated=area(treated), control=area(control), **given_too, **others)


PAPER = design((207, 110), (308, 318), (178, 157), (150, 140))
"""The worked example of Wheeler and Ratcliffe (2018)."""


def printed(found, digits):
    return tuple(round(each, digits) for each in (found.wdd, found.se, found.low, found.high))


def test_the_example_of_the_paper():
    """-118, standard error the root of 1,568 = 39.60, z -2.98, 95% interval -196 to -40."""
    found = review.wdd(PAPER)
    assert found.wdd == -118
    assert found.se**2 == pytest.approx(1568)
    assert (round(found.se, 2), round(found.z, 2)) == (39.60, -2.98)
    assert (round(found.low), round(found.high)) == (-196, -40)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (design((120, 100), (130, 150)), (-40.0, 22.4, -76.8, -3.2)),
        (design((120, 100), (130, 150), (40, 25), (30, 25)), (-50.0, 24.9, -91.0, -9.0)),
        (design((100, 20), (200, 100), time_before=2.0), (-30.0, 14.0, -53.0, -7.0)),
        (
            Design(
                treated=area((200, 100)),
                control=area((400, 200), 2.0),
                buffer=area((40, 20)),
                buffer_control=area((80, 40), 2.0),
            ),
            (0.0, 23.2, -38.2, 38.2),
        ),
    ],
    ids=["two areas", "four areas", "rates by time", "rates by size"],
)
def test_the_examples_of_crimepy(asked, says):
    """A. P. Wheeler's crimepy (2025), notebook WDD_Examples, with intervals of 90%."""
    assert printed(review.wdd(asked, 0.9), 1) == says


def test_the_examples_of_rates_in_ptools():
    """A. P. Wheeler's ptools, test-wdd.R: the paper's counts by size of area, and by time."""
    by_size = Design(
        treated=area((207, 110), 1.2),
        control=area((308, 318), 0.9),
        buffer=area((178, 157), 1.5),
        buffer_control=area((150, 140), 1.6),
    )
    found = review.wdd(by_size)
    assert (found.wdd, found.se) == pytest.approx((-99.69444444, 35.4280755), abs=5e-8)
    assert found.z == pytest.approx(-2.813995483, abs=5e-10)
    assert (found.low, found.high) == pytest.approx((-169.1321965, -30.25669241), abs=5e-8)
    by_time = review.wdd(design((80, 20), (100, 50), time_before=2.0))
    assert (by_time.wdd, by_time.se) == pytest.approx((-20, 115**0.5))


def test_the_example_of_the_quotient():
    """100 to 50 treated, 100 to 150 beside, 100 to 100 control: all of it went next door."""
    found = review.wdq(design((100, 50), (100, 100), (100, 150)))
    assert (found.net, found.buffer, found.wdq, found.total_net) == (0.5, 0.5, -1.0, 0.0)


def test_the_quotient_of_the_paper_s_counts():
    found = review.wdq(PAPER)
    assert (found.gross, round(found.net, 6)) == (97, 0.326166)
    assert (round(found.wdq, 6), round(found.total_net, 1)) == (0.258186, 130.5)


counts = st.tuples(st.integers(0, 400), st.integers(0, 400))
lengths = st.floats(0.1, 10)


@given(counts, counts, counts, counts, lengths, lengths)
def test_swapping_treated_and_control_changes_the_sign(one, two, three, four, before, after):
    times = {"time_before": before, "time_after": after}
    ours = review.wdd(design(one, two, three, four, **times))
    theirs = review.wdd(design(two, one, four, three, **times))
    assert theirs.wdd == pytest.approx(-ours.wdd)
    assert theirs.se == pytest.approx(ours.se)
    assert (theirs.low, theirs.high) == pytest.approx((-ours.high, -ours.low))


@given(counts, counts, st.integers(2, 50))
def test_more_of_the_same_grows_by_its_number_and_its_error_by_the_root(one, two, times):
    def scaled(pair):
        return tuple(times * each for each in pair)

    few, many = review.wdd(design(one, two)), review.wdd(design(scaled(one), scaled(two)))
    assert many.wdd == times * few.wdd
    assert many.se == pytest.approx(times**0.5 * few.se)


@given(counts, counts, lengths)
def test_one_measure_of_size_for_all_areas_changes_the_unit_alone(one, two, size):
    plain = review.wdd(design(one, two))
    by_size = review.wdd(Design(treated=area(one, size), control=area(two, size)))
    assert by_size.wdd * size == pytest.approx(plain.wdd)
    assert by_size.se * size == pytest.approx(plain.se)


@given(counts, counts, counts)
def test_what_the_quotient_is_made_of(one, two, three):
    """A buffer like the treated area has a quotient of 1, and the whole effect is twice its own."""
    alike = review.wdq(design(one, two, one))
    alone = review.wdq(design(one, two))
    if alike.wdq is not None:
        assert alike.wdq == 1
        assert alike.total_net == pytest.approx(2 * alone.total_net)
    follower = review.wdq(design(one, two, two))
    assert follower.wdq in (None, 0)
    assert review.wdq(design(one, two, three)).gross == one[0] - one[1]


def test_the_standard_error_is_that_of_drawn_counts():
    """By brute force: eight Poisson counts, drawn 40,000 times, with times and sizes."""
    rng = np.random.default_rng(5)
    means = np.array([[90, 60], [40, 30], [25, 35], [12, 9]], dtype=np.float64)
    sizes, times = np.array([1.5, 1.0, 0.5, 0.7]), np.array([2.0, 1.0])
    drawn = rng.poisson(means, (40_000, 4, 2)) / times / sizes[:, None]
    change = (drawn[..., 1] - drawn[..., 0]) @ np.array([1, -1, 1, -1])
    names = ("treated", "control", "buffer", "buffer_control")
    pairs = means.astype(int).tolist()
    areas = {n: area(p, s) for n, p, s in zip(names, pairs, sizes.tolist(), strict=True)}
    found = review.wdd(Design(**areas, time_before=2.0))
    assert found.wdd == pytest.approx(change.mean(), abs=4 * change.std() / 200)
    assert found.se == pytest.approx(change.std(), rel=0.02)


def chance_of_a_false_alarm(treated, control):
    """Exact chance that a 95% interval misses zero where Poisson means do not change."""
    until = int(max(treated, control) + 8 * max(treated, control) ** 0.5 + 10)
    count = np.arange(until)
    before, after = (each.ravel() for each in np.meshgrid(count, count, indexing="ij"))

    def pairs(mean):
        """Chances of (difference, sum) of two counts of one mean."""
        one = stats.poisson.pmf(count, mean)
        key = (after - before + until) * 2 * until + after + before
        seen, where = np.unique(key, return_inverse=True)
        chance = np.bincount(where, np.outer(one, one).ravel())
        kept = chance > 1e-10
        return seen[kept] // (2 * until) - until, seen[kept] % (2 * until), chance[kept]

    change, total, chance = pairs(treated)
    other, more, likely = pairs(control)
    error = np.sqrt(total[:, None] + more)
    missed = np.abs(change[:, None] - other) > stats.norm.ppf(0.975) * error
    return float(chance @ missed @ likely)


def test_false_alarms_are_as_rare_as_promised_even_with_few_counts():
    means = (0.5, 1.0, 2.0, 3.0, 4.5, 6.0, 9.0, 13.0)
    chances = [
        chance_of_a_false_alarm(*pair) for pair in itertools.combinations_with_replacement(means, 2)
    ]
    assert max(chances) < 0.054
    assert max(chances) > 0.05


def test_without_a_control_there_is_no_difference_and_no_quotient():
    alone = Design(treated=area((13, 3)))
    with pytest.raises(NoPlanError, match="no control area"):
        review.wdd(alone)
    with pytest.raises(NoPlanError, match="no control area"):
        review.wdq(alone)


@pytest.mark.parametrize("pair", [(0, 7), (7, 0), (0, 0)])
def test_a_control_with_a_zero_gives_no_quotient(pair):
    found = review.wdq(design((9, 5), pair, (4, 4)))
    assert (found.gross, found.net, found.wdq, found.total_net) == (4, None, None, None)


def test_faults_are_told():
    with pytest.raises(InputError, match="zero or more"):
        area((-1, 3))
    with pytest.raises(InputError, match="size of an area"):
        area((1, 3), 0.0)
    with pytest.raises(InputError, match="time after"):
        design((1, 2), (3, 4), time_after=float("inf"))
    with pytest.raises(InputError, match="needs the buffer"):
        design((1, 2), (3, 4), buffer_control=(5, 6))
    with pytest.raises(InputError, match="confidence must lie"):
        review.wdd(PAPER, 1.0)
