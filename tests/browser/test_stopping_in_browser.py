"""Work that takes a while names its stages and can be stopped: reading many people, and working out what changed."""

import pytest

from tests.app.conftest import ANSWERS, QUESTIONS, csv_bytes

pytestmark = pytest.mark.browser

PEOPLE = 80_000
WAVES = ("before", "after", "later", "at last")


def many(step):
    rows = [[f"Q{n:06}K", *(ANSWERS[(n * step + at) % 3] for at in range(3))] for n in range(PEOPLE)]
    return csv_bytes([["Your code", *QUESTIONS], *rows])


def test_reading_can_be_stopped(watched, tmp_path):
    page = watched.page
    files = [tmp_path / f"{wave}.csv" for wave in WAVES]
    for step, path in enumerate(files, start=1):
        path.write_bytes(many(step))
    page.locator("input[type=file]").set_input_files(files)
    watched.settled()
    watched.press("Read these files")
    page.get_by_text("Reading before.csv").or_(page.get_by_text("Reading after.csv")).first.wait_for()
    watched.press("Stop this")
    page.get_by_role("button", name="Stop this").wait_for(state="hidden")
    watched.settled()
    on_check = page.get_by_text("You stopped this. Nothing half done was kept.")
    page.get_by_role("heading", name="What changed, and for whom?").or_(on_check).first.wait_for()
    if not on_check.count():  # else all was read before the press was heard, and what Check works out was stopped
        page.get_by_role("link", name="Check").first.click()
        watched.ready("Check what we found")
        page.get_by_text("It waits for your files.").wait_for()  # nothing half done was kept


def test_working_out_can_be_stopped_and_gone_on_with(watched):
    page = watched.page
    watched.press("Try it with sample data")
    watched.ready("Check what we found")
    page.get_by_role("button", name="Looks right, show what changed").click()
    page.get_by_text("Working out").first.wait_for()
    watched.press("Stop this")
    page.get_by_text("You stopped this.").wait_for()
    watched.settled()
    assert page.get_by_role("button", name="Stop this").count() == 0
    page.get_by_role("link", name="Who for").first.click()  # it is not begun again behind one's back
    page.get_by_text("You stopped this.").wait_for()
    watched.settled()
    page.get_by_role("link", name="What changed").first.click()
    page.get_by_text("You stopped this.").wait_for()
    watched.press("Go on")
    page.get_by_text("Look closer at").wait_for()
    watched.settled()
    assert page.get_by_text("You stopped this.").count() == 0
