"""Bundled outlines of districts and small areas as shapes to draw: no tiles, no network."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from measures.report.numbers import fixed

DISTRICTS = ("Cheltenham", "Cotswold", "Forest of Dean", "Gloucester", "Stroud", "Tewkesbury")
UNITS = 10_000
NARROW = math.cos(math.radians(51.8))  # how much shorter a degree of longitude is than one of latitude here
MOST_CLASSES = 4
APART = 0.006
NOTHING: dict[str, Any] = {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": []}}
Ring = list[list[float]]


@cache
def outlines(of: Literal["districts", "lsoa"]) -> Mapping[str, dict[str, Any]]:
    """The outline of every area by name or code: `rings` of points, wide as they are high on the ground."""
    content = files("measures.equity").joinpath("data/boundaries.json").read_text(encoding="utf-8")
    shapes: Mapping[str, list[list[int]]] = json.loads(content)[of]
    return {name: {"rings": [_points(ring) for ring in rings]} for name, rings in shapes.items()}


def feature(area: Mapping[str, Any]) -> dict[str, Any]:
    """An area as GeoJSON; all else that is known of it becomes its properties."""
    properties = {name: value for name, value in area.items() if name != "rings"}
    geometry = {"type": "MultiPolygon", "coordinates": [[ring] for ring in area["rings"]]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def hatching(area: Mapping[str, Any]) -> dict[str, Any]:
    """Slanting lines that fill an area, as GeoJSON: what hides a figure without a colour of its own."""
    edges = [(one, other) for ring in area["rings"] for one, other in itertools.pairwise(ring)]
    slants = [x - y for (x, y), _ in edges]
    lines = []
    for step in range(math.floor(min(slants) / APART), math.ceil(max(slants) / APART) + 1):
        at = (step + 0.5) * APART  # the line of all points with x - y = at
        crossed = sorted(point for edge in edges if (point := _crossing(edge, at)) is not None)
        lines += [[list(one), list(other)] for one, other in zip(crossed[::2], crossed[1::2], strict=False)]
    return {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": lines}}


def middle(area: Mapping[str, Any]) -> dict[str, float]:
    """The centre of gravity of an area's largest ring, for its label."""
    ring = max(area["rings"], key=lambda ring: abs(_twice_area(ring)))
    twice = _twice_area(ring)
    x = y = 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        cross = x0 * y1 - x1 * y0
        x, y = x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return {"x": x / (3 * twice), "y": y / (3 * twice)}


def classes_of(values: Sequence[float], *, whole: bool = False) -> dict[str, float]:
    """Up to four classes with about as many areas in each: their names in rising order, and the top of each."""
    ranked = sorted(set(values))
    count = min(MOST_CLASSES, len(ranked))
    tops = [ranked[math.ceil(len(ranked) * (place + 1) / count) - 1] for place in range(count)]
    names: dict[str, float] = {}
    for place, top in enumerate(tops):
        lowest = next(value for value in ranked if place == 0 or value > tops[place - 1])
        low, high = (f"{value:,.0f}" if whole else fixed(value, 2) for value in (lowest, top))
        names[low if low == high else f"{low} to {high}"] = top
    return names


def class_of(value: float, classes: Mapping[str, float]) -> str:
    """The class a value is in."""
    return next(name for name, top in classes.items() if value <= top)


def _points(flat: Sequence[int]) -> Ring:
    x = y = 0
    points = []
    for across, up in zip(flat[::2], flat[1::2], strict=True):
        x, y = x + across, y + up
        points.append([round(x / UNITS * NARROW, 5), y / UNITS])
    return points


def _crossing(edge: tuple[list[float], list[float]], at: float) -> tuple[float, float] | None:
    (x0, y0), (x1, y1) = edge
    one, other = x0 - y0 - at, x1 - y1 - at
    if (one < 0) == (other < 0):
        return None
    share = one / (one - other)
    return round(x0 + share * (x1 - x0), 5), round(y0 + share * (y1 - y0), 5)


def _twice_area(ring: Ring) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring))
