"""Rows that stand whole in one cell: lines in quotation marks, or a CSV pasted into the first column of a workbook."""

import pytest

from tests.export_files import body, codes, csv_text, only, refusal, row_numbers, workbook

ROWS = [["Code", "Town, or village", "Happy", "Calm"], *[[f"P{k}x", "Stroud", str(k), "7,5"] for k in range(6)]]


def lines(separator=","):
    return csv_text(ROWS, separator).splitlines()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_whose_every_line_is_quoted_again(separator):
    data = "\r\n".join('"' + line.replace('"', '""') + '"' for line in lines(separator))
    table = only(data)
    assert [list(table.headers), *body(table)] == ROWS
    assert row_numbers(table) == [2, 3, 4, 5, 6, 7]
    assert "rows_in_one_cell" in codes(table)


def test_a_csv_pasted_into_the_first_column():
    """The title and the blank row count: people look for row 4 where Excel shows it."""
    table = only(workbook([["Choir"], [], *[[line] for line in lines()]]), "x.xlsx")
    assert [list(table.headers), *body(table)] == ROWS
    assert row_numbers(table)[0] == 4
    said = {issue.code: issue for issue in table.issues}
    assert said["rows_in_one_cell"].message == "Each row stood whole in one cell; it was parted at its commas."


def test_a_row_with_too_many_parts_is_named():
    error = refusal(workbook([[line] for line in [*lines(), "P7x,Stroud,7,7,5"]]), "x.xlsx")
    assert error.issues[0].code == "ragged"
    assert "Row 8 has 5 cells where the table has 4 columns" in str(error)


def test_a_column_of_sentences_is_left_as_it_is():
    said = ["What did you like?", "Yes, I did, thanks", "no", "no", "The tea, the cake, and Sam", "no", "no"]
    table = only(workbook([[text] for text in said]), "x.xlsx")
    assert table.headers == ("What did you like?",)
    assert table.rows == 6


def test_a_separator_the_user_states_is_not_overruled():
    quoted = "\r\n".join('"' + line.replace('"', '""') + '"' for line in lines())
    assert len(only(quoted, separator=",").headers) == 4
    assert refusal(quoted, separator=";").issues[0].code == "no_table"
