"""A line for each person, or one slope for all: mixed models from counted patterns of scores.

People seen at the same waves share one covariance matrix, so the likelihood needs only how many they are, the sum of
their scores and of their cross products. It costs the same for a thousand people and for a million.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from measures.numerics.moments import Floats, Ints

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class _Seen:
    """The people seen at the same waves: which patterns they are, their design, number, sum and cross products."""

    patterns: Ints
    design: Matrix
    scores: Matrix
    n: Ints

    @property
    def people(self) -> int:
        return int(self.n.sum())


@dataclass(frozen=True)
class Slopes:
    """Each pattern's slope off the common one, by empirical Bayes, and its conditional standard deviation."""

    slope: Floats
    sd: Floats
    common: float


@dataclass(frozen=True, slots=True)
class CommonSlope:
    """The slope everybody shares, its standard error and degrees of freedom; None where nothing is left over."""

    slope: float
    std_error: float | None
    df: float | None


@dataclass(frozen=True, slots=True)
class _Fitted:
    """The REML criterion at some parameters, and what is best at them: the line, its information, the error."""

    criterion: float
    line: Floats
    information: Matrix
    variance: float


def common_slope(times: Floats, scores: Matrix, n: Ints) -> CommonSlope | None:
    """Fit score = the person's own level + a common slope + error by REML.

    As `nlme::lme(score ~ time, random = ~1 | person)`, with its degrees of freedom: scores less people less one.

    Parameters
    ----------
    times, scores, n
        As for `person_slopes`; at least two different times. People seen once help to tell people's levels.

    Returns
    -------
    CommonSlope or None
        None where too few scores are left to tell a slope and a spread from error, or all scores are the same.
    """
    seen = _by_waves((times - times.mean()) / np.ptp(times), scores, n)
    people, numbers = sum(part.people for part in seen), sum(part.people * len(part.design) for part in seen)
    if numbers - people < 1 or numbers < 3:
        return None
    total = sum(float(part.n @ part.scores.sum(axis=1)) for part in seen)
    middle = total / numbers
    squares = sum(float(part.n @ ((part.scores - middle) ** 2).sum(axis=1)) for part in seen)
    spread = math.sqrt(squares / numbers)
    if spread <= 1e-12 * (1 + abs(middle)):
        return None
    scaled = [_Seen(part.patterns, part.design, (part.scores - middle) / spread, part.n) for part in seen]
    unit = spread / float(np.ptp(times))

    def criterion(level: float) -> float:
        return _fit(np.array([level / (1 - level), 0.0, 0.0]), scaled).criterion

    grid = np.linspace(0, 1 - 1e-6, 41)
    best = int(np.argmin([criterion(float(level)) for level in grid]))
    ends = float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)])
    level = float(optimize.minimize_scalar(criterion, bounds=ends, method="bounded", options={"xatol": 1e-12}).x)
    level = min((level, *ends), key=criterion)
    found = _fit(np.array([level / (1 - level), 0.0, 0.0]), scaled)
    slope, df = float(found.line[1]) * unit, numbers - people - 1
    error = math.sqrt(found.variance * float(np.linalg.inv(found.information)[1, 1])) * unit
    if df < 1 or found.variance < 1e-12:
        return CommonSlope(slope, None, None)
    return CommonSlope(slope, error, df)


