"""Who answered, when, in which wave, what is personal: found by header or by what the cells look like, never guessed."""

from functools import cache

import pytest

from measures.exports.columns import ColumnRule, ColumnRules
from tests.made_tables import codes_of, instrument, library, mapped, uses

THREE = '[responses.three]\noptions = [{ code = 1, label = "Hardly ever" }, { code = 2, label = "Some of the time" }, { code = 3, label = "Often" }]\n'
LEFT_OUT, ISOLATED = "How often do you feel left out?", "How often do you feel isolated from others?"
OFTEN = ["Often", "Hardly ever"]
CODE = ("Your code", ["AB12", "CD34"])


@cache
def feeling():
    items = {"left_out": (LEFT_OUT, "three", ("lonely2",)), "isolated": (ISOLATED, "three", ("lonely3",))}
    return library(instrument("feel", THREE, items))


def roles(columns, rules=None, **options):
    return [use.role for use in mapped(columns, feeling(), rules, **options).uses]


@pytest.mark.parametrize(
    "header",
    ["Your code", "Participant ID", "Personal code", "participant", "Unique ID", "participant_id", "Your unique code *",
     "Please create your personal code (first two letters of ...)", "Study ID", "Member number", "3. What is your own code?"],
)  # fmt: skip
def test_the_participants_code_is_found(header):
    assert roles([(header, ["AB12", "CD34"])]) == ["participant"]


@pytest.mark.parametrize(
    "header",
    ["ID", "Respondent ID", "RespondentID", "ResponseId", "Response ID", "#", "_id", "Unique Response Number", "UserID", "token",
     "Post code", "Your postcode", "QR code", "Participants in your household"],
)  # fmt: skip
def test_numbers_of_forms_and_other_codes_are_never_the_participant(header):
    assert "participant" not in roles([(header, ["1", "2"])])


def test_microsoft_forms_columns():
    found = mapped(
        [
            ("ID", ["1", "2"]),
            ("Start time", ["2026-01-05 10:00:00", "2026-01-06 10:00:00"]),
            ("Completion time", ["2026-01-05 10:05:00", "2026-01-06 10:04:00"]),
            ("Email", ["anonymous", "anonymous"]),
            ("Name", ["", ""]),
            CODE,
        ],
        feeling(),
        metadata=[0, 1, 2, 3, 4],
    )
    assert uses(found) == ["metadata", "metadata", "date", "drop", "drop", "participant"]
    assert "not of the person" in found.uses[0].why
    assert codes_of(found.issues) == ["personal_data"]
    assert "D 'Email', E 'Name'" in found.issues[0].message


def test_the_time_of_answering_is_found_in_any_language_of_microsoft_forms():
    columns = [("ID", ["1"]), ("Startzeit", ["x"]), ("Fertigstellungszeit", ["y"]), ("E-Mail", ["z"])]
    assert roles(columns, metadata=[0, 1, 2, 3], platform="Microsoft Forms") == ["metadata", "metadata", "date", "drop"]


def test_the_levels_of_joined_header_rows_are_read_each():
    columns = [
        ("EndDate | Enddatum", ["1", "2"]),
        ("IPAddress | IP-Adresse", ["", ""]),
        ("RecipientEmail | E-Mail des Empfaengers", ["", ""]),
        ("ResponseId | Antwort-ID", ["R_1", "R_2"]),
        ("Q1 | Your code", ["a", "b"]),
        ("Q2 | When are you filling this in?", ["First", "Last"]),
    ]
    assert roles(columns, metadata=[0, 1, 2, 3]) == ["date", "drop", "drop", "metadata", "participant", "wave"]


def test_redcaps_first_column_is_the_participant():
    columns = [
        ("record_id", ["1", "1"]),
        ("redcap_event_name", ["baseline_arm_1", "visit_2_arm_1"]),
        ("participant_code", ["x", "x"]),
    ]
    assert roles(columns, platform="REDCap") == ["participant", "wave", "unused"]


