"""Several answers of one person in a wave: per instrument, the most complete counts; all are counted and listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
import pandas as pd

from measures.people.persons import seen_again
from measures.people.wording import counted, rows_listed
from measures.results import FlowStep, Issue

FAR_APART = pd.Timedelta(days=14)
PEOPLE_NAMED = 50
REPEATED = "answered more than once: the most complete counts, among equals the {}"
JOINED = "another part of the same person's answers"


@dataclass(frozen=True, slots=True)
class Settled:
    """One row per person and wave.

    `answers`: `person`, `wave` (numbers), `date`, then one Int64 column per item.
    """

    answers: pd.DataFrame = field(repr=False)
    flow: tuple[FlowStep, ...] = ()
    issues: tuple[Issue, ...] = ()


def settle(records: pd.DataFrame, items: Sequence[str], waves: Sequence[str], files: Sequence[str]) -> Settled:
    """Settle which of a person's several answers in a wave counts, instrument by instrument.

    The most complete counts; among equals the earliest in the baseline wave and the latest in later waves, by date
    where all of them have one, else by file and row.

    Parameters
    ----------
    records : DataFrame
        `person`, `wave` (numbers), `date`, `file`, `row`, then the items; one line per form and wave.
    waves : sequence of str
        Names of the waves, baseline first.
    files : sequence of str
        Names of the tables, for messages.
    """
    both = records["person"].to_numpy() * len(waves) + records["wave"].to_numpy()
    again = seen_again(both)
    kept = ["person", "wave", "date", *items]
    if not again.any():
        return Settled(records[kept].reset_index(drop=True))
    several = records[again].assign(both=both[again]).sort_values(["file", "row"], ignore_index=True)
    chosen, repeated = _choose(several, items)
    answers = pd.concat([records.loc[~again, kept], chosen[kept]], ignore_index=True)
    flow, issues = _say(several, repeated, waves, files)
    if len(waves) == 1 and several.loc[repeated, "both"].nunique() > len(answers) / 2:
        issues.append(_waves_untold(several[repeated], files))
    return Settled(answers, tuple(flow), tuple(issues))


def _choose(several: pd.DataFrame, items: Sequence[str]) -> tuple[pd.DataFrame, pd.Series[bool]]:
    """One row per person and wave, and which lines of `several` compete with another for one instrument."""
    chosen = several.groupby("both", sort=False)[["person", "wave"]].first()
    last = several.groupby("both")["date"].max()
    chosen["date"] = several.groupby("both")["date"].min().where(chosen["wave"] == 0, last)
    repeated = pd.Series(data=False, index=several.index)
    for columns in _by_instrument(items).values():
        answered = several[columns].notna().sum(axis=1)
        competing = several[answered > 0].assign(answered=answered)
        repeated |= competing["both"].duplicated(keep=False).reindex(several.index, fill_value=False)
        fullest = competing[competing["answered"] == competing.groupby("both")["answered"].transform("max")]
        winners = fullest.loc[_first_in_turn(fullest), ["both", *columns]].set_index("both")
        chosen[columns] = winners.reindex(chosen.index)
    return chosen.reset_index(), repeated


def _first_in_turn(equals: pd.DataFrame) -> pd.Index[int]:
    """The line that counts among each person's equally complete ones: the earliest at baseline, the latest after."""
    dated = equals["date"].notna().groupby(equals["both"]).transform("all")
    seconds = equals["date"].to_numpy().astype("datetime64[s]").astype("int64")
    later = np.where(equals["wave"] > 0, -1, 1)
    turn = pd.DataFrame(
        {
            "both": equals["both"],
            "when": np.where(dated, seconds, 0) * later,
            "place": np.arange(len(equals)) * later,  # the lines stand in the order of files and rows
        },
        index=equals.index,
    )
    return turn.sort_values(["both", "when", "place"]).drop_duplicates("both").index


