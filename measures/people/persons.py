"""Records to people: every record gets its person, by code where it has one, else as a person of its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.people.confirmed import Match, withdrawn_people
from measures.people.identifiers import shared_codes
from measures.people.matching import STAGES, Linkage, match_codes, stages_of, suggest
from measures.people.records import Records
from measures.people.waves import ParticipantRules
from measures.people.wording import counted, rows_listed
from measures.results import Issue, Severity

SAME_ROW = "same_row"
FEWEST_BELOW, LED_SHARE = 3, 0.8


@dataclass(frozen=True, slots=True)
class Persons:
    """Who gave each record.

    `of_answer`, `of_row`: the person's number for each line of `Records.answers` and `Records.rows`; people with a code
    come first (`linkage.keys` has their texts), then one for each row without a code. -1: left out because they
    withdrew, or a row of characteristics without a code. `wave`: the wave's number for each line of answers.
    """

    linkage: Linkage = field(repr=False)
    of_answer: NDArray[np.int64] = field(repr=False)
    of_row: NDArray[np.int64] = field(repr=False)
    wave: NDArray[np.int64] = field(repr=False)
    waves: tuple[str, ...]
    linked: bool
    issues: tuple[Issue, ...] = ()

    @property
    def coded(self) -> int:
        """Number of people who have a code; higher numbers are rows without one."""
        return len(self.linkage.keys)

    def keys(self, people: NDArray[np.int64], rows: pd.DataFrame) -> pd.Series[str]:
        """The text that stands for each of these people: their normalised code, or where their only row is."""
        keys = self.linkage.keys.reindex(people).reset_index(drop=True)
        alone = people >= self.coded
        if alone.any():
            row = rows.iloc[people[alone] - self.coded]
            # small letters and spaces, which no normalised code has
            keys[alone] = ("row " + row["row"].astype("str") + " of file " + (row["file"] + 1).astype("str")).to_numpy()
        return keys

    def near(self) -> list[tuple[int, int]]:
        """Pairs of people whose codes are one slip apart (see `matching.suggest`), the one seen earlier first."""
        seen = self._seen()
        present = np.flatnonzero(seen.any(axis=1))
        pairs = suggest(self.linkage.normal_of(present), seen[present])
        return [(int(present[one]), int(present[other])) for one, other in pairs]

    def stage(self) -> NDArray[np.int64]:
        """How each person with a code was found in several waves, as a place in `STAGES`; -1: in one wave only."""
        return stages_of(self.linkage, len(self.waves), np.asarray(self._seen().any(axis=1)))

    def stages(self, stage: NDArray[np.int64]) -> dict[str, int]:
        """How many people were seen in more than one wave, by how their waves were brought together (see `stage`)."""
        counts = {name: int((stage == number).sum()) for number, name in enumerate(STAGES)}
        alone = self.of_answer >= self.coded
        waves = pd.Series(self.wave[alone]).groupby(self.of_answer[alone]).nunique()
        same_row = int((waves > 1).sum())
        return {name: n for name, n in {**counts, SAME_ROW: same_row}.items() if n}

    def _seen(self) -> NDArray[np.bool_]:
        """Who answered in which wave: one line per person with a code, one column per wave."""
        seen = np.zeros((self.coded, len(self.waves)), dtype=np.bool_)
        known = (self.of_answer >= 0) & (self.of_answer < self.coded)
        seen[self.of_answer[known], self.wave[known]] = True
        return seen


def identify(
    records: Records,
    waves: Sequence[str],
    files: Sequence[str],
    participant: ParticipantRules,
    *,
    withdrawn: Collection[str] = (),
    matches: Sequence[Match] = (),
) -> Persons:
    """Find the person behind every record (see `matching.match_codes` for how codes are compared)."""
    code, distinct = pd.factorize(records.rows["code"])
    shared = shared_codes(code, _file_and_wave(records))
    issues = _blank_issues(records, files) + _shared_issues(records, shared, files)
    code[shared] = -1
    wave = numbered(records.answers["wave"], waves)
    at = records.answers["at"].to_numpy(dtype=np.int64)

    answering = code[at] >= 0
    silent = np.ones(len(code), dtype=np.bool_)
    silent[at] = False
    silent &= code >= 0
    linkage = match_codes(
        np.concatenate([code[at][answering], code[silent]]),
        np.concatenate([wave[answering], np.full(int(silent.sum()), len(waves))]),
        pd.Series(distinct, dtype="str"),
        waves=waves,
        normalised=participant.matching == "normalised",
        matches=matches,
    )
    people = len(linkage.keys)
    of_row = np.where(code < 0, people + np.arange(len(code)), -1)
    of_row[silent] = _person(linkage, code[silent], np.full(int(silent.sum()), len(waves)), len(waves))
    of_answer = people + at
    of_answer[answering] = _person(linkage, code[at][answering], wave[answering], len(waves))
    of_row[at[::-1]] = of_answer[::-1]  # a row of several waves is the person of its first

    nodes = linkage.nodes
    gone, unfound = withdrawn_people(withdrawn, linkage.normal, nodes["code"].to_numpy(), nodes["person"].to_numpy())
    n_gone = len(np.intersect1d(gone, of_answer)) if len(gone) else 0
    if len(gone):
        of_answer[np.isin(of_answer, gone)] = -1
        of_row[np.isin(of_row, gone)] = -1
    issues += (*linkage.issues, *_withdrawn_issues(n_gone, unfound, len(withdrawn)))
    linked = _can_follow(wave[answering], at, one_wave=len(records.waves) == 1)
    return Persons(linkage, of_answer, of_row, wave, tuple(waves), linked, issues)


def numbered(texts: pd.Series[str], order: Sequence[str]) -> NDArray[np.int64]:
    """The place of each text in an order; -1 where there is no text or the order does not name it."""
    codes, distinct = pd.factorize(texts)
    place = {text: number for number, text in enumerate(order)}
    return np.array([*(place.get(text, -1) for text in distinct), -1], dtype=np.int64)[codes]


def seen_again(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of some small numbers, none below 0, occur more than once."""
    return np.asarray((np.bincount(numbers) > 1)[numbers], dtype=np.bool_)


