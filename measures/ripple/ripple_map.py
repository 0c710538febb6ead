"""A ripple map: activities, impacts and context on a timeline, the arrows between them, the workshops that drew it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "quarter", "year"]
FINENESS: tuple[Precision, ...] = ("day", "month", "quarter", "year")

KINDS = ("activity", "impact", "context")
STATUSES = ("continued", "ceased", "planned", "unknown")
LEADERS = ("programme", "shared", "community", "other_org", "unknown")
INDEPENDENT = ("community", "other_org")
INTENTIONS = ("intended", "unintended", "unknown")
VALENCES = ("positive", "negative", "mixed")
LEVELS = ("individual", "interpersonal", "community", "organisational", "environment_policy")
STRENGTHS = ("clear", "possible")
LINK_TYPES = ("led_to", "contributed", "enabled", "hindered")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class When:
    """A date as far as it is known: the first and the last day it may be, and how exactly it was written.

    `day` is the day that lags are counted from: as written, else the first it may be.
    """

    first: date
    last: date
    precision: Precision
    day: date

    @property
    def to_the_month(self) -> bool:
        """Whether the month is known."""
        return self.precision in ("day", "month")

    @property
    def quarter(self) -> str:
        """The quarter of the year, `2021 Q1`, or "" where only the year is known."""
        return "" if self.precision == "year" else f"{self.first.year} Q{(self.first.month + 2) // 3}"


@dataclass(frozen=True, slots=True)
class Node:
    """One box of the map. `id` is unique in its map; what was not stated is "", `None` or `unknown`.

    `categories` and `second_categories` are the codes that the first and the second coder gave it. `people_reached`,
    `money_in`, `money_out` and `contribution` (0 none to 3 main cause) are participants' own estimates.
    """

    id: str
    kind: str
    title: str
    when: When | None = None
    status: str = UNKNOWN
    led_by: str = UNKNOWN
    intended: str = UNKNOWN
    valence: str = ""
    level: str = ""
    categories: tuple[str, ...] = ()
    second_categories: tuple[str, ...] | None = None
    map_id: str = ""
    workshop_id: str = ""
    organisations: tuple[str, ...] = ()
    groups_affected: tuple[str, ...] = ()
    people_reached: float | None = None
    money_in: float | None = None
    money_out: float | None = None
    contribution: float | None = None
    quote: str = ""
    about: tuple[tuple[str, str], ...] = ()
    """Other columns of its row that are kept as they stand (capital, locality, evidence, context, mechanism, ...)."""


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow: the target followed from the source, as participants recalled it."""

    source: str
    target: str
    strength: str = "clear"
    type: str = "led_to"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Workshop:
    """One workshop or interview: when it was and who was in the room."""

    id: str
    when: When | None = None
    map_id: str = ""
    participants: float | None = None
    staff: float | None = None
    partners: float | None = None
    residents: float | None = None


@dataclass(frozen=True, slots=True)
class RippleMap:
    """One map, or several merged: every link joins two of its nodes, no link stands twice and none is a loop."""

    id: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...] = ()
    workshops: tuple[Workshop, ...] = ()

    @property
    def activities(self) -> tuple[Node, ...]:
        """Its activities, in their order."""
        return tuple(node for node in self.nodes if node.kind == "activity")

    @property
    def impacts(self) -> tuple[Node, ...]:
        """Its impacts, in their order."""
        return tuple(node for node in self.nodes if node.kind == "impact")

    @property
    def map_ids(self) -> tuple[str, ...]:
        """The maps it was merged from; its own id where it is one."""
        return tuple(dict.fromkeys(node.map_id or self.id for node in self.nodes))
