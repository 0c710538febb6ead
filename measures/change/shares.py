"""Shares of people in response options, bands and the instrument's headline options."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from measures.change import words
from measures.change.rows import row_about
from measures.change.settings import ChangeSettings
from measures.instrument import Instrument, Scale
from measures.numerics import intervals
from measures.numerics.moments import Floats
from measures.pairs import Counts, ScalePairs
from measures.results import Row


@dataclass(frozen=True, slots=True)
class Category:
    """A response option (`low` and `high` both its code) or a band (from `low` up to, not including, `high`).

    `headline` marks the options or bands that the instrument names for its headline share.
    """

    label: str
    low: float
    high: float
    headline: bool = False

    def people(self, counts: Counts) -> int:
        """How many of these people are in this category."""
        score: Floats = counts.value
        inside = (score >= self.low) & ((score < self.high) | (score == self.low))
        return int(counts.n[inside].sum())


def categories_of(instrument: Instrument, scale: Scale) -> tuple[Category, ...]:
    """The labelled response options of a single item, and the bands of a banded scale."""
    return (*_options(instrument, scale), *bands_of(scale))


def bands_of(scale: Scale) -> tuple[Category, ...]:
    """The bands of a scale as categories, lowest first; the last has no upper end."""
    bands = sorted(scale.bands, key=lambda band: band.from_)
    ends = [*(float(band.from_) for band in bands[1:]), math.inf][: len(bands)]
    return tuple(
        Category(band.label, float(band.from_), end, band.headline) for band, end in zip(bands, ends, strict=True)
    )


def _options(instrument: Instrument, scale: Scale) -> tuple[Category, ...]:
    """Labelled options of a scale whose score is one answer: its codes are the scores, turned where it is reversed."""
    if scale.method not in ("single", "category"):
        return ()
    item = instrument.item(scale.items[0])
    responses = instrument.responses_of(item.id)
    turn = None
    if item.reverse or item.id in scale.reverse:
        codes = [option.code for option in responses.options]
        low, high = responses.minimum, responses.maximum
        turn = float(min(codes) if low is None else low) + float(max(codes) if high is None else high)
    return tuple(
        Category(option.label, score, score, option.code in scale.headline)
        for option in responses.options
        if option.as_ is None
        for score in [option.code if turn is None else turn - option.code]
    )


def share_rows(pairs: ScalePairs, categories: Sequence[Category], settings: ChangeSettings) -> list[Row]:
    """`category_share` of everybody at each wave, and `headline_share` where the instrument names headline options.

    Wilson intervals; `statistic` is the count, `n` everybody with a score at that wave.
    """
    headline = [category for category in categories if category.headline]
    rows = []
    for wave, counts in pairs.at_waves:
        about = {"wave_from": wave, "wave_to": wave}
        rows += [
            share_row(
                pairs,
                "category_share",
                category.people(counts),
                counts.total,
                settings,
                category=category.label,
                **about,
            )
            for category in categories
        ]
        if headline:
            found = sum(category.people(counts) for category in headline)
            note = "Counts " + ", ".join(f"'{category.label}'" for category in headline) + "."
            rows.append(share_row(pairs, "headline_share", found, counts.total, settings, note=note, **about))
    return rows


def share_row(
    pairs: ScalePairs,
    measure: str,
    count: int,
    n: int,
    settings: ChangeSettings,
    *,
    named: str = "share",
    note: str = "",
    **about: Any,
) -> Row:
    """A share of `n` people with its Wilson interval; status x where there is nobody."""
    if n == 0:
        return row_about(pairs, measure, status="x", note=words.NOBODY, n=0, **about)
    low, high = intervals.wilson(count, n, settings.confidence)
    return row_about(
        pairs,
        measure,
        estimate=count / n,
        ci_low=low,
        ci_high=high,
        ci_level=settings.confidence,
        statistic=count,
        n=n,
        method=f"{named}, Wilson interval",
        note=note,
        **about,
    )
