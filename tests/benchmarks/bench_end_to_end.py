"""`evaluate` by the command line, from one CSV to results.json, beside Polars' bare read of the same file.

Run from the project's folder: `python tests/benchmarks/bench_end_to_end.py [rows]` (1,000,000 by default). The file holds
two waves one after the other with half the rows each, a code of one's own, ten questions of one scale in words, and two
groups; three codes in ten are typed in small letters the second time. The two take turns, each in a process of its own;
the best of several rounds counts. A run over a hundred rows shows what starting the program takes. Seconds are of the
clock, then of the processor (all threads and child processes), with the most memory the process held.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from measures.library import load_library, shipped_instruments  # noqa: E402  found once the folder is on the path

ROUNDS = 3
INSTRUMENT = "gse10"
STUDY = """format = 1

[[files]]
path = "answers.csv"

[waves]
order = ["before", "after"]
column = "Wave"

[participant]
column = "Your code"

[groups]
gender = { column = "Gender" }
age = { column = "Age band" }
"""
BARE = "import sys, polars; polars.read_csv(sys.argv[1])"


def make(folder: Path, rows: int) -> Path:
    """Write the export and its study file; give the study file's path."""
    folder.mkdir()
    instrument = load_library(shipped_instruments())[INSTRUMENT]
    labels = [option.label for option in instrument.responses_of(instrument.items[0].id).options]
    draw = np.random.default_rng(20260101)
    people = rows // 2
    codes = [f"{'ABCDEFGHJK'[n % 10]}{'LMNPQRSTUV'[n // 7 % 10]}{n:07}X" for n in range(people)]
    again = [code.lower() if small else code for code, small in zip(codes, draw.random(people) < 0.3, strict=True)]

    def picked(texts: list[str], places: np.ndarray) -> pa.Array:
        return pa.DictionaryArray.from_arrays(places.astype(np.int32), pa.array(texts)).cast(pa.string())

    def each(texts: list[str]) -> pa.Array:
        own = draw.integers(0, len(texts), people)
        return picked(texts, np.concatenate([own, own]))

    columns = {
        "Your code": pa.array([*codes, *again]),
        "Wave": picked(["before", "after"], np.repeat([0, 1], people)),
        **{item.text or item.topic: picked(labels, draw.integers(0, len(labels), 2 * people)) for item in instrument.items},
        "Gender": each(["Female", "Male", "Another way", "Prefer not to say"]),
        "Age band": each(["16-24", "25-44", "45-64", "65 or over"]),
    }  # fmt: skip
    arrow_csv.write_csv(pa.table(columns), folder / "answers.csv")
    study = folder / "study.toml"
    study.write_text(STUDY, encoding="utf-8")
    return study


def run(command: list[str], compiled: Path) -> tuple[float, float, float]:
    """Seconds of the clock and of the processor, and gigabytes, of a child process that keeps what it compiles."""
    said = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    said["PYTHONPYCACHEPREFIX"] = str(compiled)
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=ROOT, env=said, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"Failed: {' '.join(command)}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6


def evaluated(study: Path) -> list[str]:
    """The command that evaluates a study."""
    return [sys.executable, "-m", "measures", "evaluate", "--study", str(study), "--json", str(study.parent / "r.json")]


def check(results: Path, people: int) -> None:
    """Hold that everybody was matched and scored."""
    found = json.loads(results.read_text(encoding="utf-8"))
    most = max(row["n"] or 0 for row in found["results"])
    if most < people:
        raise SystemExit(f"Only {most:,} of {people:,} people stand in the results.")


def main(rows: int) -> None:
    """Print what each took."""
    with tempfile.TemporaryDirectory() as name:
        large, small = make(Path(name) / "large", rows), make(Path(name) / "small", 100)
        export = large.parent / "answers.csv"
        ways = {
            "polars.read_csv": [sys.executable, "-c", BARE, str(export)],
            "measures evaluate": evaluated(large),
            "measures evaluate, 100 rows": evaluated(small),
        }
        best = {way: (float("inf"),) * 3 for way in ways}
        for _ in range(ROUNDS):
            for way, command in ways.items():
                best[way] = tuple(map(min, best[way], run(command, Path(name) / "compiled")))
        check(large.parent / "r.json", rows // 2)
        print(f"{rows:,} rows x 14, {export.stat().st_size / 1e6:,.0f} MB")
    for way, (seconds, processor, memory) in best.items():
        times = seconds / best["polars.read_csv"][0]
        print(f"{way:<28} {seconds:>6.2f} s, {processor:>6.2f} s of processor, {memory:.2f} GB, ratio {times:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
