"""Fairness of change from the counted pairs of every group: gaps, slopes, concentration, and who gained.

Only people whose group is known are used. Ordered breakdowns run from the most deprived group to the least: gaps are
the last less the first, and ranks are ridits of the people used. Without an order a gap is a group less everybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from measures.equity import fair_words as words
from measures.equity.fair_cells import FairSettings, GroupedPairs
from measures.equity.fair_tests import absent_tests, rows_of_tests
from measures.equity.inequality import (
    Index,
    between_group_variance,
    concentration_absolute,
    concentration_index,
    erreygers,
    gap,
    slope_index,
    wagstaff,
)
from measures.numerics.intervals import t_test
from measures.numerics.moments import Floats
from measures.numerics.regression import least_squares
from measures.pairs import ScalePairs
from measures.results import Row

WHEN = ("before", "after", "change")
BOOTSTRAP = "bootstrap"


def fairness_rows(parts: Sequence[ScalePairs], order: Sequence[str], settings: FairSettings) -> list[Row]:
    """Every figure over the groups of one breakdown of one scale.

    Parameters
    ----------
    parts : sequence of ScalePairs
        The counted pairs of every group, "not stated" among them.
    order : sequence of str
        The stated order of the groups, most deprived first; empty where they have none.
    settings : FairSettings

    Returns
    -------
    list of Row
        One row for the breakdown has no group; without an order there is one row of each gap for every group.
    """
    found = GroupedPairs(parts, order, settings)
    if found.nothing:
        return _absent(found)
    rows = gap_rows(found) if found.ordered else gaps_from_the_rest(found)
    if found.ordered:
        rows += [*slope_rows(found), *concentration_rows(found)]
    return [*rows, *variance_rows(found), *rows_of_tests(found)]


def _absent(found: GroupedPairs) -> list[Row]:
    names = [f"gap_{when}" for when in WHEN]
    if found.ordered:
        names += [f"slope_index_{when}" for when in WHEN]
        bounded = ("erreygers", "wagstaff") if _bounds(found) else ()
        names += [
            f"{name}_{when}"
            for name in ("concentration_index", "concentration_absolute", *bounded)
            for when in WHEN[:2]
        ]
    rows = [found.absent(name, found.nothing) for name in names]
    waves = dict.fromkeys((found.heading.wave_from, found.heading.wave_to))
    rows += [found.absent("between_group_variance", found.nothing, wave=wave) for wave in waves]
    return [*rows, *absent_tests(found)]


def gap_rows(found: GroupedPairs) -> list[Row]:
    """Means of the last group less those of the first, before and after, and by how much that changed."""
    names = (found.groups[0], found.groups[-1])
    ends = int(found.people[0] + found.people[-1])
    drawn = {when: gap(sums.mean, sums.people) for when, sums in found.resampled.items()}
    drawn["change"] = drawn["after"] - drawn["before"]
    rows = []
    for when in WHEN:
        means = found.means(getattr(found, when))
        rows.append(
            found.estimate(
                f"gap_{when}",
                float(gap(means, found.people)),
                drawn[when],
                method=_gap_method(found),
                note=words.last_less_first(names[1], names[0]),
                n=ends,
            )
        )
    return rows


def _gap_method(found: GroupedPairs) -> str:
    return f"difference in means, percentile bootstrap interval ({found.draws_words})"


def gaps_from_the_rest(found: GroupedPairs) -> list[Row]:
    """Means of each group less those of everybody else whose group is known."""
    drawn = {when: _from_the_rest(sums.people, sums.total) for when, sums in found.resampled.items()}
    drawn["change"] = drawn["after"] - drawn["before"]
    rows = []
    for when in WHEN:
        means = found.means(getattr(found, when))
        apart = _from_the_rest(found.people, found.people * means)
        rows += [
            found.estimate(
                f"gap_{when}",
                float(apart[place]),
                drawn[when][:, place],
                method=_gap_method(found),
                note=words.last_less_first(group, "everybody else"),
                group=group,
            )
            for place, group in enumerate(found.groups)
        ]
    return rows


def _from_the_rest(people: Floats, total: Floats) -> Floats:
    """Each group's mean less that of all others; NaN where either has nobody."""
    others = people.sum(axis=-1, keepdims=True) - people
    defined = (people > 0) & (others > 0)
    rest = (total.sum(axis=-1, keepdims=True) - total) / np.where(defined, others, 1.0)
    found: Floats = np.where(defined, total / np.where(defined, people, 1.0) - rest, np.nan)
    return found


