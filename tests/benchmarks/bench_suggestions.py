"""What suggestions for 5,000 unmatched codes on each side cost, and how many of those meant are found.

Run from the project's folder: `python tests/benchmarks/bench_suggestions.py`. Prints processor seconds. The figure to
reach is 10 seconds.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.people.matching import suggest


def codes_people_make(draw: np.random.Generator, n: int) -> list[str]:
    """Two letters, a day, two letters, a digit."""
    letters = np.array(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    parts = draw.choice(letters, (n, 4))
    days, digits = draw.integers(1, 32, n), draw.integers(0, 10, n)
    return [f"{a}{b}{day:02d}{c}{d}{digit}" for (a, b, c, d), day, digit in zip(parts, days, digits, strict=True)]


def main() -> None:
    """Print what it cost, the pairs that were meant, and strangers who happen to be one slip apart."""
    draw = np.random.default_rng(20260101)
    before, after = codes_people_make(draw, 5000), codes_people_make(draw, 5000)
    for place in range(0, 5000, 10):  # one person in ten swapped two neighbours
        code = before[place]
        after[place] = code[:4] + code[5] + code[4] + code[6]
    seen = np.repeat([[True, False], [False, True]], 5000, axis=0)
    start = time.process_time()
    found = suggest([*before, *after], seen)
    seconds = time.process_time() - start
    meant = sum(other - 5000 == one and one % 10 == 0 for one, other in found)
    print(f"5,000 beside 5,000 codes: {seconds:.1f} s, {meant} of 500 meant found, {len(found) - meant} strangers")


if __name__ == "__main__":
    main()
