"""Summary measures of inequality across groups, from the groups' values and numbers of people.

Every index is a plain function of two arrays whose last axis is the groups: the values (means, shares, rates) and how
many people stand behind each; leading axes are resamples, so that the same function serves an estimate and its
bootstrap. Ordered indices take the groups from the most deprived to the least. Definitions: Schlotheuber and
Hosseinpoor (2022), Int J Environ Res Public Health 19:3697; Kakwani, Wagstaff and van Doorslaer (1997), J Econometrics
77:87.
Adding an index is a function, a line in one of the dicts below, and a reference case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Index = Callable[[Floats, Floats], Floats]
Against = Callable[[Floats, Floats, Floats], Floats]


class Bounded(Protocol):
    """An index of values that lie between two ends."""

    def __call__(self, value: Floats, people: Floats, low: float, high: float) -> Floats:
        """The index of values between `low` and `high`."""
        ...


def shares_of(people: Floats) -> Floats:
    """Each group's share of all people."""
    found: Floats = people / people.sum(axis=-1, keepdims=True)
    return found


def ridit(people: Floats) -> Floats:
    """Relative rank of each group: the share of people in groups before it, and half its own (Bross 1958)."""
    share = shares_of(people)
    found: Floats = np.cumsum(share, axis=-1) - share / 2
    return found


def weighted_mean(value: Floats, people: Floats) -> Floats:
    """Mean over people."""
    found: Floats = (shares_of(people) * value).sum(axis=-1)
    return found


def _with_rank(value: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Covariance of the value with the rank, and variance of the rank, over people (not n - 1)."""
    share, rank = shares_of(people), ridit(people)
    off_rank = rank - 0.5  # ridit ranks always have the mean one half
    off_value = value - weighted_mean(value, people)[..., None]
    return (share * off_rank * off_value).sum(axis=-1), (share * off_rank**2).sum(axis=-1)


def slope_index(value: Floats, people: Floats) -> Floats:
    """Slope of the least squares line on the rank, from its most to its least deprived end; NaN for one group."""
    return _over(*_with_rank(value, people))


def relative_index(value: Floats, people: Floats) -> Floats:
    """The same line's value at the least deprived end over that at the most deprived; NaN where either is not above 0.

    A line that crosses 0 has no ratio: it is left undefined rather than negative or huge.
    """
    slope = slope_index(value, people)
    middle = weighted_mean(value, people)
    bottom, top = middle - slope / 2, middle + slope / 2
    defined = (bottom > 0) & (top > 0)
    found: Floats = np.where(defined, top / np.where(defined, bottom, 1.0), np.nan)
    return found


def concentration_absolute(value: Floats, people: Floats) -> Floats:
    """Twice the covariance of the value with the rank (absolute, or generalised, concentration index)."""
    return 2 * _with_rank(value, people)[0]


def concentration_index(value: Floats, people: Floats) -> Floats:
    """The absolute concentration index over the mean; NaN where the mean is not above 0."""
    return _over(concentration_absolute(value, people), weighted_mean(value, people))


def erreygers(value: Floats, people: Floats, low: float, high: float) -> Floats:
    """Erreygers's (2009) corrected index of a value that lies between `low` and `high`."""
    return 4 * concentration_absolute(value, people) / (high - low)


def wagstaff(value: Floats, people: Floats, low: float, high: float) -> Floats:
    """Wagstaff's (2005) normalised index of a value that lies between `low` and `high`; NaN where all are at an end."""
    middle = weighted_mean(value, people)
    room = (high - middle) * (middle - low)
    return _over(concentration_absolute(value, people) * (high - low), room)


def gap(value: Floats, people: Floats) -> Floats:
    """Last group less first; NaN where either has nobody."""
    found: Floats = np.where((people[..., 0] > 0) & (people[..., -1] > 0), value[..., -1] - value[..., 0], np.nan)
    return found


def ratio(value: Floats, people: Floats) -> Floats:
    """Last group over first; NaN where either has nobody or the first is not above 0."""
    there = (people[..., 0] > 0) & (people[..., -1] > 0)
    found: Floats = np.where(there, _over(value[..., -1], value[..., 0]), np.nan)
    return found


def between_group_variance(value: Floats, people: Floats) -> Floats:
    """Mean over people of the squared distance of their group from the overall mean."""
    off = value - weighted_mean(value, people)[..., None]
    found: Floats = (shares_of(people) * off**2).sum(axis=-1)
    return found


def between_group_sd(value: Floats, people: Floats) -> Floats:
    """Square root of the between-group variance."""
    found: Floats = np.sqrt(between_group_variance(value, people))
    return found


def coefficient_of_variation(value: Floats, people: Floats) -> Floats:
    """Between-group standard deviation over the mean."""
    return _over(between_group_sd(value, people), weighted_mean(value, people))


def theil(value: Floats, people: Floats) -> Floats:
    """Theil's index: mean over people of r ln r, r their group's value over the mean; NaN below 0."""
    relative = _over(value, weighted_mean(value, people)[..., None])
    log = np.log(np.where(relative > 0, relative, 1.0))
    found: Floats = (shares_of(people) * np.where(relative < 0, np.nan, relative * log)).sum(axis=-1)
    return found


def mean_log_deviation(value: Floats, people: Floats) -> Floats:
    """Mean over people of -ln r, r their group's value over the mean; NaN where a group's value is not above 0."""
    relative = _over(value, weighted_mean(value, people)[..., None])
    log = np.log(np.where(relative > 0, relative, 1.0))
    found: Floats = -(shares_of(people) * np.where(relative > 0, log, np.nan)).sum(axis=-1)
    return found


def disparity_index(value: Floats, people: Floats) -> Floats:
    """Mean over people of their group's distance from the mean, over the mean."""
    return _over(mean_difference_from_mean(value, people), weighted_mean(value, people))


def disparity_index_unweighted(value: Floats, people: Floats) -> Floats:
    """The same with every group counting alike."""
    return _over(mean_difference_from_mean_unweighted(value, people), weighted_mean(value, people))


def mean_difference_from_mean(value: Floats, people: Floats) -> Floats:
    """Mean over people of their group's distance from the overall mean."""
    return mean_difference_from(value, people, weighted_mean(value, people))


def mean_difference_from_mean_unweighted(value: Floats, people: Floats) -> Floats:
    """Mean over groups of their distance from the overall mean."""
    return mean_difference_from_unweighted(value, people, weighted_mean(value, people))


def mean_difference_from(value: Floats, people: Floats, reference: Floats) -> Floats:
    """Mean over people of their group's distance from the value of a reference group."""
    found: Floats = (shares_of(people) * np.abs(value - reference[..., None])).sum(axis=-1)
    return found


def mean_difference_from_unweighted(value: Floats, people: Floats, reference: Floats) -> Floats:
    """Mean over groups, the reference among them, of their distance from its value."""
    del people  # every group counts alike
    found: Floats = np.abs(value - reference[..., None]).mean(axis=-1)
    return found


def population_attributable_risk(value: Floats, people: Floats, reference: Floats) -> Floats:
    """How far the overall mean would move if every group were at the reference group's value."""
    return reference - weighted_mean(value, people)


def population_attributable_fraction(value: Floats, people: Floats, reference: Floats) -> Floats:
    """The same over the overall mean."""
    return _over(population_attributable_risk(value, people, reference), weighted_mean(value, people))


def _over(top: Floats, bottom: Floats) -> Floats:
    """A ratio to something above 0, else NaN."""
    found: Floats = np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1.0), np.nan)
    return found


