"""The bootstrap over counted cells: multinomial draws, percentile and BCa intervals.

Drawing people with replacement and counting them again is a multinomial draw over the cells, so a million people cost
what their few hundred cells cost. Where people come in clusters, whole clusters are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy import special

from measures.numerics.moments import Floats, Ints

NUMBERS_AT_ONCE = 1_000_000  # so many drawn counts are held at a time, however many draws are asked for
Statistic = Callable[[Ints], Floats]


def draws(n: Ints, times: int, seed: int, cluster: Ints | None = None) -> Iterator[Ints]:
    """Blocks of drawn counts, `times` rows in all, one column per cell.

    Parameters
    ----------
    n : Ints
        How many people each cell holds; at least one person in all.
    times, seed : int
        The number of draws; the same seed gives the same draws.
    cluster : Ints, optional
        Cluster of each cell: then clusters are drawn whole, as many as there are.
    """
    random = np.random.default_rng(seed)
    if cluster is None:
        place, units, chances = None, int(n.sum()), n / n.sum()
    else:
        names, place = np.unique(cluster, return_inverse=True)
        units, chances = len(names), np.full(len(names), 1 / len(names))
    block = max(1, NUMBERS_AT_ONCE // len(n))
    for start in range(0, times, block):
        drawn = random.multinomial(units, chances, size=min(block, times - start))
        yield drawn if place is None else drawn[:, place] * n


def resample(statistic: Statistic, n: Ints, times: int, seed: int, cluster: Ints | None = None) -> Floats:
    """The statistics of every draw: `statistic` turns a block of counts into one row of numbers per draw.

    A draw in which a statistic is not defined holds NaN there; `defined` drops it.
    """
    return np.concatenate([statistic(block) for block in draws(n, times, seed, cluster)])


def defined(resampled: Floats) -> tuple[Floats, int]:
    """One statistic's draws without those where it is not defined, and how many were dropped."""
    there = resampled[~np.isnan(resampled)]
    return there, len(resampled) - len(there)


def percentile(resampled: Floats, level: float) -> tuple[float, float] | None:
    """Percentile interval (type 7 quantiles) of the draws that are defined; None where fewer than two are."""
    there, _ = defined(resampled)
    if len(there) < 2:
        return None
    return limits_of(there, [(1 - level) / 2, (1 + level) / 2])


def limits_of(there: Floats, shares: Sequence[float]) -> tuple[float, float]:
    """Two type 7 quantiles of one statistic's draws, none of them NaN: `np.quantile` to the bit.

    A study asks for thousands of them, and `np.quantile` spends five times as long on its checks as on its sums.
    """
    rising = np.sort(there)
    first, second = (_between(rising, share * (len(rising) - 1)) for share in shares)
    return first, second


def _between(rising: Floats, place: float) -> float:
    below = min(math.floor(place), len(rising) - 1)
    low, high = float(rising[below]), float(rising[min(below + 1, len(rising) - 1)])
    part = place - below
    return low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part)  # from the nearer one


def bca(resampled: Floats, estimate: float, left_out: Floats, n: Floats, level: float) -> tuple[float, float] | None:
    """Bias-corrected and accelerated interval (Efron 1987).

    Draws equal to the estimate count half in the bias correction, as counted scores tie. `left_out[i]` is the
    statistic with one person of cell i (or one whole cluster) left out and weighs `n[i]`; NaN where it is not defined.
    None where fewer than two draws are defined, all lie on one side of the estimate, or the correction has no solution.
    """
    there, _ = defined(resampled)
    if len(there) < 2:
        return None
    # equal but for rounding: the draws add the same numbers in another order
    near = np.isclose(there, estimate, rtol=1e-9, atol=1e-12)
    below = float(((there < estimate) & ~near).sum() + near.sum() / 2) / len(there)
    if not 0 < below < 1:
        return None
    bias = float(special.ndtri(below))
    speed = acceleration(left_out, n)
    ends = [bias + float(special.ndtri(tail)) for tail in ((1 - level) / 2, (1 + level) / 2)]
    if any(speed * end >= 1 for end in ends):
        return None
    return limits_of(there, [float(special.ndtr(bias + end / (1 - speed * end))) for end in ends])


def acceleration(left_out: Floats, n: Floats) -> float:
    """Jackknife acceleration, each cell's leave-one-out weighing as many people as the cell holds; 0 without spread."""
    there = ~np.isnan(left_out)
    if not there.any():
        return 0.0
    weight = n[there] / n[there].sum()
    off = weight @ left_out[there] - left_out[there]
    squares = float(n[there] @ off**2)
    return float(n[there] @ off**3) / (6 * squares**1.5) if squares > 0 else 0.0


def quantiles_of_draws(drawn: Ints, shares: Floats, value: Floats) -> Floats:
    """Type 7 quantiles of every draw: `drawn` has one row per draw and one column per rising `value`."""
    upto = np.cumsum(drawn, axis=1)
    people = upto[:, -1]
    found = np.full((len(drawn), len(shares)), np.nan)
    some = people > 0
    for column, share in enumerate(shares):
        place = (people[some] - 1) * share
        below = np.floor(place)
        low = value[np.argmax(upto[some] > below[:, None], axis=1)]
        high = value[np.argmax(upto[some] > np.ceil(place)[:, None], axis=1)]
        found[some, column] = low + (high - low) * (place - below)
    return found
