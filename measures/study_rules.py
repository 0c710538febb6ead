"""What a study says to each later step, in the words of its room: waves, people, columns, answers, groups."""

from __future__ import annotations

from collections.abc import Mapping

from measures.equity.groups import GroupRule
from measures.equity.placing import place_groups
from measures.exports.answers import AnswerRules
from measures.exports.columns import ColumnRules
from measures.exports.files import ReadOptions
from measures.exports.folding import fold
from measures.exports.tables import Role
from measures.people.waves import ParticipantRules, WaveRules
from measures.study import Study, StudyFile

GLOBAL_MISSING = "codes"
PER_FILE: tuple[Role, ...] = ("programme", "locality")  # a file entry may state these for all its people


def wave_rules(study: Study, file: StudyFile | None = None) -> WaveRules:
    """The wave rules of one file: its own table where it has one, else the study's."""
    return file.waves if file is not None and file.waves is not None else study.waves


def participant_rules(study: Study, file: StudyFile | None = None) -> ParticipantRules:
    """The participant rules of one file: its own table where it has one, else the study's."""
    return file.participant if file is not None and file.participant is not None else study.participant


def read_options(file: StudyFile) -> ReadOptions:
    """What a study file says of how one of its files is to be read."""
    return ReadOptions(
        sheet=file.sheet,
        header_rows=file.header_rows,
        encoding=file.encoding,
        separator=file.separator,
        platform=file.platform,
    )


def column_rules(study: Study, file: StudyFile) -> ColumnRules:
    """What the study says of the columns of one file."""
    waves, people = wave_rules(study, file), participant_rules(study, file)
    return ColumnRules(
        columns={**study.columns, **file.columns},
        column=tuple(rule for rule in study.column if rule.file in (None, file.path, file.label)),
        participant=people.columns or ((people.column,) if people.column else ()),
        wave_column=waves.column if file.wave is None else None,
        prefix=waves.prefix,
        suffix=waves.suffix,
        date=waves.date,
        needed=_stated_of_all(carried(study), file),
        wave=file.wave,
    )


def answer_rules(study: Study, file: StudyFile) -> AnswerRules:
    """What the study says of the answers of one file."""
    missing = {name: words for name, words in study.missing.items() if name != GLOBAL_MISSING}
    return AnswerRules(
        answers={**study.answers, **file.answers},
        codes=study.missing.get(GLOBAL_MISSING, ()),
        missing=missing,
        decimal=file.decimal,
    )


def carried(study: Study) -> dict[str, Role]:
    """Headers that later steps need, beside items, with the role each plays."""
    needed: dict[str, Role] = {}
    for rule in study.groups.values():
        if rule.header:
            needed[rule.header] = "group"
    for header, role in (
        (study.analysis.cluster, "group"),
        (study.comparison.column if study.comparison else None, "group"),
        (study.analysis.global_rating.column if study.analysis.global_rating else None, "group"),
        (study.weights.column if study.weights else None, "weight"),
    ):
        if header:
            needed.setdefault(header, role)  # type: ignore[arg-type] # the literals above are roles
    for header in several_of(study):
        needed.setdefault(header, header)
    return needed


def several_of(study: Study) -> tuple[Role, ...]:
    """Of programme and locality, those that tell people of one study apart: by file, or by a column of that role."""
    by_column = {target for targets in study.columns.values() for target in targets}
    by_column |= {target for each in study.column for target in each.to}
    by_file = {header: {getattr(file, header) for file in study.files} - {None} for header in PER_FILE}
    return tuple(header for header in PER_FILE if header in by_column or len(by_file[header]) > 1)


def _stated_of_all(needed: Mapping[str, Role], file: StudyFile) -> dict[str, Role]:
    """Headers that later steps need, and those the file's entry states for all its people."""
    return {**needed, **{header: header for header in PER_FILE if getattr(file, header)}}


def group_rules(study: Study) -> Mapping[str, GroupRule]:
    """Breakdowns of the study, by name, in the study's order: those by a column, and those that a place gives.

    One that the study states itself goes before one of the same name that follows from a place. Several programmes or
    localities in one study are breakdowns of their own accord.
    """
    found: dict[str, GroupRule] = {}
    for name, rule in study.groups.items():
        own = rule.column is not None or bool(rule.cross)
        given = {name: rule} if own else place_groups(rule)
        found |= {each: one for each, one in given.items() if own or each not in study.groups}
    return {header: GroupRule(column=header) for header in several_of(study) if header not in found} | found


def named_answers(study: Study) -> dict[str, set[str]]:
    """Answers about people that the study names itself, by header: they are compared as they stand in the file."""
    found: dict[str, set[str]] = {}
    for rule in study.groups.values():
        texts = (*rule.map, *rule.missing, *rule.labels)
        found.setdefault(fold(rule.header or ""), set()).update(map(fold, texts))
    if study.comparison is not None:
        texts = (study.comparison.programme, study.comparison.comparison)
        found.setdefault(fold(study.comparison.column), set()).update(map(fold, texts))
    if study.analysis.global_rating is not None:
        rating = study.analysis.global_rating
        found.setdefault(fold(rating.column), set()).update(map(fold, rating.better))
    return found


def place_rule(study: Study) -> GroupRule | None:
    """The rule that says where people live, if the study has one."""
    return next((rule for rule in study.groups.values() if rule.is_place), None)
