"""Columns of a table to what they are: questions, ready-made scores, who, when, which wave, or not used, and why.

What the study file states wins. Then questions are matched by name, the other roles by header, and what is left by
weaker signs that a person should confirm. No column is dropped without a stated reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from measures.exports.cells import Cells, cells_of, encoded_texts
from measures.exports.coding import labelled_texts
from measures.exports.column_rules import ColumnRule, ColumnRules, read_targets
from measures.exports.folding import header_forms, shown
from measures.exports.items import ItemMatcher, Slot
from measures.exports.labels import answer_reader, as_number, cell_key, response_sets
from measures.exports.markers import UNMARKED, Layout, find_markers, split_markers
from measures.exports.recognition import (
    MOST_WAVES,
    count_personal,
    date_preference,
    is_participant,
    is_response_number,
    is_surely_wave,
    is_wave,
    names_wave,
    personal_cells,
    personal_header,
    tells_wave,
)
from measures.exports.stated_columns import STATED, Draft, apply_rules
from measures.exports.tables import ColumnMap, ColumnUse, Table, column_letter
from measures.exports.wordings import SURE, WEAK, Names
from measures.instrument import Instrument

__all__ = ["ColumnRule", "ColumnRules", "map_columns"]

TIME_OF_TOOL = {"Microsoft Forms": 2, "Google Forms": 0}  # whatever the language of its headers
SPELLINGS = 20  # a column with more distinct texts than this for each value sought cannot hold so few values


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
    layout, suggested = _layout(table, rules, names)
    draft = Draft(table, split_markers(_without_metadata(table), layout))
    apply_rules(draft, rules, targets)
    looks = _Looks(table, instruments)
    matcher = ItemMatcher(table, instruments, names, looks.fit, reasons=draft.reasons, issues=draft.issues)
    for use in draft.uses.values():
        if use.role in ("item", "score"):
            matcher.taken.update(dict.fromkeys(((item, use.wave) for item in (use.item, *use.items)), use.position))
    _metadata(draft, rules)
    matcher.by_name(_slots(draft))
    draft.uses.update(matcher.uses)
    _people(draft, rules)
    _waves(draft, rules, looks, layout)
    _personal(draft)
    matcher.by_weak_name(_slots(draft, matcher.asked))
    draft.uses.update(matcher.uses)
    matcher.by_likeness(_slots(draft, matcher.asked))
    draft.uses.update(matcher.uses)
    _by_content(draft, rules, looks, layout)
    if suggested:
        _report_layout(draft, layout)
    for position in draft.open_positions():
        draft.use(position, "unused", draft.reasons.get(position, "matches no question and no other use"))
    _report_personal(draft)
    _report_quotes(draft, looks)
    uses = tuple(draft.uses[position] for position in range(len(table.headers)))
    return ColumnMap(table, uses, rules.wave or "", tuple(draft.issues))


@dataclass(frozen=True, slots=True)
class _Looks:
    """What columns hold, looked at once each and only where a header does not settle it."""

    table: Table
    instruments: Mapping[str, Instrument]
    encoded: dict[int, pa.DictionaryArray] = field(default_factory=dict)

    def column(self, position: int) -> pa.DictionaryArray:
        """A column as distinct texts and the place of each row's text among them."""
        if position not in self.encoded:
            self.encoded[position] = encoded_texts(self.table.frame, f"c{position}")
        return self.encoded[position]

    def cells(self, position: int) -> Cells:
        """The distinct cells of a column, with their counts."""
        return cells_of(self.column(position), self.table.frame)

    def filled(self, position: int, most: int) -> list[str] | None:
        """The distinct texts of a column without outer spaces, if there are at least one and at most so many."""
        if len(self.column(position).dictionary) > SPELLINGS * most:
            return None
        texts = {" ".join(text.split()) for text, _ in self.cells(position).filled()}
        return sorted(texts) if 0 < len(texts) <= most else None

    def fit(self, position: int, target: str) -> float | None:
        """The share of a column's filled cells that a question's response list explains; `None` if it is empty."""
        cells = self.cells(position)
        texts = labelled_texts(cells, self.table.labels.get(position, {}))
        filled = [(text, int(n)) for text, n in zip(texts, cells.counts, strict=True) if text.strip()]
        if not filled:
            return None
        instrument = self.instruments[target.split(".", 1)[0]]
        item = re.sub(r"\.\d+$", "", target.split(".", 1)[1])
        if ":" in item:
            readable = sum(n for text, n in filled if as_number(cell_key(text)) is not None)
            return readable / sum(n for _, n in filled)
        readers = [answer_reader(instrument, name) for name in response_sets(instrument, item)]
        explained = (sum(n for text, n in filled if reader.read(text).is_read) for reader in readers)
        return max(explained) / sum(n for _, n in filled)


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
    known = any(names.find(header_forms(stem.text), SURE | WEAK) for stem in marked)
    return (found, True) if known else (Layout(), False)


def _slots(draft: Draft, asked: Collection[int] = ()) -> list[Slot]:
    """Columns still open and not asked about, with the ways to read their headers: in full, then without the marker."""
    slots = []
    for position in sorted(set(draft.open_positions()).difference(asked)):
        header, stem = draft.table.headers[position], draft.stems[position]
        forms = (*header_forms(header), *(header_forms(stem.text) if stem.wave else ()))
        slots.append(Slot(position, header, tuple(dict.fromkeys(forms)), stem.wave))
    return slots


def _metadata(draft: Draft, rules: ColumnRules) -> None:
    """The survey tool's own columns: the time of answering is kept, personal data are left out."""
    open_positions = set(draft.open_positions())
    if rules.date is None:
        _date(draft, open_positions)
    for position in sorted(open_positions & draft.table.metadata - draft.uses.keys()):
        header = draft.table.headers[position]
        kind = personal_header(header)
        if kind:
            draft.use(position, "drop", f"personal data: {kind}")
        elif is_response_number(header):
            draft.use(position, "metadata", "the survey tool's number of this form, not of the person")
        else:
            draft.use(position, "metadata", "added by the survey tool")