def _file_and_wave(records: Records) -> NDArray[np.int64]:
    """A number for the file and wave of each row."""
    wave, waves = pd.factorize(records.rows["wave"])
    return np.asarray(records.rows["file"].to_numpy() * (len(waves) + 1) + wave + 1, dtype=np.int64)


def _person(linkage: Linkage, code: NDArray[np.int64], wave: NDArray[np.int64], n_waves: int) -> NDArray[np.int64]:
    """The person of each code in a wave."""
    nodes = linkage.nodes
    people = np.zeros((len(linkage.codes), n_waves + 1), dtype=np.int64)
    people[nodes["code"], nodes["wave"]] = nodes["person"]
    return np.asarray(people[code, wave], dtype=np.int64)


def _can_follow(coded_waves: NDArray[np.int64], at: NDArray[np.int64], *, one_wave: bool) -> bool:
    """Whether anybody could be followed: codes in two waves (or in the only one), or rows that hold two waves."""
    several = len(coded_waves) > 0 and coded_waves.min() != coded_waves.max()
    return bool(several or seen_again(at).any() or (one_wave and len(coded_waves) > 0))


def _blank_issues(records: Records, files: Sequence[str]) -> tuple[Issue, ...]:
    """Say which answered rows carry no code, in tables that have a code column."""
    blank = records.rows[records.rows["code"].isna() & records.rows["file"].isin(records.coded)]
    blank = blank[blank.index.isin(records.answers["at"])]
    issues = []
    for file, mine in blank.groupby("file"):
        at = sorted(mine["row"].tolist())
        message = f"{counted(len(at), 'row has', 'rows have')} no participant code ({rows_listed(at)})."
        fix = "Their answers count in the figures of everybody at a wave, but cannot be followed."
        severity: Severity = "check"
        if _belong_above(records.rows[records.rows["file"] == file].sort_values("row")):
            severity = "decide"
            fix = "If the code above each is theirs too, write it on every row (Excel: Fill Down). Until then they"
            fix += " count in the figures of everybody at a wave, but cannot be followed."
        issues.append(Issue(severity, "blank_codes", files[int(str(file))], message, fix))
    return tuple(issues)


def _belong_above(rows: pd.DataFrame) -> bool:
    """Whether codes stand on the first row of each person's rows alone: blank rows below, each of another wave."""
    has = rows["code"].notna()
    block = has.cumsum()
    below = ~has & (block > 0) & ~pd.concat([block, rows["wave"]], axis=1).duplicated()
    led = int(below.sum())
    return led >= max(FEWEST_BELOW, has.sum() / 2, LED_SHARE * (~has).sum())


def _shared_issues(records: Records, shared: NDArray[np.bool_], files: Sequence[str]) -> tuple[Issue, ...]:
    """Say where one code stands on all or most rows."""
    issues = []
    for file, mine in records.rows[shared].groupby("file"):
        total = int((records.rows["file"] == file).sum())
        message = f"One and the same code stands on {len(mine)} of {total} rows, so it names nobody and was not used."
        fix = "Name the column that holds each person's own code, or state [participant] none = true."
        issues.append(Issue("decide", "same_code", files[int(str(file))], message, fix))
    return tuple(issues)


def _withdrawn_issues(people: int, unfound: int, asked: int) -> tuple[Issue, ...]:
    issues = []
    if people:
        message = f"Left out: {counted(people, 'person', 'people')} who withdrew."
        issues.append(Issue("note", "withdrawn", "withdrawn", message))
    if unfound:
        message = f"{unfound} of {asked} codes of people who withdrew were not found in these files."
        fix = "Check their spelling: those people may still be counted."
        issues.append(Issue("check", "withdrawn_not_found", "withdrawn", message, fix))
    return tuple(issues)
