"""Which set of labels each wave was asked with, where a question may be asked with several.

Answers by three points before and five points after cannot be compared person by person; a set is only seen by the
labels that it alone has, so what is found here is asked and not acted on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from measures.exports.cells import Cells
from measures.exports.coding import Answered, Question, read_column
from measures.exports.labels import AnswerReader
from measures.exports.tables import CodedTable
from measures.results import Issue

SetKey = tuple[str, str]


def sets_by_wave(
    columns: Sequence[Answered], makers: Sequence[Callable[[Question], AnswerReader]], waves: Cells | None
) -> dict[SetKey, str]:
    """The first set that explains all answers of one response list's questions, for each wave.

    Parameters
    ----------
    columns : sequence of Answered
        The questions of one response list that were coded.
    makers : sequence of callables
        Readers of the list's own set first, then of its variants.
    waves : Cells or None
        The cells of the column that names the wave, where the headers do not.

    Returns
    -------
    dict
        By instrument and response list (`djg6.three`) and wave as the file names it ("" = not said): the set's name.
    """
    readers = [make(columns[0].question) for make in makers]
    tries = [[read_column(column.question, make(column.question)) for make in makers] for column in columns]
    explains: dict[str, list[bool]] = {}
    for column, tried in zip(columns, tries, strict=True):
        for wave, position in _seen(column, waves):
            if column.readings[position].kind == "code":
                can = [one.readings[position].is_read for one in tried]
                before = explains.setdefault(wave, [True] * len(makers))
                explains[wave] = [known and now for known, now in zip(before, can, strict=True)]
    return {
        (readers[0].name, wave): readers[can.index(True)].name.split(".", 1)[1]
        for wave, can in sorted(explains.items())
        if any(can)
    }


def mixed_sets(tables: Sequence[CodedTable]) -> tuple[Issue, ...]:
    """Issues for questions whose waves, in one table or several, were answered by different sets of labels."""
    found: dict[str, dict[str, list[str]]] = {}
    for table in tables:
        for (name, wave), used in table.sets.items():
            where = table.map.wave or wave or table.map.table.name
            found.setdefault(name, {}).setdefault(used, []).append(f"'{where}'")
    return tuple(_mixed(name, used) for name, used in found.items() if len(used) > 1)


def _mixed(name: str, used: Mapping[str, Sequence[str]]) -> Issue:
    said = "; ".join(f"{', '.join(dict.fromkeys(waves))} by the set '{one}'" for one, waves in used.items())
    message = f"The answers are explained by different sets of labels: {said}."
    fix = (
        "If the forms differed, the change between them means nothing: leave this instrument out. "
        "If it was one form, whose other answers nobody happened to give, all is well."
    )
    return Issue("decide", "sets_differ", name.split(".", 1)[0], message, fix)


def _seen(column: Answered, waves: Cells | None) -> Iterator[tuple[str, int]]:
    """Every wave and distinct answer that stand in one row."""
    cells = column.question.cells
    if waves is None or column.question.use.wave:
        for position in np.flatnonzero(cells.counts):
            yield column.question.use.wave, int(position)
        return
    pairs = np.unique(waves.index.astype(np.int64) * len(cells.values) + cells.index)
    for pair in pairs.tolist():
        wave, position = divmod(pair, len(cells.values))
        yield " ".join(waves.values[wave].split()), position
