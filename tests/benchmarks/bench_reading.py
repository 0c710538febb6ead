"""Bytes to coded responses: a CSV beside Polars' bare read of it; and a workbook to a table beside python-calamine's.

Run from the project's folder: `python tests/benchmarks/bench_reading.py [rows of the CSV] [rows of the workbook]`. The
two of each kind take turns in one process; the best of several rounds counts.
"""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import python_calamine

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.exports.answers import code_answers
from measures.exports.columns import map_columns
from measures.exports.files import read_tables
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from tests.export_files import csv_text, workbook

ROUNDS = 3
LABELS = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")


def answers(rows: int, columns: int) -> list[list[object]]:
    """Invented answers: words and numbers by turns under names of their own."""
    draw = random.Random(20260101)
    body = [
        [f"P{row:07}", *(draw.choice(LABELS) if k % 2 else draw.randint(0, 10) for k in range(columns - 1))]
        for row in range(rows)
    ]
    return [["Your code", *(f"Question {k}, how often?" for k in range(columns - 1))], *body]


def survey(rows: int) -> list[list[str]]:
    """Invented answers to the first 23 questions of four instruments, with a code and a time of asking."""
    library = load_library(shipped_instruments())
    chosen = [library[name] for name in ("ucla3", "ipip_selfeff4", "ipip_optimism10", "pearlin_mastery")]
    items = [(each, item) for each in chosen for item in each.items][:23]
    labels = [[option.label for option in each.responses_of(item.id).options] for each, item in items]
    draw = random.Random(20260101)
    body = [
        [f"P{row:07}Q", ("before", "after")[row % 2], *(draw.choice(known) for known in labels)] for row in range(rows)
    ]
    return [["Your code", "Wave", *(item.text or item.topic for _, item in items)], *body]


def turns(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    """Best seconds of each, taking turns so that both meet the same machine."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for place, run in enumerate((ours, peer)):
            start = time.perf_counter()
            run()
            best[place] = min(best[place], time.perf_counter() - start)
    return best[0], best[1]


def main(csv_rows: int = 1_000_000, workbook_rows: int = 100_000) -> None:
    """Print seconds and ratios."""
    text = csv_text(survey(csv_rows)).encode()
    upload = Upload("answers.csv", text)
    library = load_library(shipped_instruments())

    def coded() -> object:
        (table,) = read_tables(upload, limits=False)
        found = code_answers(map_columns(table, library), library)
        assert sum("." in name for name in found.frame.columns) == 23
        return found

    ours, peer = turns(lambda: read_tables(upload, limits=False), lambda: pl.read_csv(text))
    print(f"CSV to a table, {csv_rows:,} x 25: {ours:.2f} s, polars.read_csv {peer:.2f} s, ratio {ours / peer:.2f}")
    ours, peer = turns(coded, lambda: pl.read_csv(text))
    print(f"CSV to codes, {csv_rows:,} x 25: {ours:.2f} s, polars.read_csv {peer:.2f} s, ratio {ours / peer:.2f}")
    book = workbook(answers(workbook_rows, 30))

    def bare() -> object:
        return python_calamine.load_workbook(io.BytesIO(book)).get_sheet_by_index(0).to_python()

    ours, peer = turns(lambda: read_tables(Upload("answers.xlsx", book)), bare)
    print(f"Workbook, {workbook_rows:,} x 30: {ours:.2f} s, python-calamine {peer:.2f} s, ratio {ours / peer:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
