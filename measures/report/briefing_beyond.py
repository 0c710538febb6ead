"""What a briefing says beyond change: whom it reached, whether it was fair, what it set off, whom it connected."""

from __future__ import annotations

from collections.abc import Sequence

from measures.report import connection_words, reach_words, ripple_words
from measures.report.fairness_facts import breakdowns as fair_breakdowns
from measures.report.fairness_facts import fair_facts
from measures.report.fairness_words import GAP_HIDDEN, HIDDEN, fairness_answers
from measures.report.phrases import inside, sentences
from measures.results import Evaluation, ScaleFacts

FIRST = ("imd_quintile", "core20", "imd_decile", "district")  # the ladder of places, coarse and telling ones first
DEPRIVATION = ("imd_quintile", "core20", "imd_decile")
MOST_REACHED = 3


def whom_we_reached(evaluation: Evaluation, most: int = MOST_REACHED) -> tuple[str, ...]:
    """How many took part, then a line for each breakdown set beside residents, places first."""
    rows = evaluation.results
    shown = {row.group_by for row in rows if row.measure == "reach_ratio" and row.estimate is not None}
    asked = [name for name in reach_words.breakdowns(rows) if not reach_words.why_not(rows, name)]
    compared = [name for name in asked if name in shown]
    # fifths, tenths and Core20 rank the same places: one of them is enough here
    ladders = _places_first([name for name in compared if name in DEPRIVATION])
    chosen = _places_first([name for name in compared if name not in ladders[1:]])[:most]
    said = [sentences(reach_words.finding(rows, name)) for name in chosen]
    return tuple(filter(None, (reach_words.took_part_sentence(rows), *said)))


def was_it_fair(evaluation: Evaluation, facts: ScaleFacts | None) -> tuple[str, ...]:
    """Whether every group gained and the gap narrowed on one scale, along the first breakdown that tells it."""
    if facts is None:
        return ()
    hidden = ""
    for group_by in _places_first(fair_breakdowns(evaluation, facts)):
        known = fair_facts(evaluation, facts, group_by)
        told = [found[0] for _, found in fairness_answers(known)[:2] if found]
        if not told or told[0] == HIDDEN:
            continue
        moved = [GAP_HIDDEN if line == HIDDEN else line for line in told]
        said = f"On {inside(facts.title)}, by {known.name}: {inside(' '.join(moved))}"
        if HIDDEN not in told:
            return (said,)
        hidden = hidden or said
    return (hidden,) if hidden else ()


def ripples_and_connections(evaluation: Evaluation) -> tuple[str, ...]:
    """What followed from what, and whom it connected, where the study asked."""
    rows = evaluation.results
    mapped = any(row.measure == "impacts" for row in rows)
    said = [ripple_words.headline(rows) if mapped else "", *connection_words.growth_sentences(rows)[:1]]
    said += connection_words.personal_sentences(rows)[:1]
    return tuple(filter(None, said))


def _places_first(names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))
