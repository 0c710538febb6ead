"""The policies' thresholds, on both sides, with figures rounded by hand."""

import math
import pickle
from dataclasses import replace
from functools import cache

import pytest

from measures.disclosure import POLICIES, Policy, Protected, protect
from measures.errors import UsageError
from measures.results import NUMBER_COLUMNS, Row, ScaleFacts
from tests.evaluations import LONELINESS, evaluation, one

# ten people's scores before and after; means 6.0 and 5.5, mean change -0.5
TEN = [(3, 4), (4, 4), (5, 3), (5, 6), (6, 5), (6, 6), (7, 5), (7, 7), (8, 6), (9, 9)]


def people(n):
    """`n` people like the ten, over and over."""
    return [TEN[place % 10] for place in range(n)]


@cache
def exactly(n):
    return evaluation({"all": {"everyone": people(n)}})


def overall(n, policy="under_5"):
    return protect(exactly(n), policy).value.results


@pytest.mark.parametrize(
    ("policy", "n", "shown"),
    [
        ("under_5", 3, None), ("under_5", 4, None), ("under_5", 5, 5),
        ("under_10", 9, None), ("under_10", 10, 10),
        ("nhs", 7, None), ("nhs", 8, 10), ("nhs", 12, 10), ("nhs", 13, 15),
        ("none", 1, 1), ("none", 4, 4),
    ],
)  # fmt: skip
def test_small_numbers_of_people_are_hidden(policy, n, shown):
    row = one(overall(n, policy), "mean_change")
    assert row.n == shown
    assert (row.status == "c") == (row.estimate is None)


@pytest.mark.parametrize(("policy", "least"), [("under_5", 10), ("under_10", 20), ("nhs", 8)])
@pytest.mark.parametrize("measure", ["mean_before", "mean_after", "mean_change", "mean_all", "pomp_before"])
def test_means_need_enough_people(policy, least, measure):
    where = {"wave_to": "before"} if measure == "mean_all" else {}
    below = one(overall(least - 1, policy), measure, **where)
    assert below.status == "c"
    assert below.note.startswith("Hidden to protect people")
    assert all(getattr(below, name) is None for name in NUMBER_COLUMNS if name not in ("n", "n_started"))
    enough = one(overall(least, policy), measure, **where)
    assert enough.status == ""
    assert enough.estimate is not None


def test_below_thirty_people_means_have_no_interval_and_one_decimal():
    rows = overall(26)  # 6 more of the ten: before 3, 4, 5, 5, 6, 6 is 29, so (2 * 60 + 29) / 26 = 5.7308
    before = one(rows, "mean_before")
    assert (before.estimate, before.n) == (5.7, 26)
    assert (before.std_error, before.ci_low, before.ci_high, before.ci_level) == (None, None, None, None)
    assert "Rounded" in before.note


def test_below_thirty_people_the_mean_change_keeps_a_rounded_interval():
    exact = one(exactly(26).results, "mean_change")
    row = one(overall(26), "mean_change")
    assert (row.estimate, row.ci_low, row.ci_high) == tuple(
        round(value, 1) for value in (exact.estimate, exact.ci_low, exact.ci_high)
    )
    assert row.ci_level == 0.95
    assert (row.std_error, row.df) == (None, None)


@pytest.mark.parametrize(("n", "outward"), [(10, True), (19, True), (20, False), (29, False)])
def test_below_twenty_people_the_interval_is_rounded_outward_to_the_step(n, outward):
    exact = one(exactly(n).results, "mean_change")
    row = one(overall(n), "mean_change")
    if outward:
        expected = (math.floor(exact.ci_low), math.ceil(exact.ci_high))
    else:
        expected = (round(exact.ci_low, 1), round(exact.ci_high, 1))
    assert (row.ci_low, row.ci_high) == expected


def test_the_ten_by_hand():
    # changes 1 0 -2 1 -1 0 -2 0 -2 0: mean -0.5, sum of squares 15, variance (15 - 10 * 0.25) / 9 = 1.3889,
    # error sqrt(0.13889) = 0.37268, t(9, 0.975) = 2.26216: -1.343 to 0.343, outward to whole steps -2 to 1
    row = one(overall(10), "mean_change")
    assert (row.estimate, row.ci_low, row.ci_high) == (-0.5, -2.0, 1.0)


@pytest.mark.parametrize("measure", ["sd_change", "paired_t", "wilcoxon", "d_z", "median_before", "correlation"])
def test_spreads_tests_and_effect_sizes_need_thirty(measure):
    assert one(overall(29), measure).status == "c"
    exact = one(exactly(30).results, measure)
    assert replace(one(overall(30), measure), note="") == replace(exact, note="")


def test_thirty_people_are_told_of_exactly():
    exact = exactly(30).results
    assert one(overall(30), "mean_change") == one(exact, "mean_change")


def test_percent_of_maximum_rounds_as_the_mean_it_stands_for():
    # loneliness 5.7 on 3 to 9, where lower is better: (9 - 5.7) / 6 = 55 %
    assert one(overall(26), "pomp_before").estimate == pytest.approx(55.0, abs=1e-12)


