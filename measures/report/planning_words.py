"""What the Planning page says: what a number of people could show, and how many a wish would need."""

from __future__ import annotations

import math
from dataclasses import dataclass

from measures.change.planning import (
    detectable_change,
    pairs_from,
    people_for_detecting,
    people_for_precision,
    people_to_start,
    precision,
    sd_of_change,
)
from measures.report.numbers import counted, fixed, people, percent, rounded_up

GUESS_OF_RANGE = 4
FEWEST_PAIRS = 2
POWER = "four times in five"


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody expects and wishes, in the scale's own units.

    `sd` is the spread of scores at one wave, `correlation` that of before with after, `heard_again` the share of those
    who start that will answer again; `cluster_size` people share a session or site and are alike by `intracluster`.
    `wished` is how closely the average change is to be known, `important` the change that must not be missed.
    """

    people: int
    sd: float
    correlation: float = 0.5
    heard_again: float = 1.0
    cluster_size: float = 1.0
    intracluster: float = 0.0
    wished: float | None = None
    important: float | None = None
    places: int = 1


def guessed_sd(low: float | None, high: float | None) -> float | None:
    """A first guess at the spread of scores where none is known: a quarter of the scale's range."""
    return None if low is None or high is None else (high - low) / GUESS_OF_RANGE


def plan_sentences(plan: Plan) -> list[str]:
    """What the plan could show and what the wishes would need, in sentences.

    Raises
    ------
    UsageError
        A number is outside its range.
    """
    change_sd = sd_of_change(plan.sd, plan.correlation)
    again, alike = plan.heard_again, {"cluster_size": plan.cluster_size, "intracluster": plan.intracluster}
    pairs, worth = pairs_from(plan.people, heard_again=again, **alike)
    said = [f"If {people(plan.people)} start and {percent(again)} of them answer again, {_will_answer(pairs)}"]
    if worth < pairs:
        said.append(f"Because people in one group are alike, they tell as much as {people(worth)} on their own would.")
    if worth < FEWEST_PAIRS:
        said.append("That is too few to say how sure an average change is.")
    else:
        said.append(
            f"The average change would then be known to within {_points(precision(worth, change_sd), plan)} either way "
            f"(95% interval), and a true average change of {_points(detectable_change(worth, change_sd), plan)} would "
            f"be found {POWER}. A smaller one could be missed."
        )
    if plan.wished is not None:
        need = people_for_precision(change_sd, plan.wished)
        start = people_to_start(need, heard_again=again, **alike)
        said.append(
            f"To know the average change to within {_stated(plan.wished)} either way, {_must(start, need, plan)}"
        )
    if plan.important is not None:
        need = people_for_detecting(plan.important, change_sd)
        start = people_to_start(need, heard_again=again, **alike)
        said.append(f"To find a true average change of {_stated(plan.important)} {POWER}, {_must(start, need, plan)}")
    said.append(
        f"This takes it that scores at one time spread by {_stated(plan.sd)} (standard deviation) and that first and "
        f"later scores correlate {fixed(plan.correlation, 2)}. If people differ more, more of them are needed."
    )
    return said


def _will_answer(pairs: int) -> str:
    return "nobody would answer both times." if not pairs else f"about {people(pairs)} would answer both times."


def _must(start: int, need: int, plan: Plan) -> str:
    both = f"about {counted(start, 'person', 'people')} should start"
    if plan.heard_again == 1 and start == need:
        return f"{both}."
    return f"{both}, so that enough of them answer both times."


def _points(value: float, plan: Plan) -> str:
    places = plan.places
    while value < 10.0**-places and places < 6:  # never "within 0.0 points"
        places += 1
    shown = rounded_up(value, places)
    return f"{shown} {'point' if float(shown) == 1 else 'points'}"


def _stated(value: float) -> str:
    """A number the reader typed, as typed."""
    shown = f"{value:.6g}" if math.isfinite(value) else str(value)
    return f"{shown} {'point' if value == 1 else 'points'}"
