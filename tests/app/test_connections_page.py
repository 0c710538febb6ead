"""The Connections page: empty, with the sample, with faulty and hostile files, and cleared."""

from measures.app import connection_state
from measures.app.connection_state import Connections
from measures.exports.tables import Upload

PAGE = "measures/app/connections.py"


def opened(open_page, *files):
    app = open_page(PAGE)
    app.session_state[connection_state.KEY] = Connections(tuple(files))
    return app.run()


def texts(app):
    parts = [*app.text, *app.markdown, *app.subheader, *app.header, *app.caption]
    return " ".join(str(part.value) for part in parts)


def test_without_files_the_page_says_what_they_hold(open_page):
    app = open_page(PAGE)
    assert not app.exception
    assert "Try it with sample data" in [button.label for button in app.button]


def test_the_sample_is_one_click_away_and_can_be_cleared(open_page):
    app = open_page(PAGE)
    app.button(key="connections_sample").click().run(timeout=60)
    assert not app.exception
    said = texts(app)
    assert "Between organisations" in said
    assert "22 organisations had" in said
    assert "times as many at 2026" in said
    assert "does not say what made them grow" in said
    app.button(key="connections_other").click().run()
    assert connection_state.KEY not in app.session_state


def test_faults_are_told_and_something_else_can_be_chosen(open_page):
    app = opened(open_page, Upload("a.csv", b"source,target,wave\nA,B,pilot\nB,C,spring\n"))
    assert not app.exception
    assert "Which comes first" in texts(app)
    assert "Choose other files" in [button.label for button in app.button]


def test_names_in_files_are_shown_as_they_are(open_page):
    app = opened(open_page, Upload("t.csv", b"source,target\n<b>A</b>,[x](http://y)\n[x](http://y),*C*\n"))
    assert not app.exception
    assert "<b>A</b>" not in " ".join(str(part.value) for part in app.markdown)


def test_small_counts_of_people_are_hidden(open_page):
    app = opened(open_page, Upload("m.csv", b"locality,date,members\nA,2020,3\nA,2021,90\nB,2020,80\nB,2021,120\n"))
    assert not app.exception
    assert "hidden to protect people" in texts(app)
