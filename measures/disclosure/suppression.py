"""Which footing every group stands on: small groups are hidden, and others with them where totals would give them back.

Whatever can be had by subtraction must itself be fit to be shown. A total less the shown groups is the hidden groups
taken together; everybody at a wave less the pairs is those seen only then. Both are held to the policy here, for every
breakdown of every scale. What then still can be worked out of a hidden number from all of them at once (crossed
breakdowns, fine groups within coarse ones, waves and pairs) is found by integer programming, and more is hidden.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import permutations

from measures.disclosure.adding_up import CROSS, Sum, breakdowns, is_crossed, sums_among
from measures.disclosure.company import Enough, Numbers, at_least, none_pinned, with_company
from measures.disclosure.completing import completed
from measures.disclosure.counting import EVERYBODY, Place, Sizes, Universe, counted, pairs_within
from measures.disclosure.linked import linked_counts
from measures.disclosure.rules import Footing, Policy
from measures.disclosure.told_sums import smallest_told

MOST_TO_SOLVE = 2000
"""Hidden places times sums up to which every way of adding and subtracting them is looked through."""
Hidden = dict[Universe, set[Place]]
Flat = Collection[tuple[Universe, Place]]
Groups = Mapping[Place, Numbers]
Sums = tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The footing of every group.

    `beside_pairs` looks at a group together with the shown pairs (means of everybody at a wave); `alone` by itself
    (shares of everybody at a wave, from which no figure of the pairs can be taken away).
    """

    beside_pairs: Mapping[Universe, Mapping[Place, Footing]]
    alone: Mapping[Universe, Mapping[Place, Footing]]

    def of(self, universe: Universe, place: Place) -> Footing:
        """The footing beside the pairs; people nobody counted are hidden."""
        return self.beside_pairs.get(universe, {}).get(place, Footing.HIDDEN)

    def of_alone(self, universe: Universe, place: Place) -> Footing:
        """The footing of the group by itself."""
        return self.alone.get(universe, {}).get(place, Footing.HIDDEN)

    def of_breakdown(self, universe: Universe, group_by: str) -> Footing:
        """The least footing among everybody and the groups of a breakdown; hidden if it has none."""
        places = self.beside_pairs.get(universe, {})
        groups = [footing for place, footing in places.items() if group_by and place[0] == group_by]
        return min([*groups, places.get(EVERYBODY, Footing.EXACT)]) if groups else Footing.HIDDEN


def standing(sizes: Sizes, flat: Flat, policy: Policy) -> Standing:
    """The footing of every group of every universe.

    Parameters
    ----------
    sizes
        How many people each has.
    flat
        Small groups whose figures would say what (nearly) everybody in them answered.
    policy
        The thresholds.
    """
    hidden, out = _hidden_and_checked(sizes, policy)
    alone, beside_pairs = {}, {}
    for universe in sizes:
        unclear = {place for place in sizes[universe] if (universe, place) in flat}
        groups = _sizes_alone(sizes, universe)
        sums = _wholes(groups, sizes)
        alone[universe] = _levels(groups, hidden[universe], unclear, policy, sums)
        groups = _sizes_beside_pairs(sizes, universe, hidden)
        beside_pairs[universe] = _levels(groups, out[universe], unclear, policy, sums)
    return Standing(beside_pairs, alone)


def _hidden_and_checked(sizes: Sizes, policy: Policy) -> tuple[Hidden, Hidden]:
    """The places whose number of people is hidden: by themselves, and beside the pairs, as they are shown.

    Rules of thumb first; then every scale's numbers are checked as one system, until nothing hidden is known too well.
    """
    hidden = {universe: {place for place, n in sizes[universe].items() if policy.is_small(n)} for universe in sizes}
    while True:
        hidden = _hidden_counts(sizes, hidden, policy)
        out = {universe: _beside_pairs(sizes, universe, hidden, policy) for universe in sizes}
        settled = True
        for universes in _scales(sizes):
            if not any(out[universe] for universe in universes) or _need_no_solving(universes, sizes):
                continue
            linked = linked_counts(universes, sizes)
            known = {at for at, (universe, place) in enumerate(linked.spots) if place in out[universe]}
            for at in completed(linked, known, policy) - known:
                universe, place = linked.spots[at]
                hidden[universe].add(place)
                settled = False
        if settled:
            return hidden, out


