"""Residents by group: the bundled tables of Gloucestershire or a table of the user's own, and which groups they match.

What a group is compared with is always said: `Comparison.says` names people, place, ages and source.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from measures.equity.age_bands import Band, band_of, bands_of, in_words, merge, written
from measures.equity.count_files import GroupCount, is_ordered
from measures.equity.population_words import (
    LABELS,
    NAMES,
    NO_GENDER,
    NOT_BY_AGE,
    NOT_COMPARED,
    SOURCES,
)
from measures.exports.folding import fold

DATA = Path(__file__).parent / "data"
AREAS = (
    "Gloucestershire", "Cheltenham", "Cotswold", "Forest of Dean", "Gloucester", "Stroud", "Tewkesbury",
)  # fmt: skip
AGES = ("0-15", "16-24", "25-34", "35-49", "50-64", "65+")
ALL_AGES: Band = (0.0, math.inf)
ORDERED = (
    "age_band", "imd2025_decile", "imd2025_quintile", "imd2019_decile", "imd2019_quintile", "core20",
    "core20_2019",
)  # fmt: skip
NUMBERED = re.compile(r"(?:imd|quintile|decile|q|d)?\s*(\d{1,2})(?!\d)(?:st|nd|rd|th)?\b.*")
SAME_FOR_ADULTS = 18  # up to this first age, all ages and adults have nearly the same share of women


@dataclass(frozen=True, slots=True)
class Table:
    """Residents by group: labels in order, how many, by age where that is known, and what they are.

    `by_age` has, for each group, how many residents are in each of `AGES`; empty where the table says nothing of age.
    """

    groups: Mapping[str, int]
    ordered: bool
    says: str
    by_age: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One group to compare: its label, the study's groups in it, and its residents."""

    label: str
    members: tuple[str, ...]
    residents: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One breakdown beside its residents.

    `apart` are groups of the study without residents to set them against. `problem` says why no figure may be made of
    the breakdown although its residents are known, or why they are not. `ages` are those of all lines, of age bands.
    """

    lines: tuple[Line, ...]
    ordered: bool
    says: str
    apart: tuple[str, ...] = ()
    problem: str = ""
    ages: Band | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A breakdown of the study: its name, kind and groups, those of a stated order first; the year of its IMD.

    `backwards`: its fifths or tenths are numbered from the least deprived, the other way than those of residents.
    """

    name: str
    groups: tuple[str, ...]
    kind: str = ""
    order: tuple[str, ...] = ()
    imd: int = 2025
    backwards: bool = False


def area_named(text: str) -> str | None:
    """The bundled area of that name, whatever its case; None where there is none."""
    return {fold(area): area for area in AREAS}.get(fold(text))


def ages_named(text: str) -> Band | None:
    """The ages a study states (`16+`, `16-64`, `all`), or None where they cannot be read."""
    return ALL_AGES if fold(text) in ("", "all", "all ages") else band_of(text)


def bundled(area: str, asked: Asked, ages: Band, describes: str) -> Comparison:
    """A breakdown of the study beside the bundled residents of an area.

    Parameters
    ----------
    area : str
        One of `AREAS`.
    asked : Asked
        The breakdown; which table it is compared with follows from its kind, its name or, last, its groups.
    ages : (first, end)
        The programme's ages; the nearest bands that hold them all are used where the table is by age.
    describes : str
        "residents", "eligible" or "in need": how the base is called.
    """
    if NAMES.get(_key(asked.kind)) is None and _key(asked.kind or asked.name) == "gender":
        return Comparison((), ordered=False, says="", apart=asked.groups, problem=NO_GENDER)
    name = _table_name(asked)
    if name is None:
        return Comparison((), ordered=False, says="", apart=asked.groups, problem=NOT_COMPARED)
    table = bundled_table(area, name)
    if asked.backwards and name.startswith("imd"):
        table = _renumbered(table)
    return compare(asked, table, ages, describes, area)


def _renumbered(table: Table) -> Table:
    """Fifths or tenths under the numbers of a study that counts them from the least deprived."""
    top = len(table.groups) + 1
    new = {group: str(top - int(group)) for group in table.groups}
    return replace(
        table,
        groups={new[group]: residents for group, residents in table.groups.items()},
        says=f"{table.says}; the study numbers them from the least deprived, so {new['1']} is its most deprived",
        by_age={new[group]: counts for group, counts in table.by_age.items()},
        aliases={text: new[group] for text, group in table.aliases.items()},
    )


