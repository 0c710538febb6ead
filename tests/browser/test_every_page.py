"""Every page with sample data, by keyboard: no grave finding of axe, no error, nothing refused by the content policy."""

from __future__ import annotations

from itertools import pairwise

import pytest

from streamlit_app import PAGES
from tests.browser.test_journey import accessible

pytestmark = pytest.mark.browser

PATIENCE = 180_000  # of which the sample's results take about ten seconds on a calm machine
PHONE, DESK = {"width": 400, "height": 800}, {"width": 1280, "height": 1900}
ZOOMED = {"width": 640, "height": 512}  # a window of 1280 x 1024 at 200 %
REFUSED = "document.addEventListener('securitypolicyviolation', e => (window.refused ||= []).push(e.blockedURI))"
SIDEWAYS = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  const wide = [...main.querySelectorAll('[data-testid=stVegaLiteChart] svg')].filter(
    svg => svg.getBoundingClientRect().right > innerWidth + 1);
  const tables = [...main.querySelectorAll('[data-testid=stTable] table')].filter(
    table => table.checkVisibility() && table.getBoundingClientRect().right > innerWidth + 1);
  return main.scrollWidth > main.clientWidth + 1 || wide.length > 0 || tables.length > 0;
}"""
LEVELS = """() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)')].map(
  heading => Number(heading.tagName[1]))"""


def open_by_keyboard(seen, title):
    """Come to a page as somebody without a mouse does: focus its link in the side bar and press Enter."""
    link = seen.page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True)
    link.focus()
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_timeout(700)
    seen.page.get_by_role("heading", level=1).first.wait_for()
    seen.settled()


def test_every_page_is_for_everybody_and_sends_nothing(watched):
    page = watched.page
    page.set_default_timeout(PATIENCE)
    page.evaluate(REFUSED)
    watched.press("Try it with sample data")
    watched.ready("Check what we found")
    for path, title, _ in PAGES:
        open_by_keyboard(watched, title)
        for sample in ("Try it with sample data", "Try it with a sample map"):
            if title in ("Connections", "Ripples") and page.get_by_role("button", name=sample).count():
                watched.press(sample)
                page.wait_for_timeout(700)
                watched.settled()
        assert page.get_by_role("heading", level=1).count() == 1, title
        levels = page.evaluate(LEVELS)
        steps = [below - above for above, below in pairwise(levels)]
        assert max(steps, default=0) <= 1, f"{title} leaves out a level of heading: {levels}"
        if path != "measures/app/start.py":
            page.get_by_role("link", name="Next: ").first.wait_for()
            watched.settled()
            assert page.get_by_role("link", name="Next: ").count() == 1, title
        accessible(page)
        for size, where in ((ZOOMED, "at 200 % zoom"), (PHONE, "on a phone")):
            page.set_viewport_size(size)
            page.wait_for_timeout(500)
            assert not page.evaluate(SIDEWAYS), f"{title} must not need scrolling sideways {where}"
        page.set_viewport_size(DESK)
        page.wait_for_timeout(500)
    assert not page.evaluate("window.refused || []")
