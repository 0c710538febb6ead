"""Each page in each state: nothing loaded, sample data, files with trouble, files that mean harm."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from measures.app import state
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.people.waves import ParticipantRules
from measures.report import words
from tests.app.conftest import (
    CHANGED,
    CHECK,
    REPORT,
    START,
    calm,
    csv_bytes,
    pair,
    said,
    wave_of_answers,
    work_of,
)

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
HOSTILE = ("**bold** <script>alert(1)</script> :red[x] $\\frac{1}{2}$ [a](http://b.example)", "=HYPERLINK(1) ~~x~~ `c`")


@pytest.mark.parametrize("page", [CHECK, CHANGED, REPORT])
def test_with_nothing_loaded_a_page_says_what_it_is_for_and_what_to_do(open_page, page):
    app = open_page(page)
    assert "It waits for your files." in said(app)
    assert not app.get("download_button")


def test_the_first_page_says_what_the_tool_is_in_one_screen(open_page):
    app = open_page(START)
    assert "how sure we are" in said(app)
    assert app.button(key="read").disabled
    assert not app.button(key="sample").disabled


def test_from_the_sample_to_the_headline_in_two_clicks(open_page, sample):
    app = open_page(START)
    app.button(key="sample").click()
    calm(app.run())
    assert "201 filled-in forms from 2 tables" in said(app)
    app.session_state[state.WORK], results = sample
    app.session_state[state.RESULTS] = (sample[0].digest, state.Worked(results))
    app.button(key="go_on").click()
    calm(app.run())
    headline = words.headline(results.value.scales, results.value.results)[0]
    assert headline.startswith("Loneliness fell by")
    assert "Loneliness fell by" in said(app)


def test_check_shows_every_file_its_platform_and_why_and_what_to_decide(open_page, sample):
    app = open_page(CHECK, sample[0])
    text = said(app)
    assert text.count("Microsoft Forms: ") == 2
    assert "We need you to decide" in text
    assert "'Sometimes not' is not one of the answers" in text
    assert "Three-item loneliness scale" in text


def test_an_answer_settled_on_the_page_is_no_longer_asked_about(open_page, sample):
    app = open_page(CHECK, sample[0])
    asked = next(box for box in app.selectbox if "Sometimes not" in box.label)
    asked.select("Some of the time")
    app.button(key="use_answers").click()
    calm(app.run())
    assert "Sometimes not" not in said(app)
    settled = app.session_state[state.WORK].study.answers
    assert settled["ucla3.how_often"] == {"Sometimes not": 2}


def test_the_times_of_asking_can_be_renamed_and_ordered(open_page):
    app = open_page(CHECK, work_of(pair()))
    order = next(field for field in app.text_input if "times of asking" in field.label)
    assert order.value == "before, after"
    order.input("start, end")
    app.button(key="use_waves").click()
    calm(app.run())
    assert app.session_state[state.WORK].study.waves.order == ("start", "end")
    boxes = [box for box in app.selectbox if box.label.endswith("csv")]
    boxes[0].select("start")
    boxes[1].select("end")
    app.button(key="use_waves").click()
    calm(app.run())
    assert [file.wave for file in app.session_state[state.WORK].study.files] == ["start", "end"]


def test_what_changed_gives_sentence_chart_table_and_workings_of_the_scale_asked_for(open_page, sample):
    current, results = sample
    app = open_page(CHANGED, current, results)
    facts = words.in_domain_order(results.value.scales)[0]
    assert facts.title == "Loneliness"
    assert words.change_sentence(facts, results.value.results) in said(app)
    assert words.NO_COMPARISON in said(app)
    assert app.get("vega_lite_chart")
    figures = app.table[0].value
    assert "Average change" in list(figures["Figure"])
    chosen = words.in_domain_order(results.value.scales)[4]
    app.selectbox(key="scale").select(f"{chosen.instrument}.{chosen.scale}")
    calm(app.run())
    assert words.change_sentence(chosen, results.value.results) in said(app)


def test_by_group_small_groups_are_named_and_hidden(open_page, sample):
    current, results = sample
    app = open_page(CHANGED, current, results)
    app.selectbox(key="group_by").select("home_area")
    calm(app.run())
    text = said(app)
    assert "Not shown, to protect the people in them: " in text
    assert words.NOT_TESTED in text
    shown = [line for line in text.splitlines() if line.startswith("Gloucester (")]
    assert len(shown) == 1


def test_the_scale_looked_at_stays_when_the_page_is_left_and_come_back_to(open_page, sample):
    current, results = sample
    app = open_page(CHANGED, current, results)
    app.selectbox(key="scale").select("ons4.satisfied")
    calm(app.run())
    calm(app.switch_page(CHECK).run())
    calm(app.switch_page(CHANGED).run())
    assert app.selectbox(key="scale").value == "ons4.satisfied"


def test_the_report_page_offers_what_can_be_handed_on_and_says_how_people_are_protected(open_page, sample):
    app = open_page(REPORT, *sample)
    labels = [button.label for button in app.get("download_button")]
    tables = ["the table (CSV)", "the table (Parquet)"]
    kinds = ["the Word page", "the Excel summary", "the web page", *tables, "the results (JSON)"]
    assert labels == [*(f"Download {kind}" for kind in kinds), "Save the study file"]
    assert "numbers of 1 to 4 people are hidden" in said(app)


def test_own_files_are_read_checked_and_worked_out(open_page):
    app = open_page(START)
    for upload in pair():
        app.file_uploader[0].upload(upload.name, upload.data, "text/csv")
    calm(app.run())
    app.button(key="read").click()
    calm(app.run())
    assert "66 filled-in forms from 2 tables" in said(app)
    app.button(key="go_on").click()
    calm(app.run())
    assert "loneliness" in said(app)
    assert "30 people" in said(app)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("empty.csv", b"", "empty.csv"),
        ("page.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "page.xls"),
        ("header.csv", b"Your code,Question\r\n", "header.csv"),
        ("cut.xlsx", b"PK\x03\x04broken", "cut.xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_calm_page_that_says_where_and_what_to_do(open_page, name, content, part):
    app = open_page(START)
    app.file_uploader[0].upload(name, content, "text/csv")
    calm(app.run())
    app.button(key="read").click()
    calm(app.run())
    assert part in said(app)
    assert not [button for button in app.button if button.key == "go_on" and "This stops us" in said(app)]


def test_a_study_file_alone_is_asked_for_its_exports(open_page):
    app = open_page(START)
    app.file_uploader[0].upload("study.toml", b'format = 1\n[[files]]\npath = "a.csv"\n', "application/toml")
    calm(app.run())
    app.button(key="read").click()
    calm(app.run())
    assert "There is no survey export among these files." in said(app)


def test_a_study_file_with_its_exports_brings_its_decisions(open_page):
    plan = b'format = 1\ntitle = "Ours"\n[[files]]\npath = "before.csv"\nwave = "before"\n[[files]]\npath = "after.csv"\nwave = "after"\n'
    app = open_page(START)
    app.file_uploader[0].upload("study.toml", plan, "application/toml")
    for upload in pair():
        app.file_uploader[0].upload(upload.name, upload.data, "text/csv")
    calm(app.run())
    app.button(key="read").click()
    calm(app.run())
    assert app.session_state[state.WORK].study.title == "Ours"
    assert len(app.session_state[state.WORK].study.files) == 2


def test_what_is_never_guessed_is_asked_for_in_place_of_results(open_page):
    unordered = [Upload("Gloucester.csv", wave_of_answers(12, 1)), Upload("Stroud.csv", wave_of_answers(12, 2))]
    app = open_page(CHANGED, work_of(unordered))
    assert "This stops us from going on" in said(app)
    assert not app.get("vega_lite_chart")


def test_files_that_do_not_say_when_they_were_asked_can_be_told_apart_on_the_page(open_page):
    unordered = [Upload("Gloucester.csv", wave_of_answers(12, 1)), Upload("Stroud.csv", wave_of_answers(12, 2))]
    app = open_page(CHECK, work_of(unordered))
    for name, wave in (("Gloucester", "before"), ("Stroud", "after")):
        next(box for box in app.selectbox if name in box.label).select(wave)
    app.button(key="use_waves").click()
    calm(app.run())
    calm(app.switch_page(CHANGED).run())
    assert "12 people answered before" in said(app)


def test_questions_nobody_knows_are_said_to_be_unknown(open_page):
    rows = csv_bytes([["Your code", "Favourite song?"], *([f"AB{n:02d}CD", "Jerusalem"] for n in range(10, 22))])
    app = open_page(CHECK, work_of([Upload("songs.csv", rows)]))
    assert "We recognised none of its questions." in said(app)


def test_text_that_means_harm_is_shown_as_it_is(open_page):
    uploads = pair(group=HOSTILE[1], groups=HOSTILE)
    current = work_of(uploads, groups={"area": {"column": HOSTILE[1]}}, title=HOSTILE[0])
    for page in (CHECK, CHANGED):
        app = open_page(page, current)
        for part in (*app.markdown, *app.header, *app.subheader, *app.title, *app.caption):
            assert "<script>" not in part.value
            assert ":red[" not in part.value
            assert "](" not in part.value
    app.selectbox(key="group_by").select("area")
    calm(app.run())
    assert any(HOSTILE[0] in part.value for part in app.text)
    for table in app.table:
        assert "<script>" not in table.value.to_csv()


def test_clearing_empties_everything_at_once(open_page, sample):
    app = open_page(CHANGED, *sample)
    app.button(key="clear").click()
    calm(app.run())
    assert not [key for key in (state.WORK, "results", "inspected", "scale") if key in app.session_state]
    assert "It waits for your files." in said(app)
    calm(app.switch_page(START).run())
    assert app.file_uploader[0].key == "files_1"


def test_an_instrument_of_ones_own_outlives_new_files_but_not_clearing(open_page):
    app = open_page(START)
    app.session_state[state.OWN] = {"ours.toml": load_library(shipped_instruments())["ucla3"]}
    app.button(key="sample").click()
    calm(app.run())
    assert state.OWN in app.session_state
    app.button(key="clear").click()
    calm(app.run())
    assert state.OWN not in app.session_state


def test_an_instrument_of_ones_own_shows_no_answer_worked_out_without_it(sample):
    def add_and_tell():
        import streamlit as st  # noqa: PLC0415  runs by itself, as a page does

        from measures.app import state  # noqa: PLC0415
        from measures.library import load_library, shipped_instruments  # noqa: PLC0415

        st.session_state[state.WORK] = st.session_state["given"]
        state.add_instrument("ours.toml", load_library(shipped_instruments())["ucla3"])
        st.text(state.work().digest)

    added = AppTest.from_function(add_and_tell, default_timeout=60)
    added.session_state["given"] = sample[0]
    calm(added.run())
    assert added.text[0].value != sample[0].digest


def test_a_changed_setting_never_shows_an_old_answer(open_page, sample):
    current, results = sample
    study = current.study.model_copy(update={"participant": ParticipantRules(none=True)})
    changed = state.Work(study, current.uploads, current.of_files)
    assert changed.digest != current.digest
    app = open_page(CHANGED, current, results)
    app.session_state[state.WORK] = changed
    calm(app.run())
    assert "cannot be linked from person to person" in said(app)
