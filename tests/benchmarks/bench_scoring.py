"""Scoring against R psych on the same answers: 10 items, three reversed, 2 % missing, mean of the answered items.

Run from the project's folder: `python tests/benchmarks/bench_scoring.py [rows ...]`. Prints the best of several runs of
each, the two programs taking turns, and the ratios that the design asks for: at most 0.25 of `scoreFast` and 0.06 of
`scoreItems`. Without Rscript and psych only our own times are printed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from decimal import Decimal
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.engines import to_engine
from measures.instrument import Instrument
from measures.scoring import score_frame
from measures.strict import frozen

ITEMS = 10
REVERSED = (1, 4, 7)
ROUNDS = 3
ENGINES = ("pandas", "polars")
INSTRUMENT = """
format = 1
id = "made"
version = "1"
title = "Made up"
domains = ["skills"]
source = {{ citation = "none", licence = "project", wording = "project" }}
responses.five.options = [{options}]
items = [{items}]
scales = [{{ id = "total", title = "Mean", method = "{method}", items = [{names}], min_answered = {needed} }}]
"""

PEER = """
suppressMessages(library(psych))
arguments <- commandArgs(TRUE)
rows <- as.integer(arguments[1])
answers <- matrix(readBin(arguments[2], "integer", rows * 10), rows)
colnames(answers) <- paste0("i", 0:9)
answers <- as.data.frame(answers)
keys <- list(total = c("i0", "-i1", "i2", "i3", "-i4", "i5", "i6", "-i7", "i8", "i9"))
best <- function(run) min(sapply(1:2, function(round) { gc(); system.time(run())[["elapsed"]] }))
fast <- best(function() scoreFast(keys, answers, min = 1, max = 5))
items <- best(function() scoreItems(keys, answers, min = 1, max = 5, impute = "none"))
scores <- scoreFast(keys, answers, min = 1, max = 5, digits = 15)
cat(fast, items, sprintf("%.10f", mean(scores, na.rm = TRUE)), sum(!is.na(scores)))
"""


def instrument(method: str, needed: int) -> Instrument:
    """Ten items of five answers in one scale."""
    names = [f"i{place}" for place in range(ITEMS)]
    options = ", ".join(f'{{ code = {code}, label = "{code}" }}' for code in range(1, 6))
    items = ", ".join(
        f'{{ id = "{name}", topic = "t", responses = "five", reverse = {str(place in REVERSED).lower()} }}'
        for place, name in enumerate(names)
    )
    listed = ", ".join(f'"{name}"' for name in names)
    text = INSTRUMENT.format(options=options, items=items, method=method, names=listed, needed=needed)
    return Instrument.model_validate(frozen(tomllib.loads(text, parse_float=Decimal)))


def made_answers(rows: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Answers for us, and the same for R (its missing value is the smallest 32-bit number)."""
    draw = np.random.default_rng(rows)
    codes = draw.integers(1, 6, (ITEMS, rows), dtype=np.int32)
    missing = draw.random((ITEMS, rows)) < 0.02
    columns = {"participant": np.arange(rows).astype(str), "wave": np.full(rows, "before")}
    for place in range(ITEMS):
        values = pd.array(codes[place].astype(np.int64), dtype="Int64")
        values[missing[place]] = pd.NA
        columns[f"made.i{place}"] = values
    return pd.DataFrame(columns), np.where(missing, np.iinfo(np.int32).min, codes)


def seconds(frame: nw.DataFrame, made: Instrument) -> float:
    """How long it takes to score the frame once."""
    start = time.perf_counter()
    score_frame(frame, {"made": made})
    return time.perf_counter() - start


def peer(rows: int, answers: np.ndarray) -> tuple[float, float, float, int] | None:
    """Seconds of scoreFast and scoreItems, the mean of its scores and how many there are; None without R."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder, "answers"), Path(folder, "peer.R")
        data.write_bytes(answers.tobytes())
        script.write_text(PEER, encoding="utf-8")
        done = subprocess.run([rscript, str(script), str(rows), str(data)], capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr.strip())
        return None
    fast, items, mean, scored = done.stdout.split()[-4:]
    return float(fast), float(items), float(mean), int(scored)


def compare(rows: int) -> None:
    """Print our best times and R's, taking turns, after checking that the scores agree."""
    answers, for_r = made_answers(rows)
    eager = nw.from_native(answers, eager_only=True)
    frames = {engine: to_engine(eager, engine) for engine in ENGINES}
    scales = {"mean of answered items": instrument("mean", 1), "sum, all answered": instrument("sum", ITEMS)}
    ours = {(engine, name): float("inf") for engine in ENGINES for name in scales}
    fast = items = float("inf")
    for _ in range(ROUNDS):
        for (engine, name), best in ours.items():
            ours[engine, name] = min(best, *(seconds(frames[engine], scales[name]) for _ in range(3)))
        if (found := peer(rows, for_r)) is not None:
            fast, items = min(fast, found[0]), min(items, found[1])
    print(f"\n{rows:,} people x {ITEMS} items, best of {ROUNDS} rounds, milliseconds")
    if found is not None:
        agree(frames["pandas"], scales["mean of answered items"], found[2], found[3])
        print(f"{'R psych scoreFast':40} {fast * 1000:9.1f}\n{'R psych scoreItems':40} {items * 1000:9.1f}")
    for (engine, name), best in ours.items():
        ratios = f"   {best / fast:5.3f} of scoreFast, {best / items:5.3f} of scoreItems" if found else ""
        print(f"{engine + ', ' + name:40} {best * 1000:9.1f}{ratios}")


def agree(frame: nw.DataFrame, made: Instrument, mean: float, scored: int) -> None:
    """Stop if R's scores are not ours: a time of a wrong answer means nothing."""
    scores = score_frame(frame, {"made": made})
    keys = scores.frame["made.total"].drop_nulls().to_numpy().astype(np.int64)
    values = scores.scales["made.total"].values(keys)
    if len(values) != scored or abs(values.mean() - mean) > 1e-9:
        raise SystemExit(f"R scored {scored} people with mean {mean}, we {len(values)} with {values.mean()}")


if __name__ == "__main__":
    for wanted in [int(text) for text in sys.argv[1:]] or [100_000, 1_000_000]:
        compare(wanted)
