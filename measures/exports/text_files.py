"""CSV, TSV and their kin: separator, records and row numbers; the bulk through pyarrow, odd files record by record."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from measures.errors import FileError
from measures.exports.encodings import to_utf8
from measures.exports.folding import shown
from measures.exports.grids import LONGEST_CELL, TEXT, Grid, text_column
from measures.exports.limits import check_size
from measures.exports.phrases import several
from measures.results import Issue

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_BYTES = 262_144
SAMPLE_RECORDS = 60
TAIL = 4_096
BLOCK_BYTES = 1 << 20  # what the processor's cache holds: half the time of four times as much
MOST_PIECES = 50
GOES_ON = re.compile(r" [a-z]")  # a name cut in two at its own comma: "Overall", " how satisfied are you ...?"
COMMA_INSIDE = re.compile(r"(?:(?<=\d),(?=\d)|,(?= )|[^,])*")  # 7,5 or words, words: commas that part no columns
EXCEL_HINT = re.compile(rb"\"?sep=([,;:|^~\t])\"?\r?\n", re.IGNORECASE)


def read_text(
    data: bytes, name: str, *, encoding: str | None = None, separator: str | None = None, limits: bool = True
) -> Grid:
    """Read a text table.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for messages.
    encoding, separator : str, optional
        What the user says they are; found out otherwise.
    limits : bool
        Whether the limits on columns and cells hold.

    Raises
    ------
    FileError
        Records of different lengths (`ragged`), a quotation mark that is never closed (`unclosed_quote`), a cell or a
        table that is too large (`too_large`), or an encoding or separator that does not fit.
    """
    plain, issues = to_utf8(data, name, encoding)
    skipped = 0
    if separator is None and (hint := EXCEL_HINT.match(plain)):
        separator, plain, skipped = hint[1].decode(), plain[hint.end() :], 1
    if separator is None:
        separator = sniff_separator(plain)
    elif len(separator) != 1 or separator in '"\r\n' or not separator.isascii():
        fix = 'Use one character: "," or ";", "\\t" for tab, "|".'
        raise FileError(name, "The separator stated for it is not one character.", fix, code="separator")
    table = _regular(plain, separator, limits=limits, name=name)
    if table is not None:
        grid = Grid("", table.columns, np.arange(1, table.num_rows + 1) + skipped)
    else:
        grid, more = _record_by_record(plain, name, separator, skipped, limits=limits)
        issues = (*issues, *more)
    _check_cells(grid, name)
    return Grid("", grid.columns, grid.rows, issues=issues)


def sniff_separator(data: bytes) -> str:
    """The separator that gives most of the first records the same number of fields, and more than one.

    Where a comma and a semicolon do so equally (`JS14;9,0`), it is the semicolon if no comma can be one: each stands
    between two digits or before a space.
    """
    best, found = (0.0, 0), ","
    for separator in SEPARATORS:
        widths = [len(record) for record in sample_records(data, separator) if len(record) > 0]
        width, times = Counter(widths).most_common(1)[0] if widths else (1, 0)
        score = (round(times / max(len(widths), 1), 2), width)
        if width > 1 and (score > best or (score == best and separator == ";" and _commas_are_inside(data))):
            best, found = score, separator
    return found


def _commas_are_inside(data: bytes) -> bool:
    cells = (cell for record in sample_records(data, ";") for cell in record)
    return all(COMMA_INSIDE.fullmatch(cell) for cell in cells)


def sample_records(data: bytes, separator: str) -> list[list[str]]:
    """The first records, a possibly cut last one left out."""
    text = data[:SAMPLE_BYTES].decode(errors="ignore")
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            records.append(record)
            if len(records) > SAMPLE_RECORDS:
                break
    except csv.Error:  # a cell longer than any answer; what came before it is sample enough
        pass
    if len(data) > SAMPLE_BYTES or len(records) > SAMPLE_RECORDS:
        records = records[:-1] or records
    return records


def _regular(data: bytes, separator: str, *, limits: bool, name: str) -> pa.Table | None:
    """Read a file whose records all have the same length, without blank lines between them; None if it is not one."""
    records = sample_records(data, separator)
    width = len(records[0]) if records else 0
    if limits:
        check_size(name, rows=0, columns=width)
    quoted = b'"' in data
    if not width or (quoted and _quotes(data) % 2):
        return None
    names = [f"c{number}" for number in range(width)]
    end = len(data) - len(data[-TAIL:]) + len(data[-TAIL:].rstrip(b"\r\n"))
    last = b"\n" + separator.encode() * (width - 1)  # a row of nothing, which an open quotation mark would swallow
    content = data[:end] + last if quoted else pa.py_buffer(data).slice(0, end)
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(content),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, TEXT), strings_can_be_null=False, check_utf8=False
            ),
            memory_pool=pa.system_memory_pool(),  # half the page faults of the default one
        )
    except pa.ArrowInvalid:  # some record is longer or shorter than the first, or blank: looked at one by one
        return None
    if not quoted:
        return table if table.num_rows else None
    whole = table.num_rows > 1 and not any(column[-1].as_py() for column in table.columns)
    return table.slice(0, table.num_rows - 1) if whole else None


def _quotes(data: bytes) -> int:
    """The number of quotation marks; piece by piece, as `bytes.count` is slow where there are many."""
    every = np.frombuffer(data, np.uint8)
    pieces = range(0, len(data), BLOCK_BYTES)
    return sum(int(np.count_nonzero(every[at : at + BLOCK_BYTES] == ord('"'))) for at in pieces)


@dataclass(slots=True)
class _Lines:
    """Lines of text that remember whether they ran out while a record was still open."""

    text: io.StringIO
    ended: bool = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline()
        if not line:
            self.ended = True
            raise StopIteration
        return line


def _record_by_record(
    data: bytes, name: str, separator: str, skipped: int, *, limits: bool
) -> tuple[Grid, tuple[Issue, ...]]:
    """Read a file whose records differ in length: pad or refuse, and say so."""
    lines = _Lines(io.StringIO(data.decode(errors="replace"), newline=""))
    records: list[list[str]] = []
    numbers: list[int] = []
    number = skipped
    try:
        for number, record in enumerate(csv.reader(lines, delimiter=separator), start=skipped + 1):
            if lines.ended:
                message = f"In row {number} a quotation mark opens a cell and never closes, which swallows the rest."
                raise FileError(f"{name}, row {number}", message, "Close or remove it there.", code="unclosed_quote")
            if record:
                records.append(record)
                numbers.append(number)
    except csv.Error as error:
        raise _too_long(name, number + 1) from error
    width = _settled_width(records)
    if limits:
        check_size(name, rows=len(records), columns=width)
    issues = _settle_lengths(records, numbers, width, name)
    columns = [text_column([column]) for column in zip(*records, strict=True)]
    return Grid("", tuple(columns), np.array(numbers, dtype=np.int64)), issues


def _settled_width(records: Sequence[Sequence[str]]) -> int:
    """The number of columns: that of most records, or of the first (the header) where it has more."""
    widths = Counter(len(record) for record in records)
    commonest = max(widths.values(), default=0)
    return max((width for width, times in widths.items() if times == commonest), default=0)


def _settle_lengths(records: list[list[str]], numbers: Sequence[int], width: int, name: str) -> tuple[Issue, ...]:
    """Pad records that lack trailing cells and cut trailing empty ones, in place; refuse the rest."""
    longer = [k for k, record in enumerate(records) if len(record) > width and any(map(str.strip, record[width:]))]
    if longer and len(records[0]) > width and longer == [0]:
        _refuse_broken_names(records[0], numbers[0], width, name)
        width, longer = len(records[0]), []  # the header names columns that hold nothing
    if longer:
        raise _ragged(name, records, numbers, longer, width)
    short = [k for k, record in enumerate(records) if len(record) < width]
    if short == [0] and len(records[0]) == width - 1 > 1 and any(record[-1].strip() for record in records[1:]):
        message = f"The first row has {width - 1} cells and every other row {width}: the names do not fit the columns."
        fix = "Give the first column a name too, or export again as .xlsx."
        raise FileError(f"{name}, row {numbers[0]}", message, fix, code="ragged")
    if len(short) <= len(records) / 2:
        _refuse_broken_records(records, numbers, short, width, name)
    padded = [numbers[k] for k in short]
    for record in records:
        if len(record) != width:
            record[:] = [*record[:width], *[""] * (width - len(record))]
    if not padded:
        return ()
    rows = f"Row {padded[0]}" if len(padded) == 1 else f"{len(padded):,} rows (the first is row {padded[0]})"
    message = f"{rows} ended before the last column; the cells missing at the end were taken as empty."
    return (Issue("check", "short_rows", name, message, "Check those rows."),)


def _refuse_broken_names(names: Sequence[str], number: int, width: int, name: str) -> None:
    """Refuse a header with more cells than every row, where some go on in the middle of a sentence."""
    going_on = [k for k, cell in enumerate(names) if k and GOES_ON.match(cell)]
    if len(going_on) >= len(names) - width:
        asked = shown(",".join(names[going_on[0] - 1 : going_on[0] + 1]))
        message = (
            f"Row {number} has {len(names)} names and every other row {width} cells: a comma in '{asked}' parts it."
        )
        fix = "Put that name in quotation marks, or export again as .xlsx."
        raise FileError(f"{name}, row {number}", message, fix, code="ragged")


def _ragged(
    name: str, records: Sequence[Sequence[str]], numbers: Sequence[int], longer: Sequence[int], width: int
) -> FileError:
    """The refusal of records with more cells than there are columns."""
    first = numbers[longer[0]]
    others = len(longer) - 1
    more = f", and so {'has' if others == 1 else 'have'} {several(others, 'other')}" if others else ""
    message = f"Row {first} has {len(records[longer[0]])} cells where the table has {several(width, 'column')}{more}."
    fix = "Often a comma in an answer stands without quotation marks: mend those rows, or export again as .xlsx."
    return FileError(f"{name}, row {first}", message, fix, code="ragged")


def _refuse_broken_records(
    records: Sequence[Sequence[str]], numbers: Sequence[int], short: Sequence[int], width: int, name: str
) -> None:
    """Refuse consecutive short records that together make exactly one: a line break inside an answer."""
    for run in _runs(short):
        for start in range(len(run) - 1):
            total = len(records[run[start]])
            for end in range(start + 1, min(start + MOST_PIECES, len(run))):
                total += len(records[run[end]]) - 1
                if total > width:
                    break
                if total == width:
                    first, last = numbers[run[start]], numbers[run[end]]
                    message = f"Rows {first} to {last} look like one record broken by a line break inside an answer."
                    fix = "Join those lines, or export again as .xlsx."
                    raise FileError(f"{name}, row {first}", message, fix, code="ragged")


def _runs(positions: Sequence[int]) -> Iterable[list[int]]:
    """Groups of consecutive whole numbers."""
    run: list[int] = []
    for position in positions:
        if run and position != run[-1] + 1:
            yield run
            run = []
        run.append(position)
    if run:
        yield run


def _check_cells(grid: Grid, name: str) -> None:
    """Refuse a cell longer than any answer: nearly always a quotation mark that was never closed."""
    for column in grid.columns:
        longest = pc.max(pc.binary_length(column)).as_py() or 0
        if longest > LONGEST_CELL:
            lengths = pc.utf8_length(column)
            if pc.max(lengths).as_py() > LONGEST_CELL:
                raise _too_long(name, int(grid.rows[pc.index(pc.greater(lengths, LONGEST_CELL), True).as_py()]))


def _too_long(name: str, row: int) -> FileError:
    message = f"Row {row} holds a cell of more than {LONGEST_CELL:,} characters, likely a quotation mark never closed."
    return FileError(f"{name}, row {row}", message, "Close or remove it there.", code="too_large")
