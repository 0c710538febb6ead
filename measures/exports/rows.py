"""Rows that are no answers: previews, tests, spam, unfinished forms, no consent. Set aside, counted, and reversible."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import narwhals as nw

from measures.errors import FileError
from measures.exports.folding import fold, shown
from measures.exports.headings import JOINT
from measures.exports.phrases import in_sheet, several
from measures.exports.tables import ROW, Table, column_letter
from measures.results import FlowStep, Issue, Severity
from measures.strict import Strict, Texts

KEEP_WORDS = ("preview", "test", "spam", "partial", "duplicate", "rejected", "column_numbers", "no_consent")
REASONS = {
    "preview": "previews of the survey",
    "test": "tests of the survey",
    "spam": "marked as spam by the survey tool",
    "partial": "not finished",
    "empty": "opened but nothing answered",
    "duplicate": "the same response again",
    "rejected": "not approved in the survey tool",
    "column_numbers": "numbers, names or ranges of the columns",
    "no_consent": "no consent",
}
# What a tool's own column says of a row: column, which exclusion, the (folded) values.
# Qualtrics' response types are sums of flags: 1 preview, 2 test, 4 imported, 8 spam, 16 offline, 32 EX
TOOL_SIGNS: dict[str, tuple[tuple[str, str, frozenset[str]], ...]] = {
    "Qualtrics": (
        ("Status", "preview", frozenset({"1", "9", "17", "survey preview", "survey preview spam"})),
        ("Status", "preview", frozenset({"spam survey preview", "offline survey preview"})),
        ("Status", "test", frozenset({"2", "10", "survey test", "survey test spam"})),
        ("Status", "spam", frozenset({"8", "12", "40", "spam", "imported spam", "ex spam"})),
        ("DistributionChannel", "preview", frozenset({"preview"})),
        ("DistributionChannel", "test", frozenset({"test"})),
        ("Finished", "partial", frozenset({"0", "false", "falsch", "faux", "falso"})),
    ),
    "LimeSurvey": (
        ("submitdate", "partial", frozenset({""})),
        ("Date submitted", "partial", frozenset({""})),
        ("submitdate. Date submitted", "partial", frozenset({""})),
    ),
    "KoboToolbox": (
        ("_validation_status", "rejected", frozenset({"not approved", "validation_status_not_approved"})),
        ("ReviewState", "rejected", frozenset({"rejected"})),  # ODK Central
    ),
    "Typeform": (("Response Type", "partial", frozenset({"started", "partial"})),),
    "SmartSurvey": (
        ("Status", "partial", frozenset({"partial", "incomplete"})),
        ("Completed", "partial", frozenset({"partial", "no"})),
    ),
}
RESPONSE_IDS = {
    "Qualtrics": ("responseid",),
    "SurveyMonkey": ("respondent id", "respondentid"),
    "LimeSurvey": ("id", "response id", "id. response id"),
    "KoboToolbox": ("_uuid", "meta/instanceid", "meta-instanceid", "instanceid"),
    "Typeform": ("#",),
    "Jisc Online Surveys": ("unique response number",),
    "SmartSurvey": ("userid",),
}
FEWEST_NUMBERED, SURELY_NUMBERED, FEWEST_NAMES = 4, 8, 3


class Exclude(Strict):
    """One `[[exclude]]` entry: rows whose column holds one of these values are left out."""

    column: str
    values: Texts


class Consent(Strict):
    """The `[consent]` table: only rows with one of these answers are used."""

    column: str
    yes: Texts


class RowRules(Strict):
    """What a study says of rows that are no answers: default exclusions to undo, its own, and the consent question."""

    keep: Texts = ()
    exclude: tuple[Exclude, ...] = ()
    consent: Consent | None = None


def set_aside(table: Table, rules: RowRules) -> Table:
    """Set aside the rows that are no answers.

    Parameters
    ----------
    table : Table
    rules : RowRules

    Returns
    -------
    Table
        Without those rows; `flow` counts them with the reason, and an issue says how to have each kind back.

    Raises
    ------
    FileError
        The consent question is not there, or stands there more than once (`consent_column`); the rules undo an
        exclusion that does not exist (`keep`); or no row is left (`no_usable_rows`).
    """
    unknown = [word for word in rules.keep if word not in KEEP_WORDS]
    if unknown:
        fix = f"Use one of {', '.join(KEEP_WORDS)}."
        message = f"'{shown(unknown[0], 30)}' is no exclusion that can be undone."
        raise FileError("[rows] keep", message, fix, code="keep")
    frame, issues = table.frame, list(table.issues)
    gone: list[tuple[int, str]] = []
    for why, drop in _steps(table, rules, issues):
        if why in rules.keep:
            continue
        kept = drop(frame)
        if dropped := len(frame) - len(kept):
            reason = REASONS.get(why, why)
            gone.append((dropped, reason))
            issues.append(_issue(table, why, dropped, reason))
        frame = kept
    if not len(frame):
        said = "; ".join(f"{several(n, 'row')} ({reason})" for n, reason in gone)
        fix = 'If some are answers after all, undo that: keep = ["…"] under [rows].'
        raise FileError(_where(table), f"No row is left to use: {said}.", fix, code="no_usable_rows")
    if not gone:
        return replace(table, issues=tuple(issues))
    flow = (*table.flow, *(FlowStep("set_aside", "", n, reason) for n, reason in gone))
    return replace(table, frame=nw.maybe_reset_index(frame), flow=flow, issues=tuple(issues))


Frame = nw.DataFrame[Any]
Step = Callable[[Frame], Frame]


def _steps(table: Table, rules: RowRules, issues: list[Issue]) -> Iterator[tuple[str, Step]]:
    """Every kind of exclusion in its order, with what does it."""
    yield "column_numbers", _without_column_numbers(table)
    for column, why, wanted in TOOL_SIGNS.get(table.platform, ()):
        for position in _positions(table, column, own=True):
            yield why, _without(table, position, wanted)
    if "partial" not in rules.keep:
        yield "empty", _without_empty(table)
    yield "duplicate", _without_repeats(table)
    for rule in rules.exclude:
        positions = _positions(table, rule.column)
        if not positions:
            message = f"The column '{shown(rule.column)}' named under [[exclude]] is not in it."
            fix = "Check its spelling if it should be."
            issues.append(Issue("check", "exclude_column", _where(table), message, fix))
        values = frozenset(map(fold, rule.values))
        for position in positions:
            yield f"left out by your rule on '{shown(rule.column, 40)}'", _without(table, position, values)
    if rules.consent is not None and "no_consent" not in rules.keep:
        yield "no_consent", _with_consent(table, rules.consent)


def _positions(table: Table, column: str, *, own: bool = False) -> list[int]:
    """Columns of this name, compared folded: the whole header, else one of its rows; `own` only the tool's."""
    wanted = fold(column)
    headers = [(k, fold(header)) for k, header in enumerate(table.headers) if not own or k in table.metadata]
    whole = [k for k, header in headers if header == wanted]
    return whole or [k for k, header in headers if wanted in map(str.strip, header.split(JOINT))]


