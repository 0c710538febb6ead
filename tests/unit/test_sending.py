"""The list to look over before results are handed on: it says what was found, and nothing that protection hides."""

from __future__ import annotations

from measures.disclosure import protect
from measures.report.sending import LOOK, NOTHING, before_you_send, in_short
from measures.results import Evaluation, FlowStep, Issue
from tests.result_rows import LONELINESS, change

ROWS = (change(LONELINESS, -0.77, -1.12, -0.42, ci_level=0.95),)
FOLLOWED = FlowStep("matched", "", 41, "exact")


def lines(issues=(), flow=(FOLLOWED,), policy="under_5"):
    found = before_you_send(protect(Evaluation({}, tuple(flow), tuple(issues), ROWS, (LONELINESS,)), policy))
    return {line.what: line for line in found}


def test_nothing_to_do_is_said_line_by_line():
    found = lines()
    assert list(found) == [
        "People found only once", "Answers we do not know", "Times of asking", "Sheets and rows not read",
        "What is hidden", "Decisions of yours",
    ]  # fmt: skip
    assert {line.to_do for line in found.values()} == {NOTHING}
    assert found["People found only once"].found == "Everybody was found at every time."
    assert in_short(tuple(found.values())).endswith("found nothing to do.")


def test_people_found_once_are_counted_and_few_of_them_are_not_told():
    alone = [
        FlowStep("one_wave_only", "before", 23, "code in this wave only"),
        FlowStep("one_wave_only", "after", 3, ""),
    ]
    found = lines(flow=[FOLLOWED, *alone])["People found only once"]
    assert found.found == "Found only before: about 25 people; found only after: a number not shown."
    assert found.to_do == NOTHING
    exact = lines(flow=[FOLLOWED, *alone], policy="none")["People found only once"]
    assert exact.found == "Found only before: 23 people; found only after: 3 people."
    both = [
        FlowStep("one_wave_only", "before", 23, "code in this wave only"),
        FlowStep("one_wave_only", "before", 2, ""),
    ]
    assert "Found only before: about 25 people, and a number not shown." in lines(flow=[FOLLOWED, *both])[
        "People found only once"
    ].found  # fmt: skip


def test_without_codes_it_says_that_nobody_was_followed():
    found = lines(flow=())["People found only once"]
    assert found.found.startswith("Nobody could be followed")
    assert found.to_do == LOOK


def test_each_kind_of_trouble_stands_in_its_line_and_once():
    unknown = Issue("decide", "unknown_label", "before.csv, column C", "'Offen' is not one of the answers.", "Choose.")
    reversed_ = Issue("decide", "waves_reversed", "waves", "'after' was answered before 'before'.", "Say the order.")
    sheet = Issue("check", "sheet_left_out", "before.xlsx", "This sheet was left out.", "Name it.")
    other = Issue("decide", "ready_made_score", "before.csv", "Two columns hold a score.", "Say which.")
    found = lines([unknown, reversed_, sheet, other])
    assert "column C" in found["Answers we do not know"].found
    assert "Offen" not in found["Answers we do not know"].found  # the gate took what somebody wrote out
    assert found["Times of asking"].found == reversed_.message
    assert "This sheet was left out." in found["Sheets and rows not read"].found
    assert found["Decisions of yours"].found == "before.csv: Two columns hold a score."
    assert [line.what for line in found.values() if line.needs_a_look] == [
        "Answers we do not know", "Times of asking", "Sheets and rows not read", "Decisions of yours",
    ]  # fmt: skip
    assert in_short(tuple(found.values())).startswith("4 things need a look")


def test_one_thing_is_singular_and_many_places_are_cut_with_their_number():
    unknown = [Issue("decide", "unknown_label", f"column {k}", "Some answers are unknown.") for k in "ABCDE"]
    found = lines(unknown)
    assert found["Answers we do not know"].found.endswith("And 2 more like this.")
    assert in_short(tuple(found.values())).startswith("1 thing needs a look")


def test_a_note_about_a_sheet_is_told_without_asking_for_anything():
    deep = Issue("note", "very_hidden_sheets", "before.xlsx", "1 sheet that Excel does not list left out: 'old'.")
    found = lines([deep])["Sheets and rows not read"]
    assert "does not list left out" in found.found
    assert found.to_do == NOTHING


def test_rows_set_aside_are_told_even_where_no_issue_tells_of_them():
    found = lines(flow=[FOLLOWED, FlowStep("set_aside", "before", 12, "not finished")])["Sheets and rows not read"]
    assert (found.found, found.to_do) == ("Rows set aside: not finished.", LOOK)


def test_unprotected_results_say_so():
    found = lines(policy="none")["What is hidden"]
    assert found.found == "Nothing: this holds personal data."
    assert found.needs_a_look


def test_hidden_figures_are_counted():
    whole = change(LONELINESS, -0.77, -1.12, -0.42, n=4)
    of_group = change(LONELINESS, -0.77, -1.12, -0.42, n=4, group_by="area", group="North")
    for rows, said in (
        ((whole,), "of everybody together 1 of 1."),
        ((whole, of_group), "of everybody together 1 of 1; of single groups 1 of 1."),
    ):
        few = protect(Evaluation({}, (FOLLOWED,), (), rows, (LONELINESS,)), "under_5")
        found = {line.what: line for line in before_you_send(few)}["What is hidden"]
        assert found.found == f"Figures hidden to protect people, marked [c]: {said}"
