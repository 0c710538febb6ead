"""Holm's adjustment of p values: over the groups of one breakdown, and across scales where none was singled out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from measures.numerics.intervals import holm
from measures.results import Row

ACROSS_SCALES = frozenset(
    ("paired_t", "wilcoxon", "wilcoxon_exact", "sign_test", "difference_unpaired", "ancova_effect",
     "difference_in_change", "trajectory_slope")
)  # fmt: skip
"""Tests of whether a scale changed: with many scales and no main one, some differ from 0 by luck."""


def adjust(rows: Sequence[Row], *, across_scales: bool = False) -> list[Row]:
    """The same rows with `p_adjusted` by Holm over the groups of one `group_by` of one scale and measure.

    Rows without a p value stay as they are, as do rows about everybody (`group_by` empty), unless `across_scales`: then
    the tests of change of everybody (`ACROSS_SCALES`) are adjusted over all scales, measure by measure.
    """
    families: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.p_value is None:
            continue
        if row.group_by and row.group:
            families[
                row.instrument, row.scale, row.item, row.wave_from, row.wave_to, row.measure, row.category, row.group_by
            ].append(place)
        elif across_scales and not row.group_by and row.measure in ACROSS_SCALES:
            families[row.measure, row.category].append(place)
    adjusted = list(rows)
    for places in families.values():
        for place, p_value in zip(places, holm([rows[place].p_value for place in places]), strict=True):
            adjusted[place] = replace(rows[place], p_adjusted=p_value)
    return adjusted
