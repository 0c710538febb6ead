"""Tests over groups: did they change by different amounts, where would each have ended, who gained."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from measures.equity import fair_words as words
from measures.equity.fair_cells import GroupedPairs
from measures.numerics.clusters import cluster_error
from measures.numerics.intervals import t_test, welch
from measures.numerics.moments import Floats, summary
from measures.numerics.regression import Fit, least_squares
from measures.results import Row

NOUGHT = 1e-12


def rows_of_tests(found: GroupedPairs) -> list[Row]:
    """`change_interaction`, `difference_in_change`, `ancova_by_group`, `worst_off_change`, `every_group_gained`."""
    rows = [change_interaction(found)]
    if len(found.groups) == 2:
        rows.append(difference_in_change(found))
    return [*rows, *ancova_rows(found), worst_off_change(found), every_group_gained(found)]


def absent_tests(found: GroupedPairs) -> list[Row]:
    """The same rows, saying why they are not there."""
    return [
        found.absent(name, found.nothing)
        for name in ("change_interaction", "ancova_by_group", "worst_off_change", "every_group_gained")
    ]


def _group_columns(found: GroupedPairs) -> Floats:
    """An intercept, and a column for each group but the first."""
    later = found.place[:, None] == np.arange(1, len(found.groups))
    return np.column_stack([np.ones(len(found.n)), later.astype(np.float64)])


def change_interaction(found: GroupedPairs) -> Row:
    """Whether the groups' mean changes differ by more than chance: the one-way F test; by cluster, Wald's."""
    k, total = len(found.groups), found.total
    if found.cluster is not None:
        return _wald(found)
    df = total - k
    means = found.means(found.change)
    overall = summary(found.change, found.n).mean
    between = float(found.people @ (means - overall) ** 2)
    within = float(found.n @ (found.change - means[found.place]) ** 2)
    if df < 1:
        return found.absent("change_interaction", words.TOO_FEW)
    if within <= NOUGHT * float(found.n @ found.change**2):
        return found.absent("change_interaction", words.NO_SPREAD)
    f = (between / (k - 1)) / (within / df)
    return found.row(
        "change_interaction",
        statistic=f,
        df=k - 1,
        p_value=float(special.fdtrc(k - 1, df, f)),
        method=f"one-way F test of the change by group, {k - 1} and {df} degrees of freedom",
        note=words.ASKS_CHANGE,
    )


def _wald(found: GroupedPairs) -> Row:
    fit = least_squares(_group_columns(found), found.change, found.n, found.cluster)
    k = len(found.groups)
    if fit is None or fit.covariance is None:
        return found.absent("change_interaction", words.ONE_CLUSTER if found.one_cluster else words.NO_SPREAD)
    covariance, coefficients = fit.covariance[1:, 1:], fit.coefficients[1:]
    if np.linalg.matrix_rank(covariance) < k - 1:
        return found.absent("change_interaction", words.TOO_FEW)
    f = float(coefficients @ np.linalg.solve(covariance, coefficients)) / (k - 1)
    return found.row(
        "change_interaction",
        statistic=f,
        df=k - 1,
        p_value=float(special.fdtrc(k - 1, fit.df, f)),
        method=f"F test of the change by group with errors by cluster, {k - 1} and {fit.df} degrees of freedom",
        note=f"{words.ASKS_CHANGE} {_clusters(found)}",
    )


def _clusters(found: GroupedPairs) -> str:
    return "" if found.cluster is None else words.clustered(len(np.unique(found.cluster)))


def difference_in_change(found: GroupedPairs) -> Row:
    """Mean change of the last of two groups less that of the first, by Welch; by cluster a regression on the group."""
    level, note = found.settings.confidence, f"{words.last_less_first(found.groups[-1], found.groups[0])} "
    note = f"{note}{words.ASKS_CHANGE}"
    estimate = float(np.diff(found.means(found.change))[0])
    method = "difference in mean change, Welch's t test"
    if found.cluster is None:
        first, last = (summary(found.change[found.place == place], found.n[found.place == place]) for place in (0, 1))
        test = welch(last, first, level)
        why = words.ONE_PERSON if first.n < 2 or last.n < 2 else words.ALL_ALIKE
    else:
        fit = least_squares(_group_columns(found), found.change, found.n, found.cluster)
        error = None if fit is None else fit.combined(np.array([0.0, 1.0]))[1]
        test = t_test(estimate, error, fit.df, level) if fit is not None and error else None
        method = "difference in mean change, errors by cluster"
        why, note = words.ONE_CLUSTER if found.one_cluster else words.PERFECT_FIT, f"{note} {_clusters(found)}"
    if test is None:
        return found.row(
            "difference_in_change", estimate=estimate, method="difference in mean change", note=f"{note} {why}"
        )
    return found.row(
        "difference_in_change",
        estimate=test.estimate,
        std_error=test.std_error,
        ci_low=test.interval[0],
        ci_high=test.interval[1],
        ci_level=level,
        statistic=test.t,
        df=test.df,
        p_value=test.p_value,
        method=method,
        note=note.strip(),
    )


def ancova_rows(found: GroupedPairs) -> list[Row]:
    """Mean after of each group at the overall baseline mean: after on before and group."""
    centre = float(found.n @ found.before) / found.total
    columns = np.column_stack([_group_columns(found), found.before - centre])
    fit = least_squares(columns, found.after, found.n, found.cluster)
    method = f"analysis of covariance, after on before and group, at the overall baseline mean {centre:.4g}"
    note = f"{words.ASKS_ANCOVA} {_clusters(found)}".strip()
    rows = []
    for place, group in enumerate(found.groups):
        about: dict[str, Any] = {"group": group, "n": int(found.people[place]), "n_started": _started(found, group)}
        if fit is None:
            rows.append(found.absent("ancova_by_group", words.NOT_DETERMINED, **about))
            continue
        weights = np.zeros(columns.shape[1])
        weights[0] = 1.0
        weights[place] = 1.0
        rows.append(_adjusted(found, fit, weights, method=method, note=note, **about))
    return rows


def _started(found: GroupedPairs, group: str) -> int:
    return next(part.all_before.total for part in found.parts if part.group == group)


def _adjusted(found: GroupedPairs, fit: Fit, weights: Floats, *, method: str, note: str, **about: Any) -> Row:
    estimate, error = fit.combined(weights)
    if not error:
        why = words.ONE_CLUSTER if found.one_cluster else words.PERFECT_FIT
        return found.row("ancova_by_group", estimate=estimate, method=method, note=f"{note} {why}", **about)
    level = found.settings.confidence
    test = t_test(estimate, error, fit.df, level)
    return found.row(
        "ancova_by_group",
        estimate=estimate,
        std_error=error,
        ci_low=test.interval[0],
        ci_high=test.interval[1],
        ci_level=level,
        df=test.df,
        method=method,
        note=note,
        **about,
    )


@dataclass(frozen=True, slots=True)
class _MeanChange:
    """Mean change of one group, with its interval where it has one."""

    mean: float
    std_error: float | None
    df: float
    interval: tuple[float, float] | None


def _mean_change(found: GroupedPairs, place: int) -> _MeanChange:
    here = found.place == place
    change, n = found.change[here], found.n[here]
    seen = summary(change, n)
    if not seen.variance:
        return _MeanChange(seen.mean, None, math.nan, None)
    error: float | None = math.sqrt(seen.variance / seen.n)
    df = seen.n - 1
    if found.cluster is not None:
        error, clusters = cluster_error(change, n, found.cluster[here])
        df = clusters - 1
    if error is None or error <= NOUGHT * math.sqrt(seen.variance):
        return _MeanChange(seen.mean, None, math.nan, None)
    test = t_test(seen.mean, error, df, found.settings.confidence)
    return _MeanChange(seen.mean, error, df, test.interval)


def worst_off_change(found: GroupedPairs) -> Row:
    """Mean change of the group with the worst mean before; the first of the order among equals."""
    if not found.direction:
        return found.absent("worst_off_change", words.NO_DIRECTION)
    place = int(np.argmin(found.direction * found.means(found.before)))
    seen, group = _mean_change(found, place), found.groups[place]
    about: dict[str, Any] = {"n": int(found.people[place]), "n_started": _started(found, group)}
    note = words.worst_off(group)
    if seen.interval is None:
        return found.row(
            "worst_off_change", estimate=seen.mean, method="mean change", note=f"{note} {words.NO_INTERVAL}", **about
        )
    return found.row(
        "worst_off_change",
        estimate=seen.mean,
        std_error=seen.std_error,
        ci_low=seen.interval[0],
        ci_high=seen.interval[1],
        ci_level=found.settings.confidence,
        df=seen.df,
        method="mean change of the group with the worst mean before, t interval",
        note=note,
        **about,
    )


def every_group_gained(found: GroupedPairs) -> Row:
    """1 where the interval of every group's improvement lies above 0, else 0."""
    if not found.direction:
        return found.absent("every_group_gained", words.NO_DIRECTION)
    intervals = [_mean_change(found, place).interval for place in range(len(found.groups))]
    known = [min(found.direction * limit for limit in ends) > 0 for ends in intervals if ends is not None]
    if all(known) and len(known) < len(intervals):
        return found.absent("every_group_gained", words.NO_INTERVAL_OF_A_GROUP)
    return found.row(
        "every_group_gained",
        estimate=float(all(known)),
        statistic=sum(known),
        method="groups whose improvement interval lies above 0, over all groups; statistic: how many do",
    )
