"""Reach of a whole study, composed: who took part beside residents, and who of them was heard from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import narwhals as nw

from measures.companions import companion
from measures.equity.count_files import by_breakdown, only_table, read_counts
from measures.equity.groups import NOT_STATED
from measures.equity.ladder import ladder_rows
from measures.equity.places import LSOA, ORDERS
from measures.equity.population import (
    ALL_AGES,
    AREAS,
    Asked,
    Comparison,
    Table,
    ages_named,
    area_named,
    bundled,
    compare,
    of_file,
    residents_of_small_areas,
)
from measures.equity.population_words import NOT_COMPARED
from measures.equity.reach import MORE_THAN_RESIDENTS, SILENT, ReachSettings, reach_rows
from measures.errors import StudyError
from measures.exports.folding import fold
from measures.exports.tables import Upload
from measures.figures import programme_only
from measures.people.responses import PARTICIPANT, WAVE, Responses
from measures.register import Register, read_register
from measures.results import Issue, Row
from measures.study import Study

YOUNG = 16
PARTICIPANTS = "participants"


@dataclass(frozen=True, slots=True)
class Reached:
    """Rows about who took part, and what to know of them."""

    rows: tuple[Row, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Population:
    """Whom a study compares its participants with: a bundled area or the breakdowns of a file."""

    area: str = ""
    ages: tuple[float, float] = ALL_AGES
    describes: str = "residents"
    tables: Mapping[str, Table] = field(default_factory=dict)

    def beside(self, asked: Asked) -> Comparison:
        """A breakdown of the study beside its residents."""
        if self.area:
            return bundled(self.area, asked, self.ages, self.describes)
        table = self.tables.get(fold(asked.name.replace("_", " ")))
        if table is None:
            return Comparison((), ordered=False, says="", apart=asked.groups, problem=NOT_COMPARED)
        return compare(asked, table, self.ages, self.describes)


def reached(responses: Responses, study: Study, uploads: Mapping[str, Upload], *, limits: bool = True) -> Reached:
    """Every row of reach a study asks for: none where it names neither residents nor a register.

    Parameters
    ----------
    responses : Responses
        Matched answers, people with their group labels.
    study : Study
    uploads : mapping of path to Upload
        The population file and the register are among them where the study names them.
    limits : bool
        Whether the limits on rows and columns of an upload hold.

    Raises
    ------
    InputError
        The population or the register cannot be used.
    """
    if study.population is None and study.reach is None:
        return Reached()
    population = population_of(study, uploads)
    mine = programme_only(responses, study)
    seen = mine.people.join(mine.answers.select(PARTICIPANT), on=PARTICIPANT, how="semi")
    register = read_register(study, uploads, limits=limits)
    breakdowns = breakdowns_asked(study, seen, register)
    took_part = {
        asked.name: groups_of(seen, asked.name) if register is None else register.groups.get(asked.name, {})
        for asked in breakdowns
    }
    total = len(seen) if register is None else register.total
    settings = ReachSettings(float(study.analysis.confidence), study.analysis.seed)
    waves = responses.waves[0], responses.waves[-1]
    both = _seen_at(waves, mine, seen)
    ladder = partial(ladder_rows, waves=waves, level=settings.confidence, linked=responses.linked)
    rows = [Row("", "", PARTICIPANTS, estimate=float(total), n=total, note=_everybody(register))]
    second = ladder("", {"": total}, {"": len(both)})
    issues = list(() if register is None else register.issues)
    for asked in breakdowns:
        people = _complete(took_part[asked.name], total)
        if asked.name == LSOA:
            rows += _small_areas(people)
            continue
        known = Asked(asked.name, _groups(asked, people), asked.kind, asked.order, asked.imd, asked.backwards)
        comparison = population.beside(known) if population is not None else _nothing(known)
        rows += reach_rows(asked.name, comparison, people, settings)
        second += ladder(asked.name, _merged(people, comparison), _merged(groups_of(both, asked.name), comparison))
        issues += _issues(asked, comparison, people, population)
    return Reached((*rows, *second), tuple(issues))


def _seen_at(waves: Sequence[str], responses: Responses, people: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    """The people who answered anything at every one of these waves."""
    for wave in waves:
        there = responses.answers.filter(nw.col(WAVE) == wave).select(PARTICIPANT)
        people = people.join(there, on=PARTICIPANT, how="semi")
    return people


def _merged(people: Mapping[str, int], comparison: Comparison) -> dict[str, int]:
    """Counts of the groups as reach shows them: those taken together there are taken together here.

    With other groups on the two ladders, one less the other would tell of the few who are apart.
    """
    label_of = {member: line.label for line in comparison.lines for member in line.members}
    found = {line.label: 0 for line in comparison.lines}
    for group, count in people.items():
        label = label_of.get(group, group)
        found[label] = found.get(label, 0) + count
    return found


def population_of(study: Study, uploads: Mapping[str, Upload]) -> Population | None:
    """Whom the study compares its participants with; None where it does not say.

    Raises
    ------
    InputError
        The area is not bundled, the ages cannot be read, or the file cannot be used.
    """
    stated = study.population
    if stated is None or not (stated.area or stated.file):
        return None
    ages = ages_named(stated.ages or "")
    if ages is None:
        fix = "Write them as 16+, 16-64 or all."
        raise StudyError("study, population, ages", f"'{stated.ages}' names no ages.", fix, code="population")
    if stated.area and stated.file:
        raise StudyError(
            "study, population", "Both an area and a file are stated.", "Keep one of them.", code="population"
        )
    if stated.area:
        area = area_named(stated.area)
        if area is None:
            message = f"There are no bundled residents of '{stated.area}', only of {', '.join(AREAS)}."
            fix = "Choose one of them, or give a file of your own with columns group_by, group and residents."
            raise StudyError("study, population, area", message, fix, code="population")
        return Population(area, ages, stated.describes)
    upload = companion(stated.file, uploads)
    lines = () if upload is None else read_counts(only_table(upload), "residents")
    name = "" if upload is None else upload.name
    tables = {fold(by.replace("_", " ")): of_file(found, name) for by, found in by_breakdown(lines).items()}
    return Population(ages=ages, describes=stated.describes, tables=tables)


def breakdowns_asked(study: Study, people: nw.DataFrame[Any], register: Register | None) -> list[Asked]:
    """The breakdowns that are known of participants: the study's own, and those that follow from where people live.

    Where there is a register, what it does not tell of people is not known of participants.
    """
    known = set(people.columns if register is None else register.groups)
    asked = [
        Asked(name, (), rule.kind, rule.ranked if rule.order or rule.cuts else (), rule.imd, rule.backwards)
        for name, rule in study.groups.items()
        if not rule.is_place and name in known
    ]
    asked += [Asked(name, ()) for name in (register.groups if register else ()) if name not in study.groups]
    of_place = next((rule for rule in study.groups.values() if rule.is_place), None)
    if of_place is not None:
        taken = {one.name for one in asked}
        names = [name for name in (*ORDERS, LSOA) if name in known and name not in taken]
        asked += [Asked(name, (), name, ORDERS.get(name, ()), of_place.imd) for name in names]
    return asked


def _groups(asked: Asked, people: Mapping[str, int]) -> tuple[str, ...]:
    """The breakdown's groups, those of a stated order first, without those not stated."""
    return tuple(label for label in dict.fromkeys([*asked.order, *sorted(people)]) if label != NOT_STATED)


