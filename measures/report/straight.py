"""Sheets written straight into the archive, a long one row by row.

openpyxl puts every sheet into a temporary file before it packs it. The app writes nothing to disk, and people's scores
least of all, so here each sheet goes into its member of the archive as it is made; a sheet of a million rows then
needs no more memory than its packed bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from measures.report.zip_times import member

Cells = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Stream:
    """A sheet of openpyxl's write-only mode and its rows of cells, which are asked for one by one."""

    page: Any
    rows: Iterable[Cells]


def stream_page(book: Any, name: str) -> Any:
    """A write-only sheet at the end of a book whose other sheets are held whole."""
    page = WriteOnlyWorksheet(book, name)
    book._add_sheet(page)  # noqa: SLF001 - create_sheet makes all sheets of a book of one kind
    return page


def write_straight(book: Any, archive: Any, streams: Sequence[Stream] = ()) -> None:
    """Write the book into the archive (`zipfile.ZipFile`, open for writing) and close it."""
    _Straight(book, archive, {each.page.title: each.rows for each in streams}).save()


class _Straight(ExcelWriter):  # type: ignore[misc] # openpyxl has no types
    """openpyxl's writer without its temporary files."""

    def __init__(self, book: Any, archive: Any, streams: Mapping[str, Iterable[Cells]]) -> None:
        super().__init__(book, archive)
        self.streams = streams

    def write_worksheet(self, ws: Any) -> None:
        """One sheet, as openpyxl's method of this name writes it."""
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 - this method stands in for openpyxl's own
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images  # noqa: SLF001 - the same
        with self._archive.open(member(ws.path[1:]), "w") as out:
            streamed = ws.title in self.streams
            writer = _RowByRow(ws, out, self.streams[ws.title]) if streamed else WorksheetWriter(ws, out=out)
            writer.write()
        ws._rels = writer._rels  # noqa: SLF001 - the same
        self.manifest.append(ws)


class _RowByRow(WorksheetWriter):  # type: ignore[misc] # the same
    """Writes rows of cells as they come."""

    def __init__(self, page: Any, out: Any, stream: Iterable[Cells]) -> None:
        super().__init__(page, out=out)
        self.stream = stream

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Each row's number and its cells, told where they stand."""
        for number, cells in enumerate(self.stream, start=1):
            for place, cell in enumerate(cells, start=1):
                if cell is not None:
                    cell.row, cell.column = number, place
            yield number, [cell for cell in cells if cell is not None]
