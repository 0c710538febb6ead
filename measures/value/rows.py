"""Result rows of value: made from other result rows, plain finite numbers, a reason wherever there is none."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from measures.results import Row


def found_in(rows: tuple[Row, ...], measure: str, scale: str, group_by: str = "", group: str = "") -> Row | None:
    """The row of this measure about `instrument.scale`, overall unless a group is named."""
    for row in rows:
        named = f"{row.instrument}.{row.scale}"
        if (row.measure, named, row.group_by, row.group) == (measure, scale, group_by, group):
            return row
    return None


def made_of(row: Row, measure: str, **values: Any) -> Row:
    """A row of this measure about the same people as another: its heading, their number, and these values.

    Raises
    ------
    ValueError
        A number is not finite: a fault of the measure, never shown to a reader.
    """
    heading = Row(
        row.instrument, row.scale, measure, wave_from=row.wave_from, wave_to=row.wave_to, domain=row.domain,
        group_by=row.group_by, group=row.group, n=row.n, n_started=row.n_started,
    )  # fmt: skip
    return replace(heading, **{name: _plain(measure, name, value) for name, value in values.items()})


def unknown(row: Row, measure: str, reason: str, **values: Any) -> Row:
    """A row of a figure that cannot be computed from another, with the reason."""
    return made_of(row, measure, status="x", note=reason, **values)


def scaled(row: Row, factor: float) -> dict[str, Any]:
    """The estimate and interval of a row times a factor, the lower end first."""
    ends = [None if value is None else value * factor for value in (row.ci_low, row.ci_high)]
    low, high = ends if factor >= 0 else ends[::-1]
    error = None if row.std_error is None else row.std_error * abs(factor)
    estimate = None if row.estimate is None else row.estimate * factor
    level = row.ci_level if low is not None and high is not None else None
    return {"estimate": estimate, "std_error": error, "ci_low": low, "ci_high": high, "ci_level": level}


def _plain(measure: str, name: str, value: Any) -> Any:
    if value is None or isinstance(value, str) or name in ("n", "n_started"):
        return value
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{measure}: {name} is {number}")
    return number
