"""Charts of protected results: the finding as title, the whole range of the scale, intervals wherever there are any.

Each function takes `Protected[Evaluation]`, so that a figure nobody may see cannot reach a chart, its tooltips or its
JSON, and returns a `Picture` with its alternative text, or `None` where there is nothing that may be drawn.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import vl_convert

from measures.disclosure import Protected
from measures.report import theme, words
from measures.report.numbers import decimals, fixed, people, percent
from measures.report.phrases import answered, at_wave, breakdown_name, direction, inside, on_scale, wave_name, waves_in
from measures.results import Evaluation, Row, ScaleFacts

TITLE_LINE = 68
SUBTITLE_LINE = 84
PICTURE_SCALE = 2


@dataclass(frozen=True)
class Picture:
    """A chart as Vega-Lite, the words that stand for it where it cannot be seen, its whole height in pixels.

    `title` and `subtitle` stand in the specification too, broken into lines for its usual width; a page, which may be
    narrow or enlarged, sets them as text of its own above `bare`, the chart without them, `bare_height` pixels high.
    """

    spec: dict[str, Any] = field(repr=False)
    alt: str
    height: int
    title: str
    subtitle: tuple[str, ...]
    bare_height: int

    @property
    def bare(self) -> dict[str, Any]:
        """The chart without title and subtitle."""
        return {name: part for name, part in self.spec.items() if name != "title"}

    def png(self) -> bytes:
        """The chart as a PNG, drawn without a browser or a network; the same bytes on repeat."""
        return bytes(vl_convert.vegalite_to_png(self.spec, scale=PICTURE_SCALE))

    def svg(self) -> str:
        """The chart as an SVG."""
        return str(vl_convert.vegalite_to_svg(self.spec))


def before_after(protected: Protected[Evaluation], facts: ScaleFacts) -> Picture | None:
    """Means at both waves over the scale's whole range: of the same people, or of everybody where none can be followed.

    A scale of categories gives the share of each answer at both waves instead.
    """
    rows = _rows(protected, facts, "")
    linked = not any(row.measure == "difference_unpaired" for row in rows)
    measures = ("mean_before", "mean_after") if linked else ("mean_all",)
    points = [_point(row, facts) for row in rows if row.measure in measures and row.estimate is not None]
    if len(points) < 2:
        return _answer_shares(rows, facts)
    x = alt.X("wave:N", sort=_in_order(points, "wave"), title=None, axis=alt.Axis(labelFontSize=15, grid=False))
    base = chart(points).encode(x=x)
    mean = _score_axis(facts, "mean")
    line = [base.mark_line(color=theme.QUIET, strokeWidth=1.5).encode(y=mean)] if linked else []
    layers = [
        *line,
        base.mark_rule(strokeWidth=2.5).encode(y=_score_axis(facts, "low"), y2="high:Q", color=_wave_colours(points)),
        base.mark_point(size=170, filled=True, opacity=1).encode(y=mean, color=_wave_colours(points)),
        *_labels(base, points, mean),
    ]
    title = words.finding(facts, rows)
    who = _who(points, linked=linked)
    subtitle = [
        f"{facts.title}{on_scale(facts)}. {direction(facts)}".strip(),
        f"{who}. {_lines_are(rows, points)}".strip(),
    ]
    values = "; ".join(f"{point['wave']}: {point['said']}" for point in points)
    return picture(layers, title, subtitle, f"{title}. {who}. Averages: {values}.", height=280)


def by_group(protected: Protected[Evaluation], facts: ScaleFacts, group_by: str) -> Picture | None:
    """The average change of each group with its interval, in the groups' own order; hidden ones are named."""
    rows = [row for row in _rows(protected, facts, group_by) if row.measure == "mean_change" and row.n != 0]
    bars = [_bar(row, facts) for row in rows]
    limits = [abs(bar[key]) for bar in bars for key in ("change", "low", "high") if bar[key] is not None]
    if not limits:
        return None
    order = _in_order(bars, "group")
    y = alt.Y("group:N", sort=order, scale=alt.Scale(domain=order), title=None, axis=alt.Axis(ticks=False))
    furthest = 1.2 * max(limits) or 1.0
    change = _change_axis("change", facts, furthest)
    base = chart([bar for bar in bars if bar["change"] is not None]).encode(y=y)
    hidden = [{**bar, "change": 0} for bar in bars if bar["change"] is None]
    layers = [
        chart([{"none": 0}]).mark_rule(color=theme.QUIET, strokeDash=[4, 3]).encode(x="none:Q"),
        base.mark_rule(strokeWidth=2.5, color=theme.AFTER).encode(x=_change_axis("low", facts, furthest), x2="high:Q"),
        base.mark_point(size=150, filled=True, opacity=1, color=theme.AFTER).encode(x=change),
        base.mark_text(dy=-14, fontWeight=600).encode(x=change, text="label:N"),
        chart(hidden).mark_text(align="left", dx=10, color=theme.QUIET).encode(x=alt.value(0), y=y, text="label:N"),
    ]
    title = f"How {inside(facts.title)} changed, by {breakdown_name(group_by)}"
    who = f"People who {answered(waves_in(_rows(protected, facts, '')), rows[0])}"
    subtitle = [f"{facts.title}{on_scale(facts)}", f"{who}. {_lines_are(rows, bars)}".strip()]
    said = "; ".join(f"{bar['group']}: {bar['said']}" for bar in bars)
    return picture(layers, title, subtitle, f"{title}. {said}.", height=54 * len(order))


