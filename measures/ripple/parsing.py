"""Sheets of text to nodes, links and workshops; every column is read as a whole, and what cannot be read is named."""

from __future__ import annotations

import math
from collections.abc import Sequence

from measures.exports.phrases import several
from measures.ripple.faults import TEMPLATE, Faults, quoted, rows_listed
from measures.ripple.ripple_map import UNKNOWN, Link, Node, When, Workshop
from measures.ripple.sheets import ALIASES, MapSheet
from measures.ripple.vocabulary import WORDS, settled
from measures.ripple.when import DayOrder, read_dates

LIST_MARK = ";"
SAY_THE_ORDER = 'Say which comes first: dates = "day_first" or "month_first" in [ripple], or the choice on the page.'


def read_nodes(sheet: MapSheet, faults: Faults, order: DayOrder | None) -> list[Node]:
    """The nodes of a sheet; rows without an id or a known kind are errors."""
    ids, titles = sheet.column("node_id"), sheet.column("title")
    _need(sheet, "node_id", ids, faults)
    kinds = _words(sheet, "kind", faults, severity="error", needed=True)
    status, led_by, intended, valence, level = (
        _words(sheet, name, faults) for name in ("status", "led_by", "intended", "valence", "level")
    )
    whens = _dates(sheet, ("date_start", "date_text"), faults, order, _words(sheet, "date_precision", faults))
    reached, money_in, money_out, contribution = (
        _numbers(sheet, name, faults, most=3 if name == "contribution" else math.inf)
        for name in ("people_reached", "money_in", "money_out", "contribution")
    )
    category, second = sheet.column("category"), sheet.column("category_2")
    maps, workshops, quotes = sheet.column("map_id"), sheet.column("workshop_id"), sheet.column("quote")
    organisations, groups = sheet.column("organisations"), sheet.column("groups_affected")
    blank = [number for number, title in zip(sheet.numbers, titles, strict=True) if not title]
    if blank and "title" in sheet.headers:
        message = f"{rows_listed(blank)}: no title; the id stands in its place."
        faults.say("note", "map_no_title", sheet.where, message, "Give each box a few words.")
    others = [
        (place, name)
        for place, name in enumerate(sheet.headers)
        if name and name not in ALIASES["nodes"]
    ]  # fmt: skip
    return [
        Node(
            id=ids[k],
            kind=kinds[k],
            title=titles[k] or ids[k],
            when=whens[k],
            status=status[k] or UNKNOWN,
            led_by=led_by[k] or UNKNOWN,
            intended=intended[k] or UNKNOWN,
            valence=valence[k],
            level=level[k],
            categories=parts(category[k]),
            second_categories=parts(second[k]) if second[k] else None,
            map_id=maps[k],
            workshop_id=workshops[k],
            organisations=parts(organisations[k]),
            groups_affected=parts(groups[k]),
            people_reached=reached[k],
            money_in=money_in[k],
            money_out=money_out[k],
            contribution=contribution[k],
            quote=quotes[k],
            about=tuple((name, row[place].strip()) for place, name in others if row[place].strip()),
        )
        for k, row in enumerate(sheet.rows)
        if ids[k] and kinds[k]
    ]


def read_links(sheet: MapSheet, faults: Faults) -> list[Link]:
    """The arrows of a sheet; those without a beginning or an end are left out and named."""
    sources, targets, notes = sheet.column("source"), sheet.column("target"), sheet.column("note")
    strength, kind = (_words(sheet, name, faults) for name in ("strength", "type"))
    open_ended = [n for n, s, t in zip(sheet.numbers, sources, targets, strict=True) if not (s and t)]
    if open_ended and not sheet.absent:
        message = f"{rows_listed(open_ended)}: an arrow without a beginning or an end; left out."
        faults.say("check", "link_to_nowhere", sheet.where, message, "Fill in source and target.")
    return [
        Link(sources[k], targets[k], strength[k] or "clear", kind[k] or "led_to", notes[k])
        for k in range(len(sheet.rows))
        if sources[k] and targets[k]
    ]


