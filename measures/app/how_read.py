"""How a file was read where that was not certain, what else could be tried, and the study after another try.

It knows nothing of Streamlit. What it shows of a file are the column names, and of two rows the cells of columns that
hold neither who people are nor what they wrote.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from measures.errors import FileError
from measures.exports.encodings import MAC, WINDOWS, to_utf8
from measures.exports.files import read_tables
from measures.exports.kinds import shown_name
from measures.exports.platforms import Platform
from measures.exports.recognition import holds_personal
from measures.exports.rows import KEEP_WORDS, REASONS
from measures.exports.tables import CodedTable, Upload, short
from measures.exports.text_files import EXCEL_HINT, SAMPLE_BYTES, SEPARATORS, sample_records, sniff_separator
from measures.inspection import Finding, Inspection
from measures.study import Study, StudyFile
from measures.study_rules import read_options

FIND_OUT = "Find it out"
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    WINDOWS: "Windows (Western Europe)",
    MAC: "Mac (old Excel)",
    "cp1250": "Windows (Central Europe)",
    "utf-16": "UTF-16 (Excel's Unicode text)",
}
SEPARATOR_NAMES: Mapping[str, str] = dict(zip(SEPARATORS, ("Comma", "Semicolon", "Tab", "Upright bar"), strict=True))
MADE_BY_HAND = "No survey tool: made by hand"
DOUBTS = ("encoding_guessed", "mixed_encoding", "garbled_text", "encoding", "separator", "ragged", "no_table")
HEADER_DOUBTS = ("header_found", "header_rows", "no_table")
SHEET_DOUBTS = ("no_sheet",)
WHO = frozenset({"participant", "drop"})
OWN_WORDS = frozenset({"quote", "date", "unused", "group", "weight", "programme", "locality", "consent"})
"""Columns of which no cell is shown, and those of which a few letters are: they may hold what people wrote."""
ROWS_OFFERED, LONGEST_LINE, LONGEST_CELL, AGREEING = 12, 160, 40, 0.8
LOOKED_AT = 2_000_000
TELLING = re.compile(r"[^\W\d_]{0,2}[^\x00-\x7f][^\W\d_]{0,2}")
HIDDEN = "…"
Shown = Literal["nothing", "letters"]


@dataclass(frozen=True)
class Doubt:
    """What of the reading of one entry of the study may be chosen anew.

    `hidden` says how much is shown of columns that are not shown whole; None where no column is known. `why` says what
    was not certain, in sentences.
    """

    file: StudyFile
    text: bool
    header: bool
    sheets: tuple[str, ...]
    hidden: Mapping[int, Shown] | None
    headers: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    made_with: str = ""

    @property
    def certain(self) -> bool:
        """Whether only the tool that made the file is left to be corrected."""
        return not (self.text or self.header or self.sheets or self.file.platform)

    @property
    def open(self) -> bool:
        """Whether letters or columns were told by a guess that nobody has looked at."""
        return self.text and self.file.encoding is None and self.file.separator is None


@dataclass(frozen=True)
class Glimpse:
    """At most three lines of a text file as one encoding reads them, and the separator they are parted by."""

    lines: tuple[str, ...]
    separator: str


def doubts(inspection: Inspection, study: Study, uploads: Mapping[str, Upload]) -> tuple[Doubt, ...]:
    """What may be chosen of each file of answers: the tool always, encoding, separator, header and sheet where unsure.

    What was chosen stays on offer, so that every choice can be taken back.
    """
    by_file: dict[str, list[Finding]] = {}
    for found in inspection.findings:
        by_file.setdefault(found.file.label, []).append(found)
    listed = (_doubt(file, by_file.get(file.label, []), uploads.get(file.path)) for file in study.files)
    return tuple(doubt for doubt in listed if doubt.made_with or not doubt.certain)


def _doubt(file: StudyFile, findings: Sequence[Finding], upload: Upload | None) -> Doubt:
    tables = [found.table for found in findings if found.table is not None]
    if upload is None or any(found.codebook is not None for found in findings):
        return Doubt(file, text=False, header=False, sheets=(), hidden=None)
    codes = {issue.code for found in findings for issue in found.issues}
    is_text = _is_text(upload.data)
    unsure = bool(codes & set(DOUBTS)) or any(len(table.map.table.headers) == 1 for table in tables)
    stated = file.encoding is not None or file.separator is not None
    names = tables[0].map.table.sheets if tables else ()
    asked_sheet = file.sheet is not None or bool(codes & set(SHEET_DOUBTS))
    return Doubt(
        file,
        text=is_text and (stated or unsure or len(fitting_separators(upload.data)) > 1),
        header=file.header_rows is not None or bool(codes & set(HEADER_DOUBTS)),
        sheets=names if len(names) > 1 else (file.sheet,) if asked_sheet and file.sheet else (),
        hidden=_hidden(tables[0]) if len(tables) == 1 else None,
        headers=tables[0].map.table.headers if tables else (),
        made_with=tables[0].map.table.platform if tables else "",
        why=tuple(
            dict.fromkeys(
                issue.message
                for found in findings
                for issue in found.issues
                if issue.code in (*DOUBTS, *HEADER_DOUBTS, *SHEET_DOUBTS)
            )
        ),
    )


def _is_text(data: bytes) -> bool:
    """Whether a file may be a text table: neither zip, old workbook nor statistics file."""
    return not data.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"$FL", b"2LF$", b"3LF$", b"<stata_dta>", b"PAR1", b"<"))


def _hidden(table: CodedTable) -> dict[int, Shown]:
    who: dict[int, Shown] = {use.position: "nothing" for use in table.map.uses if use.role in WHO}
    return who | {use.position: "letters" for use in table.map.uses if use.role in OWN_WORDS}


def fitting_separators(data: bytes) -> tuple[str, ...]:
    """The separators that would part nearly all of the first records into the same number of fields.

    More than one means that the file alone does not tell.
    """
    try:
        plain, _ = to_utf8(data[:SAMPLE_BYTES], "")
    except FileError:  # no encoding was stated, so none can be wrong; said all the same where the file is read
        return ()
    if EXCEL_HINT.match(plain):
        return ()
    return tuple(separator for separator in SEPARATORS if _parts_evenly(plain, separator))


def _parts_evenly(data: bytes, separator: str) -> bool:
    widths = [len(record) for record in sample_records(data, separator) if record]
    return bool(widths) and widths[0] > 1 and widths.count(widths[0]) >= max(2, AGREEING * len(widths))


def glimpse(upload: Upload, encoding: str | None, separator: str | None, hidden: Mapping[int, Shown] | None) -> Glimpse:
    """Read the column names and two records, first those that hold letters on which encodings differ.

    Parameters
    ----------
    upload : Upload
    encoding, separator : str, optional
        As the study file states them; found out otherwise.
    hidden : mapping of position to "nothing" or "letters", optional
        The columns whose cells are not shown whole, and whether the few letters that tell encodings apart may be seen.
        Without it nothing is known of the columns, and only names are shown.

    Raises
    ------
    FileError
        The file is not written in this encoding.
    """
    plain, _ = to_utf8(upload.data, shown_name(upload.name), encoding)
    hint = EXCEL_HINT.match(plain)
    if hint is not None:
        plain = plain[hint.end() :]
    separator = separator or (hint[1].decode() if hint else sniff_separator(plain))
    records = _records(plain, separator)
    head = [
        [HIDDEN if holds_personal(cell) else short(cell, LONGEST_CELL) for cell in record] for record in records[:1]
    ]
    shown = [] if hidden is None else [_shown(record, hidden) for record in records[1:]]
    telling = [record for record in shown if not "".join(record).replace(HIDDEN, "").isascii()]
    mark = "\u2192" if separator == "\t" else separator
    kept = [*head, *(_closed_up(record) for record in (telling + shown)[:2])]
    lines = [f" {mark} ".join(record) for record in kept]
    return Glimpse(tuple(short(line, LONGEST_LINE) for line in lines), separator)


def _records(plain: bytes, separator: str) -> list[list[str]]:
    text = io.StringIO(plain[:LOOKED_AT].decode(errors="ignore"), newline="")
    records: list[list[str]] = []
    with suppress(csv.Error):  # a cell longer than any answer: whoever reads the file says where
        records.extend(record for record in csv.reader(text, delimiter=separator) if any(map(str.strip, record)))
    return records


def _shown(record: Sequence[str], hidden: Mapping[int, Shown]) -> list[str]:
    """A record without cells that may say who somebody is, or what they wrote but for a few letters."""
    return [_cell(cell, hidden.get(place)) for place, cell in enumerate(record)]


def _closed_up(record: Sequence[str]) -> list[str]:
    """A record with cells not shown, where several stand side by side, as one: wide tables would be nothing else."""
    return [
        cell for before, cell in pairwise([None, *record]) if cell is not None and (cell, before) != (HIDDEN, HIDDEN)
    ]


def _cell(cell: str, shown: Shown | None) -> str:
    """A cell as it may be shown: whole (None), or at most the letters about the first one that tells encodings."""
    if not cell.strip():
        return ""
    if shown is None and len(cell) <= LONGEST_CELL and not holds_personal(cell):
        return cell
    found = TELLING.search(cell) if shown != "nothing" else None
    return f"{HIDDEN}{found[0]}{HIDDEN}" if found else HIDDEN


def header_choices(stated: int | Sequence[int] | None) -> dict[str, int | tuple[int, ...] | None]:
    """What can be said of the rows that hold the column names: nothing, one row, two that follow one another."""
    single = {f"Row {row}": (row,) for row in range(1, ROWS_OFFERED + 1)}
    double = {f"Rows {row} and {row + 1}": (row, row + 1) for row in range(1, ROWS_OFFERED)}
    choices: dict[str, int | tuple[int, ...] | None] = {FIND_OUT: None, **single, **double}
    if isinstance(stated, int):
        choices[f"{stated} from where they begin"] = stated
    elif stated is not None and tuple(stated) not in choices.values():
        choices[f"Rows {', '.join(map(str, stated))}"] = tuple(stated)
    return choices


def platform_choices(stated: str | None) -> dict[str, str | None]:
    """What can be said of the tool that made a file."""
    tools: dict[str, str] = {name: MADE_BY_HAND if name == "none" else name for name in get_args(Platform)}
    return named(tools, stated)


def headers_by(upload: Upload, doubt: Doubt, rows: int | tuple[int, ...] | None) -> tuple[str, ...]:
    """The column names of a file if these rows held them; they may be a person's answers, so little of them is shown.

    Raises
    ------
    FileError
        They cannot be its column names.
    """
    options = read_options(doubt.file).model_copy(update={"header_rows": rows})
    names = read_tables(upload, options)[0].headers
    hidden = doubt.hidden or {}
    now = dict(enumerate(doubt.headers))
    return tuple(
        HIDDEN if name != now.get(k) and name.strip() and (k in hidden or holds_personal(name)) else name
        for k, name in enumerate(names)
    )


def named(choices: Mapping[str, str], stated: str | None) -> dict[str, str | None]:
    """Choices by their plain names, nothing stated first; what is stated otherwise is among them as it stands."""
    found: dict[str, str | None] = {FIND_OUT: None, **{name: value for value, name in choices.items()}}
    return found if stated in found.values() else {**found, str(stated): stated}


def with_reading(study: Study, label: str, **said: object) -> Study:
    """The study after the user said how one of its files is to be read."""
    files = tuple(file.model_copy(update=said) if file.label == label else file for file in study.files)
    return study.model_copy(update={"files": files})


def set_aside(inspection: Inspection) -> dict[str, tuple[str, ...]]:
    """The kinds of rows set aside that can be brought back, each with how many there are in which file.

    Where no row of a file is left, the refusal says which kinds they were.
    """
    found: dict[str, list[str]] = {}
    for each in inspection.findings:
        for why, reason in REASONS.items():
            word = "partial" if why == "empty" else why
            if word not in KEEP_WORDS or word == "no_consent":  # consent is not for others to undo
                continue
            if each.table is not None:
                rows = sum(step.n or 0 for step in each.table.map.table.flow if step.reason == reason)
                if rows:
                    found.setdefault(word, []).append(f"{each.table.map.table.where}: {rows:,} {reason}")
            elif any(issue.code == "no_usable_rows" and f"({reason})" in issue.message for issue in each.issues):
                found.setdefault(word, []).append(f"{each.file.label}: {reason}")
    return {word: tuple(places) for word, places in found.items()}


def with_kept(study: Study, offered: Collection[str], ticked: Collection[str]) -> Study:
    """The study after the user said which kinds of rows count as answers; kinds not offered stay as stated."""
    kept = [word for word in study.rows.keep if word not in offered]
    words = tuple(word for word in KEEP_WORDS if word in ticked or word in kept)
    return study.model_copy(update={"rows": study.rows.model_copy(update={"keep": words})})
