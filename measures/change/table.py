"""The before/after table as the measures use it: cells in a fixed order, their changes, and rows with their heading."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.change import words
from measures.change.resampling import DRAWN, Cells
from measures.change.rows import between, row_about
from measures.change.settings import ChangeSettings
from measures.numerics import intervals
from measures.numerics.clusters import cluster_error, intracluster_correlation
from measures.numerics.moments import Floats, Ints, Summary, covariance, summary
from measures.numerics.noncentral import noncentrality_limits
from measures.pair_cells import UNKNOWN_CLUSTER
from measures.pairs import ScalePairs
from measures.results import Row

SIGNIFICANT_DIGITS = 12


@dataclass(frozen=True)
class MeanWithError:
    """A mean with the standard error and degrees of freedom its interval uses (None where it has none, and why)."""

    mean: float
    std_error: float | None
    df: float | None
    method: str
    note: str


class PairTable:
    """The cells of one scale and group, merged and sorted, so that the same people give the same figures to the bit.

    `before`, `after`, `n`, `cluster` are the cells; `change` is after - before and `units` the same change as a whole
    number of a tiny fixed unit (12 significant digits of the largest score), so that 0.3 - 0.1 and 0.4 - 0.2 are ties.
    """

    def __init__(self, pairs: ScalePairs, settings: ChangeSettings) -> None:
        self.pairs = pairs
        self.settings = settings
        here = pairs.n > 0
        before, after, n = pairs.before[here] + 0.0, pairs.after[here] + 0.0, pairs.n[here]  # -0.0 becomes 0.0
        cluster = np.zeros_like(n) if pairs.cluster is None else pairs.cluster[here]
        order = np.lexsort((cluster, after, before))
        first = np.zeros(len(n), dtype=bool)
        first[:1] = True
        for part in (before, after, cluster):
            first[1:] |= np.diff(part[order]) != 0
        self.before: Floats = before[order][first]
        self.after: Floats = after[order][first]
        self.cluster: Ints | None = None if pairs.cluster is None else cluster[order][first]
        self.n: Ints = np.add.reduceat(n[order], np.flatnonzero(first)) if len(n) else n
        self.units, self.change = whole_units(self.before, self.after)

    @property
    def total(self) -> int:
        """Number of pairs."""
        return int(self.n.sum())

    @property
    def started(self) -> int:
        """Number of people with a baseline score."""
        return self.pairs.all_before.total

    @property
    def key(self) -> str:
        """The scale's name in the study's settings."""
        return f"{self.pairs.instrument}.{self.pairs.scale}"

    @property
    def direction(self) -> int:
        """1 where higher is better, -1 where higher is worse, 0 where the scale has no direction."""
        return {"better": 1, "worse": -1, None: 0}[self.pairs.higher_is]

    @property
    def nobody(self) -> str:
        """Why there is nothing to compare, or nothing."""
        if self.total:
            return ""
        return words.NO_PAIRS if self.pairs.linked else words.NOT_LINKED

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """Mean and variance of `before`, `after` and `change` over the pairs; there must be one."""
        return {name: summary(getattr(self, name), self.n) for name in ("before", "after", "change")}

    @cached_property
    def covariance(self) -> float | None:
        """Covariance of before with after; None for one pair."""
        return covariance(self.before, self.after, self.n)

    @property
    def correlation(self) -> float | None:
        """Pearson's correlation of before with after; None where either does not vary."""
        spread = (self.summaries["before"].sd or 0.0) * (self.summaries["after"].sd or 0.0)
        return None if self.covariance is None or not spread else max(-1.0, min(1.0, self.covariance / spread))

    @property
    def no_spread(self) -> str:
        """Why effect sizes of the change cannot be had, or nothing."""
        spread = self.summaries["change"].variance
        if spread is None:
            return words.ONE_PERSON_NO_SPREAD
        return words.SAME_CHANGE if spread == 0 else ""

    @cached_property
    def noncentrality(self) -> tuple[float, float]:
        """Limits of the noncentrality of the paired t, which d_z and g_z share; the change must vary."""
        change = self.summaries["change"]
        t = change.mean / math.sqrt((change.variance or math.nan) / change.n)
        return noncentrality_limits(t, change.n - 1, self.settings.confidence)

    @cached_property
    def cells(self) -> Cells:
        """The cells for the bootstrap."""
        return Cells(self.before, self.after, self.units, self.change, self.n, self.cluster)

    @property
    def one_cluster(self) -> bool:
        """Whether clusters are known and everybody is in the same: drawing it again shows no spread."""
        return self.cluster is not None and bool((self.cluster == self.cluster[0]).all())

    @property
    def no_draws(self) -> str:
        """Why the bootstrap gives no interval."""
        return words.ONE_CLUSTER if self.one_cluster else words.NO_DRAWS

    @cached_property
    def resampled(self) -> dict[str, Floats]:
        """The bootstrap's draws, shared by every figure that needs them; NaN where they could not show a spread."""
        if self.one_cluster:
            return dict.fromkeys(DRAWN, np.full(self.settings.bootstrap, np.nan))
        return self.cells.resampled(self.settings.bootstrap, self.settings.seed)

    @property
    def bootstrap_words(self) -> str:
        """How the bootstrap was done."""
        whole = "" if self.cluster is None else " of whole clusters"
        return f"{self.settings.bootstrap} draws{whole}, seed {self.settings.seed}"

    def clusters_words(self, clusters: int, alike: float | None = None) -> str:
        """How many clusters stand behind a figure, and what is done with people whose cluster is not stated."""
        unknown = self.cluster is not None and bool((self.cluster == UNKNOWN_CLUSTER).any())
        return words.clustered(clusters, alike, unknown=unknown)

    def mean_of(self, side: str) -> MeanWithError:
        """Mean of `before`, `after` or `change` with its standard error, by cluster where clusters are known."""
        seen = self.summaries[side]
        if seen.variance is None:
            return MeanWithError(seen.mean, None, None, "mean", words.ONE_PAIR)
        if seen.variance == 0:
            return MeanWithError(seen.mean, None, None, "mean", words.ALL_THE_SAME)
        if self.cluster is None:
            return MeanWithError(seen.mean, math.sqrt(seen.variance / seen.n), seen.n - 1, "mean, t interval", "")
        error, clusters = cluster_error(getattr(self, side), self.n, self.cluster)
        if error is None:
            return MeanWithError(seen.mean, None, None, "mean", words.ONE_CLUSTER)
        note = self.clusters_words(clusters, intracluster_correlation(getattr(self, side), self.n, self.cluster))
        if error <= 1e-12 * math.sqrt(seen.variance):
            return MeanWithError(seen.mean, None, None, "mean", f"{note} {words.ALL_CLUSTERS_ALIKE}")
        return MeanWithError(seen.mean, error, clusters - 1, "mean, t interval with errors by cluster", note)

    def row(self, measure: str, **values: Any) -> Row:
        """A row of this measure with its heading filled in."""
        return row_about(self.pairs, measure, **values)

    def absent(self, measure: str, reason: str, **values: Any) -> Row:
        """A row of this measure that says why there is no figure."""
        return row_about(self.pairs, measure, status="x", note=reason, **values)

    def share(
        self, measure: str, here: NDArray[np.bool_], *, named: str = "share", note: str = "", **values: Any
    ) -> Row:
        """Share of the pairs whose cell is `here`, with Wilson's interval.

        With clusters the interval takes the effective number of people (their number over the design effect) and a t
        quantile with one degree of freedom less than there are clusters (Korn and Graubard 1998).
        """
        count, n, level = int(self.n[here].sum()), self.total, self.settings.confidence
        about = {"estimate": count / n, "statistic": count, **values}
        method, effective, df = f"{named}, Wilson interval", float(n), math.inf
        if self.cluster is not None and count in (0, n):
            note = f"{note} {words.PEOPLE_NOT_CLUSTERS}".strip()
        elif self.cluster is not None:
            error, clusters = cluster_error(here.astype(np.float64), self.n, self.cluster)
            note = f"{note} {words.ONE_CLUSTER if error is None else self.clusters_words(clusters)}".strip()
            if error is None:
                return self.row(measure, method=named, note=note, **about)
            if error > 1e-12:
                effective, df = count / n * (1 - count / n) / error**2, clusters - 1
                method = f"{named}, Wilson interval with the effective number of people by cluster"
        interval = intervals.wilson(count / n * effective, effective, level, df)
        return self.row(measure, method=method, note=note, **about, **between(interval, level))

    def only(self, here: NDArray[np.bool_]) -> PairTable:
        """The same table with only these cells."""
        cluster = None if self.cluster is None else self.cluster[here]
        kept = replace(self.pairs, before=self.before[here], after=self.after[here], n=self.n[here], cluster=cluster)
        return PairTable(kept, self.settings)


def whole_units(before: Floats, after: Floats) -> tuple[Ints, Floats]:
    """After - before as whole numbers of a tiny fixed unit, and as floats that are equal where the units are."""
    if not len(before):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    largest = float(max(np.abs(before).max(), np.abs(after).max()))
    digits = SIGNIFICANT_DIGITS - math.ceil(math.log10(largest)) if largest else 0
    raw = after - before
    units = np.rint(raw * 10.0**digits).astype(np.int64)
    _, first, place = np.unique(units, return_index=True, return_inverse=True)
    return units, raw[first][place]
