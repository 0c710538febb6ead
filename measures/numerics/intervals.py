"""Intervals and tests from estimates: t, Welch, Wilson, Feldt, Hedges' g, Holm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from measures.numerics.moments import Summary
from measures.numerics.noncentral import noncentrality_limits

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TTest:
    """An estimate against 0: its error, degrees of freedom, t, two-sided p and interval."""

    estimate: float
    std_error: float
    df: float
    t: float
    p_value: float
    interval: Interval


def t_quantile(level: float, df: float) -> float:
    """How many standard errors a t interval of this level reaches either way; normal where `df` is infinite."""
    return float(special.ndtri((1 + level) / 2) if df == math.inf else special.stdtrit(df, (1 + level) / 2))


def two_sided_p(t: float, df: float) -> float:
    """Two-sided p value of a t statistic."""
    return float(2 * special.stdtr(df, -abs(t)))


def t_test(estimate: float, std_error: float, df: float, level: float) -> TTest:
    """Test an estimate with a standard error above 0 against 0, with its t interval."""
    t = estimate / std_error
    reach = t_quantile(level, df) * std_error
    return TTest(estimate, std_error, df, t, two_sided_p(t, df), (estimate - reach, estimate + reach))


def welch(first: Summary, second: Summary, level: float) -> TTest | None:
    """First mean minus second by Welch's t; None where either has fewer than two people or neither varies.

    Welch (1947); degrees of freedom by Satterthwaite, as R's `t.test(var.equal = FALSE)`.
    """
    if first.variance is None or second.variance is None or first.variance + second.variance == 0:
        return None
    one, two = first.variance / first.n, second.variance / second.n
    df = (one + two) ** 2 / (one**2 / (first.n - 1) + two**2 / (second.n - 1))
    return t_test(first.mean - second.mean, math.sqrt(one + two), df, level)


def wilson(count: float, n: float, level: float, df: float = math.inf) -> Interval:
    """Wilson's score interval of a share, without continuity correction (Wilson 1927); `n` above 0.

    Finite `df` put a t quantile in the place of the normal one, for shares whose error is estimated from clusters.
    """
    z = t_quantile(level, df)
    share = count / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z / (1 + z**2 / n) * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = 0.0 if count == 0 else middle - reach
    high = 1.0 if count == n else middle + reach
    return max(0.0, low), min(1.0, high)


def exact_share(count: int, n: int, level: float) -> Interval:
    """Exact interval of a share (Clopper and Pearson 1934), as R's `binom.test`."""
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(special.betaincinv(count, n - count + 1, tail))
    high = 1.0 if count == n else float(special.betaincinv(count + 1, n - count, 1 - tail))
    return low, high


def sign_p(count: int, n: int) -> float:
    """Two-sided exact p of a count among `n` that are as likely to go either way, as R's `binom.test`."""
    return min(1.0, 2 * float(special.bdtr(min(count, n - count), n, 0.5)))


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm's (1979) step-down adjustment over the p values that are there; None stays None."""
    places = sorted(
        (place for place, p in enumerate(p_values) if p is not None), key=lambda place: p_values[place] or 0
    )
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(places):
        highest = max(highest, min(1.0, (len(places) - rank) * (p_values[place] or 0.0)))
        adjusted[place] = highest
    return adjusted


def feldt(alpha: float, n: int, items: int, level: float) -> Interval:
    """Interval of Cronbach's alpha by Feldt (1965); `n` people (2 or more), `items` 2 or more, alpha below 1."""
    tail = (1 - level) / 2
    df = (n - 1, (n - 1) * (items - 1))
    upper, lower = (float(stats.f.ppf(share, *df)) for share in (1 - tail, tail))
    return 1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower


def hedges_factor(df: float) -> float:
    """Hedges' (1981) exact small-sample factor J, by gamma functions."""
    return float(np.exp(math.lgamma(df / 2) - math.log(math.sqrt(df / 2)) - math.lgamma((df - 1) / 2)))


def hedges_g(first: Summary, second: Summary, level: float) -> tuple[float, Interval] | None:
    """First mean - second in pooled SDs, times Hedges' exact factor, with its noncentral t interval.

    As R's `effectsize::hedges_g(pooled_sd = TRUE)`. None where a group is empty, fewer than three people are left for
    the pooled SD, or nobody differs within the groups.
    """
    df = first.n + second.n - 2
    squares = sum((part.variance or 0.0) * (part.n - 1) for part in (first, second))
    if df < 2 or squares == 0:
        return None
    d = (first.mean - second.mean) / math.sqrt(squares / df)
    factor, root = hedges_factor(df), math.sqrt(1 / first.n + 1 / second.n)
    low, high = noncentrality_limits(d / root, df, level)
    return factor * d, (factor * low * root, factor * high * root)
