"""Headline and Completeness: the result rows as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measures.report import words
from measures.report.numbers import decimals
from measures.report.phrases import direction, headline_answers, waves_answered
from measures.report.sheets import NOT_APPLICABLE, Column, Line, Number, Sheet, Value
from measures.report.strength import important_change, strength_sentences
from measures.report.tables import ABSENT, HIDDEN, REASONS, blank, step_name
from measures.results import Evaluation, FlowStep, Issue, Row, ScaleFacts

COUNT, SHARE, LEVEL, UNITLESS = "#,##0", "0%", "0.0%", "0.00"
SAME_PEOPLE = "The same people before and after"
NOT_LINKED = "Everybody before with everybody after: answers cannot be linked, the change is a difference"
SHARES_ONLY = "Everybody at each wave, by answer"
EFFECT = "d_z: mean change divided by the standard deviation of the changes"
HEADLINE_COLUMNS = (
    Column("Scale", 44),
    Column("Domain", 20),
    Column("Direction", 18),
    Column("Standing [note 7]", 18),
    Column("Instrument and version", 30),
    Column("First wave", 14),
    Column("Later wave", 14),
    Column("What is compared [note 1]", 30),
    Column("n before", 11),
    Column("n after", 11),
    Column("n paired", 11),
    Column("Mean before", 12),
    Column("Mean after", 12),
    Column("Mean change [note 2]", 13),
    Column("Interval low [note 3]", 13),
    Column("Interval high [note 3]", 13),
    Column("Confidence level", 14),
    Column("Effect size [note 4]", 13),
    Column("Effect size interval low", 13),
    Column("Effect size interval high", 13),
    Column("Name of effect size", 34),
    Column("Headline share before [note 5]", 17),
    Column("Headline share after [note 5]", 17),
    Column("Answers counted in the share", 26),
    Column("In words [note 6]", 70),
    Column("How far to rely on it [note 8]", 70),
    Column("Remarks", 50),
)
COMPLETENESS_COLUMNS = (
    Column("Kind", 44),
    Column("Where or when", 40),
    Column("What", 64),
    Column("Number", 12),
    Column("Reason, or what to do", 60),
)
SEVERITIES = {
    "error": "Cannot go on",
    "decide": "Needs a decision",
    "check": "Handled, please check",
    "note": "Good to know",
}


@dataclass(frozen=True, slots=True)
class _Figures:
    """The overall rows of one scale, by measure and wave."""

    facts: ScaleFacts
    rows: Sequence[Row]
    protects: bool
    important: float | None

    def first(self, measure: str, wave: str = "") -> Row | None:
        """The first row of a measure, at a wave where one is named."""
        found = (row for row in self.rows if row.measure == measure and (not wave or row.wave_from == wave))
        return next(found, None)

    def count(self, row: Row | None) -> Value:
        """How many people."""
        if row is None:
            return NOT_APPLICABLE
        if row.n is None:
            return HIDDEN if self.protects else ABSENT
        return Number(row.n, COUNT)

    def figure(self, row: Row | None, column: str = "estimate", shown: str = "") -> Value:
        """One number of a row, or why it is not there."""
        if row is None:
            return NOT_APPLICABLE
        value = getattr(row, column)
        if value is None:
            return blank(row)
        return Number(value, shown or f"0.{'0' * decimals(self.facts.step)}")


def headline(evaluation: Evaluation, lines: Sequence[Line], *, protects: bool) -> Sheet:
    """One row per scale, by domain in the fixed order."""
    overall = [row for row in evaluation.results if row.group_by == ""]
    rows = [
        _headline_row(
            _Figures(
                facts,
                [row for row in overall if (row.instrument, row.scale) == (facts.instrument, facts.scale)],
                protects,
                important_change(evaluation, facts),
            )
        )
        for facts in words.in_domain_order(evaluation.scales)
    ]
    return Sheet("Headline", "What changed on each scale", lines, "Headline_table", HEADLINE_COLUMNS, rows)


def title_of(facts: ScaleFacts) -> str:
    """The scale's title, saying where it is not validated."""
    return (
        facts.title if facts.validated or "not yet validated" in facts.title else f"{facts.title} (not yet validated)"
    )


