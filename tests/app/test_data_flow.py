"""What docs/data_flow.md says of the app: sessions apart, nothing on disk, gone when cleared and when the tab is closed."""

import ast
import gc
import inspect
import logging
import os
import sys
import time
import tomllib
import types
import weakref
from pathlib import Path

import pytest
import streamlit.runtime.runtime as streamlit_runtime
from streamlit import error_util
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from measures.app import logs, sweeping
from measures.exports.tables import Upload
from tests.app.conftest import ANSWERS, CHANGED, CHECK, QUESTIONS, REPORT, START, calm, csv_bytes, pair, said
from tests.export_files import workbook

ROOT = Path(__file__).resolve().parents[2]
VOICES = "measures/app/voices.py"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGING = ("os.mkdir", "os.rename", "os.link", "os.symlink", "shutil.copyfile", "shutil.move", "tempfile.mkstemp", "tempfile.mkdtemp")  # fmt: skip


def export(mark, step):
    header = ["Your code", *QUESTIONS, "What did you enjoy?"]
    rows = [
        [f"{mark}{n:02d}K", *(ANSWERS[(n * step + at) % 3] for at in range(3)), f"{mark} said this to number {n}"]
        for n in range(24)
    ]
    return csv_bytes([header, *rows])


def loaded(open_page, *uploads):
    """The app after these files were chosen and read."""
    app = open_page(START)
    for upload in uploads:
        app.file_uploader[0].upload(upload.name, upload.data, "text/csv")
    calm(app.run())
    app.button(key="read").click()
    return calm(app.run())


def everything_in(app):
    return " ".join(f"{key} {app.session_state[key]!r}" for key in app.session_state._state.filtered_state)


def test_two_sessions_never_see_each_others_data(open_page):
    marks = ("QWERT", "ZXCVB")
    apps = [loaded(open_page, Upload(f"{m}_before.csv", export(m, 1)), Upload(f"{m}_after.csv", export(m, 2))) for m in marks]  # fmt: skip
    for page in (CHECK, CHANGED, VOICES, REPORT):
        for app, own, other in zip(apps, marks, reversed(marks), strict=True):
            calm(app.switch_page(page).run())
            assert other not in said(app)
            assert other not in everything_in(app)
            assert page != VOICES or own in said(app)


def test_a_new_session_begins_empty_while_another_is_full(open_page):
    loaded(open_page, *pair())
    assert "It waits for your files." in said(open_page(CHANGED))


def test_nothing_but_the_shipped_instruments_is_shared_between_sessions():
    shared = [
        (file.name, node.name)
        for file in [*(ROOT / "measures").rglob("*.py"), ROOT / "streamlit_app.py"]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for mark in getattr(node, "decorator_list", ())
        if ast.unparse(mark).startswith("st.cache")
    ]
    assert sorted(shared) == [("state.py", "_shipped"), ("sweeping.py", "start")]


def test_clear_my_data_empties_the_session_and_the_uploads_at_once(open_page, monkeypatch):
    emptied = []
    monkeypatch.setattr(
        MemoryUploadedFileManager, "remove_session_files", lambda _self, session: emptied.append(session)
    )
    app = loaded(open_page, Upload("before.csv", export("QWERT", 1)), Upload("after.csv", export("QWERT", 2)))
    calm(app.switch_page(CHANGED).run())
    assert "QWERT" in str(app.session_state["work"].uploads["before.csv"].data)
    before = len(emptied)
    app.button(key="clear").click()
    calm(app.run())
    assert len(emptied) > before
    kept = set(app.session_state._state.filtered_state) - {"visit"}
    assert not {"work", "results", "inspected", "pictures", "flow_picture", "said", "near", "quotes"} & kept
    assert not any("QWERT" in repr(app.session_state[key]) for key in kept)


class Watch:
    """What this process opens for writing or makes on disk, as Python's own audit events tell it."""

    def __init__(self):
        self.on = False
        self.written = []
        sys.addaudithook(self._note)

    def _note(self, event, args):
        if not self.on:
            return
        if event == "open":
            path, mode, flags = args
            writes = bool(flags & WRITING) if isinstance(flags, int) else any(letter in str(mode) for letter in "wax+")
            quiet = isinstance(path, int) or str(path) == os.devnull or "__pycache__" in str(path)
            if writes and not quiet:
                self.written.append(str(path))
        elif event in CHANGING and "__pycache__" not in str(args):
            self.written.append(f"{event} {args}")


