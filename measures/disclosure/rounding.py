"""Coarser numbers: means on a grid one decimal beyond the scale's step, intervals outward, counts to a base."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from scipy.stats import t as student

from measures.numerics.intervals import wilson
from measures.results import Row, ScaleFacts

LEAST_ROOM = 2.0  # squared steps by which a sum of squares must be able to exceed the least for its total
POINTS = 0.05  # shares of a number of people that is itself hidden are told in steps of five percentage points


def step_of(facts: ScaleFacts | None) -> float | None:
    """The step figures are rounded by; `None` where the scale states neither step nor range.

    Tables and tariffs have steps so fine that rounding to them hides nothing: no step is taken as finer than the power
    of ten at or below a twentieth of the range.
    """
    if facts is None:
        return None
    coarse = 0.0
    if facts.low is not None and facts.high is not None and facts.high > facts.low:
        coarse = 10.0 ** math.floor(math.log10((facts.high - facts.low) / 20))
    return max(facts.step or 0.0, coarse) or None


def decimals_of(step: float) -> int:
    """Decimals of a rounded mean: one beyond those of the step (1 gives 1, 0.5 gives 2)."""
    return max(0, math.ceil(-math.log10(step) - 1e-9)) + 1


def share_of_range(row: Row, facts: ScaleFacts | None) -> float:
    """How many of the scale's own units one unit of the row's figures is: 1, or that of a percent of the range."""
    if not row.measure.startswith("pomp_") or facts is None or facts.low is None or facts.high is None:
        return 1.0
    return (facts.high - facts.low) / 100.0


def rounded_figures(row: Row, facts: ScaleFacts | None, *, outward: bool) -> Row:
    """The row with estimate and interval on the grid of its scale; `outward`: the interval on whole steps, widened.

    The scale must have a step (`step_of`).
    """
    step = step_of(facts)
    if step is None:
        raise ValueError(f"{row.instrument}.{row.scale}: there is no step to round by")
    unit = share_of_range(row, facts)
    grid = 10.0 ** -decimals_of(step)

    def near(value: float | None) -> float | None:
        return None if value is None else _to_multiple(value * unit, grid, ROUND_HALF_EVEN) / unit

    def beyond(value: float | None, way: str) -> float | None:
        return None if value is None else _to_multiple(value * unit, step, way) / unit

    low = beyond(row.ci_low, ROUND_FLOOR) if outward else near(row.ci_low)
    high = beyond(row.ci_high, ROUND_CEILING) if outward else near(row.ci_high)
    return replace(row, estimate=near(row.estimate), ci_low=low, ci_high=high)


def wide_enough(row: Row, facts: ScaleFacts | None, *, outward: bool, hidden_below: int) -> Row:
    """The rounded mean change with its interval widened until more than one set of changes fits both.

    Whole steps that add up to a total have the least sum of squares where they differ by one step at most, and two
    steps squared more where they do not. Where the interval leaves less room than that, it says that nobody changed by
    more. Where groups of less spread are hidden (`hidden_spread`), the room is counted from the least that is shown.
    A widened interval looks like that of a group whose changes differ more.
    """
    step, n = step_of(facts), row.n or 0
    if step is None or n < 2 or row.estimate is None or row.ci_low is None or row.ci_high is None or not row.ci_level:
        return row
    unit = step / share_of_range(row, facts)  # a step in the row's own figures
    fine = 10.0 ** -decimals_of(step) / step  # in steps, as all that follows
    grid, mean = (1.0 if outward else fine), row.estimate / unit
    total = round(n * abs(mean))
    hidden = 0.0 if outward else hidden_spread(n, hidden_below)
    # the exact mean may be half a unit of its last decimal away, and the total one more or less
    least = max(_least_shown(near % n, n, hidden) for near in (total - 1, total, total + 1)) + LEAST_ROOM
    half = _quantile((1 + row.ci_level) / 2, n - 1) / math.sqrt(n) * math.sqrt(least / (n - 1)) + fine / 2
    # the same for every group with this mean and no more spread than that, on both sides
    low = min(row.ci_low, _to_multiple(mean - half, grid, ROUND_FLOOR) * unit)
    high = max(row.ci_high, _to_multiple(mean + half, grid, ROUND_CEILING) * unit)
    return replace(row, ci_low=places(low, 9), ci_high=places(high, 9))


def hidden_spread(n: int, hidden_below: int) -> float:
    """The sum of squares, in steps, below which fewer than a small number of people can differ from all the others.

    A number m of n people one step away from the rest have a sum of squares of m (1 - m / n) steps: no more people
    than that can differ.
    """
    few = hidden_below - 0.5
    return few * (1 - few / n)


def _least_shown(beyond: int, n: int, hidden: float) -> float:
    """The least sum of squares that is not hidden, where whole steps add up to so many beyond a multiple of n.

    With the same total it can only grow by two squared steps at a time.
    """
    least = beyond * (1 - beyond / n)
    return least + LEAST_ROOM * max(0, math.ceil((hidden - least) / LEAST_ROOM - 1e-9))


@lru_cache(maxsize=128)
def _quantile(share: float, df: int) -> float:
    """A quantile of Student's t; most groups of an evaluation have one of a few sizes."""
    return float(student.ppf(share, df))


def to_base(count: float, base: int) -> int:
    """A count to the nearest multiple of a base; halves up."""
    return math.floor(count / base + 0.5) * base


def share_from_rounded(row: Row, base: int) -> Row:
    """A share row made again from its rounded count and number of people, with Wilson's interval of these."""
    if row.n is None or row.statistic is None or row.estimate is None:
        return row
    n = to_base(row.n, base)
    count = min(to_base(row.statistic, base), n)
    low, high = wilson(count, n, row.ci_level) if row.ci_level else (None, None)
    return replace(row, n=n, statistic=float(count), estimate=count / n, ci_low=low, ci_high=high, std_error=None)


def share_in_points(share: float) -> float:
    """A share in steps of five points; never 0 or 1 unless it is."""
    if share in (0.0, 1.0):
        return share
    return min(1 - POINTS, max(POINTS, _to_multiple(share, POINTS, ROUND_HALF_EVEN)))


def places(value: float | None, decimals: int, *, up: bool = False) -> float | None:
    """A number with that many decimals, halves to even, or never less than it is."""
    if value is None:
        return None
    way = ROUND_CEILING if up else ROUND_HALF_EVEN
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), way)) + 0.0


def _to_multiple(value: float, grid: float, way: str) -> float:
    """The multiple of a grid nearest to, below or above a value, taking a value within 1e-9 of one as that one."""
    count = value / grid
    nearest = round(count)
    if abs(count - nearest) > 1e-9 * max(1.0, abs(count)):
        nearest = int(Decimal(repr(count)).to_integral_value(way))
    return float(Decimal(nearest) * Decimal(repr(grid))) + 0.0
