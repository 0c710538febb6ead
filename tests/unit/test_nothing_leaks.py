"""Nobody's code, name, address or words leave: markers planted in every field are looked for in everything written.

`SECRET` stands in every personal or free-text cell, `STRANGE` in answers to closed questions that no list knows. The
second may be said to the person at the screen, who has to settle it, and nowhere else.
"""

import csv
import io
import json
import zipfile

import pandas as pd
import pytest

from measures.cli import main
from measures.disclosure import POLICIES, protect
from measures.errors import InputError
from measures.evaluate import evaluate_study, people_of
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.people.near import near_matches
from measures.reading import read
from measures.report.results_json import results_json
from measures.report.workbook import summary_workbook
from measures.score_table import score_table
from measures.study import Study, StudyFile, read_study, write_study
from tests.export_files import package, rows_xml, sheet_xml

# each has a figure that no pseudonym can hold (A to Z and 2 to 7), so that chance never plants one
SECRET, STRANGE = "q8z9", "wkx9"
TELLING = (SECRET, "0770090", "07700 90", "9434765", "943 476", "/04/1951", "9qz", "192.0.2.", "51.8642")
QUESTIONS = (
    "How often do you feel that you lack companionship?",
    "How often do you feel left out?",
    "How often do you feel isolated from others?",
)
ANSWERS = ("Hardly ever or never", "Some of the time", "Often")
HEADER = (
    "Start time", "Completion time", "Email", "Name", "Your code", "Mobile number", "Date of birth", "Home postcode",
    "NHS number", "IP address", "Location", "Gender", "Singing group", "Overall, how have things changed?",
    "What did you enjoy most?", "Anything else?", *QUESTIONS,
)  # fmt: skip
PEOPLE = 40
STUDY = """
format = 1
title = "Sing Out"
[[files]]
path = "before.csv"
wave = "before"
[[files]]
path = "after.csv"
wave = "after"
[[files]]
path = "register.csv"
wave = "none"
[waves]
order = ["before", "after"]
date = "Completion time"
[participant]
column = "Your code"
matches = "matches.csv"
withdrawn = "withdrawn.csv"
[columns]
"What did you enjoy most?" = "quote"
[answers]
"ucla3.how_often" = { "Wkx9settled" = 2 }
[missing]
"ucla3.how_often" = ["Wkx9left"]
[groups]
gender = { column = "Gender" }
[analysis]
cluster = "Singing group"
bootstrap = 50
global_rating = { column = "Overall, how have things changed?", better = ["Better"] }
"""


def code(number):
    """A participant's code; codes are random letters, so that near ones are looked for."""
    return f"Q8Z9{chr(65 + number * 7 % 26)}{chr(65 + number * 11 % 26)}{number:02d}{chr(65 + number * 3 % 26)}"


def person(number, step):
    """One answered form: every cell that is somebody's own carries a marker."""
    told = (
        f"My neighbour Q8z9joan{number} drives me, call 07700 90{number:04d}",
        f"Q8z9words {number}\nand more Q8z9words",
    )
    about = (
        f"{1 + number % 28:02d}/03/2026 10:01", f"{1 + number % 28:02d}/{3 + 3 * step:02d}/2026 10:07",
        f"q8z9{number}@example.org", f"Q8z9name Person{number}", code(number), f"07700 90{number:04d}",
        f"{1 + number % 28:02d}/04/1951", f"GL{1 + number % 9} 9QZ", "9434765919", f"192.0.2.{number}",
        f"51.8642{number:02d}, -2.2382{number:02d}", ("Woman", "Man")[number % 2], f"Q8z9group {number % 7}",
        ("Better", "The same", "Q8z9rating")[number % 3],
    )  # fmt: skip
    answers = [ANSWERS[(number * (step + 1) + at) % 3] for at in range(3)]
    return [*about, *told, *answers]


def forms(step):
    """A wave of forms, untidy as people are: blank, repeated, mistyped, strange and missing answers."""
    rows = [person(number, step) for number in range(PEOPLE)]
    at = HEADER.index("Your code")
    rows[1][at] = rows[1][at].lower() + " " if step else rows[1][at]
    rows[2][at] = rows[2][at][:-1] + "7" if step else rows[2][at]
    rows[3][at] = rows[3][at].replace("Q8Z9", "8QZ9") if step else rows[3][at]
    rows[4][at] = ""
    rows.append(person(5, step))
    rows[6][-1], rows[7][-1], rows[8][-1], rows[9][-1] = "Wkx9label", "Wkx9settled", "Wkx9left", "Oftenn Wkx9"
    rows[10][-2] = "Often, since my husband Q8z9peter died and I do not see anybody but my daughter any more"
    rows[11][-2] = "ask q8z911@example.org"
    rows[12][-2] = "3 - Hardly ever or never Wkx9"
    return [list(HEADER), *rows]


