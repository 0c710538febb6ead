"""Tables people typed in Excel: titles above, notes and totals below, two header rows, several tables, on their side."""

import pytest

from tests.export_files import body, codes, csv_text, only, package, refusal, row_numbers, rows_xml, sheet_xml, workbook

PEOPLE = [
    ["Code", "Age", "Happy", "Left out", "Joined"],
    *[[f"P{k:02}x", 30 + k, k % 10, k % 3, f"2026-01-{k + 1:02}"] for k in range(12)],
]
NOTES_BELOW = [["Data were typed by two volunteers"], ["", "ask", "us"]]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_titles_above_and_notes_below(kind):
    rows = [["Singing for wellbeing"], ["please", "do", "not", "share"], *PEOPLE, *NOTES_BELOW]
    width = 5
    data = workbook(rows) if kind == "xlsx" else csv_text([[*row, *[""] * (width - len(row))] for row in rows])
    table = only(data, f"x.{kind}")
    assert table.headers == ("Code", "Age", "Happy", "Left out", "Joined")
    assert (table.rows, table.first_row, table.platform) == (12, 4, "Excel" if kind == "xlsx" else "CSV")
    assert [(step.step, step.n, step.reason) for step in table.flow] == [("set_aside", 2, "notes below the table")]
    said = {issue.code: issue.message for issue in table.issues}
    assert said["header_found"] == "The column names were taken from row 3; what stands above was left out."
    assert said["rows_set_aside"] == "2 rows between 16 and 17 were set aside: notes below the table."


def test_notes_that_fill_as_many_cells_as_the_header():
    above = [["these", "are", "some", "of", "our"], ["or", "merged", "", "", "notes"]]
    table = only(workbook([*above, *PEOPLE]), "x.xlsx")
    assert table.headers[0] == "Code"
    assert table.rows == 12


def test_totals_and_averages_below():
    rows = [*PEOPLE, ["Total", 426, 46, 12], ["Average", 35.5, 3.8, 1.0], ["Max", 41, 9, 2]]
    table = only(workbook(rows), "x.xlsx")
    assert table.rows == 12
    assert [(step.n, step.reason) for step in table.flow] == [(3, "totals or averages")]


def test_totals_above_the_notes():
    rows = [*PEOPLE, ["Average", 35.5, 3.8, 1.0], [], ["Note: three people could not be reached"], ["* on paper"]]
    table = only(workbook(rows), "x.xlsx")
    assert table.rows == 12
    assert [(step.n, step.reason) for step in table.flow] == [(1, "totals or averages"), (2, "notes below the table")]


def test_somebody_called_max_is_no_total():
    assert only(workbook([*PEOPLE, ["Max", 41, 9, 2, "2026-01-20"]]), "x.xlsx").rows == 13


def test_people_who_answered_little_are_no_notes():
    rows = [*PEOPLE, ["P98x"], ["P99x", 55]]
    table = only(workbook(rows), "x.xlsx")
    assert table.rows == 14
    assert table.flow == ()


def test_numbers_after_a_gap_are_no_answers():
    table = only(workbook([*PEOPLE, [], ["", 35.5]]), "x.xlsx")
    assert (table.rows, table.flow[0].n) == (12, 1)


def test_a_header_that_is_repeated_among_the_answers():
    table = only(workbook([*PEOPLE[:7], PEOPLE[0], *PEOPLE[7:]]), "x.xlsx")
    assert table.rows == 12
    assert [(step.n, step.reason) for step in table.flow] == [(1, "the header again")]
    assert 8 not in row_numbers(table)


def test_a_second_table_on_the_sheet():
    second = [["Helper", "Since", "Hours", "Town", "Car"], ["Sam", 2020, 3, "Stroud", 1], ["Kim", 2021, 5, "Stroud", 0]]
    error = refusal(workbook([*PEOPLE, [], *second]), "x.xlsx")
    assert error.issues[0].code == "several_tables"
    assert "row 15" in str(error)


@pytest.mark.parametrize("kind", ["merged", "typed", "csv"])
def test_before_and_after_over_the_same_questions(kind):
    rows = [
        ["", "Before", "", "After", ""],
        ["Code", "Happy", "Left out", "Happy", "Left out"],
        ["a1", 3, 2, 5, 1],
        ["b2", 4, 1, 4, 1],
    ]
    merged = '<mergeCells count="2"><mergeCell ref="B1:C1"/><mergeCell ref="D1:E1"/></mergeCells>'
    data = csv_text(rows) if kind == "csv" else workbook(rows, after=merged if kind == "merged" else "")
    table = only(data, "x.csv" if kind == "csv" else "x.xlsx")
    assert table.headers == ("Code", "Before | Happy", "Before | Left out", "After | Happy", "After | Left out")
    assert (table.header_rows, table.first_row) == (2, 3)
    assert body(table) == [["a1", "3", "2", "5", "1"], ["b2", "4", "1", "4", "1"]]
    assert "header_found" in codes(table)


