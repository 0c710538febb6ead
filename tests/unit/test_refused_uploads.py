"""Uploads that are refused, or repaired openly; the letters and numbers are those of the acceptance list."""

import io
import random
import zipfile
import zlib
from contextlib import contextmanager

import pytest

from measures.exports.guarded import HAS_LIMITS, ChildError, reading
from measures.exports.limits import Limits
from measures.exports.tables import column_letter
from measures.results import RESULT_COLUMNS
from tests.export_files import old_workbook, package, read, refusal, rows_xml, sheet_xml, workbook

TABLE = [["code", "happy"], ["a", 3], ["b", 4]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def code(data, name="answers.csv", **options):
    error = refusal(data, name, **options)
    text = str(error)
    assert error.issues[0].fix, "it must say what to do"
    assert "/" not in text.replace(".xlsx/.csv", "") or "tmp" not in text
    assert "Traceback" not in text
    return error.issues[0].code


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"  \r\n\r\n ", b"\0\0\0"])
@pytest.mark.parametrize("name", ["x.csv", "x.xlsx"])
def test_a1_empty_file(data, name):
    assert code(data, name) == "empty"


@pytest.mark.parametrize(
    "header", ["id,happy\n", "Timestamp,How happy?\r\n", "ID;Start time;Completion time;Email;Name\n"]
)
def test_a2_only_a_header(header):
    assert code(header) == "no_answers"
    cells = header.strip().split(";" if ";" in header else ",")
    assert code(workbook([cells]), "x.xlsx") == "no_answers"


def test_a3_only_notes():
    notes = sheet_xml(rows_xml([["Our survey"], ["was done by the choir in spring."], ["Ask Robin for the data."]]))
    error = refusal(package({"Notes": notes, "Empty": sheet_xml("")}), "x.xlsx")
    assert error.issues[0].code == "no_table"
    assert "'Notes' (3 rows, 1 column)" in str(error)
    assert code("Dear all\nplease find the survey attached\nkind regards\n") == "no_table"


@pytest.mark.parametrize(
    "start",
    [
        "<html><body><table>",
        "<!DOCTYPE html>\n<html>",
        "\n\n<table border=1>",
        "<?xml version='1.0'?><html xmlns='x'>",
        "<meta charset=utf-8>",
    ],
)
def test_a4_html_named_xls(start):
    assert code(start + "<tr><td>code</td></tr>", "report.xls") == "html_as_xls"


def test_a8_password_protected():
    protected = OLE + bytes(1_000) + "EncryptedPackage".encode("utf-16-le") + bytes(3_000)
    assert code(protected, "x.xlsx") == "password"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a9_truncated_workbook(share):
    whole = workbook(TABLE)
    assert code(whole[: int(len(whole) * share)], "x.xlsx") == "damaged"


def test_b1_zip_bomb_by_its_directory():
    bomb = package({"Sheet1": sheet_xml(rows_xml(TABLE) + " " * 60_000_000)})
    assert len(bomb) < 100_000
    assert code(bomb, "x.xlsx") == "zip_bomb"


def test_b1_zip_bomb_whose_directory_lies(monkeypatch):
    monkeypatch.setattr("measures.exports.workbook_guard.MOST_INFLATED", 30_000_000)
    honest = package({"Sheet1": "here"}, compression=zipfile.ZIP_STORED)
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(sheet_xml(rows_xml(TABLE)).encode())
    packed += b"".join(packer.compress(bytes(1 << 20)) for _ in range(31)) + packer.flush()
    assert code(_with_lying_part(honest, packed, said=len(packed)), "x.xlsx") == "zip_bomb"


def _with_lying_part(archive, packed, said):
    """Put deflated bytes in place of the stored sheet, with a directory that states another size."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name)
            target.writestr(info, packed if name == "xl/worksheets/sheet1.xml" else source.read(name))
        for info in target.filelist:
            if info.filename == "xl/worksheets/sheet1.xml":
                info.compress_type, info.file_size = zipfile.ZIP_DEFLATED, said
    return out.getvalue()


def test_b1_a_part_that_stands_in_the_zip_twice():
    """Which of the two a reader takes is anybody's guess."""
    out = io.BytesIO(workbook(TABLE))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml(""))
    assert code(out.getvalue(), "x.xlsx") == "damaged"


@pytest.mark.parametrize("far", ["XFD200000", "C1048576", "XFD1"])
def test_b2_one_stray_cell(far):
    row = far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    xml = (
        rows_xml(TABLE)
        + (f'<row r="{row}">' if row != "1" else "")
        + f'<c r="{far}"><v>1</v></c>'
        + ("</row>" if row != "1" else "")
    )
    if row == "1":
        xml = rows_xml(TABLE).replace("</row>", f'<c r="{far}"><v>1</v></c></row>', 1)
    error = refusal(package({"Sheet1": sheet_xml(xml)}), "x.xlsx")
    assert error.issues[0].code == "stray_cell"
    assert f"Cell {far} is filled far away" in str(error)


