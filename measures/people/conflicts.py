"""One code, two people: answers that do not change (year of birth, sex, first language) and yet differ between rows.

A code made of a birthday and a street can be two people's, and a family may share an e-mail address. Such rows are
listed for a person to look at; nobody is parted or left out by a guess, for people also correct themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from measures.exports.folding import fold
from measures.exports.tables import CodedTable
from measures.people.persons import Persons
from measures.people.records import Records
from measures.people.row_waves import distinct_of
from measures.people.wording import counted, rows_listed
from measures.results import Issue

LASTING = (
    ("year of birth", re.compile(r"\b(?:birth ?(?:date|year)|(?:date|year) of birth|born|d ?o ?b)\b")),
    ("sex or gender", re.compile(r"\b(?:sex|gender)\b")),
    ("first language", re.compile(r"\b(?:first|main) language\b|\bmother tongue\b")),
)
ASKED_OTHERWISE = re.compile(r"\b(?:country|place|town|month|day) (?:of|you|were)\b|\bwhere\b|\bchild\w*\b")
NOT_ABOUT_PEOPLE = ("item", "score", "raw_score", "participant", "wave", "consent", "weight", "quote", "metadata")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
SAME = {"f": "female", "w": "female", "woman": "female", "m": "male", "man": "male"}
NOT_SAID = frozenset(
    {"", "prefer not to say", "rather not say", "n/a", "na", "-", "unknown", "not stated", "don't know"}
)
PEOPLE_NAMED = 5


def check_conflicts(
    coded: Sequence[CodedTable], records: Records, persons: Persons, files: Sequence[str]
) -> tuple[Issue, ...]:
    """People followed by a code whose lasting answers differ, by rows and never by the code or the answers."""
    if not persons.linked:
        return ()
    issues = []
    for what, name in LASTING:
        line, answer = _answers(coded, records, what, name)
        person = persons.of_row[line]
        known = (answer >= 0) & (person >= 0) & (person < persons.coded)
        line, answer, person = line[known], answer[known], person[known]
        first = np.full(persons.coded, -1, dtype=np.int64)
        first[person[::-1]] = answer[::-1]
        differing = np.unique(person[answer != first[person]])
        if len(differing):
            here = np.isin(person, differing)
            issues.append(_issue(what, line[here], person[here], records, files))
    return tuple(issues)


def _answers(
    coded: Sequence[CodedTable], records: Records, what: str, name: re.Pattern[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every answer to a lasting question: its line of the rows, and a number for what it says (-1: nothing)."""
    numbers: dict[str, int] = {"": -1}
    lines, answers = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for file, table in enumerate(coded):
        frame = None
        for use in table.map.uses:
            header = fold(use.header)
            if use.role in NOT_ABOUT_PEOPLE or not name.search(header) or ASKED_OTHERWISE.search(header):
                continue
            frame = table.frame.to_pandas().reset_index(drop=True) if frame is None else frame
            codes, texts = distinct_of(table, frame, use)
            said = [numbers.setdefault(_said(text, what), len(numbers)) for text in texts]
            lines.append(np.flatnonzero(records.rows["file"].to_numpy() == file))
            answers.append(np.array([*said, -1], dtype=np.int64)[codes])
    return np.concatenate(lines), np.concatenate(answers)


def _said(text: str, what: str) -> str:
    """What an answer says; "" where it says nothing that could differ."""
    folded = fold(text)
    if folded in NOT_SAID:
        return ""
    if what == "year of birth":
        year = YEAR.search(folded)
        return year[0] if year else ""
    return SAME.get(folded, folded)


def _issue(
    what: str, line: NDArray[np.int64], person: NDArray[np.int64], records: Records, files: Sequence[str]
) -> Issue:
    rows = records.rows.iloc[line][["file", "row"]].assign(person=person)
    rows = rows.drop_duplicates().sort_values(["person", "file", "row"])
    people = rows["person"].drop_duplicates()
    listed = []
    for _, mine in rows[rows["person"].isin(people.iloc[:PEOPLE_NAMED])].groupby("person"):
        places = mine.groupby("file")["row"].agg(list)
        listed.append(" and ".join(f"{rows_listed(at)} of {files[int(str(file))]}" for file, at in places.items()))
    more = f"; and {len(people) - PEOPLE_NAMED} more" if len(people) > PEOPLE_NAMED else ""
    message = (
        f"{counted(len(people), 'person gives', 'people give')} more than one {what} under one code"
        f" ({'; '.join(listed)}{more})."
    )
    fix = "They may be two people who share a code: give each a code of their own in the files, or correct the answer."
    return Issue("decide", "conflicting_answers", "participants", message, fix)