def _need_no_solving(universes: Collection[Universe], sizes: Sizes) -> bool:
    """Whether groups add up to everybody and nothing else is linked: the rules of thumb are exact there."""
    if len(universes) > 1:
        return False
    groups = _sizes_alone(sizes, next(iter(universes)))
    return _wholes(groups, sizes) == _simple(groups)


def _scales(sizes: Sizes) -> list[list[Universe]]:
    """The universes that share people: pairs and waves of one scale; every other by itself."""
    found: dict[tuple[str, ...], list[Universe]] = {}
    for universe in sizes:
        apart = () if universe.base in ("pairs", "wave") else (universe.base, universe.wave_from, universe.detail)
        found.setdefault((universe.instrument, universe.scale, *apart), []).append(universe)
    return list(found.values())


def _beside_pairs(sizes: Sizes, universe: Universe, hidden: Hidden, policy: Policy) -> set[Place]:
    if policy.round_to:
        return set(hidden[universe])
    return _hide_differences(hidden[universe], _sizes_beside_pairs(sizes, universe, hidden), policy)


def _hidden_counts(sizes: Sizes, start: Hidden, policy: Policy) -> Hidden:
    """Places whose number of people is hidden: these, their company, and the same groups in scales as like."""
    hidden = {universe: set(places) for universe, places in start.items()}
    if policy.round_to:  # the other counts are rounded, so nothing is left to subtract from
        return hidden
    enough, before = none_pinned(policy.hidden_below), [-1]
    while (reached := [len(places) for places in hidden.values()]) != before:
        before = reached
        for universe in sizes:
            hidden[universe] |= _told_by_pairs(universe, sizes, hidden, policy)
            hidden[universe] |= _in_company(_sizes_alone(sizes, universe), hidden[universe], enough)
        _hide_in_like_scales(hidden, sizes, policy)
    return hidden


def _in_company(groups: Groups, hidden: set[Place], enough: Enough) -> set[Place]:
    """The hidden places with company; every place, if the total is hidden, or all groups together would pin one."""
    found = _accompanied(groups, hidden, enough, _simple(groups))
    for one in _simple(groups):
        people = [groups[part] for part in one.parts if groups[part][0] > 0]
        together = [groups[part] for part in one.parts if part in found]
        if together and len(together) == len(people) and not enough(together, []):
            return set(groups)
    return set(groups) if EVERYBODY in found else found


def _told_by_pairs(wave: Universe, sizes: Sizes, hidden: Hidden, policy: Policy) -> set[Place]:
    """Places of a wave whose number of people would help to work out a hidden number of pairs."""
    found: set[Place] = set()
    if wave.base != "wave":
        return found
    for pairs in pairs_within(sizes, wave):
        for place in hidden[pairs] & set(sizes[wave]):
            company = place != EVERYBODY and EVERYBODY not in hidden[pairs]
            few = sizes[wave][place] < 2 * policy.hidden_below - 1  # some small number of pairs leaves a small rest
            if sizes[pairs][place] and (company or few or not policy.is_small(sizes[pairs][place])):
                found.add(place)
    return found


def _hide_in_like_scales(hidden: Hidden, sizes: Sizes, policy: Policy) -> None:
    """Hide a group wherever another scale counts so nearly as many people that its number would tell the hidden one."""
    alike: dict[tuple[str, str, str], list[Universe]] = {}
    for universe in sizes:
        if universe.base != "own":
            alike.setdefault((universe.base, universe.wave_from, universe.wave_to), []).append(universe)
    for universe, other in (couple for family in alike.values() for couple in permutations(family, 2)):
        for place in hidden[universe] - {EVERYBODY}:
            there = sizes[other].get(place, 0)
            if there and abs(there - sizes[universe][place]) < policy.hidden_below:
                hidden[other].add(place)


def _hide_differences(hidden: set[Place], groups: Groups, policy: Policy) -> set[Place]:
    """The hidden places, those whose number differs from its shown pairs by a small count, and their company."""
    found, enough = set(hidden), none_pinned(policy.hidden_below)
    for column in zip(*(apart for _, *apart in groups.values()), strict=True):
        differences = dict(zip(groups, ((n,) for n in column), strict=True))
        differ = {place for place, (n,) in differences.items() if policy.is_small(n)}
        if differ:
            found |= _in_company(differences, differ | {place for place in found if differences[place][0] > 0}, enough)
    return found


