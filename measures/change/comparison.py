"""The programme against a comparison group, from the counted cells of both. Programme - comparison throughout."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from measures.change import words
from measures.change.rows import between, row_about, tested, welch_row
from measures.change.settings import ChangeSettings
from measures.change.table import PairTable
from measures.numerics import intervals
from measures.numerics.bootstrap import percentile, resample
from measures.numerics.moments import Floats, Ints
from measures.numerics.regression import Fit, Matrix, least_squares
from measures.pairs import ScalePairs
from measures.results import Row

MEASURES = (
    ("ancova_effect", ""),
    ("adjusted_mean", "programme"),
    ("adjusted_mean", "comparison"),
    ("ancova_slope", ""),
    ("difference_in_change", ""),
    ("difference_in_change_g", ""),
    ("d_ppc2", ""),
    ("baseline_difference", ""),
    ("baseline_difference_g", ""),
)


def comparison_rows(programme: ScalePairs, comparison: ScalePairs, settings: ChangeSettings) -> list[Row]:
    """Every figure that sets the programme's pairs against the comparison group's, for one scale.

    Parameters
    ----------
    programme, comparison : ScalePairs
        The counted pairs of the two groups. Rows are headed as about everybody: `n` is the pairs of both.
    settings : ChangeSettings
        Confidence, bootstrap and seed.
    """
    both = _Both(PairTable(programme, settings), PairTable(comparison, settings), settings)
    reason = both.programme.nobody or both.comparison.nobody
    if reason == words.NO_PAIRS:
        reason = words.ONE_GROUP_EMPTY
    if reason:
        return [both.absent(measure, reason, category=category) for measure, category in MEASURES]
    return [
        *ancova_rows(both),
        difference_in_change(both),
        standardised_difference(both, "difference_in_change_g", "change"),
        d_ppc2(both),
        baseline_difference(both),
        standardised_difference(both, "baseline_difference_g", "before"),
    ]


class _Both:
    """The two groups' tables, their cells one after the other, and rows about both."""

    def __init__(self, programme: PairTable, comparison: PairTable, settings: ChangeSettings) -> None:
        self.programme, self.comparison, self.settings = programme, comparison, settings
        parts = (programme, comparison)
        self.before: Floats = np.concatenate([part.before for part in parts])
        self.after: Floats = np.concatenate([part.after for part in parts])
        self.n: Ints = np.concatenate([part.n for part in parts])
        self.is_programme: Floats = np.concatenate([np.ones(len(programme.n)), np.zeros(len(comparison.n))])
        self.cluster: Ints | None = None
        if programme.cluster is not None and comparison.cluster is not None:
            self.cluster = np.concatenate([programme.cluster, comparison.cluster])
        self.heading = replace(
            programme.pairs,
            before=self.before,
            after=self.after,
            n=self.n,
            cluster=self.cluster,
            group_by="",
            group="",
        )
        self.started = programme.started + comparison.started

    @property
    def clusters_words(self) -> str:
        """How many clusters stand behind the errors."""
        if self.cluster is None:
            return ""
        return self.programme.clusters_words(len(np.unique(self.cluster)))

    def row(self, measure: str, **values: Any) -> Row:
        """A row about both groups."""
        return row_about(self.heading, measure, **({"n_started": self.started} | values))

    def absent(self, measure: str, reason: str, **values: Any) -> Row:
        """A row that says why there is no figure."""
        return self.row(measure, status="x", note=reason, **values)

    def fitted(self, fit: Fit, wanted: _Wanted) -> Row:
        """A row of a sum of coefficients, tested against 0."""
        estimate, error = fit.combined(np.array(wanted.weights))
        note = f"{wanted.note} {self.clusters_words}".strip()
        about = {"method": wanted.method, "category": wanted.category}
        if not error:
            return self.row(wanted.measure, estimate=estimate, note=f"{note} {words.PERFECT_FIT}".strip(), **about)
        test = intervals.t_test(estimate, error, fit.df, self.settings.confidence)
        columns = tested(test, self.settings.confidence)
        if wanted.measure == "adjusted_mean":  # nobody asks whether a mean score is 0
            columns |= {"statistic": None, "p_value": None}
        return self.row(wanted.measure, note=note, **columns, **about)


