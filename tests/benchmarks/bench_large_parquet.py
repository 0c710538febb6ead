"""Counting pairs straight from Parquet on DuckDB, with a cap on memory: by default 100,000,000 rows under 2 GB.

Run from the project's folder: `python -m tests.benchmarks.bench_large_parquet [rows]`. The made file (two waves one after
the other, as many people) and what DuckDB spills stand in a temporary folder and are deleted. Counts are checked against
pandas on the first people, and every person is counted once.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import narwhals as nw
import pandas as pd

from measures.pairs import ScalePairs, count_all
from measures.people.responses import Responses
from measures.scoring import score
from tests.made_instruments import simple

MEMORY = "1500MB"
LIMIT = 2_000_000_000
SAMPLE = 100_000
INSTRUMENT = simple("sum", "a", "b", "c")
# codes 1 to 5 that differ from person to person and wave to wave by plain arithmetic, so that the file needs no library
ROWS = """
SELECT 'P' || i AS participant, '{wave}' AS wave,
       CAST(1 + (i * 7 + i // 11) % 5 AS BIGINT) AS "made.a",
       CASE WHEN (i + {shift}) % 29 = 0 THEN NULL ELSE CAST(1 + (i * 3 + {shift} * (i // 7)) % 5 AS BIGINT) END AS "made.b",
       CAST(1 + (i + {shift} * (i // 13)) % 5 AS BIGINT) AS "made.c"
FROM range({people}) AS numbers(i)
"""


def make(folder: Path, people: int) -> str:
    """Write both waves as Parquet; give the pattern of the files' names."""
    with duckdb.connect() as made:
        made.execute(f"SET memory_limit = '{MEMORY}'")
        for shift, wave in enumerate(("before", "after"), start=1):
            rows = ROWS.format(wave=wave, shift=shift, people=people)
            made.execute(f"COPY ({rows}) TO '{folder / wave}.parquet' (FORMAT parquet)")
    return str(folder / "*.parquet")


def counted(frame: nw.LazyFrame | nw.DataFrame) -> ScalePairs:
    """The pairs of everybody."""
    nobody = nw.from_native(pd.DataFrame({"participant": pd.Series([], dtype=str)}), eager_only=True)
    held = Responses(answers=frame, people=nobody, waves=("before", "after"), instruments={"made": INSTRUMENT})
    (pairs,) = count_all(score(held), held)
    return pairs


def cells(pairs: ScalePairs) -> list[tuple[float, float, int]]:
    """The cells as plain numbers."""
    return list(zip(pairs.before.tolist(), pairs.after.tolist(), pairs.n.tolist(), strict=True))


def main(rows: int) -> None:
    """Print what it took."""
    people = rows // 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = make(folder, people)
        with duckdb.connect() as engine:
            engine.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{folder / 'spill'}'")
            engine.execute("SET preserve_insertion_order = false; SET threads = 1")
            start = time.perf_counter()
            pairs = counted(nw.from_native(engine.sql(f"SELECT * FROM read_parquet('{files}')")))
            seconds = time.perf_counter() - start
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            some = f"SELECT * FROM read_parquet('{files}') WHERE CAST(substr(participant, 2) AS BIGINT) < {SAMPLE}"
            first = engine.sql(some).arrow().read_all()
            small = counted(nw.from_native(engine.sql(some)))
    whole = first.to_pandas(types_mapper=pd.ArrowDtype)
    assert cells(counted(nw.from_native(whole, eager_only=True))) == cells(small)
    left_out = {(-shift) % 29 for shift in (1, 2)}
    expected = people - sum(len(range(start, people, 29)) for start in left_out)
    assert pairs.pairs == expected, (pairs.pairs, expected)
    print(f"{rows:,} rows, {pairs.pairs:,} pairs in {len(pairs.n)} cells: {seconds:.1f} s, peak {peak / 1e6:,.0f} MB")
    assert peak < LIMIT, "more than 2 GB"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000_000)