def compare(asked: Asked, table: Table, ages: Band, describes: str, place: str = "") -> Comparison:
    """A breakdown of the study beside a table of residents, groups merged up where the two are cut differently."""
    within = _nearest(ages) if table.name else ages
    mine, theirs = bands_of(asked.groups), bands_of(tuple(table.groups))
    if mine is not None and theirs is not None:
        return _by_bands(asked, table, (mine, theirs), (ages if not table.name else within), describes, place)
    known, counted = table.groups, ALL_AGES
    if table.by_age and within != ALL_AGES:
        known, counted = {group: _aged(table, group, within) for group in table.groups}, within
    of_group: dict[str, list[str]] = {}
    for label in asked.groups:
        group = _matched(label, table)
        of_group.setdefault(group or "", []).append(label)
    apart = tuple(of_group.pop("", ()))
    lines = [
        Line(members[0] if len(members) == 1 else group, tuple(members), known[group])
        for group in table.groups
        for members in [of_group.get(group, [])]
        if members
    ]
    if not lines:
        return Comparison((), ordered=False, says="", apart=asked.groups, problem=NOT_COMPARED)
    problem = ""
    lines += [Line(group, (), n) for group, n in known.items() if group not in of_group]
    if table.name and ages != ALL_AGES and not table.by_age and not _same_at_any_age(table.name, ages):
        problem = NOT_BY_AGE.format(ages=in_words(ages))
    says = _says(table, counted if table.name else None, describes, place, ages)
    return Comparison(_in_order(lines, asked, table), bool(asked.order) or table.ordered, says, apart, problem)


def _by_bands(
    asked: Asked,
    table: Table,
    bands: tuple[Mapping[str, Band], Mapping[str, Band]],
    ages: Band,
    describes: str,
    place: str,
) -> Comparison:
    mine, theirs = bands
    theirs = {label: band for label, band in theirs.items() if ages[0] <= band[0] and band[1] <= ages[1]}
    merged, left = merge(mine, theirs)
    lines = tuple(
        Line(
            part.mine[0] if len(part.mine) == 1 else part.theirs[0] if len(part.theirs) == 1 else written(part.band),
            part.mine,
            sum(table.groups[label] for label in part.theirs),
        )
        for part in merged
    )
    if not lines:
        problem = "These age bands cannot be added up to those that residents are counted by; no band is ever split."
        return Comparison((), ordered=False, says="", apart=asked.groups, problem=problem)
    counted = (merged[0].band[0], merged[-1].band[1])
    says = _says(table, counted, describes, place, counted)
    return Comparison(lines, ordered=True, says=says, apart=tuple(left), ages=counted)


def _says(table: Table, counted: Band | None, describes: str, place: str, ages: Band) -> str:
    """The base in one sentence that begins with "Base:": it tells of nobody who took part, so protection keeps it."""
    who = {"eligible": "people eligible", "in need": "people in need"}.get(describes, "residents")
    of = f" {'of' if who == 'residents' else 'in'} {place}" if place else ""
    if counted is None:
        return f"Base: {who}{of}{'' if ages == ALL_AGES else f', taken to be {in_words(ages)}'}, {table.says}."
    wanted = "" if counted == ages else f" although the programme is for people {in_words(ages)}"
    return f"Base: {who}{of} {in_words(counted)}{wanted}, {table.says}."


def _in_order(lines: Iterable[Line], asked: Asked, table: Table) -> tuple[Line, ...]:
    """The study's stated order first, then the table's."""
    stated = {label: place for place, label in enumerate(asked.order)}
    rank = {group: place for place, group in enumerate(table.groups)}

    def place(line: Line) -> tuple[float, int]:
        groups = [_matched(member, table) or "" for member in line.members] or [line.label]
        return (
            min((stated.get(member, math.inf) for member in line.members), default=math.inf),
            rank.get(groups[0], len(rank)),
        )

    return tuple(sorted(lines, key=place))


def _matched(label: str, table: Table) -> str | None:
    """The table's group a label of the study stands for."""
    known = {fold(group): group for group in table.groups}
    text = fold(label)
    found = known.get(text) or table.aliases.get(text)
    if found is None and table.name.startswith("imd") and (number := NUMBERED.fullmatch(text)):
        found = known.get(number[1])
    return found


def _same_at_any_age(name: str, ages: Band) -> bool:
    """Whether a table of all ages may stand for these: men and women are nearly as many among adults as among all."""
    return name == "sex" and ages[0] <= SAME_FOR_ADULTS and ages[1] == math.inf


