"""Bytes to tables of text: the one way in for every export file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from measures.errors import FileError
from measures.exports.beside import side_by_side
from measures.exports.folding import fold, shown
from measures.exports.grids import Grid, Positions, all_blank
from measures.exports.headings import Heading, fill_right, join_levels
from measures.exports.kinds import EXPECTED_KIND, KIND_WORDS, Kind, extension, kind_of, shown_name
from measures.exports.layout import find_below, find_heading, refuse_side_by_side
from measures.exports.limits import LIMITS, check_size
from measures.exports.not_answers import refuse_no_answers
from measures.exports.one_cell import unpacked
from measures.exports.phrases import MOST_LISTED, in_sheet, letters, rows_between, sentence, several
from measures.exports.platforms import Platform, as_stated, recognise
from measures.exports.recognition import is_participant, is_wave
from measures.exports.stacked import one_below_the_other
from measures.exports.statistics_files import read_parquet, read_statistics
from measures.exports.tables import ROW, Table, Upload
from measures.exports.text_files import read_text
from measures.exports.workbooks import read_workbook
from measures.results import FlowStep, Issue
from measures.strict import Strict

HAND_MADE: dict[Kind, str] = {
    "xlsx": "Excel", "xls": "Excel", "text": "CSV", "parquet": "Parquet", "spss": "SPSS", "stata": "Stata",
}  # fmt: skip
FIRST_ROWS = 12
NO_TABLE = "no_table"
NAME_THE_COLUMNS = (
    "Put the names of the columns in one row above the answers, or say which rows they are (header_rows)."
)


class ReadOptions(Strict):
    """What the user says of a file, where it is not to be found out.

    `header_rows` is how many rows the header has, counted from where it is found, or the row numbers themselves.
    `sheet` may also name one of several tables side by side, as `Sheet1, columns F to H`. `platform` is the survey tool
    that made the file, "none" for none.
    """

    sheet: str | None = None
    header_rows: int | tuple[int, ...] | None = None
    encoding: str | None = None
    separator: str | None = None
    platform: Platform | None = None


class TableReader(Protocol):
    """What turns an upload into tables: `read_tables`, or what remembers its answers."""

    def __call__(self, upload: Upload, options: ReadOptions, *, limits: bool) -> tuple[Table, ...]:
        """Read one file as `read_tables` does."""


@dataclass(frozen=True, slots=True)
class _Source:
    """The grids of a file and what was said on the way."""

    kind: Kind
    grids: tuple[Grid, ...]
    sheets: tuple[str, ...] = ()
    faults: tuple[FileError, ...] = ()
    issues: tuple[Issue, ...] = ()


def read_lists(upload: Upload, *, limits: bool = True) -> tuple[Table, ...]:
    """Read a small file whose first filled row names its columns, even if it has only one: a list of codes or places.

    Raises
    ------
    FileError
        As `read_tables`.
    """
    try:
        return read_tables(upload, limits=limits)
    except FileError as error:
        if [issue.code for issue in error.issues] != [NO_TABLE]:
            raise
        try:
            return read_tables(upload, ReadOptions(header_rows=1), limits=limits)
        except FileError:
            raise error from None  # what it is not is clearer than what it could not be read as


def read_tables(upload: Upload, options: ReadOptions | None = None, *, limits: bool = True) -> tuple[Table, ...]:
    """Read an export file.

    Parameters
    ----------
    upload : Upload
        A file as the user gave it. Its content, not its name, decides how it is read.
    options : ReadOptions, optional
        What the user says of it.
    limits : bool
        Whether the limits on size, rows and columns hold. Those on workbooks always do.

    Returns
    -------
    tuple of Table
        One for each sheet of a workbook that holds a table, one for any other file; at least one.

    Raises
    ------
    FileError
        The file cannot be read as a table of answers; its `issues` carry a stable `code`.
    """
    options = options or ReadOptions()
    name = shown_name(upload.name)
    if limits and len(upload.data) > LIMITS.upload_bytes:
        message = (
            f"The file has {len(upload.data) // 1_000_000} MB, and up to {LIMITS.upload_bytes // 1_000_000} are read."
        )
        raise FileError(name, message, "Use the command line, which has no such limit.", code="too_large")
    source = _parted(
        _unpacked(_read(upload, name, options, limits=limits), name, options, limits=limits), name, options
    )
    tables: list[Table] = []
    faults = list(source.faults)
    for grid in source.grids:
        try:
            tables.append(_table(grid, source, name, options, limits=limits))
        except FileError as error:
            faults.append(error)
    if not tables or any(_code(fault) == "own_workbook" for fault in faults):
        raise _worst(faults, source, name)
    left_out = tuple(
        Issue("check", "sheet_left_out", issue.where, f"This sheet was left out. {issue.message}", issue.fix)
        for fault in faults
        for issue in fault.issues
        if issue.code not in ("no_table", "codebook") or len(source.sheets) > 1
    )
    first = tables[0]
    tables[0] = replace(
        first, issues=(*_misnamed(upload.name, name, source.kind), *source.issues, *left_out, *first.issues)
    )
    return tuple(tables)


def _read(upload: Upload, name: str, options: ReadOptions, *, limits: bool) -> _Source:
    """Bytes to grids, by the kind of file."""
    kind = kind_of(upload.data, name)
    if kind == "xlsx" or kind == "xls":  # noqa: PLR1714  in this form the type checker follows
        try:
            book = read_workbook(upload.data, name, kind, sheet=options.sheet)
        except FileError as error:
            if _code(error) != "no_sheet":
                raise
            book = read_workbook(upload.data, name, kind)  # it may name one of several tables on a sheet
            if all(part.sheet != options.sheet for grid in book.grids for part in _parts(grid)):
                raise
        return _Source(kind, book.grids, book.sheets, book.faults, book.issues)
    if kind == "text":
        grid = read_text(upload.data, name, encoding=options.encoding, separator=options.separator, limits=limits)
        if all(sign in upload.data for sign in (b'"', b"=", b'="')):  # how some tools keep 0012 from becoming 12
            grid = grid.without_text_formulas()
        return _Source(kind, (grid,))
    if kind == "spss" or kind == "stata":  # noqa: PLR1714  in this form the type checker follows
        return _Source(kind, (read_statistics(upload.data, name, kind, limits=limits),))
    return _Source(kind, (read_parquet(upload.data, name, limits=limits),))


def _unpacked(source: _Source, name: str, options: ReadOptions, *, limits: bool) -> _Source:
    """Grids whose rows stand whole in one cell each, in their columns."""
    grids: list[Grid] = []
    faults = list(source.faults)
    for grid in source.grids:
        where = in_sheet(name, grid.sheet) if len(source.sheets) > 1 else name
        try:
            grids.append(unpacked(grid, where, separator=options.separator, limits=limits))
        except FileError as error:
            faults.append(error)
    return replace(source, grids=tuple(grids), faults=tuple(faults))


def _parted(source: _Source, name: str, options: ReadOptions) -> _Source:
    """Tables that stand together on a sheet, each by itself, and what to say of them."""
    grids: list[Grid] = []
    sheets: list[str] = []
    issues: list[Issue] = []
    for grid in source.grids:
        by_tool = source.kind in ("spss", "stata", "parquet") or recognise(grid.top(FIRST_ROWS), options.platform)
        parts = (grid,) if by_tool else _parts(grid)
        grids += parts
        sheets += [part.sheet for part in parts] if grid.sheet or len(parts) > 1 else []
        if len(parts) > 1:
            where = in_sheet(name, grid.sheet) if len(source.sheets) > 1 else name
            listed = "; ".join(f"'{shown(part.sheet)}'" for part in parts)
            beside = len(side_by_side(grid)) > 1
            how, between = ("side by side", "empty column") if beside else ("one below the other", "lines")
            message = f"{len(parts)} tables stand {how} on it, and each was read by itself: {listed}."
            fix = f"To read one alone, choose it as the sheet; if they are one table, delete the {between} between."
            issues.append(Issue("check", "tables_beside", where, message, fix))
    if not issues:
        return source
    if options.sheet in sheets:
        grids = [grid for grid in grids if grid.sheet == options.sheet]
    return replace(source, grids=tuple(grids), sheets=tuple(sheets), issues=(*source.issues, *issues))


def _parts(grid: Grid) -> list[Grid]:
    return [part for block in side_by_side(grid) for part in one_below_the_other(block)]


def _worst(faults: list[FileError], source: _Source, name: str) -> FileError:
    """The error of a file without any table: the first that says more than that a sheet holds none."""
    telling = [fault for fault in faults if _code(fault) == "own_workbook"]
    telling = telling or [fault for fault in faults if _code(fault) not in ("no_table", "empty")]
    if telling:
        return telling[0]
    filled = [grid for grid in source.grids if grid.height]
    if not filled:
        fix = "Check that the survey has answers, and download it again."
        return FileError(name, "The workbook is empty.", fix, code="empty")
    if len(source.sheets) < 2:
        return faults[0]
    listed = "; ".join(f"'{shown(grid.sheet)}' ({_size(grid)})" for grid in filled[:MOST_LISTED])
    message = f"No table was found on any of its sheets: {listed}."
    return FileError(name, message, NAME_THE_COLUMNS, code="no_table")


def _code(fault: FileError) -> str:
    return fault.issues[0].code


def _size(grid: Grid) -> str:
    return f"{several(grid.height, 'row')}, {several(len(grid.columns), 'column')}"


def _misnamed(given: str, name: str, kind: Kind) -> Iterable[Issue]:
    """Say when a file is not what its name says."""
    ending = extension(given)
    if ending in EXPECTED_KIND and EXPECTED_KIND[ending] != kind and {EXPECTED_KIND[ending], kind} != {"xlsx", "xls"}:
        message = f"The name ends in {ending}, but the file is {KIND_WORDS[kind]}; it was read as that."
        yield Issue("note", "misnamed", name, message)


def _table(grid: Grid, source: _Source, name: str, options: ReadOptions, *, limits: bool) -> Table:
    """Find the header of a grid, set aside what is no answer around it, and hand on the rest."""
    many = len(source.sheets) > 1
    where = in_sheet(name, grid.sheet) if many else name
    width = len(grid.columns)
    grid, blank = grid.without_blank_tail().without_blank_rows()
    if not grid.height:
        raise FileError(where, "There is nothing in it.", "Check that the survey has answers.", code="empty")
    heading = _heading(grid, source.kind, where, options)
    first = heading.start + heading.count
    if limits or source.kind in ("xlsx", "xls"):
        check_size(where, rows=grid.height - first, columns=len(heading.headers))
    issues = [*grid.issues, *_heading_issues(grid, heading, where)]
    flow: list[FlowStep] = []
    kept = np.arange(first, grid.height)
    if heading.platform == HAND_MADE[source.kind] and grid.header_rows is None:
        refuse_side_by_side(grid, heading, where)
        below = find_below(grid, heading, where)
        for rows, reason in (
            (below.repeats, "the header again"),
            (below.titles, "titles among the answers"),
            (below.totals, "totals or averages"),
            (below.notes, "notes below the table"),
        ):
            if len(rows):
                kept = np.setdiff1d(kept, rows)
                flow.append(FlowStep("set_aside", "", len(rows), reason))
                issues.append(_set_aside_issue(grid.rows[rows], reason, where))
    if not len(kept):
        message = "There are column names but no answers."
        raise FileError(where, message, "Check that the survey has answers, and download it again.", code="no_answers")
    if blank:
        issues.append(Issue("note", "blank_rows", where, f"{several(blank, 'blank row')} left out."))
    if source.kind == "text" and width > len(grid.columns):
        message = f"{several(width - len(grid.columns), 'column')} at the end with nothing in it left out."
        issues.append(Issue("note", "empty_columns", where, message))
    telling = {k for k, header in enumerate(heading.headers) if is_wave(header) or is_participant(header)}
    grid, filled = grid.filled_down(first, telling)
    if filled:
        message = f"{sentence(letters(filled))}: cells merged over several rows were read as said in each of them."
        issues.append(Issue("check", "merged_down", where, message, "If that is wrong, unmerge them in Excel."))
    answers = grid.take(kept)
    headers = heading.headers[: len(answers.columns)]
    issues += _column_issues(answers, headers, where)
    return Table(
        name=name,
        sheet=grid.sheet,
        headers=headers,
        frame=_frame(answers),
        platform=heading.platform,
        why=heading.why,
        header_rows=heading.count,
        first_row=int(answers.rows[0]),
        sheets=source.sheets,
        issues=tuple(issues),
        metadata=heading.metadata,
        labels=grid.labels,
        flow=tuple(flow),
    )


def _heading(grid: Grid, kind: Kind, where: str, options: ReadOptions) -> Heading:
    """The header of a grid: as the format or the user says, as a survey tool writes it, or by its shape."""
    rows = grid.top(FIRST_ROWS)
    stated = options.platform
    found = recognise(rows, stated)
    if grid.header_rows is not None:
        heading = _stated_heading(grid, found, 0, grid.header_rows, HAND_MADE[kind])
        return as_stated(heading, stated) if found is None and stated not in (None, "none") else heading
    if found is None:
        refuse_no_answers(rows, where)
        found = find_heading(grid, HAND_MADE[kind])
        if found is not None and stated not in (None, "none"):
            found = as_stated(found, stated)
    if isinstance(options.header_rows, tuple):
        places = np.searchsorted(grid.rows, options.header_rows)
        wanted = [grid.rows[place] if place < grid.height else -1 for place in places]
        count = len(options.header_rows)
        if not count or tuple(wanted) != options.header_rows or places[-1] - places[0] != count - 1:
            message = "The header rows stated for it are not filled rows that follow one another."
            raise FileError(where, message, "Give their numbers as the spreadsheet shows them.", code="header_rows")
        return _stated_heading(grid, found, int(places[0]), count, HAND_MADE[kind])
    if options.header_rows is not None:
        if not 1 <= options.header_rows < max(grid.height, 2):
            fix = "Give how many rows the header has: 1, 2 or 3."
            raise FileError(where, "It cannot have as many header rows as stated.", fix, code="header_rows")
        if found is not None and found.count == options.header_rows:
            return found
        return _stated_heading(grid, found, found.start if found else 0, options.header_rows, HAND_MADE[kind])
    if found is not None:
        return found
    if grid.height == 1 and len(grid.columns) > 1:
        message = "There are column names but no answers."
        raise FileError(where, message, "Check that the survey has answers, and download it again.", code="no_answers")
    message = f"No row of column names was found ({_size(grid)})."
    raise FileError(where, message, NAME_THE_COLUMNS, code=NO_TABLE)


def _stated_heading(grid: Grid, found: Heading | None, start: int, count: int, platform: str) -> Heading:
    """A header of stated rows, named after the tool whose signs it shows."""
    levels = grid.top(count, start)
    spread = [*(fill_right(level) for level in levels[:-1]), levels[-1]] if grid.header_rows is None else levels
    headers = join_levels(spread)
    if found is None:
        why = "the header rows were stated" if grid.header_rows is None else "the file itself names its columns"
        return Heading(platform, why, start, count, headers)
    return replace(found, start=start, count=count, headers=headers)


def _heading_issues(grid: Grid, heading: Heading, where: str) -> Iterable[Issue]:
    """Ask for a look where the header was not simply the first row."""
    if not heading.sure:
        first = int(grid.rows[heading.start])
        rows = f"rows {first} and {first + 1}" if heading.count == 2 else f"row {first}"
        above = "; what stands above was left out" if heading.start else ""
        message = f"The column names were taken from {rows}{above}."
        yield Issue("check", "header_found", where, message, "If that is wrong, say which rows they are (header_rows).")


def _set_aside_issue(rows: Positions, reason: str, where: str) -> Issue:
    """Say which rows are no answers."""
    were = "was" if len(rows) == 1 else "were"
    message = f"{sentence(rows_between(rows.tolist()))} {were} set aside: {reason}."
    return Issue("check", "rows_set_aside", where, message, "If these are answers, move them up among the others.")


def _column_issues(grid: Grid, headers: tuple[str, ...], where: str) -> Iterable[Issue]:
    """Name, by their letters, columns that share a name and columns with entries but no name."""
    alike: dict[str, list[int]] = defaultdict(list)
    for position, header in enumerate(headers):
        alike[fold(header)].append(position)
    groups = [positions for folded, positions in alike.items() if folded and len(positions) > 1]
    if groups:
        listed = "; ".join(f"'{shown(headers[group[0]], 40)}' ({letters(group)})" for group in groups[:MOST_LISTED])
        more = f"; and {len(groups) - MOST_LISTED} more" if len(groups) > MOST_LISTED else ""
        stand = "stands" if len(groups) == 1 else "stand"
        message = f"{several(len(groups), 'column name')} {stand} more than once: {listed}{more}. All were kept, apart."
        yield Issue("check", "duplicate_headers", where, message, "Check that each was taken for the right question.")
    unnamed = [position for position in alike.get("", []) if not all_blank(grid.columns[position])]
    if unnamed:
        has = "has" if len(unnamed) == 1 else "have"
        message = f"{sentence(letters(unnamed))} {has} entries but no name."
        yield Issue("check", "blank_headers", where, message, "Name it in the file if it is needed.")


def _frame(grid: Grid) -> nw.DataFrame[pd.DataFrame]:
    """The answers as a pandas frame of pyarrow-backed text, with their row numbers."""
    columns = {f"c{position}": column for position, column in enumerate(grid.columns)}
    native = pa.table({**columns, ROW: pa.array(grid.rows)}).to_pandas()
    return nw.from_native(native, eager_only=True)
