"""Exports as evaluators drop them in: what stands beside the answers, and what columns are called."""

import io

import openpyxl
import pytest

from measures.errors import DecisionNeededError
from measures.evaluate import evaluate_study
from measures.exports.column_rules import find_header
from measures.exports.markers import Layout, find_markers, split_markers
from measures.exports.recognition import is_participant, personal_header
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.people.waves import NO_WAVE, ParticipantRules, WaveRules, order_from_words
from measures.reading import read
from measures.study import Study, StudyFile
from tests.made_tables import mapped

COMPANY = "How often do you feel that you lack companionship?"
LEFT_OUT = "How often do you feel left out?"
ALONE = "How often do you feel isolated from others?"
NAMES = ("JS14MA3", "KP02LE7", "RT29BO1", "MW11GL5")
SATISFIED = "Overall, how satisfied are you with your life nowadays?"
NUMBERS = (4, 5, 6, 7)


@pytest.fixture(scope="module")
def library():
    return load_library(shipped_instruments())


def csv_of(rows):
    return "".join(f"{','.join(row)}\n" for row in rows).encode()


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def asked():
    """Four people's answers, under a code."""
    return [["Your code", SATISFIED], *([name, number] for name, number in zip(NAMES, NUMBERS, strict=True))]


COUNTS = [["Answer", "How many"], ["Often", 2], ["Some of the time", 1]]


@pytest.mark.parametrize("wave", ["before", None])
def test_a_sheet_without_questions_stops_nobody_and_is_named(library, wave):
    """A sheet of counts beside the answers, as Google Sheets users make, or the repeats of a KoboToolbox form."""
    data = workbook(Form_responses_1=asked(), Summary=COUNTS)
    study = Study(files=(StudyFile(path="before.xlsx", wave=wave),), participant=ParticipantRules(column="Your code"))
    found = read(study, {"before.xlsx": Upload("before.xlsx", data)}, library)
    assert [table.table.sheet for table in found.maps] == ["Form responses 1"]
    said = [issue for issue in found.issues if issue.code == "sheet_left_out"]
    assert [issue.where for issue in said] == ["before.xlsx, sheet 'Summary'"]


def test_sheets_named_as_waves_count_beside_a_sheet_of_something_else(library):
    data = workbook(Before=asked(), After=asked(), Lookup=COUNTS)
    found = read(Study(files=(StudyFile(path="all.xlsx"),)), {"all.xlsx": Upload("all.xlsx", data)}, library)
    assert [(table.table.sheet, table.wave) for table in found.maps] == [("Before", "Before"), ("After", "After")]


def test_a_sheet_of_people_alone_tells_of_them(library):
    """Age is asked once, on a sheet of its own: four people, two under 40 and two over."""
    people = [["Your code", "Age"], *([name, age] for name, age in zip(NAMES, (30, 35, 60, 70), strict=True))]
    data = workbook(Before=asked(), After=asked(), People=people)
    study = Study.model_validate(
        {"files": ({"path": "all.xlsx"},), "groups": {"age_band": {"column": "Age", "cuts": (40,)}}}
    )
    found = read(study, {"all.xlsx": Upload("all.xlsx", data)}, library)
    assert [table.wave for table in found.maps] == ["Before", "After", NO_WAVE]
    done = evaluate_study(study, {"all.xlsx": Upload("all.xlsx", data)}, library)
    groups = {row.group for row in done.results if row.group_by == "age_band"} - {""}
    assert groups == {"under 40", "40+"}


def test_a_marker_behind_the_name_counts_where_the_label_follows():
    """SPSS and Stata: the variable's name, then its label, make the header."""
    headers = [f"lone1_t1 | {COMPANY}", f"lone2_t1 | {LEFT_OUT}", f"lone1_t2 | {COMPANY}", f"lone2_t2 | {LEFT_OUT}"]
    stems = split_markers(headers, Layout(suffix={"before": "_t1", "after": "_t2"}))
    assert [stem.wave for stem in stems] == ["before", "before", "after", "after"]
    assert stems[0].text == stems[2].text == f"lone1 | {COMPANY.casefold()}"
    assert find_header("lone1", headers, stems) == (0, 2)
    found = find_markers([*headers, "pid | Code"])
    assert found is not None
    assert dict(found.suffix) == {"t1": "_t1", "t2": "_t2"}


