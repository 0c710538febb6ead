"""Minutes of activity and goals of a person's own, one person at a time, with the arithmetic beside it."""

import numpy as np
import pytest

from measures.scoring import score_answers, score_frame
from tests.made_instruments import NUMBERS, answers, instrument, items, scale, total

ACTIVITY = instrument(
    items("days", responses="days")
    + items("moderate", "vigorous", "total_minutes", responses="minutes")
    + """
[[scales]]
id = "total"
method = "activity_minutes"
divisor = 4
parts = [ { days = "days", minutes = "moderate" }, { minutes = "vigorous", multiplier = 2, optional = true } ]
[[scales]]
id = "answered"
method = "activity_minutes"
min_answered = 1
parts = [ { minutes = "moderate" }, { minutes = "total_minutes", multiplier = 0.5 } ]
""",
    responses=NUMBERS,
)


def test_activity_is_days_times_minutes_times_multiplier_over_the_divisor():
    assert total(ACTIVITY, days=3, moderate=20, vigorous=10) == 20  # (3 x 20 + 2 x 10) / 4


def test_no_days_need_no_minutes():
    assert total(ACTIVITY, days=0, vigorous=10) == 5  # (0 + 2 x 10) / 4
    assert total(ACTIVITY, days=0, moderate=45, vigorous=10) == 5
    assert total(ACTIVITY, days=2, vigorous=10) is None
    assert total(ACTIVITY, moderate=45, vigorous=10) is None


def test_an_optional_part_without_columns_is_left_out_and_an_empty_one_is_not():
    assert total(ACTIVITY, days=2, moderate=30) == 15  # 60 / 4
    rows = [("p", "before"), ("q", "before")]
    frame = answers(rows, days=[2, 2], moderate=[30, 30], vigorous=[0, None])
    assert score_frame(frame, {"made": ACTIVITY}).frame["made.total"].is_null().to_list() == [False, True]


def test_activity_may_count_what_was_not_ticked_as_none():
    both = score_answers(ACTIVITY, {"moderate": 10, "total_minutes": 5})
    assert both["answered"] == 12.5  # 10 + 5 / 2
    assert score_answers(ACTIVITY, {"total_minutes": 5})["answered"] == 2.5
    assert score_answers(ACTIVITY, {"days": 1})["answered"] is None


def test_days_of_none_count_as_answered_minutes():
    frame = answers([("p", "before")], days=[0], moderate=[None], vigorous=[5])
    assert score_frame(frame, {"made": ACTIVITY}).frame["made.total:answered"].to_list() == [3]


GOALS = instrument(
    '[[items]]\nid = "goal"\nresponses = "attainment"\nrepeat = true\n'
    '[[items]]\nid = "importance"\nresponses = "weight"\nrepeat = true\n'
    '[[items]]\nid = "difficulty"\nresponses = "weight"\nrepeat = true\n'
    + scale("goal_attainment", "goal", rest='weights = ["importance", "difficulty"]\ncorrelation = 0.3'),
    responses=NUMBERS,
)


def goals(given, **settings):
    return score_answers(GOALS, given, **settings)["total"]


def test_goals_without_weights_count_alike():
    assert goals({"goal.1": 0, "goal.2": 0}) == 50
    assert goals({"goal.1": 1}) == 60  # 50 + 10 / sqrt(0.7 + 0.3)
    assert goals({"goal.1": 1, "goal.2": 1, "goal.3": 0}) == pytest.approx(50 + 20 / np.sqrt(0.7 * 3 + 0.3 * 9))


def test_weights_are_multiplied_and_one_left_out_counts_one():
    # w = 3 x 2 and 1 x 1; S = 6 - 1 = 5; sum of squares 37, sum 7
    given = {"goal.1": 1, "importance.1": 3, "difficulty.1": 2, "goal.2": -1, "importance.2": 1}
    assert goals(given) == pytest.approx(50 + 50 / np.sqrt(0.7 * 37 + 0.3 * 49))


def test_a_goal_of_no_weight_is_left_out_and_no_weight_at_all_is_no_score():
    assert goals({"goal.1": 1, "importance.1": 0, "goal.2": -1}) == 40
    assert goals({"goal.1": 1, "importance.1": 0}) is None


def test_a_goal_without_an_answer_is_left_out_and_no_goal_is_no_score():
    assert goals(
        {"goal.1": 1, "goal.2": "Much more", "goal.4": -2, "importance.4": 2, "importance.5": 3}
    ) == pytest.approx(
        50 - 10 / np.sqrt(0.7 * 6 + 0.3 * 16)  # S = 1 + 2 - 4 = -1; squares 1 + 1 + 4, sum 4
    )
    assert goals({"importance.1": 2}) is None


def test_many_goals_fit_a_key_and_too_many_are_said():
    many = {f"goal.{number}": 1 for number in range(1, 51)}
    # S = 50; 50 + 500 / sqrt(0.7 x 50 + 0.3 x 2500)
    assert goals(many) == pytest.approx(50 + 500 / np.sqrt(785))
    heavy = answers(
        [("p", "before")],
        **{f"made.{kind}.{n}": [1] for n in range(1, 17) for kind in ("goal", "importance", "difficulty")},
    )
    scores = score_frame(heavy, {"made": GOALS})
    assert dict(scores.scales) == {}
    (issue,) = scores.issues
    assert issue.code == "scale_not_scored"
    assert "16 goals with weights up to 9" in issue.message
