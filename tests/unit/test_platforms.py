"""Each survey tool is recognised by its own signs; look-alikes of its exports, with invented people."""

import json

import pytest

from tests.export_files import body, codes, csv_text, only, package, refusal, row_numbers, rows_xml, sheet_xml, workbook

QUALTRICS = [
    "StartDate",
    "EndDate",
    "Status",
    "IPAddress",
    "Progress",
    "Duration (in seconds)",
    "Finished",
    "RecordedDate",
    "ResponseId",
    "RecipientLastName",
    "RecipientFirstName",
    "RecipientEmail",
    "ExternalReference",
    "LocationLatitude",
    "LocationLongitude",
    "DistributionChannel",
    "UserLanguage",
]
GERMAN = [
    "Anfangsdatum",
    "Enddatum",
    "Antworttyp",
    "IP-Adresse",
    "Aktueller Stand",
    "Dauer (in Sekunden)",
    "Beendet",
    "Erfassungsdatum",
    "Antwort-ID",
    "Nachname",
    "Vorname",
    "E-Mail",
    "Externe Datenreferenz",
    "Breitengrad",
    "Längengrad",
    "Verteilungskanal",
    "Benutzersprache",
]
ANSWER = [
    "2026-01-05 08:28:09",
    "2026-01-05 08:28:48",
    "0",
    "192.0.2.1",
    "100",
    "38",
    "1",
    "2026-01-05 08:28:48",
    "R_2YPOQ602ER1jkf1",
    "",
    "",
    "",
    "",
    "51.8",
    "-2.2",
    "anonymous",
    "EN",
]


def known(table):
    return table.platform, table.header_rows, table.first_row


def test_qualtrics_with_three_header_rows_in_another_language():
    json_row = [json.dumps({"ImportId": name}) for name in [*QUALTRICS, "QID1"]]
    table = only(csv_text([[*QUALTRICS, "Q1"], [*GERMAN, "How happy\nare you?"], json_row, [*ANSWER, "7"]]))
    assert known(table) == ("Qualtrics", 3, 4)
    assert table.headers[2] == "Status | Antworttyp"
    assert table.headers[17] == "Q1 | How happy\nare you?"
    assert table.metadata == set(range(17))
    assert "ImportId" in table.why
    assert body(table) == [[*ANSWER, "7"]]


def test_qualtrics_tab_separated_in_utf16_and_anonymised():
    names = [name for name in QUALTRICS if not name.startswith(("IP", "Recipient", "Location"))]
    json_row = [json.dumps({"ImportId": name}) for name in [*names, "QID1"]]
    answer = [text for name, text in zip(QUALTRICS, ANSWER, strict=True) if name in names]
    text = csv_text([[*names, "Q1"], [*names, "How happy?"], json_row, [*answer, "7 – “fine”"]], "\t")
    table = only(text.encode("utf-16"), "x.tsv")
    assert known(table) == ("Qualtrics", 3, 4)
    assert table.headers[0] == "StartDate"
    assert body(table)[0][-1] == "7 – “fine”"


def test_qualtrics_legacy_with_two_header_rows_and_a_trailing_comma():
    first = [*(f"V{k}" for k in range(1, 11)), "Q1", ""]
    second = [
        "ResponseID",
        "ResponseSet",
        "Name",
        "ExternalDataReference",
        "EmailAddress",
        "IPAddress",
        "Status",
        "StartDate",
        "EndDate",
        "Finished",
        "How happy?",
        "",
    ]
    answer = [
        "R_1",
        "Default",
        "Anonym",
        "",
        "",
        "192.0.2.1",
        "0",
        "2026-01-05 08:28:09",
        "2026-01-05 08:28:48",
        "1",
        "7",
        "",
    ]
    table = only(b"\xef\xbb\xbf" + csv_text([first, second, answer]).encode())
    assert known(table) == ("Qualtrics", 2, 3)
    assert table.headers[0] == "V1 | ResponseID"
    assert len(table.headers) == 11
    assert "empty_columns" in codes(table)
    assert table.metadata == set(range(10))


