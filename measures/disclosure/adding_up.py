"""Which numbers of people add up to which: groups to everybody, crossed groups to a side, fine groups to coarse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from measures.disclosure.counting import EVERYBODY, Place

CROSS = " x "
"""What stands between the names of crossed breakdowns and of their groups: `sex x age_band`, `Woman x 16-24`."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A place whose people are those of its parts taken together."""

    whole: Place
    parts: tuple[Place, ...]


def sums_among(counts: Mapping[Place, int], others: Iterable[Mapping[Place, int]] = ()) -> tuple[Sum, ...]:
    """Every sum among these places, as far as their names tell and their counts bear out.

    `others` are counts of other people in the same places (another wave, another scale): what holds by chance of one
    count of people hardly holds of all.

    A breakdown that does not add up (the comparison group beside a programme, groups of those who stated one) is no
    part of the whole that it stands beside. Finer groups are found to be parts of coarser ones by their names where
    breakdowns are crossed, and by their counts where every coarser group is one run of finer ones, as quintiles are of
    deciles.
    """
    groups, others = breakdowns(counts), list(others)
    found = [Sum(EVERYBODY, parts) for parts in groups.values()]
    for name, parts in groups.items():
        for coarser in _sides(name, groups):
            found += _crossed_sums(name, parts, coarser, groups)
    for finer, coarser in ((one, other) for one in groups for other in groups if len(groups[one]) > len(groups[other])):
        if CROSS not in finer and CROSS not in coarser:
            found += _named_after(groups[finer], groups[coarser])
            places = {*groups[finer], *groups[coarser]}
            found += _runs(
                groups[finer], groups[coarser], [counts, *(more for more in others if places <= more.keys())]
            )
    return tuple(
        dict.fromkeys(
            one for one in found if one.whole in counts and counts[one.whole] == sum(counts[part] for part in one.parts)
        )
    )


def breakdowns(places: Collection[Place]) -> dict[str, tuple[Place, ...]]:
    """The groups of each breakdown, in order."""
    found: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        if place != EVERYBODY:
            found[place[0]].append(place)
    return {name: tuple(groups) for name, groups in found.items()}


def is_crossed(group_by: str) -> bool:
    """Whether a breakdown crosses others."""
    return CROSS in group_by


def _sides(name: str, groups: Mapping[str, tuple[Place, ...]]) -> Iterator[str]:
    """The breakdowns that a crossed one is made of: each alone, and where three are crossed any two of them."""
    names = name.split(CROSS)
    for size in range(1, len(names)):
        for some in combinations(names, size):
            if CROSS.join(some) in groups:
                yield CROSS.join(some)


def _crossed_sums(
    name: str, parts: tuple[Place, ...], coarser: str, groups: Mapping[str, tuple[Place, ...]]
) -> list[Sum]:
    kept = [name.split(CROSS).index(one) for one in coarser.split(CROSS)]
    known = [{group for _, group in groups.get(one, ())} for one in name.split(CROSS)]
    by_whole: dict[Place, list[Place]] = defaultdict(list)
    for place in parts:
        pieces = _pieces(place[1], known)
        if pieces is not None:
            by_whole[coarser, CROSS.join(pieces[side] for side in kept)].append(place)
    there = set(groups[coarser])
    return [Sum(whole, tuple(some)) for whole, some in by_whole.items() if whole in there]


def _pieces(label: str, known: list[set[str]]) -> tuple[str, ...] | None:
    """The groups that a crossed group's label joins; where labels hold the cross themselves, by what is known."""
    pieces = label.split(CROSS)
    if len(pieces) == len(known):
        return tuple(pieces)
    fitting = [tried for tried in product(*known) if CROSS.join(tried) == label]
    return fitting[0] if len(fitting) == 1 else None


def _named_after(finer: tuple[Place, ...], coarser: tuple[Place, ...]) -> list[Sum]:
    """Groups whose labels name a group of another breakdown, as `Woman, 16-24` names both of its sides."""
    return [
        Sum(whole, parts)
        for whole in coarser
        if (parts := tuple(part for part in finer if whole[1] in part[1].split(", ") and part[1] != whole[1]))
    ]


def _runs(finer: tuple[Place, ...], coarser: tuple[Place, ...], evidence: Sequence[Mapping[Place, int]]) -> list[Sum]:
    """Each coarser group as a run of finer ones, where all counts say so for all of them; else nothing.

    Whether they are parts by their meaning is not known here. To take them for it where they are not costs at most a
    few hidden numbers; to miss it would give a hidden one away.
    """
    counts = {place: sum(numbers[place] for numbers in evidence) for place in (*finer, *coarser)}
    rest = list(finer)
    found: list[Sum] = []
    for whole in coarser:
        run: list[Place] = []
        while rest and sum(counts[place] for place in run) < counts[whole]:
            run.append(rest.pop(0))
        if any(sum(numbers[place] for place in run) != numbers[whole] for numbers in evidence):
            return []
        if run:
            found.append(Sum(whole, tuple(run)))
    return found if all(counts[place] == 0 for place in rest) else []
