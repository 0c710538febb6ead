"""The noncentral t distribution: limits of a standardised mean, and power."""

from __future__ import annotations

import math

from scipy import optimize, special

ALL_BELOW = 7.5  # with t >= 0 and a noncentrality d < -7.5, P(T <= t) > Phi(7.5), which is 1 to 13 digits
ALL_ABOVE = 40.0  # with d > 40 max(1, t), T <= t needs a chi 39 times its usual size: 0 to 300 digits
LARGE = 1e4  # above, scipy's series gives up sooner or later, and chi and normal parts add in quadrature to 8 digits


def cdf(t: float, df: float, noncentrality: float) -> float:
    """P(T <= t) for t of 0 or more, by scipy; 0 and 1 where its series does not always converge."""
    if noncentrality < -ALL_BELOW:
        return 1.0
    return 0.0 if noncentrality > ALL_ABOVE * max(1.0, t) else float(special.nctdtr(df, noncentrality, t))


def noncentrality_limits(t: float, df: float, level: float) -> tuple[float, float]:
    """Noncentralities that put this t at the upper and at the lower tail (Steiger and Fouladi 1997).

    Found by bracketing and Brent's method. R's MBESS `conf.limits.nct` finds the same; R's own `pt`, and so effectsize,
    goes wrong above a noncentrality of 37.62.
    """
    tail = (1 - level) / 2
    return _noncentrality(t, df, 1 - tail), _noncentrality(t, df, tail)


def _noncentrality(t: float, df: float, probability: float) -> float:
    if t < 0:
        return -_noncentrality(-t, df, 1 - probability)
    if t > LARGE:
        spread = t * math.sqrt(2 * float(special.gammaincinv(df / 2, 1 - probability)) / df) - t
        return t + math.copysign(math.hypot(spread, float(special.ndtri(probability))), spread)

    def excess(noncentrality: float) -> float:
        return cdf(t, df, noncentrality) - probability

    width = max(2.0, 2 * math.sqrt(1 + t**2 / (2 * df)))
    low, high = t - width, t + width
    while excess(low) < 0:  # the distribution function falls as the noncentrality rises
        low -= width
    while excess(high) > 0:
        high += width
    return float(optimize.brentq(excess, low, high, xtol=1e-10, rtol=1e-12))


def power(df: float, noncentrality: float, significance: float) -> float:
    """Power of a two-sided t test; both tails count."""
    critical = float(special.stdtrit(df, 1 - significance / 2))
    return 1 - cdf(critical, df, noncentrality) + 1 - cdf(critical, df, -noncentrality)


def noncentrality_for_power(df: float, wished: float, significance: float) -> float:
    """Noncentrality at which a two-sided t test with `df` reaches the wished power.

    As R's `power.t.test(type = "one.sample", strict = TRUE)`.
    """
    high = float(special.stdtrit(df, 1 - significance / 2)) + 2
    while power(df, high, significance) < wished:
        high *= 2
    found = optimize.brentq(lambda at: power(df, at, significance) - wished, 0.0, high, xtol=1e-12, rtol=1e-13)
    return float(found)
