"""Answers of a table to codes: read once per distinct text, then spread over the rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import narwhals as nw

from measures.exports.answer_issues import column_issues, missing_code_issue, score_issues, trouble_issues
from measures.exports.answer_rules import AnswerRules, ReaderMaker, check_answers
from measures.exports.cells import Cells, read_cells, whole_numbers
from measures.exports.coding import Answered, Question, choose_set, labelled_texts, settle_column
from measures.exports.labels import AnswerReader, response_sets, unit_of
from measures.exports.ready_scores import ScoreColumn, read_scores
from measures.exports.tables import ROW, CodedTable, ColumnMap, Role
from measures.instrument import Instrument

__all__ = ["AnswerRules", "code_answers"]

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
    cells: dict[int, Cells] = {}
    for use in columns.uses:
        if use.role in ("item", "score", "raw_score"):
            cells[use.position] = read_cells(columns.table.frame, f"c{use.position}")
    answered = _refuse_together(_read_questions(columns, instruments, rules, cells))
    scores = list(_read_ready_made(columns, instruments, rules, cells))
    coded = [column for column in answered if column.trouble is None]
    frame = columns.table.frame.select(nw.col(ROW).cast(nw.Int64), *_kept(columns))
    named = {column.question.name: column.codes() for column in coded} | {score.name: score.codes() for score in scores}
    whole = [whole_numbers(frame, name, values, known) for name, (values, known) in named.items()]
    order = [ROW, *named, *(name for name in frame.columns if name != ROW)]
    missing = _missing(answered, scores)
    issues = [
        *(issue for column in answered for issue in column_issues(columns.table, column)),
        *trouble_issues(columns.table, answered),
        *(issue for score in scores for issue in score_issues(columns.table, score)),
        *missing_code_issue(columns.table, _by_label(missing)),
    ]
    return CodedTable(
        map=columns,
        frame=frame.with_columns(*whole).select(order),
        units={score.name: float(score.unit) for score in scores} | _item_units(coded),
        missing=missing,
        instruments=instruments,
        issues=tuple(dict.fromkeys(issues)),
        unread={column.question.name: column.unread for column in answered if column.unread}
        | {score.name: score.unread for score in scores if score.unread},
        sets=_sets_used(coded, instruments),
    )


def column_name(target: str, wave: str) -> str:
    """The name of a coded column: the question, and its wave where the column itself says one."""
    return f"{target}@{wave}" if wave else target


def _read_questions(
    columns: ColumnMap, instruments: Mapping[str, Instrument], rules: AnswerRules, cells: Mapping[int, Cells]
) -> list[Answered]:
    """Read every question of the table, those of one response list and wave together, in the table's order."""
    maker = ReaderMaker(rules)
    together: dict[tuple[str, str, str], list[Question]] = {}
    for question in _questions(columns, cells):
        base = instruments[question.instrument].item(_item_of(question)).responses
        together.setdefault((question.instrument, base, question.use.wave), []).append(question)
    answered: list[Answered] = []
    for (name, _, _), questions in together.items():
        instrument = instruments[name]
        sets = response_sets(instrument, _item_of(questions[0]))
        makers = [partial(_reader_of, maker, instrument, list_name) for list_name in sets]
        answered += [settle_column(column) for column in choose_set(questions, makers)]
    return sorted(answered, key=lambda column: column.question.use.position)


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
    columns: ColumnMap, instruments: Mapping[str, Instrument], rules: AnswerRules, cells: Mapping[int, Cells]
) -> Iterator[ScoreColumn]:
    for use in columns.uses:
        if use.role in ("score", "raw_score"):
            for target in (use.item, *use.items):
                one = replace(use, item=target, items=())
                yield read_scores(
                    one, column_name(target, use.wave), cells[use.position], instruments[target.split(".", 1)[0]],
                    missing=rules.missing.get(target, ()), codes=rules.codes, decimal=rules.decimal,
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


def _by_label(missing: Mapping[tuple[str, str], int]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for (_, label), n in missing.items():
        total[label] += n
    return dict(total)


def _item_units(coded: list[Answered]) -> dict[str, float]:
    units = {column.question.name: unit_of(column.reader.responses) for column in coded}
    return {name: float(unit) for name, unit in units.items() if unit != 1}


def _sets_used(coded: list[Answered], instruments: Mapping[str, Instrument]) -> dict[str, str]:
    """The response set each question was read by, where it may be asked with several."""
    return {
        column.question.name: column.reader.name.split(".", 1)[1]
        for column in coded
        if len(response_sets(instruments[column.question.instrument], _item_of(column.question))) > 1
    }
