"""Looks through an .xlsx before it is opened: zip directory, sizes really inflated, forbidden XML, cell addresses.

The reader builds a dense grid up to the outermost filled cells, so one stray cell far away can ask for 100 GB. Parts
are therefore inflated here first, counted, and their cell addresses read. Formulas, hidden rows and cached errors are
seen on the way, because the reader does not tell of them.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from measures.errors import FileError
from measures.exports.kinds import DOWNLOAD_AGAIN, SAVE_AS_XLSX, password_error
from measures.exports.limits import LIMITS, check_size
from measures.exports.phrases import in_sheet, several
from measures.exports.tables import column_letter

MOST_MEMBERS = 500
MOST_INFLATED = 300_000_000
MOST_RATIO, RATIO_FROM = 200, 10_000_000
CHUNK, TAIL = 1 << 22, 1 << 18
FAR_ROWS, FAR_COLUMNS, FEW_CELLS = 1_000, 100, 5
LOCAL_HEADER, STORED, DEFLATED, ENCRYPTED = 30, 0, 8, 0x1

SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\s[^<>]*>")
RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
WORKSHEET = re.compile(rb"<(\w+:)?worksheet\b")
UTF16_START = (b"<\0", b"\0<")
COLUMN_LETTERS = [re.compile(rb'<c r="([A-Z]{1,3})\d{1,%d}"' % digits) for digits in range(1, 10)]
ROW_NUMBERS = re.compile(rb'<row [^<>]*?\br="(\d{1,9})"')
CELL = re.compile(rb"<row\b(?P<row>[^<>]*)>|<c\b(?P<cell>[^<>]*?)(?:/>|>(?P<blank>\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>)?)")
ADDRESS = re.compile(rb"\br\s*=\s*[\"']([A-Z]{0,9})(\d{1,9})[\"']")
FORMULA = re.compile(
    rb"<c\b(?P<about>[^<>]*)>\s*<f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*(?P<value><v[^<>]*>[^<]|<v\b)?",
)
TEXT_RESULT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
ERROR_CELL = re.compile(rb"<c\b[^<>]*\bt=[\"']e[\"']")
HIDDEN_ROW = re.compile(rb"<row\b[^<>]*\bhidden=[\"'](?:1|true)[\"']")
HIDDEN_COLUMNS = re.compile(rb"<col\b[^<>]*\bhidden=[\"'](?:1|true)[\"'][^<>]*>")


@dataclass(slots=True)
class SheetFacts:
    """What was seen in a sheet. Rows count from 1, columns from 1; 0 where there is no cell."""

    part: str
    name: str = ""
    rows: int = 0
    columns: int = 0
    formulas: int = 0
    without_value: int = 0
    first_without_value: str = ""
    errors: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0

    @property
    def fits(self) -> bool:
        """Whether the dense grid from A1 to the outermost cell is within what is read."""
        return self.rows <= LIMITS.rows and self.columns <= LIMITS.columns and self.rows * self.columns <= LIMITS.cells


@dataclass(frozen=True, slots=True)
class WorkbookFacts:
    """What was seen in a workbook: its sheets by name, and whether it holds macros."""

    sheets: Mapping[str, SheetFacts]
    macros: bool


def look_through(data: bytes, name: str) -> WorkbookFacts:
    """Look through an .xlsx without opening it.

    Raises
    ------
    FileError
        `damaged`, `password`, `zip_bomb` or `not_supported`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
        _check_directory(members, name)
        return _look_at_parts(data, members, name)
    # a hostile directory makes zipfile raise any of these; all mean the same to the user
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, IndexError) as error:
        raise FileError(name, "The file is damaged or incomplete.", DOWNLOAD_AGAIN, code="damaged") from error


def check_sheet(facts: SheetFacts, data: bytes, name: str) -> None:
    """Refuse a sheet whose cells reach too far, or whose formulas hold no results.

    Raises
    ------
    FileError
        `stray_cell`, `too_large` or `formulas_without_values`.
    """
    where = in_sheet(name, facts.name)
    if facts.without_value:
        message = (
            f"{several(facts.without_value, 'formula')} without a result (the first in {facts.first_without_value}):"
            " the file was written by a program that does not calculate, so these cells would read as blank."
        )
        raise FileError(where, message, "Open it in Excel and save it once.", code="formulas_without_values")
    if not facts.fits:
        _refuse_or_crop(facts, data, where)


