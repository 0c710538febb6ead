"""Columns to questions: by name first, then by weaker signs that a person should confirm, never silently.

Where one wording belongs to several instruments, the answers found in the column decide, then which instrument has most
of its questions here; where that is not plain, it is asked and the column is not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from measures.exports.column_rules import says_it_all
from measures.exports.folding import Form, shown, words
from measures.exports.tables import ColumnUse, Role, Table, column_letter
from measures.exports.wordings import SURE, WEAK, Hit, Names, turned
from measures.instrument import Instrument
from measures.results import Issue

Fit = Callable[[int, str], float | None]

ENOUGH_READ = 0.5
MOST_OF_IT = 0.5
LONG_TOPIC = 3


@dataclass(frozen=True, slots=True)
class Slot:
    """A column that may ask a question: where it is, the ways to read its header, and the wave its marker names."""

    position: int
    header: str
    forms: tuple[Form, ...]
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """The question a column was settled on, and why; `rivals` are those it was told from by what else is there."""

    hit: Hit
    why: str
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemMatcher:
    """The questions found so far in one table. Each method looks at columns not used yet and adds what it finds.

    `fit(position, target)` is the share of a column's answers that the question's response list explains, `None` for an
    empty column. `taken` says which column asks a question in a wave; `reasons` why a column is not used; `asked` are
    the columns that a person was asked about, which no weaker sign may settle.
    """

    table: Table
    instruments: Mapping[str, Instrument]
    names: Names
    fit: Fit
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    uses: dict[int, ColumnUse] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)

    def by_name(self, slots: Sequence[Slot]) -> None:
        """Match columns that carry a question's wording, an alias or its own name."""
        hits = {slot: found for slot in slots if (found := self.names.find(slot.forms, SURE))}
        hits = {slot: free for slot, found in hits.items() if (free := self._free(slot, found))}
        chosen = {slot: self._settle(slot, found, hits.values()) for slot, found in hits.items()}
        for slot, choice in chosen.items():
            if choice is None:
                self._ask(slot, hits[slot])
        settled = {slot: choice for slot, choice in chosen.items() if choice is not None}
        self._claim(settled)
        self._report_shared({slot: choice for slot, choice in settled.items() if slot.position in self.uses})

    def by_weak_name(self, slots: Sequence[Slot]) -> None:
        """Match columns named by a question's topic or its number in the instrument, where the answers fit."""
        hits = {slot: found for slot in slots if (found := self.names.find(slot.forms, WEAK))}
        hits = {slot: free for slot, found in hits.items() if (free := self._fitting(slot, self._free(slot, found)))}
        settled = {slot: self._settle(slot, found, hits.values()) for slot, found in hits.items()}
        chosen = {slot: choice for slot, choice in settled.items() if choice is not None}
        supported = {slot: choice for slot, choice in chosen.items() if self._is_supported(slot, choice.hit, chosen)}
        for slot in hits.keys() - supported.keys():
            self.reasons[slot.position] = (
                f"may be meant for {_listed(hit.target for hit in hits[slot])}: say so if it is"
            )
        self._claim_totals({slot: choice.hit for slot, choice in supported.items() if choice.hit.name.kind == "total"})
        items = {slot: choice for slot, choice in supported.items() if choice.hit.name.kind != "total"}
        self._claim(items)
        self._report_weak({slot: choice for slot, choice in items.items() if slot.position in self.uses})

    def by_likeness(self, slots: Sequence[Slot]) -> None:
        """Suggest questions whose wording is much like a header, unique best both ways, where the answers fit."""
        alike = dict(zip(slots, self.names.alike([slot.forms for slot in slots]), strict=True))
        best: dict[tuple[str, str], float] = {}
        for slot, found in alike.items():
            for hit in found:
                key = (hit.target, slot.wave)
                best[key] = max(best.get(key, 0.0), hit.likeness)
        rivals = {
            key: sum(
                hit.likeness == top for slot, found in alike.items() for hit in found if (hit.target, slot.wave) == key
            )
            for key, top in best.items()
        }
        for slot, found in alike.items():
            if found:
                self._suggest(slot, found, best, rivals)

    def _suggest(
        self,
        slot: Slot,
        found: Sequence[Hit],
        best: Mapping[tuple[str, str], float],
        rivals: Mapping[tuple[str, str], int],
    ) -> None:
        fitting = self._fitting(slot, found)
        free = [hit for hit in fitting if (hit.target, slot.wave) not in self.taken]
        if not fitting:
            self.reasons[slot.position] = f"{_percent(found[0])}, but its answers are not that question's"
            return
        if not free:
            self._second_copy(slot, fitting[0])
            return
        hit = free[0]
        key = (hit.target, slot.wave)
        tied = len(free) > 1 and free[1].likeness == hit.likeness
        if tied or hit.likeness < best[key] or rivals[key] > 1:
            self.reasons[slot.position] = f"{_percent(hit)}, but so is another"
            return
        where = self.table.place(slot.position)
        if turned(slot.header, hit.name.text):
            self.reasons[slot.position] = (
                f"{_percent(hit)}, but a word that may turn the meaning differs: please decide"
            )
            message = f"It is {_percent(hit)}, but a word that may turn the meaning differs, so it is not used."
            self.issues.append(Issue("decide", "turned_wording", where, message, _say(slot.header, hit.target)))
            return
        self._use(slot, hit, f"{_percent(hit)}: please confirm", sure=False)
        message = f"It is {_percent(hit)} and was taken for it ({hit.target})."
        fix = f'Confirm it, or undo it. {_say(slot.header, hit.target)[:-1]}, or give it "drop".'
        self.issues.append(Issue("check", "likeness", where, message, fix))

    def _second_copy(self, slot: Slot, hit: Hit) -> None:
        other = column_letter(self.taken[hit.target, slot.wave])
        self.reasons[slot.position] = f"{_percent(hit)}, which column {other} asks already"
        message = f"It is {_percent(hit)}, which column {other} asks already, so it is not used."
        fix = "If it is the same question at another time, say so: [[column]] with its header, to and wave."
        self.issues.append(Issue("check", "second_copy", self.table.place(slot.position), message, fix))

    def _free(self, slot: Slot, found: Sequence[Hit]) -> tuple[Hit, ...]:
        """Hits on questions that no column asks yet in this wave."""
        free = tuple(hit for hit in found if (hit.target, slot.wave) not in self.taken)
        if found and not free:
            other = column_letter(self.taken[found[0].target, slot.wave])
            self.reasons[slot.position] = f"names {found[0].target}, which column {other} already is"
        return free

    def _fitting(self, slot: Slot, found: Sequence[Hit]) -> tuple[Hit, ...]:
        return tuple(hit for hit in found if (self.fit(slot.position, hit.target) or 0.0) >= ENOUGH_READ)

    def _settle(self, slot: Slot, found: Sequence[Hit], everything: Iterable[Sequence[Hit]]) -> Choice | None:
        """The one question a column asks; none where it cannot be told.

        Its answers decide; then which instrument has more of its other questions here, not counting those that stand in
        both. Where two instruments have most of theirs here, the answer may belong to both, and that is asked.
        """
        if len(found) == 1:
            return Choice(found[0], _reason(found[0]))
        shares = {hit: self.fit(slot.position, hit.target) or 0.0 for hit in found}
        fitting = [hit for hit in found if shares[hit] == max(shares.values())]
        others = _listed(hit.name.instrument for hit in found)
        if len(fitting) == 1:
            own = fitting[0].name.instrument
            return Choice(fitting[0], f"{_reason(fitting[0])}; of {others}, its answers are those of {own}")
        for shared in (False, True):
            here = {hit: self._present(hit, everything, shared=shared) for hit in fitting}
            hit, second = sorted(fitting, key=lambda hit: -here[hit])[:2]
            if here[hit] > here[second] and (shared or here[second] < MOST_OF_IT):
                rivals = tuple(rival.target for rival in fitting if rival is not hit)
                own = hit.name.instrument
                why = f"{_reason(hit)}; of {others}, more of the other questions here are of {own}"
                return Choice(hit, why, rivals)
            if here[hit] > 0:
                return None
        return None

    def _present(self, hit: Hit, everything: Iterable[Sequence[Hit]], *, shared: bool) -> float:
        """The share of an instrument's other questions asked here, with or without those that may be another's."""
        instrument = hit.name.instrument
        asked = {one.target for found in everything if shared or len(found) == 1 for one in found}
        asked |= {target for target, _ in self.taken}
        others = {target for target in asked if target.split(".", 1)[0] == instrument} - {hit.target}
        return len(others) / max(1, len(self.instruments[instrument].items) - 1)

    def _is_supported(self, slot: Slot, hit: Hit, chosen: Mapping[Slot, Choice]) -> bool:
        """A topic alone says little: another question of the instrument must be here too, or the topic be long."""
        if hit.name.kind != "topic" or len(words(slot.header).split()) >= LONG_TOPIC:
            return True
        targets = {choice.hit.target for choice in chosen.values()} | {target for target, _ in self.taken}
        return any(target.split(".", 1)[0] == hit.name.instrument for target in targets - {hit.target})

    def _claim(self, chosen: Mapping[Slot, Choice]) -> None:
        """Use the columns that alone ask their question in their wave; ask where several do."""
        claims: dict[tuple[str, str], list[Slot]] = {}
        for slot, choice in chosen.items():
            claims.setdefault((choice.hit.target, slot.wave), []).append(slot)
        for slots in claims.values():
            if len(slots) == 1:
                choice = chosen[slots[0]]
                sure = choice.hit.name.kind in SURE and not choice.rivals
                self._use(slots[0], choice.hit, choice.why, sure=sure)
        doubled = {key: slots for key, slots in claims.items() if len(slots) > 1}
        for (target, _), slots in doubled.items():
            for slot in slots:
                self.asked.add(slot.position)
                rest = _letters(other for other in slots if other is not slot)
                self.reasons[slot.position] = f"asks {target}, as does column {rest}: say which one counts"
        self._report_doubled(doubled)

    def _claim_totals(self, found: Mapping[Slot, Hit]) -> None:
        for slot, hit in found.items():
            scale = self.instruments[hit.name.instrument].scale(hit.target.rpartition(":")[2])
            where = self.table.place(slot.position)
            raw = hit.target.replace(".scale:", ".raw:")
            fix = f'{_say(slot.header, hit.target)[:-1]}, or "{raw}" if it is the bare sum.'
            if says_it_all(scale) and (hit.target, slot.wave) not in self.taken:
                self._use(slot, hit, f"{_reason(hit)}: please confirm", sure=False)
                message = f"It is named like a ready-made score and was taken for it ({hit.target})."
                self.issues.append(Issue("check", "ready_made_score", where, message, f"Confirm it, or undo it. {fix}"))
            else:
                self.reasons[slot.position] = f"{_reason(hit)}: say whether it is the score or the bare sum"
                message = "It is named like a ready-made score, but the sum of the answers and the score differ."
                self.issues.append(Issue("decide", "ready_made_score", where, message, fix))

    def _use(self, slot: Slot, hit: Hit, why: str, *, sure: bool) -> None:
        role: Role = "score" if hit.name.kind == "total" else "item"
        self.taken[hit.target, slot.wave] = slot.position
        self.reasons.pop(slot.position, None)
        self.uses[slot.position] = ColumnUse(
            slot.position, self.table.headers[slot.position], role, hit.target, why, slot.wave, sure=sure
        )

    def _ask(self, slot: Slot, found: Sequence[Hit]) -> None:
        targets = _listed(hit.target for hit in found)
        self.asked.add(slot.position)
        self.reasons[slot.position] = f"asks a question of {targets} alike: say which"
        message = f"This question stands in {targets}, and what is here fits more than one, so it is not used."
        both = ", ".join(f'"{hit.target}"' for hit in found)
        fix = f"{_say(slot.header, found[0].target)[:-1]}, or of several: [{both}]."
        self.issues.append(Issue("decide", "ambiguous_item", self.table.place(slot.position), message, fix))

    def _report_shared(self, chosen: Mapping[Slot, Choice]) -> None:
        """One issue for all columns of an instrument that were told from another's by what else is there."""
        groups: dict[tuple[str, str], list[Slot]] = {}
        for slot, choice in chosen.items():
            if choice.rivals:
                rivals = _listed(rival.split(".", 1)[0] for rival in choice.rivals)
                groups.setdefault((choice.hit.name.instrument, rivals), []).append(slot)
        for (instrument, rivals), members in groups.items():
            message = (
                f"{_columns(members)} taken for questions of {instrument} and not of {rivals}, by the others here."
            )
            fix = "Check it. If an answer serves both, give its header both items in [columns]."
            self.issues.append(Issue("check", "shared_wording", self.table.place(members[0].position), message, fix))

    def _report_doubled(self, doubled: Mapping[tuple[str, str], Sequence[Slot]]) -> None:
        fix = (
            "Say which is which with [[column]]: header, occurrence = 1 or 2, to, and wave where they are two waves; "
            'give one that does not count to = "drop".'
        )
        if len(doubled) > 1 and len({len(slots) for slots in doubled.values()}) == 1:
            blocks = [_letters(slots) for slots in zip(*doubled.values(), strict=True)]
            message = (
                f"The same {len(doubled)} questions are asked in columns {' and in '.join(blocks)}, so none is used."
            )
            where = self.table.place(next(iter(doubled.values()))[0].position)
            self.issues.append(Issue("decide", "claimed_twice", where, message, fix))
            return
        for (target, _), slots in doubled.items():
            message = f"Columns {_letters(slots)} all ask this question ({target}), so none of them is used."
            self.issues.append(Issue("decide", "claimed_twice", self.table.place(slots[0].position), message, fix))

    def _report_weak(self, chosen: Mapping[Slot, Choice]) -> None:
        """One issue per instrument and kind of name."""
        groups: dict[tuple[str, str, str], list[Slot]] = {}
        for slot, choice in chosen.items():
            rivals = _listed(rival.split(".", 1)[0] for rival in choice.rivals) if choice.rivals else ""
            groups.setdefault((choice.hit.name.instrument, choice.hit.name.kind, rivals), []).append(slot)
        for (instrument, kind, rivals), members in groups.items():
            if kind == "number":
                message = f"{_columns(members)} taken by number, in the order of the questions of {instrument}."
                fix = (
                    "The order differs between sources: check it, and name the questions in [columns] if it is another."
                )
            else:
                message = f"{_columns(members)} taken for questions of {instrument} by topic alone."
                fix = "Check it, and correct what is wrong in [columns]."
            if rivals:
                message = f"{message[:-1]}, and not of {rivals}."
            self.issues.append(Issue("check", "weak_name", self.table.place(members[0].position), message, fix))


