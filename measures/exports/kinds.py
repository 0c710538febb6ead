"""What kind of file some bytes are: content decides, not the name; what cannot be read is named with the way out."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from measures.errors import FileError
from measures.exports.tables import short

Kind = Literal["xlsx", "xls", "text", "spss", "stata", "parquet"]

EXPECTED_KIND: dict[str, Kind] = {
    ".csv": "text", ".tsv": "text", ".txt": "text", ".tab": "text", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls",
    ".sav": "spss", ".zsav": "spss", ".dta": "stata", ".parquet": "parquet",
}  # fmt: skip
KIND_WORDS: dict[Kind, str] = {
    "xlsx": "an Excel workbook", "xls": "an old Excel workbook", "text": "a text table (CSV)", "spss": "an SPSS file",
    "stata": "a Stata file", "parquet": "a Parquet file",
}  # fmt: skip

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS_XLSX = "Open it in Excel and save it as .xlsx or .csv."
DOWNLOAD_AGAIN = "Download it again from the survey tool."
OTHER_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "This is a PDF, not a table.", "Export the answers from the survey tool as .xlsx or .csv."),
    (b"\x89PNG", "This is a picture.", "Export the answers from the survey tool as .xlsx or .csv."),
    (b"\xff\xd8\xff", "This is a picture.", "Export the answers from the survey tool as .xlsx or .csv."),
    (b"GIF8", "This is a picture.", "Export the answers from the survey tool as .xlsx or .csv."),
    (b"{\\rtf", "This is a text document (RTF).", "Copy the table to Excel and save it as .xlsx."),
    (b"\x1f\x8b", "This is a compressed file (gzip).", "Unpack it and give us the CSV or Excel file inside."),
    (b"7z\xbc\xaf", "This is a compressed file (7z).", "Unpack it and give us the CSV or Excel file inside."),
    (b"Rar!", "This is a compressed file (RAR).", "Unpack it and give us the CSV or Excel file inside."),
    (b"BZh", "This is a compressed file (bzip2).", "Unpack it and give us the CSV or Excel file inside."),
    (b"\xfd7zXZ", "This is a compressed file (xz).", "Unpack it and give us the CSV or Excel file inside."),
    (b"SQLite format 3", "This is a database file.", "Export the table of answers as .csv."),
    (b"ASCII SPSS PORT FILE", "This is an SPSS portable file (.por).", "Open it in SPSS and save it as .sav."),
    (b"ARROW1", "This is a Feather file.", "Save the table as .parquet or .csv."),
    (b"FEA1", "This is a Feather file.", "Save the table as .parquet or .csv."),
    (b"RDX", "This is an R data file.", "In R, save the table with write.csv() or haven::write_sav()."),
    (b"X\n\x00\x00", "This is an R data file.", "In R, save the table with write.csv() or haven::write_sav()."),
)
HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|table|meta|head|body|style|script|div)\b",
    re.IGNORECASE | re.DOTALL,
)
SPSS_SYNTAX = re.compile(
    rb"^\s*(?:\*[^\n]*\n\s*)*(?:get\s+data|data\s+list|variable\s+labels|value\s+labels)\b", re.IGNORECASE
)
R_SCRIPT = re.compile(rb"^\s*(?:#[^\n]*\n\s*)*(?:(?:library|require)\(|[A-Za-z][\w.]* *<- )")
SHEET_LINK = re.compile(rb"\{[^{}]{0,2000}\"(?:doc_id|url)\"\s*:\s*\"")
OPEN_DOCUMENTS = {
    "spreadsheet": "an OpenDocument spreadsheet (.ods)", "text": "an OpenDocument text (.odt)",
    "presentation": "an OpenDocument presentation (.odp)",
}  # fmt: skip
NOTHING = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
TEXT_SAMPLE = 16_384
BINARY_SHARE = 0.02


def kind_of(data: bytes, name: str) -> Kind:
    """Tell the kind of a file from its content.

    Raises
    ------
    FileError
        The file is empty (`empty`), protected (`password`), a web page (`html_as_xls`), a codebook (`codebook`),
        damaged (`damaged`) or of a format that is not read here (`not_supported`).
    """
    if not (data[:TEXT_SAMPLE].strip(NOTHING) or data.strip(NOTHING)):
        fix = "Check that the survey has answers, and download it again."
        raise FileError(name, "The file is empty.", fix, code="empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(data, name)
    if data.startswith(OLE):
        return _ole_kind(data, name)
    if data.startswith((b"$FL2", b"$FL3", b"2LF$", b"3LF$")):
        return "spss"
    if data.startswith(b"<stata_dta>") or _old_stata(data):
        return "stata"
    if data.startswith(b"PAR1"):
        return "parquet"
    for magic, message, fix in OTHER_MAGIC:
        if data.startswith(magic):
            raise FileError(name, message, fix, code="not_supported")
    _refuse_other_text(data, name)
    return "text"


def _zip_kind(data: bytes, name: str) -> Kind:
    """Tell what a zip holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
    # a hostile directory makes zipfile raise any of these; all mean the same to the user
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, EOFError) as error:
        raise FileError(name, "The file is damaged or incomplete.", DOWNLOAD_AGAIN, code="damaged") from error
    inside = set(members)
    if any(member.startswith("xl/") for member in inside):
        if "xl/workbook.bin" in inside:
            raise FileError(name, "This is a binary workbook (.xlsb).", SAVE_AS_XLSX, code="not_supported")
        return "xlsx"
    endings = {member.rsplit(".", 1)[-1].lower() for member in members}
    if any(member.startswith("word/") for member in inside):
        what, fix = "This is a Word document.", "Export the answers from the survey tool as .xlsx or .csv."
    elif any(member.startswith("ppt/") for member in inside):
        what, fix = "This is a PowerPoint file.", "Export the answers from the survey tool as .xlsx or .csv."
    elif "iwa" in endings:
        what, fix = "This is an Apple Numbers, Pages or Keynote file.", "In Numbers, export it to Excel or CSV."
    elif "mimetype" in inside and "content.xml" in inside:
        what, fix = f"This is {_open_document(data)}.", "Open it in LibreOffice and save it as .xlsx."
    elif endings & {"csv", "tsv", "xlsx", "xls", "sav", "dta", "parquet"}:
        what, fix = "This is a zip folder.", "Unzip it and give us the CSV or Excel file inside."
    else:
        what, fix = "This is a zip folder without a table of answers.", "Unzip it and look for a CSV or Excel file."
    raise FileError(name, what, fix, code="not_supported")