def test_several_candidates_are_asked_about():
    found = mapped([("Participant ID", ["1", "2"]), ("Personal code", ["a", "b"])], feeling())
    assert uses(found) == ["unused", "unused"]
    assert codes_of(found.issues, "decide") == ["participant_columns"]
    settled = mapped(
        [("Participant ID", ["1", "2"]), ("Personal code", ["a", "b"])],
        feeling(),
        ColumnRules(participant=("Personal code",)),
    )
    assert uses(settled) == ["unused", "participant"]


def test_a_stated_participant_may_be_any_column_or_several():
    rules = ColumnRules(participant=("ID", "Site"))
    assert roles([("ID", ["1", "2"]), ("Site", ["x", "y"])], rules, metadata=[0]) == ["participant", "participant"]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("timepoint", ["1", "2"]),
        ("Wave", ["Alpha", "Beta"]),
        ("When are you filling this in?", ["On my first visit", "At my last visit"]),
        ("Survey stage", ["Baseline", "Follow-up"]),
        ("Is this your first or last session?", ["First", "Last"]),
        ("Form", ["Before", "After"]),
        ("Column 7", ["pre", "post"]),
        ("x", ["T1", "T2"]),
        ("x", ["Baseline", "3 months", "6-month follow-up"]),
    ],
)
def test_the_wave_is_found_by_header_or_values(header, values):
    assert roles([("Your code", [f"p{k}" for k in range(len(values))]), (header, values)]) == ["participant", "wave"]


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Wave", [f"w{k}" for k in range(13)]),  # too many
        ("Visit", ["Home", "Clinic"]),
        ("Form", ["Before", "Before"]),  # one value only, and the header says nothing
        ("Stage", ["Seed", "Growth"]),
        ("How long have you lived here?", ["1 year", "2 years"]),
        ("When do you walk?", ["Before work", "After work"]),
        ("Region", ["Stroud", "Tewkesbury"]),
    ],
)
def test_other_columns_are_no_wave(header, values):
    assert roles([(header, values)]) == ["unused"]


def test_two_wave_columns_are_asked_about():
    found = mapped([("Wave", ["1", "2"]), ("Timepoint", ["a", "b"])], feeling())
    assert uses(found) == ["unused", "unused"]
    assert codes_of(found.issues, "decide") == ["wave_columns"]


def test_a_stated_wave_wins():
    columns = [("Wave", ["1", "2"]), ("When", ["a", "b"])]
    found = mapped(columns, feeling(), ColumnRules(wave_column="When"))
    assert uses(found) == ["unused", "wave"]
    assert not found.issues
    whole_file = mapped(columns, feeling(), ColumnRules(wave="after"))
    assert uses(whole_file) == ["unused", "unused"]
    assert whole_file.wave == "after"


@pytest.mark.parametrize(
    ("header", "values", "kind"),
    [
        ("E-mail address (optional)", ["", ""], "email"),
        ("First Name", ["A", "B"], "names"),
        ("Mobile", ["1", "2"], "phone"),
        ("Date of birth", ["1", "2"], "birth"),
        ("IPAddress", ["", ""], "IP"),
        ("LocationLatitude", ["51.86", "51.75"], "coordinates"),
        ("Home postcode", ["a", "b"], "postcodes"),
        ("NHS number", ["", ""], "NHS"),
        ("Column 3", ["jo@example.org", "al@example.org"], "email"),
        ("Column 3", ["192.0.2.1", "198.51.100.7"], "IP"),
        ("Column 3", ["01632 960 123", "+44 7700 900123"], "phone"),
        ("Column 3", ["GL1 1AA", "gl50 2bb"], "postcodes"),
        ("Column 3", ["51.8642, -2.2382", "51.7457, -2.2178"], "coordinates"),
        ("Column 3", ["01/02/1950", "3/4/1988"], "birth"),
        # test numbers of the 999 range, which are never given out; check digits worked by modulus 11:
        # 999 123 4560: 9*10+9*9+9*8+1*7+2*6+3*5+4*4+5*3+6*2 = 320, 320 mod 11 = 1, 11 - 1 = 10, so no such number;
        # 999 000 0018: 90+81+72+0+0+0+0+0+1*2 = 245, 245 mod 11 = 3, 11 - 3 = 8
        # 999 000 0026: 243 + 2*2 = 247, mod 11 = 5, 11 - 5 = 6;  999 000 0034: 243 + 3*2 = 249, mod 11 = 7, 11 - 7 = 4
        ("Column 3", ["999 000 0018", "9990000026", "9990000034"], "NHS"),
    ],
)
def test_personal_data_are_left_out_with_the_reason(header, values, kind):
    found = mapped([(header, values)], feeling())
    assert found.uses[0].role == "drop"
    assert kind in found.uses[0].why
    assert codes_of(found.issues) == ["personal_data"]
    assert not any(value and value in issue.message for issue in found.issues for value in values if len(value) > 2)


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Programme name", ["Breathe In", "Sing Out"]),
        ("Name of group", ["A", "B"]),
        ("Age", ["34", "65"]),
        ("Visited on", ["01/02/2026", "03/04/2026"]),
        ("Reference", ["9990000019", "9990000027", "9990000035"]),  # ten digits with wrong check digits
        ("How did you hear?", ["from a friend", "my doctor"]),
    ],
)
def test_other_columns_are_not_taken_for_personal(header, values):
    assert roles([(header, values)]) == ["unused"]


