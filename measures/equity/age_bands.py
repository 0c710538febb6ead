"""Age bands read from their labels, and two sets of them brought together by merging, never by splitting."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from measures.exports.folding import fold

Band = tuple[float, float]
"""First age, and the age that is no longer in it (infinite for an open end)."""

FROM_TO = re.compile(r"(?:aged? )?(\d{1,3}) ?(?:-|to) ?(\d{1,3})(?: years?(?: old)?)?")
OPEN_END = re.compile(
    r"(?:aged? )?(\d{1,3}) ?(?:\+|(?:years? )?(?:and|or) (?:over|above|older|more))(?: years?(?: old)?)?"
)
OPEN_START = re.compile(r"(?:aged? )?(?:under|below|younger than) (\d{1,3})(?: years?(?: old)?)?")


@dataclass(frozen=True, slots=True)
class Merged:
    """Bands of one set that together are the same ages as bands of another."""

    band: Band
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


def band_of(label: str) -> Band | None:
    """The ages a label names, or None: `16-24`, `16 to 24`, `65+`, `65 and over`, `under 16`.

    >>> band_of("16 to 24"), band_of("65+"), band_of("under 16"), band_of("Stroud")
    ((16.0, 25.0), (65.0, inf), (0.0, 16.0), None)
    """
    text = fold(label)
    if found := FROM_TO.fullmatch(text):
        low, high = float(found[1]), float(found[2]) + 1
        return (low, high) if low < high else None
    if found := OPEN_END.fullmatch(text):
        return float(found[1]), math.inf
    if found := OPEN_START.fullmatch(text):
        return 0.0, float(found[1])
    return None


def bands_of(labels: Sequence[str]) -> dict[str, Band] | None:
    """The bands of these labels, or None where one of them names no ages or two overlap."""
    found = {label: band for label in labels if (band := band_of(label)) is not None}
    ends = sorted(found.values())
    apart = all(one[1] <= other[0] for one, other in pairwise(ends))
    return found if found and len(found) == len(labels) and apart else None


def merge(mine: Mapping[str, Band], theirs: Mapping[str, Band]) -> tuple[list[Merged], list[str]]:
    """Bring two sets of bands together: the finest bands that both sets can be merged up to, and what cannot be.

    Parameters
    ----------
    mine, theirs : mapping of label to band
        Bands of each set do not overlap; `theirs` leave no gap between them.

    Returns
    -------
    tuple
        The merged bands in rising order, and the labels of `mine` that are no exact sum of `theirs`.
    """
    points = sorted({end for band in theirs.values() for end in band})
    whole = [point for point in points if not any(low < point < high for low, high in mine.values())]
    merged: list[Merged] = []
    used: set[str] = set()
    for low, high in pairwise(whole):
        inside = [label for label, band in mine.items() if low <= band[0] and band[1] <= high]
        if inside and _covers([mine[label] for label in inside], low, high):
            of_theirs = [label for label, band in theirs.items() if low <= band[0] and band[1] <= high]
            merged.append(Merged((low, high), tuple(inside), tuple(of_theirs)))
            used.update(inside)
    return merged, [label for label in mine if label not in used]


def written(band: Band) -> str:
    """A band as a label: `16-24`, `65+`, `under 16`.

    >>> written((16.0, 25.0)), written((65.0, math.inf)), written((0.0, 16.0))
    ('16-24', '65+', 'under 16')
    """
    low, high = band
    if high == math.inf:
        return f"{low:.0f}+"
    return f"under {high:.0f}" if low == 0 else f"{low:.0f}-{high - 1:.0f}"


def in_words(band: Band) -> str:
    """A band in a sentence: "aged 16 and over", "aged 16 to 24", "under 16", "of all ages".

    >>> in_words((16.0, math.inf)), in_words((0.0, math.inf))
    ('aged 16 and over', 'of all ages')
    """
    low, high = band
    if high == math.inf:
        return f"aged {low:.0f} and over" if low else "of all ages"
    return f"aged {low:.0f} to {high - 1:.0f}" if low else f"under {high:.0f}"


def _covers(bands: Sequence[Band], low: float, high: float) -> bool:
    """Whether bands that do not overlap fill everything from `low` to `high`."""
    ends = sorted(bands)
    follow = all(one[1] == other[0] for one, other in pairwise(ends))
    return follow and ends[0][0] == low and ends[-1][1] == high
