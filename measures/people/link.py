"""`link`: coded tables to responses, one row per participant and wave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.errors import InputError
from measures.exports.tables import CodedTable
from measures.instrument import Instrument
from measures.people.checks import check_dates, check_matching, check_near, days_between, same_content
from measures.people.confirmed import Match
from measures.people.conflicts import check_conflicts
from measures.people.facts import people_table
from measures.people.persons import Persons, identify, seen_again
from measures.people.records import Records, read_records
from measures.people.responses import EXACTLY, MATCHED, OTHERWISE, PARTICIPANT, WAVE, Responses
from measures.people.row_waves import table_name
from measures.people.settling import settle
from measures.people.units import common_units
from measures.people.waves import ParticipantRules, WaveRules, settle_order
from measures.results import FlowStep, Issue

STEPS = ("rows_read", "set_aside", "repeat_answers", "people", "matched", "one_wave_only")
WITHDREW = "withdrew"


def link(
    coded: Sequence[CodedTable],
    waves: WaveRules,
    participant: ParticipantRules,
    *,
    about: Sequence[str] = (),
    withdrawn: Collection[str] = (),
    matches: Sequence[Match] = (),
    own: Mapping[str, tuple[WaveRules, ParticipantRules]] | None = None,
) -> Responses:
    """Find out who is who across waves, and settle one row per participant and wave.

    Parameters
    ----------
    coded : sequence of CodedTable
        All tables of a study, in the order of its files. A table whose map says the wave "none" only describes people.
    waves, participant : WaveRules, ParticipantRules
        What the study states.
    about : sequence of str
        Headers of the columns carried into `Responses.people`.
    withdrawn : collection of str
        Codes of people to leave out everywhere.
    matches : sequence of Match
        Matches confirmed by the user. Near matches are never applied otherwise.
    own : mapping of table name to rules
        The rules of tables that have rules of their own.

    Returns
    -------
    Responses
        `flow` holds the steps of `STEPS`; in each wave rows_read - set_aside - repeat_answers = people.

    Raises
    ------
    DecisionNeededError
        Codes `waves`, `wave_order`, `participant`: something that is never guessed is not settled.
    InputError
        Codes `damaged_ids`, `conflicting_matches`, `column_not_found`, `no_answers`, `waves`.
    """
    records = read_records(coded, waves, participant, own or {})
    order, order_issues = settle_order(records.waves, waves)
    files = [table_name(table) for table in coded]
    persons = identify(records, order, files, participant, withdrawn=withdrawn, matches=matches)

    kept = persons.of_answer >= 0
    if not kept.any():
        fix = "Check that the list of people who withdrew is the right one."
        raise InputError("files", "Everybody who answered has withdrawn.", fix, code="no_answers")
    lines = records.rows.iloc[records.answers["at"].to_numpy()].reset_index(drop=True)[["file", "row"]]
    answered = records.answers[["date", *records.items]].assign(
        person=persons.of_answer, wave=persons.wave, file=lines["file"], row=lines["row"]
    )
    settled = settle(answered if kept.all() else answered[kept], records.items, order, files)
    answers = settled.answers
    numbers, people = pd.factorize(answers["person"])
    keys = persons.keys(np.asarray(people), records.rows)
    frame = pd.concat(
        [
            pd.DataFrame(
                {
                    PARTICIPANT: keys.iloc[numbers].reset_index(drop=True),
                    WAVE: pd.Series(list(order), dtype="str").iloc[answers["wave"]].reset_index(drop=True),
                }
            ),
            answers[records.items].reset_index(drop=True),
        ],
        axis=1,
    )
    table, fact_issues = people_table(coded, records, persons, np.asarray(people), about)
    table.insert(0, PARTICIPANT, keys)
    stage = persons.stage() if persons.linked else np.full(persons.coded, -1)
    stages = persons.stages(stage) if persons.linked else {}
    if (stage > 0).any():
        otherwise = np.isin(people, np.flatnonzero(stage > 0))
        table.insert(1, MATCHED, pd.Series(np.where(otherwise, OTHERWISE, EXACTLY), dtype="str"))
    return Responses(
        answers=nw.from_native(frame, eager_only=True),
        people=nw.from_native(table, eager_only=True),
        waves=order,
        instruments=_instruments(coded),
        linked=persons.linked,
        units=common_units(coded),
        stages=stages,
        days={} if waves.retrospective else days_between(answers, persons),
        flow=_flow(records, persons, kept, settled.flow, answers, stages),
        issues=_once(
            (
                *records.issues,
                *order_issues,
                *persons.issues,
                *settled.issues,
                *fact_issues,
                *same_content(coded, files),
                *check_matching(answers, persons, stated_none=participant.none),
                *check_near(answers, persons),
                *check_conflicts(coded, records, persons, files),
                *check_dates(answers, persons, waves),
            )
        ),
    )


def _flow(
    records: Records,
    persons: Persons,
    kept: NDArray[np.bool_],
    repeats: Iterable[FlowStep],
    answers: pd.DataFrame,
    stages: Mapping[str, int],
) -> tuple[FlowStep, ...]:
    """The way from rows to people, step by step and wave by wave; equal steps of several files are added up."""
    steps = [*records.flow, *repeats]
    for number, wave in enumerate(persons.waves):
        gone = int(((persons.wave == number) & ~kept).sum())
        steps += [FlowStep("set_aside", wave, gone, WITHDREW)] if gone else []
        steps.append(FlowStep("people", wave, int((answers["wave"] == number).sum())))
    if persons.linked and len(records.waves) > 1:
        steps += [FlowStep("matched", "", n, stage) for stage, n in stages.items()]
        steps += _one_wave_only(persons, answers)
    totals: dict[tuple[str, str, str], int] = {}
    for step in steps:
        key = (step.step, step.wave, step.reason)
        totals[key] = totals.get(key, 0) + (step.n or 0)
    places = {wave: place for place, wave in enumerate(persons.waves)}
    ordered = sorted(totals, key=lambda key: (STEPS.index(key[0]), places.get(key[1], len(places))))
    return tuple(FlowStep(step, wave, totals[step, wave, reason], reason) for step, wave, reason in ordered)


def _one_wave_only(persons: Persons, answers: pd.DataFrame) -> list[FlowStep]:
    single = answers.loc[~seen_again(answers["person"].to_numpy()), ["person", "wave"]]
    steps = []
    for number, wave in enumerate(persons.waves):
        here = single.loc[single["wave"] == number, "person"]
        coded = int((here < persons.coded).sum())
        for n, reason in ((coded, "code in this wave only"), (len(here) - coded, "no code")):
            steps += [FlowStep("one_wave_only", wave, n, reason)] if n else []
    return steps


def _instruments(coded: Sequence[CodedTable]) -> dict[str, Instrument]:
    return {name: instrument for table in coded for name, instrument in table.instruments.items()}


def _once(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(dict.fromkeys(issues))
