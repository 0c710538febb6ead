"""The whole way through the command line: exports of several tools to results.json, as a person would go it."""

import json

import pytest

from measures.cli import main
from measures.exports.codebook_files import read_codebook
from measures.exports.tables import Upload
from tests.export_files import csv_text, package, rows_xml, sheet_xml, workbook
from tests.unit.test_bad_inputs import OPTIONS, QUESTIONS, answers
from tests.unit.test_codebooks import document, rows

CODES = {label: str(k) for k, label in enumerate(OPTIONS, start=1)}


def run(folder, *words):
    """Run `measures evaluate` over files in a folder: its results, by measure for the loneliness scale."""
    target = folder / "r.json"
    assert main(["evaluate", *map(str, words), "--json", str(target), "--policy", "none"]) == 0
    found = json.loads(target.read_text("utf-8"))
    mine = [row for row in found["results"] if row["instrument"] == "ucla3" and row["scale"] == "total"]
    return found, {row["measure"]: row for row in mine if not row["group_by"]}


def forms(people):
    """Microsoft Forms: response number, two times, e-mail and name first."""
    head = ["ID", "Start time", "Completion time", "Email", "Name"]
    own = [[str(k), "2026-01-05 09:00:00", "2026-01-05 09:05:00", "anonymous", ""] for k in range(1, len(people))]
    return workbook([[*head, *people[0]], *([*one, *row] for one, row in zip(own, people[1:], strict=True))])


def google(people):
    """Google Forms downloaded: a time stamp first, the grid's rows in brackets."""
    header = ["Timestamp", people[0][0], *(f"About you [{question}]" for question in people[0][1:])]
    return csv_text([header, *(["2026/06/20 9:00:00 AM GMT+1", *row] for row in people[1:])])


def redcap(people, event="after_arm_1"):
    """REDCap, raw: codes under names of its own, described by its dictionary; the record id is another code."""
    header = ["record_id", "redcap_event_name", "code", "q1", "q2", "q3", "one_complete"]
    coded = ([str(k), event, row[0], *(CODES[cell] for cell in row[1:]), "2"] for k, row in enumerate(people[1:], 1))
    return csv_text([header, *coded])


DICTIONARY = csv_text([
    ["Variable / Field Name", "Form Name", "Field Type", "Field Label", "Choices, Calculations, OR Slider Labels"],
    ["code", "one", "text", "Your code", ""],
    *([f"q{k}", "one", "radio", question, " | ".join(f"{code}, {label}" for label, code in CODES.items())]
      for k, question in enumerate(QUESTIONS, start=1)),
])  # fmt: skip


def scored(rows_):
    """What a person's loneliness is: the three codes added up."""
    return [sum(int(CODES[cell]) for cell in row[1:]) for row in rows_[1:]]


@pytest.mark.parametrize("after", ["google", "redcap"])
def test_another_tool_before_than_after(tmp_path, after):
    before, later = answers(30), answers(30, shift=1)
    later[1][1] = "Often"  # else everybody's three answers add up to six
    later[2][1:] = ["Often"] * 3
    (tmp_path / "before.xlsx").write_bytes(forms(before))
    files = ["before.xlsx", "after.csv"]
    (tmp_path / "after.csv").write_text(google(later) if after == "google" else redcap(later), encoding="utf-8")
    if after == "redcap":
        files.append("dictionary.csv")
        (tmp_path / "dictionary.csv").write_text(DICTIONARY, encoding="utf-8")
    study = tmp_path / "study.toml"
    entries = "".join(
        f'[[files]]\npath = "{name}"\n' + (f'wave = "{name.split(".")[0]}"\n' if "dict" not in name else "")
        for name in files
    )
    code = '[files.participant]\ncolumn = "code"\n' if after == "redcap" else ""
    entries = entries.replace('wave = "after"\n', f'wave = "after"\n{code}')
    study.write_text(f'{entries}[waves]\norder = ["before", "after"]\n[analysis]\nbootstrap = 20\n', encoding="utf-8")
    _, found = run(tmp_path, "--study", study)
    changes = [b - a for a, b in zip(scored(before), scored(later), strict=True)]
    assert found["mean_change"]["n"] == 30
    assert found["mean_change"]["estimate"] == pytest.approx(sum(changes) / 30, abs=1e-12)


