"""Levels and change of one scale, from the counted before/after table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

from measures.change import words
from measures.change.table import PairTable
from measures.numerics import intervals, ranks
from measures.numerics.moments import Summary, summary
from measures.pairs import Counts
from measures.results import Row

Compute = Callable[[PairTable], Row]


def mean(table: PairTable, *, measure: str, side: str) -> Row:
    """Mean over the pairs before, after, or of the change, with its t interval."""
    found = table.mean_of(side)
    if found.std_error is None or found.df is None:
        return table.row(measure, estimate=found.mean, method=found.method, note=found.note)
    test = intervals.t_test(found.mean, found.std_error, found.df, table.settings.confidence)
    return table.row(
        measure,
        estimate=found.mean,
        std_error=found.std_error,
        ci_low=test.interval[0],
        ci_high=test.interval[1],
        ci_level=table.settings.confidence,
        df=found.df,
        method=found.method,
        note=found.note,
    )


def sd(table: PairTable, *, measure: str, side: str) -> Row:
    """Standard deviation over the pairs, n - 1 below."""
    spread = table.summaries[side].sd
    if spread is None:
        return table.absent(measure, words.ONE_PERSON_NO_SPREAD)
    return table.row(measure, estimate=spread, method="standard deviation (n - 1)", note=words.DESCRIPTION)


def paired_t(table: PairTable) -> Row:
    """Paired t test of the mean change, as R's `t.test(after, before, paired = TRUE)`."""
    found = table.mean_of("change")
    if table.summaries["change"].variance == 0:
        return table.absent("paired_t", words.SAME_CHANGE)
    if found.std_error is None or found.df is None:
        return table.row("paired_t", estimate=found.mean, method="paired t test", note=found.note)
    test = intervals.t_test(found.mean, found.std_error, found.df, table.settings.confidence)
    return table.row(
        "paired_t",
        estimate=found.mean,
        std_error=found.std_error,
        ci_low=test.interval[0],
        ci_high=test.interval[1],
        ci_level=table.settings.confidence,
        statistic=test.t,
        df=test.df,
        p_value=test.p_value,
        method="paired t test" if table.cluster is None else "paired t test with errors by cluster",
        note=found.note,
    )


def wilcoxon(table: PairTable) -> Row:
    """Wilcoxon signed-rank test, as R's `wilcox.test(..., exact = FALSE, correct = TRUE)`; `statistic` is V."""
    signed = ranks.signed_ranks(table.units, table.n)
    if table.total == 1 or signed.n == 0:
        return table.absent("wilcoxon", words.NO_CHANGE if signed.n == 0 else words.ONE_PAIR_NO_TEST)
    return table.row(
        "wilcoxon",
        statistic=signed.positive,
        p_value=ranks.normal_p(signed),
        method="Wilcoxon signed-rank test, zeros dropped, normal approximation with tie and continuity correction",
        note=_of_those_who_moved(table, signed.n),
    )


def _of_those_who_moved(table: PairTable, moved: int) -> str:
    note = f"Uses the {moved} of {table.total} whose score changed."
    return note if table.cluster is None else f"{note} {words.PEOPLE_NOT_CLUSTERS}"


def standardised(table: PairTable, *, measure: str) -> Row:
    """Mean change in SDs of the change (d_z, or g_z by Hedges' exact factor), interval by the noncentral t."""
    if table.no_spread:
        return table.absent(measure, table.no_spread)
    change = table.summaries["change"]
    factor = 1.0
    if measure == "g_z":
        if change.n < 3:
            return table.absent(measure, words.TWO_PAIRS)
        factor = intervals.hedges_factor(change.n - 1)
    spread = change.sd or math.nan
    root = math.sqrt(change.n)
    low, high = intervals.noncentral_t(change.mean / spread * root, change.n - 1, table.settings.confidence)
    return table.row(
        measure,
        estimate=factor * change.mean / spread,
        ci_low=factor * low / root,
        ci_high=factor * high / root,
        ci_level=table.settings.confidence,
        method="mean change / SD of the change, noncentral t interval" + (", times J(n - 1)" if factor != 1 else ""),
        note="" if table.cluster is None else words.PEOPLE_NOT_CLUSTERS,
    )


