"""The workbook as a file: nothing in it runs, every reader can use it, and it is the same every time."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook

from measures.disclosure import protect
from measures.errors import UsageError
from measures.report import sheets
from measures.report.sheets import Column, Number, Properties, Sheet, clean, write_book
from measures.report.workbook import summary_workbook
from measures.report.zip_times import repacked
from measures.results import Evaluation, FlowStep, Issue
from tests.result_rows import LONELINESS, SATISFIED, change, row

NAMES = [
    "Cover", "Contents", "Headline", "Completeness", "What_you_told_us", "Data_tidy", "Data_dictionary", "Notes",
    "Methods_version",
]  # fmt: skip
WITHOUT_TABLE = ("Cover", "What_you_told_us")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LIKE_FORMULAS = ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1+1", "=1+1", "#N/A", "TRUE", "12", "2020-01-01"]
PROPERTIES = Properties("Title", "Author", "Subject", "keywords")


def nasty(text):
    """An evaluation with the same text wherever text of an upload can stand."""
    facts = replace(LONELINESS, title=text, instrument_title=text)
    return Evaluation(
        provenance={
            "tool": "measures", "version": "0.1.0", "title": text, "programme": text,
            "files": [{"name": text, "wave": text, "sha256": "0" * 64}],
            "mapping": [{"file": text, "header": text, "role": "item", "item": text, "why": text}],
            "settings": {"groups": {text: {"column": text}}},
        },
        flow=(FlowStep("rows_read", text, 12, text),),
        issues=(Issue("note", "personal_data", text, text, text),),
        results=(change(facts, -0.8, -1.2, -0.3, group_by="place", group=text, note=text, method=text, category=text),),
        scales=(facts,),
    )  # fmt: skip


def members(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells_of(data):
    book = load_workbook(io.BytesIO(data))
    return [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]


@pytest.fixture(scope="module")
def made():
    facts = [LONELINESS, SATISFIED]
    found = Evaluation(
        provenance={
            "tool": "measures",
            "version": "0.1.0",
            "title": "Sing Out",
            "reproduce": "python -m measures evaluate",
        },
        flow=(FlowStep("people", "before", 64), FlowStep("people", "after", 41)),
        issues=(Issue("check", "blank_codes", "before.xlsx", "Some rows have no code."),),
        results=tuple(change(each, -0.8, -1.2, -0.3) for each in facts),
        scales=tuple(facts),
    )
    return summary_workbook(protect(found, "none"))


def test_sheets_stand_in_their_order(made):
    assert load_workbook(io.BytesIO(made)).sheetnames == NAMES


@pytest.mark.parametrize("text", LIKE_FORMULAS)
def test_text_like_a_formula_stays_text(text):
    data = summary_workbook(protect(nasty(text), "none"))
    same = [cell for cell in cells_of(data) if cell.value == text]
    assert len(same) >= 12  # cover, headline, completeness, data, methods
    assert {cell.data_type for cell in same} == {"s"}
    for name, xml in members(data).items():
        if name.startswith("xl/worksheets/sheet"):
            assert not list(ET.fromstring(xml).iter(f"{MAIN}f")), name


def test_text_that_a_formula_could_start_with_keeps_its_quote_when_edited():
    data = summary_workbook(protect(nasty("=1+1"), "none"))
    assert all(cell.quotePrefix for cell in cells_of(data) if cell.value == "=1+1")
    assert not any(cell.quotePrefix for cell in cells_of(data) if cell.value == "Headline")


def test_cells_are_numbers_or_text_and_nothing_else(made):
    kinds = {
        cell.get("t")
        for name, xml in members(made).items() if name.startswith("xl/worksheets/sheet")
        for cell in ET.fromstring(xml).iter(f"{MAIN}c")
    }  # fmt: skip
    assert kinds == {"n", "inlineStr"}


def test_characters_that_no_xml_holds_are_left_out():
    data = summary_workbook(protect(nasty("a\x00b\x0bc\x1fd\ud800e\ufffff\r\ng\x85"), "none"))
    found = {cell.value for cell in cells_of(data)}
    assert "abcdef\ng\x85" in found
    for name, xml in members(data).items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(xml)


def test_text_like_an_escape_is_shown_as_it_is():
    # ECMA-376 part 1, 22.9.2.19: _xHHHH_ in a string is that character; the underscore itself is _x005F_
    assert clean("_x0041_") == "_x005F_x0041_"
    assert clean("_x41_ x_y") == "_x41_ x_y"


def test_text_longer_than_a_cell_is_cut_and_says_so():
    assert clean("a" * 32_767) == "a" * 32_767
    cut = clean("\N{GRINNING FACE}" * 20_000)  # two units each
    assert len(cut.encode("utf-16-le")) // 2 <= 32_767
    assert cut.endswith("[cut here: a cell holds no more]")


def test_the_same_evaluation_gives_the_same_bytes():
    found = nasty("Sing Out")
    assert summary_workbook(protect(found, "none")) == summary_workbook(protect(found, "none"))


def test_every_time_in_the_file_is_fixed(made):
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}


def test_repacking_keeps_every_member():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b.xml", "second")
        archive.writestr("[Content_Types].xml", "types")
        archive.writestr("a.xml", "first")
    again = repacked(out.getvalue())
    assert members(again) == {"[Content_Types].xml": b"types", "a.xml": b"first", "b.xml": b"second"}
    assert list(members(again)) == ["[Content_Types].xml", "a.xml", "b.xml"]


def test_every_table_is_real_and_named_once(made):
    files = members(made)
    tables = [ET.fromstring(xml) for name, xml in files.items() if name.startswith("xl/tables/")]
    names = [table.get("displayName") for table in tables]
    assert len(names) == len(set(names)) == 7
    assert len({table.get("id") for table in tables}) == 7
    assert not [table for table in tables if list(table.iter(f"{MAIN}autoFilter"))]
    book = load_workbook(io.BytesIO(made))
    for sheet in [one for one in book.worksheets if one.title not in WITHOUT_TABLE]:
        (table,) = sheet.tables.values()
        assert table.ref.endswith(f"{sheet.cell(1, sheet.max_column).column_letter}{sheet.max_row}")  # nothing below
        headers = [cell.value for cell in sheet[table.ref][0]]
        assert headers == table.column_names
        assert len({header.casefold() for header in headers}) == len(headers)
        assert table.ref.startswith("A")


def test_nothing_is_merged_filtered_frozen_hidden_or_printed_beside_the_sheet(made):
    for sheet in load_workbook(io.BytesIO(made)):
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.auto_filter.ref is None
        assert sheet.sheet_state == "visible"
        assert not any(one.hidden for one in [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()])
        assert not sheet.oddHeader.center.text
        assert not sheet.oddFooter.center.text
        assert sheet.sheet_view.selection[0].activeCell == "A1"
    assert load_workbook(io.BytesIO(made)).active.title == "Cover"


def test_no_cell_of_a_table_is_empty_without_a_reason(made):
    for sheet in load_workbook(io.BytesIO(made)).worksheets[1:]:
        if sheet.title not in ("Data_tidy", *WITHOUT_TABLE):
            (table,) = sheet.tables.values()
            empty = [cell.coordinate for line in sheet[table.ref] for cell in line if cell.value is None]
            assert not empty, sheet.title


def test_text_wraps_on_the_left_in_a_plain_face_of_twelve_points_or_more(made):
    for sheet in load_workbook(io.BytesIO(made)):
        for cell in (cell for line in sheet.iter_rows() for cell in line if cell.value is not None):
            assert cell.font.name == "Arial"
            assert cell.font.sz >= 12
            assert cell.fill.fill_type is None
            if cell.data_type == "s":
                assert (cell.alignment.wrap_text, cell.alignment.horizontal) == (True, "left")


def test_links_on_contents_lead_to_the_sheets_they_name(made):
    book = load_workbook(io.BytesIO(made))
    links = {cell.value: cell.hyperlink for line in book["Contents"].iter_rows() for cell in line if cell.hyperlink}
    assert list(links) == [name for name in NAMES if name != "Contents"]
    assert all(link.location == f"'{name}'!A1" and link.target is None for name, link in links.items())
    assert any(cell.hyperlink and cell.hyperlink.location == "'Contents'!A1" for (cell,) in book["Cover"].iter_rows())


def test_the_document_names_itself(made):
    about = load_workbook(io.BytesIO(made)).properties
    assert (about.title, about.creator, about.language) == ("Sing Out", "measures 0.1.0", "en-GB")
    assert about.keywords == "Social connection, Strengths, before and after"
    assert about.created == about.modified == datetime(2000, 1, 1)  # noqa: DTZ001 - as openpyxl gives times


def test_a_number_is_written_to_its_last_digit():
    values = [0.1 + 0.2, -1.1787778227150976, 1e-20, 123456789.12345679, 5]
    data = write_book(
        [Sheet("One", "", table="t", columns=[Column("x", 9)], rows=[[v] for v in values], machine_readable=True)],
        PROPERTIES,
    )
    (sheet,) = load_workbook(io.BytesIO(data)).worksheets
    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2)] == values


def test_a_number_that_is_none_is_refused():
    sheet = Sheet("One", "One", table="t", columns=[Column("x", 9)], rows=[[Number(float("nan"))]])
    with pytest.raises(ValueError, match="unknown figures are None"):
        write_book([sheet], PROPERTIES)


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 4)
    columns = [Column("x", 9)]
    write_book([Sheet("One", "One", table="t", columns=columns, rows=[[1]] * 2)], PROPERTIES)
    with pytest.raises(UsageError, match="do not fit a sheet"):
        write_book([Sheet("One", "One", table="t", columns=columns, rows=[[1]] * 3)], PROPERTIES)


def test_a_row_is_tall_enough_for_its_longest_text():
    data = write_book(
        [Sheet("One", "One", table="t", columns=[Column("x", 20)], rows=[["word " * 40], ["word"]])], PROPERTIES
    )
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    assert page.row_dimensions[3].height >= 10 * page.row_dimensions[4].height  # 200 characters of about 20 a line


def test_rows_of_a_hidden_figure_are_text_free_in_number_columns():
    hidden = row(LONELINESS, "mean_change", n=None, status="c", note="Hidden.")
    found = Evaluation({"title": "Sing Out"}, (), (), (hidden,), (LONELINESS,))
    sheet = load_workbook(io.BytesIO(summary_workbook(protect(found, "none"))))["Data_tidy"]
    numbers = [cell.value for cell in sheet[2][10:21]]
    assert numbers == [None] * 11
