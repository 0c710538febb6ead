"""Ready-made scores: whole numbers of the smallest step, checked against the scale's range."""

from functools import cache

import pytest

from measures.exports.answers import AnswerRules
from measures.exports.columns import ColumnRules
from measures.library import load_library, shipped_instruments
from tests.made_tables import coded, codes_of, column, instrument, library

GIVEN = '[[scales]]\nid = "total"\ntitle = "T"\ndomain = "skills"\nmethod = "given"\nrange = [0, 63]\nhigher_is = "worse"\nsource = "s"\n{more}'


@cache
def shipped(name):
    return {name: load_library(shipped_instruments())[name]}


@cache
def given(more=""):
    return library(instrument("bdi", "", {}, scale="\n[responses]\n" + GIVEN.format(more=more)))


def score(cells, instruments=None, target="bdi.scale:total", answers=None):
    return coded([("Score", cells)], instruments or given(), ColumnRules(columns={"Score": (target,)}), answers)


def test_decimals_seen_decide_the_unit():
    found = score(["12", "7.5", "", "63.0", "10.25"])
    assert column(found, "bdi.scale:total") == [1200, 750, None, 6300, 1025]
    assert found.units == {"bdi.scale:total": 0.01}
    whole = score(["12", "7.0"])
    assert (column(whole, "bdi.scale:total"), whole.units) == ([12, 7], {"bdi.scale:total": 1.0})


def test_a_stated_step_is_the_unit():
    found = score(["12", "7.5", "7.3"], given("step = 0.5\n"))
    assert column(found, "bdi.scale:total") == [24, 15, None]
    assert found.units == {"bdi.scale:total": 0.5}
    assert codes_of(found.issues, "decide") == ["score_off_step"]


def test_the_noise_of_a_spreadsheet_is_no_decimal():
    found = score(["0.30000000000000004", "22.349999999999998"])
    assert column(found, "bdi.scale:total") == [30, 2235]


def test_what_is_outside_the_range_is_reported_and_null():
    found = score(["12", "64", "-3", "70"])
    assert column(found, "bdi.scale:total") == [12, None, None, None]
    (issue,) = found.issues
    assert (issue.severity, issue.code) == ("decide", "score_outside")
    assert issue.where == "before.xlsx, column A 'Score', row 3"
    assert "'64' is outside 0 to 63, the range of this score (3 times, 3 different values)" in issue.message
    assert found.unread == {"bdi.scale:total": 3}


def test_missing_words_and_codes_are_missing():
    found = score(["99", "n/a", "12", "-9", "50"], answers=AnswerRules(missing={"bdi.scale:total": ("50",)}))
    assert column(found, "bdi.scale:total") == [None, None, 12, None, None]
    assert not found.unread
    assert codes_of(found.issues) == ["missing_codes"]


def test_text_in_a_score_column_is_reported():
    found = score(["12", "about ten", "jo@example.org"])
    assert codes_of(found.issues) == ["score_unknown"]
    assert "jo@example.org" not in str(found.issues[0])
    assert found.unread == {"bdi.scale:total": 2}


def test_a_number_too_large_for_any_score_is_outside():
    found = score(["12", "1" * 40])
    assert column(found, "bdi.scale:total") == [12, None]
    assert codes_of(found.issues) == ["score_outside"]


def test_the_decimal_comma_where_stated():
    said = coded([("Score", ["7,5"])], given(), ColumnRules(columns={"Score": ("bdi.scale:total",)}), decimal=",")
    assert column(said, "bdi.scale:total") == [75]
    assert column(score(["7,5", "12"], answers=AnswerRules(decimal=",")), "bdi.scale:total") == [75, 120]


def test_a_decimal_comma_is_taken_for_one_and_said_unless_it_may_part_thousands():
    found = score(["7,5", "12"])
    assert column(found, "bdi.scale:total") == [75, 120]
    assert codes_of(found.issues) == ["decimal_comma"]
    assert "Column A: a comma was taken" in found.issues[0].message
    for thousands in (["1,234"], ["1,234", "1,5"]):
        assert codes_of(score(thousands).issues) == ["score_unknown"]
    assert codes_of(score(["7,5"], answers=AnswerRules(decimal=".")).issues) == ["score_unknown"]


@pytest.mark.parametrize(("raw", "fits"), [("7", True), ("35", True), ("6", False), ("36", False)])
def test_the_bare_sum_of_swemwbs_runs_from_7_to_35(raw, fits):
    """Seven items of 1 to 5: 7 x 1 = 7 and 7 x 5 = 35."""
    found = score([raw], shipped("swemwbs"), "swemwbs.raw:total")
    assert column(found, "swemwbs.raw:total") == [int(raw) if fits else None]


def test_the_bare_sum_of_ucla3_runs_from_3_to_9():
    found = score(["3", "9", "2", "10"], shipped("ucla3"), "ucla3.raw:total")
    assert column(found, "ucla3.raw:total") == [3, 9, None, None]


def test_a_missing_code_is_asked_about_where_no_range_tells_it_from_a_score():
    """Minutes of activity have no upper end: 99 may be minutes."""
    target = "al_activity.scale:total"
    found = score(["150", "99"], shipped("al_activity"), target)
    assert column(found, target) == [150, None]
    assert codes_of(found.issues, "decide") == ["score_outside"]
    assert "range of this score is not stated" in found.issues[0].message
    settled = score(["150", "99"], shipped("al_activity"), target, AnswerRules(codes=("99",)))
    assert column(settled, target) == [150, None]
    assert not settled.issues