def test_ten_project_files_at_once(tmp_path):
    """Five projects, two files each, three tools, told apart by their entries; all people count once."""
    entries = []
    for k in range(5):
        for wave, shift in (("before", 0), ("after", 1)):
            people = answers(8, shift=shift, code="P" + str(k) + "{letter}{k:03d}X")
            if k == 0 and wave == "after":
                people[1][1:] = ["Often"] * 3
            name = f"project{k} {wave}." + ("xlsx" if k % 2 else "csv")
            (tmp_path / name).write_bytes(
                forms(people) if k % 2 else google(people).encode() if k else csv_text(people, ";").encode("utf-16")
            )
            entries.append(f'[[files]]\npath = "{name}"\nwave = "{wave}"\nprogramme = "Project {k}"\n')
    study = tmp_path / "study.toml"
    study.write_text(
        "".join(entries)
        + '[waves]\norder = ["before", "after"]\n[groups]\nproject = { column = "programme" }\n[analysis]\nbootstrap = 20\n'
    )
    found, overall = run(tmp_path, "--study", study)
    assert overall["mean_change"]["n"] == 40
    assert overall["mean_change"]["estimate"] == pytest.approx(3 / 40)  # one person of 40 went from 6 to 9
    groups = {row["group"]: row["n"] for row in found["results"] if row["measure"] == "mean_change"
              and (row["instrument"], row["scale"], row["group_by"]) == ("ucla3", "total", "project")}  # fmt: skip
    assert groups == {f"Project {k}": 8 for k in range(5)}


def test_last_quarters_study_file_reads_this_quarters_exports(tmp_path, capsys):
    """Settled once: a wording of their own, a column of codes; next time one column is new and one is gone."""

    def quarter(shift, extra):
        people = answers(20, shift=shift)
        people[1][1:] = ["Often"] * 3 if shift else people[1][1:]
        header = ["Who", "Feeling alone?", *QUESTIONS[1:], extra]
        return csv_text([header, *([*row, "x"] for row in people[1:])])

    for wave, shift in (("before", 0), ("after", 1)):
        (tmp_path / f"{wave}.csv").write_text(quarter(shift, "Favourite song"))
    study = tmp_path / "study.toml"
    assert (
        main(["inspect", str(tmp_path / "before.csv"), str(tmp_path / "after.csv"), "--write-study", str(study)]) == 0
    )
    settled = study.read_text().replace(
        "[columns]\n", '[columns]\n"Feeling alone?" = "ucla3.companionship"\n"Favourite song" = "drop"\n'
    )
    settled = settled.replace("[participant]\nnone = true", '[participant]\ncolumn = "Who"')
    study.write_text(settled + "[analysis]\nbootstrap = 20\n")
    _, first = run(tmp_path, "--study", study)
    assert first["mean_change"]["n"] == 20
    for wave, shift in (("before", 0), ("after", 1)):
        (tmp_path / f"{wave}.csv").write_text(quarter(shift, "Favourite dance"))
    capsys.readouterr()
    _, second = run(tmp_path, "--study", study)
    assert second["mean_change"]["estimate"] == first["mean_change"]["estimate"]
    said = capsys.readouterr().err
    assert "'Favourite dance'" in said
    assert "no column 'Favourite song'" in said


def test_decimal_commas_encodings_and_separators_give_the_same_scores(tmp_path):
    """Life satisfaction in half marks, saved five ways by spreadsheets of several countries."""
    marks = [("AB1X", 7.5, 8.0), ("CD2X", 3.0, 4.5), ("EF3X", 9.5, 9.5), ("GH4X", 6.0, 7.5)]
    wide = ["Your code", "Satisfied before", "Satisfied after", "Où?"]

    def saved(sign, separator, encoding):
        def number(value):
            return f"{value:.1f}".replace(".", sign)

        text = csv_text([wide, *([code, number(a), number(b), "café"] for code, a, b in marks)], separator)
        return text.encode(encoding)

    seen = set()
    ways = (
        (".", ",", "utf-8"),
        (",", ";", "cp1252"),
        (",", ";", "mac_roman"),
        (",", "\t", "utf-16"),
        (",", "|", "utf-8-sig"),
        (",", ",", "utf-8"),
    )
    for way in ways:
        (tmp_path / "x.csv").write_bytes(saved(*way))
        study = tmp_path / "study.toml"
        study.write_text(
            '[[files]]\npath = "x.csv"\n[waves]\norder = ["before", "after"]\nsuffix = { before = " before", after = " after" }\n'
            '[columns]\n"Satisfied" = "ons4.scale:satisfied"\n[analysis]\nbootstrap = 20\n'
        )
        target = tmp_path / "r.json"
        assert main(["evaluate", "--study", str(study), "--json", str(target), "--policy", "none"]) == 0
        found = json.loads(target.read_text())
        change = [row for row in found["results"] if row["measure"] == "mean_change" and row["instrument"] == "ons4"]
        seen.add((change[0]["n"], round(change[0]["estimate"], 12)))
    assert seen == {(4, (0.5 + 1.5 + 0 + 1.5) / 4)}


