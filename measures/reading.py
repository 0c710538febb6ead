"""A study and its files, read: tables, what each column is, coded answers. The first half of `measures.evaluate`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

import narwhals as nw

from measures.equity.places import Places
from measures.equity.placing import with_areas
from measures.errors import FileError, InputError, StudyError
from measures.exports.answer_sets import mixed_sets
from measures.exports.answers import code_answers
from measures.exports.codebook_files import read_codebook
from measures.exports.codebooks import Codebook, unused, with_codebook
from measures.exports.columns import map_columns
from measures.exports.files import TableReader, read_tables
from measures.exports.group_labels import with_group_labels
from measures.exports.headless import with_names
from measures.exports.markers import points_in_time
from measures.exports.repeats import with_codes_of_parents
from measures.exports.rows import RowRules, set_aside
from measures.exports.tables import CodedTable, ColumnMap, Role, Table, Upload
from measures.instrument import Instrument
from measures.people.waves import NO_WAVE, order_from_words, waves_named
from measures.placed import places_of
from measures.remembered import new_columns
from measures.results import Issue
from measures.study import Study, StudyFile
from measures.study_rules import (
    PER_FILE,
    answer_rules,
    carried,
    column_rules,
    named_answers,
    participant_rules,
    place_rule,
    read_options,
)

WANTED: tuple[Role, ...] = ("group", "weight")  # what a sheet about people alone may be read for


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in the files of a study, before anybody is matched or anything is counted."""

    study: Study
    coded: tuple[CodedTable, ...]
    together: tuple[Issue, ...] = ()
    codebooks: tuple[Codebook, ...] = ()
    places: Places | None = field(default=None, repr=False)

    @property
    def maps(self) -> tuple[ColumnMap, ...]:
        """The tables with the use of each of their columns."""
        return tuple(table.map for table in self.coded)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """Everything a person should know of the files, in their order."""
        found: dict[Issue, None] = {}
        for table in self.coded:
            found |= dict.fromkeys((*table.map.table.issues, *table.map.issues, *table.issues))
        return (*found, *self.together)

    @property
    def instruments(self) -> tuple[str, ...]:
        """Ids of the instruments that at least one column was matched to."""
        return tuple(dict.fromkeys(name for table in self.maps for name in instruments_in(table)))


def read(
    study: Study,
    uploads: Mapping[str, Upload],
    library: Mapping[str, Instrument],
    *,
    limits: bool = True,
    tables_of: TableReader = read_tables,
) -> Reading:
    """Read every file of a study.

    Parameters
    ----------
    study : Study
        Its `files` say which uploads there are; each is looked up by its path.
    uploads : mapping of path to Upload
        The bytes of the files.
    library : mapping of id to Instrument
        The instruments that columns may belong to.
    limits : bool
        Whether the limits on rows and columns of an upload hold.
    tables_of : callable
        What reads each file; the app gives one that reads no file twice.

    Raises
    ------
    InputError
        With the faults of all files together.
    """
    coded: list[CodedTable] = []
    _check_versions(study, library)
    codebooks, wrong = read_codebooks(study, uploads)
    faults: list[Issue] = [issue for issues in wrong.values() for issue in issues]
    places = places_of(study, uploads)
    for file in study.files:
        upload = uploads.get(file.path)
        if no_answers(file, codebooks) or file.path in wrong:
            continue
        if upload is None:
            fix = "Put it beside the study file, or correct its path there."
            faults.append(Issue("error", "file_missing", file.label, "This file of the study was not found.", fix))
            continue
        try:
            known = tuple(codebooks.values())
            coded += read_one(file, upload, library, study, known, places=places, limits=limits, tables_of=tables_of)
        except InputError as error:
            if file.path not in codebooks or len(study.files) == 1:  # the other sheets of a form need not be answers
                faults.extend(error.issues)
    if faults:
        raise FileError.of(tuple(dict.fromkeys(faults)))  # what is wrong with the study itself is said once
    if not coded:
        raise StudyError("study", "No file is named in it.", "Add a [[files]] entry for each export.")
    tables = with_file_waves(coded)
    tables, mixed = _without_mixed_sets(study, tables)
    described = unused(tuple(codebooks.values()), [table.map.table for table in tables])
    together = (*mixed, *_absent_everywhere(study, tables), *described)
    return Reading(study, tables, together, tuple(codebooks.values()), places)


