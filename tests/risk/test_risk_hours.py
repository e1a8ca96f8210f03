"""What records with times say of the hour: all they tell, and nothing that they do not."""

import dataclasses

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.special import expit, logit

from homeward import risk
from homeward.measures import GROUPS, Assumptions, assumptions
from homeward.risk import BANDS, profile
from homeward.study import notes

PROFILE = [f"risk.profile.{band}.robbery" for band in BANDS]
NIGHT = "risk.q_night.robbery"
STARTS = ("05T18:00", "05T21:00", "06T00:00", "06T03:00", "06T06:00")
FLAT = (1.0, 1.0, 1.0, 1.0)
NINETY_FIVE = 1.959963984540054


def timed(make, spans):
    crimes = make.crimes([(0, 0, make.months[0], "Robbery")] * len(spans), [])
    begin, finish = (np.array(column, dtype="datetime64[m]") for column in zip(*spans, strict=True))
    return risk.hours_of(dataclasses.replace(crimes, begin=begin, finish=finish))


def saying(assumed, night, weights, spread):
    """The assumptions with robbery by night and by band as given.

    `spread` is the standard deviation of the log odds and of the logarithms of weights.
    """
    ends = np.array([-1.0, 1.0]) * NINETY_FIVE * spread
    low, high = expit(logit(night) + ends)
    rows = {NIGHT: {"low": low, "central": night, "high": high}}
    for name, weight in zip(PROFILE, weights, strict=True):
        low, high = weight * np.exp(ends)
        rows[name] = {"low": low, "central": weight, "high": high}
    by_name = dict(assumed.by_name)
    for name, row in rows.items():
        by_name[name] = dataclasses.replace(by_name[name], **row)
    return Assumptions(by_name)


def likeliest(hours, declared):
    return risk.timed_values(hours, declared.central(), declared)


def in_worlds(hours, declared, worlds=200):
    """Share by night (W,), and bands' shares of it (W, 4), in every world."""
    drawn = [
        risk.timed_values_in_world(hours, declared.world(1, w), declared, seed=1, world=w)
        for w in range(worlds)
    ]
    return np.array([each[NIGHT] for each in drawn]), np.array([shares(each) for each in drawn])


def declared_draws(declared, worlds=200):
    drawn = [declared.world(1, w) for w in range(worlds)]
    return np.array([each[NIGHT] for each in drawn]), np.array([shares(each) for each in drawn])


def shares(values):
    found = np.array([values[name] for name in PROFILE])
    return found / found.sum()


def scores(values):
    """Log odds of the night and logarithms of the bands' weights, (5,)."""
    return np.append(logit(values[NIGHT]), np.log([values[name] for name in PROFILE]))


def bands(first, last):
    """A span over whole bands, from the first to the last of them."""
    return f"2018-01-{STARTS[first]}", f"2018-01-{STARTS[last + 1]}"


LATE, NOON = ("2018-01-05T22:30", "NaT"), ("2018-01-05T12:00", "NaT")


def test_against_a_flat_profile_a_range_counts_as_in_aoristic_analysis(make, assumed):
    """22:00 to 02:00 is half before and half after midnight; midnight sharp is no time.

    So is each part of a span its part of the minutes (Ratcliffe 2002, doi
    10.1023/A:1013240828824, where a span of four units gives each a quarter).
    """
    hours = timed(
        make,
        [
            ("2018-01-05T22:00", "2018-01-06T02:00"),
            ("2018-01-05T04:00", "NaT"),
            ("2018-01-05T12:00", "2018-01-05T12:00"),
            ("2018-01-05T00:00", "NaT"),
            ("2018-01-05T00:00", "2018-01-08T00:00"),
        ]
        * 200,
    )
    assert (hours.dated, hours.untold) == (1000, 400)
    hardly = saying(assumed, 0.5, FLAT, spread=15.0)
    told = likeliest(hours, hardly)
    assert shares(told) == pytest.approx([0, 0.25, 0.25, 0.5], abs=1e-3)
    assert told[NIGHT] == pytest.approx(2 / 3, abs=1e-3)
    other = "risk.q_night.violence_sexual"
    assert told[other] == hardly.central()[other]
    over_four = timed(make, [bands(0, 3)])
    assert shares(likeliest(over_four, saying(assumed, 0.5, FLAT, 0.3))) == pytest.approx(
        [0.25] * 4
    )