def _open_document(data: bytes) -> str:
    """Which OpenDocument file it is, by the mimetype that stands unpacked at its beginning."""
    said = re.search(rb"vnd\.oasis\.opendocument\.(\w+)", data[:200])
    return OPEN_DOCUMENTS.get(said[1].decode() if said else "", "an OpenDocument file")


def _ole_kind(data: bytes, name: str) -> Kind:
    """Tell an old workbook from a password-protected new one; both sit in the same kind of container."""
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise password_error(name)
    if "Workbook".encode("utf-16-le") in data or "Book\0".encode("utf-16-le") in data:
        return "xls"
    if "WordDocument".encode("utf-16-le") in data:
        fix = "Export the answers from the survey tool as .xlsx or .csv."
        raise FileError(name, "This is a Word document.", fix, code="not_supported")
    raise FileError(name, "The file is damaged, or no workbook.", SAVE_AS_XLSX, code="damaged")


def _old_stata(data: bytes) -> bool:
    """Stata before version 13: the format's number, the byte order, the file type 1."""
    return (
        len(data) > 4 and data[0] in (104, 105, 108, 110, 111, 112, 113, 114, 115) and data[1:3] in (b"\1\1", b"\2\1")
    )


def _refuse_other_text(data: bytes, name: str) -> None:
    """Refuse text that is no table, and bytes that are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return
    head = data[:TEXT_SAMPLE].removeprefix(b"\xef\xbb\xbf")
    if HTML.match(head) or head.startswith(b"MIME-Version:"):
        message = "This is a web page, though its name may say otherwise."
        raise FileError(name, message, "Open it in Excel and save it as .xlsx.", code="html_as_xls")
    start = head.lstrip()
    if b"LimeSurveyDocType" in start or b"<surveydesign" in start.lower() or start.startswith(b"<sss"):
        message = "This is the structure of a survey, not the answers to it."
        raise FileError(name, message, "Export the responses as .csv or .xlsx.", code="codebook")
    if start.startswith((b"<?xml", b"<Workbook")):
        raise FileError(name, "This is an XML file, not a table.", SAVE_AS_XLSX, code="not_supported")
    if start.startswith(b"{") and b'"SurveyEntry"' in start:
        message = "This is a Qualtrics survey file (.qsf): the questions, not the answers."
        raise FileError(name, message, "Export the data as .csv or .sav.", code="codebook")
    if SHEET_LINK.match(start):
        message = "This is a link to a sheet elsewhere (.gsheet), not the sheet itself."
        raise FileError(name, message, "Open the sheet and download it as .csv or .xlsx.", code="not_supported")
    if R_SCRIPT.match(start):
        message = "This is an R script: commands, not answers."
        raise FileError(name, message, "Give us the data file that it reads (.csv or .sav).", code="not_supported")
    if re.match(rb"[\[{]\s*(?:[\[{\"]|\d|\}|\])", start):
        message = "This is a JSON file, not a table."
        raise FileError(name, message, "Download or export the answers as .csv or .xlsx.", code="not_supported")
    if SPSS_SYNTAX.match(start):
        message = "This is SPSS syntax: commands, not answers."
        raise FileError(name, message, "Give us the data file (.sav or .csv) that came with it.", code="codebook")
    if _binary(head):
        raise FileError(name, "The file is damaged, or is no table.", DOWNLOAD_AGAIN, code="damaged")


def _binary(head: bytes) -> bool:
    """Whether bytes are no text in any encoding: too many control characters, UTF-16 without its mark aside."""
    nothing = head.count(0)
    if nothing and utf16_without_mark(head):
        return False
    others = len(head) - len(head.translate(None, bytes([*range(1, 9), 11, 12, *range(14, 27), *range(28, 32), 127])))
    return others + nothing > max(4, BINARY_SHARE * len(head))


def utf16_without_mark(data: bytes) -> str:
    """The encoding of UTF-16 text that lost its byte-order mark, or "" where it is something else."""
    sample = data[: TEXT_SAMPLE - TEXT_SAMPLE % 2]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > 0.6 * half and sample[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if half and sample[::2].count(0) > 0.6 * half and sample[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return ""


def password_error(name: str) -> FileError:
    """The refusal of a protected workbook."""
    fix = "Open it, remove the password, save it again and give us that copy."
    return FileError(name, "The file is protected with a password.", fix, code="password")


def shown_name(name: str) -> str:
    """A file's name as it may be shown: no folders, no characters that hide or turn text, not too long."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable())
    return short(kept, 80) or "the file"


def extension(name: str) -> str:
    """The ending of a file's name, in small letters with its dot; "" where there is none."""
    stem, dot, ending = name.strip().lower().rpartition(".")
    return f".{ending}" if dot and stem and len(ending) <= 8 else ""
