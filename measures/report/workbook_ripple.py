"""Networks_ripple: every figure about ripple maps and networks, as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.report.dictionary import IN_METHODS, MEASURES
from measures.report.sheets import NOT_APPLICABLE, Column, Line, Number, Sheet, Value
from measures.report.tables import HIDDEN, blank
from measures.results import Row

RIPPLE = frozenset({
    "activities", "impacts", "links", "longest_chain", "reach_of_activity", "direct_links", "ripple_order",
    "ripple_order_count", "shared_credit", "ripple_multiplier", "independence_index", "persistence", "balance",
    "lag_median", "lag_quantile", "time_to_first_ripple", "category_count", "kappa", "staff_share",
})  # fmt: skip
NETWORK = frozenset({
    "network_size_before", "network_size_after", "network_size_change", "ties_new", "ties_kept", "ties_lost",
    "ties_via_programme", "blau_index", "ego_ei_index", "nodes", "ties", "density", "mean_degree", "arc_reciprocity",
    "dyad_reciprocity", "degree_centralisation", "betweenness_centralisation", "ei_index", "assortativity",
    "modularity", "components", "largest_component_share", "articulation_points", "betweenness", "degree",
    "density_change", "ei_permutation", "qap_correlation", "ladder_share", "ladder_up", "ladder_down",
    "marginal_homogeneity", "members", "growth_ratio", "growth_ratio_pooled", "growth_heterogeneity",
    "members_per_1000",
})  # fmt: skip
SHARES = ("share, 0 to 1",)
COLUMNS = (
    Column("Map or network", 30),
    Column("What", 60),
    Column("Measure", 26),
    Column("Breakdown", 20),
    Column("Box, place or group", 30),
    Column("Category", 26),
    Column("First wave", 12),
    Column("Later wave", 12),
    Column("Base: how many boxes, arrows or members of a group", 18),
    Column("Figure", 14),
    Column("Interval low", 13),
    Column("Interval high", 13),
    Column("p value", 12),
    Column("Unit", 20),
    Column("Remarks", 70),
)


def belongs(row: Row) -> bool:
    """Whether a row is about a ripple map, a network, a ladder or a membership."""
    return row.scale == "ripple" or row.measure in RIPPLE | NETWORK


def networks_ripple(rows: Iterable[Row], lines: Sequence[Line]) -> Sheet:
    """One row per figure; figures that are not there say why in the remarks."""
    return Sheet(
        "Networks_ripple",
        "Ripples, networks and membership",
        lines,
        "Networks_ripple_table",
        COLUMNS,
        [_cells(row) for row in rows if belongs(row)],
    )


def _cells(row: Row) -> list[Value]:
    meaning, unit = MEASURES.get(row.measure, (IN_METHODS, NOT_APPLICABLE))
    shown = "0%" if unit in SHARES else "#,##0.0##"
    return [
        row.instrument or NOT_APPLICABLE,
        meaning,
        row.measure,
        row.group_by.replace("_", " ") or NOT_APPLICABLE,
        row.group or NOT_APPLICABLE,
        row.category or NOT_APPLICABLE,
        row.wave_from or NOT_APPLICABLE,
        row.wave_to or NOT_APPLICABLE,
        _number(row, row.n, "#,##0"),
        _number(row, row.estimate, shown),
        *(_limit(row, value, shown) for value in (row.ci_low, row.ci_high)),
        NOT_APPLICABLE if row.p_value is None else Number(row.p_value, "0.000"),
        unit,
        row.note or NOT_APPLICABLE,
    ]


def _number(row: Row, value: float | None, shown: str) -> Value:
    if value is None:
        return blank(row)
    return Number(value, shown)


def _limit(row: Row, value: float | None, shown: str) -> Value:
    if value is None:
        return HIDDEN if row.status == "c" else NOT_APPLICABLE
    return Number(value, shown)
