"""A study file may set thresholds of its own; those that protect nobody or contradict each other are refused."""

import pytest

from measures.disclosure import POLICIES
from measures.errors import StudyError
from measures.study import read_study, write_study


def study(text):
    return read_study(f"format = 1\n[disclosure]\n{text}\n".encode())


def test_own_thresholds_take_the_place_of_the_policys():
    found = study("policy = 'under_5'\nhidden_below = 6\nmeans_from = 12")
    policy = found.disclosure.chosen()
    assert (policy.name, policy.hidden_below, policy.means_from, policy.exact_from) == ("under_5", 6, 12, 30)
    assert read_study(write_study(found)) == found


def test_another_policy_named_by_the_call_takes_none_of_them():
    found = study("policy = 'under_5'\nhidden_below = 6")
    assert found.disclosure.chosen("nhs") == POLICIES["nhs"]
    assert found.disclosure.chosen("under_5").hidden_below == 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hidden_below = 0", "hiding counts below 0 protects nobody"),
        ("hidden_below = 1", "hiding counts below 1 protects nobody"),
        ("hidden_below = 20", "contradict each other"),
        ("means_from = 40", "contradict each other"),
        ("policy = 'none'\nhidden_below = 5", "hides nothing"),
        ("round_to = 2", "cannot be rounded to 2"),
    ],
)
def test_thresholds_that_protect_nobody_are_refused_in_words(text, said):
    with pytest.raises(StudyError, match=said):
        study(text)
