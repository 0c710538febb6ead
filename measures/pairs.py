"""Scores to counted pairs: one group-by on the engine that holds the data, then small exact arithmetic on counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from measures.engines import kept, name_on
from measures.errors import UsageError
from measures.items import ItemCounts, ItemMoments, item_counts, item_moments
from measures.pair_cells import NOT_STATED, Cells, count_cells, merged, side_by_side
from measures.people.responses import WAVE, Responses
from measures.scoring import ScaleKey, Scores

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

__all__ = [
    "Breakdown", "Counts", "ItemCounts", "ItemMoments", "ScalePairs",
    "count_all", "count_pairs", "default_waves", "item_counts", "item_moments",
]  # fmt: skip


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
class ScalePairs:
    """Everything counted about one scale between two waves, for everybody (`group_by` empty) or one group.

    `before`, `after`, `n` are the cells of the before/after table: distinct pairs of scores and how many people have
    each, sorted. `all_before`, `all_after`: everybody with a score at that wave. `not_again`: the baseline scores of
    those without a score at any later wave. `linked` is False where people cannot be followed: then without cells.
    `low`, `high` are the ends of the scale's range, `None` where it has none. `cluster` gives the cluster of each cell
    as a number (-1 = not stated) where clusters were asked for. `set_aside` counts people with a score at both waves
    that must not be compared (goals or weights that differ).
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
    set_aside: int = 0

    @property
    def pairs(self) -> int:
        """Number of people with a score at both waves."""
        return int(self.n.sum())

    @property
    def at_waves(self) -> tuple[tuple[str, Counts], ...]:
        """Each wave with everybody who has a score there: one, where answers are of one time only."""
        both = ((self.wave_from, self.all_before), (self.wave_to, self.all_after))
        return both[:1] if self.wave_from == self.wave_to else both


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A column of people to count by, and the stated order of its groups, if there is one."""

    column: str
    order: tuple[str, ...] = ()


def count_pairs(
    scores: Scores,
    responses: Responses,
    *,
    scale: str,
    pair: tuple[str, str] | None = None,
    group_by: str = "",
    order: Sequence[str] = (),
    cluster: str = "",
) -> tuple[ScalePairs, ...]:
    """Count the before/after pairs of one scale; for many scales and breakdowns `count_all` is quicker.

    Parameters
    ----------
    scores, responses
        `responses` gives the order of waves, what is known of people, and whether they can be followed.
    scale : str
        Name of the scale, as `ucla3.total`.
    pair : (from, to), optional
        Waves to compare; by default the earliest and the latest with scores.
    group_by, cluster : str
        Columns of `responses.people`, or empty.
    order : sequence of str
        Stated order of the groups; other groups follow by name, "not stated" comes last.

    Returns
    -------
    tuple of ScalePairs
        One for everybody, or one for each group that has a score at either wave.
    """
    asked = [Breakdown(group_by, tuple(order))] if group_by else []
    waves = {scale: pair} if pair else {}
    counted = count_all(scores, responses, scales=[scale], pairs=waves, breakdowns=asked, cluster=cluster)
    return tuple(found for found in counted if found.group_by == group_by)


def count_all(
    scores: Scores,
    responses: Responses,
    *,
    scales: Iterable[str] | None = None,
    pairs: Mapping[str, tuple[str, str]] | None = None,
    breakdowns: Iterable[Breakdown] = (),
    cluster: str = "",
) -> tuple[ScalePairs, ...]:
    """Count the before/after pairs of every scale, for everybody and by every breakdown.

    Everybody's scores are put side by side once per pair of waves; each scale and breakdown is then one group-by.

    Parameters
    ----------
    scores, responses
        As for `count_pairs`.
    scales : iterable of str, optional
        Names of scales; all by default.
    pairs : mapping of scale name, or instrument id, to (from, to)
        Waves to compare; by default the earliest and the latest with scores.
    breakdowns : iterable of Breakdown
    cluster : str
        Column of `responses.people`, or empty.

    Returns
    -------
    tuple of ScalePairs
        By scale in the order asked for; within a scale everybody first, then the groups of each breakdown.

    Raises
    ------
    KeyError
        A scale was not scored.
    UsageError
        A wave to compare is not among `responses.waves`, or the second comes before the first.
    """
    wanted = [scores.scales[name] for name in (scores.scales if scales is None else scales)]
    chosen = _chosen_waves(scores, responses.waves, wanted, pairs or {})
    asked = [Breakdown(""), *breakdowns]
    counted: dict[str, list[ScalePairs]] = {key.name: [] for key in wanted}
    for waves in dict.fromkeys(chosen.values()):
        together = [key for key in wanted if chosen[key.name] == waves]
        table = side_by_side(scores, responses, together, waves, [part.column for part in asked[1:]], cluster)
        parts = [(key, breakdown) for key in together for breakdown in asked]
        with kept(table) as held:
            cells = count_cells(held, len(together), len(asked), clustered=bool(cluster))
        for part, (key, breakdown) in enumerate(parts):
            here = cells.where(cells.part == part)
            counted[key.name] += _by_group(here, key, waves, breakdown, linked=responses.linked)
    return tuple(found for each in counted.values() for found in each)


def default_waves(scores: Scores, waves: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The earliest and the latest wave with scores, by scale.

    Where only one wave has scores, the other is the last of all, or the first.
    """
    frame = scores.frame
    columns = {name: name_on(frame, name) for name in scores.scales}
    seen = (
        frame.lazy()
        .group_by(WAVE)
        .agg(*[nw.col(column).count().alias(column) for column in columns.values()])
        .collect()
    )
    found = {}
    for name, column in columns.items():
        n = dict(zip(seen[WAVE].to_list(), seen[column].to_list(), strict=True))
        scored = [wave for wave in waves if n.get(wave)]
        first, last = (scored[0], scored[-1]) if scored else (waves[0], waves[-1])
        if first == last:
            first, last = (first, waves[-1]) if first != waves[-1] else (waves[0], last)
        found[name] = (first, last)
    return found