def test_as_many_header_rows_as_found_change_nothing():
    """A study file may state what was found."""
    json_row = [json.dumps({"ImportId": name}) for name in [*QUALTRICS, "QID1"]]
    text = csv_text([[*QUALTRICS, "Q1"], [*GERMAN, "How happy?"], json_row, [*ANSWER, "7"]])
    stated = only(text, header_rows=3)
    assert (stated.headers, stated.metadata, body(stated)) == (
        only(text).headers,
        only(text).metadata,
        body(only(text)),
    )
    monkey = csv_text([["Respondent ID", "Q", ""], ["", "Choir", "Walking"], ["114567890123", "Choir", ""]])
    assert only(monkey, header_rows=2).headers == ("Respondent ID", "Q | Choir", "Q | Walking")


def test_qualtrics_workbook_with_two_header_rows_and_one_cut_by_hand():
    two = only(workbook([[*QUALTRICS, "Q1"], [*GERMAN, "How happy?"], [*ANSWER, 7]]), "x.xlsx")
    assert known(two) == ("Qualtrics", 2, 3)
    one = only(csv_text([[*QUALTRICS, "Q1"], [*ANSWER, "7"]]))
    assert known(one) == ("Qualtrics", 1, 2)
    without_first = only(
        csv_text(
            [[*GERMAN, "How happy?"], [json.dumps({"ImportId": name}) for name in [*QUALTRICS, "QID1"]], [*ANSWER, "7"]]
        )
    )
    assert known(without_first) == ("Qualtrics", 2, 3)


MONKEY = [
    "Respondent ID",
    "Collector ID",
    "Start Date",
    "End Date",
    "IP Address",
    "Email Address",
    "First Name",
    "Last Name",
    "Custom Data 1",
]


def test_surveymonkey_with_two_header_rows():
    first = [
        *MONKEY,
        "How often do you feel left out?",
        "Which groups do you go to?",
        "",
        "",
        "Rate these:",
        "",
        "Anything else?",
    ]
    second = [""] * 9 + [
        "Response",
        "Choir",
        "Walking group",
        "Other (please specify)",
        "Food",
        "Room",
        "Open-Ended Response",
    ]
    answer = [
        "114567890123",
        "4001",
        "01/05/2026 10:00:00",
        "01/05/2026 10:05:00",
        "",
        "",
        "",
        "",
        "",
        "Often",
        "Choir",
        "",
        "bingo",
        "4",
        "5",
        "no",
    ]
    table = only(csv_text([first, second, answer]))
    assert known(table) == ("SurveyMonkey", 2, 3)
    assert table.headers[9:] == (
        "How often do you feel left out?",
        "Which groups do you go to? | Choir",
        "Which groups do you go to? | Walking group",
        "Which groups do you go to? | Other (please specify)",
        "Rate these: | Food",
        "Rate these: | Room",
        "Anything else?",
    )
    assert table.metadata == set(range(9))
    assert body(table)[0][0] == "114567890123"


def test_surveymonkey_flattened_on_a_mac():
    text = csv_text(
        [
            ["RespondentID", "How often do you feel\u00a0left out? It’s private – promised", "Gender"],
            ["3308895255", "N/A", "Male"],
            ["3308895256", "café", ""],
        ]
    )
    table = only(text.encode("mac_roman"))
    assert known(table) == ("SurveyMonkey", 1, 2)
    assert table.headers[1] == "How often do you feel\u00a0left out? It’s private – promised"
    assert codes(table) == ["encoding_guessed"]
    assert 'encoding = "cp1252"' in table.issues[0].fix
    assert body(table)[1][1] == "café"


@pytest.mark.parametrize(
    ("header", "own"),
    [
        (
            ["id", "submitdate", "lastpage", "startlanguage", "seed", "Q1", "Q2[SQ001]", "groupTime12"],
            {0, 1, 2, 3, 4, 7},
        ),
        (
            [
                "Response ID",
                "Date submitted",
                "Last page",
                "Start language",
                "Seed",
                "How happy?",
                "Left out? [at home]",
                "Total time",
            ],
            {0, 1, 2, 3, 4, 7},
        ),
        (
            [
                "id. Response ID",
                "submitdate. Date submitted",
                "lastpage. Last page",
                "startlanguage. Start language",
                "seed. Seed",
                "Q1. How happy?",
                "Q2[SQ001]. Left out?",
                "interviewtime. Total time",
            ],
            {0, 1, 2, 3, 4, 7},
        ),
    ],
)
@pytest.mark.parametrize("separator", [",", ";"])
def test_limesurvey_headings(header, own, separator):
    rows = [header, ["15", "1980-01-01 00:00:00", "24", "en", "536296554", "A1", "Y", "88.2"]]
    quoted = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows) + "\r\n\r\n"
    table = only(b"\xef\xbb\xbf" + quoted.encode())
    assert known(table) == ("LimeSurvey", 1, 2)
    assert table.metadata == own
    assert table.headers == tuple(header)
    assert codes(table) == []


