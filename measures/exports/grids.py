"""The rectangle of text as it stands in a file, before anybody knows which rows are its header."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from measures.results import Issue

Positions = np.ndarray[tuple[int], np.dtype[np.int64]]

TEXT = pa.large_string()
CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
BETWEEN = 31
LONGEST_CELL = 32_767
A_LOOK = 100
TEXT_FORMULA = r'^="([^"]*)"$'


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells, as of a merged cell: source rows (from 1) and column positions (from 0), ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Header rows, answers and notes of one sheet or file, still together.

    `columns[i]` is the text of column `i` (large_string without nulls, "" = empty); `rows[k]` the source row number of
    its `k`-th value. `header_rows` is set where the format itself says what the header is (SPSS, Stata, Parquet).
    """

    sheet: str
    columns: tuple[pa.ChunkedArray, ...] = field(repr=False)
    rows: Positions = field(repr=False)
    merged: tuple[Area, ...] = ()
    issues: tuple[Issue, ...] = ()
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    header_rows: int | None = None

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def top(self, rows: int, start: int = 0) -> list[list[str]]:
        """Some rows as lists of text, for looking at; 100 at the most are ever looked at."""
        part = [column.slice(start, rows).to_pylist() for column in self.columns]
        return [list(row) for row in zip(*part, strict=True)]

    def take(self, kept: Positions) -> Grid:
        """The grid with only these rows (indices from 0, ascending)."""
        if len(kept) == self.height:
            return self
        if len(kept) and kept[-1] - kept[0] == len(kept) - 1:  # one stretch of rows is not copied
            columns = tuple(column.slice(kept[0], len(kept)) for column in self.columns)
            return replace(self, columns=columns, rows=self.rows[kept])
        indices = pa.array(kept)
        return replace(self, columns=tuple(column.take(indices) for column in self.columns), rows=self.rows[kept])

    def without_text_formulas(self) -> Grid:
        """The grid with the text itself in every cell that is nothing but a formula for a text (`="0012"`)."""
        return replace(
            self, columns=tuple(pc.replace_substring_regex(column, TEXT_FORMULA, r"\1") for column in self.columns)
        )

    def filled_down(self, start: int, positions: Collection[int]) -> tuple[Grid, list[int]]:
        """The grid with cells merged over several rows, from row `start` on, filled in each; the columns it concerns.

        Only at these positions: what somebody answered is never carried to another row.
        """
        down = [area for area in self.merged if area.left == area.right in positions and area.bottom > area.top]
        sources: dict[int, Positions] = {}
        for area in down:
            top, end = np.searchsorted(self.rows, [area.top, area.bottom + 1])
            if start <= top < end - 1 and self.rows[top] == area.top:
                sources.setdefault(area.left, np.arange(self.height))[top:end] = top
        columns = list(self.columns)
        for position, source in sources.items():
            columns[position] = columns[position].take(pa.array(source))
        return (replace(self, columns=tuple(columns)) if sources else self), sorted(sources)

    def without_blank_rows(self) -> tuple[Grid, int]:
        """The grid without rows of nothing but white space, and how many these were; known header rows stay."""
        blank = blank_rows(self.columns, self.height)
        blank = blank[blank >= (self.header_rows or 0)]
        if not len(blank):
            return self, 0
        return self.take(np.setdiff1d(np.arange(self.height), blank, assume_unique=True)), len(blank)

    def without_blank_tail(self) -> Grid:
        """The grid without the columns right of the last filled cell."""
        width = len(self.columns)
        while width and all_blank(self.columns[width - 1]):
            width -= 1
        return replace(self, columns=self.columns[:width])


def text_column(chunks: Iterable[Sequence[str]]) -> pa.ChunkedArray:
    """Lists of text as one column."""
    return pa.chunked_array([pa.array(chunk, TEXT) for chunk in chunks], TEXT)


def plain(text: str) -> str:
    """Text without control characters that nobody can see."""
    return text.translate(CONTROLS)


def parted(cells: bytes, count: int) -> pa.Array:
    """Cells in one piece of UTF-8, parted by the control character 31, as a column: cut without a loop."""
    ends = np.flatnonzero(np.frombuffer(cells, np.uint8) == BETWEEN)
    starts = np.concatenate([[0], ends - np.arange(count - 1), [len(cells) - count + 1]]).astype(np.int64)
    plain = cells.translate(None, bytes([BETWEEN]))
    return pa.LargeStringArray.from_buffers(count, pa.py_buffer(starts), pa.py_buffer(plain))


def all_blank(column: pa.ChunkedArray) -> bool:
    """Whether a column holds nothing but white space."""
    if any(cell.strip() for cell in column.slice(0, A_LOOK).to_pylist()):  # as nearly always
        return False
    if pc.max(pc.binary_length(column)).as_py() in (0, None):
        return True
    return pc.max(pc.binary_length(pc.utf8_trim_whitespace(column))).as_py() in (0, None)


def blank_rows(columns: Sequence[pa.ChunkedArray], height: int) -> Positions:
    """Indices of the rows in which every cell is empty or white space."""
    left: Positions = np.arange(height, dtype=np.int64)
    for column in columns:
        part = column if len(left) == height else column.take(pa.array(left))
        empty = pc.equal(pc.utf8_trim_whitespace(part), "").to_numpy()
        left = left[empty]
        if not len(left):
            break
    return left
