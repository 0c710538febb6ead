"""Pictures of a ripple map: its timeline, its rings, its categories by quarter. What participants recalled, not proof.

Squares are activities, circles impacts; the letter says who led, so that colour never says it alone; a dashed outline
is what ceased, a dashed arrow a possible link.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from measures.disclosure import Protected
from measures.report import theme
from measures.report.charts import Picture, chart, picture
from measures.report.numbers import counted
from measures.report.phrases import listed
from measures.report.ripple_layout import label_of, ring_radii, rings, timeline
from measures.report.ripple_words import LED_BY, date_words, finding
from measures.results import Evaluation, Row
from measures.ripple.content import NOT_STATED
from measures.ripple.ripple_map import LEADERS, Node, RippleMap
from measures.ripple.shape import shape_of

MOST_DRAWN = 80
MOST_QUARTERS, MOST_CATEGORIES = 16, 14
RING = 250
RINGS_HEIGHT = 420  # on a phone the rings are as high as it is wide, the rest would stay empty
LEAD_COLOURS = {
    "programme": "#5B6770", "shared": "#2B5FA8", "community": "#3F7D20", "other_org": "#B35C00", "unknown": "#4A555C",
}  # fmt: skip
LEAD_LETTERS = {"programme": "P", "shared": "S", "community": "C", "other_org": "O", "unknown": "?"}
LEAD_NAMES = {
    "programme": "programme", "shared": "shared", "community": "community", "other_org": "other organisation",
    "unknown": "not known",
}  # fmt: skip
SHAPES = {"activity": "square", "impact": "circle", "context": "diamond"}
RECALLED = "What participants recalled, not proof of cause."


def timeline_map(protected: Protected[RippleMap], evaluation: Protected[Evaluation]) -> Picture | None:
    """Boxes along time with arrows between them; `None` where none is dated, or more than 80 are."""
    ripple_map = protected.value
    dated = [node for node in ripple_map.nodes if node.when is not None]
    if not dated or len(dated) > MOST_DRAWN:
        return None
    placed = timeline(ripple_map)
    height = placed.height
    arrows = [
        (*_between(placed.places[link.source], placed.places[link.target]), link.strength == "possible")
        for link in ripple_map.links
        if link.source in placed.places and link.target in placed.places
    ]
    lanes = [
        {"x": 0, "y": lane.top + 16, "x2": theme.WIDTH, "line": lane.top, "name": lane.name} for lane in placed.lanes
    ]
    ticks = [{"x": x, "y": 0, "y2": height, "name": name} for name, x in placed.ticks]
    boxes = [_box(node, placed.places[node.id]) for node in dated]
    x, y = _axes([0, theme.WIDTH], [height + 22, 0])
    layers = [
        chart(lanes).mark_rule(color=theme.FAINT).encode(x=x("x"), x2="x2:Q", y=y("line")),
        chart(ticks).mark_rule(color=theme.FAINT).encode(x=x("x"), y=y("y"), y2="y2:Q"),
        chart([{**tick, "y": height + 12} for tick in ticks])
        .mark_text(align="left", color=theme.QUIET, fontSize=13).encode(x=x("x"), y=y("y"), text="name:N"),
        chart(lanes).mark_text(align="left", color=theme.QUIET, fontSize=13, fontWeight=600)
        .encode(x=x("x"), y=y("y"), text="name:N"),
        *_arrows(arrows, x, y),
        *_boxes(boxes, x, y, named=True),
    ]  # fmt: skip
    title = finding(evaluation.value.results)
    undated = len(ripple_map.nodes) - len(dated)
    aside = (
        f" {counted(undated, 'box has', 'boxes have')} no date and {'is' if undated == 1 else 'are'} not drawn."
        if undated
        else ""
    )
    subtitle = [_key(dated), f"Dashed outline: ceased. Dashed arrow: a possible link.{aside} {RECALLED}"]
    spans = sorted(node.when.day for node in dated if node.when is not None)
    said = (
        f"Timeline from {spans[0].year} to {spans[-1].year}: {counted(len(dated), 'box', 'boxes')} and "
        f"{counted(len(arrows), 'arrow', 'arrows')}. {title}.{aside} The table below lists every box."
    )
    return picture(layers, title, subtitle, said, round(height) + 22)


def ripple_rings(protected: Protected[RippleMap]) -> Picture | None:
    """Impacts on rings by how many steps they are from an activity; `None` where there are none, or too many to see."""
    ripple_map = protected.value
    shape = shape_of(ripple_map)
    if not shape.order or len(shape.order) + len(ripple_map.activities) > MOST_DRAWN:
        return None
    places = rings(ripple_map, shape, RING)
    drawn = [node for node in ripple_map.nodes if node.id in places]
    arrows = [
        (*_between(places[link.source], places[link.target]), link.strength == "possible")
        for link in ripple_map.links
        if link.source in places and link.target in places
    ]
    side = RING + 10
    x, y = _axes([-side, side], [side, -side], upright=True)
    circles = [
        {"ring": order, "x": radius * math.cos(turn), "y": radius * math.sin(turn), "n": number}
        for order, radius in enumerate(ring_radii(shape, RING), 1)
        for number, turn in enumerate(2 * math.pi * step / 72 for step in range(73))
    ]
    names = [
        {**_freest(radius + 9, list(places.values())), "name": f"order {order}"}
        for order, radius in enumerate(ring_radii(shape, RING), 1)
    ]
    layers = [
        chart(circles).mark_line(color=theme.FAINT, strokeWidth=1.5)
        .encode(x=x("x"), y=y("y"), detail="ring:N", order="n:Q"),
        *_arrows(arrows, x, y),
        chart(names).mark_text(color=theme.QUIET, fontSize=13).encode(x=x("x"), y=y("y"), text="name:N"),
        *_boxes([{**_box(node, places[node.id]), "label": node.id} for node in drawn], x, y, named=True),
    ]  # fmt: skip
    counts = [
        sum(order == number for order in shape.order.values()) for number in range(1, max(shape.order.values()) + 1)
    ]
    direct, further = counts[0], sum(counts[1:])
    title = f"{counted(direct, 'impact', 'impacts')} followed directly, {further:,} at further steps"
    subtitle = [
        _key(drawn),
        "Activities in the middle. Order: fewest steps from any activity. The list of every box has the names.",
        RECALLED,
    ]
    orders = "; ".join(f"order {number}: {count:,}" for number, count in enumerate(counts, 1))
    return picture(layers, title, subtitle, f"{title}. Impacts by order: {orders}.", RINGS_HEIGHT)


def _freest(radius: float, taken: Sequence[tuple[float, float]]) -> dict[str, float]:
    """The place on a ring farthest from every mark, of those above or below the middle: there its name stands."""
    turns = [math.radians(degrees) for up in (270, 90) for degrees in range(up - 40, up + 41, 5)]
    spots = [(radius * math.cos(turn), radius * math.sin(turn)) for turn in turns]
    x, y = max(spots, key=lambda spot: min((math.dist(spot, mark) for mark in taken), default=0.0))
    return {"x": x, "y": y}


def categories_by_quarter(evaluation: Protected[Evaluation]) -> Picture | None:
    """How many impacts of each category began in each quarter, as a table of shades with the counts in it."""
    rows = category_cells(evaluation.value.results)
    quarters = list(dict.fromkeys(row.group for row in sorted(rows, key=lambda row: row.group)))
    categories = list(dict.fromkeys(row.category for row in rows))
    if not rows or categories == [NOT_STATED] or len(quarters) > MOST_QUARTERS or len(categories) > MOST_CATEGORIES:
        return None
    cells = [{"category": row.category, "quarter": row.group, "count": row.estimate} for row in rows]
    y = alt.Y("category:N", sort=categories, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=180))
    angle = 0 if len(quarters) <= 5 else -45
    x = alt.X("quarter:N", sort=quarters, title=None, axis=alt.Axis(labelAngle=angle, domain=False))
    base = chart(cells).encode(x=x, y=y)
    colour = alt.Color("count:Q", scale=alt.Scale(range=["#E4F0F0", "#7DBFC4"], domainMin=1), legend=None)
    layers = [
        base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(color=colour),
        base.mark_text(fontSize=14, fontWeight=600).encode(text="count:Q", color=alt.value(theme.INK)),
    ]
    top = max(rows, key=lambda row: row.estimate or 0)
    most = counted(round(top.estimate or 0), "impact", "impacts")
    title = f"Most in one quarter: {most} of '{top.category}', {top.group}"
    subtitle = ["Impacts by category and the quarter they began; one with two categories counts in both.", RECALLED]
    said = "; ".join(f"{row.category}, {row.group}: {row.estimate:.0f}" for row in rows)
    return picture(layers, title, subtitle, f"{title}. {said}.", max(120, 40 * len(categories)))


def category_cells(rows: Sequence[Row]) -> list[Row]:
    """The rows that count impacts by category and quarter, of the whole map."""
    mine = [row for row in rows if row.scale == "ripple"]
    whole = mine[0].instrument if mine else ""
    return [
        row
        for row in mine
        if row.measure == "category_count" and row.group_by == "quarter" and row.instrument == whole and row.estimate
    ]


def box_table(protected: Protected[RippleMap]) -> list[dict[str, str]]:
    """Every box of the map in words, in order of time; undated ones last."""
    nodes = sorted(
        protected.value.nodes, key=lambda node: (node.when is None, node.when.day.toordinal() if node.when else 0)
    )
    return [
        {
            "Box": node.id,
            "When": date_words(node.when) or "no date",
            "What": node.title,
            "Kind": node.kind,
            "Led by": LED_BY[node.led_by],
            "Course": "not known" if node.status == "unknown" else node.status,
        }
        for node in nodes
    ]


def _box(node: Node, place: tuple[float, float]) -> dict[str, Any]:
    day = date_words(node.when)
    negative = " (negative)" if node.valence == "negative" else ""
    return {
        "x": place[0],
        "y": place[1],
        "shape": SHAPES[node.kind],
        "colour": LEAD_COLOURS[node.led_by],
        "fill": theme.PAPER if node.status == "ceased" else LEAD_COLOURS[node.led_by],
        "ink": LEAD_COLOURS[node.led_by] if node.status == "ceased" else theme.PAPER,
        "ceased": node.status == "ceased",
        "letter": LEAD_LETTERS[node.led_by],
        "label": f"{label_of(node.title)}{negative}",
        "said": ", ".join(filter(None, (node.title, day, f"led by {LED_BY[node.led_by]}", node.status))),
    }


def _boxes(boxes: Sequence[dict[str, Any]], x: Any, y: Any, *, named: bool) -> list[alt.Chart]:
    layers = []
    for ceased, dash in ((False, [1, 0]), (True, [4, 3])):
        mine = [box for box in boxes if box["ceased"] is ceased]
        layers.append(
            chart(mine).mark_point(size=330, opacity=1, filled=True, strokeWidth=2, strokeDash=dash).encode(
                x=x("x"), y=y("y"), shape=alt.Shape("shape:N", scale=None), fill=alt.Fill("fill:N", scale=None),
                stroke=alt.Stroke("colour:N", scale=None), tooltip=alt.Tooltip("said:N", title="Box"),
            )
        )  # fmt: skip
    letters = chart(boxes).mark_text(fontSize=12, fontWeight=700)
    layers.append(letters.encode(x=x("x"), y=y("y"), text="letter:N", color=alt.Color("ink:N", scale=None)))
    if named:
        to_the_left = f"{theme.NARROW} && datum.x > {theme.WIDTH / 2:.0f}"  # or the edge of a phone would cut them
        where: dict[str, Any] = {
            "align": alt.ExprRef(f"{to_the_left} ? 'right' : 'left'"),
            "dx": alt.ExprRef(f"{to_the_left} ? -14 : 14"),
            "fontSize": theme.small_where_narrow(12, 11),
        }
        labels = chart(boxes).mark_text(stroke=theme.PAPER, strokeWidth=3, **where)
        layers.append(labels.encode(x=x("x"), y=y("y"), text="label:N"))
        plain = chart(boxes).mark_text(color=theme.INK, **where)
        layers.append(plain.encode(x=x("x"), y=y("y"), text="label:N"))
    return layers


def _arrows(arrows: Sequence[tuple[float, float, float, float, bool]], x: Any, y: Any) -> list[alt.Chart]:
    """Lines from box to box, dashed where the link is only possible, each with a head at its end."""
    layers = []
    for possible, dash in ((False, [1, 0]), (True, [5, 4])):
        mine = [
            {"x": a, "y": b, "x2": c, "y2": d, "angle": math.degrees(math.atan2(d - b, c - a)) + 90}
            for a, b, c, d, maybe in arrows
            if maybe is possible
        ]
        if not mine:
            continue
        layers.append(
            chart(mine).mark_rule(color="#8A959B", strokeWidth=1.5, strokeDash=dash)
            .encode(x=x("x"), y=y("y"), x2="x2:Q", y2="y2:Q")
        )  # fmt: skip
        heads = chart(mine).mark_point(shape="triangle", size=45, filled=True, color="#6B777D", opacity=1)
        layers.append(heads.encode(x=x("x2"), y=y("y2"), angle=alt.Angle("angle:Q", scale=None)))
    return layers


def _between(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float, float, float]:
    """A line from box to box that stops at their edges."""
    long = math.dist(start, end) or 1.0
    across, down = (end[0] - start[0]) / long, (end[1] - start[1]) / long
    return start[0] + 10 * across, start[1] + 10 * down, end[0] - 13 * across, end[1] - 13 * down


def _key(nodes: Sequence[Node]) -> str:
    """What shapes and letters mean, of those that are drawn."""
    kinds = {node.kind for node in nodes}
    shapes = [f"{shape}: {kind}" for kind, shape in SHAPES.items() if kind in kinds]
    leads = [f"{LEAD_LETTERS[name]} {LEAD_NAMES[name]}" for name in LEADERS if name in {node.led_by for node in nodes}]
    return f"{', '.join(shapes).capitalize()}. Led by: {listed(leads)}."


def _axes(xs: Sequence[float], ys: Sequence[float], *, upright: bool = False) -> tuple[Any, Any]:
    """The way across and down; `upright` keeps circles round where there is less room across."""
    across, down = theme.square() if upright else ({}, {})

    def x(name: str) -> alt.X:
        return alt.X(f"{name}:Q", scale=alt.Scale(domain=list(xs), nice=False, zero=False, **across), axis=None)

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=alt.Scale(domain=list(ys), nice=False, zero=False, **down), axis=None)

    return x, y
