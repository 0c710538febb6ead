"""Sheets of a workbook as plain values, and the one place that writes them with openpyxl.

The rules are those of the Analysis Function's checklist for accessible spreadsheets: one real table a sheet, starting
in column A with one header row and nothing below it; a title in A1; no merged cells, filters, frozen panes, headers or
footers. Text is always a string cell, whatever it begins with, and never a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from math import ceil, isfinite
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from measures.errors import UsageError
from measures.report.sheet_charts import Bars, described, draw
from measures.report.straight import write_straight
from measures.report.zip_times import repacked

NOT_APPLICABLE = "[z]"
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
CUT = " [cut here: a cell holds no more]"
FACE, SIZE = "Arial", 12
LINE, TALLEST = 16.0, 409.0  # points
ROOM, NARROW = 1.1, 40  # widths of narrow columns that a character takes, with what wrapping between words leaves
WIDEST_PAGE = 260  # beyond this a sheet shrunk to one page could not be read
INK, LINK_INK = "FF1F2A30", "FF00585F"
TITLE, HEADING, HEADER, TEXT, LINK = "title", "heading", "header", "text", "link"
FONTS: dict[str, dict[str, Any]] = {
    TITLE: {"sz": 18, "b": True},
    HEADING: {"sz": 14, "b": True},
    HEADER: {"b": True},
    LINK: {"u": "single", "color": LINK_INK},
}
# no time of day is known that would be the same when the work is repeated, so all workbooks state this one
FIXED_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - openpyxl takes times without a zone and writes them as UTC
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LINE_END = re.compile("\r\n?")
LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
LIKE_A_FORMULA = re.compile(r"[=+\-@\t]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and how its cell shows it (`0.0`, `0%`)."""

    value: float
    shown: str = "General"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to the first cell of another sheet."""

    text: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading between lines of text."""

    text: str


Value = str | int | float | Number | Link | None
Line = str | Heading | Link


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header and its width in characters."""

    header: str
    width: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title, lines of text, then one table (none if it has no columns).

    `machine_readable` sheets have neither title nor lines: their header is the first row and a cell may be empty.
    A `chart` is drawn from the sheet's own table, to its right.
    """

    name: str
    title: str
    lines: Sequence[Line] = ()
    table: str = ""
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[Value]] = ()
    width: int = 80
    machine_readable: bool = False
    chart: Bars | None = None


@dataclass(frozen=True, slots=True)
class Properties:
    """What the document says of itself."""

    title: str
    author: str
    subject: str
    keywords: str


def write_book(sheets: Sequence[Sheet], properties: Properties) -> bytes:
    """An Excel workbook of these sheets, the same bytes whenever it is written from the same sheets.

    Raises
    ------
    UsageError
        A table has more rows than a sheet can hold.
    """
    out = io.BytesIO()
    # not Workbook.save, which sets the time of modification to now and makes temporary files
    write_straight(book_of(sheets, properties), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED))
    drawn = [clean(sheet.chart.description) for sheet in sheets if sheet.chart is not None]
    return repacked(described(out.getvalue(), drawn) if drawn else out.getvalue())


def book_of(sheets: Sequence[Sheet], properties: Properties) -> Any:
    """These sheets as a workbook of openpyxl that is yet to be written; `UsageError` as `write_book`."""
    book = Workbook()
    book.remove(book.active)
    for number, sheet in enumerate(sheets, start=1):
        if len(sheet.rows) + len(sheet.lines) + 2 > MOST_ROWS:
            raise UsageError(
                f"workbook, sheet {sheet.name}: its {len(sheet.rows):,} rows do not fit a sheet. Write the results as "
                "JSON instead (--json)."
            )
        _Writer(book, sheet, number).write()
    about = book.properties
    about.title, about.creator, about.subject = (
        clean(text) for text in (properties.title, properties.author, properties.subject)
    )
    about.keywords, about.lastModifiedBy = clean(properties.keywords), clean(properties.author)
    about.language = "en-GB"
    about.created = about.modified = FIXED_TIME
    return book


def clean(text: str) -> str:
    """Text as a cell can hold it: no control characters, plain line ends, nothing Excel would read as an escape."""
    kept = LOOKS_ESCAPED.sub("_x005F_", NOT_IN_XML.sub("", LINE_END.sub("\n", text)))
    if len(kept.encode("utf-16-le")) // 2 <= MOST_CHARACTERS:
        return kept
    units = 2 * (MOST_CHARACTERS - len(CUT))
    return kept.encode("utf-16-le")[:units].decode("utf-16-le", errors="ignore") + CUT


