"""Levels and change of one scale, from the counted before/after table: the list of figures and their composition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from measures.change import effects, levels, mean_tests, rank_tests
from measures.change.resampling import QUANTILES
from measures.change.table import PairTable
from measures.results import Row

Compute = Callable[[PairTable], Row]

PER_PAIR: Mapping[tuple[str, str], Compute] = {
    ("mean_before", ""): partial(levels.mean, measure="mean_before", side="before"),
    ("mean_after", ""): partial(levels.mean, measure="mean_after", side="after"),
    ("sd_before", ""): partial(levels.sd, measure="sd_before", side="before"),
    ("sd_after", ""): partial(levels.sd, measure="sd_after", side="after"),
    ("median_before", ""): partial(levels.median, measure="median_before", side="before"),
    ("median_after", ""): partial(levels.median, measure="median_after", side="after"),
    ("correlation", ""): levels.correlation,
    ("floor_before", ""): partial(levels.at_end, measure="floor_before", side="before", end="low"),
    ("floor_after", ""): partial(levels.at_end, measure="floor_after", side="after", end="low"),
    ("ceiling_before", ""): partial(levels.at_end, measure="ceiling_before", side="before", end="high"),
    ("ceiling_after", ""): partial(levels.at_end, measure="ceiling_after", side="after", end="high"),
    ("mean_change", ""): partial(levels.mean, measure="mean_change", side="change"),
    ("sd_change", ""): partial(levels.sd, measure="sd_change", side="change"),
    ("paired_t", ""): mean_tests.paired_t,
    ("wilcoxon", ""): rank_tests.wilcoxon,
    ("wilcoxon_exact", ""): rank_tests.wilcoxon_exact,
    ("hodges_lehmann", ""): rank_tests.hodges_lehmann,
    ("sign_test", ""): rank_tests.sign_test,
    ("d_z", ""): partial(effects.d_z, measure="d_z"),
    ("g_z", ""): partial(effects.d_z, measure="g_z"),
    ("d_av", ""): partial(effects.d_av, measure="d_av"),
    ("g_av", ""): partial(effects.d_av, measure="g_av"),
    ("d_rm", ""): effects.d_rm,
    ("rank_biserial", ""): effects.rank_biserial,
    ("minimum_detectable", ""): mean_tests.minimum_detectable,
    **{("change_quantile", str(share)): partial(levels.change_quantile, share=share) for share in QUANTILES},
}
"""One entry per (measure, category); each is asked only when there is at least one pair."""

WHERE_STATED: Mapping[str, tuple[str, Compute]] = {"equivalence": ("equivalence", mean_tests.equivalence)}
"""Figures that need a bound from the study: the setting that holds it, and how they are computed."""


def paired_rows(table: PairTable) -> list[Row]:
    """Every figure that needs pairs; where there are none, each says so."""
    asked = dict(PER_PAIR)
    for measure, (setting, compute) in WHERE_STATED.items():
        if table.key in getattr(table.settings, setting):
            asked[measure, ""] = compute
    if table.nobody:
        return [table.absent(measure, table.nobody, category=category) for measure, category in asked]
    return [compute(table) for compute in asked.values()]
