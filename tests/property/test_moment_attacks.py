"""Rounded means and intervals of 10 to 29 people, attacked by going through every group that would look the same."""

import math
import os
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import t as student

from measures.disclosure import protect
from measures.results import Evaluation, Row
from tests.evaluations import LONELINESS

MANY = int(os.environ.get("MEASURES_MOMENTS", "6"))


def groups_of(n, points, rng, many):
    """Random groups: each person before and after on a scale of so many points, from flat to piled up at an end."""
    found = []
    for _ in range(many):
        weights = rng.dirichlet(np.full(points, rng.choice([0.5, 1.0, 3.0])))
        before = rng.choice(points, n, p=weights)
        moved = np.clip(before + rng.choice([-1, 0, 0, 1, 1], n), 0, points - 1)
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
        half = float(student.ppf(0.975, n - 1)) * sd / math.sqrt(n)
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
        factor = student.ppf(0.975, n - 1) / math.sqrt(n)
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


def sums_that_fit(view, n):
    """Every sum of changes that fits, with the least and most that the squared changes can then add up to."""
    mean, low, high = view[2]
    if mean is None:
        return [None]
    every = []
    factor, grid = student.ppf(0.975, n - 1) / math.sqrt(n), 1.0 if n < 20 else 0.05
    for total in range(math.ceil(n * (mean - 0.05) - 1e-9), math.floor(n * (mean + 0.05) + 1e-9) + 1):
        # the interval is the mean and as much on either side: outward to whole steps, or to the nearest tenth
        reach = [total / n - low, high - total / n]
        widest = min(reach) + (0.0 if n < 20 else grid)
        narrowest = max(0.0, max(reach) - grid)
        if narrowest <= widest + 1e-9:
            squares = [(half / factor) ** 2 * (n - 1) + total**2 / n for half in (narrowest, widest)]
            every.append((total, squares[0] - 1e-6, squares[1] + 1e-6))
    return every


def is_pinned_jointly(view, n, points):
    """Whether answers at a wave, or changes, are known of everybody from both means and the interval together.

    How many people there are of each answer before and after is unknown; all that is shown are sums over these.
    """
    before, after = (side.ravel() for side in np.indices((points, points)))
    change = after - before
    tables = []
    kinds = [(values, value) for values in (before, after, change) for value in np.unique(values)]

    def still_one():
        """Kinds of values of which all tables found so far have the same numbers."""
        return [[int(table[values == value].sum()) for table in tables] for values, value in kinds]

    for fit in sums_that_fit(view, n):
        lines, least, most = [np.ones(points * points)], [float(n)], [float(n)]
        for values, (mean, _, _) in ((before, view[0]), (after, view[1])):
            if mean is not None:
                lines.append(values.astype(float))
                least.append(n * (mean - 1.05) - 1e-9)
                most.append(n * (mean - 0.95) + 1e-9)
        if fit is not None:
            lines += [change.astype(float), change.astype(float) ** 2]
            least += [fit[0], fit[1]]
            most += [fit[0], fit[2]]
        system = LinearConstraint(np.array(lines), least, most)
        for values, value in kinds:
            for sign in (-1.0, 1.0):
                answer = milp(sign * (values == value), constraints=system, bounds=Bounds(0, n),
                              integrality=np.ones(points * points))  # fmt: skip
                if answer.x is not None:
                    tables.append(np.rint(answer.x))
                differ = [len(set(numbers)) > 1 for numbers in still_one()]
                open_sides = {id(of) for (of, _), is_open in zip(kinds, differ, strict=True) if is_open}
                if len(open_sides) == len((before, after, change)):
                    return False
    assert tables, "nothing fits what is shown: the attack is wrong"
    return True


@pytest.mark.parametrize("n", [10, 12, 15, 20, 25, 29])
def test_nor_by_both_waves_and_their_change_together(n):
    """How many groups of each size and scale: MEASURES_MOMENTS in the environment."""
    for points in (3, 5, 11):
        rng = np.random.default_rng([20260102, n, points])
        views = {shown(before, after, points) for before, after in groups_of(n, points, rng, MANY)}
        pinned = sum(is_pinned_jointly(view, n, points) for view in views if view != ((None,) * 3,) * 3)
        assert pinned <= (0.01 * MANY if n < 20 else 0)
