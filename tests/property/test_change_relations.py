"""What must hold between figures of change whatever the answers, and that counting loses nothing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.api import OLS, add_constant
from statsmodels.stats.multitest import multipletests

from measures.change import ChangeSettings, adjust, alpha_rows, anchor_rows, change_rows, comparison_rows, people_rows
from measures.instrument import Scale
from measures.numerics import bootstrap, intervals, moments, ranks, walsh
from measures.results import NUMBER_COLUMNS, Row
from tests.counted import by_measure, item_moments, scale_pairs

RELATIONS = settings(max_examples=25, deadline=None)  # each example computes every figure, some of them twice
FEW = ChangeSettings(bootstrap=60)
SCALE = Scale(id="s", title="t", method="sum", items=("a", "b"), higher_is="better")
EVERYTHING = replace(
    FEW,
    equivalence={"i.s": 1.0},
    minimum_important_change={"i.s": 2.0},
    percentage={"i.s": (20.0, 15.0)},
    reliability={"i.s": 0.8},
    functional={"i.s": (14.0, 3.0)},
    joined="selected_low",
    norm={"i.s": (12.0, 4.0)},
    retest={"i.s": (0.5, 0.7)},
)
scores = st.integers(0, 20)
people = st.lists(st.tuples(scores, scores), min_size=1, max_size=30)
enough = st.lists(st.tuples(scores, scores), min_size=4, max_size=30)


def sides(told):
    before, after = zip(*told, strict=True)
    return np.array(before, dtype=float), np.array(after, dtype=float)


def rows_of(before, after, asked=FEW, **facts):
    return by_measure(change_rows(scale_pairs(before, after, **facts), asked))


def numbers(row):
    return [getattr(row, name) for name in NUMBER_COLUMNS[2:]]


def same(one: Row, other: Row, *, rel=1e-7, abs_=1e-7):
    assert one.status == other.status
    for first, second in zip(numbers(one), numbers(other), strict=True):
        assert (first is None) == (second is None), (one.measure, one, other)
        if first is not None:
            assert first == pytest.approx(second, rel=rel, abs=abs_), one.measure


SHIFT_FREE = (
    "mean_change", "sd_change", "paired_t", "wilcoxon", "wilcoxon_exact", "hodges_lehmann", "sign_test", "d_z", "g_z",
    "d_av", "g_av", "d_rm", "rank_biserial", "correlation", "minimum_detectable", ("change_quantile", "0.25", ""),
)  # fmt: skip


@RELATIONS
@given(people, st.integers(-50, 50))
def test_adding_a_constant_to_both_waves_leaves_the_change_alone(told, constant):
    before, after = sides(told)
    plain, moved = rows_of(before, after), rows_of(before + constant, after + constant)
    for measure in SHIFT_FREE:
        same(plain[measure], moved[measure])
    if plain["mean_before"].status == "":
        assert moved["mean_before"].estimate == pytest.approx(plain["mean_before"].estimate + constant)


@RELATIONS
@given(people, st.sampled_from([0.1, 0.25, 3.0, 10.0]))
def test_changing_the_unit_changes_the_units_figures_and_no_others(told, unit):
    before, after = sides(told)
    plain, other = rows_of(before, after), rows_of(before * unit, after * unit)
    for measure in ("mean_change", "sd_change", "hodges_lehmann", "median_before", "minimum_detectable"):
        one, two = plain[measure], other[measure]
        for column in ("estimate", "std_error", "ci_low", "ci_high"):
            first, second = getattr(one, column), getattr(two, column)
            assert (first is None) == (second is None)
            if first is not None:
                assert second == pytest.approx(first * unit, rel=1e-9, abs=1e-9), measure
    for measure in ("d_z", "g_z", "d_av", "d_rm", "rank_biserial", "wilcoxon", "wilcoxon_exact", "sign_test"):
        same(plain[measure], other[measure])


@RELATIONS
@given(people)
def test_swapping_the_waves_turns_the_signs(told):
    before, after = sides(told)
    plain, swapped = rows_of(before, after), rows_of(after, before)
    for measure in ("mean_change", "hodges_lehmann", "d_z", "g_z", "d_av", "d_rm", "rank_biserial", "paired_t"):
        one, two = plain[measure], swapped[measure]
        assert one.status == two.status
        if one.estimate is not None:
            assert two.estimate == pytest.approx(-one.estimate, abs=1e-12)
    for measure in ("mean_change", "hodges_lehmann", "d_z", "g_z"):  # those whose interval is not drawn by chance
        one, two = plain[measure], swapped[measure]
        if one.ci_low is not None:
            assert (two.ci_low, two.ci_high) == pytest.approx((-one.ci_high, -one.ci_low), abs=1e-9)
    for measure in ("wilcoxon", "wilcoxon_exact", "sign_test", "paired_t"):
        if plain[measure].p_value is not None:
            assert swapped[measure].p_value == pytest.approx(plain[measure].p_value)


@RELATIONS
@given(people, st.data())
def test_splitting_a_cell_and_shuffling_cells_change_nothing_at_all(told, data):
    before, after = sides(told)
    pairs = scale_pairs(before, after, low=0.0, high=20.0)
    cell = data.draw(st.integers(0, len(pairs.n) - 1))
    part = data.draw(st.integers(0, int(pairs.n[cell])))
    n = np.append(pairs.n, part)
    n[cell] -= part
    order = np.array(data.draw(st.permutations(range(len(n)))))
    split = replace(
        pairs,
        before=np.append(pairs.before, pairs.before[cell])[order],
        after=np.append(pairs.after, pairs.after[cell])[order],
        n=n[order],
    )
    assert change_rows(split, EVERYTHING) == change_rows(pairs, EVERYTHING)
    judged = [people_rows(part, EVERYTHING, scale=SCALE, overall=part) for part in (pairs, split)]
    assert judged[0] == judged[1]


@RELATIONS
@given(
    people,
    st.lists(scores, max_size=5),
    st.sampled_from(["better", "worse", None]),
    st.booleans(),
    st.sampled_from(
        ["jacobson_truax", "gulliksen_lord_novick", "hsu_linn_lord", "edwards_nunnally", "nunnally_kotsch",
         "hageman_arrindell", "mixed_model"]
    ),
    st.sampled_from([0.0, 0.4, 1.0]),
)  # fmt: skip
def test_every_row_is_a_finite_figure_or_a_reason(told, gone, higher_is, clustered, method, reliability):
    before, after = sides(told)
    cluster = np.arange(len(before)) % 3 if clustered else None
    pairs = scale_pairs(before, after, gone, cluster=cluster, higher_is=higher_is, low=0.0, high=20.0)
    asked = replace(EVERYTHING, reliable_change=method, reliability={"i.s": reliability})
    rows = [*change_rows(pairs, asked), *people_rows(pairs, asked, scale=SCALE, overall=pairs)]
    rows += [*comparison_rows(pairs, pairs, asked), *anchor_rows(pairs, pairs, asked)]
    for row in rows:
        figures = [number for number in numbers(row) if number is not None]
        assert all(type(number) is float and math.isfinite(number) for number in figures), row
        assert type(row.n) is int
        if row.status == "x":
            assert not figures, row
            assert row.note.startswith(("Not computed because", "Could not be estimated because")), row
        else:
            assert figures, row
            assert row.method, row
            assert row.ci_low is not None or row.note or row.measure.startswith(("wilcoxon", "drift")), row
        if row.ci_low is not None:
            assert row.ci_low <= row.ci_high, row
            assert row.ci_level is not None, row


@RELATIONS
@given(enough)
def test_counted_tests_equal_the_row_level_library(told):
    before, after = sides(told)
    rows, change = rows_of(before, after), after - before
    if change.std() > 0:
        test = stats.ttest_rel(after, before)
        assert rows["paired_t"].statistic == pytest.approx(test.statistic)
        assert rows["paired_t"].p_value == pytest.approx(test.pvalue)
    if change.any():
        test = stats.wilcoxon(change, zero_method="wilcox", correction=True, method="asymptotic")
        assert rows["wilcoxon"].p_value == pytest.approx(test.pvalue, rel=1e-9)
        positive = stats.rankdata(np.abs(change[change != 0]))[change[change != 0] > 0].sum()
        assert rows["wilcoxon"].statistic == pytest.approx(positive)
        share = stats.binomtest(int((change > 0).sum()), int((change != 0).sum()))
        assert rows["sign_test"].p_value == pytest.approx(share.pvalue)
    for share in (0.1, 0.25, 0.5, 0.75, 0.9):
        found = rows["change_quantile", str(share), ""].estimate
        assert found == pytest.approx(np.quantile(change, share), abs=1e-9)


@RELATIONS
@given(st.lists(st.integers(-6, 6), min_size=1, max_size=11).filter(any))
def test_the_exact_signed_rank_p_is_the_share_of_all_sign_patterns(change):
    change = np.array(change)
    rank = stats.rankdata(np.abs(change[change != 0]))
    signs = np.array(np.meshgrid(*[[0, 1]] * len(rank))).reshape(len(rank), -1)
    sums, seen = rank @ signs, rank[change[change != 0] > 0].sum()
    wanted = min(1.0, 2 * min((sums <= seen).mean(), (sums >= seen).mean()))
    units, n = np.unique(change, return_counts=True)
    assert ranks.exact_p(units.astype(np.int64), n.astype(np.int64)) == pytest.approx(wanted)


@RELATIONS
@given(st.lists(st.integers(-8, 8), min_size=1, max_size=70))
def test_hodges_lehmann_is_the_median_of_the_written_out_walsh_averages(change):
    change = np.array(change)
    units, n = np.unique(change, return_counts=True)
    written = np.sort([(one + two) / 2 for place, one in enumerate(change) for two in change[place:]])
    estimate, limits = walsh.hodges_lehmann(units.astype(np.int64), units / 1.0, n.astype(np.int64), 0.95)
    assert estimate == np.median(written)
    c = walsh.lower_rank(len(change), 0.95)
    assert (limits is None) == (len(change) < 6)
    if limits:
        assert limits == (written[c - 1], written[-c])


@RELATIONS
@given(enough, st.data())
def test_ancova_equals_least_squares_on_people(told, data):
    before, after = sides(told)
    programme = np.array(data.draw(st.lists(st.booleans(), min_size=len(before), max_size=len(before))))
    if not 0 < programme.sum() < len(before):
        return
    found = by_measure(
        comparison_rows(
            scale_pairs(before[programme], after[programme]), scale_pairs(before[~programme], after[~programme]), FEW
        )
    )["ancova_effect"]
    design = add_constant(np.column_stack([before, programme]).astype(float), has_constant="add")
    if np.linalg.matrix_rank(design) < 3:
        assert found.status == "x"
        return
    fit = OLS(after, design).fit()
    assert found.estimate == pytest.approx(fit.params[2], rel=1e-6, abs=1e-8)
    if found.std_error is not None:
        assert found.std_error == pytest.approx(fit.bse[2], rel=1e-6)


@RELATIONS
@given(people.filter(lambda told: len({b - a for b, a in told}) > 1))
def test_one_person_in_every_cluster_gives_the_plain_standard_error(told):
    before, after = sides(told)
    plain = rows_of(before, after)["mean_change"]
    alone = rows_of(before, after, cluster=np.arange(len(before)))["mean_change"]
    assert alone.std_error == pytest.approx(plain.std_error)
    assert alone.df == plain.df


@RELATIONS
@given(st.lists(st.tuples(*[st.integers(1, 5)] * 4), min_size=4, max_size=20))
def test_alpha_equals_pingouin(answers):
    answers = np.array(answers)
    row = by_measure(alpha_rows(item_moments(answers), scale_pairs([1], [2]), "before", FEW))["alpha"]
    if answers.sum(axis=1).var() == 0:
        assert row.status == "x"
        return
    wanted, (low, high) = pingouin.cronbach_alpha(pd.DataFrame(answers))
    assert row.estimate == pytest.approx(wanted, abs=1e-9)
    if row.ci_low is not None:  # pingouin rounds to three decimals
        assert (row.ci_low, row.ci_high) == pytest.approx((low, high), rel=1e-3, abs=6e-4)


@settings(max_examples=6, deadline=None)  # statsmodels takes a tenth of a second for each
@given(st.lists(st.integers(0, 1000).map(lambda number: number / 1000), min_size=1, max_size=8))
def test_holm_equals_statsmodels(p_values):
    rows = [
        Row("i", "s", "paired_t", group_by="place", group=str(place), p_value=p) for place, p in enumerate(p_values)
    ]
    wanted = multipletests(p_values, method="holm")[1]
    assert [row.p_adjusted for row in adjust(rows)] == pytest.approx(list(wanted))


@RELATIONS
@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=40), st.floats(0, 1))
def test_quantiles_on_counts_are_numpys(values, share):
    value, n = np.unique(np.round(values, 1), return_counts=True)
    wanted = np.quantile(np.repeat(value, n), share)
    assert moments.quantile(value, n, share) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@RELATIONS
@given(st.lists(st.integers(0, 4), min_size=2, max_size=20).filter(lambda counts: sum(counts) > 1), st.integers(0, 99))
def test_bca_on_cells_is_bca_on_people(counts, seed):
    n = np.array(counts, dtype=np.int64)
    value = np.arange(len(n), dtype=float) ** 2
    people_ = np.repeat(value, n)
    left_out = np.array([(people_.sum() - one) / (len(people_) - 1) for one in value])
    alone = np.array([np.delete(people_, place).mean() for place in range(len(people_))])
    off = alone.mean() - alone
    squares = (off**2).sum()
    speed = (off**3).sum() / (6 * squares**1.5) if squares > 1e-20 else 0.0
    assert bootstrap.acceleration(left_out, n.astype(float)) == pytest.approx(speed, rel=1e-6, abs=1e-9)
    draws = np.concatenate([block @ value / len(people_) for block in bootstrap.draws(n, 300, seed)])
    estimate = people_.mean()
    found = bootstrap.bca(draws, estimate, left_out, n.astype(float), 0.9)
    below = (draws < estimate - 1e-9).mean() + (np.abs(draws - estimate) <= 1e-9).mean() / 2
    if not 0 < below < 1:
        assert found is None
        return
    z0 = stats.norm.ppf(below)
    ends = [stats.norm.cdf(z0 + (z0 + z) / (1 - speed * (z0 + z))) for z in stats.norm.ppf([0.05, 0.95])]
    assert found == pytest.approx(tuple(np.quantile(draws, ends)), rel=1e-6, abs=1e-9)


@RELATIONS
@given(st.integers(0, 30), st.integers(1, 30), st.floats(0.5, 0.999))
def test_a_wilson_interval_holds_the_share_and_mirrors(count, more, level):
    n = count + more
    low, high = intervals.wilson(count, n, level)
    assert 0 <= low <= count / n <= high <= 1
    mirrored = intervals.wilson(n - count, n, level)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


@RELATIONS
@given(people, st.floats(0, 1), st.sampled_from(["better", "worse"]))
def test_everybody_improved_stayed_or_worsened_and_the_mirror_image_swaps_them(told, reliability, higher_is):
    before, after = sides(told)
    asked = replace(FEW, reliability={"i.s": reliability})
    other = {"better": "worse", "worse": "better"}[higher_is]
    pairs = scale_pairs(before, after, higher_is=higher_is)
    mirror = scale_pairs(20 - before, 20 - after, higher_is=other)
    one, two = (by_measure(people_rows(part, asked, scale=SCALE, overall=part)) for part in (pairs, mirror))
    three = ("reliable_improved", "reliable_unchanged", "reliable_worsened")
    if one["reliable_improved"].status == "x":
        assert two["reliable_improved"].status == "x"
        return
    assert sum(one[measure].statistic for measure in three) == len(before)
    if 0 < reliability < 1:  # at the ends a critical value of 0 is judged by rounding
        assert [one[m].statistic for m in three] == [two[m].statistic for m in three]
