import csv
import json
from pathlib import Path

import openpyxl
import pytest

from measures.cli import main
from measures.results import RESULT_COLUMNS

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_data"
FORMS = SAMPLES / "singing_microsoft_forms.toml"
GOOGLE = SAMPLES / "singing_google_forms.toml"


def run(capsys, *words):
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evaluated")
    assert (
        main(["evaluate", "--study", str(FORMS), "--json", str(folder / "r.json"), "--out", str(folder / "r.xlsx")])
        == 0
    )
    return folder


def test_help_names_every_command(capsys):
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert all(command in out for command in ("inspect", "score", "evaluate", "instruments"))


def test_results_have_the_promised_shape(evaluated):
    results = json.loads((evaluated / "r.json").read_text())
    assert set(results) == {"provenance", "flow", "issues", "results"}
    assert {tuple(step) for step in results["flow"]} == {("step", "wave", "n", "reason")}
    assert {tuple(issue) for issue in results["issues"]} <= {("severity", "code", "where", "message", "fix")}
    assert {tuple(row) for row in results["results"]} == {RESULT_COLUMNS}
    assert {row["status"] for row in results["results"]} <= {"", "x", "c"}
    asked = ["mean_before", "mean_after", "mean_all", "sd_before", "sd_after", "mean_change", "sd_change", "paired_t", "wilcoxon", "d_z", "alpha", "category_share", "headline_share", "not_again", "not_again_difference", "change_if_unchanged"]  # fmt: skip
    assert set(asked) <= {row["measure"] for row in results["results"]}


def test_the_same_study_gives_the_same_bytes(evaluated, tmp_path):
    again = [str(tmp_path / "r.json"), str(tmp_path / "r.xlsx")]
    assert main(["evaluate", "--study", str(FORMS), "--json", again[0], "--out", again[1]]) == 0
    for name in ("r.json", "r.xlsx"):
        assert (tmp_path / name).read_bytes() == (evaluated / name).read_bytes(), name


def test_two_forms_exports_and_one_google_csv_of_the_same_people_agree(tmp_path):
    def figures(study):
        target = tmp_path / "r.json"
        assert main(["evaluate", "--study", str(study), "--json", str(target), "--policy", "none"]) == 0
        rows = json.loads(target.read_text())["results"]
        return [{name: value for name, value in row.items() if name != "note"} for row in rows if not row["group_by"]]

    assert figures(FORMS) == figures(GOOGLE)


def test_before_and_after_by_words_of_the_call(capsys, tmp_path):
    before, after = sorted(SAMPLES.glob("Singing *.xlsx"), reverse=True)
    target = tmp_path / "r.json"
    code, _, _ = run(capsys, "evaluate", "--before", before, "--after", after, "--json", target)
    assert code == 0
    change = [row for row in json.loads(target.read_text())["results"] if row["measure"] == "mean_change"]
    assert {(row["wave_from"], row["wave_to"]) for row in change} == {("before", "after")}


def test_json_to_standard_output(capsys):
    code, out, _ = run(capsys, "inspect", SAMPLES / "singing_google_forms.csv", "--json", "-")
    assert code == 0
    (file,) = json.loads(out)["files"]
    assert (file["platform"], file["rows"], file["header_rows"]) == ("Google Forms", 201, 1)
    assert file["waves"] == ["At my first session", "At my last session"]
    assert set(file["instruments"]) == {
        "ucla3", "ons_lonely_direct", "ons4", "pearlin_mastery", "ipip_selfeff4", "choice_independence",
    }  # fmt: skip
    assert {tuple(column) for column in file["columns"]} == {("position", "header", "role", "item", "why")}
    assert all(column["why"] for column in file["columns"])


def test_a_first_study_file_can_be_evaluated_as_it_is(capsys, tmp_path):
    study, target = tmp_path / "study.toml", tmp_path / "r.json"
    before, after = sorted(SAMPLES.glob("Singing *.xlsx"), reverse=True)
    code, _, err = run(capsys, "inspect", before, after, "--write-study", study)
    assert code == 0, err
    assert 'order = [\n    "before",\n    "after",\n]' in study.read_text()
    code, _, err = run(capsys, "evaluate", "--study", study, "--json", target)
    assert code == 0, err
    assert any(
        row["measure"] == "paired_t" and row["status"] == "" for row in json.loads(target.read_text())["results"]
    )


def test_a_first_study_file_remembers_the_folder_of_own_instruments(capsys, tmp_path):
    own, study, target = tmp_path / "mine" / "own", tmp_path / "studies" / "study.toml", tmp_path / "r.json"
    own.mkdir(parents=True)
    study.parent.mkdir()
    shipped = (ROOT / "instruments" / "ucla3.toml").read_text(encoding="utf-8")
    (own / "ours.toml").write_text(shipped.replace('id = "ucla3"', 'id = "ours"', 1), encoding="utf-8")
    lines = ["Your code,When,ours_1,ours_2,ours_3"]
    lines += [f"P{n:02d},{wave},{n % 3 + 1},2,{3 - n % 3}" for n in range(20) for wave in ("before", "after")]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    code, _, err = run(capsys, "inspect", tmp_path / "a.csv", "--instruments", own, "--write-study", study)
    assert code == 0, err
    assert 'folder = "../mine/own"' in study.read_text(encoding="utf-8")
    code, _, err = run(capsys, "evaluate", "--study", study, "--json", target)
    assert code == 0, err
    assert any(row["instrument"] == "ours" for row in json.loads(target.read_text())["results"])


