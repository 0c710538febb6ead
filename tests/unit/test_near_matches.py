"""Near matches are suggested with their evidence and never applied."""

import numpy as np
import pytest

from measures.people.link import link
from measures.people.matching import suggest
from measures.people.near import evidence_in, near_matches
from measures.people.waves import ParticipantRules, WaveRules
from tests.coded_tables import coded, pairs_of

ORDER = WaveRules(order=("before", "after"))


def near(before, after):
    """Positions of suggested pairs between two lists of codes."""
    seen = np.array([[True, False]] * len(before) + [[False, True]] * len(after))
    return [(one, other - len(before)) for one, other in suggest([*before, *after], seen)]


@pytest.mark.parametrize(
    "slip",
    ["AB12CDX", "AB12C", "AB21CD", "AB12DC", "AB12CE", "XB12CD", "AAB12CD"],
)
def test_one_slip_is_suggested_where_both_are_long_enough(slip):
    assert near(["AB12CD"], [slip]) == ([(0, 0)] if len(slip) >= 6 else [])


@pytest.mark.parametrize("other", ["AB12XY", "BA21CD", "AB12", "CD12AB"])
def test_two_slips_are_not(other):
    assert near(["AB12CD"], [other]) == []


def test_only_the_one_nearest_on_both_sides_is_suggested():
    assert near(["AB12CD"], ["AB12CE", "AB12CF"]) == []
    assert near(["AB12CD", "AB12CX"], ["AB12CE"]) == []
    assert near(["AB12CD", "QQ77RR"], ["AB12CE", "QQ77RS"]) == [(0, 0), (1, 1)]


def test_numbers_and_running_numbers_are_never_suggested():
    assert near(["1234567"], ["1234568"]) == []
    assert near(["P000001", "P000002"], ["P000003", "P000004"]) == []
    assert near(["GLO-0014".replace("-", ""), "GLO0275"], ["GLO0015", "GLO0199"]) == []


def test_people_of_one_wave_and_people_already_followed_are_not_suggested():
    seen = np.array([[True, True], [False, True]])
    assert suggest(["AB12CD", "AB12CE"], seen) == ()
    assert suggest(["AB12CD", "AB12CE"], np.array([[True, False], [True, False]])) == ()


def test_a_third_wave_may_complete_a_person_followed_over_two():
    seen = np.array([[True, True, False], [False, False, True]])
    assert suggest(["AB12CD", "AB12CE"], seen) == ((0, 1),)


def test_a_crowd_of_codes_one_slip_apart_gives_no_suggestion():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = [f"QWERTY{one}" for one in letters] + [f"{one}QWERTY" for one in letters]
    assert near(codes, ["QWERTY"]) == []


def test_suggestions_come_with_rows_and_evidence_and_change_nothing_until_confirmed():
    before = coded(
        "before.csv",
        {
            "Code": ["ab12cd", "EF34GH", "IJ56KL"],
            "Site": ["A", "B", "C"],
            "Born": ["1960", "1970", ""],
            "x.a": [1, 2, 3],
        },
        wave="before",
    )
    after = coded(
        "after.csv",
        {
            "Code": ["IJ56KL", "AB12DC", "EF34G"],
            "Site": ["C", "a", "X"],
            "Born": ["", "1961", "1970"],
            "x.a": [4, 5, 6],
        },
        wave="after",
    )
    tables = [before, after]
    found = near_matches(tables, ORDER, ParticipantRules(), evidence=["Site", "Born"])
    assert [(each.participant, each.code) for each in found] == [("ab12cd", "AB12DC")]
    (one,) = found
    assert (one.wave_from, one.wave_to, one.distance) == ("before", "after", 1)
    assert one.rows == ("before.csv, row 2", "after.csv, row 3")
    assert one.evidence == {"Site": "agree", "Born": "differ"}
    assert "AB12" not in repr(one)
    assert pairs_of(link(tables, ORDER, ParticipantRules())) == [(3, 4)]
    confirmed = link(tables, ORDER, ParticipantRules(), matches=[one.match])
    assert pairs_of(confirmed) == [(1, 5), (3, 4)]
    assert near_matches(tables, ORDER, ParticipantRules(), matches=[one.match]) == ()
    assert near_matches(tables, ORDER, ParticipantRules(), withdrawn=["ab12cd"]) == ()


def test_no_codes_no_suggestions():
    tables = [coded(f"{wave}.csv", {"x.a": [1]}, wave=wave) for wave in ("before", "after")]
    assert near_matches(tables, ORDER, ParticipantRules(), evidence=["Site"]) == ()


def test_evidence_is_what_hardly_changes_of_a_person_and_never_an_answer():
    columns = {"Code": ["a"], "Year of birth": ["1960"], "Gender": ["F"], "Which choir?": ["C"], "Comments": [""]}
    table = coded("a.csv", {**columns, "Area of life": ["x"], "x.a": [1]}, roles={"Area of life": "quote"})
    again = coded("b.csv", {"Code": ["a"], "GENDER ": ["F"]})
    assert evidence_in([table, again]) == ("Year of birth", "Gender", "Which choir?")