def groups_of(people: nw.DataFrame[Any], name: str) -> dict[str, int]:
    """How many people are in each group of a column; none where there is no such column."""
    if name not in people.columns:
        return {}
    counted = people.group_by(name).agg(nw.len().alias("n"))
    labels, n = counted.get_column(name), counted.get_column("n").to_list()
    absent = labels.is_null().to_list()
    texts = [NOT_STATED if none else str(label) for label, none in zip(labels.to_list(), absent, strict=True)]
    found: dict[str, int] = {}
    for label, count in sorted(zip(texts, n, strict=True)):
        found[label] = found.get(label, 0) + int(count)
    return found


def _complete(people: Mapping[str, int], total: int) -> dict[str, int]:
    """The groups with those of unknown group, so that all add up to everybody."""
    missing = total - sum(people.values())
    return {**people, NOT_STATED: people.get(NOT_STATED, 0) + missing} if missing > 0 else dict(people)


def _everybody(register: Register | None) -> str:
    return "Everybody in the survey, at any time." if register is None else "Everybody in the register."


def _nothing(asked: Asked) -> Comparison:
    problem = "The study names no residents to compare with."
    return Comparison((), ordered=False, says="", apart=asked.groups, problem=problem)


def _small_areas(people: Mapping[str, int]) -> list[Row]:
    """How many people came from each small area, for maps; no more is said of so few."""
    residents = residents_of_small_areas()
    rows = []
    for label in sorted(people, key=lambda label: (label == NOT_STATED, label)):
        if people[label]:
            rows.append(_count_row(LSOA, label, PARTICIPANTS, people[label]))
        if label in residents:
            rows.append(replace(_count_row(LSOA, label, "residents", residents[label]), n=None))
    return rows


def _count_row(group_by: str, group: str, measure: str, count: int) -> Row:
    return Row("", "", measure, group_by=group_by, group=group, estimate=float(count), n=count)


def _issues(
    asked: Asked, comparison: Comparison, people: Mapping[str, int], population: Population | None
) -> list[Issue]:
    """What to know of one breakdown's comparison."""
    where = f"population, '{asked.name}'"
    found = []
    if population is not None and not comparison.problem:
        apart = [label for label in comparison.apart if people.get(label) and label not in SILENT]
        apart += [line.label for line in comparison.lines if line.residents <= 0]
        if apart:
            listed = ", ".join(f"'{label}'" for label in apart)
            message = f"No residents are known for {listed}: shown with their participants only."
            fix = "Map them to the groups residents are counted by, or add them to the population file."
            found.append(Issue("check", "no_residents", where, message, fix))
        counts = [sum(people.get(member, 0) for member in line.members) for line in comparison.lines]
        if any(count > line.residents > 0 for count, line in zip(counts, comparison.lines, strict=True)):
            fix = "Check the area and the counts: no comparison is made."
            found.append(Issue("check", "more_than_residents", where, MORE_THAN_RESIDENTS, fix))
        of_ages = comparison.ages is not None and population.ages == ALL_AGES and comparison.ages[0] < YOUNG
        if of_ages and not any(people.get(member) for line in comparison.lines[:1] for member in line.members):
            message = "Nobody of the youngest band took part, and residents of all ages are the yardstick."
            fix = 'If the programme is for some ages only, state them: [population] ages = "16+".'
            found.append(Issue("check", "ages_unsaid", where, message, fix))
    elif population is not None:
        found.append(Issue("note", "not_compared", where, comparison.problem, ""))
    return found
