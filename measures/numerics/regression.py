"""Least squares on counted rows: every distinct row once, with how many people it stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from measures.numerics.moments import Floats, Ints

Matrix = NDArray[np.float64]
NO_ERROR = 1e-12  # a residual this much smaller than what is explained is rounding


@dataclass(frozen=True)
class Fit:
    """Coefficients with their covariance matrix and degrees of freedom; `covariance` is None where none is left."""

    coefficients: Floats
    covariance: Matrix | None
    df: int

    def combined(self, weights: Floats) -> tuple[float, float | None]:
        """A weighted sum of coefficients, and its standard error if there is one."""
        estimate = float(weights @ self.coefficients)
        if self.covariance is None:
            return estimate, None
        return estimate, math.sqrt(max(0.0, float(weights @ self.covariance @ weights)))


def least_squares(columns: Matrix, outcome: Floats, n: Ints, cluster: Ints | None = None) -> Fit | None:
    """Ordinary least squares over people, from counted rows.

    Parameters
    ----------
    columns : Matrix
        One row per distinct row of people, one column per coefficient (with the intercept).
    outcome, n, cluster
        Outcome, number of people and, for errors by cluster, cluster of each row.

    Returns
    -------
    Fit or None
        None where the coefficients are not determined. The covariance supposes equal spread, with N - k degrees of
        freedom, as R's `lm`; by cluster it is the sandwich times G / (G - 1) (N - 1) / (N - k), as R's
        `sandwich::vcovCL(type = "HC1")`, with G - 1. None for it where nobody is left over, in one cluster, or where
        the fit is perfect.
    """
    people, k = int(n.sum()), columns.shape[1]
    root = np.sqrt(n.astype(np.float64))
    weighted, wanted = columns * root[:, None], outcome * root
    if np.linalg.matrix_rank(weighted) < k:
        return None
    orthogonal, triangle = np.linalg.qr(weighted)
    coefficients: Floats = np.linalg.solve(triangle, orthogonal.T @ wanted)
    inverse = np.linalg.inv(triangle)
    bread = inverse @ inverse.T
    residual = outcome - columns @ coefficients
    squares = float(n @ residual**2)
    if people <= k or squares <= NO_ERROR * float(n @ outcome**2):
        return Fit(coefficients, None, people - k)
    if cluster is None:
        return Fit(coefficients, bread * squares / (people - k), people - k)
    _, place = np.unique(cluster, return_inverse=True)
    clusters = int(place.max()) + 1
    if clusters < 2:
        return Fit(coefficients, None, 0)
    scores = np.zeros((clusters, k))
    np.add.at(scores, place, columns * (n * residual)[:, None])
    factor = clusters / (clusters - 1) * (people - 1) / (people - k)
    return Fit(coefficients, factor * bread @ scores.T @ scores @ bread, clusters - 1)
