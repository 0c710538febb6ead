"""Mapping and coding a table of text: ten questions of six different answers each, a code of one's own, a wave.

Run from the project's folder: `python tests/benchmarks/bench_coding.py [rows ...]`. Prints the best of several runs for
each engine, beside a bare count of the distinct answers of the same ten columns on the same engine.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import narwhals as nw
import numpy as np
import polars as pl
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.exports.answers import code_answers
from measures.exports.columns import map_columns
from measures.exports.tables import ColumnMap, Table
from measures.library import load_library, shipped_instruments

ROUNDS = 3
INSTRUMENT = "gse10"


def made_table(rows: int, engine: str) -> Table:
    """A table of made-up answers."""
    instrument = load_library(shipped_instruments())[INSTRUMENT]
    labels = [option.label for option in instrument.responses_of(instrument.items[0].id).options]
    rng = np.random.default_rng(1)

    def texts(values: list[str]) -> pa.Array:
        picked = rng.integers(0, len(values), rows, dtype=np.int32)
        return pa.DictionaryArray.from_arrays(picked, pa.array(values)).cast(pa.string())

    columns = {f"c{k}": texts([*labels, "", "Prefer not to say"]) for k in range(len(instrument.items))}
    columns |= {"c10": pa.array(np.arange(rows).astype(str)), "c11": texts(["before", "after"])}
    columns["row"] = pa.array(np.arange(2, rows + 2))
    native = pl.from_arrow(pa.table(columns))
    if engine == "pandas":
        native = pa.table(columns).to_pandas().astype({name: "str" for name in columns if name != "row"})
    headers = (*(item.text or item.topic for item in instrument.items), "Your code", "Wave")
    return Table("made.csv", "", headers, nw.from_native(native, eager_only=True), "general", "made up", 1, 2)


def best(run: Callable[[], object]) -> float:
    """Seconds of the best of several runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Time every engine at every size asked for."""
    library = load_library(shipped_instruments())
    print(f"{'rows':>12} {'engine':<8} {'map':>8} {'code':>8} {'bare count':>11}   seconds")
    for rows in [int(words) for words in sys.argv[1:]] or [1_000_000]:
        for engine in ("pandas", "polars"):
            table = made_table(rows, engine)
            mapped: ColumnMap = map_columns(table, library)
            coded = code_answers(mapped, library)
            assert sum(name.startswith(f"{INSTRUMENT}.") for name in coded.frame.columns) == 10, mapped.issues
            mapping = best(lambda table=table: map_columns(table, library))
            coding = best(lambda mapped=mapped: code_answers(mapped, library))
            bare = best(lambda table=table: [table.frame.get_column(f"c{k}").value_counts() for k in range(10)])
            print(f"{rows:>12,} {engine:<8} {mapping:>8.2f} {coding:>8.2f} {bare:>11.2f}")


if __name__ == "__main__":
    main()
