"""Waves however they arrive: files, sheets, a column, columns that say it themselves."""

import pytest

from measures.errors import DecisionNeededError, InputError
from measures.people.link import link
from measures.people.waves import ParticipantRules, WaveRules
from measures.results import FlowStep
from tests.coded_tables import answers_of, coded, codes_of, pairs_of, steps

ORDER = WaveRules(order=("before", "after"))
ANYBODY = ParticipantRules()


def test_two_files():
    before = coded("before.csv", {"Code": ["a", "b"], "x.a": [1, 2]}, wave="before")
    after = coded("after.csv", {"Code": ["b", "a"], "x.a": [4, 3]}, wave="AFTER")
    responses = link([after, before], ORDER, ANYBODY)
    assert responses.waves == ("before", "after")
    assert pairs_of(responses) == [(1, 3), (2, 4)]
    assert responses.linked


def test_two_sheets_of_one_file_are_told_apart_in_messages():
    sheets = ("Before", "After")
    before = coded("six.xlsx", {"Code": ["a", ""], "x.a": [1, 2]}, wave="Before", sheet="Before", sheets=sheets)
    after = coded("six.xlsx", {"Code": ["a", "b"], "x.a": [3, 4]}, wave="After", sheet="After", sheets=sheets)
    responses = link([before, after], WaveRules(), ANYBODY)
    assert pairs_of(responses) == [(1, 3)]
    blank = next(issue for issue in responses.issues if issue.code == "blank_codes")
    assert blank.where == "six.xlsx, sheet 'Before'"


def test_a_wave_column_by_stated_values_compared_as_folded_text():
    table = coded(
        "one.csv",
        {
            "When": ["First session", "LAST  session ", "final", "Taster", "", "before"],
            "Code": ["a", "a", "b", "c", "d", "b"],
            "x.a": [1, 2, 3, 4, 5, 6],
        },
    )
    rules = WaveRules(
        order=("before", "after"), values={"before": ("First session",), "after": ("Last session", "Final")}
    )
    responses = link([table], rules, ANYBODY)
    assert pairs_of(responses) == [(1, 2), (6, 3)]
    assert steps(responses)["set_aside", "", "another wave than those stated"] == 1
    assert steps(responses)["set_aside", "", "no wave stated"] == 1
    said = [issue.message for issue in responses.issues if issue.code == "rows_without_wave"]
    assert any("row 5" in message for message in said)
    assert any("row 6" in message for message in said)
    assert not any("Taster" in message for message in said)  # what people wrote is not repeated


def test_a_wave_said_in_the_first_row_of_each_block_only_must_be_settled():
    when = ["Before", "", "", "After", "", ""]
    table = coded("one.csv", {"When": when, "Code": list("abcabc"), "x.a": [1, 2, 3, 4, 5, 6]})
    rules = WaveRules(column="When")
    told = next(one for one in link([table], rules, ANYBODY).issues if one.code == "rows_without_wave")
    assert (told.severity, "Fill Down" in told.fix) == ("decide", True)
    table = coded("one.csv", {"When": ["Before", "Before", "", "After"], "Code": list("abca"), "x.a": [1, 2, 3, 4]})
    told = next(one for one in link([table], rules, ANYBODY).issues if one.code == "rows_without_wave")
    assert told.severity == "check"


def test_a_wave_column_without_stated_values_names_its_own_waves():
    table = coded("one.csv", {"When": ["After", "before ", "Before"], "Code": ["a", "a", "b"], "x.a": [1, 2, 3]})
    responses = link([table], WaveRules(), ANYBODY)
    assert responses.waves == ("Before", "After")
    assert "wave_order_taken" in codes_of(responses.issues)
    assert pairs_of(responses) == [(2, 1)]


def test_a_stated_wave_column_is_found_by_its_header_and_numbers_written_as_decimals():
    table = coded(
        "one.csv",
        {"Session number": ["1.0", "2.0"], "Code": ["a", "a"], "x.a": [5, 6]},
        roles={"Session number": "unused"},
    )
    responses = link([table], WaveRules(column="session number", order=("1", "2")), ANYBODY)
    assert pairs_of(responses) == [(5, 6)]


def test_value_labels_of_a_wave_column_are_its_texts():
    table = coded(
        "old.sav",
        {"When": ["1.0", "2.0"], "Code": ["a", "a"], "x.a": [5, 6]},
        labels={"When": {"1.0": "Post", "2.0": "Pre"}},
    )
    responses = link([table], WaveRules(), ANYBODY)
    assert responses.waves == ("Pre", "Post")
    assert pairs_of(responses) == [(6, 5)]


