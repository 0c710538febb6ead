"""Scores to counted patterns over all waves: what lines over three or more waves are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from measures.engines import beside, kept, name_on
from measures.pair_cells import NOT_STATED, labels, whole
from measures.pairs import Breakdown
from measures.people.responses import PARTICIPANT, WAVE, Responses
from measures.scoring import ScaleKey, Scores

FEWEST_WAVES = 3
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
GroupOf = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WaveHistories:
    """Distinct patterns of one scale's scores over all waves, and how many people have each.

    `scores` has one row per pattern and one column per wave, NaN where there is no score; `times` are the waves' times
    in any unit (0, 1, 2, ... where none are known) and `unit` its name. `n` counts everybody, `here` the people the
    rows are about.
    """

    waves: tuple[str, ...]
    times: Floats = field(repr=False)
    scores: Floats = field(repr=False)
    n: Ints = field(repr=False)
    here: Ints = field(repr=False)
    unit: str = "wave"

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Whether anybody has a score, by wave."""
        return np.asarray((~np.isnan(self.scores)).sum(axis=0) > 0)


def count_histories(
    scores: Scores,
    responses: Responses,
    *,
    breakdowns: Iterable[Breakdown] = (),
    times: Mapping[str, float] | None = None,
    unit: str = "",
) -> dict[str, dict[GroupOf, WaveHistories]]:
    """Count every scale's patterns of scores over all waves, for everybody and by every breakdown.

    Only scales with scores at three or more waves are counted, and of those only the ones whose scores may always be
    compared (goals that differ between waves may not). Where people cannot be followed nothing is.

    Parameters
    ----------
    scores, responses
        As for `measures.pairs.count_all`.
    breakdowns : iterable of Breakdown
    times : mapping of wave to time, optional
        When each wave was, in `unit`; 0, 1, 2, ... by the order of waves where none are stated.
    unit : str
        Name of the unit of time.

    Returns
    -------
    dict
        By scale name, then by (group_by, group); everybody under ("", "").
    """
    if not responses.linked or len(responses.waves) < FEWEST_WAVES:
        return {}
    wanted = [key for key in scores.scales.values() if key.goals is None]
    asked = [Breakdown(""), *breakdowns]
    table = _wide(scores, responses, wanted, [part.column for part in asked[1:]])
    found: dict[str, dict[GroupOf, WaveHistories]] = {}
    with kept(table) as held:
        for place, key in enumerate(wanted):
            patterns = _patterns(held, place, len(responses.waves), len(asked))
            by_group = _by_group(patterns, key, responses.waves, asked)
            if by_group is not None:
                found[key.name] = {group: _timed(one, responses.waves, times, unit) for group, one in by_group.items()}
    return found


def _wide(scores: Scores, responses: Responses, keys: Sequence[ScaleKey], groups: Sequence[str]) -> nw.LazyFrame[Any]:
    """One row per person: the keys of each scale at each wave (`k0_0 k0_1 ...`) and the groups (`g0 ...`)."""
    parts = {
        f"k{place}_{number}": nw.when(nw.col(WAVE) == wave).then(nw.col(name_on(scores.frame, key.name)))
        for place, key in enumerate(keys)
        for number, wave in enumerate(responses.waves)
    }
    rows = scores.frame.lazy().select(PARTICIPANT, *[part.alias(name) for name, part in parts.items()])
    table = rows.group_by(PARTICIPANT).agg(*[nw.col(name).max() for name in parts])
    if groups:
        named = {f"g{place}": nw.col(column) for place, column in enumerate(groups)}
        known = responses.people.select(PARTICIPANT, **named)
        table = table.join(beside(known, scores.frame), on=PARTICIPANT, how="left")
    return table.collect().lazy() if isinstance(scores.frame, nw.DataFrame) else table


@dataclass(frozen=True)
class _Patterns:
    """Patterns of one scale: their breakdown, group, keys by wave, where there is one, and how many people."""

    part: Ints
    group: NDArray[np.str_]
    keys: Ints
    there: NDArray[np.bool_]
    n: Ints


def _patterns(table: nw.LazyFrame[Any], place: int, waves: int, breakdowns: int) -> _Patterns:
    columns = [f"k{place}_{number}" for number in range(waves)]
    parts = []
    for number in range(breakdowns):
        cells = table.group_by([*([f"g{number - 1}"] if number else []), *columns]).agg(nw.len().alias("n"))
        group = nw.col(f"g{number - 1}").cast(nw.String) if number else nw.lit("")
        parts.append(cells.select(nw.lit(number).alias("part"), group.alias("group"), *columns, "n"))
    counted = nw.concat(parts).collect()
    found = [whole(counted[name]) for name in columns]
    return _Patterns(
        whole(counted["part"])[0],
        labels(counted["group"], NOT_STATED),
        np.column_stack([keys for keys, _ in found]),
        np.column_stack([there for _, there in found]),
        whole(counted["n"])[0],
    )


def _by_group(
    patterns: _Patterns, key: ScaleKey, waves: Sequence[str], asked: Sequence[Breakdown]
) -> dict[GroupOf, WaveHistories] | None:
    """Everybody's patterns, then each group's people among them; None where too few waves have scores."""
    seen = patterns.there.any(axis=1)
    if int(patterns.there.any(axis=0).sum()) < FEWEST_WAVES:
        return None
    values = np.full(patterns.keys.shape, np.nan)
    values[patterns.there] = key.values(patterns.keys[patterns.there])
    # one number per distinct pattern, in the order of its scores, so that every engine gives the same order
    distinct, number = np.unique(np.where(patterns.there, values, -np.inf), axis=0, return_inverse=True)
    number = number.reshape(-1)
    scores = np.where(np.isinf(distinct), np.nan, distinct)

    def people(of: NDArray[np.bool_]) -> Ints:
        return np.bincount(number[of], weights=patterns.n[of], minlength=len(scores)).astype(np.int64)

    n = people((patterns.part == 0) & seen)
    here = (n > 0) & ~np.isnan(scores).all(axis=1)
    everybody = WaveHistories(tuple(waves), np.arange(len(waves), dtype=np.float64), scores[here], n[here], n[here])
    found = {("", ""): everybody}
    for place, breakdown in enumerate(asked[1:], start=1):
        mine = (patterns.part == place) & seen
        for group in sorted(set(patterns.group[mine].tolist())):
            found[breakdown.column, group] = replace(everybody, here=people(mine & (patterns.group == group))[here])
    return found


def _timed(
    histories: WaveHistories, waves: Sequence[str], times: Mapping[str, float] | None, unit: str
) -> WaveHistories:
    """The same patterns with the stated times, without the waves nobody has a score at."""
    with_scores = histories.answered
    at = np.array([times[wave] for wave in waves]) if times else histories.times
    return replace(
        histories,
        waves=tuple(wave for wave, used in zip(waves, with_scores, strict=True) if used),
        times=at[with_scores],
        scores=histories.scores[:, with_scores],
        unit=unit if times and unit else "wave",
    )
