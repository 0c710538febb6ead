"""Finds the header of tables made by hand, and what stands below them: notes, totals, a second table.

A header is the first row that names most columns in words, or two rows that do so together. A later row is only
preferred if it names more columns and stands as words over columns of numbers that have none above it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from measures.errors import FileError
from measures.exports.folding import fold
from measures.exports.grids import Grid, Positions
from measures.exports.headings import Heading, fill_right, join_levels
from measures.exports.tables import column_letter

Rows = Sequence[Sequence[str]]

LOOK_AT, FIRST_ROWS, BELOW, TAIL = 100, 30, 20, 60
NAMED_SHARE, WORD_SHARE, DISTINCT_SHARE, TYPED_SHARE, SPARSE_SHARE, RECURRING_SHARE = 0.6, 0.5, 0.4, 0.8, 0.5, 0.2
FEWEST_LETTERS = 3
VALUE = re.compile(
    r"\s*[-+(]?[£$€]?\s*\d[\d\s.,:/%£$€()-]*(?:[ T]\d.*)?\s*$|\s*(?:true|false|yes|no|y|n|x)\s*$", re.IGNORECASE
)
LETTER = re.compile(r"[a-z]", re.IGNORECASE)
PEOPLE = r"(?:responses|respondents|participants|people|forms|surveys|answers)"
TOTALS = re.compile(
    rf"(?:(?:grand |sub)?-?totals?(?: (?:number|no\.?))?(?: of)?(?: {PEOPLE})?|number of {PEOPLE}|sums?|means?"
    r"|averages?|avg|medians?|counts?|s\.?d\.?|n ?=.*):?"
)
BESIDE_TOTALS = re.compile(r"(?:min(?:imum)?|max(?:imum)?|base|n|%|std\.? ?dev(?:iation)?):?")
NOTE = re.compile(
    rf"notes?\b|(?:totals?|number of {PEOPLE})\b.*\d$|source\b|key\b|n\.?b\.?\b|\*"
    r"|data (?:most )?(?:recently |last )?refreshed|last updated"
)
CODE = re.compile(r"(?:[a-z]{1,3}|person|participant|respondent|id)?[-_ #]?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Below:
    """What stands among or under the answers and is none: indices in the grid."""

    totals: Positions
    notes: Positions
    repeats: Positions
    titles: Positions


def find_heading(grid: Grid, platform: str) -> Heading | None:
    """Find the header of a table that no survey tool's signs tell of.

    Returns
    -------
    Heading or None
        None where no row looks like a header with answers below.
    """
    rows = grid.top(LOOK_AT)
    chosen, named = None, 0.0
    for start in range(min(len(rows) - 1, FIRST_ROWS)):
        if chosen is None and (headers := _two_levels(rows, start, grid)):
            return Heading(
                platform,
                f"rows {_at(grid, start)} and {_at(grid, start + 1)} name the columns",
                start,
                2,
                headers,
                sure=False,
            )
        share = _named_share(rows, start)
        if share is None or _only_letters_columns(rows, start):
            continue
        if chosen is None or _stands_out(rows, chosen, start, better=share > named):
            chosen, named = start, share
    if chosen is None:
        return None
    why = f"row {_at(grid, chosen)} names the columns, and no survey tool's own columns are there"
    return Heading(platform, why, chosen, 1, tuple(rows[chosen]), sure=chosen == 0)


def refuse_side_by_side(grid: Grid, heading: Heading, where: str) -> None:
    """Refuse a table with people in its columns and questions in its rows.

    Raises
    ------
    FileError
        `on_its_side`.
    """
    rows = grid.top(LOOK_AT, heading.start + heading.count)
    codes = [cell.strip() for cell in heading.headers[1:] if cell.strip()]
    first = [row[0].strip() for row in rows if row[0].strip()]
    if len(codes) < 5 or len(first) < 3 or len(set(first)) < len(first):
        return
    are_codes = sum(1 for code in codes if CODE.fullmatch(code)) >= 0.9 * len(codes)
    are_questions = sum(1 for text in first if len(text) >= 12 or "?" in text) >= 0.6 * len(first)
    if are_codes and are_questions and len(set(codes)) == len(codes):
        message = "The table seems to lie on its side: questions stand in rows and people in columns."
        fix = "In Excel, copy it and paste it with “Transpose”, so that each person has a row."
        raise FileError(where, message, fix, code="on_its_side")


def find_below(grid: Grid, heading: Heading, where: str) -> Below:
    """Find totals, notes and repeated headers under the answers of a table made by hand.

    Raises
    ------
    FileError
        A second table stands under the first (`several_tables`).
    """
    first = heading.start + heading.count
    repeats = repeated_headers(grid, first)
    titles = list(titles_of(grid, [heading.start, *(repeats - heading.count + 1)]))[1:]
    typed = _typed(grid.top(LOOK_AT, first), len(heading.headers))
    _refuse_second_table(grid, first, typed, repeats, where)
    start = max(first, grid.height - TAIL)
    tail = grid.top(TAIL, start)
    used = {k for row in grid.top(LOOK_AT, first) for k, cell in enumerate(row) if cell.strip()}
    totals = _totals(tail, used)
    notes = _notes(tail[: len(tail) - len(totals)], grid.rows[start:], used, typed)
    totals = totals or _totals(tail[: notes[0]] if notes else [], used)  # notes may stand below the totals
    return Below(
        np.array(totals, np.int64) + start, np.array(notes, np.int64) + start, repeats, np.array(titles, np.int64)
    )


def repeated_headers(grid: Grid, first: int) -> Positions:
    """Rows below the header that repeat its last row word for word, as where one file was put behind another."""
    last = [column.slice(first - 1, 1).to_pylist()[0] for column in grid.columns]
    named = [k for k, cell in enumerate(last) if cell.strip()]
    if len(named) < 2:
        return np.empty(0, np.int64)
    same = np.ones(grid.height, dtype=bool)
    same[:first] = False
    for k in named[1:]:
        same &= pc.equal(grid.columns[k], last[k]).to_numpy()
        if not same.any():
            break
    first_name = grid.columns[named[0]]  # before which a byte-order mark may stand
    return np.array(
        [k for k in np.flatnonzero(same) if fold(first_name[int(k)].as_py()) == fold(last[named[0]])], np.int64
    )


def titles_of(grid: Grid, headers: Sequence[int]) -> dict[int, str]:
    """The line of one cell right above each header, by its index; none at all unless every header has one."""
    found: dict[int, str] = {}
    for header in headers:
        cells = [cell.strip() for cell in grid.top(1, int(header) - 1)[0] if cell.strip()] if header else []
        if len(cells) != 1 or len(headers) < 2:
            return {}
        found[int(header) - 1] = cells[0]
    return found


def _at(grid: Grid, index: int) -> int:
    return int(grid.rows[index])


def _filled(row: Iterable[str]) -> list[int]:
    return [k for k, cell in enumerate(row) if cell.strip()]


def _is_value(cell: str) -> bool:
    return VALUE.match(cell) is not None


def _named_share(rows: Rows, start: int) -> float | None:
    """The share of the columns in use that a row names; None where it is no row of names."""
    below = rows[start + 1 : start + 1 + BELOW]
    used = {k for row in below for k in _filled(row)}
    named = _filled(rows[start])
    if not used or len(named) < min(2, len(rows[start])) or not set(named) & used:
        return None
    share = len(used & set(named)) / len(used)
    words = sum(1 for k in named if not _is_value(rows[start][k]) or _is_letter_above(rows, start, k)) / len(named)
    distinct = len({fold(rows[start][k]) for k in named}) / len(named)
    if share < NAMED_SHARE or words < WORD_SHARE or distinct < DISTINCT_SHARE:
        return None
    if len(named) == 1 and not _is_list(below, named[0]) and not rows[start][named[0]].strip().endswith("?"):
        return None
    return share


def _only_letters_columns(rows: Rows, start: int) -> bool:
    """Whether a row is the spreadsheet's own A, B, C above a row of names."""
    cells = [rows[start][k].strip().upper() for k in _filled(rows[start])]
    if len(cells) < FEWEST_LETTERS or cells != [column_letter(k) for k in range(len(cells))]:
        return False
    names, below = rows[start + 1], rows[start + 2 : start + 2 + BELOW]
    recurring = sum(1 for k in _filled(names) if any(fold(row[k]) == fold(names[k]) for row in below))
    return _named_share(rows, start + 1) is not None and recurring <= RECURRING_SHARE * len(_filled(names))


