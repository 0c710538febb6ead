"""A server that asks for a sign-in shows nothing before it; one's own machine asks for none."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ENTRY = Path(__file__).resolve().parents[2] / "streamlit_app.py"
AUTH = {"redirect_uri": "https://survey.example.org/oauth2callback", "cookie_secret": "c" * 32, "client_id": "x"}


def test_nobody_is_asked_on_their_own_machine():
    app = AppTest.from_file(str(ENTRY), default_timeout=60).run()
    assert not app.exception
    assert not [button for button in app.button if button.label == "Sign in"]
    assert app.button(key="sample")


def test_nothing_is_shown_before_somebody_has_signed_in():
    app = AppTest.from_file(str(ENTRY), default_timeout=60)
    app.secrets["auth"] = AUTH
    app.run()
    assert not app.exception
    assert [button.label for button in app.button] == ["Sign in"]
    assert not app.get("file_uploader")
    assert app.title[0].value == "Please sign in"
