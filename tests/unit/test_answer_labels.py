"""One answer against one response list."""

from decimal import Decimal
from functools import cache

import pytest

from measures.exports.labels import MISSING_NUMBERS, answer_reader, cell_key, response_sets, stored_code, unit_of
from tests.made_tables import instrument

HOW_OFTEN = """
[responses.how_often]
options = [
  { code = 1, label = "Hardly ever or never", aliases = ["Hardly ever", "Never"] },
  { code = 2, label = "Some of the time", aliases = ["Sometimes"] },
  { code = 3, label = "Often", warn = ["Often/always"] },
]
missing = ["Don't know", "7"]
"""
ASKED = """
[responses.five]
options = [{ code = 1, label = "Often or always" }, { code = 2, label = "Sometimes" }, { code = 3, label = "Never" }]
numbers = "ask"
"""
TEN = """
[responses.ten]
minimum = 0
maximum = 10
options = [{ code = 0, label = "Not at all", aliases = ["None"] }, { code = 10, label = "Completely" }]
missing = ["Don't know"]
"""
HALVES = """
[responses.halves]
minimum = 0
maximum = 5
step = 0.5
"""
COUNTS = """
[responses.people]
options = [
  { code = 0, label = "None", aliases = ["0"] }, { code = 1, label = "One", aliases = ["1"] },
  { code = 2, label = "Two", aliases = ["2"] }, { code = 3, label = "Three or four", aliases = ["3-4"] },
  { code = 4, label = "Five through eight", aliases = ["5-8"] }, { code = 5, label = "Nine or more", aliases = ["9+"] },
]
counts_from = [0, 1, 2, 3, 5, 9]
"""
REFUSED = """
[[refuse]]
when = "range"
values = [0, 10]
reason = "These run from 0 to 10."
[[refuse]]
when = "options"
values = ["Occasionally"]
reason = "Occasionally is another version's."
"""


@cache
def made(responses, extra):
    return instrument("made", responses, {"one": ("One?", name_of(responses), ())}, extra)


def name_of(responses):
    return responses.split("[responses.")[1].split("]")[0]


def reader(responses, extra="", **settled):
    return answer_reader(made(responses, extra), name_of(responses), **settled)


@pytest.mark.parametrize(
    "text",
    ["Often", " often", "OFTEN ", "\u201cOften\u201d", "3 - Often", "(3) Often", "Often (3)", "3. Often", "3) often", "3 = Often",
     "[3] often", "3: Often", "3 Often", "Often [3]", "Often = 3", "3", "3.0", "3.00", "+3", "Often.", "<b>Often</b>"],
)  # fmt: skip
def test_every_dress_of_often_is_3(text):
    reading = reader(HOW_OFTEN).read(text)
    assert (reading.kind, reading.code) == ("code", 3)
    assert not reading.check


def test_aliases_count_and_near_labels_are_checked():
    assert reader(HOW_OFTEN).read("Never").code == 1
    near = reader(HOW_OFTEN).read("often / always")
    assert (near.kind, near.code) == ("code", 3)
    assert near.check


@pytest.mark.parametrize("text", ["2 - Often", "Often (1)", "9. Often"])
def test_a_number_that_contradicts_its_label_is_no_code(text):
    reading = reader(HOW_OFTEN).read(text)
    assert (reading.kind, reading.code) == ("disagrees", 3)


@pytest.mark.parametrize(
    ("text", "label"),
    [("Don\u2019t know", "Don't know"), ("7", "7"), ("7.0", "7"), ("99", "99"), ("-9", "-9"), ("n/a", "N/A"), ("NULL", "NULL"),
     (".", "."), ("-", "-"), ("prefer not to say", "Prefer not to say"), ("99 - Refused", "Refused"), ("#N/A", "#N/A"),
     ("998", "998")],
)  # fmt: skip
def test_missing_answers_keep_their_label(text, label):
    reading = reader(HOW_OFTEN).read(text)
    assert (reading.kind, reading.label) == ("missing", label)


@pytest.mark.parametrize("text", ["", " ", "\u00a0", '""'])
def test_blank_is_blank(text):
    assert reader(HOW_OFTEN).read(text).kind == "blank"


@pytest.mark.parametrize("text", ["Ofen", "4", "2.5", "Often 5 times", "none", "3-4", "always", "?", "x", "1e0"])
def test_anything_else_is_unknown(text):
    assert reader(HOW_OFTEN).read(text).kind == "unknown"


def test_missing_numbers_inside_the_valid_answers_are_answers():
    wide = "[responses.wide]\nminimum = -100\nmaximum = 1000\n"
    for number in MISSING_NUMBERS:
        reading = reader(wide).read(number)
        assert (reading.kind, reading.code) == ("code", int(number)), number


@pytest.mark.parametrize(
    ("text", "code"),
    [("0", 0), ("10", 10), ("7.0", 7), ("0 - Not at all", 0), ("10 - Completely", 10), ("None", 0), ("completely", 10),
     ("10/10", 10), ("7/10", 7), ("7 out of 10", 7), ("Not at all (0)", 0)],
)  # fmt: skip
def test_a_range_takes_numbers_and_its_labels(text, code):
    reading = reader(TEN).read(text)
    assert (reading.kind, reading.code, reading.check) == ("code", code, "")


def test_a_labelled_end_counts_by_its_number_and_is_checked():
    reading = reader(TEN).read("10 - utterly satisfied")
    assert (reading.kind, reading.code) == ("code", 10)
    assert reading.check
    assert reader(TEN).read("9 - utterly satisfied").kind == "unknown"  # only ends carry labels
    assert reader(TEN).read("0 of 3 days").kind == "unknown"


