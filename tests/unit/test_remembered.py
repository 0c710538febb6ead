"""A study file saved last quarter, used with this quarter's exports; and many files of several tools at once."""

import pytest

from measures.app import start
from measures.cli import main
from measures.evaluate import people_of
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.reading import read
from measures.remembered import attach
from measures.study import Study, StudyFile, read_study, write_study
from tests.export_files import csv_text, workbook

LIBRARY = load_library(shipped_instruments())
LEFT_OUT, ALONE = "How often do you feel left out?", "How often do you feel isolated from others?"


def attached(stated, given):
    study, issues = attach(Study(files=tuple(StudyFile(path=path) for path in stated)), given)
    return [file.path for file in study.files], [issue.code for issue in issues]


@pytest.mark.parametrize(
    ("stated", "given", "paths"),
    [
        (["before(1-40).xlsx"], ["before(1-52).xlsx"], ["before(1-52).xlsx"]),
        (["q1/before(1-40).xlsx"], ["before(1-52).xlsx"], ["q1/before(1-52).xlsx"]),
        (["Export 2025-12-01.csv"], ["export 2026-03-01.csv"], ["export 2026-03-01.csv"]),
        (["before(1-40).xlsx", "after(1-9).xlsx"], ["after(1-31).xlsx", "before(1-52).xlsx"],
         ["before(1-52).xlsx", "after(1-31).xlsx"]),
        (["a.csv"], ["a.csv"], ["a.csv"]),
        (["before.csv"], ["after.csv"], ["before.csv"]),
        (["before.csv"], ["before.xlsx"], ["before.csv"]),
        # two files may stand for it
        (["before(1-40).xlsx"], ["before(1-41).xlsx", "before(1-52).xlsx"], ["before(1-40).xlsx"]),
        # one of two entries is there: the other file need not be its successor
        (["site 11.csv", "site 12.csv"], ["site 11.csv", "site 13.csv"], ["site 11.csv", "site 12.csv"]),
        # numbers that name a time of asking are no counts
        (["T1.csv"], ["T2.csv"], ["T1.csv"]),
        (["wave 1 2025.csv"], ["wave 1 2026.csv"], ["wave 1 2026.csv"]),
    ],
)  # fmt: skip
def test_a_renamed_file_is_attached_only_where_its_letters_leave_no_choice(stated, given, paths):
    found, codes = attached(stated, given)
    assert found == paths
    renamed = sum(was != now for was, now in zip(stated, paths, strict=True))
    assert codes == ["file_attached"] * renamed


def test_rules_for_one_file_go_along_with_it():
    study = read_study(b"""
        format = 1
        [[files]]
        path = "before(1-40).xlsx"
        [[column]]
        header = "X"
        to = "ucla3.isolated"
        file = "before(1-40).xlsx"
    """)
    found, (issue,) = attach(study, ["before(1-52).xlsx"])
    assert found.column[0].file == "before(1-52).xlsx"
    assert str(issue) == (
        "before(1-52).xlsx: The study names 'before(1-40).xlsx'; this file was taken in its place, as its name has the "
        "same letters. If it is another file, correct the path in the study file."
    )


QUARTER = csv_text([
    ("Timestamp", "Email Address", "Your code", "Site", "I agree", LEFT_OUT, "Q9"),
    ("2026/01/05 10:00:00", "a@example.org", "AB12", "Stroud", "Yes", "Often", "3"),
    ("2026/01/06 10:00:00", "b@example.org", "CD34", "Training", "Yes", "Hardly ever or never", "1"),
])  # fmt: skip
NEXT = QUARTER.replace("Q9", "How did you travel?,Q9").replace(",3\r", ",bus,3\r").replace(",1\r", ",bus,1\r")
SAVED = """
format = 1
[[files]]
path = "form(1-2).csv"
[participant]
column = "Your code"
[columns]
"%s" = "ucla3.left_out"
"Q9" = "ucla3.isolated"
"Gone" = "drop"
[consent]
column = "I agree"
yes = ["Yes"]
[[exclude]]
column = "Site"
values = ["Training"]
"""


def test_the_saved_mapping_reads_the_next_export_and_says_what_is_new_and_gone():
    study, renamed = attach(read_study((SAVED % LEFT_OUT).encode()), ["form(3-4).csv"])
    reading = read(study, {"form(3-4).csv": Upload("form(3-4).csv", NEXT.encode())}, LIBRARY)
    assert len(renamed) == 1
    told = {issue.code: issue.message for issue in reading.issues}
    assert told["new_columns"] == "Nothing says what column G 'How did you travel?' asks."
    assert "'Gone'" in told["header_absent"]
    (table,) = reading.coded
    assert table.frame.get_column("ucla3.isolated").to_arrow().to_pylist() == [3]


def test_nothing_is_called_new_where_the_study_names_everything_or_no_column_at_all():
    for text in (SAVED % LEFT_OUT, 'format = 1\n[[files]]\npath = "form(1-2).csv"\n'):
        reading = read(read_study(text.encode()), {"form(1-2).csv": Upload("f", QUARTER.encode())}, LIBRARY)
        assert "new_columns" not in [issue.code for issue in reading.issues]


def forms(*people):
    """Microsoft Forms: a workbook."""
    header = ("ID", "Start time", "Completion time", "Email", "Name", "Your code", LEFT_OUT, ALONE)
    rows = [
        (k, "2026-01-05 10:00:00", "2026-01-05 10:05:00", "anonymous", "", *person)
        for k, person in enumerate(people, 1)
    ]
    return workbook([header, *rows])


