"""Rounded means and intervals of 10 to 29 people, attacked by going through every group that would look the same."""

import math
import os
from collections import defaultdict
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import t as student

from measures.disclosure import protect
from measures.disclosure.rounding import rounded_figures, wide_enough
from measures.results import Evaluation, Row
from tests.evaluations import LONELINESS

MANY = int(os.environ.get("MEASURES_MOMENTS", "3"))
SIZES = range(10, 30) if "MEASURES_MOMENTS" in os.environ else (10, 15, 20, 29)
POINTS = (3, 4, 5, 7, 11) if "MEASURES_MOMENTS" in os.environ else (3, 11)


@cache
def quantile(n):
    """Of Student's t, for an interval of 95 percent around the mean of n people."""
    return float(student.ppf(0.975, n - 1))


def groups_of(n, points, rng, many):
    """Random groups: each person before and after on a scale of so many points, from flat to piled up at an end."""
    found = []
    for _ in range(many):
        weights = rng.dirichlet(np.full(points, rng.choice([0.5, 1.0, 3.0])))
        before = rng.choice(points, n, p=weights)
        steps = ([-1, 0, 0, 1, 1], [-1, 0, 0, 1, 1], [-2, -1, 0, 0, 1, 2, 3])[rng.integers(3)]
        moved = np.clip(before + rng.choice(steps, n), 0, points - 1)
        found.append((before, moved))
    return found


def shown(before, after, points):
    """What is shown of the group: both means, and the mean change with its interval (None where hidden)."""
    n, change = len(before), after - before
    facts = replace(LONELINESS, low=1.0, high=float(points))
    about = {"instrument": "ucla3", "scale": "total", "wave_from": "before", "wave_to": "after", "n": n, "n_started": n}
    rows = []
    for measure, values in (("mean_before", before + 1), ("mean_after", after + 1), ("mean_change", change)):
        mean, sd = float(values.mean()), float(values.std(ddof=1))
        half = quantile(n) * sd / math.sqrt(n)
        rows.append(Row(measure=measure, estimate=mean, ci_low=mean - half if sd else None,
                        ci_high=mean + half if sd else None, ci_level=0.95, **about))  # fmt: skip
        rows.append(Row(measure=measure.replace("mean", "sd"), estimate=sd, **about))
    safe = protect(Evaluation({}, (), (), tuple(rows), (facts,))).value.results
    return tuple((row.estimate, row.ci_low, row.ci_high) for row in safe if row.measure.startswith("mean"))


def multisets(n, values, total, squares):
    """How many groups of n with these values have a sum and a sum of squares within limits, counted up to two."""
    ways = defaultdict(int)
    ways[0, 0, 0] = 1
    for value in values:
        following = defaultdict(int)
        for (people, summed, squared), count in ways.items():
            for more in range(n - people + 1):
                key = people + more, summed + more * value, squared + more * value * value
                following[key] = min(2, following[key] + count)
        ways = following
    return sum(
        count for (people, summed, squared), count in ways.items()
        if people == n and total[0] <= summed <= total[1] and squares[0] <= squared <= squares[1]
    )  # fmt: skip


def is_pinned(view, n, points):
    """Whether what is shown leaves one group only, of answers at either wave or of changes."""
    every = (0, 10**9)
    for mean, _, _ in view[:2]:
        if mean is not None:
            total = (n * (mean - 1 - 0.05) - 1e-9, n * (mean - 1 + 0.05) + 1e-9)
            if multisets(n, range(points), total, every) == 1:
                return True
    mean, low, high = view[2]
    if mean is None:
        return False
    total = (n * (mean - 0.05) - 1e-9, n * (mean + 0.05) + 1e-9)
    squares = every
    if low is not None:
        grid = 1.0 if n < 20 else 0.05  # outward to the step, or to the nearest tenth
        factor = quantile(n) / math.sqrt(n)
        widest, narrowest = (high - low) / 2 + (0 if n < 20 else grid), max(0.0, (high - low) / 2 - grid)
        largest = max(abs(total[0]), abs(total[1])) ** 2 / n
        least = 0.0 if total[0] <= 0 <= total[1] else min(abs(total[0]), abs(total[1])) ** 2 / n
        squares = (
            (narrowest / factor) ** 2 * (n - 1) + least - 1e-6,
            (widest / factor) ** 2 * (n - 1) + largest + 1e-6,
        )
    return multisets(n, range(1 - points, points), total, squares) == 1


