"""What protection leaves to say in words: of tables in which everything is hidden, and of rounded numbers of people."""

from __future__ import annotations

from collections.abc import Iterable

from measures.disclosure.judging import Context
from measures.disclosure.reach_counts import rounded_to
from measures.results import Issue, Row

MAIN = ("mean_change", "mean_all", "headline_share", "category_share", "participants")
"""Measures that a table by group, or of answers, is made of."""
NO_GROUP = "No figure of a single group can be shown, to protect the people in them."
NO_ANSWER = "The share of no single answer can be shown, to protect the people who gave it."
TOGETHER = "Everybody together: {n:,} people."
NO_TOTAL = "How many they are together cannot be told either."
PUT_TOGETHER = "Put groups together, or wait until more people have answered."
MARKS = ("[c]", "[x]", "[z]")
LIKE_A_MARK = "A group is called '{group}', which in tables also marks figures that are not shown."
OTHER_NAME = "Give it another name in the breakdown's map, so that nobody takes one for the other."
COUNTS_ROUNDED = (
    "Numbers of people are rounded to the nearest {base} to protect them, so parts may not add up to a total."
)
REACH_ROUNDED = (
    "Numbers of people who took part are rounded to the nearest {base} to protect them, so parts may not add up to a "
    "total."
)


def all_hidden_issues(rows: Iterable[Row]) -> tuple[Issue, ...]:
    """One issue for each breakdown of a scale (or of who took part), and each table of answers, shown nothing of.

    Parameters
    ----------
    rows
        Rows that went through the gate.

    Returns
    -------
    tuple of Issue
        Each with the number of everybody, the one total that is safe, where that may be told.
    """
    tables: dict[tuple[str, str, str], list[Row]] = {}
    everybody: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        if row.measure not in MAIN or row.status == "x":
            continue
        scale = (row.instrument, row.scale)
        if row.group_by or row.measure == "category_share":
            tables.setdefault((*scale, row.group_by), []).append(row)
        if not row.group_by and row.n is not None:
            everybody.setdefault((*scale, row.measure), []).append(row.n)
    return tuple(
        _issue(key, found, everybody) for key, found in tables.items() if all(row.status == "c" for row in found)
    )


def _issue(key: tuple[str, str, str], found: list[Row], everybody: dict[tuple[str, str, str], list[int]]) -> Issue:
    instrument, scale, group_by = key
    main = min((row.measure for row in found), key=MAIN.index)
    totals = everybody.get((instrument, scale, main), [])
    together = TOGETHER.format(n=max(totals)) if totals else NO_TOTAL
    about = ".".join(filter(None, (instrument, scale))) or "who took part"
    where = f"{about}, by {group_by.replace('_', ' ')}" if group_by else about
    said = f"{NO_GROUP if group_by else NO_ANSWER} {together}"
    return Issue("note", "all_hidden", where, said, PUT_TOGETHER if group_by else "")


def mark_issues(rows: Iterable[Row]) -> tuple[Issue, ...]:
    """Groups that are called as tables mark what is hidden, absent or not applicable."""
    named = dict.fromkeys((row.group_by, row.group) for row in rows if row.group.strip().casefold() in MARKS)
    return tuple(
        Issue("check", "group_like_mark", f"groups, '{group_by}'", LIKE_A_MARK.format(group=group), OTHER_NAME)
        for group_by, group in named
    )


def rounding_issues(context: Context) -> tuple[Issue, ...]:
    """That numbers of people are rounded, and so may not add up: all of them, or those of who took part."""
    policy, reach_rounded_to = context.policy, rounded_to(context)
    if policy.round_to and context.sizes:
        return (Issue("note", "counts_rounded", "", COUNTS_ROUNDED.format(base=policy.round_to)),)
    if reach_rounded_to and any(key.base == "counted" and not key.instrument for key in context.sizes):
        return (Issue("note", "reach_rounded", "", REACH_ROUNDED.format(base=reach_rounded_to)),)
    return ()
