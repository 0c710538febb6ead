"""How many people a study needs: numbers against R and by hand, and words for what cannot be planned."""

from __future__ import annotations

import pytest
from scipy import stats

from measures.change.planning import (
    detectable_change,
    people_for_detecting,
    people_for_precision,
    people_to_start,
    sd_of_change,
)
from measures.errors import UsageError


@pytest.mark.parametrize(("sd", "half_width"), [(2.0, 0.5), (1.2, 0.4), (5.0, 5.0), (1.0, 20.0)])
def test_the_precision_is_reached_and_not_with_one_person_less(sd, half_width):
    n = people_for_precision(sd, half_width)

    def reach(people):
        return stats.t.ppf(0.975, people - 1) * sd / people**0.5

    assert reach(n) <= half_width
    assert n == 2 or reach(n - 1) > half_width


def test_numbers_for_a_power():
    # R 4.2.2: power.t.test(delta = .5, sd = 2, power = .8, type = "paired", strict = TRUE)$n is 127.5158
    assert people_for_detecting(0.5, 2) == 128
    assert people_for_detecting(-0.5, 2) == 128
    # ... delta = 5, sd = .5: 2.059; and back: what 128 people find is just below .5
    assert people_for_detecting(5, 0.5) == 3
    assert 0.498 < detectable_change(128, 2) <= 0.5


def test_the_spread_of_a_change():
    assert sd_of_change(2, 0.5) == pytest.approx(2)
    assert sd_of_change(2, 0) == pytest.approx(2.8284271)


def test_people_to_start_allow_for_silence_and_for_clusters():
    assert people_to_start(70, heard_again=0.7) == 100  # not 101 by rounding
    assert people_to_start(100, cluster_size=11, intracluster=0.05) == 150  # design effect 1.5
    assert people_to_start(100, heard_again=0.7, cluster_size=10, intracluster=0.05) == 208  # 145 / .7 = 207.1


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: sd_of_change(0, 0.5), "SD of the scores: 0 is not above 0"),
        (lambda: sd_of_change(2, 1), "Correlation: 1"),
        (lambda: people_for_precision(2, 0), "Wished precision"),
        (lambda: people_for_precision(2, 1, confidence=1.0), "Confidence: 1"),
        (lambda: people_for_precision(2, 1e-9), "more than 100 million"),
        (lambda: people_for_detecting(0, 2), "Change to find"),
        (lambda: people_for_detecting(1, 2, wished_power=80), "Power: 80"),
        (lambda: detectable_change(1, 2), "People: 1 is too few"),
        (lambda: people_to_start(0), "at least 1"),
        (lambda: people_to_start(10, heard_again=0), "Share heard again: 0"),
        (lambda: people_to_start(10, intracluster=2), "Intracluster correlation: 2"),
    ],
)
def test_what_cannot_be_planned_is_said(call, says):
    with pytest.raises(UsageError, match=says):
        call()
