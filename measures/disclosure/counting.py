"""Who stands behind each row: the people a figure counts, and how many of them there are in each group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from measures.disclosure.rules import RULES, Rule
from measures.results import Row

Place = tuple[str, str]
"""A breakdown and a group of it; `EVERYBODY` is the overall row."""
EVERYBODY: Place = ("", "")


@dataclass(frozen=True, slots=True)
class Universe:
    """One way of counting people on one scale: pairs of two waves, everybody at a wave, or those of one kind of row."""

    base: str
    instrument: str
    scale: str
    wave_from: str
    wave_to: str
    detail: str = ""


Sizes = Mapping[Universe, Mapping[Place, int]]
"""How many people of each universe are in each place."""


def place_of(row: Row) -> Place:
    """The group a row is about."""
    return row.group_by, row.group


def universe_of(row: Row, rule: Rule) -> Universe:
    """The people whom a row's `n` counts."""
    if rule.base == "baseline":
        return wave_of(row, row.wave_from)
    if rule.base == "part":
        return pairs_of(row)
    detail = f"{row.measure} {row.item}".strip() if rule.base == "own" else ""
    return Universe(rule.base, row.instrument, row.scale, row.wave_from, row.wave_to, detail)


def wave_of(row: Row, wave: str) -> Universe:
    """Everybody with a score on this row's scale at a wave."""
    return Universe("wave", row.instrument, row.scale, wave, wave)


def pairs_of(row: Row) -> Universe:
    """Everybody with a score on this row's scale at both its waves."""
    return Universe("pairs", row.instrument, row.scale, row.wave_from, row.wave_to)


def count_people(rows: Iterable[Row]) -> Sizes:
    """How many people each universe has in each place, as the rows themselves say.

    Where rows of one universe disagree, the largest number counts: it is the number of people, the others leave some
    out. Rows without a number of people (hidden before) add nothing.
    """
    found: dict[Universe, dict[Place, int]] = defaultdict(dict)
    for row in rows:
        rule = RULES.get(row.measure)
        if rule is None or rule.kind in ("public", "things", "between"):
            continue
        if rule.base == "counted":
            n = None if rule.kind != "count" or row.estimate is None else round(row.estimate)
            _note(found[universe_of(row, rule)], row, n)
            continue
        if rule.base not in ("both", "ever"):
            _note(found[universe_of(row, rule)], row, row.n)
        if row.wave_from != row.wave_to:
            _note(found[wave_of(row, row.wave_from)], row, row.n_started)
    return found


def _note(sizes: dict[Place, int], row: Row, n: int | None) -> None:
    if n is not None:
        sizes[place_of(row)] = max(n, sizes.get(place_of(row), 0))


def pairs_within(sizes: Sizes, wave: Universe) -> list[Universe]:
    """The pairs that are part of everybody at a wave of the same scale."""
    return [
        other
        for other in sizes
        if other.base == "pairs"
        and (other.instrument, other.scale) == (wave.instrument, wave.scale)
        and wave.wave_from in (other.wave_from, other.wave_to)
    ]


def counted(sizes: Sizes) -> list[Mapping[Place, int]]:
    """The counts of people of all scales and waves, but for those of single kinds of rows."""
    return [places for universe, places in sizes.items() if universe.base in ("pairs", "wave", "counted")]
