"""A study and its files, read together: what only shows when several files are seen at once."""

import pytest

from measures.equity.groups import GroupRule
from measures.errors import InputError
from measures.exports.tables import Upload
from measures.instrument import Instrument
from measures.library import load_library, read_instrument, shipped_instruments
from measures.people.waves import NO_WAVE, WaveRules
from measures.reading import read, telling_words
from measures.study import InstrumentRules, Study, StudyFile

LEFT_OUT = "How often do you feel left out?"


@pytest.fixture(scope="module")
def library():
    return load_library(shipped_instruments())


def reading(library, texts, *, more=(), **study):
    uploads = {name: Upload(name, text.encode()) for name, text in texts.items()}
    return read(Study(files=tuple(StudyFile(path=name) for name in (*texts, *more)), **study), uploads, library)


def codes(found):
    return [issue.code for issue in found.issues]


PAIR = {
    "Survey before(1-2).csv": f"Your code,Gender,{LEFT_OUT}\nA1,Woman,Often\nB2,Man,Often\n",
    "Survey after(1-2).csv": f"Your code,{LEFT_OUT}\nA1,Often\nB2,Some of the time\n",
}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Survey before(1-12).xlsx", "Survey after(1-9).xlsx"], ["before", "after"]),
        (["t1.csv", "t2.csv"], ["t1", "t2"]),
        (["Know Your Patch 2025.csv", "Know Your Patch 2026.csv"], ["", ""]),
        (["pre_2026-01-05.csv", "post_2026-04-02.csv"], ["pre", "post"]),
    ],
)
def test_file_names_are_told_apart_by_their_words(names, words):
    assert telling_words(names) == words


def test_waves_are_taken_from_file_names_openly(library):
    found = reading(library, PAIR)
    assert [table.wave for table in found.maps] == ["before", "after"]
    assert codes(found).count("wave_by_file_name") == 2


def test_files_of_several_projects_share_the_words_of_their_waves(library):
    """Never a wave for each project: `stroud before` and `dursley before` are one time of asking."""
    before, after = PAIR.values()
    files = {"stroud_before.csv": before, "dursley_before.csv": before, "stroud_after.csv": after}
    found = reading(library, {**files, "dursley_after.csv": after})
    assert [table.wave for table in found.maps] == ["before", "before", "after", "after"]


def test_a_file_of_codes_without_questions_tells_of_people_alone(library):
    found = reading(library, {**PAIR, "people.csv": "Your code,Age\nA1,34\nB2,61\n"})
    assert [table.wave for table in found.maps] == ["before", "after", NO_WAVE]
    assert codes(found).count("about_people") == 1
    unknown = reading(library, {**PAIR, "midpoint.csv": "Your code,How was it?\nA1,fine\nB2,good\n"})
    assert NO_WAVE not in [table.wave for table in unknown.maps]  # its name is a wave's: its questions are not known


def test_names_that_state_no_order_give_no_wave(library):
    files = {"gloucester.csv": PAIR["Survey before(1-2).csv"], "stroud.csv": PAIR["Survey after(1-2).csv"]}
    assert [table.wave for table in reading(library, files).maps] == ["", ""]


def test_a_group_column_that_one_file_holds_is_not_missed_in_the_other(library):
    found = reading(library, PAIR, groups={"gender": GroupRule(column="Gender")})
    assert "header_absent" not in codes(found)


def test_a_group_column_that_no_file_holds_is_named_once(library):
    found = reading(library, PAIR, groups={"area": GroupRule(column="Home area")})
    assert [issue.message for issue in found.issues if issue.code == "header_absent"] == [
        "No file has the column 'Home area', which the study names."
    ]


def test_the_faults_of_all_files_are_told_at_once(library):
    with pytest.raises(InputError) as caught:
        reading(library, {"a.csv": "", "b.csv": "x,y\n"}, more=("gone.csv",))
    assert [(issue.where, issue.code) for issue in caught.value.issues] == [
        ("a.csv", "empty"), ("b.csv", "no_answers"), ("gone.csv", "file_missing"),
    ]  # fmt: skip


def test_a_study_without_files_says_so(library):
    with pytest.raises(InputError, match="No file is named"):
        reading(library, {})


def test_another_version_of_an_instrument_is_refused(library):
    with pytest.raises(InputError, match="made with version 0"):
        reading(library, PAIR, instruments=InstrumentRules(versions={"ucla3": "0"}))


TWO_SETS = """
format = 1
id = "trust"
version = "1"
title = "Trust"
domains = ["social_connection"]
[source]
citation = "Invented for this test"
licence = "project"
wording = "project"
[responses.three]
options = [ { code = 1, label = "No" }, { code = 2, label = "More or less" }, { code = 3, label = "Yes" } ]
[responses.five]
in_place_of = "three"
options = [ { code = 1, label = "No!", as = 1 }, { code = 2, label = "No", as = 1 },
            { code = 3, label = "More or less", as = 2 }, { code = 4, label = "Yes", as = 3 },
            { code = 5, label = "Yes!", as = 3 } ]
[[items]]
id = "rely"
topic = "Rely"
text = "I can rely on people here"
responses = "three"
[[scales]]
id = "total"
title = "Trust"
domain = "social_connection"
items = ["rely"]
method = "single"
range = [1, 3]
higher_is = "better"
[[examples]]
why = "the answer is the score"
answers = { rely = "Yes" }
scores = { total = 3 }
"""


@pytest.fixture(scope="module")
def trust() -> Instrument:
    return read_instrument(TWO_SETS.encode(), "trust.toml")


def test_waves_asked_with_different_sets_of_labels_are_not_compared(trust):
    files = {
        "before.csv": "Your code,I can rely on people here\nA1,Yes\nB2,No\nC3,More or less\n",
        "after.csv": "Your code,I can rely on people here\nA1,Yes!\nB2,No!\nC3,No\n",
    }
    found = reading({"trust": trust}, files)
    assert "sets_differ" in codes(found)
    assert all("trust.rely" not in table.frame.columns for table in found.coded)
    settled = reading({"trust": trust}, files, answers={"trust.three": {"Yes!": 3, "No!": 1}})
    assert all("trust.rely" in table.frame.columns for table in settled.coded)


def test_two_sheets_named_by_their_wave(library, tmp_path):
    import openpyxl  # noqa: PLC0415 - only this test writes a workbook

    book = openpyxl.Workbook()
    for name, sheet in (("Before", book.active), ("After", book.create_sheet())):
        sheet.title = name
        for row in (["Your code", LEFT_OUT], ["A1", "Often"], ["B2", "Often"]):
            sheet.append(row)
    book.save(tmp_path / "both.xlsx")
    upload = Upload("both.xlsx", (tmp_path / "both.xlsx").read_bytes())
    found = read(Study(files=(StudyFile(path="both.xlsx"),)), {"both.xlsx": upload}, library)
    assert [table.wave for table in found.maps] == ["Before", "After"]
    stated = Study(files=(StudyFile(path="both.xlsx"),), waves=WaveRules(order=("before", "after")))
    assert [table.wave for table in read(stated, {"both.xlsx": upload}, library).maps] == ["before", "after"]
