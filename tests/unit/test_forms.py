"""Questionnaires: what every form says, and that its export is read back without further work."""

import csv
import io
import re
import zipfile

import openpyxl
import pytest
from docx import Document

from measures.cli import main
from measures.errors import InstrumentError
from measures.exports.codebook_files import read_codebook, redcap_choices
from measures.exports.tables import Upload
from measures.forms import FORMS, questionnaire
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.study import Study, StudyFile

LIBRARY = load_library(shipped_instruments())
FORM = questionnaire([LIBRARY["ons4"], LIBRARY["ucla3"], LIBRARY["gas"]])
TARGETS = {f"ons4.{name}" for name in ("satisfied", "worthwhile", "happy", "anxious")}
TARGETS |= {f"ucla3.{name}" for name in ("companionship", "left_out", "isolated")}
TARGETS |= {f"gas.{name}.{number}" for name in ("goal", "importance", "difficulty") for number in (1, 2, 3)}


def made(kind, form=FORM):
    maker, _ = FORMS[kind]
    return maker(form)


def sheet(data, name):
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data))[name].iter_rows(values_only=True)]


def read_back(name, header, rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    study = Study(files=(StudyFile(path=name),))
    found = inspect_study(study, {name: Upload(name, out.getvalue().encode())}, LIBRARY).as_json()
    return found["files"][0]


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_paper_forms_say_what_they_are_for_and_ask_every_question(kind):
    data = made(kind)
    text = "\n".join(one.text for one in Document(io.BytesIO(data)).paragraphs) if kind == "docx" else data.decode()
    for words in ("skip any question", "tell us your code", "agree that my answers", "For example: MA07G"):
        assert words in text
    for instrument in ("ons4", "ucla3"):
        for item in LIBRARY[instrument].items:
            assert item.text.replace("'", "&#x27;" if kind == "html" else "'") in text
    assert "Hardly ever or never" in text
    assert "goal 3" in text


def test_a_page_to_print_holds_no_script_and_escapes_what_an_instrument_file_says():
    own = LIBRARY["ucla3"]
    hostile = own.items[0].model_copy(update={"text": "<script>alert(1)</script>"})
    own = own.model_copy(update={"items": (hostile, *own.items[1:])})
    page = made("html", questionnaire([own])).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize("kind", list(FORMS))
def test_forms_are_the_same_bytes_every_time(kind):
    assert made(kind) == made(kind)


@pytest.mark.parametrize("kind", ["xlsform", "docx"])
def test_forms_state_no_time_of_day_at_which_they_were_made(kind):
    with zipfile.ZipFile(io.BytesIO(made(kind))) as archive:
        told = archive.read("docProps/core.xml").decode()
    assert len(re.findall(r">2000-01-01T00:00:00Z?<", told)) == 2, told  # created and modified


def test_the_kobo_form_names_lists_that_it_holds_and_bounds_numbers():
    survey, choices = sheet(made("xlsform"), "survey"), sheet(made("xlsform"), "choices")
    lists = {row[0] for row in choices[1:]}
    asked = [row[0].split()[1] for row in survey[1:] if row[0].startswith("select_one")]
    assert set(asked) == lists
    satisfied = next(row for row in survey if row[1] == "ons4_satisfied")
    assert (satisfied[0], satisfied[5]) == ("integer", ". >= 0 and . <= 10")
    names = [row[1] for row in survey[1:] if row[1]]
    assert len(names) == len(set(names))
    assert [row[0] for row in survey].count("begin_group") == [row[0] for row in survey].count("end_group") == 4


def test_the_kobo_form_is_taken_for_a_codebook_of_its_own_export():
    codebook = read_codebook(Upload("form.xlsx", made("xlsform")))
    assert codebook is not None
    assert dict(codebook.variables["ucla3/ucla3_left_out"].choices) == {
        "1": "Hardly ever or never",
        "2": "Some of the time",
        "3": "Often",
    }


def test_the_redcap_dictionary_is_read_as_one_and_holds_the_instruments_codes():
    rows = list(csv.DictReader(io.StringIO(made("redcap").decode())))
    assert rows[0]["Variable / Field Name"] == "record_id"
    left_out = next(row for row in rows if row["Variable / Field Name"] == "ucla3_left_out")
    assert redcap_choices(left_out["Choices, Calculations, OR Slider Labels"]) == {
        "1": "Hardly ever or never",
        "2": "Some of the time",
        "3": "Often",
    }
    code = next(row for row in rows if row["Variable / Field Name"] == "participant_code")
    assert code["Identifier?"] == "y"
    codebook = read_codebook(Upload("form.csv", made("redcap")))
    assert codebook is not None
    assert codebook.kind == "a REDCap data dictionary"


@pytest.mark.parametrize("kind", ["xlsform", "redcap"])
def test_every_column_of_the_forms_own_export_is_found_again(kind):
    if kind == "xlsform":
        survey = sheet(made("xlsform"), "survey")[1:]
        names = [row[1] for row in survey if row[0].split()[0] in ("select_one", "integer", "text")]
        names = [*names, "_uuid", "_submission_time"]
    else:
        rows = csv.DictReader(io.StringIO(made("redcap").decode()))
        names = [row["Variable / Field Name"] for row in rows if row["Field Type"] != "descriptive"]
    answers = {"participant_code": ("MA07G", "JO21B"), "consent": ("yes", "yes"), "wave": ("before", "after")}
    columns = [answers.get(name, ("id1", "id2") if name in ("record_id", "_uuid") else ("1", "2")) for name in names]
    found = read_back("export.csv", names, list(zip(*columns, strict=True)))
    items = {column["item"] for column in found["columns"] if column["role"] == "item"}
    assert items == TARGETS
    by_name = {column["header"]: column["role"] for column in found["columns"]}
    assert by_name["participant_code"] == "participant"
    assert by_name["wave"] == "wave"


def test_instruments_without_wording_or_questions_are_all_named():
    with pytest.raises(InstrumentError) as caught:
        questionnaire([LIBRARY["swemwbs"], LIBRARY["ucla3"], LIBRARY["brs"]])
    assert [issue.where.split(",")[0] for issue in caught.value.issues] == ["swemwbs", "brs"]


def test_the_command_writes_a_form_and_says_what_is_off(tmp_path, capsys):
    form = tmp_path / "form.docx"

    def call(names, kind, out):
        return main(["instruments", "form", names, "--as", kind, "-o", str(out)]), capsys.readouterr().err

    assert call("ons4,ucla3", "docx", form) == (0, "")
    assert zipfile.is_zipfile(form)
    code, said = call("ons4,no_such", "docx", form)
    assert (code, "no_such" in said) == (2, True)
    code, said = call("ons4", "redcap", form)
    assert (code, ".csv" in said) == (2, True)
    code, said = call("swemwbs", "html", tmp_path / "form.html")
    assert (code, "wording" in said) == (3, True)
    assert not (tmp_path / "form.html").exists()
