"""Codebooks name the questions and decode the answers of the exports they come with."""

import pytest

from measures.errors import FileError
from measures.evaluate import people_of
from measures.exports.codebook_files import read_codebook, redcap_choices
from measures.exports.codebooks import with_codebook
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.reading import read
from measures.study import Study, StudyFile, read_study
from tests.export_files import csv_text, only, package, rows_xml, sheet_xml, workbook

LIBRARY = load_library(shipped_instruments())
FIELDS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Identifier?",
)  # fmt: skip
TURNED = "3, Hardly ever or never | 2, Some of the time | 1, Often"  # the codes run against ucla3's own
DICTIONARY = csv_text([
    FIELDS,
    ("record_id", "who", "", "text", "Record ID", "", "", ""),
    ("called", "who", "", "text", "What friends call you", "", "", "y"),
    ("agree", "who", "", "yesno", "Are you happy to take part?", "", "", ""),
    ("l_a", "lonely", "", "radio", "<b>How often do you feel left out?</b>", TURNED, "", ""),
    ("l_b", "lonely", "", "radio", "How often do you feel isolated from others?", TURNED, "", ""),
    ("heard", "lonely", "", "checkbox", "How did you hear of us?", "1, A friend | -2, Radio, or TV", "", ""),
    ("intro", "lonely", "", "descriptive", "Thank you!", "", "", ""),
    ("bmi", "lonely", "", "calc", "BMI", "round([w] / 2, 1)", "", ""),
])  # fmt: skip
DATA = csv_text([
    ("record_id", "called", "agree", "l_a", "l_b", "heard___1", "heard____2", "bmi", "lonely_complete"),
    ("1", "Mo", "1", "1", "3", "1", "0", "21", "2"),
    ("2", "Al", "1", "3", "2", "0", "1", "22", "2"),
    ("3", "Jo", "0", "2", "", "0", "0", "23", "2"),
])  # fmt: skip


def book(data, name="codebook"):
    return read_codebook(Upload(name, data.encode() if isinstance(data, str) else data))


def study_of(*names, text=""):
    files = "".join(f'[[files]]\npath = "{name}"\n' for name in names)
    return read_study(f"format = 1\n{text}\n{files}".encode())


def uploads(**files):
    return {
        name.replace("_", "."): Upload(name, data if isinstance(data, bytes) else data.encode())
        for name, data in files.items()
    }


def codes(reading, name):
    (table,) = reading.coded
    return table.frame.get_column(name).to_arrow().to_pylist()


def use_of(table, header):
    return next(use for use in table.map.uses if use.header == header)


def test_a_redcap_dictionary_gives_questions_choices_and_what_is_personal():
    found = book(DICTIONARY)
    assert (found.platform, found.kind) == ("REDCap", "a REDCap data dictionary")
    assert found.variables["l_a"].question == "How often do you feel left out?"
    assert list(found.variables["l_a"].choices.items()) == [
        ("3", "Hardly ever or never"),
        ("2", "Some of the time"),
        ("1", "Often"),
    ]
    assert [name for name, variable in found.variables.items() if variable.personal] == ["called"]
    assert found.variables["agree"].choices == {"1": "Yes", "0": "No"}
    # REDCap writes code -2 of a checkbox as heard____2
    assert found.variables["heard____2"].question == "How did you hear of us? [Radio, or TV]"
    assert "intro" not in found.variables
    assert not found.variables["bmi"].choices


def test_choices_are_split_at_the_first_comma_only():
    assert redcap_choices("1, Yes, a lot|2,No | ") == {"1": "Yes, a lot", "2": "No"}


def test_codes_that_run_the_other_way_are_read_by_their_labels():
    study = study_of("data.csv", "dictionary.csv", text='[consent]\ncolumn = "agree"\nyes = ["Yes"]')
    reading = read(study, uploads(data_csv=DATA, dictionary_csv=DICTIONARY), LIBRARY)
    (table,) = reading.coded
    # row 1 answered 1 = Often = 3 in ucla3, row 2 answered 3 = Hardly ever = 1; row 3 did not agree
    assert codes(reading, "ucla3.left_out") == [3, 1]
    assert codes(reading, "ucla3.isolated") == [1, 2]
    assert use_of(table, "l_a").item == "ucla3.left_out"
    assert use_of(table, "l_a").sure
    assert use_of(table, "called").role == "drop"
    assert use_of(table, "record_id").role == "participant"
    assert table.map.table.headers[3] == "l_a"
    assert [issue.code for issue in reading.issues].count("codebook_used") == 1


