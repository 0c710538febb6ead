"""Progress that can be stopped: what is said, what is not begun again, and what stopping leaves behind."""

import pytest
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from measures.app import state
from measures.exports.tables import Upload
from measures.study import Study, StudyFile


def page(*, asked: bool, needed: bool) -> None:
    """A page that works something out."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs the text of this function

    from measures.app import progress  # noqa: PLC0415 - the same

    with progress.stages(st.empty(), "Working it out", needed=needed, asked=asked) as tell:
        tell("Scoring")
    st.text("Here it is.")


def said(*, stopped, **words):
    app = AppTest.from_function(page, kwargs={"asked": False, "needed": True, **words})
    if stopped:
        app.session_state["stopped"] = True
    app.run()
    assert not app.exception
    return app, [text.value for text in app.text]


def test_what_was_stopped_is_not_begun_again_until_somebody_goes_on():
    app, texts = said(stopped=True)
    assert texts == ["You stopped this. Nothing half done was kept."]
    app.button(key="go_on_again").click().run()
    assert [text.value for text in app.text] == ["Here it is."]


def test_what_is_known_already_is_shown_after_a_stop():
    assert said(stopped=True, needed=False)[1] == ["Here it is."]


def test_what_was_asked_for_by_its_own_button_begins_after_a_stop():
    app, texts = said(stopped=True, asked=True)
    assert texts == ["Here it is."]
    assert "stopped" not in app.session_state


def test_nothing_is_left_of_progress_at_the_end():
    app, texts = said(stopped=False)
    assert texts == ["Here it is."]
    assert not app.button


@pytest.mark.parametrize("end", [StopException(), RerunException(RerunData())])
def test_files_are_not_half_taken_in(monkeypatch, end):
    kept = {"work": "before", "visit": 1}
    monkeypatch.setattr(state.st, "session_state", kept)

    def stop(_stage):
        raise end

    upload = Upload("a.csv", b"Your code,How often do you feel left out?\nQ1,Often\n")
    with pytest.raises(type(end)):
        state.begin(Study(files=(StudyFile(path="a.csv"),)), {"a.csv": upload}, progress=stop)
    assert state.work() is None
