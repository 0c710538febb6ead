"""The mean change of everybody seen at least once: by maximum likelihood and by multiple imputation."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from measures.change import words
from measures.change.rows import between
from measures.change.table import PairTable
from measures.numerics import intervals
from measures.numerics.imputation import imputed_changes, pooled
from measures.numerics.missing import Likelihood, Seen, by_waves, saturated
from measures.numerics.moments import Floats, Ints, merge
from measures.pairs import Counts
from measures.results import Row

IMPUTATIONS = 100
LIKELIHOOD, IMPUTED = "mean_change_likelihood", "mean_change_imputed"


def missing_rows(table: PairTable) -> list[Row]:
    """`mean_change_likelihood` and `mean_change_imputed`; `n` is everybody with a score at either wave."""
    seen = everybody_seen(table)
    people = sum(part.n for part in seen)
    reason = words.GOALS_DIFFER if table.pairs.set_aside else table.nobody
    if reason:
        return [table.absent(measure, reason, n=people) for measure in (LIKELIHOOD, IMPUTED)]
    if all(len(part.waves) == 2 for part in seen):
        return _nobody_missing(table)
    fitted = saturated(seen, 2)
    if fitted is None:
        return [table.absent(measure, words.NOT_DETERMINED, n=people) for measure in (LIKELIHOOD, IMPUTED)]
    return [_likelihood(table, fitted, people), _imputed(table, seen, fitted, people)]


def everybody_seen(table: PairTable) -> list[Seen]:
    """Those seen at both waves, at the first alone and at the second alone, each from their counts."""
    nowhere = np.full(1, np.nan)
    parts: list[tuple[Floats, Floats, Ints]] = [(table.before, table.after, table.n)]
    first = _without(table.pairs.all_before, table.before, table.n)
    second = _without(table.pairs.all_after, table.after, table.n)
    parts.append((first.value, np.repeat(nowhere, len(first.value)), first.n))
    parts.append((np.repeat(nowhere, len(second.value)), second.value, second.n))
    scores = np.concatenate([np.column_stack([before, after]) for before, after, _ in parts])
    return by_waves(scores, np.concatenate([n for _, _, n in parts]))


def _without(everybody: Counts, value: Floats, n: Ints) -> Counts:
    """The scores of everybody at a wave less those of the pairs."""
    return Counts(*merge(np.concatenate([everybody.value, value]) + 0.0, np.concatenate([everybody.n, -n])))


def _nobody_missing(table: PairTable) -> list[Row]:
    """Where everybody has both scores the two are the mean change; the likelihood's error divides by n."""
    change, level = table.summaries["change"], table.settings.confidence
    note = words.NOBODY_MISSING
    if table.cluster is not None:
        note = f"{note} {words.CLUSTERS_OF_PAIRS_ONLY}"
    if not change.variance or table.cluster is not None:
        why = note if change.variance else f"{note} {words.ONE_PAIR if change.n == 1 else words.ALL_THE_SAME}"
        return [table.row(measure, estimate=change.mean, method="mean", note=why) for measure in (LIKELIHOOD, IMPUTED)]
    smaller = math.sqrt(change.variance * (change.n - 1)) / change.n
    reach = intervals.t_quantile(level, math.inf) * smaller
    usual = math.sqrt(change.variance / change.n)
    test = intervals.t_test(change.mean, usual, change.n - 1, level)
    return [
        table.row(
            LIKELIHOOD,
            estimate=change.mean,
            std_error=smaller,
            method="maximum likelihood, normal interval",
            note=note,
            **between((change.mean - reach, change.mean + reach), level),
        ),
        table.row(
            IMPUTED,
            estimate=change.mean,
            std_error=usual,
            df=test.df,
            method="mean, t interval",
            note=note,
            **between(test.interval, level),
        ),
    ]


def _likelihood(table: PairTable, fitted: Likelihood, people: int) -> Row:
    estimate = float(fitted.mean[1] - fitted.mean[0])
    method = "saturated maximum likelihood of the normal model over everybody seen at least once"
    if table.cluster is not None:
        return table.row(LIKELIHOOD, estimate=estimate, n=people, method=method, note=words.CLUSTERS_OF_PAIRS_ONLY)
    error = math.sqrt(float(fitted.of_mean[0, 0] + fitted.of_mean[1, 1] - 2 * fitted.of_mean[0, 1]))
    reach = intervals.t_quantile(table.settings.confidence, math.inf) * error
    return table.row(
        LIKELIHOOD,
        estimate=estimate,
        std_error=error,
        n=people,
        method=f"{method}, normal interval from the observed information",
        note=words.MISSING_AT_RANDOM,
        **between((estimate - reach, estimate + reach), table.settings.confidence),
    )


def _imputed(table: PairTable, seen: Sequence[Seen], fitted: Likelihood, people: int) -> Row:
    changes, variances = imputed_changes(seen, fitted, IMPUTATIONS, table.settings.seed)
    found = pooled(changes, variances, people - 1)
    method = f"multiple imputation, normal model, {IMPUTATIONS} imputations, seed {table.settings.seed}"
    if table.cluster is not None:
        note = words.CLUSTERS_OF_PAIRS_ONLY
        return table.row(IMPUTED, estimate=found.estimate, n=people, method=method, note=note)
    reach = intervals.t_quantile(table.settings.confidence, found.df) * found.std_error
    return table.row(
        IMPUTED,
        estimate=found.estimate,
        std_error=found.std_error,
        df=found.df,
        n=people,
        method=f"{method}; Rubin's rules, Barnard and Rubin's degrees of freedom",
        note=words.MISSING_AT_RANDOM,
        **between((found.estimate - reach, found.estimate + reach), table.settings.confidence),
    )
