"""How far the social return hangs on each assumption: one bar for each, the one that moves it most on top."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from measures.disclosure import Protected
from measures.report import theme
from measures.report.charts import Picture, chart, picture
from measures.report.numbers import fixed
from measures.results import Evaluation, Row

NAMES = {
    "value": "How much, or what it is worth",
    "deadweight": "Would have happened anyway",
    "attribution": "Due to others",
    "displacement": "Only moved from elsewhere",
    "drop_off": "Wears off each year",
    "discount": "Yearly discount",
}
TITLE = "How far the return hangs on each assumption"
SUBTITLE = (
    "Pounds of worth for each £1 put in, when one assumption is lower or higher and the others stay as stated. The "
    "line is the return as stated."
)
ROW_HEIGHT = 44


def swings(rows: Sequence[Row]) -> list[tuple[Row, Row]]:
    """The rows of each assumption, lower and higher, the one that moves most first."""
    lower = {row.category: row for row in rows if row.measure == "sroi_if_lower" and row.estimate is not None}
    higher = {row.category: row for row in rows if row.measure == "sroi_if_higher" and row.estimate is not None}
    return [(row, higher[name]) for name, row in lower.items() if name in higher]


def swing_table(rows: Sequence[Row]) -> list[dict[str, str]]:
    """One line for each assumption."""
    return [
        {
            "Assumption": NAMES.get(low.category, low.category),
            "If lower": f"£{fixed(low.estimate or 0.0, 2)}",
            "If higher": f"£{fixed(high.estimate or 0.0, 2)}",
            "Moved by": low.note.removesuffix(" lower than stated.").rsplit(" ", 1)[-1],
        }
        for low, high in swings(rows)
    ]


def swing_picture(protected: Protected[Evaluation]) -> Picture | None:
    """One bar from the lower to the higher return for each assumption; `None` where there is no value sheet."""
    rows = protected.value.results
    stated = next((row.estimate for row in rows if row.measure == "sroi_ratio"), None)
    found = swings(rows)
    if stated is None or not found:
        return None
    bars = [
        {"label": NAMES.get(low.category, low.category), "low": low.estimate, "high": high.estimate}
        for low, high in found
    ]
    ends = [end for low, high in found for end in (low.estimate or 0.0, high.estimate or 0.0)]
    names = [str(bar["label"]) for bar in bars]
    y = alt.Y("label:N", sort=names, title=None, axis=alt.Axis(ticks=False, labelLimit=300))
    x = alt.X("low:Q", title="Pounds of worth for each £1 put in", scale=alt.Scale(zero=min(ends) <= 0))
    base = chart(bars)
    layers = [
        base.mark_bar(color=theme.AFTER, height=18).encode(y=y, x=x, x2="high:Q"),
        chart([{"stated": stated}]).mark_rule(color=theme.INK, strokeWidth=2).encode(x=alt.X("stated:Q")),
    ]
    said = "; ".join(f"{line['Assumption']}: {line['If lower']} to {line['If higher']}" for line in swing_table(rows))
    return picture(
        layers, TITLE, [SUBTITLE], f"{TITLE}. As stated £{fixed(stated, 2)}. {said}.", ROW_HEIGHT * len(bars)
    )
