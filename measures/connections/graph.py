"""A network between organisations as plain arrays, and the few calls of networkx behind it.

Nothing outside this file knows networkx; its names and defaults end here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from measures.numerics.betweenness import betweenness

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
EXACT_WORK = 50_000_000  # nodes times ties: beyond it, betweenness is estimated
MOST_STARTS = 1_000


@dataclass(frozen=True, slots=True)
class Network:
    """One network: `source[i]` and `target[i]` are the places in `nodes` of the ends of tie i.

    No tie stands twice and none leads to itself; without direction a tie stands once, the lower place first.
    `attributes` hold one text per node ("" = not stated).
    """

    nodes: tuple[str, ...]
    source: Ints = field(repr=False)
    target: Ints = field(repr=False)
    directed: bool
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    @property
    def ties(self) -> int:
        """Number of ties."""
        return len(self.source)

    def matrix(self) -> NDArray[np.bool_]:
        """Who is tied to whom, as a square table."""
        found = np.zeros((self.size, self.size), dtype=np.bool_)
        found[self.source, self.target] = True
        return found if self.directed else found | found.T


def make(
    nodes: tuple[str, ...],
    source: Ints,
    target: Ints,
    *,
    directed: bool,
    attributes: Mapping[str, tuple[str, ...]] | None = None,
) -> Network:
    """A network of these ties, each counted once; ties of a node to itself are left out."""
    apart = source != target
    one, other = source[apart], target[apart]
    if not directed:
        one, other = np.minimum(one, other), np.maximum(one, other)
    keys = np.unique(one * len(nodes) + other)
    size = max(len(nodes), 1)
    return Network(nodes, keys // size, keys % size, directed, attributes or {})


def without_direction(network: Network, *, both: bool = False) -> Network:
    """The same nodes with ties that either end, or `both` ends, stated."""
    if not network.directed:
        return network
    source, target = network.source, network.target
    if both:
        mutual = np.isin(source * network.size + target, target * network.size + source)
        source, target = source[mutual], target[mutual]
    return make(network.nodes, source, target, directed=False, attributes=network.attributes)


def degrees(network: Network) -> tuple[Floats, Floats]:
    """Ties going out of and coming in to each node; without direction both are all its ties."""
    out = np.bincount(network.source, minlength=network.size).astype(np.float64)
    into = np.bincount(network.target, minlength=network.size).astype(np.float64)
    return (out, into) if network.directed else (out + into, out + into)


def mutual_arcs(network: Network) -> int:
    """How many ties with a direction are returned; each of a returned pair counts."""
    forward = network.source * network.size + network.target
    return int(np.isin(forward, network.target * network.size + network.source).sum())


def normalised_betweenness(network: Network, seed: int) -> Floats:
    """Share of the shortest ways between two others that lead through each node (Freeman 1977); three nodes or more.

    In a large network estimated from the ways that begin at some nodes (Brandes and Pich 2007): `starting_points`.
    """
    n = network.size
    ends = (network.source, network.target)
    if not network.directed:
        ends = (np.concatenate(ends), np.concatenate(ends[::-1]))
    few = starting_points(network)
    if few == n:
        return betweenness(*ends, n) / ((n - 1) * (n - 2))
    drawn = np.random.default_rng(seed).choice(n, few, replace=False)
    return betweenness(*ends, n, starts=drawn) * (n / few) / ((n - 1) * (n - 2))


def starting_points(network: Network) -> int:
    """How many nodes shortest ways are counted from: all, or in a large network so many, drawn at random."""
    return network.size if network.size * network.ties <= EXACT_WORK else min(network.size, MOST_STARTS)


def component_sizes(network: Network) -> list[int]:
    """Sizes of the parts that hang together whatever the direction, largest first."""
    return sorted((len(part) for part in nx.connected_components(_plain_graph(network))), reverse=True)


def cut_points(network: Network) -> list[str]:
    """Nodes whose going would leave a part of the network cut off, in the order of the nodes."""
    found = set(nx.articulation_points(_plain_graph(network)))
    return [node for place, node in enumerate(network.nodes) if place in found]


def assortativity(network: Network, labels: Ints) -> float | None:
    """Newman's (2003) assortativity by a label of the nodes; None where every tie joins the same label.

    trace(e) - sum(a b) over 1 - sum(a b), e the shares of tie ends by label.
    """
    kinds = int(labels.max()) + 1
    mixing = np.zeros((kinds, kinds))
    np.add.at(mixing, (labels[network.source], labels[network.target]), 1.0)
    if not network.directed:
        mixing = mixing + mixing.T
    mixing /= mixing.sum()
    chance = float(mixing.sum(axis=1) @ mixing.sum(axis=0))
    return None if np.isclose(chance, 1.0) else float((np.trace(mixing) - chance) / (1 - chance))


def modularity(network: Network, labels: Ints) -> float:
    """Newman's modularity of a division of the nodes (Leicht and Newman 2008 for ties with a direction)."""
    parts = [set(np.flatnonzero(labels == label).tolist()) for label in np.unique(labels)]
    return float(nx.community.modularity(_graph(network), parts))


def communities(network: Network, seed: int) -> Ints:
    """A division of the nodes into communities by Louvain's method (Blondel and others 2008), labelled from 0."""
    found = np.zeros(network.size, dtype=np.int64)
    for label, part in enumerate(nx.community.louvain_communities(_plain_graph(network), seed=seed)):
        found[list(part)] = label
    return found


def layout(network: Network, seed: int) -> Floats:
    """A place for each node, columns x and y from -1 to 1, near ones tied (Fruchterman and Reingold 1991).

    Nodes without a tie stand in a row below the others.
    """
    plain = _plain_graph(network)
    alone = list(nx.isolates(plain))
    plain.remove_nodes_from(alone)
    found = np.zeros((network.size, 2))
    if tied := list(plain):
        places = nx.spring_layout(plain, seed=seed, iterations=200, k=2.5 / np.sqrt(len(tied)))
        drawn = np.array([places[node] for node in tied])
        low, spread = drawn.min(axis=0), np.ptp(drawn, axis=0)
        found[tied] = 2 * (drawn - low) / np.where(spread > 0, spread, 1.0) - 1
    if alone:
        found[alone] = np.column_stack([np.linspace(-0.9, 0.9, len(alone) + 2)[1:-1], np.full(len(alone), -1.25)])
    return found


def _graph(network: Network) -> nx.Graph:
    graph = nx.DiGraph() if network.directed else nx.Graph()
    graph.add_nodes_from(range(network.size))
    graph.add_edges_from(zip(network.source.tolist(), network.target.tolist(), strict=True))
    return graph


def _plain_graph(network: Network) -> nx.Graph:
    return _graph(without_direction(network))
