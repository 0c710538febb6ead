"""Waves that not everybody answered, against R on invented data: r/missing.R made r/missing.json, call and versions inside."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from measures.change import ChangeSettings, change_rows, trajectory_rows
from measures.histories import WaveHistories
from measures.numerics.imputation import pooled
from measures.numerics.mixed import common_slope
from tests.counted import by_measure, scale_pairs

MADE = json.loads((Path(__file__).parent / "r" / "missing.json").read_text(encoding="utf-8"))


def computed(name, **settings):
    people = list(zip(MADE["sets"][name]["before"], MADE["sets"][name]["after"], strict=True))
    both = [person for person in people if None not in person]
    gone = [before for before, after in people if after is None]
    late = [after for before, after in people if before is None]
    pairs = scale_pairs([one for one, _ in both], [one for _, one in both], gone, later_only=late)
    return by_measure(change_rows(pairs, ChangeSettings(**settings)))


@pytest.mark.parametrize("name", list(MADE["sets"]))
def test_the_mean_change_by_maximum_likelihood(name):
    row = computed(name)["mean_change_likelihood"]
    r = MADE["sets"][name]["likelihood"]["values"]
    assert row.n == len(MADE["sets"][name]["before"])
    # lavaan stops when its optimiser is content, and takes its information by numbers: five or six digits
    assert row.estimate == pytest.approx(r["estimate"][2], rel=2e-5, abs=2e-6)
    assert row.std_error == pytest.approx(r["se"][2], rel=2e-5)
    assert (row.ci_low, row.ci_high) == pytest.approx((r["low"][2], r["high"][2]), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("name", list(MADE["sets"]))
def test_the_mean_change_by_multiple_imputation(name):
    row = computed(name)["mean_change_imputed"]
    r = MADE["sets"][name]["imputed"]["values"]
    # 100 draws against 1000: the mean of the estimates is known to sqrt(between / 100 + between / 1000)
    noise = math.sqrt(r["between"] * (1 / 100 + 1 / 1000))
    assert row.estimate == pytest.approx(r["estimate"], abs=3.5 * noise)
    total = r["within"] + 1.01 * r["between"]
    # a variance of 100 draws is known to about a seventh of itself
    assert row.std_error == pytest.approx(math.sqrt(total), rel=3.5 / 7 * r["between"] / total)
    assert row.df == pytest.approx(r["df"], rel=0.3)


@pytest.mark.parametrize("name", list(MADE["sets"]))
def test_imputation_agrees_with_likelihood_and_both_differ_from_the_pairs(name):
    rows = computed(name)
    likelihood, imputed = rows["mean_change_likelihood"], rows["mean_change_imputed"]
    assert imputed.estimate == pytest.approx(likelihood.estimate, abs=likelihood.std_error / 3)
    assert imputed.std_error == pytest.approx(likelihood.std_error, rel=0.15)
    assert computed(name, seed=20260101)["mean_change_imputed"] == imputed


def test_rubins_rules():
    r = MADE["rubin"]["values"]
    found = pooled(np.array(r["q"]), np.array(r["u"]), 39)
    assert (found.estimate, found.std_error, found.df) == pytest.approx((r["estimate"], r["se"], r["df"]), rel=1e-12)


def wave_rows(scores, times, unit="week", **facts):
    pattern, n = np.unique(np.array(scores, dtype=float), axis=0, return_counts=True)
    waves = tuple(f"wave {place}" for place in range(len(times)))
    histories = WaveHistories(waves, np.array(times, dtype=float), pattern, n, n, unit)
    pairs = scale_pairs([1, 2], [2, 4], wave_from=waves[0], wave_to=waves[-1], **facts)
    return trajectory_rows(pairs, histories, ChangeSettings())


def test_the_mean_at_each_wave():
    rows = wave_rows(MADE["waves"]["scores"], MADE["waves"]["times"])[:-1]
    r = MADE["waves"]["means"]["values"]
    scores = np.array(MADE["waves"]["scores"], dtype=float)
    assert [row.n for row in rows] == (~np.isnan(scores)).sum(axis=0).tolist()
    assert [row.estimate for row in rows] == pytest.approx(r["estimate"][:4], rel=2e-5)
    assert [row.std_error for row in rows] == pytest.approx(r["se"][:4], rel=2e-4)
    assert [row.ci_low for row in rows] == pytest.approx(r["low"][:4], rel=1e-4)


def test_the_slope_per_unit_of_time():
    row = wave_rows(MADE["waves"]["scores"], MADE["waves"]["times"])[-1]
    r, again = MADE["waves"]["slope"]["values"], MADE["waves"]["again"]["values"]
    assert (row.estimate, row.std_error, row.statistic) == pytest.approx((r["slope"], r["se"], r["t"]), rel=1e-6)
    assert (row.estimate, row.std_error) == pytest.approx((again["slope"], again["se"]), rel=1e-6)
    assert (row.df, row.p_value) == pytest.approx((r["df"], r["p"]), rel=1e-6)
    assert "per week" in row.method


def test_where_people_do_not_differ_the_slope_is_that_of_least_squares():
    # people's levels do not differ: the spread between them is estimated as 0, so the model is a plain regression
    times, scores = np.array([0.0, 1.0, 2.0]), np.array([[1.0, 2.0, 6.0], [3.0, 2.0, 4.0], [2.0, 5.0, 2.0]])
    found = common_slope(times, scores, np.ones(3, dtype=np.int64))
    slope = np.polyfit(np.tile(times, 3), scores.reshape(-1), 1)[0]
    assert found.slope == pytest.approx(slope, rel=1e-9)
