"""The app keeps to this machine, and its entry stays a list of pages."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_is_reported_outside_and_no_traceback_is_shown():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert settings["server"]["maxUploadSize"] <= 50
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["showErrorLinks"] is False


def test_the_entry_is_at_most_forty_lines():
    assert len((ROOT / "streamlit_app.py").read_text().splitlines()) <= 40


def test_no_page_renders_raw_markup_or_runs_pickles():
    for page in (ROOT / "measures" / "app").glob("*.py"):
        text = page.read_text()
        for risky in ("unsafe_allow_html", "st.html", "st.write(", "pickle", "components"):
            assert risky not in text, (page.name, risky)


def test_every_widget_has_a_key():
    widgets = (
        "button(",
        "selectbox(",
        "text_input(",
        "file_uploader(",
        "data_editor(",
        "checkbox(",
        "radio(",
        "toggle(",
    )
    for page in (ROOT / "measures" / "app").glob("*.py"):
        text = page.read_text()
        for name in widgets:
            for call in text.split(f"st.{name}")[1:]:
                depth, end = 1, 0
                while depth:
                    depth += {"(": 1, ")": -1}.get(call[end], 0)
                    end += 1
                assert "key=" in call[:end], (page.name, name, call[:60])
