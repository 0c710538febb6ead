"""Shares of people: small counts are hidden, and with them whatever their table would give them back by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from measures.disclosure.company import Numbers, none_pinned, sums, with_company
from measures.disclosure.counting import EVERYBODY, Place, universe_of
from measures.disclosure.rounding import to_base
from measures.disclosure.rules import RULES, Footing, Policy
from measures.disclosure.share_tables import Cell, Division, Key, divisions
from measures.disclosure.suppression import Standing
from measures.results import Row

HEADLINE_OF = {"headline_share": "category_share"}
"""Measures that add up categories of another."""
ENDS = {"floor_before": 0, "ceiling_before": 0, "floor_after": 1, "ceiling_after": 1}
"""Measures that count the pairs in one category, and at which of the two waves."""
NOWHERE: Cell = ("", "")


def hidden_shares(rows: Sequence[Row], standing: Standing, policy: Policy) -> set[int]:
    """Places (indexes) of the share rows that must be hidden although their group may be told of.

    A group whose table has a small count is hidden whole, with company, so that everybody less the shown groups is
    itself a table without small counts. Of everybody's own table the small counts are hidden, with company.
    """
    found = divisions(rows)
    if policy.round_to:  # every other count is rounded, so nothing is left to subtract from
        every = [group for _, division in found for group in division.groups.values()]
        return {group.rows[cell] for group in every for cell, n in group.counts.items() if _small(n, group.n, policy)}
    hidden: set[int] = set()
    headlines: dict[Key, set[Place]] = {}
    counts = {key: division for key, division in found if not division.within}
    for key, division in sorted(found, key=lambda one: one[0][-1] not in HEADLINE_OF):
        unsafe = headlines.get(key, set()) | _beside_categories(key, division, counts, policy)
        out = _hidden_groups(rows, division, standing, policy, unsafe)
        whole = key in headlines or division.nested or bool(division.within) or EVERYBODY in unsafe
        if hidden_cells := _hidden_of_everybody(division, policy, whole=whole, unsafe=EVERYBODY in unsafe):
            out = set(division.groups) - {EVERYBODY}
        hidden |= hidden_cells | {index for place in out for index in division.rows(place)}
        if key[-1] in HEADLINE_OF:
            headlines[(*key[:-1], HEADLINE_OF[key[-1]])] = out
    return hidden


def _small(count: int, n: int, policy: Policy) -> bool:
    """Whether rounded counts would tell of few people in a cell, or of few of the group outside it."""
    apart = to_base(n, policy.round_to) - to_base(count, policy.round_to)
    return any(map(policy.is_small, (count, n - count, apart)))


def _beside_categories(key: Key, division: Division, counts: Mapping[Key, Division], policy: Policy) -> set[Place]:
    """Places where a share of the pairs at an end of the scale may tell how few of those seen only once are there.

    Which category is the end is not known here, so none may differ from it by a small count.
    """
    *about, wave_from, wave_to, family = key
    wave = (wave_from, wave_to)[ENDS.get(family, 0)]
    everybody = counts.get((*about, wave, wave, "category_share"))
    if family not in ENDS or everybody is None:
        return set()
    return {
        place
        for place, group in division.groups.items()
        for count in group.counts.values()
        if place in everybody.groups
        and any(policy.is_small(n - count) for n in everybody.groups[place].counts.values())
    }


def _hidden_of_everybody(division: Division, policy: Policy, *, whole: bool, unsafe: bool) -> set[int]:
    """Rows of everybody's table to hide: small counts, with company among the other cells, or the `whole` of it.

    People in none of the cells are shown nowhere: if they are few, a cell must go with them.
    """
    group = division.groups.get(EVERYBODY)
    if group is None or not (unsafe or any(map(policy.is_small, division.parts(EVERYBODY)))):
        return set()
    if whole:
        return division.rows(EVERYBODY)
    sizes: dict[Cell, Numbers] = {cell: (group.counts.get(cell, 0),) for cell in division.cells}
    small = {cell for cell, (count,) in sizes.items() if policy.is_small(count)}
    if rest := division.rest(EVERYBODY):
        sizes[NOWHERE] = (rest,)
        small.add(NOWHERE)
    return {
        group.rows[cell] for cell in with_company(small, sizes, none_pinned(policy.hidden_below)) if cell != NOWHERE
    }


def _hidden_groups(
    rows: Sequence[Row], division: Division, standing: Standing, policy: Policy, unsafe: set[Place]
) -> set[Place]:
    """Groups whose tables are hidden whole: `unsafe` ones, those with a small count or footing, and their company."""
    parts = {place: division.parts(place) for place in division.groups if place != EVERYBODY}
    out = {
        place
        for place, numbers in parts.items()
        if place in unsafe
        or _footing(rows, division, standing, place) < Footing.EXACT
        or any(map(policy.is_small, numbers))
    }

    def fit_to_show(together: Collection[Numbers], _shown: Collection[Numbers]) -> bool:
        size, *counts = sums(together)
        return len(together) > 1 and size >= policy.exact_from and not any(map(policy.is_small, counts))

    for group_by in {place[0] for place in parts}:
        mine = {place: numbers for place, numbers in parts.items() if place[0] == group_by}
        out |= with_company(out & set(mine), mine, fit_to_show)
    return out


def _footing(rows: Sequence[Row], division: Division, standing: Standing, place: Place) -> Footing:
    row = rows[next(iter(division.groups[place].rows.values()))]
    return standing.of_alone(universe_of(row, RULES[row.measure]), place)
