"""What people said in their own words: read on the screen, searched, and nowhere written down."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from measures.exports.folding import fold
from measures.exports.tables import ROW, CodedTable, ColumnUse
from measures.people.confirmed import Match
from measures.people.persons import identify
from measures.people.records import read_records
from measures.people.row_waves import table_name
from measures.people.waves import ParticipantRules, WaveRules, settle_order

WORDS_OF_A_SENTENCE = 4
SENTENCES = 1 / 3
DIFFERENT = 1 / 2


@dataclass(frozen=True, slots=True)
class Voice:
    """What one person wrote: the words, the question they answer, when they were asked (empty: not said)."""

    words: str = field(repr=False)
    question: str
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that the user chose by hand and the person agreed to have shown; `words` as they may stand in a report."""

    words: str = field(repr=False)
    question: str
    wave: str = ""


def voices(
    coded: Sequence[CodedTable],
    waves: WaveRules,
    participant: ParticipantRules,
    *,
    withdrawn: Collection[str] = (),
    matches: Sequence[Match] = (),
    own: Mapping[str, tuple[WaveRules, ParticipantRules]] | None = None,
    progress: Callable[[str], None] = lambda _stage: None,
) -> tuple[Voice, ...]:
    """Everything people wrote freely, in the order of the files; nothing of people who withdrew.

    A column is read where the study gives it the role `quote`, or where nothing else uses it and most of what stands
    in it is different from row to row and a third of it is four words or longer.

    Parameters
    ----------
    coded : sequence of CodedTable
        All tables of a study.
    waves, participant, withdrawn, matches, own
        As for `link`; they serve to leave out everybody who withdrew.
    progress
        Told each stage as it begins.

    Raises
    ------
    InputError
        Somebody withdrew, and who is who cannot be told yet (as `link` raises it).
    """
    progress("Leaving out who withdrew")
    gone = _gone(coded, waves, participant, withdrawn, matches, own or {})
    said: list[Voice] = []
    for place, table in enumerate(coded):
        progress(f"Reading what people wrote: {table_name(table)}")
        for use in free_text(table):
            texts = _texts(table, use.position, gone.get(place, frozenset()))
            said += [Voice(text, use.header, _wave(table, use)) for text in texts]
    return tuple(said)


def free_text(table: CodedTable) -> tuple[ColumnUse, ...]:
    """The columns of a table in which people wrote freely."""
    return tuple(
        use
        for use in table.map.uses
        if use.role == "quote" or (use.role == "unused" and _is_written(_cells(table, use.position)))
    )


def containing(said: Sequence[Voice], wanted: str) -> tuple[Voice, ...]:
    """Those in whose words every word of `wanted` stands, whatever the case; all, if nothing is wanted."""
    parts = fold(wanted).split()
    return tuple(voice for voice in said if all(part in fold(voice.words) for part in parts))


def _is_written(cells: pd.Series[str]) -> bool:
    if cells.empty or cells.nunique() < DIFFERENT * len(cells):
        return False
    return bool((cells.str.count(r"\S+") >= WORDS_OF_A_SENTENCE).mean() >= SENTENCES)


def _cells(table: CodedTable, position: int) -> pd.Series[str]:
    """The filled cells of a column by their row in the file."""
    frame = table.map.table.frame.to_pandas()
    cells = frame[f"c{position}"].astype("str").str.strip().set_axis(frame[ROW])
    return cells[cells != ""]


def _texts(table: CodedTable, position: int, gone: Collection[int]) -> list[str]:
    cells = _cells(table, position)
    return cells[~cells.index.isin(list(gone))].tolist()


def _wave(table: CodedTable, use: ColumnUse) -> str:
    """When it was said, where the file or the column as a whole says so."""
    return use.wave or ("" if table.map.wave == "none" else table.map.wave)


def _gone(
    coded: Sequence[CodedTable],
    waves: WaveRules,
    participant: ParticipantRules,
    withdrawn: Collection[str],
    matches: Sequence[Match],
    own: Mapping[str, tuple[WaveRules, ParticipantRules]],
) -> dict[int, frozenset[int]]:
    """The rows of people who withdrew, by the place of their table."""
    if not withdrawn:
        return {}
    records = read_records(coded, waves, participant, own)
    order, _ = settle_order(records.waves, waves)
    files = [table_name(table) for table in coded]
    persons = identify(records, order, files, participant, withdrawn=withdrawn, matches=matches)
    rows = records.rows[(persons.of_row < 0) & records.rows["code"].notna().to_numpy()]
    return {int(str(place)): frozenset(mine["row"].tolist()) for place, mine in rows.groupby("file")}