def _headline_row(mine: _Figures) -> list[Value]:
    facts = mine.facts
    unpaired = mine.first("difference_unpaired")
    change = unpaired or mine.first("mean_change")
    shares = [row for row in mine.rows if row.measure == "headline_share"]
    waves = _waves(change, mine.rows)
    before, after = (mine.first("mean_all", wave) or mine.first("headline_share", wave) for wave in waves)
    means = [mine.first("mean_before"), mine.first("mean_after")]
    if unpaired or change is None:
        means = [mine.first("mean_all", wave) for wave in waves]
    effect = None if unpaired else mine.first("d_z")
    compared = NOT_LINKED if unpaired else SAME_PEOPLE if change else SHARES_ONLY
    return [
        title_of(facts),
        words.DOMAIN_NAMES.get(facts.domains[0], facts.domains[0]) if facts.domains else "Over several domains",
        direction(facts) or NOT_APPLICABLE,
        "Validated" if facts.validated else "Not yet validated",
        f"{facts.instrument_title}, version {facts.version}",
        *(wave or ABSENT for wave in waves),
        compared,
        mine.count(before),
        mine.count(after),
        mine.count(None if unpaired else change),
        *(mine.figure(row) for row in means),
        *(mine.figure(change, column) for column in ("estimate", "ci_low", "ci_high")),
        mine.figure(change, "ci_level", LEVEL),
        *(mine.figure(effect, column, UNITLESS) for column in ("estimate", "ci_low", "ci_high")),
        EFFECT if effect else NOT_APPLICABLE,
        *(mine.figure(mine.first("headline_share", wave), shown=SHARE) for wave in waves),
        _answers(shares),
        words.change_sentence(facts, mine.rows),
        " ".join(strength_sentences(facts, mine.rows, mine.important)) or NOT_APPLICABLE,
        change.note if change and change.note else NOT_APPLICABLE,
    ]


def _answers(shares: Sequence[Row]) -> str:
    """The answers counted, where the rows may name them."""
    if not shares:
        return NOT_APPLICABLE
    named = headline_answers(shares)
    return named if named.startswith("'") else ABSENT


def _waves(change: Row | None, rows: Sequence[Row]) -> tuple[str, str]:
    if change is not None:
        return change.wave_from, change.wave_to
    seen = list(dict.fromkeys(row.wave_from for row in rows))
    return (seen[0], seen[-1]) if seen else ("", "")


def completeness(evaluation: Evaluation, lines: Sequence[Line]) -> Sheet:
    """The steps from forms read to people counted, who was not heard from again, and what to know of the answers."""
    titles = {f"{facts.instrument}.{facts.scale}": title_of(facts) for facts in evaluation.scales}
    rows = [
        *(_step(step, titles, evaluation.flow) for step in evaluation.flow),
        *_not_heard(evaluation),
        *(_issue(issue) for issue in evaluation.issues),
    ]
    return Sheet(
        "Completeness", "How complete the answers are", lines, "Completeness_table", COMPLETENESS_COLUMNS, rows
    )


def _step(step: FlowStep, titles: dict[str, str], flow: Sequence[FlowStep]) -> list[Value]:
    name = step_name(step, flow)
    scale = titles.get(step.reason)
    return [
        "Step from forms to figures",
        step.wave or ("Both times" if waves_answered(flow) <= 2 else "More than one time"),
        f"{name}: {scale}" if scale else name,
        HIDDEN if step.n is None else Number(step.n, COUNT),
        NOT_APPLICABLE if scale or not step.reason else REASONS.get(step.reason, step.reason),
    ]


def _not_heard(evaluation: Evaluation) -> Iterable[list[Value]]:
    for facts in words.in_domain_order(evaluation.scales):
        if sentence := words.not_heard_sentence(facts, evaluation.results):
            yield ["Not heard from again", title_of(facts), sentence, NOT_APPLICABLE, NOT_APPLICABLE]


def _issue(issue: Issue) -> list[Value]:
    return [
        SEVERITIES[issue.severity],
        issue.where or "Everywhere",
        issue.message,
        NOT_APPLICABLE,
        issue.fix or NOT_APPLICABLE,
    ]
