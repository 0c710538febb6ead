"""Change_by_item: how each question was answered at each wave, for scales made of several."""

from __future__ import annotations

from collections.abc import Sequence

from measures.report import words
from measures.report.sheets import NOT_APPLICABLE, Column, Line, Number, Sheet, Value
from measures.report.tables import ABSENT, HIDDEN
from measures.results import Evaluation, Row, ScaleFacts

NAME = "Change_by_item"
COLUMNS = (
    Column("Scale", 44), Column("Question", 44), Column("Wave", 16), Column("n", 10), Column("Mean", 12),
    Column("Share without an answer", 18), Column("Remarks", 60),
)  # fmt: skip
WHO = (
    "Everybody at that wave who answered every question of the scale; the share without an answer is of everybody at "
    "that wave. One question alone says little: read the scale first."
)


def change_by_item(evaluation: Evaluation, lines: Sequence[Line]) -> Sheet | None:
    """One row per scale, question and wave; `None` where no scale has several questions."""
    rows = [
        line
        for facts in words.in_domain_order(evaluation.scales)
        for line in _scale(facts, evaluation.rows(instrument=facts.instrument, scale=facts.scale, group_by=""))
    ]
    if not rows:
        return None
    return Sheet(NAME, "How each question was answered", [WHO, *lines], f"{NAME}_table", COLUMNS, rows)


def _scale(facts: ScaleFacts, rows: Sequence[Row]) -> list[list[Value]]:
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        if row.item and row.measure in ("item_mean", "item_missing"):
            found.setdefault((row.item, row.wave_from), {})[row.measure] = row
    return [
        [
            facts.title, item, wave, _count(each.get("item_mean")), _figure(each.get("item_mean"), "0.00"),
            _figure(each.get("item_missing"), "0%"), next((row.note for row in each.values() if row.note), "")
            or NOT_APPLICABLE,
        ]
        for (item, wave), each in found.items()
    ]  # fmt: skip


def _count(row: Row | None) -> Value:
    if row is None:
        return ABSENT
    return HIDDEN if row.n is None else Number(row.n, "#,##0")


def _figure(row: Row | None, shown: str) -> Value:
    if row is None or row.status == "x":
        return ABSENT
    return HIDDEN if row.estimate is None else Number(row.estimate, shown)
