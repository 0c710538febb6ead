"""How a file is read can be said otherwise: its tool, one of two tables beside each other, a form's own sheets."""

import pytest

from measures.errors import InputError, StudyError
from measures.evaluate import evaluate_study
from measures.exports.answer_rules import AnswerRules
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.reading import read as read_study_files
from measures.study import Study, StudyFile, read_study
from tests.export_files import codes, csv_text, only, package, read, rows_xml, sheet_xml, workbook
from tests.made_tables import codes_of, column
from tests.unit.test_bad_inputs import AFTER, BEFORE, HEADER, QUESTIONS, answers
from tests.unit.test_sets_of_labels import SETS, code

FORMS = ["ID", "Start time", "Completion time", "Email", "Name", "How happy?"]
ANSWER = ["7", "05/01/2026 09:00", "05/01/2026 09:05", "anonymous", "", "3"]


@pytest.fixture(scope="module")
def library():
    return load_library(shipped_instruments())


def test_a_tool_can_be_denied():
    table = only(csv_text([FORMS, ANSWER]), platform="none")
    assert (table.platform, table.metadata) == ("CSV", frozenset())
    assert only(csv_text([FORMS, ANSWER])).platform == "Microsoft Forms"


def test_a_tool_can_be_named_where_its_signs_were_cut_off():
    """Somebody deleted the first column: the tool's other columns are still its own."""
    table = only(csv_text([FORMS[1:], ANSWER[1:]]), platform="Microsoft Forms")
    assert (table.platform, table.why, table.metadata) == ("Microsoft Forms", "you said so", {0, 1, 2, 3})
    assert only(csv_text([FORMS[1:], ANSWER[1:]])).platform == "CSV"


def test_of_two_tools_whose_signs_are_there_the_one_named_counts():
    header = ["Respondent ID", "Collector ID", "submitdate", "lastpage", "Q1"]
    rows = csv_text([header, ["114567890123", "4001", "2026-01-05", "3", "7"]])
    assert only(rows).platform == "LimeSurvey"
    assert only(rows, platform="SurveyMonkey").metadata == {0, 1}


def test_the_study_file_takes_known_tools_only():
    study = read_study(b'[[files]]\npath = "x.csv"\nplatform = "Google Forms"\n')
    assert study.files[0].platform == "Google Forms"
    with pytest.raises(StudyError, match="platform"):
        read_study(b'[[files]]\npath = "x.csv"\nplatform = "Gogle Forms"\n')


def beside(left, right, *, gap=1, titles=()):
    """Two blocks of rows with empty columns between, under a title each."""
    height = max(len(left), len(right))
    left = [*left, *[[""] * len(left[0])] * (height - len(left))]
    right = [*right, *[[""] * len(right[0])] * (height - len(right))]
    rows = [[*one, *[""] * gap, *other] for one, other in zip(left, right, strict=True)]
    above = [titles[0], *[""] * (len(left[0]) - 1 + gap), titles[1]] if titles else []
    return [above, *rows] if titles else rows


def test_before_and_after_side_by_side_are_two_waves_by_their_titles(library):
    """Every person of the left block answers worse than on the right, and the rows are in another order."""
    left, right = answers(12), answers(12, shift=1)
    rows = beside(left, [right[0], *reversed(right[1:])], titles=("Before", "After"))
    tables = read(workbook(rows), "x.xlsx")
    assert [table.sheet for table in tables] == ["Before", "After"]
    assert [table.rows for table in tables] == [12, 12]
    assert "tables_beside" in codes(tables[0])
    apart = {"b.csv": Upload("b.csv", csv_text(left).encode()), "a.csv": Upload("a.csv", csv_text(right).encode())}
    two = Study(files=(StudyFile(path="b.csv", wave="Before"), StudyFile(path="a.csv", wave="After")))
    one = Study(files=(StudyFile(path="x.xlsx"),))
    found = evaluate_study(one, {"x.xlsx": Upload("x.xlsx", workbook(rows))}, library)
    assert found.results == evaluate_study(two, apart, library).results


def test_a_list_beside_the_answers_is_told_of_and_either_can_be_chosen():
    sites = [["Site", "People", "Sessions"], ["North", 12, 3], ["South", 9, 3], ["East", 4, 1]]
    data = workbook(beside(answers(20), sites, gap=2))
    whole = read(data, "x.xlsx")
    assert [(table.rows, table.headers[-1]) for table in whole] == [(20, QUESTIONS[2]), (3, "Sessions")]
    assert whole[1].place(6).startswith("x.xlsx, sheet 'Sheet1, columns G to I', column G 'Site'")
    (answered,) = read(data, "x.xlsx", sheet="Sheet1, columns A to D")
    assert answered.headers == tuple(HEADER)
    with pytest.raises(InputError, match="not in the workbook"):
        read(data, "x.xlsx", sheet="Sheet1, columns A to E")


