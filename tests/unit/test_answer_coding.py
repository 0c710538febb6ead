"""Tables to codes: what is read, what is missing, what is asked, and exactly where."""

from functools import cache

import pytest

from measures.errors import StudyError
from measures.exports.answers import AnswerRules
from measures.exports.columns import ColumnRules
from tests.made_tables import coded, codes_of, column, instrument, library

THREE = """
[responses.three]
options = [
  { code = 1, label = "Hardly ever", aliases = ["Never"] }, { code = 2, label = "Some of the time", aliases = ["Sometimes"] },
  { code = 3, label = "Often", warn = ["Always"] },
]
missing = ["Don't know"]
"""
REFUSE = """
[[refuse]]
when = "range"
values = [0, 10]
reason = "These answers run from 0 to 10."
[[refuse]]
when = "options"
values = ["Occasionally"]
reason = "'Occasionally' is the five-option question's."
"""
AGREE = """
[responses.agree]
options = [
  { code = 1, label = "Disagree" }, { code = 2, label = "Neither" }, { code = 3, label = "Agree" },
]
numbers = "ask"
"""
TEN = '[responses.ten]\nminimum = 0\nmaximum = 10\noptions = [{ code = 0, label = "Not at all" }, { code = 10, label = "Completely" }]\n'
COUNTS = """
[responses.people]
options = [
  { code = 0, label = "None" }, { code = 1, label = "One" }, { code = 2, label = "Two" },
  { code = 3, label = "Three or four" }, { code = 4, label = "Five through eight" }, { code = 5, label = "Nine or more" },
]
counts_from = [0, 1, 2, 3, 5, 9]
"""


@cache
def made(responses, extra=""):
    name = responses.split("[responses.")[1].split("]")[0]
    items = {
        "left_out": ("How often left out of things?", name, ()),
        "isolated": ("How often isolated from others?", name, ()),
    }
    return library(instrument("feel", responses, items, extra))


def code(cells, responses=THREE, answers=None, extra="", **options):
    columns = [("How often left out of things?", cells)] if isinstance(cells, list) else list(cells.items())
    return coded(columns, made(responses, extra), answers=answers, **options)


@pytest.mark.parametrize("engine", ["pandas", "polars"])
def test_labels_become_whole_numbers_with_nulls(engine):
    found = code(["Often", "often ", "", "Never", "2 - Sometimes", "3.0", "Don\u2019t know"], engine=engine)
    assert column(found, "feel.left_out") == [3, 3, None, 1, 2, 3, None]
    assert str(found.frame.schema["feel.left_out"]) == "Int64"
    assert str(found.frame.schema["row"]) == "Int64"
    assert found.frame.get_column("row").to_list() == [2, 3, 4, 5, 6, 7, 8]
    assert found.missing == {("feel.left_out", ""): 1, ("feel.left_out", "Don't know"): 1}
    assert not found.issues
    assert not found.unread


def test_later_steps_keep_their_text_columns():
    found = coded(
        [
            ("Your code", ["a", "b"]),
            ("How often left out of things?", ["Often", "Never"]),
            ("Site", ["x", "y"]),
            ("Age", ["1", "2"]),
        ],
        made(THREE),
        ColumnRules(needed={"Site": "group"}),
    )
    assert found.frame.columns == ["row", "feel.left_out", "c0", "c2"]


def test_an_unknown_label_is_told_exactly_and_left_null():
    cells = ["Often", "Ofen", "Never", "ofen ", "Sometimes"]
    found = code(cells, first_row=13)
    assert column(found, "feel.left_out") == [3, None, 1, None, 2]
    assert found.unread == {"feel.left_out": 2}
    (issue,) = found.issues
    assert (issue.severity, issue.code) == ("decide", "unknown_label")
    assert issue.where == "before.xlsx, column A 'How often left out of things?', row 14"
    assert issue.message == "'Ofen' is not one of the answers (2 times). It is like 'Often'."
    assert issue.fix.startswith("Choose the answer it stands for, or leave it out")