def read_codebooks(
    study: Study, uploads: Mapping[str, Upload]
) -> tuple[dict[str, Codebook], dict[str, tuple[Issue, ...]]]:
    """Read the files of a study that name the questions of its other files.

    Returns
    -------
    tuple of two dicts
        The codebooks by the path of their file, and why others cannot be used. Where there is no file of answers at all
        every codebook is among the latter. A file that holds both is a codebook and still to be read.
    """
    found: dict[str, Codebook] = {}
    wrong: dict[str, tuple[Issue, ...]] = {}
    for file in study.files:
        if file.path in uploads:
            try:
                codebook = read_codebook(replace(uploads[file.path], name=file.label))
            except InputError as error:
                wrong[file.path] = error.issues
                continue
            if codebook is not None:
                found[file.path] = codebook
    alone = [path for path, codebook in found.items() if not codebook.beside_answers]
    if len(alone) + len(wrong) < len(study.files):
        return found, wrong
    fix = "Add the export of the answers itself."
    refused = {
        path: (Issue("error", "codebook", codebook.name, f"This is {codebook.kind}, not the answers.", fix),)
        for path, codebook in found.items()
    }
    return {}, wrong | refused


def no_answers(file: StudyFile, codebooks: Mapping[str, Codebook]) -> bool:
    """Whether a file is a codebook and nothing else."""
    return file.path in codebooks and not codebooks[file.path].beside_answers


def _without_mixed_sets(study: Study, tables: Sequence[CodedTable]) -> tuple[tuple[CodedTable, ...], tuple[Issue, ...]]:
    """Leave out questions whose waves were answered by different sets of labels, unless the study settles them."""
    settled = {*study.answers, *(name for file in study.files for name in file.answers)}
    found = {issue.where: issue for issue in mixed_sets(tables)}
    lists = {name for table in tables for name, _ in table.sets if name.split(".", 1)[0] in found} - settled
    if not lists:
        return tuple(tables), ()
    fix = "Nothing of it is scored. If it was one form after all, say so by its answers: [answers] with their codes."
    issues = tuple(replace(found[name], fix=fix) for name in dict.fromkeys(one.split(".", 1)[0] for one in lists))
    return tuple(_without_lists(table, lists) for table in tables), issues


def _without_lists(table: CodedTable, lists: AbstractSet[str]) -> CodedTable:
    """The table without the coded columns of questions answered by one of these response lists."""
    dropped = [
        column
        for column in table.frame.columns
        if (target := column.partition("@")[0].split(".", 1))[0] in table.instruments
        and len(target) == 2
        and _answered_by(table.instruments[target[0]], target[1]) in lists
    ]
    return replace(table, frame=table.frame.drop(*dropped)) if dropped else table


def _answered_by(instrument: Instrument, item: str) -> str:
    known = {one.id: one.responses for one in instrument.items}
    return f"{instrument.id}.{known.get(item, '')}"


def _absent_everywhere(study: Study, tables: Sequence[CodedTable]) -> tuple[Issue, ...]:
    """Say which columns the study needs of people, groups among them, that no file holds."""
    held = {name for table in tables for use in table.map.uses for name in (use.item, *use.items)}
    fix = "Correct its name in the study file, or add the file that holds it."
    return tuple(
        Issue("decide", "header_absent", "study", f"No file has the column '{header}', which the study names.", fix)
        for header in carried(study)
        if header not in held and header not in PER_FILE
    )


def _with_people_files(coded: Sequence[CodedTable]) -> tuple[CodedTable, ...]:
    """Take a file without a question, but with people's codes, for one about people alone, where others ask questions.

    Only where nothing says a wave of it: with a wave, its questions are rather not known.
    """
    asking = [bool(instruments_in(table.map)) for table in coded]
    names = [table.map.table.name for table in coded]
    answers = [
        asks or bool(table.map.wave or points_in_time(text)) or not _says_who(table.map)
        for table, asks, text in zip(coded, asking, telling_words(names), strict=True)
    ]
    kept = answers if any(asking) else [True] * len(answers)
    return tuple(table if keep else _about_people(table) for table, keep in zip(coded, kept, strict=True))