def test_a_personal_column_can_be_used_when_the_study_names_it():
    found = mapped(
        [("Home postcode", ["GL1 1AA", "GL50 2BB"])], feeling(), ColumnRules(needed={"Home postcode": "group"})
    )
    assert (found.uses[0].role, found.uses[0].item) == ("group", "Home postcode")


def test_quotes_that_tell_who_wrote_them_are_pointed_out():
    cells = ["Loved it, write to jo@example.org", "It helped", "Ring me on 01632 960 123"]
    found = mapped([("Comments", cells)], feeling(), ColumnRules(columns={"Comments": ("quote",)}))
    assert uses(found) == ["quote"]
    assert codes_of(found.issues) == ["personal_in_quotes"]
    assert found.issues[0].message.startswith("2 answers")


def test_the_best_date_is_taken():
    columns = [("Start date", ["1", "2"]), ("Completion time", ["1", "2"]), ("Date", ["1", "2"])]
    assert roles(columns) == ["unused", "date", "unused"]
    assert roles(columns, ColumnRules(date="Start date")) == ["date", "unused", "unused"]


def test_markers_are_found_and_reported():
    columns = [
        CODE,
        (f"{LEFT_OUT} (before)", OFTEN),
        (f"{ISOLATED} (before)", OFTEN),
        (f"{LEFT_OUT} (after)", OFTEN),
        (f"{ISOLATED} (after)", OFTEN),
    ]
    found = mapped(columns, feeling())
    assert uses(found) == [
        "participant",
        "feel.left_out@before",
        "feel.isolated@before",
        "feel.left_out@after",
        "feel.isolated@after",
    ]
    assert codes_of(found.issues) == ["wave_markers"]
    assert found.issues[0].severity == "check"


def test_unnamed_copies_are_asked_about():
    columns = [(LEFT_OUT, OFTEN), (ISOLATED, OFTEN), (LEFT_OUT + "2", OFTEN), (ISOLATED + "2", OFTEN)]
    found = mapped(columns, feeling())
    assert [use.item for use in found.uses] == ["feel.left_out", "feel.isolated"] * 2
    assert [use.wave for use in found.uses] == ["unmarked"] * 2 + ["2"] * 2
    assert [(issue.severity, issue.code) for issue in found.issues] == [("decide", "wave_markers")]
    stated = mapped(columns, feeling(), ColumnRules(suffix={"before": "", "after": "2"}))
    assert [use.wave for use in stated.uses] == ["before"] * 2 + ["after"] * 2
    assert not stated.issues


def test_stated_markers_leave_other_columns_to_the_person():
    columns = [CODE, ("pre_lonely2", OFTEN), ("post_lonely2", OFTEN), ("Age", ["30", "40"])]
    found = mapped(columns, feeling(), ColumnRules(prefix={"before": "pre_", "after": "post_"}))
    assert uses(found) == ["participant", "feel.left_out@before", "feel.left_out@after", "unused"]
    assert not found.issues


