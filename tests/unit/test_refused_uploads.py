"""Uploads that are refused, or repaired openly; the letters and numbers are those of the acceptance list."""

import io
import zipfile
import zlib

import pytest

from tests.export_files import package, refusal, rows_xml, sheet_xml, workbook

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


def test_b1_zip_bomb_whose_directory_lies():
    honest = package({"Sheet1": "here"}, compression=zipfile.ZIP_STORED)
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(sheet_xml(rows_xml(TABLE)).encode())
    packed += b"".join(packer.compress(bytes(1 << 20)) for _ in range(310)) + packer.flush()
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
