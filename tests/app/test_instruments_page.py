"""The Instruments page without a browser: finding one, reading how it is scored, bringing one's own."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
PAGE = "measures/app/instruments.py"


@pytest.fixture
def page():
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.run()
    app.switch_page(PAGE).run()
    assert not app.exception
    return app


def texts(app):
    return " ".join(element.value for element in (*app.text, *app.header, *app.subheader))


def test_it_shows_how_an_instrument_is_scored(page):
    page.selectbox(key="instrument").set_value("pearlin_mastery").run()
    assert not page.exception
    said = texts(page)
    assert "Higher is better" in said
    assert "Scores run from 7 to 28" in said
    assert "Every question must be answered" in said


def test_an_instrument_not_yet_validated_says_so(page):
    page.selectbox(key="instrument").set_value("choice_independence").run()
    assert "not yet validated" in texts(page)


def test_filters_narrow_the_list_and_an_empty_list_says_what_to_do(page):
    page.selectbox(key="domain").set_value("choice").run()
    kept = page.selectbox(key="instrument").options
    assert kept
    assert all("ucla3" not in name for name in kept)
    page.selectbox(key="length").set_value("1 to 4 questions").run()
    page.selectbox(key="domain").set_value("physical_activity").run()
    page.selectbox(key="wording").set_value("You bring it").run()
    assert not page.exception
    assert "None of the instruments fits" in texts(page)


def test_every_fault_of_an_own_file_is_explained(page):
    page.file_uploader(key="own_0").upload(
        "mine.toml", b'format = 1\nid = "Bad Id"\ntitle = 7\n', "application/toml"
    ).run()
    assert not page.exception
    said = texts(page)
    assert "title: must be text in quotes" in said
    assert "scales: is missing" in said


def test_an_own_instrument_can_be_used_in_this_visit(page):
    own = (ROOT / "instruments/ucla3.toml").read_text().replace('id = "ucla3"', 'id = "ucla3_ours"')
    page.file_uploader(key="own_0").upload("ours.toml", own.encode(), "application/toml").run()
    page.button(key="use_own").click().run()
    assert not page.exception
    page.run()
    assert any("ucla3_ours" in name for name in page.selectbox(key="instrument").options)


def test_a_shipped_instrument_cannot_be_changed(page):
    own = (ROOT / "instruments/ucla3.toml").read_text().replace('higher_is = "worse"', 'higher_is = "better"')
    page.file_uploader(key="own_0").upload("ours.toml", own.encode(), "application/toml").run()
    page.button(key="use_own").click().run()
    assert not page.exception
    assert "is a shipped instrument, and this file changes" in texts(page)
