"""Verdicts on people: reliable, important and relative change, bands, recovery; and where the reliability comes from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from measures.change import ChangeSettings, WaveHistories, anchor_rows, people_rows, words
from measures.change.reliability import chosen
from measures.change.reliable import Judge, Sample, cut_off
from measures.change.table import PairTable
from measures.instrument import Band, Reliability, Scale
from measures.numerics.mixed import person_slopes
from tests.counted import by_measure, scale_pairs

SCALE = Scale(id="s", title="t", method="sum", items=("a", "b"), higher_is="better")
SETTINGS = ChangeSettings(bootstrap=50)
BEFORE = [10, 12, 14, 16, 18, 20, 22, 24]  # mean 17, SD 4.898979
AFTER = [18, 12, 22, 12, 19, 20, 30, 15]


def people(asked, before=BEFORE, after=AFTER, scale=SCALE, alpha=None, **facts):
    pairs = scale_pairs(before, after, **facts)
    return by_measure(people_rows(pairs, asked, scale=scale, overall=pairs, sample_alpha=alpha))


def numbers_of(rows, *measures):
    return [int(rows[measure].statistic) for measure in measures]


THREE = ("reliable_improved", "reliable_unchanged", "reliable_worsened")


def test_the_worked_example_of_jacobson_and_truax_1991():
    # sd 7.5, reliability .80: S_diff 4.74; 47.5 -> 32.5 is RC -3.16; cut-offs a 55, b 45, c 50 (clinical 40, well 60)
    sample = Sample(40.0, 0.0, 7.5, 7.5, 0.0, 0.8, 0.8)
    judge = Judge(sample, "jacobson_truax", 1, "", "")
    assert sample.measurement_error * 2**0.5 == pytest.approx(4.74, abs=0.005)
    assert -15 / (sample.measurement_error * 2**0.5) == pytest.approx(-3.16, abs=0.005)
    improved, worsened = judge.verdicts(np.array([32.5, 47.5]), np.array([47.5, 32.5]))
    assert (improved.tolist(), worsened.tolist()) == ([True, False], [False, True])


@pytest.mark.parametrize(
    ("mean_before", "well", "higher_is", "wanted"),
    # a, b, c of the same example: clinical 40, well 60, both SDs 7.5; and the mirror image of it
    [(40, 60.0, "better", (55, 45, 50)), (60, 40.0, "worse", (45, 55, 50))],
)
def test_cut_offs_of_the_worked_example(mean_before, well, higher_is, wanted):
    pairs = scale_pairs([mean_before - 7.5, mean_before, mean_before + 7.5], [50, 50, 50], higher_is=higher_is)
    for kind, value in zip("abc", wanted, strict=True):
        table = PairTable(pairs, replace(SETTINGS, cut_off=kind))
        assert cut_off(table, (well, 7.5)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("method", "wanted"),
    [
        ("jacobson_truax", [3, 4, 1]),
        ("gulliksen_lord_novick", [3, 4, 1]),
        ("hsu_linn_lord", [2, 5, 1]),
        ("edwards_nunnally", [3, 4, 1]),
        ("nunnally_kotsch", [2, 5, 1]),
        ("hageman_arrindell", [3, 4, 1]),
    ],
)
def test_every_method_against_its_formula_in_r(method, wanted):
    """R 4.2.2 on BEFORE (b) and AFTER (a), the formulas written out from the papers.

    r <- .8; s <- sd(b) * sqrt(1 - r); e <- r * b + (1 - r) * mean(b); p <- sd(b) * sqrt(1 - r^2)
    rd <- (var(b) * r + var(a) - s^2 - 2 * cov(b, a)) / var(a - b)
    z <- list((a - b) / (s * sqrt(2)), (a - e) / p, ((a - mean(a)) - r * (b - mean(b))) / p, (a - e) / s,
      (a - e) / (sd(b) * sqrt(r^2 * (1 - r) + 1 - .6)), (rd * (a - b) + (1 - rd) * mean(a - b)) / (s * sqrt(2 * rd)))
    mapply(function(z, k) c(sum(z > k), sum(abs(z) <= k), sum(z < -k)), z, qnorm(c(rep(.975, 5), .95)))
    """
    asked = replace(SETTINGS, reliable_change=method, reliability={"i.s": 0.8}, reliability_after={"i.s": 0.6})
    assert numbers_of(people(asked), *THREE) == wanted


def test_methods_that_judge_against_the_mean_change_say_so():
    asked = replace(SETTINGS, reliable_change="hsu_linn_lord", reliability={"i.s": 0.8})
    assert words.AGAINST_MEAN_CHANGE in people(asked)["reliable_improved"].note


def test_the_mixed_model_needs_more_waves():
    asked = replace(SETTINGS, reliable_change="mixed_model", reliability={"i.s": 0.8})
    assert people(asked)["reliable_improved"].note == words.NEEDS_MORE_WAVES


def history(scores, here=None):
    """Everybody's patterns over three waves, the first and last of which are the pair."""
    pattern, n = np.unique(np.array(scores, dtype=float), axis=0, return_counts=True)
    chosen_ = n if here is None else np.minimum(n, here)
    return WaveHistories(("before", "middle", "after"), np.array([0.0, 1.0, 2.0]), pattern, n, chosen_)


