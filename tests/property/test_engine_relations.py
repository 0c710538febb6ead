"""Whatever people answered, every engine counts the same: the arrays on pandas and the group-bys of the others."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.engines import on_engine
from tests.unit.test_engines import assert_same, evaluated, made_people


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@given(people=st.integers(1, 40), seed=st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_cells_and_items_are_the_same_whatever_was_answered(engine, people, seed):
    held = made_people(people, seed)
    assert_same(evaluated(on_engine(held, engine)), evaluated(held))


@given(people=st.integers(2, 40), seed=st.integers(0, 10**6), data=st.data())
@settings(max_examples=8, deadline=None)
def test_the_order_of_answers_changes_no_cell(people, seed, data):
    held = made_people(people, seed)
    order = data.draw(st.permutations(range(len(held.answers))))
    answers = held.answers[list(order)]
    assert_same(evaluated(replace(held, answers=answers)), evaluated(held))
