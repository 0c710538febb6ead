"""SPSS, Stata and Parquet files to grids of text; what the codes mean goes along as labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from measures.errors import FileError
from measures.exports.grids import TEXT, Grid, parted, plain
from measures.exports.guarded import ChildError, reading
from measures.exports.kinds import DOWNLOAD_AGAIN
from measures.exports.limits import LIMITS, check_size
from measures.exports.phrases import several
from measures.exports.tables import column_letter, short
from measures.results import Issue

MOST_LISTED = 6


def read_statistics(data: bytes, name: str, kind: Literal["spss", "stata"], *, limits: bool = True) -> Grid:
    """Read an SPSS or Stata file in the guarded child process.

    The first two rows of the grid are the variables' names and labels; codes that the file declares missing are blank.

    Raises
    ------
    FileError
        The file is damaged (`damaged`) or too large (`too_large`).
    """
    about: dict[str, list[object]] = {}
    chunks: list[list[pa.Array]] = []
    controls = height = 0
    request: dict[str, object] = {"read": kind, "most_rows": LIMITS.rows if limits else 0}
    try:
        with reading(request, data) as answers:
            for answer in answers:
                if answer.get("error") == "rows":
                    check_size(name, rows=answer["rows"], columns=answer["columns"])
                if "error" in answer:
                    raise _child_error(name, answer["error"])
                if "block" in answer:
                    chunks.append([parted(cells, answer["block"]) for cells in answer["cells"]])
                    controls += answer["controls"]
                    height += answer["block"]
                else:
                    about = answer
    except ChildError as error:
        raise _child_error(name, error.why) from error
    names, labels = ([plain(str(text)) for text in about[key]] for key in ("names", "labels"))
    columns = tuple(
        pa.chunked_array([pa.array([names[k], labels[k]], TEXT), *(block[k] for block in chunks)], TEXT)
        for k in range(len(names))
    )
    codes = {k: dict(meanings) for k, meanings in enumerate(about["codes"]) if meanings}  # type: ignore[call-overload] # the child sends mappings
    issues = [*_missing_issues(name, about["missing"], names, codes)]
    if controls:
        message = f"{several(controls, 'control character')}, which nobody can see, left out."
        issues.append(Issue("check", "control_characters", name, message, "Check the answers around them."))
    return Grid("", columns, np.arange(-1, height + 1), issues=tuple(issues), labels=codes, header_rows=2)


def _child_error(name: str, why: str) -> FileError:
    """What went wrong in the child, in words."""
    if why in ("memory", "time"):
        what = "Reading it would take more memory than is allowed." if why == "memory" else "Reading it took too long."
        return FileError(name, what, "Save it as .csv or .parquet.", code="too_large")
    return FileError(name, "The file is damaged or incomplete.", DOWNLOAD_AGAIN, code="damaged")


def _missing_issues(
    name: str, missing: Sequence[object], names: Sequence[str], codes: dict[int, dict[str, str]]
) -> Iterator[Issue]:
    """Say which codes were taken as no answer because the file says so."""
    for k, counts in enumerate(missing):
        if not isinstance(counts, dict) or not counts:
            continue
        words = []
        for code, n in sorted(counts.items()):
            label = codes.get(k, {}).get(code, "")
            words.append(f"{code}{f' {short(label, 30)!r}' if label else ''} ({several(n, 'row')})")
        more = f" and {several(len(words) - MOST_LISTED, 'more code')}" if len(words) > MOST_LISTED else ""
        where = f"{name}, column {column_letter(k)} '{short(names[k])}'"
        listed = ", ".join(words[:MOST_LISTED]) + more
        message = f"The file declares these codes missing, so they were taken as no answer: {listed}."
        yield Issue("check", "declared_missing", where, message, "If one is an answer, undo that in SPSS or Stata.")


def read_parquet(data: bytes, name: str, *, limits: bool = True) -> Grid:
    """Read a Parquet file; its first row in the grid is the columns' names.

    Raises
    ------
    FileError
        The file is damaged (`damaged`), too large (`too_large`) or holds lists or records in a column
        (`not_supported`).
    """
    try:
        file = parquet.ParquetFile(pa.BufferReader(data))
        if limits:
            check_size(name, rows=file.metadata.num_rows, columns=len(file.schema_arrow))
        table = file.read()
        columns = [_text_of(column, table.column_names[k], name, k) for k, column in enumerate(table.columns)]
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise FileError(name, "The file is damaged or incomplete.", DOWNLOAD_AGAIN, code="damaged") from error
    headed = tuple(
        pa.chunked_array([pa.array([header], TEXT), *column.chunks], TEXT)
        for header, column in zip(table.column_names, columns, strict=True)
    )
    return Grid("", headed, np.arange(table.num_rows + 1), header_rows=1)


def _text_of(column: pa.ChunkedArray, header: str, name: str, position: int) -> pa.ChunkedArray:
    """A column of any plain type as text: 7.0 as 7, dates as ISO text, an empty cell as empty text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text_of(column.cast(kind.value_type), header, name, position)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        where = f"{name}, column {column_letter(position)} '{short(header)}'"
        message = "It holds lists, records or raw bytes, not one value for each person."
        raise FileError(where, message, "Leave that column out, or save each value in its own.", code="not_supported")
    if pa.types.is_boolean(kind):
        text = pc.if_else(column, "TRUE", "FALSE")
    elif pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), None, column)
        whole = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), 1e15))
        text = pc.if_else(whole, pc.if_else(whole, column, 0).cast(pa.int64()).cast(TEXT), column.cast(TEXT))
    else:
        text = column.cast(TEXT)
        if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
            text = pc.replace_substring_regex(text, r"\.0+$|(\.\d*[1-9])0+$", r"\1")
    return pc.fill_null(text.cast(TEXT), "")
