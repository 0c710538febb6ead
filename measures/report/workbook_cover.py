"""Cover, Contents and Notes: what the workbook is, how to find the way in it, what to keep in mind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from measures.disclosure import Policy
from measures.report import ripple_words, words
from measures.report.beside_words import alike
from measures.report.evidence import RULES, improved, verdict
from measures.report.flow_words import who_answered
from measures.report.level_words import only_answers
from measures.report.numbers import counted, decimals
from measures.report.phrases import inside, listed
from measures.report.sheets import NOT_APPLICABLE, Column, Heading, Line, Link, Number, Sheet, Value
from measures.report.strength import RULES as STRENGTH_RULES
from measures.report.strength import declared, one_sitting
from measures.results import Evaluation, Row, ScaleFacts

SYNTHETIC = re.compile(r"\b(sample data|synthetic|invented)\b", re.IGNORECASE)
SYNTHETIC_SENTENCE = "This is synthetic sample data: every person in it is invented."
PERSONAL_SENTENCE = (
    "This workbook holds personal data: nothing in it is hidden, so it can give away what single people answered. "
    "Keep it as safe as the answers themselves, and do not publish it or pass it on."
)
LATER_RELEASE = (
    "A later release that differs by a few people can reveal them: whoever has both can work out the difference. "
    "Before you publish figures of these people again, or of nearly the same people, compare the two."
)
SHORTHAND = (
    words.HIDDEN_MEANING,
    words.ABSENT_MEANING,
    "[z] means not applicable: the question does not arise here.",
)
NOTHING_FOUND = "No scale could be worked out from these answers: the sheet Completeness says what was found in them."
CONTENTS_COLUMNS = (
    Column("Sheet", 44),
    Column("What is on it", 60),
    Column("Rows", 12),
    Column("Notes that apply", 30),
)
NOTES_COLUMNS = (Column("Note", 44), Column("What it says", 110), Column("Where it is used", 36))
WHAT_IS_COMPARED = (
    "What is compared: people who answered at both waves, wherever answers can be linked. Where they cannot, everybody "
    "the first time is set beside everybody the second time; they may be different people."
)
MEAN_CHANGE = (
    "Mean change is the later mean less the first one, in the scale's own points, whatever direction is good: read it "
    "with the column Direction."
)
INTERVAL = "The interval is the confidence interval of the mean change, at the level stated beside it."
EFFECT_SIZE = (
    "d_z is the mean change divided by the standard deviation of the changes. It has no points and cannot be set "
    "beside effect sizes that divide by another spread. No word for its size is used here."
)
HEADLINE_SHARE = (
    "The headline share is the share of everybody at that wave who gave the answers that the instrument counts for "
    "its headline, whether or not they answered at the other."
)
IN_WORDS = f"{RULES} No sentence says that the programme made a change happen."
STANDING = (
    "Not yet validated means that no published study stands behind the questions: read them as the start of a "
    "conversation, not as a measurement to set beside other places."
)
HEADLINE_NOTES = (
    WHAT_IS_COMPARED,
    MEAN_CHANGE,
    INTERVAL,
    EFFECT_SIZE,
    HEADLINE_SHARE,
    IN_WORDS,
    STANDING,
    STRENGTH_RULES,
)
"""The notes that the headers of Headline cite, from [note 1] on."""


def protection(policy: Policy) -> str:
    """What a policy hides, in words."""
    if not policy.protects:
        return "Nothing is hidden or rounded (disclosure rule 'none')."
    said = f"To protect people, numbers of 1 to {policy.hidden_below - 1} people are hidden"
    if policy.round_to:
        said += f", all others are rounded to the nearest {policy.round_to}, and shares are made from rounded numbers"
    return (
        f"{said} (disclosure rule '{policy.name}'). Averages need at least {policy.means_from} people; with fewer than "
        f"{policy.exact_from} only rounded averages and a rounded average change are shown. Other figures are hidden "
        "with these where totals would give them back."
    )


def cover(evaluation: Evaluation, policy: Policy, title: str) -> Sheet:
    """What this is, what it shows, how people are protected, what the shorthand means."""
    about = evaluation.provenance
    places = (("Programme", "programme"), ("Area of work", "area_of_work"), ("Where", "locality"))
    lines: list[Line] = [f"{name}: {about[key]}" for name, key in places if about.get(key)]
    lines += [SYNTHETIC_SENTENCE] if SYNTHETIC.search(title) else []
    lines += [] if policy.protects else [PERSONAL_SENTENCE]
    lines += [Heading("What it shows"), *what_it_shows(evaluation)]
    if keep_in_mind := (*one_sitting(evaluation), *_cautions(evaluation)[1:]):
        lines += [Heading("Keep in mind"), *keep_in_mind]
    lines += [Heading("How people are protected"), protection(policy), LATER_RELEASE]
    lines += [Heading("Shorthand"), *SHORTHAND]
    lines += [Heading("Find your way"), Link("Go to Contents: what is on each sheet", "Contents")]
    lines += [Link("Go to Methods_version: how this was worked out and how to do it again", "Methods_version")]
    made = " ".join(str(about[key]) for key in ("tool", "version") if about.get(key))
    lines += [f"To cite: {title}. {about.get('programme') or 'Programme not named'}. Made with {made or 'measures'}."]
    return Sheet("Cover", title, lines)


def what_it_shows(evaluation: Evaluation) -> tuple[str, ...]:
    """Three sentences: who answered, what was found on the declared outcome or else on every scale, how to read it."""
    who = who_answered(evaluation)
    beside = ripple_words.summary(evaluation.results)
    found = _declared(evaluation) or _every_scale(evaluation.scales, evaluation.results)
    found = found or ("" if beside else NOTHING_FOUND)
    who = who if evaluation.flow or not beside else ""
    return tuple(filter(None, (who, found, *_cautions(evaluation)[:1], *beside)))


def contents(sheets: Sequence[Sheet], lines: Sequence[Line]) -> Sheet:
    """One row for each of the other sheets, with a link to it."""
    rows = [_entry(sheet) for sheet in sheets]
    return Sheet("Contents", "What is on each sheet", lines, "Contents_table", CONTENTS_COLUMNS, rows)


def notes(evaluation: Evaluation, lines: Sequence[Line]) -> Sheet:
    """The numbered notes of Headline, then what to keep in mind beside every figure."""
    texts = [*((text, "Headline") for text in HEADLINE_NOTES), *((text, "Headline") for text in _cautions(evaluation))]
    texts += [(text, "Every sheet") for text in SHORTHAND] + [(LATER_RELEASE, "Every sheet")]
    rows: list[list[Value]] = [[f"[note {number}]", text, where] for number, (text, where) in enumerate(texts, start=1)]
    return Sheet("Notes", "Notes", lines, "Notes_table", NOTES_COLUMNS, rows)


def _entry(sheet: Sheet) -> list[Value]:
    cited = sorted({int(number) for column in sheet.columns for number in re.findall(r"\[note (\d+)\]", column.header)})
    notes_cited = f"[note {cited[0]}] to [note {cited[-1]}]" if cited else NOT_APPLICABLE
    rows: Value = Number(len(sheet.rows), "#,##0") if sheet.columns else NOT_APPLICABLE
    return [
        Link(sheet.name, sheet.name),
        "What this workbook is" if sheet.name == "Cover" else sheet.title,
        rows,
        notes_cited,
    ]


def _cautions(evaluation: Evaluation) -> tuple[str, ...]:
    return words.cautions(evaluation.scales, evaluation.results) if evaluation.scales else ()


def _declared(evaluation: Evaluation) -> str:
    """The sentence on the main outcome that the study file declares."""
    main = declared(evaluation)
    return f"Main outcome: {words.change_sentence(main, evaluation.results)}" if main else ""


def _every_scale(scales: Iterable[ScaleFacts], rows: Sequence[Row]) -> str:
    """Every scale under what was found of it, scales by domain in the fixed order; of a single one its sentence."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    ordered = words.in_domain_order(scales)
    if len(ordered) == 1:
        return words.change_sentence(ordered[0], rows)
    for facts in ordered:
        found[_kind(facts, rows)].append(_name(facts))
    said = "; ".join(f"{kind}: {listed(names)}" for kind, names in found.items() if names)
    return f"Of {counted(len(ordered), 'scale', 'scales')}, {said}." if ordered else ""