def test_the_first_row_is_the_lowest_whatever_the_order():
    assert "row 4" in code(["Ofen", "Often", "Ofen"], rows=[9, 2, 4]).issues[0].where


def test_a_label_like_no_other_is_given_no_neighbour():
    assert code(["Often", "Banana"]).issues[0].message == "'Banana' is not one of the answers (once)."


def test_several_numbers_that_are_no_answers_are_told_of_once_in_a_column():
    found = code(["3", "5", "1", "4", "5", "2", "6", "Ofen"])
    assert column(found, "feel.left_out") == [3, None, 1, None, None, 2, None, None]
    numbers, word = found.issues
    assert (numbers.severity, numbers.code, word.code) == ("decide", "unknown_label", "unknown_label")
    assert numbers.where.endswith("row 3")
    assert numbers.message == "These numbers are not among the answers: 4 (once), 5 (2 times), 6 (once)."
    assert '"feel.left_out" = { "4" = ..., "5" = ..., "6" = ... }' in numbers.fix


def test_settled_labels_are_read():
    rules = AnswerRules(answers={"feel.three": {"Ofen": 3}, "feel.left_out": {"Rarely": 1}})
    found = code(
        {"How often left out of things?": ["Ofen", "Rarely"], "How often isolated from others?": ["Ofen", "Rarely"]},
        answers=rules,
    )
    assert column(found, "feel.left_out") == [3, 1]
    assert column(found, "feel.isolated") == [3, None]  # the item's own rule is not the list's
    assert codes_of(found.issues) == ["unknown_label"]


def test_near_labels_are_taken_and_checked():
    found = code(["Always", "Often", "always"])
    assert column(found, "feel.left_out") == [3, 3, 3]
    (issue,) = found.issues
    assert (issue.severity, issue.code) == ("check", "near_label")
    assert "it was taken for 'Often' (2 times)" in issue.message


def test_missing_codes_are_listed_once():
    found = code(
        {"How often left out of things?": ["99", "1", "99"], "How often isolated from others?": ["-9", "99", "2"]}
    )
    assert found.missing == {("feel.isolated", "-9"): 1, ("feel.isolated", "99"): 1, ("feel.left_out", "99"): 2}
    assert codes_of(found.issues) == ["missing_codes"]
    assert "'-9' (once), '99' (3 times)" in found.issues[0].message


def test_missing_rules_hold_for_one_question_always_and_for_all_outside_valid_answers():
    cells = {
        "How often left out of things?": ["1", "88", "Often"],
        "How often isolated from others?": ["1", "88", "77"],
    }
    found = code(cells, answers=AnswerRules(codes=("1", "88"), missing={"feel.isolated": ("1", "77")}))
    assert column(found, "feel.left_out") == [1, None, 3]
    assert column(found, "feel.isolated") == [None, None, None]
    assert not found.unread


def test_missing_codes_the_user_stated_are_not_asked_about():
    assert not code(["99", "1"], answers=AnswerRules(codes=("99",))).issues
    assert not code(["99", "1"], answers=AnswerRules(missing={"feel.three": ("99",)})).issues


def test_free_text_and_personal_data_are_not_shown():
    private = ["write to jo@example.org", "I live at GL1 1AA", "x" * 61]
    found = code(["Often", *private])
    assert codes_of(found.issues) == ["unknown_labels"]
    assert "3 times it holds something" in found.issues[0].message.lower()
    assert not any(text in str(issue) for text in private for issue in found.issues)
    many = code([f"comment {k}" for k in range(30)] + ["Often"])
    assert codes_of(many.issues) == ["unknown_labels"]
    assert "30 different" in many.issues[0].message


def test_number_and_label_that_disagree_are_asked():
    found = code(["3 - Often", "2 - Sometimes", "1 - Often"])
    assert column(found, "feel.left_out") == [3, 2, None]
    assert found.unread == {"feel.left_out": 1}
    (issue,) = found.issues
    assert (issue.severity, issue.code) == ("decide", "code_label_disagree")
    assert issue.where.endswith("row 4")


