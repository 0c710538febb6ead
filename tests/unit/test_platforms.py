"""Each survey tool is recognised by its own signs; look-alikes of its exports, with invented people."""

import json

import pytest

from tests.export_files import body, codes, csv_text, known, only, package, refusal, rows_xml, sheet_xml, workbook

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


def test_a_second_sheet_of_another_kind_does_not_hide_the_first():
    answers = sheet_xml(rows_xml([["Timestamp", "Happy?"], ["2026-01-05 09:00:00", 7], ["2026-01-05 10:00:00", 5]]))
    pivot = sheet_xml(rows_xml([["Row Labels", "Count of Happy?"], ["5", 1], ["7", 1], ["Grand Total", 2]]))
    table = only(package({"Form Responses 1 ": answers, "Pivot": pivot}), "x.xlsx")
    assert table.platform == "Google Forms"
    said = {issue.code: str(issue) for issue in table.issues}
    assert "sheet 'Pivot'" in said["sheet_left_out"]
    assert "summary" in said["sheet_left_out"]