def _by_instrument(items: Sequence[str]) -> dict[str, list[str]]:
    instruments: dict[str, list[str]] = {}
    for item in items:
        instruments.setdefault(item.split(".", 1)[0], []).append(item)
    return instruments


def _say(
    several: pd.DataFrame, repeated: pd.Series[bool], waves: Sequence[str], files: Sequence[str]
) -> tuple[list[FlowStep], list[Issue]]:
    flow, issues = [], []
    for number, wave in enumerate(waves):
        here = several[several["wave"] == number]
        if here.empty:
            continue
        twice = here[repeated[here.index]]
        # of several forms one counts; a form that only adds another instrument is no repeat
        extra = len(twice) - twice["both"].nunique()
        rest = len(here) - here["both"].nunique() - extra
        turn = "latest" if number else "earliest"
        flow += [FlowStep("repeat_answers", wave, extra, REPEATED.format(turn))] if extra else []
        flow += [FlowStep("repeat_answers", wave, rest, JOINED)] if rest else []
        if extra:
            issues.append(_listed(twice, wave, files, turn))
            spans = twice.groupby("both")["date"].agg(["min", "max"])
            apart = spans.index[(spans["max"] - spans["min"]) > FAR_APART]
            if len(apart):
                issues.append(_far_apart(twice[twice["both"].isin(apart)], wave, files))
    return flow, issues


def _listed(twice: pd.DataFrame, wave: str, files: Sequence[str], turn: str) -> Issue:
    message = f"{_people(twice)} answered more than once in '{wave}' ({_where(twice, files)})."
    fix = f"The most complete answer to each instrument counts, and among equals the {turn}. Please check these rows."
    return Issue("check", "repeat_answers", _only(twice, files), message, fix)


def _waves_untold(twice: pd.DataFrame, files: Sequence[str]) -> Issue:
    """Most people answered more than once although there is one wave: what should tell the waves was not known."""
    message = "Most people answered more than once, and nothing says which wave each answer belongs to."
    fix = (
        "No change is shown until that is told. Name the column that says it ([waves] column and order), give each "
        "wave a file or sheet of its own, or add a column that says before or after on every row."
    )
    return Issue("decide", "waves_untold", _only(twice, files), message, fix)


def _far_apart(twice: pd.DataFrame, wave: str, files: Sequence[str]) -> Issue:
    message = (
        f"{_people(twice)} answered more than once in '{wave}' with more than 14 days between ({_where(twice, files)})."
    )
    fix = "Decide whether one of the answers belongs to another wave or to another person, and correct the file."
    return Issue("decide", "repeat_answers_far_apart", _only(twice, files), message, fix)


def _people(twice: pd.DataFrame) -> str:
    n = twice["both"].nunique()
    return counted(n, "person", "people")


def _only(twice: pd.DataFrame, files: Sequence[str]) -> str:
    """The name of the one file all these rows are in; else none."""
    places = twice["file"].unique()
    return files[places[0]] if len(places) == 1 else ""


def _where(twice: pd.DataFrame, files: Sequence[str]) -> str:
    """Each person's rows, told apart by semicolons: `rows 14 and 52; rows 3, 9 and 11`."""
    one_file = _only(twice, files) != ""
    first = twice["both"].drop_duplicates().iloc[:PEOPLE_NAMED]
    said = []
    for _, mine in twice[twice["both"].isin(first)].groupby("both", sort=False):
        pairs = zip(mine["file"], mine["row"], strict=True)
        by_file = {file: [int(row) for _, row in group] for file, group in groupby(pairs, key=lambda pair: pair[0])}
        said.append(
            " and ".join(
                rows_listed(listed) if one_file else f"{rows_listed(listed)} of {files[file]}"
                for file, listed in by_file.items()
            )
        )
    left = twice["both"].nunique() - len(said)
    return "; ".join(said) + (f"; and {left} more people" if left else "")
