"""Participants beside everybody: national figures with year, survey mode and source, matched by how people were asked.

Asked by an interviewer, people say they are about half a point more satisfied than on paper or a screen (7.5 against
7.0 in the same years), so a figure is only ever set beside answers given in the same way.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from scipy import stats

from measures.results import Row, ScaleFacts
from measures.value.rows import found_in, made_of, unknown
from measures.value.settings import ValueRules

MEASURES = {"mean": "mean_all", "headline_share": "headline_share"}
NO_MODE = 'State how people answered: [value] mode = "self-completion" (paper, online) or "interviewer".'
PAST = "They were already at this figure, or past it, before."


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One published figure of a scale: a mean, or the share of the answers that its headline counts."""

    scale: str
    measure: str
    population: str
    year: str
    mode: str
    figure: float
    source: str

    @property
    def said(self) -> str:
        """Whom, when, how and where it stands."""
        return f"Beside: {self.population}, {self.year}, {self.mode}: {self.figure:g}; {self.source}."


def national_figures() -> tuple[Benchmark, ...]:
    """The figures that come with the project; recalled ones are not among them."""
    text = files("measures.value").joinpath("national_figures.csv").read_text(encoding="utf-8")
    return tuple(
        Benchmark(**{**line, "figure": float(line["figure"])})  # type: ignore[arg-type] # text but for the figure
        for line in csv.DictReader(text.splitlines())
    )


def own_figures(rules: ValueRules) -> tuple[Benchmark, ...]:
    """The figures that the user stated."""
    return tuple(
        Benchmark(scale, "mean", own.population, own.year, own.mode, float(own.mean), own.source)
        for scale, own in rules.figures.items()
    )


def matched(scale: str, measure: str, mode: str, known: Iterable[Benchmark]) -> Benchmark | None:
    """The latest figure of a scale asked in the same way; one's own go before those of the project."""
    fitting = [one for one in known if (one.scale, one.measure, one.mode) == (scale, measure, mode)]
    return max(fitting, key=lambda one: one.year[:4], default=None)


def benchmark_rows(rows: tuple[Row, ...], scales: Sequence[ScaleFacts], rules: ValueRules) -> list[Row]:
    """Differences from national figures at each wave, and the share of the gap closed as a second look."""
    shipped, own = national_figures(), own_figures(rules)
    found: list[Row] = []
    for facts in scales:
        scale = f"{facts.instrument}.{facts.scale}"
        for measure, shown in MEASURES.items():
            if not any(one.scale == scale and one.measure == measure for one in (*own, *shipped)):
                continue
            levels = [row for row in rows if _is(row, shown, scale) and row.estimate is not None and row.n]
            figure, why = None, NO_MODE
            if rules.mode is not None:
                figure = matched(scale, measure, rules.mode, own) or matched(scale, measure, rules.mode, shipped)
                why = f"No figure of this scale is known that was asked by {rules.mode}."
            if figure is None:
                found += [unknown(row, "benchmark_difference", why) for row in levels]
                before = found_in(rows, "mean_before", scale) if measure == "mean" else None
                found += [] if before is None else [unknown(before, "gap_closed", why)]
                continue
            found += [_difference(row, figure) for row in levels]
            if measure == "mean":
                found += gap_rows(rows, facts, figure)
    return found


def gap_rows(rows: tuple[Row, ...], facts: ScaleFacts, figure: Benchmark) -> list[Row]:
    """(after - before) / (figure - before): undefined where people started at the figure or past it."""
    scale = f"{facts.instrument}.{facts.scale}"
    before, after = (found_in(rows, measure, scale) for measure in ("mean_before", "mean_after"))
    if before is None or after is None or before.estimate is None or after.estimate is None:
        return []
    gap = figure.figure - before.estimate
    if facts.higher_is is None or gap == 0 or (gap > 0) != (facts.higher_is == "better"):
        return [unknown(before, "gap_closed", f"{PAST} {figure.said}")]
    share = (after.estimate - before.estimate) / gap
    return [
        made_of(before, "gap_closed", estimate=share, method="change / (figure - mean before)",
                note=f"A second look; the mean change comes first. {figure.said}")
    ]  # fmt: skip


def share_p(count: int, n: int, share: float) -> float:
    """Two-sided exact binomial p of a count, as R's `binom.test`."""
    return float(stats.binomtest(count, n, share).pvalue)


def _difference(row: Row, figure: Benchmark) -> Row:
    """A level less the figure; the interval is the level's own, as the figure's is not known."""
    moved = {
        name: None if value is None else value - figure.figure
        for name, value in (("estimate", row.estimate), ("ci_low", row.ci_low), ("ci_high", row.ci_high))
    }
    p_value = None
    if figure.measure == "headline_share" and row.statistic is not None and row.n:
        p_value = share_p(round(row.statistic), row.n, figure.figure)
    return made_of(
        row, "benchmark_difference", **moved, ci_level=row.ci_level, p_value=p_value,
        method=f"{row.method or 'mean, t interval'}, less the figure",
        note=f"{figure.said} Of everybody who answered then; the published figure is taken as exact.",
    )  # fmt: skip


def _is(row: Row, measure: str, scale: str) -> bool:
    return row.measure == measure and f"{row.instrument}.{row.scale}" == scale and not row.group_by
