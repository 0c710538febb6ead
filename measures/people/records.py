"""Coded tables to records: the wave of each row, the code it carries, and its answers in long form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from measures.errors import InputError
from measures.exports.folding import fold
from measures.exports.tables import ROW, CodedTable, ColumnUse
from measures.people.dates import parse_dates
from measures.people.identifiers import code_columns, read_codes
from measures.people.row_waves import (
    NO_WAVE_STATED,
    OTHER_WAVE,
    Rules,
    is_characteristics,
    known_wave,
    marked_waves,
    refuse_unlabelled,
    row_waves,
    same_text,
    table_name,
    text_of,
)
from measures.people.units import common_units, factor
from measures.people.waves import ParticipantRules, WaveRules
from measures.people.wording import listed, rows_listed
from measures.results import FlowStep, Issue, Severity

TEXT_COLUMN = re.compile(r"c\d+")
NO_ANSWERS = "no answer to any question of an instrument"


@dataclass(frozen=True, slots=True)
class Records:
    """Every form of every table.

    `rows`: one line per row of a table: `file` (its place among the tables), `row`, `wave` (null where the row itself
    belongs to none), `code` (as typed, null = none). `answers`: one line per row and wave that has an answer: `at`
    (line of `rows`), `wave`, `date` (datetime64[s] or null), then one Int64 column per item. `waves`: those with an
    answer. `wide`: the tables whose columns say the wave, so that one row holds several. `coded`: the tables that have
    a code column.
    """

    rows: pd.DataFrame = field(repr=False)
    answers: pd.DataFrame = field(repr=False)
    waves: tuple[str, ...]
    wide: frozenset[int] = frozenset()
    coded: frozenset[int] = frozenset()
    flow: tuple[FlowStep, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def items(self) -> list[str]:
        """Names of the item and ready-made score columns."""
        return [name for name in self.answers.columns if name not in ("at", "wave", "date")]


@dataclass(frozen=True, slots=True)
class _Part:
    """The records of one table."""

    rows: pd.DataFrame
    answers: pd.DataFrame
    wide: bool
    coded: bool
    flow: list[FlowStep]
    issues: list[Issue]


def read_records(
    coded: Sequence[CodedTable],
    waves: WaveRules,
    participant: ParticipantRules,
    own: Mapping[str, tuple[WaveRules, ParticipantRules]],
) -> Records:
    """Read the wave, code, date and answers of every row.

    `own` holds the rules of tables that have rules of their own, by the table's name.

    Raises
    ------
    DecisionNeededError
        Code `waves`: several tables, and nothing says which wave one of them holds.
    InputError
        A stated wave or column is not there, codes are damaged, or nobody answered anything.
    """
    refuse_unlabelled(coded, waves, own)
    names = {fold(wave): wave for wave in waves.order}
    units = common_units(coded)
    parts, start = [], 0
    for place, table in enumerate(coded):
        own_waves, own_participant = own.get(table.map.table.name, (waves, participant))
        rules = Rules(own_waves, own_participant, names, bool(waves.order))
        part = _read_table(place, start, table, rules, units)
        parts.append(part)
        start += len(part.rows)
    answered = [part.answers for part in parts if len(part.answers)]
    if not answered:
        raise _nothing_left([step for part in parts for step in part.flow])
    answers = pd.concat(answered, ignore_index=True)
    return Records(
        rows=pd.concat([part.rows for part in parts], ignore_index=True),
        answers=answers,
        waves=tuple(wave for wave in dict.fromkeys(names.values()) if (answers["wave"] == wave).any()),
        wide=frozenset(place for place, part in enumerate(parts) if part.wide),
        coded=frozenset(place for place, part in enumerate(parts) if part.coded),
        flow=tuple(step for part in parts for step in part.flow),
        issues=tuple(issue for part in parts for issue in part.issues),
    )


def _nothing_left(flow: Sequence[FlowStep]) -> InputError:
    """The refusal of tables without an answer, with the reasons of the rows set aside."""
    reasons: dict[str, int] = {}
    for step in flow:
        if step.step == "set_aside":
            reasons[step.reason] = reasons.get(step.reason, 0) + (step.n or 0)
    why = "; ".join(f"{n} {reason}" for reason, n in reasons.items())
    message = f"No row can be used ({why})." if why else "There is no row with an answer."
    fix = "Check that the right files were chosen and that their columns were matched to questions."
    return InputError("files", message, fix, code="no_answers")


def _read_table(place: int, start: int, table: CodedTable, rules: Rules, units: dict[str, float]) -> _Part:
    """Read one table, whose first line among the rows of all tables is `start`."""
    frame = table.frame.to_pandas().reset_index(drop=True)
    uses = code_columns(table, rules.participant)
    code, issues = read_codes(table, frame, uses)
    none = same_text(None, frame.index)
    rows = pd.DataFrame({"file": place, "row": frame[ROW].astype("int64"), "wave": none, "code": code})
    if is_characteristics(table):
        return _Part(rows, pd.DataFrame(), wide=False, coded=bool(uses), flow=[], issues=issues)
    marked = {name: known_wave(name, table, rules) for name in marked_waves(table)}
    rows["wave"], outside = row_waves(table, frame, rules, wide=bool(marked))
    answers = _answers(table, frame, rows["wave"], marked, units)
    answers.insert(2, "date", _dates(table, frame, rules, answers, issues))
    issues += _unmarked_issues(table, rows["wave"], marked)
    issues += _outside_issues(table, frame, outside)
    flow = _flow(table, rows["wave"], outside, answers)
    answers["at"] += start
    return _Part(rows, answers, bool(marked), bool(uses), flow, issues)


def _answers(
    table: CodedTable, frame: pd.DataFrame, wave: pd.Series[str], marked: Mapping[str, str], units: dict[str, float]
) -> pd.DataFrame:
    """The answers of a table in long form; a column that says its wave goes there, the others to the row's own wave."""
    items = [name for name in frame.columns if name != ROW and not TEXT_COLUMN.fullmatch(name)]
    lists = []
    for name in dict.fromkeys([*wave.dropna().unique(), *marked.values()]):
        here = wave == name
        sources = {item: item for item in items if "@" not in item} if here.any() else {}
        own = {item.split("@")[0]: item for item in items if marked.get(item.partition("@")[2]) == name}
        index = frame.index if own else frame.index[here]
        outside = bool(own) and not here.all()
        block = pd.DataFrame(index=index)
        for item, source in {**sources, **own}.items():
            answer = frame[source].astype("Int64")
            answer = answer if len(index) == len(frame) else answer.loc[index]
            answer = answer if (times := factor(table, source, units)) == 1 else answer * times
            block[item] = answer if item in own or not outside else answer.where(here[index])
        block = _with_answers(block)
        block.insert(0, "at", block.index)
        block.insert(1, "wave", same_text(name, block.index))
        lists.append(block.reset_index(drop=True))
    return (
        pd.concat(lists, ignore_index=True) if lists else pd.DataFrame({"at": [], "wave": []}).astype({"wave": "str"})
    )


