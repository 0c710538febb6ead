"""A file of published grouped figures, read and checked, and every index of inequality of it."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata

import numpy as np
import pandas as pd

from measures.equity.published import Published, published_rows
from measures.errors import FileError
from measures.exports.files import read_tables
from measures.exports.folding import fold
from measures.exports.tables import Table, Upload
from measures.provenance import LIBRARIES, TOOL_VERSION
from measures.results import Evaluation, Issue

NEEDED = ("group_by", "group", "value", "population")
OPTIONAL = ("order", "se", "higher_is", "reference", "low", "high")
NUMBER = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?(?:[eE][-+]?\d+)?|[-+]?\.\d+(?:[eE][-+]?\d+)?")
YES = ("1", "1.0", "yes", "true", "y")
MOST_NAMED = 5
TOO_LARGE = 1e15


def published_inequality(upload: Upload, level: float = 0.95) -> Evaluation:
    """Every index of inequality of a table of published figures.

    Parameters
    ----------
    upload : Upload
        A table with the columns group_by, group, value and population; optionally order (1 = most deprived), se, and
        higher_is (better or worse), reference (yes for one group), low and high (the ends between which values lie).
    level : float
        Confidence level of the intervals.

    Returns
    -------
    Evaluation
        Rows without instrument and scale, one breakdown after the other; no person stands behind a single row.

    Raises
    ------
    FileError
        The table cannot be used; every fault is an issue of its own.
    """
    lines = [line for table in read_tables(upload, limits=False) for line in _lines(table)]
    issues: list[Issue] = []
    rows = []
    for group_by in dict.fromkeys(line.text["group_by"] for line in lines):
        mine = [line for line in lines if line.text["group_by"] == group_by]
        rows += published_rows(_figures(group_by, mine, issues), level)
    return Evaluation(
        provenance={
            "tool": "measures",
            "version": TOOL_VERSION,
            "python": platform.python_version(),
            "libraries": {name: metadata.version(name) for name in LIBRARIES},
            "files": [{"name": upload.name, "wave": "", "sha256": hashlib.sha256(upload.data).hexdigest()}],
            "reproduce": f"python -m measures inequality {upload.name} --json results.json",
        },
        flow=(),
        issues=tuple(issues),
        results=tuple(rows),
    )


@dataclass(frozen=True)
class _Line:
    """One row of the table: its texts by column, its numbers where they are stated, and where it stands."""

    where: str
    text: dict[str, str] = field(repr=False)
    number: dict[str, float | None] = field(repr=False)


def _lines(table: Table) -> list[_Line]:
    """The rows of one table; every cell that cannot be used is told of at once."""
    names = {"_".join(fold(header).split()): f"c{place}" for place, header in enumerate(table.headers)}
    missing = [name for name in NEEDED if name not in names]
    if missing:
        fix = f"It needs {', '.join(NEEDED)}, and may have {', '.join(OPTIONAL)}."
        listed = ", ".join(f"'{name}'" for name in missing)
        raise FileError(table.where, f"There is no column {listed}.", fix, code="missing_column")
    frame: pd.DataFrame = table.frame.to_native()
    rows = [int(row) for row in frame["row"]]
    cells = {name: [str(cell).strip() for cell in frame[names[name]]] for name in (*NEEDED, *OPTIONAL) if name in names}
    faults: list[Issue] = []
    for name in ("group_by", "group"):
        faults += _fault(table, name, rows, [not cell for cell in cells[name]], "is empty", "Fill it in.")
    numbers: dict[str, list[float | None]] = {}
    for name in ("value", "population", "order", "se", "low", "high"):
        if name in cells:
            wrong = [bool(cell) and not NUMBER.fullmatch(cell) for cell in cells[name]]
            fix = "Write numbers with a point, as in 0.5, and nothing else in the cell."
            faults += _fault(table, name, rows, wrong, "is not a number", fix)
            numbers[name] = [
                _number(cell) if cell and not bad else None for cell, bad in zip(cells[name], wrong, strict=True)
            ]
            large = [number is not None and abs(number) >= TOO_LARGE for number in numbers[name]]
            faults += _fault(table, name, rows, large, "is too large to be a figure", "Correct it.")
            if name in ("value", "population"):
                empty = [not cell for cell in cells[name]]
                faults += _fault(table, name, rows, empty, "is empty", "Fill it in, or leave the row out.")
            if name in ("population", "se"):
                below = [number is not None and number < 0 for number in numbers[name]]
                faults += _fault(table, name, rows, below, "is below 0", "Correct it.")
    if "higher_is" in cells:
        wrong = [cell.lower() not in ("", "better", "worse") for cell in cells["higher_is"]]
        faults += _fault(table, "higher_is", rows, wrong, "is neither better nor worse", "Write one of the two.")
    if faults:
        raise FileError.of(faults)
    return [
        _Line(
            f"{table.where}, row {row}",
            {name: column[place] for name, column in cells.items()},
            {name: column[place] for name, column in numbers.items()},
        )
        for place, row in enumerate(rows)
    ]


def _number(cell: str) -> float:
    return float(cell.replace(",", ""))


def _fault(table: Table, name: str, rows: Sequence[int], wrong: Sequence[bool], what: str, fix: str) -> list[Issue]:
    """One issue for all cells of a column with the same fault."""
    found = [str(row) for row, bad in zip(rows, wrong, strict=True) if bad]
    if not found:
        return []
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    where = f"{table.where}, column '{name}', row{'s' * (len(found) > 1)} {', '.join(found[:MOST_NAMED])}{more}"
    return [Issue("error", "published_figures", where, f"It {what}.", fix)]


def _figures(group_by: str, lines: Sequence[_Line], issues: list[Issue]) -> Published:
    """The figures of one breakdown, in order, without groups of nobody."""
    where = f"{lines[0].where.rsplit(', row', 1)[0]}, '{group_by}'"
    empty = [line.text["group"] for line in lines if not line.number["population"]]
    if empty:
        message = f"Nobody lives in {', '.join(repr(name) for name in empty)}: left out."
        issues.append(Issue("check", "empty_group", where, message, "Correct the population if that is wrong."))
    lines = [line for line in lines if line.number["population"]]
    ordered = _ordered(where, lines)
    if ordered:
        lines = sorted(lines, key=lambda line: line.number["order"] or 0.0)
    groups = [line.text["group"] for line in lines]
    twice = sorted({name for name in groups if groups.count(name) > 1})
    if twice:
        message = f"The group {', '.join(repr(name) for name in twice)} stands more than once."
        raise FileError(where, message, "Keep one row for each group.", code="duplicate_group")
    if len(groups) < 2:
        message = "There is only one group, so nothing can be compared."
        issues.append(Issue("check", "one_group", where, message, "Add the other groups."))
    higher_is = _one(where, "higher_is", {line.text.get("higher_is", "").lower() for line in lines})
    reference = [line.text["group"] for line in lines if line.text.get("reference", "").lower() in YES]
    if len(reference) > 1:
        raise FileError(where, "Two groups are called the reference.", "Name one.", code="two_references")
    if not ordered and not higher_is and len(groups) > 1:
        message = "It is not stated whether higher values are better: figures against the best group stand both ways."
        issues.append(Issue("note", "direction_unknown", where, message, "Add a column higher_is: better or worse."))
    return Published(
        group_by=group_by,
        groups=tuple(groups),
        value=_array(lines, "value"),
        people=_array(lines, "population"),
        std_error=_errors(where, lines, issues),
        ordered=ordered,
        higher_is=higher_is,
        reference=reference[0] if reference else "",
        ends=_ends(where, lines),
    )


def _ordered(where: str, lines: Sequence[_Line]) -> bool:
    stated = [line.number.get("order") for line in lines]
    known = [place for place in stated if place is not None]
    if known and len(known) < len(stated):
        message = "Some groups have an order and some have none."
        raise FileError(where, message, "Fill in the column order for all of them, or none.", code="partial_order")
    if len(set(known)) < len(known):
        message = "Two groups have the same place in the order."
        raise FileError(where, message, "Number them 1, 2, 3 from the most deprived.", code="tied_order")
    return bool(known)


def _errors(
    where: str, lines: Sequence[_Line], issues: list[Issue]
) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    stated = [line.number.get("se") for line in lines]
    known = [error for error in stated if error is not None]
    if known and len(known) < len(stated):
        message = "Some groups have no standard error, so none is used."
        issues.append(Issue("check", "partial_errors", where, message, "Fill in the column se for every group."))
    return np.array(known, dtype=np.float64) if known and len(known) == len(stated) else None


def _ends(where: str, lines: Sequence[_Line]) -> tuple[float, float] | None:
    low, high = ({line.number[name] for line in lines if line.number.get(name) is not None} for name in ("low", "high"))
    if not low and not high:
        return None
    if len(low) != 1 or len(high) != 1:
        raise FileError(where, "Values need one low and one high end.", "State the same two on every row.", code="ends")
    first, last = float(low.pop() or 0.0), float(high.pop() or 0.0)
    values = _array(lines, "value")
    if not first < last or (values < first).any() or (values > last).any():
        raise FileError(where, "A value lies outside its ends.", "Correct low and high, or the value.", code="ends")
    return first, last


def _one(where: str, name: str, said: set[str]) -> str:
    stated = said - {""}
    if len(stated) > 1:
        raise FileError(where, f"The column {name} says different things.", "State one for all groups.", code=name)
    return next(iter(stated), "")


def _array(lines: Sequence[_Line], name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([line.number[name] for line in lines], dtype=np.float64)
