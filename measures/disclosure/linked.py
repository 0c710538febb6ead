"""The numbers of people of one scale as one system of sums, and what somebody could work out of the hidden ones."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack

from measures.disclosure.adding_up import breakdowns, sums_among
from measures.disclosure.counting import EVERYBODY, Place, Sizes, Universe, counted, pairs_within
from measures.disclosure.rounding import to_base
from measures.disclosure.rules import Policy

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
PASSES = 4
Spot = tuple[Universe, Place]
"""A number of people: which people, of which group."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Numbers of people, and the sums among them: every line of `sums` times the numbers is 0.

    Spots come first; after them, for each wave and pairs of one place, the people seen at the wave who are not among
    the pairs. Nobody shows these, but whoever has both numbers has them too.
    """

    spots: tuple[Spot, ...]
    counts: Ints
    sums: csr_array
    stated: frozenset[int] = frozenset()
    """Places of numbers that are stated in other rows too, so that they cannot be hidden."""
    apart: tuple[tuple[int, int, int], ...] = ()
    """Places of: people seen at the first wave and not among the pairs, everybody at that wave, the pairs."""


@dataclass(slots=True)
class Seen:
    """What is known of each number from outside: the least and most it can be, and the tables found that fit it all."""

    low: Floats
    high: Floats
    tables: list[Ints] = field(default_factory=list)


def linked_counts(universes: Iterable[Universe], sizes: Sizes) -> Linked:
    """The system of some universes of one scale: groups and wholes, waves and the pairs within them."""
    listed = tuple(universes)
    with_whole = {universe: _with_everybody(sizes[universe]) for universe in listed}
    spots = tuple((universe, place) for universe in listed for place in with_whole[universe])
    at = {spot: index for index, spot in enumerate(spots)}
    counts = [with_whole[universe][place] for universe, place in spots]
    lines: list[dict[int, int]] = [
        {at[universe, one.whole]: 1, **{at[universe, part]: -1 for part in one.parts}}
        for universe in listed
        for one in sums_among(with_whole[universe], counted(sizes))
    ]
    apart: list[tuple[int, int, int]] = []
    for wave in listed:
        for pairs in pairs_within(sizes, wave) if wave.base == "wave" else ():
            for place in sizes[wave]:
                if (pairs, place) in at:
                    lines.append({at[wave, place]: 1, at[pairs, place]: -1, len(counts): -1})
                    if wave.wave_from == pairs.wave_from:
                        apart.append((len(counts), at[wave, place], at[pairs, place]))
                    counts.append(max(0, sizes[wave][place] - sizes[pairs][place]))
    entries = [(line, index, value) for line, found in enumerate(lines) for index, value in found.items()]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = csr_array(coo_array((values, (rows, columns)), shape=(len(lines), len(counts)), dtype=np.int64))
    numbers = np.array(counts, dtype=np.int64)
    fits = matrix @ numbers == 0  # a wave of fewer people than its pairs, as made-up rows may have it, says nothing
    stated = frozenset(at[universe, EVERYBODY] for universe in listed if EVERYBODY not in sizes[universe])
    return Linked(spots, numbers, csr_array(matrix[np.flatnonzero(fits)]), stated, tuple(apart))


def _with_everybody(counts: Mapping[Place, int]) -> dict[Place, int]:
    """The counts, and where no row is about everybody, the largest sum of a breakdown: its rows' base says it."""
    wholes = [sum(counts[place] for place in groups) for groups in breakdowns(counts).values()]
    return {EVERYBODY: max(wholes, default=0), **counts}


