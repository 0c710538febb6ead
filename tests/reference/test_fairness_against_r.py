"""Fairness of change from counted cells, against R 4.2.2 on the same 22 people in four ordered groups.

R: `d <- data.frame(g = rep(1:4, c(5,7,6,4)), b = ..., a = ..., s = ...)` with the numbers below, `c = a - b`,
`p = table(g) / 22`, `r = (cumsum(p) - p / 2)[g]`.
"""

import numpy as np
import pytest

from measures.equity.fair_cells import FairSettings
from measures.equity.fair_shares import Counted, share_fairness_rows
from measures.equity.fairness import BOOTSTRAP, fairness_rows
from tests.counted import scale_pairs

SIZES = (5, 7, 6, 4)
BEFORE = [3, 4, 5, 3, 6, 5, 6, 4, 7, 5, 6, 8, 6, 7, 8, 5, 9, 7, 8, 9, 7, 10]
AFTER = [6, 5, 7, 5, 8, 6, 8, 5, 8, 7, 6, 9, 8, 7, 8, 6, 9, 9, 8, 9, 9, 10]
SITE = [1, 1, 2, 2, 3, 1, 1, 2, 2, 3, 3, 3, 1, 2, 2, 3, 3, 1, 2, 2, 3, 1]
ORDER = ("1", "2", "3", "4")
FEW = FairSettings(bootstrap=400)


def groups(*, clustered=False, chosen=ORDER, **facts):
    cut = np.cumsum(SIZES)[:-1]
    sides = [np.split(np.array(side), cut) for side in (BEFORE, AFTER, SITE)]
    parts = {
        name: scale_pairs(
            before,
            after,
            cluster=site if clustered else None,
            group_by="quarter",
            group=name,
            low=0.0,
            high=10.0,
            **facts,
        )
        for name, before, after, site in zip(ORDER, *sides, strict=True)
    }
    silent = scale_pairs(
        [1.0, 2.0], [9.0, 9.0], cluster=[1, 2] if clustered else None, group_by="quarter", group="not stated"
    )
    return [*(parts[name] for name in chosen), silent]


def figure(rows, measure, *, method="", wave="", group="", category=""):
    found = [
        row
        for row in rows
        if (row.measure, row.group, row.category) == (measure, group, category)
        and (row.method == BOOTSTRAP) == (method == BOOTSTRAP)
        and (not wave or row.wave_from == wave)
    ]
    assert len(found) == 1, measure
    return found[0]


@pytest.fixture(scope="module")
def rows():
    return fairness_rows(groups(), ORDER, FEW)


# summary(lm(b ~ r))$coefficients[2, ]; confint(lm(b ~ r)); likewise a and c
SLOPES = {
    "before": (5.14666666667, 0.98704497252, 5.21421699107, 4.20870480352e-05, 3.08772693318, 7.2056064001),
    "after": (3.36, 0.90748002732843, 3.70256082648085, 0.00140879189298, 1.46702983387, 5.25297016613),
    "change": (
        -1.78666666666667,
        0.62106718190905,
        -2.87676875982206,
        0.00932478213433,
        -3.082190106425,
        -0.491143226908,
    ),
}


@pytest.mark.parametrize("when", SLOPES)
def test_slope_index_is_least_squares_on_the_ridit(rows, when):
    row = figure(rows, f"slope_index_{when}")
    found = (row.estimate, row.std_error, row.statistic, row.p_value, row.ci_low, row.ci_high)
    assert found == pytest.approx(SLOPES[when], rel=1e-9)
    assert (row.df, row.n) == (20, 22)
    assert "t interval" in row.method
    beside = figure(rows, f"slope_index_{when}", method=BOOTSTRAP)
    assert beside.estimate == row.estimate
    assert beside.ci_low < row.estimate < beside.ci_high


def test_slope_index_by_cluster_is_the_hc1_sandwich():
    # sandwich::vcovCL(lm(c ~ r), cluster = s, type = "HC1"): 0.667533719977
    row = figure(fairness_rows(groups(clustered=True), ORDER, FEW), "slope_index_change")
    assert row.estimate == pytest.approx(-1.78666666666667)
    assert row.std_error == pytest.approx(0.667533719977, rel=1e-9)
    assert row.df == 2
    assert "Fewer than 10 clusters" in row.note


def test_gaps_are_the_last_group_less_the_first(rows):
    # tapply means: before 4.2 ... 8.5, after 6.2 ... 9.0
    assert figure(rows, "gap_before").estimate == pytest.approx(4.3)
    assert figure(rows, "gap_after").estimate == pytest.approx(2.8)
    change = figure(rows, "gap_change")
    assert change.estimate == pytest.approx(-1.5)
    assert change.ci_low < -1.5 < change.ci_high
    assert change.n == 9
    assert "Without 2 people" in change.note


def test_concentration_indices(rows):
    # 2 * sum((r - .5) * (b - mean(b))) / 22; over mean(b); 4 * that / 10; that * 10 / ((10 - m) * m)
    expected = {"absolute": 0.797520661157, "index": 0.127140974967}
    for name, value in expected.items():
        assert figure(rows, f"concentration_{name}_before").estimate == pytest.approx(value, rel=1e-9)
    assert figure(rows, "erreygers_before").estimate == pytest.approx(0.319008264463, rel=1e-9)
    assert figure(rows, "wagstaff_before").estimate == pytest.approx(0.341109932838, rel=1e-9)
    assert "zero" in figure(rows, "concentration_index_before").note


