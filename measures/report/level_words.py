"""Sentences where no change can be told because everybody was asked at one time only, from protected rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.report import phrases as say
from measures.report.numbers import decimals, fixed, people
from measures.results import Row, ScaleFacts

ASK_AGAIN = "Ask the same people again, with the same questions and the same code, so that a change can be told."
CHANGES = ("mean_change", "difference_unpaired")


def only_answers(facts: ScaleFacts, rows: Iterable[Row]) -> Row | None:
    """The row of the average at the only time with answers to this scale; `None` where there are two such times."""
    mine = (facts.instrument, facts.scale, "", "mean_all")
    levels = [row for row in rows if (row.instrument, row.scale, row.group_by, row.measure) == mine and row.n != 0]
    return levels[0] if len(levels) == 1 else None


def level_finding(facts: ScaleFacts, name: str, row: Row) -> str:
    """Where people stood at the only time they were asked, in a few words."""
    title = name[:1].upper() + name[1:]
    if row.estimate is None or row.n is None:
        return f"{title}: not shown, to protect the people who answered"
    return f"{title} was {fixed(row.estimate, decimals(facts.step))} on average {say.at_wave(row.wave_from)}"


def level_sentence(facts: ScaleFacts, name: str, row: Row) -> str:
    """Where people stood at the only time they were asked, how sure that is, and that no change can be told."""
    if row.estimate is None or row.n is None:
        return f"{facts.title}: not shown, to protect the people who answered."
    places = decimals(facts.step)
    interval = ""
    if row.ci_low is not None and row.ci_high is not None:
        interval = f" (between {fixed(row.ci_low, places)} and {fixed(row.ci_high, places)})"
    who = f"Among the {people(row.n)} who answered {say.at_wave(row.wave_from)}"
    return say.sentences(
        f"{who}, {name} was {fixed(row.estimate, places)} on average{interval}{say.on_scale(facts)}",
        say.direction(facts),
        "Nobody has answered at another time, so no change can be told",
    )


def tells_change(rows: Sequence[Row]) -> bool:
    """Whether any row tells of a change: of an average, or of a share at two times."""
    shares = {row.wave_from for row in rows if row.measure == "headline_share" and row.estimate is not None}
    return len(shares) > 1 or any(row.measure in CHANGES and row.estimate is not None for row in rows)
