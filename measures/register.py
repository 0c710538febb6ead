"""The register: everybody who took part, where the survey holds only some of them; one row a person, or counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from measures.companions import companion
from measures.equity.count_files import TOTAL, GroupCount, by_breakdown, has_counts, only_table, position, read_counts
from measures.equity.groups import NOT_STATED, label_groups
from measures.equity.places import GROUPS as PLACE_GROUPS
from measures.equity.places import Places
from measures.equity.placing import label_places, placed_column
from measures.errors import StudyError
from measures.exports.folding import fold
from measures.exports.tables import Table, Upload
from measures.placed import places_of
from measures.results import Issue
from measures.study import Study


@dataclass(frozen=True, slots=True)
class Register:
    """How many people took part, in all and by group of each breakdown (those not stated among them)."""

    total: int
    groups: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


def read_register(study: Study, uploads: Mapping[str, Upload], *, limits: bool = True) -> Register | None:
    """Read the study's register; None where it names none.

    Raises
    ------
    InputError
        The file cannot be read, or its counts are wrong.
    """
    if study.reach is None:
        return None
    upload = companion(study.reach.file, uploads)
    if upload is None:
        return None
    table = only_table(upload, limits=limits)
    if has_counts(table, "participants"):
        return _of_counts(table, study)
    return _of_people(table, study, places_of(study, uploads))


def _of_counts(table: Table, study: Study) -> Register:
    """A register of counts; a breakdown goes by the study's name for it."""
    lines = read_counts(table, "participants")
    stated = [line.count for line in lines if fold(line.group_by) == TOTAL]
    named = {fold(name.replace("_", " ")): name for name in study.groups}
    groups = {
        named.get(fold(by.replace("_", " ")), by): _added(found)
        for by, found in by_breakdown([line for line in lines if fold(line.group_by) != TOTAL]).items()
    }
    most = max((sum(counts.values()) for counts in groups.values()), default=0)
    total = stated[0] if stated else most
    over = [name for name, counts in groups.items() if sum(counts.values()) > total]
    if over:
        message = f"The groups of '{over[0]}' add up to more people than 'all' says took part."
        raise StudyError(table.name, message, "Correct the counts: each person is in one group.", code="register")
    absent = [name for name, rule in study.groups.items() if name not in groups and not (rule.cross or rule.is_place)]
    return Register(total, groups, tuple(_no_counts(table, name) for name in absent))


def _added(lines: tuple[GroupCount, ...]) -> dict[str, int]:
    return {NOT_STATED if fold(line.group) == NOT_STATED else line.group: line.count for line in lines}


def _of_people(table: Table, study: Study, places: Places | None) -> Register:
    """A register of one row a person, its answers read by the study's own groups."""
    told = study.reach.columns if study.reach is not None else {}
    people, rules, issues = table.frame, {}, []
    for name, rule in study.groups.items():
        if rule.cross:
            continue
        if rule.is_place and places is not None:
            header = told.get(name, rule.places[0][1])
            if (at := position(table, header)) is None:
                issues.append(_no_column(table, header, name))
            else:
                placed, found = placed_column(table, at, rule, places)
                people = label_places(placed.frame, rule.model_copy(update={rule.places[0][0]: f"c{at}"}), places)
                issues += found
            continue
        wanted = [told[name]] if name in told else [header for header in (rule.column, name) if header]
        place = next((at for header in wanted if (at := position(table, header)) is not None), None)
        if place is None:
            issues.append(_no_column(table, wanted[0], name))
            continue
        rules[name] = rule.model_copy(update={"column": f"c{place}"})
    people = label_groups(people, rules)
    known = [*rules, *(name for name in PLACE_GROUPS if name in people.columns and name not in rules)]
    return Register(len(table.frame), {name: _tally(people, name) for name in known}, tuple(issues))


def _no_column(table: Table, header: str, name: str) -> Issue:
    message = f"It has no column '{header}', so reach cannot be told by {name.replace('_', ' ')}."
    fix = f'Name its column: [reach] columns = {{ {name} = "..." }}.'
    return Issue("check", "register_column", table.name, message, fix)


def _no_counts(table: Table, name: str) -> Issue:
    message = f"It has no counts by {name.replace('_', ' ')}, so reach cannot be told by it."
    return Issue(
        "check", "register_counts", table.name, message, f"Add lines with group_by '{name}', or leave it at that."
    )


def _tally(people: nw.DataFrame[Any], name: str) -> dict[str, int]:
    counted = people.group_by(name).agg(nw.len().alias("n"))
    labels = counted.get_column(name)
    texts = [NOT_STATED if none else str(label) for label, none in zip(labels, labels.is_null(), strict=True)]
    return {text: int(n) for text, n in zip(texts, counted.get_column("n"), strict=True)}
