"""What a person should know, or decide, about the answers of a table. Words only: nothing is computed here.

Answers are shown where they come from closed questions, and shortened. Where a column seems to hold free text or
personal data, only counts are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from rapidfuzz import fuzz, process

from measures.exports.coding import Answered
from measures.exports.folding import shown
from measures.exports.labels import Reading, cell_key
from measures.exports.phrases import letters, sentence
from measures.exports.ready_scores import ScoreColumn
from measures.exports.recognition import holds_personal
from measures.exports.tables import Table, column_letter
from measures.results import Issue

MOST_SHOWN = 12
LONGEST_SHOWN = 60
LIKE_A_LABEL = 70


def column_issues(table: Table, column: Answered) -> Iterator[Issue]:
    """Every issue of one coded column: answers that could not be read, and answers that should be checked."""
    if column.trouble not in (None, "code_label_disagree"):
        return
    yield from _disagreeing(table, column)
    if column.trouble:
        return
    yield from _unknown(table, column)
    yield from _checked(table, column)
    place = table.place(column.question.use.position)
    if column.other_codes:
        message = "The numbers beside its labels run differently from the usual ones, so the labels alone were read."
        fix = "Check that the labels, not the numbers, say what people answered."
        yield Issue("check", "codes_differ", place, message, fix)
    if any(_was_renumbered(column, position) for position in range(len(column.readings))):
        message = "Its stored numbers are not those of the instrument, so the file's own labels were read."
        yield Issue("note", "stored_codes_differ", place, message)


def trouble_issues(table: Table, columns: Sequence[Answered]) -> Iterator[Issue]:
    """One issue for all columns of one response list that were left without codes for the same reason."""
    grouped: dict[tuple[str, str, str], list[Answered]] = {}
    for column in columns:
        if column.trouble and column.trouble != "code_label_disagree":
            reason = next((reading.reason for reading in column.readings if reading.kind == "refused"), "")
            grouped.setdefault((column.trouble, column.reader.name, reason), []).append(column)
    for (trouble, name, reason), members in grouped.items():
        if trouble == "refused" and not reason:  # of the same version as a column that was refused
            continue
        yield _trouble_issue(table, trouble, name, reason, members)


def missing_code_issue(table: Table, counted: Mapping[str, int]) -> Iterator[Issue]:
    """The numbers that were taken for no answer only because they lie outside the valid answers."""
    if counted:
        listed = ", ".join(f"'{code}' ({_times(n)})" for code, n in counted.items())
        message = f"These numbers are no valid answers and were taken for no answer: {listed}."
        fix = "If that is so, say it: [missing] codes = [...]. If one means something else, say so under [answers]."
        yield Issue("check", "missing_codes", table.where, message, fix)


def decimal_comma(table: Table, positions: Sequence[int]) -> Issue:
    """Columns whose numbers are written with a decimal comma."""
    message = f"{sentence(letters(positions))}: a comma was taken for the decimal sign, so 7,5 is seven and a half."
    fix = 'If that is wrong, set decimal = "." for the file.'
    return Issue("check", "decimal_comma", table.where, message, fix)


def score_issues(table: Table, column: ScoreColumn) -> Iterator[Issue]:
    """Every issue of one column of ready-made scores."""
    said = {
        "outside": _outside(column),
        "off_step": f"is between the steps of {column.unit} that this score has",
        "unknown": "is not a number",
    }
    for kind, words in said.items():
        found = [position for position, known in enumerate(column.kinds) if known == kind]
        if not found:
            continue
        first = min(found, key=column.cells.first_row)
        n = sum(int(column.cells.counts[position]) for position in found)
        text = column.cells.values[first]
        what = f"'{shown(text)}'" if kind != "unknown" or not _is_private(text) else "What stands there"
        more = f" ({_times(n)}, {len(found)} different values)" if len(found) > 1 else f" ({_times(n)})"
        place = table.place(column.use.position, column.cells.first_row(first))
        fix = f'Correct it in the file, or say that it is no score: [missing] "{column.target}" = ["..."].'
        yield Issue("decide", f"score_{kind}", place, f"{what} {words}{more}.", fix)


def _outside(column: ScoreColumn) -> str:
    if column.ends is None:
        return "may be a missing code or a score, and the range of this score is not stated"
    return f"is outside {column.ends[0]:f} to {column.ends[1]:f}, the range of this score"


def _unknown(table: Table, column: Answered) -> Iterator[Issue]:
    """Answers the list does not know, and bare numbers beside labels where numbers are not to be read."""
    found = [position for position, reading in enumerate(column.readings) if reading.kind in ("unknown", "bare_number")]
    merged: dict[str, list[int]] = {}
    for position in found:
        merged.setdefault(cell_key(column.question.texts[position]), []).append(position)
    shown_keys = [
        key for key, same in merged.items() if not any(_is_private(column.question.texts[one]) for one in same)
    ]
    if len(merged) > MOST_SHOWN:
        shown_keys = []
    hidden = [position for key, same in merged.items() if key not in shown_keys for position in same]
    numbers = [key for key in shown_keys if _is_foreign_number(column, merged[key])]
    if len(numbers) > 1:
        yield _unknown_numbers(table, column, {key: merged[key] for key in sorted(numbers, key=Decimal)})
        shown_keys = [key for key in shown_keys if key not in numbers]
    for key in sorted(shown_keys, key=lambda key: _first_row(column, merged[key])):
        yield _unknown_label(table, column, key, merged[key])
    if hidden:
        kinds = len({cell_key(column.question.texts[position]) for position in hidden})
        message = (
            f"{_times(_rows(column, hidden)).capitalize()} it holds something that is not one of the answers "
            f"({kinds} different). It may be free text, so it is not shown."
        )
        fix = "Check that this column asks this question; if it does not, name it in [columns]."
        place = table.place(column.question.use.position, _first_row(column, hidden))
        yield Issue("decide", "unknown_labels", place, message, fix)


def _is_foreign_number(column: Answered, positions: Sequence[int]) -> bool:
    """Whether what stands there is a bare number that is no answer, without a label of the file's own."""
    return all(
        column.readings[one].kind == "unknown"
        and column.readings[one].number is not None
        and not column.question.was_decoded(one)
        for one in positions
    )


