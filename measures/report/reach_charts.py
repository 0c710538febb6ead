"""Pictures of who took part, from protected results: bars against residents, and maps with bundled boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from measures.disclosure import Protected
from measures.report import reach_map, theme
from measures.report.charts import Picture, chart, picture
from measures.report.numbers import fixed, people, percent
from measures.report.reach_words import base_sentence, finding
from measures.results import Evaluation, Row

TOOK_PART, RESIDENTS = "took part", "residents"
LABEL_ROOM = 1.55
HATCH = "#4A555C"
OUTLINE = "#FFFFFF"
CLASS_COLOURS = ("#F1F4F4", "#C4DFE1", "#86BFC4", "#3F949B", "#005A63")
NOBODY_COLOUR = "#FFFFFF"


def against_residents(protected: Protected[Evaluation], group_by: str) -> Picture | None:
    """Each group's share of those who took part, with its interval, above its share of residents."""
    rows = [row for row in protected.value.results if row.group_by == group_by and not row.instrument]
    residents = {row.group: row.estimate for row in rows if row.measure == "residents" and row.estimate}
    total = sum(residents.values())
    gaps = {row.group: row for row in rows if row.measure == "reach_gap"}
    bars = [_bar(row, residents[group], total) for group, row in gaps.items() if group in residents]
    if not total or not any(bar["share"] is not None for bar in bars):
        return None
    order = [bar["group"] for bar in bars]
    both = [
        {**bar, "who": who, "value": bar["share"] if who == TOOK_PART else bar["of_residents"]}
        for bar in bars
        for who in (TOOK_PART, RESIDENTS)
    ]
    furthest = LABEL_ROOM * max(bar[key] or 0.0 for bar in bars for key in ("high", "of_residents", "share"))
    scale = alt.Scale(domain=[0, furthest], nice=False)
    title = "Percent of everybody whose group is known"
    x = alt.X("value:Q", scale=scale, title=title, axis=alt.Axis(tickCount=5))
    y = alt.Y("group:N", sort=order, scale=alt.Scale(domain=order), title=None, axis=alt.Axis(ticks=False))
    offset = alt.YOffset("who:N", sort=[TOOK_PART, RESIDENTS], scale=alt.Scale(domain=[TOOK_PART, RESIDENTS]))
    colours = alt.Scale(domain=[TOOK_PART, RESIDENTS], range=[theme.AFTER, theme.BEFORE])
    base = chart(both).encode(y=y, yOffset=offset)
    shown, hidden = "datum.value !== null", f"datum.value === null && datum.who === '{TOOK_PART}'"
    low = alt.X("low:Q", scale=scale)
    layers = [
        base.transform_filter(shown)
        .mark_bar()
        .encode(x=x, color=alt.Color("who:N", scale=colours, title=None, legend=alt.Legend(orient="top", offset=4))),
        base.transform_filter(f"{shown} && datum.who === '{TOOK_PART}'")
        .mark_rule(color=theme.INK, strokeWidth=1.8)
        .encode(x=low, x2="high:Q"),
        base.transform_filter(f"{shown} && datum.who === '{TOOK_PART}'")
        .mark_text(align="left", dx=6)
        .encode(x=alt.X("end:Q", scale=scale), text="label:N"),
        base.transform_filter(hidden)
        .mark_text(align="left", dx=4, color=theme.QUIET)
        .encode(x=alt.value(0), text="label:N"),
    ]
    heading = finding(rows, group_by)
    level = next((row.ci_level for row in rows if row.ci_level is not None), None)
    lines = f"Lines: {percent(level)} intervals." if level else ""
    subtitle = [base_sentence(rows, group_by), f"Labels: people more or fewer than their share. {lines}".strip()]
    said = "; ".join(f"{bar['group']}: {bar['said']}" for bar in bars)
    return picture(layers, heading, subtitle, f"{heading}. {said}.", height=58 * len(order) + 24)


def _bar(row: Row, residents: float, total: float) -> dict[str, Any]:
    of_residents = 100 * residents / total
    values: dict[str, Any] = {
        "group": row.group,
        "of_residents": of_residents,
        "share": None,
        "low": None,
        "high": None,
    }
    if row.estimate is None:
        label = "[c] hidden to protect people" if row.status == "c" else "not compared"
        return {**values, "label": label, "said": label, "end": 0}
    share = 100 * row.estimate + of_residents
    low, high = (share if limit is None else 100 * limit + of_residents for limit in (row.ci_low, row.ci_high))
    apart = row.estimate * (row.n or 0)
    count = people(round(abs(apart)))
    label = "as many as their share" if not round(abs(apart)) else f"{count} {'more' if apart > 0 else 'fewer'}"
    said = f"{fixed(share, 0)}% of those who took part, {fixed(of_residents, 0)}% of residents, {label}"
    return {**values, "share": share, "low": low, "high": high, "label": label, "said": said, "end": high}