def test_one_range_over_unequal_parts_is_spread_by_its_minutes(make, assumed):
    """20:00 to 01:30: 60, 180 and 90 minutes of three bands, beside a flat profile held fast.

    A record moves the logarithm of each weight by the variance declared for it, times what it
    spreads there less a quarter.
    """
    hours = timed(make, [("2018-01-05T20:00", "2018-01-06T01:30")])
    declared = saying(assumed, 0.5, FLAT, spread=1e-3)
    moved = scores(likeliest(hours, declared))[1:] / 1e-3**2
    assert moved + 0.25 == pytest.approx([60 / 330, 180 / 330, 90 / 330, 0], abs=1e-4)


def test_a_range_is_spread_by_the_shares_themselves(make, assumed):
    """Five at 22:00 and ten from 21:00 to 02:59.

    By hand: shares of 1, 5, 3 and 1 in 10 split the ten as 5 to 3, so that the bands hold 0,
    11.25, 3.75 and 0 records, which is -1.5, 3.75, -0.75 and -1.5 more than 15 times the shares.
    The logarithms of the weights, each declared with a variance of 0.1, moved by a tenth of
    that: so these shares are the likeliest where that much less was declared.
    """
    found, over = np.array([0.1, 0.5, 0.3, 0.1]), np.array([-1.5, 3.75, -0.75, -1.5])
    declared = saying(assumed, 0.5, found * np.exp(-0.1 * over), spread=np.sqrt(0.1))
    hours = timed(make, [("2018-01-05T22:00", "NaT")] * 5 + [bands(1, 2)] * 10)
    assert shares(likeliest(hours, declared)) == pytest.approx(found)


def test_what_is_declared_counts_for_as_much_as_its_interval_says(make, assumed):
    """Three by night and one by day beside even odds with a variance of 3 log 2.

    By hand: at two thirds by night the log odds have moved by log 2, and three is a third more
    than two thirds of four: log 2 is a third of 3 log 2.
    """
    declared = saying(assumed, 0.5, FLAT, spread=np.sqrt(3 * np.log(2)))
    assert likeliest(timed(make, [LATE] * 3 + [NOON]), declared)[NIGHT] == pytest.approx(2 / 3)


def test_a_share_without_an_interval_is_exact_and_no_record_moves_it(make, assumed):
    rows = dict(assumed.by_name)
    rows[NIGHT] = dataclasses.replace(rows[NIGHT], low=0.7, central=0.7, high=0.7)
    hours = timed(make, [LATE] * 30 + [bands(0, 1)] * 4)
    told = likeliest(hours, Assumptions(rows))
    assert told[NIGHT] == 0.7
    assert shares(told)[1] > shares(assumed.central())[1]
    for name in PROFILE:
        rows[name] = dataclasses.replace(rows[name], low=3.0, central=3.0, high=3.0)
    exact = Assumptions(rows)
    assert likeliest(hours, exact) == exact.central()
    assert in_worlds(hours, exact, worlds=2)[0].tolist() == [0.7, 0.7]


@pytest.mark.parametrize(
    "span",
    [
        ("2018-01-05T00:00", "2018-01-06T00:00"),
        ("2018-01-05T00:00", "2018-01-05T23:59"),
        ("2018-01-05T08:00", "2018-01-06T08:00"),
        ("2018-01-05T10:00", "2018-01-07T09:00"),
        ("2018-01-05T00:00", "NaT"),
    ],
)
def test_a_record_of_unknown_hour_changes_nothing(make, assumed, span):
    """Neither the declared shares nor their intervals, to the last digit, however many."""
    hours = timed(make, [span] * 1000)
    assert (hours.dated, hours.untold) == (1000, 1000)
    assert likeliest(hours, assumed) == assumed.central()
    drawn = assumed.world(1, 3)
    assert risk.timed_values_in_world(hours, drawn, assumed, seed=1, world=3) == drawn


def test_a_range_over_the_whole_night_tells_of_the_night_alone(make, assumed):
    """18:00 to 05:59 is by night for sure, and leaves the profile as it was declared."""
    hours, values, drawn = timed(make, [bands(0, 3)] * 1000), assumed.central(), assumed.world(1, 3)
    told = likeliest(hours, assumed)
    night = risk.timed_values_in_world(hours, drawn, assumed, seed=1, world=3)
    assert told[NIGHT] > 0.95
    assert [told[name] for name in PROFILE] == [values[name] for name in PROFILE]
    assert [night[name] for name in PROFILE] == [drawn[name] for name in PROFILE]


