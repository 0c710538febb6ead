"""The sheet Equity_reach: a line for each group of each breakdown, its figures in their own columns, hidden ones marked.

Every figure is made up here and looked for where a person would look for it, by group and heading.
"""

import pytest

from measures.report.sheets import NOT_APPLICABLE, Number
from measures.report.workbook_reach import COLUMNS, EVERY_GROUP, equity_reach
from measures.results import Row

BASE = "Base: residents of Gloucestershire aged 16 and over, Census 2021."


def figure(measure, group="", by="imd_quintile", **values):
    return Row("", "", measure, "", "", group_by=by, group=group, **{"n": 100, "note": BASE, **values})


ROWS = (
    figure("participants", by="", estimate=100.0),
    figure("participants", "1", estimate=40.0),
    figure("residents", "1", estimate=45_600.0),
    figure("coverage_per_1000", "1", estimate=0.88, ci_low=0.6, ci_high=1.2),
    figure("reach_ratio", "1", estimate=1.4, ci_low=1.1, ci_high=1.7),
    figure("reach_gap", "1", estimate=0.12),
    figure("shortfall", "1", estimate=0.0),
    figure("matched_share", "1", estimate=0.75, statistic=30.0, n=40),
    figure("participants", "2", estimate=None, n=None, status="c", note="Hidden to protect people."),
    figure("reach_ratio", "2", estimate=None, n=None, status="c", note="Hidden to protect people."),
    figure("participants", "3", estimate=9.0),
    figure("reach_ratio", "3", estimate=None, status="x", note="Nobody is known to live there."),
    figure("dissimilarity", estimate=0.23),
    figure("reach_chi_square", p_value=0.004),
    figure("participants", "E01022000", by="lsoa", estimate=3.0),
    Row("ucla3", "total", "participants", "before", "after", estimate=1.0),
)


@pytest.fixture(scope="module")
def lines():
    sheet = equity_reach(ROWS, ["This sheet holds one table."])
    names = [column.header for column in COLUMNS]
    return {(line[0], line[1]): dict(zip(names, line, strict=True)) for line in sheet.rows}


def value(cell):
    return cell.value if isinstance(cell, Number) else cell


def test_each_group_has_a_line_and_small_areas_and_scales_have_none(lines):
    fifths = "deprivation in fifths of England"
    assert list(lines) == [
        ("Everybody", EVERY_GROUP),
        (fifths, "1"),
        (fifths, "2"),
        (fifths, "3"),
        (fifths, EVERY_GROUP),
    ]


def test_figures_stand_under_their_own_heading(lines):
    first = {name: value(cell) for name, cell in lines["deprivation in fifths of England", "1"].items()}
    assert (first["Participants"], first["Residents"]) == (40, 45_600)
    assert (first["Per 1,000 residents"], first["Interval low"], first["Interval high"]) == (0.88, 0.6, 1.2)
    assert [first[f"{name}"] for name in ("Reach ratio", "Ratio, interval low", "Ratio, interval high")] == [
        1.4,
        1.1,
        1.7,
    ]
    assert first["Gap between shares"] == 0.12
    assert first["People more or fewer than at equal reach"] == pytest.approx(12.0)  # 12 in 100 of 100 people
    assert first["Found at both times, of participants"] == 0.75
    assert first["Compared with"] == "residents of Gloucestershire aged 16 and over, Census 2021"
    whole = lines["deprivation in fifths of England", EVERY_GROUP]
    assert (value(whole["Dissimilarity"]), value(whole["p, all groups"])) == (0.23, 0.004)


def test_hidden_figures_absent_ones_and_those_never_asked_for_are_told_apart(lines):
    hidden = lines["deprivation in fifths of England", "2"]
    assert (hidden["Participants"], hidden["Reach ratio"], hidden["Residents"]) == ("[c]", "[c]", NOT_APPLICABLE)
    absent = lines["deprivation in fifths of England", "3"]
    assert (absent["Reach ratio"], absent["Remarks"]) == ("[x]", "Nobody is known to live there.")


def test_without_any_figure_of_reach_there_is_no_sheet():
    assert equity_reach([ROWS[-1], ROWS[-2]], []) is None
