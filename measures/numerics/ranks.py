"""Signed-rank arithmetic on counted differences: nothing is written out person by person.

Differences come as whole numbers (`units`: any fixed unit), so that ties are ties and sums are exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Ints = NDArray[np.int64]
EXACT_UP_TO = 50


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """Sums of ranks of the positive and of the negative differences, zeros dropped, ties at their mean rank."""

    positive: float
    negative: float
    n: int
    ties: float

    @property
    def rank_biserial(self) -> float:
        """(W+ - W-) / (W+ + W-) (Kerby 2014); there must be a difference other than 0."""
        return (self.positive - self.negative) / (self.positive + self.negative)


def signed_ranks(units: Ints, n: Ints) -> SignedRanks:
    """Signed ranks of distinct differences `units[i]`, seen `n[i]` times each. `ties` is the sum of t^3 - t."""
    size, positive, negative = _by_size(units, n)
    tied = (positive + negative).astype(np.float64)
    rank = np.cumsum(tied) - (tied - 1) / 2
    return SignedRanks(
        positive=float(rank @ positive),
        negative=float(rank @ negative),
        n=int(tied.sum()) if len(size) else 0,
        ties=float((tied**3 - tied).sum()),
    )


def _by_size(units: Ints, n: Ints) -> tuple[Ints, Ints, Ints]:
    """Distinct sizes of the differences that are not 0, and how many are positive and negative."""
    moved = (units != 0) & (n > 0)
    size, place = np.unique(np.abs(units[moved]), return_inverse=True)
    positive, negative = np.zeros(len(size), dtype=np.int64), np.zeros(len(size), dtype=np.int64)
    up = units[moved] > 0
    np.add.at(positive, place[up], n[moved][up])
    np.add.at(negative, place[~up], n[moved][~up])
    return size, positive, negative


def normal_p(ranks: SignedRanks) -> float:
    """Two-sided p of the signed-rank sum: normal, tie and continuity corrected.

    As R's `wilcox.test(exact = FALSE, correct = TRUE)`; there must be a difference other than 0.
    """
    n = ranks.n
    off = ranks.positive - n * (n + 1) / 4
    sigma = math.sqrt(n * (n + 1) * (2 * n + 1) / 24 - ranks.ties / 48)
    z = (off - math.copysign(0.5, off) * (off != 0)) / sigma
    return min(1.0, 2 * float(special.ndtr(-abs(z))))


def exact_p(units: Ints, n: Ints) -> float:
    """Two-sided p of the signed-rank sum over all equally likely signs, ties at their mean rank, zeros dropped.

    Counts sign patterns by their (doubled) rank sum, one difference at a time: exact whole numbers up to
    `EXACT_UP_TO` differences. Twice the smaller tail, as the distribution is symmetric.

    Raises
    ------
    ValueError
        No difference other than 0, or more than `EXACT_UP_TO` of them.
    """
    _, positive, negative = _by_size(units, n)
    tied = positive + negative
    if not 0 < tied.sum() <= EXACT_UP_TO:
        raise ValueError(f"the exact test is for 1 to {EXACT_UP_TO} differences other than 0, not {int(tied.sum())}")
    doubled = 2 * np.cumsum(tied) - tied + 1  # twice the mean rank: a whole number
    ways = np.zeros(int(doubled @ tied) + 1, dtype=np.int64)
    ways[0] = 1
    for rank in np.repeat(doubled, tied):  # at most EXACT_UP_TO steps
        ways[rank:] = ways[rank:] + ways[:-rank]
    seen = int(doubled @ positive)
    tail = min(int(ways[: seen + 1].sum()), int(ways[seen:].sum()))
    return float(min(1.0, 2 * tail / 2.0 ** int(tied.sum())))