def test_before_and_after_over_one_question():
    rows = [["", "Before", "After"], ["Code", "Happy", "Happy"], *[[f"p{k}", k, k + 1] for k in range(4)]]
    table = only(workbook(rows), "x.xlsx")
    assert table.headers == ("Code", "Before | Happy", "After | Happy")
    assert table.rows == 4


def test_two_people_who_agree_are_not_a_second_header_row():
    rows = [["Code", "Calm", "Happy", "Heard"], ["a1", "Agree", "Agree", "Often"], ["b2", "Never", "Rarely", "No idea"]]
    table = only(workbook(rows), "x.xlsx")
    assert (table.headers, table.rows, table.issues) == (tuple(rows[0]), 2, ())


def test_two_header_rows_with_cells_merged_downwards():
    rows = [
        ["Code", "Age", "Feelings", "", ""],
        ["", "", "Happy", "Left out", "Calm"],
        ["a1", 40, 3, 2, 5],
        ["b2", 41, 4, 1, 4],
    ]
    merged = (
        '<mergeCells count="3"><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/><mergeCell ref="C1:E1"/></mergeCells>'
    )
    table = only(workbook(rows, after=merged), "x.xlsx")
    assert table.headers == ("Code", "Age", "Feelings | Happy", "Feelings | Left out", "Feelings | Calm")
    assert table.rows == 2


def test_a_title_merged_over_the_whole_table_is_no_level():
    rows = [["Our survey", "", "", "", ""], *PEOPLE]
    table = only(workbook(rows, after='<mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells>'), "x.xlsx")
    assert table.headers == tuple(PEOPLE[0])
    assert table.header_rows == 1


def test_merged_answers_are_never_filled():
    rows = [["Code", "Happy", "Town"], ["a1", 3, "Stroud"], ["b2", 4, ""]]
    table = only(workbook(rows, after='<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>'), "x.xlsx")
    assert body(table)[1] == ["b2", "4", ""]


def test_answers_in_words_under_a_header_with_a_gap():
    rows = [["", "Calm", "Happy"], ["a1", "Agree", "Often"], ["b2", "Disagree", "Often"], ["c3", "Agree", "Never"]]
    table = only(workbook(rows), "x.xlsx")
    assert table.headers == ("", "Calm", "Happy")
    assert table.rows == 3


def test_stated_header_rows():
    rows = [["1", "2"], ["3", "4"], ["5", "6"]]
    assert refusal(csv_text(rows)).issues[0].code == "no_table"
    assert body(only(csv_text(rows), header_rows=1)) == [["3", "4"], ["5", "6"]]
    table = only(workbook([["note"], ["2024", "2025"], ["q", "r"], [1, 2]]), "x.xlsx", header_rows=(2, 3))
    assert (table.headers, table.first_row, table.header_rows) == (("2024 | q", "2025 | r"), 4, 2)
    for wrong in ((2, 4), (9,), (), (3, 2)):
        assert (
            refusal(workbook([["note"], ["2024", "2025"], ["q", "r"], [1, 2]]), "x.xlsx", header_rows=wrong)
            .issues[0]
            .code
            == "header_rows"
        )
    for wrong in (0, -1, 3):
        assert refusal(csv_text(rows), header_rows=wrong).issues[0].code == "header_rows"


def test_a_table_on_its_side():
    """D7."""
    questions = [
        "How often do you feel left out?",
        "How happy were you yesterday?",
        "Do people listen to you?",
        "Do you feel calm most days?",
    ]
    rows = [
        ["Question", *[f"P{k:02}" for k in range(1, 13)]],
        *[[text, *[k % 5 for k in range(12)]] for text in questions],
    ]
    error = refusal(workbook(rows), "x.xlsx")
    assert error.issues[0].code == "on_its_side"
    assert "Transpose" in str(error)


def test_columns_called_by_numbers_are_not_a_table_on_its_side():
    rows = [
        ["Name of the group", *[f"Q{k}" for k in range(1, 13)]],
        *[[f"g{n}", *[k % 5 for k in range(12)]] for n in range(6)],
    ]
    assert only(workbook(rows), "x.xlsx").rows == 6


def test_one_person_and_one_question():
    assert body(only(csv_text([["Code", "Happy"], ["a1", "7"]]))) == [["a1", "7"]]
    assert body(only("Happy\n7\n6\n")) == [["7"], ["6"]]
    assert body(only(csv_text([["Code", "Happy"], ["a1", ""]]))) == [["a1", ""]]