def _with_answers(block: pd.DataFrame) -> pd.DataFrame:
    """The rows in which something was answered."""
    answered = np.zeros(len(block), dtype=np.bool_)
    for item in block.columns:
        answered |= block[item].notna().to_numpy()
        if answered.all():
            return block
    return block[answered]


def _dates(
    table: CodedTable, frame: pd.DataFrame, rules: Rules, answers: pd.DataFrame, issues: list[Issue]
) -> pd.Series[pd.Timestamp]:
    """The date of each record: of its wave's own date column where there is one, else of the row's."""
    dates = pd.Series(pd.NaT, index=answers.index, dtype="datetime64[s]")
    ambiguous = []
    for use in sorted(_date_columns(table, rules.waves), key=lambda use: bool(use.wave)):
        read = parse_dates(text_of(table, frame, use))
        ambiguous += [use.header] if read.ambiguous else []
        of_record = read.values.reindex(answers["at"]).set_axis(answers.index)
        dates = dates.mask(answers["wave"] == rules.names.get(fold(use.wave)), of_record) if use.wave else of_record
    if ambiguous:
        message = f"The dates in {listed(ambiguous)} may be day/month or month/day, so they were not used."
        fix = "Write them with the year first, as in 2026-02-01."
        issues.append(Issue("check", "ambiguous_dates", table_name(table), message, fix))
    return dates


