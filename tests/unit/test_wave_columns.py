"""Columns that hold the wave: by a header that says so and values that are waves, but for a few slips."""

import pytest

from tests.made_tables import instrument, library, mapped

THREE = '[responses.three]\noptions = [{ code = 1, label = "Hardly ever" }, { code = 2, label = "Often" }]\n'
ASKED = "How often do you feel left out?"
FEEL = library(instrument("feel", THREE, {"left_out": (ASKED, "three", ())}))


def role_of(header, values):
    return mapped([(header, values), (ASKED, ["Often"] * len(values))], FEEL).uses[0].role


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("When", ["Before", "After", "Before", "After", "Befor"]),
        ("Quarter", ["Q1 2026", "Q3 2026"]),
        ("Season", ["Spring 2026", "Autumn 2026"]),
        ("Stage", ["Start", "End"]),
        ("Survey", ["Session 1", "Session 8"]),
        ("Assessment", ["Initial", "Final review"]),
    ],
)
def test_headers_and_values_that_tell_the_wave(header, values):
    assert role_of(header, values) == "wave"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("When", ["Before", "Tuesday", "After", "Some day"]),  # half of them are no waves
        ("Event", ["Before", "Picnic", "Picnic", "Picnic"]),
        ("Quarter", ["Old town", "Harbour"]),
        ("Town quarter", ["Q1", "Q3"]),
        ("Survey", ["Paper", "Online"]),
    ],
)
def test_headers_alike_with_other_values(header, values):
    assert role_of(header, values) != "wave"
