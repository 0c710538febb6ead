"""Errors a person can act on.

    MeasuresError            anything this package raises on purpose
    |-- UsageError           the call's words are off (command line: exit code 2)
    `-- InputError           the input cannot be used (command line: exit code 3); carries every fault found as issues
        |-- FileError        a file cannot be read as a table of answers
        |-- InstrumentError  an instrument file has faults
        |-- StudyError       a study file has faults
        `-- DecisionNeededError  something never guessed (wave order, who is who, what bare numbers mean) is not settled

Every message has the form *where: what is wrong. What to do.* and never holds a participant's code or a person's name.
"""

from __future__ import annotations

from collections.abc import Iterable

from measures.results import Issue


class MeasuresError(Exception):
    """Anything this package raises on purpose."""


class UsageError(MeasuresError):
    """The call's words are off."""


class InputError(MeasuresError):
    """The input cannot be used. `issues` lists every fault found, so that all can be mended at once."""

    code = "input"

    def __init__(self, where: str, message: str, fix: str, *, code: str | None = None) -> None:
        self.issues: tuple[Issue, ...] = (Issue("error", code or self.code, where, message, fix),)
        super().__init__(str(self.issues[0]))

    @classmethod
    def of(cls, issues: Iterable[Issue]) -> InputError:
        """Make one error of several faults; there must be at least one."""
        listed = tuple(issues)
        error = cls(listed[0].where, listed[0].message, listed[0].fix, code=listed[0].code)
        error.issues = listed
        error.args = ("\n".join(str(issue) for issue in listed),)
        return error


class FileError(InputError):
    """A file cannot be read as a table of answers."""

    code = "file"


class InstrumentError(InputError):
    """An instrument file has faults."""

    code = "instrument"


class StudyError(InputError):
    """A study file has faults."""

    code = "study"


class DecisionNeededError(InputError):
    """Something that is never guessed is not settled."""

    code = "decision_needed"
