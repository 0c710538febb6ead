"""Betweenness of every node of a network, many starting points at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Vector = NDArray[np.float64]
Places = NDArray[np.int64]
CELLS_AT_ONCE = 4_000_000  # starting points times nodes held at a time


class _Step(NamedTuple):
    """The nodes first met at one distance: of which starting point, which node, and by how many shortest ways."""

    starts: Places
    nodes: Places
    ways: Vector


def betweenness(sources: Places, targets: Places, nodes: int, *, starts: Places | None = None) -> Vector:
    """How often each node lies on the shortest ways between two others, not normalised.

    Brandes (2001), as networkx's `betweenness_centrality(normalized=False)` on a directed graph, which takes one
    starting point after another in Python; here a block of them takes each step together, as products of sparse
    matrices. For an undirected network give each tie both ways and halve the result.

    Parameters
    ----------
    sources, targets : array of int
        The links by the places of their ends, 0 to `nodes` - 1; without repeats and loops.
    nodes : int
        How many nodes there are.
    starts : array of int, optional
        Starting points to count shortest ways from; all of them unless given.

    Returns
    -------
    array of float
        One figure for each node.
    """
    found = np.zeros(nodes)
    if not len(sources):
        return found
    forward = sparse.csr_array((np.ones(len(sources)), (sources, targets)), shape=(nodes, nodes))
    backward = forward.T.tocsr()
    starts = np.unique(sources) if starts is None else np.intersect1d(starts, sources)
    size = max(1, CELLS_AT_ONCE // nodes)
    for first in range(0, len(starts), size):
        found += _of_block(starts[first : first + size], forward, backward, nodes)
    return found


def _of_block(starts: Places, forward: sparse.csr_array, backward: sparse.csr_array, nodes: int) -> Vector:
    """What some starting points add: ways counted going out, shares handed back coming home."""
    shape = (len(starts), nodes)
    distance = np.full(len(starts) * nodes, -1, dtype=np.int16 if nodes < 30_000 else np.int32)
    step = _Step(np.arange(len(starts)), starts, np.ones(len(starts)))
    steps: list[_Step] = []
    while len(step.nodes):
        distance[step.starts * nodes + step.nodes] = len(steps)
        steps.append(step)
        reached, at = _product(step.ways, step, forward, shape)
        new = distance[at] == -1
        starts_met, met = np.divmod(at[new], nodes)
        step = _Step(starts_met, met, reached[new])
    share = np.zeros(len(starts) * nodes)
    ways = np.zeros(len(starts) * nodes)
    for step in steps:
        ways[step.starts * nodes + step.nodes] = step.ways
    for number in range(len(steps) - 1, 1, -1):  # the first step is the starting points themselves: none lies between
        step = steps[number]
        handed = (1.0 + share.take(step.starts * nodes + step.nodes)) / step.ways
        back, at = _product(handed, step, backward, shape)
        before = distance[at] == number - 1
        at = at[before]
        share[at] = ways.take(at) * back[before]  # each node stands in one step alone, so nothing is there yet
    return np.asarray(share.reshape(shape).sum(axis=0))


def _product(values: Vector, step: _Step, links: sparse.csr_array, shape: tuple[int, int]) -> tuple[Vector, Places]:
    """Values carried along all links of the nodes of a step: their sums, and where in the flat table each belongs."""
    ends = np.concatenate([[0], np.cumsum(np.bincount(step.starts, minlength=shape[0]))])
    carried = sparse.csr_array((values, step.nodes, ends), shape=shape) @ links
    rows = np.repeat(np.arange(shape[0]), np.diff(carried.indptr))
    return carried.data, rows * shape[1] + carried.indices