def ancova_rows(both: _Both) -> list[Row]:
    """Analysis of covariance: after on before and group, adjusted means, and whether the slopes differ."""
    ones = np.ones(len(both.n))
    centre = float(both.n @ both.before) / int(both.n.sum())  # the overall baseline mean
    before = both.before - centre
    method = "analysis of covariance, after on before and group"
    at_mean = f"{method}, at the overall baseline mean {centre:.4g}"
    crossed = "analysis of covariance with a slope for each group: difference in slopes"
    parallel = [
        _Wanted("ancova_effect", (0.0, 0.0, 1.0), method, words.ASKS_ANCOVA),
        _Wanted("adjusted_mean", (1.0, 0.0, 1.0), at_mean, category="programme"),
        _Wanted("adjusted_mean", (1.0, 0.0, 0.0), at_mean, category="comparison"),
    ]
    slope = [_Wanted("ancova_slope", (0.0, 0.0, 0.0, 1.0), crossed, words.ASKS_SLOPE)]
    group = both.is_programme
    return [
        *_regression_rows(both, np.column_stack([ones, before, group]), both.after, parallel),
        *_regression_rows(both, np.column_stack([ones, before, group, before * group]), both.after, slope),
    ]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A weighted sum of the coefficients of a regression, and the row it becomes."""

    measure: str
    weights: tuple[float, ...]
    method: str
    note: str = ""
    category: str = ""


def _regression_rows(both: _Both, columns: Matrix, outcome: Floats, wanted: Sequence[_Wanted]) -> list[Row]:
    fit = least_squares(columns, outcome, both.n, both.cluster)
    if fit is None:
        return [both.absent(one.measure, words.ANCOVA_NOT_DETERMINED, category=one.category) for one in wanted]
    return [both.fitted(fit, one) for one in wanted]


def difference_in_change(both: _Both) -> Row:
    """Mean change of the programme group - of the comparison group, by Welch; by cluster where clusters are known."""
    return _difference(both, "difference_in_change", "change", words.ASKS_CHANGE)


def baseline_difference(both: _Both) -> Row:
    """Baseline mean of the programme group - of the comparison group, by Welch."""
    return _difference(both, "baseline_difference", "before", words.ASKS_BALANCE)


def _difference(both: _Both, measure: str, side: str, note: str) -> Row:
    if both.cluster is None:
        first, second = both.programme.summaries[side], both.comparison.summaries[side]
        level = both.settings.confidence
        return welch_row(both.heading, measure, first, second, level, note=note, n_started=both.started)
    outcome = np.concatenate([getattr(both.programme, side), getattr(both.comparison, side)])
    columns = np.column_stack([np.ones(len(both.n)), both.is_programme])
    wanted = _Wanted(measure, (0.0, 1.0), "difference in means with errors by cluster", note)
    return _regression_rows(both, columns, outcome, [wanted])[0]


def standardised_difference(both: _Both, measure: str, side: str) -> Row:
    """Hedges' g of the change, or of the baseline: pooled SD, exact factor, noncentral t interval."""
    first, second = both.programme.summaries[side], both.comparison.summaries[side]
    found = intervals.hedges_g(first, second, both.settings.confidence)
    if found is None:
        return both.absent(measure, words.NO_POOLED_SPREAD)
    return both.row(
        measure,
        estimate=found[0],
        method="Hedges' g (pooled SD, exact factor), noncentral t interval",
        note="" if both.cluster is None else words.PEOPLE_NOT_CLUSTERS,
        **between(found[1], both.settings.confidence),
    )


def d_ppc2(both: _Both) -> Row:
    """Difference in mean change in pooled SDs before, with Morris's (2008) factor; bootstrap within each group."""
    parts = (both.programme, both.comparison)
    df = both.programme.total + both.comparison.total - 2
    squares = sum((part.summaries["before"].variance or 0.0) * (part.total - 1) for part in parts)
    if df < 1 or squares == 0:
        return both.absent("d_ppc2", words.NO_POOLED_SPREAD)
    factor = 1 - 3 / (4 * df - 1)
    change = both.programme.summaries["change"].mean - both.comparison.summaries["change"].mean
    settings = both.settings
    programme, comparison = (
        resample(_Sums(part), part.n, settings.bootstrap, settings.seed + place, part.cluster)
        for place, part in enumerate(parts)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = np.sqrt((programme[:, 2] + comparison[:, 2]) / (programme[:, 0] + comparison[:, 0] - 2))
        drawn = factor * (programme[:, 1] - comparison[:, 1]) / pooled
    drawn = np.where(np.isfinite(drawn), drawn, np.nan)
    dropped = int(np.isnan(drawn).sum())
    one_cluster = any(part.one_cluster for part in parts)
    interval = None if one_cluster else percentile(drawn, settings.confidence)
    notes = [words.dropped(dropped, len(drawn))] if dropped else []
    notes += [] if interval else [words.ONE_CLUSTER_OF_TWO if one_cluster else words.NO_DRAWS]
    return both.row(
        "d_ppc2",
        estimate=factor * change / math.sqrt(squares / df),
        method=(
            "difference in change / pooled SD before, times 1 - 3/(4(n1 + n2 - 2) - 1), percentile bootstrap interval "
            f"({both.programme.bootstrap_words}, drawn within each group)"
        ),
        note=" ".join(notes),
        **between(interval, settings.confidence),
    )


class _Sums:
    """People, mean change and squares before about their mean, of every draw of one group."""

    def __init__(self, table: PairTable) -> None:
        before = table.before - table.summaries["before"].mean
        self.columns = np.column_stack([np.ones(len(before)), table.change, before, before**2])

    def __call__(self, drawn: Ints) -> Floats:
        people, change, before, square = (drawn @ self.columns).T
        left = square - before**2 / people
        return np.column_stack([people, change / people, np.where(left > 1e-12 * square, left, 0.0)])
