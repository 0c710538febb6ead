"""The shape of a map: who reaches whom, longest chains, ripple order, shared credit, turning points."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np

from measures.numerics.betweenness import betweenness
from measures.ripple.ripple_map import RippleMap

MOST_CYCLES = 20


@dataclass(frozen=True, slots=True)
class Shape:
    """Figures of each node, by id. Context is no ripple: nothing passes through it, and it is never reached.

    `direct` links out; `degree_in` links in; `reach` distinct nodes that follow, itself not counted; `chain` links of
    the longest way from it, a circle counting as one node; `order` of each impact that an activity reaches: the fewest
    links from any activity; `credit` of each activity: over the impacts it reaches, one shared by the activities that
    reach it; `between` for each impact, not normalised. `cycles` are circles, `parts` the number of separate parts.
    """

    direct: Mapping[str, int]
    degree_in: Mapping[str, int]
    reach: Mapping[str, int]
    chain: Mapping[str, int]
    order: Mapping[str, int]
    credit: Mapping[str, float]
    between: Mapping[str, float]
    cycles: tuple[tuple[str, ...], ...]
    parts: int
    follows: Mapping[str, str]
    """The next node on the longest way from each node that has one; within a circle, a way out of it."""


def shape_of(ripple_map: RippleMap) -> Shape:
    """Work out the shape of a map.

    Longest chains are worked out on the condensation, where each circle is one node (networkx); betweenness is exact.
    """
    ids = [node.id for node in ripple_map.nodes]
    context = {node.id for node in ripple_map.nodes if node.kind == "context"}
    graph = nx.DiGraph()
    graph.add_nodes_from(ids)
    graph.add_edges_from((link.source, link.target) for link in ripple_map.links if link.target not in context)
    ripples = graph.subgraph(node for node in ids if node not in context)
    activities = [node.id for node in ripple_map.activities]
    impacts = [node.id for node in ripple_map.impacts]
    condensed = nx.condensation(graph)
    masks = _reached(graph, condensed, ids)
    chain, follows = _chains(graph, condensed)
    return Shape(
        direct=dict(graph.out_degree(ids)),
        degree_in=dict(graph.in_degree(ids)),
        reach={name: masks[name].bit_count() - (masks[name] >> place & 1) for place, name in enumerate(ids)},
        chain=chain,
        order=_orders(ripples, activities, set(impacts)),
        credit=_credit(ids, activities, impacts, masks),
        between=_between(ripples, impacts),
        cycles=_cycles(graph),
        parts=nx.number_weakly_connected_components(graph) if ids else 0,
        follows=follows,
    )


def _reached(graph: nx.DiGraph, condensed: nx.DiGraph, ids: Sequence[str]) -> dict[str, int]:
    """What each node reaches, as the bits of a whole number: bit k is `ids[k]`. Nodes of a circle reach themselves."""
    bit = {name: 1 << place for place, name in enumerate(ids)}
    of_part: dict[int, int] = {}
    below: dict[int, int] = {}
    for part in reversed(list(nx.topological_sort(condensed))):
        members = condensed.nodes[part]["members"]
        own = sum(bit[name] for name in members)
        found = own if len(members) > 1 else 0
        for after in condensed.successors(part):
            found |= below[after] | of_part[after]
        of_part[part], below[part] = own, found
    return {name: below[condensed.graph["mapping"][name]] for name in graph}


def _chains(graph: nx.DiGraph, condensed: nx.DiGraph) -> tuple[dict[str, int], dict[str, str]]:
    """Links of the longest way from each node, and the next node on it; ties go to the node that stands first."""
    place = {name: number for number, name in enumerate(graph)}
    part_of = condensed.graph["mapping"]
    length: dict[int, int] = {}
    way_out: dict[int, tuple[str, str]] = {}
    for part in reversed(list(nx.topological_sort(condensed))):
        length[part] = 0
        best: tuple[int, int, int] | None = None
        for name in condensed.nodes[part]["members"]:
            for after in graph.successors(name):
                if part_of[after] != part:
                    rank = (-length[part_of[after]], place[after], place[name])
                    if best is None or rank < best:
                        best, way_out[part] = rank, (name, after)
        if best is not None:
            length[part] = 1 - best[0]
    follows = {name: way_out[part_of[name]][1] for name in graph if part_of[name] in way_out}
    return {name: length[part_of[name]] for name in graph}, follows


def _orders(ripples: nx.DiGraph, activities: Iterable[str], impacts: set[str]) -> dict[str, int]:
    """The shortest distance of each impact from any activity, all activities setting out together."""
    distance = dict.fromkeys(activities, 0)
    waiting = deque(distance)
    while waiting:
        name = waiting.popleft()
        for after in ripples.successors(name):
            if after not in distance:
                distance[after] = distance[name] + 1
                waiting.append(after)
    return {name: distance[name] for name in ripples if name in impacts and name in distance}


def _credit(
    ids: Sequence[str], activities: Sequence[str], impacts: Sequence[str], masks: Mapping[str, int]
) -> dict[str, float]:
    """One for each impact, shared by the activities that reach it."""
    size = (len(ids) + 7) // 8
    place = {name: number for number, name in enumerate(ids)}
    wanted = np.array([place[name] for name in impacts], dtype=np.int64)

    def reached(activity: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        bits = np.frombuffer(masks[activity].to_bytes(size, "little"), dtype=np.uint8)
        return np.unpackbits(bits, bitorder="little")[wanted].astype(bool)

    sharing = np.zeros(len(impacts))
    for activity in activities:
        sharing += reached(activity)
    share = np.divide(1.0, sharing, out=np.zeros(len(impacts)), where=sharing > 0)
    return {activity: float(share[reached(activity)].sum()) for activity in activities}


def _between(ripples: nx.DiGraph, impacts: Sequence[str]) -> dict[str, float]:
    place = {name: number for number, name in enumerate(ripples)}
    ends = np.array([(place[a], place[b]) for a, b in ripples.edges], dtype=np.int64).reshape(-1, 2)
    found = betweenness(ends[:, 0], ends[:, 1], len(place))
    return {name: float(found[place[name]]) for name in impacts}


def _cycles(graph: nx.DiGraph) -> tuple[tuple[str, ...], ...]:
    """A shortest circle of each knot of nodes that lead to one another; the first twenty knots."""
    place = {name: number for number, name in enumerate(graph)}
    knots = [part for part in nx.strongly_connected_components(graph) if len(part) > 1]
    knots.sort(key=lambda part: min(place[name] for name in part))
    found = []
    for knot in knots[:MOST_CYCLES]:
        start = min(knot, key=place.__getitem__)
        inner = graph.subgraph(knot)
        ends = nx.single_source_shortest_path(inner, start)
        back = min((name for name in inner.predecessors(start)), key=lambda name: (len(ends[name]), place[name]))
        found.append(tuple(ends[back]))
    return tuple(found)
