"""Power of the paired (one-sample) t test, by the noncentral t distribution."""

from __future__ import annotations

from scipy import optimize, stats


def noncentrality_for_power(df: float, power: float, significance: float) -> float:
    """Noncentrality at which a two-sided t test with `df` reaches this power; both tails count.

    As R's `power.t.test(type = "one.sample", strict = TRUE)`.
    """
    critical = float(stats.t.ppf(1 - significance / 2, df))

    def short(noncentrality: float) -> float:
        upper = float(stats.nct.sf(critical, df, noncentrality))
        return upper + float(stats.nct.cdf(-critical, df, noncentrality)) - power

    high = critical + 2
    while short(high) < 0:
        high *= 2
    return float(optimize.brentq(short, 0.0, high, xtol=1e-12, rtol=1e-13))
