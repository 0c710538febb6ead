"""The Excel summary, read back and looked at as XML: text stays text, numbers stay whole, nothing runs, nothing differs."""

import io
import re
import zipfile
from dataclasses import replace
from functools import cache

import openpyxl
import pytest

from measures.disclosure import protect
from measures.report.sheets import Properties, Sheet, book_of
from measures.report.workbook import summary_workbook
from measures.results import NUMBER_COLUMNS, RESULT_COLUMNS, FlowStep, Issue
from tests.evaluations import LONELINESS, evaluation

HOSTILE = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://example.org")', "#REF!", "[c]", "1e5",
    "TRUE", "007", "2026-01-01", " leading", "a\x00b\x0bc\x1f", "broken \ud800 pair", "<b>&amp;",
]  # fmt: skip
AS_WRITTEN = {"a\x00b\x0bc\x1f": "abc", "broken \ud800 pair": "broken  pair"}
PEOPLE = [(3, 4), (4, 4), (5, 3), (5, 6), (6, 5), (6, 6), (7, 5), (7, 7), (8, 6), (9, 9)]
SHEETS = [
    "Cover", "Contents", "Headline", "Completeness", "Charts", "What_you_told_us", "Data_tidy", "Data_dictionary",
    "Notes", "Methods_version",
]  # fmt: skip


@cache
def hostile_evaluation():
    return evaluation(
        {"=group": dict.fromkeys(HOSTILE, PEOPLE * 4) | {"few": PEOPLE[:4]}},
        provenance={
            "tool": "measures", "version": "0.1.0", "title": "=1+1", "programme": "@programme", "mapping": [],
            "files": [{"name": "=file.xlsx", "wave": "+before", "sha256": "ab12"}], "settings": {"title": "=" * 40_000},
        },
        issues=[Issue("check", "header_found", "=where", "+message", "-fix")],
        flow=[FlowStep("rows_read", "=before", 90, "@reason"), FlowStep("withdrew", "=before", 3)],
    )  # fmt: skip


@cache
def workbook(policy="under_5"):
    return summary_workbook(protect(hostile_evaluation(), policy))


@cache
def read(policy="under_5"):
    return openpyxl.load_workbook(io.BytesIO(workbook(policy)))


