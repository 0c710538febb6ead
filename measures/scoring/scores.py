"""Every scale of the instruments scored: the answers of many people, or of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.engines import Frame, name_on
from measures.instrument import Answer, Instrument, Scale
from measures.people.responses import PARTICIPANT, WAVE, Responses
from measures.results import Issue
from measures.scoring.answers import coded
from measures.scoring.plan import Plan
from measures.scoring.table import AnswerTable, found_in
from measures.scoring.values import Goals, GoalsOrReady, Reading

Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ScaleKey:
    """How the whole-number key of a scale becomes its score.

    A key holds everything the score depends on, as one whole number, so that equal scores are counted exactly on any
    engine; `values(keys)` gives the scores as floats in the scale's own units. `low` and `high` are the ends of the
    scale's range and `step` the smallest step between the scores of people who answered everything, `None` where there
    is none.
    """

    name: str
    instrument: Instrument
    scale: Scale
    score: Reading = field(repr=False)
    low: float | None = None
    high: float | None = None
    step: float | None = None
    goals: Goals | GoalsOrReady | None = field(default=None, repr=False)

    def values(self, keys: Keys) -> NDArray[np.float64]:
        """Scores of these keys, each rounded once from its exact value: equal scores are equal to the bit."""
        distinct, where = np.unique(np.asarray(keys, dtype=np.int64), return_inverse=True)
        return np.array([float(self.score(int(key))) for key in distinct], dtype=np.float64)[where]

    def band_of(self, values: Iterable[float]) -> tuple[str | None, ...]:
        """Label of the band each score is in; `None` below the lowest band, and where the scale has no bands."""
        bands = sorted(self.scale.bands, key=lambda band: band.from_)
        starts = np.array([float(band.from_) for band in bands])
        labels = (None, *(band.label for band in bands))
        return tuple(labels[place] for place in np.searchsorted(starts, np.asarray(values), side="right"))

    def comparable(self, before: Keys, after: Keys) -> NDArray[np.bool_]:
        """Whether each pair of keys may be compared: goals only with the same goals and weights, all else always."""
        if self.goals is None:
            return np.ones(len(before), dtype=np.bool_)
        return np.asarray(self.goals.signature(before) == self.goals.signature(after))


@dataclass(frozen=True, slots=True)
class Scores:
    """Scale keys by participant and wave.

    `frame`: `participant`, `wave`, one Int64 key per scale (`ucla3.total`; null = no score) and `ucla3.total:answered`
    (how many of its items were answered; 0 where the score came ready-made). It is lazy if the answers were.
    """

    frame: Frame = field(repr=False)
    scales: Mapping[str, ScaleKey]
    issues: tuple[Issue, ...] = ()


def score(responses: Responses) -> Scores:
    """Score every scale of the instruments whose items, or ready-made scores, are among the answers.

    Items win over ready-made scores, person by person; where both are there and disagree, an issue counts them. A scale
    is left out, with an issue, if items that its rule needs have no column.

    Raises
    ------
    InputError
        Answers hold codes that their response list does not have.
    InstrumentError
        An instrument asks for what its answers do not allow.
    """
    return score_frame(responses.answers, responses.instruments, responses.units)


def score_frame(
    frame: Frame, instruments: Mapping[str, Instrument], units: Mapping[str, float] | None = None
) -> Scores:
    """Score answers laid out as `Responses.answers`, eager or lazy, on any engine; otherwise as `score`."""
    table = AnswerTable(frame, units or {})
    plans: dict[str, Plan] = {}
    scales: dict[str, ScaleKey] = {}
    issues: list[Issue] = []
    for instrument in instruments.values():
        names = table.items_of(instrument)
        for scale in instrument.scales:
            name = f"{instrument.id}.{scale.id}"
            plan, found = table.plan(instrument, scale, names)
            issues += found
            if plan is not None:
                plans[name], scales[name] = plan, _scale_key(name, instrument, scale, plan)
    if not plans:
        return Scores(frame.select(PARTICIPANT, WAVE), {}, tuple(issues))
    frame = table.whole()
    table.refuse_unknown_codes(frame.lazy())
    # how many answered comes first: the keys of several methods need it, and not every engine shares work
    answered = {table.counted(name): plan.answered for name, plan in plans.items()}
    counted = frame.with_columns(*(expression.alias(name) for name, expression in answered.items()))
    issues += found_in(counted.lazy(), plans.values())
    keys = (plan.key.alias(name_on(frame, name)) for name, plan in plans.items())
    return Scores(counted.select(PARTICIPANT, WAVE, *keys, *answered), scales, tuple(issues))


def score_answers(
    instrument: Instrument, answers: Mapping[str, Answer], *, as_counts: bool = False
) -> dict[str, float | None]:
    """Score one person's answers, through the same expressions as everybody's.

    Parameters
    ----------
    instrument : Instrument
    answers : mapping of item id to answer
        Labels, codes or numbers; repeated items numbered (`goal.1`). What is left out is not answered.
    as_counts : bool
        Whether bare numbers are raw counts, to be coded by the response list's `counts_from`.

    Returns
    -------
    dict of scale id to score, None where there is no score

    Raises
    ------
    InstrumentError
        An answer is not one of its item's, or an item is not one of the instrument's.
    """
    keys = _keys_of_one(instrument, answers, as_counts=as_counts)
    return {name: None if found is None else float(found[0].values(found[1])[0]) for name, found in keys.items()}


def bands_of_answers(
    instrument: Instrument, answers: Mapping[str, Answer], *, as_counts: bool = False
) -> dict[str, str | None]:
    """Band each score of one person's answers is in, by scale id; otherwise as `score_answers`."""
    keys = _keys_of_one(instrument, answers, as_counts=as_counts)
    return {
        name: None if found is None else found[0].band_of(found[0].values(found[1]))[0] for name, found in keys.items()
    }


def _keys_of_one(
    instrument: Instrument, answers: Mapping[str, Answer], *, as_counts: bool
) -> dict[str, tuple[ScaleKey, Keys] | None]:
    optional = {
        item
        for scale in instrument.scales
        for part in scale.parts
        if part.optional
        for item in (part.days, part.minutes)
    }
    asked = [
        item.id for item in instrument.items if not item.repeat and (item.id not in optional or item.id in answers)
    ]
    codes: dict[str, int | None] = {f"{instrument.id}.{item}": None for item in asked}
    units: dict[str, float] = {}
    for item, answer in answers.items():
        code, unit = coded(instrument, item, answer, as_counts=as_counts)
        codes[f"{instrument.id}.{item}"] = code
        units[f"{instrument.id}.{item}"] = float(unit)
    one = pd.DataFrame(
        {PARTICIPANT: ["1"], WAVE: ["1"]} | {name: pd.array([code], dtype="Int64") for name, code in codes.items()}
    )
    scores = score_frame(nw.from_native(one, eager_only=True), {instrument.id: instrument}, units)
    found: dict[str, tuple[ScaleKey, Keys] | None] = {}
    for scale in instrument.scales:
        name = f"{instrument.id}.{scale.id}"
        key = scores.frame[name].to_list()[0] if name in scores.scales else None
        found[scale.id] = None if key is None or key is pd.NA else (scores.scales[name], np.array([int(key)]))
    return found


def _scale_key(name: str, instrument: Instrument, scale: Scale, plan: Plan) -> ScaleKey:
    low, high, step = (None if number is None else float(number) for number in (plan.low, plan.high, plan.step))
    return ScaleKey(name, instrument, scale, plan.score, low, high, step, plan.goals)
