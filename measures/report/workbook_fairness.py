"""Equity_outcomes: outcomes before and after by group, the gaps between groups, and every index of inequality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from measures.report.fairness_facts import SILENT, FairFacts, breakdowns, fair_facts
from measures.report.fairness_tables import IN_POINTS, is_fairness, name_of, when_of
from measures.report.fairness_words import fairness_answers
from measures.report.numbers import decimals
from measures.report.sheets import NOT_APPLICABLE, Column, Line, Number, Sheet, Value
from measures.report.tables import blank
from measures.report.words import in_domain_order
from measures.results import Evaluation, Row

COUNT, UNITLESS, LEVEL = "#,##0", "0.000", "0.0%"
COLUMNS = (
    Column("Scale", 36),
    Column("Breakdown", 18),
    Column("Group", 26),
    Column("Figure", 46),
    Column("n paired", 11),
    Column("Before", 12),
    Column("After", 12),
    Column("Change", 12),
    Column("Interval low", 12),
    Column("Interval high", 12),
    Column("Confidence level", 12),
    Column("p", 10),
    Column("Method", 50),
    Column("Remarks", 60),
)
WORDS = "In words"
AVERAGE = "Average"
WHOLE = "All groups of the breakdown"


def equity_outcomes(evaluation: Evaluation, lines: Sequence[Line]) -> Sheet | None:
    """For each scale and breakdown: the answers in words, each group, then every index; `None` without any."""
    rows: list[list[Value]] = []
    for facts in in_domain_order(evaluation.scales):
        mine = replace(evaluation, results=evaluation.rows(instrument=facts.instrument, scale=facts.scale))
        for group_by in breakdowns(mine, facts):
            rows += _breakdown(mine, fair_facts(mine, facts, group_by))
    if not rows:
        return None
    return Sheet(
        "Equity_outcomes",
        "Whether outcomes were shared fairly between groups",
        lines,
        "Equity_outcomes_table",
        COLUMNS,
        rows,
    )


def _breakdown(evaluation: Evaluation, known: FairFacts) -> list[list[Value]]:
    facts = known.facts
    rows = [
        _line(known, WHOLE, f"{WORDS}: {question}", remarks=" ".join(sentences))
        for question, sentences in fairness_answers(known)
    ]
    rows += [_group(known, group) for group in known.groups]
    mine = evaluation.rows(instrument=facts.instrument, scale=facts.scale, group_by=known.group_by)
    figures = [row for row in mine if is_fairness(row) and row.group not in SILENT]
    return rows + [_figure(known, row) for row in figures]


def _group(known: FairFacts, group: str) -> list[Value]:
    before, after, change = (known.of(group, f"mean_{when}") for when in ("before", "after", "change"))
    points = f"0.{'0' * decimals(known.facts.step)}"
    return _line(
        known,
        group,
        AVERAGE,
        change,
        before=_number(before, "estimate", points),
        after=_number(after, "estimate", points),
        change=_number(change, "estimate", points),
        shown=points,
    )


def _figure(known: FairFacts, row: Row) -> list[Value]:
    """One figure: at the first wave, at the later one, or of the change."""
    in_points = row.measure.startswith((*IN_POINTS, "ancova"))
    shown = f"0.{'0' * decimals(known.facts.step)}" if in_points else UNITLESS
    value = _number(row, "estimate", shown)
    name = "Average after, had all started alike" if row.measure == "ancova_by_group" else name_of(row)
    cells: dict[str, Value] = {when_of(row, known): value}
    return _line(
        known,
        row.group or WHOLE,
        name,
        row,
        before=cells.get("before", NOT_APPLICABLE),
        after=cells.get("after", NOT_APPLICABLE),
        change=cells.get("change", NOT_APPLICABLE),
        shown=shown,
    )


def _line(
    known: FairFacts,
    group: str,
    figure: str,
    row: Row | None = None,
    *,
    before: Value = NOT_APPLICABLE,
    after: Value = NOT_APPLICABLE,
    change: Value = NOT_APPLICABLE,
    shown: str = UNITLESS,
    remarks: str = "",
) -> list[Value]:
    return [
        known.facts.title,
        known.name,
        group,
        figure,
        NOT_APPLICABLE if row is None else _number(row, "n", COUNT),
        before,
        after,
        change,
        NOT_APPLICABLE if row is None else _number(row, "ci_low", shown),
        NOT_APPLICABLE if row is None else _number(row, "ci_high", shown),
        NOT_APPLICABLE if row is None else _number(row, "ci_level", LEVEL),
        NOT_APPLICABLE if row is None else _number(row, "p_value", UNITLESS),
        (row.method if row is not None else "") or NOT_APPLICABLE,
        remarks or (row.note if row is not None else "") or NOT_APPLICABLE,
    ]


def _number(row: Row | None, column: str, shown: str) -> Value:
    """One number of a row; hidden and absent ones as their marks."""
    value = None if row is None else getattr(row, column)
    if value is not None:
        return Number(value, shown)
    return blank(row)
