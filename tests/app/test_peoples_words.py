"""What people wrote and near matches, in the app: shown, chosen, confirmed, and kept nowhere but in this visit."""

import pytest

from measures.app import state
from measures.exports.tables import Upload
from measures.people.confirmed import Match, read_matches
from measures.study import write_study
from tests.app.conftest import ANSWERS, CHANGED, CHECK, QUESTIONS, START, calm, csv_bytes, pair, said, work_of

VOICES = "measures/app/voices.py"
WORDS = (
    "I have two new friends and we meet for tea",
    "**Nothing** much <b>really</b>, but [thank you](http://b.example) all",
    "Ring me on 07700 900123 if you need a tenor",
    "It gets me out of the house on a Tuesday",
)


def export(step, people=24, codes=None, words=WORDS):
    header = ["Your code", "Year of birth", "Gender", *QUESTIONS, "What did you enjoy?"]
    codes = codes or [f"Q{chr(65 + n)}{chr(90 - n)}{n:02d}K" for n in range(people)]
    rows = [
        [code, 1950 + n, ("F", "M")[n % 2], *(ANSWERS[(n * (step + 1) + at) % 3] for at in range(3)), words[n % len(words)] if n < 12 else f"Answer number {n} in words"]
        for n, code in enumerate(codes)
    ]  # fmt: skip
    return csv_bytes([header, *rows])


def files():
    codes = [f"Q{chr(65 + n)}{chr(90 - n)}{n:02d}K" for n in range(24)]
    later = [*codes[:20], codes[20][:-1] + "X", codes[21][1] + codes[21][0] + codes[21][2:]]
    return [Upload("before.csv", export(0, codes=codes)), Upload("after.csv", export(1, codes=later))]


def clicked(app, key):
    app.button(key=key).click()
    return calm(app.run())


def test_with_nothing_loaded_it_says_what_it_is_for(open_page):
    assert "It waits for your files." in said(open_page(VOICES))


def test_where_nobody_wrote_freely_it_says_so(open_page):
    assert "no column in these files in which people wrote freely" in said(open_page(VOICES, work_of(pair())))


def test_words_are_shown_as_they_are_and_searched(open_page):
    app = open_page(VOICES, work_of(files()))
    shown = [element.value for element in app.text]
    assert set(WORDS) <= set(shown)
    assert not [part.value for part in app.markdown if "really" in part.value]
    app.text_input(key="voices_wanted").input("FRIENDS tea")
    calm(app.run())
    assert WORDS[0] in said(app)
    assert WORDS[3] not in said(app)
    app.text_input(key="voices_wanted").input("football")
    calm(app.run())
    assert "Nobody wrote these words." in said(app)


def test_ten_at_a_time_are_shown(open_page):
    app = open_page(VOICES, work_of(files()))
    before = len([button for button in app.button if button.label == "Choose these words"])
    clicked(app, "more")
    assert (before, len([b for b in app.button if b.label == "Choose these words"])) == (10, 20)


def test_words_are_kept_only_once_the_person_agreed(open_page):
    app = open_page(VOICES, work_of(files()))
    app.text_input(key="voices_wanted").input("tenor")
    clicked(calm(app.run()), "choose_0")
    assert "There seem to be phone numbers" in said(app).replace("\\", "")
    assert app.button(key="keep").disabled
    app.text_area(key="edited").input("Ring me if you need a tenor")
    app.checkbox(key="agreed").check()
    calm(app.run())
    assert "There seem to be" not in said(app)
    clicked(app, "keep")
    (kept,) = app.session_state[state.QUOTES]
    assert (kept.words, kept.question, kept.wave) == ("Ring me if you need a tenor", "What did you enjoy?", "before")
    calm(app.switch_page(CHECK).run())
    calm(app.switch_page(VOICES).run())
    assert kept.words in said(app)
    assert "tenor" not in write_study(app.session_state[state.WORK].study).decode()
    clicked(app, "drop_0")
    assert not app.session_state[state.QUOTES]


def test_chosen_words_are_gone_when_the_data_is_cleared_or_replaced(open_page):
    app = open_page(VOICES, work_of(files()))
    clicked(app, "choose_0")
    app.checkbox(key="agreed").check()
    clicked(calm(app.run()), "keep")
    assert app.session_state[state.QUOTES]
    clicked(app, "clear")
    assert state.QUOTES not in app.session_state
    assert WORDS[0] not in said(app)


def test_words_of_somebody_who_withdrew_are_not_shown(open_page):
    app = open_page(START)
    for upload in (*files(), Upload("withdrawn.csv", b"code\nQAZ00K\n")):
        app.file_uploader[0].upload(upload.name, upload.data, "text/csv")
    calm(app.run())
    clicked(app, "read")
    assert [file.path for file in app.session_state[state.WORK].study.files] == ["before.csv", "after.csv"]
    calm(app.switch_page(VOICES).run())
    app.text_input(key="voices_wanted").input("friends")
    calm(app.run())
    assert "4 answers with these words" in said(app)  # of people 4 and 8 at both times; person 0 withdrew


def test_near_matches_are_shown_with_what_speaks_for_them_and_used_once_confirmed(open_page):
    app = open_page(CHECK, work_of(files()))
    shown = [element.value for element in app.text]
    assert any(text.startswith("QUF20K (before; before.csv, row 22") for text in shown)
    assert any(text.startswith("QUF20X (after; after.csv, row 22") for text in shown)
    assert any("the same: Year of birth, Gender" in part.value.replace("\\", "") for part in app.markdown)
    boxes = [box for box in app.checkbox if box.label.endswith("is the same person")]
    assert len(boxes) == 2
    boxes[0].check()
    app.button(key="use_matches").click()
    calm(app.run())
    assert "1 match is confirmed and used." in said(app)
    current = app.session_state[state.WORK]
    assert current.study.participant.matches == "matches.csv"
    (kept,) = read_matches(current.uploads["matches.csv"].data, "matches.csv")
    assert kept in (Match("QUF20X", "QUF20K"), Match("VQE21K", "QVE21K"))
    assert "QUF20K" not in write_study(current.study).decode()
    calm(app.switch_page(CHANGED).run())
    flow = {(step.step, step.reason): step.n for step in app.session_state["results"][1].protected.value.flow}
    assert ("matched", "confirmed") in flow
    calm(app.switch_page(CHECK).run())
    clicked(app, "unmatch")
    assert app.session_state[state.WORK].study.participant.matches is None
    assert len([box for box in app.checkbox if box.label.endswith("is the same person")]) == 2


def test_matches_that_contradict_each_other_can_be_taken_back(open_page):
    both = b"code,participant\nQAZ00K,QBY01K\n"
    current = work_of(files())
    rules = current.study.participant.model_copy(update={"matches": "matches.csv"})
    study = current.study.model_copy(update={"participant": rules})
    uploads = {**current.uploads, "matches.csv": Upload("matches.csv", both)}
    app = open_page(CHECK, state.Work(study, uploads, "contradiction"))
    assert "makes two people who both answered in one wave the same person" in said(app)
    clicked(app, "unmatch")
    assert "makes two people" not in said(app)


@pytest.mark.parametrize("page", [CHECK, CHANGED])
def test_codes_and_words_are_on_no_other_page(open_page, page):
    text = said(open_page(page, work_of(files())))
    assert "friends" not in text
    assert page == CHECK or "QUF20" not in text
