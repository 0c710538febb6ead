"""SPSS, Stata and Parquet: codes as text, what they mean as labels, declared missing codes blank and said."""

import datetime as dt
import io

import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest
from pyarrow import parquet

from measures.exports.limits import Limits
from measures.exports.rows import RowRules, set_aside
from tests.export_files import body, codes, only, refusal, row_numbers


@pytest.fixture
def saved(tmp_path):
    """Bytes of a file that pyreadstat writes, which it only does to a path."""

    def save(kind, frame, **about):
        path = tmp_path / f"x.{kind}"
        write = {"sav": pyreadstat.write_sav, "zsav": pyreadstat.write_sav, "dta": pyreadstat.write_dta}[kind]
        write(frame, path, **about, **({"compress": True} if kind == "zsav" else {}))
        return path.read_bytes()

    return save


FRAME = pd.DataFrame(
    {
        "code": ["007", "ab", ""],
        "left_out": [1.0, 9.0, 3.0],
        "happy": [7.5, None, 10.0],
        "day": [dt.date(2026, 1, 5), dt.date(1947, 1, 8), None],
    }
)
LABELS = ["Your code", "How often do you feel left out?", "", "Day"]
MEANINGS = {"left_out": {1.0: "Hardly ever", 3.0: "Often", 9.0: "Refused"}}


@pytest.mark.parametrize("kind", ["sav", "zsav"])
def test_spss(saved, kind):
    data = saved(
        kind,
        FRAME,
        column_labels=LABELS,
        variable_value_labels=MEANINGS,
        missing_ranges={"left_out": [9, {"lo": 90, "hi": 99}]},
    )
    table = only(data, f"x.{kind}")
    assert (table.platform, table.header_rows, table.first_row, table.rows) == ("SPSS", 2, 1, 3)
    assert table.headers == ("code | Your code", "left_out | How often do you feel left out?", "happy", "day")
    assert body(table) == [["007", "1", "7.5", "2026-01-05"], ["ab", "", "", "1947-01-08"], ["", "3", "10", ""]]
    assert row_numbers(table) == [1, 2, 3]
    assert table.labels == {1: {"1": "Hardly ever", "3": "Often", "9": "Refused"}}
    assert codes(table) == ["declared_missing"]
    assert "9 'Refused' (1 row)" in table.issues[0].message
    assert table.issues[0].where == f"x.{kind}, column B 'left_out'"


def test_spss_declared_missing_text(saved):
    frame = pd.DataFrame({"a": ["x", "NA", "y"], "b": [1.0, 2.0, 3.0]})
    table = only(saved("sav", frame, missing_ranges={"a": ["NA"]}), "x.sav")
    assert body(table) == [["x", "1"], ["", "2"], ["y", "3"]]


def test_spss_from_qualtrics_with_its_response_types(saved):
    names = ["StartDate", "EndDate", "Status", "Finished", "ResponseId", "Q1"]
    rows = [
        ["2026", "2026", 0.0, 1.0, "R_1", 2.0],
        ["2026", "2026", 1.0, 1.0, "R_2", 2.0],
        ["2026", "2026", 2.0, 1.0, "R_3", -1.0],
    ]
    frame = pd.DataFrame(rows, columns=names)
    labels = ["Start Date", "End Date", "Response Type", "Finished", "Response ID", "How happy?"]
    data = saved(
        "sav",
        frame,
        column_labels=labels,
        variable_value_labels={
            "Status": {0.0: "IP Address", 1.0: "Survey Preview", 2.0: "Survey Test"},
            "Q1": {-1.0: "A", 2.0: "B"},
        },
    )
    table = only(data, "x.sav")
    assert (table.platform, table.metadata) == ("Qualtrics", {0, 1, 2, 3, 4})
    assert table.headers[2] == "Status | Response Type"
    kept = set_aside(table, RowRules())
    assert row_numbers(kept) == [1]
    assert kept.labels[5] == {"-1": "A", "2": "B"}


