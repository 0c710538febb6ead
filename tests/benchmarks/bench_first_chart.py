"""Seconds from the click on "What changed" to the first chart drawn, in a real Chromium that has never been here.

Run from the project's folder: `python tests/benchmarks/bench_first_chart.py [people] [times]`. It starts the app, loads
the sample and then two waves of invented people, and looks at the page itself: a chart counts as drawn once its marks
are there. Four visits, the first three each in a browser that has drawn no chart yet: at once, when everything is still
to be worked out; after ten seconds of reading the Check page, while the app works ahead; with the results known, as the
Report page was opened before; and coming back to the page.
"""

from __future__ import annotations

import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.bench_pages import wave
from tests.browser.conftest import FLAGS, browser_path

ROOT = Path(__file__).resolve().parents[2]
QUIET = "[data-testid=stApp][data-test-script-state=notRunning]"
DRAWN = "[data-testid=stVegaLiteChart] svg .mark-symbol path, [data-testid=stVegaLiteChart] canvas"
PATIENCE = 600_000
READING = 10  # seconds on the Check page before going on


@contextmanager
def serving() -> Iterator[str]:
    """The app on a free port of this machine, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until and not _healthy(port):
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def loaded(browser: Browser, address: str, files: Sequence[Path]) -> Page:
    """A new page of an empty browser with these files read, or the sample where there are none."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.get_by_role("button", name="Try it with sample data").wait_for()
    page.locator(QUIET).wait_for()
    if files:
        page.locator("input[type=file]").set_input_files(list(files))
        page.get_by_text(files[-1].name).first.wait_for()
        page.locator("button:enabled", has_text="Read these files").click()
    else:
        page.get_by_role("button", name="Try it with sample data").click()
    page.get_by_role("heading", name="Check what we found").wait_for()
    page.get_by_role("button", name="Looks right").wait_for()
    page.wait_for_timeout(1_000)
    page.locator(QUIET).wait_for()
    return page


def first_chart(page: Page) -> float:
    """Seconds from the click to the first chart drawn."""
    link = page.get_by_test_id("stSidebar").get_by_role("link", name="What changed", exact=True)
    start = time.perf_counter()
    link.click()
    page.locator(DRAWN).first.wait_for(state="attached")
    return time.perf_counter() - start


def visits(browser: Browser, address: str, files: Sequence[Path]) -> tuple[float, ...]:
    """At once; after reading the Check page; results known but no chart drawn yet; back on the page."""
    took = []
    for reading in (0, READING):
        page = loaded(browser, address, files)
        page.wait_for_timeout(1_000 * reading)
        took.append(first_chart(page))
        page.context.close()
    page = loaded(browser, address, files)
    _away(page, "Report", "Check before you send")
    took.append(first_chart(page))
    page.locator(QUIET).wait_for()
    _away(page, "Check", "Check what we found")
    took.append(first_chart(page))
    page.context.close()
    return tuple(took)


def _away(page: Page, link: str, heading: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("link", name=link, exact=True).click()
    page.get_by_role("heading", name=heading).wait_for()
    page.locator(DRAWN).first.wait_for(state="detached")
    page.locator(QUIET).wait_for()


def main(people: int = 100_000, times: int = 3) -> None:
    """Print the median over several browsers, for the sample and for many people."""
    with serving() as address, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=browser_path(), headless=True, args=list(FLAGS))
        files = [Path(folder) / "before.csv", Path(folder) / "after.csv"]
        files[0].write_bytes(wave(range(people), 1))
        files[1].write_bytes(wave(range(people // 5, people), 2))
        heads = ("at once", f"after {READING} s", "known", "back")
        print(f"{'seconds to the first chart':32}" + "".join(f"{head:>14}" for head in heads))
        for name, chosen in (("sample", []), (f"{people:,} participants", files)):
            took = [visits(browser, address, chosen) for _ in range(times)]
            medians = [statistics.median(each) for each in zip(*took, strict=True)]
            print(f"{name:32}" + "".join(f"{seconds:14.1f}" for seconds in medians), flush=True)
        browser.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
