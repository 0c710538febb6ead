"""Near matches: codes one slip apart that may be one person's, shown with the evidence for a person to confirm."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA

from measures.exports.folding import fold
from measures.exports.tables import CodedTable
from measures.people.confirmed import Match
from measures.people.facts import people_table
from measures.people.persons import Persons, identify
from measures.people.records import Records, read_records
from measures.people.row_waves import table_name
from measures.people.waves import ParticipantRules, WaveRules, settle_order
from measures.people.wording import rows_listed

STABLE = re.compile(
    r"\b(?:birth|born|dob|gender|sex|ethnic\w*|first language|site|venue|centre|area|town|village|ward|neighbourhood|"
    r"locality|post ?code|project|programme|group|class|choir|club)\b"
)
NO_EVIDENCE = ("item", "score", "raw_score", "participant", "wave", "date", "consent", "weight", "quote", "metadata")
MOST_EVIDENCE = 6


@dataclass(frozen=True, slots=True)
class NearMatch:
    """Two codes one slip apart, for the screen only: codes are personal and belong in no file but `matches.csv`.

    `participant` is the code of the earlier wave, `code` that of the later one, as typed; `rows` says where they are.
    `distance` is the number of slips between them as they are compared: 1, or 0 where matching was told to be exact.
    `evidence` says for each asked header whether the two answers `agree`, `differ` or are `not stated`.
    """

    participant: str = field(repr=False)
    code: str = field(repr=False)
    wave_from: str
    wave_to: str
    rows: tuple[str, str]
    distance: int
    evidence: Mapping[str, str]

    @property
    def match(self) -> Match:
        """What to keep in `matches.csv` once the user has confirmed it."""
        return Match(self.code, self.participant)


def evidence_in(coded: Sequence[CodedTable]) -> tuple[str, ...]:
    """Headers of columns whose answers hardly change and so speak for or against two codes being one person's."""
    asked: dict[str, str] = {}
    for table in coded:
        for use in table.map.uses:
            if use.role not in NO_EVIDENCE and STABLE.search(fold(use.header)):
                asked.setdefault(fold(use.header), use.header)
    return tuple(asked.values())[:MOST_EVIDENCE]


def near_matches(
    coded: Sequence[CodedTable],
    waves: WaveRules,
    participant: ParticipantRules,
    *,
    evidence: Sequence[str] = (),
    withdrawn: Collection[str] = (),
    matches: Sequence[Match] = (),
    own: Mapping[str, tuple[WaveRules, ParticipantRules]] | None = None,
    progress: Callable[[str], None] = lambda _stage: None,
) -> tuple[NearMatch, ...]:
    """Suggest matches between people whom the ladder left in different waves (see `matching.suggest`).

    Arguments as for `link`; `evidence` are headers of stable answers (birth year, site) that speak for or against.
    Nothing is applied: confirmed ones go back into `link` as `matches`. `progress` is told each stage as it begins.
    """
    progress("Reading the codes")
    records = read_records(coded, waves, participant, own or {})
    order, _ = settle_order(records.waves, waves)
    files = [table_name(table) for table in coded]
    progress("Finding who is who")
    persons = identify(records, order, files, participant, withdrawn=withdrawn, matches=matches)
    progress("Looking for codes that are one slip apart")
    pairs = persons.near()
    progress("Setting side by side what else these people said")
    people = np.array(sorted({person for pair in pairs for person in pair}), dtype=np.int64)
    first = pd.Series(persons.wave).groupby(persons.of_answer).min()
    normal = dict(zip(people.tolist(), persons.linkage.normal_of(people), strict=True))
    facts = people_table(coded, records, persons, people, evidence)[0].set_axis(people)
    typed = _as_typed(records, persons, people, files)
    return tuple(
        NearMatch(
            participant=typed[one][0],
            code=typed[other][0],
            wave_from=order[first[one]],
            wave_to=order[first[other]],
            rows=(typed[one][1], typed[other][1]),
            distance=OSA.distance(normal[one], normal[other]),
            evidence={header: _compare(facts.at[one, header], facts.at[other, header]) for header in facts.columns},
        )
        for one, other in pairs
    )


def _as_typed(
    records: Records, persons: Persons, people: np.ndarray[tuple[int], np.dtype[np.int64]], files: Sequence[str]
) -> dict[int, tuple[str, str]]:
    """Each person's code as typed at first, and the rows it stands in."""
    here = np.isin(persons.of_answer, people)
    lines = records.rows.iloc[records.answers["at"].to_numpy()[here]].assign(person=persons.of_answer[here])
    lines = lines.drop_duplicates(["file", "row"]).sort_values(["person", "file", "row"])
    found = {}
    for person, mine in lines.groupby("person"):
        places = [
            f"{files[int(str(file))]}, {rows_listed(rows['row'].tolist())}" for file, rows in mine.groupby("file")
        ]
        found[int(str(person))] = (str(mine["code"].iloc[0]), "; ".join(places))
    return found


def _compare(one: object, other: object) -> str:
    if pd.isna(one) or pd.isna(other):  # type: ignore[call-overload] # texts or missing values
        return "not stated"
    return "agree" if str(one).casefold() == str(other).casefold() else "differ"
