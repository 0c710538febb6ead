"""Figures of change where there is little or nothing to compute from: kept, or a stated reason, never a zero for unknown."""

from __future__ import annotations

import math
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from measures.change import (
    ChangeSettings,
    adjust,
    alpha_rows,
    baseline_alpha,
    change_rows,
    comparison_rows,
    people_rows,
    words,
)
from measures.change.rows import row_about
from measures.instrument import Scale
from measures.numerics import intervals, regression
from measures.pairs import Counts, ScalePairs
from measures.results import Row
from tests.counted import by_measure, counts, item_moments, scale_pairs

SETTINGS = ChangeSettings(bootstrap=200)
SCALE = Scale(id="s", title="t", method="sum", items=("a", "b"), higher_is="better")


def rows_of(before, after, gone=(), asked=SETTINGS, **facts):
    return by_measure(change_rows(scale_pairs(before, after, gone, **facts), asked))


def test_without_pairs_every_figure_of_pairs_says_so():
    rows = rows_of([], [], gone=[3, 4])
    for measure in ("mean_before", "mean_change", "sd_change", "paired_t", "wilcoxon", "d_z", "g_av", "correlation"):
        assert (rows[measure].status, rows[measure].note) == ("x", words.NO_PAIRS)
        assert (rows[measure].n, rows[measure].n_started) == (0, 2)
    assert rows["change_quantile", "0.25", ""].status == "x"
    assert rows["not_again"].estimate == 1.0
    assert rows["change_if_unchanged"].status == "x"


def test_with_nobody_at_all_there_is_still_every_row():
    nobody, somebody = rows_of([], []), rows_of([1, 2, 4], [2, 4, 4], [3])
    assert set(nobody) == set(somebody)
    assert {row.status for row in nobody.values()} == {"x"}


def test_one_pair_keeps_its_estimates_and_nothing_else():
    rows = rows_of([4], [7], low=0.0, high=10.0)
    for measure, value in (("mean_change", 3), ("paired_t", 3), ("hodges_lehmann", 3), ("median_before", 4)):
        row = rows[measure]
        assert (row.estimate, row.status, row.note) == (value, "", words.ONE_PAIR)
        assert row.ci_low is row.p_value is row.std_error is row.statistic is None
    assert (rows["sign_test"].estimate, rows["rank_biserial"].estimate) == (1.0, 1.0)
    for measure in ("sd_change", "d_z", "d_av", "d_rm", "wilcoxon", "wilcoxon_exact", "minimum_detectable"):
        assert rows[measure].status == "x"


def test_everybody_changing_alike_has_a_mean_change_but_no_effect_size():
    rows = rows_of([1, 2, 3, 5], [2, 3, 4, 6])
    assert (rows["mean_change"].estimate, rows["mean_change"].note) == (1.0, words.ALL_THE_SAME)
    assert rows["sd_change"].estimate == 0
    for measure in ("paired_t", "d_z", "g_z", "d_av", "g_av", "d_rm", "minimum_detectable"):
        assert (rows[measure].status, rows[measure].note) == ("x", words.SAME_CHANGE)
    assert rows["wilcoxon"].statistic == 10
    assert rows["correlation"].estimate == pytest.approx(1)
    assert rows["correlation"].note == words.PERFECT_CORRELATION


def test_changes_that_are_equal_but_for_rounding_are_equal():
    rows = rows_of([0.1, 0.2, 0.3, 0.7], [0.3, 0.4, 0.5, 0.9])  # 0.3 - 0.1 and 0.9 - 0.7 differ in the last digit
    assert rows["sd_change"].estimate == 0
    assert rows["mean_change"].estimate == pytest.approx(0.2)
    ties = rows_of([0.1, 0.2, 0.8], [0.3, 0.4, 0.6])
    assert ties["wilcoxon"].statistic == 4  # ranks 2, 2, 2


def test_nobody_changing_leaves_the_tests_of_order_without_an_answer():
    rows = rows_of([2, 3, 4], [2, 3, 4])
    for measure in ("wilcoxon", "wilcoxon_exact", "rank_biserial", "sign_test"):
        assert (rows[measure].status, rows[measure].note) == ("x", words.NO_CHANGE)
    assert rows["mean_change"].estimate == 0


