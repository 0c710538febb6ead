"""Funnel limits: how far the averages of groups of different sizes lie apart by chance alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import norm


@dataclass(frozen=True, slots=True)
class Funnel:
    """The common average of several groups and the spread of one person's value about it."""

    centre: float
    sd: float

    def limits(self, n: float, level: float) -> tuple[float, float]:
        """Where the average of `n` people lies with probability `level`, if only chance tells the groups apart."""
        reach = float(norm.ppf(0.5 + level / 2)) * self.sd / math.sqrt(n)
        return self.centre - reach, self.centre + reach


def funnel(means: Sequence[float], sds: Sequence[float], counts: Sequence[int]) -> Funnel | None:
    """The funnel of several groups' averages; `None` where there is no spread or nobody.

    Parameters
    ----------
    means, sds : sequence of float
        Average and standard deviation (n - 1) of each group.
    counts : sequence of int
        How many people are in each group.

    Returns
    -------
    Funnel or None
        The centre is the average over all people, the spread the pooled standard deviation within groups.

    Source
    ------
    Spiegelhalter DJ (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24:1185-1202.
    """
    people = sum(counts)
    freedom = sum(n - 1 for n in counts)
    if not people or freedom <= 0:
        return None
    centre = sum(mean * n for mean, n in zip(means, counts, strict=True)) / people
    variance = sum((n - 1) * sd**2 for sd, n in zip(sds, counts, strict=True)) / freedom
    return Funnel(centre, math.sqrt(variance)) if variance > 0 else None
