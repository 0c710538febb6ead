"""Attacks on protected tables: by everybody who knows the rules, and by integer programming on what is shown."""

import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from measures.disclosure import POLICIES, Policy, protect
from measures.disclosure.counting import EVERYBODY, Universe
from measures.disclosure.rules import Footing
from measures.disclosure.suppression import standing
from measures.results import Evaluation, Row
from tests.evaluations import LONELINESS

PAIRS = Universe("pairs", "ucla3", "total", "before", "after")
WAVE = Universe("wave", "ucla3", "total", "before", "before")
MANY = 10_000
QUICK = settings(max_examples=40, deadline=None)


# Whoever knows the rules tries every table that would look the same


def small_policy(below):
    return Policy("small", below, below, below, below)


def tables_up_to(most, groups, least=0):
    return [sizes for sizes in itertools.product(range(least, most + 1), repeat=groups) if sum(sizes) <= most]


def look(policy, **counts):
    """What is shown of the numbers of pairs, and of everybody before, in total and by group."""
    sizes = {}
    for universe, numbers in ((PAIRS, counts["pairs"]), (WAVE, counts.get("wave", ()))):
        if numbers:
            sizes[universe] = {EVERYBODY: sum(numbers), **{("g", str(i)): n for i, n in enumerate(numbers)}}
    found = standing(sizes, (), policy)
    return tuple(
        n if found.of(universe, place) > Footing.HIDDEN else None
        for universe, places in sizes.items()
        for place, n in places.items()
    )


@pytest.mark.parametrize(("below", "groups", "most"), [(5, 2, 40), (5, 3, 26), (3, 4, 13), (10, 3, 24)])
def test_no_hidden_number_of_pairs_is_sure_or_surely_small(below, groups, most):
    alike = defaultdict(list)
    for numbers in tables_up_to(most, groups):
        alike[look(small_policy(below), pairs=numbers)].append(numbers)
    for (total, *shown), numbers in alike.items():
        for place in range(groups):
            possible = {table[place] for table in numbers}
            if shown[place] is None and total is not None:
                assert len(possible) > 1, (total, shown, numbers)
                assert max(possible) >= below, (total, shown, numbers)


def test_nor_is_any_small_difference_between_those_who_started_and_the_pairs():
    below, most, alike = 3, 7, defaultdict(list)
    for pairs in tables_up_to(most, 3, least=1):
        for apart in tables_up_to(most - sum(pairs), 3):
            wave = tuple(n + more for n, more in zip(pairs, apart, strict=True))
            alike[look(small_policy(below), pairs=pairs, wave=wave)].append((pairs, apart))
    for view, tables in alike.items():
        for place in range(3):
            for part, totals in ((0, view[:1]), (1, (view[0], view[4]))):
                possible = {table[part][place] for table in tables}
                if None not in totals and possible & set(range(1, below)):
                    assert len(possible) > 1, (view, tables)
                    assert max(possible) >= below, (view, tables)


# Integer programming on the rows that are shown


def bounds(size, equalities, target):
    """The least and most a whole number can be, given sums of several: `equalities` are (places, sum)."""
    matrix = np.zeros((len(equalities), size))
    for line, (places, _) in enumerate(equalities):
        matrix[line, places] = 1
    sums = [total for _, total in equalities]
    cost = np.zeros(size)
    found = []
    for sign in (1, -1):
        cost[target] = sign
        answer = milp(
            cost,
            constraints=LinearConstraint(matrix, sums, sums) if equalities else None,
            integrality=np.ones(size),
            bounds=Bounds(0, MANY),
        )
        found.append(round(sign * answer.fun))
    return found


def rows_about(by, group, pairs, started, later=None):
    """Rows of one group with made-up figures: only their numbers of people matter here."""
    about = {"instrument": "ucla3", "scale": "total", "group_by": by, "group": group, "n_started": started}
    figures = {"estimate": 5.4321, "std_error": 0.2, "ci_low": 5.1234, "ci_high": 5.7654, "ci_level": 0.95, "df": 3.0}
    absent = {"status": "x", "note": "nobody"}
    over = {"wave_from": "before", "wave_to": "after", "n": pairs, **(figures if pairs else absent)}
    found = [
        Row(measure=measure, **about, **over)
        for measure in ("mean_before", "mean_after", "mean_change", "paired_t", "sd_change", "d_z", "pomp_before")
    ]
    gone = {
        "std_error": None,
        "df": None,
        "n": started,
        "statistic": float(started - pairs),
        "estimate": (started - pairs) / max(1, started),
    }
    found += [Row(measure="not_again", **about, **{**over, **figures, **gone, "status": "", "note": ""})]
    found += [
        Row(
            measure="mean_all",
            wave_from="before",
            wave_to="before",
            **about,
            n=started,
            **(figures if started else absent),
        )
    ]
    if later is not None:
        found += [
            Row(
                measure="mean_all",
                wave_from="after",
                wave_to="after",
                **about,
                n=later,
                **(figures if later else absent),
            )
        ]
    return found


def whole(rows):
    return Evaluation({}, (), (), tuple(rows), (LONELINESS,))


numbers_of_people = st.one_of(st.integers(0, 12), st.integers(0, 60))
group = st.tuples(numbers_of_people, numbers_of_people, numbers_of_people)
breakdown = st.lists(group, min_size=1, max_size=5)


def evaluation_of(groups, others=()):
    """Groups written as (pairs, only before, only after); `others` is a second breakdown."""
    rows = []
    for by, parts in (("", [tuple(map(sum, zip(*groups, strict=True)))]), ("g", groups), ("h", others)):
        for place, (pairs, before, after) in enumerate(parts):
            rows += rows_about(by, str(place) if by else "", pairs, pairs + before, pairs + after)
    return whole(rows)


