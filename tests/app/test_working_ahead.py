"""What changed is worked out while Check is read: taken over, waited for with its stages, given up, never doubled."""

import threading
from dataclasses import replace

import pytest

from measures.app import state, working
from measures.errors import FileError
from measures.exports.tables import Upload
from tests.app.conftest import CHANGED, CHECK, calm, said, wave_of_answers, work_of

SOON = 60


@pytest.fixture(autouse=True)
def nothing_ahead():
    """Here things are worked out ahead, in place of the fixture of this name for all other tests."""


def quiet(_stage):
    """Tell nobody."""


@pytest.fixture
def session(monkeypatch):
    kept = {}
    monkeypatch.setattr(state.st, "session_state", kept)
    return kept


@pytest.fixture(scope="module")
def small():
    return work_of([Upload("before.csv", wave_of_answers(36, 1)), Upload("after.csv", wave_of_answers(30, 2))])


def gate(monkeypatch):
    """Work that tells one stage, waits to be let on, tells a second and is done; how often it was begun."""
    begun, on, through = [], threading.Event(), threading.Event()

    def work_out(*given):
        begun.append(given[0])
        given[-1]("First")
        through.set()
        assert on.wait(SOON)
        given[-1]("Second")
        return working.Worked("protected")

    monkeypatch.setattr(state, "worked_out", work_out)
    return begun, on, through


def test_results_begun_ahead_are_those_worked_out_when_asked(session, small):
    asked = state.results(small, quiet)
    listed = state.withheld(small)
    session.pop(state.RESULTS)
    state.begin_ahead(small)
    assert state.results(small, quiet).value == asked.value
    assert state.withheld(small) == listed
    assert state.AHEAD not in session


def test_it_is_begun_once_and_its_stages_are_told_on(session, small, monkeypatch):
    begun, on, through = gate(monkeypatch)
    state.begin_ahead(small)
    state.begin_ahead(small)
    assert through.wait(SOON)
    stages = []

    def tell(stage):
        stages.append(stage)
        on.set()

    assert state.results(small, tell) == "protected"
    assert stages[0] == "First"
    assert len(begun) == 1
    state.begin_ahead(small)  # known already
    assert len(begun) == 1


def test_who_stops_waiting_finds_it_going_on(session, small, monkeypatch):
    begun, on, through = gate(monkeypatch)
    state.begin_ahead(small)
    assert through.wait(SOON)

    def stop(_stage):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        state.results(small, stop)
    assert not state.is_kept(state.RESULTS, small)
    on.set()
    assert state.results(small, quiet) == "protected"
    assert len(begun) == 1


@pytest.mark.parametrize("how", ["settled", "stopped", "cleared"])
def test_what_nobody_waits_for_ends_at_its_next_stage(session, small, monkeypatch, how):
    _, on, through = gate(monkeypatch)
    state.begin_ahead(small)
    ahead = session[state.AHEAD]
    assert through.wait(SOON)
    if how == "settled":
        state.begin_ahead(replace(small, study=small.study.model_copy(update={"title": "Another"})))
        assert session[state.AHEAD] is not ahead
    elif how == "stopped":
        state.give_up_ahead()
    else:
        state.forget()
    assert session.get(state.AHEAD) is not ahead
    on.set()
    with pytest.raises(working.GivenUpError):
        ahead.follow(quiet)


def test_what_is_wrong_with_the_files_is_raised_to_the_page(session, small, monkeypatch):
    def refuse(*_given):
        raise FileError("a.csv", "It is empty.", "Choose another.")

    monkeypatch.setattr(state, "worked_out", refuse)
    state.begin_ahead(small)
    for _ in range(2):
        with pytest.raises(FileError, match="It is empty"):
            state.results(small, quiet)


def test_check_begins_it_and_what_changed_shows_it(open_page, small, monkeypatch):
    begun = []
    really = state.worked_out
    monkeypatch.setattr(state, "worked_out", lambda *given: begun.append(given[0]) or really(*given))
    app = open_page(CHECK, small)
    assert state.AHEAD in app.session_state
    calm(app.switch_page(CHANGED).run())
    assert "Loneliness" in said(app)
    assert state.AHEAD not in app.session_state
    assert len(begun) == 1


def test_check_begins_nothing_after_somebody_stopped(open_page, small):
    app = open_page(CHECK, small)
    state_of = app.session_state
    state_of[state.AHEAD].give_up()
    del state_of[state.AHEAD]
    state_of["stopped"] = True
    calm(app.run())
    assert state.AHEAD not in app.session_state