def _unknown_numbers(table: Table, column: Answered, found: Mapping[str, Sequence[int]]) -> Issue:
    """Several numbers of one column that are no answers, in one statement: often another scale's answers."""
    every = [position for positions in found.values() for position in positions]
    place = table.place(column.question.use.position, _first_row(column, every))
    listed = ", ".join(f"{key} ({_times(_rows(column, positions))})" for key, positions in found.items())
    each = ", ".join(f'"{key}" = ...' for key in found)
    target = column.question.target
    fix = (
        "If the column does not ask this question, name it in [columns]; otherwise say what each number stands "
        f'for: [answers] "{target}" = {{ {each} }}, or leave it out: [missing] "{target}" = [...].'
    )
    return Issue("decide", "unknown_label", place, f"These numbers are not among the answers: {listed}.", fix)


def _unknown_label(table: Table, column: Answered, key: str, positions: Sequence[int]) -> Issue:
    first = min(positions, key=column.question.cells.first_row)
    place = table.place(column.question.use.position, column.question.cells.first_row(first))
    text, stored = column.question.texts[first], column.question.cells.values[first]
    n = _times(_rows(column, positions))
    aside = f" (stored as {shown(stored, 10)})" if column.question.was_decoded(first) else ""
    said = f"'{shown(text)}'{aside}"
    if column.readings[first].kind == "bare_number":
        message = f"{said} is a number, and what it stands for is not settled ({n})."
        return Issue("decide", "bare_number", place, message, _bare_fix(column))
    near = process.extractOne(key, list(column.reader.labels), scorer=fuzz.ratio, score_cutoff=LIKE_A_LABEL)
    like = f" It is like '{_label_of(column, near[0])}'." if near else ""
    message = f"{said} is not one of the answers ({n}).{like}"
    fix = (
        f'Choose the answer it stands for, or leave it out: [answers] "{column.question.target}" = '
        f"{{ {_quoted(text)} = ... }}, or [missing]."
    )
    return Issue("decide", "unknown_label", place, message, fix)


def _disagreeing(table: Table, column: Answered) -> Iterator[Issue]:
    found = [position for position, reading in enumerate(column.readings) if reading.kind == "disagrees"]
    for position in sorted(found, key=column.question.cells.first_row):
        text, n = column.question.texts[position], int(column.question.cells.counts[position])
        place = table.place(column.question.use.position, column.question.cells.first_row(position))
        message = f"In '{shown(text)}' the number and the words say different answers ({_times(n)})."
        if column.trouble:
            message += " The numbers of this question may run the other way, so none of its answers is used."
        fix = f'Say which counts: [answers] "{column.question.target}" = {{ {_quoted(text)} = ... }}.'
        yield Issue("decide", "code_label_disagree", place, message, fix)


