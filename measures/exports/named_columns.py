"""Files whose columns have names of their own, not questions: organisations, ties, registers, sheets of values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from measures.errors import FileError
from measures.exports.files import read_lists
from measures.exports.folding import fold
from measures.exports.tables import ROW, Table, Upload
from measures.results import Issue

NOT_NAME = re.compile(r"[\W_]+")
YES = frozenset({"yes", "y", "true", "1", "x"})
NO = frozenset({"no", "n", "false", "0"})
TRUTHS = {**dict.fromkeys(YES, "yes"), **dict.fromkeys(NO, "no")}


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table of text by plain column names (small letters, digits, `_`), empty cells as "".

    `rows` are the row numbers in the file, for messages; `headers` the names as they stood there.
    """

    where: str
    frame: pd.DataFrame = field(repr=False)
    rows: pd.Series[int] = field(repr=False)
    headers: Mapping[str, str]

    def first_of(self, names: Sequence[str]) -> str:
        """The first of these names that is a column, or ""."""
        return next((name for name in names if name in self.frame.columns), "")

    def text(self, name: str) -> pd.Series[str]:
        """A column; empty texts where there is no such column."""
        if name in self.frame.columns:
            return self.frame[name]
        return pd.Series("", index=self.frame.index, dtype="str")

    def where_rows(self, places: pd.Series[bool]) -> str:
        """The rows of a mask, as in `ties.csv, rows 4, 9 and 2 more`."""
        return f"{self.where}, {said_rows(self.rows[places])}"


def said_rows(numbers: Iterable[int], most: int = 5) -> str:
    """Row numbers in words."""
    listed = sorted({int(number) for number in numbers})
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return f"row{'s' * (len(listed) != 1)} {', '.join(map(str, listed[:most]))}{more}"


def quoted(names: Iterable[str], most: int = 5) -> str:
    """A few names in quotes, each once, in the order of the alphabet."""
    listed = sorted(set(names))
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(f"'{name}'" for name in listed[:most]) + more


def plain_name(header: str) -> str:
    """A header as a plain name.

    >>> plain_name(" Registered people ")
    'registered_people'
    """
    return NOT_NAME.sub("_", fold(header)).strip("_")


def read_named(uploads: Iterable[Upload], *, limits: bool = True) -> tuple[list[NamedTable], list[Issue]]:
    """Every table of these files, one for each sheet that holds one, and what was said on the way.

    Raises
    ------
    FileError
        A file cannot be read, or holds no table with rows.
    """
    found: list[NamedTable] = []
    issues: list[Issue] = []
    for upload in uploads:
        for table in read_lists(upload, limits=limits):
            issues += table.issues
            found.append(_named(table))
    return found, issues


def _named(table: Table) -> NamedTable:
    native = table.frame.to_native()
    columns: dict[str, pd.Series[str]] = {}
    headers: dict[str, str] = {}
    for position, header in enumerate(table.headers):
        name = plain_name(header)
        if not name:
            continue
        if name in columns:
            message = f"Two columns are called '{header}'."
            raise FileError(table.where, message, "Give each column a name of its own.", code="duplicate_headers")
        columns[name] = native[f"c{position}"].fillna("").astype("str").str.strip()
        headers[name] = header
    return NamedTable(table.where, pd.DataFrame(columns), native[ROW], headers)


def numbers(table: NamedTable, name: str, *, least: float | None = None) -> pd.Series[float]:
    """A column of numbers; empty cells are missing.

    Raises
    ------
    FileError
        A cell holds no number, or one below `least`: every such row is named.
    """
    text = table.text(name)
    plain = text.str.replace(r"[\s£]", "", regex=True)
    # 1,234 and 1,234,567.5 hold thousands; 0,5 and 12,75 a decimal comma
    thousands = plain.str.fullmatch(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
    plain = plain.where(~thousands, plain.str.replace(",", ""))
    plain = plain.where(~plain.str.fullmatch(r"[-+]?\d+,\d+"), plain.str.replace(",", "."))
    found = pd.to_numeric(plain.where(plain != ""), errors="coerce").astype("float64")
    wrong = (text != "") & (found.isna() | ~found.abs().lt(1e15))
    if wrong.any():
        message = f"'{table.headers.get(name, name)}' holds no number there."
        raise FileError(table.where_rows(wrong), message, "Write a number, or leave the cell empty.", code="no_number")
    low = found < least if least is not None else pd.Series(data=False, index=found.index)
    if low.any():
        message = f"'{table.headers.get(name, name)}' is below {least:g} there."
        raise FileError(table.where_rows(low), message, "Correct the number.", code="below_least")
    return found


def truths(table: NamedTable, name: str) -> pd.Series[str]:
    """A yes-or-no column as `yes`, `no` or "" (nothing stated).

    Raises
    ------
    FileError
        A cell says something else.
    """
    text = table.text(name).str.casefold()
    found = text.map(TRUTHS).fillna("").astype("str")
    wrong = (text != "") & (found == "")
    if wrong.any():
        message = f"'{table.headers.get(name, name)}' says neither yes nor no there."
        raise FileError(table.where_rows(wrong), message, "Write yes or no, or leave the cell empty.", code="yes_or_no")
    return found
