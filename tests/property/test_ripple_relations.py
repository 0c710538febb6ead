"""Relations that every ripple map keeps, whatever is drawn."""

import math
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from measures.ripple.ripple_map import LEADERS, STATUSES, Link, Node, RippleMap, When
from measures.ripple.ripple_measures import ripple_rows
from measures.ripple.shape import shape_of

SETTINGS = settings(max_examples=40, deadline=None)
START = date(2020, 1, 1)


@st.composite
def maps(draw):
    size = draw(st.integers(1, 12))
    days = draw(st.lists(st.integers(0, 700), min_size=size, max_size=size))
    nodes = tuple(
        Node(
            id=f"N{k}",
            kind=draw(st.sampled_from(["activity", "impact", "impact", "context"])),
            title=f"t{k}",
            when=When(day := START + timedelta(days=days[k]), day, "day", day),
            led_by=draw(st.sampled_from(LEADERS)),
            status=draw(st.sampled_from(STATUSES)),
            categories=tuple(draw(st.sets(st.sampled_from("xyz")))),
        )
        for k in range(size)
    )
    arrows = draw(st.sets(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=25))
    return RippleMap("m", nodes, tuple(Link(f"N{a}", f"N{b}") for a, b in sorted(arrows) if a != b))


@given(maps())
@SETTINGS
def test_credits_add_up_to_the_impacts_that_activities_reach(found):
    shape = shape_of(found)
    assert math.isclose(sum(shape.credit.values()), len(shape.order), abs_tol=1e-9)


@given(maps(), st.randoms())
@SETTINGS
def test_the_order_of_rows_changes_no_figure(found, random):
    nodes, links = list(found.nodes), list(found.links)
    random.shuffle(nodes)
    random.shuffle(links)
    other = replace(found, nodes=tuple(nodes), links=tuple(links))

    def key(row):
        return (row.measure, row.group_by, row.group, row.category)

    first, second = (sorted(ripple_rows(one), key=key) for one in (found, other))
    assert [key(row) for row in first] == [key(row) for row in second]
    for one, two in zip(first, second, strict=True):
        assert (one.estimate is None) == (two.estimate is None)
        assert one.estimate is None or math.isclose(one.estimate, two.estimate, abs_tol=1e-9)


@given(maps())
@SETTINGS
def test_one_more_arrow_never_takes_reach_away(found):
    before = shape_of(found)
    ends = found.nodes[0].id, found.nodes[-1].id
    if ends[0] == ends[1] or any((link.source, link.target) == ends for link in found.links):
        return
    after = shape_of(replace(found, links=(*found.links, Link(*ends))))
    assert all(after.reach[name] >= before.reach[name] for name in before.reach)
    assert all(after.order[name] <= before.order[name] for name in before.order)


@given(maps())
@SETTINGS
def test_moving_all_dates_moves_no_lag(found):
    def later(node):
        day = node.when.day + timedelta(days=365)
        return replace(node, when=When(day, day, "day", day))

    moved = replace(found, nodes=tuple(later(node) for node in found.nodes))
    timing = ("lag_median", "lag_quantile", "time_to_first_ripple")
    first, second = ([row for row in ripple_rows(one) if row.measure in timing] for one in (found, moved))
    assert [(row.measure, row.group, row.estimate) for row in first] == [
        (r.measure, r.group, r.estimate) for r in second
    ]


@given(maps())
@SETTINGS
def test_every_row_is_a_figure_or_says_why_not(found):
    for row in ripple_rows(found):
        assert (row.estimate is None) == (row.status == "x"), row
        assert row.note or not row.status
