"""Matches the user confirmed and people who withdrew: applied as stated, contradictions refused, codes never shown."""

import pytest

from measures.errors import InputError
from measures.people.confirmed import Match, read_matches, read_withdrawn, write_matches
from measures.people.link import link
from measures.people.waves import ParticipantRules, WaveRules
from tests.coded_tables import coded, codes_of, pairs_of, steps

ORDER = WaveRules(order=("before", "after"))


def linked(before, after, **more):
    tables = [
        coded("before.csv", {"Code": before, "x.a": list(range(1, len(before) + 1))}, wave="before"),
        coded("after.csv", {"Code": after, "x.a": list(range(11, len(after) + 11))}, wave="after"),
    ]
    return link(tables, ORDER, more.pop("rules", ParticipantRules()), **more)


def test_a_confirmed_match_joins_two_codes():
    responses = linked(["AB12CD", "EF34GH"], ["AB12DC", "ef34gh"], matches=[Match("ab12 dc", "AB12CD")])
    assert pairs_of(responses) == [(1, 11), (2, 12)]
    assert responses.stages == {"normalised": 1, "confirmed": 1}
    assert steps(responses)["matched", "", "confirmed"] == 1


def test_a_match_in_one_wave_leaves_the_code_to_its_owner_elsewhere():
    """After, somebody wrote their friend's code: in that wave only it is theirs."""
    responses = linked(["AB12", "CD34"], ["AB12"], matches=[Match("AB12", "CD34", "after")])
    assert pairs_of(responses) == [(2, 11)]
    assert responses.stages == {"confirmed": 1}


@pytest.mark.parametrize(
    "matches",
    [
        [Match("XX11", "AB12"), Match("YY22", "AB12")],  # two people of the wave after
        [Match("XX11", "AB12"), Match("XX11", "CD34")],  # one code, two people
        [Match("XX11", "EF56")],  # that person answered after, too
    ],
)
def test_matches_that_contradict_each_other_are_refused(matches):
    with pytest.raises(InputError) as error:
        linked(["AB12", "CD34", "EF56"], ["XX11", "YY22", "EF56"], matches=matches)
    assert error.value.issues[0].code == "conflicting_matches"
    assert f"Entry {len(matches)}" in str(error.value)
    assert "XX11" not in str(error.value)


def test_matches_that_name_unknown_codes_are_counted_by_entry():
    responses = linked(["AB12"], ["XX11"], matches=[Match("XX11", "AB12"), Match("ZZ99", "AB12"), Match("XX11", "QQ")])
    assert pairs_of(responses) == [(1, 11)]
    told = next(issue for issue in responses.issues if issue.code == "unknown_match")
    assert told.message == "2 of 3 confirmed matches name a code that is not in these files (entries 2, 3)."


def test_saying_a_match_twice_changes_nothing():
    once = linked(["AB12"], ["XX11"], matches=[Match("XX11", "AB12")])
    twice = linked(["AB12"], ["XX11"], matches=[Match("XX11", "AB12"), Match("xx11", "AB12")])
    assert pairs_of(once) == pairs_of(twice) == [(1, 11)]


def test_a_confirmed_match_counts_under_exact_matching_too():
    rules = ParticipantRules(matching="exact")
    responses = linked(["AB12", "c3"], ["ab12", "C3"], matches=[Match("ab12", "AB12")], rules=rules)
    assert pairs_of(responses) == [(1, 11)]


@pytest.mark.parametrize("code", ["AB12", "ab 12", "ab-12 ", "0AB12", "ABI2"])
def test_people_who_withdrew_are_left_out_everywhere(code):
    responses = linked(["AB12", "CD34"], ["ab12", "cd34"], withdrawn=[code])
    assert pairs_of(responses) == [(2, 12)]
    assert len(responses.people) == 1
    assert steps(responses)["set_aside", "before", "withdrew"] == 1
    assert steps(responses)["set_aside", "after", "withdrew"] == 1
    told = next(issue for issue in responses.issues if issue.code == "withdrawn")
    assert told.message == "Left out: 1 person who withdrew."


def test_a_look_alike_that_names_two_people_withdraws_neither():
    responses = linked(["ABI2", "AB12"], ["ABI2"], withdrawn=["ABL2"])
    assert len(responses.people) == 2
    assert "withdrawn_not_found" in codes_of(responses.issues)


def test_codes_of_people_who_withdrew_that_are_not_found_are_counted():
    responses = linked(["AB12"], ["AB12", "EF56"], withdrawn=["AB12", "nowhere", ""])
    told = next(issue for issue in responses.issues if issue.code == "withdrawn_not_found")
    assert told.message.startswith("1 of 3 codes")
    assert responses.stages == {}


def test_a_study_from_which_everybody_withdrew_is_refused():
    with pytest.raises(InputError, match="Everybody who answered has withdrawn"):
        linked(["AB12"], ["AB12"], withdrawn=["AB12"])


def test_both_files_are_read_and_written_safely():
    matches = (Match("=cmd|x", "AB12"), Match("-5", "@p", "after"), Match('quo"te', "a,b"))
    assert read_matches(write_matches(matches), "matches.csv") == matches
    assert b"'=cmd" in write_matches(matches)
    assert read_matches("Code , Participant\r\nx,y\r\n,\r\n".encode("utf-8-sig"), "m.csv") == (Match("x", "y"),)
    assert read_withdrawn(b"code,note\nAB12,moved away\n\nCD34,\n", "withdrawn.csv") == {"AB12", "CD34"}


@pytest.mark.parametrize(
    "content",
    [
        b"code;why\r\nAB12;moved\r\nCD34;\r\n",
        "code\twhy\nAB12\tmoved\nCD34\t\n".encode("utf-16"),
        b"Your code,Why\nAB12,moved\nCD34,\n",
        b"code\r\nAB12\r\nCD34\r\n",
        b"Participant ID\nAB12\nCD34",
        b"AB12\nCD34",
    ],
)
def test_lists_of_who_withdrew_as_spreadsheets_save_them(content):
    assert read_withdrawn(content, "withdrawn.csv") == {"AB12", "CD34"}


@pytest.mark.parametrize(
    "content", [b"AB12,moved\nCD34,ill\n", b"code\nZo\xeb1\n", b"PK\x03\x04", b"Your code,My code\na,b\n"]
)
def test_lists_in_which_the_codes_cannot_be_told_are_refused(content):
    with pytest.raises(InputError):
        read_withdrawn(content, "withdrawn.csv")


@pytest.mark.parametrize("content", [b"person,code\nx,y\n", b"", b"\xff\xfe\x00"])
def test_files_of_another_form_are_refused(content):
    with pytest.raises(InputError):
        read_matches(content, "matches.csv")


def test_matches_do_not_show_codes_when_printed():
    assert "AB12" not in repr(Match("AB12", "CD34"))
