"""A question asked with several sets of labels: the set that explains the answers, or what is asked where none or two do."""

from functools import cache

from measures.exports.answer_sets import mixed_sets
from measures.exports.answers import AnswerRules
from measures.exports.columns import ColumnRules
from tests.made_tables import coded, codes_of, column, instrument, library

SETS = """
[responses.three]
options = [{ code = 1, label = "No" }, { code = 2, label = "More or less" }, { code = 3, label = "Yes" }]
[responses.five]
in_place_of = "three"
options = [
  { code = 1, label = "No!", as = 1 }, { code = 2, label = "No", as = 1 }, { code = 3, label = "More or less", as = 2 },
  { code = 4, label = "Yes", as = 3 }, { code = 5, label = "Yes!", as = 3 },
]
"""


@cache
def made(responses):
    items = {
        "left_out": ("How often left out of things?", "three", ()),
        "isolated": ("How often isolated from others?", "three", ()),
    }
    return library(instrument("feel", responses, items))


def code(cells, responses, answers=None, **options):
    columns = [("How often left out of things?", cells)] if isinstance(cells, list) else list(cells.items())
    return coded(columns, made(responses), answers=answers, **options)


def test_the_set_of_labels_that_explains_all_questions_is_used():
    cells = {
        "How often left out of things?": ["Yes", "More or less", "No"],
        "How often isolated from others?": ["Yes!", "No!", "No"],
    }
    found = code(cells, SETS)
    assert column(found, "feel.left_out") == [3, 2, 1]
    assert column(found, "feel.isolated") == [3, 1, 1]
    assert found.sets == {("feel.three", ""): "five"}
    assert code(["Yes", "No"], SETS).sets == {("feel.three", ""): "three"}


def test_waves_answered_by_different_sets_are_asked_about():
    cells = {
        "How often left out of things?": ["Yes", "No", "Yes!", "No"],
        "Wave": ["before", "before", "after", "after"],
    }
    found = code(cells, SETS)
    assert column(found, "feel.left_out") == [3, 1, 3, 1]
    assert found.sets == {("feel.three", "before"): "three", ("feel.three", "after"): "five"}
    (issue,) = found.issues
    assert (issue.severity, issue.code, issue.where) == ("decide", "sets_differ", "feel")
    assert "'after' by the set 'five'; 'before' by the set 'three'" in issue.message


def test_sets_are_compared_across_files_and_marked_columns():
    one = code(["Yes", "No"], SETS, name="before.xlsx")
    other = code(["Yes!", "No"], SETS, name="after.xlsx")
    assert not one.issues
    assert not other.issues
    assert codes_of(mixed_sets([one, other])) == ["sets_differ"]
    assert not mixed_sets([one, one])
    columns = [("pre_feel.left_out", ["Yes", "No"]), ("post_feel.left_out", ["Yes!", "No"])]
    wide = coded(columns, made(SETS), ColumnRules(prefix={"before": "pre_", "after": "post_"}))
    assert codes_of(wide.issues) == ["sets_differ"]


def test_numbers_that_two_sets_explain_differently_are_asked():
    found = code(["1", "2", "3"], SETS)
    assert "feel.left_out" not in found.frame.columns
    assert codes_of(found.issues, "decide") == ["which_set"]
    assert column(code(["1", "2", "4", "5"], SETS), "feel.left_out") == [1, 1, 3, 3]  # only five explain 4 and 5


def test_numbers_stated_to_be_codes_are_those_of_the_set_that_is_named():
    three = code(["1", "2", "3"], SETS, AnswerRules(answers={"feel.three": "codes"}))
    assert column(three, "feel.left_out") == [1, 2, 3]
    five = code(["1", "2", "4"], SETS, AnswerRules(answers={"feel.five": "codes"}))
    assert column(five, "feel.left_out") == [1, 1, 3]
    assert not [*three.issues, *five.issues]


def test_mixed_sets_are_refused():
    mixed = SETS.replace('label = "Yes" },', 'label = "Yes" },').replace(
        '{ code = 2, label = "More or less" }', '{ code = 2, label = "Sort of" }'
    )
    found = code(["Sort of", "Yes!", "No"], mixed)
    assert "feel.left_out" not in found.frame.columns
    assert codes_of(found.issues, "decide") == ["mixed_sets"]
