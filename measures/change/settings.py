"""What a study may settle about its figures of change; keys of the mappings are `instrument.scale`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ReliableChange = Literal[
    "jacobson_truax", "gulliksen_lord_novick", "hsu_linn_lord", "edwards_nunnally", "nunnally_kotsch",
    "hageman_arrindell", "mixed_model",
]  # fmt: skip
Joined = Literal["open", "selected_low", "referred", "unknown"]


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """The `[analysis]` of a study as the figures of change need it.

    Bounds are in the scale's own units: `equivalence` (plus and minus), `minimum_important_change`. `reliability` is a
    number or `"sample"`. `percentage` holds improvement and worsening in percent; `functional` and `norm` a mean and a
    standard deviation; `retest` the ends of a test-retest reliability.
    """

    confidence: float = 0.95
    bootstrap: int = 2000
    seed: int = 20260101
    equivalence: Mapping[str, float] = field(default_factory=dict)
    minimum_important_change: Mapping[str, float] = field(default_factory=dict)
    percentage: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    reliable_change: ReliableChange = "jacobson_truax"
    reliability: Mapping[str, float | Literal["sample"]] = field(default_factory=dict)
    reliability_after: Mapping[str, float] = field(default_factory=dict)
    functional: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    cut_off: Literal["a", "b", "c"] = "c"
    joined: Joined = "unknown"
    retest: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    norm: Mapping[str, tuple[float, float]] = field(default_factory=dict)
