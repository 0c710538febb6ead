"""How long ripples took: lags along arrows, and the time to an activity's first impact."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from measures.exports.phrases import several
from measures.results import Row
from measures.ripple.checking import goes_back
from measures.ripple.ripple_map import LINK_TYPES, Link, RippleMap
from measures.ripple.rows import RECALLED, ripple_row

LAG = "days along arrows between boxes dated to the month or better; quantiles of type 7"
FIRST = "Kaplan-Meier median; activities without an impact censored at the closing day"


@dataclass(frozen=True, slots=True)
class Lag:
    """The days along one arrow, from the source's day to the target's."""

    link: Link
    days: int


@dataclass(frozen=True, slots=True)
class Wait:
    """How long one activity waited for its first impact, or, where it has none, how long it was watched."""

    activity: str
    days: int
    seen: bool


def lags(ripple_map: RippleMap) -> tuple[list[Lag], int, int]:
    """The lags, then how many arrows have none for want of dates, and how many because they lead back in time."""
    known = {node.id: node for node in ripple_map.nodes}
    found, undated, back = [], 0, 0
    for link in ripple_map.links:
        first, then = known[link.source].when, known[link.target].when
        if first is None or then is None or not (first.to_the_month and then.to_the_month):
            undated += 1
        elif goes_back(link, known):
            back += 1
        else:
            found.append(Lag(link, (then.day - first.day).days))
    return found, undated, back


def waits(ripple_map: RippleMap) -> tuple[list[Wait], date | None, str]:
    """The time to each activity's first direct impact, the closing day, and what was left out and why."""
    known = {node.id: node for node in ripple_map.nodes}
    met = [shop.when.last for shop in ripple_map.workshops if shop.when is not None]
    dated = [node.when.last for node in ripple_map.nodes if node.when is not None]
    closing = max(met or dated, default=None)
    following: dict[str, list[str]] = {node.id: [] for node in ripple_map.activities}
    for link in ripple_map.links:
        if link.source in following and known[link.target].kind == "impact":
            following[link.source].append(link.target)
    found: list[Wait] = []
    left = 0
    for name, targets in following.items():
        when = known[name].when
        if when is None or not when.to_the_month or closing is None:
            left += 1
            continue
        days = [
            (then.day - when.day).days
            for target in targets
            if (then := known[target].when) is not None
            and then.to_the_month
            and not goes_back(Link(name, target), known)
        ]
        watched = (closing - when.day).days
        if days:
            found.append(Wait(name, max(0, min(days)), seen=True))
        elif targets or watched < 0:
            left += 1  # an impact at an unknown time, or an activity after the closing day
        else:
            found.append(Wait(name, watched, seen=False))
    last = "last workshop" if met else "last date in the map, as no workshop is dated"
    said = f"Closing day: {closing.isoformat()} ({last})." if closing else ""
    if left:
        said += f" {several(left, 'activity', 'activities')} left out for want of dates."
    return found, closing, said.strip()


def median_wait(found: Sequence[Wait], level: float) -> tuple[float | None, float | None, float | None]:
    """The Kaplan-Meier median with its interval (log-log transform): the first time at which half or fewer still wait.

    `None` where that is not reached. R's `survfit` gives the middle of a flat stretch at exactly one half instead.
    """
    from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415 - it takes a second to load, which few studies need

    if not any(wait.seen for wait in found):
        return None, None, None
    days, seen = [wait.days for wait in found], [int(wait.seen) for wait in found]
    curve = SurvfuncRight(np.array(days), np.array(seen))
    low = np.flatnonzero(curve.surv_prob <= 0.5 + 1e-12)
    if not len(low):
        return None, None, None
    with warnings.catch_warnings():  # the transform has no value where nobody, or everybody, still waits
        warnings.simplefilter("ignore", RuntimeWarning)
        ends = curve.quantile_ci(0.5, alpha=1 - level, method="cloglog")
    limits = [float(end) if np.isfinite(end) else None for end in ends]
    return float(curve.surv_times[low[0]]), limits[0], limits[1]


def timing_rows(ripple_map: RippleMap, level: float) -> Iterable[Row]:
    """`lag_median`, `lag_quantile` overall and by type of link; `time_to_first_ripple` overall and by activity."""
    found, undated, back = lags(ripple_map)
    left = [f"{several(undated, 'arrow')} without dates to the month"] * (undated > 0)
    left += [f"{several(back, 'arrow')} back in time"] * (back > 0)
    note = f"{RECALLED} Left out: {' and '.join(left)}." if left else RECALLED
    yield from _lag_rows(ripple_map.id, [lag.days for lag in found], note)
    types = [kind for kind in LINK_TYPES if any(lag.link.type == kind for lag in found)]
    for kind in types if len(types) > 1 else ():
        mine = [lag.days for lag in found if lag.link.type == kind]
        yield from _lag_rows(ripple_map.id, mine, RECALLED, group_by="link_type", group=kind)
    waiting, _, said = waits(ripple_map)
    note = f"{RECALLED} {said}".strip()
    median, low, high = median_wait(waiting, level)
    about = {"method": FIRST, "n": len(waiting), "statistic": sum(wait.seen for wait in waiting)}
    if median is None:
        why = (
            "Half of the activities or more had no impact yet by the closing day."
            if waiting
            else "No activity has a date."
        )
        yield ripple_row(ripple_map.id, "time_to_first_ripple", **about, status="x", note=f"{why} {said}".strip())
    else:
        limits = {"ci_low": low, "ci_high": high, "ci_level": level} if low is not None or high is not None else {}
        yield ripple_row(ripple_map.id, "time_to_first_ripple", **about, estimate=median, **limits, note=note)
    for wait in waiting:
        open_end = "No impact yet: it took at least this long, if one comes. " if not wait.seen else ""
        yield ripple_row(
            ripple_map.id, "time_to_first_ripple", group_by="activity", group=wait.activity, estimate=wait.days, n=1,
            category="seen" if wait.seen else "censored", method="days to the first direct impact",
            note=f"{open_end}{RECALLED}",
        )  # fmt: skip


def _lag_rows(map_id: str, days: Sequence[int], note: str, **about: str) -> Iterable[Row]:
    if not days:
        why = "No arrow joins two boxes dated to the month or better."
        yield ripple_row(map_id, "lag_median", n=0, status="x", note=why, **about)
        return
    lower, median, upper = (float(value) for value in np.quantile(days, (0.25, 0.5, 0.75)))
    yield ripple_row(map_id, "lag_median", n=len(days), estimate=median, method=LAG, note=note, **about)
    for share, value in (("0.25", lower), ("0.75", upper)):
        yield ripple_row(
            map_id, "lag_quantile", category=share, n=len(days), estimate=value, method=LAG, note=note, **about
        )