def _reason(hit: Hit) -> str:
    after = f", in '{hit.without}'" if hit.without else ""
    return {
        "wording": "asks the same question, word for word",
        "alias": f"known as '{hit.name.text}' in other exports",
        "code": f"carries the question's own name, {hit.name.text}",
        "number": f"numbered as {hit.name.text}: please confirm",
        "topic": f"named like the topic '{hit.name.text}': please confirm",
        "total": "named like a ready-made score",
        "likeness": _percent(hit),
    }[hit.name.kind] + after


def _percent(hit: Hit) -> str:
    return f"{int(hit.likeness)} % like '{hit.name.text}'"


def _say(header: str, target: str) -> str:
    """How to settle a column in the study file."""
    return f'Say in [columns] what it asks: "{shown(header, 200).replace(chr(34), chr(39))}" = "{target}".'


def _listed(texts: Iterable[str]) -> str:
    *first, last = dict.fromkeys(texts)
    return f"{', '.join(first)} and {last}" if first else last


def _columns(slots: Sequence[Slot]) -> str:
    return f"Column {_letters(slots)} was" if len(slots) == 1 else f"Columns {_letters(slots)} were"


def _letters(slots: Iterable[Slot]) -> str:
    return _listed(column_letter(slot.position) for slot in slots)
