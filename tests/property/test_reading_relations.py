"""Relations that hold for any table: what is written comes back, one way of reading agrees with the other, nothing crashes."""

import contextlib
import csv
import io

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.errors import FileError
from measures.exports.files import read_tables
from measures.exports.rows import RowRules, set_aside
from measures.exports.tables import Upload
from measures.exports.text_files import read_text
from measures.exports.workbook_guard import CHUNK
from tests.export_files import body, csv_text, old_workbook, only, package, rows_xml, sheet_xml, workbook

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff"), max_size=12)
CELLS = WORDS | st.sampled_from(
    ["007", "NA", "None", "1e5", "two\nlines", 'say "hi"', "a, b", "a;b", " x ", "7.0", "=1+1"]
)
TABLES = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(CELLS, min_size=width, max_size=width).filter(lambda row: any(map(str.strip, row))),
        min_size=1,
        max_size=12,
    )
)


def headed(rows):
    """The rows under names that cannot be mistaken for anything else."""
    return [[f"Question number {'abcde'[k]}" for k in range(len(rows[0]))], *rows]


@settings(max_examples=50)
@given(TABLES, st.sampled_from([",", ";", "\t", "|"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_text_comes_back_as_it_was(rows, separator, encoding):
    table = only(csv_text(headed(rows), separator).encode(encoding), separator=separator)
    assert body(table) == rows


@settings(max_examples=25, deadline=None)
@given(TABLES)
def test_workbook_text_comes_back_as_it_was(rows):
    table = only(workbook(headed(rows)), "x.xlsx", header_rows=1)
    width = len(table.headers)
    assert body(table) == [row[:width] for row in rows]


def grid_of(data):
    grid = read_text(data, "x.csv", separator=",")
    return [column.to_pylist() for column in grid.columns], grid.rows.tolist(), grid.issues


PIECES = st.lists(
    st.sampled_from(["a", "7", " ", ",", ",", "\n", "\n", "\r\n", '"', '""', '"x,y"', '"p\nq"', "é", "\r"]),
    min_size=1,
    max_size=60,
)


@settings(max_examples=300)
@given(PIECES)
def test_the_fast_way_of_reading_text_agrees_with_the_careful_one(pieces):
    """Whatever pyarrow reads without complaint, Python's csv module reads the same."""
    data = "".join(pieces).encode()
    if not data.strip(b"\r\n"):
        return
    fast = careful = None
    with contextlib.suppress(FileError):
        fast = grid_of(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("measures.exports.text_files._regular", lambda *_, **__: None)
        with contextlib.suppress(FileError):
            careful = grid_of(data)
    if fast is None or careful is None:
        assert fast is None
        assert careful is None
        return
    assert drop_blank(*fast) == drop_blank(*careful)


def drop_blank(columns, rows, issues):
    """Filled rows with their numbers: a blank line is no record to the one reader and an empty one to the other."""
    filled = [(number, cells) for number, cells in zip(rows, zip(*columns, strict=True), strict=True) if any(cells)]
    return filled, issues


WHOLE = {
    "xlsx": workbook([["Code", "Happy", "Said"], *[[f"p{k}", k, f"words {k}"] for k in range(30)]]),
    "xls": old_workbook([["Code", "Happy"], *[[f"p{k}", k] for k in range(30)]]),
    "csv": csv_text([["Code", "Happy", "Said"], *[[f"p{k}", str(k), f'words, "{k}"'] for k in range(30)]]).encode(),
}


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_damaged_file_is_read_or_refused_but_never_crashes(kind, draw):
    data = bytearray(WHOLE[kind])
    for _ in range(draw.draw(st.integers(1, 12))):
        at = draw.draw(st.integers(0, len(data) - 1))
        what = draw.draw(st.sampled_from(["flip", "cut", "insert", "copy"]))
        if what == "flip":
            data[at] ^= draw.draw(st.integers(1, 255))
        elif what == "cut":
            del data[at : at + draw.draw(st.integers(1, 40))]
        elif what == "insert":
            data[at:at] = draw.draw(st.binary(min_size=1, max_size=10))
        else:
            data[at:at] = data[at : at + 50]
        if not data:
            data = bytearray(b"x")
    tables = ()
    with contextlib.suppress(FileError):
        tables = read_tables(Upload(f"x.{kind}", bytes(data)))
    for table in tables:
        assert table.rows > 0
        assert table.frame.columns == [*(f"c{k}" for k in range(len(table.headers))), "row"]
        with contextlib.suppress(FileError):
            assert set_aside(table, RowRules()).rows <= table.rows


SHEET_PIECES = st.lists(
    st.sampled_from(
        [
            '<row r="2">', "<row>", "</row>", '<c r="A2"><v>1</v></c>', '<c r="C2" t="s"><v>0</v></c>', "<c><v>3</v></c>", '<c r="B9"/>',
            '<c t="inlineStr" r="B2"><is><t>x</t></is></c>', '<c r="XFD9999"><v>1</v></c>', "<c", ">", '<c r="A0"><v>1</v></c>', '<row r="0">',
            '<c r="A1"><f>1</f><v>2</v></c>', '<c r="A1"><f>1</f></c>', '<c r="ZZZZ1"><v>1</v></c>', '<row r="99999999999">', "<!-- x -->",
            '<c r="A3" t="e"><v>#REF!</v></c>', '<row r="4" hidden="1">', "<f/>", "&amp;", "&x;", '<c r="A-1"><v>1</v></c>',
        ]
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(SHEET_PIECES)
def test_odd_sheet_xml_is_read_or_refused_but_never_crashes(pieces):
    book = package({"Sheet1": sheet_xml(rows_xml([["Code", "Happy"], ["a", 3]]) + "".join(pieces))})
    with contextlib.suppress(FileError):
        assert read_tables(Upload("x.xlsx", book))


@settings(max_examples=4, deadline=None)
@given(st.integers(-200, 200), st.sampled_from(["", "x:"]))
def test_chunks_of_a_sheet_are_cut_between_rows(shift, prefix):
    """A sheet that is a little shorter or longer than a chunk gives the same facts either way."""
    rows = [["Code", "Said"], *[[f"p{k}", "y" * 40] for k in range(300)]]
    xml = sheet_xml(rows_xml(rows))
    padded = xml.replace("<sheetData>", f"<!--{' ' * (CHUNK - len(xml) // 2 + shift)}--><sheetData>")
    if prefix:
        padded = (
            padded.replace("<", "<x:")
            .replace("<x:/", "</x:")
            .replace("<x:?xml", "<?xml")
            .replace("<x:!", "<!")
            .replace("xmlns=", "xmlns:x=")
        )
    assert only(package({"Sheet1": padded}, compression=0), "x.xlsx").rows == 300


def test_openpyxl_and_csv_agree_on_a_table():
    """The same answers saved by another program's hand."""
    rows = [["Code", "Happy", "Said"], *[[f"p{k}", k % 7, None if k % 3 else f"it’s {k}"] for k in range(50)]]
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert body(only(out.getvalue(), "x.xlsx")) == body(only(text.getvalue()))