def _says_who(table: ColumnMap) -> bool:
    roles = {use.role for use in table.uses}
    return "participant" in roles and "wave" not in roles


def _about_people(table: CodedTable) -> CodedTable:
    message = "It asks no question of an instrument, and was read as telling of people alone."
    fix = 'If it holds answers, say in [columns] what its columns ask; otherwise state wave = "none" for it.'
    issue = Issue("check", "about_people", table.map.table.where, message, fix)
    return replace(table, map=replace(table.map, wave=NO_WAVE, issues=(*table.map.issues, issue)))


def with_file_waves(coded: Sequence[CodedTable]) -> tuple[CodedTable, ...]:
    """Give each table the wave its file's name states, where nothing else says any wave and every name states one.

    Only words that state an order (before, after, T1, T2) count, and each table says openly what was taken. Where the
    files of several projects come at once, the words of their waves recur: `a_before, b_before, a_after, b_after`.
    """
    tables = _with_people_files(coded)
    others = [table for table in tables if table.map.wave != NO_WAVE]
    says = any(table.map.wave or any(use.wave or use.role == "wave" for use in table.map.uses) for table in others)
    names = [table.map.table.name for table in others]
    if says or len(others) < 2 or len(set(names)) < len(names):
        return tables
    words = telling_words(names)
    points = [points_in_time(text) for text in words]
    if all(points) and 1 < len(set(points)) < len(points):
        words = points
    elif len(set(words)) < len(words):
        return tables
    if not order_from_words(list(dict.fromkeys(words))):
        return tables
    taken = map(_taken_by_name, others, words)
    return tuple(table if table.map.wave == NO_WAVE else next(taken) for table in tables)


def telling_words(names: Sequence[str]) -> list[str]:
    """What tells file names apart, in words: `survey before(1-12).xlsx`, `survey after(1-9).xlsx` give before, after.

    >>> telling_words(["Survey before(1-12).xlsx", "Survey after(1-9).xlsx"])
    ['before', 'after']
    """
    split = [re.findall(r"[^\W\d_]+\d*", re.sub(r"\.\w{2,7}$", "", name).casefold()) for name in names]
    shared = set.intersection(*(set(words) for words in split)) if split else set()
    return [" ".join(word for word in words if word not in shared) for words in split]


def _taken_by_name(table: CodedTable, wave: str) -> CodedTable:
    where = table.map.table.name
    message = f"By its name, this file was taken for the wave '{wave}'."
    issue = Issue("check", "wave_by_file_name", where, message, "If that is wrong, state its wave in the study file.")
    return replace(table, map=replace(table.map, wave=wave, issues=(*table.map.issues, issue)))


def read_one(
    file: StudyFile,
    upload: Upload,
    library: Mapping[str, Instrument],
    study: Study,
    codebooks: Sequence[Codebook] = (),
    *,
    places: Places | None = None,
    limits: bool = True,
    tables_of: TableReader = read_tables,
) -> tuple[CodedTable, ...]:
    """Read one file of a study by itself, described by the codebook that belongs to it.

    Where `places` is given, what people wrote of where they live becomes areas here, and is gone.
    """
    options = read_options(file)
    named = replace(upload, name=file.label)
    asked = study.consent if file.consent_asked else None
    rows = RowRules(keep=study.rows.keep, exclude=study.exclude, consent=asked)
    found = [with_names(table) for table in tables_of(named, options, limits=limits)]
    who = participant_rules(study, file)
    found = with_codes_of_parents(found, who.columns or ((who.column,) if who.column else ()))
    read = [with_codebook(table, codebooks, file.codebook) for table in found]
    tables = [_with_stated(set_aside(table, rows), file) for table in read]
    if study.consent is not None and asked is None:
        tables[0] = replace(tables[0], issues=(*tables[0].issues, _consent_not_asked(file)))
    maps = [map_columns(table, library, column_rules(study, file)) for table in tables]
    maps = [replace(table, issues=(*table.issues, *new_columns(study, table))) for table in maps]
    maps = [with_group_labels(table, named_answers(study)) for table in maps]
    lived = place_rule(study)
    if lived is not None and places is not None:
        maps = [with_areas(table, lived, places) for table in maps]
    return tuple(code_answers(table, library, answer_rules(study, file)) for table in _with_waves(study, file, maps))