def test_codes_that_run_the_other_way_are_read_by_their_labels():
    found = code(["1 - Often", "2 - Sometimes", "3 - Never", "Often"])
    assert column(found, "feel.left_out") == [3, 2, 1, 3]
    assert codes_of(found.issues) == ["codes_differ"]
    with_bare = code(["1 - Often", "2 - Sometimes", "3 - Never", "1"])
    assert column(with_bare, "feel.left_out") == [
        3,
        2,
        1,
        None,
    ]  # the bare 1 follows the file's numbers, which are not ours
    assert codes_of(with_bare.issues, "decide") == ["bare_number"]


def test_a_range_labelled_the_other_way_is_left_out():
    found = code(["10 - Not at all", "3", "0 - Completely"], TEN)
    assert "feel.left_out" not in found.frame.columns
    assert set(codes_of(found.issues, "decide")) == {"code_label_disagree"}
    assert found.unread == {"feel.left_out": 2}


def test_labels_in_the_file_itself_come_first():
    found = code(
        ["1.0", "3.0", "2.0", "9.0"], labels={0: {"1": "Often", "2": "Sometimes", "3": "Never", "9": "Don't know"}}
    )
    assert column(found, "feel.left_out") == [3, 1, 2, None]
    assert found.missing == {("feel.left_out", "Don't know"): 1}
    assert codes_of(found.issues) == ["stored_codes_differ"]
    unknown = code(["1", "2"], labels={0: {"1": "Selten", "2": "Often"}})
    assert column(unknown, "feel.left_out") == [None, 3]
    assert "'Selten' (stored as 1)" in unknown.issues[0].message


def test_a_labelled_range_falls_back_on_the_stored_number():
    found = code(["0", "7", "10"], TEN, labels={0: {"0": "Gar nicht", "10": "Completely"}})
    assert column(found, "feel.left_out") == [0, 7, 10]


def test_bare_numbers_of_an_asking_list_are_left_out_until_settled():
    cells = {"How often left out of things?": ["1", "3"], "How often isolated from others?": ["2", ""]}
    asked = code(cells, AGREE)
    assert asked.frame.columns == ["row"]
    (issue,) = asked.issues
    assert (issue.severity, issue.code) == ("decide", "bare_numbers")
    assert "Columns A, B" in issue.message
    settled = code(cells, AGREE, AnswerRules(answers={"feel.agree": "codes"}))
    assert column(settled, "feel.left_out") == [1, 3]
    turned = code(cells, AGREE, AnswerRules(answers={"feel.agree": {"1": 3, "2": 2, "3": 1}}))
    assert column(turned, "feel.left_out") == [3, 1]


def test_bare_numbers_beside_labels_are_asked_one_by_one():
    found = code(["Agree", "3", "Disagree"], AGREE)
    assert column(found, "feel.left_out") == [3, None, 1]
    assert codes_of(found.issues, "decide") == ["bare_number"]
    assert found.unread == {"feel.left_out": 1}


def test_counts_by_rule():
    cells = ["0", "4", "12", "Five through eight"]
    assert "feel.left_out" in code(cells, COUNTS).frame.columns  # one labelled answer; the numbers are asked about
    assert codes_of(code(["0", "4", "12"], COUNTS).issues) == ["bare_numbers"]
    settled = code(cells, COUNTS, AnswerRules(answers={"feel.people": "counts"}))
    assert column(settled, "feel.left_out") == [0, 3, 5, 4]


def test_a_column_shifted_by_one_is_left_out():
    found = code(["2", "3", "4", "2"])
    assert "feel.left_out" not in found.frame.columns
    assert codes_of(found.issues, "decide") == ["shifted_codes"]
    settled = code(["2", "3", "4", "2"], answers=AnswerRules(answers={"feel.three": {"2": 1, "3": 2, "4": 3}}))
    assert column(settled, "feel.left_out") == [1, 2, 3, 1]


