"""What the Planning page says, against R's power.t.test and hand arithmetic."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measures.change.planning import pairs_from, people_to_start, precision
from measures.errors import UsageError
from measures.report.planning_words import Plan, guessed_sd, plan_sentences

PLAN = Plan(people=60, sd=2.0, heard_again=0.7)


def test_what_a_number_of_people_could_show():
    # 42 pairs, SD of the change 2: R 4.2.2 qt(.975, 41) * 2 / sqrt(42) = 0.6232439,
    # power.t.test(n = 42, sd = 2, power = .8, type = "paired", strict = TRUE)$delta = 0.8855135; both rounded up
    said = plan_sentences(PLAN)
    assert said[0] == "If 60 people start and 70% of them answer again, about 42 people would answer both times."
    assert "known to within 0.7 points either way (95% interval)" in said[1]
    assert "a true average change of 0.9 points would be found four times in five" in said[1]
    assert said[2].startswith("This takes it that scores at one time spread by 2 points (standard deviation)")


def test_how_many_people_a_wish_needs():
    # R: qt(.975, 63) * 2 / sqrt(64) = 0.49958, with 63 people 0.50369; 64 / 0.7 = 91.4. power.t.test(delta = .5, sd = 2,
    # ...)$n = 127.5, so 128; 128 / 0.7 = 182.9
    said = plan_sentences(replace(PLAN, wished=0.5, important=0.5))
    assert said[2] == (
        "To know the average change to within 0.5 points either way, about 92 people should start, so that enough of "
        "them answer both times."
    )
    assert "To find a true average change of 0.5 points four times in five, about 183 people should start" in said[3]
    everybody = plan_sentences(replace(PLAN, wished=0.5, heard_again=1.0))
    assert everybody[2].endswith("either way, about 64 people should start.")


def test_people_in_groups_tell_less():
    # design effect 1 + (10 - 1) x 0.05 = 1.45; 42 / 1.45 = 28.97; 64 x 1.45 / 0.7 = 132.6
    said = plan_sentences(replace(PLAN, cluster_size=10, intracluster=0.05, wished=0.5))
    assert said[1] == "Because people in one group are alike, they tell as much as 28 people on their own would."
    assert "about 133 people should start" in said[3]


@pytest.mark.parametrize("people", [1, 2])
def test_too_few_is_said(people):
    assert "That is too few to say how sure an average change is." in plan_sentences(replace(PLAN, people=people))


def test_a_close_answer_is_never_within_nought():
    # 1.96 x 2 / sqrt(1,000,000) = 0.00392
    assert "within 0.004 points" in plan_sentences(replace(PLAN, people=1_000_000, heard_again=1.0))[1]


def test_nothing_is_claimed():
    said = " ".join(plan_sentences(replace(PLAN, wished=0.5, important=1.0)))
    assert not any(word in said for word in ("significant", "caused", "impact", "proves"))


@pytest.mark.parametrize("wrong", [{"sd": 0.0}, {"correlation": 1.0}, {"wished": 0.0}, {"heard_again": 0.0}])
def test_numbers_outside_their_range_are_refused_in_words(wrong):
    with pytest.raises(UsageError, match=r"State|lie"):
        plan_sentences(replace(PLAN, **wrong))


def test_the_opposite_of_people_to_start():
    for pairs in (2, 10, 64, 333):
        start = people_to_start(pairs, heard_again=0.7, cluster_size=10, intracluster=0.05)
        assert pairs_from(start, heard_again=0.7, cluster_size=10, intracluster=0.05)[1] >= pairs
    assert precision(42, 2.0) == pytest.approx(0.6232439, abs=1e-7)
    with pytest.raises(UsageError):
        precision(1, 2.0)


def test_a_guess_of_the_spread():
    assert guessed_sd(3, 9) == 1.5
    assert guessed_sd(None, 9) is None
