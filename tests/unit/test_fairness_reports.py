"""Charts, tables and the sheet of fairness: from protected rows alone, hidden figures named as hidden."""

import io

import openpyxl
import pytest

from measures.disclosure import protect
from measures.report.fairness_charts import fairness_pictures
from measures.report.fairness_facts import fair_facts
from measures.report.fairness_tables import figures_table, gaps_table, groups_table
from measures.report.sheets import Properties, write_book
from measures.report.workbook_fairness import equity_outcomes
from tests.result_rows import SATISFIED
from tests.unit.test_fairness_words import NARROWING, evaluation, people

BY = "imd_quintile"
SMALL = {**NARROWING, "3": people(7, 0.6, n=12)}


def known(groups, policy="under_5", **facts):
    return fair_facts(protect(evaluation(groups, **facts), policy).value, SATISFIED, BY)


def test_three_charts_with_their_findings():
    averages, gap, slope = fairness_pictures(protect(evaluation(NARROWING)), SATISFIED, BY)
    assert averages.alt.startswith("Every group gained. 1 (60 people), before: ")
    assert "narrowed from" in gap.alt
    assert "points from end to end" in slope.alt
    for picture in (averages, gap, slope):
        assert picture.png().startswith(b"\x89PNG")


def test_the_slope_of_the_chart_is_the_slope_index():
    found = evaluation(NARROWING)
    _, _, slope = fairness_pictures(protect(found), SATISFIED, BY)
    lines = slope.spec["layer"][0]["data"]["values"]
    (index,) = (
        row.estimate for row in found.results if row.measure == "slope_index_before" and row.method != "bootstrap"
    )
    assert lines[1]["mean"] - lines[0]["mean"] == pytest.approx(index)


@pytest.mark.parametrize("policy", ["under_5", "under_10", "nhs"])
def test_a_small_group_takes_the_gap_and_the_slope_from_the_charts(policy):
    averages, gap, slope = fairness_pictures(protect(evaluation(SMALL), policy), SATISFIED, BY)
    assert gap is None
    assert slope is None
    assert averages is None or "low" in str(averages.spec)


def test_groups_without_an_order_have_no_slope():
    found = protect(evaluation({"A": people(3, 3), "B": people(6, 0.5)}, order=(), group_by="home"))
    averages, gap, slope = fairness_pictures(found, SATISFIED, "home")
    assert averages is not None
    assert gap is slope is None


def test_tables_hold_what_the_charts_show():
    mine = known(NARROWING)
    assert [line["Group"] for line in groups_table(mine)] == ["1", "2", "3"]
    (gap,) = gaps_table(mine)
    assert gap["Gap"] == "the least deprived (3) less the most deprived (1)"
    assert " to " in gap["Change"]
    lines = {line["Figure"]: line for line in figures_table(mine)}
    assert lines["Slope index of inequality"]["p"] == "p < 0.001"
    assert " to " in lines["Between-group variance"]["After"]
    assert lines["Between-group variance"]["Change"] == ""


def test_hidden_figures_are_marked_in_tables():
    (gap,) = gaps_table(known(SMALL))
    assert set(list(gap.values())[1:]) == {"[c]"}
    cells = {cell for line in figures_table(known(SMALL)) for name, cell in line.items() if name != "Figure"}
    assert cells == {"[c]", ""}


def test_a_gap_for_each_group_where_there_is_no_order():
    found = protect(evaluation({"A": people(3, 3), "B": people(6, 0.5)}, order=(), group_by="home"))
    lines = gaps_table(fair_facts(found.value, SATISFIED, "home"))
    assert [line["Gap"] for line in lines] == ["'A' less everybody else", "'B' less everybody else"]


def sheet_of(groups, policy="under_5"):
    sheet = equity_outcomes(protect(evaluation(groups), policy).value, ("One table.",))
    book = openpyxl.load_workbook(io.BytesIO(write_book([sheet], Properties("T", "a", "", ""))))
    rows = list(book["Equity_outcomes"].iter_rows(values_only=True))
    start = next(place for place, row in enumerate(rows) if row[0] == "Scale")
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def test_the_sheet_has_words_groups_and_figures():
    lines = sheet_of(NARROWING)
    assert lines[0]["Figure"] == "In words: Did every group gain?"
    averages = [line for line in lines if line["Figure"] == "Average"]
    assert [line["Group"] for line in averages] == ["1", "2", "3"]
    (change,) = (line for line in lines if line["Figure"] == "Gap in averages, change")
    assert change["Before"] == change["After"] == "[z]"
    assert change["Interval low"] < change["Change"] < change["Interval high"]


def test_the_sheet_hides_what_is_hidden():
    lines = [
        line for line in sheet_of(SMALL) if line["Figure"].startswith(("Gap", "Slope", "Concentration", "Between"))
    ]
    assert lines
    numbers = [line[name] for line in lines for name in ("Before", "After", "Change", "Interval low", "p", "n paired")]
    assert set(numbers) <= {"[c]", "[z]"}


def test_without_groups_there_is_no_sheet():
    found = evaluation(NARROWING)
    without = type(found)(
        found.provenance, (), (), tuple(row for row in found.results if not row.group_by), found.scales
    )
    assert equity_outcomes(protect(without).value, ()) is None