LINES = [[10, 10, 11], [10, 15, 21], [12, 11, 12], [9, 10, 9], [11, 6, 2], [10, 11, 10], [13, 12, 13], [8, 9, 9]]


def by_mixed_model(scores, asked=SETTINGS, here=None, **facts):
    told = np.array(scores, dtype=float)
    both = told[~np.isnan(told[:, [0, 2]]).any(axis=1)]
    pairs = scale_pairs(both[:, 0], both[:, 2], **facts)
    asked = replace(asked, reliable_change="mixed_model")
    return by_measure(people_rows(pairs, asked, scale=SCALE, overall=pairs, histories=history(scores, here)))


def test_the_mixed_model_judges_lines_over_all_waves():
    # one line rises by 5.5 a wave and one falls by 4.5, the others stand still: those two differ surely
    rows = by_mixed_model(LINES)
    assert numbers_of(rows, *THREE) == [1, 6, 1]
    assert words.AGAINST_MEAN_CHANGE in rows["reliable_improved"].note
    assert rows["room_to_improve"].note == words.NO_ROOM_IN_MIXED_MODEL
    assert numbers_of(by_mixed_model(LINES, higher_is="worse"), *THREE) == [1, 6, 1]
    recovering = by_mixed_model(LINES, replace(SETTINGS, functional={"i.s": (25.0, 2.0)}, cut_off="b"))  # b = 21
    assert numbers_of(recovering, "recovered", "harmed") == [0, 0]
    lower = by_mixed_model(LINES, replace(SETTINGS, functional={"i.s": (19.0, 2.0)}, cut_off="b"))  # b = 15
    assert numbers_of(lower, "recovered", "harmed") == [1, 0]


def test_the_mixed_model_leaves_out_people_seen_less_than_three_times():
    rows = by_mixed_model([*LINES, [20, np.nan, 1], [np.nan, 4, 5]])
    assert numbers_of(rows, *THREE) == [1, 6, 1]
    assert rows["reliable_improved"].n == 8


def test_the_mixed_model_where_it_cannot_judge():
    nobody = by_mixed_model([[1, np.nan, 3], [2, np.nan, 5]])
    assert nobody["reliable_improved"].note == words.NEEDS_MORE_WAVES
    alike = by_mixed_model([[3, 3, 3]] * 4)
    assert alike["reliable_improved"].note == words.SLOPES_ALIKE
    parallel = by_mixed_model([[1, 3, 2], [4, 6, 5], [7, 9, 8], [2, 4, 3]])  # one shape at four heights
    assert parallel["reliable_improved"].note == words.SLOPES_ALIKE
    assert person_slopes(np.arange(3.0), np.array([[1, 2, np.nan], [2, 4, np.nan]]), np.array([3, 2])) is None
    well = replace(SETTINGS, functional={"i.s": (19.0, 2.0)})
    level = by_mixed_model([[5, 9, 9], [5, 5, 5], [5, 2, 1], [5, 6, 5], [5, 4, 5], [5, 5, 4]], well)
    assert level["recovered"].note == words.BASELINE_DOES_NOT_VARY
    assert level["reliable_improved"].status == ""
    single = scale_pairs([1, 2], [2, 4])
    rows = people_rows(
        single,
        replace(SETTINGS, reliable_change="mixed_model"),
        scale=Scale(id="s", title="t", method="single", items=("a",), higher_is="better"),
        overall=single,
        histories=history(LINES),
    )
    assert by_measure(rows)["reliable_improved"].note == words.SINGLE_ITEM


