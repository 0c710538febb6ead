"""What leaves the people room: coded answers by participant and wave, and what is known of each person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw

from measures.instrument import Instrument
from measures.results import FlowStep, Issue

PARTICIPANT = "participant"
WAVE = "wave"
MATCHED = "participant.matched"
EXACTLY, OTHERWISE = "exactly", "otherwise"


@dataclass(frozen=True, slots=True)
class Responses:
    """Coded answers, one row per participant and wave.

    `answers`: `participant` (text), `wave` (text), then one Int64 column per item (`ucla3.left_out`) or ready-made
    score (`bdi.scale:total`, in whole `units`); null = no answer. No participant has two rows in one wave.
    `people`: one row per participant: `participant`, then text columns named by the header they came from (group
    columns, cluster, programme, locality), the baseline answer or else the first known later one; null = not stated.
    Where some people were found again by codes that are not exactly alike, `people` also has a column `MATCHED`: of
    each person `OTHERWISE`, or `EXACTLY` where every code of theirs is alike as typed (or they need none).
    `waves` is the stated order, baseline first. `linked` is False where nobody can be followed from wave to wave: each
    row is then its own participant.
    `stages` counts the people seen in more than one wave by how they were matched: `exact`, `normalised`, `look_alike`,
    `confirmed`, or `same_row` where one row of a table without codes holds several waves.
    `days` are those from the first wave to each later one, the median over people where they can be followed; waves
    whose dates are not known, or known of too few people, are not in it.
    """

    answers: nw.DataFrame[Any] = field(repr=False)
    people: nw.DataFrame[Any] = field(repr=False)
    waves: tuple[str, ...]
    instruments: Mapping[str, Instrument]
    linked: bool = True
    units: Mapping[str, float] = field(default_factory=dict)
    stages: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, float] = field(default_factory=dict)
    flow: tuple[FlowStep, ...] = ()
    issues: tuple[Issue, ...] = ()
