"""Reach and raking against R 4.2.2 (base, survey 4.1.1): each call stands beside its values."""

import math

import numpy as np
import pytest

from measures.equity.population import ALL_AGES, Asked, bundled
from measures.equity.reach import ReachSettings, reach_rows
from measures.equity.weighting import Margin, PairCells, raked_weights, weighted_rows
from measures.numerics import rates

FIFTHS = ("1", "2", "3", "4", "5")
TOOK_PART = dict(zip(FIFTHS, (41, 33, 52, 40, 20), strict=True))
RESIDENTS = (45992, 81144, 157789, 173450, 186720)  # Gloucestershire by IMD 2025 fifth of England, Census 2021


@pytest.fixture(scope="module")
def rows():
    beside = bundled("Gloucestershire", Asked("imd_quintile", FIFTHS, order=FIFTHS), ALL_AGES, "residents")
    assert tuple(line.residents for line in beside.lines) == RESIDENTS
    found = reach_rows("imd_quintile", beside, TOOK_PART, ReachSettings())
    return {(row.measure, row.group): row for row in found}


def test_rates_ratios_and_gaps_of_the_most_deprived_fifth(rows):
    # R: byar <- function(x) {z <- qnorm(.975); c(x*(1-1/(9*x)-z/(3*sqrt(x)))^3, (x+1)*(1-1/(9*(x+1))+z/(3*sqrt(x+1)))^3)}
    # in words: Byar's limits in R by hand, as 1000 * byar(41) / 45992
    rate = rows["coverage_per_1000", "1"]
    assert rate.estimate == pytest.approx(1000 * 41 / 45992, rel=1e-12)
    assert (rate.ci_low, rate.ci_high) == pytest.approx((0.639656273006422, 1.209396759134163), rel=1e-12)
    # prop.test(41, 186, correct = FALSE)$conf.int
    low, high, share = 0.166848606760093, 0.285325851621897, 45992 / sum(RESIDENTS)
    ratio, gap = rows["reach_ratio", "1"], rows["reach_gap", "1"]
    assert ratio.estimate == pytest.approx(41 / 186 / share, rel=1e-12)
    assert (ratio.ci_low, ratio.ci_high) == pytest.approx((low / share, high / share), rel=1e-12)
    assert gap.estimate == pytest.approx(41 / 186 - share, rel=1e-12)
    assert (gap.ci_low, gap.ci_high) == pytest.approx((low - share, high - share), rel=1e-12)
    # in R by hand: lr <- log((41/45992)/(20/186720)); se <- sqrt(1/41-1/45992+1/20-1/186720); exp(lr + c(-1,0,1)*qnorm(.975)*se)
    katz = rows["rate_ratio", "1"]
    assert (katz.ci_low, katz.estimate, katz.ci_high) == pytest.approx(
        (4.87689146397341, 8.32266481127153, 14.2030533327356), rel=1e-12
    )


def test_the_tests_over_all_groups(rows):
    fit = rows["reach_chi_square", ""]  # chisq.test(x, p = N / sum(N))
    assert (fit.statistic, fit.df) == pytest.approx((86.1677832829656, 4), rel=1e-12)
    assert fit.p_value == pytest.approx(8.57400095222426e-18, rel=1e-9)
    trend = rows["reach_trend", ""]  # prop.trend.test(x, N)
    assert (trend.statistic, trend.df) == pytest.approx((72.9820515229083, 1), rel=1e-12)
    assert trend.p_value == pytest.approx(1.30834254057801e-17, rel=1e-9)


def test_shortfalls_and_dissimilarity_by_hand(rows):
    n, total = 186, sum(RESIDENTS)
    for fifth, people, residents in zip(FIFTHS, TOOK_PART.values(), RESIDENTS, strict=True):
        fair, best = n * residents / total - people, 41 / 45992 * residents - people
        assert rows["shortfall", fifth].estimate == pytest.approx(max(0, fair), abs=1e-9)
        assert rows["shortfall_to_best", fifth].estimate == pytest.approx(max(0, best), abs=1e-9)
    gaps = [abs(x / n - r / total) for x, r in zip(TOOK_PART.values(), RESIDENTS, strict=True)]
    assert rows["dissimilarity", ""].estimate == pytest.approx(sum(gaps) / 2, rel=1e-12)


