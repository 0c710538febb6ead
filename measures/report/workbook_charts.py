"""Charts: a native chart of every scale before and after, with the table it is drawn from."""

from __future__ import annotations

from collections.abc import Sequence

from measures.report import theme, words
from measures.report.phrases import listed
from measures.report.sheet_charts import Bars
from measures.report.sheets import Column, Line, Number, Sheet, Value
from measures.results import Evaluation, Row

NAME = "Charts"
TITLE = "Before and after, from 0 to 100"
COLUMNS = (Column("Scale", 44), Column("Before", 12), Column("After", 12), Column("People", 12))
HOW = (
    "Each scale from 0 (the lowest it can be) to 100 (the highest), turned so that up is better; the same people at "
    "both of the times that are compared. Intervals stand on the sheet Headline."
)


def charts(evaluation: Evaluation, lines: Sequence[Line]) -> Sheet | None:
    """The sheet with its chart; `None` where no scale may be drawn."""
    rows: list[list[Value]] = []
    said, hidden = [], []
    for facts in words.in_domain_order(evaluation.scales):
        mine = evaluation.rows(instrument=facts.instrument, scale=facts.scale, group_by="")
        before, after = (_first(mine, measure) for measure in ("pomp_before", "pomp_after"))
        if before is None or after is None:
            continue
        if before.estimate is None or after.estimate is None or after.n is None:
            hidden += [facts.title] if "c" in (before.status, after.status) else []
            continue
        rows.append([facts.title, Number(before.estimate, "0"), Number(after.estimate, "0"), Number(after.n, "#,##0")])
        said.append(f"{facts.title}: {before.estimate:.0f} before, {after.estimate:.0f} after")
    if not rows:
        return None
    left_out = [f"Not drawn, to protect people: {listed(hidden)}."] if hidden else []
    bars = Bars(
        TITLE, f"Bars of every scale before and after. {'; '.join(said)}.", labels=1, series=(2, 3),
        colours=(theme.BEFORE.removeprefix("#"), theme.AFTER.removeprefix("#")), axis="0 to 100, up is better",
        highest=100,
    )  # fmt: skip
    return Sheet(NAME, TITLE, [HOW, *left_out, *lines], f"{NAME}_table", COLUMNS, rows, chart=bars)


def _first(rows: Sequence[Row], measure: str) -> Row | None:
    return next((row for row in rows if row.measure == measure), None)