def test_without_the_dictionary_the_same_columns_are_not_known():
    reading = read(study_of("data.csv"), uploads(data_csv=DATA), LIBRARY)
    assert not reading.instruments


def test_the_study_file_names_the_columns_as_they_stand_in_the_file():
    study = study_of("data.csv", "dictionary.csv", text='[columns]\n"l_a" = "ucla3.isolated"\n"l_b" = "drop"')
    reading = read(study, uploads(data_csv=DATA, dictionary_csv=DICTIONARY), LIBRARY)
    assert codes(reading, "ucla3.isolated") == [3, 1, 2]
    assert reading.instruments == ("ucla3",)


def test_a_codebook_alone_is_refused_as_one():
    with pytest.raises(FileError) as caught:
        read(study_of("dictionary.csv"), uploads(dictionary_csv=DICTIONARY), LIBRARY)
    assert [issue.code for issue in caught.value.issues] == ["codebook"]
    found = inspect_study(study_of("dictionary.csv"), uploads(dictionary_csv=DICTIONARY), LIBRARY)
    assert [issue.code for issue in found.faults] == ["codebook"]


def test_beside_an_export_it_is_stated_as_one_and_is_no_fault():
    files = uploads(data_csv=DATA, dictionary_csv=DICTIONARY)
    found = inspect_study(study_of("dictionary.csv", "data.csv"), files, LIBRARY)
    assert found.faults == ()
    first = found.findings[0]
    assert first.table is None
    assert (
        first.codebook.says
        == "It is a REDCap data dictionary: it names the questions of other files and holds no answers."
    )
    assert [issue.code for issue in first.issues] == ["codebook"]
    assert first.as_json()["platform"] == "REDCap"
    assert found.suggested.columns == {"l_a": ("ucla3.left_out",), "l_b": ("ucla3.isolated",)}
    again = read(found.suggested, files, LIBRARY)
    assert codes(again, "ucla3.left_out") == [3, 1, 2]


def test_a_codebook_of_another_tool_is_not_used_and_said_to_be_loose():
    forms = csv_text([("Timestamp", "l_a", "agree"), ("2026/01/05 10:00:00", "1", "1")])
    reading = read(study_of("form.csv", "dictionary.csv"), uploads(form_csv=forms, dictionary_csv=DICTIONARY), LIBRARY)
    assert not reading.maps[0].table.questions
    assert "codebook_unused" in [issue.code for issue in reading.issues]


def test_two_codebooks_that_disagree_are_asked_about_unless_one_is_stated():
    other = DICTIONARY.replace(TURNED, "1, Hardly ever or never | 2, Some of the time | 3, Often")
    files = uploads(data_csv=DATA, one_csv=DICTIONARY, two_csv=other)
    with pytest.raises(FileError) as caught:
        read(study_of("data.csv", "one.csv", "two.csv"), files, LIBRARY)
    assert [issue.code for issue in caught.value.issues] == ["which_codebook"]
    entries = (StudyFile(path="data.csv", codebook="two.csv"), StudyFile(path="one.csv"), StudyFile(path="two.csv"))
    reading = read(Study(files=entries), files, LIBRARY)
    assert codes(reading, "ucla3.left_out") == [1, 3, 2]


def test_a_group_of_codes_is_shown_by_its_labels_order_kept():
    found = with_codebook(only(DATA), [book(DICTIONARY)])
    assert list(found.labels[3]) == ["3", "2", "1"]
    assert found.personal == {1}


SURVEY = [
    ("type", "name", "label::Deutsch (de)", "label::English (en)"),
    ("text", "code", "Ihr Code", "Your code"),
    ("begin_group", "feel", "Gefühle", "Feelings"),
    ("select_one often", "q1", "Wie oft ...", "How often do you feel left out?"),
    ("select_one often", "q2", "Wie oft ...", "How often do you feel isolated from others?"),
    ("select_multiple why", "q3", "Warum?", "Why did you come?"),
    ("end_group", "", "", ""),
]
CHOICES = [
    ("list_name", "name", "label::Deutsch (de)", "label::English (en)"),
    ("often", "a", "Oft", "Often"),
    ("often", "b", "Manchmal", "Some of the time"),
    ("often", "c", "Nie", "Hardly ever or never"),
    ("why", "fun", "Spass", "For fun"),
]


def xlsform():
    return package({"survey": sheet_xml(rows_xml(SURVEY)), "choices": sheet_xml(rows_xml(CHOICES))})


