"""The way in without a mouse: files chosen, read another way, rows brought back, answers looked at, by keys alone."""

from __future__ import annotations

import pytest
from docx import Document

from tests.app.conftest import ANSWERS, QUESTIONS, csv_bytes, wave_of_answers
from tests.browser.test_journey import accessible

pytestmark = pytest.mark.browser
MOST_STEPS = 60


def tab_to(page, name):
    """Press Tab until the element with this accessible name has the focus, as somebody without a mouse does."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "() => { const e = document.activeElement; const said = e.getAttribute('aria-label') || e.innerText || "
            "(e.labels && e.labels[0] ? e.labels[0].innerText : ''); return ['MAIN', 'BODY'].includes(e.tagName) ? '' : said; }"
        )
        if name in focused:
            return
    pytest.fail(f"Tab never came to '{name}'")


def pressed(seen, name, key="Enter"):
    tab_to(seen.page, name)
    seen.page.keyboard.press(key)
    seen.page.wait_for_timeout(800)
    seen.settled()


def chosen(seen, name, option):
    """Come to a select box with Tab and choose in it with the arrows."""
    tab_to(seen.page, name)
    seen.choose(name, option)


def exports(folder):
    mac = wave_of_answers(36, 1, group="Café", groups=("Église", "Nord")).decode().encode("mac_roman")
    (folder / "before.csv").write_bytes(mac)
    rows = [
        [n, "2026-01-02 10:00:00" if n < 20 else "", 3, f"QX{n:02d}TZ", *(ANSWERS[(n + at) % 3] for at in range(3))]
        for n in range(30)
    ]
    (folder / "after.csv").write_bytes(csv_bytes([["id", "submitdate", "lastpage", "Your code", *QUESTIONS], *rows]))
    return [folder / "before.csv", folder / "after.csv"]


def test_files_are_chosen_read_another_way_and_looked_at_without_a_mouse(watched, tmp_path):
    page = watched.page
    with page.expect_file_chooser() as chooser:
        tab_to(page, "Upload")
        page.keyboard.press("Enter")
    chooser.value.set_files(exports(tmp_path))
    page.locator("button:enabled", has_text="Read these files").wait_for()
    page.wait_for_timeout(1000)
    watched.settled()
    pressed(watched, "Read these files")
    watched.ready("Check what we found")
    page.get_by_text("56 filled-in forms from 2 tables").wait_for()
    page.get_by_text("as they read now, parted by comma").wait_for()
    accessible(page)
    chosen(watched, "Letters are written as", "UTF-8")
    page.get_by_text("The file is not written in utf-8.").wait_for()
    chosen(watched, "Letters are written as", "Mac (old Excel)")
    pressed(watched, "Read it this way")
    page.wait_for_function("() => !document.body.innerText.includes('it was read as written on a Mac')")
    assert page.get_by_role("combobox", name="Letters are written as").input_value() == "Mac (old Excel)"
    pressed(watched, "Rows we set aside")
    pressed(watched, "Not finished", key="Space")
    pressed(watched, "Use the rows ticked")
    page.get_by_text("66 filled-in forms from 2 tables").wait_for()
    pressed(watched, "How the answers were read")
    chosen(watched, "Show the answers to", f"before.csv, D: {QUESTIONS[1]}")
    page.get_by_role("columnheader", name="How many").wait_for()
    accessible(page)
    pressed(watched, "Looks right, show what changed")
    watched.ready("What changed")
    page.get_by_text("30 people").first.wait_for()


def test_from_start_to_a_word_page_on_disk_without_a_mouse(watched, tmp_path):
    page = watched.page
    page.set_default_timeout(180_000)  # of which the sample's results take about ten seconds on a calm machine
    pressed(watched, "Try it with sample data")
    watched.ready("Check what we found")
    pressed(watched, "Looks right, show what changed")
    page.get_by_text("Look closer at").wait_for()
    watched.settled()
    pressed(watched, "Hand it on: Word, Excel, a web page")
    watched.ready("Check before you send")
    tab_to(page, "Download the Word page")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "page.docx")
    said = " ".join(one.text for one in Document(tmp_path / "page.docx").paragraphs)
    assert "oneliness fell by" in said
