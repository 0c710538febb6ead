"""All measures of change and of people from counted cells, against R on the same pairs once counted.

Run from the project's folder: `python tests/benchmarks/bench_change.py [pairs]` (1,000,000 by default). Prints the best
of several runs of each, taking turns, and the ratio that the design asks for: at most 0.02 of
`clinicalsignificance::cs_distribution` plus `wilcox.test`. That package is not in Debian, so its published algorithm is
run (Claus 2024: the long table is sorted, made wide and freed of gaps, everybody gets a reliable change index and a
category by Jacobson and Truax, joined back and summed up) in dplyr and tidyr, as the package does. Then the cost against
the number of pairs, and with ten thousand distinct continuous scores. Without Rscript, dplyr and tidyr only our own
times are printed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.change import ChangeSettings, change_rows, people_rows
from measures.instrument import Scale
from measures.pairs import Counts, ScalePairs

ROUNDS = 3
LOW, HIGH = 0, 21
SCALE = Scale(id="scale", title="Made up", method="sum", items=("a", "b"), higher_is="better")
SETTINGS = ChangeSettings(
    reliability={"made.scale": 0.8},
    minimum_important_change={"made.scale": 2.0},
    percentage={"made.scale": (20.0, 15.0)},
    equivalence={"made.scale": 1.0},
    functional={"made.scale": (14.0, 3.0)},
)
IN_R = r"""
suppressMessages({library(dplyr); library(tidyr)})
wide <- read.csv(commandArgs(TRUE)[1])
n <- nrow(wide)
long <- tibble(person = rep(seq_len(n), each = 2), when = rep(1:2, n), score = as.vector(rbind(wide$before, wide$after)))
categories <- function(long, reliability) {
  used <- long |> select(id = person, time = when, outcome = score) |> filter(time %in% c(1, 2)) |>
    group_by(id) |> arrange(id, time) |> ungroup() |>
    pivot_wider(names_from = time, values_from = outcome) |> rename(pre = last_col() - 1, post = last_col()) |>
    na.omit() |> mutate(change = post - pre)
  error <- sqrt(2 * (sd(used$pre) * sqrt(1 - reliability))^2)
  judged <- used |> mutate(rci = change / error, improved = ifelse(rci > qnorm(.975), TRUE, FALSE),
    deteriorated = ifelse(rci < -qnorm(.975), TRUE, FALSE), unchanged = !improved & !deteriorated) |>
    select(id, rci, improved:unchanged)
  used |> left_join(judged, by = "id") |> summarise(across(improved:unchanged, sum)) |>
    pivot_longer(cols = improved:unchanged, names_to = "category", values_to = "n") |> mutate(percent = n / sum(n))
}
first <- system.time(found <- categories(long, .8))[["elapsed"]]
second <- system.time(test <- wilcox.test(wide$after, wide$before, paired = TRUE, exact = FALSE))[["elapsed"]]
cat(first, second, found$n[1], found$n[2], format(unname(test$statistic), digits = 20), format(test$p.value, digits = 15))
"""


def made(people: int) -> tuple[np.ndarray, np.ndarray]:
    """Invented scores before and after on a scale from 0 to 21."""
    random = np.random.default_rng(20260101)
    before = np.clip(np.rint(random.normal(10, 4, people)), LOW, HIGH).astype(np.int64)
    return before, np.clip(before + np.rint(random.normal(1, 3, people)).astype(np.int64), LOW, HIGH)


def counted(before: np.ndarray, after: np.ndarray) -> ScalePairs:
    """The cells of the before/after table; floats are continuous scores, each a cell of its own."""
    if before.dtype == np.float64:
        cells, n = np.unique(np.column_stack([before, after]), axis=0, return_counts=True)
    else:
        width = HIGH - LOW + 1
        table = np.bincount((before - LOW) * width + after - LOW, minlength=width**2)
        here = np.flatnonzero(table)
        cells, n = np.column_stack([here // width + LOW, here % width + LOW]).astype(np.float64), table[here]
    sides = [Counts(*(part.astype(kind) for part, kind in zip(_values(side, n), (np.float64, np.int64), strict=True)))
             for side in cells.T]  # fmt: skip
    nobody = Counts(np.zeros(0), np.zeros(0, dtype=np.int64))
    return ScalePairs(
        "made", "scale", "skills", "before", "after", cells[:, 0].copy(), cells[:, 1].copy(), n.astype(np.int64),
        sides[0], sides[1], nobody, "better", float(LOW), float(HIGH),
    )  # fmt: skip


def _values(side: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    value, place = np.unique(side, return_inverse=True)
    return value, np.bincount(place, weights=n)


def ours(pairs: ScalePairs) -> list[object]:
    """Every row of change and of people."""
    return [*change_rows(pairs, SETTINGS), *people_rows(pairs, SETTINGS, scale=SCALE, overall=pairs)]


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_r(script: Path, table: Path) -> list[float]:
    """Seconds of the categories and of wilcox.test, then improved, worsened, V and p."""
    done = subprocess.run(
        [shutil.which("Rscript") or "Rscript", str(script), str(table)], capture_output=True, text=True, check=True
    )
    return [float(part) for part in done.stdout.split()]


def main(people: int) -> None:
    """Print the figures."""
    before, after = made(people)
    pairs = counted(before, after)
    rows = {row.measure: row for row in ours(pairs)}
    print(f"{people:,} pairs in {len(pairs.n)} cells, {len(ours(pairs))} rows, {SETTINGS.bootstrap} bootstrap draws")
    mine, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder) / "pairs.csv", Path(folder) / "peer.R"
        np.savetxt(table, np.column_stack([before, after]), fmt="%d", delimiter=",", header="before,after", comments="")
        script.write_text(IN_R, encoding="utf-8")
        for _ in range(ROUNDS):
            mine.append(timed(lambda: ours(pairs)))
            if shutil.which("Rscript"):
                categories, wilcoxon, improved, worsened, v, p_value = in_r(script, table)
                theirs.append((categories + wilcoxon, categories, wilcoxon))
                assert (improved, worsened) == (
                    rows["reliable_improved"].statistic,
                    rows["reliable_worsened"].statistic,
                )
                assert v == rows["wilcoxon"].statistic
                assert abs(p_value - rows["wilcoxon"].p_value) < 1e-9
    print(f"ours                    {min(mine):8.3f} s")
    if theirs:
        both, categories, wilcoxon = min(theirs)
        print(f"R, algorithm + wilcox   {both:8.3f} s ({categories:.3f} + {wilcoxon:.3f}), the same answers")
        print(f"ratio                   {min(mine) / both:8.4f} (at most 0.02)")
    print("\npairs        cells    count s   compute s   peak MB")
    for size in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        report(*made(size))
    random = np.random.default_rng(1)
    scores = random.normal(10, 4, 10_000)
    print("ten thousand distinct continuous scores:")
    report(scores, scores + random.normal(1, 3, 10_000))


def report(before: np.ndarray, after: np.ndarray) -> None:
    """One line: what counting and computing cost."""
    start = time.perf_counter()
    pairs = counted(before, after)
    count = time.perf_counter() - start
    compute = min(timed(lambda: ours(pairs)) for _ in range(2))
    tracemalloc.start()
    ours(pairs)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(f"{len(before):<12,d} {len(pairs.n):<8,d} {count:7.3f}   {compute:7.3f}     {peak:6.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
