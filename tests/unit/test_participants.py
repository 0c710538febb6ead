"""Single people's scores as a workbook: what it holds and what not, text that is never a formula, small in memory."""

import ast
import io
import re
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from measures.cli import main
from measures.errors import UsageError
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.people.waves import WaveRules
from measures.report import long_book
from measures.report.participants import WARNING, participants_workbook
from measures.score_table import SCORE_COLUMNS, ScoreTable, score_table
from measures.study import Study, StudyFile

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "sample_data" / "singing_google_forms.toml"
NASTY = ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "TRUE", "12", "2020-01-01", "a\x00\x0bb"]
KEY = b"k" * 32


@pytest.fixture(scope="module")
def library():
    return load_library(shipped_instruments())


def table_of(codes, **more):
    """A made table: loneliness of these people."""
    n = len(codes)
    columns = {
        "participant": codes, "wave": "before", "instrument": "ucla3", "scale": "total", "score": 4.0,
        "pomp": 100 * 5 / 6, "answered": 3, "items": 3, "band": "3 to 7", **more,
    }  # fmt: skip
    return ScoreTable(pd.DataFrame(columns, index=range(n))[list(SCORE_COLUMNS)], ())


def scores_in(data):
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Scores"]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def everything_in(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def test_it_says_what_the_csv_says(library):
    rows = ["Your code,When,How often do you feel left out?,How often do you feel lonely?,What did you like?,Date"]
    rows += [f"QX{n:02d}TZ,before,Often,Never,Ada said hello {n},2026-03-{n + 1:02d}" for n in range(12)]
    upload = Upload("answers.csv", "\n".join(rows).encode())
    study = Study(title="Sing Out", files=(StudyFile(path="answers.csv", wave="before"),))
    table = score_table(study, {"answers.csv": upload}, library, key=KEY)
    data = participants_workbook(table, study, library)
    found = pd.DataFrame(scores_in(data))
    expected = pd.read_csv(io.BytesIO(table.as_csv()))
    pd.testing.assert_frame_equal(
        found.astype(expected.dtypes.to_dict()).fillna({"band": ""}), expected.fillna({"band": ""})
    )
    text = everything_in(data)
    for secret in ("QX0", "Ada", "hello", "2026-03", "Often"):  # codes, free text, dates, answers
        assert secret not in text
    cover = openpyxl.load_workbook(io.BytesIO(data))["Cover"]
    said = [cell.value for (cell,) in cover.iter_rows()]
    assert said[0] == "Sing Out: scores of participants"
    assert said[1] == WARNING
    assert any(f"{len(expected)} scores of 12 people" in line for line in said)


def test_what_is_not_known_is_an_empty_cell(library):
    (row,) = scores_in(participants_workbook(table_of(["A"], score=np.nan, pomp=np.nan, band=""), Study(), library))
    assert [name for name, value in row.items() if value is None] == ["score", "pomp", "band"]


def test_numbers_keep_every_digit(library):
    values = [0.1 + 0.2, 1 / 3, 100 * 5 / 6, 5e-324]
    table = table_of(["A", "B", "C", "D"], pomp=values)
    assert [row["pomp"] for row in scores_in(participants_workbook(table, Study(), library))] == values


@pytest.mark.parametrize("text", NASTY)
def test_text_is_never_a_formula(text, library):
    table = table_of([text], wave=text, band=text)
    data = participants_workbook(table, Study(title=text), library, codes=True)
    cells = next(iter(openpyxl.load_workbook(io.BytesIO(data))["Scores"].iter_rows(min_row=2)))
    same = [cell for cell in cells if cell.column in (1, 2, 9)]
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    assert [(cell.value, cell.data_type) for cell in same] == [(kept, "s")] * 3
    assert {cell.quotePrefix for cell in same} == {text[0] in "=+-@\t"}
    assert not re.search(r"<f[ >]", everything_in(data))


def test_the_same_table_gives_the_same_bytes(library):
    codes = [f"P{n}" for n in range(300)]
    one, other = (participants_workbook(table_of(codes), Study(title="x"), library) for _ in range(2))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_no_file_is_made_on_the_way(library, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a temporary file")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)
    assert participants_workbook(table_of(["A"]), Study(), library)


def test_memory_does_not_grow_with_the_rows(library):
    def most(n):
        table = table_of([f"P{k:07}" for k in range(n)])
        tracemalloc.start()
        data = participants_workbook(table, Study(), library)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak - 3 * len(data)  # the file itself, which grows

    few, many = most(500), most(4_000)
    assert many - few < 4_000_000  # 31,500 more cells of openpyxl, held, would take several times that


def test_rows_beyond_a_sheet_are_refused(library, monkeypatch):
    monkeypatch.setattr(long_book, "MOST_ROWS", 3)
    assert participants_workbook(table_of(["A", "B"]), Study(), library)
    with pytest.raises(UsageError, match="3 rows do not fit a sheet, which holds 2"):
        participants_workbook(table_of(["A", "B", "C"]), Study(), library)


def test_nobody_at_all_gives_an_empty_table(library):
    study = Study(files=(StudyFile(path="a.csv", wave="before"),), waves=WaveRules(order=("before",)))
    table = ScoreTable(pd.DataFrame(columns=list(SCORE_COLUMNS)), ())
    assert scores_in(participants_workbook(table, study, library)) in ([], [dict.fromkeys(SCORE_COLUMNS)])


def test_the_command_writes_it_only_under_a_name_that_says_so(tmp_path, capsys):
    assert main(["score", "--study", str(STUDY), "--out", str(tmp_path / "scores.xlsx")]) == 2
    assert "must contain 'personal_data'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    target = tmp_path / "singing_personal_data.xlsx"
    assert main(["score", "--study", str(STUDY), "--out", str(target)]) == 0
    rows = scores_in(target.read_bytes())
    assert {"before", "after"} == {row["wave"] for row in rows}
    assert all(re.fullmatch("[A-Z2-7]{16}", row["participant"]) for row in rows)


def test_no_report_uses_it():
    asking = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "measures").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "measures.report.participants"
    }
    assert asking == {"measures/commands.py", "measures/app/state.py", "measures/app/handing_on.py"}