def test_a_mean_that_tells_what_nearly_everybody_answered_is_hidden():
    # 12 people, all but 4 at the lowest score: the mean alone says so
    near = [(3, 5)] * 8 + [(4, 6)] * 4
    rows = protect(evaluation({"all": {"everyone": near}}), "under_5").value.results
    assert {one(rows, measure).status for measure in ("mean_before", "mean_after", "mean_change")} == {"c"}
    assert one(rows, "mean_before").n == 12
    far = [(3, 5)] * 7 + [(4, 6), (4, 6), (4, 6), (4, 7), (4, 7)]
    assert one(protect(evaluation({"all": {"everyone": far}}), "under_5").value.results, "mean_before").status == ""


def test_everybody_changing_alike_is_hidden_in_a_small_group():
    alike = [(before, before + 1) for before in (3, 4, 5, 6, 7, 8, 3, 4, 5, 6, 7, 8)]
    rows = protect(evaluation({"all": {"everyone": alike}}), "under_5").value.results
    assert one(rows, "mean_change").status == "c"


def test_a_scale_without_step_and_range_cannot_be_rounded_and_is_counted_only():
    unknown = replace(LONELINESS, low=None, high=None, step=None)
    rows = protect(evaluation({"all": {"everyone": people(15)}}, facts=unknown), "under_5").value.results
    assert (one(rows, "mean_change").status, one(rows, "mean_change").n) == ("c", 15)


def test_none_changes_nothing():
    found = exactly(3)
    assert protect(found, "none").value is found
    assert not protect(found, "none").policy.protects


def test_protecting_twice_is_the_same_as_once():
    once = protect(exactly(33))
    assert protect(once) is once
    with pytest.raises(ValueError, match="original"):
        protect(once, "nhs")


def test_only_the_gate_makes_protected_values_and_nothing_changes_them():
    with pytest.raises(TypeError, match="protect"):
        Protected("anything", POLICIES["under_5"], key=None)
    sealed = protect(exactly(12))
    for name in ("value", "_value", "policy"):
        with pytest.raises(AttributeError, match="protect"):
            setattr(sealed, name, "something else")
    with pytest.raises(AttributeError, match="protect"):
        del sealed._value
    assert pickle.loads(pickle.dumps(sealed)) == sealed  # as a cache does
    assert "12" not in repr(sealed)


def test_a_measure_without_a_rule_is_withheld():
    found = exactly(40)
    new = Row("ucla3", "total", "brand_new", wave_from="before", wave_to="after", n=40, estimate=0.5)
    row = one(protect(replace(found, results=(*found.results, new))).value.results, "brand_new")
    assert (row.status, row.n, row.estimate) == ("c", None, None)
    assert "not stated" in row.note


def test_policies_that_protect_nobody_or_contradict_themselves_are_refused():
    for below in (0, 1, 2):
        with pytest.raises(UsageError, match="protects nobody"):
            Policy("mine", below, 10, 30, 20)
    with pytest.raises(UsageError, match="contradict"):
        Policy("mine", 10, 5, 30, 20)
    with pytest.raises(UsageError, match="no policy 'under_7'"):
        protect(exactly(3), "under_7")
    assert protect(exactly(6), Policy("mine", 7, 10, 30, 20)).policy.name == "mine"


def test_the_nhs_policy_rounds_counts_and_makes_shares_from_them():
    # 37 before, 12 of them not heard from again: 12 / 37 becomes 10 / 35; 25 pairs
    crowd = people(25) + [(before, None) for before, _ in people(12)]
    rows = protect(evaluation({"all": {"everyone": crowd}}), "nhs").value.results
    share = one(rows, "not_again")
    assert (share.n, share.statistic, share.estimate) == (35, 10.0, 10 / 35)
    # R 4: prop.test(10, 35, correct = FALSE)$conf.int
    assert (share.ci_low, share.ci_high) == pytest.approx((0.1632653624, 0.4505493486), abs=1e-9)
    assert one(rows, "mean_change").n == 25
    assert {row.df for row in rows} == {None}


FINE = ScaleFacts(
    "t", "s", "Tariff", "Tariff", ("control",), "better", 0.0, 1.0, 0.001, "1", "project", "", validated=False
)


def test_steps_so_fine_that_rounding_hides_nothing_are_made_coarser():
    # a twentieth of 0 to 1 is 0.05; the power of ten below it is 0.01, and one decimal beyond that 0.001
    scores = [0.1234, 0.2711, 0.3523, 0.4619, 0.5517, 0.6613, 0.7717, 0.8123, 0.4423, 0.3319, 0.2213]
    pairs = [(before, before / 2 + 0.2) for before in scores]
    rows = protect(evaluation({"all": {"everyone": pairs}}, facts=FINE)).value.results
    row = one(rows, "mean_change")
    assert round(row.estimate, 3) == row.estimate
    assert (round(row.ci_low, 2), round(row.ci_high, 2)) == (row.ci_low, row.ci_high)
