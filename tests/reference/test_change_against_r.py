"""Change, quality and comparison against R on invented data: r/change.R made r/change.json, call and versions inside."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from measures.change import (
    ChangeSettings,
    alpha_rows,
    anchor_rows,
    change_rows,
    comparison_rows,
)
from measures.change.planning import detectable_change, people_for_detecting
from measures.numerics.clusters import cluster_error, intracluster_correlation
from measures.numerics.intervals import hedges_g, holm, welch, wilson
from measures.numerics.mixed import person_slopes
from measures.numerics.moments import summary
from tests.counted import by_measure, item_moments, scale_pairs

MADE = json.loads((Path(__file__).parent / "r" / "change.json").read_text(encoding="utf-8"))
NAMES = tuple(MADE["change"])
NONCENTRAL = 1e-8  # R's pt() of a noncentral t is good to about that


def said(part, name):
    return MADE["change"][part][name]["values"] if part in MADE["change"] else MADE[part][name]["values"]


@pytest.fixture(scope="module", params=NAMES)
def computed(request):
    data = MADE["data"][request.param]
    bound = said(request.param, "equivalence")["bound"]
    pairs = scale_pairs(data["before"], data["after"])
    return request.param, by_measure(change_rows(pairs, ChangeSettings(equivalence={"i.s": bound})))


def close(row, **wanted):
    for column, value in wanted.items():
        assert getattr(row, column) == pytest.approx(value, rel=1e-9, abs=1e-12), (row.measure, column)


def test_the_mean_change_and_its_test(computed):
    name, rows = computed
    r = said(name, "t")
    close(rows["mean_change"], estimate=r["mean"], std_error=r["se"], ci_low=r["low"], ci_high=r["high"], df=r["df"])
    close(rows["paired_t"], estimate=r["mean"], statistic=r["t"], df=r["df"], p_value=r["p"])


def test_the_level_before(computed):
    name, rows = computed
    r = said(name, "before")
    close(rows["mean_before"], estimate=r["mean"], ci_low=r["low"], ci_high=r["high"])
    close(rows["sd_before"], estimate=r["sd"])


def test_wilcoxon(computed):
    name, rows = computed
    close(rows["wilcoxon"], statistic=said(name, "wilcoxon")["v"], p_value=said(name, "wilcoxon")["p"])


def test_wilcoxon_exact_by_every_pattern_of_signs():
    data = MADE["data"]["short"]
    rows = by_measure(change_rows(scale_pairs(data["before"], data["after"]), ChangeSettings()))
    close(rows["wilcoxon_exact"], p_value=said("short", "exact")["p"])


def test_hodges_lehmann(computed):
    name, rows = computed
    r = said(name, "hodges_lehmann")
    close(rows["hodges_lehmann"], estimate=r["estimate"], ci_low=r["low"], ci_high=r["high"])


def test_sign_test(computed):
    name, rows = computed
    r = said(name, "sign")
    close(rows["sign_test"], statistic=r["x"], p_value=r["p"], estimate=r["estimate"])
    close(rows["sign_test"], ci_low=r["low"], ci_high=r["high"])


def test_correlation(computed):
    name, rows = computed
    r = said(name, "correlation")
    close(rows["correlation"], estimate=r["r"], statistic=r["t"], p_value=r["p"], ci_low=r["low"], ci_high=r["high"])


def test_d_z_and_g_z(computed):
    name, rows = computed
    d, g = said(name, "d_z"), said(name, "g_z")
    close(rows["d_z"], estimate=d["d"])
    close(rows["g_z"], estimate=g["g"])
    assert (rows["d_z"].ci_low, rows["d_z"].ci_high) == pytest.approx((d["low"], d["high"]), abs=NONCENTRAL)
    assert (rows["d_z"].ci_low, rows["d_z"].ci_high) == pytest.approx(d["effectsize"], abs=0.003)
    factor = g["g"] / d["d"]
    close(rows["g_z"], ci_low=rows["d_z"].ci_low * factor, ci_high=rows["d_z"].ci_high * factor)


def test_d_av_and_its_bca_interval(computed):
    name, rows = computed
    r, loose = said(name, "d_av"), said(name, "bca")
    close(rows["d_av"], estimate=r["d"])
    close(rows["g_av"], estimate=r["g"])
    width = loose["high"] - loose["low"]  # both intervals are drawn by chance: theirs 20000 times, ours 2000
    assert rows["d_av"].ci_low == pytest.approx(loose["low"], abs=0.06 * width)
    assert rows["d_av"].ci_high == pytest.approx(loose["high"], abs=0.06 * width)
    factor = r["g"] / r["d"]
    close(rows["g_av"], ci_low=rows["d_av"].ci_low * factor, ci_high=rows["d_av"].ci_high * factor)


def test_rank_biserial(computed):
    name, rows = computed
    close(rows["rank_biserial"], estimate=said(name, "rank_biserial")["r"])


def test_quantiles_and_medians(computed):
    name, rows = computed
    for share, value in zip((0.1, 0.25, 0.5, 0.75, 0.9), said(name, "quantiles")["q"], strict=True):
        close(rows["change_quantile", str(share), ""], estimate=value)
    close(rows["median_before"], estimate=said(name, "medians")["before"])
    close(rows["median_after"], estimate=said(name, "medians")["after"])


def test_equivalence(computed):
    name, rows = computed
    r = said(name, "equivalence")
    close(rows["equivalence"], p_value=r["p"], ci_low=r["low"], ci_high=r["high"], ci_level=0.9)


def test_minimum_detectable(computed):
    name, rows = computed
    assert rows["minimum_detectable"].estimate == pytest.approx(said(name, "detectable")["delta"], rel=1e-8)


def test_d_rm_of_student_1908_as_effectsize_publishes_it():
    # easystats/effectsize pull request 618: repeated_measures_d(sleep, method = "rm", adjust = TRUE) prints
    # -0.75 [-1.17, -0.33]; adjust = TRUE multiplies by J(9), here 0.9138747
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    row = by_measure(change_rows(scale_pairs(second, first), ChangeSettings()))["d_rm"]
    adjusted = [0.9138747 * number for number in (row.estimate, row.ci_low, row.ci_high)]
    assert adjusted == pytest.approx([-0.75, -1.17, -0.33], abs=0.005)


@pytest.fixture(scope="module")
def groups():
    return {name: np.array(column) for name, column in MADE["data"]["groups"].items()}


def two(groups, *, clustered):
    here = [groups["programme"] == 1, groups["programme"] == 0]
    return [
        scale_pairs(
            groups["before"][part], groups["after"][part], cluster=groups["cluster"][part] if clustered else None
        )
        for part in here
    ]


def test_comparison_group(groups):
    rows = by_measure(comparison_rows(*two(groups, clustered=False), ChangeSettings()))
    r = said("comparison", "ancova")
    close(rows["ancova_effect"], estimate=r["b"], std_error=r["se"], statistic=r["t"], p_value=r["p"])
    close(rows["ancova_effect"], ci_low=r["low"], ci_high=r["high"])
    r = said("comparison", "means")
    for place, name in enumerate(("comparison", "programme")):
        row = rows["adjusted_mean", name, ""]
        close(row, estimate=r[name], std_error=r["se"][place], ci_low=r["low"][place], ci_high=r["high"][place])
    r = said("comparison", "slope")
    close(rows["ancova_slope"], estimate=r["b"], std_error=r["se"], p_value=r["p"])
    r = said("comparison", "welch")
    close(rows["difference_in_change"], statistic=r["t"], df=r["df"], p_value=r["p"], ci_low=r["low"])
    r = said("comparison", "g")
    row = rows["difference_in_change_g"]
    close(row, estimate=r["g"])
    assert (row.ci_low, row.ci_high) == pytest.approx((r["low"], r["high"]), abs=NONCENTRAL)
    close(rows["d_ppc2"], estimate=said("comparison", "ppc2")["d"])


def test_comparison_group_with_errors_by_cluster(groups):
    rows = by_measure(comparison_rows(*two(groups, clustered=True), ChangeSettings()))
    close(rows["ancova_effect"], std_error=said("comparison", "robust")["se"], df=6)
    close(rows["difference_in_change"], std_error=said("comparison", "robust_change")["se"], df=6)


def test_mean_change_with_errors_by_cluster(groups):
    pairs = scale_pairs(groups["before"], groups["after"], cluster=groups["cluster"])
    row = by_measure(change_rows(pairs, ChangeSettings()))["mean_change"]
    close(row, std_error=said("comparison", "robust_mean")["se"], df=6)
    assert "7 clusters" in row.note
    assert "Fewer than 10" in row.note
    change, ones = groups["after"] - groups["before"], np.ones(20, dtype=np.int64)
    assert cluster_error(change * 1.0, ones, groups["cluster"])[0] == pytest.approx(row.std_error)
    found = intracluster_correlation(change * 1.0, ones, groups["cluster"])
    assert found == pytest.approx(said("comparison", "icc")["r"], rel=1e-10)
    assert f"{found:.3f}" in row.note


def test_area_under_the_curve_of_a_rating(groups):
    row = by_measure(anchor_rows(*two(groups, clustered=False), ChangeSettings()))["anchor_auc"]
    r = said("comparison", "auc")
    close(row, estimate=r["auc"], ci_low=r["low"], ci_high=min(1.0, r["high"]))


def test_scale_quality():
    moments = item_moments(MADE["data"]["items"])
    rows = by_measure(alpha_rows(moments, scale_pairs([1], [2]), "before", ChangeSettings()))
    r = said("quality", "alpha")
    close(rows["alpha"], estimate=r["raw"], ci_low=r["low"], ci_high=r["high"], n=60)
    close(rows["alpha_standardised"], estimate=r["standardised"])
    close(rows["average_inter_item_r"], estimate=r["average_r"])
    # psych::fa stops its optimiser at about eight digits
    assert rows["omega_total"].estimate == pytest.approx(said("quality", "omega")["omega"], abs=1e-8)
    for place, item in enumerate(moments.names):
        close(rows["item_rest_r", "", item], estimate=said("quality", "item_rest_r")["r"][place])
        close(rows["alpha_without", "", item], estimate=said("quality", "alpha_without")["alpha"][place])
        close(rows["item_mean", "", item], estimate=said("quality", "means")["mean"][place])
    close(rows["item_mean", "", "item1"], ci_low=said("quality", "means")["low"])


def test_a_line_for_each_person():
    r = MADE["lines"]["values"]
    scores = np.array(r["scores"], dtype=float)
    found = person_slopes(np.array([0.0, 1.0, 2.0, 3.0]), scores, np.ones(len(scores), dtype=np.int64))
    assert found.common == pytest.approx(r["common"], rel=1e-4)  # lme4 stops its optimiser at about four digits
    assert found.slope == pytest.approx(r["slope"], rel=1e-3, abs=1e-3)
    assert found.sd == pytest.approx(r["sd"], rel=1e-3)
    twice = person_slopes(np.array([10.0, 20.0, 30.0, 40.0]), scores, np.full(len(scores), 1, dtype=np.int64))
    assert twice.slope == pytest.approx(found.slope / 10, abs=1e-6)


@pytest.mark.parametrize("entry", MADE["small"]["wilson"], ids=lambda entry: f"{entry['values']['x']}")
def test_wilson(entry):
    r = entry["values"]
    assert wilson(r["x"], r["n"], 0.95) == pytest.approx((r["low"], r["high"]), rel=1e-9, abs=1e-12)


def test_holm():
    r = said("small", "holm")
    assert holm(r["p"]) == pytest.approx(r["adjusted"])


def test_welch_and_g_of_two_samples():
    r = said("small", "welch")
    first, second = ([3, 5, 4, 6], MADE["data"]["short"]["before"])
    one, two_ = (summary(np.array(part, dtype=float), np.ones(len(part), dtype=np.int64)) for part in (first, second))
    test = welch(one, two_, 0.95)
    assert (test.estimate, test.t, test.df, test.p_value) == pytest.approx((r["estimate"], r["t"], r["df"], r["p"]))
    assert test.interval == pytest.approx((r["low"], r["high"]))
    assert hedges_g(one, two_, 0.95)[0] == pytest.approx(r["g"])


@pytest.mark.parametrize("entry", MADE["small"]["power"], ids=lambda entry: f"{entry['values']['n']}")
def test_detectable_change(entry):
    r = entry["values"]
    assert detectable_change(r["n"], r["sd"]) == pytest.approx(r["delta"], rel=1e-7)


@pytest.mark.parametrize("entry", MADE["small"]["people"], ids=lambda entry: f"{entry['values']['n']}")
def test_people_needed(entry):
    r = entry["values"]
    assert people_for_detecting(r["change"], r["sd"]) == r["n"]