def _answer_shares(rows: Sequence[Row], facts: ScaleFacts) -> Picture | None:
    """The share of everybody at each wave who gave each answer, as bars from nought with their intervals."""
    bars = [_share(row) for row in rows if row.measure == "category_share" and row.estimate is not None]
    if not bars or not any(row.measure == "headline_share" for row in rows):
        return None
    waves, answers = _in_order(bars, "wave"), _in_order(bars, "answer")
    base = chart(bars).encode(
        y=alt.Y("answer:N", sort=answers, title=None, axis=alt.Axis(ticks=False)),
        yOffset=alt.YOffset("wave:N", sort=waves, scale=alt.Scale(paddingInner=0.2)),
    )
    x_axis = alt.Scale(domain=[0, min(100, 10 + max(bar["high"] for bar in bars))])
    share = alt.X("share:Q", scale=x_axis, title="Percent of everybody who answered at that time")
    layers = [
        base.mark_bar().encode(x=share, color=_wave_colours(bars)),
        base.mark_rule(color=theme.INK, strokeWidth=1.2).encode(x=alt.X("low:Q", scale=x_axis), x2="high:Q"),
        base.mark_text(align="left", dx=5).encode(x=alt.X("high:Q", scale=x_axis), text="label:N"),
    ]
    title = words.finding(facts, rows)
    subtitle = [facts.instrument_title, f"Everybody who answered at that time. {_lines_are(rows, bars)}".strip()]
    said = "; ".join(f"{bar['answer']}, {bar['wave']}: {bar['said']}" for bar in bars)
    return picture(layers, title, subtitle, f"{title}. {said}.", height=60 * len(answers))


def chart(values: Sequence[dict[str, Any]]) -> alt.Chart:
    """A chart of these values, which stand in its own specification."""
    return alt.Chart(alt.Data(values=list(values)))  # type: ignore[no-untyped-call] # Altair leaves it without types


def _labels(base: alt.Chart, points: Sequence[dict[str, Any]], mean: alt.Y) -> list[alt.Chart]:
    """Each mean beside its mark, the first on the left so that the line to the next does not cross it."""
    first = f"datum.wave == {json.dumps(points[0]['wave'])}"
    left = base.transform_filter(first).mark_text(align="right", dx=-16, fontWeight=600, fontSize=15)
    right = base.transform_filter(f"!({first})").mark_text(align="left", dx=16, fontWeight=600, fontSize=15)
    return [side.encode(y=mean, text="label:N") for side in (left, right)]


def picture(
    layers: Sequence[alt.Chart],
    title: str,
    subtitle: Sequence[str],
    said: str,
    height: int,
    around: int = theme.AROUND,
) -> Picture:
    """Layers under a title and subtitle in this project's look; `said` are the words that stand for it."""
    heading = textwrap.wrap(title, TITLE_LINE)
    below = [line for part in subtitle for line in textwrap.wrap(part, SUBTITLE_LINE)]
    chart = alt.layer(*layers).properties(
        title=alt.TitleParams(text=heading, subtitle=below), width=theme.WIDTH, height=height, padding=theme.PADDING
    )
    lines = theme.TITLE_LINE_HEIGHT * len(heading) + theme.SUBTITLE_LINE_HEIGHT * len(below)
    spec = chart.configure(**theme.chart_config()).to_dict()
    _wrap_labels(spec)
    bare = height + around - theme.UNDER_TITLE
    return Picture(spec, said, height + lines + around, title, tuple(part for part in subtitle if part), bare)


