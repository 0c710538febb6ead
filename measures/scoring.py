"""Answers to scale scores: one Narwhals definition per method, on whole numbers, for any engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from measures.instrument import Instrument, Scale
from measures.results import Issue


@dataclass(frozen=True, slots=True)
class ScaleKey:
    """How the whole-number key of a scale becomes its score.

    A key holds everything the score depends on, as one whole number, so that equal scores are counted exactly on any
    engine; `values(keys)` gives the scores as floats in the scale's own units.
    """

    name: str
    instrument: Instrument
    scale: Scale

    def values(self, keys: NDArray[np.int64]) -> NDArray[np.float64]:
        """Scores of these keys."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Scores:
    """Scale keys by participant and wave.

    `frame`: `participant`, `wave`, one Int64 key per scale (`ucla3.total`; null = no score) and `ucla3.total:answered`
    (how many of its items were answered).
    """

    frame: nw.DataFrame[Any] = field(repr=False)
    scales: Mapping[str, ScaleKey]
    issues: tuple[Issue, ...] = ()
