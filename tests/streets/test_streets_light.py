import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import towns
from homeward import streets
from homeward.streets import DARK, LIT, UNKNOWN, Kind
from homeward.streets.lit import of_tag
from homeward.streets.prior import Setting, declared, p_lit

NODES = {1: (0.0, 0.0), 2: (120.0, 0.0)}


def lane(tags=None, **around):
    """One residential lane of 120 m."""
    way = (1, (1, 2), {"highway": "residential", **(tags or {})})
    return streets.build(towns.town_of(NODES, [way], **around))


def why(built):
    return str(built.reasons[built.lit_reason[0]])


@pytest.mark.parametrize(
    ("value", "state", "rule"),
    [
        ("yes", LIT, ""),
        ("24/7", LIT, ""),
        ("automatic", LIT, ""),
        ("sunset-sunrise", LIT, ""),
        ("no", DARK, ""),
        ("disused", DARK, ""),
        ("limited", UNKNOWN, ""),
        ("23:00-05:00 off", LIT, "24/7; 23:00-05:00 off"),
        ("sunset-23:00", LIT, "sunset-23:00"),
        ("now and then", UNKNOWN, ""),
    ],
)
def test_a_lit_tag_gives_state_and_hours(value, state, rule):
    said = of_tag(value)
    assert (said[0], said[2]) == (state, rule)
    assert "map" in said[1]


def test_two_lamps_in_120_m_light_a_street_and_one_does_not():
    lit = lane(lamps=[(20.0, 5.0), (90.0, 5.0)])
    assert (lit.lit[0], why(lit), lit.lamps[0]) == (LIT, "2 lamps in 120 m.", 2)
    one = lane(lamps=[(20.0, 5.0)])
    assert (one.lit[0], one.lamps[0]) == (UNKNOWN, 1)


def test_lamps_too_far_away_say_nothing():
    far = lane(lamps=[(20.0, 16.0), (90.0, 16.0)])
    assert (far.lit[0], far.lamps[0]) == (UNKNOWN, 2)
    assert lane(lamps=[(20.0, 25.0)]).lamps[0] == 0


def test_a_dark_tag_beats_lamps_of_the_map_but_not_an_inventory():
    lamps = [(20.0, 5.0), (90.0, 5.0)]
    assert lane({"lit": "no"}, lamps=lamps).lit[0] == DARK
    listed = lane({"lit": "no"}, lamps=lamps, lamp_source="council.csv")
    assert listed.lit[0] == LIT
    assert why(listed).startswith("Lamps of the inventory, though the map says dark")


def test_hours_kept_by_most_lamps_are_the_hours_of_the_street():
    lamps = [(20.0, 5.0), (90.0, 5.0)]
    built = lane(lamps=lamps, lamp_hours="sunset-00:00")
    assert built.rules[built.lit_rule[0]] == "sunset-00:00"
    exceptions = lane(lamps=lamps, lamp_hours="00:00-05:00 off")
    assert exceptions.rules[exceptions.lit_rule[0]] == "24/7; 00:00-05:00 off"


def test_a_lamp_between_two_streets_lights_both_and_stands_in_one():
    """Two lanes 10 m apart, both of 50 m; the lamp is 4 m from the first."""
    nodes = {1: (0.0, 0.0), 2: (50.0, 0.0), 3: (0.0, 10.0), 4: (50.0, 10.0)}
    street = {"highway": "residential"}
    town = towns.town_of(nodes, [(1, (1, 2), street), (2, (3, 4), street)], lamps=[(25.0, 4.0)])
    built = streets.build(town)
    order = np.argsort(built.way_id)
    assert built.lamps[order].tolist() == [1, 0]
    assert built.lit.tolist() == [LIT, LIT]


def test_shares_are_by_length_and_sum_to_one():
    built = streets.build(towns.high_street())
    assert streets.light_shares(built) == pytest.approx((0.6, 0.1, 0.3))
    paths = built.kind == Kind.PARK_PATH
    assert streets.light_shares(built, paths) == (0.0, 1.0, 0.0)
    assert streets.light_shares(built, np.zeros(built.segments, dtype=bool)) == (0.0, 0.0, 0.0)


def test_what_is_known_is_certain_and_what_is_not_is_not():
    built = streets.build(towns.high_street())
    assert (built.p_lit[built.lit == LIT] == 1).all()
    assert (built.p_lit[built.lit == DARK] == 0).all()
    open_ended = built.p_lit[built.lit == UNKNOWN]
    assert ((open_ended > 0) & (open_ended < 1)).all()


def setting(tagged_km, *, lit=LIT, hint=False):
    """One unknown residential street of 1 km, and one tagged."""
    return Setting(
        kind=np.array([Kind.RESIDENTIAL] * 2, dtype=np.int8),
        lit=np.array([UNKNOWN, lit], dtype=np.int8),
        length_mm=np.array([1_000_000, int(tagged_km * 1e6)], dtype=np.int64),
        in_park=np.zeros(2, dtype=bool),
        built_up=np.ones(2, dtype=bool),
        hint=np.array([hint, False]),
    )


def test_tagged_streets_move_the_prior_by_a_fifth_of_their_length():
    """Prior 0.9 of 2 km; 5 km tagged dark count as 1 km: (1.8 + 0) / 3."""
    assert p_lit(setting(5.0, lit=DARK))[0] == pytest.approx(0.6)


def test_tagged_streets_never_outweigh_the_prior():
    assert p_lit(setting(5000.0, lit=DARK))[0] == pytest.approx(0.45)
    assert p_lit(setting(5000.0))[0] == pytest.approx(0.95)


def test_a_lamp_near_by_makes_light_likelier():
    assert p_lit(setting(1.0, hint=True))[0] > p_lit(setting(1.0))[0]


def test_every_declared_prior_has_a_grade_and_covers_every_kind():
    rows = declared()
    assert rows["grade"] == "assumption"
    assert set(rows["kind"]) == {kind.name.lower() for kind in Kind}
    for row in rows["kind"].values():
        for cell in row.values():
            assert 0 < cell["share"] < 1 <= 2 * cell["weight_km"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.floats(-3, 3))
def test_a_shift_there_and_back_changes_nothing(chances, shift):
    p = np.array(chances)
    back = streets.shifted(streets.shifted(p, shift), -shift)
    assert back == pytest.approx(p, abs=1e-9)
    known = (p == 0) | (p == 1)
    assert (streets.shifted(p, shift)[known] == p[known]).all()


@given(st.floats(0.01, 0.99), st.floats(0.1, 3))
def test_a_shift_upwards_makes_light_likelier(chance, shift):
    assert streets.shifted(np.array([chance]), shift)[0] > chance
