"""What a file really shows, read back from its bytes: result rows, tables, chart data, words. For the audit alone."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Literal
from xml.etree import ElementTree  # noqa: ICN001 - its own name says what it is

from pyarrow import parquet
from python_calamine import CalamineError, CalamineWorkbook

FileKind = Literal["json", "xlsx", "html", "docx", "csv", "parquet", "chart", "text"]
Value = str | int | float | bool | None
Line = Mapping[str, Value]
ROW_COLUMNS = frozenset({"instrument", "scale", "measure", "group_by", "group", "n", "estimate"})
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DESCRIBED = ("descr", "title", "alt", "aria-label")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a file shows.

    Attributes
    ----------
    rows
        Result rows, by column, of JSON and of sheets that hold them whole.
    tables
        The lines of every other table and chart, by column heading.
    texts
        Everything else in words: sentences, titles, descriptions of pictures.
    """

    rows: tuple[Line, ...] = ()
    tables: tuple[tuple[Line, ...], ...] = ()
    texts: tuple[str, ...] = ()


def read_back(kind: FileKind, content: bytes) -> Shown:
    """What the bytes of a file show.

    Parameters
    ----------
    kind
        `json` (results or any JSON), `xlsx`, `html`, `docx`, `csv`, `parquet`, `chart` (a Vega-Lite specification as
        JSON), `text`.
    content
        The file's bytes.

    Raises
    ------
    ValueError
        The bytes are no such file: what cannot be read back cannot be audited.
    """
    try:
        return READERS[kind](content)
    except (KeyError, ValueError, zipfile.BadZipFile, ElementTree.ParseError, CalamineError, RecursionError) as error:
        raise ValueError(f"the {kind} file cannot be read back: {type(error).__name__}") from error


def _json(content: bytes) -> Shown:
    return _structured(json.loads(content))


def _structured(value: Any) -> Shown:
    """Rows, lists of like records, and all words of nested values."""
    rows: list[Line] = []
    tables: list[tuple[Line, ...]] = []
    texts: list[str] = []

    def walk(inner: Any) -> None:  # of JSON: nothing but dict, list and plain values
        if isinstance(inner, str):
            texts.append(inner)
        elif isinstance(inner, dict):
            walk_each(inner.values())
        elif isinstance(inner, list):
            records = [each for each in inner if isinstance(each, dict)]
            if records and len(records) == len(inner):
                is_rows = records[0].keys() >= ROW_COLUMNS
                (rows.extend if is_rows else lambda found: tables.append(tuple(found)))(records)
            walk_each(inner)

    def walk_each(parts: Iterable[Any]) -> None:
        for each in parts:
            if isinstance(each, str | dict | list):  # most are numbers or nothing
                walk(each)

    walk(value)
    return Shown(tuple(rows), tuple(tables), tuple(texts))


def _workbook(content: bytes) -> Shown:
    rows: list[Line] = []
    tables: list[tuple[Line, ...]] = []
    texts: list[str] = []
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        header = next((number for number, cells in enumerate(grid) if _is_header(cells, grid[number + 1 :])), None)
        before = grid if header is None else grid[:header]
        texts += [cell for cells in before for cell in cells if isinstance(cell, str) and cell]
        if header is not None:
            lines = tuple(_records([str(cell) for cell in grid[header]], grid[header + 1 :]))
            texts += [cell for line in lines for cell in line.values() if isinstance(cell, str) and cell]
            if set(map(str, grid[header])) >= ROW_COLUMNS:
                rows += lines
            else:
                tables.append(lines)
    return Shown(tuple(rows), (*tables, *_charts(content)), (*texts, *_descriptions(content, "xl/")))


def _is_header(cells: Sequence[Any], below: Sequence[Sequence[Any]]) -> bool:
    """Whether a line of cells heads a table: several texts, and a line of several cells below it."""
    filled = [cell for cell in cells if cell not in ("", None)]
    under = [cell for cell in (below[0] if below else ()) if cell not in ("", None)]
    return len(filled) > 1 and all(isinstance(cell, str) for cell in filled) and bool(under)


