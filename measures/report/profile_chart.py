"""The conditions-for-good-health profile: every scale on one 0 to 100 metric under its domain, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from measures.disclosure import Protected
from measures.instrument import DOMAINS
from measures.report import theme
from measures.report.charts import Picture, chart, picture
from measures.report.numbers import fixed
from measures.report.tables import ABSENT, HIDDEN, blank
from measures.report.words import DOMAIN_NAMES
from measures.results import Evaluation, Row

TITLE = "Where people stood before and after, by condition for good health"
MEASURES = ("pomp_before", "pomp_after", "pomp_improvement")
ROW_HEIGHT = 56


def profile_lines(protected: Protected[Evaluation], group_by: str = "", group: str = "") -> list[dict[str, Row]]:
    """The rows of each scale under each of its domains, domains in fixed order; never a figure over them."""
    found: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in protected.value.results:
        if row.measure in MEASURES and (row.group_by, row.group) == (group_by, group):
            found.setdefault((row.domain, row.instrument, row.scale), {})[row.measure] = row
    rank = {domain: number for number, domain in enumerate(DOMAINS)}
    return [found[key] for key in sorted(found, key=lambda key: rank.get(key[0], len(rank)))]


def profile_table(protected: Protected[Evaluation], group_by: str = "", group: str = "") -> list[dict[str, str]]:
    """One line for each scale under its domain."""
    titles = _titles(protected)
    lines = []
    for rows in profile_lines(protected, group_by, group):
        first = next(iter(rows.values()))
        change = rows.get("pomp_improvement")
        lines.append(
            {
                "Condition": DOMAIN_NAMES.get(first.domain, first.domain),
                "Questions": titles[first.instrument, first.scale],
                "Before": _cell(rows.get("pomp_before")),
                "After": _cell(rows.get("pomp_after")),
                "Improvement": _cell(change),
                "Interval": _interval(change),
                "People": HIDDEN if change is None or change.n is None else f"{change.n:,}",
            }
        )
    return lines


def profile_picture(protected: Protected[Evaluation], group_by: str = "", group: str = "") -> Picture | None:
    """Dots before and after with a line between them and their intervals; `None` where nothing may be drawn."""
    titles = _titles(protected)
    points: list[dict[str, Any]] = []
    for rows in profile_lines(protected, group_by, group):
        for when, measure in (("before", "pomp_before"), ("after", "pomp_after")):
            row = rows.get(measure)
            if row is not None and row.estimate is not None:
                points.append(_point(row, when, titles[row.instrument, row.scale]))
    names = list(dict.fromkeys(point["scale"] for point in points))
    if not names:
        return None
    y = alt.Y(
        "scale:N", sort=names, scale=alt.Scale(domain=names), title=None, axis=alt.Axis(ticks=False, labelLimit=300)
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, 100]), title="Percent of the most possible")
    base = chart(points).encode(y=y)
    colour = alt.Color(
        "when:N", scale=alt.Scale(domain=["before", "after"], range=[theme.BEFORE, theme.AFTER]),
        legend=alt.Legend(title=None, orient="top"),
    )  # fmt: skip
    shape = alt.Shape("when:N", scale=alt.Scale(domain=["before", "after"], range=["circle", "diamond"]), legend=None)
    offset = alt.YOffset("when:N", sort=["before", "after"], scale=alt.Scale(paddingInner=0.4))
    layers = [
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q", color=colour, yOffset=offset),
        base.mark_point(size=110, filled=True, opacity=1).encode(x=x, color=colour, shape=shape, yOffset=offset),
    ]
    who = f"{group_by.replace('_', ' ')}: {group}. " if group else ""
    level = "Lines at the marks: intervals." if any(point["low"] != point["high"] for point in points) else ""
    below = [f"{who}Every scale from 0 (the least possible) to 100 (the most), turned so that right is better.", level]
    said = "; ".join(f"{point['scale']} {point['when']}: {fixed(point['value'], 0)}" for point in points)
    return picture(layers, TITLE, [part for part in below if part], f"{TITLE}. {said}.", ROW_HEIGHT * len(names))


def groups_of(protected: Protected[Evaluation]) -> dict[str, list[str]]:
    """The breakdowns of the profile, and the groups of each in their own order."""
    found: dict[str, list[str]] = {}
    for row in protected.value.results:
        if row.measure == "pomp_improvement" and row.group_by:
            found.setdefault(row.group_by, [])
            if row.group not in found[row.group_by]:
                found[row.group_by].append(row.group)
    return found


def _titles(protected: Protected[Evaluation]) -> dict[tuple[str, str], str]:
    return {(facts.instrument, facts.scale): facts.title for facts in protected.value.scales}


def _point(row: Row, when: str, title: str) -> dict[str, Any]:
    value = row.estimate or 0.0
    low, high = (value if end is None else end for end in (row.ci_low, row.ci_high))
    domain = DOMAIN_NAMES.get(row.domain, row.domain)
    name = title if title.startswith(domain) else f"{domain}: {title}"
    return {"scale": name, "when": when, "value": value, "low": max(low, 0.0), "high": min(high, 100.0)}


def _cell(row: Row | None) -> str:
    if row is None or row.estimate is None:
        return blank(row)
    return fixed(row.estimate, 0)


def _interval(row: Row | None) -> str:
    if row is None or row.ci_low is None or row.ci_high is None:
        return blank(row)
    return f"{fixed(row.ci_low, 0)} to {fixed(row.ci_high, 0)}"


def themes(rows: Sequence[Row]) -> list[str]:
    """Breakdowns that tell programmes, themes or places apart, in the order they come."""
    known = ("theme", "area_of_work", "programme", "locality", "district")
    return [name for name in dict.fromkeys(row.group_by for row in rows) if name in known]


def theme_table(rows: Sequence[Row], group_by: str, scale: tuple[str, str]) -> list[dict[str, str]]:
    """Reach, change, connections and ripples side by side for each group of a breakdown, with room for a quote.

    What another file calls by the same words counts as the same: localities of a register, categories of a ripple map.
    """
    groups = list(dict.fromkeys(row.group for row in rows if row.group_by == group_by and row.group))
    return [
        {
            group_by.replace("_", " ").capitalize(): group,
            "Took part": _first(rows, "participants", group_by, group),
            "Reach ratio": _first(rows, "reach_ratio", group_by, group, 2),
            "Average change": _first(rows, "mean_change", group_by, group, 1, scale),
            "Growth of connections": _first(rows, "growth_ratio", "", group, 2),
            "Impacts recalled": _impacts(rows, group),
            "In their words": "",
        }
        for group in groups
    ]


def _first(
    rows: Sequence[Row], measure: str, group_by: str, group: str, places: int = 0, scale: tuple[str, str] | None = None
) -> str:
    for row in rows:
        if (
            row.measure != measure
            or row.group.casefold() != group.casefold()
            or (group_by and row.group_by != group_by)
        ):
            continue
        if scale is not None and (row.instrument, row.scale) != scale:
            continue
        if row.estimate is None:
            return blank(row)
        return f"{row.estimate:,.0f}" if not places else fixed(row.estimate, places)
    return ABSENT


def _impacts(rows: Sequence[Row], group: str) -> str:
    for row in rows:
        named = row.category.casefold() == group.casefold() and not row.group
        if row.measure == "category_count" and named and row.estimate is not None:
            return f"{row.estimate:,.0f}"
    return ABSENT
