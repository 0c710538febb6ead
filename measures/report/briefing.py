"""What a funder, a board or a neighbour reads: the findings of one evaluation as plain parts, before any layout.

The Word page and the HTML report are both made from these parts, so that no two of them can say different things.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measures.disclosure import Protected
from measures.report import briefing_beyond as beyond
from measures.report import words
from measures.report.flow_words import who_answered
from measures.report.hidden_words import adding_up
from measures.report.level_words import ASK_AGAIN, only_answers
from measures.report.phrases import inside, listed
from measures.report.strength import declared, important_change, one_sitting, strength_sentences
from measures.report.workbook_cover import LATER_RELEASE, SYNTHETIC, SYNTHETIC_SENTENCE, protection
from measures.results import Evaluation, Row, ScaleFacts

UNTITLED = "What we found"
MOST_LINES = 8
MANY_MISSING = 1 / 3
PERSONAL_SENTENCE = (
    "This holds personal data: nothing in it is hidden, so it can give away what single people answered. Keep it as "
    "safe as the answers themselves, and do not publish it or pass it on."
)
QUOTE_SLOT = "Room for somebody's own words, with their agreement."
GIVE_BACK = "Tell the people who answered what they told you, and ask what they make of it."


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what is said under it, a line each."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """The findings of one evaluation, in the order they are read.

    Attributes
    ----------
    title, about
        What it is called; programme, place, who answered, and what a reader must know at once.
    main
        The outcome declared before, where there is one.
    findings
        What changed: the declared outcome, or else the first by domain, in full; then the others, a line each.
    more
        How many further scales there are than lines.
    parts
        Whom we reached, whether it was fair, who is missing, how sure we are, what next.
    small_print
        How people are protected, and how to cite it.
    """

    title: str
    about: tuple[str, ...]
    main: ScaleFacts | None
    findings: tuple[str, ...]
    more: int
    quotes: tuple[str, ...]
    parts: tuple[Part, ...]
    small_print: tuple[str, ...]

    @property
    def quoted(self) -> tuple[str, ...]:
        """People's own words in quotation marks, or what stands in their place."""
        return tuple(f"“{quote}”" for quote in self.quotes) or (QUOTE_SLOT,)

    def further(self, where: str) -> str:
        """Say how many measures stand elsewhere; empty where none does."""
        if not self.more:
            return ""
        return f"{self.more} further measure{'s are' if self.more > 1 else ' is'} {where}."


def briefing(protected: Protected[Evaluation], quotes: Sequence[str] = (), *, most: int = MOST_LINES) -> Briefing:
    """Gather what is said of an evaluation.

    Parameters
    ----------
    protected : Protected[Evaluation]
        What went through the gate.
    quotes : sequence of str
        People's own words, chosen by hand, whose writers agreed that they may be shown.
    most : int
        How many findings are told; the others are counted.
    """
    evaluation, policy = protected.value, protected.policy
    about = evaluation.provenance
    title = str(about.get("title") or UNTITLED)
    main = declared(evaluation)
    scales = _in_order(evaluation.scales, main)
    named = [str(about[key]) for key in ("programme", "area_of_work", "locality") if about.get(key)]
    return Briefing(
        title=title,
        about=tuple(filter(None, (
            ", ".join(named),
            SYNTHETIC_SENTENCE if SYNTHETIC.search(title) else "",
            "" if policy.protects else PERSONAL_SENTENCE,
            who_answered(evaluation),
        ))),
        main=main,
        findings=_findings(scales[:most], evaluation.results),
        more=max(0, len(scales) - most),
        quotes=tuple(quotes),
        parts=tuple(part for part in _parts(evaluation, scales) if part.lines),
        small_print=tuple(filter(None, (
            protection(policy), adding_up(evaluation.issues), LATER_RELEASE,
            cited(evaluation, title),
        ))),
    )  # fmt: skip


