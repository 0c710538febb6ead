"""The answers to one question as they stand in a file, beside what each was read as. It knows nothing of Streamlit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from measures.app.settling import may_be_free_text
from measures.exports.answer_rules import ReaderMaker
from measures.exports.answers import column_name
from measures.exports.cells import Cells, read_cells
from measures.exports.coding import labelled_texts
from measures.exports.labels import AnswerReader, response_sets
from measures.exports.recognition import holds_personal
from measures.exports.tables import CodedTable, ColumnUse, column_letter
from measures.inspection import Finding, Inspection
from measures.instrument import Responses
from measures.report.numbers import plain
from measures.study import Study
from measures.study_rules import answer_rules

HIDDEN_BELOW, MOST_ROWS, LONGEST_LABEL = 5, 30, 120
FEWER, OR_MORE = f"fewer than {HIDDEN_BELOW}", f"{HIDDEN_BELOW} or more"
BLANK, NO_ANSWER, NOT_READ = "(left blank)", "No answer", "Not read"
NOT_LISTED = "(not listed: may be free text)"
MANY = "(further answers)"
Place = tuple[int, int, str, str, str]


@dataclass(frozen=True)
class Asked:
    """One question in one column of one file, and what the page calls it."""

    finding: Finding
    use: ColumnUse
    target: str
    title: str


@dataclass(frozen=True)
class ReadAs:
    """One answer as it is written, what it was read as, and how many gave it, small numbers hidden."""

    answer: str
    code: str
    label: str
    count: str


def questions_asked(inspection: Inspection) -> tuple[Asked, ...]:
    """Every question of the library that stands in a column, in the order of the files."""
    return tuple(
        Asked(found, use, target, _title(found.table, use, target))
        for found in inspection.findings
        if found.table is not None
        for use in found.table.map.uses
        if use.role == "item"
        for target in (use.item, *use.items)
    )


def _title(table: CodedTable, use: ColumnUse, target: str) -> str:
    wave = f" ({use.wave})" if use.wave else ""
    both = f" as {target}" if use.items else ""
    return f"{table.map.table.where}, {column_letter(use.position)}: {' '.join(use.header.split())}{wave}{both}"


def answers_read(asked: Asked, study: Study) -> tuple[ReadAs, ...]:
    """The distinct answers to a question with what they were read as, in the order of their codes.

    Answers that may be free text are never listed, only counted together. Counts from 1 to 4 are hidden; where that
    leaves a single hidden one, which the total would give away, the next smallest is hidden too.
    """
    table = asked.finding.table
    if table is None:
        return ()
    instrument = table.instruments[asked.target.split(".", 1)[0]]
    name = column_name(asked.target, asked.use.wave)
    cells = read_cells(table.map.table.frame, f"c{asked.use.position}")
    codes = _codes(table, name, cells)
    item = re.sub(r"\.\d+$", "", asked.target.split(".", 1)[1])
    maker = ReaderMaker(answer_rules(study, asked.finding.file), table.map.table.decimal)
    readers = [maker.reader(instrument, item, one) for one in response_sets(instrument, item)]
    labels = _labels(instrument.responses_of(item))
    texts = labelled_texts(cells, table.map.table.labels.get(asked.use.position, {}))
    unread = [text for text, code in zip(texts, codes, strict=True) if code is None and not _missing(text, readers)]
    closed = may_be_free_text(unread)
    unit = table.units.get(name, 1.0)
    counted: Counter[Place] = Counter()
    for text, code, n in zip(texts, codes, cells.counts.tolist(), strict=True):
        counted[_place(text, code, closed=closed, readers=readers, labels=labels, unit=unit)] += n
    rows = [(place, n) for place, n in sorted(counted.items()) if n]
    return _counts_hidden(_cut([(ReadAs(*place[2:], ""), n) for place, n in rows]))


def _codes(table: CodedTable, name: str, cells: Cells) -> list[int | None]:
    """What each distinct text was stored as: the same for all its rows, so the first row tells."""
    if name not in table.frame.columns:
        return [None] * len(cells.values)
    places, first = np.unique(cells.index, return_index=True)
    coded = table.frame.get_column(name)[first.tolist()]
    known = zip(places.tolist(), coded.to_list(), coded.is_null().to_list(), strict=True)
    found = {place: int(code) for place, code, is_null in known if not is_null}
    return [found.get(place) for place in range(len(cells.values))]


def _place(
    text: str,
    code: int | None,
    *,
    closed: bool,
    readers: Sequence[AnswerReader],
    labels: Mapping[int, str],
    unit: float,
) -> Place:
    """Where an answer stands in the list (read, not read, no answer, blank), and its row there."""
    written = " ".join(text.split())
    if not written:
        return 3, 0, BLANK, "", NO_ANSWER
    if code is not None:
        written = NOT_LISTED if len(written) > LONGEST_LABEL or holds_personal(written) else written
        return 0, code, written, plain(code * unit), labels.get(code, "")
    if _missing(text, readers):
        return 2, 0, written, "", NO_ANSWER
    return 1, 0, NOT_LISTED if closed else written, "", NOT_READ


def _missing(text: str, readers: Sequence[AnswerReader]) -> bool:
    return any(reader.read(text).kind in ("blank", "missing") for reader in readers)


def _labels(responses: Responses) -> dict[int, str]:
    return {code: option.label for code, option in zip(responses.codes, responses.options, strict=True)}


def _cut(rows: Sequence[tuple[ReadAs, int]]) -> list[tuple[ReadAs, int]]:
    """The first rows, all others counted together."""
    kept, rest = list(rows[:MOST_ROWS]), rows[MOST_ROWS:]
    return [*kept, (ReadAs(MANY, "", "", ""), sum(n for _, n in rest))] if rest else kept


def _counts_hidden(rows: Sequence[tuple[ReadAs, int]]) -> tuple[ReadAs, ...]:
    """The rows with their counts as they may be shown."""
    counts = [n for _, n in rows]
    shown = [FEWER if n < HIDDEN_BELOW else f"{n:,}" for n in counts]
    if shown.count(FEWER) == 1 and len(shown) > 1:
        smallest = min((n, place) for place, n in enumerate(counts) if n >= HIDDEN_BELOW)[1]
        shown[smallest] = OR_MORE
    return tuple(ReadAs(row.answer, row.code, row.label, said) for (row, _), said in zip(rows, shown, strict=True))
