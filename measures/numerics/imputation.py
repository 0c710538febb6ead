"""Multiple imputation of two waves under the normal model, and Rubin's rules to pool what it gives.

What completed answers say of a mean change lies in their number, means, squares and product alone, and for given
parameters the sums over people's imputed values have exactly known distributions. So the sums are drawn, not the
people's values: it costs the same for a thousand people and for a million.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.numerics.missing import Likelihood, Seen
from measures.numerics.moments import Floats

Stack = NDArray[np.float64]
FEWEST_STEPS, MOST_STEPS = 5, 500
LEFT = 0.01  # of the start; of the spread between chains, 0.0001 is then missing


@dataclass(frozen=True, slots=True)
class Pooled:
    """A pooled estimate, its standard error, degrees of freedom and the share of its variance due to missing values."""

    estimate: float
    std_error: float
    df: float
    missing: float


def pooled(estimates: Floats, variances: Floats, complete_df: float) -> Pooled:
    """Pool the estimates of several imputations with their sampling variances.

    Rubin (1987); degrees of freedom by Barnard and Rubin (1999), as `mice::pool.scalar(rule = "rubin1987")`.
    `complete_df` are the degrees of freedom had nobody been missing.
    """
    times = len(estimates)
    within, between = float(variances.mean()), float(estimates.var(ddof=1))
    total = within + (1 + 1 / times) * between
    missing = (1 + 1 / times) * between / total
    seen_df = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - missing)
    drawn_df = (times - 1) / missing**2 if missing > 0 else math.inf
    df = seen_df if drawn_df == math.inf else drawn_df * seen_df / (drawn_df + seen_df)
    return Pooled(float(estimates.mean()), math.sqrt(total), df, missing)


def imputed_changes(seen: Sequence[Seen], fitted: Likelihood, times: int, seed: int) -> tuple[Floats, Floats]:
    """Mean change of everybody and its sampling variance in each of so many completed sets of two waves.

    Data augmentation (Schafer 1997, 5.4) under Jeffreys' prior: `times` chains side by side from the likelihood's
    estimates, each run until a hundredth of its start is left at the rate of the missing share, then used once.

    Parameters
    ----------
    seen : sequence of Seen
        Two waves, numbered 0 and 1; somebody seen at both, and at least three people in all.
    fitted : Likelihood
        Of the same people.
    times, seed : int
        Number of imputations; the same seed gives the same ones.
    """
    random = np.random.default_rng(seed)
    people = sum(part.n for part in seen)
    mean = np.tile(fitted.mean, (times, 1))
    covariance = np.tile(fitted.covariance, (times, 1, 1))
    apart = max(sum(part.n for part in seen if wave not in part.waves) for wave in (0, 1)) / people
    steps = math.ceil(math.log(LEFT) / math.log(apart)) if apart else FEWEST_STEPS
    for _ in range(min(max(steps, FEWEST_STEPS), MOST_STEPS)):
        mean, scatter = _completed(seen, mean, covariance, random)
        last_mean, last_scatter = mean, scatter
        covariance = _inverse_wishart(scatter, people - 1, random)
        mean = mean + np.einsum(
            "tij,tj->ti", np.linalg.cholesky(covariance), random.normal(size=(times, 2))
        ) / math.sqrt(people)
    change = last_mean[:, 1] - last_mean[:, 0]
    spread = last_scatter[:, 0, 0] + last_scatter[:, 1, 1] - 2 * last_scatter[:, 0, 1]
    return change, spread / (people - 1) / people


def _completed(
    seen: Sequence[Seen], mean: Stack, covariance: Stack, random: np.random.Generator
) -> tuple[Stack, Stack]:
    """Mean and cross products of everybody once the missing scores are drawn, for each chain."""
    times = len(mean)
    parts = [_drawn(part, mean, covariance, random) for part in seen]
    people = sum(part.n for part in seen)
    middle = sum((part.n * at for part, (at, _) in zip(seen, parts, strict=True)), np.zeros((times, 2))) / people
    scatter = np.zeros((times, 2, 2))
    for part, (at, products) in zip(seen, parts, strict=True):
        off = at - middle
        scatter += products + part.n * off[:, :, None] * off[:, None, :]
    return middle, scatter


def _drawn(part: Seen, mean: Stack, covariance: Stack, random: np.random.Generator) -> tuple[Stack, Stack]:
    """Mean and cross products of people seen at the same waves, the other wave's drawn given theirs."""
    times = len(mean)
    if len(part.waves) == 2:
        return np.tile(part.mean, (times, 1)), np.tile(part.scatter, (times, 1, 1))
    known, other = int(part.waves[0]), 1 - int(part.waves[0])
    slope = covariance[:, 0, 1] / covariance[:, known, known]
    left = np.maximum(covariance[:, other, other] - slope * covariance[:, 0, 1], 0.0)
    squares = float(part.scatter[0, 0])
    # of errors e of the known scores x: their mean, their product with x, and what neither explains are independent
    average = random.normal(size=times) * np.sqrt(left / part.n)
    product = random.normal(size=times) * np.sqrt(left * squares)
    free = part.n - (2 if squares else 1)
    rest = left * random.chisquare(free, size=times) if free else np.zeros(times)
    at, products = np.empty((times, 2)), np.empty((times, 2, 2))
    at[:, known] = part.mean[0]
    at[:, other] = mean[:, other] + slope * (part.mean[0] - mean[:, known]) + average
    products[:, known, known] = squares
    products[:, 0, 1] = products[:, 1, 0] = slope * squares + product
    explained = product**2 / squares if squares else 0.0
    products[:, other, other] = slope**2 * squares + 2 * slope * product + explained + rest
    return at, products


def _inverse_wishart(scatter: Stack, df: int, random: np.random.Generator) -> Stack:
    """One draw for each chain, by Bartlett's decomposition."""
    times = len(scatter)
    root = np.zeros((times, 2, 2))
    root[:, 0, 0] = np.sqrt(random.chisquare(df, size=times))
    root[:, 1, 0] = random.normal(size=times)
    root[:, 1, 1] = np.sqrt(random.chisquare(df - 1, size=times))
    half = np.linalg.cholesky(scatter) @ np.linalg.inv(root).transpose(0, 2, 1)
    drawn: Stack = half @ half.transpose(0, 2, 1)
    return drawn