def test_limits_of_few_are_exact():
    # poisson.test(7)$conf.int, poisson.test(0)$conf.int
    assert rates.poisson_limits(7, 0.95) == pytest.approx((2.81436305151987, 14.42267536170238), rel=1e-12)
    assert rates.poisson_limits(0, 0.95) == pytest.approx((0.0, 3.68887945411394), rel=1e-12)


def test_few_expected_people_are_tested_exactly_or_by_drawing():
    # every outcome of rmultinom(1, 7, c(.5, .3, .2)) with a statistic of at least that of c(1, 1, 5), dmultinom added up
    exact = rates.goodness_of_fit(np.array([1, 1, 5]), np.array([0.5, 0.3, 0.2]), seed=1)
    assert (exact.statistic, exact.p_value) == pytest.approx((11.619047619047617, 0.0048907), rel=1e-9)
    counts, shares = np.array([3, 4, 5, 6, 8, 9, 10, 20]), np.array([0.02, 0.03, 0.1, 0.1, 0.15, 0.2, 0.2, 0.2])
    drawn = rates.goodness_of_fit(counts, shares, seed=1)
    # set.seed(1); chisq.test(c(3,4,5,6,8,9,10,20), p = shares, simulate.p.value = TRUE, B = 1e6)$p.value
    assert drawn.p_value == pytest.approx(0.1467259, abs=0.005)
    assert "Monte Carlo" in drawn.method
    assert drawn == rates.goodness_of_fit(counts, shares, seed=1)


def test_dissimilarity_by_chance_alone():
    # sum(sapply(p, function(q) sum(abs(0:23 - 23 * q) * dbinom(0:23, 23, q)))) / 46
    shares = np.array([0.07, 0.13, 0.24, 0.27, 0.29])
    assert rates.expected_dissimilarity(23, shares) == pytest.approx(0.160259908082241, rel=1e-12)


def test_raking_and_the_weighted_mean_change():
    # in R: d <- data.frame(sex, age, change); des <- svydesign(ids = ~1, weights = ~1, data = d)
    # r <- rake(des, list(~sex, ~age), list(F .51, M .49; a .3, b .4, c .3), control = list(maxit = 1000, epsilon = 1e-12))
    # and then: w <- weights(r); m <- svymean(~change, svydesign(ids = ~1, weights = w, data = d)); confint(m, df = 79)
    sizes = [30, 20, 10, 8, 7, 5]
    labels = np.column_stack([np.repeat(list("FFFMMM"), sizes), np.repeat(list("abcabc"), sizes)])
    change, n = np.resize([1.0, 0.0, -1.0, 2.0, 3.0], 80), np.ones(80, dtype=np.int64)
    margins = [
        Margin("sex", {"F": "F", "M": "M"}, {"F": 0.51, "M": 0.49}),
        Margin("age", {band: band for band in "abc"}, {"a": 0.3, "b": 0.4, "c": 0.3}),
    ]
    weight = raked_weights(labels, n, margins)
    expected = [0.466906793306299, 0.826299953350016, 1.026679713381048, 1.249099525101377, 2.210571561857098,
                2.746640573237904]  # fmt: skip
    assert weight == pytest.approx(np.repeat(expected, sizes), rel=1e-9)
    cells = PairCells("ucla3", "total", "social_connection", "before", "after", change, n, labels)
    mean, effect, effective = weighted_rows(cells, weight, 0.95, method="raked")
    assert (mean.estimate, mean.std_error) == pytest.approx((1.03605520137834, 0.192026987920172), rel=1e-9)
    assert (mean.ci_low, mean.ci_high) == pytest.approx((0.653835042902776, 1.4182753598539), rel=1e-9)
    assert effect.estimate == pytest.approx(1.43930948497705, rel=1e-9)
    assert effective.estimate == pytest.approx(80 / 1.43930948497705, rel=1e-9)
    assert math.isclose(mean.df, 79)
