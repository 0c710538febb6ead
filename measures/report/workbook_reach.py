"""Equity_reach: who took part beside residents, group by group, then what was found over all groups of a breakdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.report import reach_words
from measures.report.phrases import breakdown_name
from measures.report.sheets import NOT_APPLICABLE, Column, Line, Number, Sheet, Value
from measures.report.tables import blank
from measures.results import Row

COUNT, SHARE, RATIO, RATE, TEST = "#,##0", "0.0%", "0.00", "0.00", "0.000"
EVERY_GROUP = "All groups together"
COLUMNS = (
    Column("Breakdown", 44),
    Column("Group", 34),
    Column("Participants", 13),
    Column("Residents", 13),
    Column("Per 1,000 residents", 13),
    Column("Interval low", 12),
    Column("Interval high", 12),
    Column("Reach ratio", 12),
    Column("Ratio, interval low", 13),
    Column("Ratio, interval high", 13),
    Column("Gap between shares", 13),
    Column("People more or fewer than at equal reach", 18),
    Column("Fewer than at equal reach", 15),
    Column("Fewer than at the best group's reach", 17),
    Column("Ratio of rates", 12),
    Column("Dissimilarity", 14),
    Column("p, all groups", 12),
    Column("p, trend", 12),
    Column("Found at both times, of participants", 18),
    Column("Compared with", 70),
    Column("Remarks", 60),
)


def equity_reach(rows: Iterable[Row], lines: Sequence[Line]) -> Sheet | None:
    """One row per group of each breakdown, small areas apart; None where nothing is said of reach."""
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in rows:
        if not row.instrument and row.group_by != "lsoa" and row.measure in MEASURES:
            found.setdefault((row.group_by, row.group), {})[row.measure] = row
    if not found:
        return None
    cells = [_cells(group_by, group, mine) for (group_by, group), mine in found.items()]
    return Sheet("Equity_reach", "Who took part, beside residents", lines, "Equity_reach_table", COLUMNS, cells)


MEASURES = frozenset({
    "participants", "residents", "coverage_per_1000", "reach_ratio", "reach_gap", "shortfall", "shortfall_to_best",
    "rate_ratio", "matched_share", *reach_words.OF_ALL,
})  # fmt: skip


def _cells(group_by: str, group: str, mine: dict[str, Row]) -> list[Value]:
    gap = mine.get("reach_gap")
    rows = list(mine.values())
    remarks = [reach_words.without_base(row.note) for row in rows if row.status == "x"]
    return [
        breakdown_name(group_by) or "Everybody",
        group or EVERY_GROUP,
        _figure(mine.get("participants"), "estimate", COUNT),
        _figure(mine.get("residents"), "estimate", COUNT),
        *(_figure(mine.get("coverage_per_1000"), name, RATE) for name in ("estimate", "ci_low", "ci_high")),
        *(_figure(mine.get("reach_ratio"), name, RATIO) for name in ("estimate", "ci_low", "ci_high")),
        _figure(gap, "estimate", SHARE),
        Number(gap.estimate * gap.n, COUNT) if gap and gap.estimate is not None and gap.n else _absent(gap),
        _figure(mine.get("shortfall"), "estimate", COUNT),
        _figure(mine.get("shortfall_to_best"), "estimate", COUNT),
        _figure(mine.get("rate_ratio"), "estimate", RATIO),
        _figure(mine.get("dissimilarity"), "estimate", SHARE),
        _figure(mine.get("reach_chi_square"), "p_value", TEST),
        _figure(mine.get("reach_trend"), "p_value", TEST),
        _figure(mine.get("matched_share"), "estimate", SHARE),
        reach_words.base_of(rows) or NOT_APPLICABLE,
        remarks[0] if remarks and remarks[0] else NOT_APPLICABLE,
    ]


def _figure(row: Row | None, column: str, shown: str) -> Value:
    value = None if row is None else getattr(row, column)
    return _absent(row) if value is None else Number(value, shown)


def _absent(row: Row | None) -> Value:
    if row is None:
        return NOT_APPLICABLE
    return blank(row)
