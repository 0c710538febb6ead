"""Rows that stand whole in one cell: a CSV saved again with each line in quotation marks, or pasted into Excel."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from measures.exports.grids import Grid, all_blank
from measures.exports.text_files import read_text, sample_records, sniff_separator
from measures.results import Issue

FEWEST_PARTS, MOST_ALIKE, A_LOOK = 3, 0.7, 60
NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def unpacked(grid: Grid, where: str, *, separator: str | None = None, limits: bool = True) -> Grid:
    """A grid whose only column holds whole rows, in its columns; any other as it is.

    A `separator` that the user states is the only one looked for.

    Raises
    ------
    FileError
        As `read_text`: the rows have different lengths, or a quotation mark never closes.
    """
    filled = [position for position, column in enumerate(grid.columns) if not all_blank(column)]
    if len(filled) != 1 or grid.header_rows is not None:
        return grid
    dense, _ = grid.without_blank_rows()
    column = dense.columns[filled[0]]
    top = _lines(column.slice(0, A_LOOK).to_pylist())
    separator = separator or sniff_separator(top)
    widths = [len(record) for record in sample_records(top, separator)]
    width, times = Counter(widths).most_common(1)[0]
    first = next((parts for parts in widths if parts > 1), 0)  # the names, below a title perhaps
    if width < FEWEST_PARTS or first != width or times < MOST_ALIKE * len(widths) or len(column) < 2:
        return grid
    read = read_text(_lines(column.to_pylist()), where, separator=separator, limits=limits)
    if read.height != dense.height:  # a line break inside an answer: which row is which is not known
        return grid
    message = f"Each row stood whole in one cell; it was parted at its {NAMES.get(separator, 'separators')}."
    issue = Issue("check", "rows_in_one_cell", where, message, "If a row looks wrong, export again from the tool.")
    return replace(read, sheet=grid.sheet, rows=dense.rows, issues=(*grid.issues, *read.issues, issue))


def _lines(cells: list[str]) -> bytes:
    return "\n".join(cells).encode()
