"""Columns used as the study file states; every statement that finds no column, or too many, becomes an issue."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from measures.exports.column_rules import ColumnRule, ColumnRules, Target, find_header, nearest
from measures.exports.folding import shown
from measures.exports.markers import Stem
from measures.exports.tables import ColumnUse, Role, Table, column_letter
from measures.results import Issue, Severity

STATED = "named in the study file"
MANY_ALLOWED = ("drop", "quote")
ABOUT_PEOPLE = ("group", "programme", "locality", "weight", "consent")


@dataclass(frozen=True, slots=True)
class Draft:
    """The uses of a table's columns settled so far, by position, and what there is to say about them.

    `absent` holds the headers that the study file names and that are not here, with what they would be.
    """

    table: Table
    stems: tuple[Stem, ...]
    uses: dict[int, ColumnUse] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    absent: list[tuple[str, Target]] = field(default_factory=list)

    def use(self, position: int, role: Role, why: str, items: Sequence[str] = (), wave: str | None = None) -> None:
        """Settle one column; its wave is the one its header's marker names unless stated."""
        item, *more = items or ("",)
        header = self.table.headers[position]
        own_wave = self.stems[position].wave if wave is None else wave
        self.uses[position] = ColumnUse(position, header, role, item, why, own_wave, tuple(more))

    def report(self, severity: Severity, code: str, where: str, message: str, fix: str = "") -> None:
        """Add an issue."""
        self.issues.append(Issue(severity, code, where, message, fix))

    def open_positions(self) -> list[int]:
        """Columns not settled yet."""
        return [position for position in range(len(self.table.headers)) if position not in self.uses]


def apply_rules(draft: Draft, rules: ColumnRules, targets: Mapping[tuple[str, ...], Target]) -> None:
    """Settle every column the study file names: `[[column]]` first, then people, waves and answers, then the rest."""
    for of_this_file in (True, False):  # what is said of this file alone goes before
        said = set(draft.uses)
        for rule in rules.column:
            if (rule.file is not None) is of_this_file:
                _one_occurrence(draft, rule, targets[rule.to], said)
    for header in rules.participant:
        _everywhere(draft, header, Target("participant"))
    if rules.wave_column is not None:
        _everywhere(draft, rules.wave_column, Target("wave"))
    for header, texts in rules.columns.items():
        _everywhere(draft, header, targets[texts])
    if rules.date is not None:
        _everywhere(draft, rules.date, Target("date"))
    for header, role in rules.needed.items():
        if find_header(header, draft.table.headers, draft.stems):  # another file may hold it: the caller looks at all
            _everywhere(draft, header, Target(role, (header,)))
    _report_one_question_twice(draft)


def _report_one_question_twice(draft: Draft) -> None:
    """Say where two columns are stated to be the same answer of one wave: only one answer of each person counts."""
    places: dict[tuple[str, str], list[int]] = {}
    for position, use in sorted(draft.uses.items()):
        if use.holds_answers:
            for item in filter(None, (use.item, *use.items)):
                places.setdefault((item, use.wave), []).append(position)
    for (item, _), positions in places.items():
        if len(positions) > 1:
            letters = " and ".join(column_letter(position) for position in positions)
            message = f"The study file says that columns {letters} are both {item}; of each person one answer counts."
            fix = "Keep one of them in the study file, unless each person has answered only one."
            draft.report("check", "claimed_twice", draft.table.place(positions[0]), message, fix)


def _one_occurrence(draft: Draft, rule: ColumnRule, target: Target, overruled: Collection[int]) -> None:
    """Settle the column that a `[[column]]` entry means, unless it is one of those `overruled` by others."""
    found = find_header(rule.header, draft.table.headers, draft.stems)
    if not found:
        draft.absent.append((rule.header, target))
    elif rule.occurrence > len(found):
        times = "once" if len(found) == 1 else f"{len(found)} times"
        message = f"The header '{shown(rule.header)}' stands here {times}, so there is no occurrence {rule.occurrence}."
        draft.report("decide", "header_absent", draft.table.where, message, "Correct the number in [[column]].")
    elif (position := found[rule.occurrence - 1]) not in draft.uses:
        draft.use(position, target.role, STATED, target.items, rule.wave)
    elif position not in overruled:
        _already_used(draft, rule.header, position, target)


def _everywhere(draft: Draft, header: str, target: Target) -> None:
    """Settle the columns a header names: one for each wave its markers tell, or any number to be dropped or quoted."""
    everywhere = find_header(header, draft.table.headers, draft.stems)
    found = [position for position in everywhere if position not in draft.uses]
    if not everywhere:
        draft.absent.append((header, target))
        return
    if not found:
        _already_used(draft, header, everywhere[0], target)
        return
    waves = [draft.stems[position].wave for position in found]
    if len(set(waves)) < len(waves) and target.role not in MANY_ALLOWED:
        letters = ", ".join(column_letter(position) for position in found)
        for position in found:
            draft.reasons[position] = f"stands {len(found)} times under this header: say which one counts"
        message = f"Columns {letters} all have this header, which the study file names once, so none of them is used."
        fix = "Say which one counts: [[column]] with header, occurrence = 1 (or 2, ...) and to."
        draft.report("decide", "header_twice", draft.table.place(found[0]), message, fix)
        return
    for position in found:
        draft.use(position, target.role, STATED, target.items)


def _already_used(draft: Draft, header: str, position: int, target: Target) -> None:
    """One column has one use, but what is known of people may also be read off any column by its header."""
    use = draft.uses[position]
    own = tuple(filter(None, (use.item, *use.items)))
    if target.role in ABOUT_PEOPLE and use.role in ABOUT_PEOPLE:
        draft.use(position, use.role, use.why, tuple(dict.fromkeys((*own, *target.items))), use.wave)
    elif target.role not in ABOUT_PEOPLE and (use.role, own) != (target.role, target.items):
        message = (
            f"The study file names this column twice, as {_said(use.role, own)} and as "
            f"{_said(target.role, target.items)}."
        )
        fix = f"Keep one of them; the first is used. The second stands under '{shown(header)}'."
        draft.report("decide", "two_uses", draft.table.place(position), message, fix)


def _said(role: str, items: Sequence[str]) -> str:
    return " and ".join(items) if role in ("item", "score", "raw_score") else f"'{role}'"


def report_absent(draft: Draft) -> None:
    """Say which columns that the study file names are not here, once all are settled; not where another is the same."""
    used = [use for use in draft.uses.values() if use.role != "unused"]
    items = {item for use in used for item in (use.item, *use.items)}
    roles = {use.role for use in used}
    for header, target in dict.fromkeys(draft.absent):
        if target.items and target.role not in ABOUT_PEOPLE:
            here = items.issuperset(target.items)
        else:
            here = target.role in ("participant", "wave", "date") and target.role in roles
        if not here:
            _absent(draft, header)


def _absent(draft: Draft, header: str) -> None:
    message = f"There is no column '{shown(header)}', which another file or the study file has."
    headers = enumerate(draft.table.headers)
    unused = {at for at, use in draft.uses.items() if use.role == "unused"}
    near = nearest(header, [shown(known, 200) for at, known in headers if known.strip() and at in unused])
    fix = f"{near} Otherwise correct it" if near else "Correct it"
    fix += ", unless this file need not have it."
    draft.report("check", "header_absent", draft.table.where, message, fix)
