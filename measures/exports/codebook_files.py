"""Codebooks as survey tools write them: a REDCap data dictionary, an XLSForm workbook, a LimeSurvey .lss file."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from measures.errors import FileError
from measures.exports.codebooks import Codebook, Variable
from measures.exports.folding import BREAKING_TAG, TAG, fold
from measures.exports.grids import Grid
from measures.exports.kinds import DOWNLOAD_AGAIN, OLE, shown_name
from measures.exports.tables import Upload
from measures.exports.text_files import read_text
from measures.exports.workbooks import read_workbook

REDCAP = "a REDCap data dictionary"
XLSFORM = "the questions of a form (XLSForm)"
LIMESURVEY = "the structure of a LimeSurvey survey (.lss)"

HEAD = 4096
LARGEST_XML = 20_000_000
LARGEST_PART = 1_000_000
MOST_ROWS = 20_000
ZIP = b"PK\x03\x04"
SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*\bname=\"([^\"]*)\"")
FORM_SHEETS = frozenset({"survey", "choices", "settings", "external_choices", "entities", "osm", "cascades"})
CHECKBOX = {"1": "Checked", "0": "Unchecked"}  # as REDCap's own export with labels has them
FIXED = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
NO_QUESTION = ("descriptive", "file")
LIME_FIXED = {
    "Y": {"Y": "Yes", "N": "No"}, "C": {"Y": "Yes", "N": "No", "U": "Uncertain"}, "G": {"M": "Male", "F": "Female"},
    "E": {"I": "Increase", "S": "Same", "D": "Decrease"}, "M": {"Y": "Yes", "N": "No"}, "P": {"Y": "Yes", "N": "No"},
}  # fmt: skip
LIME_OWN_ANSWERS = ("L", "!", "O", "F", "H")
LIME_PARTS = ("A", "B", "C", "E", "F", "H", "M", "P", "K", "Q")
LIME_DUAL, LIME_RANKING = "1", "R"
LIME_NONE = ("X", "*", "|", ";", ":")  # no question, or columns whose names depend on the version


def read_codebook(upload: Upload) -> Codebook | None:
    """Read a file that names the questions of other files.

    Parameters
    ----------
    upload : Upload
        Any file; its content, not its name, decides.

    Returns
    -------
    Codebook or None
        None where the file is no codebook of a known kind; it is then to be read as answers.

    Raises
    ------
    FileError
        It is a codebook, but damaged (`damaged`), too large (`too_large`) or without questions (`codebook`).
    """
    name = shown_name(upload.name)
    if upload.data.startswith(ZIP) or upload.data.startswith(OLE):
        codebook = _xlsform(upload.data, name)
    elif _is_lss(upload.data):
        codebook = _limesurvey(upload.data, name)
    else:
        codebook = _redcap(upload.data, name)
    if codebook is not None and not codebook.variables:
        message = f"This is {codebook.kind}, and there is no question in it."
        raise FileError(name, message, "Leave it out, or choose the right one.", code="codebook")
    return codebook


def redcap_choices(text: str) -> dict[str, str]:
    """Codes and labels as a data dictionary writes them.

    >>> redcap_choices("1, Never, or hardly ever | 2, Often")
    {'1': 'Never, or hardly ever', '2': 'Often'}
    """
    parts = (part.partition(",") for part in text.split("|"))
    return {code.strip(): plain(label) for code, comma, label in parts if comma and code.strip()}


def plain(text: str) -> str:
    """Text of a form without HTML, on one line."""
    return " ".join(html.unescape(TAG.sub("", BREAKING_TAG.sub(" ", text))).split())


def _redcap(data: bytes, name: str) -> Codebook | None:
    head = data[:HEAD].lower()
    if b"variable / field name" not in head and not (b"field_name" in head and b"field_type" in head):
        return None
    rows = _rows(read_text(data, name))
    header = {fold(cell): place for place, cell in enumerate(rows[0])}
    wanted = {
        "name": ("variable / field name", "field_name"),
        "type": ("field type", "field_type"),
        "label": ("field label", "field_label"),
        "choices": (
            "choices, calculations, or slider labels", "choices or calculations", "select_choices_or_calculations",
        ),
        "personal": ("identifier?", "identifier"),
    }  # fmt: skip
    places = {key: next((header[one] for one in names if one in header), None) for key, names in wanted.items()}
    if places["name"] is None or places["type"] is None or places["label"] is None:
        return None
    variables: dict[str, Variable] = {}
    for row in rows[1:]:
        cells = {key: row[place].strip() if place is not None else "" for key, place in places.items()}
        if cells["name"] and cells["type"].casefold() not in NO_QUESTION:
            variables.update(_redcap_columns(cells))
    return Codebook(name, REDCAP, "REDCap", variables)


def _redcap_columns(cells: Mapping[str, str]) -> Iterator[tuple[str, Variable]]:
    """The columns of one field: one for each option of a checkbox."""
    kind, label = cells["type"].casefold(), plain(cells["label"])
    personal = cells["personal"].casefold() in ("y", "yes", "1")
    if kind == "checkbox":
        for code, option in redcap_choices(cells["choices"]).items():
            column = f"{cells['name']}___{re.sub(r'[^a-z0-9]', '_', code.casefold())}"
            yield column, Variable(f"{label} [{option}]", CHECKBOX, personal)
    elif kind in ("radio", "dropdown"):
        yield cells["name"], Variable(label, redcap_choices(cells["choices"]), personal)
    else:
        yield cells["name"], Variable(label, FIXED.get(kind, {}), personal)


def _xlsform(data: bytes, name: str) -> Codebook | None:
    """A workbook with a sheet `survey` of types, names and labels, and a sheet `choices`."""
    kind: Literal["xlsx", "xls"] = "xlsx" if data.startswith(ZIP) else "xls"
    titles = _sheet_titles(data) if kind == "xlsx" else {one for one in ("survey", "choices") if _holds(data, one)}
    if not {"survey", "choices"} <= titles:
        return None
    grids = {fold(grid.sheet): grid for grid in read_workbook(data, name, kind).grids}
    survey, choices = (_records(grids[sheet]) if sheet in grids else [] for sheet in ("survey", "choices"))
    if not survey or not {"type", "name"} <= survey[0].keys() or _label_column(survey[0]) is None:
        return None
    lists: dict[str, dict[str, str]] = {}
    for row in choices:
        list_name, code = row.get("list_name") or row.get("list name", ""), row.get("name") or row.get("value", "")
        if list_name and code:
            lists.setdefault(list_name, {})[code] = _label(row)
    others = any(grid.height and fold(grid.sheet) not in FORM_SHEETS for grid in grids.values())
    return Codebook(name, XLSFORM, "KoboToolbox", _form_columns(survey, lists), beside_answers=others)


def _form_columns(survey: Sequence[Mapping[str, str]], lists: Mapping[str, Mapping[str, str]]) -> dict[str, Variable]:
    """Questions by their names, with their groups in front as exports write them and, where it is unique, without."""
    groups: list[str] = []
    columns: dict[str, Variable] = {}
    short: dict[str, list[str]] = {}
    for row in survey:
        kind, _, list_name = " ".join(row["type"].split()).partition(" ")
        kind, opened = kind.casefold(), row["type"].strip().casefold().replace("_", " ")
        if opened.startswith(("begin group", "begin repeat")):
            groups.append(row["name"])
        elif opened.startswith(("end group", "end repeat")):
            groups = groups[:-1]
        elif row["name"] and (label := _label(row)) and kind != "note":
            path = "/".join([*groups, row["name"]])
            options = lists.get(list_name.split(" ")[0], {})
            short.setdefault(row["name"], []).append(path)
            dashed = "-".join([*groups, row["name"]])  # as ODK Central names it
            columns[path] = columns[dashed] = Variable(label, dict(options) if kind == "select_one" else {})
            if kind == "select_multiple":
                for code, option in options.items():
                    short.setdefault(f"{row['name']}/{code}", []).append(f"{path}/{code}")
                    columns[f"{path}/{code}"] = columns[f"{dashed}/{code}"] = Variable(f"{label} [{option}]")
    return columns | {name: columns[paths[0]] for name, paths in short.items() if len(paths) == 1}


def _label_column(row: Mapping[str, str]) -> str | None:
    """The column of labels: English where languages are told apart, else the default, else the first."""
    labels = [key for key in row if key == "label" or key.startswith("label:")]
    english = [key for key in labels if re.search(r"\benglish\b|\(en\b", key)]
    return next(iter([*english, *(key for key in labels if key == "label"), *labels]), None)


def _label(row: Mapping[str, str]) -> str:
    column = _label_column(row)
    return plain(row[column]) if column is not None else ""


def _is_lss(data: bytes) -> bool:
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and re.search(rb"<LimeSurveyDocType>\s*Survey\s*<", head) is not None


def _limesurvey(data: bytes, name: str) -> Codebook:
    """The XML of a LimeSurvey survey, with texts beside the questions (to version 3) or by language (from 4 on)."""
    if len(data) > LARGEST_XML:
        message = f"The survey's structure has more than {LARGEST_XML // 1_000_000} MB."
        raise FileError(name, message, "Leave it out, or export it without pictures.", code="too_large")
    try:
        root = fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    # a hostile or broken file makes the parser raise any of these; all mean the same to the user
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise FileError(name, "The file is damaged or incomplete.", DOWNLOAD_AGAIN, code="damaged") from error
    questions, parts = _xml_rows(root, "questions"), _xml_rows(root, "subquestions")
    spoken = [language.text or "" for language in root.iterfind("languages/language")]
    language = next(iter([*(one for one in spoken if one.split("-")[0] == "en"), *spoken]), "")
    texts = _texts(questions + parts + _xml_rows(root, "question_l10ns"), "qid", "question", language)
    answers = _xml_rows(root, "answers")
    labels = _texts(answers + _xml_rows(root, "answer_l10ns"), "aid", "answer", language)
    lists: dict[tuple[str, str], dict[str, str]] = {}
    for row in sorted(answers, key=lambda row: _number(row.get("sortorder", ""))):
        if row.get("language", language) == language:
            label = plain(row["answer"]) if "answer" in row else labels.get(row.get("aid", ""), "")
            lists.setdefault((row.get("qid", ""), row.get("scale_id", "0")), {})[row.get("code", "")] = label
    variables: dict[str, Variable] = {}
    for row in questions:
        if row.get("language", language) == language:
            own = [part for part in parts if part.get("parent_qid") == row.get("qid")]
            variables.update(_lime_columns(row, own, texts, lists))
    return Codebook(name, LIMESURVEY, "LimeSurvey", variables)


def _lime_columns(
    row: Mapping[str, str],
    parts: Sequence[Mapping[str, str]],
    texts: Mapping[str, str],
    lists: Mapping[tuple[str, str], Mapping[str, str]],
) -> Iterator[tuple[str, Variable]]:
    """The columns of one question: one for each subquestion, scale or rank, named in both ways that exports name it."""
    kind, title, text = row.get("type", ""), row.get("title", ""), texts.get(row.get("qid", ""), "")
    if kind in LIME_NONE or not title:
        return
    first, second = (lists.get((row.get("qid", ""), scale), {}) for scale in ("0", "1"))
    choices = first if kind in LIME_OWN_ANSWERS else LIME_FIXED.get(kind, {})
    if kind == LIME_RANKING:
        for rank in range(1, len(first) + 1):
            for column in (f"{title}[{rank}]", f"{title}_{rank}"):
                yield column, Variable(f"{text} [Ranking {rank}]", first)
        return
    if kind not in (*LIME_PARTS, LIME_DUAL):
        if text:
            yield title, Variable(text, choices)
        return
    for part in {part.get("title", ""): part for part in parts}.values():
        code, asked = part.get("title", ""), texts.get(part.get("qid", ""), "")
        if kind == LIME_DUAL:
            for number, labels in enumerate((first, second)):
                question = f"{text} [{asked}][Scale {number + 1}]".strip()
                for column in (
                    f"{title}[{code}][{number + 1}]",
                    f"{title}_{code}_{number}",
                    f"{title}_{code}#{number}",
                ):
                    yield column, Variable(question, labels)
            continue
        question = f"{text} [{asked}]".strip()
        for column in (f"{title}[{code}]", f"{title}_{code}"):
            yield column, Variable(question, choices)


def _texts(rows: Sequence[Mapping[str, str]], key: str, text: str, language: str) -> dict[str, str]:
    """Texts by id in one language, or in any where there is none in it."""
    found: dict[str, str] = {}
    for row in rows:
        if row.get(text) and (row.get("language", language) == language or row.get(key, "") not in found):
            found[row.get(key, "")] = plain(row[text])
    return found


def _xml_rows(root: Element, table: str) -> list[dict[str, str]]:
    return [{cell.tag: cell.text or "" for cell in row} for row in root.iterfind(f"{table}/rows/row")]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _rows(grid: Grid) -> list[list[str]]:
    return grid.without_blank_tail().without_blank_rows()[0].top(MOST_ROWS)


def _records(grid: Grid) -> list[dict[str, str]]:
    """The rows of a sheet by the names in its first row."""
    header, *rows = _rows(grid) or [[]]
    names = [fold(cell) for cell in header]
    return [{name: cell.strip() for name, cell in zip(names, row, strict=True) if name} for row in rows]


def _sheet_titles(data: bytes) -> set[str]:
    """Names of a workbook's sheets, read from its list alone; none where that cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("xl/workbook.xml") as part:
            return {fold(title.decode(errors="replace")) for title in SHEET.findall(part.read(LARGEST_PART))}
    # a hostile archive makes zipfile raise any of these; whoever reads it as answers says what is wrong
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return set()


def _holds(data: bytes, text: str) -> bool:
    return text.encode() in data or text.encode("utf-16-le") in data