def test_exactly_the_critical_value_is_not_enough():
    # a reliability of 1 has no error at all: any change counts, none does not
    rows = people(replace(SETTINGS, reliability={"i.s": 1.0}))
    assert numbers_of(rows, *THREE) == [4, 2, 2]


def test_a_reliability_of_nought_makes_every_change_doubtful():
    rows = people(replace(SETTINGS, reliability={"i.s": 0.0}))  # critical 1.96 sqrt(2) 4.899 = 13.58
    assert numbers_of(rows, *THREE) == [0, 8, 0]


def test_room_to_improve_needs_the_critical_change_below_the_best_score():
    asked = replace(SETTINGS, reliability={"i.s": 0.8})  # critical 1.96 sqrt(2) 4.899 sqrt(.2) = 6.07
    up = people(asked, low=0.0, high=25.0)["room_to_improve"]
    assert up.statistic == 5  # 10 .. 18 are more than 6.07 below 25
    down = people(asked, low=9.0, high=25.0, higher_is="worse")["room_to_improve"]
    assert down.statistic == 5  # 16 .. 24 are more than 6.07 above 9
    assert people(asked)["room_to_improve"].note == words.NO_RANGE


def test_recovery_needs_a_reliable_change_across_the_cut_off():
    asked = replace(SETTINGS, reliability={"i.s": 0.8}, functional={"i.s": (25.0, 2.0)}, cut_off="b")
    # b = 25 - 4 = 21; reliable gains 10->18, 14->22, 22->30: only 14->22 crosses; reliable loss 24->15 crosses down
    rows = people(asked)
    assert numbers_of(rows, "recovered", "harmed", "reliable_improved") == [1, 1, 3]
    assert "recovered" not in people(replace(SETTINGS, reliability={"i.s": 0.8}))


def test_standing_on_the_cut_off_is_not_beyond_it():
    asked = replace(SETTINGS, reliability={"i.s": 0.8}, functional={"i.s": (26.0, 2.0)}, cut_off="b")  # b = 22
    assert numbers_of(people(asked), "recovered") == [0]


def test_recovery_by_hageman_and_arrindell_needs_the_true_score_beyond_as_well():
    asked = replace(SETTINGS, reliability={"i.s": 0.8}, functional={"i.s": (25.0, 2.0)}, cut_off="b")
    plain = people(asked)["recovered"].statistic
    # 14 -> 22: estimated true score 18.5 + .8 (22 - 18.5) = 21.3, only .3 beyond 21: not surely
    surely = people(replace(asked, reliable_change="hageman_arrindell"))["recovered"].statistic
    assert (plain, surely) == (1, 0)


