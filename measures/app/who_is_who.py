"""Who is who in this visit: codes that may be one person's, which of them were confirmed, and what people wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

import streamlit as st

from measures.app.state import WORK, Work, inspected, kept
from measures.companions import confirmed_matches, withdrawn_codes
from measures.evaluate import Progress, quiet
from measures.exports.tables import CodedTable, Upload
from measures.people.confirmed import Match, write_matches
from measures.people.near import NearMatch, evidence_in, near_matches
from measures.people.voices import Voice, voices
from measures.people.waves import ParticipantRules, WaveRules
from measures.study_rules import participant_rules, wave_rules

MATCHES = "matches.csv"


class WhoIsWho(TypedDict):
    """The arguments about people that `near_matches` and `voices` share."""

    waves: WaveRules
    participant: ParticipantRules
    withdrawn: Collection[str]
    matches: Sequence[Match]
    own: Mapping[str, tuple[WaveRules, ParticipantRules]]


def near(current: Work, progress: Progress = quiet) -> tuple[NearMatch, ...]:
    """Codes one slip apart that may be one person's, with what speaks for and against.

    `progress` is told each stage as it begins.

    Raises
    ------
    InputError
        Something that is never guessed is not settled, or confirmed matches contradict each other.
    """

    def look() -> tuple[NearMatch, ...]:
        tables = _tables(current)
        return near_matches(tables, **_who(current), evidence=evidence_in(tables), progress=progress)

    return kept("near", current.digest, look)


def confirmed(current: Work) -> tuple[Match, ...]:
    """The matches that the user confirmed, in this visit or in a file of theirs."""
    return confirmed_matches(current.study, current.uploads)


def confirm(current: Work, matches: Sequence[Match]) -> None:
    """Take these matches, and no others, for confirmed from now on: in memory, as if their file had been read."""
    path = current.study.participant.matches or MATCHES
    upload = Upload(MATCHES, write_matches(matches))
    rules = current.study.participant.model_copy(update={"matches": path if matches else None})
    files = hashlib.sha256(current.of_files.encode() + upload.data).hexdigest()
    study = current.study.model_copy(update={"participant": rules})
    st.session_state[WORK] = replace(current, study=study, uploads={**current.uploads, path: upload}, of_files=files)


def said(current: Work, progress: Progress = quiet) -> tuple[Voice, ...]:
    """What people wrote in their own words, without those who withdrew; `progress` is told each stage as it begins.

    Raises
    ------
    InputError
        Somebody withdrew, and who is who cannot be told yet.
    """
    return kept("said", current.digest, lambda: voices(_tables(current), **_who(current), progress=progress))


def _tables(current: Work) -> list[CodedTable]:
    return [found.table for found in inspected(current).findings if found.table is not None]


def _who(current: Work) -> WhoIsWho:
    """What is settled about who is who, as `link` takes it."""
    study = current.study
    return {
        "waves": study.waves,
        "participant": study.participant,
        "withdrawn": withdrawn_codes(study, current.uploads),
        "matches": confirmed(current),
        "own": {file.label: (wave_rules(study, file), participant_rules(study, file)) for file in study.files},
    }