def test_everybody_at_the_ceiling():
    rows = rows_of([9] * 8, [9] * 8, low=3.0, high=9.0)
    assert (rows["ceiling_before"].estimate, rows["ceiling_after"].statistic) == (1.0, 8)
    assert rows["floor_after"].estimate == 0
    assert rows["correlation"].status == "x"
    assert rows["mean_after"].note == words.ALL_THE_SAME


def test_without_a_range_there_is_no_floor():
    assert rows_of([1, 2], [2, 2])["floor_before"].note == words.NO_RANGE


def test_people_who_cannot_be_followed_are_two_groups():
    pairs = scale_pairs([], [], linked=False)
    pairs = replace(pairs, all_before=counts([3, 4, 4, 6]), all_after=counts([5, 6, 6, 8, 9]))
    rows = by_measure(change_rows(pairs, SETTINGS))
    assert rows["difference_unpaired"].estimate == pytest.approx(6.8 - 4.25)
    assert rows["difference_unpaired"].n == 9
    assert words.UNPAIRED in rows["difference_unpaired"].note
    assert rows["mean_change"].note == rows["not_again"].note == words.NOT_LINKED
    assert "difference_unpaired" not in rows_of([1, 2], [2, 4])


def test_rows_about_one_wave_name_it_twice():
    for row in change_rows(scale_pairs([1, 2], [2, 4]), SETTINGS):
        if row.measure == "mean_all":
            assert row.wave_from == row.wave_to
        else:
            assert (row.wave_from, row.wave_to) == ("before", "after")


def test_those_not_heard_from_again_by_hand():
    # baseline of the kept 2 4 4 6 (mean 4), of those gone 1 3 (mean 2); changes 1 2 1 0 (mean 1, quartiles .75 and 1.25)
    rows = rows_of([2, 4, 4, 6], [3, 6, 5, 6], gone=[1, 3])
    assert (rows["not_again"].estimate, rows["not_again"].n) == (pytest.approx(2 / 6), 6)
    assert rows["not_again_difference"].estimate == pytest.approx(-2)
    assert rows["change_if_unchanged"].estimate == pytest.approx(4 / 6)
    assert rows["change_bound_low"].estimate == pytest.approx((4 + 2 * 0.75) / 6)
    assert rows["change_bound_high"].estimate == pytest.approx((4 + 2 * 1.25) / 6)
    assert rows["change_bound_low"].ci_low is None
    # pooled SD sqrt((8 + 2) / 4), J(4) = 0.7978846 (Hedges 1981, table 2: 0.7979)
    assert rows["not_again_g"].estimate == pytest.approx(0.7978846 * -2 / math.sqrt(2.5), rel=1e-6)


def test_people_heard_at_another_wave_are_not_gone():
    pairs = replace(scale_pairs([2, 4], [3, 6]), all_before=counts([2, 4, 9]))
    rows = by_measure(change_rows(pairs, SETTINGS))
    assert rows["not_again"].estimate == 0
    assert rows["not_again_difference"].note == words.EVERYBODY_AGAIN
    assert rows["change_if_unchanged"].estimate == 1.0


@pytest.mark.parametrize(
    ("joined", "low", "high"),
    # norm 7.5, baseline mean 4.5: (1 - r) 3.0 is 1.5 at r = 0.5 and 0.9 at r = 0.7
    [("open", 0.0, 0.0), ("selected_low", 0.9, 1.5), ("referred", 0.0, 1.5)],
)
def test_drift_is_a_range_that_depends_on_how_people_joined(joined, low, high):
    asked = replace(SETTINGS, joined=joined, norm={"i.s": (7.5, 1.9)}, retest={"i.s": (0.5, 0.7)})
    rows = rows_of([4, 5], [6, 5], asked=asked)
    assert (rows["drift_low"].estimate, rows["drift_high"].estimate) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("asked", "note"),
    [
        (SETTINGS, words.JOINED_UNKNOWN),
        (replace(SETTINGS, joined="selected_low", norm={"i.s": (7.5, 1.9)}), words.NO_RETEST),
        (replace(SETTINGS, joined="referred", retest={"i.s": (0.5, 0.7)}), words.NO_NORM),
    ],
)
def test_drift_that_cannot_be_estimated_says_so(asked, note):
    rows = rows_of([4, 5], [6, 5], asked=asked)
    assert (rows["drift_low"].status, rows["drift_high"].note) == ("x", note)


