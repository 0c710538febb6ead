"""Questions of a project's own that no instrument holds: named once for each file, so that nobody waits for a score."""

import pytest

from tests.made_tables import instrument, library, mapped

THREE = '[responses.three]\noptions = [{ code = 1, label = "Hardly ever" }, { code = 2, label = "Often" }]\n'
LEFT_OUT = "How often do you feel left out?"
FEEL = library(instrument("feel", THREE, {"left_out": (LEFT_OUT, "three", ())}))
ASKED = (LEFT_OUT, ["Often", "Hardly ever", "Often"])
BUS = "How confident are you getting about by bus?"
WELCOME = "I felt welcome here (1-5)"


def told(*columns):
    found = mapped([*columns], FEEL)
    return [issue for issue in found.issues if issue.code == "own_questions"]


def test_ratings_that_no_instrument_holds_are_named_with_what_to_do():
    (issue,) = told(ASKED, (BUS, ["3", "7", "N/A"]), (WELCOME, ["5", "4", "4"]))
    assert (issue.severity, issue.where) == ("check", "before.xlsx")
    assert issue.message == (
        f"Columns B '{BUS[:39]}…' and C '{WELCOME}' ask questions that no instrument holds, and are not scored."
    )
    assert issue.fix == "To score them, add an instrument file of your own (the Instruments page, or --instruments)."


def test_one_of_them():
    (issue,) = told(ASKED, (WELCOME, ["5", "4", "4"]))
    assert issue.message == f"Column B '{WELCOME}' asks something that no instrument holds, and is not scored."


@pytest.mark.parametrize(
    "column",
    [
        ("Age in years now", ["3", "7", "8"]),
        ("How many children live with you?", ["0", "1", "2"]),
        ("Score", ["0", "1", "2"]),  # no question
        (BUS, ["5", "5", "5"]),  # one number tells no scale
        (BUS, ["120", "7", "8"]),
        (BUS, ["very", "fairly", "7"]),
        (BUS, ["", "", ""]),
    ],
)
def test_other_columns_are_not_named(column):
    assert told(ASKED, column) == []


def test_where_nothing_is_scored_the_file_as_a_whole_is_told_of():
    assert told((BUS, ["3", "7", "9"])) == []
