"""The child process that reads workbooks and statistics files; started by `guarded.py`, never imported.

It stands alone: of this project it imports nothing. First input line: the request as JSON (`read`: "workbook", "spss"
or "stata"; for workbooks `only`: sheet names, or null for all, and `named`: whether the user named them; for statistics
files `most_rows`, 0 for any number; `paths`, `memory`, `seconds`); then the file's bytes. Output: lines of JSON.

* `{"sheets": [{"name", "kind", "visible"}]}` first for workbooks; for statistics files `{"names", "labels", "codes",
  "missing"}`, each a list by column: what each code means, and how often each code declared missing stands there
* `{"sheet": name, "first_column": c, "merged": [[top, left, bottom, right]]}` before each sheet's cells
* `{"block": rows, "sizes": [bytes, ...], "controls": n}` and right after the line so many bytes for each column: some
  rows, the cells of a column parted by the control character 31; n other control characters were left out
* `{"error": code}`: `password`, `damaged`, `memory`, `rows` (more than `most_rows`)
* `{"done": true}` last
"""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from collections import Counter
from typing import Any

BLOCK_ROWS = 4_096
BETWEEN = "\x1f"
CONTROLS = bytes([*range(9), 11, 12, *range(14, 31), 127])
MOST_DIGITS = 1e15


def main() -> None:
    """Read the request, set the limits, then read the file."""
    stream = sys.stdin.buffer
    request = json.loads(stream.readline())
    sys.path[:] = request["paths"]
    limit(request["memory"], request["seconds"])
    data = stream.read()
    try:
        if request["read"] == "workbook":
            read_workbook(data, request["only"], named=request["named"])
        else:
            read_statistics(data, request["read"], request["most_rows"])
    except MemoryError:
        say({"error": "memory"})
    say({"done": True})


def limit(memory: int, seconds: int) -> None:
    """Set the ceilings where the system has them; never leave the user's data in a core file."""
    try:
        import resource  # noqa: PLC0415  not on Windows
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
    ):
        try:
            _, hard = resource.getrlimit(what)
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (ValueError, OSError):  # some systems do not let one of them be set; the others still hold
            continue


def say(answer: dict[str, Any]) -> None:
    """Write one line."""
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def say_block(columns: list[list[str]]) -> None:
    """Write some rows column by column, without control characters that nobody can see."""
    controls, parts = 0, []
    for cells in columns:
        part = BETWEEN.join(cells).encode("utf-8", "replace")
        if part.count(BETWEEN.encode()) >= len(cells):
            controls += part.count(BETWEEN.encode()) - len(cells) + 1
            part = BETWEEN.join([cell.replace(BETWEEN, "") for cell in cells]).encode("utf-8", "replace")
        plain = part.translate(None, CONTROLS)
        controls += len(part) - len(plain)
        parts.append(plain)
    say({"block": len(columns[0]), "sizes": [len(part) for part in parts], "controls": controls})
    sys.stdout.buffer.write(b"".join(parts))


def read_workbook(data: bytes, only: list[str] | None, *, named: bool) -> None:
    """Read the sheets of an .xlsx or .xls; those that Excel itself cannot unhide only when asked for by name."""
    import python_calamine as calamine  # noqa: PLC0415  after the limits are set

    try:
        book = calamine.load_workbook(io.BytesIO(data))
        metadata = book.sheets_metadata
        sheets = [
            {"name": sheet.name, "kind": str(sheet.typ).split(".")[-1], "visible": str(sheet.visible).split(".")[-1]}
            for sheet in metadata
        ]
        say({"sheets": sheets})
        for sheet in sheets:
            shown = named or sheet["visible"] != "VeryHidden"
            if sheet["kind"] == "WorkSheet" and shown and (only is None or sheet["name"] in only):
                read_sheet(book.get_sheet_by_name(sheet["name"]))
    except calamine.PasswordError:
        say({"error": "password"})
    except calamine.CalamineError:
        say({"error": "damaged"})


