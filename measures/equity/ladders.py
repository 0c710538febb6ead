"""Stated ladders of merges: how groups that are too small to show may be put together, step by step.

Each step is a plain mapping from a group to the wider group it goes into. Groups are only ever merged, never split, and
what is not a group of the breakdown ("not stated", "Prefer not to say") keeps a line of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from measures.equity.age_bands import Band, band_of, written
from measures.equity.groups import NOT_STATED, falls
from measures.equity.kinds import BROAD_OF, ETHNIC_5, OTHER, PREFER_NOT, WHITE, WHITE_BRITISH, kind_of, standard
from measures.equity.places import DECILE, FIFTHS, IN_CORE20, NOT_CORE20, QUINTILE, TENTHS

Step = Mapping[str, str]
APART = frozenset({NOT_STATED, PREFER_NOT})
OTHER_ETHNIC = "All other ethnic groups"
REST = "other"


def ladder(name: str, kind: str, groups: Sequence[str], order: Sequence[str] = ()) -> tuple[Step, ...]:
    """The steps by which the groups of one breakdown may be merged, the finest first; each maps the groups as found.

    Parameters
    ----------
    name, kind : str
        What the study calls the breakdown, and its kind, if it states one.
    groups : sequence of str
        Its groups as they are found.
    order : sequence of str
        Their stated order, if there is one: neighbours are then merged in pairs. Fifths or tenths whose numbers fall
        from the most deprived are not those of England, so they have no Core20.

    Returns
    -------
    tuple of mappings
        Every step maps each of `groups`; one that merges nothing is left out. Empty where no ladder is known and there
        is no order: then only `others_together` is left.
    """
    called = kind_of(kind) or kind_of(name)
    found: tuple[Step, ...]
    if called in ("ethnic_group", "ethnic_group_19"):
        found = ethnic_steps(groups)
    elif (called == "deprivation" or name in (DECILE, QUINTILE)) and not falls(order):
        found = deprivation_steps(TENTHS if "decile" in f"{name} {kind}" else groups)
    elif called == "age" or _are_bands(groups):
        found = age_steps(groups)
    else:
        found = neighbour_steps([group for group in order if group in groups])
    steps = tuple({group: step.get(group, group) for group in groups} for step in found)
    widening = [step for step in steps if len(set(step.values())) < len(set(groups))]
    return tuple(step for place, step in enumerate(widening) if step not in widening[:place])


def ethnic_steps(groups: Sequence[str]) -> tuple[Step, ...]:
    """Ethnic groups: nineteen to five, then White British or all others, which hides much and should be said so.

    >>> ethnic_steps(["White: Irish", "White: Roma"])[0]["White: Roma"]
    'White'
    """
    mine = [group for group in groups if group not in APART]
    broad = {group: BROAD_OF.get(group) or standard("ethnic_group", group) or OTHER for group in mine}
    majority = WHITE_BRITISH if WHITE_BRITISH in mine else WHITE
    two = {group: group if group == majority else OTHER_ETHNIC for group in mine}
    steps: list[Step] = [] if set(mine) <= set(ETHNIC_5) else [broad]
    return (*steps, two)


def deprivation_steps(groups: Sequence[str]) -> tuple[Step, ...]:
    """National deciles to quintiles, then Core20 or not; national quintiles to Core20 or not.

    >>> [step["3"] for step in deprivation_steps([str(n) for n in range(1, 11)])]
    ['2', 'not Core20']
    """
    tenths = any(group in TENTHS[5:] for group in groups)
    if not tenths:
        return ({fifth: IN_CORE20 if fifth == FIFTHS[0] else NOT_CORE20 for fifth in FIFTHS},)
    to_fifth = {tenth: str((int(tenth) + 1) // 2) for tenth in TENTHS}
    return to_fifth, {tenth: IN_CORE20 if int(tenth) <= 2 else NOT_CORE20 for tenth in TENTHS}


def age_steps(groups: Sequence[str]) -> tuple[Step, ...]:
    """Age bands to wider ones: neighbours in pairs from the oldest, then again, until two are left.

    >>> age_steps(["16-24", "25-34", "35-49", "50-64", "65+"])[0]
    {'16-24': '16-24', '25-34': '25-49', '35-49': '25-49', '50-64': '50+', '65+': '50+'}
    """
    bands = {group: band for group in groups if (band := band_of(group)) is not None}
    ordered = sorted(bands, key=lambda group: bands[group])
    if any(bands[one][1] != bands[other][0] for one, other in pairwise(ordered)):
        return ()  # a gap or an overlap: what a merged band would be is not known
    steps: list[Step] = []
    parts = [[group] for group in ordered]
    while len(parts) > 2:
        parts = _paired(parts)
        steps.append({group: written(_span(bands, part)) for part in parts for group in part})
    return tuple(steps)


def neighbour_steps(order: Sequence[str]) -> tuple[Step, ...]:
    """Groups with a stated order: neighbours in pairs from the end, then again, until two are left."""
    steps: list[Step] = []
    parts = [[group] for group in order]
    while len(parts) > 2:
        parts = _paired(parts)
        steps.append({group: " to ".join(dict.fromkeys((part[0], part[-1]))) for part in parts for group in part})
    return tuple(steps)


def others_together(groups: Sequence[str], small: Sequence[str]) -> Step:
    """Small groups of any breakdown go together as "other", with one that is called so already.

    Parameters
    ----------
    groups, small : sequence of str
        All groups, and those too small to show. "not stated" and "Prefer not to say" stay as they are.

    >>> others_together(["walking", "singing", "yoga", "not stated"], ["singing", "yoga", "not stated"])
    {'walking': 'walking', 'singing': 'other', 'yoga': 'other', 'not stated': 'not stated'}
    """
    named = next((group for group in groups if group.casefold() in ("other", "others")), REST)
    together = {group for group in small if group not in APART}
    return {group: named if group in together else group for group in groups}


def _are_bands(groups: Sequence[str]) -> bool:
    mine = [group for group in groups if group not in APART]
    return len(mine) > 1 and all(band_of(group) is not None for group in mine)


def _paired(parts: Sequence[list[str]]) -> list[list[str]]:
    """Neighbours in pairs from the last; with an odd number the first stays alone."""
    start = len(parts) % 2
    alone = [parts[0]] if start else []
    return [*alone, *(one + other for one, other in zip(parts[start::2], parts[start + 1 :: 2], strict=True))]


def _span(bands: Mapping[str, Band], part: Sequence[str]) -> Band:
    return bands[part[0]][0], bands[part[-1]][1]
