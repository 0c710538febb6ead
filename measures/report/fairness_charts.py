"""Charts of fairness from protected results: averages before and after by group, the gap, the slope across groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from measures.disclosure import Protected
from measures.report import theme
from measures.report.charts import Picture, chart, picture
from measures.report.fairness_facts import FairFacts, fair_facts
from measures.report.fairness_words import GAINED, NARROWED, fairness_answers
from measures.report.numbers import decimals, fixed, people, percent
from measures.report.phrases import direction, inside, on_scale
from measures.results import Evaluation, Row, ScaleFacts

HIDDEN = "[c] hidden to protect people"
Pictures = tuple[Picture | None, Picture | None, Picture | None]
Point = dict[str, Any]


def fairness_pictures(protected: Protected[Evaluation], facts: ScaleFacts, group_by: str) -> Pictures:
    """The three charts of one breakdown: averages by group, the gap and its change, the slope; `None` where hidden."""
    known = fair_facts(protected.value, facts, group_by)
    answers = dict(fairness_answers(known))
    if not answers:
        return None, None, None
    gained, narrowed = (" ".join(answers[question][:1]).removesuffix(".") for question in (GAINED, NARROWED))
    return averages_by_group(known, gained), gap_picture(known, narrowed), slope_picture(known, narrowed)


def averages_by_group(known: FairFacts, title: str) -> Picture | None:
    """Each group's average at both waves with its interval where it may be told, over the scale's whole range."""
    points = [
        point
        for group in known.groups
        for measure, shape in (("mean_before", "before"), ("mean_after", "after"))
        if (row := known.of(group, measure)) is not None
        for point in [_average(known, row, shape)]
    ]
    shown = [point for point in points if point["mean"] is not None]
    if not shown:
        return None
    names = list(dict.fromkeys(point["group"] for point in points))
    waves = list(dict.fromkeys(point["wave"] for point in points))
    y = alt.Y("group:N", sort=names, scale=alt.Scale(domain=names), title=None, axis=alt.Axis(ticks=False))
    offset = alt.YOffset("wave:N", sort=waves, scale=alt.Scale(domain=waves, paddingInner=0.3, paddingOuter=0.4))
    colour = alt.Color(
        "wave:N", scale=alt.Scale(domain=waves, range=list(theme.WAVE_COLOURS[: len(waves)])), legend=None
    )
    shape = alt.Shape("wave:N", scale=alt.Scale(domain=waves, range=["circle", "diamond"][: len(waves)]), legend=None)
    base = chart(shown).encode(y=y, yOffset=offset)
    hidden = [{**point, "mean": _low_end(known, shown)} for point in points if point["mean"] is None]
    wholly = {point["group"]: point for point in hidden if not any(point["group"] == one["group"] for one in shown)}
    partly = [point for point in hidden if point["group"] not in wholly]
    mean = _score(known.facts, "mean", "Average score")
    layers = [
        base.mark_rule(strokeWidth=2.5).encode(
            x=_score(known.facts, "low", "Average score"), x2="high:Q", color=colour
        ),
        base.mark_point(size=130, filled=True, opacity=1).encode(x=mean, color=colour, shape=shape),
        base.mark_text(align="left", dx=12, fontSize=13).encode(
            x=_score(known.facts, "edge", "Average score"), text="label:N"
        ),
        chart(partly)
        .mark_text(align="left", dx=8, color=theme.QUIET)
        .encode(y=y, yOffset=offset, x=mean, text="label:N"),
        chart(list(wholly.values()))
        .mark_text(align="left", dx=8, color=theme.QUIET)
        .encode(y=y, x=mean, text="label:N"),
    ]
    marks = f"Circles: {waves[0]}, diamonds: {waves[-1]}. {_lines(shown, known)}".strip()
    subtitle = [f"{known.facts.title}{on_scale(known.facts)}, by {known.name}. {direction(known.facts)}".strip(), marks]
    said = "; ".join(f"{point['group']}, {point['wave']}: {point['said']}" for point in points)
    return picture(layers, title, subtitle, f"{title}. {said}.", height=64 * len(names))


def gap_picture(known: FairFacts, title: str) -> Picture | None:
    """The gap between both ends of the order before and after, and its change, with their intervals."""
    if not known.ordered:
        return None
    rows = [(name, known.one(f"gap_{name}")) for name in ("before", "after", "change")]
    if any(row is None or row.estimate is None for _, row in rows):
        return None
    there = [(name, row) for name, row in rows if row is not None]
    waves = {"before": there[0][1].wave_from, "after": there[1][1].wave_to}
    points = [_gap(known, f"Gap {waves[name]}" if name in waves else "Change in the gap", row) for name, row in there]
    names = [point["name"] for point in points]
    furthest = 1.25 * max(abs(point[key]) for point in points for key in ("gap", "low", "high")) or 1.0
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(ticks=False))
    scale = alt.Scale(domain=[-furthest, furthest], nice=False)
    axis = alt.Axis(grid=False, tickCount=7)
    heading = "Points; right of 0: higher at the last end"
    x = alt.X("gap:Q", scale=scale, title=heading, axis=axis)
    base = chart(points).encode(y=y)
    colours = alt.Color(
        "name:N", scale=alt.Scale(domain=names, range=[theme.BEFORE, theme.AFTER, theme.INK]), legend=None
    )
    layers = [
        chart([{"none": 0}]).mark_rule(color=theme.QUIET, strokeDash=[4, 3]).encode(x="none:Q"),
        base.mark_rule(strokeWidth=2.5).encode(
            x=alt.X("low:Q", scale=scale, title=heading, axis=axis), x2="high:Q", color=colours
        ),
        base.mark_point(size=150, filled=True, opacity=1).encode(x=x, color=colours),
        base.mark_text(dy=-14, fontWeight=600).encode(x=x, text="label:N"),
    ]
    subtitle = [f"{known.facts.title}: averages of {known.last} less those of {known.first}", _lines(points, known)]
    said = "; ".join(f"{point['name']}: {point['said']}" for point in points)
    return picture(layers, title, [line for line in subtitle if line], f"{title}. {said}.", height=66 * len(points))


def slope_picture(known: FairFacts, title: str) -> Picture | None:
    """Each group's average by its place among all people, and the line that the slope index is of, before and after."""
    slopes = [known.one(f"slope_index_{when}") for when in ("before", "after")]
    changes = known.each("mean_change")
    if any(row is None or row.estimate is None for row in slopes) or any(row.n is None for row in changes):
        return None
    counts = [row.n or 0 for row in changes]
    total = sum(counts)
    ranks = [(sum(counts[:place]) + count / 2) / total for place, count in enumerate(counts)]
    dots: list[Point] = []
    lines: list[Point] = []
    for measure, slope in zip(("mean_before", "mean_after"), slopes, strict=True):
        rows = known.each(measure)
        if slope is None or any(row.estimate is None for row in rows):
            return None
        wave = slope.wave_from if measure == "mean_before" else slope.wave_to
        middle = sum(count * (row.estimate or 0.0) for count, row in zip(counts, rows, strict=True)) / total
        dots += [
            {"rank": rank, "mean": row.estimate, "wave": wave, "group": row.group}
            for rank, row in zip(ranks, rows, strict=True)
        ]
        ends = [
            {"rank": end, "mean": middle + (slope.estimate or 0.0) * (end - 0.5), "wave": wave} for end in (0.0, 1.0)
        ]
        lines += ends
    waves = list(dict.fromkeys(point["wave"] for point in lines))
    colour = alt.Color(
        "wave:N", scale=alt.Scale(domain=waves, range=list(theme.WAVE_COLOURS[: len(waves)])), legend=None
    )
    dash = alt.StrokeDash("wave:N", scale=alt.Scale(domain=waves, range=[[5, 3], [1, 0]][: len(waves)]), legend=None)
    shape = alt.Shape("wave:N", scale=alt.Scale(domain=waves, range=["circle", "diamond"][: len(waves)]), legend=None)
    x = alt.X(
        "rank:Q",
        scale=alt.Scale(domain=[0, 1.12]),
        title=f"Everybody in order, from {known.first} to {known.last}",
        axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format="%", grid=False),
    )
    y = _score_up(known.facts)
    layers = [
        chart(lines).mark_line(strokeWidth=2).encode(x=x, y=y, color=colour, strokeDash=dash),
        chart(dots).mark_point(size=130, filled=True, opacity=1).encode(x=x, y=y, color=colour, shape=shape),
        *(
            chart([label]).mark_text(align="left", dx=8, dy=dy, fontWeight=600).encode(x=x, y=y, text="wave:N")
            for label, dy in zip(_line_labels(lines), (-9, 12), strict=False)
        ),
    ]
    subtitle = [
        f"{known.facts.title}{on_scale(known.facts)}. {direction(known.facts)}".strip(),
        f"Circles and dashes: {waves[0]}, diamonds: {waves[-1]}. Lines: the straight line nearest to everybody",
    ]
    places = decimals(known.facts.step)
    said = "; ".join(
        f"{row.wave_from if place == 0 else row.wave_to}: {fixed(row.estimate or 0.0, places)} points from end to end"
        for place, row in enumerate(slopes)
        if row is not None
    )
    heading = f"{_capital(inside(known.facts.title))} across {known.name}, before and after"
    return picture(layers, heading, subtitle, f"{heading}. {title}. Slope of the line, {said}.", height=280)