@QUICK
@given(breakdown, st.sampled_from(["under_5", "under_10"]))
def test_what_is_shown_pins_no_small_number(groups, name):
    policy = POLICIES[name]
    rows = protect(evaluation_of(groups), policy).value.results
    shown = {(row.measure, row.wave_to, row.group): row.n for row in rows if row.measure in ("mean_change", "mean_all")}
    for measure, wave, numbers in (
        ("mean_change", "after", [pairs for pairs, _, _ in groups]),
        ("mean_all", "before", [pairs + before for pairs, before, _ in groups]),
        ("mean_all", "after", [pairs + after for pairs, _, after in groups]),
    ):
        total = shown[measure, wave, ""]
        assert total is None or not policy.is_small(total)
        hidden = [place for place in range(len(groups)) if shown[measure, wave, str(place)] is None]
        for place, n in enumerate(numbers):
            assert shown[measure, wave, str(place)] in (None, n)
            assert not (policy.is_small(n) and place not in hidden)
        if total is None:
            continue
        left = total - sum(n for place, n in enumerate(numbers) if place not in hidden)
        for place in hidden:
            low, high = bounds(len(hidden), [(list(range(len(hidden))), left)], hidden.index(place))
            assert low < numbers[place] < high or low < high
            assert high >= policy.hidden_below


@QUICK
@given(breakdown, st.sampled_from(["under_5", "under_10"]))
def test_no_small_difference_between_waves_and_pairs_is_shown(groups, name):
    policy = POLICIES[name]
    for row in protect(evaluation_of(groups), policy).value.results:
        for count in (row.n, row.n_started, row.statistic if row.measure == "not_again" else None):
            assert count is None or not policy.is_small(count)
        if row.n is not None and row.n_started is not None and row.measure != "mean_all":
            assert not policy.is_small(row.n_started - row.n)


@QUICK
@given(breakdown, breakdown, st.sampled_from(["under_5", "under_10", "nhs"]))
def test_too_few_people_never_show_a_mean_nor_less_than_thirty_a_spread_or_test(groups, others, name):
    policy = POLICIES[name]
    found = evaluation_of(groups, others)
    protected = protect(found, policy)
    for row, exact in zip(protected.value.results, found.results, strict=True):
        if row.measure != "not_again" and exact.n < policy.means_from:
            assert row.estimate is None, row
        if exact.n < policy.exact_from:
            assert row.std_error is None, row
            assert row.df is None, row
            assert row.measure in ("not_again", "mean_change") or row.ci_low is None, row
            assert row.estimate is None or row.measure not in ("paired_t", "sd_change", "d_z"), row
        assert (row.estimate is None) == (row.status in ("c", "x")), row
    assert protect(protected, policy) is protected
    assert protect(found, "none").value is found


@QUICK
@given(breakdown, st.sampled_from(["under_5", "under_10"]))
def test_everybody_less_the_groups_told_of_is_itself_many_enough(groups, name):
    """Exact means are shown of all groups, or what is left out is two groups or more of thirty people or more."""
    policy = POLICIES[name]
    rows = protect(evaluation_of(groups), policy).value.results
    exact = {row.group: row.std_error is not None for row in rows if row.measure == "mean_change"}
    told = {row.group: row.estimate is not None for row in rows if row.measure == "mean_change"}
    for shown, least in ((exact, policy.exact_from), (told, policy.means_from)):
        left = [pairs for place, (pairs, _, _) in enumerate(groups) if pairs and not shown[str(place)]]
        if shown[""] and left:
            assert sum(left) >= least
            assert len(left) > 1 or len([pairs for pairs, _, _ in groups if pairs]) == 1


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_small_count_of_a_category_comes_back(data):
    categories, groups = data.draw(st.integers(2, 4)), data.draw(st.integers(1, 4))
    count = st.one_of(st.sampled_from([0, 1, 3, 4, 5, 6]), st.integers(8, 40))
    table = np.array([data.draw(st.lists(count, min_size=categories, max_size=categories)) for _ in range(groups)])
    rows = []
    for by, name, counts in [("", "", table.sum(axis=0)), *(("g", str(i), row) for i, row in enumerate(table))]:
        about = {
            "instrument": "ucla3",
            "scale": "total",
            "group_by": by,
            "group": name,
            "wave_from": "b",
            "wave_to": "b",
        }
        n = int(counts.sum())
        for place, each in enumerate(counts):
            share = each / n if n else None
            rows.append(
                Row(measure="category_share", **about, category=str(place), n=n, statistic=float(each), estimate=share)
            )
    policy = POLICIES["under_5"]
    shown = {(row.group, int(row.category)): row for row in protect(whole(rows), policy).value.results}
    names = [(i, c) for i in range(groups) for c in range(categories)]
    equalities = []
    for c in range(categories):
        everybody = shown["", c]
        if everybody.statistic is not None:
            equalities.append(([names.index((i, c)) for i in range(groups)], everybody.statistic))
    for i, name in [(None, ""), *((i, str(i)) for i in range(groups))]:
        members = [names.index(cell) for cell in names if i is None or cell[0] == i]
        if shown[name, 0].n is not None:
            equalities.append((members, shown[name, 0].n))
    for i, c in names:
        if shown[str(i), c].statistic is not None:
            equalities.append(([names.index((i, c))], shown[str(i), c].statistic))
    for i, c in names:
        if policy.is_small(table[i, c]):
            assert shown[str(i), c].statistic is None
            low, high = bounds(len(names), equalities, names.index((i, c)))
            assert low < high, (table, i, c)
            assert high >= policy.hidden_below, (table, i, c)