def test_an_empty_marker_stands_beside_a_marked_name_with_a_label():
    headers = [f"lone1 | {COMPANY}", f"lone1_post | {COMPANY}", "age | Age"]
    stems = split_markers(headers, Layout(suffix={"before": "", "after": "_post"}))
    assert [stem.wave for stem in stems] == ["before", "after", ""]


@pytest.mark.parametrize(
    ("header", "who"),
    [
        ("id | Participant number", True),
        ("id", False),
        ("ID | Respondent ID", False),
        ("Unique Response Number", False),
        ("Please make a code only you know: two letters of the town you were born in, then the day of birth", True),
        ("Create your own secret code, e.g. first letters of your mother's name and your birthday", True),
        ("Make up a code", True),
        ("Please make a note of your post code", False),
        ("Choose a QR code", False),
    ],
)
def test_a_label_may_say_that_an_id_is_the_participants(header, who):
    assert is_participant(header) is who


def test_a_column_may_be_named_by_one_of_its_header_rows():
    headers = [
        "Q1 | What is your code?",
        "Q2_1 | How often? - Left out",
        "Q2_2 | How often? - Isolated",
        "Q2_2 | Other",
    ]
    stems = split_markers(headers, Layout())
    assert find_header("Q1", headers, stems) == (0,)
    assert find_header("what is your code?", headers, stems) == (0,)
    assert find_header("Q2_2", headers, stems) == ()  # two columns have it: say which, in full


def test_waves_and_codes_named_by_the_short_name_of_a_column(library):
    """Qualtrics: short names in row 1, questions in row 2, marks in row 3."""
    rows = [
        ["StartDate", "EndDate", "Status", "Finished", "ResponseId", "Q1", "Q2", "Q3"],
        [
            "Start Date",
            "End Date",
            "Response Type",
            "Finished",
            "Response ID",
            "Code",
            "Which visit?",
            f'"{SATISFIED}"',
        ],
        [f'"{{""ImportId"":""{name}""}}"' for name in ("s", "e", "t", "f", "r", "QID1", "QID2", "QID3")],
    ]
    for visit in ("A", "B"):
        for number, name in enumerate(NAMES):
            date = "2026-01-05 10:00:00"
            rows.append([date, date, "IP Address", "True", f"R_{visit}{number}", name, visit, str(NUMBERS[number])])
    text = "\n".join(",".join(row) for row in rows)
    study = Study(
        files=(StudyFile(path="q.csv"),),
        waves=WaveRules(order=("before", "after"), column="Q2", values={"before": ("A",), "after": ("B",)}),
        participant=ParticipantRules(column="Q1"),
    )
    done = evaluate_study(study, {"q.csv": Upload("q.csv", text.encode())}, library)
    pairs = [step.n for step in done.flow if step.step == "matched"]
    assert pairs == [4]


OPTIONS = ("Hardly ever or never", "Some of the time", "Often")


def expanded(cells, question=LEFT_OUT):
    """SurveyMonkey, all responses, expanded: a column for every option, the question's text over the first."""
    first = ["Respondent ID", "Collector ID", "Start Date", "Your code", question, "", ""]
    second = ["", "", "", "Open-Ended Response", *OPTIONS]
    rows = [
        [str(118 + k), "4", "01/13/2026 09:00:00", name, *row]
        for k, (name, row) in enumerate(zip(NAMES, cells, strict=True))
    ]
    return "\n".join(",".join(row) for row in [first, second, *rows])


def left_out(library, text, question=LEFT_OUT):
    study = Study(files=(StudyFile(path="before.csv", wave="before"),))
    (table,) = read(study, {"before.csv": Upload("before.csv", text.encode())}, library).coded
    answers = table.frame["ucla3.left_out"].to_arrow().to_pylist() if "ucla3.left_out" in table.frame.columns else None
    return answers, table.map


