"""What change people themselves call better: a minimum important change anchored in a global rating."""

from __future__ import annotations

import math

import numpy as np

from measures.change import levels, words
from measures.change.rows import between
from measures.change.settings import ChangeSettings
from measures.change.table import PairTable, whole_units
from measures.numerics import intervals
from measures.numerics.moments import Floats, Ints, summary
from measures.pairs import ScalePairs
from measures.results import Row

MEASURES = ("anchor_mean_change", "anchor_roc_change", "anchor_auc")


def anchor_rows(better: ScalePairs, others: ScalePairs, settings: ChangeSettings) -> list[Row]:
    """Changes that set those who say they are better apart from everybody else who answered the rating.

    Parameters
    ----------
    better, others : ScalePairs
        Pairs of the people whose global rating says better, and of all others with a rating.
    settings : ChangeSettings
        The confidence level.

    Returns
    -------
    list of Row
        `anchor_mean_change`: mean change of those who say better, t interval. `anchor_roc_change`: the change that
        tells them apart best (highest sensitivity + specificity - 1, which is `statistic`). `anchor_auc`: the chance
        that one who says better changed more for the better than one who does not, ties half; DeLong's interval.
    """
    first, second = PairTable(better, settings), PairTable(others, settings)
    rows = [_mean(first)]
    reason = first.nobody or second.nobody or ("" if first.direction else words.NO_DIRECTION)
    if reason:
        reason = words.ONE_RATING_EMPTY if reason == words.NO_PAIRS else reason
        return [*rows, *(first.absent(measure, reason) for measure in MEASURES[1:])]
    return [*rows, _roc(first, second), _area(first, second)]


def _mean(table: PairTable) -> Row:
    if table.nobody:
        return table.absent("anchor_mean_change", words.ONE_RATING_EMPTY if table.pairs.linked else table.nobody)
    return levels.mean(table, measure="anchor_mean_change", side="change")


def _together(first: PairTable, second: PairTable) -> tuple[Floats, Ints, Ints]:
    """Distinct improvements, rising, and how many of the two groups have each."""
    sides = ([part.before for part in (first, second)], [part.after for part in (first, second)])
    units, change = whole_units(*(np.concatenate(side) for side in sides))
    units, improvement = first.direction * units, first.direction * change
    _, where, place = np.unique(units, return_index=True, return_inverse=True)
    counts = np.zeros((2, len(where)), dtype=np.int64)
    np.add.at(counts, (np.repeat([0, 1], [len(first.n), len(second.n)]), place), np.concatenate([first.n, second.n]))
    return improvement[where], counts[0], counts[1]


def _roc(first: PairTable, second: PairTable) -> Row:
    improvement, said, unsaid = _together(first, second)
    sensitivity = said[::-1].cumsum()[::-1] / said.sum()
    false_alarms = unsaid[::-1].cumsum()[::-1] / unsaid.sum()
    index = sensitivity - false_alarms
    best = int(np.argmax(np.isclose(index, index.max(), rtol=0, atol=1e-12)))  # the smallest change among equals
    return first.row(
        "anchor_roc_change",
        estimate=first.direction * improvement[best],
        statistic=index[best],
        n=first.total + second.total,
        n_started=first.started + second.started,
        method="change with the highest sensitivity + specificity - 1",
        note=f"Sensitivity {sensitivity[best]:.2f}, specificity {1 - false_alarms[best]:.2f}. {words.NO_INTERVAL}",
    )


def _area(first: PairTable, second: PairTable) -> Row:
    """Area under the curve with DeLong, DeLong and Clarke-Pearson's (1988) interval."""
    _, said, unsaid = _together(first, second)
    below = unsaid.cumsum() - unsaid / 2  # of those who do not say better, how many improved less, ties half
    above = said.sum() - said.cumsum() + said / 2
    of_first, of_second = below / unsaid.sum(), above / said.sum()
    one, two = summary(of_first, said), summary(of_second, unsaid)
    about = {"n": first.total + second.total, "n_started": first.started + second.started}
    method = "area under the curve of the rating by the change"
    if one.variance is None or two.variance is None or one.variance + two.variance == 0:
        return first.row("anchor_auc", estimate=one.mean, method=method, note=words.NO_SPREAD_OF_RATING, **about)
    error = math.sqrt(one.variance / one.n + two.variance / two.n)
    level = first.settings.confidence
    reach = intervals.t_quantile(level, math.inf) * error
    return first.row(
        "anchor_auc",
        estimate=one.mean,
        std_error=error,
        method=f"{method}, DeLong interval",
        **about,
        **between((max(0.0, one.mean - reach), min(1.0, one.mean + reach)), level),
    )