ORDERED: Mapping[str, Index] = MappingProxyType(
    {
        "gap": gap,
        "ratio": ratio,
        "slope_index": slope_index,
        "relative_index": relative_index,
        "concentration_index": concentration_index,
        "concentration_absolute": concentration_absolute,
    }
)
"""Indices that need the groups in order."""

BOUNDED: Mapping[str, Bounded] = MappingProxyType({"erreygers": erreygers, "wagstaff": wagstaff})
"""Ordered indices of values that lie between two ends."""

ANY_ORDER: Mapping[str, Index] = MappingProxyType(
    {
        "between_group_variance": between_group_variance,
        "between_group_sd": between_group_sd,
        "coefficient_of_variation": coefficient_of_variation,
        "theil": theil,
        "mean_log_deviation": mean_log_deviation,
        "disparity_index": disparity_index,
        "disparity_index_unweighted": disparity_index_unweighted,
        "mean_difference_from_mean": mean_difference_from_mean,
        "mean_difference_from_mean_unweighted": mean_difference_from_mean_unweighted,
    }
)
"""Indices of groups in any order."""

AGAINST_BEST: Mapping[str, Against] = MappingProxyType(
    {
        "mean_difference_from_best": mean_difference_from,
        "mean_difference_from_best_unweighted": mean_difference_from_unweighted,
        "population_attributable_risk": population_attributable_risk,
        "population_attributable_fraction": population_attributable_fraction,
    }
)
"""Indices against the least deprived group of an ordered breakdown, else the best one."""

AGAINST_REFERENCE: Mapping[str, Against] = MappingProxyType(
    {
        "mean_difference_from_reference": mean_difference_from,
        "mean_difference_from_reference_unweighted": mean_difference_from_unweighted,
    }
)
"""Indices against a group that is stated."""
