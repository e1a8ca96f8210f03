"""What records with times say of the hour: all they tell, and nothing that they do not."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward import risk
from homeward.measures import GROUPS
from homeward.risk import BANDS
from homeward.study import notes

PROFILE = [f"risk.profile.{band}.robbery" for band in BANDS]
NIGHT = "risk.q_night.robbery"
STARTS = ("05T18:00", "05T21:00", "06T00:00", "06T03:00", "06T06:00")


def timed(make, spans):
    crimes = make.crimes([(0, 0, make.months[0], "Robbery")] * len(spans), [])
    begin, finish = (np.array(column, dtype="datetime64[m]") for column in zip(*spans, strict=True))
    return risk.hours_of(dataclasses.replace(crimes, begin=begin, finish=finish))


def flat(values, rows):
    """Every band as likely as any other, and day as likely as night."""
    even = dict.fromkeys((name for name in values if name.startswith("risk.profile.")), 1.0)
    nights = dict.fromkeys((name for name in values if name.startswith("risk.q_night.")), 0.5)
    return {**values, **even, **nights, "risk.profile_rows": rows}


def shares(values):
    found = np.array([values[name] for name in PROFILE])
    return found / found.sum()


def bands(first, last):
    """A span over whole bands, from the first to the last of them."""
    return f"2018-01-{STARTS[first]}", f"2018-01-{STARTS[last + 1]}"


def test_against_a_flat_profile_a_range_counts_as_in_aoristic_analysis(make, values):
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
        ],
    )
    assert (hours.dated, hours.untold) == (5, 2)
    told = risk.timed_values(hours, flat(values, 0.0001))
    assert shares(told) == pytest.approx([0, 0.25, 0.25, 0.5], abs=1e-3)
    assert told[NIGHT] == pytest.approx(2 / 3, abs=1e-3)
    assert told["risk.q_night.violence_sexual"] == 0.5
    over_four = timed(make, [bands(0, 3)])
    assert shares(risk.timed_values(over_four, flat(values, 20))) == pytest.approx([0.25] * 4)


def test_one_range_over_unequal_parts_is_spread_by_its_minutes(make, values):
    """20:00 to 01:30: 60, 180 and 90 minutes of three bands, beside a flat prior of many rows."""
    hours = timed(make, [("2018-01-05T20:00", "2018-01-06T01:30")])
    rows = 1e6
    told = shares(risk.timed_values(hours, flat(values, rows)))
    added = told * (rows + 1) - rows / 4
    assert added == pytest.approx([60 / 330, 180 / 330, 90 / 330, 0], abs=1e-4)


def test_a_range_is_spread_by_the_shares_themselves(make, values):
    """Five at 22:00 and ten from 21:00 to 02:59, beside a flat profile that counts for 20.

    By hand: evening and small hours keep 5 of 35 each. The ten split between the two middle
    bands as r to 1 - r with r = (5 + 5 + 10 r) / 25, so r = 2/3.
    """
    hours = timed(make, [("2018-01-05T22:00", "NaT")] * 5 + [bands(1, 2)] * 10)
    told = shares(risk.timed_values(hours, flat(values, 20)))
    assert told == pytest.approx([5 / 35, (10 + 20 / 3) / 35, (5 + 10 / 3) / 35, 5 / 35])


def test_exact_times_count_as_one_record_each(make, values):
    """Three at 22:30 and one at noon beside declared shares that count for 20."""
    late, noon = ("2018-01-05T22:30", "NaT"), ("2018-01-05T12:00", "NaT")
    told = risk.timed_values(timed(make, [late] * 3 + [noon]), values)
    assert told[NIGHT] == pytest.approx((3 + 20 * values[NIGHT]) / 24)
    assert shares(told) == pytest.approx((20 * shares(values) + [0, 3, 0, 0]) / 23)


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
def test_a_record_of_unknown_hour_changes_nothing(make, values, span):
    """Neither the declared shares nor their intervals, to the last digit, however many."""
    hours = timed(make, [span] * 1000)
    assert (hours.dated, hours.untold) == (1000, 1000)
    assert risk.timed_values(hours, values) == values
    assert risk.timed_values_in_world(hours, values, seed=1, world=3) == values


def test_a_range_over_the_whole_night_tells_of_the_night_alone(make, values):
    """18:00 to 05:59 is by night for sure, and leaves the profile as it was declared."""
    hours = timed(make, [bands(0, 3)] * 1000)
    told = risk.timed_values(hours, values)
    drawn = risk.timed_values_in_world(hours, values, seed=1, world=3)
    assert told[NIGHT] == pytest.approx((1000 + 20 * values[NIGHT]) / 1020)
    assert [told[name] for name in PROFILE] == [values[name] for name in PROFILE]
    assert [drawn[name] for name in PROFILE] == [values[name] for name in PROFILE]


def test_records_by_day_alone_tell_nothing_of_the_night(make, values):
    drawn = timed(make, [("2018-01-05T12:00", "NaT")] * 50)
    told = risk.timed_values_in_world(drawn, values, seed=1, world=3)
    assert told[NIGHT] < values[NIGHT]
    assert [told[name] for name in PROFILE] == [values[name] for name in PROFILE]


WITHIN = [
    (narrow, wide)
    for narrow in [(first, last) for first in range(4) for last in range(first, 4)]
    for wide in [(first, last) for first in range(4) for last in range(first, 4)]
    if wide[0] <= narrow[0] and narrow[1] <= wide[1] and narrow != wide
]
"""Spans of whole bands, each with a wider one round it."""


@given(spans=st.sampled_from(WITHIN), count=st.integers(1, 40), world=st.integers(0, 9))
def test_a_wider_range_never_tells_more(make, values, spans, count, world):
    """Ranges make their own bands likelier against others: the wider they are, the less so.

    Spans are of whole bands: one that goes from a few minutes of a band to the whole of the
    next one does tell more of that next band, though it is wider.
    """
    narrow, wide = (timed(make, [bands(*ends)] * count) for ends in spans)
    own = np.isin(np.arange(4), range(spans[0][0], spans[0][1] + 1))
    central = [_against(shares(risk.timed_values(each, values)), own) for each in (narrow, wide)]
    assert (central[1] <= central[0] + 1e-9).all()
    assert (central[1] >= _against(shares(values), own) - 1e-9).all()
    if len(narrow.count) and spans[1] != (0, 3):
        drawn = [
            _against(shares(risk.timed_values_in_world(each, values, seed=1, world=world)), own)
            for each in (narrow, wide)
        ]
        assert (drawn[1] <= drawn[0] + 1e-6).all()


def _against(found, own):
    """Logarithms of how much likelier each of some bands is than each of the others."""
    return np.log(found[own])[:, None] - np.log(found[~own])


def test_a_wider_range_never_narrows_the_interval(make, values):
    """Twenty at 22:00, in one band, in two, in three: the last band's odds are ever less sure."""
    late = ("2018-01-05T22:00", "NaT")
    spread = [_spread(make, values, each) for each in (late, bands(1, 1), bands(1, 2), bands(0, 2))]
    assert spread[0] == spread[1]
    assert spread[1] < spread[2] < spread[3]


