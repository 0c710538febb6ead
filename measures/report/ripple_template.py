"""Blank workbooks to fill in: a ripple map of three sheets, and a one-person diary of ripples."""

from __future__ import annotations

from collections.abc import Sequence

from measures.report.sheets import Column, Heading, Line, Properties, Sheet, write_book
from measures.ripple.sheets import GUIDANCE
from measures.ripple.vocabulary import WORDS

NODES = (
    "node_id", "kind", "title", "date_start", "date_precision", "status", "led_by", "intended", "valence", "level",
    "category", "category_2", "organisations", "groups_affected", "people_reached", "money_in", "money_out", "quote",
    "other_contributors", "contribution", "locality", "map_id", "workshop_id", "evidence",
)  # fmt: skip
LINKS = ("source", "target", "strength", "type", "note")
WORKSHOPS = ("workshop_id", "map_id", "date", "n_participants", "n_programme_staff", "n_partners", "n_residents")
DIARY = ("date", "what happened", "what led to it", "who led", "category", "quote")
WIDE = {"title": 44, "what happened": 50, "what led to it": 50, "quote": 40, "note": 40}

HOW_TO_MAP: tuple[Line, ...] = (
    "One row for each box on the sheet nodes, one row for each arrow on the sheet links, one row for each workshop.",
    "Only node_id, kind and title must be filled in. Everything else helps, and may stay empty.",
    Heading("Boxes"),
    "node_id: a short name of your own, such as A1 or I7, used once.",
    f"kind: {', '.join(WORDS['kind'])}.",
    "An activity is something somebody did; an impact is what followed; context is from outside, such as a pandemic.",
    "title: a few words. No names of people.",
    "date_start: 2021-03-15, March 2021, 2021 Q1 or 2021. date_precision: day, month, quarter or year.",
    f"status: {', '.join(WORDS['status'])}.",
    f"led_by: {', '.join(WORDS['led_by'])}.",
    f"intended: {', '.join(WORDS['intended'])}. valence: {', '.join(WORDS['valence'])}.",
    f"level: {', '.join(WORDS['level'])}.",
    "category: your own codes, several parted by ; and category_2 the codes of a second person who coded alone.",
    "people_reached, money_in, money_out: numbers. contribution: 0 (none) to 3 (main cause), as participants judge it.",
    "other_contributors: what else may have helped. Ask it of every impact.",
    Heading("Arrows"),
    "source and target: the node_id where the arrow begins and ends.",
    f"strength: {', '.join(WORDS['strength'])}. type: {', '.join(WORDS['type'])}.",
    Heading("Workshops"),
    "n_participants and how many of them were the programme's own staff, partners and residents.",
    "At each further workshop, go through the map again: what continued, what ceased, what followed?",
)
HOW_TO_DIARY: tuple[Line, ...] = (
    "One row for each small thing that happened, when you notice it.",
    "date: 2021-03-15, March 2021 or 2021.",
    "what happened: a few words. No names of people.",
    "what led to it: the words of an earlier row, or its row number; several parted by ; and empty for a beginning.",
    f"who led: {', '.join(WORDS['led_by'])}.",
    "quote: what somebody said, if they agreed to its being kept.",
)


def map_template() -> bytes:
    """A blank workbook with the sheets nodes, links and workshops, and how to fill them in."""
    sheets = [_blank("nodes", NODES), _blank("links", LINKS), _blank("workshops", WORKSHOPS), _guide(HOW_TO_MAP)]
    return write_book(sheets, Properties("Ripple effects map: blank template", "measures", "", "ripple effects map"))


def diary_template() -> bytes:
    """A blank workbook with the sheet diary, and how to fill it in."""
    sheets = [_blank("diary", DIARY), _guide(HOW_TO_DIARY)]
    return write_book(sheets, Properties("Ripple diary: blank template", "measures", "", "ripple effects map"))


def _blank(name: str, columns: Sequence[str]) -> Sheet:
    headers = [Column(column, WIDE.get(column, max(14, len(column) + 4))) for column in columns]
    return Sheet(name, "", table=f"{name.capitalize()}_table", columns=headers, machine_readable=True)


def _guide(lines: Sequence[Line]) -> Sheet:
    return Sheet(GUIDANCE, GUIDANCE, lines, width=110)
