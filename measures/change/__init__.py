"""What changed between two waves."""

from __future__ import annotations

from measures.change.adjusting import adjust
from measures.change.anchor import anchor_rows
from measures.change.attrition import attrition_rows, drift_rows
from measures.change.comparison import comparison_rows
from measures.change.everybody import everybody_rows
from measures.change.exact_matches import exact_match_rows
from measures.change.imputation import missing_rows
from measures.change.paired import paired_rows
from measures.change.people import people_rows
from measures.change.scale_quality import alpha_rows, baseline_alpha, item_rows
from measures.change.settings import ChangeSettings
from measures.change.shares import Category, categories_of, share_rows
from measures.change.table import PairTable
from measures.change.waves import trajectory_rows
from measures.histories import WaveHistories
from measures.pairs import ScalePairs
from measures.results import Row

__all__ = [
    "Category",
    "ChangeSettings",
    "WaveHistories",
    "adjust",
    "alpha_rows",
    "anchor_rows",
    "baseline_alpha",
    "categories_of",
    "change_rows",
    "comparison_rows",
    "exact_match_rows",
    "item_rows",
    "people_rows",
    "share_rows",
    "trajectory_rows",
]


def change_rows(pairs: ScalePairs, settings: ChangeSettings) -> list[Row]:
    """Levels and change of one scale in everybody or one group, and who was not heard from again.

    Every measure gives its row; where it cannot be computed the row says why (`status` x). The p values of several
    groups are adjusted by `adjust`.
    """
    table = PairTable(pairs, settings)
    return [
        *everybody_rows(table),
        *paired_rows(table),
        *attrition_rows(table),
        *missing_rows(table),
        *drift_rows(table),
    ]
