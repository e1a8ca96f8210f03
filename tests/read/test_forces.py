"""Forces have one name, and districts one force."""

import pytest

from homeward.read.forces import (
    TRANSPORT,
    district_of_lsoa,
    force_of_district,
    normal_force,
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("City of London Police", "London, City of"),
        ("city-of-london", "London, City of"),
        ("London, City of", "London, City of"),
        ("Metropolitan Police Service", "Metropolitan Police"),
        ("metropolitan", "Metropolitan Police"),
        ("Leicestershire Police", "Leicestershire"),
        ("Avon and Somerset Constabulary", "Avon and Somerset"),
        ("devon-and-cornwall", "Devon & Cornwall"),
        ("Devon & Cornwall Police", "Devon & Cornwall"),
        ("Dyfed-Powys Police", "Dyfed-Powys"),
        ("British Transport Police", TRANSPORT),
        ("btp", TRANSPORT),
        ("Police Service of Northern Ireland", "Police Service of Northern Ireland"),
        ("Oakland Police Department", "Oakland Police Department"),
    ],
)
def test_a_force_has_one_name(written, name):
    assert normal_force(written) == name


def test_districts_old_and_new_by_name_or_code():
    found = force_of_district(
        [
            "E06000017",
            "bournemouth, christchurch and poole",
            "Cumberland",
            "King's Lynn and West Norfolk",
            "",
        ]
    )
    assert found.tolist() == ["Leicestershire", "Dorset", "Cumbria", "Norfolk", ""]


def test_the_district_in_an_area_name():
    names = ["Camden 027B", "Stockton-on-Tees 001A", "City of London 001A", "Camden", ""]
    assert [district_of_lsoa(each) for each in names] == [
        "Camden",
        "Stockton-on-Tees",
        "City of London",
        "",
        "",
    ]