@pytest.mark.parametrize(("n", "points", "most"), [(10, 3, 0.01), (10, 5, 0.01), (12, 4, 0.01), (20, 3, 0.0)])
def test_hardly_any_group_is_given_back_by_its_rounded_figures(n, points, most):
    many = 60
    rng = np.random.default_rng([20260101, n, points])
    views = [shown(before, after, points) for before, after in groups_of(n, points, rng, many)]
    pinned = sum(is_pinned(view, n, points) for view in set(views))
    assert pinned <= most * many
    assert sum(view[2][0] is not None for view in views) > many / 3  # a small charity can still say something


@cache
def published(total, squares, n, points):
    """Mean change and interval as the rule rounds and widens them, which whoever attacks knows as well."""
    facts = replace(LONELINESS, low=1.0, high=float(points))
    sd = math.sqrt(max(0.0, squares - total * total / n) / (n - 1))
    half = quantile(n) * sd / math.sqrt(n)
    row = Row("ucla3", "total", "mean_change", "before", "after", n=n, estimate=total / n, ci_low=total / n - half,
              ci_high=total / n + half, ci_level=0.95)  # fmt: skip
    outward = n < 20
    row = wide_enough(rounded_figures(row, facts, outward=outward), facts, outward=outward, hidden_below=5)
    return row.estimate, row.ci_low, row.ci_high


