"""A picture of a network between organisations: who is tied to whom, the best connected largest, at fixed places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from measures.connections.graph import Network, degrees, layout
from measures.connections.network_files import Networks
from measures.disclosure import Protected
from measures.report import theme
from measures.report.charts import Picture, chart, picture
from measures.report.numbers import counted

MOST_DRAWN, MOST_NAMED = 150, 40
SEED = 20260101
HEIGHT = 460
ACROSS, UP, DOWN = 2.5, 1.2, -1.4  # what the picture shows of the places, which lie between -1 and 1
WIDE, NARROW = (680, 13), (330, 11)  # pixels across and size of letters, in a usual window and on a phone
LETTER = 0.57  # width of a letter beside its height
MARK = 5.0  # half of a small mark, in pixels
SOME_NAMES = "Names that would lie on each other are left out, of those with fewest ties first."
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
COLOURS = ("#00707A", "#7A4F9A", "#B35C00", "#2B5FA8", "#3F7D20", "#9A2C5B")


def network_picture(protected: Protected[Networks], kind: str, wave: str, label: str = "") -> Picture | None:
    """One network at one wave, marks by `label`; `None` without ties or with more than 150 organisations."""
    network = protected.value.by_kind.get(kind, {}).get(wave)
    if network is None or not network.ties or network.size > MOST_DRAWN:
        return None
    places = layout(network, SEED)
    points = _points(network, places, label)
    x, y = (
        alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-ACROSS / 2, ACROSS / 2])),
        alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[DOWN, UP])),
    )
    lines = [
        {
            "x": float(places[one, 0]),
            "y": float(places[one, 1]),
            "x2": float(places[other, 0]),
            "y2": float(places[other, 1]),
        }
        for one, other in zip(network.source.tolist(), network.target.tolist(), strict=True)
    ]
    marks = chart(points).mark_point(filled=True, opacity=1, stroke="white", strokeWidth=1)
    groups = sorted({str(point["label"]) for point in points})
    drawn = {"x": x, "y": y, "size": alt.Size("ties:Q", scale=alt.Scale(range=[60, 520]), legend=None)}
    if label and 1 < len(groups) <= len(SHAPES):
        legend = alt.Legend(title=label.replace("_", " ").capitalize(), orient="bottom", columns=3)
        drawn["shape"] = alt.Shape(
            "label:N", scale=alt.Scale(domain=groups, range=list(SHAPES[: len(groups)])), legend=legend
        )
        drawn["color"] = alt.Color(
            "label:N", scale=alt.Scale(domain=groups, range=list(COLOURS[: len(groups)])), legend=legend
        )
        marks = marks.encode(**drawn)
    else:
        marks = marks.encode(color=alt.value(theme.AFTER), **drawn)
    layers = [chart(lines).mark_rule(color="#9AA4AA", strokeWidth=1).encode(x=x, y=y, x2="x2:Q", y2="y2:Q"), marks]
    below = ["Larger marks have more ties. Where a mark stands means nothing but which are near each other."]
    if network.size <= MOST_NAMED:
        for (width, letters), shown in ((WIDE, "0 : 1"), (NARROW, "1 : 0")):
            named = names_apart(points, width, letters)
            there = alt.ExprRef(f"{theme.NARROW} ? {shown}")
            for side in sorted({away for _, away in named}):
                texts = chart([point for point, away in named if away == side])
                layers.append(texts.mark_text(dy=side, fontSize=letters, opacity=there).encode(x=x, y=y, text="name:N"))
            if width == WIDE[0] and len(named) < len(points):
                below.append(SOME_NAMES)
    title = finding(network)
    title = f"{wave[0].upper()}{wave[1:]}: {title}" if wave else title
    most = ", ".join(f"{point['name']} {point['ties']}" for point in points[:5])
    said = f"{title}. Most ties: {most}."
    return picture(layers, title, below, said, HEIGHT)


def names_apart(points: Sequence[dict[str, Any]], width: int, letters: int) -> list[tuple[dict[str, Any], int]]:
    """The points whose names fit without lying on each other, each with how far below its mark the name stands.

    Parameters
    ----------
    points : sequence of dict
        With `name`, `x` and `y`; the first are named first. A name stands above its mark, or else below it.
    width, letters : int
        Pixels of the picture across, and the height of a letter in pixels.
    """
    marks = [((point["x"] / ACROSS + 0.5) * width, (UP - point["y"]) / (UP - DOWN) * HEIGHT) for point in points]
    taken = [(across, down, MARK) for across, down in marks]
    named = []
    for point, (middle, mark) in zip(points, marks, strict=True):
        half = LETTER * letters * len(str(point["name"])) / 2
        for away in (-letters - 3, letters + 3):
            line = mark + away
            if all(abs(middle - x) > half + other or abs(line - y) > letters for x, y, other in taken):
                taken.append((middle, line, half))
                named.append((point, away))
                break
    return named


def finding(network: Network) -> str:
    """The title: how many organisations and ties, and how many stand alone."""
    alone = int(np.equal(np.add(*degrees(network)), 0).sum())
    end = f"; {alone} without any" if alone else ""
    return f"{counted(network.size, 'organisation', 'organisations')}, {counted(network.ties, 'tie', 'ties')}{end}"


def _points(network: Network, places: np.ndarray[Any, np.dtype[np.float64]], label: str) -> list[dict[str, Any]]:
    out, into = degrees(network)
    total = out + into if network.directed else out
    labels = network.attributes.get(label, ("",) * network.size)
    found = [
        {"name": name, "label": labels[place] or "not stated", "ties": int(total[place]), "x": float(places[place, 0]),
         "y": float(places[place, 1])}
        for place, name in enumerate(network.nodes)
    ]  # fmt: skip
    return sorted(found, key=lambda point: (-point["ties"], point["name"]))
