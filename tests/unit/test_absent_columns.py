"""What a study file says of columns that are not here, or says of one column twice."""

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


CALM = ColumnRule(header="X", to=("feel.calm",))
OUT = ColumnRule(header="x", to=("feel.left_out",))


def settled(*rules):
    found = mapped([("X", OFTEN)], FEEL, ColumnRules(column=rules))
    return found.uses[0].item, [issue.message for issue in found.issues if issue.code == "two_uses"]


def test_one_column_named_twice_keeps_its_first_use_and_is_told():
    told = "The study file names this column twice, as feel.calm and as feel.left_out."
    assert settled(CALM, OUT) == ("feel.calm", [told])
    assert settled(CALM, CALM) == ("feel.calm", [])


def test_what_is_said_of_one_file_goes_before_what_is_said_of_all():
    here = OUT.model_copy(update={"file": "before.xlsx"})
    assert settled(CALM, here) == ("feel.left_out", [])