@pytest.fixture(scope="module")
def watch():
    """An audit hook cannot be taken away, so there is one, which is switched on and off."""
    return Watch()


def test_the_watch_sees_what_is_written(watch, tmp_path):
    watch.on = True
    (tmp_path / "seen.txt").write_text("x")
    watch.on = False
    assert any("seen.txt" in path for path in watch.written)
    watch.written.clear()


def test_nothing_is_written_to_disk_from_files_to_summary(watch, open_page, monkeypatch, tmp_path):
    empty = tmp_path / "temporary"
    empty.mkdir()
    monkeypatch.setenv("TMPDIR", str(empty))
    monkeypatch.setattr("tempfile.tempdir", str(empty))
    rows = [
        ["Your code", *QUESTIONS],
        *([f"QA{n:02d}ZK", *[ANSWERS[(n + at) % 3] for at in range(3)]] for n in range(30)),
    ]
    app = open_page(START)
    watch.on = True
    try:
        for name, data in (("before.xlsx", workbook(rows)), ("after.csv", csv_bytes(rows))):
            app.file_uploader[0].upload(name, data, "text/csv")
        calm(app.run())
        app.button(key="read").click()
        calm(app.run())
        for page in (CHECK, CHANGED, VOICES, REPORT):
            calm(app.switch_page(page).run())
    finally:
        watch.on = False
    assert "It waits for your files." not in said(app)
    assert watch.written == []
    assert list(empty.iterdir()) == []


class Session:
    """What a session holds, in a circle as real ones do."""

    id = "closed"

    def __init__(self):
        self.me = self


def stored(seconds):
    """A session manager with one closed session that may be taken up again for so many seconds."""
    storage = MemorySessionStorage(ttl_seconds=seconds)
    session = Session()
    storage.save(SessionInfo(client=None, session=session, script_run_count=0))
    return types.SimpleNamespace(_session_storage=storage), weakref.ref(session)


def test_a_closed_tabs_data_is_let_go_when_its_time_is_up():
    manager, session = stored(0.05)
    time.sleep(0.1)
    gc.collect()
    assert session() is not None  # what the sweep is for: left alone, it would stay
    sweeping.sweep(manager)
    assert session() is None


def test_a_tab_that_may_come_back_is_kept():
    manager, session = stored(60)
    sweeping.sweep(manager)
    assert session() is not None


def test_another_way_of_keeping_sessions_is_said_aloud(caplog):
    sweeping.sweep(types.SimpleNamespace())
    assert "cannot be swept" in caplog.text


def test_a_closed_tab_is_swept_within_a_minute():
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert settings["server"]["disconnectedSessionTTL"] + 2 * sweeping.EVERY <= 60


def test_sessions_are_where_the_sweep_looks_for_them():
    inside = inspect.getsource(WebsocketSessionManager) + inspect.getsource(Runtime)
    for name in (
        "self._session_storage = session_storage",
        "self._session_mgr = ",
        "def _get_async_objs(",
        "eventloop:",
    ):
        assert name in inside or name in inspect.getsource(streamlit_runtime)


def test_a_fault_of_ours_leaves_its_kind_in_the_log_and_no_answers(open_page, monkeypatch, caplog):
    """With the real function by which Streamlit logs what a page let through."""

    def fail(*_, **__):
        raise KeyError("QWERT01K answered Often")

    open_page(START)  # as every page does, this sets the filter
    assert tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["logger"]["enableRich"] is False
    monkeypatch.setattr(error_util.config, "get_option", lambda _name: False)
    logger = logging.getLogger(logs.LOGGER_OF_FAULTS)
    monkeypatch.setattr(logger, "propagate", True)
    try:
        fail()
    except KeyError as error:
        error_util._log_uncaught_app_exception(error)
    assert "The tool itself failed (KeyError at test_data_flow.py" in caplog.text
    assert "QWERT01K" not in caplog.text


def test_reading_checking_and_computing_leave_no_answers_in_the_log(open_page, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    app = loaded(open_page, Upload("before.csv", export("QWERT", 1)), Upload("after.csv", export("QWERT", 2)))
    for page in (CHECK, CHANGED, VOICES, REPORT):
        calm(app.switch_page(page).run())
    for log in (caplog.text, *capfd.readouterr()):
        assert "qwert" not in log.casefold()