@pytest.mark.parametrize("numbered", [False, True])
def test_a_column_for_every_option_is_read_as_one_question(library, numbered):
    """Codes 3, 1 and 2, and one person who did not answer; nobody's cell is read twice."""
    ticked = [2, 0, 1, None]
    cells = [[(str(k + 1) if numbered else OPTIONS[k]) if k == tick else "" for k in range(3)] for tick in ticked]
    answers, found = left_out(library, expanded(cells))
    assert answers == [3, 1, 2, None]
    assert [use.item for use in found.uses][4:] == ["ucla3.left_out", "", ""]
    assert found.uses[5].why == "one of the options of column E, read there"
    assert [issue.message for issue in found.table.issues if issue.code == "options_joined"] == [
        "1 question with a column for every option was read as one column: column E."
    ]


def test_options_of_which_several_are_ticked_stay_apart(library):
    cells = [list(OPTIONS), [OPTIONS[0], "", ""], ["", "", ""], ["", "", OPTIONS[2]]]
    answers, found = left_out(library, expanded(cells))
    assert answers is None
    assert found.table.headers[4:] == tuple(f"{LEFT_OUT} | {option}" for option in OPTIONS)


def test_options_of_other_questions_are_left_as_they_are(library):
    cells = [[OPTIONS[0], "", ""], ["", OPTIONS[1], ""], ["", "", ""], ["", "", OPTIONS[2]]]
    found = left_out(library, expanded(cells, "What do you like to do?"))[1]
    assert found.table.headers[4] == f"What do you like to do? | {OPTIONS[0]}"


def test_a_single_question_is_known_by_the_title_of_its_scale_beside_another(library):
    """Typed by hand: 'Life satisfaction' for the question of that name, beside a second of the four."""
    text = f"Your code,Life satisfaction,Happy yesterday\n{NAMES[0]},4,6\n{NAMES[1]},7,8\n"
    found = left_out(library, text)[1]
    assert [use.item for use in found.uses][1:] == ["ons4.satisfied", "ons4.happy"]
    alone = left_out(library, f"Your code,{LEFT_OUT},Life satisfaction\n{NAMES[0]},Often,6\n{NAMES[1]},Often,8\n")[1]
    assert alone.uses[2].why == "may be meant for ons4.satisfied: say so if it is"


def test_a_group_asked_by_a_column_for_every_option_keeps_nobodys_own_words(library):
    """Three options and one's own words beside them, for a question that the study names."""
    first = ["Respondent ID", "Collector ID", "Your code", "Gender?", "", "", LEFT_OUT]
    second = ["", "", "Open-Ended Response", "Woman", "Man", "Other (please specify)", "Response"]
    told = (["Woman", "", ""], ["", "Man", ""], ["", "", "my own words"], ["", "", ""])
    rows = [[str(k), "4", name, *told[k], "Often"] for k, name in enumerate(NAMES)]
    text = "\n".join(",".join(row) for row in (first, second, *rows))
    study = Study.model_validate(
        {"files": ({"path": "a.csv", "wave": "before"},), "groups": {"gender": {"column": "Gender?"}}}
    )
    (table,) = read(study, {"a.csv": Upload("a.csv", text.encode())}, library).coded
    assert table.frame["c3"].to_list() == ["Woman", "Man", "Other (please specify)", ""]
    assert table.map.uses[3].role == "group"


@pytest.mark.parametrize("header", ["survey/code", "survey/about/participant_id"])
def test_a_name_behind_a_path_of_groups_says_what_it_is(header):
    """KoboToolbox and Ona, XML names: `group/question`."""
    assert is_participant(header)
    assert personal_header("survey/email") == "email addresses"


def test_redcaps_event_name_is_the_wave_whatever_the_events_are_called(library):
    """REDCap's export with labels: "Enrolment" and "Dose 1" name no time that is known."""
    head = ["Record ID", "Event Name", LEFT_OUT, "Complete?"]
    rows = [["1", event, "Often", "Complete"] for event in ("Enrolment (Arm 1: A)", "Dose 1 (Arm 1: A)")]
    text = "\n".join(",".join(row) for row in [head, *rows])
    study = Study(files=(StudyFile(path="a.csv"),))
    (table,) = read(study, {"a.csv": Upload("a.csv", text.encode())}, library).coded
    assert [use.role for use in table.map.uses] == ["participant", "wave", "item", "metadata"]


