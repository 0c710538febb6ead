"""People's words and near matches in a real browser: shown as text, confirmed, chosen, drawn into the flow picture."""

from __future__ import annotations

import pytest

from tests.app.test_peoples_words import files
from tests.browser.test_journey import accessible

pytestmark = pytest.mark.browser


def test_a_match_is_confirmed_and_words_are_kept_only_when_the_person_agreed(watched, tmp_path):
    page = watched.page
    for upload in files():
        (tmp_path / upload.name).write_bytes(upload.data)
    page.locator("input[type=file]").set_input_files([tmp_path / upload.name for upload in files()])
    page.get_by_text("after.csv").first.wait_for()
    watched.settled()
    watched.press("Read these files")
    watched.ready("Check what we found")
    page.get_by_text("Pair 1 is the same person").click()
    watched.press("Use the ticked matches")
    page.get_by_text("1 match is confirmed and used.").wait_for()
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save matches.csv").click()
    download.value.save_as(tmp_path / "matches.csv")
    assert "QUF20" in (tmp_path / "matches.csv").read_text(encoding="utf-8-sig")
    page.get_by_role("link", name="In people's words").first.click()
    watched.ready("In people's words")
    page.get_by_text("**Nothing** much <b>really</b>").first.wait_for()
    watched.press("Choose these words")
    keep = page.get_by_role("button", name="Keep these words")
    keep.wait_for()
    assert keep.is_disabled()
    page.get_by_text("The person agreed that").click()
    page.wait_for_timeout(500)
    watched.settled()
    accessible(page)
    keep.click()
    watched.ready("Chosen and agreed")
    page.get_by_role("link", name="What changed").first.click()
    watched.ready("Who is counted")
    page.locator("[data-testid=stVegaLiteChart]").last.wait_for()
    accessible(page)