def test_between_group_variance_at_each_wave(rows):
    # in R: sum(p * (tapply(b, g, mean) - mean(b))^2)
    assert figure(rows, "between_group_variance", wave="before").estimate == pytest.approx(2.07756788666)
    assert figure(rows, "between_group_variance", wave="after").estimate == pytest.approx(0.89476584022)


def test_change_interaction_is_the_one_way_f_test(rows):
    # oneway.test(c ~ factor(g), var.equal = TRUE): F = 2.789698107, 3 and 18 df, p = 0.0702170445
    row = figure(rows, "change_interaction")
    assert (row.statistic, row.df, row.p_value) == pytest.approx((2.789698107, 3, 0.0702170445), rel=1e-8)
    assert "3 and 18 degrees of freedom" in row.method


# m <- lm(a ~ b + factor(g)); predict(m, data.frame(b = mean(b), g = 1:4), interval = "confidence", se.fit = TRUE)
ADJUSTED = {
    "1": (7.71057026963, 0.447944698357, 6.76548956702, 8.65565097223),
    "2": (7.30287123201, 0.299427326892, 6.67113479330, 7.93460767071),
    "3": (7.30330867732, 0.332667029125, 6.60144259705, 8.00517475760),
    "4": (7.37679949097, 0.493182779255, 6.33627478058, 8.41732420137),
}


@pytest.mark.parametrize("group", ADJUSTED)
def test_adjusted_means_by_group(rows, group):
    row = figure(rows, "ancova_by_group", group=group)
    assert (row.estimate, row.std_error, row.ci_low, row.ci_high) == pytest.approx(ADJUSTED[group], rel=1e-9)
    assert (row.df, row.n) == (17, SIZES[int(group) - 1])


def test_the_worst_off_group_comes_first(rows):
    # t.test(c[g == 1])$conf.int: 1.12201096691 2.87798903309
    row = figure(rows, "worst_off_change")
    assert (row.estimate, row.ci_low, row.ci_high) == pytest.approx((2.0, 1.12201096691, 2.87798903309))
    assert row.n == 5
    assert "'1'" in row.note


def test_not_every_group_is_sure_to_have_gained(rows):
    # t.test(c[g == 4])$conf.int holds 0: changes 0, 0, 2, 0
    row = figure(rows, "every_group_gained")
    assert (row.estimate, row.statistic) == (0.0, 2.0)  # the first two groups alone


def test_two_groups_have_a_difference_in_change():
    # t.test(c[g == 4], c[g == 1]): t = -2.535462764, df = 5.25, p = 0.0499207355
    row = figure(fairness_rows(groups(chosen=("1", "4")), ORDER, FEW), "difference_in_change")
    assert row.estimate == pytest.approx(-1.5)
    assert (row.statistic, row.df, row.p_value) == pytest.approx((-2.535462764, 5.25, 0.0499207355), rel=1e-7)
    assert (row.ci_low, row.ci_high) == pytest.approx((-2.999251045763389, -0.000748954236611))


def test_without_an_order_each_group_is_set_against_everybody_else():
    rows = fairness_rows(groups(), (), FEW)
    # before: group 1 has 21 / 5, the others (41 + 42 + 34) / 17; after: 31 / 5 and (49 + 47 + 36) / 17
    assert figure(rows, "gap_before", group="1").estimate == pytest.approx(21 / 5 - 117 / 17)
    assert figure(rows, "gap_after", group="1").estimate == pytest.approx(31 / 5 - 132 / 17)
    measures = {row.measure for row in rows}
    assert not any(
        name.startswith(("slope", "concentration", "relative", "erreygers", "wagstaff")) for name in measures
    )
    assert {row.group for row in rows if row.measure == "gap_change"} == set(ORDER)


SIX_OR_MORE = Counted("", ((6.0, np.inf),), better=True)


def test_indices_of_shares():
    # px <- tapply(b >= 6, g, mean): 1/5, 4/7, 5/6, 1; m = 14/22
    rows = share_fairness_rows(groups(), ORDER, [SIX_OR_MORE], FEW)
    assert figure(rows, "relative_index_before").estimate == pytest.approx(8.333333333333, rel=1e-9)
    expected = {
        "theil": 0.112020206018,
        "disparity_index": 0.376623376623,
        "mean_difference_from_best": 0.363636363636,
        "population_attributable_risk": 0.363636363636,
        "population_attributable_fraction": 0.571428571429,
    }
    for measure, value in expected.items():
        assert figure(rows, measure, wave="before").estimate == pytest.approx(value, rel=1e-9), measure
    # -sum(p * log(py / mean(y))), y = a >= 6
    assert figure(rows, "mean_log_deviation", wave="after").estimate == pytest.approx(0.0185412020636, rel=1e-9)
    assert (
        "'4'" in figure(rows, "theil", wave="before").note
        or "'4'" in figure(rows, "population_attributable_risk", wave="before").note
    )


def test_a_share_of_nought_somewhere_has_no_logarithm():
    rows = share_fairness_rows(groups(), ORDER, [Counted("", ((9.0, np.inf),), better=True)], FEW)
    row = figure(rows, "mean_log_deviation", wave="before")
    assert (row.status, row.estimate) == ("x", None)
    assert figure(rows, "theil", wave="before").status == ""
