"""Tests that use only the order of the changes: signed ranks and signs."""

from __future__ import annotations

from measures.change import words
from measures.change.rows import between
from measures.change.table import PairTable
from measures.numerics import intervals, ranks, walsh
from measures.results import Row


def _moved(table: PairTable) -> int:
    return int(table.n[table.units != 0].sum())


def _note(table: PairTable) -> str:
    note = f"Uses the {_moved(table)} of {table.total} whose score changed."
    return note if table.cluster is None else f"{note} {words.PEOPLE_NOT_CLUSTERS}"


def _no_test(table: PairTable) -> str:
    """Why there is no test of the order of changes, or nothing."""
    if not _moved(table):
        return words.NO_CHANGE
    return words.ONE_PAIR_NO_TEST if table.total == 1 else ""


def wilcoxon(table: PairTable) -> Row:
    """Wilcoxon signed-rank test, as R's `wilcox.test(..., exact = FALSE, correct = TRUE)`; `statistic` is V."""
    if reason := _no_test(table):
        return table.absent("wilcoxon", reason)
    signed = ranks.signed_ranks(table.units, table.n)
    return table.row(
        "wilcoxon",
        statistic=signed.positive,
        p_value=ranks.normal_p(signed),
        method="Wilcoxon signed-rank test, zeros dropped, normal approximation with tie and continuity correction",
        note=_note(table),
    )


def wilcoxon_exact(table: PairTable) -> Row:
    """Exact permutation p of the signed-rank sum with ties, zeros dropped, up to 50 changes; `statistic` is V."""
    if reason := _no_test(table):
        return table.absent("wilcoxon_exact", reason)
    if _moved(table) > ranks.EXACT_UP_TO:
        return table.absent("wilcoxon_exact", words.TOO_MANY_FOR_EXACT)
    return table.row(
        "wilcoxon_exact",
        statistic=ranks.signed_ranks(table.units, table.n).positive,
        p_value=ranks.exact_p(table.units, table.n),
        method="Wilcoxon signed-rank test, zeros dropped, exact permutation with ties",
        note=_note(table),
    )


def hodges_lehmann(table: PairTable) -> Row:
    """Median of the Walsh averages of all changes, zeros kept, with its signed-rank limits."""
    if not len({*table.units.tolist()}) - 1:
        why = words.ONE_PAIR if table.total == 1 else words.ALL_THE_SAME
        return table.row("hodges_lehmann", estimate=table.change[0], method="median of the Walsh averages", note=why)
    level = table.settings.confidence
    estimate, limits = walsh.hodges_lehmann(table.units, table.change, table.n, level)
    notes = [] if limits else [words.TOO_FEW_FOR_WALSH]
    notes += [] if table.cluster is None else [words.PEOPLE_NOT_CLUSTERS]
    return table.row(
        "hodges_lehmann",
        estimate=estimate,
        method="median of the Walsh averages" + (", signed-rank limits" if limits else ""),
        note=" ".join(notes),
        **between(limits, level),
    )


def sign_test(table: PairTable) -> Row:
    """Exact binomial test of the signs of the changes, zeros dropped, as R's `binom.test`.

    `statistic` is how many rose, `estimate` their share of those who changed, with the exact interval.
    """
    moved = _moved(table)
    if not moved:
        return table.absent("sign_test", words.NO_CHANGE)
    positive = int(table.n[table.units > 0].sum())
    if table.total == 1:
        return table.row("sign_test", estimate=positive, method="exact binomial test", note=words.ONE_PAIR)
    return table.row(
        "sign_test",
        estimate=positive / moved,
        statistic=positive,
        p_value=intervals.sign_p(positive, moved),
        method="exact binomial test of the signs, zeros dropped",
        note=_note(table),
        **between(intervals.exact_share(positive, moved, table.settings.confidence), table.settings.confidence),
    )
