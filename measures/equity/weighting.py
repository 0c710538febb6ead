"""Weights that make the people heard from stand for residents: given, or raked to margins; the weighted mean change.

Weighting mends the characteristics it uses, and nothing else that set those who answered apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measures.numerics.intervals import t_test
from measures.results import Row

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.str_]

MEASURES = ("mean_change_weighted", "design_effect", "effective_n")
MOST_ROUNDS = 1000
CLOSE = 1e-10
LARGE = 5
NOT_CONVERGED = (
    "Raking did not settle: the groups of the people heard from cannot be brought to the residents' shares in all of "
    "these breakdowns at once. Rake to fewer, or merge groups."
)
EMPTY = "Nobody here is in '{group}' of {breakdown}, so no weight can stand for it. Merge it with a neighbouring group."
NO_WEIGHTS = "Nobody with a score at both waves has a weight above nought."
BELOW_NOUGHT = "A weight is below nought, so none are used. Correct the column of weights."
NOT_A_NUMBER = "A weight is not a number, so none are used. Correct the column of weights."
ONE_PERSON = "One person alone has no interval."
ALL_THE_SAME = "Everybody changed by the same, so there is no interval."


class NoWeightsError(Exception):
    """Weights cannot be made; the message says why, for the note of a row."""


@dataclass(frozen=True, slots=True)
class Margin:
    """What one breakdown is raked to: each group of the study, the margin's group it belongs to, and target shares."""

    breakdown: str
    group_of: Mapping[str, str]
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PairCells:
    """Counted cells of one scale's pairs: changes, how many people, and the labels weights depend on (one column each).

    `labels` has a row for each cell.
    """

    instrument: str
    scale: str
    domain: str
    wave_from: str
    wave_to: str
    change: Floats = field(repr=False)
    n: Ints = field(repr=False)
    labels: NDArray[np.str_] = field(repr=False)


def given_weights(texts: Sequence[str | None]) -> Floats:
    """Weights as they stand in a column; not a number (nan) where none is given.

    Raises
    ------
    NoWeightsError
        One is no number, or below nought.
    """
    found = np.full(len(texts), np.nan)
    for place, text in enumerate(texts):
        if text is None or not text.strip():
            continue
        try:
            found[place] = float(text.strip().replace(",", "."))
        except ValueError as error:
            raise NoWeightsError(NOT_A_NUMBER) from error
        if not math.isfinite(found[place]):
            raise NoWeightsError(NOT_A_NUMBER)
        if found[place] < 0:
            raise NoWeightsError(BELOW_NOUGHT)
    return found


def raked_weights(labels: NDArray[np.str_], n: Ints, margins: Sequence[Margin]) -> Floats:
    """Weights of cells of people, by iterative proportional fitting (Deming and Stephan 1940); their mean is 1.

    Parameters
    ----------
    labels : array of str, shape (cells, margins)
        The group of each cell in each margin's breakdown.
    n : array of int
        People of each cell.
    margins : sequence of Margin
        Target shares; those of one margin add up to 1.

    Returns
    -------
    array of float
        One weight for each cell; nan where a group is not in its margin (not stated, say).

    Raises
    ------
    NoWeightsError
        A group of a margin has nobody, or the fitting does not settle.
    """
    groups = [np.array([margin.group_of.get(label, "") for label in labels[:, place]]) for place, margin in
              enumerate(margins)]  # fmt: skip
    known = np.all([each != "" for each in groups], axis=0) if margins else np.ones(len(n), dtype=np.bool_)
    people = n[known].astype(np.float64)
    weight = np.ones(len(people))
    if not people.sum():
        raise NoWeightsError(NO_WEIGHTS)
    tables = []
    for margin, each in zip(margins, groups, strict=True):
        names = list(margin.shares)
        index = np.array([names.index(label) for label in each[known]], dtype=np.int64)
        seen = np.bincount(index, weights=people, minlength=len(names))
        if empty := [name for name, count in zip(names, seen, strict=True) if not count and margin.shares[name]]:
            raise NoWeightsError(EMPTY.format(group=empty[0], breakdown=f"'{margin.breakdown.replace('_', ' ')}'"))
        tables.append((index, np.array(list(margin.shares.values())) * people.sum()))
    for _ in range(MOST_ROUNDS):
        furthest = 0.0
        for index, target in tables:
            now = np.bincount(index, weights=people * weight, minlength=len(target))
            factor = np.divide(target, now, out=np.ones_like(target), where=now > 0)
            furthest = max(furthest, float(np.abs(now - target).max()))
            weight *= factor[index]
        if furthest <= CLOSE * people.sum():
            found = np.full(len(n), np.nan)
            found[known] = weight
            return found
    raise NoWeightsError(NOT_CONVERGED)


def weighted_rows(cells: PairCells, weight: Floats, level: float, *, method: str, note: str = "") -> list[Row]:
    """The weighted mean change, Kish's design effect n sum(w^2) / (sum w)^2, and n over it.

    The standard error is by linearisation with the weights taken as given, as R's `survey::svymean`; t interval with
    n - 1 degrees of freedom. Cells without a weight are left out.
    """
    used = np.nan_to_num(weight, nan=0.0) > 0
    w, n, change = weight[used], cells.n[used], cells.change[used]
    people = int(n.sum())
    if not people:
        return missing_rows(cells, NO_WEIGHTS)
    left_out = int(cells.n.sum()) - people
    note = " ".join(part for part in (note, _left_out(left_out), _uneven(w, n)) if part)
    total, squares = float((n * w).sum()), float((n * w**2).sum())
    mean, effect = float((n * w * change).sum()) / total, people * squares / total**2
    spread = float((n * w**2 * (change - mean) ** 2).sum())
    about = {"n": people, "method": method}
    if people == 1 or spread == 0:
        why = ONE_PERSON if people == 1 else ALL_THE_SAME
        first = _row(cells, "mean_change_weighted", estimate=mean, note=f"{note} {why}".strip(), **about)
    else:
        error = math.sqrt(people / (people - 1) * spread) / total
        test = t_test(mean, error, people - 1, level)
        first = _row(
            cells, "mean_change_weighted", estimate=mean, std_error=error, ci_low=test.interval[0],
            ci_high=test.interval[1], ci_level=level, df=float(people - 1), note=note, **about,
        )  # fmt: skip
    return [
        first,
        _row(cells, "design_effect", estimate=effect, note=note, **about),
        _row(cells, "effective_n", estimate=people / effect, note=note, **about),
    ]


def missing_rows(cells: PairCells, why: str) -> list[Row]:
    """The rows of a scale whose weights cannot be made."""
    return [_row(cells, measure, n=int(cells.n.sum()), status="x", note=why) for measure in MEASURES]


def _uneven(weight: Floats, n: Ints) -> str:
    """A warning where a few people count for very many others."""
    order = np.argsort(weight)
    middle = float(weight[order][np.searchsorted(np.cumsum(n[order]), n.sum() / 2)])
    if weight.max() <= LARGE * middle:
        return ""
    return "The largest weight is more than five times the middle one: a few people count for many, so read with care."


def _left_out(people: int) -> str:
    return f"{people:,} people with a score at both waves have no weight and are left out." if people else ""


def _row(cells: PairCells, measure: str, **values: Any) -> Row:
    return Row(
        instrument=cells.instrument, scale=cells.scale, measure=measure, domain=cells.domain,
        wave_from=cells.wave_from, wave_to=cells.wave_to, **values,
    )  # fmt: skip
