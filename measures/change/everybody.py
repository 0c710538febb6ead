"""Figures of everybody with a score at a wave, whether or not they can be followed."""

from __future__ import annotations

from measures.change import words
from measures.change.rows import estimated, welch_row
from measures.change.table import PairTable
from measures.numerics.moments import summary
from measures.pairs import Counts
from measures.results import Row


def everybody_rows(table: PairTable) -> list[Row]:
    """`mean_all` at each wave, and `difference_unpaired` where people cannot be followed."""
    pairs = table.pairs
    rows = [mean_all(table, wave=wave, counts=counts) for wave, counts in pairs.at_waves]
    return rows if pairs.linked else [*rows, difference_unpaired(table)]


def mean_all(table: PairTable, *, wave: str, counts: Counts) -> Row:
    """Mean of everybody with a score at one wave, with its t interval."""
    about = {"wave_from": wave, "wave_to": wave, "n": counts.total}
    if counts.total == 0:
        return table.absent("mean_all", words.NOBODY, **about)
    columns = estimated(summary(counts.value, counts.n), table.settings.confidence)
    columns.setdefault("note", "" if table.cluster is None else words.PEOPLE_NOT_CLUSTERS)
    method = "mean of everybody at this wave" + (", t interval" if "ci_low" in columns else "")
    return table.row("mean_all", method=method, **columns, **about)


def difference_unpaired(table: PairTable) -> Row:
    """After - before of everybody by Welch, where people cannot be followed."""
    before, after = table.pairs.all_before, table.pairs.all_after
    n = before.total + after.total
    if not before.total or not after.total:
        return table.absent("difference_unpaired", words.ONE_WAVE_EMPTY, n=n)
    return welch_row(
        table.pairs,
        "difference_unpaired",
        summary(after.value, after.n),
        summary(before.value, before.n),
        table.settings.confidence,
        note=words.UNPAIRED,
        n=n,
    )