def _nearest(ages: Band) -> Band:
    """The smallest run of the bundled age bands that holds all these ages."""
    ends = [band for label in AGES if (band := band_of(label)) is not None]
    low = max(band[0] for band in ends if band[0] <= ages[0])
    return low, min(band[1] for band in ends if band[1] >= ages[1])


def _aged(table: Table, group: str, ages: Band) -> int:
    inside = [ages[0] <= band[0] and band[1] <= ages[1] for label in AGES if (band := band_of(label)) is not None]
    return sum(n for n, here in zip(table.by_age[group], inside, strict=True) if here)


def _key(text: str) -> str:
    return fold(text.replace("_", " "))


def _table_name(asked: Asked) -> str | None:
    """The bundled table a breakdown is compared with."""
    name = NAMES.get(_key(asked.kind)) or NAMES.get(_key(asked.name))
    if name is None and _are_districts(asked.groups):
        name = "district"
    if (
        name is None
        and bands_of(tuple(group for group in asked.groups if band_of(group)))
        and all(map(band_of, asked.groups))
    ):
        name = "age_band"
    if name == "imd":
        tenths = any(
            (found := NUMBERED.fullmatch(fold(group))) is not None and int(found[1]) > 5 for group in asked.groups
        )
        return f"imd{asked.imd}_{'decile' if tenths else 'quintile'}"
    if name == "ethnic_group":
        return _ethnic_level(asked.groups)
    if name == "core20" and asked.imd == 2019:
        return "core20_2019"
    return name.replace("imd2025", f"imd{asked.imd}") if name else None


def _are_districts(groups: Sequence[str]) -> bool:
    known = {fold(area) for area in AREAS[1:]}
    return len({fold(group) for group in groups} & known) > 1


def _ethnic_level(groups: Sequence[str]) -> str:
    """Nineteen groups where every known label is one of them, else five."""
    fine = bundled_table(AREAS[0], "ethnic_group_19")
    broad = bundled_table(AREAS[0], "ethnic_group_5")
    found = [(_matched(group, fine), _matched(group, broad)) for group in groups]
    known = [(one, other) for one, other in found if one or other]
    return "ethnic_group_19" if known and all(one for one, _ in known) else "ethnic_group_5"


@cache
def bundled_table(area: str, name: str) -> Table:
    """One bundled breakdown of an area; fifths and Core20 are added up from tenths."""
    if name in ("imd2025_quintile", "imd2019_quintile"):
        return _added_up(area, name.replace("quintile", "decile"), name, lambda decile: str((int(decile) + 1) // 2))
    if name.startswith("core20"):
        year = "2019" if name == "core20_2019" else "2025"
        return _added_up(area, f"imd{year}_decile", name, lambda tenth: "Core20" if int(tenth) < 3 else "not Core20")
    rows = [row for row in _bundled_rows() if (row["area"], row["breakdown"]) == (area, name)]
    if name.startswith("imd"):
        rows.sort(key=lambda row: int(row["group"]))
    return Table(
        groups={row["group"]: int(row["residents"]) for row in rows},
        ordered=name in ORDERED,
        says=SOURCES[name],
        by_age={row["group"]: tuple(int(row[age]) for age in AGES) for row in rows if row[AGES[0]]}
        if name != "age_band"
        else {},
        aliases=LABELS.get(name, {}),
        name=name,
    )


def _added_up(area: str, source: str, name: str, group_of: Callable[[str], str]) -> Table:
    fine = bundled_table(area, source)
    groups: dict[str, int] = {}
    by_age: dict[str, tuple[int, ...]] = {}
    for label, residents in fine.groups.items():
        group = group_of(label)
        groups[group] = groups.get(group, 0) + residents
        before = by_age.get(group, (0,) * len(AGES))
        by_age[group] = tuple(one + other for one, other in zip(before, fine.by_age[label], strict=True))
    return Table(groups, name in ORDERED, SOURCES[name], by_age, LABELS.get(name, {}), name)


@cache
def _bundled_rows() -> tuple[Mapping[str, str], ...]:
    with (DATA / "residents.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def residents_of_small_areas() -> Mapping[str, int]:
    """Residents of every 2021 LSOA of Gloucestershire, of all ages, by code."""
    with (DATA / "lsoa21.csv").open(encoding="utf-8", newline="") as file:
        return {row["lsoa"]: int(row["residents"]) for row in csv.DictReader(file)}


def of_file(lines: Sequence[GroupCount], name: str) -> Table:
    """One breakdown of a population file, in its stated order where it states one."""
    return Table({line.group: line.count for line in lines}, is_ordered(lines), f"population file '{name}'")
