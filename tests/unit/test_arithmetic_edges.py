"""Shared arithmetic at its ends: limits far out, counts of one and of nothing, series that give up."""

from __future__ import annotations

import math

import numpy as np
import pytest

from measures.numerics import bootstrap, intervals, moments, noncentral, ranks, regression, walsh
from measures.numerics.factor import one_factor
from measures.pairs import Counts


def test_one_factor_of_known_loadings_and_of_nothing():
    loadings = np.array([0.9, 0.7, 0.5, 0.4])
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    assert one_factor(correlations) == pytest.approx(loadings, abs=1e-9)
    assert one_factor(np.eye(4)) == pytest.approx(np.zeros(4), abs=1e-9)


def test_quantile_of_one_and_of_zero_counts():
    assert moments.quantile(np.array([4.0]), np.array([3]), 0.9) == 4.0
    assert moments.quantile(np.array([1.0, 2.0, 9.0]), np.array([1, 1, 0]), 0.5) == 1.5
    with pytest.raises(ValueError, match="nothing to summarise"):
        moments.summary(np.array([1.0]), np.array([0]))


def test_merging_counts_drops_what_cancels():
    value, n = moments.merge(np.array([3.0, 1.0, 3.0]), np.array([2, 1, -2]))
    assert (value.tolist(), n.tolist()) == ([1.0], [1])


def test_exact_signed_ranks_refuse_what_they_cannot_do():
    with pytest.raises(ValueError, match="1 to 50 differences"):
        ranks.exact_p(np.array([0]), np.array([4]))
    with pytest.raises(ValueError, match="1 to 50 differences"):
        ranks.exact_p(np.array([1]), np.array([51]))
    assert ranks.exact_p(np.array([1]), np.array([50])) == pytest.approx(2 / 2**50)


def test_limits_of_the_signed_rank_by_the_published_table():
    # Hollander and Wolfe, table A.4: P(T+ <= 0) = .016 at n = 6, P(T+ <= 8) = .024 and P(T+ <= 9) = .032 at n = 10;
    # the quantile is the first value whose probability reaches .025, as R's qsignrank(.025, n)
    assert [walsh.lower_rank(n, 0.95) for n in (5, 6, 10)] == [0, 1, 9]
    assert walsh.lower_rank(51, 0.95) == 453  # 663 - 1.959964 * sqrt(51 * 52 * 103 / 24) = 663 - 209.1


def test_noncentral_limits_where_the_series_gives_up():
    # a t of 0 on 9: the limits are those of a normal with spread 1, as T is then Z over an independent chi
    assert noncentral.noncentrality_limits(0.0, 9, 0.95) == pytest.approx((-1.959964, 1.959964), abs=1e-6)
    low, high = noncentral.noncentrality_limits(20.0, 1, 0.95)
    assert 0 < low < 20 < high
    assert noncentral.noncentrality_limits(-20.0, 1, 0.95) == pytest.approx((-high, -low))
    assert noncentral.cdf(20.0, 2, -12.66) == 1.0


def test_large_noncentralities_that_r_gets_wrong():
    # 60,010 people with d_z = 2.04: by the normal approximation z +- 1.96 sqrt(1 + t^2 / 2 df)
    n, d = 60_010, 2.0405821881027
    t = d * math.sqrt(n)
    low, high = noncentral.noncentrality_limits(t, n - 1, 0.95)
    spread = 1.959964 * math.sqrt(1 + t**2 / (2 * (n - 1)))
    assert (low, high) == pytest.approx((t - spread, t + spread), rel=1e-4)


def test_limits_of_a_very_large_t():
    # just below and above the size from which the parts are added in quadrature, and where scipy gives up
    for df in (2, 30, 100_000):
        below, above = (noncentral.noncentrality_limits(t, df, 0.95) for t in (9_999.999, 10_000.001))
        assert above == pytest.approx(below, rel=1e-6)
    # without the normal part, the limits are t chi / sqrt(df): R 4.2.2, sqrt(qchisq(c(.025, .975), 5) / 5)
    low, high = noncentral.noncentrality_limits(1e9, 5, 0.95)
    assert (low / 1e9, high / 1e9) == pytest.approx((0.4077282, 1.6020301), abs=1e-7)
    assert noncentral.power(1, 1e9, 0.05) == pytest.approx(1)


def test_least_squares_by_hand():
    # y = 1 + 2x through (0, 1), (1, 3), (2, 5), and one person more at (1, 5): slope 2, intercept 1.5, residual .5 .5 1.5 .5
    columns = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0], [1.0, 1.0]])
    fit = regression.least_squares(columns, np.array([1.0, 3.0, 5.0, 5.0]), np.array([1, 1, 1, 1]))
    assert fit.coefficients == pytest.approx([1.5, 2.0])
    assert fit.combined(np.array([0.0, 1.0]))[1] == pytest.approx(math.sqrt(3 / 2 / 2))  # SSE 3, df 2, Sxx 2
    assert regression.least_squares(columns[:1], np.array([1.0]), np.array([2])) is None


def test_the_rest_of_the_intervals_at_their_ends():
    assert intervals.wilson(0, 5, 0.95)[0] == 0
    assert intervals.wilson(5, 5, 0.95)[1] == 1
    assert intervals.exact_share(0, 4, 0.95) == pytest.approx((0, 1 - 0.025**0.25))
    assert intervals.exact_share(4, 4, 0.95) == pytest.approx((0.025**0.25, 1))
    assert intervals.hedges_g(moments.Summary(1, 2.0, None), moments.Summary(2, 1.0, 0.0), 0.95) is None


def test_intervals_that_no_resample_can_give():
    unknown = np.full(9, np.nan)
    assert bootstrap.percentile(unknown, 0.95) is None
    assert bootstrap.bca(unknown, 1.0, np.ones(2), np.ones(2), 0.95) is None
    assert bootstrap.bca(np.arange(5.0, 9.0), 1.0, np.ones(2), np.ones(2), 0.95) is None  # all on one side
    steep = np.array([1.0, 1.0, 50.0])  # an acceleration so large that the corrected end runs off
    assert bootstrap.bca(np.arange(9.0), 0.5, -steep, np.array([1.0, 1.0, 1e-4]), 0.999999) is None
    assert bootstrap.acceleration(unknown, np.ones(9)) == 0
    assert bootstrap.acceleration(np.ones(3), np.ones(3)) == 0


def test_limits_far_out_are_found():
    low, high = noncentral.noncentrality_limits(3.0, 4, 0.999999)
    assert noncentral.cdf(3.0, 4, low) == pytest.approx(1 - 5e-7, abs=1e-9)
    assert noncentral.cdf(3.0, 4, high) == pytest.approx(5e-7, abs=1e-9)


def test_counts_of_nothing():
    assert Counts(np.zeros(0), np.zeros(0, dtype=np.int64)).total == 0
