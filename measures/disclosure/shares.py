"""Shares of people: small counts are hidden, and with them whatever their table would give them back by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from measures.disclosure.company import Numbers, none_pinned, sums, with_company
from measures.disclosure.counting import EVERYBODY, Place, place_of, universe_of
from measures.disclosure.rules import RULES, Footing, Policy
from measures.disclosure.suppression import Standing
from measures.results import Row

FAMILIES = {
    "reliable_improved": "reliable", "reliable_unchanged": "reliable", "reliable_worsened": "reliable",
    "recovered": "reliable", "harmed": "reliable",
    "important_improved": "important", "important_unchanged": "important", "important_worsened": "important",
    "better_band": "band", "worse_band": "band",
    "percent_improved": "percent", "percent_worsened": "percent",
    "ladder_up": "ladder", "ladder_down": "ladder",
}  # fmt: skip
"""Measures that together divide the same people; every other share stands alone, or with its own categories."""
INSIDE = {"recovered": "reliable_improved", "harmed": "reliable_worsened"}
"""Measures that count some of the people of another."""
HEADLINE_OF = {"headline_share": "category_share"}
"""Measures that add up categories of another."""

ENDS = {"floor_before": 0, "ceiling_before": 0, "floor_after": 1, "ceiling_after": 1}
"""Measures that count the pairs in one category, and at which of the two waves."""

Key = tuple[str, ...]
Cell = tuple[str, str]
NOWHERE: Cell = ("", "")


@dataclass(slots=True)
class Table:
    """How one group of people divides over cells (measure, category): their counts, and the rows they stand in."""

    n: int = 0
    counts: dict[Cell, int] = field(default_factory=dict)
    rows: dict[Cell, int] = field(default_factory=dict)

    @property
    def rest(self) -> int:
        """People in none of the cells; below 0 where cells overlap."""
        return self.n - sum(count for (measure, _), count in self.counts.items() if measure not in INSIDE)

    @property
    def overlaps(self) -> bool:
        """Whether some people are counted in more than one cell."""
        return self.rest < 0 or any(measure in INSIDE for measure, _ in self.counts)

    def parts(self, cells: Iterable[Cell]) -> Numbers:
        """All people, how many are in each of these cells, less those counted again within it, and in none."""
        within = {
            INSIDE[measure]: count for (measure, _), count in self.counts.items() if measure in INSIDE
        }  # fmt: skip
        return (self.n, *(self.counts.get(cell, 0) - within.get(cell[0], 0) for cell in cells), max(0, self.rest))


def hidden_shares(rows: Sequence[Row], standing: Standing, policy: Policy) -> set[int]:
    """Places (indexes) of the share rows that must be hidden although their group may be told of.

    A group whose table has a small count is hidden whole, with company, so that everybody less the shown groups is
    itself a table without small counts. Of everybody's own table the small counts are hidden, with company.
    """
    tables = _tables(rows)
    if policy.round_to:  # every other count is rounded, so nothing is left to subtract from
        every = [table for groups in tables.values() for table in groups.values()]
        return {table.rows[cell] for table in every for cell, n in table.counts.items() if policy.is_small(n)}
    hidden: set[int] = set()
    headlines: dict[Key, set[Place]] = {}
    for key in sorted(tables, key=lambda key: key[-1] not in HEADLINE_OF):
        groups = tables[key]
        without_headline = headlines.get(key)
        of_all = _hidden_of_everybody(groups.get(EVERYBODY), policy, whole=without_headline is not None)
        unsafe = (without_headline or set()) | _beside_categories(key, tables, policy)
        if EVERYBODY in unsafe:
            of_all = set(groups[EVERYBODY].rows.values())
        out = set(groups) - {EVERYBODY} if of_all else _hidden_groups(rows, groups, standing, policy, unsafe)
        hidden |= of_all | {index for place in out for index in groups[place].rows.values()}
        if key[-1] in HEADLINE_OF:
            headlines[(*key[:-1], HEADLINE_OF[key[-1]])] = out
    return hidden


def _tables(rows: Sequence[Row]) -> dict[Key, dict[Place, Table]]:
    """The share rows by what they divide (scale, item, waves, family) and whom."""
    tables: dict[Key, dict[Place, Table]] = defaultdict(lambda: defaultdict(Table))
    for index, row in enumerate(rows):
        rule = RULES.get(row.measure)
        if rule is None or rule.kind != "share" or row.statistic is None or row.n is None:
            continue
        family = FAMILIES.get(row.measure, row.measure)
        table = tables[row.instrument, row.scale, row.item, row.wave_from, row.wave_to, family][place_of(row)]
        cell = (row.measure, row.category)
        table.n = max(table.n, row.n)
        table.counts[cell] = round(row.statistic)
        table.rows[cell] = index
    return tables


def _beside_categories(key: Key, tables: Mapping[Key, Mapping[Place, Table]], policy: Policy) -> set[Place]:
    """Places where a share of the pairs at an end of the scale may tell how few of those seen only once are there.

    Which category is the end is not known here, so none may differ from it by a small count.
    """
    *about, wave_from, wave_to, family = key
    if family not in ENDS:
        return set()
    wave = (wave_from, wave_to)[ENDS[family]]
    everybody = tables.get((*about, wave, wave, "category_share"), {})
    return {
        place
        for place, table in tables[key].items()
        for count in table.counts.values()
        if place in everybody and any(policy.is_small(n - count) for n in everybody[place].counts.values())
    }


def _hidden_of_everybody(table: Table | None, policy: Policy, *, whole: bool) -> set[int]:
    """Rows of everybody's table to hide: small counts, with company among the other cells, or the `whole` of it.

    People in none of the cells are shown nowhere: if they are few, a cell must go with them.
    """
    if table is None or not any(policy.is_small(part) for part in table.parts(table.counts)):
        return set()
    if whole or table.overlaps:
        return set(table.rows.values())
    sizes: dict[Cell, Numbers] = {cell: (count,) for cell, count in table.counts.items()}
    small = {cell for cell, count in table.counts.items() if policy.is_small(count)}
    if table.rest:
        sizes[NOWHERE] = (table.rest,)
        small.add(NOWHERE)
    found = with_company(small, sizes, none_pinned(policy.hidden_below))
    return {table.rows[cell] for cell in found if cell != NOWHERE}


def _hidden_groups(
    rows: Sequence[Row],
    groups: Mapping[Place, Table],
    standing: Standing,
    policy: Policy,
    unsafe: set[Place],
) -> set[Place]:
    """Groups whose tables are hidden whole: `unsafe` ones, those with a small count or footing, and their company."""
    cells = list(dict.fromkeys(cell for table in groups.values() for cell in table.counts))
    parts: dict[Place, Numbers] = {place: table.parts(cells) for place, table in groups.items() if place != EVERYBODY}
    out = {
        place
        for place, numbers in parts.items()
        if place in unsafe
        or _footing(rows, groups[place], standing, place) < Footing.EXACT
        or any(policy.is_small(n) for n in numbers)
    }

    def fit_to_show(together: Collection[Numbers], _shown: Collection[Numbers]) -> bool:
        size, *counts = sums(together)
        return len(together) > 1 and size >= policy.exact_from and not any(policy.is_small(n) for n in counts)

    for group_by in {place[0] for place in parts}:
        mine = {place: numbers for place, numbers in parts.items() if place[0] == group_by}
        out |= with_company(out & set(mine), mine, fit_to_show)
    return out


def _footing(rows: Sequence[Row], table: Table, standing: Standing, place: Place) -> Footing:
    row = rows[next(iter(table.rows.values()))]
    return standing.of_alone(universe_of(row, RULES[row.measure]), place)