def read_workshops(sheet: MapSheet, faults: Faults, order: DayOrder | None) -> list[Workshop]:
    """The workshops of a sheet."""
    ids, maps = sheet.column("workshop_id"), sheet.column("map_id")
    _need(sheet, "workshop_id", ids, faults)
    whens = _dates(sheet, ("date",), faults, order, [""] * len(ids))
    people, staff, partners, residents = (
        _numbers(sheet, name, faults) for name in ("n_participants", "n_programme_staff", "n_partners", "n_residents")
    )
    odd = [
        sheet.numbers[k]
        for k in range(len(ids))
        if people[k] is not None and sum(part or 0 for part in (staff[k], partners[k], residents[k])) > (people[k] or 0)
    ]
    if odd:
        message = f"{rows_listed(odd)}: staff, partners and residents come to more than the participants."
        fix = "Correct the numbers; until then the row does not count for who was in the room."
        faults.say("check", "workshop_numbers", sheet.where, message, fix)
    out = {sheet.numbers.index(number) for number in odd}
    return [
        Workshop(ids[k], whens[k], maps[k], *((None,) * 4 if k in out else (people[k], staff[k], partners[k],
                 residents[k])))
        for k in range(len(ids))
        if ids[k]
    ]  # fmt: skip


def parts(text: str) -> tuple[str, ...]:
    """The entries of a cell that lists several, parted by semicolons."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(LIST_MARK) if part.strip()))


def _need(sheet: MapSheet, name: str, texts: Sequence[str], faults: Faults) -> None:
    """An error for rows without what every row needs."""
    blank = [number for number, text in zip(sheet.numbers, texts, strict=True) if not text]
    if blank and name in sheet.headers:
        message = f"{rows_listed(blank)}: nothing in the column {name}."
        faults.say("error", "map_blank", sheet.where, message, f"Fill it in. {TEMPLATE}")


def _words(sheet: MapSheet, column: str, faults: Faults, *, severity: str = "check", needed: bool = False) -> list[str]:
    """A column of one of a few words; others are named and taken as not stated."""
    texts = sheet.column(column)
    found = {text: settled(column, text) for text in dict.fromkeys(texts)}
    unknown = [text for text, word in found.items() if word is None]
    blank = [number for number, text in zip(sheet.numbers, texts, strict=True) if needed and not text]
    fix = f"Use one of: {', '.join(WORDS[column])}."
    if blank and column in sheet.headers:
        message = f"{rows_listed(blank)}: nothing in the column {column}."
        faults.say("error", "map_blank", sheet.where, message, fix)
    if unknown:
        rows = [number for number, text in zip(sheet.numbers, texts, strict=True) if found[text] is None]
        message = f"Column {column}, {rows_listed(rows)}: {quoted(unknown)} {'is' if len(unknown) == 1 else 'are'} "
        if severity == "error":
            faults.say("error", "map_word", sheet.where, f"{message}not known.", fix)
        else:
            faults.say("check", "map_word", sheet.where, f"{message}not known; taken as not stated.", fix)
    return [found[text] or "" for text in texts]


def _dates(
    sheet: MapSheet, columns: Sequence[str], faults: Faults, order: DayOrder | None, precisions: Sequence[str]
) -> list[When | None]:
    """The dates of a row, from the first of these columns that holds one."""
    whens: list[When | None] = [None] * len(sheet.rows)
    for column in columns:
        texts = sheet.column(column)
        read = read_dates(texts, precisions, order)
        whens = [had or now for had, now in zip(whens, read.values, strict=True)]
        if read.ambiguous:
            message = f"Column {column}: dates such as 03/04/2021 can be read two ways, so these were not read."
            faults.say("decide", "map_dates_ambiguous", sheet.where, message, SAY_THE_ORDER)
        elif read.unread:
            rows = [sheet.numbers[place] for place in read.unread]
            message = f"Column {column}, {rows_listed(rows)}: not a date we can read; kept without a date."
            fix = "Write 2021-03-15, March 2021, 2021 Q1 or 2021."
            faults.say("check", "map_date_unread", sheet.where, message, fix)
    return whens


def _numbers(sheet: MapSheet, column: str, faults: Faults, *, most: float = math.inf) -> list[float | None]:
    """A column of numbers from nought; others are named and left out."""
    texts = sheet.column(column)
    found: dict[str, float | None] = {text: _number(text) for text in dict.fromkeys(texts)}
    odd = {text for text, value in found.items() if text and (value is None or not 0 <= value <= most)}
    if odd:
        rows = [number for number, text in zip(sheet.numbers, texts, strict=True) if text in odd]
        upto = f"from 0 to {most:g}" if most < math.inf else "of 0 or more"
        message = f"Column {column}, {rows_listed(rows)}: not a number {upto}; left out."
        faults.say("check", "map_number", sheet.where, message, f"{several(len(rows), 'cell')} to correct.")
    return [None if text in odd else found[text] for text in texts]


def _number(text: str) -> float | None:
    """A number as people type it: 1,200 and £1,200 too."""
    try:
        value = float(text.replace(",", "").removeprefix("£").strip())
    except ValueError:
        return None
    return value if math.isfinite(value) else None
