"""Repeated groups of a form on a sheet of their own (KoboToolbox, Ona): a row's code stands in the sheet above it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import narwhals as nw

from measures.exports.folding import fold, shown
from measures.exports.recognition import is_participant
from measures.exports.tables import Table
from measures.results import Issue

INDEX, PARENT, PARENT_SHEET = "_index", "_parent_index", "_parent_table_name"


def with_codes_of_parents(tables: Sequence[Table], stated: Collection[str] = ()) -> list[Table]:
    """Give the sheets of repeated groups the participants' codes of the sheet they belong to.

    Parameters
    ----------
    tables : sequence of Table
        The tables of one file.
    stated : collection of str
        The headers that the study file names as the code.

    Returns
    -------
    list of Table
        In a sheet with `_parent_index` and no code of its own, the columns of its parent's code stand at the right; an
        issue says so. Every other table is as it was.
    """
    return [_with_codes(table, tables, set(map(fold, stated))) for table in tables]


def _with_codes(child: Table, tables: Sequence[Table], stated: set[str]) -> Table:
    key = _position(child, PARENT)
    if key is None or _codes(child, stated):
        return child
    sheet = _position(child, PARENT_SHEET)
    names = {fold(name) for name in child.frame[f"c{sheet}"].unique().to_list()} if sheet is not None else set()
    parents = [table for table in tables if table is not child and _position(table, INDEX) is not None]
    named = [table for table in parents if fold(table.sheet) in names] or parents
    if len(named) != 1 or not (codes := _codes(named[0], stated)):
        return child
    parent, index = named[0], f"c{_position(named[0], INDEX)}"
    given = {f"c{len(child.headers) + k}": f"c{position}" for k, position in enumerate(codes)}
    beside = parent.frame.select(nw.col(index).alias("parent"), *(nw.col(old).alias(new) for new, old in given.items()))
    if beside["parent"].n_unique() < len(beside):
        return child
    joined = child.frame.join(beside, left_on=f"c{key}", right_on="parent", how="left")
    joined = joined.with_columns(nw.col(*given).fill_null(""))
    message = f"The code of each row was taken from sheet '{shown(parent.sheet)}', by the row's {PARENT}."
    issue = Issue("check", "codes_of_parents", child.where, message, "If that is wrong, write the codes on this sheet.")
    headers = (*child.headers, *(parent.headers[position] for position in codes))
    return replace(child, headers=headers, frame=joined, issues=(*child.issues, issue))


def _position(table: Table, name: str) -> int | None:
    return next((k for k, header in enumerate(table.headers) if fold(header) == name), None)


def _codes(table: Table, stated: set[str]) -> list[int]:
    """The columns of the participant's code: as stated, else those whose header says so."""
    said = [k for k, header in enumerate(table.headers) if fold(header) in stated]
    return said or [k for k, header in enumerate(table.headers) if is_participant(header)]
