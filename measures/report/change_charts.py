"""One scale in depth, from protected results: who was at which level, how change was spread, who moved which way.

Nothing here is about one person: every mark is a share of people or a quantile that the gate let pass. Each chart comes
with its words and its table, or is `None` where its figures are hidden or not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from measures.disclosure import Protected
from measures.report import theme
from measures.report.charts import Picture, chart, picture
from measures.report.numbers import decimals, fixed, people, percent
from measures.report.phrases import answered, direction, inside, on_scale, wave_name, waves_in
from measures.results import Evaluation, Row, ScaleFacts

Table = list[dict[str, str]]
Drawn = tuple[Picture, Table]
MOST_LEVELS = 12
MOVES = {
    "important": "changed by at least the important amount",
    "reliable": "changed by more than chance answers would explain",
    "band": "moved to another level",
}
"""Families of moves by the words that close "how many people ..."."""
SIDES = {"improved": "Better", "unchanged": "Neither", "worsened": "Worse", "better": "Better", "worse": "Worse"}
QUANTILES = ("0.1", "0.25", "0.5", "0.75", "0.9")
QUANTILE_NAMES = (
    "Lowest tenth up to", "Lowest quarter up to", "Middle person", "Highest quarter from", "Highest tenth from"
)  # fmt: skip


def levels(protected: Protected[Evaluation], facts: ScaleFacts) -> Drawn | None:
    """Share of everybody at each level (band or answer) of the scale, before and after, as bars from nought."""
    rows = [row for row in _rows(protected, facts) if row.measure == "category_share"]
    shown = [row for row in rows if row.estimate is not None]
    names = list(dict.fromkeys(row.category for row in rows))
    waves = list(dict.fromkeys(wave_name(row.wave_from) for row in rows))
    if not shown or not 1 < len(names) <= MOST_LEVELS or len(waves) < 2:
        return None
    bars = [
        {
            "level": row.category,
            "wave": wave_name(row.wave_from),
            **_percents(row),
            "label": f"{wave_name(row.wave_from)} {_percent(row)}",
        }
        for row in shown
    ]
    base = chart(bars).encode(
        y=alt.Y("level:N", sort=names, scale=alt.Scale(domain=names), title=None, axis=alt.Axis(ticks=False)),
        yOffset=alt.YOffset("wave:N", sort=waves, scale=alt.Scale(domain=waves, paddingInner=0.2)),
    )
    colour = alt.Color(
        "wave:N", scale=alt.Scale(domain=waves, range=list(theme.WAVE_COLOURS[: len(waves)])), legend=None
    )
    layers = _bars(base, bars, colour, "Percent of everybody who answered at that time")
    title = f"{facts.title}: how many people were at each level, before and after"
    seen = {wave_name(row.wave_from): row.n for row in shown if row.n is not None}
    asked = ", ".join(f"{people(n)} {wave}" for wave, n in seen.items())
    said = "; ".join(f"{row.category}, {wave_name(row.wave_from)}: {_counted(row)}" for row in shown)
    subtitle = [f"Everybody who answered{asked and ': '}{asked}"]
    drawn = picture(layers, title, subtitle, f"{title}. {said}.", height=62 * len(names))
    cells = {(row.category, wave_name(row.wave_from)): _counted(row) for row in rows}
    return drawn, [{"Level": name, **{wave: cells.get((name, wave), "[c]") for wave in waves}} for name in names]


def spread_of_change(
    protected: Protected[Evaluation], facts: ScaleFacts, important: float | None = None
) -> Drawn | None:
    """How change was spread: the middle half of people, the middle four fifths, and the important-change marks.

    Quantiles of all pairs, not a count for each amount of change: rare changes are few people's.
    """
    rows = {row.category: row for row in _rows(protected, facts) if row.measure == "change_quantile"}
    at = {name: rows[name].estimate for name in QUANTILES if name in rows}
    if len(at) < len(QUANTILES) or any(value is None for value in at.values()):
        return None
    low, first, middle, third, high = (float(at[name] or 0.0) for name in QUANTILES)
    places = decimals(facts.step)
    furthest = 1.15 * (max(abs(low), abs(high), important or 0.0) or 1.0)
    title = f"Half of the people changed by between {_way(first, places)} and {_way(third, places)} points"
    if first == third:
        title = f"Half of the people or more changed by {_way(middle, places)} points"
    n = rows["0.5"].n
    x = alt.Scale(domain=[-furthest, furthest], nice=False)
    one = chart([{"low": low, "first": first, "middle": middle, "third": third, "high": high}])
    marks = [{"at": 0.0, "name": "no change"}]
    if important:
        marks += [{"at": important, "name": "important"}, {"at": -important, "name": "important"}]
    lines = chart(marks)
    ends = alt.X("low:Q", scale=x, title=f"Change in points{_better(facts)}", axis=alt.Axis(grid=False, tickCount=7))
    layers = [
        lines.mark_rule(color=theme.QUIET, strokeDash=[4, 3]).encode(x=alt.X("at:Q", scale=x)),
        lines.mark_text(baseline="bottom", dy=-4, fontSize=13, color=theme.QUIET).encode(
            x=alt.X("at:Q", scale=x), y=alt.value(0), text="name:N"
        ),
        one.mark_rule(color=theme.AFTER, strokeWidth=2).encode(x=ends, x2="high:Q", y=alt.value(70)),
        one.mark_bar(color=theme.AFTER, size=30).encode(x=alt.X("first:Q", scale=x), x2="third:Q", y=alt.value(70)),
        one.mark_point(color=theme.INK, fill=theme.PAPER, size=130, opacity=1).encode(
            x=alt.X("middle:Q", scale=x), y=alt.value(70)
        ),
    ]
    who = "" if n is None else f" {people(n)} who {answered(waves_in(_rows(protected, facts)), rows['0.5'])}."
    subtitle = [
        f"{facts.title}{on_scale(facts)}. {direction(facts)}".strip(),
        f"Box: the middle half; line: the middle four fifths; circle: the person in the middle.{who}",
    ]
    names = dict(zip(QUANTILES, QUANTILE_NAMES, strict=True))
    table = [
        {"People by their change": names[name], "Change": _way(float(at[name] or 0.0), places)} for name in QUANTILES
    ]
    said = "; ".join(f"{line['People by their change'].lower()} {line['Change']}" for line in table)
    mark = f" The important change is {fixed(important, places)} points either way." if important else ""
    return picture(layers, title, subtitle, f"{title}. Change in points: {said}.{mark}", height=110), table


def moves(protected: Protected[Evaluation], facts: ScaleFacts, family: str) -> Drawn | None:
    """How many people moved to the better, to the worse or neither: by important or reliable change, or by level."""
    wanted = ("better_band", "worse_band") if family == "band" else tuple(
        f"{family}_{side}" for side in ("improved", "unchanged", "worsened")
    )  # fmt: skip
    rows = [row for row in _rows(protected, facts) if row.measure in wanted]
    shown = [row for row in rows if row.estimate is not None]
    if not shown or len(rows) != len(wanted):
        return None
    names = [_side(row) for row in rows]
    bars = [{"side": _side(row), **_percents(row), "label": _counted(row)} for row in shown]
    base = chart(bars).encode(
        y=alt.Y("side:N", sort=names, scale=alt.Scale(domain=names), title=None, axis=alt.Axis(ticks=False))
    )
    who = f"Percent of the people who {answered(waves_in(_rows(protected, facts)), shown[0])}"
    layers = _bars(base, bars, alt.value(theme.AFTER), who)
    if hidden := [{"side": _side(row), "label": _counted(row)} for row in rows if row.estimate is None]:
        y = alt.Y("side:N", sort=names, scale=alt.Scale(domain=names), title=None)
        named = chart(hidden).mark_text(align="left", dx=5, color=theme.QUIET)
        layers.append(named.encode(x=alt.value(0), y=y, text="label:N"))
    title = f"How many people {MOVES[family]} on {inside(facts.title)}"
    said = "; ".join(f"{_side(row)}: {_counted(row)}" for row in rows)
    subtitle = [f"{shown[0].method.split(', Wilson')[0].capitalize()}. Lines at the marks: {_level(shown)} intervals"]
    table = [{"Which way": _side(row), "People": _counted(row)} for row in rows]
    return picture(layers, title, subtitle, f"{title}. {said}.", height=44 * len(names)), table


def _bars(base: alt.Chart, bars: Sequence[dict[str, Any]], colour: Any, title: str) -> list[alt.Chart]:
    x = alt.Scale(domain=[0, min(130, 32 + max(bar["high"] for bar in bars))])  # room for the labels beyond the bars
    axis = alt.Axis(values=list(range(0, 101, 20)), grid=False)
    return [
        base.mark_bar().encode(x=alt.X("share:Q", scale=x, title=title, axis=axis), color=colour),
        base.mark_rule(color=theme.INK, strokeWidth=1.2).encode(x=alt.X("low:Q", scale=x), x2="high:Q"),
        base.mark_text(align="left", dx=5).encode(x=alt.X("high:Q", scale=x), text="label:N"),
    ]


def _rows(protected: Protected[Evaluation], facts: ScaleFacts) -> list[Row]:
    return list(protected.value.rows(instrument=facts.instrument, scale=facts.scale, group_by="", item=""))


def _percents(row: Row) -> dict[str, float]:
    found = {"share": row.estimate, "low": row.ci_low, "high": row.ci_high}
    return {name: 100 * (row.estimate or 0.0 if value is None else value) for name, value in found.items()}


def _percent(row: Row) -> str:
    return percent(row.estimate or 0.0)


def _counted(row: Row) -> str:
    """A share with its count where it may be told, or why it is not there."""
    if row.estimate is None:
        return "[c] hidden to protect people" if row.status == "c" else "could not be worked out"
    if row.statistic is None or row.n is None:
        return f"about {_percent(row)}"
    return f"{round(row.statistic):,} of {people(row.n)} ({_percent(row)})"


def _side(row: Row) -> str:
    return next(name for word, name in SIDES.items() if word in row.measure)


def _level(rows: Sequence[Row]) -> str:
    return percent(next((row.ci_level for row in rows if row.ci_level is not None), 0.95))


def _way(value: float, places: int) -> str:
    shown = fixed(value, places)
    return f"+{shown}" if value > 0 and float(shown) else shown


def _better(facts: ScaleFacts) -> str:
    way = {"better": "to the right is better", "worse": "to the left is better"}.get(facts.higher_is or "", "")
    return f", {way}" if way else ""