def _levels(
    groups: Groups, hidden: set[Place], unclear: set[Place], policy: Policy, sums: Sums
) -> dict[Place, Footing]:
    """The footing of each place, from the places that are hidden."""
    no_means = hidden | unclear | _short_of(policy.means_from, groups)
    no_means = _complete(groups, no_means, policy.means_from, sums)
    rounded = _complete(groups, no_means | _short_of(policy.exact_from, groups), policy.exact_from, sums)
    levels = dict.fromkeys(groups, Footing.EXACT)
    for places, footing in ((rounded, Footing.ROUNDED), (no_means, Footing.COUNTED), (hidden, Footing.HIDDEN)):
        levels.update(dict.fromkeys(places, footing))
    return levels


def _short_of(people: int, groups: Groups) -> set[Place]:
    """Places with fewer people than that, or whose difference from the pairs is of fewer."""
    return {place for place, numbers in groups.items() if any(0 < n < people for n in numbers)}


def _complete(groups: Groups, out: Iterable[Place], people: int, sums: Sums) -> set[Place]:
    """The places left out with company, so that what is left out together is of this many people in every sum."""
    found = _accompanied(groups, out, at_least(people), sums)
    if len(found) * len(sums) > MOST_TO_SOLVE and any(is_crossed(by) for by, _ in groups):
        # too many to look through: the finest crossing is left out whole, so that nothing can be taken from its sides
        deepest = max((by for by, _ in groups), key=lambda by: by.count(CROSS))
        left_out = {place for place in groups if place[0].count(CROSS) == deepest.count(CROSS)}
        kept = {place: numbers for place, numbers in groups.items() if place not in left_out}
        of_kept = tuple(one for one in sums if left_out.isdisjoint({one.whole, *one.parts}))
        return left_out | _complete(kept, set(out) - left_out, people, of_kept)
    while sums != _simple(groups) and (told := smallest_told(groups, sums, found, people)):
        near = [
            part
            for one in sums
            if told & {one.whole, *one.parts}
            for part in (*one.parts, one.whole)
            if part not in found and groups[part][0] > 0
        ]
        if not near:
            return set(groups)
        found = _accompanied(groups, {*found, min(near, key=lambda part: groups[part])}, at_least(people), sums)
    return found


def _accompanied(groups: Groups, out: Iterable[Place], enough: Enough, sums: Iterable[Sum]) -> set[Place]:
    """The places left out with company in each sum; none is needed where the whole is left out too."""
    found, before = set(out), -1
    while len(found) != before:
        before = len(found)
        for one in sums:
            if one.whole not in found:
                found |= with_company(found & set(one.parts), {part: groups[part] for part in one.parts}, enough)
    return found


def _wholes(groups: Groups, sizes: Sizes) -> Sums:
    """The sums among places. A breakdown is taken for everybody's even where it does not quite add up."""
    counts = {place: numbers[0] for place, numbers in groups.items()}
    return tuple(dict.fromkeys((*_simple(groups), *sums_among(counts, counted(sizes)))))


def _simple(groups: Groups) -> tuple[Sum, ...]:
    """Everybody as the sum of each breakdown, crossed ones left out.

    One group that is not everybody stands beside them, as a comparison group does.
    """
    everybody = groups.get(EVERYBODY)
    return tuple(
        Sum(EVERYBODY, parts)
        for name, parts in breakdowns(groups).items()
        if not is_crossed(name) and (len(parts) > 1 or everybody is None or groups[parts[0]][0] == everybody[0])
    )


def _sizes_alone(sizes: Sizes, universe: Universe) -> Groups:
    return {place: (n,) for place, n in sizes[universe].items()}


def _sizes_beside_pairs(sizes: Sizes, universe: Universe, hidden: Hidden) -> Groups:
    """The size of each place and what it differs by: at a wave from the shown pairs, at a question from all asked.

    Those who answered a question, taken from those who were asked it, are those who left it out: a share of its own.
    """
    pairs = [
        other
        for other in (pairs_within(sizes, universe) if universe.base == "wave" else ())
        if EVERYBODY not in hidden[other]
    ]
    asked = replace(universe, detail=universe.detail.replace("item_category_share", "item_missing", 1))
    more = [sizes[asked]] if asked != universe and asked in sizes else []
    return {
        place: (
            n,
            *(max(0, n - sizes[other].get(place, 0)) for other in pairs),
            *(max(0, everybody.get(place, 0) - n) for everybody in more),
        )
        for place, n in sizes[universe].items()
    }
