"""A file of published figures: what it may say, and what is told of one that cannot be used."""

import json

import pytest

from measures.cli import main
from measures.errors import FileError
from measures.exports.tables import Upload
from measures.published import published_inequality
from measures.results import RESULT_COLUMNS

GOOD = "group_by,group,order,value,population,se\nfifth,1,1,62,1200,1.4\nfifth,2,2,70,1100,1.3\nfifth,3,3,81,800,1.1\n"
HEAD = "group_by,group,order,value,population\n"


def found(text):
    return published_inequality(Upload("figures.csv", text.encode()))


def codes(text):
    return [issue.code for issue in found(text).issues]


def test_the_command_writes_the_shape_of_results(tmp_path):
    (tmp_path / "figures.csv").write_text(GOOD, encoding="utf-8")
    out = tmp_path / "out.json"
    assert main(["inequality", str(tmp_path / "figures.csv"), "--json", str(out)]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    assert list(result) == ["provenance", "flow", "issues", "results"]
    assert all(tuple(row) == RESULT_COLUMNS for row in result["results"])
    assert not any(row["status"] for row in result["results"])
    assert str(tmp_path) not in out.read_text(encoding="utf-8")


def test_it_asks_for_an_output(tmp_path, capsys):
    (tmp_path / "figures.csv").write_text(GOOD, encoding="utf-8")
    assert main(["inequality", str(tmp_path / "figures.csv")]) == 2
    assert "--json" in capsys.readouterr().err


def test_rows_may_stand_in_any_order():
    head, *lines = GOOD.splitlines()
    turned = "\n".join([head, *lines[::-1]])
    assert found(turned).results == found(GOOD).results


def test_several_breakdowns_are_kept_apart():
    rows = found(GOOD + "sex,a,,5,10,1\nsex,b,,6,10,1\n").results
    by_sex = {row.measure for row in rows if row.group_by == "sex"}
    assert "theil" in by_sex
    assert "slope_index" not in by_sex


def test_without_a_direction_figures_against_the_best_stand_both_ways():
    text = "group_by,group,value,population\nsex,a,5,10\nsex,b,6,30\n"
    rows = {row.category: row for row in found(text).results if row.measure == "population_attributable_risk"}
    assert rows["if higher is better"].estimate == pytest.approx(6 - 5.75)
    assert rows["if lower is better"].estimate == pytest.approx(5 - 5.75)
    assert codes(text) == ["direction_unknown"]


def test_nothing_is_gained_by_being_like_a_worse_group():
    text = HEAD.strip() + ",higher_is\nq,a,1,9,10,better\nq,b,2,7,10,better\nq,c,3,5,10,better\n"
    row = next(row for row in found(text).results if row.measure == "population_attributable_risk")
    assert row.estimate == 0.0
    assert "worse off" in row.note


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("group_by,value\nq,1\n", "no column 'group', 'population'"),
        (HEAD + 'q,a,1,"0,5",10\nq,b,2,1,10\n', "column 'value', row 2: It is not a number"),
        (HEAD + "q,a,1,x,10\nq,b,2,1,-5\n", "column 'population', row 3: It is below 0"),
        (HEAD + "q,a,1,,10\nq,b,2,1,5\n", "column 'value', row 2: It is empty"),
        (HEAD + "q,a,1,nan,10\nq,b,2,inf,5\n", "rows 2, 3: It is not a number"),
        (HEAD + "q,a,1,1e300,10\nq,b,2,1,5\n", "too large"),
        (HEAD + "q,a,1,1,10\nq,a,2,1,5\n", "stands more than once"),
        (HEAD + "q,a,1,1,10\nq,b,1,2,5\n", "same place in the order"),
        (HEAD + "q,a,1,1,10\nq,b,,2,5\n", "Some groups have an order"),
        (
            "group_by,group,value,population,reference\nq,a,1,10,yes\nq,b,2,5,yes\n",
            "Two groups are called the reference",
        ),
        ("group_by,group,value,population,higher_is\nq,a,1,10,up\nq,b,2,5,up\n", "neither better nor worse"),
        ("group_by,group,value,population,low,high\nq,a,5,10,0,4\nq,b,2,5,0,4\n", "outside its ends"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, said):
    with pytest.raises(FileError) as error:
        found(text)
    assert said in "\n".join(str(issue) for issue in error.value.issues)


def test_every_fault_is_told_at_once():
    with pytest.raises(FileError) as error:
        found(HEAD + "q,a,1,x,10\nq,b,2,1,-5\n,c,3,,1\n")
    assert len(error.value.issues) == 4


@pytest.mark.parametrize("extra", ["", "q,b,2,5,0\n"])
def test_one_group_alone_gives_rows_with_the_reason(extra):
    evaluation = found(HEAD + "q,a,1,5,10\n" + extra)
    assert evaluation.results
    assert {row.status for row in evaluation.results} == {"x"}
    assert "one_group" in [issue.code for issue in evaluation.issues]


def test_errors_of_some_groups_alone_are_not_used():
    text = "group_by,group,order,value,population,se\nq,a,1,5,10,1\nq,b,2,6,10,\nq,c,3,8,10,1\n"
    row = next(row for row in found(text).results if row.measure == "theil")
    assert row.std_error is None
    assert codes(text) == ["partial_errors"]


def test_values_below_nought_have_no_ratios():
    rows = {row.measure: row for row in found(HEAD + "q,a,1,-5,10\nq,b,2,6,10\nq,c,3,-4,10\n").results}
    for measure in ("theil", "mean_log_deviation", "relative_index", "ratio", "concentration_index"):
        assert rows[measure].status == "x", measure
    assert rows["slope_index"].estimate is not None