def _is_letter_above(rows: Rows, start: int, column: int) -> bool:
    """Whether a cell such as `X` or `N`, which may be a tick, names its column: nothing of that kind stands below."""
    if not LETTER.fullmatch(rows[start][column].strip()):
        return False
    below = [row[column] for row in rows[start + 1 : start + 1 + BELOW] if row[column].strip()]
    return len(below) > 0 and not any(map(_is_value, below))


def _is_list(below: Rows, column: int) -> bool:
    """Whether a single column holds values and not the lines of a text."""
    values = [row[column].strip() for row in below if row[column].strip()]
    return sum(map(_is_value, values)) >= TYPED_SHARE * len(values) or len(set(values)) <= len(values) / 2


def _stands_out(rows: Rows, before: int, start: int, *, better: bool) -> bool:
    """Whether a row is words over columns of numbers in which nothing since an earlier candidate is a number.

    One such column will do where the row names more columns than the candidate (`better`); else all must be so.
    """
    typed = _typed(rows[start + 1 : start + 1 + BELOW], len(rows[start]))
    out = 0
    for k in typed:
        between = [row[k] for row in rows[before:start] if row[k].strip()]
        out += bool(rows[start][k].strip()) and not any(map(_is_value, (rows[start][k], *between)))
    named = [rows[start][k] for k in _filled(rows[start])]
    return out > 0 if better else out == len(typed) > 1 and len(set(named)) == len(named)