def test_records_by_day_alone_tell_nothing_of_the_night(make, assumed):
    drawn = assumed.world(1, 3)
    hours = timed(make, [NOON] * 50)
    told = risk.timed_values_in_world(hours, drawn, assumed, seed=1, world=3)
    assert told[NIGHT] < drawn[NIGHT]
    assert [told[name] for name in PROFILE] == [drawn[name] for name in PROFILE]


WITHIN = [
    (narrow, wide)
    for narrow in [(first, last) for first in range(4) for last in range(first, 4)]
    for wide in [(first, last) for first in range(4) for last in range(first, 4)]
    if wide[0] <= narrow[0] and narrow[1] <= wide[1] and narrow != wide
]
"""Spans of whole bands, each with a wider one round it."""


@given(spans=st.sampled_from(WITHIN), count=st.integers(1, 40), world=st.integers(0, 9))
def test_a_wider_range_of_bands_never_tells_more(make, spans, count, world):
    """Ranges make their own bands likelier against others: the wider they are, the less so."""
    declared, (first, last) = assumptions(), spans[0]
    narrow, wide = (timed(make, [bands(*ends)] * count) for ends in spans)
    own, whole = (np.isin(np.arange(4), range(at, to + 1)) for at, to in spans)
    central = [shares(likeliest(each, declared)) for each in (narrow, wide)]
    assert (_against(central[1], own) <= _against(central[0], own) + 1e-9).all()
    assert central[1][whole].sum() >= shares(declared.central())[whole].sum() - 1e-9
    if first < last and spans[1] != (0, 3):
        values = declared.world(1, world)
        drawn = [
            risk.timed_values_in_world(each, values, declared, seed=1, world=world)
            for each in (narrow, wide)
        ]
        one, other = (_against(shares(each), own) for each in drawn)
        assert (other <= one + 1e-6).all()


def _against(found, own):
    """Logarithms of how much likelier each of some bands is than each of the others."""
    return np.log(found[own])[:, None] - np.log(found[~own])


DAY = np.datetime64("2018-01-05T00:00")


def _at(minute):
    """A minute counted from the day's start, as files have it."""
    return str(DAY + np.timedelta64(minute, "m"))


@given(
    cuts=st.sets(st.integers(0, 1439), min_size=3, max_size=9),
    night=st.floats(0.2, 0.8),
    weights=st.tuples(*[st.floats(0.2, 5.0)] * 4),
)
def test_what_a_record_is_expected_to_tell_never_grows_as_ranges_widen(make, cuts, night, weights):
    """Clocks that know the hour to some spans, of any minutes, and one that joins two of them.

    Over all records that may happen, by the shares declared, the coarser clock tells less of
    every mixture of the scores: what each record moves them by, squared and weighed.
    """
    declared = saying(assumptions(), night, weights, spread=1e-3)
    ends = sorted(cuts)
    told = _information(make, declared, ends)
    for left_out in ends:
        joined = [each for each in ends if each != left_out]
        fewer = _information(make, declared, joined)
        assert np.linalg.eigvalsh(told - fewer)[0] > -1e-4 * (1 + np.trace(told))


def _information(make, declared, ends):
    """Expected squares and products of what one record moves the scores by, (5, 5)."""
    found = np.zeros((5, 5))
    for at, begin in enumerate(ends):
        span = (ends[(at + 1) % len(ends)] - begin) % 1440
        hours = timed(make, [(_at(begin), _at(begin + span))])
        if hours.untold:
            continue
        moved = (scores(likeliest(hours, declared)) - scores(declared.central())) / 1e-3**2
        found += _chance(declared, begin, span) * np.outer(moved, moved)
    return found