def test_a_label_may_say_the_wave_again():
    """Stata: `lone1_pre` labelled "How often ...? (pre)"."""
    headers = [f"lone{k}_{w} | {q} ({w})" for w in ("pre", "post") for k, q in ((1, COMPANY), (2, LEFT_OUT))]
    found = find_markers(headers)
    assert found is not None
    assert dict(found.suffix) in ({"pre": "_pre", "post": "_post"}, {"pre": " (pre)", "post": " (post)"})
    stems = split_markers(headers, Layout(suffix={"pre": "_pre", "post": "_post"}))
    assert [(stem.text, stem.wave) for stem in stems[::2]] == [
        (f"lone1 | {COMPANY.casefold()}", "pre"), (f"lone1 | {COMPANY.casefold()}", "post")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "behind", [" (1 = Hardly ever or never, 2 = Some of the time, 3 = Often)", "\n\n1 is never, 3 is often", " (1-3)"]
)
def test_how_to_answer_may_stand_behind_the_question(library, behind):
    header = f'"{LEFT_OUT}{behind}"'
    answers, found = left_out(library, f"Your code,{header}\n{NAMES[0]},3\n{NAMES[1]},1\n")
    assert answers == [3, 1]
    assert not found.uses[1].sure  # taken, and shown for confirmation


@pytest.mark.parametrize(
    ("header", "who"),
    [
        ("Code (first two letters of your surname, then the day you were born)", True),
        ("Your walking code (first two letters of your road + day you were born)", True),
        ("Choir code: the initials of your mother and your house number", True),
        ("First two letters of your road and your birth day: your code", True),
        ("Postcode (first two letters of it)", False),
        ("Initials of the person who coded this form", False),
        ("Walking group code", False),
        ("Volunteer ID", True),
        ("Learner no", True),
        ("Please enter your code", True),
        ("Memorable word", True),
        ("Respondent code", False),
        ("User ID", False),
    ],
)
def test_how_to_make_a_code_may_stand_behind_it(header, who):
    assert is_participant(header) is who


@pytest.mark.parametrize(
    "waves",
    [("wk 0", "wk 12"), ("Week 1", "Week 10"), ("0", "12"), ("Before", "Middle", "After"), ("wk 0", "wk 6", "wk 12")],
)
def test_a_column_called_when_tells_the_wave(library, waves):
    rows = [["Code", "When", LEFT_OUT]]
    rows += [[name, wave, "Often"] for wave in reversed(waves) for name in NAMES]
    reading = read(Study(files=(StudyFile(path="d.csv"),)), {"d.csv": Upload("d.csv", csv_of(rows))}, library)
    (table,) = reading.coded
    assert next(use.header for use in table.map.uses if use.role == "wave") == "When"
    assert order_from_words(waves[::-1]) == waves


@pytest.mark.parametrize("waves", [("Autumn 2024", "Spring 2025"), ("2025-01", "2025-06"), ("Q1 2025", "Q3 2025")])
def test_seasons_and_months_are_waves_whose_order_is_asked_for(library, waves):
    rows = [["Code", "When", LEFT_OUT]]
    rows += [[name, wave, "Often"] for wave in waves for name in NAMES]
    with pytest.raises(DecisionNeededError, match="nothing says which comes first"):
        evaluate_study(Study(files=(StudyFile(path="d.csv"),)), {"d.csv": Upload("d.csv", csv_of(rows))}, library)


def test_before_and_now_in_one_form_are_two_waves():
    headers = [f"{when}: {question}" for when in ("Before the programme", "Now") for question in (COMPANY, LEFT_OUT)]
    layout = find_markers(headers)
    assert layout.waves == ("before the programme", "now")
    assert order_from_words(["now", "before the programme"]) == ("before the programme", "now")


def test_the_question_on_anxiety_is_known_with_a_figure_for_nought(library):
    asked = (
        "On a scale where 0 is not at all anxious and 10 is completely anxious, overall, how anxious did you feel "
        "yesterday?"
    )
    (use,) = mapped([(asked, ["3", "10", "0"])], library).uses
    assert use.item == "ons4.anxious"
