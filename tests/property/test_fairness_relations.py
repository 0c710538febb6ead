"""What must hold between figures of fairness whatever the answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.equity.fair_cells import FairSettings
from measures.equity.fairness import BOOTSTRAP, fairness_rows
from measures.equity.inequality import (
    ANY_ORDER,
    ORDERED,
    concentration_absolute,
    concentration_index,
    erreygers,
    slope_index,
    wagstaff,
)
from measures.equity.published import Published, published_rows
from measures.results import NUMBER_COLUMNS
from tests.counted import scale_pairs

RELATIONS = settings(max_examples=40, deadline=None)
FEW = FairSettings(bootstrap=40)
people = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=1, max_size=12)
several = st.lists(people, min_size=2, max_size=5)
figures = st.lists(st.tuples(st.integers(1, 90), st.integers(1, 500)), min_size=2, max_size=6)
WEIGHTED = [name for name in ANY_ORDER if not name.endswith("unweighted")]
MIRRORED = ("slope_index", "concentration_index", "concentration_absolute", "erreygers", "wagstaff", "gap")


def parts_of(told, **facts):
    return [
        scale_pairs(*zip(*each, strict=True), group_by="fifth", group=str(place), low=0.0, high=10.0, **facts)
        for place, each in enumerate(told)
    ]


def rows_of(told, *, turned=False, asked=FEW):
    order = [str(place) for place in range(len(told))]
    return fairness_rows(parts_of(told), order[::-1] if turned else order, asked)


def estimates(rows):
    return {(row.measure, row.group, row.wave_from, row.method == BOOTSTRAP): row.estimate for row in rows}


def arrays(told):
    value, weight = zip(*told, strict=True)
    return np.array(value, dtype=float), np.array(weight, dtype=float)


@RELATIONS
@given(several)
def test_change_in_the_slope_is_the_slope_of_the_change(told):
    found = estimates(rows_of(told))
    for name in ("slope_index", "gap"):
        before, after, change = (found[f"{name}_{when}", "", "before", False] for when in ("before", "after", "change"))
        assert after - before == pytest.approx(change, abs=1e-9)


@RELATIONS
@given(several)
def test_a_mirror_image_of_the_order_turns_the_signs(told):
    plain, turned = estimates(rows_of(told)), estimates(rows_of(told, turned=True))
    for key, value in plain.items():
        if value is None:
            assert turned[key] is None
        elif key[0].startswith(MIRRORED):
            assert turned[key] == pytest.approx(-value, abs=1e-9)
        elif key[0] in ("between_group_variance", "every_group_gained"):
            assert turned[key] == pytest.approx(value, abs=1e-9)


@RELATIONS
@given(figures, st.data())
def test_splitting_a_group_into_halves_alike_leaves_weighted_indices_alone(told, data):
    value, weight = arrays(told)
    place = data.draw(st.integers(0, len(told) - 1))
    halves = np.insert(value, place, value[place]), np.insert(weight, place, weight[place] / 2)
    halves[1][place + 1] /= 2
    for name in WEIGHTED:
        assert float(ANY_ORDER[name](*halves)) == pytest.approx(float(ANY_ORDER[name](value, weight)), abs=1e-9), name
    for index in (concentration_absolute, concentration_index):
        assert float(index(*halves)) == pytest.approx(float(index(value, weight)), abs=1e-9)
    for bounded in (erreygers, wagstaff):
        assert float(bounded(*halves, 0.0, 100.0)) == pytest.approx(float(bounded(value, weight, 0.0, 100.0)), abs=1e-9)


@RELATIONS
@given(several, st.integers(-20, 20))
def test_adding_a_constant_moves_no_gap_slope_or_variance(told, constant):
    moved = [[(before + constant, after + constant) for before, after in each] for each in told]
    plain = estimates(rows_of(told))
    shifted = estimates(
        fairness_rows(
            [scale_pairs(*zip(*each, strict=True), group_by="f", group=str(n)) for n, each in enumerate(moved)],
            [str(place) for place in range(len(told))],
            FEW,
        )
    )
    for key, value in plain.items():
        if (
            key[0].startswith(("slope", "gap", "between", "concentration_absolute", "worst", "every"))
            and value is not None
        ):
            assert shifted[key] == pytest.approx(value, abs=1e-8), key


@RELATIONS
@given(several)
def test_the_order_in_which_groups_are_counted_does_not_matter(told):
    order = [str(place) for place in range(len(told))]
    parts = parts_of(told)
    assert estimates(fairness_rows(parts[::-1], order, FEW)) == estimates(fairness_rows(parts, order, FEW))


@RELATIONS
@given(figures)
def test_equal_groups_are_equal_by_every_index(told):
    _, weight = arrays(told)
    value = np.full(len(told), 7.0)
    for name, index in {**ORDERED, **ANY_ORDER}.items():
        wanted = 1.0 if name in ("ratio", "relative_index") else 0.0
        assert float(index(value, weight)) == pytest.approx(wanted, abs=1e-9), name


@RELATIONS
@given(figures)
def test_the_slope_is_that_of_people_written_out(told):
    value, weight = arrays(told)
    rank = np.repeat((np.cumsum(weight) - weight / 2) / weight.sum(), weight.astype(int))
    slope = np.polyfit(rank, np.repeat(value, weight.astype(int)), 1)[0]
    assert float(slope_index(value, weight)) == pytest.approx(slope, abs=1e-7)


@RELATIONS
@given(several)
def test_no_figure_is_ever_without_number_or_reason(told):
    for row in [*rows_of(told), *fairness_rows(parts_of(told), (), FEW)]:
        numbers = [getattr(row, name) for name in NUMBER_COLUMNS]
        assert not any(isinstance(number, float) and not np.isfinite(number) for number in numbers)
        assert (row.estimate is not None) or row.note or row.measure == "change_interaction"
        if row.ci_low is not None:
            assert row.ci_low <= row.ci_high


@RELATIONS
@given(figures, st.booleans(), st.booleans())
def test_published_figures_hold_numbers_or_reasons(told, ordered, stated):
    value, weight = arrays(told)
    names = tuple(str(place) for place in range(len(told)))
    error = value / 10 if stated else None
    for row in published_rows(Published("g", names, value, weight, error, ordered=ordered)):
        numbers = [getattr(row, name) for name in NUMBER_COLUMNS]
        assert not any(isinstance(number, float) and not np.isfinite(number) for number in numbers)
        assert (row.estimate is not None) or row.note


def invented(draw, *, effect):
    """Five groups of different levels where everybody may join, measured with error: no true drift."""
    told = []
    for place in range(5):
        level = draw.normal(8 + 2 * place, 3, 60)
        before, after = (np.round(level + draw.normal(0, 2, 60)) for _ in range(2))
        told.append(list(zip(before, after + (4 - place) * effect, strict=True)))
    return told


def test_without_true_drift_a_narrowing_is_claimed_no_more_often_than_chance():
    draw = np.random.default_rng(20260101)
    wrong = 0
    for _ in range(60):
        rows = fairness_rows(parts_of(invented(draw, effect=0)), tuple("01234"), FairSettings(bootstrap=200))
        change = next(row for row in rows if row.measure == "slope_index_change" and row.method != BOOTSTRAP)
        wrong += change.ci_low > 0 or change.ci_high < 0
    assert wrong <= 8  # of 60 at 5 %: more than 8 has a chance below 1 in 500


def test_a_true_narrowing_is_seen():
    draw = np.random.default_rng(20260101)
    rows = fairness_rows(parts_of(invented(draw, effect=1.5)), tuple("01234"), FEW)
    assert next(row for row in rows if row.measure == "gap_change").ci_high < 0
