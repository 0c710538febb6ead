"""The types that pass through the export room: a file's bytes, a table of text, what each column is, coded answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import narwhals as nw
import pyarrow as pa

from measures.instrument import Instrument
from measures.results import FlowStep, Issue

Role = Literal[
    "item", "score", "raw_score", "participant", "wave", "date", "group", "programme", "locality", "consent",
    "weight", "quote", "drop", "metadata", "unused",
]  # fmt: skip

ROW = "row"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the user gave it: a name that is only ever shown, and its bytes."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of text, as found in a file: nothing renamed, nothing guessed, every cell a string.

    `frame` has one row per answered form, its columns named by position (`c0`, `c1`, ...; text, empty = "") and the
    row number in the source as `row` (1 = first row of the sheet or file). `headers[i]` is the header of `c{i}` as it
    stood in the file. `labels[i]` maps stored values to their labels where the file itself (SPSS, Stata) or its
    codebook says so. `questions[i]` is the question's text in its codebook, which marks `personal` as identifiers.
    `decimal` is the decimal sign of its numbers, where the file itself tells.
    """

    name: str
    sheet: str
    headers: tuple[str, ...]
    frame: nw.DataFrame[Any] = field(repr=False)
    platform: str
    why: str
    header_rows: int
    first_row: int
    sheets: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    metadata: frozenset[int] = frozenset()
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    flow: tuple[FlowStep, ...] = ()
    decimal: Literal[".", ","] = "."
    questions: Mapping[int, str] = field(default_factory=dict)
    personal: frozenset[int] = frozenset()

    @property
    def rows(self) -> int:
        """Number of data rows."""
        return len(self.frame)

    @property
    def where(self) -> str:
        """The table as a whole: its file, and its sheet where there are several."""
        return f"{self.name}, sheet '{self.sheet}'" if self.sheet and len(self.sheets) > 1 else self.name

    def wordings(self, position: int) -> tuple[str, ...]:
        """What a column is called: its header, then its question's text where a codebook gives one."""
        question = self.questions.get(position, "")
        return (self.headers[position], question) if question else (self.headers[position],)

    def place(self, position: int, row: int | None = None) -> str:
        """Where a column, or one cell of it, is in the file: `before.xlsx, column F 'How often ...', row 14`."""
        cell = f", row {row}" if row is not None else ""
        return f"{self.where}, column {column_letter(position)} '{short(self.headers[position])}'{cell}"


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column is taken for, and why.

    `item` is `ucla3.left_out` for role `item`, `bdi.scale:total` for `score`, `swemwbs.raw:total` for `raw_score`, the
    header as the study file names it for columns that later steps asked for (groups, weights, cluster), else empty.
    `items` holds further targets where one answer serves two instruments.
    `wave` is set where the column itself says its wave (prefix, suffix, two-level header).
    `sure` is False where the reason is a likeness that a person should confirm.
    """

    position: int
    header: str
    role: Role
    item: str = ""
    why: str = ""
    wave: str = ""
    items: tuple[str, ...] = ()
    sure: bool = True

    @property
    def holds_answers(self) -> bool:
        """Whether it asks a question, or holds a score made of several."""
        return self.role in ("item", "score", "raw_score")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A table with the use of each of its columns, in their order.

    `encoded` holds the questions and scores whose distinct texts were looked at on the way, so that they need not be
    found again.
    """

    table: Table
    uses: tuple[ColumnUse, ...]
    wave: str = ""
    issues: tuple[Issue, ...] = ()
    encoded: Mapping[int, pa.DictionaryArray] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class CodedTable:
    """A table after its labels became codes.

    `frame` columns: `row` (source row number, Int64); every item or ready-made score as Int64 (null = no answer),
    named `ucla3.left_out`, or `ucla3.left_out@after` where the column says its wave; ready-made scores, and answers in
    steps that are no whole numbers, are whole numbers of `units` (score = value * units[name]). A question that a
    person must decide about first has no column. All other columns that later steps need keep their text and their
    name `c{position}`.

    `missing` counts rows without an answer by column and by what stands there ("" = left blank); `unread` counts rows
    whose answer could not be read (null in `frame`), by column. `sets` says, where a response list has variants, which
    of them explains the answers: by list (`djg6.three`) and wave as the file names it ("" = not said).
    """

    map: ColumnMap
    frame: nw.DataFrame[Any] = field(repr=False)
    units: Mapping[str, float]
    missing: Mapping[tuple[str, str], int]
    instruments: Mapping[str, Instrument]
    issues: tuple[Issue, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict)
    sets: Mapping[tuple[str, str], str] = field(default_factory=dict)


def column_letter(position: int) -> str:
    """The spreadsheet letter of a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def short(text: str, longest: int = 60) -> str:
    """One line of at most `longest` characters, for messages."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
