"""Result rows of connections: plain finite numbers, and a reason wherever there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from measures.numerics.intervals import wilson
from measures.results import Row

WHOLE = ("n", "n_started")


@dataclass(frozen=True, slots=True)
class About:
    """What rows are about: the network or study, the kind of tie or count (`scale`), and the waves."""

    instrument: str
    scale: str
    wave_from: str = ""
    wave_to: str = ""
    level: float = 0.95

    def row(self, measure: str, **values: Any) -> Row:
        """A row of this measure.

        Raises
        ------
        ValueError
            A number is not finite: a fault of the measure, never shown to a reader.
        """
        heading = Row(self.instrument, self.scale, measure, wave_from=self.wave_from, wave_to=self.wave_to)
        return replace(heading, **{name: _plain(measure, name, value) for name, value in values.items()})

    def unknown(self, measure: str, reason: str, **values: Any) -> Row:
        """A row of a figure that cannot be computed, with the reason."""
        return self.row(measure, status="x", note=reason, **values)

    def share(self, measure: str, count: int, n: int, **values: Any) -> Row:
        """A share of `n` with its Wilson interval, or why there is none."""
        if n == 0:
            return self.unknown(measure, values.pop("reason", "Nobody is counted."), n=0, **values)
        values.pop("reason", None)
        low, high = wilson(count, n, self.level)
        interval = {"ci_low": low, "ci_high": high, "ci_level": self.level, "statistic": count}
        values.setdefault("method", "share, Wilson interval")
        return self.row(measure, n=n, estimate=count / n, **interval, **values)


def _plain(measure: str, name: str, value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value
    if name in WHOLE:
        return int(value)
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{measure}: {name} is {number}")
    return number
