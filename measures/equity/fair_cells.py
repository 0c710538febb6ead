"""The counted pairs of all groups of one breakdown as one table, and the resamples that its figures share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.equity import fair_words as words
from measures.equity.groups import NOT_STATED
from measures.equity.kinds import PREFER_NOT
from measures.numerics.bootstrap import limits_of, resample
from measures.numerics.moments import Floats, Ints
from measures.pairs import ScalePairs
from measures.results import Row

NO_GROUPS = (NOT_STATED, PREFER_NOT)
SIDES = ("before", "after")
MOST_DROPPED = 0.1  # so many resamples without the figure and the percentiles of the others mislead


@dataclass(frozen=True, slots=True)
class FairSettings:
    """Confidence level, number of bootstrap draws and their seed."""

    confidence: float = 0.95
    bootstrap: int = 2000
    seed: int = 20260101


@dataclass(frozen=True)
class Sums:
    """People and total of a score by group: one row per resample, one column per group; or one row of the estimates."""

    people: Floats
    total: Floats

    @cached_property
    def mean(self) -> Floats:
        """Each group's mean; where a resample left a group empty, the overall mean, which counts for nobody."""
        overall = self.total.sum(axis=-1, keepdims=True) / self.people.sum(axis=-1, keepdims=True)
        found: Floats = np.where(self.people > 0, self.total / np.where(self.people > 0, self.people, 1.0), overall)
        return found


