"""A first study file from what was found, for a person to correct: only what the files themselves say is filled in."""

from __future__ import annotations

from collections.abc import Sequence

from measures.exports.tables import CodedTable, ColumnUse
from measures.people.waves import ParticipantRules, WaveRules, order_from_words
from measures.study import Study, StudyFile
from measures.suggested_groups import suggest_groups

MOST_WAVES = 12


def suggest_study(study: Study, tables: Sequence[CodedTable]) -> Study:
    """The same study with waves, participant, columns and groups filled in where the files say them.

    What the study already states stays: groups are suggested where it has none. The order of waves is filled in only
    where words state it (before, after); otherwise it is left open, to be asked.
    """
    waves = _waves(study, tables)
    return study.model_copy(
        update={
            "files": _files(study, tables),
            "waves": waves,
            "participant": _participant(study, tables),
            "columns": {**_columns(tables), **study.columns},
            "groups": study.groups or suggest_groups(tables),
        }
    )


def wave_values(table: CodedTable) -> tuple[str, ...]:
    """The distinct texts of a table's wave column, most frequent first; none where it has no such column."""
    position = next((use.position for use in table.map.uses if use.role == "wave"), None)
    if position is None:
        return ()
    name = f"c{position}"
    texts = table.map.table.frame.get_column(name).value_counts(sort=True).get_column(name).to_list()
    return tuple(text for text in dict.fromkeys(" ".join(str(text).split()) for text in texts) if text)[:MOST_WAVES]


def waves_seen(table: CodedTable) -> tuple[str, ...]:
    """What one table says of its waves: its own, those its headers mark, or the texts of its wave column."""
    if table.map.wave:
        return (table.map.wave,)
    marked = tuple(dict.fromkeys(use.wave for use in table.map.uses if use.wave))
    if marked:
        return order_from_words(marked) or marked
    found = wave_values(table)
    return order_from_words(found) or found


def _waves(study: Study, tables: Sequence[CodedTable]) -> WaveRules:
    column = study.waves.column or _only_header(tables, "wave")
    date = study.waves.date or _only_header(tables, "date")
    seen = tuple(dict.fromkeys(wave for table in tables for wave in waves_seen(table)))
    order = study.waves.order or (order_from_words(seen) if len(seen) > 1 else None) or ()
    return study.waves.model_copy(update={"column": column, "date": date, "order": order})


def _files(study: Study, tables: Sequence[CodedTable]) -> tuple[StudyFile, ...]:
    """Give a file the wave its name states, where all files' names do and nothing else says it."""
    said = {table.map.table.name: table.map.wave for table in tables if table.map.wave}
    counted = [table.map.table.name for table in tables]
    return tuple(
        file.model_copy(update={"wave": said[file.label]})
        if file.wave is None and file.label in said and counted.count(file.label) == 1
        else file
        for file in study.files
    )


def _participant(study: Study, tables: Sequence[CodedTable]) -> ParticipantRules:
    rules = study.participant
    if rules.column or rules.columns or rules.none or not tables:
        return rules
    header = _only_header(tables, "participant")
    return rules.model_copy(update={"column": header} if header else {"none": not _uses(tables, "participant")})


def _columns(tables: Sequence[CodedTable]) -> dict[str, tuple[str, ...]]:
    """Headers matched to items, where one header means the same in every table."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for use in _uses(tables, "item"):
        if use.sure and not use.wave:
            found.setdefault(use.header, set()).add((use.item, *use.items))
    repeated = {
        header
        for table in tables
        for header in table.map.table.headers
        if list(table.map.table.headers).count(header) > 1
    }
    return {
        header: tuple(dict.fromkeys(target for target in next(iter(targets)) if target))
        for header, targets in found.items()
        if len(targets) == 1 and header not in repeated
    }


def _uses(tables: Sequence[CodedTable], role: str) -> list[ColumnUse]:
    return [use for table in tables for use in table.map.uses if use.role == role]


def _only_header(tables: Sequence[CodedTable], role: str) -> str | None:
    headers = {use.header for use in _uses(tables, role)}
    return next(iter(headers)) if len(headers) == 1 else None
