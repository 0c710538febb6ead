"""Rows that are no answers are set aside, counted with their reason, and come back when asked."""

import narwhals as nw
import pytest

from measures.errors import FileError
from measures.exports.folding import fold
from measures.exports.rows import Consent, Exclude, RowRules, set_aside
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.reading import read as read_study_files
from measures.study import Study, StudyFile
from tests.export_files import body, codes, csv_text, only, row_numbers

QUALTRICS = ["StartDate", "EndDate", "Status", "Finished", "ResponseId", "DistributionChannel", "Q1"]


def response(k, status="0", finished="1", channel="anonymous", answer="7"):
    return ["2026-01-05 08:28:09", "2026-01-05 08:28:48", status, finished, f"R_{k}", channel, answer]


def qualtrics(*rows):
    return only(csv_text([QUALTRICS, QUALTRICS, ['{"ImportId":"x"}', *[""] * 6], *rows]))


def flow(table):
    return [(step.step, step.n, step.reason) for step in table.flow]


def refused(table, rules):
    with pytest.raises(FileError) as caught:
        set_aside(table, rules)
    return caught.value


MIXED = qualtrics(
    response(1),
    response(2, status="1"),
    response(3, status="2"),
    response(4, status="8"),
    response(5, status="9"),
    response(6, status="17"),
    response(7, status="4"),
    response(8, status="16"),
    response(9, finished="0"),
    response(10, channel="preview"),
    response(11, channel="test"),
    response(12, answer=""),
)


def test_qualtrics_previews_tests_spam_and_partials():
    """1 preview, 2 test, 8 spam, 9 preview and spam, 17 offline preview go; 4 imported and 16 offline are answers."""
    table = set_aside(MIXED, RowRules())
    assert row_numbers(table) == [4, 10, 11]
    assert flow(table) == [
        ("set_aside", 3, "previews of the survey"),
        ("set_aside", 1, "tests of the survey"),
        ("set_aside", 1, "marked as spam by the survey tool"),
        ("set_aside", 1, "previews of the survey"),
        ("set_aside", 1, "tests of the survey"),
        ("set_aside", 1, "not finished"),
        ("set_aside", 1, "opened but nothing answered"),
    ]
    assert sum(step.n for step in table.flow) + table.rows == MIXED.rows
    assert codes(table) == ["rows_set_aside"] * 7
    assert table.issues[0].fix == 'Undo it with keep = ["preview"] under [rows].'
    assert table.frame.to_native().index.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("keep", "rows"),
    [
        ("preview", [4, 5, 8, 9, 10, 11, 13]),
        ("test", [4, 6, 10, 11, 14]),
        ("spam", [4, 7, 10, 11]),
        ("partial", [4, 10, 11, 12, 15]),
    ],
)
def test_each_exclusion_can_be_undone(keep, rows):
    assert row_numbers(set_aside(MIXED, RowRules(keep=(keep,)))) == rows


def test_all_undone_is_the_table_as_it_was():
    table = set_aside(MIXED, RowRules(keep=("preview", "test", "spam", "partial", "duplicate")))
    assert table == MIXED


def test_qualtrics_in_words():
    table = qualtrics(
        response(1, "IP Address", "True"),
        response(2, "Survey Preview", "True"),
        response(3, "Spam", "True"),
        response(4, "IP Address", "False"),
    )
    assert row_numbers(set_aside(table, RowRules())) == [4]


def test_d13_nothing_left_says_why():
    table = qualtrics(response(1, status="1"), response(2, status="2"), response(3, status="2"))
    error = refused(table, RowRules())
    assert error.issues[0].code == "no_usable_rows"
    assert "1 row (previews of the survey); 2 rows (tests of the survey)" in str(error)


def test_limesurvey_unfinished_and_anonymised():
    header = ["id", "submitdate", "lastpage", "startlanguage", "Q1"]
    table = only(csv_text([header, ["1", "1980-01-01 00:00:00", "3", "en", "A1"], ["2", "", "1", "en", "A2"]]))
    assert flow(set_aside(table, RowRules())) == [("set_aside", 1, "not finished")]
    assert set_aside(table, RowRules(keep=("partial",))).rows == 2


