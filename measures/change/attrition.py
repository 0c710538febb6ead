"""Who was not heard from again, what that could mean for the change, and how far drift could reach."""

from __future__ import annotations

import numpy as np

from measures.change import words
from measures.change.rows import between, estimated, welch_row
from measures.change.table import PairTable
from measures.numerics import intervals
from measures.numerics.drift import regression_to_the_mean
from measures.numerics.moments import Summary, merge, quantile, summary
from measures.pairs import Counts
from measures.results import Row

MEASURES = (
    "not_again",
    "not_again_difference",
    "not_again_g",
    "change_if_unchanged",
    "change_bound_low",
    "change_bound_high",
)


def attrition_rows(table: PairTable) -> list[Row]:
    """Every figure about the people with a baseline score and no later one; `n` is everybody with a baseline."""
    if not table.pairs.linked or not table.started:
        reason = words.NO_BASELINE if table.pairs.linked else words.NOT_LINKED
        return [table.absent(measure, reason, n=table.started) for measure in MEASURES]
    return [
        not_again(table),
        not_again_difference(table),
        not_again_g(table),
        change_if_unchanged(table),
        change_bound(table, measure="change_bound_low", share=0.25),
        change_bound(table, measure="change_bound_high", share=0.75),
    ]


def kept(table: PairTable) -> Counts:
    """Baseline scores of those with a later score: everybody's less those of the people not heard from again."""
    baseline, gone = table.pairs.all_before, table.pairs.not_again
    return Counts(*merge(np.concatenate([baseline.value, gone.value]), np.concatenate([baseline.n, -gone.n])))


def not_again(table: PairTable) -> Row:
    """Share of those with a baseline score who have no later one, Wilson interval."""
    if len(table.pairs.at_waves) < 2:
        return table.absent("not_again", words.ONE_WAVE, n=table.started)
    gone = table.pairs.not_again.total
    return table.row(
        "not_again",
        estimate=gone / table.started,
        statistic=gone,
        n=table.started,
        method="share, Wilson interval",
        note="" if table.cluster is None else words.PEOPLE_NOT_CLUSTERS,
        **between(intervals.wilson(gone, table.started, table.settings.confidence), table.settings.confidence),
    )


def _both(table: PairTable) -> tuple[Summary, Summary] | str:
    """Baseline of those not heard from again and of those kept, or why they cannot be compared."""
    gone, stayed = table.pairs.not_again, kept(table)
    if len(table.pairs.at_waves) < 2:
        return words.ONE_WAVE
    if not gone.total:
        return words.EVERYBODY_AGAIN
    if not stayed.total:
        return words.NOBODY_AGAIN
    return summary(gone.value, gone.n), summary(stayed.value, stayed.n)


def not_again_difference(table: PairTable) -> Row:
    """Baseline mean of those not heard from again - of those kept, by Welch."""
    both = _both(table)
    if isinstance(both, str):
        return table.absent("not_again_difference", both, n=table.started)
    note = "" if table.cluster is None else words.PEOPLE_NOT_CLUSTERS
    return welch_row(table.pairs, "not_again_difference", *both, table.settings.confidence, note=note, n=table.started)


def not_again_g(table: PairTable) -> Row:
    """Hedges' g of the baseline difference, pooled SD, noncentral t interval."""
    both = _both(table)
    if isinstance(both, str):
        return table.absent("not_again_g", both, n=table.started)
    found = intervals.hedges_g(*both, table.settings.confidence)
    if found is None:
        return table.absent("not_again_g", words.NO_POOLED_SPREAD, n=table.started)
    return table.row(
        "not_again_g",
        estimate=found[0],
        n=table.started,
        method="Hedges' g (pooled SD, exact factor), noncentral t interval",
        note="" if table.cluster is None else words.PEOPLE_NOT_CLUSTERS,
        **between(found[1], table.settings.confidence),
    )


def _supposing(table: PairTable, change: float) -> Summary:
    """Change of everybody with a baseline score, those without a score at the later wave set to one change."""
    return summary(np.append(table.change, change), np.append(table.n, table.started - table.total))


def change_if_unchanged(table: PairTable) -> Row:
    """Mean change of everybody with a baseline score, had those without a later score not changed at all."""
    measure = "change_if_unchanged"
    if not table.total:
        return table.absent(measure, table.nobody, n=table.started)
    method = "mean change over everybody with a baseline score, those not heard from again taken as unchanged"
    seen = _supposing(table, 0.0)
    if table.cluster is not None:
        return table.row(measure, estimate=seen.mean, n=seen.n, method=method, note=words.CLUSTERS_UNKNOWN)
    columns = estimated(seen, table.settings.confidence)
    return table.row(measure, n=seen.n, method=method + (", t interval" if "ci_low" in columns else ""), **columns)


def change_bound(table: PairTable, *, measure: str, share: float) -> Row:
    """The same with their change set to the kept people's lower or upper quartile: a bound, so without an interval."""
    if not table.total:
        return table.absent(measure, table.nobody, n=table.started)
    supposed = quantile(table.change, table.n, share)
    return table.row(
        measure,
        estimate=_supposing(table, supposed).mean,
        n=table.started,
        method=(
            "mean change over everybody with a baseline score, those not heard from again taken to have changed "
            f"like the {'lower' if share < 0.5 else 'upper'} quartile ({supposed:g})"
        ),
        note=words.A_BOUND,
    )


def drift_rows(table: PairTable) -> list[Row]:
    """`drift_low` and `drift_high`: the change expected from regression to the mean alone, as a range."""
    reached = _drift(table)
    if isinstance(reached, str):
        return [table.absent(measure, reached) for measure in ("drift_low", "drift_high")]
    low, high, method, note = reached
    return [
        table.row("drift_low", estimate=low, method=method, note=note),
        table.row("drift_high", estimate=high, method=method, note=note),
    ]


def _drift(table: PairTable) -> tuple[float, float, str, str] | str:
    """Lowest and highest drift with method and note, or why it could not be estimated."""
    joined = table.settings.joined
    if table.nobody:
        return table.nobody
    if joined == "open":
        return 0.0, 0.0, "regression to the mean", words.OPEN_TO_ALL
    if joined == "unknown":
        return words.JOINED_UNKNOWN
    norm, retest = table.settings.norm.get(table.key), table.settings.retest.get(table.key)
    if norm is None or retest is None:
        return words.NO_RETEST if retest is None else words.NO_NORM
    baseline = table.summaries["before"].mean
    ends = [regression_to_the_mean(norm[0], baseline, reliability) for reliability in retest]
    if joined == "referred":
        ends.append(0.0)
    method = f"(1 - r)(norm - baseline mean), norm {norm[0]:g}, r {min(retest):g} to {max(retest):g}"
    return min(ends), max(ends), method, words.REFERRED if joined == "referred" else words.SELECTED_LOW
