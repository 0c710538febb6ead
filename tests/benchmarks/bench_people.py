"""Who is who among a million people: exact and normalised matching, and settling one row per person and wave.

Run from the project's folder: `python tests/benchmarks/bench_people.py [people]` (1,000,000 by default). Codes are
invented; three in ten are typed in small letters with a space the second time. Ten items and one group column. Prints
seconds, processor seconds and the most memory used, the tables themselves included.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.exports.tables import CodedTable, ColumnMap, ColumnUse, Table
from measures.people.link import link
from measures.people.waves import ParticipantRules, WaveRules

LETTERS = np.array(list("ABCDEFGHJKMNPQRSTUVWXYZ"))
ITEMS = [f"x.q{number}" for number in range(10)]


def codes_of(people: int, draw: np.random.Generator) -> np.ndarray:
    """Distinct codes: six letters, a hyphen, two digits."""
    numbers = draw.choice(len(LETTERS) ** 6, people, replace=False)
    letters = [LETTERS[numbers // len(LETTERS) ** place % len(LETTERS)] for place in range(6)]
    codes = letters[0]
    for more in (*letters[1:], np.char.add("-", np.char.zfill((numbers % 97).astype(str), 2))):
        codes = np.char.add(codes, more)
    return codes


def table_of(codes: np.ndarray, wave: str, draw: np.random.Generator) -> CodedTable:
    """One wave's coded table."""
    rows = np.arange(2, len(codes) + 2)
    texts = {"c0": pd.Series(codes, dtype="str"), "c1": pd.Series(draw.choice(["F", "M", ""], len(codes)), dtype="str")}
    items = {item: pd.array(draw.integers(1, 5, len(codes)), dtype="Int64") for item in ITEMS}
    uses = [ColumnUse(0, "Code", "participant"), ColumnUse(1, "Gender", "group", "Gender")]
    uses += [ColumnUse(place, item, "item", item) for place, item in enumerate(ITEMS, start=2)]
    source = nw.from_native(pd.DataFrame({"row": rows, **texts}), eager_only=True)
    table = Table(f"{wave}.csv", "", ("Code", "Gender", *ITEMS), source, "", "", 1, 2)
    frame = pd.DataFrame({"row": pd.Series(rows, dtype="Int64"), **texts, **items})
    return CodedTable(ColumnMap(table, tuple(uses), wave), nw.from_native(frame, eager_only=True), {}, {}, {})


def main(people: int) -> None:
    """Match, and print what it took."""
    draw = np.random.default_rng(20260101)
    before = codes_of(people, draw)
    after = before[draw.permutation(people)]
    after = np.where(draw.random(people) < 0.3, np.char.add(np.char.lower(after), " "), after)
    tables = [table_of(before, "before", draw), table_of(after, "after", draw)]
    start, processor = time.perf_counter(), time.process_time()
    found = link(tables, WaveRules(order=("before", "after")), ParticipantRules(), about=["Gender"])
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    if sum(found.stages.values()) != people:
        raise SystemExit(f"Only {found.stages} of {people} people were matched.")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{people:,} people, {dict(found.stages)}: {seconds:.1f} s, {processor:.1f} s of processor, {memory:.1f} GB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