@pytest.mark.parametrize("text", ["11", "-2", "7.5", "7/11", "7%", "1,5"])
def test_a_range_refuses_other_numbers(text):
    assert reader(TEN).read(text).kind == "unknown"


def test_a_reversed_end_disagrees():
    assert reader(TEN).read("10 - Not at all").kind == "disagrees"


def test_half_steps_are_stored_as_whole_tenths():
    halves = reader(HALVES)
    assert [halves.read(text).code for text in ("0.5", "2", "5.0")] == [5, 20, 50]
    assert unit_of(halves.responses) == Decimal("0.1")
    assert halves.read("0.3").kind == "unknown"


def test_the_decimal_comma_counts_only_where_it_is_stated():
    assert reader(HALVES).read("0,5").kind == "unknown"
    assert reader(HALVES, decimal=",").read("0,5").code == 5


def test_bare_numbers_are_asked_about_where_codings_differ():
    asked = reader(ASKED)
    assert asked.read("2").kind == "bare_number"
    assert asked.read("2 - Sometimes").code == 2
    assert asked.read("4").kind == "unknown"
    assert reader(ASKED, numbers="codes").read("2").code == 2


@pytest.mark.parametrize(
    ("count", "code"), [("0", 0), ("1", 1), ("2", 2), ("3", 3), ("4", 3), ("5", 4), ("8", 4), ("9", 5), ("31", 5)]
)
def test_counts_fall_into_their_options(count, code):
    """Lubben's options: none, one, two, three or four, five through eight, nine or more."""
    assert reader(COUNTS, numbers="counts").read(count).code == code


def test_counts_are_asked_about_and_never_taken_from_missing_codes():
    assert reader(COUNTS).read("4").kind == "bare_number"
    assert reader(COUNTS).read("12").kind == "bare_number"
    assert reader(COUNTS).read("3-4").code == 3
    assert reader(COUNTS, numbers="counts").read("99").kind == "unknown"
    assert reader(COUNTS).read("99").kind == "missing"
    assert reader(COUNTS, numbers="counts").read("2.5").kind == "unknown"


def test_another_version_is_refused_with_its_reason():
    refusing = reader(HOW_OFTEN, REFUSED)
    assert refusing.read("8").reason == "These run from 0 to 10."
    assert refusing.read("occasionally").kind == "refused"
    assert refusing.read("2 - Occasionally").kind == "refused"
    assert refusing.read("3").code == 3
    assert refusing.read("99").kind == "missing"  # outside the refused range


def test_what_the_user_settled_wins():
    settled = reader(
        HOW_OFTEN, settled={"Ofen": 3, "4": 3, "Never": 2}, set_missing=["Sometimes", "1"], codes=["88", "2"]
    )
    assert settled.read("ofen ").code == 3
    assert settled.read("4.0").code == 3
    assert settled.read("Never").code == 2
    assert settled.read("sometimes").kind == "missing"
    assert settled.read("1").kind == "missing"  # stated for this question, so it holds inside the valid answers too
    assert settled.read("88").kind == "missing"
    assert settled.read("2").code == 2  # a code for all questions holds only outside the valid answers


def test_numbers_are_compared_by_value():
    assert cell_key("+3.0") == cell_key("3") == cell_key("03") == "3"
    assert cell_key("-2") == "-2"
    assert cell_key("2.50") == "2.5"
    assert cell_key("1,5", ",") == "1.5"


def test_variants_of_a_list_store_the_codes_they_stand_for():
    three = '[responses.three]\noptions = [{ code = 1, label = "No" }, { code = 2, label = "More or less" }, { code = 3, label = "Yes" }]\n'
    five = (
        '[responses.five]\nin_place_of = "three"\noptions = [{ code = 1, label = "No!", as = 1 }, { code = 2, label = "No", as = 1 }, '
        '{ code = 3, label = "More or less", as = 2 }, { code = 4, label = "Yes", as = 3 }, { code = 5, label = "Yes!", as = 3 }]\n'
    )
    both = instrument("both", three + five, {"one": ("One?", "three", ())})
    assert response_sets(both, "one") == ("three", "five")
    reading = answer_reader(both, "five")
    assert [reading.read(text).code for text in ("No!", "no", "4", "5 - Yes!")] == [1, 1, 3, 3]
    assert stored_code(both.responses["five"], 4) == 3


@pytest.mark.parametrize(
    "text",
    ["a) Often", "(c) Often", "c. Often", "- Often", "• Often", "\U0001f600 Often", "Often \U0001f600\ufe0f",
     "\u2b50 3. Often", "\u2713 often"],
)  # fmt: skip
def test_marks_of_a_list_and_pictures_say_nothing(text):
    reading = reader(HOW_OFTEN).read(text)
    assert (reading.kind, reading.code, reading.check) == ("code", 3, "")


def test_what_is_no_label_without_its_mark_stays_unknown():
    often = reader(HOW_OFTEN)
    for text in ("a) Most days", "\U0001f600", "-", "a) 3", "- 3", "b often"):
        assert often.read(text).kind != "code"
    assert often.read("d) Don't know").kind == "missing"


def test_a_label_in_brackets_behind_its_code():
    often = reader(HOW_OFTEN)
    assert [often.read(text).code for text in ("3 (Often)", "3 [often]", "1. (Hardly ever or never)")] == [3, 3, 1]
    assert often.read("2 (Often)").kind == "disagrees"


@pytest.mark.parametrize("text", ["DNA", "Did not attend", "No response", "left blank"])
def test_what_people_type_where_nobody_answered(text):
    assert reader(HOW_OFTEN).read(text).kind == "missing"