FOR_THE_BETTER, FOR_THE_WORSE, MOVED = "changed for the better", "changed for the worse", "changed"
SAME, CANNOT_TELL, TOO_FEW = "stayed the same", "we cannot tell", "too few people to say"
ASKED_ONCE, UNSURE = "asked at one time only", "how sure cannot be told"
APART = {True: "better the second time", False: "worse the second time", None: "different the second time"}
NOT_SHOWN, BY_ANSWERS, NOT_WORKED_OUT = "not shown, to protect people", "told by their answers alone", "not worked out"
KINDS = (
    FOR_THE_BETTER, FOR_THE_WORSE, MOVED, *APART.values(), SAME, UNSURE, CANNOT_TELL, TOO_FEW, ASKED_ONCE,
    NOT_SHOWN, BY_ANSWERS, NOT_WORKED_OUT,
)  # fmt: skip


def _kind(facts: ScaleFacts, rows: Sequence[Row]) -> str:
    mine = {
        row.measure: row
        for row in reversed(rows)
        if (row.instrument, row.scale, row.group_by) == (facts.instrument, facts.scale, "")
    }
    change = mine.get("difference_unpaired") or mine.get("mean_change")
    if change is None:
        return BY_ANSWERS if {"headline_share", "category_share"} & set(mine) else NOT_WORKED_OUT
    if change.status == "x" and only_answers(facts, rows) is not None:
        return ASKED_ONCE
    said = verdict(facts, change)
    if said == "no interval" and alike(change, list(mine.values()), decimals(facts.step)):
        # all changed alike: nothing is left open about these people
        said = "same" if not change.estimate else "rose" if change.estimate > 0 else "fell"
    if said in ("rose", "fell") and change.measure == "difference_unpaired":
        return APART[improved(facts, said)]
    better = improved(facts, said)
    if said in ("rose", "fell"):
        return MOVED if better is None else FOR_THE_BETTER if better else FOR_THE_WORSE
    return {
        "same": SAME, "too few": TOO_FEW, "no interval": UNSURE, "hidden": NOT_SHOWN, "not computable": NOT_WORKED_OUT,
    }.get(said, CANNOT_TELL)  # fmt: skip


def _name(facts: ScaleFacts) -> str:
    return inside(facts.title) if facts.validated else f"{inside(facts.title.split(' (')[0])} (not yet validated)"
