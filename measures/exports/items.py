"""Columns to questions: by name first, then by weaker signs that a person should confirm, never silently.

Where one wording belongs to several instruments, the answers found in the column decide, then which instrument has most
of its questions here; where that is not plain, it is asked and the column is not used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from measures.exports import item_issues as issues
from measures.exports.column_rules import says_it_all
from measures.exports.folding import shown, words
from measures.exports.item_issues import Choice, Slot, letters, likeness, listed, reason
from measures.exports.tables import ColumnUse, Role, Table, column_letter
from measures.exports.wordings import SURE, WEAK, Hit, Name, Names, turned
from measures.instrument import Instrument
from measures.results import Issue

Fit = Callable[[int, str], float | None]

ENOUGH_READ = 0.5
MOST_OF_IT = 0.5
LONG_TOPIC = 3


@dataclass(frozen=True, slots=True)
class ItemMatcher:
    """The questions found so far in one table. Each method looks at columns not used yet and adds what it finds.

    `look_at` reads columns whose answers are wanted; `fit(position, target)` is the share of a column's answers that
    the question's response list explains, `None` for an empty column. `taken` says which column asks a question in a
    wave; `reasons` why a column is not used; `asked` are the columns that a person was asked about, which no weaker
    sign may settle.
    """

    table: Table
    instruments: Mapping[str, Instrument]
    names: Names
    fit: Fit
    look_at: Callable[[Sequence[int]], None]
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    uses: dict[int, ColumnUse] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)

    def by_name(self, slots: Sequence[Slot]) -> None:
        """Match columns that carry a question's wording, an alias or its own name."""
        hits = {slot: found for slot in slots if (found := self.names.find(slot.forms, SURE))}
        self.look_at([slot.position for slot in hits])
        hits = {slot: free for slot, found in hits.items() if (free := self._free(slot, found))}
        chosen = {slot: self._settle(slot, found, hits.values()) for slot, found in hits.items()}
        for slot, choice in chosen.items():
            if choice is None:
                self._ask(slot, hits[slot])
        settled = {slot: choice for slot, choice in chosen.items() if choice is not None}
        short = self._of_short_versions(settled)
        self._claim(settled | short)
        used = {slot: choice for slot, choice in settled.items() if slot.position in self.uses}
        self.issues.extend(issues.shared(self.table, {slot: used[slot] for slot in used if slot not in short}))
        self.issues.extend(issues.weak(self.table, {slot: short[slot] for slot in used if slot in short}))

    def _of_short_versions(self, chosen: Mapping[Slot, Choice]) -> dict[Slot, Choice]:
        """Columns named by an instrument and number, 1 to as many as only its short version has questions.

        `WEMWBS 1` to `WEMWBS 7`, and no more in any wave, are those of `swemwbs`.
        """
        numbers: dict[str, dict[Slot, int]] = {}
        others = set()
        for slot, choice in chosen.items():
            name = choice.hit.name
            numbered = re.fullmatch(rf"{re.escape(words(name.instrument))} ?(\d+)", words(name.text))
            if numbered and name.kind == "alias":
                numbers.setdefault(name.instrument, {})[slot] = int(numbered[1])
            else:
                others.add(name.instrument)
        found: dict[Slot, Choice] = {}
        for whole in numbers.keys() - others:
            here = numbers[whole]
            asked = {
                wave: sorted(n for slot, n in here.items() if slot.wave == wave) for wave in {s.wave for s in here}
            }
            count = len(next(iter(asked.values())))
            if any(said != list(range(1, count + 1)) for said in asked.values()):
                continue
            named = [one for one in self.instruments.values() if one.id != whole and one.id.endswith(whole)]
            short = [one for one in named if len(one.items) == count < len(self.instruments[whole].items)]
            for slot, n in here.items() if len(short) == 1 else ():
                target = f"{short[0].id}.{short[0].items[n - 1].id}"
                hit = Hit(Name(target, "number", f"question {n} of the {count} of {short[0].id}"))
                found[slot] = Choice(hit, reason(hit), (chosen[slot].hit.target,))
        return found

    def by_weak_name(self, slots: Sequence[Slot]) -> None:
        """Match columns named by a question's topic or its number in the instrument, where the answers fit."""
        hits = {slot: found for slot in slots if (found := self.names.find(slot.forms, WEAK))}
        hits = {slot: free for slot, found in hits.items() if (free := self._fitting(slot, self._free(slot, found)))}
        settled = {slot: self._settle(slot, found, hits.values()) for slot, found in hits.items()}
        chosen = {slot: choice for slot, choice in settled.items() if choice is not None}
        supported = {slot: choice for slot, choice in chosen.items() if self._is_supported(choice.hit, chosen)}
        for slot in hits.keys() - supported.keys():
            self.reasons[slot.position] = (
                f"may be meant for {listed(hit.target for hit in hits[slot])}: say so if it is"
            )
        self._claim_totals({slot: choice.hit for slot, choice in supported.items() if choice.hit.name.kind == "total"})
        items = {slot: choice for slot, choice in supported.items() if choice.hit.name.kind != "total"}
        self._claim(items)
        used = {slot: choice for slot, choice in items.items() if slot.position in self.uses}
        self.issues.extend(issues.weak(self.table, used))

    def by_likeness(self, slots: Sequence[Slot]) -> None:
        """Suggest questions whose wording is much like a header, unique best both ways, where the answers fit."""
        alike = dict(zip(slots, self.names.alike([slot.forms for slot in slots]), strict=True))
        found_by = [((hit.target, slot.wave), hit.likeness) for slot, found in alike.items() for hit in found]
        best: dict[tuple[str, str], float] = {}
        for key, percent in found_by:
            best[key] = max(best.get(key, 0.0), percent)
        unique = {key for key, percent in best.items() if found_by.count((key, percent)) == 1}
        taken = set(self.taken)  # as it was before: what one header is taken for must not hang on the next
        for slot, found in alike.items():
            fitting = self._fitting(slot, found)
            free = [hit for hit in fitting if (hit.target, slot.wave) not in taken]
            if found:
                self._suggest(slot, found[0], fitting, free, {key: best[key] for key in unique})

    def _suggest(
        self,
        slot: Slot,
        nearest: Hit,
        fitting: Sequence[Hit],
        free: Sequence[Hit],
        best: Mapping[tuple[str, str], float],
    ) -> None:
        """Take a column for the free question it is most like, if `best` (likeness of each question) has it alone."""
        if not fitting:
            self.reasons[slot.position] = f"{likeness(nearest)}, but its answers are not that question's"
            return
        if not free:
            self._second_copy(slot, fitting[0])
            return
        hit = free[0]
        tied = len(free) > 1 and free[1].likeness == hit.likeness
        if tied or best.get((hit.target, slot.wave)) != hit.likeness:
            self.reasons[slot.position] = f"{likeness(hit)}, but so is another"
            return
        if turned(slot.wording, hit.name.whole or hit.name.text):
            self.reasons[slot.position] = (
                f"{likeness(hit)}, but a word that may turn the meaning differs: please decide"
            )
            self.issues.append(issues.turned_wording(self.table, slot, hit))
            return
        self._use(slot, hit, f"{likeness(hit)}: please confirm", sure=False)
        self.issues.append(issues.alike(self.table, slot, hit))

    def _second_copy(self, slot: Slot, hit: Hit) -> None:
        other = column_letter(self.taken[hit.target, slot.wave])
        self.reasons[slot.position] = f"{likeness(hit)}, which column {other} asks already"
        self.issues.append(issues.second_copy(self.table, slot, hit, other))

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
            return Choice(found[0], reason(found[0]))
        shares = {hit: self.fit(slot.position, hit.target) or 0.0 for hit in found}
        fitting = [hit for hit in found if shares[hit] == max(shares.values())]
        others = listed(hit.name.instrument for hit in found)
        if len(fitting) == 1:
            own = fitting[0].name.instrument
            return Choice(fitting[0], f"{reason(fitting[0])}; of {others}, its answers are those of {own}")
        for shared in (False, True):
            here = {hit: self._present(hit, everything, shared=shared) for hit in fitting}
            hit, second = sorted(fitting, key=lambda hit: -here[hit])[:2]
            if here[hit] > here[second] and (shared or here[second] < MOST_OF_IT):
                rivals = tuple(rival.target for rival in fitting if rival is not hit)
                own = hit.name.instrument
                why = f"{reason(hit)}; of {others}, more of the other questions here are of {own}"
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

    def _is_supported(self, hit: Hit, chosen: Mapping[Slot, Choice]) -> bool:
        """A topic alone says little: another question of the instrument must be here too, or the topic be long."""
        if hit.name.kind != "topic" or len(words(hit.name.text).split()) >= LONG_TOPIC:
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
                rest = letters(other for other in slots if other is not slot)
                self.reasons[slot.position] = f"asks {target}, as does column {rest}: say which one counts"
        self.issues.extend(issues.doubled(self.table, doubled))

    def _claim_totals(self, found: Mapping[Slot, Hit]) -> None:
        for slot, hit in found.items():
            scale = self.instruments[hit.name.instrument].scale(hit.target.rpartition(":")[2])
            sure_of_kind = says_it_all(scale) and (hit.target, slot.wave) not in self.taken
            if sure_of_kind:
                self._use(slot, hit, f"{reason(hit)}: please confirm", sure=False)
            else:
                self.reasons[slot.position] = f"{reason(hit)}: say whether it is the score or the bare sum"
            self.issues.append(issues.ready_made(self.table, slot, hit, used=sure_of_kind))

    def _use(self, slot: Slot, hit: Hit, why: str, *, sure: bool) -> None:
        role: Role = "score" if hit.name.kind == "total" else "item"
        self.taken[hit.target, slot.wave] = slot.position
        self.reasons.pop(slot.position, None)
        if slot.question:
            why = f"{why}; its codebook words it '{shown(slot.question)}'"
        self.uses[slot.position] = ColumnUse(
            slot.position, self.table.headers[slot.position], role, hit.target, why, slot.wave, sure=sure
        )

    def _ask(self, slot: Slot, found: Sequence[Hit]) -> None:
        targets = listed(hit.target for hit in found)
        self.asked.add(slot.position)
        self.reasons[slot.position] = f"asks a question of {targets} alike: say which"
        self.issues.append(issues.ambiguous(self.table, slot, found))