class GroupedPairs:
    """The cells of every group of one breakdown of one scale: the people whose group is known.

    Parameters
    ----------
    parts : sequence of ScalePairs
        Every group of the breakdown, in its order.
    order : collection of str
        The stated order, most deprived first; empty where the groups have none. Groups outside it are left out.
    settings : FairSettings
    """

    def __init__(self, parts: Sequence[ScalePairs], order: Sequence[str], settings: FairSettings) -> None:
        self.settings = settings
        self.heading = parts[0]
        self.ordered = bool(order)
        self.linked = all(part.linked for part in parts)
        known = [part for part in parts if part.group not in NO_GROUPS and (part.group in order or not order)]
        self.parts = sorted(known, key=lambda part: order.index(part.group)) if order else known
        used = [part for part in self.parts if part.pairs]
        self.groups = tuple(part.group for part in used)
        self.unpaired = tuple(part.group for part in self.parts if not part.pairs)
        names = {part.group for part in known}
        self.left_out = sum(part.pairs for part in parts if part.group not in names)
        self.started = sum(part.all_before.total for part in self.parts)
        self.place: Ints = np.repeat(np.arange(len(used)), [len(part.n) for part in used]).astype(np.int64)
        self.before, self.after = (
            np.concatenate([getattr(part, side) for part in used]) if used else np.zeros(0) for side in SIDES
        )
        self.n: Ints = np.concatenate([part.n for part in used]) if used else np.zeros(0, dtype=np.int64)
        clusters = [part.cluster for part in used if part.cluster is not None]
        self.cluster: Ints | None = np.concatenate(clusters) if used and len(clusters) == len(used) else None

    @property
    def change(self) -> Floats:
        """After less before of each cell."""
        return self.after - self.before

    @property
    def total(self) -> int:
        """People used."""
        return int(self.n.sum())

    @property
    def direction(self) -> int:
        """1 where higher is better, -1 where higher is worse, 0 where the scale has no direction."""
        return {"better": 1, "worse": -1, None: 0}[self.heading.higher_is]

    @property
    def nothing(self) -> str:
        """Why nothing can be compared across these groups, or nothing."""
        if not self.linked:
            return words.NOT_LINKED
        if not self.total:
            return words.NO_PAIRS
        return words.ONE_GROUP if len(self.groups) < 2 else ""

    @cached_property
    def people(self) -> Floats:
        """How many people each group has."""
        return np.asarray(np.bincount(self.place, weights=self.n, minlength=len(self.groups)), dtype=np.float64)

    def means(self, value: Floats) -> Floats:
        """Mean of a value of the cells in each group."""
        totals = np.bincount(self.place, weights=self.n * value, minlength=len(self.groups))
        return np.asarray(totals / self.people)

    @cached_property
    def ranks(self) -> Floats:
        """The ridit rank of each cell's group among the people used."""
        share = self.people / self.people.sum()
        return np.asarray((np.cumsum(share) - share / 2)[self.place])

    @cached_property
    def one_cluster(self) -> bool:
        """Whether clusters are known and everybody is in the same one."""
        return self.cluster is not None and bool((self.cluster == self.cluster[0]).all())

    def sums(self, values: Sequence[Floats]) -> list[Sums]:
        """People and totals by group of several values of the cells, in one set of resamples."""
        groups = len(self.groups)
        belongs = (self.place[:, None] == np.arange(groups)).astype(np.float64)
        columns = np.column_stack([belongs, *(belongs * value[:, None] for value in values)])
        settings = self.settings
        drawn = resample(lambda block: block @ columns, self.n, settings.bootstrap, settings.seed, self.cluster)
        parts = np.split(drawn, len(values) + 1, axis=1)
        return [Sums(parts[0], part) for part in parts[1:]]

    @cached_property
    def resampled(self) -> dict[str, Sums]:
        """The resamples of the scores before and after: people are drawn, so that both waves move together."""
        before, after = self.sums([self.before, self.after])
        return {"before": before, "after": after}

    @property
    def draws_words(self) -> str:
        """How the resamples were drawn."""
        whole = "people" if self.cluster is None else "whole clusters"
        return f"{self.settings.bootstrap} draws of {whole}, seed {self.settings.seed}"

    @property
    def whose(self) -> str:
        """Who is left out because no group, or none of the stated order, is known."""
        return words.left_out(self.left_out) if self.left_out else ""

    def row(self, measure: str, *, wave: str = "", note: str = "", **values: Any) -> Row:
        """A row of this measure with its heading; `wave` for a figure of one wave."""
        heading = self.heading
        about: dict[str, Any] = {
            "instrument": heading.instrument,
            "scale": heading.scale,
            "measure": measure,
            "wave_from": wave or heading.wave_from,
            "wave_to": wave or heading.wave_to,
            "domain": heading.domain,
            "group_by": heading.group_by,
            "n": self.total,
            "n_started": self.started,
            "note": " ".join(part for part in (note, self.whose) if part),
        }
        return Row(**about | {name: plain(measure, name, value) for name, value in values.items()})

    def absent(self, measure: str, reason: str, **values: Any) -> Row:
        """A row that says why there is no figure."""
        return self.row(measure, status="x", note=reason, **values)

    def estimate(self, measure: str, value: float, drawn: Floats, *, method: str, note: str = "", **more: Any) -> Row:
        """A row of an estimate with the percentile interval of its resamples."""
        there = drawn[np.isfinite(drawn)]
        dropped = len(drawn) - len(there)
        limits: dict[str, Any] = {}
        notes = [note, words.dropped(dropped, len(drawn)) if dropped else ""]
        if self.one_cluster or len(there) < 2 or dropped > MOST_DROPPED * len(drawn):
            notes.append(words.ONE_CLUSTER if self.one_cluster else words.NO_DRAWS)
        else:
            level = self.settings.confidence
            low, high = limits_of(there, [(1 - level) / 2, (1 + level) / 2])
            limits = {"ci_low": low, "ci_high": high, "ci_level": level}
        said = " ".join(part for part in notes if part)
        return self.row(measure, estimate=value, method=method, note=said, **limits, **more)


def plain(measure: str, name: str, value: Any) -> Any:
    """Python's own numbers instead of NumPy's, and floats but for the numbers of people.

    Raises
    ------
    ValueError
        A number is not finite: a fault of the measure, never shown to a reader.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int) and name not in ("n", "n_started"):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{measure}: {name} is {value}")
    return value


def inside(value: Floats, low: float, high: float) -> NDArray[np.bool_]:
    """Which scores lie from `low` up to, not including, `high`, or are `low`."""
    found: NDArray[np.bool_] = (value >= low) & ((value < high) | (value == low))
    return found


def breakdowns_of(counted: Sequence[ScalePairs]) -> dict[str, list[ScalePairs]]:
    """The groups of each breakdown of one scale, in their order."""
    found: dict[str, list[ScalePairs]] = {}
    for part in counted:
        if part.group_by:
            found.setdefault(part.group_by, []).append(part)
    return found