def _date(draft: Draft, open_positions: set[int]) -> None:
    """The one column that best names the time of answering, or that always holds it in exports of this tool."""
    ranked = {
        position: rank
        for position in open_positions
        if (rank := date_preference(draft.table.headers[position])) is not None
    }
    best = [position for position, rank in ranked.items() if rank == min(ranked.values())]
    own = TIME_OF_TOOL.get(draft.table.platform)
    if not ranked and own in open_positions & draft.table.metadata:
        best = [own]
    if len(best) == 1:
        draft.use(best[0], "date", "tells when the form was answered")


def _people(draft: Draft, rules: ColumnRules) -> None:
    """The one column that says who answered, where its header makes that plain."""
    if rules.participant:
        return
    found = [position for position in draft.open_positions() if is_participant(draft.table.headers[position])]
    if draft.table.platform == "REDCap" and 0 not in draft.uses:
        draft.use(0, "participant", "REDCap's first column is the participant")
        for position in found:
            draft.reasons[position] = "may say who answered, but REDCap's first column does"
    elif len(found) == 1:
        draft.use(found[0], "participant", "asks for the participant's code")
    elif found:
        for position in found:
            draft.reasons[position] = "may say who answered, and so may another column: say which"
        letters = ", ".join(column_letter(position) for position in found)
        message = f"Columns {letters} may each say who answered, so none of them is used."
        fix = 'Say which one does: [participant] column = "...".'
        draft.report("decide", "participant_columns", draft.table.place(found[0]), message, fix)
    for position in draft.open_positions():
        if is_response_number(draft.table.headers[position]):
            draft.reasons.setdefault(
                position, "may number answered forms, not people: never used to follow people unless you say so"
            )


def _waves(draft: Draft, rules: ColumnRules, looks: _Looks, layout: Layout) -> None:
    """The one column whose header says that it holds the wave, with few distinct values."""
    found = []
    for position in draft.open_positions():
        if is_wave(draft.table.headers[position]):
            values = looks.filled(position, MOST_WAVES)
            if values is None:
                draft.reasons[position] = (
                    f"is named like a wave, but is empty or has more than {MOST_WAVES} different values"
                )
            elif is_surely_wave(draft.table.headers[position]) or all(map(names_wave, values)):
                found.append(position)
    _one_wave_column(draft, rules, found, layout, "says when in the study the form was answered")


def _one_wave_column(draft: Draft, rules: ColumnRules, found: Sequence[int], layout: Layout, why: str) -> None:
    stated = next((use.position for use in draft.uses.values() if use.role == "wave"), None)
    if rules.wave is not None or rules.wave_column is not None or rules.layout or stated is not None:
        said = (
            "the study file" if stated is None or rules.wave_column is not None else f"column {column_letter(stated)}"
        )
        for position in found:
            draft.reasons[position] = f"may name a wave, which {said} says already"
    elif len(found) == 1 and not layout:
        draft.use(found[0], "wave", why)
    elif found:
        ways = [f"column {column_letter(position)}" for position in found] + [f"headers ({layout})"] * bool(layout)
        for position in found:
            draft.reasons[position] = "may name the wave, and so may something else: say which"
        message = f"The wave may be told by {' or by '.join(ways)}."
        fix = 'Say which: [waves] column = "..." or prefix = { ... } or suffix = { ... }.'
        draft.report("decide", "wave_columns", draft.table.place(found[0]), message, fix)


def _personal(draft: Draft) -> None:
    """Columns whose header announces personal data."""
    for position in draft.open_positions():
        if kind := personal_header(draft.table.headers[position]):
            draft.use(position, "drop", f"personal data: {kind}")


def _by_content(draft: Draft, rules: ColumnRules, looks: _Looks, layout: Layout) -> None:
    """What only the cells give away: waves by their words, and personal data."""
    waves = []
    for position in draft.open_positions():
        values = looks.filled(position, MOST_WAVES)
        if values is not None and tells_wave(values):
            waves.append(position)
        elif kind := personal_cells(looks.column(position).dictionary):
            draft.use(position, "drop", f"personal data: most of its cells look like {kind}")
    _one_wave_column(draft, rules, waves, layout, "its answers name points in time of a study")


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


def _report_personal(draft: Draft) -> None:
    """List the columns left out as personal data."""
    dropped = [use for use in draft.uses.values() if use.role == "drop" and use.why != STATED]
    if dropped:
        named = ", ".join(
            f"{column_letter(use.position)} '{shown(use.header, 30)}'" for use in sorted(dropped, key=_position)
        )
        many = len(dropped) > 1
        message = (
            f"Column{'s' * many} {named} hold{'s' * (not many)} personal data and {'are' if many else 'is'} left out."
        )
        fix = "To use one after all, for example a postcode for places, name it in the study file."
        draft.report("note", "personal_data", draft.table.where, message, fix)


def _report_quotes(draft: Draft, looks: _Looks) -> None:
    """Say where people's own words seem to hold what could tell who they are."""
    for use in draft.uses.values():
        if use.role == "quote" and (n := count_personal(looks.column(use.position))):
            times = "One answer holds" if n == 1 else f"{n:,} answers hold"
            message = f"{times} what looks like an email address, a postcode or a long number."
            fix = "Read each quotation, and take out what tells who wrote it, before you show it to anybody."
            draft.report("check", "personal_in_quotes", draft.table.place(use.position), message, fix)


def _position(use: ColumnUse) -> int:
    return use.position
