"""Numbers with their nouns, for messages."""

from __future__ import annotations

from collections.abc import Sequence

from measures.exports.folding import shown
from measures.exports.tables import column_letter

MOST_LISTED = 8


def several(count: int, noun: str, nouns: str | None = None) -> str:
    """A count with its noun: `1 row`, `1,200 rows`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def rows_between(rows: Sequence[int]) -> str:
    """Rows by their numbers in the file: `row 7`, `4 rows between 16 and 19`; ascending, at least one."""
    return f"row {rows[0]}" if len(rows) == 1 else f"{len(rows):,} rows between {rows[0]} and {rows[-1]}"


def in_sheet(name: str, sheet: str) -> str:
    """Where a sheet is: `answers.xlsx, sheet 'Before'`."""
    return f"{name}, sheet '{shown(sheet)}'"


def letters(positions: Sequence[int]) -> str:
    """Columns by their letters, the first ones of many: `column C`, `columns B, D`."""
    listed = ", ".join(column_letter(position) for position in positions[:MOST_LISTED])
    more = f" and {len(positions) - MOST_LISTED} more" if len(positions) > MOST_LISTED else ""
    return f"column{'s' if len(positions) > 1 else ''} {listed}{more}"


def sentence(words: str) -> str:
    """The words with a capital first."""
    return words[:1].upper() + words[1:]
