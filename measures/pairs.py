"""Scores to counted pairs: one group-by on the engine that holds the data, then small exact arithmetic on counts."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """One distribution of scores: distinct values in rising order and how many people have each."""

    value: Floats
    n: Ints

    @property
    def total(self) -> int:
        """Number of people."""
        return int(self.n.sum())


@dataclass(frozen=True, slots=True)
class ItemMoments:
    """Sums and cross products of a scale's items at one wave, over the `n` people who answered every item.

    Whole numbers, items as scored (reversed items turned): `sums[i]` is the sum of item i, `cross_products[i, j]` the
    sum of the products of items i and j.
    """

    names: tuple[str, ...]
    n: int
    sums: Ints = field(repr=False)
    cross_products: Ints = field(repr=False)


@dataclass(frozen=True, slots=True)
class ScalePairs:
    """Everything counted about one scale between two waves, for everybody (`group_by` empty) or one group.

    `before`, `after`, `n` are the cells of the before/after table: distinct pairs of scores and how many people have
    each. `all_before`, `all_after`: everybody with a score at that wave. `not_again`: the baseline scores of those
    without a score at any later wave. `linked` is False where people cannot be followed (then there are no cells).
    `low`, `high` are the ends of the scale's range, `None` where it has none.
    """

    instrument: str
    scale: str
    domain: str
    wave_from: str
    wave_to: str
    before: Floats = field(repr=False)
    after: Floats = field(repr=False)
    n: Ints = field(repr=False)
    all_before: Counts = field(repr=False)
    all_after: Counts = field(repr=False)
    not_again: Counts = field(repr=False)
    higher_is: str | None
    low: float | None
    high: float | None
    group_by: str = ""
    group: str = ""
    linked: bool = True
    cluster: Ints | None = field(default=None, repr=False)

    @property
    def pairs(self) -> int:
        """Number of people with a score at both waves."""
        return int(self.n.sum())
