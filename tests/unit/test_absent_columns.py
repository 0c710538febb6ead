"""Columns that a study file names and a file does not have: told, unless another column is the same question."""

import pytest

from measures.exports.columns import ColumnRule, ColumnRules
from tests.made_tables import instrument, library, mapped

THREE = '[responses.three]\noptions = [{ code = 1, label = "Hardly ever" }, { code = 2, label = "Often" }]\n'
LEFT_OUT = "How often do you feel left out?"
FEEL = library(
    instrument("feel", THREE, {"left_out": (LEFT_OUT, "three", ()), "calm": ("Are you calm at times?", "three", ())})
)
OFTEN = ["Often", "Hardly ever"]
OLD = "Left out of things lately?"


def absent(columns, rules):
    found = mapped(columns, FEEL, rules)
    return [issue.message for issue in found.issues if issue.code == "header_absent"]


@pytest.mark.parametrize(
    ("columns", "also"),
    [
        ([(LEFT_OUT, OFTEN)], {}),  # the instrument's own words, as of the other wave
        ([("Out of it all?", OFTEN)], {"Out of it all?": ("feel.left_out",)}),  # settled by the user
    ],
)
def test_a_question_asked_here_in_other_words_is_not_missed(columns, also):
    assert absent(columns, ColumnRules(columns={OLD: ("feel.left_out",), **also})) == []


@pytest.mark.parametrize(
    "rules",
    [
        ColumnRules(columns={OLD: ("feel.calm",)}),
        ColumnRules(columns={OLD: ("feel.left_out", "feel.calm")}),
        ColumnRules(columns={OLD: ("quote",)}),
        ColumnRules(column=(ColumnRule(header=OLD, to=("feel.calm",)),)),
        ColumnRules(participant=(OLD,)),
    ],
)
def test_what_no_column_here_is_stays_missed(rules):
    told = f"There is no column '{OLD}', which another file or the study file has."
    assert absent([(LEFT_OUT, OFTEN)], rules) == [told]
