"""Data_tidy and Data_dictionary: every result row as it is, for machines, and what its columns hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.report.dictionary import COLUMNS, IN_METHODS, MEASURES
from measures.report.sheets import NOT_APPLICABLE, Column, Line, Sheet, Value
from measures.results import NUMBER_COLUMNS, RESULT_COLUMNS, Row

WIDTHS = {"measure": 26, "method": 60, "note": 80, "category": 26, "group": 22, "group_by": 18, "instrument": 22}
DICTIONARY_COLUMNS = (
    Column("Column or measure", 44),
    Column("Kind", 14),
    Column("Meaning", 60),
    Column("Type", 16),
    Column("Unit", 28),
    Column("Allowed values", 60),
)


def data_tidy(rows: Iterable[Row]) -> Sheet:
    """One row per result row, full precision, nothing above the header; an empty cell's reason is in `status`."""
    return Sheet(
        "Data_tidy",
        "Every figure, for machines",
        table="Data_tidy_table",
        columns=[Column(name, WIDTHS.get(name, 16)) for name in RESULT_COLUMNS],
        rows=[_values(row) for row in rows],
        machine_readable=True,
    )


def data_dictionary(rows: Iterable[Row], lines: Sequence[Line]) -> Sheet:
    """Every column of Data_tidy, then every measure in it."""
    columns: list[list[Value]] = [
        [name, "column", meaning, kind, unit, allowed] for name, (meaning, kind, unit, allowed) in COLUMNS.items()
    ]
    measures: list[list[Value]] = []
    for name in sorted({row.measure for row in rows}):
        meaning, unit = MEASURES.get(name, (IN_METHODS, IN_METHODS))
        measures.append([name, "measure", meaning, "number", unit, NOT_APPLICABLE])
    return Sheet(
        "Data_dictionary",
        "What the columns and measures of Data_tidy mean",
        lines,
        "Data_dictionary_table",
        DICTIONARY_COLUMNS,
        [*columns, *measures],
    )


def _values(row: Row) -> list[Value]:
    """The row's cells; text that is empty has no cell."""
    return [getattr(row, name) if name in NUMBER_COLUMNS else getattr(row, name) or None for name in RESULT_COLUMNS]
