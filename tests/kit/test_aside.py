"""Work begun aside comes to the same, and tells of its failures, with one thread or more."""

import threading

import pytest

from homeward.kit.aside import aside


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_results_come_when_asked_for_and_failures_are_raised(threads):
    def fail():
        raise ValueError("no way")

    with aside(threads) as begin:
        first = begin(lambda: 2)
        second = begin(lambda: first() + 1)
        failed = begin(fail)
        assert (second(), first()) == (3, 2)
        with pytest.raises(ValueError, match="no way"):
            failed()


def test_one_thread_is_one_thread():
    here = threading.get_ident()
    with aside(1) as begin:
        assert begin(threading.get_ident)() == here
    with aside(2) as begin:
        assert begin(threading.get_ident)() != here
