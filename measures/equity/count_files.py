"""Small files of counts by group, read and checked: residents (a population file), participants (a register of counts).

Every fault is told at once, with its row. Nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measures.errors import StudyError
from measures.exports.files import read_lists
from measures.exports.folding import fold
from measures.exports.tables import Table, Upload
from measures.results import Issue

WHOLE = re.compile(r"\d+|\d{1,3}(?:,\d{3})+")
TOTAL = "all"


@dataclass(frozen=True, slots=True)
class GroupCount:
    """One line: a breakdown, its group, how many people, and its place in the order where one is stated."""

    group_by: str
    group: str
    count: int
    order: int | None = None


def only_table(upload: Upload, *, limits: bool = True) -> Table:
    """The one table of a file.

    Raises
    ------
    InputError
        The file cannot be read, or holds several tables.
    """
    tables = read_lists(upload, limits=limits)
    if len(tables) > 1:
        raise StudyError(upload.name, "It holds several sheets with tables.", "Keep the one that is meant.")
    return tables[0]


def position(table: Table, header: str) -> int | None:
    """Where the column of that header is, whatever its case; underscores stand for spaces."""
    wanted = _plain(header)
    return next((place for place, found in enumerate(table.headers) if _plain(found) == wanted), None)


def has_counts(table: Table, value: str) -> bool:
    """Whether the table has the columns `group_by`, `group` and `value`."""
    return all(position(table, header) is not None for header in ("group_by", "group", value))


def read_counts(table: Table, value: str) -> tuple[GroupCount, ...]:
    """Every line of a table with the columns `group_by`, `group`, `value` and, optionally, `order`.

    Raises
    ------
    StudyError
        A column is missing, a count is no whole number or below 0, or a group stands twice: each with its row.
    """
    missing = [header for header in ("group_by", "group", value) if position(table, header) is None]
    if missing:
        message = f"It has no column {' and no column '.join(repr(header) for header in missing)}."
        fix = f"Name its columns group_by, group and {value}."
        raise StudyError(table.name, message, fix, code="population_file")
    columns = {header: _texts(table, header) for header in ("group_by", "group", value, "order")}
    rows = table.frame["row"].to_list()
    found: dict[tuple[str, str], GroupCount] = {}
    faults: list[Issue] = []
    for row, by, group, count, order in zip(rows, *columns.values(), strict=True):
        fault = _fault(by, group, count, order, value)
        key = (fold(by), fold(group))
        if not fault and key in found:
            fault = f"'{by}', '{group}' stands twice."
        if fault:
            fix = "Correct it in the file."
            faults.append(Issue("error", "population_file", f"{table.name}, row {row}", fault, fix))
        else:
            number = int(order.removesuffix(".0")) if order else None
            found[key] = GroupCount(by, group, int(count.replace(",", "").removesuffix(".0")), number)
    if faults:
        raise StudyError.of(faults)
    if not found:
        raise StudyError(table.name, "It has no rows.", "Give one row for each group.", code="population_file")
    return tuple(found.values())


def by_breakdown(counts: Sequence[GroupCount]) -> Mapping[str, tuple[GroupCount, ...]]:
    """The lines of each breakdown, in their stated order where every one of them has a place in it."""
    found: dict[str, list[GroupCount]] = {}
    for line in counts:
        found.setdefault(line.group_by, []).append(line)
    return {
        name: tuple(sorted(lines, key=lambda line: line.order or 0)) if is_ordered(lines) else tuple(lines)
        for name, lines in found.items()
    }


def is_ordered(lines: Sequence[GroupCount]) -> bool:
    """Whether every line has a place of its own in an order."""
    places = {line.order for line in lines}
    return None not in places and len(places) == len(lines)


def _fault(by: str, group: str, count: str, order: str, value: str) -> str:
    if not by:
        return "It does not say which breakdown it belongs to (group_by)."
    if not group and fold(by) != TOTAL:
        return "It does not say which group it counts (group)."
    plain = count.removesuffix(".0")
    if plain.startswith("-") and WHOLE.fullmatch(plain[1:]):
        return f"The number of {value} is below nought."
    if not WHOLE.fullmatch(plain):
        return f"The number of {value} is not a whole number." if plain else f"The number of {value} is missing."
    if order and not WHOLE.fullmatch(order.removesuffix(".0")):
        return "Its place in the order is not a whole number."
    return ""


def _texts(table: Table, header: str) -> list[str]:
    place = position(table, header)
    if place is None:
        return [""] * len(table.frame)
    return [" ".join(str(text).split()) for text in table.frame[f"c{place}"].to_list()]


def _plain(header: str) -> str:
    return fold(header.replace("_", " "))