PER_PAIR: Mapping[tuple[str, str], Compute] = {
    ("mean_before", ""): partial(mean, measure="mean_before", side="before"),
    ("mean_after", ""): partial(mean, measure="mean_after", side="after"),
    ("sd_before", ""): partial(sd, measure="sd_before", side="before"),
    ("sd_after", ""): partial(sd, measure="sd_after", side="after"),
    ("mean_change", ""): partial(mean, measure="mean_change", side="change"),
    ("sd_change", ""): partial(sd, measure="sd_change", side="change"),
    ("paired_t", ""): paired_t,
    ("wilcoxon", ""): wilcoxon,
    ("d_z", ""): partial(standardised, measure="d_z"),
}
"""One entry per (measure, category): each is only asked when there is at least one pair."""


def paired_rows(table: PairTable) -> list[Row]:
    """Every figure that needs pairs; where there are none, each says so."""
    if table.total == 0:
        reason = words.NO_PAIRS if table.pairs.linked else words.NOT_LINKED
        return [table.absent(measure, reason, category=category) for measure, category in PER_PAIR]
    return [compute(table) for compute in PER_PAIR.values()]


def everybody_rows(table: PairTable) -> list[Row]:
    """`mean_all` at each wave, and `difference_unpaired` where people cannot be followed."""
    pairs = table.pairs
    rows = [
        mean_all(table, wave=wave, counts=counts)
        for wave, counts in ((pairs.wave_from, pairs.all_before), (pairs.wave_to, pairs.all_after))
    ]
    return rows if pairs.linked else [*rows, difference_unpaired(table)]


def mean_all(table: PairTable, *, wave: str, counts: Counts) -> Row:
    """Mean of everybody with a score at one wave, with its t interval."""
    about = {"wave_from": wave, "wave_to": wave, "n": counts.total}
    if counts.total == 0:
        return table.absent("mean_all", words.NOBODY, **about)
    seen = summary(counts.value, counts.n)
    if not seen.variance:
        note = words.ONE_PERSON if seen.n == 1 else words.ALL_THE_SAME
        return table.row("mean_all", estimate=seen.mean, method="mean", note=note, **about)
    level = table.settings.confidence
    test = intervals.t_test(seen.mean, math.sqrt(seen.variance / seen.n), seen.n - 1, level)
    return table.row(
        "mean_all",
        estimate=seen.mean,
        std_error=test.std_error,
        ci_low=test.interval[0],
        ci_high=test.interval[1],
        ci_level=level,
        df=test.df,
        method="mean of everybody at this wave, t interval",
        note="" if table.cluster is None else words.PEOPLE_NOT_CLUSTERS,
        **about,
    )


def difference_unpaired(table: PairTable) -> Row:
    """After - before of everybody by Welch, where people cannot be followed."""
    before, after = table.pairs.all_before, table.pairs.all_after
    n = before.total + after.total
    if not before.total or not after.total:
        return table.absent("difference_unpaired", words.ONE_WAVE_EMPTY, n=n)
    return welch_row(
        table,
        "difference_unpaired",
        summary(after.value, after.n),
        summary(before.value, before.n),
        note=words.UNPAIRED,
        n=n,
    )


def welch_row(table: PairTable, measure: str, first: Summary, second: Summary, *, note: str, n: int) -> Row:
    """First mean - second mean by Welch's t test; without an interval where a group is one person or nobody varies."""
    test = intervals.welch(first, second, table.settings.confidence)
    if test is None:
        why = words.ALL_THE_SAME if first.n > 1 and second.n > 1 else words.ONE_PERSON_IN_A_GROUP
        return table.row(
            measure, estimate=first.mean - second.mean, n=n, method="difference in means", note=f"{note} {why}".strip()
        )
    return table.row(
        measure,
        estimate=test.estimate,
        std_error=test.std_error,
        ci_low=test.interval[0],
        ci_high=test.interval[1],
        ci_level=table.settings.confidence,
        statistic=test.t,
        df=test.df,
        p_value=test.p_value,
        n=n,
        method="Welch's t test",
        note=note,
    )
