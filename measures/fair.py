"""Fairness of change for one scale: which breakdowns, in which order, and which of the scale's shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from measures.change import Category, categories_of
from measures.change.shares import bands_of
from measures.equity.fair_cells import FairSettings, breakdowns_of
from measures.equity.fair_shares import Counted, share_fairness_rows
from measures.equity.fairness import fairness_rows
from measures.pairs import ScalePairs
from measures.results import Row
from measures.scoring import ScaleKey
from measures.study import Analysis, Study
from measures.study_rules import group_rules


def fair_rows(
    key: ScaleKey, counted: Sequence[ScalePairs], orders: Mapping[str, tuple[str, ...]], settings: FairSettings
) -> list[Row]:
    """Every figure of fairness of one scale, over each breakdown that `orders` names.

    Parameters
    ----------
    key : ScaleKey
        The scale: its bands, and the direction of its headline share.
    counted : sequence of ScalePairs
        Everybody's pairs and those of every group of every breakdown.
    orders : mapping of breakdown to its order
        Most deprived first; empty for groups without an order.
    settings : FairSettings
    """
    shares = shares_of_scale(key)
    rows: list[Row] = []
    for name, parts in breakdowns_of(counted).items():
        if name not in orders:
            continue
        if key.scale.method != "category":
            rows += fairness_rows(parts, orders[name], settings)
        rows += share_fairness_rows(parts, orders[name], shares, settings)
    return rows


def orders_of(study: Study) -> dict[str, tuple[str, ...]]:
    """The order of each breakdown, most deprived first; empty for one without an order."""
    return {name: rule.ranked for name, rule in group_rules(study).items()}


def fair_settings(analysis: Analysis) -> FairSettings:
    """The study's confidence level, bootstrap draws and seed."""
    return FairSettings(float(analysis.confidence), analysis.bootstrap, analysis.seed)


def shares_of_scale(key: ScaleKey) -> list[Counted]:
    """The instrument's headline share; without one, the share in each band."""
    categories = categories_of(key.instrument, key.scale)
    headline = [category for category in categories if category.headline]
    if headline:
        named = ", ".join(f"'{category.label}'" for category in headline)
        return [_counted("", headline, categories, key, f"Counts {named}.")]
    bands = bands_of(key.scale)
    return [_counted(band.label, [band], bands, key, "") for band in bands]


def _counted(
    label: str, chosen: Sequence[Category], categories: Sequence[Category], key: ScaleKey, note: str
) -> Counted:
    return Counted(label, tuple((one.low, one.high) for one in chosen), _better(chosen, categories, key), note)


def _better(chosen: Sequence[Category], categories: Sequence[Category], key: ScaleKey) -> bool | None:
    """Whether a larger share is better: only where the answers counted lie together at one end of the scale."""
    if key.scale.higher_is is None:
        return None
    inside = {category.low for category in chosen}
    scores = sorted({category.low for category in categories})
    upper = set(scores[len(scores) - len(inside) :]) == inside
    lower = set(scores[: len(inside)]) == inside
    if upper == lower:
        return None
    return upper == (key.scale.higher_is == "better")