def _records(header: Sequence[str], lines: Sequence[Sequence[Any]]) -> Iterator[Line]:
    for cells in lines:
        yield {
            name: (None if cell == "" else int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
            for name, cell in zip(header, cells, strict=False)
        }


def _charts(content: bytes) -> Iterator[tuple[Line, ...]]:
    """The data kept inside each chart: one table of series name, category and number."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if "/charts/chart" not in name or not name.endswith(".xml"):
                continue
            lines: list[Line] = []
            for series in ElementTree.fromstring(archive.read(name)).iter(f"{CHART}ser"):  # noqa: S314 - our own file
                title = " ".join(value.text or "" for value in series.findall(f"{CHART}tx//{CHART}v"))
                labels = [value.text or "" for value in series.findall(f"{CHART}cat//{CHART}v")]
                for part in ("val", "xVal", "yVal", "bubbleSize"):
                    numbers = [value.text or "" for value in series.findall(f"{CHART}{part}//{CHART}v")]
                    lines += [
                        {title or part: _number(text), "category": labels[place] if place < len(labels) else ""}
                        for place, text in enumerate(numbers)
                    ]
            yield tuple(lines)


def _descriptions(content: bytes, folder: str) -> list[str]:
    """What the pictures and charts of a zipped document say of themselves."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith(folder) and name.endswith(".xml") and ("drawing" in name or "document" in name):
                for element in ElementTree.fromstring(archive.read(name)).iter():  # noqa: S314 - our own file
                    found += [element.attrib[key] for key in DESCRIBED if element.attrib.get(key)]
    return found


def _document(content: bytes) -> Shown:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
        roots = [ElementTree.fromstring(archive.read(name)) for name in names]  # noqa: S314 - our own file
    tables, texts = [], []
    for root in roots:
        for table in root.iter(f"{WORD}tbl"):
            grid = [[_said(cell) for cell in line.iter(f"{WORD}tc")] for line in table.iter(f"{WORD}tr")]
            tables.append(_table(grid))
        texts += [_said(paragraph) for paragraph in root.iter(f"{WORD}p")]
    return Shown((), (*tables, *_charts(content)), (*filter(None, texts), *_descriptions(content, "word/")))


def _said(element: ElementTree.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{WORD}t"))


def _table(grid: Sequence[Sequence[str]]) -> tuple[Line, ...]:
    if not grid:
        return ()
    header = [name or str(place) for place, name in enumerate(grid[0])]
    return tuple({name: _number(cell) for name, cell in zip(header, line, strict=False)} for line in grid[1:])


def _number(text: str) -> Value:
    """A cell that is nothing but a number as that number; all else as it is."""
    plain = text.strip().replace(",", "").replace("\u2212", "-")
    try:
        value = float(plain)
    except ValueError:
        return text
    return int(value) if value.is_integer() and "." not in plain else value


class _Page(HTMLParser):
    """Tables, words and embedded data of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[list[list[str]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value for key, value in attrs if key in DESCRIBED and value]
        if tag == "table":
            self.grids.append([])
        elif tag == "tr" and self.grids:
            self.grids[-1].append([])
        elif tag in ("td", "th") and self.grids and self.grids[-1]:
            self.grids[-1][-1].append("")
        if tag in ("script", "style", "td", "th"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        within = self.inside[-1] if self.inside else ""
        if within == "script":
            self.scripts.append(data)
        elif within in ("td", "th") and self.grids and self.grids[-1] and self.grids[-1][-1]:
            self.grids[-1][-1][-1] += data
            self.texts.append(data.strip())
        elif within != "style" and data.strip():
            self.texts.append(data.strip())


def _page(content: bytes) -> Shown:
    page = _Page()
    page.feed(content.decode())
    page.close()
    inner = [_structured(data) for script in page.scripts if (data := _json_in(script)) is not None]
    return Shown(
        tuple(row for one in inner for row in one.rows),
        (*map(_table, page.grids), *(table for one in inner for table in one.tables)),
        (*page.texts, *(text for one in inner for text in one.texts)),
    )


def _json_in(script: str) -> Any:
    start, end = script.find("{"), script.rfind("}")
    try:
        return json.loads(script[start : end + 1]) if start >= 0 else None
    except ValueError:
        return None


def _plain(content: bytes) -> Shown:
    return Shown(texts=tuple(content.decode().splitlines()))


def _separated(content: bytes) -> Shown:
    """A table of result rows in text, as the tidy export writes it."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    named = (zip(lines[0], line, strict=False) for line in lines[1:])
    return _of_lines([{name: None if cell == "" else _number(cell) for name, cell in line} for line in named])


def _columnar(content: bytes) -> Shown:
    return _of_lines(parquet.read_table(io.BytesIO(content)).to_pylist())


def _of_lines(lines: list[dict[str, Value]]) -> Shown:
    texts = tuple(cell for line in lines for cell in line.values() if isinstance(cell, str) and cell)
    if lines and lines[0].keys() >= ROW_COLUMNS:
        return Shown(tuple(lines), (), texts)
    return Shown((), (tuple(lines),), texts)


READERS = {
    "json": _json,
    "xlsx": _workbook,
    "html": _page,
    "docx": _document,
    "csv": _separated,
    "parquet": _columnar,
    "chart": _json,
    "text": _plain,
}
