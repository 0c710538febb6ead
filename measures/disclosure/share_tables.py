"""Share rows as tables: how each group of people divides over the categories that are counted together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from measures.disclosure.company import Numbers
from measures.disclosure.counting import Place, place_of
from measures.disclosure.rules import RULES
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

Key = tuple[str, ...]
Cell = tuple[str, str]


@dataclass(slots=True)
class Group:
    """How many people a group has, how many of them are in each cell (measure, category), and the rows that say so."""

    n: int = 0
    counts: dict[Cell, int] = field(default_factory=dict)
    rows: dict[Cell, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Division:
    """The groups of people that one family of shares divides, everybody among them, and its cells.

    `within` pairs a cell with a cell of another division of the same people that it may lie within (a single option
    with a band): what it leaves of that cell can be worked out.
    """

    cells: tuple[Cell, ...]
    groups: dict[Place, Group]
    within: tuple[tuple[Cell, Cell], ...] = ()

    @property
    def nested(self) -> bool:
        """Whether some cells count people of other cells again."""
        return any(measure in INSIDE for measure, _ in self.cells)

    def rest(self, place: Place) -> int:
        """People of a group in none of the cells."""
        group = self.groups[place]
        return max(0, group.n - sum(group.counts.get(cell, 0) for cell in self.cells if cell[0] not in INSIDE))

    def parts(self, place: Place) -> Numbers:
        """All people of a group, and every number of them that its shares tell, by themselves or by subtraction."""
        counts = self.groups[place].counts
        inside = {INSIDE[measure]: counts.get((measure, ""), 0) for measure, _ in self.cells if measure in INSIDE}
        apart = [counts.get(cell, 0) - inside.get(cell[0], 0) for cell in self.cells]
        left = [counts.get(outer, 0) - counts.get(cell, 0) for cell, outer in self.within]
        return (self.groups[place].n, *apart, self.rest(place), *left)

    def rows(self, place: Place) -> set[int]:
        """The rows that hold a group's shares."""
        return {self.groups[place].rows[cell] for cell in self.cells if cell in self.groups[place].rows}


def divisions(rows: Sequence[Row]) -> list[tuple[Key, Division]]:
    """The share rows by what they divide (scale, item, waves, family); single options apart from bands."""
    tables: dict[Key, dict[Place, Group]] = defaultdict(lambda: defaultdict(Group))
    for index, row in enumerate(rows):
        rule = RULES.get(row.measure)
        if rule is None or rule.kind != "share" or row.statistic is None or row.n is None:
            continue
        family = FAMILIES.get(row.measure, row.measure)
        group = tables[row.instrument, row.scale, row.item, row.wave_from, row.wave_to, family][place_of(row)]
        group.n = max(group.n, row.n)
        group.counts[row.measure, row.category] = round(row.statistic)
        group.rows[row.measure, row.category] = index
    return [(key, division) for key, groups in tables.items() for division in _apart(dict(groups))]


def _apart(groups: dict[Place, Group]) -> list[Division]:
    """One division, or two where the last cells divide all people by themselves: single options, and bands."""
    cells = tuple(dict.fromkeys(cell for group in groups.values() for cell in group.counts))
    for first in range(1, len(cells)):
        options, bands = cells[:first], cells[first:]
        if all(sum(group.counts.get(cell, 0) for cell in bands) == group.n for group in groups.values()):
            break
    else:
        return [Division(cells, groups)]
    if not any(group.counts.get(cell, 0) for group in groups.values() for cell in options):
        return [Division(cells, groups)]  # nobody is counted again
    within = tuple((cell, band) for cell in options for band in bands if _may_hold(band, cell, groups))
    return [Division(options, groups, within), Division(bands, groups)]


def _may_hold(outer: Cell, cell: Cell, groups: dict[Place, Group]) -> bool:
    """Whether nowhere more people are in the cell than in the other; that it lies within is not known here."""
    return all(group.counts.get(cell, 0) <= group.counts.get(outer, 0) for group in groups.values())