def test_an_xlsform_gives_questions_with_and_without_their_groups():
    found = book(xlsform())
    assert found.platform == "KoboToolbox"
    assert found.variables["feel/q1"] == found.variables["q1"]
    assert found.variables["q1"].question == "How often do you feel left out?"
    assert list(found.variables["q1"].choices) == ["a", "b", "c"]
    assert found.variables["feel/q3/fun"].question == "Why did you come? [For fun]"


@pytest.mark.parametrize("group", ["", "feel/"])
def test_a_kobo_export_of_names_is_read_by_its_form(group):
    data = csv_text(
        [
            ("code", f"{group}q1", f"{group}q2", f"{group}q3", "_id", "_uuid", "_submission_time"),
            ("AB12", "a", "c", "fun", "1", "x1", "2026-01-05T10:00:00"),
            ("CD34", "b", "b", "", "2", "x2", "2026-01-06T10:00:00"),
        ],
        ";",
    )
    reading = read(study_of("data.csv", "form.xlsx"), uploads(data_csv=data, form_xlsx=xlsform()), LIBRARY)
    assert codes(reading, "ucla3.left_out") == [3, 2]
    assert codes(reading, "ucla3.isolated") == [1, 2]
    assert use_of(reading.coded[0], "code").role == "participant"


def test_an_odk_central_export_is_read_by_its_form_without_the_rows_turned_down():
    """Groups are joined to names with a dash, and a review may turn a form down."""
    names = ("SubmissionDate", "code", "feel-q1", "feel-q2", "feel-q3", "feel-q3/fun", "meta-instanceID", "KEY",
             "SubmitterID", "SubmitterName", "Status", "ReviewState", "FormVersion")  # fmt: skip
    answers = (("AB12", "a", "c", "approved"), ("CD34", "b", "b", ""), ("XX00", "a", "a", "rejected"))
    data = csv_text(
        [names]
        + [
            ("2026-01-05T10:00:00.123Z", code, q1, q2, "fun", "1", f"uuid:{code}", f"uuid:{code}", "12", "Field", "",
             review, "1")
            for code, q1, q2, review in answers
        ]
    )  # fmt: skip
    reading = read(study_of("data.csv", "form.xlsx"), uploads(data_csv=data, form_xlsx=xlsform()), LIBRARY)
    table = reading.coded[0]
    assert table.map.table.platform == "KoboToolbox"
    assert codes(reading, "ucla3.left_out") == [3, 2]
    assert codes(reading, "ucla3.isolated") == [1, 2]
    assert [(step.n, step.reason) for step in table.map.table.flow] == [(1, "not approved in the survey tool")]
    assert [use_of(table, name).role for name in ("SubmissionDate", "KEY", "ReviewState")] == [
        "date", "metadata", "metadata"
    ]  # fmt: skip


def test_an_ordinary_workbook_is_no_codebook():
    assert book(workbook([("type", "name", "label"), ("a", "b", "c")])) is None
    assert book(package({"survey": sheet_xml(rows_xml([("Q", "A"), ("1", "2")])), "choices": sheet_xml("")})) is None


def rows(table, *entries):
    cells = ("".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in entry.items()) for entry in entries)
    return f"<{table}><rows>{''.join(f'<row>{cell}</row>' for cell in cells)}</rows></{table}>"


def document(*parts, languages=("en",)):
    spoken = "".join(f"<language>{one}</language>" for one in languages)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<document>\n <LimeSurveyDocType>Survey</LimeSurveyDocType>'
        f"<languages>{spoken}</languages>{''.join(parts)}</document>"
    )


