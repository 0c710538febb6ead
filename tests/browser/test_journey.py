"""The whole way in a real browser: files in, one column corrected, the headline, the workbook opened again."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
PAIR = sorted(SAMPLE.glob("Singing *.xlsx"), reverse=True)  # before, after
ROW, HEADER = 35, 35  # pixels of a row of the table of columns


def accessible(page):
    """Fail on any serious or critical finding of axe."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 # only where there is a browser

    found = Axe().run(page).response["violations"]
    grave = [
        (one["id"], one["impact"], [node["html"][:200] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
    assert not grave, grave


def use_column_as(seen, header, use):
    """Correct one line of the table of columns, as a person would: open the cell, type, Enter."""
    page = seen.page
    page.locator("summary", has_text="What each column is").click()
    grid = page.locator("[data-testid=stDataFrame]").first
    grid.wait_for()
    cell = page.locator("canvas [role=gridcell]", has_text=re.compile(f"^{header}$")).first
    cell.wait_for(state="attached")
    grid.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    at = cell.get_attribute("id")
    box = grid.bounding_box()
    page.mouse.dblclick(box["x"] + 330, box["y"] + HEADER + ROW * int(at.rsplit("-", 1)[1]) + ROW / 2)
    page.locator("#portal input").first.wait_for(state="attached")  # the cell is open
    page.keyboard.type(use)
    page.locator("#portal").get_by_text(use).first.wait_for()
    page.keyboard.press("Enter")
    page.locator("canvas [role=gridcell]", has_text=use).first.wait_for(state="attached")
    page.wait_for_timeout(500)
    seen.press("Use these columns")
    page.wait_for_timeout(1000)
    seen.settled()


def test_from_files_to_a_workbook_with_one_column_corrected(watched, tmp_path):
    page = watched.page
    accessible(page)
    page.locator("input[type=file]").set_input_files(PAIR)
    page.get_by_text("(1-82).xlsx").wait_for()
    page.get_by_text("1-119).xlsx").wait_for()
    watched.settled()
    watched.press("Read these files")
    watched.ready("Check what we found")
    page.get_by_text("201 filled-in forms from 2 tables").wait_for()
    accessible(page)
    use_column_as(watched, "Gender", "About the person")
    watched.press("Looks right, show what changed")
    watched.ready("What changed")
    page.get_by_text("Loneliness fell by").first.wait_for()
    page.locator("[data-testid=stVegaLiteChart]").first.wait_for()
    watched.choose("By group", "gender")
    page.get_by_text("Not shown, to protect the people in").wait_for()
    accessible(page)
    headline = page.get_by_text("Loneliness fell by").first.inner_text()
    page.get_by_role("link", name="Report").first.click()
    watched.ready("Hand it on")
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the Excel summary").click()
    download.value.save_as(tmp_path / "summary.xlsx")
    book = openpyxl.load_workbook(tmp_path / "summary.xlsx")
    assert book.sheetnames[0] == "Cover"
    assert "Headline" in book.sheetnames
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]
    said = " ".join(cells)
    size = headline.split("Loneliness fell by ")[1].split(" points")[0]
    assert "oneliness fell by " + size in said
    assert not [cell for cell in cells if cell.startswith("=")]


def test_the_sample_is_two_clicks_from_its_headline_and_can_be_cleared_at_once(watched):
    page = watched.page
    watched.press("Try it with sample data")
    watched.ready("Check what we found")
    watched.press("Looks right, show what changed")
    watched.ready("What changed")
    page.get_by_text("Loneliness fell by").first.wait_for()
    watched.press("Clear my data")
    page.get_by_text("It waits for your files.").wait_for()
    page.get_by_role("link", name="Report").first.click()
    watched.ready("Hand it on")
    page.get_by_text("It waits for your files.").wait_for()
    assert not page.get_by_role("button", name="Download the Excel summary").count()


def test_names_that_mean_harm_are_only_ever_text(watched, tmp_path):
    page = watched.page
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    header = 'How often do you feel left out?,"<img src=x onerror=alert(1)> **bold**",Your code\n'
    harm = tmp_path / "<b>before.csv"
    harm.write_text(header + "".join(f"Often,=1+1,AB{n:02d}CD\n" for n in range(10, 40)))
    page.locator("input[type=file]").set_input_files(harm)
    page.get_by_role("button", name="Read these files").click()
    watched.ready("Check what we found")
    page.get_by_text("<b>before.csv", exact=True).first.wait_for()
    assert not page.locator("img[src=x]").count()
    assert not dialogs


def survey(people, shift=0):
    """A small export: a code and three questions, answers walking through the options."""
    options = ("Hardly ever or never", "Some of the time", "Often")
    asked = ("that you lack companionship", "left out", "isolated from others")
    lines = [",".join(["Your code", *(f"How often do you feel {what}?" for what in asked)])]
    lines += [
        f"AB{k * 37 % 97:02d}CX,{','.join(options[(k + at + shift) % 3] for at in range(3))}" for k in range(people)
    ]
    return "\n".join(lines) + "\n"


def choose(page, watched, *files):
    page.locator("input[type=file]").set_input_files([str(file) for file in files])
    page.get_by_text(files[-1].name).first.wait_for()
    watched.settled()
    watched.press("Read these files")
    watched.ready("Check what we found")


def test_a_broken_file_is_refused_with_its_row_and_the_mended_one_is_read(watched, tmp_path):
    page = watched.page
    broken, after = tmp_path / "before.csv", tmp_path / "after.csv"
    broken.write_text(survey(30).replace("Often\n", "Often, every day\n", 1))
    after.write_text(survey(30, 1))
    choose(page, watched, broken, after)
    page.get_by_text("This stops us from going on").wait_for()
    page.get_by_text("cells where the table has 4 columns").first.wait_for()
    assert page.get_by_role("button", name="Looks right").count() == 0
    accessible(page)
    page.screenshot(path=str(tmp_path / "broken.png"))
    page.get_by_role("link", name="Back to Start").first.click()
    watched.ready("What changed, and for whom?")
    mended = tmp_path / "mended" / "before.csv"
    mended.parent.mkdir()
    mended.write_text(survey(30))
    choose(page, watched, mended, after)
    page.get_by_text("60 filled-in forms from 2 tables").wait_for()
    assert page.get_by_text("This stops us from going on").count() == 0
    accessible(page)
    page.screenshot(path=str(tmp_path / "mended.png"), full_page=True)
    watched.press("Looks right, show what changed")
    watched.ready("What changed")
    page.get_by_text("Loneliness").first.wait_for()
