"""What header rows say, once they are known: folded for comparing, several rows joined to one header per column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from measures.exports.folding import fold

JOINT = " | "


@dataclass(frozen=True, slots=True)
class Heading:
    """Which rows of a grid are its header, what they say of each column, and which tool wrote them.

    `start` is the index of the first header row in the grid and `count` how many there are; `metadata` holds the
    positions of the tool's own columns. `sure` is False where a person should look.
    """

    platform: str
    why: str
    start: int
    count: int
    headers: tuple[str, ...]
    metadata: frozenset[int] = frozenset()
    sure: bool = True


def join_levels(levels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Join header rows column by column with " | ", leaving out blanks and repetitions."""
    joined = []
    for parts in zip(*levels, strict=True):
        kept: list[str] = []
        for part in parts:
            if part.strip() and (not kept or fold(part) != fold(kept[-1])):
                kept.append(part)
        joined.append(kept[0] if len(kept) == 1 else JOINT.join(part.strip() for part in kept))
    return tuple(joined)


def fill_right(cells: Sequence[str], *, until: int | None = None) -> list[str]:
    """Fill blanks with the text to their left, as where a header spans several columns."""
    filled, last = [], ""
    for cell in cells[: len(cells) if until is None else until]:
        last = cell if cell.strip() else last
        filled.append(last)
    return filled
