"""Questions with one answer that an export spreads over a column for each option, read as the one question they are.

SurveyMonkey's expanded export does so: the question's text stands in the first header row, its options in the second,
and a cell repeats its option, or holds the option's number, or is blank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import narwhals as nw

from measures.exports.cells import cells_of, encoded_texts
from measures.exports.folding import Form, fold, header_forms
from measures.exports.headings import JOINT
from measures.exports.phrases import letters, several
from measures.exports.tables import Table
from measures.results import Issue

BETWEEN = (JOINT, " - ")
OTHER = "other ("  # "Other (please specify)": the cell holds people's own words, which stay where they are


def join_options(table: Table, is_question: Callable[[str, Sequence[Form]], bool]) -> tuple[Table, Mapping[int, int]]:
    """Put the answers to a question that has a column for each option into the first of its columns.

    Parameters
    ----------
    table : Table
    is_question : callable
        Whether a question's text is wanted: one that an instrument asks, or that the study names. Others are left.

    Returns
    -------
    table, parts
        The table with the option's text in the first column, headed by the question alone; and each further column
        with the position of the first. Nothing changes where somebody ticked two options, or where a cell holds
        anything but its option or its option's number; whatever stands under "Other (please specify)" is that option.
    """
    headers, frame = list(table.headers), table.frame
    parts: dict[int, int] = {}
    joined: list[int] = []
    for between in BETWEEN:
        for stem, options in _blocks(table, between, parts).items():
            positions = list(options)
            if not is_question(stem, header_forms(stem)) or not _one_answer_each(table, options):
                continue
            answer = nw.lit("")
            for position, option in options.items():
                filled = nw.col(f"c{position}").str.strip_chars() != ""
                answer = nw.when(filled).then(nw.lit(option)).otherwise(answer)
            frame = frame.with_columns(answer.alias(f"c{positions[0]}"))
            headers[positions[0]] = stem
            parts |= dict.fromkeys(positions, positions[0])
            joined += positions[:1]
    if not joined:
        return table, {}
    each = "was" if len(joined) == 1 else "were each"
    message = (
        f"{several(len(joined), 'question')} with a column for every option {each} read as one column: "
        f"{letters(sorted(joined))}."
    )
    issue = Issue("note", "options_joined", table.where, message)
    told = replace(table, headers=tuple(headers), frame=frame, issues=(*table.issues, issue))
    return told, {position: first for position, first in parts.items() if position != first}


def _blocks(table: Table, between: str, gone: Mapping[int, int]) -> dict[str, dict[int, str]]:
    """Neighbouring columns whose headers begin with the same question: the option of each, by position."""
    blocks: dict[str, dict[int, str]] = {}
    for position, header in enumerate(table.headers):
        stem, found, option = header.rpartition(between)
        if found and stem.strip() and option.strip() and position not in gone and position not in table.metadata:
            blocks.setdefault(stem.strip(), {})[position] = option.strip()
    return {
        stem: options
        for stem, options in blocks.items()
        if len(options) > 1 and max(options) - min(options) == len(options) - 1
    }


def _one_answer_each(table: Table, options: Mapping[int, str]) -> bool:
    """Whether every cell holds its option, or its option's number, and no row holds two."""
    answered = 0
    by_text = by_number = True
    for number, (position, option) in enumerate(options.items(), start=1):
        cells = cells_of(encoded_texts(table.frame, f"c{position}"), table.frame)
        texts = {fold(text) for text, _ in cells.filled()}
        by_text = by_text and (texts <= {fold(option)} or fold(option).startswith(OTHER))
        by_number = by_number and texts <= {str(number)}
        if not by_text and not by_number:
            return False
        answered += sum(n for _, n in cells.filled())
    filled = [(nw.col(f"c{position}").str.strip_chars() != "").cast(nw.Int64) for position in options]
    most = table.frame.select(nw.sum_horizontal(*filled).max().alias("most"))
    return answered > 0 and int(most["most"][0]) == 1