def read_sheet(sheet: Any) -> None:
    """Read one sheet: rows from the first of the sheet on, columns from the first filled one."""
    _, column = sheet.start or (0, 0)
    merged = [[top + 1, left, bottom + 1, right] for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    say({"sheet": sheet.name, "first_column": column, "merged": merged})
    rows: list[list[Any]] = []
    for cells in sheet.iter_rows() if sheet.start else ():
        rows.append(cells)
        if len(rows) == BLOCK_ROWS:
            say_block([as_text(values) for values in zip(*rows, strict=True)])
            rows = []
    if rows:
        say_block([as_text(values) for values in zip(*rows, strict=True)])


def as_text(values: tuple[Any, ...]) -> list[str]:
    """Write a column's values as a person sees them in the sheet."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(values)
    if kinds <= {str, float}:
        numbers = {value: number(value) for value in {value for value in values if type(value) is float}}
        return [value if type(value) is str else numbers[value] for value in values]
    return [WORDS.get(type(value), str)(value) for value in values]


def number(value: float) -> str:
    """Write 7.0 as 7, 4.4 as 4.4; beyond the 15 digits a spreadsheet keeps, in scientific notation."""
    if value.is_integer() and abs(value) < MOST_DIGITS:
        return str(int(value))
    if abs(value) < MOST_DIGITS:
        return format(value, ".15g")
    return format(value, ".15g").upper()


def moment(value: dt.datetime) -> str:
    """Write a date and time, to the second where it holds no fraction."""
    return value.isoformat(sep=" ", timespec="milliseconds" if value.microsecond else "seconds")


def duration(value: dt.timedelta) -> str:
    """Write hours, minutes and seconds."""
    seconds = round(value.total_seconds())
    minutes, seconds = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{'-' if value.total_seconds() < 0 else ''}{hours}:{minutes:02}:{seconds:02}"


WORDS: dict[type, Any] = {
    str: str,
    float: number,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.date: dt.date.isoformat,
    dt.datetime: moment,
    dt.time: lambda value: value.isoformat(timespec="seconds"),
    dt.timedelta: duration,
    type(None): lambda _: "",
}


def read_statistics(data: bytes, kind: str, most_rows: int) -> None:
    """Read an SPSS or Stata file: the codes as text, and beside them what they mean and which are declared missing."""
    import pyreadstat  # noqa: PLC0415  after the limits are set

    read = pyreadstat.read_dta if kind == "stata" else pyreadstat.read_sav
    try:
        _, facts = read(io.BytesIO(data), metadataonly=True, output_format="dict")
        if most_rows and (facts.number_rows or 0) > most_rows:
            say({"error": "rows", "rows": facts.number_rows, "columns": facts.number_columns})
            return
        about: dict[str, Any] = {
            "user_missing": True,
            "output_format": "dict",
            "row_limit": most_rows and most_rows + 1,
        }
        try:
            columns, facts = read(io.BytesIO(data), **about)
        except (OverflowError, ValueError):  # a date no calendar has: numbers then, as they are stored
            columns, facts = read(io.BytesIO(data), **about, disable_datetime_conversion=True)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeError, OverflowError, ValueError):
        say({"error": "damaged"})
        return
    codes: list[dict[str, str]] = []
    missing: list[dict[str, int]] = []
    cells: list[list[str]] = []
    for name in facts.column_names:
        values, found = without_missing(columns[name], facts.missing_ranges.get(name, ()), kind)
        codes.append({code(value): label for value, label in facts.variable_value_labels.get(name, {}).items()})
        missing.append(found)
        cells.append(as_text(tuple(values)))
    labels = [label or "" for label in facts.column_labels]
    say({"names": facts.column_names, "labels": labels, "codes": codes, "missing": missing})
    for start in range(0, len(cells[0]) if cells else 0, BLOCK_ROWS):
        say_block([column[start : start + BLOCK_ROWS] for column in cells])


def without_missing(values: list[Any], ranges: Any, kind: str) -> tuple[list[Any], dict[str, int]]:
    """Blank the values that the file's author declared missing, and count them by code."""
    if kind == "stata" and any(type(value) is not str for value in values):
        declared = {value for value in set(values) if type(value) is str}  # .a to .z in a column of numbers
    else:
        declared = {value for value in set(values) if any(within(value, about) for about in ranges)}
    if not declared:
        return values, {}
    found = Counter(value for value in values if value in declared)
    return [None if value in declared else value for value in values], {code(key): n for key, n in found.items()}


def within(value: Any, about: dict[str, Any]) -> bool:
    """Whether a value lies in a range of declared missing ones; SPSS writes single values as ranges too."""
    low, high = about["lo"], about["hi"]
    if type(value) is str or type(low) is str:
        return type(value) is str and value.rstrip() == str(low).rstrip()
    return type(value) in (int, float) and low <= value <= high


def code(value: Any) -> str:
    """A stored value as text."""
    return as_text((value,))[0]


if __name__ == "__main__":
    main()
