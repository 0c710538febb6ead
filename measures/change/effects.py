"""Standardised sizes of the change."""

from __future__ import annotations

import math

from measures.change import words
from measures.change.rows import between
from measures.change.table import PairTable
from measures.numerics import intervals, ranks
from measures.numerics.bootstrap import bca, defined, percentile
from measures.numerics.moments import Floats
from measures.results import Row


def d_z(table: PairTable, *, measure: str) -> Row:
    """Mean change in SDs of the change: d_z, or g_z by Hedges' exact factor; interval by the noncentral t."""
    if reason := _not_defined(table, measure):
        return table.absent(measure, reason)
    change, level = table.summaries["change"], table.settings.confidence
    factor = _factor(measure, change.n)
    estimate = factor * change.mean / (change.sd or math.nan)
    named = "mean change / SD of the change" + _factor_words(measure)
    if table.cluster is not None:
        return _resampled(table, measure, estimate, named, factor * table.resampled["d_z"])
    root = math.sqrt(change.n)
    low, high = table.noncentrality
    return table.row(
        measure,
        estimate=estimate,
        method=f"{named}, noncentral t interval",
        **between((factor * low / root, factor * high / root), level),
    )


def d_av(table: PairTable, *, measure: str) -> Row:
    """Mean change in average SDs: d_av, or g_av by Hedges' exact factor; BCa bootstrap interval."""
    if reason := _not_defined(table, measure):
        return table.absent(measure, reason)
    before, after = table.summaries["before"], table.summaries["after"]
    factor, level = _factor(measure, before.n), table.settings.confidence
    average = math.sqrt(((before.variance or 0.0) + (after.variance or 0.0)) / 2)
    plain = table.summaries["change"].mean / average
    left_out, weight = table.cells.left_out()
    interval = bca(table.resampled["d_av"], plain, left_out, weight, level)
    return table.row(
        measure,
        estimate=factor * plain,
        method=f"mean change / average SD{_factor_words(measure)}, BCa bootstrap interval ({table.bootstrap_words})",
        note=_dropped(table.resampled["d_av"]) if interval else _no_bca(table),
        **between(interval and (factor * interval[0], factor * interval[1]), level),
    )


def d_rm(table: PairTable) -> Row:
    """d_z times sqrt(2 (1 - correlation)): the change in SDs of the scores, as if before and after had one SD.

    Interval by Borenstein and others (2009), 4.28: variance (1/n + d^2 / 2n) 2 (1 - r), normal.
    """
    correlation = table.correlation
    if reason := _not_defined(table, "d_rm"):
        return table.absent("d_rm", reason)
    if correlation is None:
        return table.absent("d_rm", words.ONE_SIDE_DOES_NOT_VARY)
    change, level = table.summaries["change"], table.settings.confidence
    turn = math.sqrt(2 * (1 - correlation))
    estimate = change.mean / (change.sd or math.nan) * turn
    named = "mean change / SD of the change, times sqrt(2 (1 - correlation))"
    if table.cluster is not None:
        return _resampled(table, "d_rm", estimate, named, table.resampled["d_rm"])
    error = math.sqrt(1 / change.n + estimate**2 / (2 * change.n)) * turn
    reach = intervals.t_quantile(level, math.inf) * error
    return table.row(
        "d_rm",
        estimate=estimate,
        std_error=error,
        method=f"{named}, normal interval",
        **between((estimate - reach, estimate + reach), level),
    )


def rank_biserial(table: PairTable) -> Row:
    """(W+ - W-) / (W+ + W-), zeros dropped; percentile bootstrap interval."""
    signed = ranks.signed_ranks(table.units, table.n)
    if not signed.n:
        return table.absent("rank_biserial", words.NO_CHANGE)
    named = "matched-pairs rank-biserial correlation, zeros dropped"
    if table.total == 1:
        return table.row("rank_biserial", estimate=signed.rank_biserial, method=named, note=words.ONE_PAIR)
    if signed.negative == 0 or signed.positive == 0:
        return table.row("rank_biserial", estimate=signed.rank_biserial, method=named, note=words.ALL_ONE_WAY)
    return _resampled(table, "rank_biserial", signed.rank_biserial, named, table.resampled["rank_biserial"])


def _resampled(table: PairTable, measure: str, estimate: float, named: str, draws: Floats) -> Row:
    """An estimate with its percentile bootstrap interval."""
    interval = percentile(draws, table.settings.confidence)
    return table.row(
        measure,
        estimate=estimate,
        method=f"{named}, percentile bootstrap interval ({table.bootstrap_words})",
        note=_dropped(draws) if interval else table.no_draws,
        **between(interval, table.settings.confidence),
    )


def _no_bca(table: PairTable) -> str:
    return words.ONE_CLUSTER if table.one_cluster else words.LOPSIDED_DRAWS


def _not_defined(table: PairTable, measure: str) -> str:
    """Why an effect size cannot be had, or nothing."""
    if table.no_spread:
        return table.no_spread
    return words.TWO_PAIRS if measure.startswith("g_") and table.total < 3 else ""


def _factor(measure: str, n: int) -> float:
    return intervals.hedges_factor(n - 1) if measure.startswith("g_") else 1.0


def _factor_words(measure: str) -> str:
    return ", times J(n - 1)" if measure.startswith("g_") else ""


def _dropped(draws: Floats) -> str:
    """How many draws did not define the figure."""
    _, dropped = defined(draws)
    return words.dropped(dropped, len(draws)) if dropped else ""
