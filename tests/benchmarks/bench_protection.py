"""What protection costs: a table of 6 x 10 x 3 with all its margins, first made safe, then audited.

Run from the project's folder: `python tests/benchmarks/bench_protection.py`. Prints processor seconds, the best of three.
The figure to reach is 2 seconds.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.disclosure import protect
from tests.property.test_linked_tables import crossed_three_ways


def main() -> None:
    """Print the best of three."""
    found = crossed_three_ways()
    seconds = []
    for _ in range(3):
        start = time.process_time()
        rows = protect(found).value.results
        seconds.append(time.process_time() - start)
    hidden = sum(row.n is None for row in rows)
    print(f"{len(rows):,} counts, {hidden:,} of them hidden: {min(seconds):.2f} s")


if __name__ == "__main__":
    main()
