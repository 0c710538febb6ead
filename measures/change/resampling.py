"""The bootstrap of one before/after table: every figure that needs it shares one set of draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from measures.numerics.bootstrap import quantiles_of_draws, resample
from measures.numerics.moments import Floats, Ints

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
EFFECTS = ("d_z", "d_av", "d_rm", "correlation")
DRAWN = (*EFFECTS, "rank_biserial", "median_before", "median_after", *(f"change {share}" for share in QUANTILES))
NO_SPREAD = 1e-12  # a sum of squares this much smaller than what it was taken from is rounding, not spread


@dataclass(frozen=True)
class Cells:
    """The cells of a before/after table, sorted by before; `units` is the change as whole numbers of one unit."""

    before: Floats
    after: Floats
    units: Ints
    change: Floats
    n: Ints
    cluster: Ints | None

    def resampled(self, times: int, seed: int) -> dict[str, Floats]:
        """Effect sizes, medians and quantiles of the change in every draw; NaN where a draw does not define them."""
        found = resample(self._statistics, self.n, times, seed, self.cluster)
        return dict(zip(DRAWN, found.T, strict=True))

    def _statistics(self, drawn: Ints) -> Floats:
        middle = np.array([0.5])
        order = np.argsort(self.units, kind="stable")
        change_units, changes = _grouped(drawn[:, order], self.units[order])
        change_values = self.change[order][_starts(self.units[order])]
        by_after = np.argsort(self.after, kind="stable")
        before_values, befores = _grouped(drawn, self.before)
        after_values, afters = _grouped(drawn[:, by_after], self.after[by_after])
        return np.column_stack(
            [
                effects(drawn @ self._powers, self._centre),
                _rank_biserial(changes, change_units),
                quantiles_of_draws(befores, middle, before_values),
                quantiles_of_draws(afters, middle, after_values),
                quantiles_of_draws(changes, np.array(QUANTILES), change_values),
            ]
        )

    @property
    def _centre(self) -> tuple[float, float]:
        people = int(self.n.sum())
        return float(self.n @ self.before) / people, float(self.n @ self.after) / people

    @property
    def _powers(self) -> Floats:
        """1, before, after, their squares and product, about the means, so that sums of squares keep their digits."""
        before, after = self.before - self._centre[0], self.after - self._centre[1]
        return np.column_stack([np.ones(len(before)), before, after, before**2, after**2, before * after])

    def left_out(self) -> tuple[Floats, Floats]:
        """d_av with one person of each cell (or one whole cluster) left out, and what each counts."""
        cells = self._powers
        total = self.n @ cells
        if self.cluster is None:
            return effects(total - cells, self._centre)[:, EFFECTS.index("d_av")], self.n.astype(np.float64)
        _, place = np.unique(self.cluster, return_inverse=True)
        clusters = np.zeros((int(place.max()) + 1, cells.shape[1]))
        np.add.at(clusters, place, self.n[:, None] * cells)
        return effects(total - clusters, self._centre)[:, EFFECTS.index("d_av")], np.ones(len(clusters))


def effects(sums: Floats, centre: tuple[float, float]) -> Floats:
    """`EFFECTS` from rows of sums: people, before, after, squares, products, taken about `centre`; NaN if undefined."""
    people, before, after, before2, after2, product = sums.T
    defined = people > 1.5
    n = np.where(defined, people, 2.0)
    square_before = _spread(before2, before, n)
    square_after = _spread(after2, after, n)
    together = product - before * after / n
    change = (after - before) / n + (centre[1] - centre[0])
    square_change = square_before + square_after - 2 * together
    square_change = np.where(square_change > NO_SPREAD * (square_before + square_after), square_change, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        d_z = change / np.sqrt(square_change / (n - 1))
        d_av = change / np.sqrt((square_before + square_after) / (2 * (n - 1)))
        correlation = np.clip(together / np.sqrt(square_before * square_after), -1, 1)
        found = np.column_stack([d_z, d_av, d_z * np.sqrt(2 * (1 - correlation)), correlation])
    found[~defined] = np.nan
    return np.where(np.isfinite(found), found, np.nan)


def _spread(square: Floats, total: Floats, n: Floats) -> Floats:
    """Sum of squares about the mean, exactly 0 where it is only rounding."""
    left = square - total**2 / n
    return np.where(left > NO_SPREAD * square, left, 0.0)


def _starts(rising: Floats | Ints) -> Ints:
    first = np.ones(len(rising), dtype=bool)
    first[1:] = np.diff(rising) != 0
    return np.flatnonzero(first)


def _grouped(drawn: Ints, rising: Floats | Ints) -> tuple[Floats, Ints]:
    """Draws added up over equal values of a rising key: the distinct values and one column of counts for each."""
    starts = _starts(rising)
    return np.asarray(rising[starts], dtype=np.float64), np.add.reduceat(drawn, starts, axis=1)


def _rank_biserial(changes: Ints, units: Floats) -> Floats:
    """(W+ - W-) / (W+ + W-) of every draw; NaN where nobody changed."""
    size, place = np.unique(np.abs(units[units != 0]), return_inverse=True)
    if not len(size):
        return np.full(len(changes), np.nan)
    moved = changes[:, units != 0]
    up = units[units != 0] > 0
    positive = np.zeros((len(changes), len(size)))
    negative = np.zeros_like(positive)
    positive[:, place[up]] = moved[:, up]
    negative[:, place[~up]] = moved[:, ~up]
    tied = positive + negative
    rank = np.cumsum(tied, axis=1) - (tied - 1) / 2
    total = (rank * tied).sum(axis=1)
    found = np.full(len(changes), np.nan)
    some = total > 0
    found[some] = (rank * (positive - negative)).sum(axis=1)[some] / total[some]
    return found
