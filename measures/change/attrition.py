"""Who was not heard from again, and what that could mean for the change."""

from __future__ import annotations

import math

import numpy as np

from measures.change import words
from measures.change.paired import welch_row
from measures.change.table import PairTable
from measures.numerics import intervals
from measures.numerics.moments import Floats, Ints, merge, summary
from measures.pairs import Counts
from measures.results import Row

MEASURES = ("not_again", "not_again_difference", "change_if_unchanged")


def attrition_rows(table: PairTable) -> list[Row]:
    """Every figure about the people with a baseline score and no later one; `n` is everybody with a baseline."""
    if not table.pairs.linked or not table.started:
        reason = words.NO_BASELINE if table.pairs.linked else words.NOT_LINKED
        return [table.absent(measure, reason, n=table.started) for measure in MEASURES]
    return [not_again(table), not_again_difference(table), change_if_unchanged(table)]


def kept(table: PairTable) -> Counts:
    """Baseline scores of those with a later score: everybody's less those of the people not heard from again."""
    baseline, gone = table.pairs.all_before, table.pairs.not_again
    return Counts(*merge(np.concatenate([baseline.value, gone.value]), np.concatenate([baseline.n, -gone.n])))


def not_again(table: PairTable) -> Row:
    """Share of those with a baseline score who have no later one, Wilson interval."""
    gone = table.pairs.not_again.total
    low, high = intervals.wilson(gone, table.started, table.settings.confidence)
    return table.row(
        "not_again",
        estimate=gone / table.started,
        ci_low=low,
        ci_high=high,
        ci_level=table.settings.confidence,
        statistic=gone,
        n=table.started,
        method="share, Wilson interval",
        note="" if table.cluster is None else words.PEOPLE_NOT_CLUSTERS,
    )


def not_again_difference(table: PairTable) -> Row:
    """Baseline mean of those not heard from again - of those kept, by Welch."""
    gone, stayed = table.pairs.not_again, kept(table)
    measure = "not_again_difference"
    if not gone.total:
        return table.absent(measure, words.EVERYBODY_AGAIN, n=table.started)
    if not stayed.total:
        return table.absent(measure, words.NOBODY_AGAIN, n=table.started)
    return welch_row(
        table, measure, summary(gone.value, gone.n), summary(stayed.value, stayed.n), note="", n=table.started
    )


def change_if_unchanged(table: PairTable) -> Row:
    """Mean change of everybody with a baseline score, had those without a later score not changed at all."""
    return _supposing(table, "change_if_unchanged", 0.0, "those not heard from again taken as unchanged")


def _supposing(table: PairTable, measure: str, change: float, supposed: str) -> Row:
    """Mean change of everybody with a baseline score, those without a later score set to one change."""
    if not table.total:
        return table.absent(measure, words.NO_PAIRS, n=table.started)
    values: Floats = np.append(table.change, change)
    counts: Ints = np.append(table.n, table.started - table.total)
    seen = summary(values, counts)
    method = f"mean change over everybody with a baseline score, {supposed}"
    if table.cluster is not None:
        return table.row(measure, estimate=seen.mean, n=seen.n, method=method, note=words.CLUSTERS_UNKNOWN)
    if not seen.variance:
        note = words.ONE_PERSON if seen.n == 1 else words.ALL_THE_SAME
        return table.row(measure, estimate=seen.mean, n=seen.n, method=method, note=note)
    level = table.settings.confidence
    test = intervals.t_test(seen.mean, math.sqrt(seen.variance / seen.n), seen.n - 1, level)
    return table.row(
        measure,
        estimate=seen.mean,
        std_error=test.std_error,
        ci_low=test.interval[0],
        ci_high=test.interval[1],
        ci_level=level,
        df=test.df,
        n=seen.n,
        method=f"{method}, t interval",
    )
