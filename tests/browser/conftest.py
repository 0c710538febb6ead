"""A running app and a real Chromium that notes every request and every console error."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlparse

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60_000
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


def browser_path():
    """Where this machine has a Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def chromium_path():
    found = browser_path()
    if found is None:
        reason = "no Chromium on this machine (apt-get install chromium)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(f"REQUIRE_BROWSER=1, but there is {reason}")
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def address():
    """The address of the app, started once for all browser tests and stopped after them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=20)


def _wait_until_healthy(url):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the app did not start within a minute")


class Watched:
    """A page with a note of where it sent requests and what it complained of."""

    def __init__(self, page, address):
        self.page = page
        self.hosts = set()
        self.errors = []
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: self.hosts.add(urlparse(request.url).hostname))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(address)
        self.ready("What changed, and for whom?")

    def ready(self, heading):
        self.page.get_by_role("heading", name=heading).first.wait_for()
        self.settled()

    def settled(self):
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()

    def press(self, name):
        self.page.get_by_role("button", name=name).first.click()

    def choose(self, label, option):
        """Choose in a select box by keyboard alone, as a screen reader's user would."""
        box = self.page.get_by_role("combobox", name=label)
        box.focus()
        box.press("ArrowDown")
        options = self.page.get_by_role("option")
        options.first.wait_for()
        wanted = [text.strip() for text in options.all_inner_texts()].index(option)
        box.press("Home")
        for _ in range(wanted):
            box.press("ArrowDown")
        box.press("Enter")
        self.page.wait_for_timeout(500)
        self.settled()


@pytest.fixture
def watched(chromium_path, address):
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 # only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, headless=True, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 1900}, locale="en-GB")
        seen = Watched(page, address)
        yield seen
        browser.close()
        assert seen.hosts <= {"127.0.0.1", None}, f"requests left this machine: {seen.hosts}"
        assert not seen.errors, seen.errors