def test_drift_of_a_scale_where_higher_is_worse_points_down():
    asked = replace(SETTINGS, joined="selected_low", norm={"i.s": (4.0, 1.5)}, retest={"i.s": (0.5, 0.5)})
    rows = rows_of([8, 8], [6, 7], asked=asked, higher_is="worse")
    assert rows["drift_low"].estimate == rows["drift_high"].estimate == pytest.approx(-2)


def test_a_single_person_who_decides_is_pointed_out():
    calm = rows_of([5] * 8, [6, 6, 6, 7, 6, 6, 7, 6])["mean_change"]
    edge = rows_of([5] * 8, [6, 6, 6, 6, 6, 6, 6, 2])["mean_change"]
    assert words.ONE_PERSON_DECIDES not in calm.note
    assert words.ONE_PERSON_DECIDES in edge.note


def test_one_cluster_has_an_estimate_but_no_interval():
    rows = rows_of([1, 2, 3, 4], [2, 4, 3, 6], cluster=[7] * 4, low=0.0, high=6.0)
    for measure in ("mean_change", "paired_t", "mean_before"):
        assert rows[measure].estimate is not None
        assert (rows[measure].ci_low, rows[measure].note) == (None, words.ONE_CLUSTER)
    for measure in ("d_z", "d_av", "correlation", "median_before", "rank_biserial"):
        assert (rows[measure].ci_low, rows[measure].status) == (None, "")
    assert rows["d_av"].note == rows["d_z"].note == rows["median_after"].note == words.ONE_CLUSTER
    pairs = scale_pairs([1, 2, 3, 4], [2, 4, 3, 6], cluster=[7] * 4)
    assert words.ONE_CLUSTER_OF_TWO in by_measure(comparison_rows(pairs, pairs, SETTINGS))["d_ppc2"].note
    assert rows["ceiling_after"].estimate == 0.25
    assert words.ONE_CLUSTER in rows["ceiling_after"].note


def test_people_without_a_stated_cluster_are_told_of():
    row = rows_of([1, 2, 3, 4], [2, 4, 3, 6], cluster=[-1, 0, 1, 2])["mean_change"]
    assert "people whose cluster is not stated counting as one" in row.note


def test_shares_by_cluster_take_the_effective_number_of_people():
    # two of four clusters of 5 at the ceiling: p = .5; cluster totals of p - .5 are +-2.5, so the error is
    # sqrt(4/3 * 4 * 6.25) / 20 = 0.2887, the effective number .25 / .0833 = 3, and t(3) = 3.1824463
    after = [9] * 10 + [5] * 10
    row = rows_of([5] * 20, after, cluster=np.repeat([0, 1, 2, 3], 5), low=0.0, high=9.0)["ceiling_after"]
    z, n = 3.182446305284263, 3.0
    reach = z / (1 + z**2 / n) * math.sqrt(0.25 / n + z**2 / (4 * n**2))
    assert (row.ci_low, row.ci_high) == pytest.approx((0.5 - reach, 0.5 + reach))


def test_four_hundred_million_pairs_do_not_overflow():
    n = 100_000_000
    pairs = replace(
        scale_pairs([1, 1], [2, 0]),
        n=np.array([n, 3 * n]),  # cells are sorted: a fall, then a rise
        all_before=Counts(np.array([1.0]), np.array([4 * n])),
    )
    rows = by_measure(change_rows(pairs, SETTINGS))
    assert rows["mean_change"].estimate == pytest.approx(0.5)
    assert rows["wilcoxon"].statistic == pytest.approx(3 * n * (4 * n + 1) / 2)  # all tied: the mean rank for each
    assert rows["rank_biserial"].estimate == pytest.approx(0.5)
    assert rows["hodges_lehmann"].estimate == 1.0  # 9/16 of the Walsh averages are 1
    assert rows["d_z"].ci_low < rows["d_z"].estimate < rows["d_z"].ci_high


