"""The slope index change of 1,000,000 people in five groups with 2,000 draws, once counted: at most one second.

Run from the project's folder: `python tests/benchmarks/bench_fairness.py [people]`. Prints the best of several runs of
every figure of fairness of one breakdown, of which the slope index and its bootstrap are a part, for a scale of 22 scores
and for one of 7.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.equity.fair_cells import FairSettings, GroupedPairs
from measures.equity.fairness import fairness_rows, slope_rows
from measures.pairs import Counts, ScalePairs

ROUNDS = 5
ORDER = ("1", "2", "3", "4", "5")


def counted(people: int, high: int, group: str) -> ScalePairs:
    """Invented pairs of one group, counted."""
    draw = np.random.default_rng(int(group))
    level = draw.normal(high * (0.35 + 0.05 * int(group)), high / 6, people)
    before, after = (
        np.clip(np.rint(level + draw.normal(0, high / 10, people)), 0, high).astype(np.int64) for _ in range(2)
    )
    table = np.bincount(before * (high + 1) + after, minlength=(high + 1) ** 2)
    here = np.flatnonzero(table)
    first, second = (here // (high + 1)).astype(float), (here % (high + 1)).astype(float)
    values = np.arange(high + 1, dtype=float)
    sides = [Counts(values, np.bincount(side, minlength=high + 1)) for side in (before, after)]
    return ScalePairs(
        instrument="made", scale="scale", domain="strengths", wave_from="before", wave_to="after", before=first,
        after=second, n=table[here], all_before=sides[0], all_after=sides[1],
        not_again=Counts(np.zeros(0), np.zeros(0, dtype=np.int64)), higher_is="better", low=0.0, high=float(high),
        group_by="fifth", group=group,
    )  # fmt: skip


def main() -> None:
    """Time both."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for high in (21, 6):
        parts = [counted(people // 5, high, group) for group in ORDER]
        cells = sum(len(part.n) for part in parts)
        slopes, everything = [], []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            slope_rows(GroupedPairs(parts, ORDER, FairSettings()))
            slopes.append(time.perf_counter() - start)
            start = time.perf_counter()
            fairness_rows(parts, ORDER, FairSettings())
            everything.append(time.perf_counter() - start)
        print(
            f"{people:,} people, {cells} cells: slope index with 2,000 draws {min(slopes):.3f} s (at most 1); "
            f"every figure of fairness {min(everything):.3f} s"
        )


if __name__ == "__main__":
    main()
