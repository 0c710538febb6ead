"""The Ripples page: empty, with the sample, with a hostile and a faulty map, and cleared."""

from measures.app import state
from measures.app.ripple_state import Ripples
from measures.exports.tables import Upload
from tests.ripple_maps import workbook

RIPPLES = "measures/app/ripples.py"


def opened(open_page, *files):
    app = open_page(RIPPLES)
    app.session_state[state.RIPPLES] = Ripples(tuple(files))
    return app.run()


def texts(app):
    return " ".join(
        [*(one.value for one in app.text), *(one.value for one in app.markdown), *(one.value for one in app.subheader)]
    )


def test_without_a_map_the_page_says_how_to_begin(open_page):
    app = open_page(RIPPLES)
    assert not app.exception
    assert [button.label for button in app.download_button] == ["Download a blank map", "Download a blank diary"]


def test_the_sample_is_one_click_away_and_can_be_cleared(open_page):
    app = open_page(RIPPLES)
    next(button for button in app.button if button.label == "Try it with a sample map").click().run()
    assert not app.exception
    assert "12 impacts followed from 5 activities" in texts(app).replace("\\", "")
    assert "For Kumu (Excel)" in [button.label for button in app.download_button]
    next(button for button in app.button if button.label == "Clear my data").click().run()
    assert state.RIPPLES not in app.session_state
    assert "Try it with a sample map" in [button.label for button in app.button]


def test_a_map_that_cannot_be_used_is_told_whole_and_another_can_be_chosen(open_page):
    app = opened(open_page, Upload("map.csv", b"node_id,kind,title\nA,idea,Walks\n,impact,Talks\n"))
    assert not app.exception
    assert "'idea' is not known" in texts(app)
    assert "nothing in the column node" in texts(app)
    assert app.button(key="ripple_take")


def test_twins_are_merged_only_when_ticked(open_page):
    rows = [
        ["node_id", "kind", "title"],
        ["A", "activity", "Walks"],
        ["B", "impact", "Talks"],
        ["C", "impact", "talks!"],
    ]
    links = [["source", "target"], ["A", "B"], ["A", "C"]]
    app = opened(open_page, Upload("map.xlsx", workbook(nodes=rows, links=links)))
    assert "2 impacts followed" in texts(app)
    app.checkbox(key="merge_0").check()
    next(button for button in app.button if button.label == "Count these as I said").click().run()
    assert not app.exception
    assert "1 impact followed" in texts(app)


def test_hostile_words_show_as_they_are(open_page):
    title = "<img src=x onerror=alert(1)> [x](javascript:1) $x$"
    rows = [
        ["node_id", "kind", "title", "date_start"],
        ["A", "activity", title, "2021"],
        ["B", "impact", title, "2022"],
    ]
    app = opened(open_page, Upload("map.xlsx", workbook(nodes=rows, links=[["source", "target"], ["A", "B"]])))
    assert not app.exception
    assert not any("](javascript" in one.value for one in app.markdown)
