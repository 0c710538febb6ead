"""How much of an upload is read; beyond it the file is refused with the reason."""

from __future__ import annotations

from dataclasses import dataclass

from measures.errors import FileError


@dataclass(frozen=True, slots=True)
class Limits:
    """Most bytes of an upload, and most rows, columns and cells (rows times columns) of a table."""

    upload_bytes: int = 50_000_000
    rows: int = 200_000
    columns: int = 2_000
    cells: int = 10_000_000


LIMITS = Limits()


def check_size(where: str, *, rows: int, columns: int) -> None:
    """Refuse more rows, columns or cells than are read.

    Raises
    ------
    FileError
        `too_large`.
    """
    if columns > LIMITS.columns:
        message = f"It has {columns:,} columns, and up to {LIMITS.columns:,} are read. Maybe the table is on its side."
        fix = "Put one person in each row and one question in each column."
        raise FileError(where, message, fix, code="too_large")
    if rows > LIMITS.rows or rows * columns > LIMITS.cells:
        message = (
            f"It has {rows:,} rows of {columns:,} columns, and up to {LIMITS.rows:,} rows and {LIMITS.cells:,} cells"
            " are read."
        )
        fix = "Save it as .csv or .parquet and use the command line, which has no such limit on these."
        raise FileError(where, message, fix, code="too_large")
