"""Means, variances, covariances and quantiles of counted values."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Summary:
    """How many, their mean, and their variance with n - 1 below (None for fewer than two)."""

    n: int
    mean: float
    variance: float | None

    @property
    def sd(self) -> float | None:
        """Standard deviation, n - 1 below; None for fewer than two."""
        return None if self.variance is None else math.sqrt(self.variance)


def summary(value: Floats, n: Ints) -> Summary:
    """Mean and variance of `value[i]` seen `n[i]` times.

    The mean is corrected by the mean of the deviations, and equal values give a variance of exactly 0, so that "no
    variance" can be asked of the result.

    Raises
    ------
    ValueError
        No count above 0.
    """
    people = int(n.sum())
    if people == 0:
        raise ValueError("there is nothing to summarise: every count is 0")
    seen = value[n > 0]
    if seen.min() == seen.max():
        return Summary(people, float(seen[0]), 0.0 if people > 1 else None)
    rough = float(n @ value) / people
    mean = rough + float(n @ (value - rough)) / people
    return Summary(people, mean, float(n @ (value - mean) ** 2) / (people - 1))


def covariance(first: Floats, second: Floats, n: Ints) -> float | None:
    """Covariance of two counted values, n - 1 below; None for fewer than two."""
    people = int(n.sum())
    if people < 2:
        return None
    off_first = first - summary(first, n).mean
    off_second = second - summary(second, n).mean
    return float(n @ (off_first * off_second)) / (people - 1)


def quantile(value: Floats, n: Ints, share: float) -> float:
    """Type 7 quantile (R's and NumPy's default) of counted values, without writing them out.

    Hyndman and Fan (1996), definition 7: linear between the order statistics around (n - 1) * share.
    """
    order = np.argsort(value, kind="stable")
    upto = np.cumsum(n[order])
    place = (int(upto[-1]) - 1) * share
    below = math.floor(place)
    low, high = (float(value[order][np.searchsorted(upto, rank, side="right")]) for rank in (below, math.ceil(place)))
    return low + (high - low) * (place - below)


def merge(value: Floats, n: Ints) -> tuple[Floats, Ints]:
    """Distinct values in rising order with their counts; values nobody has are left out."""
    distinct, place = np.unique(value, return_inverse=True)
    counts = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(counts, place, n)
    return distinct[counts != 0], counts[counts != 0]
