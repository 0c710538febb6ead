"""Numbers in small files as people write them."""

import pytest

from measures.errors import FileError
from measures.exports.named_columns import numbers, read_named
from measures.exports.tables import Upload


def column(*cells):
    lines = "\n".join(f'{row};"{cell}"' for row, cell in enumerate(cells))
    (table,), _ = read_named([Upload("counts.csv", f"place;members\n{lines}\n".encode())])
    return numbers(table, "members")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1800", 1800), ("1,800", 1800), ("1,234,567", 1234567), ("1,234.5", 1234.5), ("0,5", 0.5), ("12,75", 12.75),
        ("£1,200", 1200), ("-3", -3), ("-0,25", -0.25), ("1 800", 1800), ("2.5", 2.5),
    ],
)  # fmt: skip
def test_thousands_and_decimal_commas_are_told_apart(cell, number):
    assert column(cell, "7").iloc[0] == number


@pytest.mark.parametrize("cell", ["1,2,3", "12,34,567", "about 5", "1.2.3", "1e400", ",5,"])
def test_what_is_no_number_is_refused_by_row(cell):
    with pytest.raises(FileError) as caught:
        column(cell, "7")
    assert "row 2" in str(caught.value)


def test_a_list_of_one_column_is_read():
    (table,), _ = read_named([Upload("nodes.csv", b"org_id\nChoir\nLibrary\n")])
    assert table.text("org_id").tolist() == ["Choir", "Library"]


def test_a_file_without_any_name_stays_refused():
    with pytest.raises(FileError) as caught:
        read_named([Upload("nodes.csv", b"7\n")])
    assert caught.value.issues[0].code == "no_table"
