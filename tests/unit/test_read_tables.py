"""Workbooks and text tables become tables of text: every cell as it stands, every row with its number."""

import datetime as dt
import io

import narwhals as nw
import openpyxl
import pytest

from tests.export_files import (
    body,
    codes,
    csv_text,
    old_workbook,
    only,
    package,
    read,
    refusal,
    row_numbers,
    rows_xml,
    sheet_xml,
    workbook,
)

FORMS = ["ID", "Start time", "Completion time", "Email", "Name", "How often do you feel left out?", "Your code"]
ASKED = ["Often", "Hardly ever", "Some of the time"]


def forms_workbook(rows=3):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet.append(FORMS)
    for k in range(rows):
        start = dt.datetime.fromisoformat(f"2026-01-05 09:0{k}")
        sheet.append([k + 3, start, start + dt.timedelta(minutes=7), "anonymous", None, ASKED[k % 3], f"00{k}"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_microsoft_forms_workbook():
    table = only(forms_workbook(), "Singing(1-3).xlsx")
    assert (table.platform, table.header_rows, table.first_row, table.rows) == ("Microsoft Forms", 1, 2, 3)
    assert table.why == "the first columns are ID, Start time and Completion time"
    assert table.metadata == {0, 1, 2, 3, 4}
    assert table.headers == tuple(FORMS)
    assert body(table)[0] == ["3", "2026-01-05 09:00:00", "2026-01-05 09:07:00", "anonymous", "", "Often", "000"]
    assert row_numbers(table) == [2, 3, 4]
    assert table.issues == ()


def test_the_frame_is_pandas_with_arrow_text_and_whole_row_numbers():
    table = only(forms_workbook(), "Singing(1-3).xlsx")
    assert table.frame.implementation.is_pandas()
    assert table.frame.columns == [*(f"c{k}" for k in range(7)), "row"]
    assert table.frame.schema["c0"] == nw.String
    assert table.frame.schema["row"] == nw.Int64
    assert table.frame.to_native()["c4"].dtype.storage == "pyarrow"
    assert table.frame.to_native().isna().sum().sum() == 0


def test_a_question_of_the_form_called_name_is_not_the_tools_own():
    rows = [[*FORMS[:5], "Age", "Name", "Email"], [1, 45000.5, 45000.6, "anonymous", "", 40, "Robin", "r@example.org"]]
    table = only(workbook(rows), "x.xlsx")
    assert table.metadata == {0, 1, 2, 3, 4}


def test_google_forms_through_the_sheet_and_downloaded():
    sheet = csv_text([["Timestamp", "Email Address", "Q"], ["12/13/2025 12:02:32", "a@example.org", "Agree"]])
    table = only(sheet)
    assert (table.platform, table.metadata) == ("Google Forms", {0, 1})
    direct = csv_text([["Timestamp", "Q"], ["2025/10/13 11:50:46 PM GMT+5:30", "Agree;Disagree"]])
    assert only(direct).platform == "Google Forms"
    assert "downloaded from the form itself" in only(direct).why
    welsh = csv_text([["Stamp amser", "Q"], ["13/12/2025 12:02:32", "Cytuno"]])
    assert only(welsh).platform == "Google Forms"


def test_a_column_called_timestamp_with_other_things_in_it_is_not_google_forms():
    assert only(csv_text([["Timestamp", "Q"], ["first session", "Agree"]])).platform == "CSV"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_cell_stays_the_text_it_was(kind):
    rows = [
        ["code", "answer", "note"],
        ["007", "None", "1e5"],
        ["1234567890123456789", "NA", " spaced "],
        ["7.0", "null", "n/a"],
    ]
    table = only(csv_text(rows) if kind == "csv" else workbook(rows), f"x.{kind}")
    assert body(table) == rows[1:]
    assert table.platform == ("CSV" if kind == "csv" else "Excel")


def test_numbers_truths_and_dates_of_a_workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["a", "b", "c", "d", "e", "f", "g"])
    sheet.append(
        [
            7,
            4.4,
            1.23456789012345678e18,
            True,
            dt.date(2026, 3, 1),
            dt.datetime.fromisoformat("2026-03-01 14:05"),
            dt.time(9, 30),
        ]
    )
    sheet.append([-3, 0.1 + 0.2, 123456789012, False, dt.date(1947, 1, 8), dt.timedelta(hours=26, minutes=3), 1e-7])
    out = io.BytesIO()
    book.save(out)
    table = only(out.getvalue(), "x.xlsx")
    assert body(table) == [
        ["7", "4.4", "1.23456789012346E+18", "TRUE", "2026-03-01", "2026-03-01 14:05:00", "09:30:00"],
        ["-3", "0.3", "123456789012", "FALSE", "1947-01-08", "26:03:00", "1e-07"],
    ]


def test_row_numbers_and_letters_are_those_of_the_sheet():
    xml = sheet_xml(rows_xml([["code", "happy"], ["a1", 3], ["", ""], ["b2", 4]], first=3, left=2))
    table = only(package({"Sheet1": xml}), "x.xlsx")
    assert table.headers == ("", "", "code", "happy")
    assert row_numbers(table) == [4, 6]
    assert table.place(3, 6) == "x.xlsx, column D 'happy', row 6"
    assert "blank_rows" in codes(table)


def test_row_numbers_of_text_count_records_not_lines():
    table = only('id,said\r\n1,"two\nlines"\r\n\r\n2,"a, b"\r\n3,x\r\n\r\n')
    assert row_numbers(table) == [2, 4, 5]
    assert body(table)[0] == ["1", "two\nlines"]


def test_each_sheet_with_a_table_is_one_table():
    pre = sheet_xml(rows_xml([["code", "happy"], ["a", 3]]))
    post = sheet_xml(rows_xml([["code", "happy"], ["a", 5], ["b", 4]]))
    empty = sheet_xml("")
    tables = read(package({"Before": pre, "Empty": empty, "After": post}), "x.xlsx")
    assert [(table.sheet, table.rows) for table in tables] == [("Before", 1), ("After", 2)]
    assert tables[0].sheets == ("Before", "Empty", "After")
    assert tables[1].place(0) == "x.xlsx, sheet 'After', column A 'code'"
    assert only(package({"Before": pre, "After": post}), "x.xlsx", sheet="After").rows == 2


def test_a_sheet_that_is_not_there():
    error = refusal(package({"Before & after": sheet_xml(rows_xml([["a", "b"], [1, 2]]))}), "x.xlsx", sheet="Wave 1")
    assert error.issues[0].code == "no_sheet"
    assert "'Before & after'" in str(error)


def test_hidden_rows_columns_and_sheets_are_read_and_said():
    data = rows_xml([["code", "happy"], ["a", 3], ["b", 4]]).replace('<row r="3"', '<row r="3" hidden="1"')
    cols = '<cols><col min="2" max="2" hidden="1"/></cols>'
    book = package(
        {"Shown": sheet_xml(data, before=cols), "Tucked away": sheet_xml(data), "Deep": sheet_xml(data)},
        states={"Tucked away": "hidden", "Deep": "veryHidden"},
    )
    tables = read(book, "x.xlsx")
    assert [table.sheet for table in tables] == ["Shown", "Tucked away"]
    said = {issue.code: str(issue) for issue in tables[0].issues}
    assert "1 hidden row and 1 hidden column included" in said["hidden_cells"]
    assert "Tucked away" in said["hidden_sheets"]
    assert "Deep" in said["very_hidden_sheets"]
    assert only(book, "x.xlsx", sheet="Deep").rows == 2


def test_formulas_give_their_saved_results_and_errors_are_counted():
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c><c r="B1" t="inlineStr"><is><t>sum</t></is></c></row>'
    rows += '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>2+3</f><v>5</v></c></row>'
    rows += '<row r="3"><c r="A3"><v>2</v></c><c r="B3" t="str"><f>IF(A3=2,"","x")</f><v></v></c></row>'
    rows += '<row r="4"><c r="A4"><v>3</v></c><c r="B4" t="e"><f>Gone!A1</f><v>#REF!</v></c></row>'
    table = only(package({"Sheet1": sheet_xml(rows)}), "x.xlsx")
    assert body(table) == [["1", "5"], ["2", ""], ["3", ""]]
    said = {issue.code: issue.message for issue in table.issues}
    assert said["formulas"].startswith("3 cells with a formula")
    assert said["error_cells"].startswith("1 cell with an error")


def test_duplicate_and_blank_names_are_kept_apart_by_place():
    table = only(csv_text([["code", "Other", "", "other ", "Other"], ["1", "a", "b", "c", "d"]]))
    assert table.headers == ("code", "Other", "", "other ", "Other")
    said = {issue.code: issue.message for issue in table.issues}
    assert "'Other' (columns B, D, E)" in said["duplicate_headers"]
    assert said["blank_headers"] == "Column C has entries but no name."


def test_blank_formatted_cells_far_away_do_not_matter():
    """B3: somebody formatted whole columns."""
    xml = sheet_xml(
        rows_xml([["code", "happy"], ["a", 3]])
        + '<row r="1048576"><c r="Z1048576" s="1"/><c r="AA1048576" s="1"><v></v></c></row>'
    )
    table = only(package({"Sheet1": xml}), "x.xlsx")
    assert (table.rows, table.headers) == (1, ("code", "happy"))


def test_a_wrong_dimension_tag_hides_nothing():
    """B4."""
    rows = [["code", "happy"], *[[f"p{k}", k % 5] for k in range(3_000)]]
    assert only(workbook(rows, before='<dimension ref="A1:C5"/>'), "x.xlsx").rows == 3_000


def test_cells_without_addresses_and_with_a_namespace_prefix():
    bare = "<row><c t='inlineStr'><is><t>code</t></is></c><c t='inlineStr'><is><t>n</t></is></c></row><row><c><v>1</v></c><c><v>2</v></c></row>"
    assert body(only(package({"Sheet1": sheet_xml(bare)}), "x.xlsx")) == [["1", "2"]]
    prefixed = sheet_xml(rows_xml([["code", "happy"], ["a", 3]])).replace("<", "<x:").replace("<x:/", "</x:")
    prefixed = prefixed.replace("<x:?xml", "<?xml").replace("xmlns=", "xmlns:x=")
    assert body(only(package({"Sheet1": prefixed}), "x.xlsx")) == [["a", "3"]]


def test_a_workbook_by_any_other_name():
    """A5: content decides."""
    table = only(workbook([["code", "happy"], ["a", 3]]), "answers.csv")
    assert table.platform == "Excel"
    assert "misnamed" in codes(table)
    table = only("code\thappy\na\t3\n", "answers.xlsx")
    assert (table.platform, body(table), codes(table)) == ("CSV", [["a", "3"]], ["misnamed"])
    assert codes(only("code\thappy\na\t3\n", "answers")) == []


def test_a6_an_old_workbook():
    rows = [["Code", "Happy"], ["a1", 7], ["é2", 4.5]]
    table = only(old_workbook(rows), "answers.xls")
    assert (table.platform, table.headers, body(table)) == ("Excel", ("Code", "Happy"), [["a1", "7"], ["é2", "4.5"]])
    assert codes(table) == []


def test_c2_links_to_other_files_are_never_followed():
    cells = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>[1]Other!A1</f><v>5</v></c></row>'
    links = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    book = package({"Sheet1": sheet_xml(rows_xml([["Code", "sum"]]) + cells)}, extra=links.items())
    assert body(only(book, "x.xlsx")) == [["1", "5"]]


def test_c9_macros_are_mentioned_and_left_alone():
    book = workbook([["Code", "Happy"], ["a", 3]], extra={"xl/vbaProject.bin": b"macro"}.items())
    assert codes(only(book, "x.xlsm")) == ["macros"]


def test_c5_c6_hidden_characters_in_a_workbook():
    rows = [["Code", "Said"], ["a_x0001_b", "one_x000D_\ntwo"], ["\u202eabc", "\u200bx"]]
    table = only(workbook(rows), "x.xlsx")
    assert body(table) == [["ab", "one\r\ntwo"], ["\u202eabc", "\u200bx"]]
    assert table.issues[0].message.startswith("1 control character,")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../x.csv", "x.csv"),
        ("C:\\Users\\robin\\x.csv", "x.csv"),
        ("a.csv\0.png", "a.csv.png"),
        ("\u202egnp.csv", "gnp.csv"),
        ("", "the file"),
        ("x" * 300 + ".csv", "x" * 79 + "…"),
        ("<b>x</b>.csv", "b>.csv"),
    ],
)
def test_c8_file_names_are_only_words(given, shown):
    table = only("Code,Happy\na,3\n", given)
    assert table.name == shown


def test_b10_many_sheets():
    book = package({f"Group {k}": sheet_xml(rows_xml([["Code", "Happy"], ["a", k]])) for k in range(60)})
    assert len(read(book, "x.xlsx")) == 60


def test_a_workbook_with_a_sheet_of_formulas_without_results_still_gives_the_others():
    good = sheet_xml(rows_xml([["Code", "Happy"], ["a", 3]]))
    bad = sheet_xml(rows_xml([["Code", "Sum"]]) + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2</f></c></row>')
    far = sheet_xml(rows_xml([["Code", "Sum"], ["a", 3]]) + '<row r="900000"><c r="XFD900000"><v>1</v></c></row>')
    table = only(package({"Good": good, "Bad": bad, "Far": far}), "x.xlsx")
    assert table.sheet == "Good"
    left = [str(issue) for issue in table.issues if issue.code == "sheet_left_out"]
    assert ["'Bad'" in left[0], "'Far'" in left[1], len(left)] == [True, True, 2]