def _values(table: Table, position: int, wanted: frozenset[str]) -> list[str]:
    """The distinct texts of a column that, folded, are wanted; where the file has labels, these count too."""
    labels = table.labels.get(position, {})
    texts = table.frame[f"c{position}"].unique().to_list()
    return [text for text in texts if fold(text) in wanted or (text in labels and fold(labels[text]) in wanted)]


def _without(table: Table, position: int, wanted: frozenset[str]) -> Step:
    """Leave out rows whose column holds one of these values."""
    values = _values(table, position, wanted)
    if not values:
        return lambda frame: frame
    return lambda frame: frame.filter(~nw.col(f"c{position}").is_in(values))


def _without_column_numbers(table: Table) -> Step:
    """Leave out the first row where its cells are the numbers (or letters) of their columns and nothing else.

    A person's answers may be 1, 2, 3 by chance: no cell may be otherwise, and under running numbers (a code 1, then a
    code 2) many more columns must be so. Short names that count up (Q1, Q2, Q3) or the same range everywhere (1-5) are
    no person's answers either.
    """
    named = [k for k, header in enumerate(table.headers) if header.strip()]
    top = table.frame.select(ROW, *(f"c{k}" for k in range(len(table.headers)))).head(2).rows()
    first, *others = [[cell.strip(" ()[].").upper() for cell in row[1:]] for row in top] or [[]]
    filled = [k for k, cell in enumerate(first) if cell or k in named]
    rulers = (
        [str(n) for n in range(1, len(filled) + 1)], [str(k + 1) for k in filled],
        [column_letter(n) for n in range(len(filled))], [column_letter(k) for k in filled],
    )  # fmt: skip
    said = [first[k] for k in filled]
    counts_on = bool(said and others) and others[0][filled[0]] in ("2", "B")
    numbered = said in rulers and len(said) >= (SURELY_NUMBERED if counts_on else FEWEST_NUMBERED)
    if not numbered and not _are_names(said):
        return lambda frame: frame
    return lambda frame: frame.filter(nw.col(ROW) != top[0][0])


