"""Tables without names of columns: refused, before somebody's answers are shown as headers ever after."""

from __future__ import annotations

import pyarrow as pa

from measures.errors import FileError
from measures.exports.recognition import personal_cells
from measures.exports.tables import Table, column_letter


def with_names(table: Table) -> Table:
    """The table, after making sure that no header is what looks like one person's own data.

    Raises
    ------
    FileError
        Code `no_header`: one is.
    """
    for position, header in enumerate(table.headers):
        if header.strip() and personal_cells(pa.array([header])):
            place = f"column {column_letter(position)}"
            message = f"Where the name of {place} should stand is what looks like somebody's personal data."
            fix = "Put a row with the names of the columns above the answers, or state header_rows in the study file."
            raise FileError(table.where, message, fix, code="no_header")
    return table
