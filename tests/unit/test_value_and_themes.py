"""The Value sheet, and one line per theme with reach, change, connections and ripples beside each other."""

import io

import openpyxl

from measures.disclosure import protect
from measures.report.profile_chart import theme_table, themes
from measures.report.workbook import summary_workbook
from measures.results import Row
from tests.evaluations import evaluation
from tests.result_rows import LONELINESS, row

PEOPLE = [(3 + i % 7, 3 + (i * 5) % 7) for i in range(50)]
SCALE = (LONELINESS.instrument, LONELINESS.scale)


def table(book, name):
    sheet = book[name]
    header, *lines = [[cell.value for cell in line] for line in sheet[sheet.tables[f"{name}_table"].ref]]
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_the_value_sheet_tells_what_people_feel_first_and_money_last():
    rows = [
        row(LONELINESS, "value_low", n=50, estimate=1234.5, note="2019 prices."),
        row(LONELINESS, "wellbys", n=50, estimate=12.5, ci_low=4.0, ci_high=21.0),
        row(LONELINESS, "benchmark_difference", estimate=0.4, category="England"),
        row(LONELINESS, "gap_closed", status="x", note="The gap was 0."),
    ]
    found = evaluation({"site": {"North": PEOPLE}})
    whole = type(found)(found.provenance, (), (), (*found.results, *rows), found.scales)
    book = openpyxl.load_workbook(io.BytesIO(summary_workbook(protect(whole, "none"))))
    lines = table(book, "Value")
    assert [line["Measure"] for line in lines] == ["benchmark_difference", "gap_closed", "wellbys", "value_low"]
    assert (lines[3]["Figure"], lines[3]["Assumptions and remarks"]) == (1234.5, "2019 prices.")
    assert lines[1]["Figure"] == "[x]"
    assert any("not cash saved" in str(cell.value) for line in book["Value"].iter_rows() for cell in line)


def test_without_value_there_is_no_such_sheet():
    found = evaluation({"site": {"North": PEOPLE}})
    book = openpyxl.load_workbook(io.BytesIO(summary_workbook(protect(found, "none"))))
    assert "Value" not in book.sheetnames


def test_a_theme_has_its_reach_change_connections_and_ripples_on_one_line():
    rows = [
        Row("", "", "participants", group_by="programme", group="Choir", estimate=41.0),
        Row("", "", "reach_ratio", group_by="programme", group="Choir", estimate=1.256),
        row(LONELINESS, "mean_change", group_by="programme", group="Choir", estimate=-0.84),
        row(LONELINESS, "mean_change", group_by="programme", group="Garden", status="c"),
        Row("kyp", "people", "growth_ratio", group_by="locality", group="choir", estimate=2.25),
        Row("map", "ripple", "category_count", category="Choir", estimate=7.0),
    ]
    assert themes(rows) == ["programme", "locality"]
    choir, garden = theme_table(rows, "programme", SCALE)
    assert choir == {
        "Programme": "Choir", "Took part": "41", "Reach ratio": "1.26", "Average change": "\N{MINUS SIGN}0.8",
        "Growth of connections": "2.25", "Impacts recalled": "7", "In their words": "",
    }  # fmt: skip
    assert (garden["Average change"], garden["Took part"]) == ("[c]", "[x]")