def _consent_not_asked(file: StudyFile) -> Issue:
    message = "The study file says that it did not ask for consent, so no row of it is set aside for that."
    fix = "If people who did not agree elsewhere answered here too, list their codes: [participant] withdrawn."
    return Issue("check", "consent_not_asked", file.label, message, fix)


def instruments_in(table: ColumnMap) -> tuple[str, ...]:
    """Ids of the instruments that columns of a table were matched to."""
    targets = [item for use in table.uses if use.holds_answers for item in _targets(use)]
    return tuple(dict.fromkeys(target.split(".", 1)[0] for target in targets))


def _targets(use: object) -> tuple[str, ...]:
    return tuple(filter(None, (getattr(use, "item", ""), *getattr(use, "items", ()))))


def _with_stated(table: Table, file: StudyFile) -> Table:
    """The table with a column for what the study file says of all its people at once: their programme, their locality.

    A column of exactly that name in the file itself says more, and is kept instead.
    """
    for header in PER_FILE:
        text = getattr(file, header)
        if text and header not in table.headers:
            column = nw.lit(text, dtype=nw.String).alias(f"c{len(table.headers)}")
            table = replace(table, headers=(*table.headers, header), frame=table.frame.with_columns(column))
    return table


def _with_waves(study: Study, file: StudyFile, maps: list[ColumnMap]) -> list[ColumnMap]:
    """Set the wave of each table: the study's word, else the sheet's name where the sheets are the waves."""
    asking, people = _useful_sheets(file, maps)
    if file.wave is not None:
        return [*(replace(table, wave=file.wave) for table in asking), *people]
    if len(asking) > 1:
        named = waves_named([table.table.sheet for table in asking], study.waves)
        asking = [replace(table, wave=wave) for table, wave in zip(asking, named, strict=True)]
    return [*asking, *people]


def _useful_sheets(file: StudyFile, maps: list[ColumnMap]) -> tuple[list[ColumnMap], list[ColumnMap]]:
    """The sheets that ask questions, and those of people's characteristics; what is left out beside them is said."""
    asking = [table for table in maps if instruments_in(table)]
    if not asking or file.wave == NO_WAVE:
        return maps if file.wave is not None else maps[:1], []
    others = [table for table in maps if not instruments_in(table)]
    roles = {id(table): {use.role for use in table.uses} for table in others}
    people = [table for table in others if "participant" in roles[id(table)] and roles[id(table)].intersection(WANTED)]
    message = "This sheet was left out: none of its columns asks a question of an instrument."
    fix = "If it holds answers, say in [columns] what its columns ask."
    left_out = tuple(
        Issue("check", "sheet_left_out", table.table.where, message, fix) for table in others if table not in people
    )
    asking[0] = replace(asking[0], issues=(*asking[0].issues, *left_out))
    return asking, [replace(table, wave=NO_WAVE) for table in people]


def _check_versions(study: Study, library: Mapping[str, Instrument]) -> None:
    """Refuse a study made with another version of an instrument than the one at hand."""
    issues = []
    for name, version in study.instruments.versions.items():
        if name not in library:
            message = f"The instrument '{name}' is not in the library."
            issues.append(Issue("error", "study", "study, instruments", message, "Give its folder, or correct the id."))
        elif library[name].version != version:
            message = f"It was made with version {version} of '{name}'; the library holds {library[name].version}."
            fix = "Check that the scores mean the same, then change the version in the study file."
            issues.append(Issue("error", "study", "study, instruments", message, fix))
    if issues:
        raise StudyError.of(issues)
