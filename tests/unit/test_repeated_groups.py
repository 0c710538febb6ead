"""Forms that repeat: groups on a sheet of their own take their codes from the parent's; REDCap's times are asked about."""

import pytest

from measures.evaluate import evaluate_study
from measures.exports.repeats import with_codes_of_parents
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.people.waves import WaveRules
from measures.study import Study, StudyFile
from tests.export_files import csv_text, package, read, rows_xml, sheet_xml

SATISFIED = "Overall, how satisfied are you with your life nowadays?"
FORM = [
    ["Your code", "_uuid", "_submission_time", "_index"],
    *[[f"AB{k}x", f"u{k}", "2026-01-05", k] for k in (1, 2, 3)],
]
VISITS = [
    ["When", SATISFIED, "_index", "_parent_table_name", "_parent_index"],
    *[["Before", str(3 + k), 10 + k, "form", k] for k in (3, 1, 2)],
    *[["After", str(5 + k), 20 + k, "form", k] for k in (1, 2, 3)],
]


def book(**sheets):
    return package({name: sheet_xml(rows_xml(rows)) for name, rows in sheets.items()})


def evaluated(name, data, **study):
    return evaluate_study(
        Study(files=(StudyFile(path=name),), **study), {name: Upload(name, data)}, load_library(shipped_instruments())
    )


def mean_changes(evaluation):
    return [(row.n, row.estimate) for row in evaluation.results if row.measure == "mean_change" and not row.group_by]


def test_people_are_followed_through_a_repeated_group():
    """By hand: everybody rises from 3 + k to 5 + k, so by 2."""
    evaluation = evaluated("kobo.xlsx", book(form=FORM, visits=VISITS))
    assert mean_changes(evaluation) == [(3, 2.0)]
    told = next(issue for issue in evaluation.issues if issue.code == "codes_of_parents")
    assert told.message == "The code of each row was taken from sheet 'form', by the row's _parent_index."


@pytest.mark.parametrize(
    "form",
    [
        [FORM[0], *FORM[1:], FORM[1]],  # an index twice names nobody
        [["Colour", *FORM[0][1:]], *FORM[1:]],  # no code there either
        [[*FORM[0][:-1], "_row"], *FORM[1:]],
    ],
)
def test_a_parent_that_does_not_name_each_row_gives_no_codes(form):
    tables = read(book(form=form, visits=VISITS), "kobo.xlsx")
    assert [table.headers for table in with_codes_of_parents(tables)] == [table.headers for table in tables]


def test_a_row_without_a_parent_has_no_code():
    orphan = [*VISITS, ["After", "9", 29, "form", 7]]
    _, visits = with_codes_of_parents(read(book(form=FORM, visits=orphan), "kobo.xlsx"))
    assert visits.headers[-1] == "Your code"
    assert visits.frame["c5"].to_list() == ["AB3x", "AB1x", "AB2x", "AB1x", "AB2x", "AB3x", ""]


def test_a_code_of_its_own_or_another_stated_one():
    own = [[*VISITS[0], "Participant"], *[[*row, "x"] for row in VISITS[1:]]]
    tables = read(book(form=FORM, visits=own), "kobo.xlsx")
    assert with_codes_of_parents(tables)[1].headers == tables[1].headers
    nick = [["Nickname", *FORM[0][1:]], *FORM[1:]]
    assert (
        with_codes_of_parents(read(book(form=nick, visits=VISITS), "k.xlsx"), ["nickname"])[1].headers[-1] == "Nickname"
    )


REDCAP = [["record_id", "redcap_repeat_instrument", "redcap_repeat_instance", "age", "satisfied", "life_complete"]]
for person in ("AB1x", "AB2x", "AB3x"):
    REDCAP += [[person, "", "", "40", "", ""], [person, "life", "1", "", "4", "2"], [person, "life", "2", "", "7", "2"]]


def test_times_of_a_form_in_redcap_are_asked_about_and_may_be_the_waves():
    """By hand: from 4 to 7 for everybody."""
    columns = {"satisfied": ("ons4.satisfied",)}
    data = csv_text(REDCAP).encode()
    told = [issue for issue in evaluated("r.csv", data, columns=columns).issues if issue.code == "wave_columns"]
    assert [issue.severity for issue in told] == ["decide"]
    assert told[0].fix.endswith('[waves] column = "redcap_repeat_instance".')
    settled = evaluated("r.csv", data, columns=columns, waves=WaveRules(column="redcap_repeat_instance"))
    assert mean_changes(settled) == [(3, 3.0)]
    assert "wave_columns" not in [issue.code for issue in settled.issues]
