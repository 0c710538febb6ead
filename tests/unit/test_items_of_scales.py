"""Counts of single answers, and the sums that item statistics are made of."""

import numpy as np
import pytest

from measures.pairs import item_counts, item_moments
from tests.made_instruments import NUMBERS, answers, instrument, items, responses, scale, simple
from tests.unit.test_scoring_activity_and_goals import ACTIVITY, GOALS

PEOPLE = [("p", "before"), ("q", "before"), ("r", "before"), ("s", "after"), ("t", "before")]


def moments(made, frame, wave="before", **units):
    held = responses(frame, made, units={f"made.{name}": unit for name, unit in units.items()})
    return item_moments(held, made, made.scales[0], wave)


def test_moments_are_of_people_who_answered_every_item_at_that_wave():
    made = simple("sum", "a", "b", reverse=("b",))
    found = moments(made, answers(PEOPLE, a=[1, 2, 4, 5, 3], b=[5, 4, None, 5, 2]))
    # p (1, 6 - 5 = 1), q (2, 2), t (3, 4); r left one out, s is of another wave
    assert (found.names, found.n, found.unit) == (("a", "b"), 3, 1.0)
    assert found.sums.tolist() == [6, 7]
    assert found.cross_products.tolist() == [[14, 17], [17, 21]]  # 1 + 4 + 9; 1 + 4 + 12; 1 + 4 + 16


def test_items_of_a_count_are_what_they_add():
    made = simple("count", "a", "b", rest="counts = { a = [4, 5], b = [1] }")
    found = moments(made, answers(PEOPLE, a=[5, 4, 3, 1, 1], b=[1, 2, 1, 1, None]))
    # p adds 1 and 1, q 1 and 0, r 0 and 1
    assert (found.n, found.sums.tolist(), found.cross_products.tolist()) == (3, [2, 2], [[2, 1], [1, 2]])


def test_items_of_a_tariff_are_their_values_in_whole_units():
    made = simple("tariff", "a", rest='tariff.a = { "1" = -0.1, "2" = 0.15, "3" = 0, "4" = 0, "5" = 1 }')
    found = moments(made, answers(PEOPLE, a=[1, 2, 5, 5, None]))
    assert (found.unit, found.sums.tolist(), found.cross_products.tolist()) == (0.05, [21], [[4 + 9 + 400]])


def test_answers_in_halves_are_counted_in_halves():
    made = instrument(items("a", "b", responses="half") + scale("sum", "a", "b"), responses=NUMBERS)
    found = moments(made, answers(PEOPLE, a=[5, 6, 7, 8, None], b=[1, 2, 3, 4, 5]), a=0.5)
    assert (found.unit, found.sums.tolist()) == (0.5, [18, 12])


@pytest.mark.parametrize("made", [ACTIVITY, GOALS, simple("category", "a"), instrument(scale("given"))])
def test_scales_whose_items_do_not_add_up_have_none(made):
    assert moments(made, answers(PEOPLE, a=[1, 2, 3, 4, 5])) is None


def test_a_scale_with_an_item_that_was_not_asked_has_none():
    made = simple("mean", "a", "b", rest="min_answered = 1")
    assert moments(made, answers(PEOPLE, a=[1, 2, 3, 4, 5])) is None


def test_nobody_who_answered_everything_is_nobody():
    found = moments(simple("sum", "a", "b"), answers(PEOPLE[:2], a=[1, None], b=[None, 2]))
    assert (found.n, found.sums.tolist(), found.cross_products.tolist()) == (0, [0, 0], [[0, 0], [0, 0]])


def test_answers_are_counted_as_coded_with_those_left_out_and_those_never_asked():
    made = simple("sum", "a", "b", reverse=("a",))
    frame = answers(PEOPLE, a=[5, 5, None, 1, None], b=[1, None, 3, 1, None])
    found = item_counts(responses(frame, made), "made.a", "before")
    assert (found.item, found.codes.tolist(), found.n.tolist()) == ("made.a", [5], [2])
    assert (found.answered, found.missing, found.absent) == (2, 1, 1)  # r left it out, t was not asked at all
    assert found.codes.dtype == np.int64


def test_an_item_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        item_counts(responses(answers(PEOPLE, a=[1] * 5), simple("sum", "a", "b")), "made.b", "before")
