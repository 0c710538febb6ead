"""Thousands of random tables through the gate, each attacked by integer programming from what is left to see.

One to three breakdowns of the same people, some also grouped coarser, some crossed; zeros; pairs and both waves; under
every policy. The attacker has what is shown, the policy, and that all these are counts of the same people.

How many tables: MEASURES_ATTACKS in the environment (MEASURES_ATTACKS_FROM: the first of them); by default a few.
"""

import itertools
import os

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from measures.disclosure import POLICIES, protect
from measures.results import Evaluation, Row
from tests.evaluations import LONELINESS

TABLES = int(os.environ.get("MEASURES_ATTACKS", "36"))
FIRST = int(os.environ.get("MEASURES_ATTACKS_FROM", "0"))
SHAPES = ((2,), (3,), (4,), (6,), (2, 2), (2, 3), (3, 3), (2, 5), (2, 2, 2))
NAMES = ("gender", "age_band", "disability")
KINDS = {"pairs": ("before", "after"), "first": ("before", "before"), "last": ("after", "after")}
FAR = 3_000


class Table:
    """People by cell, each cell three times: with both answers, with the first only, with the last only."""

    def __init__(self, seed):
        rng = np.random.default_rng([7, seed])
        self.shape = SHAPES[rng.integers(len(SHAPES))]
        mean = rng.choice([1, 3, 8, 20])
        gone, late = rng.choice([0.0, 0.1, 0.5], 2)
        cells = [rng.poisson(mean * each, self.shape) for each in (1.0, gone, late)]
        some = rng.random(self.shape) < rng.choice([0.3, 0.7, 1.0])
        self.people = np.array([cell * some for cell in cells]).reshape(3, -1)
        self.masks = self.places(crossed=rng.random() < 0.6, coarser=rng.random() < 0.4)
        self.kinds = ["pairs", "first", "last"] if rng.random() < 0.7 else ["pairs"]

    def places(self, *, crossed, coarser):
        """Every place that has rows, with the cells it is made of."""
        index = np.indices(self.shape).reshape(len(self.shape), -1)
        found = {("", ""): np.ones(index.shape[1], dtype=bool)}
        deepest = len(self.shape) if crossed else 1
        for size in range(1, deepest + 1):
            for sides in itertools.combinations(range(len(self.shape)), size):
                for groups in itertools.product(*(range(self.shape[side]) for side in sides)):
                    by = " x ".join(NAMES[side] for side in sides)
                    group = " x ".join(f"{NAMES[side][0]}{at}" for side, at in zip(sides, groups, strict=True))
                    found[by, group] = np.all([index[s] == g for s, g in zip(sides, groups, strict=True)], axis=0)
        if coarser and self.shape[-1] >= 3:
            for half, some in enumerate((index[-1] < 2, index[-1] >= 2)):
                found["band_of_two", f"h{half}"] = some
        return found

    def lines(self):
        """Every number of people with the unknowns it is the sum of: pairs, or one of the waves."""
        for place, mask in self.masks.items():
            for kind, parts in (("pairs", (1, 0, 0)), ("first", (1, 1, 0)), ("last", (1, 0, 1))):
                yield (kind, *place), np.concatenate([mask * part for part in parts])

    def evaluation(self):
        rows, figures = [], {"estimate": 5.43, "ci_low": 5.1, "ci_high": 5.8, "ci_level": 0.95}
        true = {key: int(line @ self.people.ravel()) for key, line in self.lines()}
        for by, group in self.masks:
            about = {"instrument": "ucla3", "scale": "total", "group_by": by, "group": group}
            pairs, started = true["pairs", by, group], true["first", by, group]
            for kind in self.kinds:
                n, (wave_from, wave_to) = true[kind, by, group], KINDS[kind]
                measure = "mean_change" if kind == "pairs" else "mean_all"
                rows.append(Row(measure=measure, wave_from=wave_from, wave_to=wave_to, n=n, n_started=started,
                                **about, **(figures if n else {"status": "x"})))  # fmt: skip
            share = (started - pairs) / started if started else None
            rows.append(Row(measure="not_again", wave_from="before", wave_to="after", n=started, n_started=started,
                            statistic=float(started - pairs), estimate=share, **about))  # fmt: skip
        return Evaluation({}, (), (), tuple(rows), (LONELINESS,))


