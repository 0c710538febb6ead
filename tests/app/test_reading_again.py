"""The Check page where the reading was not certain: try another way, bring rows back, see how answers were read."""

import openpyxl
import pytest

from measures.app import state
from measures.exports.files import read_tables
from measures.exports.tables import Upload
from measures.study import write_study
from tests.app.conftest import (
    ANSWERS,
    CHANGED,
    CHECK,
    QUESTIONS,
    START,
    calm,
    csv_bytes,
    pair,
    said,
    wave_of_answers,
    work_of,
)

DICTIONARY = csv_bytes([
    ["Variable / Field Name", "Form Name", "Field Type", "Field Label", "Choices, Calculations, OR Slider Labels"],
    ["lonely1", "one", "radio", QUESTIONS[0], "1, Hardly ever or never | 2, Some of the time | 3, Often"],
])  # fmt: skip


def mac():
    text = wave_of_answers(12, 1, group="Café", groups=("Église", "Nord")).decode()
    return Upload("before.csv", text.encode("mac_roman"))


def box(app, label):
    return next(one for one in app.selectbox if one.label == label)


def reread(app):
    next(one for one in app.button if one.label == "Read it this way").click()
    return calm(app.run())


def opened(open_page, *uploads):
    """The page as it is after the Start page took the files in."""
    app = open_page(START)
    for upload in uploads:
        app.file_uploader[0].upload(upload.name, upload.data, "text/csv")
    calm(app.run())
    app.button(key="read").click()
    return calm(app.run())


def study_of(app):
    return app.session_state[state.WORK].study


def test_certain_files_are_asked_nothing(open_page):
    app = open_page(CHECK, work_of(pair()))
    (part,) = [part for part in app.expander if part.label.startswith("How we read the files")]
    assert not part.proto.expanded
    assert not app.code
    assert "We could not be certain" not in said(app)


def test_the_tool_that_made_a_file_can_always_be_said_and_taken_back(open_page):
    rows = wave_of_answers(12, 1).decode().splitlines()
    stamped = "\n".join(f"{'Timestamp' if k == 0 else '2026-01-05 10:00:00'},{row}" for k, row in enumerate(rows))
    app = opened(open_page, Upload("before.csv", stamped.encode()))
    assert "We took it for a file of this kind: Google Forms." in said(app)
    box(app, "It was made with").select("No survey tool: made by hand")
    reread(calm(app.run()))
    assert study_of(app).files[0].platform == "none"
    assert "We took it for a file of this kind: CSV." in said(app)
    box(app, "It was made with").select("Find it out")
    reread(calm(app.run()))
    assert study_of(app).files[0].platform is None
    assert "We took it for a file of this kind: Google Forms." in said(app)


def test_each_file_is_read_once_on_the_way_from_start_to_what_changed(open_page, monkeypatch):
    read = []
    monkeypatch.setattr(
        state,
        "read_tables",
        lambda upload, *rest, **more: read.append(upload.name) or read_tables(upload, *rest, **more),
    )
    app = opened(open_page, *pair())
    assert "Check what we found" in said(app)
    calm(app.switch_page(CHANGED).run())
    assert read == ["before.csv", "after.csv"]


def test_an_encoding_can_be_tried_and_kept_and_taken_back(open_page):
    app = opened(open_page, mac())
    assert "choose another way to read it under 'How we read the files'" in said(app)
    assert "Café" in app.code[0].value
    assert "Ég" in app.code[0].value
    assert "QX" not in app.code[0].value
    box(app, "Letters are written as").select("Windows (Western Europe)")
    calm(app.run())
    assert "As it would read so, parted by comma:" in said(app)
    assert "CafŽ" in app.code[0].value
    reread(app)
    assert study_of(app).files[0].encoding == "cp1252"
    assert b'encoding = "cp1252"' in write_study(study_of(app))
    box(app, "Letters are written as").select("Mac (old Excel)")
    calm(app.run())
    reread(app)
    assert study_of(app).files[0].encoding == "mac_roman"
    assert "As it would read so" not in said(app)


def test_an_encoding_that_does_not_fit_is_said_and_cannot_be_kept(open_page):
    app = opened(open_page, mac())
    box(app, "Letters are written as").select("UTF-8")
    calm(app.run())
    assert "not written in utf-8" in said(app)
    assert next(one for one in app.button if one.label == "Read it this way").disabled


def test_two_separators_that_fit_are_asked_about_and_codes_are_found_after_reading_again(open_page):
    """Every row holds as many commas and semicolons: the file alone does not tell.

    What was filled in while it read as other columns must not outlive that reading.
    """
    header = "Your code;Area, now;" + ";".join(QUESTIONS)
    rows = [f"QX{n:02d}TZ;Glos, UK;{ANSWERS[n % 3]};{ANSWERS[n % 3]};{ANSWERS[(n + 1) % 3]}" for n in range(12)]
    app = opened(open_page, Upload("before.csv", "\n".join([header, *rows]).encode()))
    assert box(app, "Columns are parted by").value == "Find it out"
    assert study_of(app).participant.column == "Your code"
    box(app, "Columns are parted by").select("Comma")
    calm(app.run())
    assert len(app.code[0].value.splitlines()) == 1  # parted so, no column is known: names only
    reread(app)
    assert study_of(app).participant.column == "Your code;Area"
    box(app, "Columns are parted by").select("Semicolon")
    calm(app.run())
    reread(app)
    assert study_of(app).files[0].separator == ";"
    assert study_of(app).participant.column == "Your code"


