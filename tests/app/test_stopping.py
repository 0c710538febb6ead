"""Progress that can be stopped: what is said, what is not begun again, and what stopping leaves behind."""

from dataclasses import replace

import pytest
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from measures.app import state, who_is_who
from measures.exports.tables import Upload
from measures.study import Study, StudyFile
from tests.app.conftest import wave_of_answers, work_of


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


class StoppedAt(dict):
    """A session in which the button is pressed as this entry is written; Streamlit ends a run at such moments."""

    entry = None

    def __setitem__(self, name, found):
        if name == self.entry:
            raise StopException
        super().__setitem__(name, found)


def test_results_and_what_no_file_may_hold_are_one_entry(monkeypatch):
    """Stopped while another setting is worked out, the figures of the first still have their own list to be held to."""
    files = [Upload("before.csv", wave_of_answers(60, 1)), Upload("after.csv", wave_of_answers(7, 2))]
    now = work_of(files)
    session = StoppedAt()
    monkeypatch.setattr(state.st, "session_state", session)
    state.results(now, progress=lambda _stage: None)
    listed = state.withheld(now)
    assert listed
    later = replace(now, study=now.study.model_copy(update={"title": "Another"}))
    session.entry = "results"
    with pytest.raises(StopException):
        state.results(later, progress=lambda _stage: None)
    assert not state.withheld(later)
    assert state.is_kept("results", now)
    assert state.withheld(now) == listed


@pytest.mark.parametrize(("work_out", "entry"), [(who_is_who.near, "near"), (who_is_who.said, "said")])
def test_near_matches_and_peoples_words_are_told_in_stages_and_stop_at_each(monkeypatch, work_out, entry):
    monkeypatch.setattr(state.st, "session_state", {})
    now = work_of([Upload("before.csv", wave_of_answers(60, 1)), Upload("after.csv", wave_of_answers(7, 2))])
    stages = []
    work_out(now, stages.append)
    assert len(stages) >= 3
    assert len(set(stages)) == len(stages)
    for stage in stages:
        state.st.session_state.clear()

        def stop(told, at=stage):
            if told == at:
                raise StopException

        with pytest.raises(StopException):
            work_out(now, stop)
        assert not state.is_kept(entry, now)
