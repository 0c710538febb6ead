"""The Ripples page in a real browser: the sample by one click, pictures drawn, nothing sent away."""

import pytest

pytestmark = pytest.mark.browser


def test_the_sample_map_is_one_click_away(watched):
    page = watched.page
    page.get_by_role("link", name="Ripples").first.click()
    watched.ready("Ripples")
    watched.press("Try it with a sample map")
    watched.ready("Along time")
    page.get_by_text("12 impacts followed from 5 activities").first.wait_for()
    page.locator("[data-testid=stVegaLiteChart]").nth(2).wait_for()
    with page.expect_download() as given:
        watched.press("As GraphML")
    assert given.value.suggested_filename == "ripples.graphml"
    watched.press("Clear my data")
    page.get_by_role("button", name="Try it with a sample map").wait_for()
