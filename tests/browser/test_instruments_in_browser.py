"""The Instruments page in a real browser: a person looks for a scale, reads how it is scored, and is not shut out."""

import pytest

from tests.browser.test_journey import accessible

pytestmark = pytest.mark.browser


def test_an_instrument_is_found_and_read_by_keyboard(watched):
    page = watched.page
    page.get_by_role("link", name="Instruments").first.click()
    watched.ready("Instruments")
    box = page.get_by_role("combobox", name="Look at one")
    box.focus()
    box.fill("pearlin")
    page.keyboard.press("Enter")
    page.get_by_text("Scores run from 7 to 28").wait_for()
    accessible(page)