def test_wide_columns_give_several_waves_a_row_and_need_no_code():
    table = coded("wide.csv", {"x.a@before": [1, 2, 3, None], "x.a@after": [4, None, 6, None]})
    responses = link([table], ORDER, ANYBODY)
    assert pairs_of(responses) == [(1, 4), (3, 6)]
    assert responses.linked
    assert responses.stages == {"same_row": 2}
    flow = steps(responses)
    assert flow["people", "before", ""] == 3
    assert flow["people", "after", ""] == 2
    assert flow["set_aside", "", "no answer to any question of an instrument"] == 1
    assert flow["one_wave_only", "before", "no code"] == 1


def test_wide_columns_beside_a_file_of_a_third_wave():
    wide = coded("wide.csv", {"Code": ["a", "b"], "x.a@before": [1, 2], "x.a@after": [3, None]})
    later = coded("later.csv", {"Code": ["B ", "a"], "x.a": [5, 6]}, wave="six months")
    rules = WaveRules(order=("before", "after", "six months"))
    responses = link([wide, later], rules, ANYBODY)
    assert pairs_of(responses) == [(1, 6), (2, 5)]
    assert responses.stages == {"exact": 1, "normalised": 1}


def test_a_file_of_one_wave_may_ask_about_another_in_its_columns():
    """Retrospective: the after form also asks how it was before."""
    table = coded("after.csv", {"Code": ["a"], "x.a@before": [1], "x.a": [4], "x.b": [2]}, wave="after")
    responses = link([table], WaveRules(order=("before", "after"), retrospective=True), ANYBODY)
    assert pairs_of(responses) == [(1, 4)]
    assert answers_of(responses, "x.b") == {("A", "before"): None, ("A", "after"): 2}
    assert "retrospective" in codes_of(responses.issues)


def test_questions_that_say_no_wave_beside_others_that_do_are_left_out_and_asked_about():
    table = coded("wide.csv", {"Code": ["a"], "x.a@before": [1], "x.a@after": [2], "y.b": [3]})
    responses = link([table], ORDER, ANYBODY)
    assert "y.b" not in responses.answers.columns
    asked = next(issue for issue in responses.issues if issue.code == "items_without_wave")
    assert asked.severity == "decide"
    assert "'y.b'" in asked.message


def test_redcap_events_carry_baseline_characteristics_over():
    table = coded(
        "redcap.csv",
        {
            "Code": ["100", "100", "100", "220", "220"],
            "When": ["enrollment_arm_1", "visit_1_arm_1", "final_visit_arm_1", "enrollment_arm_1", "visit_1_arm_1"],
            "Gender": ["F", "", "", "M", ""],
            "x.a": [None, 1, 2, None, 3],
        },
        platform="REDCap",
    )
    rules = WaveRules(order=("visit_1_arm_1", "final_visit_arm_1"))
    responses = link([table], rules, ANYBODY, about=["Gender"])
    assert pairs_of(responses) == [(1, 2)]
    people = responses.people.to_native().set_index("participant")["Gender"].to_dict()
    assert people == {"100": "F", "220": "M"}


def test_several_files_without_a_wave_are_not_guessed():
    tables = [coded(name, {"Code": ["a"], "x.a": [1]}) for name in ("one.csv", "two.csv")]
    with pytest.raises(DecisionNeededError) as error:
        link(tables, ORDER, ANYBODY)
    assert error.value.issues[0].code == "waves"
    assert "'one.csv' and 'two.csv'" in str(error.value)
    assert "--before" in str(error.value)


def test_one_file_without_a_wave_is_one_wave():
    responses = link([coded("one.csv", {"Code": ["a", "b"], "x.a": [1, 2]})], WaveRules(), ANYBODY)
    assert responses.waves == ("survey",)
    assert steps(responses) == {("rows_read", "survey", ""): 2, ("people", "survey", ""): 2}


def test_one_file_without_a_wave_where_two_waves_are_stated_is_not_guessed():
    with pytest.raises(DecisionNeededError) as error:
        link([coded("one.csv", {"Code": ["a"], "x.a": [1]})], ORDER, ANYBODY)
    assert error.value.issues[0].code == "waves"


@pytest.mark.parametrize(
    ("table", "rules", "code"),
    [
        (coded("a.csv", {"Code": ["a"], "x.a": [1]}, wave="exit"), ORDER, "waves"),
        (coded("a.csv", {"Code": ["a"], "x.a@exit": [1]}), ORDER, "waves"),
        (coded("a.csv", {"Code": ["a"], "x.a": [1]}), WaveRules(column="When"), "column_not_found"),
    ],
)
def test_a_wave_or_column_that_is_not_there_is_refused(table, rules, code):
    with pytest.raises(InputError) as error:
        link([table], rules, ANYBODY)
    assert error.value.issues[0].code == code


