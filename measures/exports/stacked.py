"""Tables one below the other on a sheet: "Before", a header and its rows, then "After" and, mostly, the header again.

They are parted only where a line of its own stands above the first header and another further down, and both name
points in time; the lines then name the waves. Any other header that comes again is set aside among the answers.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from measures.exports.folding import fold
from measures.exports.grids import Grid, Positions
from measures.exports.layout import find_heading, repeated_headers
from measures.exports.markers import speaks_of_time

TITLE_WITHIN, MOST_WORDS = 10, 6


def one_below_the_other(grid: Grid) -> tuple[Grid, ...]:
    """The tables that stand below each other in a grid, named by the lines above them; the grid itself where it is one.

    A part without a header of its own has the first one's.
    """
    if not any(_says_when(row) for row in grid.top(TITLE_WITHIN)):  # as nearly always
        return (grid,)
    grid, _ = grid.without_blank_tail().without_blank_rows()
    heading = find_heading(grid, "")
    if heading is None or heading.start == 0 or not _says_when(grid.top(1, heading.start - 1)[0]):
        return (grid,)
    lines = [line for line in _lone_cells(grid) if line >= heading.start - 1 and _says_when(grid.top(1, line)[0])]
    names = ["".join(grid.top(1, line)[0]).strip() for line in lines]
    if len(names) < 2 or len(set(map(fold, names))) < len(names):
        return (grid,)
    header = np.arange(heading.start, heading.start + heading.count)
    again = set((repeated_headers(grid, int(header[-1]) + 1) - heading.count + 1).tolist())
    parts = []
    for line, end, name in zip(lines, [*lines[1:], grid.height], names, strict=True):
        own = np.arange(line + 1, end)
        has_header = line + 1 in again or line + 1 == heading.start
        parts.append(replace(grid.take(own if has_header else np.concatenate([header, own])), sheet=name))
    return tuple(parts)


def _says_when(row: list[str]) -> bool:
    """Whether a row holds one cell and this, in a few words, names a point in time."""
    filled = [cell for cell in row if cell.strip()]
    return len(filled) == 1 and len(filled[0].split()) <= MOST_WORDS and speaks_of_time(filled[0])


def _lone_cells(grid: Grid) -> list[int]:
    """Indices of the rows with one filled cell above one with more."""
    filled = np.zeros(grid.height, np.int64)
    for column in grid.columns:
        filled += pc.not_equal(pc.utf8_trim_whitespace(column), "").to_numpy()
    alone: Positions = np.flatnonzero((filled[:-1] == 1) & (filled[1:] > 1))
    return [int(line) for line in alone]
