"""Sentences about moves between levels (bands) of a scale, from protected rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.report.numbers import people, percent
from measures.report.phrases import answered, at_wave, waves_in
from measures.results import Row, ScaleFacts

ACTIVITY = "physical_activity"


def level_sentences(facts: ScaleFacts, rows: Iterable[Row]) -> tuple[str, ...]:
    """Who moved between levels; for physical activity first how many people were inactive, before and after.

    Nothing where the scale has no levels or their figures are hidden. The lowest level of a scale of which more is
    better is where people start from, as the instrument orders its levels.
    """
    mine = [row for row in rows if (row.instrument, row.scale, row.group_by) == (facts.instrument, facts.scale, "")]
    said = (_lowest(facts, mine), _moved(facts, mine))
    return tuple(sentence for sentence in said if sentence)


def _lowest(facts: ScaleFacts, mine: Sequence[Row]) -> str:
    if ACTIVITY not in facts.domains or facts.higher_is != "better":
        return ""
    shares = [row for row in mine if row.measure == "category_share"]
    first = next((row.category for row in shares), "")
    at = [row for row in shares if row.category == first and row.estimate is not None]
    if len(at) < 2:
        return ""
    told = " and ".join(f"{_share(row)} {at_wave(row.wave_from)}" for row in at)
    return f"{first}: {told}, of everybody who answered at that time."


def _moved(facts: ScaleFacts, mine: Sequence[Row]) -> str:
    found = {row.measure: row for row in mine if row.measure in ("better_band", "worse_band")}
    if len(found) < 2 or any(row.statistic is None or row.n is None for row in found.values()):
        return ""
    up, down = found["better_band"], found["worse_band"]
    better, worse = ("more active", "less active") if ACTIVITY in facts.domains else ("better", "worse")
    who = f"Of the {people(up.n or 0)} who {answered(waves_in(mine), up)}"
    return f"{who}, {_many(up)} moved to a {better} level and {_many(down)} to a {worse} one."


def _share(row: Row) -> str:
    if row.statistic is None or row.n is None:
        return f"about {percent(row.estimate or 0.0)}"
    return f"{round(row.statistic):,} of {people(row.n)} ({percent(row.estimate or 0.0)})"


def _many(row: Row) -> str:
    count = round(row.statistic or 0)
    return f"{count:,}" if count else "nobody"
