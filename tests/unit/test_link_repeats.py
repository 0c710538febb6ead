"""Several answers of one person in a wave: settled per instrument, counted and listed, never silently."""

from measures.people.link import link
from measures.people.waves import ParticipantRules, WaveRules
from tests.coded_tables import answers_of, coded, codes_of, steps

ORDER = WaveRules(order=("before", "after"))
REPEATED = "answered more than once: the most complete counts, among equals the {}"
JOINED = "another part of the same person's answers"


def linked(*tables, about=()):
    return link(tables, ORDER, ParticipantRules(), about=about)


def test_the_most_complete_answer_counts():
    before = coded("b.csv", {"Code": ["p", "p", "p"], "x.a": [1, 2, 3], "x.b": [None, 2, None]}, wave="before")
    after = coded("a.csv", {"Code": ["p", "p"], "x.a": [4, 5], "x.b": [4, None]}, wave="after")
    responses = linked(before, after)
    assert answers_of(responses) == {("P", "before"): 2, ("P", "after"): 4}


def test_among_equals_the_earliest_before_and_the_latest_after_by_date():
    columns = {"Code": ["p", "p", "p"], "Date": ["2026-01-09", "2026-01-02", "2026-01-05"], "x.a": [1, 2, 3]}
    responses = linked(coded("b.csv", columns, wave="before"), coded("a.csv", columns, wave="after"))
    assert answers_of(responses) == {("P", "before"): 2, ("P", "after"): 1}


def test_among_equals_without_dates_by_row_and_file():
    columns = {"Code": ["p", "p"], "x.a": [1, 2]}
    more = {"Code": ["p"], "x.a": [3]}
    responses = linked(
        coded("b1.csv", columns, wave="before"),
        coded("a1.csv", columns, wave="after"),
        coded("b2.csv", more, wave="before"),
        coded("a2.csv", more, wave="after"),
    )
    assert answers_of(responses) == {("P", "before"): 1, ("P", "after"): 3}


def test_a_missing_date_among_equals_makes_rows_decide():
    columns = {"Code": ["p", "p"], "Date": ["2026-01-09", ""], "x.a": [1, 2]}
    responses = linked(coded("b.csv", columns, wave="before"), coded("a.csv", columns, wave="after"))
    assert answers_of(responses) == {("P", "before"): 1, ("P", "after"): 2}


def test_each_instrument_is_settled_by_itself():
    """The first form is fuller on x, the second on y."""
    before = coded(
        "b.csv",
        {
            "Code": ["p", "p"],
            "x.a": [1, 2],
            "x.b": [1, None],
            "y.a": [None, 5],
            "y.b": [1, 5],
            "z.scale:total": [None, 9],
        },
        wave="before",
    )
    responses = linked(before, coded("a.csv", {"Code": ["p"], "x.a": [3]}, wave="after"))
    person = ("P", "before")
    assert [answers_of(responses, item)[person] for item in ("x.a", "x.b", "y.a", "y.b", "z.scale:total")] == [
        1,
        1,
        5,
        5,
        9,
    ]


def test_two_files_of_one_wave_complement_each_other_without_being_repeats():
    one = coded("b1.csv", {"Code": ["p", "q"], "x.a": [1, 2]}, wave="before")
    two = coded("b2.csv", {"Code": ["Q", "p"], "y.a": [3, 4]}, wave="before")
    responses = linked(one, two, coded("a.csv", {"Code": ["p"], "x.a": [9]}, wave="after"))
    assert answers_of(responses, "y.a")["P", "before"] == 4
    assert answers_of(responses, "x.a")["P", "before"] == 1
    flow = steps(responses)
    assert flow["people", "before", ""] == 2
    assert flow["repeat_answers", "before", JOINED] == 2
    assert "repeat_answers" not in codes_of(responses.issues)


def test_repeats_are_counted_and_listed_by_row():
    before = coded("b.csv", {"Code": ["p", "q", "p", "r", "q", "q"], "x.a": [1] * 6}, wave="before")
    responses = linked(before, coded("a.csv", {"Code": ["p"], "x.a": [1]}, wave="after"))
    told = next(issue for issue in responses.issues if issue.code == "repeat_answers")
    assert told.severity == "check"
    assert told.where == "b.csv"
    assert told.message == "2 people answered more than once in 'before' (rows 2 and 4; rows 3, 6 and 7)."
    assert steps(responses)["repeat_answers", "before", REPEATED.format("earliest")] == 3
    assert steps(responses)["people", "before", ""] == 3


def test_repeats_in_two_files_name_both():
    one = coded("b1.csv", {"Code": ["p"], "x.a": [1]}, wave="before")
    two = coded("b2.csv", {"Code": ["z", "p"], "x.a": [1, 1]}, wave="before")
    responses = linked(one, two, coded("a.csv", {"Code": ["p"], "x.a": [1]}, wave="after"))
    told = next(issue for issue in responses.issues if issue.code == "repeat_answers")
    assert told.message == "1 person answered more than once in 'before' (row 2 of b1.csv and row 3 of b2.csv)."


