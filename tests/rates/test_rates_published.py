"""Published smoothed rates, reproduced to the digits they were printed with.

Printed in the examples of PySAL's `esda.smoothing` (Empirical_Bayes, Spatial_Empirical_Bayes,
assuncao_rate); the counts are those that ship with libpysal: sudden infant deaths and births of
North Carolina's 100 counties, 1974 to 1978 (N. Cressie, Statistics for Spatial Data, Wiley 1993,
386-389), and homicides and people of 78 counties round St Louis, 1979 to 1984 (S. Messner and
others, An Atlas of the Spatial Patterning of County-Level Homicide, 2000).
"""

import numpy as np
import pytest

from homeward import rates
from homeward.errors import InputError

EVENTS = np.array([30, 25, 25, 15, 33, 21, 30, 20], dtype=np.float64)
AT_RISK = np.array([100, 100, 110, 90, 100, 90, 110, 90], dtype=np.float64)
DEATHS = """
1 0 5 1 9 7 0 0 4 1 2 16 4 4 4 18 3 4 1 1 1 0 1 2 10 23 13 6 4 16 8 0 10 6 0 2 16 2 4 1 0 8 5 5
0 5 7 2 11 3 14 5 9 6 2 0 7 3 4 5 12 18 6 10 8 2 5 44 3 3 5 5 0 10 3 11 1 0 4 1 2 38 1 4 15 7 0
4 4 0 13 8 29 31 5 8 4 15 12 5
"""
BIRTHS = """
1091 487 3188 508 1421 1452 286 420 968 1612 1035 4449 1671 1556 2180 3608 1638 3146 1323 484
751 781 1269 1399 11858 16184 4672 1324 3164 7970 4021 671 3657 3609 770 1549 14484 765 4139
1207 1333 5509 3573 990 248 1946 4456 1646 3702 4606 5094 5754 7515 3999 2110 521 2692 675 870
2252 2992 6638 3776 4866 2216 1143 2648 21588 4099 1258 2356 2574 415 3589 1173 9014 533 797
3025 542 1027 20366 578 3915 1570 1494 338 2483 2756 284 5868 2255 11158 7889 2414 1782 1228
3350 5526 2181
"""
HOMICIDES = """
4 19 3 2 2 28 61 3 7 3 4 0 1 12 0 2 6 6 3 4 0 2 9 2 23 5 2 2 0 2 10 4 95 8 31 0 407 5 10 1238 3
14 0 2 18 369 5 0 3 0 40 9 7 1 3 2 8 5 11 12 8 10 2 8 7 25 6 19 6 2 2 6 9 0 1 13 3 4
"""
PEOPLE = """
189087 425580 69649 88540 33697 774843 1056438 172182 224033 113497 218510 87628 36354 316661
53222 141872 103469 193449 295848 99013 34772 65947 155266 123387 612258 135365 133297 186877
68404 68779 192789 96686 1480530 92864 905683 93388 5863876 109086 265200 2658090 199528 347829
79838 72381 432159 1605518 110883 48352 121762 92348 891502 225007 113880 46260 108510 55620
213680 131792 109953 108864 205880 260154 90841 255875 253540 372227 100389 345641 87410 66694
64680 127071 107508 43056 61456 353841 47507 68218
"""
BESIDE = [[0, 6, 2, 5], [1, 9, 7, 4], [2, 6, 3, 0]]
"""The first three counties, each with those that touch it."""


def numbers(text):
    return np.array([float(each) for each in text.split()])


def test_the_standardised_rates_of_assuncao_and_reis():
    found = rates.assuncao_rates(EVENTS, AT_RISK)[:4]
    assert found == pytest.approx([1.03843594, -0.04099089, -0.56250375, -1.73061861], abs=5e-9)


def test_the_shrunk_rates_of_north_carolina():
    found = rates.marshall_rates(numbers(DEATHS), numbers(BIRTHS))[:5]
    assert found == pytest.approx([0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], abs=5e-8)


def test_the_shrunk_rates_round_st_louis():
    found = rates.marshall_rates(numbers(HOMICIDES), numbers(PEOPLE))[:3]
    assert found == pytest.approx([2.36718950e-05, 4.54539167e-05, 4.78114019e-05], abs=5e-14)


def test_rates_shrunk_towards_the_counties_beside_them():
    """Of each county and its neighbours, the first; the second's differ less than by chance."""
    count, base = numbers(HOMICIDES), numbers(PEOPLE)
    found = [rates.marshall_rates(count[each], base[each])[0] for each in BESIDE]
    assert found == pytest.approx([4.01485749e-05, 3.62437513e-05, 4.93034844e-05], abs=5e-14)


def test_shrunk_rates_lie_between_the_raw_rate_and_the_mean():
    """Chance alone explains these rates' spread, but for four times the events."""
    events, at_risk = EVENTS * [9, 1, 1, 1, 9, 1, 1, 1], AT_RISK
    raw, mean = events / at_risk, events.sum() / at_risk.sum()
    shrunk = rates.marshall_rates(events, at_risk)
    assert np.all(np.abs(shrunk - mean) <= np.abs(raw - mean))
    assert np.all((shrunk - mean) * (raw - mean) >= 0)


def test_rates_that_differ_by_chance_alone_are_all_the_mean():
    found = rates.marshall_rates(EVENTS, AT_RISK)
    assert found == pytest.approx(np.full(8, EVENTS.sum() / AT_RISK.sum()))


def test_a_base_of_zero_is_refused():
    with pytest.raises(InputError, match="first: area 1"):
        rates.marshall_rates(np.ones(3), np.array([1.0, 0.0, 2.0]))
