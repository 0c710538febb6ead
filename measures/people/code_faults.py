"""What makes a column of codes useless: a spreadsheet changed them for good, or they number answers and not people."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from measures.errors import InputError
from measures.exports.folding import fold
from measures.exports.tables import CodedTable, ColumnUse
from measures.people.wording import counted, rows_listed
from measures.results import Issue

SCIENTIFIC = r"^\s*\d(?:[.,]\d+[eE][+-]?\d+|[eE]\+\d+)\s*$"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
DATE_WITH_YEAR = (
    r"(?i)^\s*(?:\d{4}-\d\d?-\d\d?(?:[ T][\d:.]+)?|\d\d?[/.]\d\d?[/.]\d{2,4}|\d\d?[- ]" + MONTH + r"[- ]\d{2,4})\s*$"
)
DATE_WITHOUT_YEAR = r"(?i)^\s*(?:\d\d?-" + MONTH + r"|" + MONTH + r"-\d\d)\s*$"
# how texts begin that any of these patterns may fit
SUSPECT = r"(?i)^\s*(?:\d+(?:[.,]\d+)?e|\d{4}-\d|\d\d?[-/. ]|\d{16}|" + MONTH + r"-\d)"
LONG_NUMBER = r"^\s*\d{16,}(?:\.0)?\s*$"
SMALL_CHANCE = 1e-3

RESPONSE_ID_HEADERS = frozenset(
    {"_id", "_uuid", "_index", "respondent id", "respondentid", "response id", "responseid", "userno",
     "unique response number", "collector id", "meta/instanceid"}
)  # fmt: skip
# these say so only where the survey tool is known to have put them there
TOOLS_OWN_HEADERS = frozenset({"id", "#", "seed", "userid"})
RESPONSE_ID = r"(?i)^(?:R_[0-9a-z]{13,}|[0-9a-f]{32}|(?:uuid:)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$"
SMALL_NUMBER = r"^\s*\d{1,9}(?:\.0)?\s*$"
FEWEST = 5


def holds(texts: pd.Series[str], pattern: str) -> NDArray[np.bool_]:
    """Whether each text holds a pattern of RE2, which knows no look-around and needs no Python per text."""
    found = pc.match_substring_regex(pa.array(texts, pa.large_string()), pattern)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)


def refuse_damage(
    table: CodedTable,
    use: ColumnUse,
    texts: pd.Series[str],
    rows: NDArray[np.int64],
    *,
    alone: bool,
) -> None:
    """Refuse codes that a spreadsheet has changed for good, saying in which rows.

    `texts`: the column, line by line; `rows`: the row of each line in the file. `alone`: whether the column is the
    whole code.

    Raises
    ------
    InputError
        Code `damaged_ids`.
    """
    if not holds(texts, SUSPECT).any():  # as nearly always: the distinct texts need not be known
        return
    lines, names = pd.factorize(texts)
    distinct = pd.Series(names, dtype="str")
    distinct = distinct[distinct.str.strip() != ""]
    found = (
        (distinct[holds(distinct, SCIENTIFIC)], "to rounded numbers such as 1.23E+18"),
        (_dates_made_of_codes(distinct, use.header, alone=alone), "to dates"),
        (_rounded(distinct), "by rounding them after the fifteenth digit"),
    )
    issues = []
    for damaged, how in found:
        if len(damaged):
            at = sorted(rows[np.isin(lines, damaged.index)].tolist())
            codes = counted(len(at), "participant code", "participant codes")
            message = f"A spreadsheet has changed {codes} {how} ({rows_listed(at)})."
            fix = (
                "This cannot be undone. Download the export again and keep this column as text, or empty these cells: "
                "their answers then count without being followed."
            )
            issues.append(Issue("error", "damaged_ids", table.map.table.place(use.position), message, fix))
    if issues:
        raise InputError.of(issues)


def response_ids(table: CodedTable, use: ColumnUse, given: pd.Series[str]) -> list[Issue]:
    """Warn of a column that numbers answers instead of naming people; `given` are its codes, row by row."""
    header = fold(use.header)
    tools_own = header in TOOLS_OWN_HEADERS and use.position in table.map.table.metadata
    redcap = "redcap" in table.map.table.platform.lower()  # its first column does name people
    if not redcap and (header in RESPONSE_ID_HEADERS or tools_own or _look_like_response_ids(given)):
        message = "This column holds the number a survey tool gives to each answer, which is no person's code."
        fix = "Name the column that holds people's own code, or state [participant] none = true if there is none."
        return [Issue("decide", "response_ids", table.map.table.place(use.position), message, fix)]
    if _count_up(given):
        message = "The codes rise by one from row to row: in another file the same number may be another person."
        fix = "Check that people keep this number from wave to wave; if not, state [participant] none = true."
        return [Issue("check", "row_numbers", table.map.table.place(use.position), message, fix)]
    return []


def _dates_made_of_codes(distinct: pd.Series[str], header: str, *, alone: bool) -> pd.Series[str]:
    """Codes that have become dates. A column of birth dates, or of dates that are one part of a code, is no damage."""
    yearly, yearless = holds(distinct, DATE_WITH_YEAR), holds(distinct, DATE_WITHOUT_YEAR)
    if yearless.any():  # MAR-12 among ABC-07 and XYZ-31 is a code like the others
        shape = distinct.str.replace(r"[A-Za-z]", "A", regex=True).str.replace(r"\d", "9", regex=True)
        yearless &= ~shape.isin(shape[~yearless].unique()).to_numpy()
    dates = distinct[yearly | yearless]
    if len(dates) <= len(distinct) / 2:
        return dates
    years = dates.str.extract(r"(\d{4})", expand=False)
    several_years = not yearless.any() and (years.nunique() > 1 or bool(years.isna().all()))
    meant = not alone or several_years or re.search(r"birth|born|\bdob\b", fold(header)) is not None
    return dates[:0] if meant else dates


def _rounded(distinct: pd.Series[str]) -> pd.Series[str]:
    """Long numbers that all end as numbers of fifteen digits do, more than chance would bring."""
    long = distinct[holds(distinct, LONG_NUMBER)]
    chance = 1.0
    for text in long:
        digits = text.strip().removesuffix(".0")
        number, nearest = int(digits), int(float(digits))
        if not digits[15:].strip("0"):
            chance /= 10 ** len(digits[15:])
        elif number == nearest:  # as a number of 53 bits is written out
            chance /= max(1, 2 ** (number.bit_length() - 53))
        else:
            return long[:0]
        if chance < SMALL_CHANCE**4:
            break
    return long if chance < SMALL_CHANCE else long[:0]


def _look_like_response_ids(given: pd.Series[str]) -> bool:
    return len(given) >= FEWEST and all(holds(part, RESPONSE_ID).all() for part in (given[:FEWEST], given))


def _count_up(given: pd.Series[str]) -> bool:
    """Whether whole numbers rise row by row with few gaps, as row numbers do."""
    if len(given) < FEWEST or not all(holds(part, SMALL_NUMBER).all() for part in (given[:FEWEST], given)):
        return False
    numbers = given.astype("float64")
    return bool((numbers.diff().iloc[1:] > 0).all()) and numbers.iloc[-1] - numbers.iloc[0] < 1.5 * len(numbers)
