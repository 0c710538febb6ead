"""Data_tidy: every result row as it is, for machines."""

from __future__ import annotations

from collections.abc import Iterable

from measures.report.sheets import Column, Sheet, Value
from measures.results import NUMBER_COLUMNS, RESULT_COLUMNS, Row, row_as_dict

WIDTHS = {"measure": 26, "method": 60, "note": 80, "category": 26, "group": 22, "group_by": 18, "instrument": 22}


def data_tidy(rows: Iterable[Row]) -> Sheet:
    """One row per result row, full precision, nothing above the header; an empty cell's reason is in `status`."""
    columns = [Column(name, WIDTHS.get(name, 16)) for name in RESULT_COLUMNS]
    return Sheet(
        "Data_tidy", "Every figure", table="Data_tidy_table", columns=columns,
        rows=[_values(row) for row in rows], machine_readable=True,
    )  # fmt: skip


def _values(row: Row) -> list[Value]:
    """The row's cells; text that is empty has no cell."""
    return [value if name in NUMBER_COLUMNS else value or None for name, value in row_as_dict(row).items()]
