"""Tests about the mean change: paired t, equivalence, and what this many people could show."""

from __future__ import annotations

from scipy import special

from measures.change import words
from measures.change.rows import tested
from measures.change.table import PairTable
from measures.numerics import intervals
from measures.numerics.noncentral import noncentrality_for_power
from measures.results import Row

POWER, SIGNIFICANCE = 0.8, 0.05


def paired_t(table: PairTable) -> Row:
    """Paired t test of the mean change, as R's `t.test(after, before, paired = TRUE)`."""
    found = table.mean_of("change")
    if table.summaries["change"].variance == 0:
        return table.absent("paired_t", words.SAME_CHANGE)
    if found.std_error is None or found.df is None:
        return table.row("paired_t", estimate=found.mean, method="paired t test", note=found.note)
    test = intervals.t_test(found.mean, found.std_error, found.df, table.settings.confidence)
    method = "paired t test" if table.cluster is None else "paired t test with errors by cluster"
    return table.row("paired_t", method=method, note=found.note, **tested(test, table.settings.confidence))


def equivalence(table: PairTable) -> Row:
    """Two one-sided paired t tests (Schuirmann 1987) against plus and minus the stated bound; 90 % interval.

    `p_value` is the larger of the two one-sided p values and `statistic` its t: small means the mean change lies
    within the bound.
    """
    bound = table.settings.equivalence[table.key]
    found = table.mean_of("change")
    if bound <= 0:
        return table.absent("equivalence", words.BOUND_NOT_POSITIVE)
    note = f"Bound {bound:g} either way. {found.note}".strip()
    method = "two one-sided paired t tests, 90 % interval"
    if table.summaries["change"].variance == 0:
        return table.absent("equivalence", words.SAME_CHANGE)
    if found.std_error is None or found.df is None:
        return table.row("equivalence", estimate=found.mean, method=method, note=note)
    t_low = (found.mean + bound) / found.std_error
    t_high = (found.mean - bound) / found.std_error
    t = t_low if abs(t_low) < abs(t_high) else t_high
    larger = float(max(special.stdtr(found.df, -t_low), special.stdtr(found.df, t_high)))
    test = intervals.t_test(found.mean, found.std_error, found.df, 0.9)
    columns = tested(test, 0.9) | {"statistic": t, "p_value": larger}
    return table.row("equivalence", method=method, note=note, **columns)


def minimum_detectable(table: PairTable) -> Row:
    """Change that a two-sided 5 % paired t test would find with 80 % power, at this n and spread of the change."""
    if table.no_spread:
        return table.absent("minimum_detectable", table.no_spread)
    found = table.mean_of("change")
    if found.std_error is None or found.df is None:
        return table.absent("minimum_detectable", f"Not computed because there is no standard error. {found.note}")
    return table.row(
        "minimum_detectable",
        estimate=noncentrality_for_power(found.df, POWER, SIGNIFICANCE) * found.std_error,
        df=found.df,
        method="80 % power, two-sided 5 % paired t test, noncentral t",
        note=found.note or words.DESCRIPTION_OF_DESIGN,
    )