def test_kobo_workbook_with_both_forms_of_select_multiple_and_a_sheet_of_repeats(tmp_path):
    head = [
        "start",
        *QUESTIONS,
        "Where do you go?",
        "Where do you go?/choir",
        "Where do you go?/art",
        "code",
        "_uuid",
        "_submission_time",
        "_index",
    ]

    def main_sheet(shift):
        return [
            head,
            *(
                ["2026-01-05", *row[1:], "choir art", "1", "1", row[0], f"u{k}", "2026-01-05", str(k)]
                for k, row in enumerate(answers(12, shift=shift)[1:])
            ),
        ]

    children = [["name", "age", "_index", "_parent_index", "_parent_table_name", "_submission__uuid"],
                *([f"Child {k}", "4", str(k), str(k // 2), "form", f"u{k // 2}"] for k in range(24))]  # fmt: skip
    for wave, shift in (("before", 0), ("after", 1)):
        sheets = {"form": main_sheet(shift), "children": children}
        (tmp_path / f"{wave}.xlsx").write_bytes(
            package({name: sheet_xml(rows_xml(cells)) for name, cells in sheets.items()})
        )
    _, found = run(tmp_path, "--before", tmp_path / "before.xlsx", "--after", tmp_path / "after.xlsx")
    assert found["mean_all"]["n"] == 12
    assert found["mean_change"]["n"] == 12


def test_redcap_repeats_of_one_person_are_settled_by_the_rule(tmp_path):
    """Two instances after: equally complete, so the later counts; rows of another form hold none of the answers."""
    header = [
        "record_id",
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "age",
        "q1",
        "q2",
        "q3",
        "one_complete",
    ]
    rows_ = []
    for k in range(1, 13):
        rows_ += [[str(k), "before_arm_1", "", "", "41", "1", "1", "1", "2"], [str(k), "after_arm_1", "one", "1", "", "1", "1", "2", "2"],
                  [str(k), "after_arm_1", "one", "2", "", "3", "3", "3", "2"]]  # fmt: skip
    (tmp_path / "data.csv").write_text(csv_text([header, *rows_]))
    (tmp_path / "dictionary.csv").write_text(DICTIONARY)
    study = tmp_path / "study.toml"
    study.write_text('[[files]]\npath = "data.csv"\n[[files]]\npath = "dictionary.csv"\n[waves]\norder = ["before", "after"]\n'
                     'values = { before = "before_arm_1", after = "after_arm_1" }\n[analysis]\nbootstrap = 20\n')  # fmt: skip
    found, mine = run(tmp_path, "--study", study)
    assert mine["mean_change"]["estimate"] == 6.0  # 9 - 3
    assert "repeat_answers" in {issue["code"] for issue in found["issues"]}


def test_limesurvey_dual_scales_and_rankings_are_named_by_its_structure():
    survey = document(
        rows("questions", {"qid": 1, "type": "1", "title": "Q5", "question": "How often?", "language": "en"},
             {"qid": 2, "type": "R", "title": "Q6", "question": "What matters most?", "language": "en"}),
        rows("subquestions", {"qid": 11, "parent_qid": 1, "title": "SQ1", "question": "left out", "language": "en"}),
        rows("answers", {"qid": 1, "code": "A1", "answer": "Often", "sortorder": 1, "language": "en", "scale_id": 0},
             {"qid": 1, "code": "B1", "answer": "Then", "sortorder": 1, "language": "en", "scale_id": 1},
             {"qid": 2, "code": "C1", "answer": "Friends", "sortorder": 1, "language": "en", "scale_id": 0},
             {"qid": 2, "code": "C2", "answer": "Health", "sortorder": 2, "language": "en", "scale_id": 0}),
    )  # fmt: skip
    named = read_codebook(Upload("x.lss", survey.encode())).variables
    assert (named["Q5[SQ1][1]"].question, named["Q5[SQ1][1]"].choices) == (
        "How often? [left out][Scale 1]",
        {"A1": "Often"},
    )
    assert named["Q5_SQ1_1"].choices == {"B1": "Then"}
    assert named["Q6[2]"].question == "What matters most? [Ranking 2]"
    assert named["Q6[2]"].choices == {"C1": "Friends", "C2": "Health"}