def _chosen_waves(
    scores: Scores, waves: Sequence[str], wanted: Sequence[ScaleKey], stated: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    chosen = {key.name: stated.get(key.name) or stated.get(key.instrument.id) for key in wanted}
    for name, pair in chosen.items():
        if pair:
            _check_waves(name, pair, waves)
    if all(chosen.values()):
        return {name: pair for name, pair in chosen.items() if pair}
    default = default_waves(scores, waves)
    return {name: pair or default[name] for name, pair in chosen.items()}


def _check_waves(name: str, pair: tuple[str, str], waves: Sequence[str]) -> None:
    for wave in pair:
        if wave not in waves:
            raise UsageError(f"{name}: '{wave}' is no wave of these answers. Choose from {', '.join(waves)}.")
    if waves.index(pair[0]) > waves.index(pair[1]):
        raise UsageError(f"{name}: '{pair[0]}' comes after '{pair[1]}'. Name the earlier wave first.")


def _by_group(
    cells: Cells, key: ScaleKey, waves: tuple[str, str], breakdown: Breakdown, *, linked: bool
) -> Iterator[ScalePairs]:
    """Give the counted pairs of everybody, or of each group: stated order first, then by name, not stated last."""
    before = _scores(key, cells.before, cells.has_before)
    after = _scores(key, cells.after, cells.has_after)
    if not breakdown.column:
        yield _scale_pairs(cells, before, after, key, waves, linked=linked)
        return
    found = set(cells.group.tolist())
    named = sorted(found - {NOT_STATED} - set(breakdown.order))
    for group in dict.fromkeys([*breakdown.order, *named, NOT_STATED]):
        if group in found:
            here = cells.group == group
            counted = _scale_pairs(cells.where(here), before[here], after[here], key, waves, linked=linked)
            yield replace(counted, group_by=breakdown.column, group=group)


def _scores(key: ScaleKey, keys: Ints, here: Bools) -> Floats:
    """Scores of cells, 0 where there is none."""
    scores = np.zeros(len(keys), dtype=np.float64)
    scores[here] = key.values(keys[here])
    return scores


def _scale_pairs(
    cells: Cells, before: Floats, after: Floats, key: ScaleKey, waves: tuple[str, str], *, linked: bool
) -> ScalePairs:
    n = cells.n
    both = cells.has_before & cells.has_after & linked
    paired = both & key.comparable(cells.before, cells.after)
    gone = cells.has_before & ~cells.has_later & linked & (waves[0] != waves[1])
    parts = [before[paired], after[paired]] + ([] if cells.cluster is None else [cells.cluster[paired]])
    columns, counts = merged(parts, n[paired])
    return ScalePairs(
        instrument=key.instrument.id,
        scale=key.scale.id,
        domain=", ".join(key.scale.domain),
        wave_from=waves[0],
        wave_to=waves[1],
        before=columns[0],
        after=columns[1],
        n=counts,
        all_before=_counts(before, n, cells.has_before),
        all_after=_counts(after, n, cells.has_after),
        not_again=_counts(before, n, gone),
        higher_is=key.scale.higher_is,
        low=key.low,
        high=key.high,
        linked=linked,
        cluster=None if cells.cluster is None else columns[2].astype(np.int64),
        set_aside=int(n[both & ~paired].sum()),
    )


def _counts(value: Floats, n: Ints, here: Bools) -> Counts:
    (distinct,), counts = merged([value[here]], n[here])
    return Counts(distinct, counts)
