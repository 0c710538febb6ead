"""What the evaluation is called is asked where its files are made, and heads them."""

import json

import pytest
import streamlit as st

from measures.app.naming import named
from measures.study import Study
from tests.app.conftest import REPORT, calm


@pytest.fixture
def files(monkeypatch):
    """What each download button is given, by its key."""
    given = {}
    monkeypatch.setattr(st, "download_button", lambda _label, **more: given.update({more["key"]: more}))
    return given


def test_the_names_head_the_files_and_stand_in_the_results(open_page, sample, files):
    app = open_page(REPORT, *sample)
    for part, words in (("title", " Songs  for all "), ("programme", "Songs"), ("locality", "Stroud")):
        app.text_input(key=f"name_{part}").input(words)
    next(button for button in app.button if button.label == "Use these names").click()
    calm(app.run())
    assert files["word"]["file_name"] == "songs_for_all.docx"
    about = json.loads(files["json"]["data"]())["provenance"]
    assert (about["title"], about["programme"], about["locality"]) == ("Songs for all", "Songs", "Stroud")


def test_names_leave_everything_else_of_the_study_as_it_was():
    study = Study(title="Old", programme="P", area_of_work="Nature")
    found = named(study, {"title": "", "programme": " New  name ", "locality": "Stroud"})
    assert (found.title, found.programme, found.locality, found.area_of_work) == ("", "New name", "Stroud", "Nature")
