"""What the ripple measures of 10,000 boxes cost, and the search for twins among them.

Run from the project's folder: `python tests/benchmarks/bench_ripples.py`. Prints processor seconds. The figure to reach
is 10 seconds for each.
"""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.ripple.checking import checked
from measures.ripple.faults import Faults
from measures.ripple.ripple_map import LEADERS, Link, Node, RippleMap, When
from measures.ripple.ripple_measures import ripple_rows

BOXES, ARROWS = 10_000, 14_000
WORDS = ("walk", "garden", "choir", "bus", "park", "school", "hall")


def large_map() -> RippleMap:
    """A map that grows over five years, each box led to by boxes not long before it."""
    draw = np.random.default_rng(20260101)
    nodes = []
    for k in range(BOXES):
        day = date(2019, 4, 1) + timedelta(days=k // 5)
        nodes.append(
            Node(
                id=f"N{k}", kind="activity" if draw.random() < 0.3 else "impact", when=When(day, day, "day", day),
                title=f"{WORDS[k % 7]} {draw.integers(1_000_000)} for {WORDS[k % 5]}", led_by=LEADERS[k % 5],
                status="continued" if k % 3 else "ceased", categories=(f"c{k % 12}",),
                second_categories=(f"c{draw.integers(12)}",),
            )
        )  # fmt: skip
    later = draw.integers(1, BOXES, ARROWS)
    earlier = np.maximum(0, later - draw.integers(1, 400, ARROWS))
    arrows = sorted({(a, b) for a, b in zip(earlier.tolist(), later.tolist(), strict=True) if a != b})
    return RippleMap("large", tuple(nodes), tuple(Link(f"N{a}", f"N{b}") for a, b in arrows))


def main() -> None:
    """Print what measuring and looking over cost."""
    found = large_map()
    start = time.process_time()
    rows = ripple_rows(found)
    measured = time.process_time() - start
    start = time.process_time()
    checked(found, Faults())
    looked_over = time.process_time() - start
    print(f"{BOXES:,} boxes: {len(rows):,} rows in {measured:.1f} s, looked over in {looked_over:.1f} s")


if __name__ == "__main__":
    main()