def _line_labels(lines: Sequence[Point]) -> list[Point]:
    """The least deprived ends of the lines, the upper one first: where the waves' names stand."""
    return sorted((line for line in lines if line["rank"] == 1.0), key=lambda line: -float(line["mean"]))


def _average(known: FairFacts, row: Row, side: str) -> Point:
    places = decimals(known.facts.step)
    shown = row.estimate is not None and not row.status
    label = fixed(row.estimate or 0.0, places) if shown else "could not be worked out" if row.status == "x" else HIDDEN
    count = known.of(row.group, "mean_change")
    group = f"{row.group} ({people(count.n)})" if count is not None and count.n is not None else row.group
    return {
        "group": group,
        "wave": row.wave_from if side == "before" else row.wave_to,
        "mean": row.estimate if shown else None,
        "low": row.ci_low,
        "high": row.ci_high,
        "edge": row.estimate if row.ci_high is None else row.ci_high,
        "label": label,
        "said": label + _range(row, places),
    }


def _gap(known: FairFacts, name: str, row: Row) -> Point:
    places = decimals(known.facts.step)
    gap = row.estimate or 0.0
    return {
        "name": name,
        "gap": gap,
        "low": gap if row.ci_low is None else row.ci_low,
        "high": gap if row.ci_high is None else row.ci_high,
        "label": fixed(gap, places),
        "said": fixed(gap, places) + _range(row, places),
    }