def test_numbers_from_nought_beside_their_labels_are_read_by_the_labels():
    found = code(["0 - Hardly ever", "1 - Some of the time", "Often (2)", "0 - Hardly ever"])
    assert column(found, "feel.left_out") == [1, 2, 3, 1]
    assert codes_of(found.issues) == ["codes_differ"]


def test_a_stray_number_is_one_unknown_answer():
    found = code(["1", "2", "3", "5"])
    assert column(found, "feel.left_out") == [1, 2, 3, None]
    assert codes_of(found.issues) == ["unknown_label"]


@pytest.mark.parametrize("refused", ["8", "0", "Occasionally", "2 - occasionally"])
def test_another_versions_answers_are_refused_for_the_whole_instrument(refused):
    cells = {"How often left out of things?": ["Often", refused], "How often isolated from others?": ["Often", "Never"]}
    found = code(cells, extra=REFUSE)
    assert found.frame.columns == ["row"]
    (issue,) = found.issues
    assert (issue.severity, issue.code) == ("decide", "another_version")
    assert issue.where.endswith("column A 'How often left out of things?', row 3")
    slip = code(cells, extra=REFUSE, answers=AnswerRules(missing={"feel.left_out": (refused,)}))
    assert column(slip, "feel.left_out") == [3, None]
    assert column(slip, "feel.isolated") == [3, 1]


def test_another_version_is_refused_only_in_its_wave():
    columns = [("pre_feel.left_out", ["Often", "Never"]), ("post_feel.left_out", ["7", "8"])]
    rules = ColumnRules(prefix={"before": "pre_", "after": "post_"})
    found = coded(columns, made(THREE, REFUSE), rules)
    assert found.frame.columns == ["row", "feel.left_out@before"]


def test_one_answer_can_serve_two_questions():
    two = library(
        instrument("a", THREE, {"x": ("Sad?", "three", ())}), instrument("b", THREE, {"y": ("Down?", "three", ())})
    )
    found = coded([("Blue", ["Often", "Never"])], two, ColumnRules(columns={"Blue": ("a.x", "b.y")}))
    assert column(found, "a.x") == column(found, "b.y") == [3, 1]


def test_waves_in_headers_are_waves_in_names():
    columns = [("feel.left_out (pre)", ["Often"]), ("feel.left_out (post)", ["Never"])]
    found = coded(columns, made(THREE), ColumnRules(suffix={"before": "(pre)", "after": "(post)"}))
    assert found.frame.columns == ["row", "feel.left_out@before", "feel.left_out@after"]


def test_half_steps_come_with_their_unit():
    halves = "[responses.halves]\nminimum = 0\nmaximum = 5\nstep = 0.5\n"
    found = code(["0.5", "4.5", "5"], halves)
    assert column(found, "feel.left_out") == [5, 45, 50]
    assert found.units == {"feel.left_out": 0.1}


def test_an_empty_table_codes_to_an_empty_one():
    found = code([])
    assert found.frame.columns == ["row", "feel.left_out"]
    assert len(found.frame) == 0
    assert not found.missing


def test_rules_that_name_nothing_known_are_all_told():
    rules = AnswerRules(
        answers={"feel.thre": {"x": 1}, "feel.three": {"x": 9}, "feel.left_out": "kodes", "feel.isolated": "counts"},
        missing={"feel.lef_out": ("1",), "other.thing": ("1",)},
    )
    with pytest.raises(StudyError) as caught:
        code(["Often"], answers=rules)
    assert codes_of(caught.value.issues) == [
        "unknown_answers",
        "answers",
        "answers",
        "answers",
        "unknown_answers",
        "unknown_answers",
    ]
    assert "Did you mean 'feel.three'?" in str(caught.value)
    assert "Did you mean 'feel.left_out'?" in str(caught.value)
    assert "1 (Hardly ever), 2 (Some of the time), 3 (Often)" in str(caught.value)