def cited(evaluation: Evaluation, title: str) -> str:
    """How to cite it."""
    about = evaluation.provenance
    made = " ".join(str(about[key]) for key in ("tool", "version") if about.get(key))
    return f"To cite: {title}. {about.get('programme') or 'Programme not named'}. Made with {made or 'measures'}."


def _findings(scales: Sequence[ScaleFacts], rows: Sequence[Row]) -> tuple[str, ...]:
    """The first in full, the others a line each; those of which nothing may be shown together in one line."""
    hidden = [facts for facts in scales if words.finding(facts, rows).endswith(words.NOT_SHOWN)]
    told = [facts for facts in scales if len(hidden) < 2 or facts not in hidden]
    said = [words.change_sentence(facts, rows) for facts in told[:1]]
    said += [words.short_sentence(facts, rows) for facts in told[1:]]
    if len(hidden) > 1:
        said.append(f"Not shown, to protect the people who answered: {listed([inside(one.title) for one in hidden])}.")
    return tuple(said)


def _parts(evaluation: Evaluation, scales: Sequence[ScaleFacts]) -> list[Part]:
    rows = evaluation.results
    first = scales[0] if scales else None
    missing = words.not_heard_sentence(first, rows) if first is not None else ""
    if missing and first is not None and len(scales) > 1:
        missing = f"On {inside(first.title)}: {inside(missing)}"
    return [
        Part("Whom we reached", beyond.whom_we_reached(evaluation)),
        Part("Was it shared fairly?", beyond.was_it_fair(evaluation, first)),
        Part("Ripples and connections", beyond.ripples_and_connections(evaluation)),
        Part("Who is missing", tuple(filter(None, (missing,)))),
        Part("How sure we are", (*_sure(evaluation, first), *words.cautions(evaluation.scales, rows))),
        Part("What next", next_steps(scales, rows)),
    ]


def _sure(evaluation: Evaluation, first: ScaleFacts | None) -> tuple[str, ...]:
    """What bears on the first finding: its size beside what was said to matter, who was not heard from, one sitting."""
    said = one_sitting(evaluation)
    if first is None:
        return said
    strong = strength_sentences(first, evaluation.results, important_change(evaluation, first))
    # that there is no comparison group is said of all scales together
    return (*said, *(line for line in strong if not line.startswith("Without a comparison group")))


def next_steps(scales: Sequence[ScaleFacts], rows: Iterable[Row]) -> tuple[str, ...]:
    """What these results themselves suggest doing, the most telling first; at the end always to give them back."""
    listed_rows = tuple(row for row in rows if not row.group_by)
    said = []
    gone = [row for row in listed_rows if row.measure == "not_again" and row.estimate is not None]
    if scales and all(only_answers(facts, listed_rows) is not None for facts in scales):
        said.append(ASK_AGAIN)
    elif gone and max(row.estimate or 0.0 for row in gone) > MANY_MISSING:
        said.append("Ask those not heard from again how they are: a call or a visit may tell more than another form.")
    unsure = [facts.title.split(" (")[0] for facts in scales if _cannot_tell(facts, listed_rows)]
    if unsure:
        few = [inside(title) for title in unsure[:3]]
        names = f"{', '.join(few)} and {len(unsure) - 3} more" if len(unsure) > 3 else listed(few)
        said.append(f"Keep asking: we cannot tell yet about {names}. More people answering will narrow the range.")
    if not any(row.measure == "reach_ratio" for row in rows):
        said.append("Set those who took part beside the people who live here, to see whom you have not reached yet.")
    return (*said, GIVE_BACK)


def _cannot_tell(facts: ScaleFacts, rows: Sequence[Row]) -> bool:
    return words.finding(facts, rows).startswith("We cannot tell")


def _in_order(scales: Sequence[ScaleFacts], main: ScaleFacts | None) -> list[ScaleFacts]:
    ordered = list(words.in_domain_order(scales))
    return ordered if main is None else [main, *(facts for facts in ordered if facts != main)]
