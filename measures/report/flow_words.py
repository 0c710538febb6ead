"""Sentences on how many people answered and were found again."""

from __future__ import annotations

from collections.abc import Iterable

from measures.report import phrases as say
from measures.report.hidden_words import COUNTS_ROUNDED, FLOW_ROUNDED
from measures.report.level_words import CHANGES
from measures.report.numbers import people
from measures.results import Evaluation, FlowStep

BESIDE_EXACT = (
    "These numbers are rounded to protect people. Beside a finding the number of people is exact, so the two may "
    "differ a little."
)


def who_answered(evaluation: Evaluation) -> str:
    """How many people answered; where these numbers are rounded and those beside findings are not, that it is so."""
    codes = {issue.code for issue in evaluation.issues}
    said = people_sentence(evaluation.flow, rounded=FLOW_ROUNDED in codes)
    exact = COUNTS_ROUNDED not in codes and any(
        row.measure in CHANGES and row.estimate is not None and row.n is not None for row in evaluation.results
    )
    return f"{said} {BESIDE_EXACT}" if said and exact and FLOW_ROUNDED in codes else said


def people_sentence(flow: Iterable[FlowStep], *, rounded: bool = False) -> str:
    """Say how many people answered each time and how many were found both times; `rounded` where counts were."""
    steps = tuple(flow)
    about = "about " if rounded else ""
    said = [
        f"{about if step.n else ''}{people(step.n) if step.n else 'nobody'} answered {say.at_wave(step.wave)}"
        for step in steps
        if step.step == "people" and step.n is not None
    ]
    matched = [step.n for step in steps if step.step == "matched"]
    known = [n for n in matched if n is not None]
    often = "more than once" if say.waves_answered(steps) > 2 else "both times"
    found = f"; {about}{people(sum(known))} were found {often}" if known and known == matched else ""
    sentence = f"{say.listed(said)}{found}." if said else ""
    return sentence[:1].upper() + sentence[1:]