def test_typeform_and_smartsurvey_unfinished():
    header = ["#", "Q1", "Response Type", "Start Date (UTC)", "Submit Date (UTC)"]
    table = only(
        csv_text(
            [header, ["a", "x", "completed", "d", "d"], ["b", "y", "partial", "d", ""], ["c", "y", "started", "d", ""]]
        )
    )
    assert row_numbers(set_aside(table, RowRules())) == [2]
    table = only(
        csv_text([["UserID", "UserNo", "Status", "Q1"], ["1", "1", "Complete", "x"], ["2", "2", "Partial", "y"]])
    )
    assert row_numbers(set_aside(table, RowRules())) == [2]


def test_a_form_without_any_answer():
    header = ["Respondent ID", "Collector ID", "Start Date", "Happy?", "Left out?"]
    table = only(
        csv_text([header, ["114", "4", "d", "7", ""], ["115", "4", "d", "", " "], ["116", "4", "d", "", "Often"]])
    )
    assert row_numbers(set_aside(table, RowRules())) == [2, 4]
    assert set_aside(table, RowRules(keep=("partial",))).rows == 3
    by_hand = only(csv_text([["Code", "Happy"], ["a1", "7"], ["b2", ""]]))
    assert set_aside(by_hand, RowRules()).rows == 2


def test_the_same_response_twice():
    table = qualtrics(response(1), response(2), response(1), response(2, answer="5"))
    assert row_numbers(set_aside(table, RowRules())) == [4, 5, 7]
    assert flow(set_aside(table, RowRules())) == [("set_aside", 1, "the same response again")]
    assert set_aside(table, RowRules(keep=("duplicate",))).rows == 4
    by_hand = only(csv_text([["Code", "Happy"], ["a1", "7"], ["a1", "7"]]))
    assert set_aside(by_hand, RowRules()).rows == 2


def test_own_exclusions_compare_folded():
    table = only(csv_text([["Code", "Site"], ["a", "Training "], ["b", "Stroud"], ["c", "TRAINING"]]))
    rules = RowRules(exclude=(Exclude(column="site", values=("Training",)),))
    assert body(set_aside(table, rules)) == [["b", "Stroud"]]
    assert flow(set_aside(table, rules)) == [("set_aside", 2, "left out by your rule on 'site'")]
    missing = set_aside(table, RowRules(exclude=(Exclude(column="Venue", values=("x",)),)))
    assert missing.rows == 3
    assert codes(missing) == ["exclude_column"]


def test_consent():
    table = only(csv_text([["Code", "I agree"], ["a", "Yes"], ["b", ""], ["c", "yes "], ["d", "No"]]))
    rules = RowRules(consent=Consent(column="I agree", yes=("Yes",)))
    assert row_numbers(set_aside(table, rules)) == [2, 4]
    assert flow(set_aside(table, rules)) == [("set_aside", 2, "no consent")]
    assert set_aside(table, RowRules(consent=rules.consent, keep=("no_consent",))).rows == 4


@pytest.mark.parametrize("header", [["Code", "Agreed"], ["I agree", "I agree"]])
def test_consent_is_never_assumed(header):
    table = only(csv_text([header, ["a", "Yes"]]))
    error = refused(table, RowRules(consent=Consent(column="I agree", yes=("Yes",))))
    assert error.issues[0].code == "consent_column"
    assert "consent_asked = false" in error.issues[0].fix


def test_a_file_that_did_not_ask_for_consent_says_so():
    """By hand: of three before, one did not agree; all three after are read, and that is told."""
    header = "Overall, how satisfied are you with your life nowadays?"
    before = csv_text([["Code", "I agree", header], ["a", "Yes", "4"], ["b", "No", "5"], ["c", "Yes", "6"]])
    after = csv_text([["Code", header], ["a", "5"], ["b", "5"], ["c", "8"]])
    uploads = {name: Upload(name, text.encode()) for name, text in (("before.csv", before), ("after.csv", after))}
    consent = Consent(column="I agree", yes=("Yes",))
    files = (StudyFile(path="before.csv", wave="before"), StudyFile(path="after.csv", wave="after"))
    study = Study(files=files, consent=consent)
    with pytest.raises(FileError, match="it is not known who agreed"):
        read_study_files(study, uploads, load_library(shipped_instruments()))
    study = Study(files=(files[0], files[1].model_copy(update={"consent_asked": False})), consent=consent)
    reading = read_study_files(study, uploads, load_library(shipped_instruments()))
    assert [table.map.table.rows for table in reading.coded] == [2, 3]
    assert [(one.where, one.severity) for one in reading.issues if one.code == "consent_not_asked"] == [
        ("after.csv", "check")
    ]


def test_a_column_of_two_header_rows_goes_by_either():
    table = qualtrics(response(1, answer="Yes"), response(2, answer="No"))
    assert set_aside(table, RowRules(exclude=(Exclude(column="Q1", values=("No",)),))).rows == 1


