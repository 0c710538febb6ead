"""What the Report page's downloads are made of: outside the page's run, as Streamlit makes them."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor

import openpyxl
import pytest
import streamlit as st
from docx import Document
from streamlit.runtime.state import session_state_proxy

from measures.app import state
from measures.people.voices import Quote
from tests.app.conftest import REPORT, calm, said


@pytest.fixture
def downloads(monkeypatch):
    """What each download button is given, by its key."""
    given = {}

    def note(_label, **more):
        given[more["key"]] = more

    monkeypatch.setattr(st, "download_button", note)
    return given


def made(download):
    """The file, made in a thread of its own, where there is no session."""
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(threading.get_ident).result() != threading.get_ident()
        return elsewhere.submit(download["data"]).result()


def test_scores_of_single_people_wait_for_a_tick(open_page, sample, downloads):
    app = open_page(REPORT, *sample)
    assert "participants" not in downloads
    calm(app.checkbox(key="knows_personal").check().run())
    assert "personal_data" in downloads["participants"]["file_name"]
    assert downloads["participants"]["on_click"] == "ignore"
    first, again = made(downloads["participants"]), made(downloads["participants"])
    assert first == again  # one visit, one key
    book = openpyxl.load_workbook(io.BytesIO(first))
    assert "personal data" in book["Cover"]["A2"].value
    rows = list(book["Scores"].iter_rows(min_row=2, values_only=True))
    assert {row[1] for row in rows} == {"before", "after"}
    shared = session_state_proxy._mock_session_state  # what every thread without a session shares
    assert shared is None or not {"tables", "pseudonyms", "inspected"} & set(shared.filtered_state)


def test_another_visit_has_other_pseudonyms(open_page, sample, downloads):
    files = []
    for _ in range(2):
        calm(open_page(REPORT, *sample).checkbox(key="knows_personal").check().run())
        files.append(made(downloads["participants"]))
    one, other = ({row[0] for row in openpyxl.load_workbook(io.BytesIO(data))["Scores"].values} for data in files)
    assert one & other == {"participant"}


def test_more_scores_than_a_sheet_holds_are_not_offered(open_page, sample, downloads, monkeypatch):
    monkeypatch.setattr("measures.report.sheets.MOST_ROWS", 100)
    app = calm(open_page(REPORT, *sample).checkbox(key="knows_personal").check().run())
    assert "participants" not in downloads
    assert "more scores than a sheet can hold" in said(app)


def test_chosen_words_stand_in_the_word_page(open_page, sample, downloads):
    app = open_page(REPORT, *sample)
    app.session_state[state.QUOTES] = (Quote("I sing in the kitchen now.", "What did you enjoy?"),)
    calm(app.run())
    page = Document(io.BytesIO(made(downloads["word"])))
    assert "I sing in the kitchen now." in "\n".join(line.text for line in page.paragraphs)
