"""Dates out of export texts: ISO, day/month or month/day settled by the column itself, month names, Excel's numbers."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
NAMED = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
ISO = r"^\d{4}-\d{2}-\d{2}"
YEAR_FIRST = r"^\d{4}/\d{1,2}/\d{1,2}"
NUMBERS = r"^\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?:\D|$)"
MONTH_NAME = r"[A-Za-z]{3}"
SERIAL = r"^\d{5}(?:\.\d+)?$"
EXCEL_EPOCH = pd.Timestamp("1899-12-30")
NO_DATE = pd.Timestamp("1980-01-01")  # what LimeSurvey writes for every anonymous answer


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a column (`values`, datetime64[s], null = none read) and what could not be settled.

    `ambiguous`: every date could be day/month or month/day, so none was read. `unread`: number of texts that are no
    date in any known form.
    """

    values: pd.Series[pd.Timestamp]
    ambiguous: bool
    unread: int


def parse_dates(texts: pd.Series[str]) -> Dates:
    """Read the dates of one column; the order of day and month is settled by all of its values, never guessed."""
    codes, distinct = pd.factorize(texts.fillna("").astype("str").str.strip())
    text = pd.Series(distinct, dtype="str").str.replace(r"\s*(?:GMT|UTC)[+\-\d:]*$", "", regex=True)
    text = text.str.replace(r"[,\s]+", " ", regex=True)
    dates = pd.Series(pd.NaT, index=text.index, dtype="datetime64[s]")

    dates = _fill(dates, _iso(text[text.str.contains(ISO, regex=True)]))
    dates = _fill(dates, _by_formats(text[text.str.contains(YEAR_FIRST, regex=True)], ("%Y/%m/%d",)))
    numbers, ambiguous = _numbers(text[text.str.contains(NUMBERS, regex=True)])
    dates = _fill(dates, numbers)
    words = text[dates.isna() & text.str.contains(MONTH_NAME, regex=True)].str.replace("-", " ", regex=False)
    dates = _fill(dates, _by_formats(words, NAMED))
    dates = _fill(dates, _serials(text[text.str.contains(SERIAL, regex=True)]))

    unread = int((dates.isna() & (text != ""))[codes].sum())
    if dates.notna().any() and (dates.dropna() == NO_DATE).all():
        dates = dates.mask(dates.notna())
    values = dates.iloc[codes].set_axis(texts.index)
    return Dates(values, ambiguous, 0 if ambiguous else unread)


def _fill(dates: pd.Series[pd.Timestamp], found: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    return dates.where(~dates.index.isin(found.dropna().index), found.reindex(dates.index))


def _iso(text: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    read = pd.to_datetime(text, format="ISO8601", errors="coerce", utc=True)
    return read.dt.tz_localize(None).astype("datetime64[s]")


def _by_formats(text: pd.Series[str], days: tuple[str, ...]) -> pd.Series[pd.Timestamp]:
    """Read texts by the first of the formats, with or without a time, that fits each."""
    dates = pd.Series(pd.NaT, index=text.index, dtype="datetime64[s]")
    for form in (day + time for day in days for time in TIMES):
        left = text[dates.isna()]
        if left.empty:
            break
        dates = _fill(dates, pd.to_datetime(left, format=form, errors="coerce").astype("datetime64[s]"))
    return dates


def _numbers(text: pd.Series[str]) -> tuple[pd.Series[pd.Timestamp], bool]:
    """Dates of three numbers: a first number over 12 is a day, a second one over 12 says the month comes first."""
    if text.empty:
        return pd.Series(pd.NaT, index=text.index, dtype="datetime64[s]"), False
    plain = text.str.replace(r"^(\d+)[/.-](\d+)[/.-]", r"\1/\2/", regex=True)
    first = plain.str.extract(r"^(\d+)/", expand=False).astype("int64")
    second = plain.str.extract(r"^\d+/(\d+)/", expand=False).astype("int64")
    day_first, month_first = bool((first > 12).any()), bool((second > 12).any())
    unsettled = day_first == month_first and bool((first != second).any())
    if unsettled:  # no value over 12, or values that contradict each other
        return pd.Series(pd.NaT, index=text.index, dtype="datetime64[s]"), True
    forms = ("%d/%m/%Y", "%d/%m/%y") if not month_first else ("%m/%d/%Y", "%m/%d/%y")
    return _by_formats(plain, forms), False


def _serials(text: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Day numbers as Excel stores them, of the years 1954 to 2119."""
    days = text.astype("float64")
    days = days[(days >= 20000) & (days < 80500)]
    return (EXCEL_EPOCH + pd.to_timedelta((days * 86400).round(), unit="s")).astype("datetime64[s]")
