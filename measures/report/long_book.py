"""A workbook with one table too long to be held as cells: its rows are written one by one, as they come."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from measures.errors import UsageError
from measures.report.sheets import (
    FACE,
    INK,
    LIKE_A_FORMULA,
    LINE,
    MOST_ROWS,
    SIZE,
    Column,
    Properties,
    Sheet,
    book_of,
    clean,
)
from measures.report.straight import Cells, Stream, stream_page, write_straight
from measures.report.zip_times import FixedTimes

Plain = str | int | float | None
TEXT, LIKE_FORMULA, NUMBER, HEADER = "text", "like a formula", "number", "header"


@dataclass(frozen=True, slots=True)
class LongSheet:
    """A machine-readable sheet: its header is the first row, `None` is an empty cell. `count` is how many rows come."""

    name: str
    table: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Plain]]
    count: int


def write_long_book(sheets: Sequence[Sheet], long: LongSheet, properties: Properties) -> bytes:
    """An Excel workbook of these sheets, none with a chart, and after them the long one.

    The same bytes whenever it is written from the same sheets and rows.

    Raises
    ------
    UsageError
        A table has more rows than a sheet can hold.
    """
    if long.count + 1 > MOST_ROWS:
        raise UsageError(
            f"workbook, sheet {long.name}: its {long.count:,} rows do not fit a sheet, which holds {MOST_ROWS - 1:,}. "
            "Write CSV or Parquet instead."
        )
    book = book_of(sheets, properties)
    page = stream_page(book, long.name)
    page.sheet_format.defaultRowHeight, page.sheet_format.customHeight = LINE, True
    for place, column in enumerate(long.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    table = Table(
        id=1,  # openpyxl numbers tables as it writes them
        displayName=long.table,
        ref=f"A1:{get_column_letter(len(long.columns))}{max(long.count, 1) + 1}",
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=False),
    )
    table.tableColumns = [
        TableColumn(id=place, name=clean(column.header)) for place, column in enumerate(long.columns, start=1)
    ]
    page.tables.add(table)  # not add_table, which warns that it cannot look for the columns given above
    out = io.BytesIO()
    write_straight(book, FixedTimes(out), [Stream(page, _cells(page, long))])
    return out.getvalue()


def _cells(page: Any, long: LongSheet) -> Iterator[Cells]:
    """The rows as cells. One cell of each look is used for a whole column: it is written before the next row comes."""
    looks = [{look: _cell(page, look) for look in (TEXT, LIKE_FORMULA, NUMBER)} for _ in long.columns]
    header = [_cell(page, HEADER) for _ in long.columns]
    for cell, column in zip(header, long.columns, strict=True):
        _put(cell, clean(column.header), "s")
    yield header
    for row in long.rows:
        yield [None if value is None else _filled(each, value) for each, value in zip(looks, row, strict=True)]


def _filled(looks: dict[str, Any], value: str | float) -> Any:
    if isinstance(value, str):
        kept = clean(value)
        return _put(looks[LIKE_FORMULA if LIKE_A_FORMULA.match(kept) else TEXT], kept, "s")
    if not isfinite(value):
        raise ValueError(f"A figure is {value}; unknown figures are None.")
    # as text, because openpyxl would cut a float to 16 digits
    return _put(looks[NUMBER], repr(value), "n")


def _put(cell: Any, text: str, kind: str) -> Any:
    """Text into a cell of this kind, past openpyxl's guess of what it is: "=..." would become a formula."""
    cell._value = text  # noqa: SLF001 - the setter of `value` is that guess
    cell.data_type = kind
    return cell


def _cell(page: Any, look: str) -> Any:
    cell = WriteOnlyCell(page)
    cell.font = Font(name=FACE, sz=SIZE, color=INK, b=look == HEADER)
    cell.alignment = Alignment(horizontal="right" if look == NUMBER else "left", vertical="top")
    cell.quotePrefix = look == LIKE_FORMULA  # stays text when somebody edits the cell
    return cell