def test_people_are_not_judged_where_they_must_not_be():
    asked = replace(SETTINGS, reliability={"i.s": 0.8})
    single = Scale(id="s", title="t", method="single", items=("a",), higher_is="better")
    frail = Scale(id="s", title="t", method="sum", items=("a", "b"), higher_is="better", individual=False)
    assert people(asked, scale=single)["reliable_improved"].note == words.SINGLE_ITEM
    assert people(asked, scale=single)["minimal_detectable_change_95"].note == words.SINGLE_ITEM
    assert people(asked, scale=frail)["reliable_improved"].note == words.NOT_FOR_INDIVIDUALS
    assert people(asked, higher_is=None)["reliable_improved"].note == words.NO_DIRECTION
    assert people(SETTINGS)["reliable_worsened"].note == words.NO_RELIABILITY
    assert people(asked, [5, 5], [6, 7])["reliable_improved"].note == words.BASELINE_DOES_NOT_VARY
    assert people(asked, [5], [6])["reliable_improved"].note == words.ONE_PAIR_NO_SPREAD
    assert people(asked, [], [])["reliable_improved"].note == words.NO_PAIRS
    outside = people(replace(SETTINGS, reliability={"i.s": 1.2}))["reliable_improved"]
    assert "this one is 1.2" in outside.note
    constant = replace(asked, reliable_change="hageman_arrindell")
    assert people(constant, [1, 2, 3], [2, 3, 4])["reliable_improved"].note == words.CHANGE_NOT_RELIABLE


def scale_with(*reliability):
    parts = tuple(
        Reliability(value=Decimal(value), kind=kind, source=kind, status=status) for value, kind, status in reliability
    )
    return Scale(id="s", title="t", method="sum", items=("a", "b"), higher_is="better", reliability=parts)


@pytest.mark.parametrize(
    ("scale", "stated", "alpha", "wanted"),
    [
        (scale_with(("0.7", "test_retest", "verified")), 0.9, 0.6, (0.9, "stated in the study file")),
        (scale_with(("0.8", "internal", "verified"), ("0.7", "test_retest", "verified")), None, 0.6, (0.7, "test-retest, test_retest")),
        (scale_with(("0.8", "internal", "verified"), ("0.7", "test_retest", "recalled")), None, 0.6, (0.8, "internal consistency, internal")),
        (scale_with(("0.8", "internal", "recalled")), None, 0.6, (0.6, "this sample's baseline alpha")),
        (scale_with(("0.8", "internal", "verified")), "sample", 0.6, (0.6, "this sample's baseline alpha")),
        (scale_with(("2.1", "sem", "verified")), None, 0.6, (0.6, "this sample's baseline alpha")),
    ],
)  # fmt: skip
def test_which_reliability_is_chosen(scale, stated, alpha, wanted):
    asked = replace(SETTINGS, reliability={} if stated is None else {"i.s": stated})
    found = chosen(scale, "i.s", asked, alpha)
    assert (found.value, found.source) == wanted
    fallen_back = wanted[1].startswith("this sample") and stated != "sample"
    assert found.note == (words.SAMPLE_RELIABILITY if fallen_back else "")


def test_no_reliability_to_choose():
    assert chosen(SCALE, "i.s", SETTINGS, None) == words.NO_RELIABILITY
    assert chosen(SCALE, "i.s", replace(SETTINGS, reliability={"i.s": "sample"}), None) == words.NO_SAMPLE_ALPHA


def test_important_change_counts_from_the_bound_on():
    asked = replace(SETTINGS, minimum_important_change={"i.s": 4.0})
    three = ("important_improved", "important_unchanged", "important_worsened")
    assert numbers_of(people(asked), *three) == [3, 3, 2]  # 8 8 8 up, -4 and -9 down
    assert numbers_of(people(asked, higher_is="worse"), *three) == [2, 3, 3]
    # 0.6 by any way floats write it
    tenth = replace(SETTINGS, minimum_important_change={"i.s": 0.6})
    assert numbers_of(people(tenth, [3.0, 0.1, 2.0], [3.6, 0.7, 1.4]), *three) == [2, 0, 1]
    assert "important_improved" not in people(SETTINGS)
    wrong = people(replace(SETTINGS, minimum_important_change={"i.s": 0.0}))
    assert wrong["important_improved"].note == words.IMPORTANT_NOT_POSITIVE


