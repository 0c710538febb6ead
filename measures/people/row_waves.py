"""Which wave each row belongs to: by its file or sheet, a column, or the columns themselves; never by guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from measures.errors import DecisionNeededError, InputError
from measures.exports.folding import fold
from measures.exports.tables import ROW, CodedTable, ColumnUse
from measures.people.waves import NO_WAVE, ONLY_WAVE, ParticipantRules, WaveRules, stated_texts
from measures.people.wording import listed

MOST_WAVES = 20
NO_WAVE_STATED = "no wave stated"
OTHER_WAVE = "another wave than those stated"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one table, and the names of waves known so far, by folded text."""

    waves: WaveRules
    participant: ParticipantRules
    names: dict[str, str]
    stated: bool


def is_characteristics(table: CodedTable) -> bool:
    """Whether a table holds people's characteristics only."""
    return fold(table.map.wave) == NO_WAVE


def wave_column(table: CodedTable, rules: WaveRules) -> ColumnUse | None:
    """The column that says each row's wave: the stated one, else the one taken for it."""
    uses = [use for use in table.map.uses if use.role == "wave"]
    if rules.column:
        named = [use for use in table.map.uses if fold(use.header) == fold(rules.column)]
        return next(iter((*named, *uses)), None)
    if len(uses) > 1:
        message = f"Several columns may say the wave: {listed([use.header for use in uses])}."
        raise DecisionNeededError(table.map.table.name, message, 'State which: [waves] column = "...".', code="waves")
    return uses[0] if uses else None


def text_of(table: CodedTable, frame: pd.DataFrame, use: ColumnUse) -> pd.Series[str]:
    """The text of a column for each line of the table's coded frame, null where blank.

    A column that was not carried along with the answers is taken from the table as it was read.
    """
    name = f"c{use.position}"
    if name in frame.columns:
        text = frame[name].astype("str").str.strip()
    else:
        read = table.map.table.frame.to_pandas().set_index(ROW)[name]
        text = read.reindex(frame[ROW]).astype("str").str.strip().set_axis(frame.index)
    return text.mask(text == "")


def same_text(text: str | None, index: pd.Index[int]) -> pd.Series[str]:
    """A column that says the same in every line, or (None) nothing."""
    texts = pa.DictionaryArray.from_arrays(pa.nulls(len(index), pa.int8()), pa.array([], pa.large_string()))
    if text is not None:
        texts = pa.DictionaryArray.from_arrays(np.zeros(len(index), dtype=np.int8), pa.array([text], pa.large_string()))
    return pd.Series(texts.cast(pa.large_string()).to_pandas(), dtype="str").set_axis(index)


def distinct_of(table: CodedTable, frame: pd.DataFrame, use: ColumnUse) -> tuple[NDArray[np.int64], list[str]]:
    """The text of a column as `text_of` gives it: which of the distinct texts each line has (-1 = blank), and these.

    Spaces are taken off once for each text, not for each line.
    """
    name = f"c{use.position}"
    text = frame[name].astype("str") if name in frame.columns else text_of(table, frame, use)
    codes, found = pd.factorize(text)
    places: dict[str, int] = {"": -1}
    of_found = [places.setdefault(each, len(places) - 1) for each in map(str.strip, found)]
    return np.array([*of_found, -1], dtype=np.int64)[codes], [each for each in places if each]


def table_name(table: CodedTable) -> str:
    """The name of a table in messages: its file, and its sheet where the file has several."""
    source = table.map.table
    return f"{source.name}, sheet '{source.sheet}'" if source.sheet and len(source.sheets) > 1 else source.name