def as_csv(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def as_workbook(rows):
    return package({"Q8z9sheet": sheet_xml(rows_xml(rows))})


def files():
    register = [["Your code", "Gender", "Home postcode", "Key worker"]]
    register += [
        [code(number), ("Woman", "Man")[number % 2], "GL1 9QZ", f"Q8z9worker {number}"] for number in range(PEOPLE)
    ]
    return {
        "before.csv": as_csv(forms(0)),
        "after.csv": as_csv(forms(1)),
        "register.csv": as_csv(register),
        "matches.csv": as_csv([["code", "participant"], [forms(1)[3][4], code(2)], ["Q8Z9NOBODY", code(9)]]),
        "withdrawn.csv": as_csv([["code"], [code(13)], ["Q8Z9UNKNOWN"]]),
        "study.toml": STUDY.encode(),
    }


@pytest.fixture
def folder(tmp_path):
    for name, content in files().items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.fixture(scope="module")
def library():
    return load_library(shipped_instruments())


@pytest.fixture(autouse=True)
def _library_once(monkeypatch, library):
    """Commands read the library anew each time; here it is read once."""
    monkeypatch.setattr("measures.commands.load_library", lambda *_: library)


@pytest.fixture(scope="module")
def evaluation(study, library):
    return evaluate_study(study[0], study[1], library)


@pytest.fixture(scope="module")
def study():
    return read_study(STUDY.encode()), {name: Upload(name, content) for name, content in files().items()}


def assert_silent(text, *more):
    """Nothing of anybody's stands in a text, whatever the case of its letters."""
    small = text.casefold()
    for mark in (*TELLING, *more):
        at = small.find(mark)
        assert at < 0, f"'{mark}' in: {text[max(0, at - 80) : at + 40]!r}"


def inside(book):
    """All parts of a workbook as text."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return "\n".join(name + parts.read(name).decode("utf-8", "replace") for name in parts.namelist())


def test_the_planted_data_is_read_and_the_markers_are_there(study, library):
    reading = read(study[0], study[1], library)
    responses = people_of(reading, study[1])
    assert responses.stages["exact"] > 30
    assert {"normalised", "confirmed"} <= set(responses.stages)
    found = {issue.code for issue in (*reading.issues, *responses.issues)}
    assert {"unknown_label", "unknown_labels", "near_matches", "blank_codes", "repeat_answers", "withdrawn",
            "unknown_match", "withdrawn_not_found", "personal_data", "personal_in_quotes"} <= found  # fmt: skip
    with pytest.raises(AssertionError):
        assert_silent(str(responses.answers.to_native()))


@pytest.mark.parametrize("policy", POLICIES)
def test_results_and_workbook_hold_nobodys_data(evaluation, policy):
    protected = protect(evaluation, policy)
    written = json.dumps(results_json(protected), ensure_ascii=False)
    assert written.count('"measure"') > 100
    assert_silent(written, *(STRANGE,))
    assert_silent(inside(summary_workbook(protected)), *(STRANGE,))


def test_what_the_commands_write_and_say_holds_nobodys_data(folder, capfd):
    out = [folder / "results.json", folder / "results.xlsx"]
    words = ["evaluate", "--study", folder / "study.toml", "--json", out[0], "--out", out[1], "--engine", "polars"]
    assert main([str(word) for word in words]) == 0
    assert_silent(out[0].read_text(), STRANGE)
    assert_silent(inside(out[1].read_bytes()), STRANGE)
    assert_silent("".join(capfd.readouterr()))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_scores_are_pseudonymous(folder, capfd, ending):
    out = folder / f"scores.{ending}"
    assert main(["score", "--study", str(folder / "study.toml"), "--out", str(out)]) == 0
    table = pd.read_csv(out) if ending == "csv" else pd.read_parquet(out)
    assert table["participant"].nunique() > 30
    assert_silent(table.to_csv(), STRANGE)
    assert_silent(out.read_bytes().decode("utf-8", "replace"), STRANGE)
    assert_silent("".join(capfd.readouterr()))


def test_what_a_file_is_and_a_first_study_file_hold_nobodys_data(folder, capfd, study, library):
    names = [str(folder / name) for name in ("before.csv", "after.csv")]
    target = folder / "new.toml"
    assert main(["inspect", *names, "--json", "-"]) == 0
    assert main(["inspect", *names]) == 0
    assert main(["inspect", *names, "--write-study", str(target)]) == 0
    assert_silent("".join(capfd.readouterr()))
    assert_silent(target.read_text(), STRANGE)
    suggested = inspect_study(study[0], study[1], library).suggested
    assert_silent(write_study(suggested).decode())


def test_in_whatever_way_things_are_shown_they_say_nothing_of_anybody(study, library, evaluation):
    reading = read(study[0], study[1], library)
    responses = people_of(reading, study[1])
    scores = score_table(study[0], study[1], library, key=b"0" * 32)
    near = near_matches(reading.coded, study[0].waves, study[0].participant)
    assert near
    for held in (study[1], reading.coded, responses, evaluation, scores, near):
        assert_silent(repr(held))
    for issue in (*reading.issues, *responses.issues, *evaluation.issues, *scores.issues):
        assert_silent(str(issue))


def suffixed():
    """Both waves in one row of a workbook, with a row of training data and one that names no wave."""
    header = [
        "Your code",
        "Your name",
        "Comments",
        *(f"{question} {wave}" for wave in ("before", "after") for question in QUESTIONS),
    ]
    rows = [
        [code(n), f"Q8z9name {n}", f"Q8z9words {n}", *(ANSWERS[(n * 2 + at) % 3] for at in range(6))] for n in range(30)
    ]
    return [header, *rows]


def long():
    """A row for each wave, with texts for waves that nobody stated."""
    rows = [
        [code(n), wave, *(ANSWERS[(n + at) % 3] for at in range(3))] for n in range(30) for wave in ("Before", "After")
    ]
    return [["Your code", "Time of asking", *QUESTIONS], *rows, [code(31), "Wkx9wave", "Often", "Often", "Often"]]


@pytest.mark.parametrize(("name", "content"), [("both.xlsx", as_workbook(suffixed())), ("long.csv", as_csv(long()))])
def test_other_layouts_say_nothing_either(name, content, folder, capfd):
    (folder / name).write_bytes(content)
    found = folder / "found.toml"
    assert main(["inspect", str(folder / name), "--write-study", str(found)]) == 0
    out = [folder / "r.json", folder / "r.xlsx"]
    assert main(["evaluate", "--study", str(found), "--json", str(out[0]), "--out", str(out[1])]) == 0
    for written in (out[0].read_text(), inside(out[1].read_bytes())):
        assert_silent(written.casefold().replace("q8z9sheet", ""), STRANGE)
    assert_silent("".join(capfd.readouterr()).casefold().replace("q8z9sheet", ""))


def with_codes(*codes):
    return [["Your code", *QUESTIONS], *([each, "Often", "Often", "Often"] for each in codes)]


DAMAGED = with_codes(*(f"{n}.23E+18" for n in range(1, 9)), *(code(n) for n in range(20)))
REFUSED = {
    "damaged.csv": as_csv(DAMAGED),
    "torn.xlsx": as_workbook(forms(0))[:3000],
    "page.xls": b"<html><body><table><tr><td>Q8z9name</td></tr></table></body></html>",
    "quote.csv": b'Your code,"Q8z9open' + as_csv(forms(0)),
    "wide.csv": as_csv([list(HEADER), [*person(1, 0), *["Q8z9more"] * 40]]),
    "binary.csv": bytes(range(256)) * 9 + b"Q8z9name",
    "mixed.csv": "Your code,Comments\r\nQ8Z91,caf\u00e9 Q8z9\r\n".encode() + b"Q8Z92,caf\xe9 Q8z9\r\n",
    "letter.csv": b"Dear Q8z9name,\r\n\r\nplease call 07700 900123.\r\nYours, Q8z9other\r\n",
    "stata.dta": b"Q8z9" * 400,
    "scores.parquet": b"PAR1Q8z9name" + b"\0" * 80 + b"PAR1",
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_used_is_refused_without_its_words(folder, capfd, name):
    (folder / name).write_bytes(REFUSED[name])
    out = folder / "r.json"
    main(["evaluate", str(folder / name), "--json", str(out)])
    main(["inspect", str(folder / name)])
    main(["score", str(folder / name), "--out", str(folder / "s.csv")])
    assert_silent("".join(capfd.readouterr()))
    if out.exists():
        assert_silent(out.read_text())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("matches.csv", as_csv([["code", "participant"], [code(1), code(9)]])),
        ("matches.csv", as_csv([["code", "participant"], ["Q8Z91", code(8)], ["Q8Z91", code(9)], [code(7), code(8)]])),
        ("matches.csv", as_csv([["Q8z9code", "who"], [code(1), code(9)]])),
        ("matches.csv", b'code,participant\n"Q8z9\n'),
        ("withdrawn.csv", as_csv([["code"], *([code(number)] for number in range(PEOPLE))])),
        ("withdrawn.csv", as_csv([[code(1)], [code(2)]])),
        ("register.csv", as_csv([["Your code", "Your code", "Note"], [code(1), code(2), "Q8z9note"]])),
    ],
)
def test_lists_that_contradict_each_other_are_refused_without_their_codes(folder, capfd, name, content):
    (folder / name).write_bytes(content)
    main(["evaluate", "--study", str(folder / "study.toml"), "--json", str(folder / "r.json")])
    said = "".join(capfd.readouterr())
    assert_silent(said)


def test_a_study_whose_files_are_not_there_says_only_their_names(study, library):
    with pytest.raises(InputError) as refused:
        evaluate_study(Study(files=(StudyFile(path="gone.csv"),)), study[1], library)
    assert_silent(str(refused.value))
