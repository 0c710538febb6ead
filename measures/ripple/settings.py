"""What a study states about its ripple map."""

from __future__ import annotations

from typing import Literal

from measures.strict import Strict, Texts


class RippleRules(Strict):
    """The `[ripple]` table of a study: workbooks of maps, or CSV files of one; dates; boxes that are one and the same.

    `merge` lists ids of nodes that are one; the first of each list stays.
    """

    workbook: Texts = ()
    nodes: str | None = None
    links: str | None = None
    workshops: str | None = None
    dates: Literal["day_first", "month_first"] | None = None
    merge: tuple[tuple[str, ...], ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files it names, each once."""
        parts = filter(None, (self.nodes, self.links, self.workshops))
        return tuple(dict.fromkeys((*self.workbook, *parts)))
