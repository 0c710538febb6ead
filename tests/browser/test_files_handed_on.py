"""Every download of the Report page, clicked in a real browser and opened again, and earlier releases beside it."""

from __future__ import annotations

import io
import json
import tomllib

import openpyxl
import pandas as pd
import pytest

from measures.study import read_study
from tests.browser.test_journey import accessible
from tests.browser.test_three_journeys import choose, downloaded, project, words_of

pytestmark = pytest.mark.browser


@pytest.fixture
def report(watched, tmp_path):
    """The Report page with results of two small files."""
    choose(watched, *project(tmp_path / "own", seed=4, often_after=1))
    watched.press("Read these files")
    watched.ready("Check what we found")
    watched.page.get_by_role("link", name="Report").first.click()
    watched.ready("Check before you send")
    return watched.page


def test_every_file_is_given_and_opens_again_with_the_same_figures(report, tmp_path):
    results = json.loads(downloaded(report, "Download the results (JSON)", tmp_path / "r.json").read_text())
    change = next(row for row in results["results"] if row["measure"] == "mean_change" and not row["group_by"])
    table = pd.read_csv(downloaded(report, "Download the table (CSV)", tmp_path / "t.csv"))
    parquet = pd.read_parquet(downloaded(report, "Download the table (Parquet)", tmp_path / "t.parquet"))
    assert len(table) == len(parquet)
    assert list(table.columns) == list(parquet.columns)
    for one in (table, parquet):
        mine = (one["measure"] == "mean_change") & (one["group_by"].fillna("") == "")
        assert one[mine]["estimate"].iloc[0] == pytest.approx(change["estimate"])
    size = f"{abs(change['estimate']):.1f} points"
    book = openpyxl.load_workbook(downloaded(report, "Download the Excel summary", tmp_path / "s.xlsx"))
    assert {"Cover", "Headline", "Data_tidy"} <= set(book.sheetnames)
    assert size in words_of(downloaded(report, "Download the Word page", tmp_path / "p.docx"))
    page = downloaded(report, "Download the web page", tmp_path / "w.html").read_text()
    assert size in page
    assert "<script" not in page
    study = downloaded(report, "Save the study file", tmp_path / "study.toml").read_bytes()
    assert [file["path"] for file in tomllib.load(io.BytesIO(study))["files"]] == ["before.csv", "after.csv"]
    assert len(read_study(study, "study.toml").files) == 2
    report.get_by_text("I know that this is personal data").click()
    scores = openpyxl.load_workbook(downloaded(report, "Download the scores (personal data)", tmp_path / "x.xlsx"))
    assert sum(sheet.max_row for sheet in scores) > 100


def test_earlier_releases_are_set_beside_this_one(report, watched, tmp_path):
    before = downloaded(report, "Download the results (JSON)", tmp_path / "first.json")
    held = json.loads(before.read_text())
    fewer = [{**row, "n": row["n"] - 3} if row["n"] else row for row in held["results"]]
    (tmp_path / "second.json").write_text(json.dumps({**held, "results": fewer}))
    report.locator("summary", has_text="Did you hand on results").click()
    given = report.locator("input[type=file]")
    given.set_input_files(before)
    report.get_by_text("no number of people differs by only a few").wait_for()
    watched.settled()
    given.set_input_files(tmp_path / "second.json")
    report.get_by_text("These numbers of people differ by only a few").first.wait_for()
    watched.settled()
    accessible(report)
