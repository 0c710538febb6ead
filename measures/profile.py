"""The conditions-for-good-health profile: every scale on one 0 to 100 metric, under its domains, never over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from measures.results import Row, ScaleFacts

PROFILE_MEASURES = {"mean_before": "pomp_before", "mean_after": "pomp_after", "mean_change": "pomp_improvement"}


def profile_rows(rows: Iterable[Row], scales: Mapping[tuple[str, str], ScaleFacts]) -> list[Row]:
    """Percent of maximum possible before, after and its improvement, one row per scale and domain it speaks for.

    A linear transformation of the scale's own mean rows, signed so that up is better: `100 (mean - low)/(high - low)`,
    mirrored where higher is worse. Scales without a range or a direction have no place in a profile.

    Source
    ------
    Cohen, Cohen, Aiken & West (1999), Multivariate Behavioral Research 34:315-346 (percent of maximum possible).
    """
    found = []
    for row in rows:
        facts = scales.get((row.instrument, row.scale))
        if row.measure not in PROFILE_MEASURES or facts is None or facts.low is None or facts.high is None:
            continue
        if facts.higher_is is None or facts.high <= facts.low:
            continue
        found += [replace(_pomp(row, facts), domain=domain) for domain in facts.domains]
    return found


def _pomp(row: Row, facts: ScaleFacts) -> Row:
    assert facts.low is not None  # noqa: S101 - the caller has looked
    assert facts.high is not None  # noqa: S101
    sign = 1.0 if facts.higher_is == "better" else -1.0
    factor = sign * 100.0 / (facts.high - facts.low)
    origin = 0.0 if row.measure == "mean_change" else (facts.low if sign > 0 else facts.high)

    def moved(value: float | None) -> float | None:
        return None if value is None else (value - origin) * factor

    ends = (moved(row.ci_low), moved(row.ci_high))
    low, high = ends if sign > 0 else (ends[1], ends[0])
    return replace(
        row,
        measure=PROFILE_MEASURES[row.measure],
        estimate=moved(row.estimate),
        std_error=None if row.std_error is None else row.std_error * abs(factor),
        ci_low=low,
        ci_high=high,
        method=f"percent of maximum possible, up is better; {row.method}"
        if row.method
        else "percent of maximum possible",
    )
