"""Forms of KoboToolbox, REDCap, Typeform, Microsoft, Jisc, SmartSurvey and Snap, known by their own signs."""

from tests.export_files import body, codes, csv_text, known, only, row_numbers, workbook


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
