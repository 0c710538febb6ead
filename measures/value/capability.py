"""Capability: the gap to full capability, and years of full and of sufficient capability, never money.

The index runs from no capability (0) to full capability (1) (Flynn and others 2015). It is an interval scale, so
the gap is shown first and years only where they are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from measures.results import Row
from measures.value.rows import found_in, made_of, scaled, unknown
from measures.value.settings import ValueRules
from measures.value.wellbeing import NO_TIME, adjusted

INTERVAL_SCALE = (
    "Multiplying by time takes the index for more than an interval scale; read the gap to full capability first."
)
ENOUGH = 3
NO_SHARES = "The shares of each answer at both waves are not all there."
Tariff = Mapping[str, Mapping[str, float]]


def capability_rows(
    rows: tuple[Row, ...], scale: str, tariff: Tariff, labels: Mapping[str, Mapping[str, str]], rules: ValueRules,
    years: float | None,
) -> list[Row]:  # fmt: skip
    """The gap before and after, and where asked for, years of full and sufficient capability gained.

    Parameters
    ----------
    rows : tuple of Row
        Result rows, with the means and item shares of the capability index.
    scale : str
        The index, as in `icecap_a.total`.
    tariff : mapping of item to code to value
        Value of each answer; those of one person add up to the index.
    labels : mapping of item to answer to code
        How the item rows name each answer in `category`.
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
        found += _years(rows, change, scale, tariff, labels, rules, years)
    return found


def _years(
    rows: tuple[Row, ...], change: Row, scale: str, tariff: Tariff, labels: Mapping[str, Mapping[str, str]],
    rules: ValueRules, years: float | None,
) -> list[Row]:  # fmt: skip
    names = ("capability_years", "sufficient_capability_years")
    if years is None or change.estimate is None:
        return [unknown(change, name, NO_TIME if years is None else "There is no change.") for name in names]
    steps = adjusted(rules, years)
    factor = steps.years * steps.kept
    note = f"Assumed: {'; '.join(steps.said)}. {INTERVAL_SCALE}"
    full = made_of(change, names[0], **scaled(change, factor), note=note, method="change x years of effect, per person")
    levels = [sufficient(rows, scale, wave, tariff, labels) for wave in (change.wave_from, change.wave_to)]
    if levels[0] is None or levels[1] is None:
        return [full, unknown(change, names[1], NO_SHARES)]
    enough = made_of(
        change, names[1], estimate=(levels[1] - levels[0]) * factor,
        note=f"{note} Of everybody who answered each time.",
        method=f"each answer capped at level {ENOUGH}, as a share of that level in all, x years of effect, per person",
    )  # fmt: skip
    return [full, enough]


def sufficient(
    rows: tuple[Row, ...], scale: str, wave: str, tariff: Tariff, labels: Mapping[str, Mapping[str, str]]
) -> float | None:
    """Mean capability with every answer capped at level 3, as a share of level 3 in all (Mitchell and others 2015).

    The index adds up over the items, so the shares of the answers to each item are enough. None where one is missing.
    """
    instrument = scale.partition(".")[0]
    if not tariff:
        return None
    most = sum(capped(values)[str(ENOUGH)] for values in tariff.values())
    total = 0.0
    for item, values in tariff.items():
        worth = capped(values)
        shares = {
            labels[item].get(row.category, row.category): row.estimate
            for row in rows
            if (row.instrument, row.item, row.measure) == (instrument, item, "item_category_share")
            and row.wave_from == row.wave_to == wave
            and not row.group_by
        }
        known = {code: share for code, share in shares.items() if share is not None}
        if set(known) != set(worth):
            return None
        total += sum(worth[code] * share for code, share in known.items())
    return total / most


def capped(values: Mapping[str, float]) -> dict[str, float]:
    """The value of each level, none above that of level 3."""
    return {code: min(value, values[str(ENOUGH)]) for code, value in values.items()}
