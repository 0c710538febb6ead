"""Ripple maps by the command line, and joined to a survey by the study file."""

import json

import pytest
from openpyxl import load_workbook

from measures.cli import main
from measures.disclosure import protect
from measures.errors import StudyError
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.report.results_json import results_json
from measures.results import RESULT_COLUMNS
from measures.rippled import rippled
from measures.study import read_study, write_study
from tests.ripple_maps import CLOSING, INVENTED, INVENTED_LINKS, links_of

STUDY = b"""format = 1
[ripple]
nodes = "nodes.csv"
links = "links.csv"
workshops = "workshops.csv"
merge = [["I8", "I9"]]
"""
SURVEY = (
    b"Your code,How often do you feel that you lack companionship?,How often do you feel left out?,"
    b"How often do you feel isolated from others?\nAB1,Often,Often,Often\nCD2,Often,Some of the time,Often\n"
)


@pytest.fixture
def folder(tmp_path):
    for name, text in (("nodes", INVENTED), ("links", links_of(INVENTED_LINKS)), ("workshops", CLOSING)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "study.toml").write_bytes(STUDY)
    return tmp_path


def paths(folder):
    return [str(folder / f"{name}.csv") for name in ("nodes", "links", "workshops")]


def test_the_command_writes_rows_and_a_workbook(folder):
    out, book = folder / "r.json", folder / "r.xlsx"
    assert main(["ripple", *paths(folder), "--json", str(out), "--out", str(book)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert {"provenance", "flow", "issues", "results"} <= set(found)
    assert all(tuple(row) == RESULT_COLUMNS for row in found["results"])
    rows = {(row["measure"], row["group_by"], row["group"], row["category"]): row for row in found["results"]}
    assert rows["reach_of_activity", "activity", "A1", ""]["estimate"] == 8
    assert rows["betweenness", "impact", "I5", ""]["estimate"] == 15
    assert str(folder) not in out.read_text(encoding="utf-8")
    assert "Networks_ripple" in load_workbook(book).sheetnames


def test_the_same_map_gives_the_same_bytes(folder):
    for name in ("one", "two"):
        assert main(["ripple", *paths(folder), "--out", str(folder / f"{name}.xlsx")]) == 0
    assert (folder / "one.xlsx").read_bytes() == (folder / "two.xlsx").read_bytes()


def test_a_study_with_only_a_map_works_through_the_command(folder):
    out = folder / "r.json"
    assert main(["ripple", "--study", str(folder / "study.toml"), "--json", str(out)]) == 0
    rows = json.loads(out.read_text(encoding="utf-8"))["results"]
    assert next(row for row in rows if row["measure"] == "impacts")["estimate"] == 8  # two merged


def test_faults_end_the_command_with_every_message(folder, capsys):
    (folder / "nodes.csv").write_text("node_id,kind,title\nA,idea,Walks\n,impact,Talks\n", encoding="utf-8")
    assert main(["ripple", *paths(folder), "--json", str(folder / "r.json")]) == 3
    said = capsys.readouterr().err
    assert "'idea'" in said
    assert "node_id" in said
    assert not (folder / "r.json").exists()


@pytest.mark.parametrize("words", [["ripple", "--json", "-"], ["ripple", "x.xlsx"]])
def test_a_call_without_files_or_outputs_is_refused(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) in (2, 3)
    assert "Traceback" not in capsys.readouterr().err


def test_unprotected_figures_need_a_name_that_says_so(folder):
    words = ["ripple", *paths(folder), "--policy", "none", "--out"]
    assert main([*words, str(folder / "r.xlsx")]) == 2
    assert main([*words, str(folder / "r_personal_data.xlsx")]) == 0


def test_a_study_joins_a_map_to_its_survey(folder):
    head = b'format = 1\n[[files]]\npath = "a.csv"\nwave = "before"\n[participant]\ncolumn = "Your code"\n'
    study = read_study(head + STUDY.removeprefix(b"format = 1\n"))
    uploads = {f"{name}.csv": Upload(f"{name}.csv", (folder / f"{name}.csv").read_bytes())
               for name in ("nodes", "links", "workshops")}  # fmt: skip
    uploads["a.csv"] = Upload("a.csv", SURVEY)
    found = evaluate_study(study, uploads, load_library(shipped_instruments()))
    ripples = [row for row in found.results if row.scale == "ripple"]
    assert next(row for row in ripples if row.measure == "activities").estimate == 4
    assert any(row.instrument == "ucla3" for row in found.results)
    assert not any(issue.code == "not_used_yet" and "ripple" in issue.where for issue in found.issues)
    assert json.dumps(results_json(protect(found)))
    assert read_study(write_study(study)) == study


def test_a_map_that_is_not_there_is_named():
    rules = read_study(STUDY).ripple
    with pytest.raises(StudyError, match=r"nodes\.csv"):
        rippled(rules, {})


def test_a_study_that_misspells_a_key_is_told():
    with pytest.raises(StudyError, match="ripple, workbok"):
        read_study(b'format = 1\n[ripple]\nworkbok = "x.xlsx"\n')
