"""Two tables side by side on one sheet, parted by empty columns: each is read by itself, as if on a sheet of its own.

An empty column alone parts nothing: people leave spacers between blocks of questions. Two blocks are two tables only
where the second begins again with the first one's own first column (a code), or where it is a short list of names
with numbers behind them.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from measures.exports.folding import fold
from measures.exports.grids import TEXT, Grid, all_blank
from measures.exports.layout import VALUE
from measures.exports.tables import column_letter

LOOK_AT, HEADER_WITHIN = 200, 10
SHORT = 0.5
FEWEST_COLUMNS, FEWEST_LINES = 2, 2


def side_by_side(grid: Grid) -> tuple[Grid, ...]:
    """The tables that stand beside each other in a grid.

    Returns
    -------
    tuple of Grid
        The grid itself where it holds one table. A part keeps its place: columns before it are empty. It is named by
        its title, where every part has one of its own, else by its columns: `Sheet1, columns F to H`.
    """
    blocks = _blocks(grid)
    starts = [0]
    for at in range(1, len(blocks)):
        if _is_another(grid, blocks[starts[-1]], blocks[at]):
            starts.append(at)
    if len(starts) == 1:
        return (grid,)
    ends = [*(start - 1 for start in starts[1:]), len(blocks) - 1]
    places = [(blocks[start][0], blocks[end][1]) for start, end in zip(starts, ends, strict=True)]
    titles = [_title(grid, place) for place in places]
    if not all(titles) or len(set(map(fold, titles))) < len(titles):
        titles = [_name(grid.sheet, *place) for place in places]
    return tuple(_part(grid, name, *place) for name, place in zip(titles, places, strict=True))


def _name(sheet: str, first: int, last: int) -> str:
    columns = f"columns {column_letter(first)} to {column_letter(last)}"
    return f"{sheet}, {columns}" if sheet else columns


def _title(grid: Grid, block: tuple[int, int]) -> str:
    """The only text above a block's own header; "" where there is none, or more."""
    names = _names(grid, block)
    above: list[str] = []
    for row in grid.top(HEADER_WITHIN):
        cells = [cell.strip() for cell in row[block[0] : block[1] + 1]]
        if cells == names:
            break
        above += [cell for cell in cells if cell]
    return above[0] if len(above) == 1 else ""


def _blocks(grid: Grid) -> list[tuple[int, int]]:
    """Stretches of columns that hold anything, parted by columns that hold nothing: first and last position."""
    blocks: list[tuple[int, int]] = []
    for position, column in enumerate(grid.columns):
        if all_blank(column):
            continue
        if blocks and blocks[-1][1] == position - 1:
            blocks[-1] = (blocks[-1][0], position)
        else:
            blocks.append((position, position))
    return blocks


def _is_another(grid: Grid, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the second block is a table of its own beside the first."""
    if min(one[1] - one[0], other[1] - other[0]) < FEWEST_COLUMNS - 1:
        return False
    names = _names(grid, other)
    if not names:
        return False
    first = _names(grid, one)
    return bool(first) and (fold(first[0]) == fold(names[0]) or _is_list(grid, one, other))


def _names(grid: Grid, block: tuple[int, int]) -> list[str]:
    """The first row of a block that fills all its columns with words: its own header."""
    width = block[1] - block[0] + 1
    for row in grid.top(HEADER_WITHIN):
        cells = [cell.strip() for cell in row[block[0] : block[1] + 1]]
        if all(cells) and not any(VALUE.match(cell) for cell in cells) and len({fold(cell) for cell in cells}) == width:
            return cells
    return []


def _is_list(grid: Grid, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the second block is far shorter, without a gap, and lists names with numbers behind each."""
    lines = _filled_rows(grid, other)
    if not FEWEST_LINES < len(lines) <= SHORT * len(_filled_rows(grid, one)) or len(lines) > LOOK_AT:
        return False
    if lines[-1] - lines[0] + 1 != len(lines):
        return False
    column = grid.columns[other[0]].slice(lines[0], len(lines)).to_pylist()
    words = [fold(cell) for cell in column]
    numbers = [grid.columns[k].slice(lines[1], len(lines) - 1).to_pylist() for k in range(other[0] + 1, other[1] + 1)]
    counted = all(VALUE.match(cell) and re.search(r"\d", cell) for cells in numbers for cell in cells)
    return all(words) and len(set(words)) == len(words) and not any(map(VALUE.match, column)) and counted


def _filled_rows(grid: Grid, block: tuple[int, int]) -> list[int]:
    """Indices of the rows in which a block holds anything."""
    filled = None
    for column in grid.columns[block[0] : block[1] + 1]:
        here = pc.not_equal(pc.utf8_trim_whitespace(column), "")
        filled = here if filled is None else pc.or_(filled, here)
    return [] if filled is None else [int(at) for at in pc.indices_nonzero(filled).to_pylist()]


def _part(grid: Grid, name: str, first: int, last: int) -> Grid:
    """Some columns of a grid, in their place."""
    blank = pa.chunked_array([pa.repeat(pa.scalar("", TEXT), grid.height)])
    merged = tuple(area for area in grid.merged if first <= area.left and area.right <= last)
    return replace(grid, sheet=name, columns=(*(blank,) * first, *grid.columns[first : last + 1]), merged=merged)
