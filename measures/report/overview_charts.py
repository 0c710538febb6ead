"""Charts of many evaluations side by side: changes with intervals in the order of names, and the funnel of chance."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from measures.overview import Beside
from measures.report import theme
from measures.report.charts import Picture, chart, picture
from measures.report.numbers import decimals, fixed
from measures.report.overview_words import LEVEL, funnel_sentence
from measures.report.phrases import direction, inside, on_scale

OUTER = 0.998
STEPS = 60
HEIGHT = 300


def changes(found: Beside) -> Picture | None:
    """The average change of each project with its interval, in the order of names; hidden ones are named."""
    places = decimals(found.facts.step)
    bars: list[dict[str, Any]] = [
        {
            "project": f"{project.name} ({row.n:,})" if row.n is not None else project.name,
            "change": row.estimate, "low": row.ci_low, "high": row.ci_high,
            "label": fixed(row.estimate, places) if row.estimate is not None else "[c] hidden to protect people"
            if row.status == "c" else "could not be worked out",
        }
        for project, row in found.rows
    ]  # fmt: skip
    reach = [abs(bar[key]) for bar in bars for key in ("change", "low", "high") if bar[key] is not None]
    if not reach:
        return None
    furthest = 1.2 * max(reach) or 1.0
    order = [str(bar["project"]) for bar in bars]
    y = alt.Y("project:N", sort=order, scale=alt.Scale(domain=order), title=None, axis=alt.Axis(ticks=False))
    axis = alt.X(
        "change:Q", scale=alt.Scale(domain=[-furthest, furthest], nice=False), title="Average change in points"
    )
    base = chart([bar for bar in bars if bar["change"] is not None]).encode(y=y)
    hidden = [{**bar, "change": 0} for bar in bars if bar["change"] is None]
    layers = [
        chart([{"none": 0}]).mark_rule(color=theme.QUIET, strokeDash=[4, 3]).encode(x="none:Q"),
        base.mark_rule(strokeWidth=2.5, color=theme.AFTER).encode(x="low:Q", x2="high:Q"),
        base.mark_point(size=150, filled=True, opacity=1, color=theme.AFTER).encode(x=axis),
        base.mark_text(dy=-14, fontWeight=600).encode(x=axis, text="label:N"),
        chart(hidden).mark_text(align="left", dx=10, color=theme.QUIET).encode(x=alt.value(0), y=y, text="label:N"),
    ]
    title = f"How {inside(found.facts.title)} changed in each project"
    subtitle = [f"{found.facts.title}{on_scale(found.facts)}. {direction(found.facts)}".strip(), "In order of names"]
    said = "; ".join(f"{bar['project']}: {bar['label']}" for bar in bars)
    return picture(layers, title, subtitle, f"{title}. {said}.", height=54 * len(order))


def funnel_picture(found: Beside) -> Picture | None:
    """Each project's average change against its number of people, within the limits that chance alone gives."""
    if found.funnel is None:
        return None
    points: list[dict[str, Any]] = [
        {"project": project.name, "people": row.n, "change": row.estimate}
        for project, row in found.rows
        if row.n and row.estimate is not None
    ]
    counts = [point["people"] for point in points]
    around = np.geomspace(max(2.0, 0.8 * min(counts)), 1.15 * max(counts), STEPS)
    limits: list[dict[str, Any]] = []
    for level in (LEVEL, OUTER):
        for n in around.tolist():
            low, high = found.funnel.limits(n, level)
            limits += [
                {"people": n, "limit": end, "line": f"{level} {side}", "level": f"{100 * level:g} %"}
                for side, end in (("low", low), ("high", high))
            ]
    x = alt.X("people:Q", scale=alt.Scale(nice=False, zero=False), title="People who answered both times")
    change = alt.Y("change:Q", scale=alt.Scale(zero=False), title="Average change in points")
    ends = [one for one in limits if one["people"] == limits[2 * STEPS - 2]["people"] and one["line"].endswith("high")]
    middle = (around[0] + around[-1]) / 2  # names beyond it stand on the left of their mark, so that none is cut off
    near = [point for point in points if point["people"] <= middle]
    far = [point for point in points if point["people"] > middle]
    layers = [
        chart(limits).mark_line(color=theme.QUIET, strokeWidth=1.2).encode(
            x=x, y="limit:Q", detail="line:N", strokeDash=alt.StrokeDash("level:N", legend=None)
        ),
        chart([{"centre": found.funnel.centre}]).mark_rule(color=theme.QUIET, strokeDash=[2, 2]).encode(y="centre:Q"),
        chart(ends).mark_text(align="right", dy=-8, color=theme.QUIET).encode(x=x, y="limit:Q", text="level:N"),
        chart(points).mark_point(size=120, filled=True, opacity=1, color=theme.AFTER).encode(x=x, y=change),
        chart(near).mark_text(align="left", dx=9).encode(x=x, y=change, text="project:N"),
        chart(far).mark_text(align="right", dx=-9).encode(x=x, y=change, text="project:N"),
    ]  # fmt: skip
    title = f"How far apart projects lie on {inside(found.facts.title)}"
    said = funnel_sentence(found)
    subtitle = [said, "Lines: where 95% and 99.8% of projects of that size would lie by chance alone"]
    return picture(layers, title, subtitle, f"{title}. {said}", height=HEIGHT)