def test_the_full_header_wins_over_the_stem():
    columns = [("pre_x", OFTEN), ("post_x", OFTEN), ("pre_y", OFTEN)]
    rules = ColumnRules(
        prefix={"before": "pre_", "after": "post_"},
        columns={"pre_x": ("feel.isolated",), "x": ("feel.left_out",), "y": ("quote",)},
    )
    found = mapped(columns, feeling(), rules)
    assert uses(found) == ["feel.isolated@before", "feel.left_out@after", "quote@before"]


def test_a_wave_column_beside_markers_is_asked_about():
    columns = [
        ("Wave", ["1", "2"]),
        ("pre_lonely2", OFTEN),
        ("pre_lonely3", OFTEN),
        ("post_lonely2", OFTEN),
        ("post_lonely3", OFTEN),
    ]
    found = mapped(columns, feeling())
    assert found.uses[0].role == "unused"
    assert "wave_columns" in codes_of(found.issues, "decide")


def test_absent_headers_are_reported_with_the_nearest():
    rules = ColumnRules(columns={"Commments": ("quote",)}, participant=("Code",), date="Nowhere to be found")
    found = mapped([("Comments", ["x"]), ("Site", ["y"])], feeling(), rules)
    absent = [issue for issue in found.issues if issue.code == "header_absent"]
    assert len(absent) == 3
    assert all(issue.severity == "check" and issue.where == "before.xlsx" for issue in absent)
    assert {issue.fix for issue in absent if "Did you mean" in issue.fix} == {
        "Did you mean 'Comments'? Otherwise correct it, unless this file need not have it.",
    }


def test_a_header_that_stands_twice_is_asked_about_unless_dropped():
    columns = [("Site", ["a"]), ("Site", ["b"])]
    asked = mapped(columns, feeling(), ColumnRules(needed={"Site": "group"}))
    assert uses(asked) == ["unused", "unused"]
    assert codes_of(asked.issues, "decide") == ["header_twice"]
    assert uses(mapped(columns, feeling(), ColumnRules(columns={"Site": ("drop",)}))) == ["drop", "drop"]
    second = mapped(columns, feeling(), ColumnRules(column=(ColumnRule(header="site", occurrence=2, to="locality"),)))
    assert uses(second) == ["unused", "locality"]


def test_an_occurrence_that_is_not_there_is_said():
    found = mapped(
        [("Site", ["a"])], feeling(), ColumnRules(column=(ColumnRule(header="Site", occurrence=2, to="locality"),))
    )
    assert codes_of(found.issues, "decide") == ["header_absent"]
    assert "stands here once" in found.issues[0].message


def test_one_column_named_for_two_uses_is_asked_about():
    rules = ColumnRules(columns={"Blue": ("feel.left_out",), "blue": ("feel.isolated",)})
    found = mapped([("Blue", OFTEN)], feeling(), rules)
    assert uses(found) == ["feel.left_out"]
    assert codes_of(found.issues, "decide") == ["two_uses"]
    assert "feel.left_out and as feel.isolated" in found.issues[0].message


def test_a_question_may_also_be_a_breakdown():
    rules = ColumnRules(columns={"Blue": ("feel.left_out",)}, needed={"Blue": "group"})
    found = mapped([("Blue", OFTEN)], feeling(), rules)
    assert uses(found) == ["feel.left_out"]
    assert not found.issues


def test_one_column_can_serve_two_breakdowns():
    found = mapped([("Age", ["30", "40"])], feeling(), ColumnRules(needed={"Age": "group", "age": "weight"}))
    assert (found.uses[0].role, found.uses[0].item, found.uses[0].items) == ("group", "Age", ("age",))


def test_a_place_may_also_be_a_breakdown():
    rules = ColumnRules(columns={"Site": ("locality",)}, needed={"Site": "group"})
    found = mapped([("Site", ["a"])], feeling(), rules)
    assert (found.uses[0].role, found.uses[0].item) == ("locality", "Site")
    assert not found.issues