OLD = document(  # texts beside the questions, as up to version 3
    rows(
        "questions",
        {"qid": 1, "parent_qid": 0, "type": "F", "title": "Q2", "question": "<p>Please say:</p>", "language": "en"},
        {"qid": 2, "parent_qid": 0, "type": "T", "title": "Q3", "question": "Your code", "language": "en"},
    ),
    rows(
        "subquestions",
        {"qid": 11, "parent_qid": 1, "title": "SQ001", "question": "How often do you feel left out?", "language": "en"},
        {
            "qid": 12,
            "parent_qid": 1,
            "title": "SQ002",
            "question": "How often do you feel isolated from others?",
            "language": "en",
        },
    ),
    rows(
        "answers",
        {"qid": 1, "code": "A2", "answer": "Some of the time", "sortorder": 2, "language": "en"},
        {"qid": 1, "code": "A1", "answer": "Often", "sortorder": 1, "language": "en"},
        {"qid": 1, "code": "A3", "answer": "Hardly ever or never", "sortorder": 3, "language": "en"},
    ),
)
NEW = document(  # texts by language, as from version 4
    rows(
        "questions",
        {"qid": 1, "parent_qid": 0, "type": "F", "title": "Q2"},
        {"qid": 2, "parent_qid": 0, "type": "T", "title": "Q3"},
    ),
    rows(
        "subquestions",
        {"qid": 11, "parent_qid": 1, "title": "SQ001"},
        {"qid": 12, "parent_qid": 1, "title": "SQ002"},
    ),
    rows(
        "question_l10ns",
        {"qid": 1, "question": "Bitte sagen:", "language": "de"},
        {"qid": 1, "question": "<p>Please say:</p>", "language": "en"},
        {"qid": 11, "question": "How often do you feel left out?", "language": "en"},
        {"qid": 11, "question": "Wie oft", "language": "de"},
        {"qid": 12, "question": "How often do you feel isolated from others?", "language": "en"},
        {"qid": 2, "question": "Your code", "language": "en"},
    ),
    rows(
        "answers",
        {"aid": 5, "qid": 1, "code": "A2", "sortorder": 2},
        {"aid": 6, "qid": 1, "code": "A1", "sortorder": 1},
        {"aid": 7, "qid": 1, "code": "A3", "sortorder": 3},
    ),
    rows(
        "answer_l10ns",
        {"aid": 6, "answer": "Oft", "language": "de"},
        {"aid": 6, "answer": "Often", "language": "en"},
        {"aid": 5, "answer": "Some of the time", "language": "en"},
        {"aid": 7, "answer": "Hardly ever or never", "language": "en"},
    ),
    languages=("de", "en"),
)


@pytest.mark.parametrize("survey", [OLD, NEW], ids=["version 3", "version 6"])
@pytest.mark.parametrize(
    "names", [("Q2[SQ001]", "Q2[SQ002]"), ("Q2_SQ001", "Q2_SQ002"), ("Q2[SQ001]. How...", "Q2[SQ002]. How...")]
)
def test_a_limesurvey_export_of_codes_is_read_by_its_structure(survey, names):
    data = csv_text([
        ("id", "submitdate", "lastpage", "startlanguage", "Q3", *names),
        ("1", "2026-01-05 10:00:00", "2", "en", "AB12", "A1", "A3"),
        ("2", "2026-01-06 10:00:00", "2", "en", "CD34", "A2", "A2"),
    ])  # fmt: skip
    assert list(book(survey).variables["Q2_SQ001"].choices) == ["A1", "A2", "A3"]
    reading = read(study_of("data.csv", "survey.lss"), uploads(data_csv=data, survey_lss=survey), LIBRARY)
    assert codes(reading, "ucla3.left_out") == [3, 2]
    assert codes(reading, "ucla3.isolated") == [1, 2]
    assert use_of(reading.coded[0], "Q3").role == "participant"


@pytest.mark.parametrize(
    "hostile",
    [
        OLD.replace("<document>", '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><document>'),
        OLD.replace("<document>", '<!DOCTYPE d SYSTEM "http://example.org/x.dtd"><document>'),
        OLD[:-30],
        OLD.replace('encoding="UTF-8"', 'encoding="no-such"'),
    ],
    ids=["entities", "external", "cut short", "encoding"],
)
def test_hostile_or_broken_xml_is_refused(hostile):
    with pytest.raises(FileError) as caught:
        book(hostile, "survey.lss")
    assert caught.value.issues[0].code == "damaged"


def test_a_structure_without_questions_is_refused():
    with pytest.raises(FileError) as caught:
        book(document(rows("questions")), "survey.lss")
    assert caught.value.issues[0].code == "codebook"


def test_people_of_a_study_with_a_codebook_are_followed_by_the_record_id():
    after = DATA.replace("1,Mo,1,1,3", "1,Mo,1,3,3")
    text = '[waves]\norder = ["before", "after"]'
    files = '[[files]]\npath = "a.csv"\nwave = "before"\n[[files]]\npath = "b.csv"\nwave = "after"\n[[files]]\npath = "d.csv"'
    study = read_study(f"format = 1\n{text}\n{files}".encode())
    given = {
        name: Upload(name, data.encode()) for name, data in (("a.csv", DATA), ("b.csv", after), ("d.csv", DICTIONARY))
    }
    responses = people_of(read(study, given, LIBRARY), given)
    frame = responses.answers.to_pandas()
    mo = frame[frame["participant"] == "1"].set_index("wave")["ucla3.left_out"]
    assert mo.to_dict() == {"before": 3, "after": 1}
