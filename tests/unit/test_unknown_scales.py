"""A constant stated for a scale that is not there is said: a slip in its name would otherwise go unseen."""

from measures.disclosure import protect
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.study import read_study

QUESTION = (
    "How often do you feel that you lack companionship?,How often do you feel left out?,"
    "How often do you feel isolated from others?"
)
STUDY = """
format = 1
[[files]]
path = "before.csv"
wave = "before"
[[files]]
path = "after.csv"
wave = "after"
[waves]
order = ["before", "after"]
[participant]
column = "Your code"
"""


def issues(analysis):
    people = [f"P{number:03},Often,Often,Often\n" for number in range(40)]
    export = f"Your code,{QUESTION}\n{''.join(people)}".encode()
    uploads = {name: Upload(name, export + b"\n" * n) for n, name in enumerate(("before.csv", "after.csv"))}
    found = evaluate_study(read_study((STUDY + analysis).encode()), uploads, load_library(shipped_instruments()))
    told = protect(found, "under_5").value.issues
    return [(issue.where, issue.message) for issue in told if issue.code == "scale_unknown"]


def test_scales_that_the_answers_do_not_give_are_named_also_when_protected():
    assert issues('[analysis]\nmain = "ucla3"\nreliability = { "nope.total" = 0.8 }\n') == [
        ("analysis, main", "These answers give no scale 'ucla3'."),
        ("analysis, reliability", "These answers give no scale 'nope.total'."),
    ]


def test_nothing_is_said_where_nothing_is_stated():
    assert issues("") == []
