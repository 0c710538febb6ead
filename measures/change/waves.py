"""More than two waves: the mean at each, and the change per unit of time."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from measures.change import words
from measures.change.rows import between, row_about
from measures.change.settings import ChangeSettings
from measures.histories import FEWEST_WAVES, WaveHistories
from measures.numerics import intervals
from measures.numerics.missing import by_waves, saturated
from measures.numerics.mixed import common_slope
from measures.pairs import ScalePairs
from measures.results import Row


def trajectory_rows(pairs: ScalePairs, histories: WaveHistories, settings: ChangeSettings) -> list[Row]:
    """`trajectory_mean` at each wave and `trajectory_slope` from the first to the last, of everybody or one group.

    The means are those of the normal model with free means and covariances, by maximum likelihood over everybody seen
    at least once; `n` is the people with a score at that wave. The slope is that of a line with a level for each person
    (REML); `n` is everybody seen at least once. By cluster neither has an interval.
    """
    seen = (histories.here > 0) & ~np.isnan(histories.scores).all(axis=1)
    one = replace(histories, scores=histories.scores[seen], n=histories.here[seen], here=histories.here[seen])
    return [*_means(pairs, one, settings), _slope(pairs, one, settings)]


def _means(pairs: ScalePairs, one: WaveHistories, settings: ChangeSettings) -> list[Row]:
    waves = np.flatnonzero(one.answered)
    fitted = None
    if len(waves) >= FEWEST_WAVES:
        fitted = saturated(by_waves(one.scores[:, waves], one.n), len(waves))
    place = {int(wave): number for number, wave in enumerate(waves)}
    rows = []
    for number, wave in enumerate(one.waves):
        answered = int(one.n[~np.isnan(one.scores[:, number])].sum())
        heading = {"wave_from": wave, "wave_to": wave, "n": answered}
        if fitted is None or number not in place:
            why = words.NOBODY if not answered else words.WAVE_NOT_DETERMINED
            why = words.NEEDS_THREE_WAVES if answered and len(waves) < FEWEST_WAVES else why
            rows.append(row_about(pairs, "trajectory_mean", status="x", note=why, **heading))
            continue
        at = place[number]
        estimate, error = float(fitted.mean[at]), math.sqrt(float(fitted.of_mean[at, at]))
        reach = intervals.t_quantile(settings.confidence, math.inf) * error
        interval = (estimate - reach, estimate + reach) if pairs.cluster is None else None
        rows.append(
            row_about(
                pairs,
                "trajectory_mean",
                estimate=estimate,
                std_error=error if interval else None,
                method="saturated maximum likelihood of the normal model over everybody seen at least once"
                + (", normal interval from the observed information" if interval else ""),
                note=words.MISSING_AT_RANDOM if interval else words.NO_INTERVAL_BY_CLUSTER,
                **heading,
                **between(interval, settings.confidence),
            )
        )
    return rows


def _slope(pairs: ScalePairs, one: WaveHistories, settings: ChangeSettings) -> Row:
    people = int(one.n.sum())
    heading = {"wave_from": one.waves[0], "wave_to": one.waves[-1], "n": people}
    if int(one.answered.sum()) < FEWEST_WAVES:
        return row_about(pairs, "trajectory_slope", status="x", note=words.NEEDS_THREE_WAVES, **heading)
    found = common_slope(one.times[one.answered], one.scores[:, one.answered], one.n)
    if found is None:
        return row_about(pairs, "trajectory_slope", status="x", note=words.NO_LINES, **heading)
    method = f"change per {one.unit}: a level for each person and a common slope, REML"
    note = words.WAVES_AS_STEPS if one.unit == "wave" else ""
    if pairs.cluster is not None:
        note = f"{note} {words.NO_INTERVAL_BY_CLUSTER}".strip()
        return row_about(pairs, "trajectory_slope", estimate=found.slope, method=method, note=note, **heading)
    if found.std_error is None or found.df is None:
        note = f"{note} {words.ON_THE_LINE}".strip()
        return row_about(pairs, "trajectory_slope", estimate=found.slope, method=method, note=note, **heading)
    test = intervals.t_test(found.slope, found.std_error, found.df, settings.confidence)
    return row_about(
        pairs,
        "trajectory_slope",
        estimate=found.slope,
        std_error=found.std_error,
        statistic=test.t,
        df=found.df,
        p_value=test.p_value,
        method=f"{method}, t interval with scores less people less one degrees of freedom",
        note=note,
        **heading,
        **between(test.interval, settings.confidence),
    )
