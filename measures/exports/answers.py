"""Answers of a table to codes: read once per distinct text, then spread over the rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Literal

import narwhals as nw

from measures.exports.answer_issues import (
    column_issues,
    decimal_comma,
    missing_code_issue,
    score_issues,
    trouble_issues,
)
from measures.exports.answer_rules import AnswerRules, ReaderMaker, check_answers
from measures.exports.answer_sets import SetKey, mixed_sets, sets_by_wave
from measures.exports.cells import Cells, cells_of, read_all_cells, read_cells, whole_numbers
from measures.exports.coding import Answered, Question, choose_set, labelled_texts, settle_column
from measures.exports.labels import MISSING_NUMBERS, AnswerReader, cell_key, response_sets, unit_of
from measures.exports.ready_scores import ScoreColumn, read_scores
from measures.exports.tables import ROW, CodedTable, ColumnMap, Role
from measures.instrument import Instrument

__all__ = ["AnswerRules", "code_answers"]

DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+,\d{1,2}\s*")
THOUSANDS = re.compile(r"\s*[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?\s*")
TEXT_ROLES: frozenset[Role] = frozenset(
    {"participant", "wave", "date", "group", "programme", "locality", "consent", "weight", "quote"}
)


def code_answers(
    columns: ColumnMap, instruments: Mapping[str, Instrument], rules: AnswerRules | None = None
) -> CodedTable:
    """Turn the answers of a table into codes.

    Parameters
    ----------
    columns : ColumnMap
        The table and what its columns are.
    instruments : mapping of id to Instrument
        The library the columns were matched with.
    rules : AnswerRules
        What the study file says of answers; default nothing.

    Returns
    -------
    CodedTable
        Codes as nullable whole numbers, null = no answer. A question that a person must decide about (another
        version's answers, bare numbers with several meanings ...) has no column, and an issue says why. Issues are
        those of this step alone.

    Raises
    ------
    StudyError
        Where the rules name a question or code that does not exist, for all of them together.
    """
    rules = rules or AnswerRules()
    check_answers(rules, instruments)
    cells = _distinct_cells(columns)
    commas = [] if rules.decimal else _with_decimal_comma(cells)
    decimal: Literal[".", ","] = rules.decimal or ("," if commas else columns.table.decimal)
    answered, sets = _read_questions(columns, instruments, ReaderMaker(rules, decimal), cells)
    answered = _refuse_together(answered)
    scores = list(_read_ready_made(columns, instruments, rules, cells, decimal))
    coded = [column for column in answered if column.trouble is None]
    frame = columns.table.frame.select(nw.col(ROW).cast(nw.Int64), *_kept(columns))
    named = {column.question.name: column.codes() for column in coded} | {score.name: score.codes() for score in scores}
    whole = [whole_numbers(frame, name, values, known) for name, (values, known) in named.items()]
    order = [ROW, *named, *(name for name in frame.columns if name != ROW)]
    missing = _missing(answered, scores)
    issues = [
        *([decimal_comma(columns.table, commas)] if commas else []),
        *(issue for column in answered for issue in column_issues(columns.table, column)),
        *trouble_issues(columns.table, answered),
        *(issue for score in scores for issue in score_issues(columns.table, score)),
        *missing_code_issue(columns.table, _presumed_missing(answered, scores, rules)),
    ]
    found = CodedTable(
        map=replace(columns, encoded={}),
        frame=frame.with_columns(*whole).select(order),
        units={score.name: float(score.unit) for score in scores} | _item_units(coded),
        missing=missing,
        instruments=instruments,
        issues=tuple(dict.fromkeys(issues)),
        unread={column.question.name: column.unread for column in answered if column.unread}
        | {score.name: score.unread for score in scores if score.unread},
        sets=sets,
    )
    return replace(found, issues=(*found.issues, *mixed_sets([found])))


def _distinct_cells(columns: ColumnMap) -> dict[int, Cells]:
    """The distinct texts of every column with answers, found now unless they were looked at before."""
    frame = columns.table.frame
    asked = [use.position for use in columns.uses if use.holds_answers]
    new = [position for position in asked if position not in columns.encoded]
    found = dict(zip(new, read_all_cells(frame, [f"c{position}" for position in new]), strict=True))
    return {at: found[at] if at in found else cells_of(columns.encoded[at], frame) for at in asked}


def _with_decimal_comma(cells: Mapping[int, Cells]) -> list[int]:
    """The columns whose numbers are written with a decimal comma: some have one or two digits after it, none three.

    `1,234` may be a thousand or one and a bit: it is never taken for a decimal where nothing else says so.
    """
    return [
        position
        for position, found in cells.items()
        if any(DECIMAL_COMMA.fullmatch(text) for text in found.values)
        and not any(THOUSANDS.fullmatch(text) for text in found.values)
    ]


def column_name(target: str, wave: str) -> str:
    """The name of a coded column: the question, and its wave where the column itself says one."""
    return f"{target}@{wave}" if wave else target


def _read_questions(
    columns: ColumnMap, instruments: Mapping[str, Instrument], maker: ReaderMaker, cells: Mapping[int, Cells]
) -> tuple[list[Answered], dict[SetKey, str]]:
    """Read every question of the table, those of one response list and wave together; and the sets of labels used."""
    together: dict[tuple[str, str, str], list[Question]] = {}
    for question in _questions(columns, cells):
        base = instruments[question.instrument].item(_item_of(question)).responses
        together.setdefault((question.instrument, base, question.use.wave), []).append(question)
    answered: list[Answered] = []
    used: dict[SetKey, str] = {}
    for (name, _, _), questions in together.items():
        instrument = instruments[name]
        sets = response_sets(instrument, _item_of(questions[0]))
        makers = [partial(_reader_of, maker, instrument, list_name) for list_name in sets]
        read = [settle_column(column) for column in choose_set(questions, makers)]
        coded = [column for column in read if column.trouble is None]
        if len(makers) > 1 and coded:
            used |= sets_by_wave(coded, makers, _wave_cells(columns))
        answered += read
    return sorted(answered, key=lambda column: column.question.use.position), used


def _wave_cells(columns: ColumnMap) -> Cells | None:
    position = next((use.position for use in columns.uses if use.role == "wave"), None)
    return None if position is None else read_cells(columns.table.frame, f"c{position}")


def _questions(columns: ColumnMap, cells: Mapping[int, Cells]) -> Iterator[Question]:
    for use in columns.uses:
        if use.role == "item":
            texts = labelled_texts(cells[use.position], columns.table.labels.get(use.position, {}))
            for target in (use.item, *use.items):
                yield Question(use, target, column_name(target, use.wave), cells[use.position], texts)


def _reader_of(maker: ReaderMaker, instrument: Instrument, list_name: str, question: Question) -> AnswerReader:
    return maker.reader(instrument, _item_of(question), list_name)


def _item_of(question: Question) -> str:
    """The item's id, without the running number of a repeated item."""
    item = question.target.split(".", 1)[1]
    return re.sub(r"\.\d+$", "", item)


def _refuse_together(answered: list[Answered]) -> list[Answered]:
    """Data of another version are refused for every question the refusal speaks of, in the same wave."""
    refused = {
        (column.question.instrument, column.question.use.wave, refusal.responses)
        for column in answered
        if column.trouble == "refused"
        for refusal in column.reader.refusals
        if refusal.reason in {reading.reason for reading in column.readings}
    }

    def is_refused(column: Answered) -> bool:
        own = column.reader.name.split(".", 1)[1]
        place = (column.question.instrument, column.question.use.wave)
        return (*place, None) in refused or (*place, own) in refused

    return [replace(column, trouble="refused") if is_refused(column) else column for column in answered]


def _read_ready_made(
    columns: ColumnMap,
    instruments: Mapping[str, Instrument],
    rules: AnswerRules,
    cells: Mapping[int, Cells],
    decimal: Literal[".", ","],
) -> Iterator[ScoreColumn]:
    for use in columns.uses:
        if use.role in ("score", "raw_score"):
            for target in (use.item, *use.items):
                one = replace(use, item=target, items=())
                yield read_scores(
                    one, column_name(target, use.wave), cells[use.position], instruments[target.split(".", 1)[0]],
                    missing=rules.missing.get(target, ()), codes=rules.codes, decimal=decimal,
                )  # fmt: skip


def _kept(columns: ColumnMap) -> list[str]:
    return [f"c{use.position}" for use in columns.uses if use.role in TEXT_ROLES]


def _missing(answered: list[Answered], scores: list[ScoreColumn]) -> dict[tuple[str, str], int]:
    """How many rows gave no answer, by question and by what stands there ('' = left blank)."""
    counted: Counter[tuple[str, str]] = Counter()
    for column in answered:
        for reading, n in zip(column.readings, column.question.cells.counts, strict=True):
            if reading.kind in ("blank", "missing"):
                counted[column.question.name, reading.label] += int(n)
    for score in scores:
        for text, kind, n in zip(score.cells.values, score.kinds, score.cells.counts, strict=True):
            if kind in ("blank", "missing"):
                counted[score.name, text.strip()] += int(n)
    return dict(sorted(counted.items()))


def _presumed_missing(answered: list[Answered], scores: list[ScoreColumn], rules: AnswerRules) -> dict[str, int]:
    """The numbers taken for no answer though neither instrument nor user says so, with how many rows hold each."""
    stated = {cell_key(code) for code in rules.codes}
    counted: Counter[str] = Counter()
    for column in answered:
        said = {*column.reader.missing, *column.reader.set_missing, *stated}
        for reading, n in zip(column.readings, column.question.cells.counts, strict=True):
            if reading.kind == "missing" and reading.label in MISSING_NUMBERS and reading.label not in said:
                counted[reading.label] += int(n)
    for score in scores:
        said = stated | {cell_key(code) for code in rules.missing.get(score.target, ())}
        for text, kind, n in zip(score.cells.values, score.kinds, score.cells.counts, strict=True):
            key = cell_key(text)
            if kind == "missing" and key in MISSING_NUMBERS and key not in said:
                counted[key] += int(n)
    return dict(sorted(counted.items()))


def _item_units(coded: list[Answered]) -> dict[str, float]:
    units = {column.question.name: unit_of(column.reader.responses) for column in coded}
    return {name: float(unit) for name, unit in units.items() if unit != 1}
