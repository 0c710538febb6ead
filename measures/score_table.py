"""Scores by person, wave and scale, as a table to take elsewhere: under pseudonyms unless the codes are asked for."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from measures.evaluate import Progress, people_of, quiet
from measures.exports.files import TableReader, read_tables
from measures.exports.tables import Upload
from measures.instrument import Instrument
from measures.people.privacy import pseudonym
from measures.people.responses import PARTICIPANT, WAVE
from measures.reading import read
from measures.results import Issue
from measures.scoring import ANSWERED, ScaleKey, Scores, score
from measures.scoring.columns import wanted_items
from measures.study import Study

SCORE_COLUMNS = ("participant", "wave", "instrument", "scale", "score", "pomp", "answered", "items", "band")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """One row per person, wave and scale with an answer; `SCORE_COLUMNS`."""

    frame: pd.DataFrame = field(repr=False)
    issues: tuple[Issue, ...]

    def as_csv(self) -> bytes:
        """The table as CSV, UTF-8; a text that a spreadsheet would take for a formula begins with an apostrophe."""
        safe = self.frame.assign(**{name: _not_a_formula(self.frame[name]) for name in ("participant", "wave", "band")})
        return safe.to_csv(index=False, lineterminator="\n").encode()

    def as_parquet(self) -> bytes:
        """The table as Parquet."""
        buffer = io.BytesIO()
        self.frame.to_parquet(buffer, index=False)
        return buffer.getvalue()


def score_table(
    study: Study,
    uploads: Mapping[str, Upload],
    library: Mapping[str, Instrument],
    *,
    key: bytes | None,
    limits: bool = True,
    progress: Progress = quiet,
    tables_of: TableReader = read_tables,
) -> ScoreTable:
    """Score every answer of a study.

    Parameters
    ----------
    study, uploads, library
        As `evaluate_study` takes them.
    key : bytes or None
        The secret that makes pseudonyms: the same key gives a person the same pseudonym. `None` keeps the codes.
    tables_of : callable
        Reads the tables of a file.

    Raises
    ------
    InputError
        The files cannot be used, or something that is never guessed is not settled.
    """
    progress("Reading the files")
    reading = read(study, uploads, library, limits=limits, tables_of=tables_of)
    responses = people_of(reading, uploads)
    progress("Scoring")
    scores = score(responses)
    parts = [_rows_of(scores, name, scale) for name, scale in scores.scales.items()]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(SCORE_COLUMNS))
    if key is not None:
        codes = pd.unique(frame["participant"])
        frame["participant"] = frame["participant"].map({code: pseudonym(key, code) for code in codes})
    place = {wave: number for number, wave in enumerate(responses.waves)}
    frame = frame.assign(place=frame["wave"].map(place)).sort_values(["participant", "place", "instrument", "scale"])
    issues = dict.fromkeys((*reading.issues, *responses.issues, *scores.issues))
    return ScoreTable(frame[list(SCORE_COLUMNS)].reset_index(drop=True), tuple(issues))


def _rows_of(scores: Scores, name: str, scale: ScaleKey) -> pd.DataFrame:
    columns = scores.frame.lazy().select(PARTICIPANT, WAVE, name, name + ANSWERED).collect().to_pandas()
    columns = columns[columns[name + ANSWERED].fillna(0).gt(0) | columns[name].notna()]
    keys, scored = columns[name], columns[name].notna().to_numpy()
    values = np.full(len(columns), np.nan)
    values[scored] = scale.values(keys[scored].to_numpy(dtype=np.int64))
    bands = np.full(len(columns), "", dtype=object)
    answered = columns[name + ANSWERED].fillna(0).to_numpy(dtype=np.int64)
    if scale.scale.bands:
        bands[scored] = [label or "" for label in scale.band_of(values[scored])]
    return pd.DataFrame(
        {
            "participant": columns[PARTICIPANT].to_numpy(dtype=object),
            "wave": columns[WAVE].to_numpy(dtype=object),
            "instrument": scale.instrument.id,
            "scale": scale.scale.id,
            "score": values,
            "pomp": _pomp(values, scale),
            "answered": answered,
            "items": np.maximum(answered, len(wanted_items(scale.scale))),  # a person may have any number of goals
            "band": bands,
        }
    )


def _pomp(values: np.ndarray, scale: ScaleKey) -> np.ndarray:
    """Percent of maximum possible, up is better; empty where the scale has no range or no direction."""
    if scale.low is None or scale.high is None or scale.scale.higher_is is None or scale.high <= scale.low:
        return np.full(len(values), np.nan)
    share = 100.0 * (values - scale.low) / (scale.high - scale.low)
    return share if scale.scale.higher_is == "better" else 100.0 - share


def _not_a_formula(texts: pd.Series) -> pd.Series:
    return texts.where(~texts.astype(str).str.startswith(FORMULA_STARTS), "'" + texts.astype(str))