def refuse_unlabelled(
    coded: Sequence[CodedTable], waves: WaveRules, own: Mapping[str, tuple[WaveRules, ParticipantRules]]
) -> None:
    """Refuse tables that say no wave, where there are several tables or several stated waves."""
    answering = [table for table in coded if not is_characteristics(table)]
    rules = [own.get(table.map.table.name, (waves,))[0] for table in answering]
    unlabelled = [
        table_name(table)
        for table, rule in zip(answering, rules, strict=True)
        if not table.map.wave and not marked_waves(table) and wave_column(table, rule) is None
    ]
    if not unlabelled or (len(answering) == 1 and len(waves.order) < 2 and not rules[0].column):
        return
    if len(answering) == 1 and rules[0].column:
        message = f"There is no column '{rules[0].column}' to say the wave."
        raise InputError(unlabelled[0], message, "Correct its name under [waves].", code="column_not_found")
    message = f"Nothing says to which wave the answers in {listed(unlabelled)} belong."
    fix = (
        "Name the files on the command line with --before FILE --after FILE, choose the wave of each file in the app, "
        'or give each [[files]] entry of the study file a wave ("none" if it only describes people).'
    )
    raise DecisionNeededError("files", message, fix, code="waves")


def marked_waves(table: CodedTable) -> list[str]:
    """The waves that item columns of a table say themselves, as written there."""
    return list(dict.fromkeys(name.split("@", 1)[1] for name in table.frame.columns if "@" in name))


def known_wave(name: str, table: CodedTable, rules: Rules) -> str:
    """A wave's name as it is known, learning it where no order is stated."""
    if rules.stated and fold(name) not in rules.names:
        message = f"Its wave '{name}' is not in the stated order {listed(list(rules.names.values()))}."
        raise InputError(table_name(table), message, "Add it to the order, or correct its name.", code="waves")
    return rules.names.setdefault(fold(name), name)


def row_waves(
    table: CodedTable, frame: pd.DataFrame, rules: Rules, *, wide: bool
) -> tuple[pd.Series[str], pd.Series[str]]:
    """The wave of each row, and why a row has none (null where it has one or, in a wide table, needs none)."""
    none = same_text(None, frame.index)
    if table.map.wave:
        return same_text(known_wave(table.map.wave, table, rules), frame.index), none
    use = wave_column(table, rules.waves)
    if use is None:
        only = next(iter(rules.names.values())) if rules.stated else ONLY_WAVE
        return (none if wide else same_text(known_wave(only, table, rules), frame.index)), none
    codes, distinct = distinct_of(table, frame, use)
    labels = table.map.table.labels.get(use.position, {})
    known = _waves_of([labels.get(value, value) for value in distinct], list(distinct), table, use, rules)
    waves = pd.Series([*known, pd.NA], dtype="str").iloc[codes].set_axis(frame.index)
    outside = waves.isna().to_numpy()
    reason = none.mask(outside & (codes >= 0), OTHER_WAVE).mask(codes < 0, NO_WAVE_STATED) if outside.any() else none
    return waves, reason


def _waves_of(texts: list[str], values: list[str], table: CodedTable, use: ColumnUse, rules: Rules) -> list[str | None]:
    """The wave of each distinct text of a wave column (or of the value stored for it)."""
    stated = stated_texts(rules.waves) or (dict(rules.names) if rules.stated else {})
    plain = [(_plain(text), _plain(value)) for text, value in zip(texts, values, strict=True)]
    if stated:
        found = [stated.get(text) or stated.get(value) for text, value in plain]
        return [None if name is None else known_wave(name, table, rules) for name in found]
    if len({text for text, _ in plain}) > MOST_WAVES:
        message = f"Column '{use.header}' holds {len(texts)} different answers, so it does not name waves by itself."
        fix = 'State which answers stand for which wave: [waves] values = { before = "...", after = "..." }.'
        raise DecisionNeededError(table_name(table), message, fix, code="waves")
    tidy = sorted(" ".join(text.removesuffix(".0").split()) for text in texts)
    names = {fold(text): text for text in reversed(tidy)}
    return [known_wave(names[text], table, rules) for text, _ in plain]


def _plain(text: str) -> str:
    return fold(text).removesuffix(".0")