def district_map(protected: Protected[Evaluation]) -> Picture | None:
    """Participants per 1,000 residents in each district, in few classes; hidden districts are hatched and named."""
    rows = [row for row in protected.value.results if row.measure == "coverage_per_1000" and not row.instrument]
    by = next((row.group_by for row in rows if row.group in reach_map.DISTRICTS), None)
    if by is None:
        return None
    found = {row.group: row for row in rows if row.group_by == by and row.group in reach_map.DISTRICTS}
    values = {name: row.estimate for name, row in found.items() if row.estimate is not None}
    hidden = [name for name, row in found.items() if row.status == "c"]
    if not values:
        return None
    classes = reach_map.classes_of(list(values.values()))
    shapes = reach_map.outlines("districts")
    colour = {name: reach_map.class_of(value, classes) for name, value in values.items()}
    areas = [
        {**shape, "class": colour.get(name, "not counted"), "label": name}
        for name, shape in shapes.items()
        if name not in hidden
    ]
    names = [*classes, *(["not counted"] if len(values) + len(hidden) < len(shapes) else [])]
    labels = [
        {"name": name, "value": _value(found.get(name)), **reach_map.middle(shapes[name])} for name in shapes
    ]  # fmt: skip
    title = "Where people came from, for every 1,000 residents of each district"
    said = "; ".join(f"{label['name']}: {label['value']}" for label in labels)
    subtitle = ["Participants per 1,000 residents", _hidden_words(hidden)]
    return _map(areas, [shapes[name] for name in hidden], names, labels, title, subtitle, said)


def small_area_map(protected: Protected[Evaluation]) -> Picture | None:
    """How many people came from each small area (LSOA), in few classes; hidden areas are hatched."""
    rows = [row for row in protected.value.results if (row.group_by, row.measure) == ("lsoa", "participants")]
    shapes = reach_map.outlines("lsoa")
    values = {row.group: row.estimate for row in rows if row.group in shapes and row.estimate is not None}
    hidden = [row.group for row in rows if row.group in shapes and row.status == "c"]
    if not values and not hidden:
        return None
    classes = reach_map.classes_of(list(values.values()), whole=True)
    areas = [
        {**shape, "class": reach_map.class_of(values[code], classes) if code in values else "nobody", "label": code}
        for code, shape in shapes.items()
        if code not in hidden
    ]
    districts = reach_map.outlines("districts")
    labels = [{"name": name, "value": "", **reach_map.middle(shape)} for name, shape in districts.items()]
    title = "Small areas that people came from"
    shown = f"{len(values)} small areas with their number of people shown" if values else "No number of people is shown"
    hid = f"{len(hidden)} hidden, to protect the few people in them" if hidden else "none hidden"
    subtitle = ["People from each small area (LSOA)", _hidden_words(["small areas with few people"] if hidden else [])]
    return _map(
        areas, [shapes[code] for code in hidden], ["nobody", *classes], labels, title, subtitle, f"{shown}; {hid}"
    )


def _map(
    areas: Sequence[dict[str, Any]],
    hidden: Sequence[dict[str, Any]],
    names: Sequence[str],
    labels: Sequence[dict[str, Any]],
    title: str,
    subtitle: Sequence[str],
    said: str,
) -> Picture:
    plain = {"nobody": NOBODY_COLOUR, "not counted": NOBODY_COLOUR}
    graded = [name for name in names if name not in plain]
    colours = {**plain, **dict(zip(graded, CLASS_COLOURS[-len(graded) :] if graded else (), strict=True))}
    legend = alt.Legend(orient="bottom", title=None, columns=3, symbolStrokeColor=theme.QUIET, symbolType="square")
    fill = alt.Color("properties.class:N", scale=alt.Scale(domain=list(names), range=[colours[n] for n in names]),
                     legend=legend)  # fmt: skip
    lines = [reach_map.hatching(shape) for shape in hidden]
    letters = theme.small_where_narrow(14, 10)
    above: dict[str, Any] = {"fontSize": letters, "dy": alt.ExprRef(f"{theme.NARROW} ? -5 : -8")}
    below_it: dict[str, Any] = {"fontSize": letters, "dy": alt.ExprRef(f"{theme.NARROW} ? 5 : 8")}
    layers = [
        chart([reach_map.feature(area) for area in areas])
        .mark_geoshape(stroke=theme.QUIET, strokeWidth=0.6)
        .encode(color=fill),
        chart([reach_map.feature(shape) for shape in hidden] or [reach_map.NOTHING]).mark_geoshape(
            fill=theme.PAPER, stroke=theme.QUIET, strokeWidth=0.6
        ),
        chart(lines or [reach_map.NOTHING]).mark_geoshape(
            filled=False, stroke=HATCH, strokeWidth=alt.ExprRef(f"{theme.NARROW} ? 0.5 : 1.1")
        ),
        chart(labels)
        .mark_text(fontWeight=600, **above, stroke=OUTLINE, strokeWidth=4, strokeOpacity=0.9)
        .encode(longitude="x:Q", latitude="y:Q", text="name:N"),
        chart(labels).mark_text(fontWeight=600, **above).encode(longitude="x:Q", latitude="y:Q", text="name:N"),
        chart(labels)
        .mark_text(**below_it, stroke=OUTLINE, strokeWidth=4, strokeOpacity=0.9)
        .encode(longitude="x:Q", latitude="y:Q", text="value:N"),
        chart(labels).mark_text(**below_it).encode(longitude="x:Q", latitude="y:Q", text="value:N"),
    ]
    projected = [layer.project(type="identity", reflectY=True) for layer in layers]
    below = [line for line in subtitle if line]
    return picture(projected, title, below, f"{title}. {said}.", height=440)


def _value(row: Row | None) -> str:
    if row is None or (row.estimate is None and row.status != "c"):
        return "not counted"
    return "[c] hidden" if row.estimate is None else fixed(row.estimate, 2)


def _hidden_words(hidden: Sequence[str]) -> str:
    return f"Hatched: hidden to protect people ({', '.join(hidden)})" if hidden else ""
