"""What to look over before results are handed on: what was found of people, answers, times, sheets, and what is hidden.

It knows the protected results alone, so that the list itself gives nothing away.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from measures.disclosure import Protected
from measures.report.numbers import counted, people
from measures.report.phrases import at_wave
from measures.results import Evaluation, FlowStep, Issue

PEOPLE = frozenset({
    "none_matched", "mostly_unmatched", "near_matches", "same_code", "codes_differ", "weak_name", "no_code",
    "unknown_match", "response_ids", "row_numbers", "blank_codes",
})  # fmt: skip
ANSWERS = frozenset({
    "unknown_label", "unknown_labels", "unknown_answers", "unknown_code", "bare_number", "bare_numbers", "near_label",
    "group_answer", "group_band", "code_label_disagree", "conflicting_answers",
})  # fmt: skip
TIMES = frozenset({
    "waves_reversed", "wave_order_taken", "dates_out_of_order", "wave_by_file_name", "wave_empty", "one_sitting",
    "rows_without_wave", "items_without_wave", "wave_columns", "waves_untold",
})  # fmt: skip
SHEETS = frozenset({
    "sheet_left_out", "hidden_sheets", "very_hidden_sheets", "tables_beside", "rows_set_aside", "codebook_unused",
    "hidden_cells",
})  # fmt: skip
FOUND, TO_DO, NOTHING = "What we found", "To do", "Nothing"
LOOK = "Look at it on the Check page"
MOST_PLACES = 3
SEVERITIES = ("error", "decide", "check", "note")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look over: what, what was found of it, and what to do; nothing to do is said too."""

    what: str
    found: str
    to_do: str = NOTHING

    @property
    def needs_a_look(self) -> bool:
        """Whether somebody should look before anything is sent."""
        return self.to_do != NOTHING


def before_you_send(protected: Protected[Evaluation]) -> tuple[Line, ...]:
    """The list, always the same lines in the same order.

    Parameters
    ----------
    protected : Protected[Evaluation]

    Returns
    -------
    tuple of Line
        People not found again, answers not known, times that look reversed, sheets and rows not read, what is hidden,
        and what else waits for a decision.
    """
    evaluation = protected.value
    known = PEOPLE | ANSWERS | TIMES | SHEETS
    return (
        _people(evaluation),
        _of(evaluation.issues, "Answers we do not know", ANSWERS, "Every answer is one of its question's."),
        _of(evaluation.issues, "Times of asking", TIMES, "Nothing speaks against the order we took them in."),
        _sheets(evaluation),
        _hidden(protected),
        _waiting([issue for issue in evaluation.issues if issue.code not in known]),
    )


def in_short(lines: Sequence[Line]) -> str:
    """How many lines need a look, in a sentence."""
    n = sum(line.needs_a_look for line in lines)
    if not n:
        return "We looked over what people most often wish they had seen before sending, and found nothing to do."
    return f"{counted(n, 'thing needs', 'things need')} a look before you send this to anybody."


def _people(evaluation: Evaluation) -> Line:
    what = "People found only once"
    steps = [step for step in evaluation.flow if step.step == "one_wave_only"]
    mine = _chosen(evaluation.issues, PEOPLE)
    if not any(step.step == "matched" for step in evaluation.flow):
        found = "Nobody could be followed from one time to the next; everybody at each time is compared."
        return Line(what, _joined([found, *map(_brief, mine)]), LOOK)
    if not steps and not mine:
        return Line(what, "Everybody was found at every time.")
    about = "about " if any(issue.code == "flow_rounded" for issue in evaluation.issues) else ""
    said = [
        f"found only {at_wave(wave)}: {_many([step for step in steps if step.wave == wave], about)}"
        for wave in dict.fromkeys(step.wave for step in steps)
    ]
    counts = "; ".join(said)
    sentence = f"{counts[:1].upper()}{counts[1:]}." if counts else ""
    return Line(what, _joined([sentence, *map(_brief, mine)]), LOOK if _looks(mine) else NOTHING)


def _many(steps: Sequence[FlowStep], about: str) -> str:
    """How many people, as far as it may be told."""
    told = sum(step.n for step in steps if step.n is not None)
    if all(step.n is not None for step in steps):
        return f"{about}{people(told)}"
    return f"{about}{people(told)}, and a number not shown" if told else "a number not shown"


def _sheets(evaluation: Evaluation) -> Line:
    """What was left out, whether an issue tells of it or only a step of the way."""
    what = "Sheets and rows not read"
    aside = list(dict.fromkeys(step.reason for step in evaluation.flow if step.step == "set_aside"))
    if aside and not _chosen(evaluation.issues, SHEETS):
        return Line(what, f"Rows set aside: {'; '.join(aside)}.", LOOK)
    return _of(evaluation.issues, what, SHEETS, "We know of none.")


def _of(issues: Sequence[Issue], what: str, codes: Collection[str], fine: str) -> Line:
    mine = _chosen(issues, codes)
    if not mine:
        return Line(what, fine)
    return Line(
        what,
        _joined([_brief(issue) for issue in mine[:MOST_PLACES]], len(mine) - MOST_PLACES),
        LOOK if _looks(mine) else NOTHING,
    )


def _hidden(protected: Protected[Evaluation]) -> Line:
    what, rows = "What is hidden", protected.value.results
    if not protected.policy.protects:
        return Line(what, "Nothing: this holds personal data.", "Send it only to those who may see the answers")
    hidden = sum(row.status == "c" for row in rows)
    if not hidden:
        return Line(what, "Nothing had to be hidden.")
    whole = [row for row in rows if not row.group_by]
    of_whole = sum(row.status == "c" for row in whole)
    said = [f"of everybody together {of_whole:,} of {len(whole):,}"] if whole else []
    said += [f"of single groups {hidden - of_whole:,} of {len(rows) - len(whole):,}"] if len(rows) > len(whole) else []
    return Line(what, f"Figures hidden to protect people, marked [c]: {'; '.join(said)}.")


def _waiting(issues: Sequence[Issue]) -> Line:
    """What needs a decision of the user's and stands in no other line."""
    mine = _chosen([issue for issue in issues if issue.severity in ("error", "decide")], None)
    if not mine:
        return Line("Decisions of yours", "Nothing else waits for one.")
    found = _joined([_brief(issue) for issue in mine[:MOST_PLACES]], len(mine) - MOST_PLACES)
    return Line("Decisions of yours", found, LOOK)


def _chosen(issues: Sequence[Issue], codes: Collection[str] | None) -> list[Issue]:
    """The issues of these codes (of any, without), those that need a decision first."""
    mine = [issue for issue in issues if codes is None or issue.code in codes]
    return sorted(mine, key=lambda issue: SEVERITIES.index(issue.severity))


def _looks(issues: Sequence[Issue]) -> bool:
    """Whether any of these needs a look: a mere note does not."""
    return any(issue.severity != "note" for issue in issues)


def _brief(issue: Issue) -> str:
    return (
        f"{issue.where}: {issue.message}"
        if issue.where and issue.where not in ("participants", "waves")
        else issue.message
    )


def _joined(parts: Sequence[str], more: int = 0) -> str:
    said = " ".join(part for part in dict.fromkeys(parts) if part)
    return f"{said} And {more} more like this." if more > 0 else said
