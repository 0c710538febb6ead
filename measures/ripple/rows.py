"""Rows of a ripple map with their heading filled in."""

from __future__ import annotations

import math
from typing import Any

from measures.numerics.intervals import wilson
from measures.results import Row

SCALE = "ripple"
"""What the column `scale` says of every figure of a ripple map."""
GUIDE = "share, Wilson interval"
AS_A_GUIDE = "What participants recalled. The interval is only a guide: boxes of a map are no random sample."
RECALLED = "What participants recalled."


def ripple_row(map_id: str, measure: str, **values: Any) -> Row:
    """A row of this measure about a map; numbers as plain floats, `n` as a whole number.

    Raises
    ------
    ValueError
        A number is not finite: a fault of the measure, never shown to a reader.
    """
    plain: dict[str, Any] = {"note": RECALLED}
    for name, value in values.items():
        plain[name] = float(value) if isinstance(value, (int, float)) and name != "n" else value
        if isinstance(plain[name], float) and not math.isfinite(plain[name]):
            raise ValueError(f"{measure}: {name} is {value}")
    return Row(instrument=map_id, scale=SCALE, measure=measure, **plain)


def share_row(map_id: str, measure: str, count: int, n: int, level: float, nobody: str, **values: Any) -> Row:
    """A share of boxes with Wilson's interval; status x with the reason `nobody` where there are none."""
    if n == 0:
        return ripple_row(map_id, measure, n=0, status="x", **{**values, "note": nobody})
    low, high = wilson(count, n, level)
    values = {"method": GUIDE, "note": AS_A_GUIDE, **values}
    return ripple_row(
        map_id, measure, n=n, estimate=count / n, statistic=count, ci_low=low, ci_high=high, ci_level=level, **values
    )