def test_answers_more_than_two_weeks_apart_are_asked_about():
    columns = {
        "Code": ["p", "p", "q", "q"],
        "Date": ["2026-01-01", "2026-01-15", "2026-01-01", "2026-01-16"],
        "x.a": [1] * 4,
    }
    responses = linked(
        coded("b.csv", columns, wave="before"), coded("a.csv", {"Code": ["p"], "x.a": [1]}, wave="after")
    )
    asked = next(issue for issue in responses.issues if issue.code == "repeat_answers_far_apart")
    assert asked.severity == "decide"
    assert "1 person" in asked.message  # fourteen days is not more than fourteen
    assert "rows 4 and 5" in asked.message


def test_many_repeats_are_listed_up_to_a_limit_and_the_rest_counted():
    codes = [f"person{i:03d}{letter}" for i in range(60) for letter in "ab"]
    before = coded("b.csv", {"Code": [code[:-1] + "x" for code in codes], "x.a": [1] * 120}, wave="before")
    told = next(issue for issue in linked(before).issues if issue.code == "repeat_answers")
    assert told.message.startswith("60 people")
    assert told.message.endswith("; and 10 more people).")


def test_in_each_wave_rows_read_less_those_left_out_are_people():
    before = coded("b.csv", {"Code": ["p", "p", "q", "", "r"], "x.a": [1, None, 2, 3, None]}, wave="before")
    after = coded("a.csv", {"Code": ["P", "q", "q", "s"], "x.a": [1, 2, 3, 4]}, wave="after")
    responses = link([before, after], ORDER, ParticipantRules(), withdrawn=["q"])
    flow = steps(responses)
    for wave in ("before", "after"):
        total = {
            step: sum(n for (name, where, _), n in flow.items() if name == step and where == wave)
            for step in ("rows_read", "set_aside", "repeat_answers", "people", "one_wave_only")
        }
        assert total["rows_read"] - total["set_aside"] - total["repeat_answers"] == total["people"]
        matched = sum(n for (name, _, _), n in flow.items() if name == "matched")
        assert matched + total["one_wave_only"] == total["people"]


def test_what_is_known_of_people_is_the_baseline_value_else_the_first_later_one():
    before = coded("b.csv", {"Code": ["p", "q", "r"], "Gender": ["F", "", ""], "x.a": [1, 2, 3]}, wave="before")
    register = coded(
        "register.csv",
        {"Code": ["P ", "q", "r", "nobody"], "Gender": ["X", "M", " ", "F"], "Site": ["1", "2", "", "9"]},
        wave="none",
    )
    after = coded(
        "a.csv", {"Code": ["p", "q", "r", "s"], "Gender": ["M", "F", "F", "other"], "x.a": [4, 5, 6, 7]}, wave="after"
    )
    responses = linked(before, register, after, about=["Gender", "Site"])
    people = responses.people.to_native().set_index("participant")
    assert people["Gender"].to_dict() == {"P": "F", "Q": "M", "R": "F", "S": "other"}
    assert people["Site"].dropna().to_dict() == {"P": "1", "Q": "2"}
    assert responses.waves == ("before", "after")
    assert len(people) == 4


def test_facts_of_columns_that_say_their_wave():
    wide = coded(
        "wide.csv",
        {"Code": ["p", "q"], "Age now": ["30", ""], "Age then": ["", "40"], "x.a@before": [1, 2], "x.a@after": [3, 4]},
        roles={"Age now": "group", "Age then": "group"},
        column_waves={"Age now": "before", "Age then": "after"},
    )
    people = linked(wide, about=["Age now", "Age then"]).people.to_native()
    assert list(people.columns) == ["participant", "Age now", "Age then"]


def test_facts_that_were_not_carried_along_are_taken_from_the_table_as_read():
    before = coded("b.csv", {"Code": ["p", "q"], "Site": ["A", " B "], "x.a": [1, 2]}, wave="before", left_out=["Site"])
    people = linked(before, about=["site"]).people.to_native().set_index("participant")
    assert people["site"].to_dict() == {"P": "A", "Q": "B"}


def test_a_header_that_no_file_has_is_said_and_stated_for_nobody():
    responses = linked(coded("b.csv", {"Code": ["p"], "x.a": [1]}, wave="before"), about=["Postcode"])
    assert "column_not_found" in codes_of(responses.issues)
    assert responses.people.to_native()["Postcode"].isna().all()


def test_a_register_cannot_be_joined_without_codes():
    register = coded("register.csv", {"Gender": ["F", "M"]}, wave="none")
    before = coded("b.csv", {"x.a": [1, 2]}, wave="before")
    people = linked(before, register, about=["Gender"]).people.to_native()
    assert people["Gender"].isna().all()
