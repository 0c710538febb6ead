"""Means of several waves when not everybody was seen at each: saturated maximum likelihood for the normal model.

People seen at the same waves count by their number, mean and cross products alone, so that the likelihood costs the
same for a thousand people and for a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.numerics.moments import Floats, Ints

Matrix = NDArray[np.float64]
MOST_STEPS = 20_000
CLOSE = 1e-12
SINGULAR = 1e-9


@dataclass(frozen=True, slots=True)
class Seen:
    """The people seen at the same waves: which waves (rising), how many, their mean and cross products about it."""

    waves: Ints
    n: int
    mean: Floats
    scatter: Matrix


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Estimated mean and covariance of all waves, and the covariance of the estimated means (observed information)."""

    mean: Floats
    covariance: Matrix
    of_mean: Matrix


def by_waves(scores: Matrix, n: Ints) -> list[Seen]:
    """Summarise patterns (one row each, NaN where there is no score) by the waves they were seen at."""
    there = ~np.isnan(scores)
    some = (n > 0) & there.any(axis=1)
    kinds, kind = np.unique(there[some], axis=0, return_inverse=True)
    found = []
    for number, waves in enumerate(kinds):
        mine = kind.reshape(-1) == number
        values, people = scores[some][mine][:, waves], n[some][mine]
        mean = people @ values / people.sum()
        off = values - mean
        found.append(Seen(np.flatnonzero(waves), int(people.sum()), mean, (off * people[:, None]).T @ off))
    return found


def saturated(seen: Sequence[Seen], waves: int) -> Likelihood | None:
    """Maximum likelihood of the normal model with free means and covariances, by expectation and maximisation.

    Dempster, Laird and Rubin (1977); standard errors from the observed information (Kenward and Molenberghs 1998), as
    `lavaan::lavaan(..., missing = "fiml")`.

    Parameters
    ----------
    seen : sequence of Seen
    waves : int
        How many waves there are.

    Returns
    -------
    Likelihood or None
        None where the answers do not determine every mean and covariance: a wave does not vary, two waves were never
        answered by the same people, the scores lie on a line.
    """
    found = _scaled(seen, waves)
    if found is None:
        return None
    scaled, middle, spread = found
    fitted = _maximised_pair(scaled) if waves == 2 else _maximised(scaled, waves)
    if fitted is None:
        return None
    mean, covariance = fitted
    of_mean = _covariance_of_mean(scaled, mean, covariance)
    if of_mean is None:
        return None
    units = np.outer(spread, spread)
    return Likelihood(middle + mean * spread, covariance * units, of_mean * units)


def _scaled(seen: Sequence[Seen], waves: int) -> tuple[list[Seen], Floats, Floats] | None:
    """The same people in units of each wave's own spread about its mean; None where a wave does not vary."""
    n, total, squares = np.zeros(waves), np.zeros(waves), np.zeros(waves)
    for part in seen:
        n[part.waves] += part.n
        total[part.waves] += part.n * part.mean
    if (n == 0).any():
        return None
    middle = total / n
    for part in seen:
        squares[part.waves] += np.diag(part.scatter) + part.n * (part.mean - middle[part.waves]) ** 2
    spread = np.sqrt(squares / n)
    if (spread <= SINGULAR * (1 + np.abs(middle))).any():
        return None
    scaled = [
        Seen(
            part.waves,
            part.n,
            (part.mean - middle[part.waves]) / spread[part.waves],
            part.scatter / np.outer(spread[part.waves], spread[part.waves]),
        )
        for part in seen
    ]
    return scaled, middle, spread


def _maximised(seen: Sequence[Seen], waves: int) -> tuple[Floats, Matrix] | None:
    mean, covariance = np.zeros(waves), np.eye(waves)
    people = sum(part.n for part in seen)
    for _ in range(MOST_STEPS):
        moved, products = np.zeros(waves), np.zeros((waves, waves))
        for part in seen:
            here, off = part.waves, part.mean - mean[part.waves]
            try:
                towards = np.linalg.solve(covariance[np.ix_(here, here)], covariance[here]).T
            except np.linalg.LinAlgError:  # the scores lie on a line
                return None
            moved += part.n * towards @ off
            products += towards @ (part.scatter + part.n * np.outer(off, off)) @ towards.T
            products += part.n * (covariance - towards @ covariance[here])
        step = moved / people
        renewed = products / people - np.outer(step, step)
        furthest = max(float(np.abs(step).max()), float(np.abs(renewed - covariance).max()))
        mean, covariance = mean + step, renewed
        if furthest < CLOSE:
            return (mean, covariance) if float(np.linalg.eigvalsh(covariance)[0]) > SINGULAR else None
    return None


