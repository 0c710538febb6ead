"""A hidden part never stands alone: what is left of a total is hidden among at least two parts, or can be shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import TypeVar

Part = TypeVar("Part", bound=Hashable)
Numbers = tuple[int, ...]
Enough = Callable[[Collection[Numbers], Collection[Numbers]], bool]
"""Whether parts with these numbers may be hidden together although their sum can be worked out, others being shown."""


def with_company(hidden: Collection[Part], sizes: Mapping[Part, Numbers], enough: Enough) -> set[Part]:
    """The parts to hide so that the total less the shown parts says no more than `enough` allows.

    Parameters
    ----------
    hidden
        Parts that must be hidden for themselves.
    sizes
        Numbers of people of every part, the size first.
    enough
        Whether parts may be hidden together, others being shown.

    Returns
    -------
    set
        The hidden parts and their company: the smallest part whose joining is enough, or, if no one part is, the
        smallest, and so on. All parts, if nothing less is enough: the sum is then the total itself.
    """
    members = {part for part in hidden if part in sizes}
    rest = sorted((part for part in sizes if part not in members and sizes[part][0] > 0), key=lambda part: sizes[part])
    while members and rest:
        known = [sizes[part] for part in members]
        if enough(known, [sizes[part] for part in rest]):
            break
        joining = next((part for part in rest if enough([*known, sizes[part]], _without(part, rest, sizes))), rest[0])
        rest.remove(joining)
        members.add(joining)
    return members


def _without(part: Part, rest: Collection[Part], sizes: Mapping[Part, Numbers]) -> list[Numbers]:
    return [sizes[other] for other in rest if other != part]


def sums(parts: Collection[Numbers]) -> Numbers:
    """The numbers of several parts added up."""
    return tuple(sum(column) for column in zip(*parts, strict=True))


def none_pinned(hidden_below: int) -> Enough:
    """Small sizes may be hidden together if each, as far as anybody can tell, might be one that need not be hidden.

    Every size is at least 1: the largest any can be is the sum less 1 for every other part. Whoever knows that it is
    the smallest other part that keeps small ones company also knows that such a part is smaller than any shown, and
    that the small ones were not company enough for each other: some size must fit all that, or every hidden one were
    surely small.
    """

    def enough(parts: Collection[Numbers], shown: Collection[Numbers]) -> bool:
        hidden, size = len(parts), sum(part[0] for part in parts)
        least, most = hidden_below, size - hidden + 1
        if shown:
            least = max(least, size - (hidden_below + hidden - 3))
            most = min(most, min(part[0] for part in shown) - 1)
        return hidden > 1 and least <= most

    return enough


def at_least(people: int) -> Enough:
    """Figures may be hidden together if together they are of this many people, in every way they can be told apart."""

    def enough(parts: Collection[Numbers], shown: Collection[Numbers]) -> bool:  # noqa: ARG001 - what is shown is no matter here
        return len(parts) > 1 and all(total == 0 or total >= people for total in sums(parts))

    return enough
