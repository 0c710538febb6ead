"""How well the items of a scale hang together, from the sums and cross products of their answers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.change import words
from measures.change.rows import row_about
from measures.change.settings import ChangeSettings
from measures.numerics import intervals
from measures.pairs import ItemMoments, ScalePairs
from measures.results import Row

Matrix = NDArray[np.float64]


def covariance_matrix(moments: ItemMoments) -> Matrix:
    """Covariances of the items, n - 1 below, from whole-number sums (exact up to one division); n of 2 or more."""
    n = moments.n
    sums = [int(total) for total in moments.sums]
    products = [[int(product) for product in row] for row in moments.cross_products]
    return np.array(
        [[(n * products[i][j] - sums[i] * sums[j]) / (n * (n - 1)) for j in range(len(sums))] for i in range(len(sums))]
    )


def cronbach_alpha(covariance: Matrix) -> float | None:
    """Cronbach's (1951) alpha of a covariance matrix; None for one item or a total that does not vary."""
    items, total = len(covariance), float(covariance.sum())
    if items < 2 or total <= 0:
        return None
    return items / (items - 1) * (1 - float(np.trace(covariance)) / total)


def alpha_rows(moments: ItemMoments, pairs: ScalePairs, wave: str, settings: ChangeSettings) -> list[Row]:
    """Cronbach's alpha at one wave, on people who answered every item, with Feldt's interval.

    `pairs` gives the rows their heading (instrument, scale, domain, group).
    """
    about: dict[str, Any] = {"wave_from": wave, "wave_to": wave, "n": moments.n}
    if reason := _why_not(moments):
        return [row_about(pairs, "alpha", status="x", note=reason, **about)]
    return [alpha(moments, pairs, settings, about)]


def _why_not(moments: ItemMoments) -> str:
    if len(moments.names) < 2:
        return words.ONE_ITEM
    if moments.n == 0:
        return words.NO_COMPLETE_ANSWERS
    return words.ONE_COMPLETE_ANSWER if moments.n == 1 else ""


def alpha(moments: ItemMoments, pairs: ScalePairs, settings: ChangeSettings, about: dict[str, Any]) -> Row:
    """Cronbach's alpha with Feldt's (1965) interval, both with the number of people who answered every item."""
    found = cronbach_alpha(covariance_matrix(moments))
    if found is None:
        return row_about(pairs, "alpha", status="x", note=words.TOTAL_DOES_NOT_VARY, **about)
    numbers: dict[str, Any] = {"estimate": found, "method": "Cronbach's alpha on complete answers"}
    if found < 1:
        low, high = intervals.feldt(found, moments.n, len(moments.names), settings.confidence)
        numbers |= {"ci_low": low, "ci_high": high, "ci_level": settings.confidence}
        numbers["method"] += ", Feldt interval"
    else:
        numbers["note"] = words.PERFECT_ALPHA
    return row_about(pairs, "alpha", **numbers, **about)
