"""What an evaluation gives: frozen rows, the column vocabulary, and the whole of it as `Evaluation`.

Nothing here knows how a number is made or shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal

Severity = Literal["error", "decide", "check", "note"]
Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing a person should know: where it is, what it is, what to do.

    `severity`: `error` (cannot go on), `decide` (we need you to decide), `check` (we handled it, please check),
    `note` (good to know). `code` is stable and tested; the wording is not.
    """

    severity: Severity
    code: str
    where: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message} {self.fix}".strip()


@dataclass(frozen=True, slots=True)
class FlowStep:
    """How many rows or people stand at one step of the way from rows read to pairs used; `None` if that is hidden."""

    step: str
    wave: str
    n: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. Columns, signs and measures as docs/methods.md defines them; `None` means not stated.

    `status` is empty, `x` (not computable, the reason is in `note`) or `c` (hidden to protect people).
    """

    instrument: str
    scale: str
    measure: str
    wave_from: str = ""
    wave_to: str = ""
    item: str = ""
    domain: str = ""
    group_by: str = ""
    group: str = ""
    category: str = ""
    n: int | None = None
    n_started: int | None = None
    estimate: float | None = None
    std_error: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_level: float | None = None
    statistic: float | None = None
    df: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    method: str = ""
    status: str = ""
    note: str = ""


RESULT_COLUMNS = (
    "instrument", "scale", "item", "domain", "group_by", "group", "wave_from", "wave_to", "measure", "category",
    "n", "n_started", "estimate", "std_error", "ci_low", "ci_high", "ci_level", "statistic", "df", "p_value",
    "p_adjusted", "method", "status", "note",
)  # fmt: skip
NUMBER_COLUMNS = RESULT_COLUMNS[10:21]
_IN_ORDER = attrgetter(*RESULT_COLUMNS)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything an evaluation found, unprotected: it passes `measures.disclosure.protect` before it is shared."""

    provenance: Mapping[str, object]
    flow: tuple[FlowStep, ...]
    issues: tuple[Issue, ...]
    results: tuple[Row, ...]
    scales: tuple[ScaleFacts, ...] = field(default=())

    def rows(self, **wanted: str) -> tuple[Row, ...]:
        """Rows whose named columns hold exactly these values, as in `rows(scale="total", measure="mean_change")`."""
        return tuple(row for row in self.results if all(getattr(row, name) == value for name, value in wanted.items()))


@dataclass(frozen=True, slots=True)
class ScaleFacts:
    """What a reader of figures must know of a scale: its name, direction, range and standing."""

    instrument: str
    scale: str
    instrument_title: str
    title: str
    domains: tuple[str, ...]
    higher_is: str | None
    low: float | None
    high: float | None
    step: float | None
    version: str
    licence: str
    citation: str
    validated: bool
    single_item: bool = False


def row_as_dict(row: Row) -> dict[str, Scalar]:
    """The row as plain scalars in the order of `RESULT_COLUMNS`."""
    return dict(zip(RESULT_COLUMNS, _IN_ORDER(row), strict=True))
