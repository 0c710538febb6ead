"""Holm's adjustment of p values over the groups of one breakdown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from measures.numerics.intervals import holm
from measures.results import Row


def adjust(rows: Sequence[Row]) -> list[Row]:
    """The same rows with `p_adjusted` by Holm over the groups of one `group_by` of one scale and measure.

    Rows about everybody (`group_by` empty) and rows without a p value stay as they are.
    """
    families: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        if row.group_by and row.group and row.p_value is not None:
            families[
                row.instrument, row.scale, row.item, row.wave_from, row.wave_to, row.measure, row.category, row.group_by
            ].append(place)
    adjusted = list(rows)
    for places in families.values():
        for place, p_value in zip(places, holm([rows[place].p_value for place in places]), strict=True):
            adjusted[place] = replace(rows[place], p_adjusted=p_value)
    return adjusted