def test_sheets_for_groups_with_the_same_header():
    sheet = sheet_xml(rows_xml(PEOPLE))
    error = refusal(package({"Notes": sheet_xml(rows_xml([["hello"]])), "Chart": sheet_xml("")}), "x.xlsx")
    assert error.issues[0].code == "no_table"
    assert (
        only(package({"Stroud": sheet, "Notes": sheet_xml(rows_xml([["hello"], ["there"]]))}), "x.xlsx").sheet
        == "Stroud"
    )


def merged(*areas):
    return f'<mergeCells count="{len(areas)}">{"".join(f"<mergeCell ref={chr(34)}{area}{chr(34)}/>" for area in areas)}</mergeCells>'


def test_a_wave_or_a_code_merged_over_several_rows_is_said_in_each():
    rows = [["When", "Code", "Happy", "Left out"], *[["Before" * (k == 0), f"P{k}x", k, k % 3] for k in range(4)]]
    rows += [["After" * (k == 0), f"P{k}x", k + 1, k % 3] for k in range(4)]
    table = only(workbook(rows, after=merged("A2:A5", "A6:A9")), "x.xlsx")
    assert [row[0] for row in body(table)] == ["Before"] * 4 + ["After"] * 4
    assert [row[1] for row in body(table)] == [f"P{k}x" for k in range(4)] * 2
    told = next(issue for issue in table.issues if issue.code == "merged_down")
    assert (told.severity, told.message[:9]) == ("check", "Column A:")


def test_blank_rows_inside_a_merged_cell_and_cells_above_the_header_move_nothing():
    rows = [["Our group", "", ""], ["Code", "When", "Happy"], ["P1x", "Before", "3"], ["", "", ""], ["", "After", "5"]]
    rows += [["P2x", "Before", "1"], ["", "After", "2"], ["", "Before", "4"]]
    table = only(workbook(rows, after=merged("A1:C1", "A3:A5", "A6:A7")), "x.xlsx")
    assert body(table) == [["P1x", "Before", "3"], ["P1x", "After", "5"], ["P2x", "Before", "1"], ["P2x", "After", "2"],
                           ["", "Before", "4"]]  # fmt: skip


@pytest.mark.parametrize("left", [[], [""]])
def test_the_letters_of_the_columns_are_not_their_names(left):
    rows = [[*left, *"ABCDE"], *([*left, *row] for row in PEOPLE)]
    table = only(workbook(rows), "x.xlsx")
    assert [header for header in table.headers if header] == PEOPLE[0]
    assert (table.rows, table.first_row) == (12, 3)
    assert "header_found" in codes(table)


@pytest.mark.parametrize("answers", [["Often", "Never", "Often"], [1, 2, 1]], ids=["words", "numbers"])
def test_columns_that_are_called_a_b_c(answers):
    rows = [["A", "B", "C", "D"], *[[f"P{k}x", *answers[k % 2 :], *answers[: k % 2]] for k in range(6)]]
    table = only(workbook(rows), "x.xlsx")
    assert (table.headers, table.rows) == (("A", "B", "C", "D"), 6)


@pytest.mark.parametrize("merged", [True, False])
def test_the_beginning_of_a_question_over_its_parts(merged):
    rows = [
        ["Code", "How often do you feel", "", "", "Age"],
        ["", "calm?", "cheerful?", "heard?", ""],
        *[[f"P{k}x", "Often", "Never", "Often", 30 + k] for k in range(4)],
    ]
    area = '<mergeCells count="1"><mergeCell ref="B1:D1"/></mergeCells>' if merged else ""
    table = only(workbook(rows, after=area), "x.xlsx")
    stem = "How often do you feel"
    assert table.headers == ("Code", f"{stem} | calm?", f"{stem} | cheerful?", f"{stem} | heard?", "Age")
    assert table.rows == 4


def test_a_title_over_a_column_without_a_name_is_no_beginning():
    rows = [
        ["Singing", "", "", ""],
        ["", "Code", "Calm", "Heard"],
        *[[k, f"P{k}x", "Often", "Never"] for k in range(4)],
    ]
    assert only(workbook(rows), "x.xlsx").headers == ("", "Code", "Calm", "Heard")


@pytest.mark.parametrize(
    "below",
    [["Total responses", 12], ["Number of participants", 12], ["Total respondents: 12"], ["Total number of forms", 12]],
)
def test_how_many_answered_below(below):
    assert only(workbook([*PEOPLE, below]), "x.xlsx").rows == 12


def test_one_file_put_behind_another():
    text = csv_text(PEOPLE)
    table = only(f"{text}\ufeff{text}")
    assert table.rows == 24
    assert [(step.n, step.reason) for step in table.flow] == [(1, "the header again")]
