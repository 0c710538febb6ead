"""Tables one below the other on a sheet: parted by lines that name a wave, else one table without what parts it."""

import pytest

from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.study import Study, StudyFile
from tests.export_files import body, codes, csv_text, only, read, row_numbers, workbook

NAMES = ["Your code", "How satisfied are you with your life nowadays?", "Calm", "Heard"]
BEFORE = [["JS14", "4", "2", "3"], ["KP02", "5", "2", "3"], ["RT29", "6", "1", "3"]]
AFTER = [["JS14", "6", "2", "3"], ["KP02", "6", "2", "3"], ["RT29", "8", "1", "3"]]


def line(text):
    return [text, "", "", ""]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("header_again", [True, False])
def test_before_above_after(kind, header_again):
    second = [NAMES] if header_again else []
    rows = [line("Choir"), line("Before the course"), NAMES, *BEFORE, line(""), line("After it"), *second, *AFTER]
    one, other = read(workbook(rows) if kind == "xlsx" else csv_text(rows), f"x.{kind}")
    assert (one.sheet, other.sheet) == ("Before the course", "After it")
    assert one.headers == other.headers == tuple(NAMES)
    assert (body(one), body(other)) == (BEFORE, AFTER)
    assert row_numbers(one) == [4, 5, 6]
    assert row_numbers(other) == ([10, 11, 12] if header_again else [9, 10, 11])
    assert "tables_beside" in codes(one)


def test_one_of_them_alone():
    rows = [line("Before"), NAMES, *BEFORE, line("After"), NAMES, *AFTER]
    table = only(csv_text(rows), sheet="After")
    assert body(table) == AFTER


def test_the_lines_name_the_waves():
    """By hand: the changes of satisfaction are 2, 1 and 2, so 5 / 3 in the mean."""
    rows = [line("Before"), NAMES, *BEFORE, line("After"), NAMES, *AFTER]
    study = Study(files=(StudyFile(path="x.csv"),))
    uploads = {"x.csv": Upload("x.csv", csv_text(rows).encode())}
    evaluation = evaluate_study(study, uploads, load_library(shipped_instruments()))
    found = [row for row in evaluation.results if row.measure == "mean_change" and row.group_by in ("", "all")]
    assert [(row.instrument, row.n) for row in found] == [("ons4", 3)]
    assert found[0].estimate == pytest.approx(5 / 3)


def test_lines_that_name_no_wave_are_not_people():
    rows = [line("Stroud"), NAMES, *BEFORE, line("Gloucester"), NAMES, *AFTER]
    table = only(csv_text(rows))
    assert body(table) == [*BEFORE, *AFTER]
    assert [(step.n, step.reason) for step in table.flow] == [(1, "the header again"), (1, "titles among the answers")]


def test_somebody_who_gave_only_a_code_is_no_title():
    rows = [NAMES, *BEFORE, line("MW11"), NAMES, *AFTER]
    table = only(csv_text(rows))
    assert table.rows == 7
    assert [step.reason for step in table.flow] == ["the header again"]


def test_notes_below_are_no_second_table():
    rows = [line("Before the course"), NAMES, *BEFORE, line(""), line("After it we shall ask again"), line("Sam, June")]
    table = only(csv_text(rows))
    assert body(table) == BEFORE
    assert [(step.n, step.reason) for step in table.flow] == [(2, "notes below the table")]
