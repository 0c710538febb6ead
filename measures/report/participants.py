"""Scores of participants one by one as an Excel workbook: personal data, never protected, made only when asked for.

Reports take `Protected[...]`; this one takes the scores themselves and is therefore no report to hand on
(docs/decisions/0012-participants-scores-leave-only-when-asked-for.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import pandas as pd

from measures.instrument import Instrument
from measures.report.long_book import LongSheet, Plain, write_long_book
from measures.report.numbers import counted
from measures.report.sheets import NOT_APPLICABLE, Column, Heading, Line, Link, Properties, Sheet, Value
from measures.report.workbook_cover import SYNTHETIC, SYNTHETIC_SENTENCE
from measures.score_table import SCORE_COLUMNS, ScoreTable
from measures.study import Study

PERSONAL = "personal_data"  # stands in the name of every such file
WARNING = (
    "This workbook holds personal data: the scores of single people. Keep it as safe as the answers themselves, share "
    "it only with those who may see them, and do not publish it."
)
PSEUDONYMS = (
    "People stand under pseudonyms, made from their codes with a secret key that is not kept. The same person has the "
    "same pseudonym in every row here, and another one in a file made at another time. A pseudonym hides a code and "
    "not a person: scores that others know of can still give somebody away."
)
CODES = "People stand under the codes they wrote: whoever knows a code finds that person's scores."
NOT_IN_IT = "It holds no answers to single questions, no free text, no groups and no dates."
ROWS_AT_ONCE = 10_000
WIDTHS = {"participant": 24, "wave": 20, "instrument": 22, "scale": 22, "band": 40}
MEANINGS: Mapping[str, tuple[str, str, str]] = {
    "participant": ("The person", "text", "a pseudonym, or the code where codes were asked for"),
    "wave": ("The time of asking", "text", "a wave's name"),
    "instrument": ("The questionnaire", "text", "an instrument's id, see Scales"),
    "scale": ("The scale of the instrument", "text", "a scale's id, see Scales"),
    "score": ("The score, in the scale's own points", "number", "empty: too few questions were answered"),
    "pomp": (
        "Percent of the maximum possible, turned so that up is better", "number",
        "0 to 100; empty: no score, or a scale without a range or a direction",
    ),
    "answered": ("How many questions of the scale were answered", "whole number", "0 or more"),
    "items": ("How many questions the scale has", "whole number", "0 or more"),
    "band": ("The band that the score is in", "text", "empty: no score, or a scale without bands"),
}  # fmt: skip


def participants_workbook(
    table: ScoreTable, study: Study, library: Mapping[str, Instrument], *, codes: bool = False
) -> bytes:
    """Every score of every participant as an .xlsx file: Cover, Scales, Data_dictionary, Scores.

    Parameters
    ----------
    table : ScoreTable
        What `score_table` gives, made with a key, or without one where `codes` says so.
    study : Study
        Its title and programme stand on the Cover.
    library : mapping of str to Instrument
        The instruments of the scores, by id.
    codes : bool
        Whether people stand under their own codes.

    Returns
    -------
    bytes
        The file; the same bytes whenever it is made from the same table with the same libraries. Its rows are written
        as they are made, so it takes little memory beyond the table's own.

    Raises
    ------
    UsageError
        There are more rows than a sheet can hold.
    """
    title = f"{study.title or 'What changed'}: scores of participants"
    long = LongSheet(
        "Scores",
        "Scores_table",
        [Column(name, WIDTHS.get(name, 14)) for name in SCORE_COLUMNS],
        _rows(table.frame),
        len(table.frame),
    )
    front = [_cover(table, study, title, codes=codes), _scales(table.frame, library), _dictionary()]
    return write_long_book(front, long, Properties(title, "measures", WARNING, "personal data, scores"))


def _rows(frame: pd.DataFrame) -> Iterator[Sequence[Plain]]:
    """The table's rows as plain values, `None` where there is none, some thousands at a time."""
    parts = (frame.iloc[start : start + ROWS_AT_ONCE] for start in range(0, len(frame), ROWS_AT_ONCE))
    return chain.from_iterable(zip(*(_plain(part[name]) for name in SCORE_COLUMNS), strict=True) for part in parts)


def _plain(column: pd.Series) -> list[Plain]:
    values = column.astype(object)
    return values.where(column.notna() & (values != ""), None).tolist()


def _cover(table: ScoreTable, study: Study, title: str, *, codes: bool) -> Sheet:
    frame = table.frame
    people = counted(frame["participant"].nunique(), "person", "people")
    held = f"{counted(len(frame), 'score', 'scores')} of {people}, a row for each person, time of asking and scale."
    lines: list[Line] = [WARNING, *([SYNTHETIC_SENTENCE] if SYNTHETIC.search(title) else [])]
    places = (("Programme", study.programme), ("Area of work", study.area_of_work), ("Where", study.locality))
    lines += [f"{name}: {value}" for name, value in places if value]
    lines += [Heading("What it holds"), held, NOT_IN_IT, CODES if codes else PSEUDONYMS]
    lines += [Heading("Find your way"), Link("Go to Scores: one row for each score", "Scores")]
    lines += [Link("Go to Scales: what each scale is", "Scales")]
    lines += [Link("Go to Data_dictionary: what each column holds", "Data_dictionary")]
    return Sheet("Cover", title, lines)


def _scales(frame: pd.DataFrame, library: Mapping[str, Instrument]) -> Sheet:
    """Every scale in the table: what it is, its range, which way is good."""
    found = frame[["instrument", "scale"]].drop_duplicates().sort_values(["instrument", "scale"])
    rows: list[list[Value]] = []
    for name, scale_id in found.itertuples(index=False):
        instrument = library[name]
        scale = next(each for each in instrument.scales if each.id == scale_id)
        low, high = scale.range or (None, None)
        ends = [NOT_APPLICABLE if end is None else float(end) for end in (low, high)]
        about = [", ".join(scale.domain) or NOT_APPLICABLE, *ends, scale.higher_is or NOT_APPLICABLE]
        rows.append([name, instrument.version, scale_id, instrument.title, scale.title, *about])
    columns = [Column("Instrument", 22), Column("Version", 12), Column("Scale", 22), Column("Questionnaire", 50)]
    columns += [Column("Scale's title", 40), Column("Domain", 30), Column("Lowest", 12), Column("Highest", 12)]
    columns += [Column("Higher is", 14)]
    lines = ["This sheet holds one table.", WARNING, f"{NOT_APPLICABLE} means not applicable."]
    return Sheet("Scales", "The scales in this workbook", lines, "Scales_table", columns, rows)


def _dictionary() -> Sheet:
    columns = [Column("Column", 20), Column("Meaning", 60), Column("Type", 16), Column("Allowed values", 60)]
    rows = [[name, *MEANINGS[name]] for name in SCORE_COLUMNS]
    lines = ["This sheet holds one table.", WARNING]
    return Sheet("Data_dictionary", "What the columns of Scores hold", lines, "Data_dictionary_table", columns, rows)
