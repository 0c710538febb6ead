"""Excel workbooks to grids of text: looked through first, then read in the guarded child process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pyarrow as pa

from measures.errors import FileError
from measures.exports.folding import shown
from measures.exports.grids import TEXT, Area, Grid, parted
from measures.exports.guarded import HAS_LIMITS, ChildError, reading
from measures.exports.kinds import DOWNLOAD_AGAIN, password_error
from measures.exports.limits import check_size
from measures.exports.phrases import in_sheet, several
from measures.exports.workbook_guard import SheetFacts, WorkbookFacts, check_sheet, look_through
from measures.results import Issue


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook that hold any cell, the names of all, what cannot be read, and what to know."""

    grids: tuple[Grid, ...]
    sheets: tuple[str, ...]
    faults: tuple[FileError, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """A sheet while its cells arrive."""

    name: str
    first_column: int
    merged: Sequence[Sequence[int]]
    blocks: list[list[pa.Array]] = field(default_factory=list)
    height: int = 0
    controls: int = 0


def read_workbook(data: bytes, name: str, kind: Literal["xlsx", "xls"], *, sheet: str | None = None) -> Workbook:
    """Read the sheets of a workbook as text, or one of them.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for messages.
    kind : {"xlsx", "xls"}
    sheet : str, optional
        The only sheet wanted; also the only way to a sheet that Excel itself cannot unhide.

    Raises
    ------
    FileError
        The workbook is damaged, protected, too large or a bomb, or has no such sheet (`no_sheet`). What is wrong with
        single sheets is in `faults` of the answer.
    """
    facts = look_through(data, name) if kind == "xlsx" and not HAS_LIMITS else None
    request = {"read": "workbook", "only": None if sheet is None else [sheet], "named": sheet is not None}
    with reading(request, data) as answers:  # the child has its own limits, so it can begin while we look through
        if facts is None:
            facts = look_through(data, name) if kind == "xlsx" else WorkbookFacts({}, macros=False)
        faults, readable = _judge(facts, data, name, sheet)
        if not faults:
            sheets, found = _gather(answers, name)
    if faults:
        if not readable or any(fact.name == fact.part for fact in facts.sheets.values()):
            raise faults[0]  # also where it is not known which sheet a part belongs to
        with reading({**request, "only": readable}, data) as answers:
            sheets, found = _gather(answers, name)
    titles = tuple(entry["name"] for entry in sheets if entry["kind"] == "WorkSheet")
    if sheet is not None and sheet not in titles:
        listed = ", ".join(f"'{shown(title)}'" for title in titles[:20])
        fix = f"Choose one of its sheets: {listed}."
        raise FileError(name, "The sheet stated for it is not in the workbook.", fix, code="no_sheet")
    grids = tuple(_grid(entry, facts.sheets.get(entry.name), name) for entry in found)
    return Workbook(grids, titles, faults, _workbook_issues(sheets, facts, name, sheet))


def _judge(facts: WorkbookFacts, data: bytes, name: str, sheet: str | None) -> tuple[tuple[FileError, ...], list[str]]:
    """What is wrong with single sheets, and the names of those that can be read."""
    faults: list[FileError] = []
    readable: list[str] = []
    for title, fact in facts.sheets.items():
        if sheet is None or title in (sheet, fact.part):  # a part that no sheet claims may be the one wanted
            try:
                check_sheet(fact, data, name)
                readable.append(title)
            except FileError as error:
                faults.append(error)
    return tuple(faults), readable


def _gather(answers: Iterable[dict[str, Any]], name: str) -> tuple[list[dict[str, str]], list[_Sheet]]:
    """The child's answers: what sheets there are, and those it read."""
    sheets: list[dict[str, str]] = []
    found: list[_Sheet] = []
    try:
        for answer in answers:
            if "error" in answer:
                raise _child_error(name, answer["error"])
            if "sheets" in answer:
                sheets = answer["sheets"]
            elif "sheet" in answer:
                found.append(_Sheet(answer["sheet"], answer["first_column"], answer["merged"]))
            else:
                _add_block(found[-1], answer, name)
    except ChildError as error:
        raise _child_error(name, error.why) from error
    return sheets, found


def _child_error(name: str, why: str) -> FileError:
    """What went wrong in the child, in words."""
    if why == "password":
        return password_error(name)
    if why in ("memory", "time"):
        what = "Reading it would take more memory than is allowed." if why == "memory" else "Reading it took too long."
        return FileError(name, what, "Copy the answers to a new workbook, or save them as .csv.", code="too_large")
    return FileError(name, "The file is damaged or incomplete.", DOWNLOAD_AGAIN, code="damaged")


def _add_block(sheet: _Sheet, block: Mapping[str, Any], name: str) -> None:
    """Add some rows; stop where the sheet is larger than is read."""
    sheet.height += block["block"]
    sheet.controls += block["controls"]
    check_size(in_sheet(name, sheet.name), rows=sheet.height, columns=len(block["cells"]))
    sheet.blocks.append([parted(cells, block["block"]) for cells in block["cells"]])


def _grid(sheet: _Sheet, facts: SheetFacts | None, name: str) -> Grid:
    """The grid of a sheet, its columns counted from A."""
    before = tuple(pa.chunked_array([pa.repeat(pa.scalar("", TEXT), sheet.height)]) for _ in range(sheet.first_column))
    columns = tuple(pa.chunked_array(list(chunks), TEXT) for chunks in zip(*sheet.blocks, strict=True))
    rows = np.arange(1, sheet.height + 1, dtype=np.int64)
    merged = tuple(Area(*area) for area in sheet.merged)
    issues = tuple(_sheet_issues(sheet, facts, in_sheet(name, sheet.name)))
    return Grid(sheet.name, before + columns, rows, merged, issues)


def _sheet_issues(sheet: _Sheet, facts: SheetFacts | None, where: str) -> Iterable[Issue]:
    """What a person should know of a sheet that was read."""
    if sheet.controls:
        message = f"{several(sheet.controls, 'control character')}, which nobody can see, left out."
        yield Issue("check", "control_characters", where, message, "Check the answers around them.")
    if facts is None:
        return
    if facts.formulas:
        message = f"{several(facts.formulas, 'cell')} with a formula; the results saved in the file were read."
        yield Issue("check", "formulas", where, message, "If they are out of date, open it in Excel and save it again.")
    if facts.errors:
        message = f"{several(facts.errors, 'cell')} with an error such as #REF!, read as empty."
        yield Issue("check", "error_cells", where, message, "Mend them in Excel if they should be answers.")
    hidden = [(facts.hidden_rows, "hidden row"), (facts.hidden_columns, "hidden column")]
    words = " and ".join(several(count, what) for count, what in hidden if count)
    if words:
        fix = "Delete them in Excel if they should not count."
        yield Issue("check", "hidden_cells", where, f"{words} included (filtered rows are hidden rows).", fix)


def _workbook_issues(
    sheets: Sequence[Mapping[str, Any]], facts: WorkbookFacts, name: str, wanted: str | None
) -> tuple[Issue, ...]:
    """What a person should know of the workbook as a whole."""
    issues = []
    hidden = [entry["name"] for entry in sheets if entry["visible"] == "Hidden" and wanted in (None, entry["name"])]
    deep = [entry["name"] for entry in sheets if entry["visible"] == "VeryHidden" and entry["name"] != wanted]
    if hidden:
        names = ", ".join(f"'{shown(title)}'" for title in hidden[:10])
        are = "is hidden in Excel and was" if len(hidden) == 1 else "are hidden in Excel and were"
        message = f"{several(len(hidden), 'sheet')} {are} looked at like the others: {names}."
        issues.append(Issue("check", "hidden_sheets", name, message, "Delete them in Excel if they should not count."))
    if deep:
        message = (
            f"{several(len(deep), 'sheet')} that Excel does not list left out: {', '.join(map(shown, deep[:10]))}."
        )
        issues.append(Issue("note", "very_hidden_sheets", name, message, "Name the sheet to have it read."))
    if facts.macros:
        issues.append(Issue("note", "macros", name, "The workbook holds macros; they are never run."))
    return tuple(issues)