def _two_levels(rows: Rows, start: int, grid: Grid) -> tuple[str, ...] | None:
    """The joined header where two rows make it: `Before` and `After` over the same names, or merged cells."""
    if start + 2 >= len(rows):
        return None
    lower, below = rows[start + 1], rows[start + 2 : start + 2 + BELOW]
    row = _at(grid, start)
    across = [area for area in grid.merged if area.top == area.bottom == row and area.right > area.left]
    down = [area for area in grid.merged if area.top == row and area.bottom == row + 1 and area.left == area.right]
    upper = list(rows[start])
    for area in across:
        upper[area.left : area.right + 1] = [upper[area.left]] * len(upper[area.left : area.right + 1])
    if not across:
        upper = fill_right(upper)
    names = _filled(lower)
    recurring = sum(1 for k in names if any(fold(row[k]) == fold(lower[k]) for row in below))
    words = sum(1 for k in names if not _is_value(lower[k]))
    if len(names) < 2 or not below or recurring > RECURRING_SHARE * len(names) or words < 0.7 * len(names):
        return None
    labels: dict[str, set[str]] = defaultdict(set)
    for k in names:
        labels[fold(lower[k])].add(fold(upper[k]))
    repeated = sum(1 for above in labels.values() if len(above - {""}) > 1) >= len(labels) / 3
    covered = [k for k in names if upper[k].strip() and not rows[start][k].strip()]
    typed = _typed(below, len(lower))
    over_numbers = len(typed) > 1 and not any(_is_value(lower[k]) or not lower[k].strip() for k in typed)
    beside = [k for k in _filled(rows[start]) if not lower[k].strip() and any(row[k].strip() for row in below)]
    title = any(k + 1 in covered for k in beside)  # it stands over columns beside its own
    stem = len(covered) > 1 and len(beside) > 0 and not title  # a question's beginning over its parts
    if not (repeated and (len(covered) >= len(names) / 3 or over_numbers)) and not (down and covered) and not stem:
        return None
    headers = join_levels([upper, lower])
    said = [fold(header) for header in headers if header.strip()]
    return headers if len(set(said)) == len(said) else None