def _checked(table: Table, column: Answered) -> Iterator[Issue]:
    """Answers taken although their label is only close to one of the list."""
    merged: dict[tuple[str, Reading], list[int]] = {}
    for position, reading in enumerate(column.readings):
        if reading.kind == "code" and reading.check:
            merged.setdefault((cell_key(column.question.texts[position]), reading), []).append(position)
    for (_, reading), positions in merged.items():
        first = min(positions, key=column.question.cells.first_row)
        place = table.place(column.question.use.position, column.question.cells.first_row(first))
        n = _times(_rows(column, positions))
        taken = _answer_of(column, reading.code)
        message = f"'{shown(column.question.texts[first])}' {reading.check}; it was taken for {taken} ({n})."
        fix = f'If it stands for another answer, say so: [answers] "{column.question.target}" = {{ ... }}.'
        yield Issue("check", "near_label", place, message, fix)


def _trouble_issue(table: Table, trouble: str, name: str, reason: str, members: Sequence[Answered]) -> Issue:
    position = members[0].question.use.position
    letters = ", ".join(column_letter(member.question.use.position) for member in members)
    one = len(members) == 1
    they_hold = f"Column {letters} holds" if one else f"Columns {letters} hold"
    unused = "so it is not used" if one else "so they are not used"
    place = table.place(position)
    if trouble == "refused":
        refused = [k for k, reading in enumerate(members[0].readings) if reading.kind == "refused"]
        place = table.place(position, _first_row(members[0], refused))
        n = _rows(members[0], refused)
        message = f"{reason} That is what stands here {_times(n)}, so this instrument is not scored from this table."
        fix = (
            f'If it is a slip, say what it stands for: [answers] "{name}" = {{ ... }}, or [missing]. '
            "Otherwise give these columns to the instrument they belong to, or drop them."
        )
        return Issue("decide", "another_version", place, message, fix)
    if trouble == "mixed_sets":
        message = f"{they_hold} answers of two sets of labels that are scored differently, {unused}."
        fix = "Keep the rows answered with one set, or give the labels their codes in [answers]."
        return Issue("decide", "mixed_sets", place, message, fix)
    if trouble == "which_set":
        message = f"{they_hold} numbers that mean different answers in two sets of labels, {unused}."
        fix = f'Say what the numbers are: [answers] "{name}" = {{ "1" = ... }}.'
        return Issue("decide", "which_set", place, message, fix)
    if trouble == "shifted_codes":
        codes = [option.code for option in members[0].reader.responses.options]
        own = f"{min(codes)} to {max(codes)}"
        message = f"{they_hold} numbers that run one beside those of the answers ({own}), {unused}."
        fix = f'Say what each number stands for: [answers] "{name}" = {{ "1" = ..., "2" = ... }}.'
        return Issue("decide", "shifted_codes", place, message, fix)
    message = f"{they_hold} bare numbers, and sources code this question differently, {unused}."
    return Issue("decide", "bare_numbers", place, message, _bare_fix(members[0]))


def _bare_fix(column: Answered) -> str:
    responses = column.reader.responses
    codes = ", ".join(f"{option.code} = {shown(option.label, 30)}" for option in responses.options)
    counts = ', or "counts" if they are raw counts' if responses.counts_from else ""
    return (
        f'If they are the usual codes ({codes}), say so: [answers] "{column.reader.name}" = "codes"{counts}; '
        "otherwise give each number its code."
    )


def _was_renumbered(column: Answered, position: int) -> bool:
    """Whether a stored number, labelled by the file, is not the instrument's own number of that label."""
    reading = column.readings[position]
    if reading.kind != "code" or not column.question.was_decoded(position):
        return False
    return column.reader.read(column.question.cells.values[position]).code != reading.code


def _label_of(column: Answered, key: str) -> str:
    for option in column.reader.responses.options:
        for label in (option.label, *option.aliases, *option.warn):
            if cell_key(label) == key:
                return shown(label)
    return key


def _answer_of(column: Answered, code: int) -> str:
    responses = column.reader.responses
    options = zip(responses.options, responses.codes, strict=True)
    label = next((option.label for option, stored in options if stored == code), "")
    return f"'{shown(label)}'" if label else str(code)


def _first_row(column: Answered, positions: Sequence[int]) -> int:
    return min(column.question.cells.first_row(position) for position in positions)


def _rows(column: Answered, positions: Sequence[int]) -> int:
    return sum(int(column.question.cells.counts[position]) for position in positions)


def _is_private(text: str) -> bool:
    return len(text) > LONGEST_SHOWN or holds_personal(text)


def _quoted(text: str) -> str:
    """An answer as a key of a TOML table."""
    return f'"{shown(text).replace(chr(34), chr(39))}"'


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"
