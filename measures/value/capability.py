"""Capability: the gap to full capability, and years of full and of sufficient capability, never money.

The index runs from no capability (0) to full capability (1) (Flynn and others 2015). It is an interval scale, so
the gap is shown first and years only where they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from measures.results import Row
from measures.value.rows import found_in, made_of, scaled, unknown
from measures.value.settings import ValueRules
from measures.value.wellbeing import NO_TIME, adjusted

INTERVAL_SCALE = (
    "Multiplying by time takes the index for more than an interval scale; read the gap to full capability first."
)
ENOUGH = 3
NO_ANSWERS = "The answers to each question are not all there."
Tariff = Mapping[str, Mapping[str, Decimal]]


def capability_rows(
    rows: tuple[Row, ...], scale: str, enough: Row | None, rules: ValueRules, years: float | None
) -> list[Row]:
    """The gap before and after, and where asked for, years of full and sufficient capability gained.

    Parameters
    ----------
    rows : tuple of Row
        Result rows, with the means of the capability index.
    scale : str
        The index, as in `icecap_a.total`.
    enough : Row, optional
        Mean change of the index by `capped_tariff`, over the pairs; None where it is not known.
    rules, years
        What the study states, and the years between its waves.
    """
    change = found_in(rows, "mean_change", scale)
    if change is None or not change.n:
        return []
    found = []
    for measure, category in (("mean_before", "before"), ("mean_after", "after")):
        mean = found_in(rows, measure, scale)
        if mean is None or mean.estimate is None:
            found.append(unknown(change, "capability_gap", "There is no mean.", category=category))
            continue
        gap = scaled(mean, -1.0)
        moved = {name: None if gap[name] is None else 1 + gap[name] for name in ("estimate", "ci_low", "ci_high")}
        found.append(
            made_of(change, "capability_gap", category=category, **{**gap, **moved}, method="1 - mean capability")
        )
    if rules.capability_years:
        found += _years(change, enough, rules, years)
    return found


def _years(change: Row, enough: Row | None, rules: ValueRules, years: float | None) -> list[Row]:
    names = ("capability_years", "sufficient_capability_years")
    if years is None or change.estimate is None:
        return [unknown(change, name, NO_TIME if years is None else "There is no change.") for name in names]
    steps = adjusted(rules, years)
    factor = steps.years * steps.kept
    note = f"Assumed: {'; '.join(steps.said)}. {INTERVAL_SCALE}"
    full = made_of(change, names[0], **scaled(change, factor), note=note, method="change x years of effect, per person")
    if enough is None or enough.estimate is None:
        return [full, unknown(change, names[1], NO_ANSWERS)]
    method = f"each answer capped at level {ENOUGH}, as a share of that level in all, x years of effect, per person"
    return [full, made_of(enough, names[1], **scaled(enough, factor), note=note, method=method)]


def capped_tariff(tariff: Tariff) -> dict[str, dict[str, Decimal]]:
    """The value of each answer, none above that of level 3 (Mitchell and others 2015)."""
    return {
        item: {code: min(value, values[str(ENOUGH)]) for code, value in values.items()}
        for item, values in tariff.items()
    }


def of_enough(change: Row, tariff: Tariff) -> Row:
    """A change of the index by `capped_tariff`, as a share of level 3 in all."""
    most = float(sum(values[str(ENOUGH)] for values in tariff.values()))
    return made_of(change, change.measure, **scaled(change, 1 / most))