def what_is_seen(rows):
    """The numbers of people that rows state: pairs, everybody at a wave, those not heard from again."""
    seen, gone = {}, {}
    for row in rows:
        place = row.group_by, row.group
        kind = next(kind for kind, waves in KINDS.items() if waves == (row.wave_from, row.wave_to))
        told = [("first", row.n_started)]
        if row.measure == "not_again":
            told.append(("first", row.n))
            if row.n is not None and row.estimate is not None:
                gone[place] = row.statistic, row.n, row.estimate
        else:
            told.append((kind, row.n))
        for about, n in told:
            if n is not None:
                assert seen.setdefault((about, *place), n) == n, "two numbers of the same people"
    return seen, gone


def attack(table, rows, policy):
    """Every number that cannot be seen: (which, true number, least, most), as far as needed to call it safe."""
    half, base = policy.round_to // 2, policy.round_to
    seen, gone = what_is_seen(rows)
    lines, limits, wanted = [], [], {}
    states = {key for key, _ in table.lines()} - (set() if "first" in table.kinds else
                                                  {("last", *place) for place in table.masks})  # fmt: skip
    for key, line in table.lines():
        true = int(line @ table.people.ravel())
        if key in seen:
            assert not policy.is_small(seen[key]), key
            assert not base or seen[key] % base == 0, key
            lines.append(line)
            least = max(policy.hidden_below, seen[key] - half) if base and seen[key] else seen[key] - half
            limits.append((max(0, least) if seen[key] else 0, seen[key] + half if seen[key] else 0))
        elif key in states and true:
            lines.append(line)
            limits.append((1, FAR))
            wanted[key] = (line, true, 2 if base else policy.hidden_below - 1)
    by_key = dict(table.lines())
    for place in table.masks:
        for wave in ("first", "last") if "first" in table.kinds else ("first",):
            line = by_key[wave, *place] - by_key["pairs", *place]
            true = int(line @ table.people.ravel())
            if wave == "first" and place in gone:
                assert not policy.is_small(gone[place][0]), place
                lines.append(line)
                few = policy.hidden_below if base else 0
                limits.append((max(few, gone[place][0] - half), gone[place][0] + half) if gone[place][0] else (0, 0))
            if policy.is_small(true) and not base:
                wanted["gone", wave, *place] = (line, true, 1)
    if not wanted:
        return []
    size = table.people.size
    system = LinearConstraint(np.array(lines, dtype=float), *np.array(limits, dtype=float).T)
    tables = [table.people.ravel()]
    found = []
    need = 0 if base else policy.hidden_below
    for key, (line, true, width) in wanted.items():
        for sign in (-1, 1):
            numbers = np.array(tables) @ line
            if numbers.max() >= need and numbers.max() - numbers.min() >= width:
                break
            answer = milp(sign * line, constraints=system, integrality=np.ones(size), bounds=Bounds(0, FAR))
            assert answer.x is not None, "what is shown contradicts itself"
            tables.append(np.rint(answer.x).astype(int))
        numbers = np.array(tables) @ line
        found.append((key, true, int(numbers.min()), int(numbers.max()), width, need))
    return found


@pytest.mark.parametrize("name", ["under_5", "under_10", "nhs"])
def test_whoever_adds_and_subtracts_all_that_is_shown_pins_nobody(name):
    policy = POLICIES[name]
    for seed in range(FIRST, FIRST + TABLES // 3):
        table = Table(seed)
        rows = protect(table.evaluation(), policy).value.results
        for key, true, low, high, width, need in attack(table, rows, policy):
            assert high >= need and high - low >= width, (seed, key, true, low, high)  # noqa: PT018 - one promise