def test_relative_change_counts_from_the_percentage_on():
    asked = replace(SETTINGS, percentage={"i.s": (20.0, 15.0)})
    rows = people(asked, [10, 10, 10, 10, 0], [12, 11, 8.5, 9, 5])
    assert numbers_of(rows, "percent_improved", "percent_worsened") == [1, 1]
    assert rows["percent_improved"].n == 4
    assert rows["percent_improved"].note == words.baselines_of_zero(1)
    worse = people(asked, [10, 10], [7, 12], higher_is="worse")
    assert numbers_of(worse, "percent_improved", "percent_worsened") == [1, 1]
    assert people(asked, [0, 0], [1, 2])["percent_improved"].note == words.ALL_BASELINES_ZERO
    negative = replace(SETTINGS, percentage={"i.s": (20.0, -5.0)})
    assert people(negative)["percent_worsened"].note == words.PERCENTAGE_NOT_POSITIVE
    assert "2 people" in words.baselines_of_zero(2)


def test_moves_between_bands():
    bands = tuple(Band(**{"from": Decimal(start), "label": str(start)}) for start in (0, 10, 20))
    banded = Scale(id="s", title="t", method="sum", items=("a", "b"), higher_is="better", bands=bands)
    rows = people(SETTINGS, [5, 9, 10, 19, 25], [10, 9, 19, 20, 15], banded)
    assert numbers_of(rows, "better_band", "worse_band") == [2, 1]
    worse = people(SETTINGS, [5, 9, 10, 19, 25], [10, 9, 19, 20, 15], banded, higher_is="worse")
    assert numbers_of(worse, "better_band", "worse_band") == [1, 2]
    assert people(SETTINGS, scale=banded, higher_is=None)["better_band"].note == words.NO_DIRECTION
    assert "better_band" not in people(SETTINGS)


def test_yardsticks_from_the_spread_of_the_baseline():
    rows = people(replace(SETTINGS, reliability={"i.s": 0.8}))
    # half of 4.898979; times sqrt(.2) 2.190890; times 1.96 sqrt(2) 6.072706
    assert rows["half_sd"].estimate == pytest.approx(2.4494897)
    assert rows["standard_error_of_measurement"].estimate == pytest.approx(2.1908902)
    assert rows["minimal_detectable_change_95"].estimate == pytest.approx(1.959964 * 2**0.5 * 2.1908902)
    assert people(SETTINGS, [3], [4])["half_sd"].note == words.ONE_PAIR_NO_SPREAD
    group = people(replace(SETTINGS, reliability={"i.s": 0.8}), group_by="place", group="A")
    assert "half_sd" not in group


def test_what_people_call_better():
    better, others = scale_pairs([4, 5, 6, 7], [7, 8, 7, 10]), scale_pairs([5, 5, 6, 6], [5, 6, 5, 8])
    rows = by_measure(anchor_rows(better, others, SETTINGS))
    assert rows["anchor_mean_change"].estimate == 2.5  # 3 3 1 3
    # others changed 0 1 -1 2: from 3 on, sensitivity 3/4 and nobody else
    assert (rows["anchor_roc_change"].estimate, rows["anchor_roc_change"].statistic) == (3.0, 0.75)
    # pairs in which the better one changed more: 4 + 4 + 4 for the threes, 2 1/2 for the one = 14.5 of 16
    assert rows["anchor_auc"].estimate == pytest.approx(14.5 / 16)
    worse = by_measure(anchor_rows(replace(better, higher_is="worse"), replace(others, higher_is="worse"), SETTINGS))
    assert worse["anchor_auc"].estimate == pytest.approx(1.5 / 16)


def test_a_rating_that_nobody_gave():
    some, none = scale_pairs([4, 5], [7, 8]), scale_pairs([], [])
    for first, second in ((some, none), (none, some)):
        rows = by_measure(anchor_rows(first, second, SETTINGS))
        assert rows["anchor_auc"].note == words.ONE_RATING_EMPTY
    assert by_measure(anchor_rows(none, some, SETTINGS))["anchor_mean_change"].note == words.ONE_RATING_EMPTY
    apart = by_measure(anchor_rows(some, scale_pairs([5, 6], [5, 6]), SETTINGS))["anchor_auc"]
    assert (apart.estimate, apart.note) == (1.0, words.NO_SPREAD_OF_RATING)