def test_limesurvey_without_responses_writes_one_empty_record():
    text = '"id","submitdate","lastpage","startlanguage","Q1"\r\n"","","","",""\r\n\r\n'
    assert refusal(text).issues[0].code == "no_answers"


def test_kobo_old_and_new():
    old = [
        "name",
        "visit/q1",
        "children[1]/age",
        "children[2]/age",
        "web/firefox",
        "meta/instanceID",
        "_uuid",
        "_submission_time",
        "_validation_status",
    ]
    table = only(csv_text([old, ["Bo", "n/a", "12", "n/a", "True", "uuid:b31c", "b31c", "2026-02-18T15:54:01", "{}"]]))
    assert known(table) == ("KoboToolbox", 1, 2)
    assert table.metadata == {5, 6, 7, 8}
    new = [
        "start",
        "end",
        "How happy are you?",
        "Where do you go?",
        "Where do you go?/donkey/mule/cart",
        "_id",
        "_uuid",
        "_submission_time",
        "__version__",
        "_index",
    ]
    table = only(
        csv_text(
            [
                new,
                [
                    "2026-02-01T09:00:00.000+00:00",
                    "2026-02-01T09:02:00.000+00:00",
                    "7",
                    "cart",
                    "1",
                    "90001",
                    "b31c",
                    "2026-02-01T09:02:10",
                    "v1",
                    "1",
                ],
            ],
            ";",
        )
    )
    assert known(table) == ("KoboToolbox", 1, 2)
    assert table.metadata == {0, 1, 5, 6, 7, 8, 9}


def test_redcap_raw_longitudinal_and_labelled():
    raw = [
        "record_id",
        "redcap_event_name",
        "redcap_repeat_instance",
        "age",
        "gym___1",
        "gym___2",
        "mood_timestamp",
        "pmq1",
        "mood_complete",
    ]
    table = only(csv_text([raw, ["100", "enrollment_arm_1", "", "41", "1", "0", "[not completed]", "3", "2"]]))
    assert known(table) == ("REDCap", 1, 2)
    assert table.metadata == {2, 6, 8}
    checkboxes = only(csv_text([["record_id", "one___1", "one___2", "form_1_complete"], ["1", "1", "0", "0"]]))
    assert (checkboxes.platform, checkboxes.metadata) == ("REDCap", {3})
    labelled = [
        "Record ID",
        "Event Name",
        "Survey Identifier",
        "How happy?",
        "Groups (choice=Choir)",
        "Complete?",
        "Left out?",
        "Complete?",
    ]
    table = only(
        csv_text([labelled, ["100", "Visit 1 (Arm 1: Main)", "", "7", "Checked", "Complete", "Often", "Incomplete"]])
    )
    assert (table.platform, table.metadata) == ("REDCap", {2, 5, 7})


def test_typeform():
    header = [
        "#",
        "Your code",
        "Choir",
        "Other",
        "Art",
        "Other",
        "Response Type",
        "Start Date (UTC)",
        "Stage Date (UTC)",
        "Submit Date (UTC)",
        "Network ID",
        "Tags",
    ]
    answer = [
        "b5fe0pz2mibn56085b5fe4abz1x06b77",
        "AB12",
        "Choir",
        "",
        "Art",
        "",
        "completed",
        "2026-04-02 14:15:49",
        "",
        "2026-04-02 14:23:31",
        "72e4",
        "",
    ]
    table = only(workbook([header, answer], name="lnPdNkX3"), "responses.xlsx")
    assert known(table) == ("Typeform", 1, 2)
    assert table.metadata == {0, 6, 7, 8, 9, 10, 11}
    assert "duplicate_headers" in codes(table)


