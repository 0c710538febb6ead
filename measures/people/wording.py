"""Small phrases that messages of this room share."""

from __future__ import annotations

from collections.abc import Sequence

ROWS_NAMED = 10


def listed(words: Sequence[str]) -> str:
    """Write words in quotes with "and" before the last.

    >>> listed(["before", "after"])
    "'before' and 'after'"
    """
    quoted = [f"'{word}'" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def rows_listed(rows: Sequence[int], most: int = ROWS_NAMED) -> str:
    """Name rows, the first `most` of them.

    >>> rows_listed([3, 9, 11])
    'rows 3, 9 and 11'
    """
    named, left = [str(row) for row in rows[:most]], len(rows) - most
    if left > 0:
        return f"rows {', '.join(named)} and {left} more"
    return f"row {named[0]}" if len(named) == 1 else f"rows {', '.join(named[:-1])} and {named[-1]}"


def counted(n: int, one: str, many: str) -> str:
    """Write a number with its word.

    >>> counted(1, "person", "people"), counted(3, "person", "people")
    ('1 person', '3 people')
    """
    return f"{n} {one if n == 1 else many}"