def _range(row: Row, places: int) -> str:
    if row.ci_low is None or row.ci_high is None:
        return ""
    return f" ({fixed(row.ci_low, places)} to {fixed(row.ci_high, places)})"


def _lines(points: Sequence[Mapping[str, Any]], known: FairFacts) -> str:
    """What the lines at the marks are, where there are any."""
    levels = [row.ci_level for row in (*known.whole, *known.each("mean_change")) if row.ci_level is not None]
    if not levels or all(point["low"] is None for point in points):
        return ""
    return f"Lines at the marks: {percent(levels[0])} intervals"


def _low_end(known: FairFacts, shown: Sequence[Point]) -> float:
    return float(min(point["mean"] for point in shown)) if known.facts.low is None else known.facts.low


def _domain(facts: ScaleFacts) -> Any:
    return alt.Undefined if facts.low is None or facts.high is None else [facts.low, facts.high]


def _score(facts: ScaleFacts, column: str, title: str) -> alt.X:
    scale = alt.Scale(domain=_domain(facts), zero=False, nice=False)
    return alt.X(f"{column}:Q", scale=scale, title=title, axis=alt.Axis(grid=False))


def _score_up(facts: ScaleFacts) -> alt.Y:
    return alt.Y("mean:Q", scale=alt.Scale(domain=_domain(facts), zero=False, nice=False), title="Average score")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