@pytest.mark.parametrize(
    "right",
    [
        [["Happy after", "Sad after"], *[["7", "3"]] * 9],  # a spacer between two blocks of questions
        [["Happy after", "Sad after"], *[["7", "3"]] * 3],  # most people have not answered again
        [["Comment", "More"], ["lovely", "yes"], ["warm", "no"], ["kind", ""]],  # few people wrote something
    ],
)
def test_blocks_of_one_table_stay_together(right):
    left = [["Code", "Happy", "Sad"], *([f"AB{k}X", str(k % 5), "1"] for k in range(9))]
    table = only(workbook(beside(left, right)), "x.xlsx")
    assert len(table.headers) == 6
    assert table.rows == 9


def form(**more):
    survey = [["type", "name", "label"], *(["select_one f", f"q{k}", text] for k, text in enumerate(QUESTIONS))]
    choices = [["list_name", "name", "label"], ["f", "1", "Hardly ever or never"], ["f", "2", "Some of the time"],
               ["f", "3", "Often"]]  # fmt: skip
    sheets = {"survey": survey, "choices": choices, **more}
    return package({name: sheet_xml(rows_xml(rows)) for name, rows in sheets.items()})


def test_answers_in_one_workbook_with_their_form_are_read_by_it(library):
    rows = [["code", "q0", "q1", "q2", "_uuid", "_submission_time"],
            *([f"AB{k}X", "1", "2", "3", f"u{k}", "2026-01-05"] for k in range(6))]  # fmt: skip
    uploads = {"x.xlsx": Upload("x.xlsx", form(answers=rows))}
    study = Study(files=(StudyFile(path="x.xlsx"),))
    reading = read_study_files(study, uploads, library)
    assert column(reading.coded[0], "ucla3.left_out") == [2] * 6
    (found,) = inspect_study(study, uploads, library).findings
    assert found.instruments == ("ucla3",)
    assert "codebook_used" in codes_of(found.issues)


def test_a_form_with_a_sheet_of_notes_is_still_a_form(library):
    notes = [["Ask Robin"], ["about the wording"]]
    uploads = {"form.xlsx": Upload("form.xlsx", form(notes=notes)), "a.csv": Upload("a.csv", BEFORE.encode())}
    study = Study(files=tuple(StudyFile(path=name) for name in uploads))
    assert len(read_study_files(study, uploads, library).coded) == 1
    assert [found.codebook is not None for found in inspect_study(study, uploads, library).findings] == [True, False]
    alone = Study(files=(StudyFile(path="form.xlsx"),))
    with pytest.raises(InputError, match="not the answers"):
        read_study_files(alone, uploads, library)


def test_one_question_and_one_answer():
    table = only("How often do you feel left out?\nOften\n")
    assert (table.headers, table.rows) == ((QUESTIONS[1],), 1)


def test_numbers_that_two_sets_share_are_codes_of_the_set_that_is_named():
    """No! = 1 and No = 2 both stand for 1, More or less = 3 for 2."""
    five = code(["1", "2", "3"], SETS, AnswerRules(answers={"feel.five": "codes"}))
    assert column(five, "feel.left_out") == [1, 1, 2]
    assert not five.issues


def test_a_column_that_no_file_has_is_told_of_once(library):
    study = read_study(
        b'[[files]]\npath = "b.csv"\nwave = "before"\n[[files]]\npath = "a.csv"\nwave = "after"\n'
        b'[groups]\narea = { column = "Nowhere" }\n[analysis]\nbootstrap = 20\n'
    )
    uploads = {"b.csv": Upload("b.csv", BEFORE.encode()), "a.csv": Upload("a.csv", AFTER.encode())}
    issues = evaluate_study(study, uploads, library).issues
    assert [issue.code for issue in issues if "Nowhere" in str(issue)] == ["header_absent"]


def test_where_nobody_has_a_score_it_is_said(library):
    few = csv_text([row if k == 0 else [row[0], row[1], "", ""] for k, row in enumerate(answers(20))])
    study = Study(files=(StudyFile(path="b.csv", wave="before"), StudyFile(path="a.csv", wave="after")))
    uploads = {"b.csv": Upload("b.csv", few.encode()), "a.csv": Upload("a.csv", few.replace("A", "B").encode())}
    found = evaluate_study(study, uploads, library)
    assert found.issues[0].code == "nobody_scored"
    assert found.issues[0].severity == "decide"
