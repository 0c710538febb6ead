"""What is known of each person beside their answers: the baseline value of a column, else the first known later one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.exports.folding import fold
from measures.exports.tables import CodedTable, ColumnUse
from measures.people.persons import Persons, numbered
from measures.people.records import Records
from measures.people.row_waves import distinct_of, is_characteristics
from measures.people.wording import listed
from measures.results import Issue

AFTER_BASELINE = 0.5  # a file of characteristics is asked after the baseline answer and before later ones


@dataclass(frozen=True, slots=True)
class _Piece:
    """A column: its lines of `Records.rows`, which of `texts` each has (-1 = blank), their rank (lowest first)."""

    lines: NDArray[np.int64]
    codes: NDArray[np.int64]
    texts: list[str]
    rank: NDArray[np.float64]


def people_table(
    coded: Sequence[CodedTable],
    records: Records,
    persons: Persons,
    people: NDArray[np.int64],
    about: Sequence[str],
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    """One text column per header, one line per person in the order of `people`; null where nothing is known.

    Within a wave the earliest answer that states something counts. A header that no table has gives an issue and a
    column of nulls.
    """
    columns, absent = {}, []
    # one place more than there are numbers: -1, nobody, is looked up there
    place = np.full(persons.coded + len(records.rows) + 1, -1, dtype=np.int64)
    place[people] = np.arange(len(people))
    when = _first_dates(records)
    for header in dict.fromkeys(about):
        pieces = _pieces(coded, records, persons, header)
        absent += [] if pieces else [header]
        columns[header] = _first_known(pieces, place[persons.of_row], when, len(people))
    frame = pd.DataFrame(columns, index=range(len(people)))
    if not absent:
        return frame, ()
    message = f"No file has a column {listed(absent)}, so it is not stated for anybody."
    return frame, (Issue("check", "column_not_found", "groups", message, "Correct the name of the column."),)


def _pieces(coded: Sequence[CodedTable], records: Records, persons: Persons, header: str) -> list[_Piece]:
    """What every column of that header says."""
    found = []
    number = {fold(wave): place for place, wave in enumerate(persons.waves)}
    for file, table in enumerate(coded):
        lines = np.flatnonzero(records.rows["file"] == file)
        for use in _columns(table, header):
            codes, texts = distinct_of(table, table.frame.to_pandas().reset_index(drop=True), use)
            if use.wave:
                rank = np.full(len(lines), float(number.get(fold(use.wave), len(number))))
            elif is_characteristics(table):
                rank = np.full(len(lines), AFTER_BASELINE)
            else:
                # a row without a wave of its own: of a table with several waves a row, or set aside
                otherwise = 0.0 if file in records.wide else float(len(number))
                own = numbered(records.rows["wave"].iloc[lines], persons.waves)
                rank = np.where(own < 0, otherwise, own)
            found.append(_Piece(lines, codes, texts, rank))
    return found


def _columns(table: CodedTable, header: str) -> list[ColumnUse]:
    """The columns a header names: those taken for it (one for each wave, if they say it), else by its text.

    `programme` and `locality` are also what a column of any header may be taken for.
    """
    taken = [use for use in table.map.uses if use.role != "item" and header in (use.role, use.item, *use.items)]
    return taken or [use for use in table.map.uses if fold(use.header) == fold(header)]


def _first_dates(records: Records) -> NDArray[np.int64]:
    """When each row was answered, in seconds; rows without a date come last."""
    when = np.full(len(records.rows), np.iinfo(np.int64).max, dtype=np.int64)
    dates = records.answers.loc[records.answers["date"].notna(), ["at", "date"]]
    np.minimum.at(when, dates["at"].to_numpy(), dates["date"].to_numpy().astype("datetime64[s]").astype("int64"))
    return when


def _first_known(
    pieces: Sequence[_Piece],
    place: NDArray[np.int64],
    when: NDArray[np.int64],
    n_people: int,
) -> pd.Series[str]:
    """The first text that is known of each person, by rank, then date, then file and row."""
    result = np.full(n_people, -1, dtype=np.int64)
    if not pieces:
        return pd.Series(pd.NA, index=range(n_people), dtype="str")
    texts = list(dict.fromkeys(text for piece in pieces for text in piece.texts))
    number = {text: place for place, text in enumerate(texts)}
    codes = np.concatenate(
        [np.array([*(number[text] for text in piece.texts), -1], dtype=np.int64)[piece.codes] for piece in pieces]
    )
    lines = np.concatenate([piece.lines for piece in pieces])
    ranks = np.concatenate([piece.rank for piece in pieces])
    usable = (codes >= 0) & (place[lines] >= 0)
    # written from the last to the first, so that the first known stays
    for rank in np.unique(ranks[usable])[::-1]:
        here = np.flatnonzero(usable & (ranks == rank))
        turn = here[np.argsort(when[lines[here]], kind="stable")][::-1]
        result[place[lines[turn]]] = codes[turn]
    return pd.Series([*texts, pd.NA], dtype="str").iloc[result].reset_index(drop=True)