def _maximised_pair(seen: Sequence[Seen]) -> tuple[Floats, Matrix] | None:
    """Two waves by the same steps written out in plain numbers: a study asks for hundreds of them, one per group."""
    people = sum(part.n for part in seen)
    both = [(part.n, part.mean.tolist(), part.scatter.tolist()) for part in seen if len(part.waves) == 2]
    once = [
        (part.n, int(part.waves[0]), float(part.mean[0]), float(part.scatter[0, 0]))
        for part in seen
        if len(part.waves) == 1
    ]
    mean, own, shared = [0.0, 0.0], [1.0, 1.0], 0.0
    for _ in range(MOST_STEPS):
        moved, squares, products = [0.0, 0.0], [0.0, 0.0], 0.0
        for n, (first, second), scatter in both:
            off = first - mean[0], second - mean[1]
            for wave in (0, 1):
                moved[wave] += n * off[wave]
                squares[wave] += scatter[wave][wave] + n * off[wave] ** 2
            products += scatter[0][1] + n * off[0] * off[1]
        for n, known, at, scatter in once:
            if own[known] <= 0:  # the scores lie on a line
                return None
            other, towards, away = 1 - known, shared / own[known], at - mean[known]
            about = scatter + n * away * away
            moved[known] += n * away
            moved[other] += n * towards * away
            squares[known] += about
            squares[other] += towards * towards * about + n * (own[other] - towards * shared)
            products += towards * about
        step = moved[0] / people, moved[1] / people
        renewed = [squares[wave] / people - step[wave] ** 2 for wave in (0, 1)]
        together = products / people - step[0] * step[1]
        furthest = max(
            abs(step[0]), abs(step[1]), abs(renewed[0] - own[0]), abs(renewed[1] - own[1]), abs(together - shared)
        )
        mean, own, shared = [mean[0] + step[0], mean[1] + step[1]], renewed, together
        if furthest < CLOSE:
            covariance = np.array([[own[0], shared], [shared, own[1]]])
            return (np.array(mean), covariance) if float(np.linalg.eigvalsh(covariance)[0]) > SINGULAR else None
    return None


def _covariance_of_mean(seen: Sequence[Seen], mean: Floats, covariance: Matrix) -> Matrix | None:
    """The means' part of the inverse of the observed information; None where it has no inverse."""
    waves = len(mean)
    rows, columns = np.tril_indices(waves)
    spread_out = np.zeros((waves * waves, len(rows)))  # the duplication matrix: vec of a symmetric matrix
    places = np.arange(len(rows))
    spread_out[rows * waves + columns, places] = 1
    spread_out[columns * waves + rows, places] = 1
    information = np.zeros((waves + len(rows), waves + len(rows)))
    for part in seen:
        inside = np.ix_(part.waves, part.waves)
        inverse = np.zeros((waves, waves))
        inverse[inside] = np.linalg.inv(covariance[inside])
        off = np.zeros(waves)
        off[part.waves] = part.mean - mean[part.waves]
        products = part.n * np.outer(off, off)
        products[inside] += part.scatter
        twice = inverse @ products @ inverse
        curved = (_kron(inverse, twice) + _kron(twice, inverse) - part.n * _kron(inverse, inverse)) / 2
        information[:waves, :waves] += part.n * inverse
        information[:waves, waves:] += _kron((part.n * inverse @ off)[None, :], inverse) @ spread_out
        information[waves:, waves:] += spread_out.T @ curved @ spread_out
    information[waves:, :waves] = information[:waves, waves:].T
    size = np.linalg.eigvalsh(information)
    if size[0] <= SINGULAR * size[-1]:
        return None
    return np.asarray(np.linalg.inv(information)[:waves, :waves], dtype=np.float64)


def _kron(first: Matrix, second: Matrix) -> Matrix:
    """The Kronecker product; `np.kron` takes tables of any shape and so ten times as long."""
    rows, columns = len(first) * len(second), first.shape[1] * second.shape[1]
    return (first[:, None, :, None] * second[None, :, None, :]).reshape(rows, columns)
