"""What it costs to find the areas of a million postcodes, as people type them.

Run from the project's folder: `python tests/benchmarks/bench_places.py`. Prints seconds, the best of three. The figure
to reach is 1 second.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.equity.finding import find_areas
from measures.equity.places import shipped_places


def main(rows: int = 1_000_000) -> None:
    """Print the best of three, and the share found."""
    places = shipped_places()
    draw = np.random.default_rng(20260101)
    plain = np.array(places.postcodes.to_pylist())
    texts = [f"{one[:-3]} {one[-3:]}" for one in plain]
    texts += [text.lower() for text in texts] + ["GL1", "BS1 4DJ", "none of your business", ""]
    column = pa.array(np.array(texts)[draw.integers(len(texts), size=rows)])
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        found = find_areas(column, "postcode", places)
        seconds.append(time.perf_counter() - start)
    print(f"{rows:,} postcodes in {min(seconds):.2f} s, {(found.line >= 0).mean():.1%} found")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
