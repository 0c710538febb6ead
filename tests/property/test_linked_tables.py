"""Random tables of one to three crossed breakdowns, at both waves, attacked by integer programming.

How many tables: MEASURES_ATTACKS in the environment; by default only some, so that the suite stays quick.
"""

import itertools
import os
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from measures.disclosure import POLICIES, protect
from measures.results import Evaluation, Row
from tests.evaluations import LONELINESS

TABLES = int(os.environ.get("MEASURES_ATTACKS", "10"))
NAMES = ("sex", "imd_quintile", "age_band")
SHAPES = ((4,), (7,), (2, 3), (3, 4), (2, 5), (2, 2, 3))
FAR = 10_000


def margins(cells):
    """Every place of a table with its people: everybody, each breakdown, and every crossing of them."""
    dimensions = range(cells.ndim)
    for size in range(cells.ndim + 1):
        for kept in itertools.combinations(dimensions, size):
            summed = cells.sum(axis=tuple(one for one in dimensions if one not in kept))
            for place in np.ndindex(*summed.shape):
                names = " x ".join(NAMES[one] for one in kept)
                groups = " x ".join(f"{NAMES[one]}{at}" for one, at in zip(kept, place, strict=True))
                yield (names, groups), kept, place, int(summed[place])


def drawn(seed):
    """A table of (pairs, only before, only after) with many zeros and small numbers."""
    rng = np.random.default_rng([20260101, seed])
    shape = SHAPES[rng.integers(len(SHAPES))]
    mean = rng.choice([2, 5, 10, 25])

    def some(scale):
        return (rng.poisson(mean * scale, shape) * rng.integers(0, 2, shape)) + rng.poisson(mean * scale / 3, shape)

    nobody_left = rng.random() < 0.3
    return some(1.0), some(0.0 if nobody_left else 0.4), some(0.0 if nobody_left else 0.2)


def evaluation_of(pairs, before, after):
    rows = []
    counted = [dict((place, n) for place, _, _, n in margins(part)) for part in (pairs, pairs + before, pairs + after)]  # noqa: C402
    for (by, group), n in counted[0].items():
        about = {"instrument": "ucla3", "scale": "total", "group_by": by, "group": group}
        started, later = counted[1][by, group], counted[2][by, group]
        for measure, waves, people in (
            ("mean_change", ("before", "after"), n),
            ("mean_all", ("before", "before"), started),
            ("mean_all", ("after", "after"), later),
        ):
            rows.append(
                Row(
                    measure=measure, wave_from=waves[0], wave_to=waves[1], n=people, n_started=started, **about,
                    **({"estimate": 5.43, "ci_low": 5.1, "ci_high": 5.8, "ci_level": 0.95} if people else {"status": "x"}),
                )
            )  # fmt: skip
    return Evaluation({}, (), (), tuple(rows), (LONELINESS,))


def attacked(cells, rows):
    """The least and most of every hidden number of people, given all that is shown: (true number, least, most)."""
    shape, parts = cells[0].shape, 3  # pairs, only before, only after: every number is a sum of these
    size = int(np.prod(shape))
    uses = {("before", "after"): (0,), ("before", "before"): (0, 1), ("after", "after"): (0, 2)}
    shown = {(row.wave_from, row.wave_to, row.group_by, row.group): row.n for row in rows}
    started = {(row.group_by, row.group): row.n_started for row in rows if row.n_started is not None}
    lines, known, hidden = [], [], []
    for place, kept, at, _ in margins(cells[0]):
        mask = np.zeros(shape, dtype=bool)
        index = [slice(None)] * len(shape)
        for dimension, group in zip(kept, at, strict=True):
            index[dimension] = group
        mask[tuple(index)] = True
        for waves, who in uses.items():
            line = np.zeros(parts * size)
            for part in who:
                line[part * size : (part + 1) * size] = mask.ravel()
            number = shown[*waves, *place]
            if waves == ("before", "before") and number is None:
                number = started.get(place)
            if number is not None:
                lines.append(line)
                known.append((number, number))
            else:
                true = sum(int(cells[part][mask].sum()) for part in who)
                hidden.append((line, true))
                if true:  # the policy says so: nobody at all is shown as 0
                    lines.append(line)
                    known.append((1, FAR))
    limit = LinearConstraint(np.array(lines), *np.array(known, dtype=float).T) if lines else None
    for line, true in hidden:
        ends = [
            milp(sign * line, constraints=limit, integrality=np.ones(parts * size), bounds=Bounds(0, FAR)).fun
            for sign in (1, -1)
        ]
        yield true, round(ends[0]), round(-ends[1])


@pytest.mark.parametrize("name", ["under_5", "under_10"])
def test_no_hidden_number_is_pinned_or_surely_small(name):
    policy = POLICIES[name]
    for seed in range(TABLES // 2):
        cells = drawn(seed)
        rows = protect(evaluation_of(*cells), policy).value.results
        assert not any(policy.is_small(row.n or 0) or policy.is_small(row.n_started or 0) for row in rows)
        for true, low, high in attacked(cells, rows):
            if true:
                assert high >= policy.hidden_below, (seed, true, low, high)
                assert high - low >= policy.hidden_below - 1, (seed, true, low, high)


def crossed_three_ways():
    """The pairs of 6 x 10 x 3 cells, many of them small or empty, with all margins."""
    rng = np.random.default_rng(5)
    cells = rng.poisson(12, (6, 10, 3)) * rng.integers(0, 2, (6, 10, 3)) + rng.poisson(4, (6, 10, 3))
    nobody = np.zeros_like(cells)
    found = evaluation_of(cells, nobody, nobody)
    pairs = tuple(replace(row, n_started=None) for row in found.results if row.measure == "mean_change")
    return Evaluation({}, (), (), pairs, (LONELINESS,))


def test_a_table_of_three_crossed_breakdowns_is_protected():
    rows = protect(crossed_three_ways()).value.results
    assert any(row.n is None for row in rows)
    assert any(row.n is not None and row.group for row in rows)
