"""Boxes that are one and the same: proposed by the likeness of their titles, merged only when the user says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import networkx as nx
import numpy as np
from rapidfuzz import fuzz, process

from measures.exports.folding import shown, words
from measures.ripple.faults import Faults, quoted
from measures.ripple.ripple_map import UNKNOWN, Link, Node, RippleMap

LIKE = 90  # token-sort ratio
AT_ONCE = 2_000_000  # pairs of titles compared at a time
MOST_PROPOSED = 500


@dataclass(frozen=True, slots=True)
class LikeTitles:
    """Two nodes whose titles are nearly the same: their places in the map and how like the titles are, 90 to 100."""

    first: Node
    second: Node
    likeness: float


def like_titles(nodes: Sequence[Node]) -> list[LikeTitles]:
    """Pairs of nodes with near-duplicate titles (rapidfuzz's token-sort ratio of 90 or more), the likest first.

    Titles are compared without case and punctuation, their words in alphabetical order. At most 500 pairs are given.
    """
    keys = [" ".join(sorted(words(node.title).split())) for node in nodes]
    order = sorted((place for place, key in enumerate(keys) if key), key=lambda place: (len(keys[place]), place))
    sizes = np.array([len(keys[place]) for place in order])
    found: list[tuple[float, int, int]] = []
    start = 0
    while start < len(order):
        stop = start + max(1, AT_ONCE // len(order))
        # a ratio of 90 needs a length of at most 110 / 90 of the shorter
        end = int(np.searchsorted(sizes, sizes[min(stop, len(order)) - 1] * 110 / LIKE, side="right"))
        rows, others = order[start:stop], order[start:end]
        scores = process.cdist(
            [keys[place] for place in rows], [keys[place] for place in others], scorer=fuzz.ratio, score_cutoff=LIKE
        )
        one, two = np.nonzero(np.triu(scores, k=1))
        found += [
            (float(scores[a, b]), min(rows[a], others[b]), max(rows[a], others[b]))
            for a, b in zip(one.tolist(), two.tolist(), strict=True)
        ]
        start = stop
    found.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    return [LikeTitles(nodes[a], nodes[b], score) for score, a, b in found[:MOST_PROPOSED]]


def merged(ripple_map: RippleMap, same: Iterable[Sequence[str]], faults: Faults) -> RippleMap:
    """The map with nodes that the user says are one made one: the first keeps its words, the rest fill its blanks.

    Links are led to the node that stays; those that would lead from it to itself are left out and named.
    """
    known = {node.id: node for node in ripple_map.nodes}
    together = nx.Graph()
    absent = [name for group in same for name in group if name not in known]
    for group in same:
        nx.add_path(together, [name for name in group if name in known])
    if absent:
        message = f"{quoted(absent)}: to be merged, and not among the nodes."
        faults.say("check", "merge_unknown", "ripple, merge", message, "Correct the id, or take it out.")
    place = {node.id: number for number, node in enumerate(ripple_map.nodes)}
    stays: dict[str, str] = {}
    for group in nx.connected_components(together):
        first, *rest = sorted(group, key=place.__getitem__)
        for other in rest:
            stays[other] = first
            known[first] = _filled(known[first], known[other])
    if not stays:
        return ripple_map
    links: dict[tuple[str, str], Link] = {}
    loops = []
    for link in ripple_map.links:
        source, target = stays.get(link.source, link.source), stays.get(link.target, link.target)
        if source == target:
            loops.append(source)
        else:
            links.setdefault((source, target), replace(link, source=source, target=target))
    if loops:
        message = f"{quoted(list(dict.fromkeys(loops)))}: after merging, a link led from a box to itself; left out."
        faults.say("check", "self_loop", "ripple, merge", message)
    names = quoted([f"{shown(first)} and {shown(other)}" for other, first in stays.items()])
    faults.say("note", "merged_nodes", "ripple, merge", f"Counted as one, as you said: {names}.")
    nodes = tuple(known[node.id] for node in ripple_map.nodes if node.id not in stays)
    return replace(ripple_map, nodes=nodes, links=tuple(links.values()))


def _filled(node: Node, other: Node) -> Node:
    """A node with what only the other one states."""
    unknown: tuple[Any, ...] = ("", None, (), UNKNOWN)
    new = {
        field.name: getattr(other, field.name)
        for field in fields(Node)
        if field.name not in ("id", "kind", "title") and getattr(node, field.name) in unknown
    }
    lists = ("categories", "organisations", "groups_affected")
    new |= {name: tuple(dict.fromkeys((*getattr(node, name), *getattr(other, name)))) for name in lists}
    return replace(node, **new)
