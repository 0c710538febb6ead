"""What must hold of reach whoever took part: gaps add up to nothing, nobody is compared twice, splits change nothing."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.equity.population import Comparison, Line
from measures.equity.reach import ReachSettings, reach_rows

groups = st.lists(st.tuples(st.integers(0, 60), st.integers(100, 100_000)), min_size=2, max_size=6)


def rows_of(found, ordered=True, more=None):
    lines = tuple(Line(f"g{place}", (f"g{place}",), residents) for place, (_, residents) in enumerate(found))
    people = {f"g{place}": count for place, (count, _) in enumerate(found)} | (more or {})
    comparison = Comparison(lines, ordered, "Base: residents.")
    return reach_rows("place", comparison, people, ReachSettings(seed=1))


def by(rows, measure):
    return [row for row in rows if row.measure == measure]


@settings(max_examples=15, deadline=None)
@given(groups)
def test_gaps_add_up_to_nothing_and_every_number_is_finite(found):
    rows = rows_of(found)
    if not sum(count for count, _ in found):
        assert all(row.status == "x" for row in by(rows, "reach_gap"))
        return
    assert sum(row.estimate for row in by(rows, "reach_gap")) == pytest.approx(0, abs=1e-12)
    values = [value for row in rows for value in (row.estimate, row.ci_low, row.ci_high, row.statistic, row.p_value)]
    assert all(math.isfinite(value) for value in values if value is not None)
    for row in by(rows, "reach_ratio"):
        assert row.ci_low <= row.estimate + 1e-12
        assert row.estimate <= row.ci_high + 1e-12


@settings(max_examples=15, deadline=None)
@given(groups, st.integers(0, 30))
def test_those_who_did_not_say_change_no_share(found, silent):
    plain, more = rows_of(found), rows_of(found, more={"not stated": silent, "Prefer not to say": silent})
    said = [row for row in more if row.group not in ("not stated", "Prefer not to say")]
    assert said == plain


@settings(max_examples=15, deadline=None)
@given(groups)
def test_a_mirrored_order_keeps_the_trend_and_turns_the_reference_round(found):
    rows, mirrored = rows_of(found), rows_of(found[::-1])
    one, other = by(rows, "reach_trend")[0], by(mirrored, "reach_trend")[0]
    assert one.status == other.status
    if not one.status:
        assert one.statistic == pytest.approx(other.statistic, rel=1e-9, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(groups)
def test_splitting_every_group_into_like_halves_leaves_ratio_gap_and_dissimilarity(found):
    doubled = [(2 * count, 2 * residents) for count, residents in found]
    halves = [half for half in found for _ in range(2)]
    whole, split = rows_of(doubled, ordered=False), rows_of(halves, ordered=False)
    if not sum(count for count, _ in found):
        return
    assert [row.estimate for row in by(whole, "reach_ratio")] == pytest.approx(
        [row.estimate for row in by(split, "reach_ratio")][::2]
    )
    assert by(whole, "dissimilarity")[0].estimate == pytest.approx(by(split, "dissimilarity")[0].estimate, abs=1e-12)
