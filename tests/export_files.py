"""Small export files, made at run time with invented people: workbooks cell by cell, text in any encoding."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from xml.sax.saxutils import escape

from measures.errors import FileError
from measures.exports.files import ReadOptions, read_tables
from measures.exports.tables import Upload, column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def cell(reference, value, style=""):
    """One cell as Excel writes it: numbers bare, text inline; None is a blank formatted cell."""
    about = f'r="{reference}"{style}'
    if value is None:
        return f'<c {about} s="1"/>'
    if isinstance(value, bool):
        return f'<c {about} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c {about}><v>{value!r}</v></c>"
    return f'<c {about} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def rows_xml(rows, first=1, left=0):
    """Rows of values as sheet XML; "" leaves a cell out."""
    lines = []
    for number, row in enumerate(rows, start=first):
        cells = "".join(cell(f"{column_letter(k + left)}{number}", value) for k, value in enumerate(row) if value != "")
        if cells:
            lines.append(f'<row r="{number}">{cells}</row>')
    return "".join(lines)


def sheet_xml(data, before="", after=""):
    """A whole sheet part around its rows."""
    return f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def package(sheets, *, states=None, extra=(), book_attributes="", compression=zipfile.ZIP_DEFLATED):
    """An .xlsx of sheet parts, `{name: xml}`; `states` says which are hidden, `extra` adds parts."""
    states = states or {}
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{k}" r:id="rId{k}"'
        + (f' state="{states[name]}"' if name in states else "")
        + "/>"
        for k, name in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{k}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{k}.xml"/>'
        for k in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{book_attributes}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{relations}<Relationship Id="rIdS" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<?xml version="1.0"?><styleSheet xmlns="{MAIN}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{k}.xml": xml for k, xml in enumerate(sheets.values(), start=1)},
        **dict(extra),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(rows, name="Sheet1", **more):
    """An .xlsx with one sheet of values."""
    return package(
        {name: sheet_xml(rows_xml(rows), **{k: more.pop(k) for k in ("before", "after") if k in more})}, **more
    )


def csv_text(rows, separator=","):
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def read(data, name="answers.csv", *, limits=True, **options):
    """Read one file with these options."""
    data = data.encode() if isinstance(data, str) else data
    return read_tables(Upload(name, data), ReadOptions(**options), limits=limits)


def only(data, name="answers.csv", **options):
    """The one table of a file."""
    (table,) = read(data, name, **options)
    return table


def refusal(data, name="answers.csv", **options):
    """The error a file is refused with."""
    try:
        read(data, name, **options)
    except FileError as error:
        return error
    raise AssertionError("the file was read")


def body(table):
    """The answers of a table, row by row."""
    native = table.frame.to_native()
    return native[[name for name in native.columns if name != "row"]].to_numpy().tolist()


def row_numbers(table):
    """The source rows of a table's answers."""
    return table.frame["row"].to_list()


def known(table):
    """Which tool made a table, how many header rows it has, and where its answers begin."""
    return table.platform, table.header_rows, table.first_row


def codes(table):
    """Codes of the issues of a table."""
    return [issue.code for issue in table.issues]


def old_workbook(rows, sheet="Sheet1"):
    """An .xls (BIFF8 in a compound file) of numbers and text, written by hand after [MS-XLS] and [MS-CFB]."""

    def record(kind, content=b""):
        return struct.pack("<HH", kind, len(content)) + content

    def text(value):
        return struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")

    cells = b""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and value:
                cells += record(0x0204, struct.pack("<HHH", r, c, 0) + text(value))
            elif value != "":
                cells += record(0x0203, struct.pack("<HHHd", r, c, 0, value))
    begin = struct.pack("<HHHHII", 0x0600, 0, 0x0DBB, 0x07CC, 0, 6)
    name = struct.pack("<BB", len(sheet), 0) + sheet.encode()
    globals_before = record(0x0809, begin[:2] + b"\x05\0" + begin[4:])
    offset = len(globals_before) + 4 + 6 + len(name) + 4
    book = globals_before + record(0x0085, struct.pack("<IBB", offset, 0, 0) + name) + record(0x000A)
    book += record(0x0809, begin[:2] + b"\x10\0" + begin[4:]) + cells + record(0x000A)
    book = book.ljust(max(4096, -(-len(book) // 512) * 512), b"\0")
    return compound_file("Workbook", book)


def compound_file(stream, content):
    """A compound file ([MS-CFB]) with one stream of whole sectors: header, allocation table, directory, content."""
    sectors = len(content) // 512
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + b"\xff" * 4 * 108
    chain = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    table = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(name, kind, child, start, size):
        encoded = (name + "\0").encode("utf-16-le") if name else b""
        return (
            encoded.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(encoded), kind, 1, free, free, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    directory = (
        entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, free, 2, len(content)) + entry("", 0, free, 0, 0) * 2
    )
    return header + table + directory + content
