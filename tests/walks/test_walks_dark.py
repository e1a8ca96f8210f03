from dataclasses import replace

import numpy as np
import pytest

from homeward.streets import DARK, LIT, UNKNOWN
from homeward.walks import dark_walks, flows


@pytest.fixture
def lane(draw):
    """A street 0-1-2-3 of 100 m each: segment 0 lit, 1 dark, 2 perhaps lit; homes at 1, 2, 3."""
    lit = np.array([LIT, DARK, UNKNOWN], dtype=np.int8)
    return draw.network([(0, 1), (1, 2), (2, 3)], [100] * 3, lit=lit, p_lit=np.array([1, 0, 0.3]))


def sets(found):
    """Dark sets with their walkers."""
    pairs = zip(found.start[:-1], found.start[1:], found.walks, strict=True)
    return {tuple(found.segment[a:b].tolist()): walks for a, b, walks in pairs}


def test_walks_are_grouped_by_the_dark_segments_on_them(lane, draw, values):
    demand, nights = draw.departures([0], {1: 1.0, 2: 1.0, 3: 1.0}), [draw.conditions(lane)]
    found = dark_walks(lane, demand, nights, lane.p_lit, values)
    assert set(sets(found)) == {(1,), (1, 2)}
    assert found.total == pytest.approx(found.lit_already + found.walks.sum())
    women, fill = values["walks.share_women"], values["walks.fill"]
    out = women * values["walks.after_dark.women"] + (1 - women) * values["walks.after_dark.men"]
    assert found.total == pytest.approx(365 * fill * out)
    assert found.dropped == 0


def test_light_more_likely_than_not_counts_as_lit(lane, draw, values):
    demand, nights = draw.departures([0], {3: 1.0}), [draw.conditions(lane)]
    found = dark_walks(lane, demand, nights, np.array([1, 0, 0.5]), values)
    assert set(sets(found)) == {(1,)}


def test_walks_on_new_ways_can_be_judged_by_the_light_there_was(draw, values):
    """A dark short way from 0 to 3 (through 1) and a lit one 20 m longer (through 2).

    Once the short way is lit everybody takes it; judged by the old light all of them are in
    the dark there, where before only those were who do not go out of their way.
    """
    dark = np.array([DARK, LIT, LIT, LIT], dtype=np.int8)
    ends, length = [(0, 1), (1, 3), (0, 2), (2, 3)], [100, 100, 110, 110]
    before = draw.network(ends, length, lit=dark, p_lit=np.array([0.0, 1, 1, 1]))
    demand, old = draw.departures([0], {3: 1.0}), [draw.conditions(before)]
    new = [replace(old[0], lit=np.full_like(old[0].lit, LIT))]
    now = dark_walks(before, demand, old, before.p_lit, values)
    found = dark_walks(before, demand, new, np.ones(4), values, judged=(old, before.p_lit))
    assert sets(found) == {(0,): pytest.approx(found.total)}
    assert found.lit_already == 0 < now.lit_already < now.total == pytest.approx(found.total)
    assert dark_walks(before, demand, new, np.ones(4), values).lit_already == found.total


def test_the_same_set_from_either_side_is_one_set(lane, draw, values):
    demand = draw.departures([0, 3], {0: 1.0, 3: 1.0})
    found = dark_walks(lane, demand, [draw.conditions(lane)], lane.p_lit, values)
    assert set(sets(found)) == {(1, 2)}


def test_lit_walks_agree_with_flows(lane, draw, values):
    known = replace(lane, lit=np.array([LIT, DARK, LIT], dtype=np.int8))
    demand, nights = draw.departures([0], {1: 1.0, 3: 1.0}), [draw.conditions(known)]
    found = dark_walks(known, demand, nights, np.array([1.0, 0, 1]), values)
    flow = flows(known, demand, nights, nights[0], known.p_lit, values)
    assert found.lit_already / found.total == pytest.approx(flow.lit_low[0] / flow.dark_walks[0])


def test_many_sets_are_all_kept(draw, values):
    arms = 6000
    ends = [(0, k + 1) for k in range(arms)]
    streets = draw.network(ends, [100] * arms, lit=np.zeros(arms, dtype=np.int8))
    demand = draw.departures([0], {k + 1: 1.0 for k in range(arms)})
    found = dark_walks(streets, demand, [draw.conditions(streets)], np.zeros(arms), values)
    assert len(found.walks) == arms
    assert sorted(found.segment.tolist()) == list(range(arms))
    assert found.lit_already == 0


def test_the_smallest_sets_are_dropped_beyond_the_most_and_their_share_is_said(
    lane, draw, values, monkeypatch
):
    monkeypatch.setattr("homeward.walks.dark.MOST_SETS", 1)
    demand, nights = draw.departures([0], {2: 3.0, 3: 1.0}), [draw.conditions(lane)]
    found = dark_walks(lane, demand, nights, lane.p_lit, values)
    assert set(sets(found)) == {(1,)}
    assert found.dropped == pytest.approx(1 - found.walks.sum() / found.total)
    assert 0 < found.dropped < 0.5


def test_with_no_walk_there_is_no_set(lane, draw, values):
    found = dark_walks(lane, draw.departures([], {}), [draw.conditions(lane)], lane.p_lit, values)
    assert (len(found.walks), found.total, found.lit_already) == (0, 0.0, 0.0)