def _are_names(cells: Sequence[str]) -> bool:
    """Whether all cells with a digit, three or more, are short names that count up, or one range; others have none."""
    told = [cell for cell in cells if re.search(r"\d", cell)]
    names = [re.fullmatch(r"([A-Z]{1,12}[ _.]?)(\d{1,3})", cell) for cell in told]
    if len(told) < FEWEST_NAMES or len(told) < len(cells) / 2:
        return False
    if all(names):
        numbers = [int(name[2]) for name in names if name]
        return len({name[1] for name in names if name}) == 1 and all(b > a for a, b in pairwise(numbers))
    return len(set(told)) == 1 and re.fullmatch(r"\d{1,3} ?(?:-|TO) ?\d{1,3}", fold(told[0]).upper()) is not None


def _without_empty(table: Table) -> Step:
    """Leave out rows in which nothing but the tool's own columns is filled."""
    asked = [f"c{k}" for k in range(len(table.headers)) if k not in table.metadata]

    def drop(frame: Frame) -> Frame:
        left = frame if table.metadata and asked else frame.head(0)
        for name in asked:
            left = left.filter(nw.col(name).str.strip_chars() == "")
            if not len(left):
                return frame
        return frame.filter(~nw.col(ROW).is_in(left[ROW].to_list()))

    return drop


def _without_repeats(table: Table) -> Step:
    """Leave out rows that are the same in every cell as one before, under the same response id."""
    ids = [k for name in RESPONSE_IDS.get(table.platform, ()) for k in _positions(table, name, own=True)][:1]

    def drop(frame: Frame) -> Frame:
        if not ids or frame[f"c{ids[0]}"].n_unique() == len(frame):
            return frame
        cells = [name for name in frame.columns if name != ROW]
        return frame.unique(subset=cells, keep="first", maintain_order=True)

    return drop


def _with_consent(table: Table, consent: Consent) -> Step:
    """Keep the rows of people who agreed."""
    positions = _positions(table, consent.column)
    if len(positions) != 1:
        how = "stands in it more than once" if positions else "is not in it"
        message = f"The consent question '{shown(consent.column)}' {how}, so it is not known who agreed."
        fix = "Correct its column under [consent]; a file that did not ask says consent_asked = false under [[files]]."
        raise FileError(_where(table), message, fix, code="consent_column")
    agreed = _values(table, positions[0], frozenset(map(fold, consent.yes)))
    return lambda frame: frame.filter(nw.col(f"c{positions[0]}").is_in(agreed))


def _issue(table: Table, why: str, dropped: int, reason: str) -> Issue:
    """Say how many rows were set aside, and how to have them back."""
    word = "partial" if why == "empty" else why
    undo = word in KEEP_WORDS and word != "no_consent"  # consent is not for others to undo
    severity: Severity = "check" if undo else "note"
    fix = f'Undo it with keep = ["{word}"] under [rows].' if undo else ""
    message = f"{several(dropped, 'row')} set aside: {reason}."
    return Issue(severity, "rows_set_aside", _where(table), message, fix)


def _where(table: Table) -> str:
    return in_sheet(table.name, table.sheet) if len(table.sheets) > 1 else table.name