def test_a_header_that_was_searched_for_can_be_said(open_page):
    rows = wave_of_answers(12, 1).decode()
    titled = ("Our survey,,,,\nGloucester 2026,,,,\n" + rows).encode()
    app = opened(open_page, Upload("before.csv", titled))
    chooser = box(app, "The column names stand in")
    assert chooser.value == "Find it out"
    chooser.select("Row 3")
    calm(app.run())
    assert f"Column names as they would be: Your code; Area; {QUESTIONS[0][:39]}" in said(app)
    reread(app)
    assert study_of(app).files[0].header_rows == (3,)
    box(app, "The column names stand in").select("Row 5")
    calm(app.run())
    assert "Column names as they would be: …; …; Some of the time" in said(app), "no code is shown"
    box(app, "The column names stand in").select("Row 2")
    calm(app.run())
    reread(app)
    assert study_of(app).files[0].header_rows == (2,)
    assert box(app, "The column names stand in").value == "Row 2"


def test_a_file_that_cannot_be_read_so_can_be_read_otherwise(open_page):
    app = open_page(CHECK, work_of([mac()]))
    current = app.session_state[state.WORK]
    wrong = current.study.model_copy(
        update={"files": (current.study.files[0].model_copy(update={"encoding": "utf-8"}),)}
    )
    app.session_state[state.WORK] = state.Work(wrong, current.uploads, "wrong")
    calm(app.run())
    assert "This stops us from going on" in said(app)
    box(app, "Letters are written as").select("Mac (old Excel)")
    calm(app.run())
    reread(app)
    assert "This stops us from going on" not in said(app)


def test_one_of_several_sheets_can_be_chosen(open_page, tmp_path):
    book = openpyxl.Workbook()
    for title, step in (("Spring", 1), ("Old copy", 2)):
        sheet = book.active if title == "Spring" else book.create_sheet(title)
        sheet.title = title
        for line in wave_of_answers(12, step).decode().splitlines():
            sheet.append(line.split(","))
    book.save(tmp_path / "both.xlsx")
    app = opened(open_page, Upload("both.xlsx", (tmp_path / "both.xlsx").read_bytes()))
    chooser = box(app, "The answers are on the sheet")
    assert chooser.options == ["Every sheet that holds answers", "Spring", "Old copy"]
    chooser.select("Spring")
    calm(app.run())
    reread(app)
    assert study_of(app).files[0].sheet == "Spring"
    assert "12 filled-in forms from 1 table" in said(app)


@pytest.mark.parametrize("finished", [6, 0])
def test_rows_set_aside_are_brought_back_with_a_tick(open_page, finished):
    header = ["id", "submitdate", "lastpage", "Your code", *QUESTIONS]
    rows = [
        [
            n,
            "2026-01-02 10:00:00" if n < finished else "",
            3,
            f"QX{n:02d}TZ",
            *(ANSWERS[(n + at) % 3] for at in range(3)),
        ]
        for n in range(12)
    ]
    app = opened(open_page, Upload("lime.csv", csv_bytes([header, *rows])))
    assert "tick them under 'Rows we set aside'" in said(app) or not finished
    (tick,) = [one for one in app.checkbox if one.label.startswith("Not finished")]
    assert not tick.value
    tick.check()
    app.button(key="use_rows").click()
    calm(app.run())
    assert study_of(app).rows.keep == ("partial",)
    assert "12 filled-in forms" in said(app)
    (tick,) = [one for one in app.checkbox if one.label.startswith("Not finished")]
    assert tick.value
    tick.uncheck()
    app.button(key="use_rows").click()
    calm(app.run())
    assert study_of(app).rows.keep == ()


def test_answers_are_shown_beside_what_they_were_read_as(open_page, sample):
    app = open_page(CHECK, sample[0])
    chooser = box(app, "Show the answers to")
    assert chooser.value is None
    chooser.select(next(one for one in chooser.options if "left out" in one))
    calm(app.run())
    shown = app.table[0].value
    assert list(shown.columns) == ["Answer", "Read as", "Code", "How many"]
    assert {"Hardly ever or never", "Some of the time", "Often"} <= set(shown["Read as"])
    counts = list(shown["How many"])
    assert all(count in ("fewer than 5", "5 or more") or int(count) >= 5 for count in counts)


def test_a_codebook_says_what_it_is_and_is_offered_no_time_of_asking(open_page):
    export = csv_bytes([["record_id", "lonely1"], *([n, n % 3 + 1] for n in range(1, 13))])
    app = opened(open_page, Upload("dictionary.csv", DICTIONARY), Upload("data.csv", export))
    text = said(app)
    assert "it names the questions of other files and holds no answers" in text
    assert not [one for one in app.selectbox if "dictionary" in one.label]
    assert [one for one in app.selectbox if one.label.startswith("data")]
    assert "from 1 table" in text


def test_nothing_is_shown_of_progress_once_files_are_read(open_page):
    app = opened(open_page, *pair())
    assert not app.status
    calm(app.run())
    assert not app.status


def test_the_check_page_tells_of_waves_that_changed_places_and_of_people_who_share_a_code(open_page):
    def wave(date, born):
        rows = [line.split(",") for line in wave_of_answers(12, 1).decode().splitlines()]
        more = [["Date", "Year of birth"], *([date, born if k == 3 else "1950"] for k in range(1, len(rows)))]
        return csv_bytes([[*row, *extra] for row, extra in zip(rows, more, strict=True)])

    uploads = [Upload("before.csv", wave("2026-06-20", "1950")), Upload("after.csv", wave("2026-01-10", "1962"))]
    app = open_page(CHECK, work_of(uploads))
    text = said(app)
    assert "most answers of 'after' were given before those of 'before'" in text.replace("\\", "")
    assert "1 person gives more than one year of birth under one code" in text
    assert "QX" not in text.split("What we found")[0]
