"""Before any data are collected: how many people a wished precision or power needs, and what a number can show."""

from __future__ import annotations

import math
from collections.abc import Callable

from measures.errors import UsageError
from measures.numerics.intervals import t_quantile
from measures.numerics.noncentral import noncentrality_for_power, power

MOST = 100_000_000


def sd_of_change(sd: float, correlation: float) -> float:
    """SD of the change, from one SD of the scores and the correlation of before with after: sd sqrt(2 (1 - r)).

    Raises
    ------
    UsageError
        `sd` is not above 0, or the correlation does not lie between -1 and 1 (1 itself leaves no change to plan for).
    """
    _positive("SD of the scores", sd)
    if not -1 <= correlation < 1:
        raise UsageError(f"Correlation: {correlation:g} does not lie between -1 and below 1. State a correlation.")
    return sd * math.sqrt(2 * (1 - correlation))


def people_for_precision(sd_change: float, half_width: float, *, confidence: float = 0.95) -> int:
    """Fewest pairs whose t interval of the mean change reaches no further than `half_width` either way.

    Parameters
    ----------
    sd_change, half_width : float
        In the scale's own units, both above 0.
    confidence : float
        Confidence level, between 0 and 1.

    Raises
    ------
    UsageError
        A number is outside its range, or more than 100 million people would be needed.
    """
    _positive("SD of the change", sd_change)
    _positive("Wished precision", half_width)
    _between("Confidence", confidence)

    def enough(n: int) -> bool:
        return t_quantile(confidence, n - 1) * sd_change / math.sqrt(n) <= half_width

    return _fewest(enough, 2)


def people_for_detecting(
    change: float, sd_change: float, *, wished_power: float = 0.8, significance: float = 0.05
) -> int:
    """Fewest pairs with which a two-sided paired t test finds a true mean change of this size.

    As R's `power.t.test(type = "paired", strict = TRUE)`, rounded up.

    Raises
    ------
    UsageError
        A number is outside its range, or more than 100 million people would be needed.
    """
    _positive("SD of the change", sd_change)
    _positive("Change to find", abs(change))
    _between("Power", wished_power)
    _between("Significance", significance)

    def enough(n: int) -> bool:
        return power(n - 1, abs(change) / sd_change * math.sqrt(n), significance) >= wished_power

    return _fewest(enough, 2)


def detectable_change(people: int, sd_change: float, *, wished_power: float = 0.8, significance: float = 0.05) -> float:
    """Smallest true mean change that a two-sided paired t test of so many pairs finds with this power.

    Raises
    ------
    UsageError
        Fewer than two pairs, or a number outside its range.
    """
    if people < 2:
        raise UsageError(f"People: {people} is too few. A spread needs at least 2 people with a score at both waves.")
    _positive("SD of the change", sd_change)
    _between("Power", wished_power)
    _between("Significance", significance)
    return noncentrality_for_power(people - 1, wished_power, significance) * sd_change / math.sqrt(people)


def precision(people: int, sd_change: float, *, confidence: float = 0.95) -> float:
    """How far the t interval of the mean change of so many pairs reaches either way.

    Raises
    ------
    UsageError
        Fewer than two pairs, or a number outside its range.
    """
    if people < 2:
        raise UsageError(f"People: {people} is too few. A spread needs at least 2 people with a score at both waves.")
    _positive("SD of the change", sd_change)
    _between("Confidence", confidence)
    return t_quantile(confidence, people - 1) * sd_change / math.sqrt(people)


def pairs_from(
    people: int, *, heard_again: float = 1.0, cluster_size: float = 1.0, intracluster: float = 0.0
) -> tuple[int, int]:
    """Pairs to expect of so many people who start, and how many independent ones they are worth.

    Parameters as in `people_to_start`, whose opposite this is; both numbers are rounded down.

    Raises
    ------
    UsageError
        A number is outside its range.
    """
    _check_start(people, heard_again, cluster_size, intracluster)
    pairs = math.floor(round(people * heard_again, 9))
    return pairs, math.floor(round(people * heard_again / (1 + (cluster_size - 1) * intracluster), 9))


def people_to_start(
    pairs: int, *, heard_again: float = 1.0, cluster_size: float = 1.0, intracluster: float = 0.0
) -> int:
    """How many people must start so that so many pairs are worth that many independent ones.

    Parameters
    ----------
    pairs : int
        Pairs needed if people were independent.
    heard_again : float
        Share expected to answer again, above 0 up to 1.
    cluster_size, intracluster : float
        People per session or site (1 or more) and the correlation within one: the design effect is
        1 + (cluster_size - 1) intracluster (Kish 1965).

    Raises
    ------
    UsageError
        A number is outside its range.
    """
    _check_start(pairs, heard_again, cluster_size, intracluster)
    return math.ceil(round(pairs * (1 + (cluster_size - 1) * intracluster) / heard_again, 9))


def _check_start(people: int, heard_again: float, cluster_size: float, intracluster: float) -> None:
    if people < 1 or cluster_size < 1:
        raise UsageError("People: the number of people and the people per cluster are at least 1. State them so.")
    if not 0 < heard_again <= 1:
        raise UsageError(f"Share heard again: {heard_again:g} does not lie above 0 and up to 1. State it as 0.7.")
    if not 0 <= intracluster <= 1:
        raise UsageError(f"Intracluster correlation: {intracluster:g} does not lie between 0 and 1. State it as 0.05.")


def _fewest(enough: Callable[[int], bool], least: int) -> int:
    """Smallest number that is enough, where every larger one is too."""
    high = least
    while not enough(high):
        high *= 2
        if high > MOST:
            raise UsageError("People: more than 100 million would be needed. Ask for less.")
    low = max(least, high // 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return high


def _positive(name: str, value: float) -> None:
    if not 0 < value < math.inf:
        raise UsageError(f"{name}: {value:g} is not above 0. State it in the scale's own units.")


def _between(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise UsageError(f"{name}: {value:g} does not lie between 0 and 1. State it as a share, such as 0.95.")