def _chance(declared, begin, span):
    """The share of all offences in some minutes of the day, one minute at a time."""
    values = declared.central()
    minute = (begin + np.arange(span)) % 1440
    band = np.array([2] * 3 + [3] * 3 + [-1] * 12 + [0] * 3 + [1] * 3)[minute // 60]
    night = values[NIGHT] * shares(values) / 180
    return np.where(band < 0, (1 - values[NIGHT]) / 720, night[band]).sum()


def test_one_record_may_tell_more_of_a_band_that_its_range_takes_in_whole(make, assumed):
    """21:00 to 00:09 hardly speaks for after midnight; 21:00 to 02:59 does, though it is wider.

    So it is with chances: what never grows is what a record tells of all scores on average.
    """
    few, whole = (
        scores(likeliest(timed(make, [("2018-01-05T21:00", end)]), assumed))
        for end in ("2018-01-06T00:10", "2018-01-06T03:00")
    )
    before = scores(assumed.central())
    assert few[3] < before[3] < whole[3]
    assert few[2] > whole[2] > before[2]


def test_wider_ranges_never_narrow_the_interval(make, assumed):
    """A hundred as declared, by a clock that knows the band, two of them as one, three as one."""
    evening, small_hours = [bands(0, 0)] * 34, [bands(3, 3)] * 6
    clocks = (
        evening + [bands(1, 1)] * 34 + [bands(2, 2)] * 26 + small_hours,
        evening + [bands(1, 2)] * 60 + small_hours,
        [bands(0, 2)] * 94 + small_hours,
    )
    spread = [_spread(make, assumed, each) for each in clocks]
    declared = np.log(declared_draws(assumed)[1]).std(axis=0).sum()
    assert spread[0] < spread[1] < spread[2] < declared


def _spread(make, assumed, spans):
    """Spread between worlds of the logarithms of the bands' shares, in all."""
    return float(np.log(in_worlds(timed(make, spans), assumed)[1]).std(axis=0).sum())


RANGES = st.lists(
    st.tuples(st.integers(0, 1439), st.integers(0, 1437), st.integers(1, 50)),
    min_size=1,
    max_size=6,
)


@example(spans=[(22, 613, 34), (80, 670, 26), (360, 0, 19)], spread=2.0)  # a step too far
@given(spans=RANGES, spread=st.sampled_from([0.05, 0.3, 2.0]))
def test_the_shares_found_are_the_likeliest(make, spans, spread):
    """Nothing near them is likelier, whatever the ranges: checked by moving each score a little."""
    rows = [(_at(a), _at(a + span)) for a, span, n in spans for _ in range(n)]
    hours = timed(make, rows)
    declared = saying(assumptions(), 0.64, (22.0, 22.0, 16.7, 4.0), spread)
    at = scores(likeliest(hours, declared))
    best = _log_chance(hours, declared, spread, at)
    for move in (-1e-3, 1e-3):
        for which in range(5):
            assert best >= _log_chance(hours, declared, spread, at + move * np.eye(5)[which]) - 1e-9


def _log_chance(hours, declared, spread, at):
    """Logarithm of the chance of the records, and of scores as declared, up to a constant."""
    night, weights = expit(at[0]), np.exp(at[1:])
    parts = np.append(1 - night, night * weights / weights.sum())
    apart = (at - scores(declared.central())) / spread
    ranges = hours.count @ np.log(hours.covered @ parts) if len(hours.count) else 0.0
    known = hours.known[GROUPS.index("robbery")] @ np.log(parts)
    return known + ranges - apart @ apart / 2


def test_many_steps_are_never_needed(make, assumed, monkeypatch):
    """Five thousand ranges of any minutes: a dozen of Newton's steps find what a hundred do."""
    begin, span = np.random.default_rng(5).integers(0, [1440, 1437], (5000, 2)).T
    hours = timed(
        make, [(str(DAY + a), str(DAY + a + s)) for a, s in zip(begin, span, strict=True)]
    )
    found = likeliest(hours, assumed)
    monkeypatch.setattr(profile, "STEPS", 12)
    assert likeliest(hours, assumed) == found


RECORDS = {
    "none sure": {},
    "one": {"night": 1},
    "five, as declared": {"night": 3, "noon": 2},
    "as many as declared": {"night": 38, "noon": 22},
    "many, otherwise": {"night": 800, "noon": 1200},
}


@pytest.mark.parametrize("records", RECORDS.values(), ids=RECORDS)
def test_worlds_draw_what_bayes_rule_leaves_of_the_night(make, assumed, records):
    """Mean and spread by the declared distribution times the chance of the records, on a grid."""
    night, noon = records.get("night", 0), records.get("noon", 0)
    spans = [bands(0, 3)] * night + [NOON] * noon
    drawn = in_worlds(timed(make, spans or [("2018-01-05T00:00", "NaT")]), assumed, 400)[0]
    mean, sd = _on_a_grid(assumed.by_name[NIGHT], night, noon)
    assert drawn.mean() == pytest.approx(mean, abs=0.15 * sd)
    assert drawn.std() == pytest.approx(sd, rel=0.12)


def _on_a_grid(declared, night, noon):
    z = np.linspace(-6, 6, 4001)
    share = np.array([declared.at(each) for each in z])
    log = -z * z / 2 + night * np.log(share) + noon * np.log(1 - share)
    weight = np.exp(log - log.max())
    mean = np.average(share, weights=weight)
    return mean, np.sqrt(np.average((share - mean) ** 2, weights=weight))


def test_worlds_agree_with_the_beta_of_bayes_rule(make, assumed):
    """A Beta with the mean and variance declared, and 30 by night and 30 by day more."""
    before = declared_draws(assumed, 2000)[0]
    rows = before.mean() * (1 - before.mean()) / before.var() - 1
    mean = (rows * before.mean() + 30) / (rows + 60)
    drawn = in_worlds(timed(make, [bands(0, 3)] * 30 + [NOON] * 30), assumed, 400)[0]
    assert drawn.mean() == pytest.approx(mean, abs=0.01)
    assert drawn.std() == pytest.approx(np.sqrt(mean * (1 - mean) / (rows + 61)), rel=0.15)


def test_worlds_draw_what_bayes_rule_leaves_of_the_bands_and_of_ranges(make, assumed):
    """The same by weighing declared draws by the chance of exact times and ranges over bands."""
    spans = [LATE] * 9 + [("2018-01-06T04:00", "NaT")] * 2 + [bands(1, 2)] * 20 + [NOON] * 14
    hours = timed(make, [*spans, *[("2018-01-05T16:00", "2018-01-05T20:00")] * 10])
    night, split = declared_draws(assumed, 8000)
    parts = np.column_stack([1 - night, night[:, None] * split])
    log = np.log(parts) @ hours.known[GROUPS.index("robbery")]
    log += np.log(parts @ hours.covered.T) @ hours.count
    weight = np.exp(log - log.max())
    assert weight.sum() ** 2 / (weight @ weight) > 500
    for drawn, at_first in zip(in_worlds(hours, assumed, 400), (night, split), strict=True):
        mean = np.average(at_first, weights=weight, axis=0)
        sd = np.sqrt(np.average((at_first - mean) ** 2, weights=weight, axis=0))
        assert (np.abs(drawn.mean(axis=0) - mean) < 0.25 * sd).all()
        assert_allclose(drawn.std(axis=0), sd, rtol=0.15)


def test_information_only_narrows_and_begins_at_the_declared_draw(make, assumed):
    """Nearly all of a day tells next to nothing: a world's shares hardly leave its own draw."""
    night, split = declared_draws(assumed)
    nearly = timed(make, [("2018-01-05T00:01", "2018-01-05T23:58")])
    found = in_worlds(nearly, assumed)
    assert nearly.untold == 0
    assert_allclose(found[0], night, atol=2e-3)
    assert_allclose(found[1], split, atol=2e-3)
    spread = [np.append(logit(night).std(), split.std(axis=0))]
    for records in (1, 4, 16, 64, 256, 1024):
        spans = [LATE, NOON, ("2018-01-05T19:00", "NaT"), ("2018-01-06T01:00", "NaT")]
        found = in_worlds(timed(make, spans * records), assumed)
        spread.append(np.append(logit(found[0]).std(), found[1].std(axis=0)))
    assert (np.diff([each[0] for each in spread]) < 0).all()
    assert (np.diff([each.sum() for each in spread]) < 0).all()
    expected = np.sqrt((1 / 3) * (2 / 3) / (3 * 1024))
    assert spread[-1][1:4] == pytest.approx(expected, rel=0.15)


def test_what_no_record_tells_of_keeps_the_worlds_own_draw(make, assumed):
    drawn = assumed.world(1, 3)
    told = risk.timed_values_in_world(timed(make, [LATE]), drawn, assumed, seed=1, world=3)
    changed = {name for name, value in told.items() if value != drawn[name]}
    assert changed == {NIGHT, *PROFILE}


def test_without_times_the_declared_profile_stands(lane_crimes, assumed):
    values = assumed.central()
    changed = risk.timed_values(risk.hours_of(lane_crimes), values, assumed)
    assert risk.night_factors(changed) == pytest.approx(risk.night_factors(values))


def test_the_report_says_how_many_records_told_nothing_of_the_hour(make):
    day = ("2018-01-05T00:00", "2018-01-06T00:00")
    (note,) = notes.of_hours(timed(make, [day] * 2 + [("2018-01-05T22:00", "NaT")]))
    assert note.startswith("2 of 3 offences with a date of their own told nothing of the hour")
    assert note.endswith("The hours are learnt from the others.")
    assert notes.of_hours(timed(make, [day]))[0].endswith("All hours are as declared.")
    (told,) = notes.of_hours(timed(make, [("2018-01-05T22:00", "NaT")]))
    assert told.startswith("1 of 1 offences with a date of their own tell of the hour")
    assert notes.of_hours(None) == ()
