"""Ready-made scores beside answers: who wins, what is said, and that both are read in one scale."""

import numpy as np
import pytest

from measures.pairs import count_pairs
from measures.scoring import score, score_frame
from tests.made_instruments import answers, instrument, items, responses, scale, simple
from tests.unit.test_scoring_activity_and_goals import GOALS

PEOPLE = [("p", "before"), ("q", "before"), ("r", "before")]
GIVEN = instrument('[[scales]]\nid = "total"\nmethod = "given"\nrange = [0, 63]')


def scored(frame, made, **units):
    """Scores of the rows in order (None = no score), and the issues."""
    scores = score_frame(frame, {"made": made}, {name.replace("_", ":", 1): unit for name, unit in units.items()})
    keys, key = scores.frame["made.total"], scores.scales["made.total"]
    values = key.values(keys.fill_null(key_that_is_there(keys)).to_numpy().astype(np.int64))
    return [
        None if gone else value for value, gone in zip(values, keys.is_null().to_list(), strict=True)
    ], scores.issues


def key_that_is_there(keys):
    return int(keys.drop_nulls().to_list()[0])


def test_a_given_score_is_whole_units():
    frame = answers(PEOPLE, **{"made.scale:total": [25, 126, None]})
    values, issues = scored(frame, GIVEN, **{"made.scale_total": 0.5})
    assert values == [12.5, 63.0, None]
    assert issues == ()


def test_the_step_of_a_given_score_is_stated_or_its_decimals():
    frame = answers(PEOPLE, **{"made.scale:total": [1, 2, 3]})
    key = score_frame(frame, {"made": GIVEN}, {"made.scale:total": 0.1}).scales["made.total"]
    assert (key.low, key.high, key.step) == (0.0, 63.0, 0.1)
    stated = instrument('[[scales]]\nid = "total"\nmethod = "given"\nstep = 3')
    assert score_frame(frame, {"made": stated}).scales["made.total"].step == 3


def test_a_given_score_outside_its_range_is_left_out_and_counted():
    values, issues = scored(answers(PEOPLE, **{"made.scale:total": [64, -1, 63]}), GIVEN)
    assert values == [None, None, 63.0]
    assert [issue.code for issue in issues] == ["score_out_of_range"]
    assert "outside 0 to 63: 2." in issues[0].message


def test_a_ready_made_sum_goes_through_the_table():
    made = simple("lookup", "a", "b", rest='table = { "2" = 2.00, "3" = 4.25 }')
    values, issues = scored(answers(PEOPLE, **{"made.raw:total": [3, 9, None]}), made)
    assert values == [4.25, None, None]
    assert "is not one that the table of scores has: 1." in issues[0].message


@pytest.mark.parametrize(
    ("method", "rest", "raw", "score"),
    [
        ("sum", "multiply = 4", 3, 12),
        ("mean", "", 7, 3.5),  # 7 / 2
        ("mean", "min_answered = 1", 7, 3.5),
        ("prorated_sum", "min_answered = 1", 7, 7),
        ("count", "counts = { a = [1], b = [1] }", 2, 2),
        ("sum", "rescale = [0, 100]", 4, 25),  # (4 - 2) / 8
    ],
)
def test_a_ready_made_sum_goes_the_rest_of_the_way(method, rest, raw, score):
    values, _ = scored(answers([PEOPLE[0]], **{"made.raw:total": [raw]}), simple(method, "a", "b", rest=rest))
    assert values == [score]


def test_a_ready_made_sum_in_halves_stands_beside_whole_answers():
    frame = answers(PEOPLE, a=[1, None, None], b=[2, None, None], **{"made.raw:total": [None, 7, None]})
    values, _ = scored(frame, simple("sum", "a", "b"), **{"made.raw_total": 0.5})
    assert values == [3.0, 3.5, None]