def test_a_column_with_very_many_texts_names_no_waves():
    table = coded("a.csv", {"When": [f"text {i}" for i in range(30)], "x.a": [1] * 30})
    with pytest.raises(DecisionNeededError) as error:
        link([table], WaveRules(), ANYBODY)
    assert error.value.issues[0].code == "waves"


def test_two_columns_that_may_say_the_wave_are_asked_about():
    table = coded("a.csv", {"When": ["pre"], "Phase": ["post"], "x.a": [1]}, roles={"Phase": "wave"})
    with pytest.raises(DecisionNeededError, match="'When' and 'Phase'"):
        link([table], WaveRules(), ANYBODY)


def test_a_file_may_have_rules_of_its_own():
    one = coded("one.csv", {"Code": ["a"], "When": ["first"], "x.a": [1]})
    two = coded("two.csv", {"Ref": ["a"], "When": ["second"], "x.a": [2]})
    own = {"two.csv": (WaveRules(values={"after": ("second",)}), ParticipantRules(column="Ref"))}
    rules = WaveRules(order=("before", "after"), values={"before": ("first",)})
    assert pairs_of(link([one, two], rules, ANYBODY, own=own)) == [(1, 2)]


def test_rows_set_aside_while_reading_are_part_of_the_flow():
    flow = (FlowStep("set_aside", "", 2, "preview"),)
    before = coded("before.csv", {"Code": ["a", "b", "c"], "x.a": [1, 2, None]}, wave="before", flow=flow)
    after = coded("after.csv", {"Code": ["a"], "x.a": [3]}, wave="after")
    found = steps(link([before, after], ORDER, ANYBODY))
    assert found["rows_read", "before", ""] == 5
    assert found["set_aside", "before", "preview"] == 2
    assert found["set_aside", "before", "no answer to any question of an instrument"] == 1
    assert found["people", "before", ""] == 2


def test_nothing_answered_is_refused_with_the_reason():
    with pytest.raises(InputError) as error:
        link([coded("before.csv", {"Code": ["a"], "x.a": [None]}, wave="before")], WaveRules(), ANYBODY)
    assert error.value.issues[0].code == "no_answers"
    assert "1 no answer to any question of an instrument" in str(error.value)
    flow = (FlowStep("set_aside", "", 14, "previews of the survey"),)
    with pytest.raises(InputError, match="14 previews of the survey"):
        link([coded("before.csv", {"Code": [], "x.a": []}, wave="before", flow=flow)], WaveRules(), ANYBODY)


def test_ready_made_scores_of_two_files_are_counted_in_one_unit():
    """12.5 in halves is 25; 12 in whole units is 24 halves."""
    name = "b.scale:total"
    before = coded("before.csv", {"Code": ["a"], name: [25]}, wave="before", units={name: 0.5})
    after = coded("after.csv", {"Code": ["a"], name: [12]}, wave="after", units={name: 1.0})
    responses = link([before, after], ORDER, ANYBODY)
    assert responses.units == {name: 0.5}
    assert pairs_of(responses, name) == [(25, 24)]


def test_tenths_and_quarters_meet_in_twentieths():
    name = "b.scale:total"
    before = coded("before.csv", {"Code": ["a"], name: [3]}, wave="before", units={name: 0.1})
    after = coded("after.csv", {"Code": ["a"], name: [3]}, wave="after", units={name: 0.25})
    responses = link([before, after], ORDER, ANYBODY)
    assert responses.units == {name: 0.05}
    assert pairs_of(responses, name) == [(6, 15)]


def test_columns_of_one_table_that_say_their_wave_have_units_of_their_own():
    name = "b.scale:total"
    columns = {"Code": ["a"], f"{name}@before": [25], f"{name}@after": [12]}
    table = coded("wide.csv", columns, units={f"{name}@before": 0.5, f"{name}@after": 1.0})
    responses = link([table], ORDER, ANYBODY)
    assert responses.units == {name: 0.5}
    assert pairs_of(responses, name) == [(25, 24)]


def test_an_item_without_a_stated_unit_counts_in_ones():
    before = coded("before.csv", {"Code": ["a"], "x.a": [3]}, wave="before", units={"x.a": 0.5})
    after = coded("after.csv", {"Code": ["a"], "x.a": [3]}, wave="after")
    responses = link([before, after], ORDER, ANYBODY)
    assert responses.units == {"x.a": 0.5}
    assert pairs_of(responses) == [(3, 6)]
