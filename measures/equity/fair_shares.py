"""Inequality of shares across groups: relative indices, Theil's index and its like, on the people with both scores.

Only shares are put into ratios, never scores, whose zero is arbitrary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from measures.equity import fair_words as words
from measures.equity.fair_cells import FairSettings, GroupedPairs, Sums, inside
from measures.equity.index_errors import attributable_fraction_error
from measures.equity.inequality import (
    AGAINST_BEST,
    Index,
    disparity_index,
    mean_log_deviation,
    relative_index,
    theil,
)
from measures.numerics.moments import Floats
from measures.pairs import ScalePairs
from measures.results import Row

WHEN = ("before", "after")
FROM_BEST = ("mean_difference_from_best", "population_attributable_risk", "population_attributable_fraction")
PER_WAVE: dict[str, tuple[Index, str]] = {
    "theil": (theil, words.MEAN_ZERO),
    "mean_log_deviation": (mean_log_deviation, words.NOT_ABOVE_ZERO),
    "disparity_index": (disparity_index, words.MEAN_ZERO),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """Which scores a share counts: `parts` are (from, below) ranges, a range of one score where both are the same.

    `category` is empty for the instrument's headline share, else the band's name. `better` says whether a larger share
    is better, `None` where that is not known.
    """

    category: str
    parts: tuple[tuple[float, float], ...]
    better: bool | None
    note: str = ""

    def holds(self, score: Floats) -> Floats:
        """1 where a score is counted, else 0."""
        found = np.zeros(len(score))
        for low, high in self.parts:
            found[inside(score, low, high)] = 1.0
        return found


def share_fairness_rows(
    parts: Sequence[ScalePairs], order: Sequence[str], counted: Sequence[Counted], settings: FairSettings
) -> list[Row]:
    """Every index of inequality of the shares of a banded scale or of the instrument's headline answers.

    Parameters
    ----------
    parts, order, settings
        As for `fairness_rows`.
    counted : sequence of Counted
        The shares to compare.
    """
    found = GroupedPairs(parts, order, settings)
    if found.nothing or not counted:
        return [row for share in counted for row in _absent(found, share)]
    holds = [share.holds(getattr(found, when)) for share in counted for when in WHEN]
    drawn = found.sums(holds)  # one set of resamples for all shares
    rows: list[Row] = []
    for place, share in enumerate(counted):
        here = slice(len(WHEN) * place, len(WHEN) * (place + 1))
        rows += _share_rows(found, share, holds[here], drawn[here])
    return rows


def _absent(found: GroupedPairs, share: Counted) -> list[Row]:
    names = [f"relative_index_{when}" for when in WHEN] if found.ordered else []
    rows = [found.absent(name, found.nothing, category=share.category) for name in names]
    waves = dict.fromkeys((found.heading.wave_from, found.heading.wave_to))
    return rows + [
        found.absent(name, found.nothing, category=share.category, wave=wave)
        for wave in waves
        for name in (*PER_WAVE, *FROM_BEST)
    ]


def _share_rows(found: GroupedPairs, share: Counted, holds: Sequence[Floats], drawn: Sequence[Sums]) -> list[Row]:
    rows: list[Row] = []
    waves = (found.heading.wave_from, found.heading.wave_to)
    for when, wave, held, sums in zip(WHEN, waves, holds, drawn, strict=True):
        means = found.means(held)
        if found.ordered:
            rows.append(_index_row(found, share, f"relative_index_{when}", relative_index, words.NO_RATIO, means, sums))
        for name, (index, why_not) in PER_WAVE.items():
            rows.append(_index_row(found, share, name, index, why_not, means, sums, wave=wave))
        rows += _from_best(found, share, means, sums, wave)
    return rows


def _index_row(
    found: GroupedPairs,
    share: Counted,
    measure: str,
    index: Index,
    why_not: str,
    means: Floats,
    sums: Sums,
    *,
    wave: str = "",
    note: str = "",
) -> Row:
    estimate = float(index(means, found.people))
    about = {"category": share.category, "wave": wave}
    if not np.isfinite(estimate):
        return found.absent(measure, why_not, **about)
    return found.estimate(
        measure,
        estimate,
        index(sums.mean, sums.people),
        method=f"share of the pairs, weighted by people, percentile bootstrap interval ({found.draws_words})",
        note=" ".join(part for part in (share.note, note) if part),
        **about,
    )


def _from_best(found: GroupedPairs, share: Counted, means: Floats, sums: Sums, wave: str) -> list[Row]:
    """Figures against the least deprived group of an order, else against the best group."""
    if not found.ordered and share.better is None:
        why = words.SHARE_WITHOUT_DIRECTION
        return [found.absent(name, why, category=share.category, wave=wave) for name in FROM_BEST]
    place = len(found.groups) - 1
    if not found.ordered:
        place = int(means.argmax() if share.better else means.argmin())

    def reference(value: Floats, people: Floats) -> Floats:
        """The stated last group, NaN where it has nobody; without an order whichever group is best."""
        if found.ordered:
            return np.where(people[..., -1] > 0, value[..., -1], np.nan)
        return np.asarray(value.max(axis=-1) if share.better else value.min(axis=-1))

    note = words.against(found.groups[place])
    rows = [
        _index_row(found, share, name, index, words.MEAN_ZERO, means, sums, wave=wave, note=note)
        for name, index in ((name, _from(reference, name, better=share.better)) for name in FROM_BEST)
    ]
    if found.cluster is None and rows[-1].estimate:
        error = attributable_fraction_error(means, found.people, place)
        rows[-1] = replace(rows[-1], std_error=error)
    return rows


def _from(reference: Index, name: str, *, better: bool | None) -> Index:
    """An index against a reference; the attributable ones are 0 where nothing is to be gained by being like it."""
    against = AGAINST_BEST[name]

    def index(value: Floats, people: Floats) -> Floats:
        found = against(value, people, reference(value, people))
        if better is None or not name.startswith("population"):
            return found
        return np.maximum(found, 0.0) if better else np.minimum(found, 0.0)

    return index
