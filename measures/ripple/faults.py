"""What is found wrong or odd in a map: gathered, so that everything is said at once."""

from __future__ import annotations

from collections.abc import Sequence

from measures.errors import FileError
from measures.exports.folding import shown
from measures.results import Issue, Severity

MOST_LISTED = 8
TEMPLATE = "The blank template shows every column."


class Faults:
    """Issues in the order they are found. Errors are raised together once everything was looked at."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []

    def say(self, severity: Severity, code: str, where: str, message: str, fix: str = "") -> None:
        """Note one thing."""
        self.issues.append(Issue(severity, code, where, message, fix))

    def stop(self) -> None:
        """Raise every error there is.

        Raises
        ------
        FileError
            With all errors as its issues.
        """
        errors = [issue for issue in self.issues if issue.severity == "error"]
        if errors:
            raise FileError.of(errors)


def rows_listed(numbers: Sequence[int]) -> str:
    """Rows by their numbers: `row 4`, `rows 4, 7 and 9`, `rows 4, 7, ... and 31 more`."""
    return ("row " if len(numbers) == 1 else "rows ") + listed([str(number) for number in numbers])


def listed(parts: Sequence[str]) -> str:
    """A few things, the first ones of many."""
    kept = list(parts[:MOST_LISTED])
    if len(parts) > MOST_LISTED:
        return f"{', '.join(kept)} and {len(parts) - MOST_LISTED:,} more"
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])} and {kept[-1]}"


def quoted(texts: Sequence[str]) -> str:
    """Texts of a file in quotation marks, each safe for one line."""
    return listed([f"'{shown(text, 50)}'" for text in texts])
