"""Numbers as people read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.report import numbers

READABLE = st.floats(-1e6, 1e6, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (0.25, 1, "0.3"),
        (0.35, 1, "0.4"),
        (-0.04, 1, "0.0"),
        (-1.05, 1, "\N{MINUS SIGN}1.1"),
        (2, 1, "2.0"),
        (0.0, 0, "0"),
    ],
)
def test_halves_go_away_from_nought_as_the_number_is_written(value, places, shown):
    assert numbers.fixed(value, places) == shown


@pytest.mark.parametrize(("step", "places"), [(1, 1), (5, 1), (0.5, 2), (0.25, 2), (0.1, 2), (0.01, 2), (None, 1)])
def test_means_get_one_decimal_more_than_the_step_and_never_three(step, places):
    assert numbers.decimals(step) == places


@given(READABLE, st.integers(0, 2))
def test_what_is_shown_is_within_half_a_unit(value, places):
    shown = float(numbers.fixed(value, places).replace(numbers.MINUS, "-"))
    assert abs(shown - value) <= 0.5 * 10**-places + 1e-9


@given(st.floats(0, 1e6), st.integers(0, 2))
def test_rounded_up_never_falls_short(value, places):
    assert value <= float(numbers.rounded_up(value, places)) < value + 10**-places + 1e-9


def test_one_and_many():
    assert numbers.people(1) == "1 person"
    assert numbers.people(0) == "0 people"
    assert numbers.people(12_345) == "12,345 people"
    assert [numbers.percent(share) for share in (0, 0.005, 0.125, 1)] == ["0%", "1%", "13%", "100%"]
    assert [numbers.p_value(p) for p in (0.0009, 0.001, 0.0099, 0.01, 0.5, None)] == [
        "p < 0.001", "p = 0.001", "p = 0.010", "p = 0.01", "p = 0.50", "",
    ]  # fmt: skip