def person_slopes(times: Floats, scores: Matrix, n: Ints) -> Slopes | None:
    """Fit score = line + the person's own line + error by REML, and give each person's own slope.

    Parameters
    ----------
    times : Floats
        Time of each wave, in any unit; at least three different ones.
    scores : Matrix
        One row per distinct pattern of scores, one column per wave, NaN where there is none.
    n : Ints
        How many people have each pattern.

    Returns
    -------
    Slopes or None
        As R's `lme4::ranef(lmer(score ~ time + (time | person)), condVar = TRUE)` gives them; None where the people's
        slopes do not differ, or cannot be told from error.
    """
    centred = (times - times.mean()) / np.ptp(times)
    spread = float(np.nanstd(scores))
    if spread == 0:
        return None
    seen = _by_waves(centred, (scores - np.nanmean(scores)) / spread, n)
    numbers = sum(part.people * len(part.design) for part in seen)
    if numbers <= sum(part.people for part in seen) * 2:  # two scores each: error and slope cannot be told apart
        return None
    best = _best(seen)
    fitted = _fit(best, seen)
    line, variance = fitted.line, fitted.variance
    root = _root(best)
    if variance <= 0 or float((root @ root.T)[1, 1]) < 1e-8:
        return None
    slope, sd = np.full(len(n), np.nan), np.full(len(n), np.nan)
    unit = spread / float(np.ptp(times))
    for part in seen:
        inverse = np.linalg.inv(_relative_covariance(part.design, root))
        own = root @ root.T @ part.design.T @ inverse @ (part.scores - part.design @ line).T
        inner = np.linalg.inv(root.T @ part.design.T @ part.design @ root + np.eye(2))
        slope[part.patterns] = own[1] * unit
        sd[part.patterns] = math.sqrt(variance * float((root @ inner @ root.T)[1, 1])) * unit
    return Slopes(slope, sd, float(line[1]) * unit)


def _by_waves(times: Floats, scores: Matrix, n: Ints) -> list[_Seen]:
    """Group patterns by the waves they were seen at; patterns without a score are left out."""
    there = ~np.isnan(scores)
    order = sorted(np.flatnonzero((n > 0) & there.any(axis=1)).tolist(), key=lambda row: there[row].tolist())
    parts = []
    for _, rows in groupby(order, key=lambda row: there[row].tolist()):
        patterns = np.array(list(rows), dtype=np.int64)
        waves = there[patterns[0]]
        design = np.column_stack([np.ones(int(waves.sum())), times[waves]])
        parts.append(_Seen(patterns, design, scores[patterns][:, waves], n[patterns]))
    return parts


def _best(seen: list[_Seen]) -> Floats:
    """Parameters of the lowest REML criterion: from three starts, as it may have more than one hollow, then closely."""

    def criterion(at: Floats) -> float:
        return _fit(at, seen).criterion

    rough = [
        optimize.minimize(criterion, np.array(start), method="Powell", options={"xtol": 1e-3, "ftol": 1e-6})
        for start in ((1.0, 0.0, 1.0), (1.0, 0.0, 0.1), (0.3, 0.1, 2.0))
    ]
    start = np.asarray(min(rough, key=lambda fit: float(fit.fun)).x, dtype=np.float64)
    close = optimize.minimize(criterion, start, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-10})
    return np.asarray(close.x, dtype=np.float64)


def _root(at: Floats) -> Matrix:
    """Lower triangular root of the covariance of intercept and slope, in units of the error variance."""
    return np.array([[at[0], 0.0], [at[1], at[2]]])


def _relative_covariance(design: Matrix, root: Matrix) -> Matrix:
    half = design @ root
    whole: Matrix = half @ half.T + np.eye(len(design))
    return whole


def _fit(at: Floats, seen: list[_Seen]) -> _Fitted:
    """The REML criterion and what is best at these parameters."""
    root = _root(at)
    information, weighted = np.zeros((2, 2)), np.zeros(2)
    squares, logarithm, numbers = 0.0, 0.0, 0
    for part in seen:
        covariance = _relative_covariance(part.design, root)
        inverse = np.linalg.inv(covariance)
        towards = part.design.T @ inverse
        information += part.people * towards @ part.design
        weighted += towards @ (part.n @ part.scores)
        squares += float(((part.scores * part.n[:, None]).T @ part.scores * inverse).sum())
        logarithm += part.people * float(np.linalg.slogdet(covariance)[1])
        numbers += part.people * len(part.design)
    line: Floats = np.asarray(np.linalg.solve(information, weighted), dtype=np.float64)
    left = max(squares - float(weighted @ line), 1e-300)
    variance = left / (numbers - 2)
    criterion = logarithm + float(np.linalg.slogdet(information)[1]) + (numbers - 2) * math.log(variance)
    return _Fitted(criterion, line, information, variance)
