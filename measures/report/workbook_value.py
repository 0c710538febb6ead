"""Value: what people feel first, then years of life and of capability, money last and only where it was switched on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.report.dictionary import IN_METHODS, MEASURES
from measures.report.sheets import NOT_APPLICABLE, Column, Line, Number, Sheet, Value
from measures.report.tables import blank
from measures.report.value_words import NOT_CASH
from measures.results import Row, ScaleFacts

NAME = "Value"
VALUE = (
    "benchmark_difference", "gap_closed", "wellbys", "capability_gap", "capability_years",
    "sufficient_capability_years", "value_low", "value_central", "value_high", "sroi_ratio", "break_even_deadweight",
    "sroi_if_lower", "sroi_if_higher",
)  # fmt: skip
COLUMNS = (
    Column("Scale", 44), Column("What", 60), Column("Measure", 28), Column("Group", 24),
    Column("Case or comparison", 30), Column("First wave", 14), Column("Later wave", 14), Column("n", 10),
    Column("Figure", 14), Column("Interval low", 14), Column("Interval high", 14), Column("Unit", 26),
    Column("Assumptions and remarks", 90),
)  # fmt: skip


def value(rows: Iterable[Row], scales: Sequence[ScaleFacts], lines: Sequence[Line]) -> Sheet | None:
    """One row per figure, every assumption in its remarks; `None` where no value was asked for."""
    mine = sorted((row for row in rows if row.measure in VALUE), key=lambda row: VALUE.index(row.measure))
    if not mine:
        return None
    titles = {(facts.instrument, facts.scale): facts.title for facts in scales}
    money = [NOT_CASH] if any(row.measure.startswith(("value_", "sroi")) for row in mine) else []
    cells = [_cells(row, titles.get((row.instrument, row.scale), row.scale)) for row in mine]
    return Sheet(NAME, "What the change is worth, and beside whom", [*money, *lines], f"{NAME}_table", COLUMNS, cells)


def _cells(row: Row, title: str) -> list[Value]:
    meaning, unit = MEASURES.get(row.measure, (IN_METHODS, NOT_APPLICABLE))
    return [
        title or NOT_APPLICABLE,
        meaning,
        row.measure,
        row.group or NOT_APPLICABLE,
        row.category or NOT_APPLICABLE,
        row.wave_from or NOT_APPLICABLE,
        row.wave_to or NOT_APPLICABLE,
        _number(row, row.n, "#,##0"),
        _number(row, row.estimate, "#,##0.0##"),
        _number(row, row.ci_low, "#,##0.0##"),
        _number(row, row.ci_high, "#,##0.0##"),
        unit,
        row.note or NOT_APPLICABLE,
    ]


def _number(row: Row, figure: float | None, shown: str) -> Value:
    if figure is None:
        return blank(row)
    return Number(figure, shown)