def test_ten_thousand_distinct_scores_need_little_memory():
    random = np.random.default_rng(7)
    before, after = random.normal(50, 10, 10_000), random.normal(52, 10, 10_000)
    pairs = ScalePairs(
        "i", "s", "", "before", "after", before, after, np.ones(10_000, dtype=np.int64),
        counts(before), counts(after), counts([]), "better", None, None,
    )  # fmt: skip
    tracemalloc.start()
    rows = by_measure(change_rows(pairs, replace(SETTINGS, bootstrap=100)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150_000_000  # the 50 million Walsh averages alone would take 400 MB
    change = after - before
    assert rows["mean_change"].estimate == pytest.approx(change.mean())
    assert abs(rows["hodges_lehmann"].estimate - np.median(change)) < 0.5


def test_numbers_that_are_not_finite_never_leave():
    with pytest.raises(ValueError, match="mean_change: estimate is nan"):
        row_about(scale_pairs([1], [2]), "mean_change", estimate=math.nan)


def test_one_of_two_groups_empty():
    full, empty = scale_pairs([1, 2, 3, 5], [2, 3, 5, 5]), scale_pairs([], [], gone=[4])
    for first, second in ((full, empty), (empty, full)):
        rows = comparison_rows(first, second, SETTINGS)
        assert {(row.status, row.note) for row in rows} == {("x", words.ONE_GROUP_EMPTY)}


def test_comparison_with_too_little_to_go_on():
    rows = by_measure(comparison_rows(scale_pairs([3, 3], [4, 5]), scale_pairs([3, 3], [3, 4]), SETTINGS))
    assert rows["ancova_effect"].note == words.ANCOVA_NOT_DETERMINED
    assert rows["difference_in_change"].estimate == 1.0
    assert rows["d_ppc2"].note == words.NO_POOLED_SPREAD
    one = by_measure(comparison_rows(scale_pairs([3], [4]), scale_pairs([2], [2]), SETTINGS))
    assert (one["difference_in_change"].estimate, one["difference_in_change"].ci_low) == (1.0, None)
    line = by_measure(comparison_rows(scale_pairs([1, 2, 3], [3, 4, 5]), scale_pairs([1, 2, 4], [2, 3, 5]), SETTINGS))
    assert line["ancova_effect"].estimate == pytest.approx(1)
    assert words.PERFECT_FIT in line["ancova_effect"].note


def test_holm_goes_over_the_groups_of_one_breakdown_only():
    def row(measure, group_by, group, p_value):
        return Row("i", "s", measure, "before", "after", group_by=group_by, group=group, p_value=p_value)

    rows = [
        row("paired_t", "", "", 0.01), row("paired_t", "place", "A", 0.03), row("paired_t", "place", "B", 0.01),
        row("paired_t", "place", "C", None), row("wilcoxon", "place", "A", 0.04), row("paired_t", "age", "old", 0.02),
    ]  # fmt: skip
    assert [row.p_adjusted for row in adjust(rows)] == [None, 0.03, 0.02, None, 0.04, 0.02]


def test_without_a_main_outcome_holm_goes_over_everybodys_tests_of_all_scales():
    def row(scale, measure, p_value, group=""):
        return Row("i", scale, measure, "before", "after", group_by=group and "place", group=group, p_value=p_value)

    rows = [
        row("a", "paired_t", 0.04), row("b", "paired_t", 0.01), row("c", "paired_t", 0.03), row("d", "paired_t", None),
        row("a", "wilcoxon", 0.02), row("a", "correlation", 0.02), row("a", "paired_t", 0.5, "A"),
    ]  # fmt: skip
    # Holm by hand: 0.01 x 3, 0.03 x 2, 0.04 x 1 but not below the one before; a correlation tests no change
    wanted = [0.06, 0.03, 0.06, None, 0.02, None, 0.5]
    assert [row.p_adjusted for row in adjust(rows, across_scales=True)] == pytest.approx(wanted)


def quality(answers):
    return by_measure(alpha_rows(item_moments(answers), scale_pairs([1], [2]), "before", SETTINGS))


def test_scale_quality_where_it_cannot_be_computed():
    one_item = quality([[1], [2]])
    assert one_item["alpha"].note == words.ONE_ITEM
    assert quality(np.zeros((0, 3)))["alpha"].note == words.NO_COMPLETE_ANSWERS
    assert quality([[1, 2]])["alpha"].note == words.ONE_COMPLETE_ANSWER
    same = quality([[3, 1, 2], [3, 1, 2]])
    assert {same[measure].status for measure in ("alpha", "omega_total", "alpha_standardised")} == {"x"}
    constant = quality([[3, 1, 2], [3, 2, 4], [3, 5, 4]])
    assert constant["alpha"].status == ""
    assert constant["omega_total"].note == constant["item_rest_r", "", "item1"].note == words.AN_ITEM_DOES_NOT_VARY
    opposed = quality([[1, 5], [5, 1], [2, 4], [3, 3]])
    assert opposed["alpha"].note == words.TOTAL_DOES_NOT_VARY
    assert opposed["omega_total"].note == words.TWO_OPPOSED_ITEMS
    assert quality([[1, 1], [2, 2], [4, 4]])["alpha"].note == words.PERFECT_ALPHA
    assert quality([[1, 1], [2, 2], [4, 3]])["alpha_without", "", "item1"].note == words.ONE_ITEM_LEFT


def test_two_items_give_spearman_and_brown():
    answers = np.array([[1, 2], [2, 2], [4, 3], [5, 5], [3, 1]])
    r = np.corrcoef(answers.T)[0, 1]
    rows = quality(answers)
    assert rows["omega_total"].estimate == pytest.approx(2 * r / (1 + r))
    assert rows["alpha_standardised"].estimate == pytest.approx(2 * r / (1 + r))


def test_baseline_alpha_of_last_resort():
    assert baseline_alpha(None) is None
    assert baseline_alpha(item_moments([[1, 2]])) is None
    answers = [[1, 2], [2, 2], [4, 3], [5, 5]]
    assert baseline_alpha(item_moments(answers)) == quality(answers)["alpha"].estimate


def test_a_change_that_is_almost_the_same_for_everybody():
    rows = rows_of([0, 0, 0, 0], [1, 1, 1, 1.000000001])
    assert rows["d_z"].ci_low < rows["d_z"].estimate < rows["d_z"].ci_high


def test_people_of_a_group_are_judged_by_everybodys_spread():
    everybody = scale_pairs([1, 9, 2, 8, 5, 5], [4, 9, 5, 8, 7, 9])
    group = replace(scale_pairs([5, 5], [7, 9]), group_by="place", group="A")
    asked = replace(SETTINGS, reliability={"i.s": 0.9})
    rows = by_measure(people_rows(group, asked, scale=SCALE, overall=everybody))
    # SD of 1 9 2 8 5 5 is 3.1623; critical 1.96 * sqrt(2) * 3.1623 * sqrt(.1) = 2.7718: 2 does not pass, 4 does
    assert (rows["reliable_improved"].statistic, rows["reliable_improved"].n) == (1, 2)
    assert "more than 2.772 counts" in rows["reliable_improved"].note


def test_nothing_to_set_side_by_side_where_one_wave_is_empty():
    pairs = replace(scale_pairs([], [], linked=False), all_before=counts([3, 4]))
    row = by_measure(change_rows(pairs, SETTINGS))["difference_unpaired"]
    assert (row.note, row.n) == (words.ONE_WAVE_EMPTY, 2)


def test_equivalence_that_cannot_be_judged():
    asked = replace(SETTINGS, equivalence={"i.s": 0.0})
    assert rows_of([1, 2, 4], [2, 2, 5], asked=asked)["equivalence"].note == words.BOUND_NOT_POSITIVE
    asked = replace(SETTINGS, equivalence={"i.s": 1.0})
    assert rows_of([1, 2, 4], [2, 3, 5], asked=asked)["equivalence"].note == words.SAME_CHANGE
    assert rows_of([1], [2], asked=asked)["equivalence"].estimate == 1
    assert "equivalence" not in rows_of([1, 2, 4], [2, 3, 5])


def test_clusters_that_do_not_differ_give_no_error():
    rows = rows_of([1, 2] * 3, [2, 4] * 3, cluster=[0, 0, 1, 1, 2, 2], low=0.0, high=4.0)
    assert words.ALL_CLUSTERS_ALIKE in rows["mean_change"].note
    assert rows["mean_change"].ci_low is None
    # everybody's cluster has half at the ceiling: no design effect can be told, so Wilson takes people as they are
    assert rows["ceiling_after"].ci_low == pytest.approx(intervals.wilson(3, 6, 0.95)[0])
    one = regression.least_squares(np.ones((3, 1)), np.array([1.0, 2.0, 4.0]), np.ones(3, dtype=np.int64), np.zeros(3))
    assert one.covariance is None
