"""How strong the evidence of one scale's change is, in a few plain sentences.

Beside the verdict of `measures.report.evidence` (rule set "measures 1", from people and interval) it
weighs three things:

* the minimum important change, where the study states one: the whole interval beyond it, within it, or across it;
* who was not heard from again: from a fifth of those who started on, the rest may not stand for them. The fifth is a
  rule of thumb of trials (Schulz and Grimes 2002, Lancet 359:781), not a law;
* the design: with a comparison group the two are set against each other, without one nothing is said of why.

No sentence grades the evidence by a p value, and none says what made the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from measures.report.evidence import verdict
from measures.report.numbers import percent, plain
from measures.results import Evaluation, Row, ScaleFacts

MANY_NOT_HEARD = 0.2
SAID = ("rose", "fell", "same", "cannot tell")

RETROSPECTIVE = ("retrospective", "one_sitting")
ONE_SITTING = (
    "Both answers were given in one sitting, looking back: people remember the start by how they feel now, which often "
    "makes a change look larger."
)

NOT_BY_LOT = (
    "People were not put into the programme and the comparison group by lot, as far as we know, so the two may have "
    "differed from the start."
)

RULES = (
    "How strong the evidence is: where a change that matters is stated, we say whether the whole interval lies beyond "
    "it, within it or across it; from a fifth of people not heard from again on, we say that the rest may not stand "
    "for them (a rule of thumb, Schulz and Grimes 2002); without a comparison group we say nothing of why things "
    "changed."
)


def one_sitting(evaluation: Evaluation) -> tuple[str, ...]:
    """What to keep in mind where both answers were given at once; empty where they were not."""
    return (ONE_SITTING,) if any(issue.code in RETROSPECTIVE for issue in evaluation.issues) else ()


def stated_analysis(evaluation: Evaluation) -> Mapping[str, Any]:
    """The settings of the analysis that the provenance holds."""
    settings = evaluation.provenance.get("settings")
    analysis = settings.get("analysis") if isinstance(settings, Mapping) else None
    return analysis if isinstance(analysis, Mapping) else {}


def declared(evaluation: Evaluation) -> ScaleFacts | None:
    """The outcome that the study declared as its main one; `None` where it declared none, or its answers are absent."""
    main = stated_analysis(evaluation).get("main")
    return next((facts for facts in evaluation.scales if f"{facts.instrument}.{facts.scale}" == main), None)


def important_change(evaluation: Evaluation, facts: ScaleFacts) -> float | None:
    """The change of this scale that the study said to matter, in the scale's own units; `None` where it said none."""
    stated = stated_analysis(evaluation).get("minimum_important_change")
    found = stated.get(f"{facts.instrument}.{facts.scale}") if isinstance(stated, Mapping) else None
    return None if found is None else float(found)


def strength_sentences(facts: ScaleFacts, rows: Iterable[Row], important: float | None = None) -> tuple[str, ...]:
    """What bears on how far the change of everybody may be relied on; empty where nothing is claimed of it.

    Parameters
    ----------
    facts : ScaleFacts
    rows : iterable of Row
        Protected rows; those of everybody on this scale are read.
    important : float, optional
        The study's minimum important change in the scale's own units, above 0.
    """
    mine = [row for row in rows if (row.instrument, row.scale, row.group_by) == (facts.instrument, facts.scale, "")]
    change = _of(mine, "mean_change")
    if change is None or verdict(facts, change) not in SAID:
        return ()
    said = (_important(change, important), _not_heard(mine), _design(mine))
    return tuple(sentence for sentence in said if sentence)


def _important(change: Row, important: float | None) -> str:
    if important is None or important <= 0 or change.ci_low is None or change.ci_high is None:
        return ""
    bound = f"{plain(important)} {'point' if important == 1 else 'points'}"
    low, high = change.ci_low, change.ci_high
    if low >= important or high <= -important:
        return f"The whole interval lies beyond the change that was said to matter ({bound})."
    if -important < low and high < important:
        return f"The whole interval lies within the change that was said to matter ({bound}): it is smaller than that."
    return f"The interval reaches across the change that was said to matter ({bound}): it may be that large or not."


def _not_heard(mine: Sequence[Row]) -> str:
    gone = _of(mine, "not_again")
    if gone is None or gone.estimate is None or gone.estimate < MANY_NOT_HEARD:
        return ""
    return (
        f"{percent(gone.estimate)} of those who started were not heard from again, so the others may not stand for "
        "everybody."
    )


def _design(mine: Sequence[Row]) -> str:
    beside = _of(mine, "difference_in_change")
    if beside is None or beside.status == "x":
        return "Without a comparison group we cannot say why it came out so."
    return NOT_BY_LOT if beside.estimate is not None else ""


def _of(rows: Sequence[Row], measure: str) -> Row | None:
    return next((row for row in rows if row.measure == measure), None)
