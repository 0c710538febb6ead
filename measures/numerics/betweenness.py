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
    """The nodes first met at one distance: of which starting point, and which node."""

    starts: Places
    nodes: Places


def betweenness(sources: Places, targets: Places, nodes: int) -> Vector:
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
    starts = np.unique(sources)
    size = max(1, CELLS_AT_ONCE // nodes)
    for first in range(0, len(starts), size):
        found += _of_block(starts[first : first + size], forward, backward, nodes)
    return found


def _of_block(starts: Places, forward: sparse.csr_array, backward: sparse.csr_array, nodes: int) -> Vector:
    """What some starting points add: ways counted going out, shares handed back coming home."""
    shape = (len(starts), nodes)
    distance = np.full(shape, -1, dtype=np.int32)
    ways = np.zeros(shape)
    step = _Step(np.arange(len(starts)), starts)
    distance[step.starts, step.nodes] = 0
    ways[step.starts, step.nodes] = 1.0
    steps = [step]
    while len(step.nodes):
        reached = (sparse.csr_array((ways[step.starts, step.nodes], step), shape=shape) @ forward).tocoo()
        rows, columns = reached.coords
        new = distance[rows, columns] < 0
        step = _Step(rows[new].astype(np.int64), columns[new].astype(np.int64))
        distance[step.starts, step.nodes] = len(steps)
        ways[step.starts, step.nodes] = reached.data[new]
        steps.append(step)
    share = np.zeros(shape)
    for number in range(len(steps) - 1, 0, -1):
        step = steps[number]
        handed = (1.0 + share[step.starts, step.nodes]) / ways[step.starts, step.nodes]
        back = (sparse.csr_array((handed, step), shape=shape) @ backward).tocoo()
        rows, columns = back.coords
        before = distance[rows, columns] == number - 1
        rows, columns = rows[before], columns[before]
        share[rows, columns] += ways[rows, columns] * back.data[before]
    share[np.arange(len(starts)), starts] = 0.0
    return np.asarray(share.sum(axis=0))