def _check_directory(members: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse by what the zip directory says."""
    if len({member.filename.lower() for member in members}) < len(members):
        raise FileError(name, "The file is damaged: a part stands in it twice.", DOWNLOAD_AGAIN, code="damaged")
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise password_error(name)
    if len(members) > MOST_MEMBERS:
        message = f"The workbook consists of {len(members):,} parts, and up to {MOST_MEMBERS} are read."
        fix = "Copy the sheet with the answers to a new workbook."
        raise FileError(name, message, fix, code="too_large")
    inflated = sum(member.file_size for member in members)
    suspicious = any(
        member.file_size > RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if suspicious or inflated > MOST_INFLATED:
        raise _bomb(name)
    if any(member.compress_type not in (STORED, DEFLATED) for member in members):
        message = "The workbook is compressed in a way that is not read here."
        raise FileError(name, message, SAVE_AS_XLSX, code="not_supported")


def _bomb(name: str) -> FileError:
    message = (
        f"Unpacked, the workbook would be implausibly large (over {MOST_INFLATED // 1_000_000} MB or mostly nothing)."
    )
    fix = "Copy the answers to a new workbook, or save them as .csv."
    return FileError(name, message, fix, code="zip_bomb")


def _look_at_parts(data: bytes, members: list[zipfile.ZipInfo], name: str) -> WorkbookFacts:
    """Inflate every part, counting, and read the addresses in those that are sheets."""
    names: dict[str, str] = {}
    targets: dict[str, str] = {}
    sheets: list[SheetFacts] = []
    left = MOST_INFLATED
    for member in members:
        path = member.filename.lower().lstrip("/")
        facts, prefix, carried = None, b"", b""
        for number, chunk in enumerate(_inflate(data, member)):
            left -= len(chunk)
            if left < 0:
                raise _bomb(name)
            text = carried + chunk
            _refuse_odd_xml(text, name, first=number == 0)
            if facts is None and (root := WORKSHEET.search(text)):
                facts, prefix = SheetFacts(path), root[1] or b""
                sheets.append(facts)
            cut = _safe_cut(text) if len(chunk) >= CHUNK else len(text)
            whole, carried = text[:cut], text[cut:]
            if facts is not None:
                _look(whole, facts, prefix)
            elif path.endswith("workbook.xml.rels"):
                targets |= {_attribute(tag, b"Id"): _target(tag, path) for tag in RELATION_TAG.findall(whole)}
            elif path.endswith("workbook.xml"):
                names |= {_attribute(tag, b"id"): _attribute(tag, b"name") for tag in SHEET_TAG.findall(whole)}
        if facts is not None and carried:
            _look(carried, facts, prefix)
    by_part = {targets.get(key, ""): title for key, title in names.items()}
    for sheet in sheets:
        sheet.name = by_part.get(sheet.part, sheet.part)
    macros = any("vbaproject" in member.filename.lower() for member in members)
    return WorkbookFacts({sheet.name: sheet for sheet in sheets}, macros)


def _refuse_odd_xml(text: bytes, name: str, *, first: bool) -> None:
    """Refuse document types, which can do harm, and UTF-16, in which they could hide: Excel writes neither."""
    if b"<!DOCTYPE" in text or (first and text.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")[:2] in UTF16_START):
        message = "The workbook holds XML that Excel never writes and that can do harm."
        raise FileError(name, message, SAVE_AS_XLSX, code="not_supported")


def _inflate(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part in chunks, as it really is: the size in the zip directory may lie."""
    start = member.header_offset
    header = data[start : start + LOCAL_HEADER]
    if len(header) < LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile(member.filename)
    start += LOCAL_HEADER + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(data)[start : start + member.compress_size]
    if len(packed) < member.compress_size:
        raise zipfile.BadZipFile(member.filename)
    if member.compress_type == STORED:
        for at in range(0, len(packed), CHUNK):
            yield bytes(packed[at : at + CHUNK])
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    chunk = inflater.decompress(packed, CHUNK)
    while chunk:
        yield chunk
        chunk = inflater.decompress(inflater.unconsumed_tail, CHUNK)
    if not inflater.eof:
        raise zipfile.BadZipFile(member.filename)


def _safe_cut(text: bytes) -> int:
    """Where to cut so that no row is torn; no cell, where a row is longer than a chunk; else no tag."""
    before = max(len(text) - TAIL, 0)
    for tag in (rb"<(?:\w+:)?row\b", rb"<(?:\w+:)?c\b"):
        starts = [before + match.start() for match in re.finditer(tag, text[before:])]
        if starts and starts[-1] > 0:
            return starts[-1]
    return text.rfind(b"<", 1) if b"<" in text[1:] else len(text)


def _look(text: bytes, facts: SheetFacts, prefix: bytes) -> None:
    """Read the addresses and the rest of the facts from whole rows of a sheet."""
    if prefix:
        text = text.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    rows = ROW_NUMBERS.findall(text)
    digits = max(map(len, rows), default=1)
    letters = COLUMN_LETTERS[digits - 1].findall(text)  # no cell has more digits than the rows here, or it is not found
    if len(letters) == text.count(b"<c ") and b"<c>" not in text and len(rows) == text.count(b"<row"):
        facts.columns = max(facts.columns, max(map(_position, set(letters)), default=0))
        facts.rows = max(facts.rows, max(map(int, rows), default=0))
    else:
        _widen(facts, text)
    if b"<f" in text:
        for found in FORMULA.finditer(text):
            facts.formulas += 1
            if found["value"] is None or (found["value"] == b"<v" and not TEXT_RESULT.search(found["about"])):
                address = ADDRESS.search(found["about"])
                facts.first_without_value = facts.first_without_value or (
                    (address[1] + address[2]).decode() if address else "a cell"
                )
                facts.without_value += 1
    if b't="e"' in text or b"t='e'" in text:
        facts.errors += len(ERROR_CELL.findall(text))
    if b"hidden=" in text:
        facts.hidden_rows += len(HIDDEN_ROW.findall(text))
        for tag in HIDDEN_COLUMNS.findall(text):
            first, last = _whole(_attribute(tag, b"min")), _whole(_attribute(tag, b"max"))
            facts.hidden_columns += max(min(last, LIMITS.columns) - first + 1, 0)


def _widen(facts: SheetFacts, text: bytes) -> None:
    """Read the addresses one by one, whichever way they are written."""
    for row, column, _ in _cells(text, facts.rows):
        facts.rows, facts.columns = max(facts.rows, row), max(facts.columns, column)


def _cells(text: bytes, row: int) -> Iterator[tuple[int, int, bool]]:
    """Row, column and whether it is filled, of each cell; cells without an address follow the one before."""
    column = 0
    for found in CELL.finditer(text):
        if found["row"] is not None:
            stated = ADDRESS.search(found["row"])
            row, column = int(stated[2]) if stated else row + 1, 0
            continue
        stated = ADDRESS.search(found["cell"])
        column = _position(stated[1]) if stated and stated[1] else column + 1
        filled = found["blank"] is None and not found[0].endswith(b"/>")
        yield (int(stated[2]) if stated else row), column, filled


def _refuse_or_crop(facts: SheetFacts, data: bytes, where: str) -> None:
    """Judge by filled cells alone; blank formatted ones are not read and need not stop anybody."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = next(item for item in archive.infolist() if item.filename.lower().lstrip("/") == facts.part)
    text = b"".join(_inflate(data, member))
    if prefix := (root[1] or b"") if (root := WORKSHEET.search(text)) else b"":
        text = text.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    filled = [(row, column) for row, column, is_filled in _cells(text, 0) if is_filled]
    rows, columns = Counter(row for row, _ in filled), Counter(column for _, column in filled)
    facts.rows, facts.columns = max(rows, default=0), max(columns, default=0)
    if facts.fits:
        return
    lone_row, lone_column = _beyond_gap(rows, FAR_ROWS), _beyond_gap(columns, FAR_COLUMNS)
    if lone_row or lone_column:
        row, column = next(place for place in filled if place[0] == lone_row or place[1] == lone_column)
        cell = f"{column_letter(column - 1)}{row}"
        message = (
            f"Cell {cell} is filled far away from the table, so that the sheet spans {facts.rows:,} rows of"
            f" {facts.columns:,} columns."
        )
        fix = "Clear that cell (or delete its row and column) and save the file."
        raise FileError(where, message, fix, code="stray_cell")
    check_size(where, rows=facts.rows, columns=facts.columns)


def _beyond_gap(filled: Counter[int], gap: int) -> int:
    """The first row (or column) of a few cells that stand far beyond all others; 0 where there are none."""
    beyond, places = 0, sorted(filled, reverse=True)
    for place, before in zip(places, [*places[1:], 0], strict=True):
        beyond += filled[place]
        if beyond > FEW_CELLS:
            return 0
        if place - before > gap:
            return place
    return 0


def _position(letters: bytes) -> int:
    """Column number of its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _attribute(tag: bytes, name: bytes) -> str:
    """The value of an attribute, whatever its namespace prefix; "" where there is none."""
    for key, double, single in ATTRIBUTE.findall(tag):
        if key.rsplit(b":", 1)[-1] == name:
            return unescape((double or single).decode(errors="replace"))
    return ""


def _target(tag: bytes, rels: str) -> str:
    """The part a relation points to, as a path in the archive."""
    target = _attribute(tag, b"Target").lower()
    folder = rels.split("_rels/", 1)[0]
    return target.lstrip("/") if target.startswith("/") else folder + target


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
