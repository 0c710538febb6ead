"""Three people's ways through the app, each with files of their own: an evaluator, a lead, a researcher."""

from __future__ import annotations

import json
import random

import openpyxl
import pytest
from docx import Document

from measures.cli import main

pytestmark = pytest.mark.browser

OPTIONS = ("Hardly ever or never", "Some of the time", "Often")
ASKED = ("that you lack companionship", "left out", "isolated from others")


def export(path, people, *, often, seed):
    """Write a small export: a code and three questions; the higher `often`, the lonelier the answers."""
    draw = random.Random(seed)
    weights = (10 - often, 5, often)
    lines = [",".join(["Your code", *(f"How often do you feel {what}?" for what in ASKED)])]
    for number in range(people):
        answers = draw.choices(OPTIONS, weights, k=len(ASKED))
        lines.append(",".join([f"K{number * 7 % 100:02d}{seed % 10}VR", *answers]))
    path.write_text("\n".join(lines) + "\n")
    return path


def project(folder, *, seed, often_after):
    """Write two waves of one project; some people are not heard from again."""
    folder.mkdir()
    # the same seed makes the same codes; the answers of the second wave are drawn lonelier or less lonely
    before = export(folder / "before.csv", 70, often=7, seed=seed)
    after = export(folder / "after.csv", 55, often=often_after, seed=seed + 10)
    return before, after


def choose(watched, *files):
    watched.page.locator("input[type=file]").set_input_files([str(file) for file in files])
    watched.page.get_by_text(files[-1].name).first.wait_for()
    watched.page.wait_for_timeout(500)
    watched.settled()


def downloaded(page, button, target):
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    download.value.save_as(target)
    return target


def words_of(path):
    """Everything a Word file says, its tables included."""
    page = Document(path)
    cells = [cell.text for table in page.tables for line in table.rows for cell in line.cells]
    return " ".join([*(one.text for one in page.paragraphs), *cells])


def test_an_evaluator_goes_from_two_exports_to_a_word_page(watched, tmp_path):
    page = watched.page
    choose(watched, *project(tmp_path / "own", seed=3, often_after=1))
    watched.press("Read these files")
    watched.ready("Check what we found")
    page.get_by_text("125 filled-in forms from 2 tables").wait_for()
    watched.press("Looks right, show what changed")
    watched.ready("What changed")
    headline = page.get_by_text("Loneliness fell by").first
    headline.wait_for()
    size = headline.inner_text().split("Loneliness fell by ")[1].split(" points")[0]
    page.get_by_role("link", name="Report").first.click()
    watched.ready("Check before you send")
    page.get_by_text("People found only once").wait_for()
    page.get_by_text("Found only before: 15 people").wait_for()
    said = words_of(downloaded(page, "Download the Word page", tmp_path / "page.docx"))
    assert f"oneliness fell by {size} points" in said


def test_a_lead_sets_two_projects_side_by_side(watched, tmp_path):
    page = watched.page
    results = []
    for name, seed, often_after in (("choir", 4, 1), ("garden", 5, 7)):
        before, after = project(tmp_path / name, seed=seed, often_after=often_after)
        results.append(tmp_path / f"{name}.json")
        assert main(["evaluate", "--before", str(before), "--after", str(after), "--json", str(results[-1])]) == 0
    page.get_by_role("link", name="Overview").first.click()
    watched.ready("Overview")
    choose(watched, *results)
    watched.ready("Who took part")
    watched.ready("One measure across projects")
    page.get_by_text("choir").first.wait_for()
    said = words_of(downloaded(page, "Download as Word", tmp_path / "overview.docx"))
    assert "choir" in said
    assert "garden" in said
    change = next(
        row["estimate"]
        for row in json.loads(results[0].read_text())["results"]
        if row["measure"] == "mean_change" and not row["group_by"] and row["scale"] == "total"
    )
    assert f"{abs(change):.1f}" in said


def test_a_researcher_returns_with_a_study_file_and_the_workbook_agrees_with_the_command_line(watched, tmp_path):
    page = watched.page
    before, after = project(tmp_path / "trial", seed=6, often_after=3)
    study, again = tmp_path / "trial" / "study.toml", tmp_path / "again.json"
    assert main(["inspect", str(before), str(after), "--write-study", str(study)]) == 0
    assert main(["evaluate", "--study", str(study), "--json", str(again)]) == 0
    choose(watched, before, after, study)
    watched.press("Read these files")  # the one click: nothing is left to decide
    watched.ready("Loneliness")
    page.get_by_role("link", name="Report").first.click()
    watched.ready("Check before you send")
    book = openpyxl.load_workbook(downloaded(page, "Download the Excel summary", tmp_path / "summary.xlsx"))
    header, *lines = book["Data_tidy"].iter_rows(values_only=True)
    written = [dict(zip(header, line, strict=True)) for line in lines]
    computed = json.loads(again.read_text())["results"]
    assert len(written) == len(computed)
    for name in ("measure", "scale", "n", "estimate", "ci_low", "ci_high", "p_value", "status"):
        assert [one[name] or None for one in written] == [one[name] or None for one in computed], name
