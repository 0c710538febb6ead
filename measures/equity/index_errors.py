"""Standard errors and limits of indices of inequality made from published figures with their standard errors."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from measures.equity.inequality import Floats, ridit, shares_of, slope_index, weighted_mean

OfValues = Callable[[Floats], Floats]
STEP = 1e-5


def delta_error(index: OfValues, value: Floats, std_error: Floats) -> float:
    """Standard error of a function of independent estimates, to the first order.

    Parameters
    ----------
    index : callable
        Takes an array of values whose last axis is the groups; evaluated a small step either way of each value.
    value, std_error : Floats
        The groups' values and their standard errors, in the same units.
    """
    step = STEP * max(float(np.abs(value).max()), float(std_error.max()), 1e-300)
    moved = np.eye(len(value)) * step
    slope = (index(value + moved) - index(value - moved)) / (2 * step)
    return math.sqrt(float((slope**2 * std_error**2).sum()))


def variance_error(value: Floats, people: Floats, std_error: Floats) -> float:
    """Standard error of the between-group variance: that of a quadratic form of independent normal estimates.

    4 d'Sd + 2 tr((AS)^2), A the matrix of the form, S the squared errors, d = A times the values (Ahn and others 2018).
    """
    share = shares_of(people)
    form = np.diag(share) - np.outer(share, share)
    squared = std_error**2
    first = 4 * float(((form @ value) ** 2 * squared).sum())
    second = 2 * float((form**2 * np.outer(squared, squared)).sum())
    return math.sqrt(first + second)


def attributable_fraction_error(value: Floats, people: Floats, reference: int) -> float:
    """Standard error of the population attributable fraction of shares of counted people (Walter 1978).

    Parameters
    ----------
    value, people : Floats
        Each group's share (0-1) and number of people.
    reference : int
        Place of the reference group.
    """
    total = float(people.sum())
    inside = float(people[reference])
    with_inside = float(value[reference]) * inside
    without_inside = inside - with_inside
    with_outside = float((value * people).sum()) - with_inside
    without_outside = total - inside - with_outside
    top = with_outside * without_inside * (total - with_inside) + without_outside * with_inside**2
    return math.sqrt(with_inside * total * top / ((with_outside + with_inside) ** 3 * inside**3))


def line_ends_covariance(people: Floats, std_error: Floats) -> Floats:
    """Covariance matrix of the least squares line at both ends of the rank, from the groups' standard errors."""
    share, rank = shares_of(people), ridit(people)
    slope = share * (rank - 0.5) / float((share * (rank - 0.5) ** 2).sum())
    ends = np.stack([share - slope / 2, share + slope / 2])
    found: Floats = (ends * std_error**2) @ ends.T
    return found


def line_ends(value: Floats, people: Floats) -> tuple[float, float]:
    """The least squares line at the most and at the least deprived end."""
    middle, slope = float(weighted_mean(value, people)), float(slope_index(value, people))
    return middle - slope / 2, middle + slope / 2


def ratio_limits(bottom: float, top: float, covariance: Floats, z: float) -> tuple[float, float] | None:
    """Limits of top / bottom of two normal estimates (Fieller 1954); None where `bottom` may be 0.

    They are what the percentiles of endless simulation from the same errors come to.
    """
    first = bottom**2 - z**2 * float(covariance[0, 0])
    second = bottom * top - z**2 * float(covariance[0, 1])
    third = top**2 - z**2 * float(covariance[1, 1])
    root = second**2 - first * third
    if first <= 0 or root < 0:
        return None
    return (second - math.sqrt(root)) / first, (second + math.sqrt(root)) / first