def _wrap_labels(spec: dict[str, Any]) -> None:
    """Let long names down the side of a chart wrap, sooner where the window is narrow, to leave room for the marks."""
    for layer in spec.get("layer", ()):
        _wrap_labels(layer)
        down = layer.get("encoding", {}).get("y", {})
        if down.get("type") == "nominal" and down.get("axis", {}) is not None:
            down.setdefault("axis", {}).setdefault("labelExpr", theme.WRAPPED_LABEL)


def _rows(protected: Protected[Evaluation], facts: ScaleFacts, group_by: str) -> list[Row]:
    wanted = {"instrument": facts.instrument, "scale": facts.scale, "group_by": group_by}
    return list(protected.value.rows(**wanted))


def _point(row: Row, facts: ScaleFacts) -> dict[str, Any]:
    places = decimals(facts.step)
    label = fixed(row.estimate or 0.0, places)
    wave = row.wave_to if row.measure == "mean_after" else row.wave_from
    values = {"wave": wave_name(wave), "mean": row.estimate, "low": row.ci_low, "high": row.ci_high, "n": row.n}
    return {**values, "label": label, "said": label + _range(row, places)}


def _bar(row: Row, facts: ScaleFacts) -> dict[str, Any]:
    places = decimals(facts.step)
    shown = row.estimate is not None and not row.status
    label = fixed(row.estimate or 0.0, places) if shown else "[c] hidden to protect people"
    if row.status == "x":
        label = "could not be worked out"
    group = f"{row.group} ({people(row.n)})" if row.n is not None else row.group
    values = {"group": group, "change": row.estimate if shown else None, "low": row.ci_low, "high": row.ci_high}
    return {**values, "label": label, "said": label + _range(row, places)}


def _share(row: Row) -> dict[str, Any]:
    label = percent(row.estimate or 0.0)
    percents = {"share": row.estimate, "low": row.ci_low, "high": row.ci_high}
    values = {key: 100 * (row.estimate or 0.0 if value is None else value) for key, value in percents.items()}
    counted = f"{round(row.statistic or 0):,} of {people(row.n or 0)} ({label})"
    return {
        **values,
        "answer": row.category,
        "wave": wave_name(row.wave_from),
        "label": f"{wave_name(row.wave_from)} {label}",
        "said": counted,
    }


def _range(row: Row, places: int) -> str:
    if row.ci_low is None or row.ci_high is None:
        return ""
    return f" ({fixed(row.ci_low, places)} to {fixed(row.ci_high, places)})"


def _score_axis(facts: ScaleFacts, column: str) -> alt.Y:
    whole = alt.Undefined if facts.low is None or facts.high is None else [facts.low, facts.high]
    return alt.Y(f"{column}:Q", scale=alt.Scale(domain=whole, zero=False, nice=False), title="Average score")


def _change_axis(column: str, facts: ScaleFacts, furthest: float) -> alt.X:
    way = {"better": "to the right is better", "worse": "to the left is better"}.get(facts.higher_is or "", "")
    scale = alt.Scale(domain=[-furthest, furthest], nice=False)
    title = f"Average change in points{way and ', '}{way}"
    return alt.X(f"{column}:Q", scale=scale, title=title, axis=alt.Axis(grid=False, tickCount=7))


def _wave_colours(points: Sequence[dict[str, Any]]) -> alt.Color:
    waves = _in_order(points, "wave")
    return alt.Color("wave:N", scale=alt.Scale(domain=waves, range=list(theme.WAVE_COLOURS[: len(waves)])), legend=None)


def _in_order(points: Sequence[dict[str, Any]], key: str) -> list[str]:
    return list(dict.fromkeys(point[key] for point in points))


def _who(points: Sequence[dict[str, Any]], *, linked: bool) -> str:
    if linked:
        return f"The same {people(points[0]['n'])} {' and '.join(at_wave(point['wave']) for point in points)}"
    return "Everybody who answered: " + ", ".join(f"{people(point['n'])} {point['wave']}" for point in points)


def _lines_are(rows: Sequence[Row], points: Sequence[dict[str, Any]]) -> str:
    """What the lines at the marks mean, where there are any."""
    level = next((row.ci_level for row in rows if row.ci_level is not None), None)
    if level is None or all(point["low"] is None for point in points):
        return ""
    return f"Lines at the marks: {percent(level)} intervals"
