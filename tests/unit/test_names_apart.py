"""Names in the picture of a network never lie on each other, nor on another mark."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from measures.report.network_chart import ACROSS, DOWN, HEIGHT, LETTER, UP, names_apart

PLACE = st.floats(-1, 1, allow_nan=False)
POINTS = st.lists(st.tuples(PLACE, PLACE, st.integers(1, 30)), min_size=1, max_size=25)


def boxes(named, width, letters):
    for point, away in named:
        middle, half = (point["x"] / ACROSS + 0.5) * width, LETTER * letters * len(point["name"]) / 2
        line = (UP - point["y"]) / (UP - DOWN) * HEIGHT + away
        yield middle - half, middle + half, line - letters / 2, line + letters / 2


@given(POINTS, st.sampled_from([(680, 13), (330, 11)]))
def test_no_two_names_overlap_and_the_first_is_there_where_no_mark_is_in_its_way(places, look):
    points = [{"name": "n" * length, "x": x, "y": y} for x, y, length in places]
    named = names_apart(points, *look)
    for (a, b, c, d), (e, f, g, h) in combinations(boxes(named, *look), 2):
        assert b <= e or f <= a or d <= g or h <= c
    assert len(named) <= len(points)
    if len(points) == 1:
        assert named


def test_a_name_goes_below_its_mark_where_there_is_another_above():
    points = [{"name": "first", "x": 0.0, "y": 0.0}, {"name": "second", "x": 0.05, "y": -0.01}]
    assert [(point["name"], away > 0) for point, away in names_apart(points, 680, 13)] == [
        ("first", False),
        ("second", True),
    ]
