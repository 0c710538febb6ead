"""The app run without a browser, with sample results worked out once for all tests."""

from __future__ import annotations

import csv
import io

import pytest
from streamlit.testing.v1 import AppTest

from measures.app import state
from measures.disclosure import protect
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.study import Study, StudyFile, read_study

START, CHECK, CHANGED, REPORT = (f"measures/app/{name}.py" for name in ("start", "check", "changed", "handing_on"))
QUESTIONS = (
    "How often do you feel that you lack companionship?",
    "How often do you feel left out?",
    "How often do you feel isolated from others?",
)
ANSWERS = ("Hardly ever or never", "Some of the time", "Often")


def csv_bytes(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def wave_of_answers(people, step, *, group="Area", groups=("North", "South"), questions=QUESTIONS):
    """A small export: `people` codes, three questions, one group column; answers walk through the options."""
    header = ["Your code", group, *questions]
    rows = [
        [f"QX{number:02d}TZ", groups[number % len(groups)], *(ANSWERS[(number * step + at) % 3] for at in range(3))]
        for number in range(people)
    ]
    return csv_bytes([header, *rows])


def pair(**more):
    return [Upload("before.csv", wave_of_answers(36, 1, **more)), Upload("after.csv", wave_of_answers(30, 2, **more))]


def work_of(uploads, **study):
    """Uploads as the Start page takes them in: with what the files themselves say filled in."""
    files = {upload.name: upload for upload in uploads}
    asked = Study(files=tuple(StudyFile(path=name) for name in files), **study)
    found = inspect_study(asked, files, load_library(shipped_instruments()))
    return state.Work(found.suggested, files, "test")


@pytest.fixture(scope="session")
def sample():
    """The sample as the app holds it, and its protected results (few draws: the tests look at pages, not intervals)."""
    study = read_study((state.SAMPLE / state.SAMPLE_STUDY).read_bytes())
    few = {
        "analysis": study.analysis.model_copy(update={"bootstrap": 50}),
        "groups": {"home_area": study.groups["home_area"]},
    }
    study = study.model_copy(update=few)
    uploads = {file.path: Upload(file.path, (state.SAMPLE / file.path).read_bytes()) for file in study.files}
    current = state.Work(study, uploads, "sample", sample=True)
    found = evaluate_study(study, uploads, load_library(shipped_instruments()))
    return current, protect(found, "under_5")


@pytest.fixture(autouse=True)
def nothing_ahead(monkeypatch):
    """No page works anything out before it is asked for; the tests of just that have a fixture of this name."""
    monkeypatch.setattr(state, "begin_ahead", lambda _current: None)


@pytest.fixture
def open_page():
    """Open a page of the app with this work and, where they are already known, its results."""

    def opened(page, current=None, results=None):
        app = AppTest.from_file("../../streamlit_app.py", default_timeout=120).run()
        if current is not None:
            app.session_state[state.WORK] = current
        if results is not None:
            app.session_state[state.RESULTS] = (current.digest, state.Worked(results))
        if page != START:
            app = app.switch_page(page)
        return calm(app.run())

    return opened


def calm(app):
    """The same app, after making sure that no page broke."""
    assert not app.exception, [error.value for error in app.exception]
    return app


def said(app):
    """Everything a page says in words."""
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.text, *app.caption]
    return "\n".join(str(part.value) for part in parts)
