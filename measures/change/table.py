"""The before/after table as the measures use it: cells in a fixed order, their changes, and rows with their heading."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from measures.change import words
from measures.change.settings import ChangeSettings
from measures.numerics.clusters import cluster_error, intracluster_correlation
from measures.numerics.moments import Floats, Ints, Summary, summary
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
        first = np.ones(len(n), dtype=bool)
        for part in (before, after, cluster):
            first[1:] &= np.diff(part[order]) == 0
        first[1:] = ~first[1:]
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

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """Mean and variance of `before`, `after` and `change` over the pairs; there must be one."""
        return {name: summary(getattr(self, name), self.n) for name in ("before", "after", "change")}

    @property
    def no_spread(self) -> str:
        """Why effect sizes of the change cannot be had, or nothing."""
        spread = self.summaries["change"].variance
        if spread is None:
            return words.ONE_PERSON_NO_SPREAD
        return words.SAME_CHANGE if spread == 0 else ""

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
        alike = intracluster_correlation(getattr(self, side), self.n, self.cluster)
        note = words.clustered(clusters, alike)
        if error == 0:
            return MeanWithError(seen.mean, None, None, "mean", f"{note} {words.ALL_CLUSTERS_ALIKE}")
        return MeanWithError(seen.mean, error, clusters - 1, "mean, t interval with errors by cluster", note)

    def row(self, measure: str, **values: Any) -> Row:
        """A row of this measure with its heading filled in; a number that is not finite is refused."""
        return row_about(self.pairs, measure, **values)

    def absent(self, measure: str, reason: str, **values: Any) -> Row:
        """A row of this measure that says why there is no figure."""
        return row_about(self.pairs, measure, status="x", note=reason, **values)


def row_about(pairs: ScalePairs, measure: str, **values: Any) -> Row:
    """A row of this measure about these pairs: heading, `n` and `n_started` filled in unless given.

    Raises
    ------
    ValueError
        A number is not finite: a fault of the measure, never shown to a reader.
    """
    plain = {name: _plain(measure, name, value) for name, value in values.items()}
    heading = Row(
        instrument=pairs.instrument,
        scale=pairs.scale,
        measure=measure,
        wave_from=pairs.wave_from,
        wave_to=pairs.wave_to,
        domain=pairs.domain,
        group_by=pairs.group_by,
        group=pairs.group,
        n=pairs.pairs,
        n_started=pairs.all_before.total,
    )
    return replace(heading, **plain)


def _plain(measure: str, name: str, value: Any) -> Any:
    """Python's own numbers instead of NumPy's, and floats but for the numbers of people."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int) and name not in ("n", "n_started"):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{measure}: {name} is {value}")
    return value


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
