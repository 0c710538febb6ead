"""Columns of a table to what they are: questions, ready-made scores, who, when, which wave, or not used, and why.

What the study file states wins. Then questions are matched by name, the other roles by header, and what is left by
weaker signs that a person should confirm. No column is dropped without a stated reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from measures.exports import roles
from measures.exports.column_rules import ColumnRule, ColumnRules, read_targets
from measures.exports.expanded import join_options
from measures.exports.folding import Form, fold, header_forms, words
from measures.exports.item_issues import Slot
from measures.exports.items import ItemMatcher
from measures.exports.looks import Looks
from measures.exports.markers import UNMARKED, Layout, find_markers, marked_ways, split_markers
from measures.exports.melted import report_melted
from measures.exports.stated_columns import Draft, apply_rules, report_absent
from measures.exports.tables import ColumnMap, Table, column_letter
from measures.exports.wordings import SURE, WEAK, Names
from measures.instrument import Instrument

__all__ = ["ColumnRule", "ColumnRules", "map_columns"]


def map_columns(table: Table, instruments: Mapping[str, Instrument], rules: ColumnRules | None = None) -> ColumnMap:
    """Say what each column of a table is, and why.

    Parameters
    ----------
    table : Table
        One table of text.
    instruments : mapping of id to Instrument
        The library that questions are looked for in.
    rules : ColumnRules
        What the study file says of columns; default nothing.

    Returns
    -------
    ColumnMap
        One `ColumnUse` for each column, in their order, and the issues of this step alone (severity `check` where a
        likeness was used, `decide` where a column is not used until a person settles it).

    Raises
    ------
    StudyError
        Where the study file names an item, score or role that does not exist, for all of them together.
    """
    rules = rules or ColumnRules()
    targets = read_targets(rules, instruments)
    names = Names(instruments)
    table, parts = join_options(table, _wanted_question(rules, names))
    layout, suggested = _layout(table, rules, names)
    draft = Draft(table, split_markers(_without_metadata(table), layout))
    apply_rules(draft, rules, targets)
    for position in set(parts).intersection(draft.open_positions()):
        draft.use(position, "unused", f"one of the options of column {column_letter(parts[position])}, read there")
    looks = Looks(table, instruments)
    matcher = ItemMatcher(
        table, instruments, names, looks.fit, looks.look_at, reasons=draft.reasons, issues=draft.issues
    )
    for use in draft.uses.values():
        if use.role in ("item", "score"):
            matcher.taken.update(dict.fromkeys(((item, use.wave) for item in (use.item, *use.items)), use.position))
    roles.tool_columns(draft, rules)
    roles.personal_by_codebook(draft, rules)
    matcher.by_name(_slots(draft, rules.wave))
    draft.uses.update(matcher.uses)
    roles.participant(draft, rules)
    roles.wave_by_header(draft, rules, looks, layout)
    roles.personal_by_header(draft)
    matcher.by_weak_name(_slots(draft, rules.wave, matcher.asked))
    draft.uses.update(matcher.uses)
    matcher.by_likeness(_slots(draft, rules.wave, matcher.asked))
    draft.uses.update(matcher.uses)
    roles.by_content(draft, rules, looks, layout)
    if suggested:
        _report_layout(draft, layout)
    for position in draft.open_positions():
        draft.use(position, "unused", draft.reasons.get(position, roles.UNMATCHED))
    report_absent(draft)
    report_melted(draft, looks, names)
    roles.report_personal(draft)
    roles.report_own_questions(draft, looks)
    roles.report_quotes(draft, looks)
    uses = tuple(draft.uses[position] for position in range(len(table.headers)))
    answers = {use.position for use in uses if use.holds_answers}
    encoded = {position: column for position, column in looks.encoded.items() if position in answers}
    return ColumnMap(table, uses, rules.wave or "", tuple(draft.issues), encoded)


def _wanted_question(rules: ColumnRules, names: Names) -> Callable[[str, Sequence[Form]], bool]:
    """Whether a text is a question of the library, word for word or nearly, or one that the study file names."""
    stated = {*rules.columns, *(rule.header for rule in rules.column), *rules.needed, *rules.participant}
    stated |= {rules.wave_column or ""}
    folded = set(map(fold, stated))
    return lambda text, forms: fold(text) in folded or bool(names.find(forms, SURE) or names.alike([forms])[0])


def _without_metadata(table: Table) -> list[str]:
    """Headers, but empty for the survey tool's own columns, whose "Start time" and "End time" mark no wave."""
    return ["" if position in table.metadata else header for position, header in enumerate(table.headers)]


def _layout(table: Table, rules: ColumnRules, names: Names) -> tuple[Layout, bool]:
    """The stated markers of waves; else markers found on a whole block of known questions; and whether it was found."""
    if rules.layout or rules.wave is not None or rules.wave_column is not None:
        return rules.layout, False
    headers = _without_metadata(table)
    found = find_markers(headers)
    if found is None:
        return Layout(), False
    marked = [stem for stem in split_markers(headers, found) if stem.wave]
    forms = [header_forms(stem.text) for stem in marked]
    forms += [header_forms(question) for question in table.questions.values()]
    known = any(names.find(form, SURE | WEAK) for form in forms)
    return (found, True) if known else (Layout(), False)


def _slots(draft: Draft, wave: str | None, asked: Collection[int] = ()) -> list[Slot]:
    """Columns still open and not asked about, with the ways to read them: header, header without marker, question.

    In a file of one stated wave its own name is such a marker: `[After] How often ...`.
    """
    slots = []
    for position in sorted(set(draft.open_positions()).difference(asked)):
        header, stem = draft.table.headers[position], draft.stems[position]
        question = draft.table.questions.get(position, "")
        said = [stem.text] if stem.wave else _without_wave(header, wave)
        forms = (
            *header_forms(header),
            *(form for text in said for form in header_forms(text)),
            *header_forms(question),
        )
        slots.append(Slot(position, header, tuple(dict.fromkeys(forms)), stem.wave, question))
    return slots


def _without_wave(header: str, wave: str | None) -> list[str]:
    """What is left of a header without the file's own wave in front of it or behind it."""
    if not wave:
        return []
    return [stem for _, marker, stem in marked_ways(fold(header)) if words(marker) == words(wave)]


def _report_layout(draft: Draft, layout: Layout) -> None:
    """Say that waves were read from headers, and ask for the names and order of waves that no marker tells."""
    marked = [use for use in draft.uses.values() if use.wave and use.role == "item"]
    where = draft.table.place(marked[0].position) if marked else draft.table.where
    message = (
        f"The same questions stand here more than once, as {layout}, and were taken as answers of different waves."
    )
    fix = "Confirm it by stating the markers under [waves] as prefix = { ... } or suffix = { ... }."
    if UNMARKED in layout.waves:
        fix = f"Name the waves and their order. {fix[:-1]}, with an empty marker for the unmarked ones."
    draft.report("decide" if UNMARKED in layout.waves else "check", "wave_markers", where, message, fix)
