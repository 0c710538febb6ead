"""Network measures of 5,000 organisations with 50,000 ties, at two waves: `python tests/benchmarks/bench_networks.py`.

Everything a run computes for one wave, permutation tests among it, should take less than 10 s.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.connections import graph
from measures.connections.network import change_rows, network_rows
from measures.connections.rows import About

NODES, TIES, MOST_SECONDS = 5_000, 50_000, 10.0


def invented(seed: int) -> graph.Network:
    random = np.random.default_rng(seed)
    source, target = random.integers(0, NODES, size=(2, TIES))
    labels = tuple(f"sector {number}" for number in random.integers(0, 6, NODES))
    names = tuple(f"org {number}" for number in range(NODES))
    return graph.make(names, source, target, directed=True, attributes={"sector": labels})


def measure() -> dict[str, float]:
    """Seconds of each part."""
    first, second = invented(1), invented(2)
    about = About("bench", "ties", "one", "one")
    start = time.perf_counter()
    rows = network_rows(first, about, permutations=10_000, seed=1)
    alone = time.perf_counter() - start
    assert len(rows) > 3 * NODES
    start = time.perf_counter()
    change_rows({"one": first, "two": second}, about, permutations=10_000, seed=1)
    return {"one wave": alone, "change": time.perf_counter() - start}


if __name__ == "__main__":
    for part, seconds in measure().items():
        print(f"{part}: {seconds:.1f} s (at most {MOST_SECONDS:.0f})")
