"""Counts of people set against counts of residents: limits of rates and ratios, tests of fit and of trend."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Interval = tuple[float, float]
Floats = NDArray[np.float64]

EXACT_BELOW = 10
FEWEST_EXPECTED = 5.0
MOST_OUTCOMES = 100_000
MONTE_CARLO = 100_000
ALMOST = 1 - 64 * np.finfo(float).eps  # a statistic this near the observed one counts as equal to it


@dataclass(frozen=True, slots=True)
class FitTest:
    """A chi-square statistic, its degrees of freedom and p value, and how the p value was found."""

    statistic: float
    df: int
    p_value: float
    method: str


def poisson_limits(count: int, level: float) -> Interval:
    """Limits of a count of events: exact (by chi-square) below 10, else Byar's approximation.

    Breslow and Day (1987, volume 2, section 2.3), as the public health rates of PHEindicatormethods.
    """
    tail = (1 - level) / 2
    if count < EXACT_BELOW:
        low = 0.0 if count == 0 else float(special.chdtri(2 * count, 1 - tail)) / 2
        return low, float(special.chdtri(2 * count + 2, tail)) / 2
    z = float(special.ndtri(1 - tail))
    return count * _byar(count, -z), (count + 1) * _byar(count + 1, z)


def _byar(count: int, z: float) -> float:
    return (1 - 1 / (9 * count) + z / (3 * math.sqrt(count))) ** 3


def katz(count: int, base: int, other: int, other_base: int, level: float) -> Interval | None:
    """Limits of the ratio of two shares by the delta method on its logarithm (Katz and others 1978); None at count 0.

    `other` is above 0; no count is above its base.
    """
    if count == 0:
        return None
    z = float(special.ndtri((1 + level) / 2))
    reach = z * math.sqrt(1 / count - 1 / base + 1 / other - 1 / other_base)
    ratio = (count / base) / (other / other_base)
    return ratio * math.exp(-reach), ratio * math.exp(reach)


def expected_dissimilarity(n: int, shares: Floats) -> float:
    """Half the expected sum of absolute gaps between `n` people drawn in these shares and the shares themselves.

    De Moivre's mean deviation of a binomial count: 2 v (1 - p) P(X = v) with v the first whole number above n p.
    """
    first = np.floor(n * shares) + 1
    deviation = 2 * first * (1 - shares) * stats.binom.pmf(first, n, shares)
    return float(deviation.sum() / (2 * n))


def goodness_of_fit(counts: NDArray[np.int64], shares: Floats, seed: int) -> FitTest:
    """Pearson's chi-square of counts against shares that add up to 1.

    Where an expected count is below 5 the p value is exact, over every outcome of the multinomial distribution, or by
    100,000 seeded draws where there are too many outcomes.
    """
    n, k = int(counts.sum()), len(counts)
    expected = n * shares
    statistic = float(_pearson(counts, expected))
    if expected.min() >= FEWEST_EXPECTED:
        return FitTest(statistic, k - 1, float(special.chdtrc(k - 1, statistic)), "Pearson's chi-square")
    if math.comb(n + k - 1, k - 1) <= MOST_OUTCOMES:
        outcomes = _outcomes(n, k)
        beyond = _pearson(outcomes, expected) >= statistic * ALMOST
        log_p = special.gammaln(n + 1) - special.gammaln(outcomes + 1).sum(axis=1) + (outcomes * np.log(shares)).sum(1)
        return FitTest(statistic, k - 1, float(min(1.0, np.exp(log_p[beyond]).sum())), "exact multinomial test")
    drawn = np.random.default_rng(seed).multinomial(n, shares, size=MONTE_CARLO)
    as_far = int((_pearson(drawn, expected) >= statistic * ALMOST).sum())
    method = f"Monte Carlo test, {MONTE_CARLO:,} draws, seed {seed}"
    return FitTest(statistic, k - 1, (as_far + 1) / (MONTE_CARLO + 1), method)


def _pearson(counts: NDArray[np.int64], expected: Floats) -> Floats:
    found: Floats = ((counts - expected) ** 2 / expected).sum(axis=-1)
    return found


def _outcomes(n: int, k: int) -> NDArray[np.int64]:
    """Every way to put `n` people into `k` groups: the gaps between bars among n + k - 1 places."""
    bars = np.array(list(combinations(range(n + k - 1), k - 1)), dtype=np.int64).reshape(-1, k - 1)
    ends = np.full((len(bars), 1), -1), np.full((len(bars), 1), n + k - 1)
    found: NDArray[np.int64] = np.diff(np.hstack([ends[0], bars, ends[1]]), axis=1) - 1
    return found


def cochran_armitage(counts: NDArray[np.int64], bases: NDArray[np.int64]) -> FitTest | None:
    """Trend of shares over ordered groups with scores 1 to k (Cochran 1954; Armitage 1955), as R's `prop.trend.test`.

    None where nobody or everybody is counted, or there is one group: nothing could show a trend.
    """
    n, share = bases.sum(), counts.sum() / bases.sum()
    place = np.arange(1, len(counts) + 1) - (bases * np.arange(1, len(counts) + 1)).sum() / n
    spread = share * (1 - share) * (bases * place**2).sum()
    if spread == 0:
        return None
    statistic = float((place * counts).sum() ** 2 / spread)
    return FitTest(statistic, 1, float(special.chdtrc(1, statistic)), "Cochran-Armitage test of trend")