def seen_from_outside(
    linked: Linked, hidden: Collection[int], policy: Policy, tables: list[Ints] | None = None
) -> Seen:
    """What is known of each number when these places are hidden: shown ones exactly or rounded, hidden ones at least 1.

    `tables` are those found when fewer places were hidden: they fit what is known now too.
    """
    counts = linked.counts.astype(float)
    low, high = counts.copy(), counts.copy()
    most = 2.0 * counts.sum() + 10.0 * policy.hidden_below + 10.0
    if policy.round_to:
        about = np.array([to_base(count, policy.round_to) for count in linked.counts], dtype=float)
        low = np.where(counts > 0, np.maximum(about - policy.round_to // 2, policy.hidden_below), 0.0)
        high = np.where(counts > 0, about + policy.round_to // 2, 0.0)
    spots = len(linked.spots)
    low[spots:], high[spots:] = 0.0, most
    if policy.round_to:  # how many were not heard from again is stated, rounded, wherever both others are
        for place, wave, pairs in linked.apart:
            if wave not in hidden and pairs not in hidden and not policy.is_small(int(counts[place])):
                low[place] = max(about[place] - policy.round_to // 2, policy.hidden_below) if counts[place] else 0.0
                high[place] = about[place] + policy.round_to // 2 if counts[place] else 0.0
    out = np.array(sorted(hidden), dtype=int)
    low[out], high[out] = np.minimum(1.0, counts[out]), most
    return Seen(low, high, [linked.counts] if tables is None else tables)


def furthest(linked: Linked, seen: Seen, wanted: Mapping[int, int], sign: int) -> None:
    """Find a table that fits all that is known, with these numbers as near their levels (or as small) as can be.

    Several numbers are taken upward together (sign 1, none further than its level), one alone either way; the table is
    kept in `seen`. Where the solver gives up there is none, and the numbers count as known.
    """
    free = np.flatnonzero(seen.low < seen.high)
    at = np.searchsorted(free, list(wanted))
    fixed = np.where(seen.low < seen.high, 0.0, seen.low)
    told = linked.sums @ fixed
    matrix = linked.sums[:, free].astype(float)
    used = np.flatnonzero(abs(matrix).sum(axis=1))
    size, more = len(free), len(wanted) if sign > 0 else 0
    cost = np.zeros(size + more)
    cost[at if sign < 0 else slice(size, None)] = -sign
    levels = np.array(list(wanted.values()), dtype=float)[:more]
    # what counts of each number is no more than the number itself, and no more than its level
    counted = csr_array((np.ones(more), (range(more), at[:more])), shape=(more, size))
    limits = []
    if len(used):
        limits.append(LinearConstraint(hstack([matrix[used], csr_array((len(used), more))]), -told[used], -told[used]))
    if more:
        limits.append(LinearConstraint(hstack([counted, -eye_array(more)]), 0.0, np.inf))
    bounds = Bounds(np.concatenate([seen.low[free], np.zeros(more)]), np.concatenate([seen.high[free], levels]))
    answer = milp(cost, constraints=limits, integrality=np.ones(size + more, dtype=np.int64), bounds=bounds)
    if answer.x is not None:
        table = fixed
        table[free] = answer.x[:size]
        seen.tables.append(np.rint(table).astype(np.int64))


def too_well_known(
    linked: Linked, hidden: Collection[int], policy: Policy, tables: list[Ints] | None = None
) -> dict[int, int]:
    """The numbers of which too much is known, each with the number that it must be possible to take it for.

    A hidden number must leave as many possibilities open as there are small numbers, and one that is not small. The
    same holds for a small number of people seen at a wave and not among the pairs, but that two possibilities will do.
    Where counts are rounded, a hidden number is small by the rule itself, and three possibilities must be left.
    """
    seen = seen_from_outside(linked, hidden, policy, tables)
    spots, counts = len(linked.spots), linked.counts
    rooms = dict.fromkeys(
        (place for place in sorted(hidden) if counts[place]), 2 if policy.round_to else policy.hidden_below - 1
    )
    if not policy.round_to:
        rooms |= dict.fromkeys((one for one in range(spots, len(counts)) if policy.is_small(int(counts[one]))), 1)
    least = 0 if policy.round_to else policy.hidden_below

    def short() -> dict[int, int]:
        """The numbers that no table found so far takes to their levels."""
        stacked = np.array(seen.tables)
        most, bottom = stacked.max(axis=0), stacked.min(axis=0)
        levels = {place: max(least, int(bottom[place]) + room) for place, room in rooms.items()}
        return {place: level for place, level in levels.items() if level > most[place]}

    surely = _at_most(linked, seen)
    rooms, apart = (
        {place: room for place, room in rooms.items() if surely[place] >= least},
        {place: max(least, int(linked.counts[place]) + 1) for place in rooms if surely[place] < least},
    )
    wanted = short()
    while len(wanted) > 1:
        furthest(linked, seen, wanted, 1)
        before, wanted = wanted, short()
        if len(wanted) > len(before) / 2:
            break
    for place in list(wanted):
        for sign in (1, -1):
            if place in (left := short()):
                furthest(linked, seen, {place: left[place]}, sign)
    return {**apart, **short()}


def _at_most(linked: Linked, seen: Seen) -> Floats:
    """A bound above on each number, from each sum by itself: quick, and never below what it can really be."""
    low, high = seen.low.copy(), seen.high.copy()
    sums = linked.sums.toarray()
    plus, minus = np.maximum(sums, 0), np.maximum(-sums, 0)
    for _ in range(PASSES):
        # a line is 0: a number in it is at most what the others on its line leave, at their most or least
        least, most = plus @ low - minus @ high, plus @ high - minus @ low
        above = np.where(sums > 0, low - least[:, None], np.where(sums < 0, most[:, None] + low, np.inf))
        below = np.where(sums > 0, high - most[:, None], np.where(sums < 0, least[:, None] + high, -np.inf))
        high = np.minimum(high, above.min(axis=0, initial=np.inf))
        low = np.maximum(low, below.max(axis=0, initial=-np.inf))
    return high