def _typed(rows: Rows, width: int) -> set[int]:
    """Columns that hold numbers, dates or yes and no, seen in the first answers."""
    typed = set()
    for k in range(width):
        values = [row[k] for row in rows if row[k].strip()]
        if len(values) > 2 and sum(map(_is_value, values)) >= TYPED_SHARE * len(values):
            typed.add(k)
    return typed


def _refuse_second_table(grid: Grid, first: int, typed: set[int], repeats: Positions, where: str) -> None:
    """Refuse a sheet on which, after a blank row, words stand again over columns of numbers."""
    gaps = np.flatnonzero(np.diff(grid.rows) > 1) + 1
    for gap in gaps[gaps > first][:LOOK_AT]:
        if gap in repeats or gap + 1 >= grid.height:
            continue
        row, following = (grid.top(1, int(gap) + offset)[0] for offset in (0, 1))
        words = [k for k in typed if row[k].strip() and not _is_value(row[k])]
        if len(words) < max(2, 0.6 * len(typed)) or len({row[k] for k in words}) < len(words):
            continue
        if any(_is_value(following[k]) for k in words):
            message = f"A second table begins in row {grid.rows[gap]}, below the first."
            fix = "Put each table on a sheet of its own, or delete the one that holds no answers."
            raise FileError(where, message, fix, code="several_tables")


def _totals(tail: Rows, used: set[int]) -> list[int]:
    """Rows at the very bottom that are totals or averages, by the word they begin with."""
    found: list[int] = []
    sure = False
    for k in range(len(tail) - 1, -1, -1):
        filled = _filled(tail[k])
        word = fold(tail[k][filled[0]]) if filled else ""
        numbers = all(_is_value(tail[k][position]) for position in filled[1:]) and len(filled) > 1
        is_total, beside = bool(TOTALS.fullmatch(word)), bool(BESIDE_TOTALS.fullmatch(word))
        if not numbers or not (is_total or beside) or not used:
            break
        sure = sure or is_total
        found.append(k)
    return sorted(found) if sure else []


def _notes(tail: Rows, numbers: Positions, used: set[int], typed: set[int]) -> list[int]:
    """Rows at the bottom with few cells that are words about the table: after a gap, or where numbers belong."""
    if len(used) < 3:
        return []
    block: list[int] = []
    for k in range(len(tail) - 1, -1, -1):
        filled = _filled(tail[k])
        if len(filled) > max(1, SPARSE_SHARE * len(used)):
            break
        block.append(k)
    block.reverse()
    for at, k in enumerate(block):
        filled = _filled(tail[k])
        if not filled:
            continue
        gap = k > 0 and numbers[k] - numbers[k - 1] > 1
        misplaced = any(position in typed and not _is_value(tail[k][position]) for position in filled)
        apart = gap and (filled[0] != min(used) or len(tail[k][filled[0]].split()) > 2)
        if apart or misplaced or NOTE.match(fold(tail[k][filled[0]])):
            return _with_lone_words_before(block, at, tail, typed)
    return []


def _with_lone_words_before(block: list[int], at: int, tail: Rows, typed: set[int]) -> list[int]:
    """The notes from where they begin: sparse rows just before that answer no typed column belong to them."""
    while at > 0 and not any(position in typed for position in _filled(tail[block[at - 1]])):
        at -= 1
    return block[at:]