class _Writer:
    """Writes one sheet, row by row."""

    def __init__(self, book: Any, sheet: Sheet, number: int) -> None:
        self.sheet = sheet
        self.number = number
        self.page = book.create_sheet(sheet.name)
        self.widths = [column.width for column in sheet.columns] or [sheet.width]
        self.row = self.top = 0  # the row last written, the row of the table's header
        self.tall = 0.0  # the tallest cell of the row being written
        self.styles: dict[tuple[str, str, bool], Any] = {}
        self.cleaned: dict[str, str] = {}  # the same words stand in many rows

    def write(self) -> None:
        for place, width in enumerate(self.widths, start=1):
            self.page.column_dimensions[get_column_letter(place)].width = width
        if not self.sheet.machine_readable:
            self._line(self.sheet.title, TITLE)
            for line in self.sheet.lines:
                self._line(line, TEXT)
        if self.sheet.columns:
            self._table()
        self._page(sum(self.widths))

    def _page(self, width: int) -> None:
        """How the sheet is printed: across the paper, on as few pages as can be read, the header on each."""
        setup = self.page.page_setup
        setup.orientation = "landscape"
        setup.paperSize = self.page.PAPERSIZE_A4
        if not self.sheet.machine_readable:
            setup.fitToWidth, setup.fitToHeight = ceil(width / WIDEST_PAGE), 0
            self.page.sheet_properties.pageSetUpPr.fitToPage = True
        if self.sheet.columns:
            self.page.print_title_rows = f"{self.top}:{self.top}"

    def _line(self, line: Line, role: str) -> None:
        if isinstance(line, Heading):
            self._row([line.text], HEADING)
        else:
            self._row([line], role)

    def _table(self) -> None:
        sheet, top = self.sheet, self.row + 1
        self.top = top
        self._row([column.header for column in sheet.columns], HEADER)
        for values in sheet.rows or [[None if sheet.machine_readable else NOT_APPLICABLE] * len(sheet.columns)]:
            self._row(values, TEXT)
        table = Table(
            id=self.number,
            displayName=sheet.table,
            ref=f"A{top}:{get_column_letter(len(sheet.columns))}{self.row}",
            tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=False),
        )
        # given here, because openpyxl adds a filter to a table whose columns it has to find out
        table.tableColumns = [
            TableColumn(id=place, name=clean(column.header)) for place, column in enumerate(sheet.columns, start=1)
        ]
        self.page.add_table(table)
        if sheet.chart is not None:
            draw(self.page, sheet.chart, top, self.row, len(sheet.columns))

    def _row(self, values: Sequence[Value], role: str) -> None:
        """One row, as tall as its longest text needs: not every program works that out when it opens a file."""
        self.row += 1
        self.tall = LINE
        for place, value in enumerate(values, start=1):
            if value is not None:
                self._put(place, value, role)
        self.page.row_dimensions[self.row].height = min(self.tall, TALLEST)

    def _put(self, column: int, value: str | float | Number | Link, role: str) -> None:
        cell = self.page.cell(self.row, column)
        if isinstance(value, Number):
            self._put_number(cell, value.value, value.shown)
        elif isinstance(value, int | float):
            self._put_number(cell, value, "0" if isinstance(value, int) else "General")
        elif isinstance(value, Link):
            self._put_text(cell, value.text, LINK)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{value.sheet}'!A1", display=clean(value.text))
        else:
            self._put_text(cell, value, role)

    def _put_number(self, cell: Any, value: float, shown: str) -> None:
        if not isfinite(value):
            raise ValueError(f"Sheet {self.sheet.name}: a figure is {value}; unknown figures are None.")
        # as text, because openpyxl would cut a float to 16 digits, one short of what tells all floats apart
        cell.value = repr(float(value) if isinstance(value, float) else int(value))
        cell.data_type = "n"
        self._dress(cell, TEXT, shown)

    def _put_text(self, cell: Any, text: str, role: str) -> None:
        kept = self.cleaned.get(text)
        if kept is None:
            kept = self.cleaned[text] = clean(text)
        cell.value = kept
        cell.data_type = "s"  # openpyxl takes "=..." for a formula and "#N/A" for an error
        size = FONTS.get(role, {}).get("sz", SIZE) / SIZE
        width = self.widths[cell.column - 1]
        room = size * (ROOM if width < NARROW else 1.0)
        lines = sum(ceil(len(line) * room / width) or 1 for line in kept.split("\n"))
        self.tall = max(self.tall, lines * size * LINE)
        self._dress(cell, role, "@", like_a_formula=bool(LIKE_A_FORMULA.match(kept)))

    def _dress(self, cell: Any, role: str, shown: str, *, like_a_formula: bool = False) -> None:
        key = (role, shown, like_a_formula)
        if key not in self.styles:
            cell.font = Font(**{"name": FACE, "sz": SIZE, "color": INK, **FONTS.get(role, {})})
            text = shown == "@"
            cell.alignment = Alignment(
                horizontal="left" if text else "right", vertical="top", wrap_text=text, indent=0 if text else 1
            )
            cell.number_format = "General" if text else shown
            cell.quotePrefix = like_a_formula  # stays text when somebody edits the cell
            self.styles[key] = cell._style  # noqa: SLF001 - as openpyxl's manual copies styles
        else:
            cell._style = copy(self.styles[key])  # noqa: SLF001 - the same: setting each part costs far more
