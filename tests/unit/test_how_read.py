"""How a file was read where that was not certain: what may be chosen anew, and what is shown of the file."""

import pytest

from measures.app.how_read import (
    FIND_OUT,
    doubts,
    fitting_separators,
    glimpse,
    header_choices,
    named,
    set_aside,
    with_kept,
    with_reading,
)
from measures.errors import FileError
from measures.exports.rows import KEEP_WORDS
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.study import Rows, Study, StudyFile

LIBRARY = load_library(shipped_instruments())
HEADER = "Your code,Email,Café,How often do you feel left out?,What did you enjoy?"
ROWS = (
    "QA01ZX,zoe@b.example,Église,Often,Plain words here",
    "QA02ZX,bob@b.example,North,Often,We said “hello” on Fridays",
    "QA03ZX,ann@b.example,South,Some of the time,It’s the déjà vu of it all",
)


def text(encoding, rows=ROWS, header=HEADER):
    return "\n".join([header, *rows]).encode(encoding)


def looked_at(data, name="before.csv", **said):
    study = Study(files=(StudyFile(path=name, **said),))
    uploads = {name: Upload(name, data)}
    return doubts(inspect_study(study, uploads, LIBRARY), study, uploads), uploads


@pytest.mark.parametrize(("encoding", "asked"), [("utf-8", False), ("cp1252", True), ("mac_roman", True)])
def test_only_an_encoding_that_was_guessed_is_asked_about(encoding, asked):
    found, _ = looked_at(text(encoding))
    assert [doubt.certain for doubt in found] == [not asked]
    assert (found[0].text, found[0].header, found[0].sheets) == (asked, False, ())


def test_what_was_chosen_stays_on_offer():
    assert looked_at(text("utf-8"))[0][0].certain
    assert looked_at(text("cp1252"), encoding="cp1252")[0][0].text
    assert looked_at(text("utf-8"), header_rows=(1,))[0][0].header
    assert looked_at(text("utf-8"), encoding="utf-16")[0][0].text  # which does not fit, and can be taken back


def test_three_lines_show_the_letters_that_tell_encodings_apart_and_nothing_of_who_or_what_people_wrote():
    (doubt,), uploads = looked_at(text("mac_roman"))
    upload = uploads["before.csv"]
    lines = glimpse(upload, "mac_roman", None, doubt.hidden).lines
    assert lines[0].startswith("Your code , Email , Café")
    assert len(lines) == 3
    assert "Ég" in lines[1]
    everything = "\n".join(lines)
    for private in ("QA0", "zoe", "example", "hello", "Fridays", "Plain", "words", "Église"):
        assert private not in everything
    garbled = glimpse(upload, "cp1252", None, doubt.hidden).lines
    assert "Café" not in garbled[0]
    assert "CafŽ" in garbled[0]  # é is 8E on a Mac, which Windows reads as Ž


def test_cells_not_shown_side_by_side_close_up_so_that_a_late_letter_is_still_seen():
    wide = ",".join([*(f"h{n}" for n in range(60)), "é"]) + "\n" + ",".join([*["secret"] * 60, "née"]) + "\n"
    hidden = dict.fromkeys(range(60), "nothing")
    assert glimpse(Upload("a.csv", wide.encode()), None, None, hidden).lines[1] == "… , née"


def test_without_known_columns_only_their_names_are_shown():
    assert glimpse(Upload("a.csv", text("utf-8")), None, None, None).lines == (
        "Your code , Email , Café , How often do you feel left out? , What did you enjoy?",
    )


def test_an_encoding_that_does_not_fit_is_refused_in_words():
    with pytest.raises(FileError, match="not written in utf-8"):
        glimpse(Upload("a.csv", text("cp1252")), "utf-8", None, None)


def test_a_header_that_holds_an_address_does_not_show_it():
    assert "x@y.example" not in glimpse(Upload("a.csv", b"x@y.example,b\n1,2\n"), None, None, None).lines[0]


@pytest.mark.parametrize(
    ("rows", "fit"),
    [
        ("a,b\n1,2\n3,4\n", (",",)),
        ("a;b\n1,5;2\n3,5;4\n", (";",)),  # decimal commas: the names hold none
        ("a,b;c\n1,2;3\n4,5;6\n", (",", ";")),
        ("a\n1\n2\n", ()),
        ("sep=;\na,b;c\n1,2;3\n", ()),  # Excel's own line says it
    ],
)
def test_a_separator_is_uncertain_where_two_part_the_records_evenly(rows, fit):
    assert fitting_separators(rows.encode()) == fit


def test_a_table_of_one_column_asks_for_its_separator():
    (doubt,), _ = looked_at(b"Question^Other\n1^2\n2^3\n3^4\n")
    assert doubt.text


def test_names_keep_what_a_study_file_states_otherwise():
    assert named({"utf-8": "UTF-8"}, None) == {FIND_OUT: None, "UTF-8": "utf-8"}
    assert named({"utf-8": "UTF-8"}, "cp866")["cp866"] == "cp866"


@pytest.mark.parametrize("stated", [None, 2, (1,), (3, 4), (4, 5, 6)])
def test_every_stated_header_is_among_the_choices(stated):
    assert stated in header_choices(stated).values()


def test_a_choice_goes_to_its_own_file_and_leaves_the_others():
    study = Study(files=(StudyFile(path="a.csv"), StudyFile(path="b.csv")))
    changed = with_reading(study, "b.csv", encoding="mac_roman", separator=";")
    assert changed.files[0] == study.files[0]
    assert (changed.files[1].encoding, changed.files[1].separator) == ("mac_roman", ";")


LIME = 'id,"submitdate","lastpage","Your code","How often do you feel left out?"\n'


def lime(*dates):
    rows = "".join(f'{k},"{date}","3","QA{k:02d}ZX","Often"\n' for k, date in enumerate(dates, start=1))
    return (LIME + rows).encode()


def inspected(data, **said):
    study = Study(files=(StudyFile(path="lime.csv"),), **said)
    return inspect_study(study, {"lime.csv": Upload("lime.csv", data)}, LIBRARY)


def test_rows_set_aside_are_offered_with_how_many_and_come_back_once_kept():
    data = lime("2026-01-02 10:00:00", "", "2026-01-03 10:00:00", "")
    found = inspected(data)
    assert found.findings[0].table.map.table.platform == "LimeSurvey"
    assert set_aside(found) == {"partial": ("lime.csv: 2 not finished",)}
    kept = inspected(data, rows=Rows(keep=("partial",)))
    assert set_aside(kept) == {}
    assert kept.findings[0].table.map.table.rows == 4


def test_rows_are_offered_even_where_none_is_left():
    found = inspected(lime("", ""))
    assert found.faults
    assert set_aside(found) == {"partial": ("lime.csv: not finished",)}


def test_ticks_say_what_is_kept_and_nothing_of_kinds_not_offered():
    study = Study(rows=Rows(keep=("no_consent", "spam")))
    assert with_kept(study, ("partial", "spam"), ("partial",)).rows.keep == ("partial", "no_consent")
    assert set(with_kept(study, KEEP_WORDS, ()).rows.keep) == set()