def slope_rows(found: GroupedPairs) -> list[Row]:
    """Slope index before, after and of the change: t interval over individuals, and the bootstrap's beside it."""
    rows: list[Row] = []
    drawn = {when: slope_index(sums.mean, sums.people) for when, sums in found.resampled.items()}
    drawn["change"] = drawn["after"] - drawn["before"]
    columns = np.column_stack([np.ones(len(found.n)), found.ranks])
    for when in WHEN:
        measure, outcome = f"slope_index_{when}", getattr(found, when)
        fit = least_squares(columns, outcome, found.n, found.cluster)
        estimate = float(slope_index(found.means(outcome), found.people))
        error = None if fit is None else fit.combined(np.array([0.0, 1.0]))[1]
        method = "least squares on the ridit rank over individuals, t interval"
        note = ""
        if found.cluster is not None:
            method, note = f"{method}, errors by cluster", words.clustered(len(np.unique(found.cluster)))
        if fit is None or not error:
            why = words.ONE_CLUSTER if found.one_cluster else words.PERFECT_FIT
            rows.append(found.row(measure, estimate=estimate, method=method.replace(", t interval", ""), note=why))
        else:
            level = found.settings.confidence
            test = t_test(estimate, error, fit.df, level)
            rows.append(
                found.row(
                    measure,
                    estimate=estimate,
                    std_error=error,
                    ci_low=test.interval[0],
                    ci_high=test.interval[1],
                    ci_level=level,
                    statistic=test.t,
                    df=test.df,
                    p_value=test.p_value,
                    method=method,
                    note=note,
                )
            )
        rows.append(
            found.estimate(
                measure, estimate, drawn[when], method=BOOTSTRAP, note=f"Percentiles of {found.draws_words}."
            )
        )
    return rows


def _bounds(found: GroupedPairs) -> tuple[float, float] | None:
    low, high = found.heading.low, found.heading.high
    return None if low is None or high is None or low >= high else (low, high)


def concentration_rows(found: GroupedPairs) -> list[Row]:
    """Concentration indices before and after, and those for scales with two ends where the scale has them."""
    kinds: dict[str, tuple[Index, str, str]] = {
        "concentration_index": (concentration_index, words.DEPENDS_ON_ZERO, words.MEAN_NOT_POSITIVE),
        "concentration_absolute": (concentration_absolute, "", ""),
    }
    bounds = _bounds(found)
    if bounds:
        low, high = bounds
        kinds["erreygers"] = (partial(erreygers, low=low, high=high), "", "")
        kinds["wagstaff"] = (partial(wagstaff, low=low, high=high), "", words.ALL_AT_AN_END)
    method = f"ranks by ridit, percentile bootstrap interval ({found.draws_words})"
    rows: list[Row] = []
    for when in WHEN[:2]:
        means, sums = found.means(getattr(found, when)), found.resampled[when]
        for name, (index, note, why_not) in kinds.items():
            estimate = float(index(means, found.people))
            if not np.isfinite(estimate):
                rows.append(found.absent(f"{name}_{when}", why_not))
                continue
            drawn = index(sums.mean, sums.people)
            rows.append(found.estimate(f"{name}_{when}", estimate, drawn, method=method, note=note))
    return rows


def variance_rows(found: GroupedPairs) -> list[Row]:
    """Between-group variance at each wave."""
    rows = []
    for when, wave in (("before", found.heading.wave_from), ("after", found.heading.wave_to)):
        means, sums = found.means(getattr(found, when)), found.resampled[when]
        rows.append(
            found.estimate(
                "between_group_variance",
                float(between_group_variance(means, found.people)),
                between_group_variance(sums.mean, sums.people),
                method=f"weighted by people, percentile bootstrap interval ({found.draws_words})",
                wave=wave,
            )
        )
    return rows
