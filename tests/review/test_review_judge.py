"""What is said of counts: never more than they bear."""

import pytest

from homeward import review
from homeward.review import Area, Design


def judged(treated, control=None, **others):
    both = {"treated": treated, "control": control, **others}
    areas = {
        name: Area(before=a, after=b) for name, (a, b) in both.items() if (a, b) != (None, None)
    }
    return review.judge(Design(**areas))


NOBODY = (None, None)


def test_a_large_fall_without_a_control_cannot_be_said_to_be_one():
    """A force's -77% of stranger rape, before and after, in small counts and without a control.

    Only the percentage was published (Thames Valley's Project Vigilant, 2021 against 2019);
    13 to 3 are the smallest counts that make 77%.
    """
    found = judged((13, 3), NOBODY)
    assert found.verdict == review.NO_CONTROL
    assert (found.difference, found.quotient) == (None, None)
    said = review.judgement_text(found)
    assert "-77%" in said
    assert "no control area" in said
    assert "bad year" in said


@pytest.mark.parametrize("control", [(13, 9), (13, 7), (26, 20)])
def test_the_same_fall_with_a_control_that_fell_too_is_not_distinguishable(control):
    found = judged((13, 3), control)
    assert found.verdict == review.NOT_DISTINGUISHABLE
    assert found.difference.low < 0 < found.difference.high


def test_a_small_change_without_a_control_is_said_to_be_small():
    assert any("by chance" in each for each in judged((4, 1), NOBODY).why)
    assert not any("by chance" in each for each in judged((400, 100), NOBODY).why)


def test_a_control_where_nothing_was_recorded_is_none():
    found = judged((40, 5), (0, 0))
    assert found.verdict == review.NO_CONTROL
    assert any("shows no trend" in each for each in found.why)


def test_counts_that_could_never_have_told_are_said_to_be_too_few():
    assert any("too few" in each for each in judged((5, 4), (6, 6)).why)
    assert not any("too few" in each for each in judged((500, 490), (500, 500)).why)
    assert judged((0, 0), (6, 6)).verdict == review.NOT_DISTINGUISHABLE


def test_the_example_of_the_paper_is_a_fall_that_spread():
    found = judged((207, 110), (308, 318), buffer=(178, 157), buffer_control=(150, 140))
    assert found.verdict == review.FALL
    assert "-118.0 offences; the 95% interval is -195.6 to -40.4" in found.why[0]
    assert "0.26: the buffer gained too, less than the treated area" in found.why[1]


def test_a_rise_is_no_proof_of_failure():
    found = judged((100, 200), (100, 90))
    assert found.verdict == review.RISE
    assert any("reported" in each for each in found.why)


@pytest.mark.parametrize(
    ("buffer", "says"),
    [
        ((100, 150), "lost, as much as"),
        ((100, 180), "lost, more than"),
        ((100, 120), "lost, less than"),
        ((100, 100), "went the way of the control"),
        ((100, 20), "gained too, more than"),
    ],
)
def test_what_became_of_the_buffer(buffer, says):
    found = judged((100, 50), (100, 100), buffer=buffer)
    assert any(says in each for each in found.why)
    assert any("no control of its own" in each for each in found.why)


def test_the_quotient_is_not_read_where_the_treated_area_did_no_better():
    found = judged((100, 120), (100, 100), buffer=(100, 80))
    assert any("not to be read" in each for each in found.why)
    assert any("no quotient" in each for each in judged((9, 3), (5, 0), buffer=(4, 4)).why)
