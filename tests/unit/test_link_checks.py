"""What a careful person would ask of two linked waves."""

import pytest

from measures.people.link import link
from measures.people.waves import ParticipantRules, WaveRules
from tests.coded_tables import coded, codes_of

ORDER = WaveRules(order=("before", "after"))
CODES = [f"AB{i}CD" for i in (3, 7, 1, 9, 5, 8)]


def dated(wave, dates, *, name=None, codes=CODES):
    table = {"Code": codes, "Date": dates, "x.a": [1, 2, 3, 4, 5, 1]}
    return coded(name or f"{wave}.csv", table, wave=wave)


def issue_of(responses, code):
    return next((issue for issue in responses.issues if issue.code == code), None)


JANUARY = [f"2026-01-{day:02d}" for day in (5, 6, 7, 8, 9, 12)]
APRIL = [f"2026-04-{day:02d}" for day in (6, 7, 8, 9, 10, 13)]  # thirteen weeks later, each


def test_weeks_apart_and_season():
    issues = link([dated("before", JANUARY), dated("after", APRIL)], ORDER, ParticipantRules()).issues
    apart = next(issue for issue in issues if issue.code == "weeks_apart")
    assert apart.severity == "note"
    assert "is 13 weeks (the middle half of people: 13 to 13)" in apart.message
    season = next(issue for issue in issues if issue.code == "season")
    assert "'before' was mostly answered in winter, 'after' in spring." in season.message


def test_waves_whose_dates_say_the_reverse_order():
    issue = issue_of(
        link([dated("before", APRIL), dated("after", JANUARY)], ORDER, ParticipantRules()), "waves_reversed"
    )
    assert issue.severity == "decide"


def test_one_person_with_dates_out_of_order():
    april = ["2025-12-01", *APRIL[1:]]
    issue = issue_of(
        link([dated("before", JANUARY), dated("after", april)], ORDER, ParticipantRules()), "dates_out_of_order"
    )
    assert issue.message.startswith("1 person has")


def test_both_waves_in_one_sitting_are_asked_about_unless_stated():
    tables = [dated("before", JANUARY), dated("after", JANUARY)]
    assert issue_of(link(tables, ORDER, ParticipantRules()), "one_sitting").severity == "decide"
    stated = link(tables, WaveRules(order=("before", "after"), retrospective=True), ParticipantRules())
    assert issue_of(stated, "one_sitting") is None
    assert issue_of(stated, "retrospective").severity == "check"


def test_unlinked_waves_have_their_distance_too():
    issues = link([dated("before", JANUARY), dated("after", APRIL)], ORDER, ParticipantRules(none=True)).issues
    assert "About 13 weeks" in next(issue for issue in issues if issue.code == "weeks_apart").message


def test_dates_that_may_be_read_two_ways_are_not_used():
    responses = link(
        [dated("before", ["01/02/2026", "03/04/2026"] * 3), dated("after", APRIL)], ORDER, ParticipantRules()
    )
    assert issue_of(responses, "ambiguous_dates").where == "before.csv"
    assert issue_of(responses, "weeks_apart") is None


def test_the_same_content_twice_in_any_order_of_rows():
    before = dated("before", JANUARY)
    turned = coded("after.csv", {"Code": CODES[::-1], "Date": JANUARY[::-1], "x.a": [1, 5, 4, 3, 2, 1]}, wave="after")
    issue = issue_of(link([before, turned], ORDER, ParticipantRules()), "same_content")
    assert issue.severity == "decide"
    assert "'before.csv' and 'after.csv'" in issue.message


@pytest.mark.parametrize("wave", ["before", "after"])
def test_one_cell_of_difference_is_another_content(wave):
    other = coded(f"{wave}2.csv", {"Code": CODES, "Date": JANUARY, "x.a": [1, 2, 3, 4, 5, 2]}, wave=wave)
    assert issue_of(link([dated("before", JANUARY), other], ORDER, ParticipantRules()), "same_content") is None


def test_a_clean_study_raises_nothing_to_decide_or_check():
    responses = link([dated("before", JANUARY), dated("after", APRIL)], ORDER, ParticipantRules())
    assert set(codes_of(responses.issues)) == {"weeks_apart", "season"}


def lasting(wave, header, answers, codes=CODES):
    roles = {header: "drop"}
    return coded(f"{wave}.csv", {"Code": codes, header: answers, "x.a": [1, 2, 3, 4, 5, 1]}, wave=wave, roles=roles)


@pytest.mark.parametrize(
    ("header", "before", "after", "what"),
    [
        ("Year of birth", ["1951", "1960", "", "1970", "1980", "1990"], ["1951", "1960", "1942", "1971", "", "1991"],
         "2 people give more than one year of birth"),
        ("Date of birth", ["12/04/1951"] * 6, ["1951-04-12", "1951", "12.4.1951", "1951", "1952", "not 51"],
         "1 person gives more than one year of birth"),
        ("Gender", ["F", "M", "Woman", "prefer not to say", "x", "F"], ["female", "Man", "w", "F", "x", "Male"],
         "1 person gives more than one sex or gender"),
    ],
)  # fmt: skip
def test_one_code_with_two_peoples_answers_is_listed_by_rows(header, before, after, what):
    found = link([lasting("before", header, before), lasting("after", header, after)], ORDER, ParticipantRules())
    issue = issue_of(found, "conflicting_answers")
    assert issue.severity == "decide"
    assert issue.message.startswith(what)
    assert "row 7 of before.csv and row 7 of after.csv" in issue.message or "row 6 of before.csv" in issue.message
    assert not any(code in str(issue) for code in (*CODES, "195", "196", "197"))


def test_answers_that_may_change_or_agree_are_no_conflict():
    for header, before, after in (
        ("Town you were born in", ["Stroud"] * 6, ["Cheltenham"] * 6),
        ("Gender", ["F"] * 6, ["female"] * 6),
        ("Home town", ["Stroud"] * 6, ["Cheltenham"] * 6),
    ):
        found = link([lasting("before", header, before), lasting("after", header, after)], ORDER, ParticipantRules())
        assert issue_of(found, "conflicting_answers") is None


def test_two_answers_in_one_wave_under_one_code_are_told_of_too():
    codes = [*CODES[:5], CODES[0]]
    tables = [
        lasting("before", "Sex", ["F", "M", "F", "M", "F", "M"], codes),
        lasting("after", "Sex", ["F", "M", "F", "M", "F", "M"]),
    ]
    issue = issue_of(link(tables, ORDER, ParticipantRules()), "conflicting_answers")
    assert "rows 2 and 7 of before.csv and row 2 of after.csv" in issue.message