def test_answers_win_over_a_ready_made_score_and_disagreement_is_counted():
    frame = answers(PEOPLE, a=[1, 5, None], b=[2, 5, None], **{"made.scale:total": [3, 9, 7]})
    values, issues = scored(frame, simple("sum", "a", "b"))
    assert values == [3.0, 10.0, 7.0]
    assert [(issue.code, issue.where) for issue in issues] == [("score_disagrees", "made.total")]
    assert "is not what the answers give: 1." in issues[0].message


def test_a_total_of_somebody_who_left_out_answers_is_not_taken():
    frame = answers(PEOPLE, a=[1, 5, None], b=[None, 5, None], **{"made.scale:total": [3, 10, None]})
    values, issues = scored(frame, simple("sum", "a", "b"))
    assert values == [None, 10.0, None]
    assert "give: 1." in issues[0].message


def test_a_ready_made_score_that_was_rounded_agrees():
    frame = answers(PEOPLE, a=[1, 1, 1], b=[1, 1, 1], c=[2, 2, 2], **{"made.scale:total": [133, 133, 134]})
    values, issues = scored(frame, simple("mean", "a", "b", "c"), **{"made.scale_total": 0.01})
    assert values == [4 / 3] * 3
    assert "give: 1." in issues[0].message  # 1.33 is 4/3 to two decimals, 1.34 is not


def test_answers_then_sums_then_final_scores():
    made = simple("sum", "a", "b", rest="multiply = 2")
    frame = answers(
        PEOPLE, a=[1, None, None], b=[2, None, None], **{"made.raw:total": [3, 4, None], "made.scale:total": [6, 8, 10]}
    )
    values, issues = scored(frame, made)
    assert values == [6.0, 8.0, 10.0]
    assert issues == ()


def test_a_scale_taken_from_ready_made_scores_says_which_answers_there_were_not():
    frame = answers(PEOPLE, a=[1, 5, None], **{"made.scale:total": [3, 9, 7]})
    values, issues = scored(frame, simple("sum", "a", "b"))
    assert values == [3.0, 9.0, 7.0]
    assert [issue.code for issue in issues] == ["items_missing"]
    assert "taken from the ready-made scores, as there is nothing on 'b'" in issues[0].message


def test_equal_scores_of_both_kinds_are_one_value_when_counted():
    rows = [(person, wave) for person in "pqr" for wave in ("before", "after")]
    frame = answers(
        rows,
        a=[1, 2, None, None, 1, 2],
        b=[2, 2, None, None, 2, 2],
        **{"made.scale:total": [None, None, 3, 4, None, None]},
    )
    held = responses(frame, simple("sum", "a", "b"))
    (pairs,) = count_pairs(score(held), held, scale="made.total")
    assert (pairs.before.tolist(), pairs.after.tolist(), pairs.n.tolist()) == ([3.0], [4.0], [3])


def test_ready_made_goal_scores_are_compared_with_each_other_only():
    rows = [(person, wave) for person in "pqr" for wave in ("before", "after")]
    frame = answers(
        rows,
        **{"made.goal.1": [0, 1, None, None, 0, None], "made.scale:total": [None, None, 40, 50, None, 60]},
    )
    held = responses(frame, GOALS)
    (pairs,) = count_pairs(score(held), held, scale="made.total")
    # p: 50 to 60 on one goal; q: 40 to 50 ready-made; r: an answer before, a ready-made score after
    assert (pairs.before.tolist(), pairs.after.tolist(), pairs.set_aside) == ([40.0, 50.0], [50.0, 60.0], 1)


def test_a_scale_of_subscales_takes_each_ready_made_score():
    made = instrument(items("a", "b") + scale("sum", "a", "b") + scale("single", "a", name="one"))
    frame = answers(PEOPLE, **{"made.scale:one": [1, 2, None], "made.raw:total": [2, 10, None]})
    scores = score_frame(frame, {"made": made})
    assert list(scores.scales) == ["made.total", "made.one"]
    assert scores.frame["made.one:answered"].to_list() == [0, 0, 0]
