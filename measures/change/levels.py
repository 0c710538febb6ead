"""Where people stood before and after: means, spreads, medians, floor and ceiling, and how the change is spread."""

from __future__ import annotations

import math

import numpy as np

from measures.change import words
from measures.change.rows import between
from measures.change.table import PairTable
from measures.numerics import intervals
from measures.numerics.bootstrap import percentile
from measures.numerics.moments import quantile
from measures.results import Row


def mean(table: PairTable, *, measure: str, side: str) -> Row:
    """Mean over the pairs before, after, or of the change, with its t interval."""
    found = table.mean_of(side)
    note = found.note
    if found.std_error is None or found.df is None:
        return table.row(measure, estimate=found.mean, method=found.method, note=note)
    test = intervals.t_test(found.mean, found.std_error, found.df, table.settings.confidence)
    if side == "change" and one_person_decides(table):
        note = f"{note} {words.ONE_PERSON_DECIDES}".strip()
    return table.row(
        measure,
        estimate=found.mean,
        std_error=found.std_error,
        df=found.df,
        method=found.method,
        note=note,
        **between(test.interval, table.settings.confidence),
    )


def one_person_decides(table: PairTable) -> bool:
    """Whether leaving out some one person moves 0 into or out of the mean change's interval (people independent)."""
    change = table.summaries["change"]
    if table.cluster is not None or change.n < 3 or not change.variance:
        return False
    n, level = change.n, table.settings.confidence
    off = table.change - change.mean
    mean_without = change.mean - off / (n - 1)
    squares = (n - 1) * change.variance - off**2 * n / (n - 1)
    error = np.sqrt(np.maximum(squares, 0.0) / (n - 2) / (n - 1))
    clear = np.abs(mean_without) > intervals.t_quantile(level, n - 2) * error
    whole = abs(change.mean) > intervals.t_quantile(level, n - 1) * math.sqrt(change.variance / n)
    return bool((clear != whole).any())


def sd(table: PairTable, *, measure: str, side: str) -> Row:
    """Standard deviation over the pairs, n - 1 below."""
    spread = table.summaries[side].sd
    if spread is None:
        return table.absent(measure, words.ONE_PERSON_NO_SPREAD)
    return table.row(measure, estimate=spread, method="standard deviation (n - 1)", note=words.DESCRIPTION)


def median(table: PairTable, *, measure: str, side: str) -> Row:
    """Median (type 7) over the pairs before or after, percentile bootstrap interval."""
    return _quantile_row(table, measure, side, 0.5, measure)


def change_quantile(table: PairTable, *, share: float) -> Row:
    """Quantile (type 7) of the change; `category` says which."""
    return _quantile_row(table, "change_quantile", "change", share, f"change {share}", category=str(share))


def _quantile_row(table: PairTable, measure: str, side: str, share: float, draw: str, category: str = "") -> Row:
    estimate = quantile(getattr(table, side), table.n, share)
    kind = "median" if share == 0.5 else "quantile, type 7"
    if not table.summaries[side].variance:
        why = words.ONE_PAIR if table.total == 1 else words.ALL_THE_SAME
        return table.row(measure, estimate=estimate, method=kind, note=why, category=category)
    interval = percentile(table.resampled[draw], table.settings.confidence)
    method = f"{kind}, percentile bootstrap interval ({table.bootstrap_words})"
    return table.row(
        measure,
        estimate=estimate,
        method=method,
        category=category,
        note="" if interval else table.no_draws,
        **between(interval, table.settings.confidence),
    )


def correlation(table: PairTable) -> Row:
    """Pearson's correlation of before with after, Fisher's z interval, as R's `cor.test`."""
    estimate, n = table.correlation, table.total
    if estimate is None:
        return table.absent("correlation", words.ONE_PERSON_NO_SPREAD if n == 1 else words.ONE_SIDE_DOES_NOT_VARY)
    if n < 3 or abs(estimate) > 1 - 1e-12:
        why = words.TOO_FEW_FOR_CORRELATION if n < 3 else words.PERFECT_CORRELATION
        return table.row("correlation", estimate=estimate, method="Pearson's correlation", note=why)
    level = table.settings.confidence
    if table.cluster is not None:
        interval = percentile(table.resampled["correlation"], level)
        method = f"Pearson's correlation, percentile bootstrap interval ({table.bootstrap_words})"
        return table.row(
            "correlation",
            estimate=estimate,
            method=method,
            note="" if interval else table.no_draws,
            **between(interval, level),
        )
    t = estimate * math.sqrt((n - 2) / (1 - estimate**2))
    reach = intervals.t_quantile(level, math.inf) / math.sqrt(n - 3) if n > 3 else math.inf
    z = math.atanh(estimate)
    return table.row(
        "correlation",
        estimate=estimate,
        statistic=t,
        df=n - 2,
        p_value=intervals.two_sided_p(t, n - 2),
        method="Pearson's correlation, Fisher's z interval",
        note="" if n > 3 else words.TOO_FEW_FOR_FISHER,
        **between((math.tanh(z - reach), math.tanh(z + reach)) if n > 3 else None, level),
    )


def at_end(table: PairTable, *, measure: str, side: str, end: str) -> Row:
    """Share of the pairs at the scale's lowest or highest possible score."""
    limit = table.pairs.low if end == "low" else table.pairs.high
    if limit is None:
        return table.absent(measure, words.NO_RANGE)
    scores, slack = getattr(table, side), 1e-9 * max(1.0, abs(limit))
    return table.share(measure, scores <= limit + slack if end == "low" else scores >= limit - slack)
