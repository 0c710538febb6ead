"""Flow, issues and provenance: what goes beside the figures, without what it could give away of a few people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from measures.disclosure.counting import EVERYBODY, Universe
from measures.disclosure.issue_words import ABOUT_FILES, QUOTES_NO_ANSWER, WITHOUT_COUNTS
from measures.disclosure.judging import Context
from measures.disclosure.reach_counts import rounded_to
from measures.disclosure.rounding import to_base
from measures.disclosure.rules import Footing, Policy
from measures.disclosure.wording import safe_note
from measures.results import FlowStep, Issue

ROW_OF_A_FILE = re.compile(r",? rows? \d.*$")
COUNT_OR_QUOTE = re.compile("[0-9'\"\u2018\u2019\u201c\u201d]")
QUOTE = re.compile("['\"\u2018\u2019\u201c\u201d]")
KEPT_BACK = "Something about the answers needs a look; what it is could give away a few people."
SEE_THE_DATA = "Whoever holds the data sees it in full."
FLOW_ROUNDED = "The numbers on the way from forms read to people counted are rounded to the nearest {base}."


def protected_flow(flow: Sequence[FlowStep], context: Context) -> tuple[tuple[FlowStep, ...], int]:
    """The steps with small numbers hidden, and the base the others had to be rounded to (0: they had not).

    How many were scored on a scale, and how many were pairs, is shown exactly where the figures show it. Numbers of
    forms and people are rounded all together if any of them is small, or lies so near another, or a number shown
    exactly, that the difference is.
    """
    policy = context.policy
    settled = [_settled(step, context) for step in flow]
    exact = [step.n for step in settled if step is not None and step.n is not None]
    exact += [] if rounded_to(context) else _took_part(context)
    numbers = [step.n for step, known in zip(flow, settled, strict=True) if known is None and step.n is not None]
    near = any(policy.is_small(abs(one - other)) for one in numbers for other in (*numbers, *exact))
    base = policy.round_to or (policy.hidden_below if near or any(map(policy.is_small, numbers)) else 0)
    steps = [
        known if known is not None else _rounded(step, policy, base) for step, known in zip(flow, settled, strict=True)
    ]
    return tuple(steps), base


def _took_part(context: Context) -> list[int]:
    """How many people took part, as the figures of reach show it."""
    return [
        places[EVERYBODY]
        for universe, places in context.sizes.items()
        if universe.base == "counted"
        and not universe.instrument
        and EVERYBODY in places
        and context.standing.of(universe, EVERYBODY) > Footing.HIDDEN
    ]


def _settled(step: FlowStep, context: Context) -> FlowStep | None:
    """A step about one scale, as its figures show it; `None` for a step about forms and people."""
    if step.step not in ("scored", "pairs_used"):
        return None
    instrument, _, scale = step.reason.partition(".")
    shown = [
        context.sizes[universe].get(EVERYBODY, 0)
        for universe in context.sizes
        if (universe.instrument, universe.scale) == (instrument, scale)
        and _counts(universe, step)
        and context.standing.of(universe, EVERYBODY) > Footing.HIDDEN
    ]
    if step.n is None or step.n not in shown:
        return replace(step, n=None)
    return _rounded(step, context.policy, context.policy.round_to)


def _counts(universe: Universe, step: FlowStep) -> bool:
    """Whether a universe is the people of a step."""
    if step.step == "pairs_used":
        return universe.base == "pairs"
    return universe.base == "wave" and universe.wave_from == step.wave


def _rounded(step: FlowStep, policy: Policy, base: int) -> FlowStep:
    if step.n is None or policy.is_small(step.n):
        return replace(step, n=None)
    return replace(step, n=to_base(step.n, base)) if base else step


def protected_issues(issues: Iterable[Issue], *, flow_rounded: int) -> tuple[Issue, ...]:
    """The issues in words without rows, answers and numbers of people; each stays, with its code and severity.

    Issues about files, columns and settings pass as they are. Of those about people and answers the words are replaced
    by code; words that hold neither a number nor a quotation pass.
    """
    found = [_without_counts(issue) for issue in issues]
    if flow_rounded:
        found.append(Issue("note", "flow_rounded", "", FLOW_ROUNDED.format(base=flow_rounded)))
    return tuple(dict.fromkeys(found))


def unquoted_issues(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """The issues as they are, but for those that quote what somebody answered: these are said in words without it."""
    return tuple(dict.fromkeys(_without_counts(issue) if _quotes(issue) else issue for issue in issues))


def _quotes(issue: Issue) -> bool:
    return issue.code not in ABOUT_FILES | QUOTES_NO_ANSWER and bool(
        QUOTE.search(issue.message) or QUOTE.search(issue.fix)
    )


def _without_counts(issue: Issue) -> Issue:
    where = ROW_OF_A_FILE.sub("", issue.where)
    if issue.code in ABOUT_FILES:
        return replace(issue, where=where)
    fix = issue.fix if not COUNT_OR_QUOTE.search(issue.fix) else SEE_THE_DATA
    if not COUNT_OR_QUOTE.search(issue.message):
        return replace(issue, where=where, fix=fix)
    return replace(issue, where=where, message=WITHOUT_COUNTS.get(issue.code, KEPT_BACK), fix=fix)


def protected_provenance(provenance: Mapping[str, object], policy: Policy) -> dict[str, object]:
    """The provenance as it is, but for reasons (`why`) that tell of a few people."""
    return {name: _without_few(value, policy) for name, value in provenance.items()}


def _without_few(value: object, policy: Policy) -> object:
    if isinstance(value, Mapping):
        return {
            key: safe_note(inner, policy, exact=True) if key == "why" and isinstance(inner, str)
            else _without_few(inner, policy)
            for key, inner in value.items()
        }  # fmt: skip
    if isinstance(value, (list, tuple)):
        return [_without_few(inner, policy) for inner in value]
    return value
