"""Which footing every group stands on: small groups are hidden, and others with them where totals would give them back.

Whatever can be had by subtraction must itself be fit to be shown. A total less the shown groups is the hidden groups
taken together; everybody at a wave less the pairs is those seen only then. Both are held to the policy here, for every
breakdown of every scale. Tables linked in other ways (crossed breakdowns, scales answered by not quite the same people)
are not solved here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

from measures.disclosure.company import Enough, Numbers, at_least, none_pinned, with_company
from measures.disclosure.counting import EVERYBODY, Place, Sizes, Universe, pairs_within
from measures.disclosure.rules import Footing, Policy

Hidden = dict[Universe, set[Place]]
Flat = Collection[tuple[Universe, Place]]
Groups = Mapping[Place, Numbers]


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
    hidden = _hidden_counts(sizes, policy)
    alone, beside_pairs = {}, {}
    for universe in sizes:
        unclear = {place for place in sizes[universe] if (universe, place) in flat}
        alone[universe] = _levels(_sizes_alone(sizes, universe), hidden[universe], unclear, policy)
        groups = _sizes_beside_pairs(sizes, universe, hidden)
        out = hidden[universe] if policy.round_to else _hide_differences(hidden[universe], groups, policy)
        beside_pairs[universe] = _levels(groups, out, unclear, policy)
    return Standing(beside_pairs, alone)


def _hidden_counts(sizes: Sizes, policy: Policy) -> Hidden:
    """Places whose number of people is hidden: small ones, their company, and the same groups in scales as like."""
    hidden = {universe: {place for place, n in sizes[universe].items() if policy.is_small(n)} for universe in sizes}
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
    found = _complete(groups, hidden, enough)
    for breakdown in _breakdowns(groups).values():
        people = [breakdown[place] for place in breakdown if breakdown[place][0] > 0]
        together = [breakdown[place] for place in found if place in breakdown]
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


def _levels(groups: Groups, hidden: set[Place], unclear: set[Place], policy: Policy) -> dict[Place, Footing]:
    """The footing of each place, from the places that are hidden."""
    no_means = hidden | unclear | _short_of(policy.means_from, groups)
    no_means = _complete(groups, no_means, at_least(policy.means_from))
    rounded = _complete(groups, no_means | _short_of(policy.exact_from, groups), at_least(policy.exact_from))
    levels = dict.fromkeys(groups, Footing.EXACT)
    for places, footing in ((rounded, Footing.ROUNDED), (no_means, Footing.COUNTED), (hidden, Footing.HIDDEN)):
        levels.update(dict.fromkeys(places, footing))
    return levels


def _short_of(people: int, groups: Groups) -> set[Place]:
    """Places with fewer people than that, or whose difference from the pairs is of fewer."""
    return {place for place, numbers in groups.items() if any(0 < n < people for n in numbers)}


def _complete(groups: Groups, out: Iterable[Place], enough: Enough) -> set[Place]:
    """The places left out with company in each breakdown; none is needed where the total is left out too."""
    found = set(out)
    if EVERYBODY in found:
        return found
    for breakdown in _breakdowns(groups).values():
        found |= with_company(found & set(breakdown), breakdown, enough)
    return found


def _breakdowns(groups: Groups) -> dict[str, dict[Place, Numbers]]:
    found: dict[str, dict[Place, Numbers]] = {}
    for place, numbers in groups.items():
        if place != EVERYBODY:
            found.setdefault(place[0], {})[place] = numbers
    return found


def _sizes_alone(sizes: Sizes, universe: Universe) -> Groups:
    return {place: (n,) for place, n in sizes[universe].items()}


def _sizes_beside_pairs(sizes: Sizes, universe: Universe, hidden: Hidden) -> Groups:
    """The size of each place and, at a wave, how many more it has than each of the pairs, where these are shown."""
    pairs = [
        other
        for other in (pairs_within(sizes, universe) if universe.base == "wave" else ())
        if EVERYBODY not in hidden[other]
    ]
    return {
        place: (n, *(max(0, n - sizes[other].get(place, 0)) for other in pairs)) for place, n in sizes[universe].items()
    }