def test_an_exclusion_that_does_not_exist():
    assert refused(MIXED, RowRules(keep=("prevew",))).issues[0].code == "keep"


def test_a_million_rows_are_not_looped_over(monkeypatch):
    """Only distinct texts are folded: a column of two values costs two, however long."""
    calls = []
    monkeypatch.setattr("measures.exports.rows.fold", lambda text: calls.append(text) or fold(text))
    table = only("Code,Site\n" + "".join(f"p{k},{('Stroud', 'Training')[k % 2]}\n" for k in range(20_000)))
    kept = set_aside(table, RowRules(exclude=(Exclude(column="Site", values=("training",)),)))
    assert kept.rows == 10_000
    assert len(calls) < 20
    assert kept.frame.select(nw.col("c1").n_unique()).item() == 1


def test_what_was_turned_down_in_kobotoolbox_is_set_aside_and_comes_back():
    rows = [["q1", "_uuid", "_submission_time", "_validation_status"]]
    rows += [
        [str(k), f"u{k}", "2026-01-05", said] for k, said in enumerate(["Approved", "Not approved", "", "On hold"])
    ]
    table = only(csv_text(rows))
    assert flow(set_aside(table, RowRules())) == [("set_aside", 1, "not approved in the survey tool")]
    assert flow(set_aside(table, RowRules(keep=("rejected",)))) == []


COLUMNS = ["Your code", "Happy", "Calm", "Heard"]


@pytest.mark.parametrize(
    "numbers",
    [
        ["1", "2", "3", "4"],
        ["(1)", "(2)", "(3)", "(4)"],
        ["A", "B", "C", "D"],
        ["", "Q1", "Q2", "Q3"],
        ["code", "q_2", "q_3", "q_5"],
        ["", "(1-5)", "(1-5)", "(1-5)"],
        ["", "1 to 5", "1 to 5", "1 to 5"],
    ],
)
def test_the_numbers_of_the_columns_are_nobody(numbers):
    table = only(csv_text([COLUMNS, numbers, ["AB12", "2", "3", "4"], ["CD34", "1", "1", "1"]]))
    kept = set_aside(table, RowRules())
    assert flow(kept) == [("set_aside", 1, "numbers, names or ranges of the columns")]
    assert row_numbers(kept) == [3, 4]
    assert kept.issues[-1].fix == 'Undo it with keep = ["column_numbers"] under [rows].'
    assert set_aside(table, RowRules(keep=("column_numbers",))).rows == 3


def test_numbers_are_those_of_the_columns_in_use_or_of_the_sheet():
    rows = [["Code", "", "Happy", "Calm", "Heard"], ["AB12", "", "2", "3", "4"], ["CD34", "", "1", "1", "1"]]
    for numbers in (["1", "", "2", "3", "4"], ["1", "", "3", "4", "5"]):
        assert set_aside(only(csv_text([rows[0], numbers, *rows[1:]])), RowRules()).rows == 2


@pytest.mark.parametrize(
    "rows",
    [
        [["1", "2", "3", "4"], ["2", "1", "1", "1"]],  # the first of people with running numbers
        [["AB12", "2", "3", "4"], ["CD34", "1", "1", "1"]],
        [["CD34", "1", "1", "1"], ["1", "2", "3", "4"]],  # not the first row
        [["1", "2", "3", ""], ["CD34", "1", "1", "1"]],
        [["P1", "P1", "P2", "P3"], ["CD34", "1", "1", "1"]],
        [["", "A1", "B2", "C3"], ["CD34", "1", "1", "1"]],
        [["AB12", "1-2", "1-2", "1-2"], ["CD34", "1-2", "1-2", "1-2"]],
    ],
)
def test_a_person_whose_answers_count_up_stays(rows):
    assert set_aside(only(csv_text([COLUMNS, *rows])), RowRules()).rows == 2


def test_three_columns_are_too_few_to_tell():
    assert set_aside(only(csv_text([COLUMNS[:3], ["1", "2", "3"], ["CD34", "1", "1"]])), RowRules()).rows == 2


def test_many_columns_tell_also_above_running_numbers():
    names = ["Code", *(f"Question {k}" for k in range(7))]
    rows = [[str(k) for k in range(1, 9)], ["2", *"4434434"], ["3", *"1243121"]]
    assert row_numbers(set_aside(only(csv_text([names, *rows])), RowRules())) == [3, 4]
