import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import towns
from homeward import streets
from homeward.errors import InputError
from homeward.streets.surroundings import along
from homeward.tables import Shapes

STREET = {"highway": "residential"}


def shapes(*polygons):
    return Shapes.of(np.array(polygons, dtype=object))


@pytest.fixture
def court():
    """A court of two lanes with a wall between them; the eye stands at the origin::

    y = 40   3 ---------- 4        lane 2
    y = 20      [ wall ]           from x = 20 to 60, 4 m thick
    y = 0    1 ---------- 2        lane 1, x from 0 to 80
    """  # noqa: D400
    nodes = {1: (0.0, 0.0), 2: (80.0, 0.0), 3: (0.0, 40.0), 4: (80.0, 40.0)}
    town = towns.town_of(nodes, [(1, (1, 2), STREET), (2, (3, 4), STREET)])
    return streets.build(town), shapes(shapely.box(20, 18, 60, 22))


def seen(views, built, way):
    """Share of a way's only segment that eye 0 sees."""
    at = int(np.flatnonzero(built.way_id == way)[0])
    return dict(zip(views.segment.tolist(), views.share.tolist(), strict=True)).get(at, 0.0)


def test_a_wall_hides_what_lies_behind_it(court):
    """Drawn in by 1.5 m the wall spans x 21.5 to 58.5, y 19.5 to 20.5.

    Of lane 2's middles 2.5, 7.5 ... 77.5 those from 42.5 on lie behind it: its near edge
    begins to hide at x = 21.5 * 40 / 20.5 = 42.0; 8 of 16 are seen.
    """
    built, wall = court
    views = streets.views(built, wall, [[0.0, 0.0]], 200.0)
    assert seen(views, built, 1) == 1.0
    assert seen(views, built, 2) == pytest.approx(8 / 16)


def test_nothing_is_seen_beyond_the_range(court):
    built, wall = court
    views = streets.views(built, wall, [[0.0, 0.0]], 30.0)
    assert seen(views, built, 1) == pytest.approx(6 / 16)
    assert seen(views, built, 2) == 0.0


def test_an_eye_on_a_wall_sees_its_own_side_only(court):
    """The eye hangs in the middle of the wall's south face."""
    built, wall = court
    views = streets.views(built, wall, [[40.0, 18.0]], 200.0)
    assert seen(views, built, 1) == 1.0
    assert seen(views, built, 2) == 0.0


def test_eyes_see_the_same_alone_and_together(court):
    built, wall = court
    eyes = np.array([[0.0, 0.0], [40.0, 18.0], [79.0, 30.0]])
    together = streets.views(built, wall, eyes, 60.0)
    for k, eye in enumerate(eyes):
        alone = streets.views(built, wall, [eye], 60.0)
        part = slice(together.start[k], together.start[k + 1])
        assert together.segment[part].tolist() == alone.segment.tolist()
        assert together.share[part].tolist() == alone.share.tolist()


def test_no_eyes_see_nothing(court):
    built, wall = court
    views = streets.views(built, wall, np.zeros((0, 2)), 60.0)
    assert views.start.tolist() == [0]
    assert len(views.segment) == 0


def test_an_eye_without_a_range_is_refused_in_words(court):
    with pytest.raises(InputError, match="range of more than 0 m"):
        streets.views(*court, [[0.0, 0.0]], 0.0)


@given(
    st.lists(st.tuples(st.floats(-50, 250), st.floats(-50, 250)), min_size=1, max_size=4),
    st.floats(10, 120),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=6),
)
def test_views_agree_with_asking_for_each_line(eyes, range_m, corners):
    built = streets.build(towns.grid(3, 3))
    houses = [shapely.box(20 * x + 4, 20 * y + 4, 20 * x + 17, 20 * y + 15) for x, y in corners]
    views = streets.views(built, shapes(*houses), eyes, range_m)
    samples = along(built.shape_start, built.shape_xy_m)
    walls = [house.buffer(-1.5, join_style="mitre") for house in houses]
    for k, eye in enumerate(eyes):
        share = np.zeros(built.segments)
        for segment, xy in zip(samples.segment, samples.xy_m, strict=True):
            ahead = xy - eye
            metres = np.hypot(*ahead)
            if metres <= range_m:
                begin = eye + ahead / max(metres, 1e-9) * min(1.5, metres)
                line = shapely.LineString([begin, xy])
                share[segment] += not any(wall.intersects(line) for wall in walls) or 0
        share /= np.diff(samples.start)
        mine = slice(views.start[k], views.start[k + 1])
        assert views.segment[mine].tolist() == np.flatnonzero(share).tolist()
        assert views.share[mine] == pytest.approx(share[share > 0])