def test_scores_are_written_under_pseudonyms(capsys, tmp_path):
    target = tmp_path / "scores.csv"
    code, _, _ = run(capsys, "score", "--study", GOOGLE, "--out", target)
    assert code == 0
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["participant", "wave", "instrument", "scale", "score", "pomp", "answered", "items", "band"]
    with (SAMPLES / "singing_google_forms.csv").open(newline="", encoding="utf-8") as file:
        codes = {line["Your code"].strip() for line in csv.DictReader(file)}
    assert not {row["participant"] for row in rows} & codes
    loneliness = [row for row in rows if (row["instrument"], row["scale"]) == ("ucla3", "total") and row["score"]]
    assert {(row["answered"], row["items"]) for row in loneliness} == {("3", "3")}
    for row in loneliness:  # 3 to 9, higher is worse: 100 (9 - score)/6
        assert float(row["pomp"]) == pytest.approx(100 * (9 - float(row["score"])) / 6)
        assert row["band"] == ("8 or 9: lonely" if float(row["score"]) >= 8 else "3 to 7")


def test_codes_are_only_kept_under_a_name_that_says_so(capsys, tmp_path):
    code, _, err = run(capsys, "score", "--study", GOOGLE, "--keep-ids", "--out", tmp_path / "scores.csv")
    assert (code, "personal_data" in err) == (2, True)
    target = tmp_path / "scores_personal_data.csv"
    assert run(capsys, "score", "--study", GOOGLE, "--keep-ids", "--out", target)[0] == 0
    assert target.exists()


def test_the_workbook_opens(evaluated):
    book = openpyxl.load_workbook(evaluated / "r.xlsx")
    assert book.sheetnames[0] == "Cover"
    assert {"Contents", "Headline", "Completeness", "Data_tidy", "Notes", "Methods_version"} <= set(book.sheetnames)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["evaluate", "x.csv"], "at least one output"),
        (["evaluate", "--json", "-"], "No file was named"),
        (["evaluate", "x.csv", "--study", "s.toml", "--json", "-"], "either files or --study"),
        (["evaluate", "s.toml", "--json", "-"], "Name it after --study"),
        (["evaluate", "x.csv", "--out", "r.docx"], ".xlsx"),
        (["evaluate", "--policy", "lax", "--json", "-"], "lax"),
        (["score", "x.csv", "--out", "s.txt"], ".csv, .parquet or .xlsx"),
        (["instruments", "show", "nonsense"], "instruments list"),
        (["nonsense"], "nonsense"),
    ],
)
def test_words_that_are_off_end_with_two(capsys, words, said):
    code, _, err = run(capsys, *words)
    assert code == 2
    assert said in " ".join(err.replace("│", " ").split())


def test_unprotected_figures_need_a_name_that_says_so(capsys, tmp_path):
    code, _, err = run(capsys, "evaluate", "--study", FORMS, "--policy", "none", "--out", tmp_path / "r.xlsx")
    assert (code, "personal_data" in err) == (2, True)


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_file_that_is_not_there_ends_with_three(capsys, tmp_path, name):
    code, _, err = run(capsys, "evaluate", tmp_path / name, "--json", "-")
    assert code == 3
    assert str(tmp_path) not in err


def test_a_stopped_run_leaves_no_half_file(tmp_path, monkeypatch):
    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("measures.command_files.os.fsync", stop)
    assert main(["score", "--study", str(GOOGLE), "--out", str(tmp_path / "s.csv")]) != 0
    assert list(tmp_path.iterdir()) == []


def test_instruments_are_listed_with_what_may_be_done(capsys):
    code, out, _ = run(capsys, "instruments", "list")
    lines = {line.split("\t")[0]: line for line in out.splitlines()}
    assert code == 0
    assert "not yet validated" in lines["choice_independence"]
    assert "pass on freely" in lines["ucla3"]


def test_an_instrument_is_shown_whole(capsys):
    code, out, _ = run(capsys, "instruments", "show", "pearlin_mastery")
    assert code == 0
    assert "(reversed)" in out
    assert "from 7 to 28" in out


def test_every_fault_of_an_instrument_file_is_named(capsys, tmp_path):
    (tmp_path / "bad.toml").write_text('format = 1\nid = "Bad Id"\ntitle = 7\n')
    code, _, err = run(capsys, "instruments", "check", tmp_path / "bad.toml")
    assert code == 3
    assert "title: must be text in quotes" in err
    assert "scales: is missing" in err


def test_a_fault_of_ours_shows_its_kind_and_no_answers(capsys, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("QX01TZ answered Often")

    monkeypatch.delenv("MEASURES_TRACEBACK", raising=False)
    monkeypatch.setattr("measures.commands.evaluate_study", fail)
    code, _, err = run(capsys, "evaluate", "--study", GOOGLE, "--json", "-")
    assert code == 3
    assert "RuntimeError" in err
    assert "QX01TZ" not in err