def members(policy="under_5"):
    with zipfile.ZipFile(io.BytesIO(workbook(policy))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_sheets_stand_in_their_order_and_the_first_is_open_at_its_first_cell():
    assert read().sheetnames == SHEETS
    assert read().active.title == "Cover"
    assert {sheet.sheet_view.selection[0].activeCell for sheet in read()} == {"A1"}


@pytest.mark.parametrize("policy", ["under_5", "nhs", "none"])
def test_the_same_evaluation_gives_the_same_bytes(policy):
    assert summary_workbook(protect(hostile_evaluation(), policy)) == workbook(policy)
    with zipfile.ZipFile(io.BytesIO(workbook(policy))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_in_it_runs_and_no_text_is_taken_for_anything_else():
    for name, text in members().items():
        if not name.startswith("xl/charts/"):  # a chart names the cells it is drawn from
            assert not re.search(r"<f[ >/]", text), name
        if name.startswith("xl/worksheets/sheet"):
            assert set(re.findall(r'<c [^>]*?\bt="(\w+)"', text)) <= {"inlineStr", "s", "n"}, name
        if name.endswith(".rels"):
            assert "External" not in text, name
    values = {cell.value: cell.data_type for row in read()["Data_tidy"].iter_rows() for cell in row}
    for text in HOSTILE:
        assert values[AS_WRITTEN.get(text, text)] == "s", text
    everything = [cell for sheet in read() for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in everything} == {"s", "n"}
    assert {type(cell.value) for cell in everything if cell.data_type == "n"} <= {int, float}
    assert read()["Cover"]["A1"].value == "=1+1"


@pytest.mark.parametrize("policy", ["under_5", "nhs", "none"])
def test_the_tidy_sheet_holds_the_protected_rows_number_for_number(policy):
    header, *lines = read(policy)["Data_tidy"].iter_rows(values_only=True)
    assert header == RESULT_COLUMNS
    for line, row in zip(lines, protect(hostile_evaluation(), policy).value.results, strict=True):
        for name, value in zip(RESULT_COLUMNS, line, strict=True):
            if name in NUMBER_COLUMNS:
                assert value == getattr(row, name), (name, row)
            elif name in ("measure", "status", "scale", "wave_to"):
                assert (value or "") == getattr(row, name), (name, row)


def test_every_table_is_a_named_one_with_one_header_and_no_empty_cell():
    names = []
    for sheet in read():
        if sheet.title in ("Cover", "What_you_told_us"):
            assert not sheet.tables
            continue
        (table,) = sheet.tables.values()
        names.append(table.displayName)
        cells = sheet[table.ref]
        assert table.ref.startswith("A")
        assert table.ref.split(":")[1] == sheet.dimensions.split(":")[1], "something stands below or beside the table"
        assert [cell.value for cell in cells[0]] == [column.name for column in table.tableColumns]
        if sheet.title != "Data_tidy":
            assert isinstance(sheet["A1"].value, str)
            assert all(cell.value not in (None, "") for row in cells for cell in row), sheet.title
            assert all(cell.alignment.wrap_text for row in cells for cell in row if cell.data_type == "s"), sheet.title
    assert len(set(names)) == len(SHEETS) - 2


def test_nothing_stands_in_a_readers_way():
    for name, text in members().items():
        if name == "xl/styles.xml":  # every cell style states there that it is not hidden
            continue
        for hindrance in ("<pane", "mergeCell", "<autoFilter", "headerFooter", "hidden=", "password"):
            assert hindrance not in text, (name, hindrance)
    assert [name for name, text in members().items() if "<drawing" in text] == ["xl/worksheets/sheet5.xml"]


def test_charts_are_described_and_drawn_from_the_table_beside_them():
    drawing = members()["xl/drawings/drawing1.xml"]
    said = re.search(r'<(?:\w+:)?cNvPr [^>]*descr="([^"]+)"', drawing).group(1)
    assert said.startswith("Bars of every scale before and after. Loneliness: ")
    sheet = read()["Charts"]
    header, line = [[cell.value for cell in row] for row in sheet[sheet.tables["Charts_table"].ref]]
    assert header == ["Scale", "Before", "After", "People"]
    assert f"{line[1]:.0f} before, {line[2]:.0f} after" in said
    drawn = set(re.findall(r"<f>([^<]+)</f>", members()["xl/charts/chart1.xml"]))
    assert all(re.fullmatch(r"'Charts'!\$?[ABC]\$?\d+(:\$[ABC]\$\d+)?", cells) for cells in drawn)


def test_what_people_told_us_is_given_back_without_tables_or_jargon():
    lines = [row[0].value for row in read()["What_you_told_us"].iter_rows()]
    assert lines[0] == "What you told us"
    text = " ".join(lines)
    assert "Thank you" in text
    assert "Social connection" in lines
    assert not re.search(r"p =|confidence|Cohen|d_z|\bn\b", text)


def test_the_contents_lead_to_every_other_sheet():
    links = {cell.hyperlink.location for row in read()["Contents"].iter_rows() for cell in row if cell.hyperlink}
    assert {re.match(r"'?(\w+)'?!A1$", link).group(1) for link in links} == set(SHEETS) - {"Contents"}


def test_its_properties_are_stated_and_fixed():
    properties = read().properties
    assert (properties.title, properties.language) == ("=1+1", "en-GB")
    assert properties.creator
    assert properties.keywords
    assert properties.created == properties.modified


def test_hidden_figures_are_marked_and_unprotected_ones_warned_of():
    few = [row for row in read()["Data_tidy"].iter_rows(min_row=2, values_only=True) if row[5] == "few"]
    assert {line[RESULT_COLUMNS.index("status")] for line in few} <= {"c"}
    assert "[c]" in {cell.value for cell in read()["Completeness"]["D"]}
    cover = " ".join(str(cell.value) for cell in read("none")["Cover"]["A"])
    assert "personal data" in cover
    assert "under_5" in " ".join(str(cell.value) for cell in read()["Cover"]["A"])


def test_questions_not_yet_validated_are_called_so():
    own = replace(LONELINESS, title="Choice", validated=False, domains=("choice",))
    book = summary_workbook(protect(evaluation({"all": {"everyone": PEOPLE * 4}}, facts=own)))
    for sheet in openpyxl.load_workbook(io.BytesIO(book)):
        if sheet.title in ("Headline", "Completeness", "Notes"):
            text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row).casefold()
            assert "choice" not in text or "not yet validated" in text, sheet.title


def test_a_wide_line_of_text_takes_no_more_rows_than_its_characters_need():
    (page,) = book_of([Sheet("A", "Title", ["x" * 150])], Properties("T", "", "", "")).worksheets
    assert page.row_dimensions[2].height == 2 * 16.0  # two lines of up to 80 characters
