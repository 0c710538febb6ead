"""The Hodges-Lehmann estimate from counted differences, without writing out the Walsh averages.

n people have n (n + 1) / 2 Walsh averages (d_i + d_j) / 2, i <= j. Here the m-th smallest is found by halving the
range of their sums and counting how many lie at or below: the memory is that of the distinct differences.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from measures.numerics.moments import Floats, Ints
from measures.numerics.ranks import EXACT_UP_TO


def hodges_lehmann(units: Ints, change: Floats, n: Ints, level: float) -> tuple[float, tuple[float, float] | None]:
    """Median of the Walsh averages of all differences, zeros kept, and its limits W(C) and W(M + 1 - C).

    C is the exact untied signed-rank quantile up to 50 people and its normal approximation above; no limits where C
    is 0 (below 6 people at 95 %). Hollander and Wolfe (1999), 3.2 and 3.3.

    Parameters
    ----------
    units, change, n
        Differences as whole numbers of one unit, the same in the scale's units, and how many people have each.
    level : float
        Confidence level of the limits.
    """
    distinct, first, place = np.unique(units, return_index=True, return_inverse=True)
    distinct = distinct // max(1, int(np.gcd.reduce(distinct)))  # whole scores then need few halvings
    counts = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(counts, place, n)
    averages = _WalshAverages(distinct, change[first], counts)
    people, m = int(counts.sum()), averages.total
    middle = (averages.at((m + 1) // 2) + averages.at(m // 2 + 1)) / 2
    c = lower_rank(people, level)
    return middle, (averages.at(c), averages.at(m + 1 - c)) if c > 0 else None


class _WalshAverages:
    """The sorted Walsh averages of counted differences, each found when asked for."""

    def __init__(self, units: Ints, change: Floats, n: Ints) -> None:
        self.units, self.change, self.n = units, change, n
        self.upto = np.concatenate([[0], np.cumsum(n)])
        people = int(n.sum())
        self.total = people * (people + 1) // 2

    def at(self, rank: int) -> float:
        """The `rank`-th smallest Walsh average, from 1."""
        low, high = 2 * int(self.units[0]), 2 * int(self.units[-1])
        while low < high:
            middle = (low + high) // 2
            if self._at_or_below(middle) >= rank:
                high = middle
            else:
                low = middle + 1
        partner = np.searchsorted(self.units, low - self.units)
        partner = np.minimum(partner, len(self.units) - 1)
        one = int(np.flatnonzero(self.units[partner] == low - self.units)[0])
        return float(self.change[one] + self.change[partner[one]]) / 2

    def _at_or_below(self, total: int) -> int:
        """How many pairs i <= j have a sum of units at or below this."""
        ordered = int(self.n @ self.upto[np.searchsorted(self.units, total - self.units, side="right")])
        alone = int(self.n[2 * self.units <= total].sum())
        return (ordered + alone) // 2


def lower_rank(n: int, level: float) -> int:
    """C: the rank, from below, of the lower limit among the Walsh averages of `n` people; 0 where there is none."""
    tail = (1 - level) / 2
    if n > EXACT_UP_TO:
        z = float(special.ndtri(1 - tail))
        return max(0, math.floor(n * (n + 1) / 4 - z * math.sqrt(n * (n + 1) * (2 * n + 1) / 24)))
    ways = np.zeros(n * (n + 1) // 2 + 1, dtype=np.int64)
    ways[0] = 1
    for rank in range(1, n + 1):
        ways[rank:] = ways[rank:] + ways[:-rank]
    return int(np.searchsorted(np.cumsum(ways) / 2.0**n, tail))
