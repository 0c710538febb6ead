"""One common factor of a correlation matrix by minimum residuals."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
LEAST_UNIQUENESS = 0.005  # as R's psych: no item may be all factor
ROUNDS = 20_000


def one_factor(correlations: Matrix) -> Matrix | None:
    """Loadings that leave the least squared residual correlations between different items, their sum not negative.

    Minimum residuals (Harman and Jones 1966; Harman and Fukuda 1966 for the bound): each loading in turn is set to its
    best given the others until none moves, which lowers the residuals at every step. The solution of R's
    `psych::fa(nfactors = 1, fm = "minres")`. Two items determine only the product of their loadings: both then load
    alike, and None says that they correlate negatively.
    """
    off = correlations - np.diag(np.diag(correlations))
    items = len(off)
    if items == 2:
        shared = float(off[0, 1])
        return None if shared < 0 else np.full(2, math.sqrt(shared))
    largest = math.sqrt(1 - LEAST_UNIQUENESS)
    values, vectors = np.linalg.eigh(correlations)
    loadings: Matrix = vectors[:, -1] * math.sqrt(max(float(values[-1]) - 1, 0) / float(values[-1]))
    for _ in range(ROUNDS):
        squares, moved = float(loadings @ loadings), 0.0
        for item in range(items):
            old = float(loadings[item])
            others = squares - old * old
            new = float(off[item] @ loadings) / others if others > 0 else 0.0
            loadings[item] = min(max(new, -largest), largest)
            squares = others + float(loadings[item]) ** 2
            moved = max(moved, abs(float(loadings[item]) - old))
        if moved < 1e-14:
            break
    return loadings if loadings.sum() >= 0 else -loadings
