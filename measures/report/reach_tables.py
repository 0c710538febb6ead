"""Tables of who took part, as text cells: hidden figures as `[c]`, absent ones as `[x]`."""

from __future__ import annotations

from collections.abc import Iterable

from measures.report.numbers import fixed, percent
from measures.report.reach_map import DISTRICTS
from measures.report.reach_words import OF_ALL
from measures.report.tables import ABSENT, Table, blank
from measures.results import Row

MEASURES = ("participants", "residents", "reach_ratio", "reach_gap", "shortfall")
NAMES = {
    "dissimilarity": "Share who would have to be in other groups (dissimilarity)",
    "reach_chi_square": "Test of all groups together",
    "reach_trend": "Test of a trend over the ordered groups",
}


def reach_table(rows: Iterable[Row], group_by: str) -> Table:
    """Each group's people, share of them and of residents, ratio with its interval, and people behind the gap."""
    by_group: dict[str, dict[str, Row]] = {}
    for row in rows:
        if row.group_by == group_by and row.group and row.measure in MEASURES:
            by_group.setdefault(row.group, {})[row.measure] = row
    total = sum(found["residents"].estimate or 0 for found in by_group.values() if "residents" in found)
    return [
        {
            "Group": group,
            "Took part": _cell(found.get("participants"), "count"),
            "Share of them": _share(found.get("reach_gap"), found.get("residents"), total),
            "Share of residents": _of_residents(found.get("residents"), total),
            "Ratio": _cell(found.get("reach_ratio"), "ratio"),
            "Interval": _interval(found.get("reach_ratio")),
            "People more or fewer": _behind(found.get("reach_gap")),
        }
        for group, found in by_group.items()
    ]


def tests_table(rows: Iterable[Row], group_by: str) -> Table:
    """What was found over all groups together."""
    return [
        {
            "Figure": NAMES[row.measure],
            "Value": percent(row.estimate) if row.estimate is not None else _p_value(row),
            "Method": row.method,
            "Note": row.note,
        }
        for row in rows
        if row.group_by == group_by and row.measure in OF_ALL
    ]


def _p_value(row: Row) -> str:
    if row.p_value is None:
        return blank(row)
    return "p < 0.001" if row.p_value < 0.001 else f"p = {fixed(row.p_value, 2 if row.p_value >= 0.01 else 3)}"


def _cell(row: Row | None, kind: str) -> str:
    if row is None or row.estimate is None:
        return blank(row)
    return f"{round(row.estimate):,}" if kind == "count" else fixed(row.estimate, 2)


def _share(gap: Row | None, residents: Row | None, total: float) -> str:
    """The share of participants: that of residents and the gap."""
    if gap is None or gap.estimate is None or residents is None or residents.estimate is None or not total:
        return blank(gap)
    return percent(gap.estimate + residents.estimate / total)


def _of_residents(row: Row | None, total: float) -> str:
    if row is None or row.estimate is None or not total:
        return ABSENT
    return percent(row.estimate / total)


def _interval(row: Row | None) -> str:
    if row is None or row.ci_low is None or row.ci_high is None:
        return blank(row)
    return f"{fixed(row.ci_low, 2)} to {fixed(row.ci_high, 2)}"


def _behind(row: Row | None) -> str:
    if row is None or row.estimate is None or row.n is None:
        return blank(row)
    return fixed(row.estimate * row.n, 0)


def places_table(rows: Iterable[Row], *, small: bool) -> Table:
    """Where people came from, most people first: districts, or the small areas (LSOAs) anybody came from."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        here = row.group_by == "lsoa" if small else row.group in DISTRICTS
        if here and not row.instrument and row.measure in ("participants", "residents", "coverage_per_1000"):
            found.setdefault(row.group, {})[row.measure] = row
    ranked = sorted(found.items(), key=lambda one: (-(_number(one[1].get("participants"))), one[0]))
    table = []
    for name, mine in ranked:
        line = {"Place": name, "People": _cell(mine.get("participants"), "count")}
        line["Residents"] = _cell(mine.get("residents"), "count")
        table.append(line if small else {**line, "Per 1,000 residents": _cell(mine.get("coverage_per_1000"), "rate")})
    return table


def _number(row: Row | None) -> float:
    return -1.0 if row is None or row.estimate is None else row.estimate
