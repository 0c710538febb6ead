"""What a person should know, or decide, about columns and the questions they ask. Words only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from measures.exports.folding import Form, shown
from measures.exports.tables import Table, column_letter
from measures.exports.wordings import Hit
from measures.results import Issue


@dataclass(frozen=True, slots=True)
class Slot:
    """A column that may ask a question: where it is, the ways to read its header, and the wave its marker names.

    `question` is its text where a codebook gives one.
    """

    position: int
    header: str
    forms: tuple[Form, ...]
    wave: str = ""
    question: str = ""

    @property
    def wording(self) -> str:
        """What was asked, as far as it is known."""
        return self.question or self.header


@dataclass(frozen=True, slots=True)
class Choice:
    """The question a column was settled on, and why; `rivals` are those it was told from by what else is there."""

    hit: Hit
    why: str
    rivals: tuple[str, ...] = ()


def ambiguous(table: Table, slot: Slot, found: Sequence[Hit]) -> Issue:
    """A question of several instruments, of which none can be told from the others."""
    targets = listed(hit.target for hit in found)
    message = f"This question stands in {targets}, and what is here fits more than one, so it is not used."
    several = ", ".join(f'"{hit.target}"' for hit in found)
    fix = f"{_say(slot.header, found[0].target)[:-1]}, or of several: [{several}]."
    return Issue("decide", "ambiguous_item", table.place(slot.position), message, fix)


def doubled(table: Table, claims: Mapping[tuple[str, str], Sequence[Slot]]) -> Iterator[Issue]:
    """Questions that several columns ask; one issue where a whole block is asked again."""
    fix = (
        "Say which is which with [[column]]: header, occurrence = 1 or 2, to, and wave where they are two waves; "
        'give one that does not count to = "drop".'
    )
    if len(claims) > 1 and len({len(slots) for slots in claims.values()}) == 1:
        blocks = " and in ".join(letters(slots) for slots in zip(*claims.values(), strict=True))
        message = f"The same {len(claims)} questions are asked in columns {blocks}, so none is used."
        first = next(iter(claims.values()))[0]
        yield Issue("decide", "claimed_twice", table.place(first.position), message, fix)
        return
    for (target, _), slots in claims.items():
        message = f"Columns {letters(slots)} all ask this question ({target}), so none of them is used."
        yield Issue("decide", "claimed_twice", table.place(slots[0].position), message, fix)


def shared(table: Table, used: Mapping[Slot, Choice]) -> Iterator[Issue]:
    """One issue for all columns of an instrument that were told from another's by what else is there."""
    groups: dict[tuple[str, str], list[Slot]] = {}
    for slot, choice in used.items():
        if choice.rivals:
            groups.setdefault((choice.hit.name.instrument, _instruments(choice.rivals)), []).append(slot)
    for (instrument, rivals), members in groups.items():
        message = f"{_columns(members)} taken for questions of {instrument} and not of {rivals}, by the others here."
        fix = "Check it. If an answer serves both, give its header both items in [columns]."
        yield Issue("check", "shared_wording", table.place(members[0].position), message, fix)


def weak(table: Table, used: Mapping[Slot, Choice]) -> Iterator[Issue]:
    """One issue per instrument for columns taken by number, or by topic alone."""
    groups: dict[tuple[str, str, str], list[Slot]] = {}
    for slot, choice in used.items():
        key = (choice.hit.name.instrument, choice.hit.name.kind, _instruments(choice.rivals))
        groups.setdefault(key, []).append(slot)
    for (instrument, kind, rivals), members in groups.items():
        if kind == "number":
            message = f"{_columns(members)} taken by number, in the order of the questions of {instrument}"
            fix = "The order differs between sources: check it, and name the questions in [columns] if it is another."
        else:
            message = f"{_columns(members)} taken for questions of {instrument} by topic alone"
            fix = "Check it, and correct what is wrong in [columns]."
        message += f", and not of {rivals}." if rivals else "."
        yield Issue("check", "weak_name", table.place(members[0].position), message, fix)


def ready_made(table: Table, slot: Slot, hit: Hit, *, used: bool) -> Issue:
    """A column named like a ready-made score: taken for it, or asked about."""
    raw = hit.target.replace(".scale:", ".raw:")
    fix = f'{_say(slot.header, hit.target)[:-1]}, or "{raw}" if it is the bare sum.'
    place = table.place(slot.position)
    if used:
        message = f"It is named like a ready-made score and was taken for it ({hit.target})."
        return Issue("check", "ready_made_score", place, message, f"Confirm it, or undo it. {fix}")
    message = "It is named like a ready-made score, but the sum of the answers and the score differ."
    return Issue("decide", "ready_made_score", place, message, fix)


def alike(table: Table, slot: Slot, hit: Hit) -> Issue:
    """A column taken for a question because its wording is much like it."""
    message = f"It is {likeness(hit)} and was taken for it ({hit.target})."
    fix = f'Confirm it, or undo it. {_say(slot.header, hit.target)[:-1]}, or give it "drop".'
    return Issue("check", "likeness", table.place(slot.position), message, fix)


def turned_wording(table: Table, slot: Slot, hit: Hit) -> Issue:
    """A wording much like a question's that may mean the opposite."""
    message = f"It is {likeness(hit)}, but a word that may turn the meaning differs, so it is not used."
    return Issue("decide", "turned_wording", table.place(slot.position), message, _say(slot.header, hit.target))


def second_copy(table: Table, slot: Slot, hit: Hit, other: str) -> Issue:
    """A wording much like a question that another column asks already."""
    message = f"It is {likeness(hit)}, which column {other} asks already, so it is not used."
    fix = "If it is the same question at another time, say so: [[column]] with its header, to and wave."
    return Issue("check", "second_copy", table.place(slot.position), message, fix)


def reason(hit: Hit) -> str:
    """Why a column was taken for a question."""
    after = f", in '{hit.without}'" if hit.without else ""
    return {
        "wording": "asks the same question, word for word",
        "alias": f"known as '{hit.name.text}' in other exports",
        "code": f"carries the question's own name, {hit.name.text}",
        "number": f"numbered as {hit.name.text}: please confirm",
        "topic": f"named like the topic '{hit.name.text}': please confirm",
        "total": "named like a ready-made score",
        "likeness": likeness(hit),
    }[hit.name.kind] + after


def likeness(hit: Hit) -> str:
    """How like a header is to a wording: `92 % like 'How often ...'`."""
    return f"{int(hit.likeness)} % like '{hit.name.text}'"


def _say(header: str, target: str) -> str:
    """How to settle a column in the study file."""
    return f'Say in [columns] what it asks: "{shown(header, 200).replace(chr(34), chr(39))}" = "{target}".'


def listed(texts: Iterable[str]) -> str:
    """Write words with "and" before the last, each once."""
    *first, last = dict.fromkeys(texts)
    return f"{', '.join(first)} and {last}" if first else last


def _columns(slots: Sequence[Slot]) -> str:
    return f"Column {letters(slots)} was" if len(slots) == 1 else f"Columns {letters(slots)} were"


def letters(slots: Iterable[Slot]) -> str:
    """The letters of columns: `A, B and D`."""
    return listed(column_letter(slot.position) for slot in slots)


def _instruments(targets: Sequence[str]) -> str:
    return listed(target.split(".", 1)[0] for target in targets) if targets else ""