def sums_that_fit(view, n, points):
    """Every sum of changes that fits, with the least and most that the squared changes can then add up to."""
    mean, low, high = view[2]
    if mean is None:
        return [None]
    totals = range(math.ceil(n * (mean - 0.05) - 1e-9), math.floor(n * (mean + 0.05) + 1e-9) + 1)
    if low is None:  # without a spread there is no interval: everybody changed alike
        return [(total, total * total // n, total * total // n) for total in totals if total % n == 0]
    # what is shown is never narrower than it was, but for the rounding: no wider spread can look like this
    widest = (high - low) / 2 + 1.0
    factor = quantile(n) / math.sqrt(n)
    every = []
    for total in totals:
        least = -(-total * total // n)
        most = min(n * (points - 1) ** 2, math.ceil((widest / factor) ** 2 * (n - 1) + total * total / n))
        alike = [squares for squares in range(least, most + 1) if published(total, squares, n, points) == view[2]]
        runs = [place for place, squares in enumerate(alike) if place == 0 or squares > alike[place - 1] + 1]
        every += [(total, alike[start], alike[end - 1])
                  for start, end in zip(runs, [*runs[1:], len(alike)][: len(runs)], strict=True)]  # fmt: skip
    return every


def nearby(before, after, points, rng):
    """Groups that differ from this one by up to three pairs of answers, each moved a point apart or together."""
    for _ in range(600):
        waves = before.copy(), after.copy()
        for _ in range(rng.integers(1, 4)):
            one, other = rng.choice(len(before), 2, replace=False)
            wave = waves[rng.integers(2)]
            wave[one] += 1
            wave[other] -= 1
        if min(map(np.min, waves)) >= 0 and max(map(np.max, waves)) < points:
            yield waves


def is_pinned_jointly(view, group, points):
    """Whether answers at a wave, or changes, are known of everybody from both means and the interval together.

    How many people there are of each answer before and after is unknown; all that is shown are sums over these. The
    policy is known, down to the rule by which intervals are widened: another group counts only if it would look
    exactly the same.
    """
    n = len(group[0])
    before, after = (side.ravel() for side in np.indices((points, points)))
    change = after - before
    tables = [np.bincount(group[0] * points + group[1], minlength=points * points)]
    kinds = [(values, value) for values in (before, after, change) for value in np.unique(values)]

    def still_one():
        """Kinds of values of which all tables found so far have the same numbers."""
        return [[int(table[values == value].sum()) for table in tables] for values, value in kinds]

    def looks_the_same(table):
        return shown(np.repeat(before, table), np.repeat(after, table), points) == view

    def is_open():
        differ = [len(set(numbers)) > 1 for numbers in still_one()]
        open_sides = {id(of) for (of, _), differs in zip(kinds, differ, strict=True) if differs}
        return len(open_sides) == len((before, after, change))

    for fit in sums_that_fit(view, n, points):
        lines, least, most = [np.ones(points * points)], [float(n)], [float(n)]
        for values, (mean, _, _) in ((before, view[0]), (after, view[1])):
            if mean is not None:
                lines.append(values.astype(float))
                least.append(n * (mean - 1.05) - 1e-9)
                most.append(n * (mean - 0.95) + 1e-9)
        if fit is not None:
            lines += [change.astype(float), change.astype(float) ** 2]
            least += [fit[0], fit[1] - 1e-6]
            most += [fit[0], fit[2] + 1e-6]
        system = LinearConstraint(np.array(lines), least, most)
        for values, value in kinds:
            for sign in (-1.0, 1.0):
                answer = milp(sign * (values == value), constraints=system, bounds=Bounds(0, n),
                              integrality=np.ones(points * points))  # fmt: skip
                if answer.x is not None and looks_the_same(table := np.rint(answer.x).astype(int)):
                    tables.append(table)
                    if is_open():
                        return False
    # the farthest groups may look otherwise (nearly everybody alike is hidden) where nearer ones do not
    for waves in nearby(*group, points, np.random.default_rng(n)):
        if shown(*waves, points) == view:
            tables.append(np.bincount(waves[0] * points + waves[1], minlength=points * points))
            if is_open():
                return False
    return True


@pytest.mark.parametrize("n", SIZES)
def test_nor_by_both_waves_and_their_change_together(n):
    """How many groups of each size and scale: MEASURES_MOMENTS in the environment; then of every size from 10 to 29."""
    given_back, groups = [], 0
    for points in POINTS:
        rng = np.random.default_rng([20260102, n, points])
        true = {shown(*group, points): group for group in groups_of(n, points, rng, MANY)}
        groups += MANY
        for view, (before, after) in true.items():
            fits = sums_that_fit(view, n, points)
            total, squares = int((after - before).sum()), int(((after - before) ** 2).sum())
            assert None in fits or any(at == total and low <= squares <= high for at, low, high in fits), "wrong attack"
            if view != ((None,) * 3,) * 3 and is_pinned_jointly(view, (before, after), points):
                given_back.append((points, view))
    assert len(given_back) <= (0.01 * groups if n < 20 else 0), given_back


def test_hiding_groups_of_less_spread_does_not_tell_of_those_just_above():
    """20 people, two up by one and two down: less spread is hidden, so 0.0 (-0.2 to 0.2) could be nobody else's."""
    before = np.array([2, 1, 2, 2, 2, 1, 2, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 1, 2, 2])
    after = np.array([2, 1, 2, 2, 2, 1, 1, 2, 2, 2, 2, 2, 2, 2, 0, 2, 2, 2, 2, 2])
    view = shown(before, after, 3)
    assert view[2] == (0.0, -0.4, 0.4)
    assert not is_pinned_jointly(view, (before, after), 3)


def test_nor_does_an_interval_widened_on_one_side_alone():
    """21 people, five up by one: widened from 0.0 to 0.4 it was -0.1 to 0.5, and two squared steps more -0.1 to 0.6."""
    before = np.array([0, 0, 0, 0, 3, 0, 3, 3, 1, 3, 0, 0, 0, 0, 3, 3, 3, 0, 0, 0, 0])
    after = np.array([1, 0, 1, 0, 3, 1, 3, 3, 1, 3, 1, 0, 0, 1, 3, 3, 3, 0, 0, 0, 0])
    other = np.array([2, 0, 2, 0, 3, 1, 3, 3, 1, 3, 0, 0, 0, 0, 3, 3, 3, 0, 0, 0, 0])
    assert shown(before, after, 4)[2] == shown(before, other, 4)[2]
    assert not is_pinned_jointly(shown(before, after, 4), (before, after), 4)