def test_microsoft_forms_quiz_in_german_and_in_a_language_not_listed():
    quiz = [
        "ID",
        "Start time",
        "Completion time",
        "Email",
        "Name",
        "Total points",
        "Quiz feedback",
        "Q1",
        "Points - Q1",
        "Feedback - Q1",
    ]
    table = only(
        workbook([quiz, [1, "2026-01-05 09:00:00", "2026-01-05 09:05:00", "anonymous", "", 1, "", "Yes", 1, ""]]),
        "x.xlsx",
    )
    assert (table.platform, table.metadata) == ("Microsoft Forms", {0, 1, 2, 3, 4, 5, 6, 8, 9})
    german = ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name", "Wie oft?"]
    assert (
        only(
            workbook([german, [1, "2026-01-05 09:00:00", "2026-01-05 09:05:00", "anonymous", "", "oft"]]), "x.xlsx"
        ).platform
        == "Microsoft Forms"
    )
    estonian = ["ID", "Algusaeg", "Lõpetamisaeg", "E-post", "Nimi", "Kui tihti?"]
    table = only(
        workbook([estonian, [1, "2026-01-05 09:00:00", "2026-01-05 09:05:00", "anonymous", "", "harva"]]), "x.xlsx"
    )
    assert (table.platform, table.metadata) == ("Microsoft Forms", {0, 1, 2, 3, 4})


def test_microsoft_forms_saved_again_with_semicolons_and_under_a_title():
    rows = [
        ["ID", "Start time", "Completion time", "Email", "Name", "Groups"],
        ["7", "05/01/2026 09:00", "05/01/2026 09:05", "anonymous", "", "Choir;Walking;"],
    ]
    assert only(csv_text(rows, ";")).platform == "Microsoft Forms"
    assert body(only(csv_text(rows, ";")))[0][5] == "Choir;Walking;"
    table = only(workbook([["Singing 2026"], [], *rows]), "x.xlsx")
    assert known(table) == ("Microsoft Forms", 1, 4)
    assert codes(table) == ["header_found", "blank_rows"]
    assert row_numbers(table) == [4]


def test_jisc_smartsurvey_and_snap():
    jisc = ["Unique Response Number", "1. Your code", "2.a. Left out?", "3.1.a. Happy", "Completion date"]
    table = only(csv_text([jisc, ["628-1", "AB12", "Often", "7", "2026-01-05"]]))
    assert (table.platform, table.metadata) == ("Jisc Online Surveys", {0, 4})
    numbered = ["Response ID", "1. Your code", "2. Left out?", "3. Happy"]
    assert only(csv_text([numbered, ["1", "AB12", "Often", "7"]])).platform == "Jisc Online Surveys"
    assert only(csv_text([["Response ID", "Your code", "Left out?"], ["1", "AB12", "Often"]])).platform == "CSV"
    smart = [
        "UserID",
        "UserNo",
        "Name",
        "Email",
        "IP Address",
        "Unique ID",
        "Started",
        "Ended",
        "Left out?",
        "Groups",
        "",
    ]
    second = ["", "", "", "", "", "", "", "", "", "Choir", "Walking"]
    answer = ["9001", "1", "", "", "", "u1", "05/01/2026 09:00", "05/01/2026 09:03", "Often", "Choir", ""]
    table = only(csv_text([smart, second, answer]))
    assert known(table) == ("SmartSurvey", 2, 3)
    assert table.headers[9:] == ("Groups | Choir", "Groups | Walking")
    snap = only(csv_text([["ID.name", "ID.date", "Q1", "Q2.a"], ["r1", "2026-01-05", "3", "1"]]))
    assert (snap.platform, snap.metadata) == ("Snap", {0, 1})


def test_a_second_sheet_of_another_kind_does_not_hide_the_first():
    answers = sheet_xml(rows_xml([["Timestamp", "Happy?"], ["2026-01-05 09:00:00", 7], ["2026-01-05 10:00:00", 5]]))
    pivot = sheet_xml(rows_xml([["Row Labels", "Count of Happy?"], ["5", 1], ["7", 1], ["Grand Total", 2]]))
    table = only(package({"Form Responses 1 ": answers, "Pivot": pivot}), "x.xlsx")
    assert table.platform == "Google Forms"
    said = {issue.code: str(issue) for issue in table.issues}
    assert "sheet 'Pivot'" in said["sheet_left_out"]
    assert "summary" in said["sheet_left_out"]
