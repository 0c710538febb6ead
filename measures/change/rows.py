"""Rows with their heading filled in and plain numbers in them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from measures.change import words
from measures.numerics import intervals
from measures.numerics.moments import Summary
from measures.pairs import ScalePairs
from measures.results import Row

WHOLE_NUMBERS = ("n", "n_started")


def row_about(pairs: ScalePairs, measure: str, **values: Any) -> Row:
    """A row of this measure about these pairs: heading, `n` and `n_started` filled in unless given.

    Raises
    ------
    ValueError
        A number is not finite: a fault of the measure, never shown to a reader.
    """
    about: dict[str, Any] = {
        "instrument": pairs.instrument,
        "scale": pairs.scale,
        "measure": measure,
        "wave_from": pairs.wave_from,
        "wave_to": pairs.wave_to,
        "domain": pairs.domain,
        "group_by": pairs.group_by,
        "group": pairs.group,
        "n": pairs.pairs,
        "n_started": pairs.all_before.total,
    }
    return Row(**about | {name: _plain(measure, name, value) for name, value in values.items()})


def _plain(measure: str, name: str, value: Any) -> Any:
    """Python's own numbers instead of NumPy's, and floats but for the numbers of people."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int) and name not in WHOLE_NUMBERS:
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{measure}: {name} is {value}")
    return value


def tested(test: intervals.TTest, level: float) -> dict[str, Any]:
    """The columns of an estimate tested against 0."""
    return {
        "estimate": test.estimate,
        "std_error": test.std_error,
        "ci_low": test.interval[0],
        "ci_high": test.interval[1],
        "ci_level": level,
        "statistic": test.t,
        "df": test.df,
        "p_value": test.p_value,
    }


def between(interval: tuple[float, float] | None, level: float) -> dict[str, Any]:
    """The columns of an interval; none where there is none."""
    return {} if interval is None else {"ci_low": interval[0], "ci_high": interval[1], "ci_level": level}


def estimated(seen: Summary, level: float) -> dict[str, Any]:
    """The columns of a mean with its t interval, or of the mean alone and why (one person, or nobody differs)."""
    if not seen.variance:
        return {"estimate": seen.mean, "note": words.ONE_PERSON if seen.n == 1 else words.ALL_THE_SAME}
    test = intervals.t_test(seen.mean, math.sqrt(seen.variance / seen.n), seen.n - 1, level)
    columns = tested(test, level)
    return {name: columns[name] for name in ("estimate", "std_error", "ci_low", "ci_high", "ci_level", "df")}


def welch_row(
    pairs: ScalePairs, measure: str, first: Summary, second: Summary, level: float, *, note: str = "", **values: Any
) -> Row:
    """First mean - second mean by Welch's t test; without an interval where a group is one person or nobody varies."""
    test = intervals.welch(first, second, level)
    if test is None:
        why = words.ALL_THE_SAME if first.n > 1 and second.n > 1 else words.ONE_PERSON_IN_A_GROUP
        return row_about(
            pairs,
            measure,
            estimate=first.mean - second.mean,
            method="difference in means",
            note=f"{note} {why}".strip(),
            **values,
        )
    return row_about(pairs, measure, method="Welch's t test", note=note, **tested(test, level), **values)
