"""Everybody seen at least once: hand arithmetic, relations, and what cannot be computed says why."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.change import ChangeSettings, change_rows, trajectory_rows, words
from measures.change.imputation import missing_rows
from measures.change.table import PairTable
from measures.histories import WaveHistories
from measures.numerics import missing
from measures.numerics.missing import by_waves, saturated
from tests.counted import by_measure, scale_pairs

SETTINGS = ChangeSettings(bootstrap=20)
BOTH = ("mean_change_likelihood", "mean_change_imputed")


def rows(before, after, gone=(), late=(), **facts):
    return by_measure(change_rows(scale_pairs(before, after, gone, later_only=late, **facts), SETTINGS))


def test_when_only_later_scores_are_missing_the_likelihood_is_a_regression_by_hand():
    # Anderson (1957): mean after = mean of pairs + slope x (mean before of everybody - of pairs)
    # pairs before 2 4 6, after 3 5 10: slope 14 / 8 = 1.75, means 4 and 6; everybody's before: (12 + 8 + 9) / 5 = 5.8
    found = rows([2, 4, 6], [3, 5, 10], [8, 9])["mean_change_likelihood"]
    assert found.estimate == pytest.approx(6 + 1.75 * (5.8 - 4) - 5.8, rel=1e-9)
    assert found.n == 5
    assert found.n_started == 5


def test_where_nobody_is_missing_both_are_the_mean_change():
    found = rows([1, 2, 3, 5], [2, 2, 5, 4])
    for measure in BOTH:
        assert found[measure].estimate == found["mean_change"].estimate
        assert words.NOBODY_MISSING in found[measure].note
    assert found["mean_change_imputed"].ci_low == pytest.approx(found["mean_change"].ci_low)
    ratio = math.sqrt(3 / 4)  # n below instead of n - 1
    assert found["mean_change_likelihood"].std_error == pytest.approx(found["mean_change"].std_error * ratio)


@pytest.mark.parametrize(
    ("before", "after", "gone", "late", "reason"),
    [
        ([], [], [1, 2], [3], words.NO_PAIRS),
        ([1], [2], [3], [4, 5], words.NOT_DETERMINED),
        ([1, 2], [2, 4], [3, 4], [], words.NOT_DETERMINED),  # two pairs lie on a line
        ([3, 3, 3], [1, 2, 4], [3], [], words.NOT_DETERMINED),
        ([1, 2, 3, 4], [2, 3, 4, 5], [9], [], words.NOT_DETERMINED),  # all on one line
    ],
)
def test_where_scores_do_not_determine_it_the_row_says_so(before, after, gone, late, reason):
    for measure in BOTH:
        found = rows(before, after, gone, late)[measure]
        assert (found.status, found.note, found.estimate) == ("x", reason, None)
        assert found.n == len(before) + len(gone) + len(late)


def test_people_who_cannot_be_followed_and_goals_that_differ_are_not_guessed_at():
    assert rows([], [], [1, 2], linked=False)[BOTH[0]].note == words.NOT_LINKED
    assert rows([1, 2, 4], [2, 2, 5], [7], set_aside=2)[BOTH[1]].note == words.GOALS_DIFFER


def test_one_pair_and_equal_changes_keep_the_estimate_without_an_interval():
    for before, after in (([2], [5]), ([1, 2, 4], [4, 5, 7])):
        for measure in BOTH:
            found = rows(before, after)[measure]
            assert (found.estimate, found.ci_low, found.status) == (3.0, None, "")


def test_by_cluster_there_is_an_estimate_but_no_interval():
    found = rows([1, 2, 4, 5], [2, 2, 5, 4], [7], cluster=[0, 0, 1, 1])
    assert found[BOTH[0]].estimate is not None
    assert {found[measure].ci_low for measure in BOTH} == {None}


people = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20), st.sampled_from(["both", "both", "first", "second"])),
    min_size=8,
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(people, st.integers(1, 50))
def test_shift_and_reversal(told, shift):
    def seen(kind, place):
        return [person[place] for person in told if person[2] == kind]

    def likelihood(move, turn=1):
        def moved(scores):
            return [turn * score + move for score in scores]

        pairs = scale_pairs(
            moved(seen("both", 0)), moved(seen("both", 1)), moved(seen("first", 0)), later_only=moved(seen("second", 1))
        )
        return missing_rows(PairTable(pairs, SETTINGS))[0]

    plain, further, turned = likelihood(0), likelihood(shift), likelihood(20, -1)
    assert plain.status == further.status == turned.status
    if plain.estimate is not None:
        assert further.estimate == pytest.approx(plain.estimate, abs=1e-6)
        assert turned.estimate == pytest.approx(-plain.estimate, abs=1e-6)
        if plain.std_error is not None:
            assert turned.std_error == pytest.approx(plain.std_error, rel=1e-5)


def test_two_waves_written_out_and_any_number_of_waves_agree():
    nan = np.nan
    scores = np.array([[1, 2], [2, 2], [4, 6], [5, 3], [7, 8], [3, nan], [9, nan], [nan, 4], [nan, 1]])
    seen = by_waves(scores, np.array([2, 1, 3, 1, 2, 4, 1, 2, 1]))
    mean, covariance = missing._maximised(seen, 2)
    fitted = saturated(seen, 2)
    assert fitted.mean == pytest.approx(mean, rel=1e-8)
    assert fitted.covariance == pytest.approx(covariance, rel=1e-8)


def test_two_waves_never_answered_by_the_same_people_are_not_determined():
    scores = np.array([[1, 2, np.nan], [2, 4, np.nan], [4, 3, np.nan], [np.nan, 2, 5], [np.nan, 3, 3], [np.nan, 5, 4]])
    assert saturated(by_waves(scores, np.full(6, 2)), 3) is None


def histories(scores, here=None, **facts):
    told = np.array(scores, dtype=float)
    n = np.ones(len(told), dtype=np.int64)
    waves = tuple(f"w{place}" for place in range(told.shape[1]))
    here = n if here is None else np.array(here, dtype=np.int64)
    pairs = scale_pairs([1, 2], [2, 4], wave_from=waves[0], wave_to=waves[-1], **facts)
    return trajectory_rows(pairs, WaveHistories(waves, np.arange(len(waves), dtype=float), told, n, here), SETTINGS)


THREE = [[1, 2, 4], [2, 2, 5], [4, 5, 3], [3, 6, 7], [5, 4, 8]]


def test_complete_waves_have_their_plain_means_and_the_slope_of_the_ends():
    found = histories(THREE)
    assert [row.estimate for row in found[:3]] == pytest.approx([3.0, 3.8, 5.4])
    # balanced and equally spaced: the slope is half the difference of the last and first means
    assert found[3].estimate == pytest.approx(1.2)
    assert words.WAVES_AS_STEPS in found[3].note
    assert [row.measure for row in found] == ["trajectory_mean"] * 3 + ["trajectory_slope"]


def test_a_group_has_its_own_trajectory():
    found = histories(THREE, here=[1, 1, 1, 0, 0])
    assert (found[3].n, found[0].n) == (3, 3)
    assert found[3].estimate == pytest.approx((4 + 5 + 3 - 1 - 2 - 4) / 3 / 2)


def test_trajectories_that_cannot_be_had_say_why():
    nan = np.nan
    few = histories([[1, nan, 4], [2, nan, 5], [4, nan, 3]])
    assert {row.note for row in few if row.n} == {words.NEEDS_THREE_WAVES}
    same = histories([[3, 3, 3]] * 4)
    assert [row.note for row in same] == [*[words.WAVE_NOT_DETERMINED] * 3, words.NO_LINES]
    line = histories([[1, 2, 3], [4, 5, 6], [2, 3, 4]])[3]
    assert (line.estimate, line.ci_low) == (pytest.approx(1.0), None)
    assert words.ON_THE_LINE in line.note
    nobody = histories(THREE, here=[0] * 5)
    assert {row.status for row in nobody} == {"x"}
    clustered = histories(THREE, cluster=[0, 1])
    assert {row.ci_low for row in clustered} == {None}
    assert clustered[3].estimate == pytest.approx(1.2)
