"""Dates of a map, which people write as they remember them: a day, a month, a quarter, a season or a year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd

from measures.people.dates import parse_dates
from measures.ripple.ripple_map import FINENESS, Precision, When

DayOrder = Literal["day_first", "month_first"]

MONTHS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9}  # of three months each; winter lies in two years
YEAR = re.compile(r"(?:19|20)\d\d")
YEAR_MONTH = re.compile(r"((?:19|20)\d\d)[-/. ](\d{1,2})")
MONTH_YEAR = re.compile(r"(\d{1,2})[-/. ]((?:19|20)\d\d)")
NAMED_MONTH = re.compile(r"(?:early |mid |late )?([a-z]+)[ ,.-]+((?:19|20)\d\d)")
QUARTER = re.compile(r"(?:((?:19|20)\d\d)[ -]?q([1-4])|q([1-4])[ -]?((?:19|20)\d\d))")
NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2")


@dataclass(frozen=True, slots=True)
class Read:
    """The dates of a column, `None` where none is stated or none could be read.

    `unread` are the places (from 0) of texts that are no date known here; `ambiguous` is set where every such text
    could be day/month as well as month/day, so none of these was read.
    """

    values: tuple[When | None, ...]
    unread: tuple[int, ...]
    ambiguous: bool


def read_dates(texts: Sequence[str], precisions: Sequence[str] = (), order: DayOrder | None = None) -> Read:
    """Read the dates of one column; day and month are told apart by all of its values, or as `order` says.

    Parameters
    ----------
    texts : sequence of str
        As they stand in the file.
    precisions : sequence of str
        What a column beside it says of how exact each is; it only ever makes a date coarser.
    order : {"day_first", "month_first"}, optional
        The order of dates such as 03/04/2021.
    """
    folded = [" ".join(text.casefold().split()) for text in texts]
    coarse = [_coarse(text) for text in folded]
    days = ["" if found is not None else _in_order(text, order) for text, found in zip(texts, coarse, strict=True)]
    parsed = parse_dates(pd.Series(days, dtype="str"))
    values: list[When | None] = []
    unread: list[int] = []
    stated = precisions or [""] * len(texts)
    for place, (found, day, text, said) in enumerate(zip(coarse, parsed.values, folded, stated, strict=True)):
        when = found
        if when is None and not pd.isna(day):
            when = When(day.date(), day.date(), "day", day.date())
        if when is None and text:
            unread.append(place)
        values.append(widened(when, said) if when is not None else None)
    return Read(tuple(values), tuple(unread), parsed.ambiguous)


def widened(when: When, precision: str) -> When:
    """The date as no more exact than stated: with precision `month`, the 1st of March is some day in March."""
    said = precision.strip().casefold()
    if said not in FINENESS or FINENESS.index(said) <= FINENESS.index(when.precision):
        return when
    year, month = when.first.year, when.first.month
    wider = {
        "month": lambda: _span(year, month, 1, "month"),
        "quarter": lambda: _span(year, 3 * ((month - 1) // 3) + 1, 3, "quarter"),
        "year": lambda: _span(year, 1, 12, "year"),
    }[said]()
    return replace(wider, day=when.day)


def _coarse(text: str) -> When | None:
    """A month, a quarter, a season or a year, where the text is nothing but that."""
    text = text.removesuffix(".0")  # a year that a spreadsheet held as a number
    if YEAR.fullmatch(text):
        return _span(int(text), 1, 12, "year")
    if found := QUARTER.fullmatch(text):
        return _span(int(found[1] or found[4]), 3 * int(found[2] or found[3]) - 2, 3, "quarter")
    year = month = 0
    if found := YEAR_MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
    elif found := MONTH_YEAR.fullmatch(text):
        year, month = int(found[2]), int(found[1])
    elif found := NAMED_MONTH.fullmatch(text):
        year, month = int(found[2]), MONTHS.get(found[1], 0)
        if found[1] in SEASONS:
            return _span(year, SEASONS[found[1]], 3, "quarter")
    return _span(year, month, 1, "month") if 1 <= month <= 12 else None


def _span(year: int, month: int, months: int, precision: Precision) -> When:
    last_month = month + months - 1
    last = date(year, last_month, calendar.monthrange(year, last_month)[1])
    return When(date(year, month, 1), last, precision, date(year, month, 1))


def _in_order(text: str, order: DayOrder | None) -> str:
    """A date of numbers with the year first where the order is stated; otherwise as it is."""
    found = NUMBERS.match(text.strip())
    if order is None or found is None:
        return text
    rest = text.strip()[found.end() :]
    year, time = re.match(r"(\d*)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr] # both parts may be empty
    if len(year) not in (2, 4):
        return text
    day, month = (found[1], found[3]) if order == "day_first" else (found[3], found[1])
    return f"{year if len(year) == 4 else '20' + year}-{int(month):02d}-{int(day):02d}{time}"