def test_b2_a_cell_that_says_it_is_far_from_the_row_it_stands_in():
    xml = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1000000"><v>1</v></c></row>'
    assert code(package({"Sheet1": sheet_xml(xml)}), "x.xlsx") == "stray_cell"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_b5_b6_any_doctype(encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    book = package(
        {"Sheet1": sheet_xml(rows_xml(TABLE))}, extra={"xl/sharedStrings.xml": bomb.encode(encoding)}.items()
    )
    assert code(book, "x.xlsx") == "not_supported"


def test_c3_formulas_without_results():
    xml = rows_xml([["code", "sum"]]) + '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>1+1</f></c></row>'
    xml += '<row r="3"><c r="A3"><v>1</v></c><c r="B3"><f>1+1</f><v></v></c></row>'
    error = refusal(package({"Sheet1": sheet_xml(xml)}), "x.xlsx")
    assert error.issues[0].code == "formulas_without_values"
    assert "2 formulas without a result (the first in B2)" in str(error)
    assert "save it once" in str(error)


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped(xl__workbook_dot_bin="x"), "binary workbook"),
        (zipped(word__document_dot_xml="x"), "Word document"),
        (zipped(ppt__presentation_dot_xml="x"), "PowerPoint"),
        (zipped(Index__Document_dot_iwa="x"), "Numbers"),
        (zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_dot_xml="x"), "OpenDocument"),
        (zipped(Survey_dot_csv="a,b"), "Unzip it"),
        (zipped(photo_dot_txt="a"), "zip folder without"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"SQLite format 3\0", "database"),
        (b"ASCII SPSS PORT FILE   ", ".por"),
        (b"ARROW1\0\0", "Feather"),
        (b"RDX3\nX\n", "R data"),
        (b'{"url": "https://docs.example.org/spreadsheets", "doc_id": "x"}', "link to a sheet"),
        (b'[{"id": 1}]', "JSON"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "XML"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"Rar!\x1a\x07\0", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
    ],
)
def test_a7_a10_other_formats_are_named_with_the_way_out(data, said):
    error = refusal(data, "answers.xlsx")
    assert error.issues[0].code == "not_supported"
    assert said in str(error)
    assert error.issues[0].fix


@pytest.mark.parametrize("name", ["x.xlsx", "x.sav", "x.csv", "x"])
def test_a9_bytes_that_are_nothing(name):
    noise = random.Random(7).randbytes(20_000)
    assert code(noise, name) == "damaged"
    assert code(OLE + noise, name) == "damaged"
    assert code(b"PK\x03\x04" + noise, name) == "damaged"
    assert code(b"$FL2" + noise, name) == "damaged"
    assert code(b"<stata_dta>" + noise, name) == "damaged"
    assert code(b"PAR1" + noise + b"PAR1", name) == "damaged"


def test_a9_an_old_workbook_cut_short():
    whole = old_workbook(TABLE)
    assert code(whole[:1500], "x.xls") == "damaged"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (
            '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label"\ncode,f,,text,Code\n',
            "dictionary.csv",
        ),
        ("field_name,form_name,field_type,field_label\ncode,f,text,Code\n", "dictionary.csv"),
        ("event_name,arm_num,unique_event_name,custom_event_label,event_id\nVisit 1,1,visit_1_arm_1,,2\n", "event.csv"),
        ('<?xml version="1.0"?>\n<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>', "x.lss"),
        ('{"SurveyEntry":{"SurveyID":"SV_1"}}', "x.qsf"),
        ("* Encoding: UTF-8.\nGET DATA /TYPE=TXT\n /FILE='x.csv'.\n", "x.sps"),
        ("VARIABLE LABELS Q1 'How happy'.\n", "x.sps"),
        ('<?xml version="1.0"?><sss version="2.0"><survey>', "x.sss"),
    ],
)
def test_a11_codebooks(data, name):
    assert code(data.replace('<?xml version="1.0"?><sss', "<sss"), name) == "codebook"


def test_a11_xlsform():
    survey = [["type", "name", "label::English (en)", "hint"], ["select_one yn", "q1", "Happy?", ""]]
    choices = [["list_name", "name", "label::English (en)"], ["yn", "1", "Yes"]]
    settings = [["form_title", "form_id", "version"], ["Singing", "sing", "1"]]
    book = package(
        {
            name: sheet_xml(rows_xml(rows))
            for name, rows in {"survey": survey, "choices": choices, "settings": settings}.items()
        }
    )
    error = refusal(book, "form.xlsx")
    assert error.issues[0].code == "codebook"
    assert "XLSForm" in str(error)


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["How happy are you?"],
            ["Answer Choices", "Responses", ""],
            ["Very", "40.0%", 4],
            ["", "Answered", 10],
            ["", "Skipped", 2],
        ],
        [
            ["#", "Field", "Minimum", "Maximum", "Mean", "Std Deviation", "Variance", "Count"],
            [1, "Happy", 1, 9, 6.1, 1.2, 1.44, 33],
        ],
        [["Row Labels", "Count of Code"], ["Stroud", 3], ["Grand Total", 3]],
        [["Town", "Average of Happy"], ["Stroud", 3.5], ["Gloucester", 4.5]],
        [["Field summary for Q1", ""], ["How happy are you?", ""], ["Answer", "Count"], ["Yes (A1)", 4]],
    ],
)
def test_a12_summaries(rows):
    assert code(workbook(rows), "x.xlsx") == "summary_export"