def _date_columns(table: CodedTable, rules: WaveRules) -> list[ColumnUse]:
    """The columns that say when an answer was given: the stated one, else the last of those taken for dates.

    Survey tools write the start before the completion, and the completion is when the answer was given. A wide table
    may have one for each wave.
    """
    stated = [use for use in table.map.uses if rules.date and fold(use.header) == fold(rules.date)]
    uses = stated or [use for use in table.map.uses if use.role == "date"]
    return list({use.wave: use for use in uses}.values())


def _unmarked_issues(table: CodedTable, wave: pd.Series[str], marked: Mapping[str, str]) -> list[Issue]:
    """Say which questions of a wide table are left out because neither their column nor their row says a wave."""
    unmarked = {name for name in table.frame.columns if "@" not in name}
    headers = [use.header for use in table.map.uses if not use.wave and {use.item, *use.items} & unmarked]
    if not marked or not headers or wave.notna().any():
        return []
    message = f"Some columns say their wave and others do not; left out: {listed(headers)}."
    fix = "State the wave of each: a [[column]] entry with header, to and wave."
    return [Issue("decide", "items_without_wave", table_name(table), message, fix)]


def _outside_issues(table: CodedTable, frame: pd.DataFrame, outside: pd.Series[str]) -> list[Issue]:
    """Say which rows were set aside because they name no wave, or another one."""
    issues = []
    for reason in (NO_WAVE_STATED, OTHER_WAVE):
        at = sorted(frame.loc[outside == reason, ROW].tolist())
        if at:
            message = f"{len(at)} row{'s were' if len(at) > 1 else ' was'} set aside: {reason} ({rows_listed(at)})."
            fix = "If they belong to a wave, add their wording to [waves] values."
            if reason == NO_WAVE_STATED:
                fix = (
                    "If the first row of a block says the wave for all of it, write it on every row (Excel: Fill Down)."
                )
            severity: Severity = "decide" if len(at) > len(frame) / 2 else "check"
            issues.append(Issue(severity, "rows_without_wave", table_name(table), message, fix))
    return issues


def _flow(table: CodedTable, wave: pd.Series[str], outside: pd.Series[str], answers: pd.DataFrame) -> list[FlowStep]:
    """Rows read and set aside, by wave; a row whose columns say the wave is counted in each wave it answers."""
    flow = []
    earlier = [step for step in table.map.table.flow if step.step == "set_aside"]
    only = wave.iloc[0] if wave.notna().all() and wave.nunique() == 1 else ""
    answered = wave.index.isin(answers["at"])
    for name in dict.fromkeys([*wave.dropna().unique(), *answers["wave"].unique()]):
        records = answers.loc[answers["wave"] == name, "at"]
        silent = int(((wave == name) & ~(answered if len(records) == len(answers) else wave.index.isin(records))).sum())
        flow.append(FlowStep("rows_read", name, len(records) + silent))
        flow += [FlowStep("set_aside", name, silent, NO_ANSWERS)] if silent else []
    reasons = outside.mask(wave.isna() & outside.isna(), NO_ANSWERS)[~answered].dropna()
    flow += [FlowStep("rows_read", "", len(reasons))] if len(reasons) else []
    flow += [FlowStep("set_aside", "", int((reasons == reason).sum()), reason) for reason in sorted(set(reasons))]
    for step in earlier:
        flow += [FlowStep("rows_read", only, step.n), FlowStep("set_aside", only, step.n, step.reason)]
    return flow
