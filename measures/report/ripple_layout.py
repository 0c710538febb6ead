"""Where the boxes of a ripple map stand in its pictures: lanes by date, rings by order."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from measures.report import theme
from measures.ripple.ripple_map import LEVELS, Node, RippleMap
from measures.ripple.shape import Shape

LETTER = 6.6  # pixels that a letter of a label takes
LABEL = 26  # letters of a label
GAP = 14
ROW, LANE = 44, 34  # pixels between rows of a lane, and above a lane for its name
EDGE = 24
LONGEST_BY_QUARTER, LONGEST_BY_HALF_YEAR = 270, 900  # days
NARROW = 0.4  # how far the picture shrinks on a telephone, where labels must not cover each other either
NOT_STATED = "Level not stated"
LEVEL_NAMES = {
    "individual": "Individual", "interpersonal": "Between people", "community": "Community",
    "organisational": "Organisations", "environment_policy": "Environment and policy",
}  # fmt: skip
ACTIVITIES, CONTEXT = "Activities", "From outside"


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane's name and where it begins."""

    name: str
    top: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Places of the dated boxes in pixels from the left and the top, lanes, the height, and marks of time."""

    places: Mapping[str, tuple[float, float]]
    lanes: tuple[Lane, ...]
    height: float
    ticks: tuple[tuple[str, float], ...]


def label_of(title: str) -> str:
    """A title short enough to stand beside its box."""
    return title if len(title) <= LABEL else f"{title[: LABEL - 1]}…"


def timeline(ripple_map: RippleMap, width: float = theme.WIDTH) -> Timeline:
    """Boxes along time, activities in a lane of their own above impacts by level; none covers another's label."""
    dated = [node for node in ripple_map.nodes if node.when is not None]
    days = {node.id: node.when.day.toordinal() for node in dated if node.when is not None}
    first, last = min(days.values()), max(days.values())
    room = width - 2 * EDGE - LABEL * LETTER * 0.6
    scale = room / max(last - first, 1)
    lanes: dict[str, list[Node]] = defaultdict(list)
    for node in sorted(dated, key=lambda node: (days[node.id], node.id)):
        lanes[_lane(node)].append(node)
    places: dict[str, tuple[float, float]] = {}
    found: list[Lane] = []
    top = 0.0
    for name in _in_order(lanes):
        found.append(Lane(name, top))
        ends: list[float] = []
        for node in lanes[name]:
            x = EDGE + (days[node.id] - first) * scale
            narrow = EDGE + (x - EDGE) * NARROW
            reach = narrow + 16 + LETTER * len(label_of(node.title)) + GAP
            row = next((number for number, end in enumerate(ends) if end <= narrow), len(ends))
            ends[row : row + 1] = [reach]
            places[node.id] = (x, top + LANE + ROW * row + ROW / 2)
        top += LANE + ROW * len(ends) + 8
    return Timeline(places, tuple(found), top, _ticks(first, last, scale))


def rings(ripple_map: RippleMap, shape: Shape, radius: float) -> dict[str, tuple[float, float]]:
    """Impacts on rings by their order, activities in the middle; each near the angle of what it follows from."""
    orders = {node.id: shape.order[node.id] for node in ripple_map.impacts if node.id in shape.order}
    activities = [node.id for node in ripple_map.activities]
    most = max(orders.values(), default=1)
    step = radius / (most + 0.6)
    angles = {name: 2 * math.pi * number / max(len(activities), 1) for number, name in enumerate(activities)}
    inner = 0.55 * step if len(activities) > 1 else 0.0
    places = {name: (inner * math.cos(angle), inner * math.sin(angle)) for name, angle in angles.items()}
    before: dict[str, list[str]] = defaultdict(list)
    for link in ripple_map.links:
        if link.target in orders and orders.get(link.source, 0) == orders[link.target] - 1:
            before[link.target].append(link.source)
    for order in range(1, most + 1):
        mine = [name for name, number in orders.items() if number == order]
        wanted = {name: _middle([angles[cause] for cause in before[name] if cause in angles]) for name in mine}
        mine.sort(key=lambda name: (wanted[name], name))
        turn = _middle([wanted[name] - 2 * math.pi * number / len(mine) for number, name in enumerate(mine)])
        for number, name in enumerate(mine):
            angles[name] = turn + 2 * math.pi * number / len(mine)
            places[name] = (order * step * math.cos(angles[name]), order * step * math.sin(angles[name]))
    return places


def ring_radii(shape: Shape, radius: float) -> list[float]:
    """The radius of each ring."""
    most = max(shape.order.values(), default=1)
    return [order * radius / (most + 0.6) for order in range(1, most + 1)]


def _lane(node: Node) -> str:
    if node.kind == "impact":
        return LEVEL_NAMES.get(node.level, NOT_STATED)
    return ACTIVITIES if node.kind == "activity" else CONTEXT


def _in_order(lanes: Mapping[str, Sequence[Node]]) -> list[str]:
    wanted = [CONTEXT, ACTIVITIES, *(LEVEL_NAMES[level] for level in LEVELS), NOT_STATED]
    return [name for name in wanted if name in lanes]


def _ticks(first: int, last: int, scale: float) -> tuple[tuple[str, float], ...]:
    """Beginnings of quarters, half-years or years, as close as can be read; the start of a short map."""
    long = last - first
    months = (1, 4, 7, 10) if long <= LONGEST_BY_QUARTER else (1, 7) if long <= LONGEST_BY_HALF_YEAR else (1,)
    years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
    starts = [day for year in years for month in months if first <= (day := date(year, month, 1)).toordinal() <= last]
    if not starts:
        return ((f"{date.fromordinal(first):%b %Y}", EDGE),)
    names = [f"{day:%b %Y}" if len(months) > 1 else str(day.year) for day in starts]
    return tuple((name, EDGE + (day.toordinal() - first) * scale) for name, day in zip(names, starts, strict=True))


def _middle(angles: Sequence[float]) -> float:
    """The mean direction of angles, between 0 and a full turn."""
    if not angles:
        return 0.0
    return math.atan2(sum(map(math.sin, angles)), sum(map(math.cos, angles))) % (2 * math.pi)