def test_a13_results_and_scores_of_this_toolkit():
    results = package(
        {
            "Cover": sheet_xml(rows_xml(TABLE)),
            "Data_tidy": sheet_xml(rows_xml([list(RESULT_COLUMNS), ["ucla3", "total", *[""] * 22]])),
        }
    )
    assert code(results, "results.xlsx") == "own_workbook"
    assert (
        code("participant,wave,instrument,scale,score,pomp,answered,items,band\nx,before,ucla3,total,5,33.3,3,3,\n")
        == "own_workbook"
    )


@pytest.mark.parametrize(("states", "name"), [({}, "x.xlsx")])
def test_b10_too_many_parts(states, name):
    extra = {f"xl/media/picture{k}.png": b"x" for k in range(600)}
    assert code(workbook(TABLE, extra=extra.items()), name) == "too_large"


def test_b9_a_workbook_with_too_many_rows(monkeypatch):
    monkeypatch.setattr("measures.exports.workbook_guard.LIMITS", Limits(rows=2_000))
    monkeypatch.setattr("measures.exports.limits.LIMITS", Limits(rows=2_000))
    rows = [["Code", "Happy"], *[[f"p{k}", k] for k in range(2_001)]]
    error = refusal(workbook(rows), "x.xlsx", limits=False)
    assert error.issues[0].code == "too_large"
    assert "2,002 rows of 2 columns" in str(error)
    assert "command line" in error.issues[0].fix
    assert len(read(workbook(rows[:1_999]), "x.xlsx")) == 1


def test_b8_a_workbook_with_one_huge_row():
    cells = "".join(f'<c r="{column_letter(k)}1" t="inlineStr"><is><t>{"x" * 3_000}</t></is></c>' for k in range(2_500))
    assert code(package({"Sheet1": sheet_xml(f'<row r="1">{cells}</row>')}), "x.xlsx") in ("too_large", "zip_bomb")


def child_ends(data, **ceilings):
    """How the child process itself ends, without anybody having looked through the file first."""
    with (
        pytest.raises(ChildError) as caught,
        reading({"read": "workbook", "only": None, "named": False}, data, **ceilings) as answers,
    ):
        list(answers)
    return caught.value.why


@pytest.mark.skipif(not HAS_LIMITS, reason="this system has no resource limits; the scan alone protects it")
def test_b2_the_child_outlives_no_stray_cell():
    """The reader asks for 100 GB and aborts its process: that must be the child's."""
    xml = rows_xml(TABLE) + '<row r="200000"><c r="XFD200000"><v>1</v></c></row>'
    assert child_ends(package({"Sheet1": sheet_xml(xml)})) == "memory"


def test_a_child_that_takes_too_long_is_stopped():
    assert child_ends(workbook(TABLE), seconds=0.001) == "time"


def test_a_child_that_is_told_nonsense_crashes_alone():
    with pytest.raises(ChildError) as caught, reading({"read": "nonsense"}, b"") as answers:
        list(answers)
    assert caught.value.why == "crash"


@pytest.mark.parametrize(("why", "expected"), [("crash", "damaged"), ("memory", "too_large"), ("time", "too_large")])
@pytest.mark.parametrize("kind", ["xlsx", "sav"])
def test_what_happens_in_the_child_is_said_in_words(monkeypatch, why, expected, kind):
    @contextmanager
    def broken(request, data):
        def answers():
            raise ChildError(why)
            yield

        yield answers()

    module = "workbooks" if kind == "xlsx" else "statistics_files"
    monkeypatch.setattr(f"measures.exports.{module}.reading", broken)
    assert code(workbook(TABLE) if kind == "xlsx" else b"$FL2 x", f"x.{kind}") == expected


def test_without_resource_limits_the_scan_comes_first(monkeypatch):
    """As on Windows: nothing is handed to the reader that was not looked through."""

    def started(*_):
        raise AssertionError("the child was started")

    monkeypatch.setattr("measures.exports.workbooks.HAS_LIMITS", False)
    assert len(read(workbook(TABLE), "x.xlsx")) == 1
    monkeypatch.setattr("measures.exports.workbooks.reading", started)
    assert code(package({"Sheet1": sheet_xml(rows_xml(TABLE) + " " * 60_000_000)}), "x.xlsx") == "zip_bomb"