def google(*people):
    """Google Forms: a CSV, its questions in another order."""
    rows = [("2026/04/05 10:00:00", code, alone, left_out) for code, left_out, alone in people]
    return csv_text([("Timestamp", "Your code", ALONE, LEFT_OUT), *rows]).encode()


def kobo(*people):
    """KoboToolbox: a CSV with semicolons."""
    rows = [(*person, k, f"u{k}", "2026-04-05T10:00:00") for k, person in enumerate(people)]
    return csv_text([("Your code", LEFT_OUT, ALONE, "_id", "_uuid", "_submission_time"), *rows], ";").encode()


def answers(responses, item="ucla3.left_out"):
    frame = responses.answers.to_pandas()
    return {(row["participant"], row["wave"]): row[item] for row in frame.to_dict("records")}


def test_two_tools_before_and_after_are_paired_by_code_and_wording():
    files = {
        "before.xlsx": forms(("AB12", "Often", "Often"), ("CD34", "Some of the time", "Often")),
        "after.csv": google(("cd34 ", "Hardly ever or never", "Often"), ("AB12", "Some of the time", "Often")),
    }
    given = {name: Upload(name, data) for name, data in files.items()}
    study = Study(files=tuple(StudyFile(path=name) for name in files))
    found = inspect_study(study, given, LIBRARY).suggested
    found = read_study(write_study(found))
    assert found.waves.order == ("before", "after")
    assert answers(people_of(read(found, given, LIBRARY), given)) == {
        ("AB12", "before"): 3, ("AB12", "after"): 2, ("CD34", "before"): 2, ("CD34", "after"): 1,
    }  # fmt: skip


def test_ten_project_files_of_three_tools_are_one_study_with_their_programmes_and_localities():
    projects = ["Choir", "Garden", "Walk", "Craft", "Swim"]
    entries, given = [], {}
    for number, project in enumerate(projects):
        code, place = f"P{number}X7", "Stroud" if number < 2 else "Gloucester"
        after = (google, kobo)[number % 2]
        for wave, data in (
            ("before", forms((code, "Often", "Often"))),
            ("after", after((code, "Hardly ever or never", "Often"))),
        ):
            path = f"{project} {wave}.{'xlsx' if wave == 'before' else 'csv'}"
            given[path] = Upload(path, data)
            entries.append(StudyFile(path=path, wave=wave, programme=project, locality=place))
    study = read_study(b"""
        format = 1
        [waves]
        order = ["before", "after"]
        [participant]
        column = "Your code"
        [groups]
        project = { column = "programme" }
        place = { column = "locality" }
    """).model_copy(update={"files": tuple(entries)})
    study = read_study(write_study(study))
    assert len(study.files) == 10
    reading = read(study, given, LIBRARY)
    assert {table.table.platform for table in reading.maps} == {"Microsoft Forms", "Google Forms", "KoboToolbox"}
    responses = people_of(reading, given)
    people = responses.people.to_pandas().set_index("participant").sort_index()
    assert people["project"].tolist() == projects
    assert people["place"].tolist() == ["Stroud"] * 2 + ["Gloucester"] * 3
    assert answers(responses) == {
        (f"P{number}X7", wave): score for number in range(5) for wave, score in (("before", 3), ("after", 1))
    }
    assert not [issue for issue in (*reading.issues, *responses.issues) if issue.severity == "decide"]


def test_a_column_taken_for_the_programme_is_found_by_that_word():
    text = csv_text([("Your code", "Projekt", LEFT_OUT), ("AB12", "Choir", "Often"), ("CD34", "Walk", "Often")])
    study = read_study(b"""
        format = 1
        [[files]]
        path = "a.csv"
        wave = "before"
        [waves]
        order = ["before", "after"]
        [participant]
        column = "Your code"
        [columns]
        "Projekt" = "programme"
        [groups]
        project = { column = "programme" }
    """)
    given = {"a.csv": Upload("a.csv", text.encode())}
    people = people_of(read(study, given, LIBRARY), given).people.to_pandas().set_index("participant")
    assert people["project"].to_dict() == {"AB12": "Choir", "CD34": "Walk"}


def test_a_column_of_the_file_itself_says_more_than_its_entry():
    text = csv_text([("Your code", "programme", LEFT_OUT), ("AB12", "Choir", "Often"), ("CD34", "Walk", "Often")])
    study = read_study(b"""
        format = 1
        [[files]]
        path = "a.csv"
        wave = "before"
        programme = "All of them"
        [waves]
        order = ["before", "after"]
        [participant]
        column = "Your code"
        [groups]
        project = { column = "programme" }
    """)
    given = {"a.csv": Upload("a.csv", text.encode())}
    people = people_of(read(study, given, LIBRARY), given).people.to_pandas()
    assert people["project"].tolist() == ["Choir", "Walk"]


def test_the_app_takes_a_renamed_export_for_the_one_the_study_names_and_says_so():
    plan = Upload("study.toml", (SAVED % LEFT_OUT).encode())
    study, files, renamed = start._sort([plan, Upload("form(3-4).csv", NEXT.encode())])
    assert [file.path for file in study.files] == list(files) == ["form(3-4).csv"]
    (finding,) = inspect_study(study, files, LIBRARY, said=renamed).findings
    assert finding.issues[0].code == "file_attached"


def test_the_command_line_does_the_same_beside_the_study_file(tmp_path, capsys):
    (tmp_path / "study.toml").write_text(SAVED % LEFT_OUT)
    (tmp_path / "form(3-4).csv").write_text(NEXT)
    assert main(["inspect", "--study", str(tmp_path / "study.toml"), "--json", "-"]) == 0
    out, err = capsys.readouterr()
    assert '"name": "form(3-4).csv"' in out
    assert "this file was taken in its place" in err
