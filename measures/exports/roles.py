"""Columns that are no question: the survey tool's own, who answered, when, in which wave, personal data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from measures.exports.column_rules import ColumnRules
from measures.exports.folding import fold, shown, words
from measures.exports.item_issues import listed
from measures.exports.labels import NO_ANSWER, as_number, cell_key
from measures.exports.looks import Looks
from measures.exports.markers import Layout
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
from measures.exports.stated_columns import STATED, Draft
from measures.exports.tables import ColumnUse, column_letter

UNMATCHED = "matches no question and no other use"
MOST_WAVE_ROWS = 0.8
REPETITION = "redcap_repeat_instance"
FEWEST_WORDS, MOST_RATINGS, HIGHEST_RATING, MOST_LISTED = 3, 20, 10, 8
COUNTED = re.compile(r"\b(?:ages?|old|year|month|day|date|how many|number of|postcode|deciles?|quintiles?|people)\b")
TIME_OF_TOOL = {"Microsoft Forms": 2, "Google Forms": 0}  # whatever the language of its headers


def tool_columns(draft: Draft, rules: ColumnRules) -> None:
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


def personal_by_codebook(draft: Draft, rules: ColumnRules) -> None:
    """Columns that the survey's own codebook marks as identifiers, except the one that says who answered."""
    for position in sorted(draft.table.personal.intersection(draft.open_positions())):
        is_who = _asks_who(draft, position) or (draft.table.platform == "REDCap" and position == 0)
        if rules.participant or not is_who:
            draft.use(position, "drop", "personal data: marked as an identifier in the codebook")


def _asks_who(draft: Draft, position: int) -> bool:
    return any(map(is_participant, draft.table.wordings(position)))


def participant(draft: Draft, rules: ColumnRules) -> None:
    """The one column that says who answered, where its header makes that plain."""
    if rules.participant:
        return
    found = [position for position in draft.open_positions() if _asks_who(draft, position)]
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


def wave_by_header(draft: Draft, rules: ColumnRules, looks: Looks, layout: Layout) -> None:
    """The one column whose header says that it holds the wave, with few distinct values."""
    found = []
    for position in draft.open_positions():
        if any(map(is_wave, draft.table.wordings(position))):
            values = looks.filled(position, MOST_WAVES)
            if values is None:
                draft.reasons[position] = (
                    f"is named like a wave, but is empty or has more than {MOST_WAVES} different values"
                )
            elif _surely_wave(draft, position) or _name_waves(looks, position):
                found.append(position)
    _one_wave_column(draft, rules, found, layout, "says when in the study the form was answered")
    if not found and not layout and rules.wave is None and rules.wave_column is None:
        _report_repetitions(draft, looks)


def _report_repetitions(draft: Draft, looks: Looks) -> None:
    """Ask whether the repetitions of a form in REDCap are the waves, where nothing else is."""
    for position, header in enumerate(draft.table.headers):
        times = looks.filled(position, MOST_WAVES) if fold(header) == REPETITION else None
        if times is not None and len(times) > 1:
            message = f"Forms were answered up to {len(times)} times, and this column says which time each row is."
            fix = f'If the times are the waves, say so: [waves] column = "{REPETITION}".'
            draft.report("decide", "wave_columns", draft.table.place(position), message, fix)


def _name_waves(looks: Looks, position: int) -> bool:
    """Whether a column's values are waves, a few misspelt ones aside."""
    filled = list(looks.cells(position).filled())
    waves = [(text, n) for text, n in filled if names_wave(" ".join(text.split()))]
    return (len(waves) > 1 or len(waves) == len(filled)) and sum(n for _, n in waves) >= MOST_WAVE_ROWS * sum(
        n for _, n in filled
    )


def _surely_wave(draft: Draft, position: int) -> bool:
    """Whether a header can mean nothing but the wave; REDCap's export with labels says "Event Name"."""
    named_by_redcap = draft.table.platform == "REDCap" and fold(draft.table.headers[position]) == "event name"
    return named_by_redcap or any(map(is_surely_wave, draft.table.wordings(position)))


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


def personal_by_header(draft: Draft) -> None:
    """Columns whose header announces personal data."""
    for position in draft.open_positions():
        if kind := next(filter(None, map(personal_header, draft.table.wordings(position))), ""):
            draft.use(position, "drop", f"personal data: {kind}")


def by_content(draft: Draft, rules: ColumnRules, looks: Looks, layout: Layout) -> None:
    """What only the cells give away: waves by their words, and personal data."""
    waves = []
    for position in draft.open_positions():
        values = looks.filled(position, MOST_WAVES)
        if values is not None and tells_wave(values):
            waves.append(position)
        elif kind := personal_cells(looks.column(position).dictionary):
            draft.use(position, "drop", f"personal data: most of its cells look like {kind}")
    _one_wave_column(draft, rules, waves, layout, "its answers name points in time of a study")


def report_personal(draft: Draft) -> None:
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


def report_own_questions(draft: Draft, looks: Looks) -> None:
    """List questions answered on a scale that no instrument holds, where others of the table are scored."""
    if not any(use.holds_answers for use in draft.uses.values()):
        return
    own = [use for use in draft.uses.values() if use.why == UNMATCHED and _is_rating(use, looks)]
    if own:
        named = [f"{column_letter(use.position)} '{shown(use.header, 40)}'" for use in sorted(own, key=_position)]
        more = [f"{len(own) - MOST_LISTED} more"] if len(own) > MOST_LISTED else []
        many = len(own) > 1
        what = (
            f"Column {named[0]} asks something"
            if not many
            else f"Columns {listed([*named[:MOST_LISTED], *more])} ask questions"
        )
        message = f"{what} that no instrument holds, and {'are' if many else 'is'} not scored."
        them = "them" if many else "it"
        fix = f"To score {them}, add an instrument file of your own (the Instruments page, or --instruments)."
        draft.report("check", "own_questions", draft.table.where, message, fix)


def _is_rating(use: ColumnUse, looks: Looks) -> bool:
    """Whether a column asks something in words and is answered by few numbers, none of them an age or a count."""
    if len(words(use.header).split()) < FEWEST_WORDS or COUNTED.search(fold(use.header)):
        return False
    values = looks.filled(use.position, MOST_RATINGS)
    keys = [cell_key(text) for text in values or ()]
    numbers = [number for key in keys if key not in NO_ANSWER and (number := as_number(key)) is not None]
    others = [key for key in keys if key not in NO_ANSWER and as_number(key) is None]
    return len(numbers) > 1 and len(others) < len(numbers) and min(numbers) >= 0 and max(numbers) <= HIGHEST_RATING


def report_quotes(draft: Draft, looks: Looks) -> None:
    """Say where people's own words seem to hold what could tell who they are."""
    for use in draft.uses.values():
        if use.role == "quote" and (n := count_personal(looks.column(use.position))):
            times = "One answer holds" if n == 1 else f"{n:,} answers hold"
            message = f"{times} what looks like an email address, a postcode or a long number."
            fix = "Read each quotation, and take out what tells who wrote it, before you show it to anybody."
            draft.report("check", "personal_in_quotes", draft.table.place(use.position), message, fix)


def _position(use: ColumnUse) -> int:
    return use.position