def _spread(make, values, span):
    """Spread between worlds of how much likelier late evening is than after midnight or not."""
    hours = timed(make, [span] * 20)
    drawn = [risk.timed_values_in_world(hours, values, seed=1, world=w) for w in range(200)]
    logs = np.log([shares(each) for each in drawn])
    return float(sum((logs[:, 1] - logs[:, other]).std() for other in (0, 2, 3)))


@given(
    spans=st.lists(
        st.tuples(st.integers(0, 1439), st.integers(0, 1437), st.integers(1, 50)),
        min_size=1,
        max_size=6,
    )
)
def test_the_shares_found_are_the_likeliest(make, values, spans):
    """Nothing near them is likelier, whatever the ranges: checked by moving each share a little."""
    zero = np.datetime64("2018-01-05T00:00")
    rows = [(str(zero + a), str(zero + a + span)) for a, span, n in spans for _ in range(n)]
    hours = timed(make, rows)
    told = risk.timed_values(hours, values)
    night, profile = told[NIGHT], shares(told)
    best = _log_likelihood(hours, values, night, profile)
    assert profile.sum() == pytest.approx(1)
    for move in (-1e-3, 1e-3):
        odds = night / (1 - night) * np.exp(move)
        assert best >= _log_likelihood(hours, values, odds / (1 + odds), profile) - 1e-9
        for band in range(4):
            other = profile * np.exp(move * (np.arange(4) == band))
            assert best >= _log_likelihood(hours, values, night, other / other.sum()) - 1e-9


def _log_likelihood(hours, values, night, profile):
    rows, declared = values["risk.profile_rows"], values[NIGHT]
    parts = np.append(1 - night, night * profile)
    prior = rows * (declared * np.log(night) + (1 - declared) * np.log(1 - night))
    prior += rows * shares(values) @ np.log(profile)
    ranges = hours.count @ np.log(hours.covered @ parts) if len(hours.count) else 0.0
    return prior + hours.known[GROUPS.index("robbery")] @ np.log(parts) + ranges


def test_each_world_draws_what_timed_records_leave_open(make, values):
    """20 records at 22:30 beside a profile that counts for 20: 40 in all."""
    hours = timed(make, [("2018-01-05T22:30", "NaT")] * 20)
    fixed = {**values, "risk.profile_rows": 20.0}
    centre = risk.timed_values(hours, fixed)
    drawn = [risk.timed_values_in_world(hours, fixed, seed=1, world=w) for w in range(400)]
    name = "risk.profile.late_evening.robbery"
    found = np.array([each[name] for each in drawn])
    p = centre[name]
    assert found.mean() == pytest.approx(p, abs=0.01)
    assert found.std() == pytest.approx(np.sqrt(p * (1 - p) / 41), rel=0.1)
    nights = np.array([each[NIGHT] for each in drawn])
    assert nights.mean() == pytest.approx(centre[NIGHT], abs=0.01)
    untold = "risk.q_night.violence_sexual"
    assert {each[untold] for each in drawn} == {values[untold]}


def test_without_times_the_declared_profile_stands(lane_crimes, values):
    changed = risk.timed_values(risk.hours_of(lane_crimes), values)
    assert risk.night_factors(changed) == pytest.approx(risk.night_factors(values))


def test_the_report_says_how_many_records_told_nothing_of_the_hour(make):
    day = ("2018-01-05T00:00", "2018-01-06T00:00")
    (note,) = notes.of_hours(timed(make, [day] * 2 + [("2018-01-05T22:00", "NaT")]))
    assert note.startswith("2 of 3 offences with a date of their own told nothing of the hour")
    assert note.endswith("The hours are learnt from the others.")
    assert notes.of_hours(timed(make, [day]))[0].endswith("All hours are as declared.")
    assert notes.of_hours(timed(make, [("2018-01-05T22:00", "NaT")])) == ()
    assert notes.of_hours(None) == ()