def test_stata_with_its_letters_for_missing(saved):
    frame = pd.DataFrame({"q": [1, 2, "a", "b", None], "s": ["x", "a", "", "b", "c"]})
    data = saved(
        "dta",
        frame,
        missing_user_values={"q": ["a", "b"]},
        variable_value_labels={"q": {1: "yes", "a": "refused"}},
        column_labels=["Happy?", ""],
    )
    table = only(data, "x.dta")
    assert (table.platform, table.headers) == ("Stata", ("q | Happy?", "s"))
    assert body(table) == [["1", "x"], ["2", "a"], ["", ""], ["", "b"], ["", "c"]] or row_numbers(table) == [1, 2, 4, 5]
    assert [row[0] for row in body(table)][:2] == ["1", "2"]
    assert "a 'refused' (1 row), b (1 row)" in table.issues[0].message


def test_a_row_of_nothing_but_declared_missing_is_blank(saved):
    frame = pd.DataFrame({"a": [1.0, 9.0, 2.0]})
    table = only(saved("sav", frame, missing_ranges={"a": [9]}), "x.sav")
    assert row_numbers(table) == [1, 3]
    assert "blank_rows" in codes(table)


def test_no_rows_and_cut_short(saved):
    assert refusal(saved("sav", FRAME.head(0)), "x.sav").issues[0].code == "no_answers"
    whole = saved("sav", FRAME)
    for share in (0.3, 0.9, 0.99):
        assert refusal(whole[: int(len(whole) * share)], "x.sav").issues[0].code == "damaged"
    whole = saved("dta", FRAME)
    assert refusal(whole[: len(whole) // 2], "x.dta").issues[0].code == "damaged"


def test_b11_more_rows_than_are_read(saved, monkeypatch):
    monkeypatch.setattr("measures.exports.statistics_files.LIMITS", Limits(rows=100))
    monkeypatch.setattr("measures.exports.limits.LIMITS", Limits(rows=100))
    frame = pd.DataFrame({"a": [float(k) for k in range(101)]})
    data = saved("sav", frame)
    error = refusal(data, "x.sav")
    assert error.issues[0].code == "too_large"
    assert "101 rows" in str(error)
    assert only(data, "x.sav", limits=False).rows == 101


def as_parquet(table):
    out = io.BytesIO()
    parquet.write_table(table, out)
    return out.getvalue()


def test_parquet():
    moment = dt.datetime.fromisoformat("2026-01-05 09:30:15.120")
    table = pa.table(
        {
            "code": ["007", "a", None],
            "left_out": pa.array([1, None, 3], pa.int8()),
            "happy": [7.0, 4.4, float("nan")],
            "agreed": [True, None, False],
            "day": [dt.date(2026, 1, 5), None, None],
            "at": [moment, moment.replace(microsecond=0), None],
            "town": pa.array(["Stroud", "Stroud", "Tewkesbury"]).dictionary_encode(),
        }
    )
    read = only(as_parquet(table), "x.parquet")
    assert (read.platform, read.headers, read.first_row) == ("Parquet", tuple(table.column_names), 1)
    assert body(read) == [
        ["007", "1", "7", "TRUE", "2026-01-05", "2026-01-05 09:30:15.12", "Stroud"],
        ["a", "", "4.4", "", "", "2026-01-05 09:30:15", "Stroud"],
        ["", "3", "", "FALSE", "", "", "Tewkesbury"],
    ]


def test_parquet_of_a_survey_tools_own_table():
    table = pa.table(
        {
            "ID": ["1"],
            "Start time": ["2026-01-05 09:00:00"],
            "Completion time": ["2026-01-05 09:05:00"],
            "Email": ["anonymous"],
            "Happy": ["7"],
        }
    )
    assert only(as_parquet(table), "x.parquet").platform == "Microsoft Forms"


def test_parquet_with_lists_or_without_rows():
    assert refusal(as_parquet(pa.table({"a": [[1, 2]]})), "x.parquet").issues[0].code == "not_supported"
    assert refusal(as_parquet(pa.table({"a": pa.array([], pa.string())})), "x.parquet").issues[0].code == "no_answers"
    whole = as_parquet(pa.table({"a": ["x"] * 100, "b": list(range(100))}))
    assert refusal(whole[:-3], "x.parquet").issues[0].code == "damaged"
    assert refusal(whole[:100] + b"\xff" * 60 + whole[160:], "x.parquet").issues[0].code == "damaged"
