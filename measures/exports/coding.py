"""One column's distinct answers read by its response list, and what to do where the list and the file disagree.

Everything here works on distinct texts with their counts, never on rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from measures.exports.cells import Cells
from measures.exports.labels import AnswerReader, Reading, as_number, cell_key
from measures.exports.tables import ColumnUse

Trouble = Literal["refused", "mixed_sets", "which_set", "shifted_codes", "bare_numbers", "code_label_disagree"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question asked in one column: the use, the question, the name its codes go by, and what is in the column.

    `texts` are the distinct texts as a person would read them: in place of a stored value the file's own label of it.
    """

    use: ColumnUse
    target: str
    name: str
    cells: Cells = field(repr=False)
    texts: tuple[str, ...] = field(repr=False)

    @property
    def instrument(self) -> str:
        """The instrument's id."""
        return self.target.split(".", 1)[0]

    def was_decoded(self, position: int) -> bool:
        """Whether the file itself labels this stored value."""
        return self.texts[position] != self.cells.values[position]


@dataclass(frozen=True, slots=True)
class Answered:
    """A column's answers as read by one response set. `trouble` says why the whole column is left without codes."""

    question: Question
    reader: AnswerReader
    readings: tuple[Reading, ...] = field(repr=False)
    trouble: Trouble | None = None
    other_codes: bool = False

    def codes(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The code of each row, and whether the row has one."""
        values = np.array([reading.code for reading in self.readings], dtype=np.int64)
        known = np.array([reading.kind == "code" for reading in self.readings], dtype=np.bool_)
        index = self.question.cells.index
        return values[index], np.ones(len(index), np.bool_) if known.all() else known[index]

    def count(self, wanted: Callable[[Reading], bool]) -> int:
        """How many rows hold an answer read so."""
        counts = self.question.cells.counts
        return sum(int(n) for reading, n in zip(self.readings, counts, strict=True) if wanted(reading))

    @property
    def unread(self) -> int:
        """How many rows hold an answer that could not be read."""
        return self.count(lambda reading: reading.kind not in ("blank", "missing", "code"))

    @property
    def answered(self) -> int:
        """How many rows hold anything that is not blank and not a missing answer."""
        return self.count(lambda reading: reading.kind not in ("blank", "missing"))


def labelled_texts(cells: Cells, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The distinct texts with the file's own labels in place of the values it labels (`1`, `1.0` and `01` are one)."""
    if not labels:
        return cells.values
    named = {cell_key(value): label for value, label in labels.items()}
    return tuple(named.get(cell_key(text), text) for text in cells.values)


def read_column(question: Question, reader: AnswerReader) -> Answered:
    """Read every distinct answer of a column by one response set."""
    readings = []
    for position, text in enumerate(question.texts):
        reading = reader.read(text)
        if not reading.is_read and reader.responses.is_numeric and question.was_decoded(position):
            stored = reader.read(question.cells.values[position])
            reading = stored if stored.is_read else reading
        readings.append(reading)
    return Answered(question, reader, tuple(readings))


def choose_set(columns: Sequence[Question], sets: Sequence[Callable[[Question], AnswerReader]]) -> list[Answered]:
    """Read questions of one response list by the set of labels that explains their answers.

    The list's own set and its variants are tried on all columns together, so that one person's answers to a scale are
    never read by different sets. Columns that need different sets are left without codes, as are bare numbers that two
    sets explain differently.
    """
    tries = [[read_column(question, make(question)) for question in columns] for make in sets]
    cost = [sum(_unexplained(column) for column in tried) for tried in tries]
    fewest = [tried for tried, unread in zip(tries, cost, strict=True) if unread == min(cost)]
    best = min(fewest, key=lambda tried: sum(_bare(column) for column in tried))  # a set whose numbers are stated wins
    if any(_code_differs(best, other) for other in fewest[1:]):
        return [replace(column, trouble="which_set") for column in best]
    if any(_needs_both(best, other) for other in tries if other is not best):
        return [replace(column, trouble="mixed_sets") for column in best]
    return best


def settle_column(column: Answered) -> Answered:
    """Settle what the answers of one column say together: refused data, shifted or differing codes, bare numbers."""
    if column.trouble:
        return column
    if any(reading.kind == "refused" for reading in column.readings):
        return replace(column, trouble="refused")
    if _is_shifted(column):
        return replace(column, trouble="shifted_codes")
    column = _settle_codes(column)
    if column.trouble:
        return column
    bare = _bare(column)
    if bare and bare == column.answered:
        return replace(column, trouble="bare_numbers")
    return column


def _settle_codes(column: Answered) -> Answered:
    """Labels whose codes differ from the list's: a coding of the file's own is read by labels, anything else is asked.

    A file's own coding runs evenly through all its labels, the other way round or from another first number. Numbers
    without labels in such a column follow it and not the list, so they are asked about.
    """
    if not any(reading.kind == "disagrees" for reading in column.readings):
        return column
    if column.reader.responses.is_numeric:
        return replace(column, trouble="code_label_disagree")
    answers = zip(column.question.texts, column.readings, strict=True)
    decorated = [_is_decorated(text, reading) for text, reading in answers]
    pairs = {
        (int(reading.number), reading.code)
        for reading, labelled in zip(column.readings, decorated, strict=True)
        if labelled and reading.number is not None
    }
    if not _runs_evenly(pairs):
        return column
    readings = []
    for reading, labelled in zip(column.readings, decorated, strict=True):
        if reading.kind == "disagrees":
            readings.append(replace(reading, kind="code"))
        elif reading.kind == "code" and reading.number is not None and not labelled:
            readings.append(Reading("bare_number", number=reading.number))
        else:
            readings.append(reading)
    return replace(column, readings=tuple(readings), other_codes=True)


def _is_decorated(text: str, reading: Reading) -> bool:
    return reading.kind in ("code", "disagrees") and reading.number is not None and as_number(cell_key(text)) is None


def _runs_evenly(pairs: set[tuple[int, int]]) -> bool:
    """Whether number = code + b, or number = b - code, with one b for at least two labels."""
    several = len({code for _, code in pairs}) >= 2
    return several and (len({n - code for n, code in pairs}) == 1 or len({n + code for n, code in pairs}) == 1)


def _is_shifted(column: Answered) -> bool:
    """Whether a column of bare numbers runs one above, or one below, the list's codes as a whole."""
    responses = column.reader.responses
    answers = list(zip(column.question.texts, column.readings, strict=True))
    if any(_is_decorated(text, reading) for text, reading in answers):  # their labels say what the numbers mean
        return False
    found = {reading.number for _, reading in answers if reading.kind not in ("blank", "missing")}
    numbers = {number for number in found if number is not None}
    if responses.is_numeric or not numbers or numbers != found or column.reader.numbers != "codes":
        return False
    codes = {Decimal(option.code) for option in responses.options}
    return not numbers <= codes and any(numbers <= {code + step for code in codes} for step in (1, -1))


def _unexplained(column: Answered) -> int:
    return column.count(lambda reading: not reading.is_read)


def _bare(column: Answered) -> int:
    return column.count(lambda reading: reading.kind == "bare_number")


def _code_differs(one: Sequence[Answered], other: Sequence[Answered]) -> bool:
    return any(
        first.kind == second.kind == "code" and first.code != second.code
        for left, right in zip(one, other, strict=True)
        for first, second in zip(left.readings, right.readings, strict=True)
    )


def _needs_both(one: Sequence[Answered], other: Sequence[Answered]) -> bool:
    """Whether each of two sets explains an answer that the other does not."""
    pairs = [
        (first.is_read, second.is_read)
        for left, right in zip(one, other, strict=True)
        for first, second in zip(left.readings, right.readings, strict=True)
    ]
    return (True, False) in pairs and (False, True) in pairs
