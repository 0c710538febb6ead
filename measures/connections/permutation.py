"""Tests by permutation for networks, whose ties are not independent of each other: vectorised and seeded.

p = (1 + shuffles at least as extreme) / (1 + shuffles).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from measures.connections.graph import Floats, Ints, Network, degrees

CELLS_AT_ONCE = 500_000  # shuffled ends held at a time, so that they stay near the processor


@dataclass(frozen=True, slots=True)
class Shuffled:
    """An observed figure among its shuffles: their mean and SD, and the shares as low, as high, as far from the mean.

    `lower` and `upper` are one-sided p values, `two_sided` counts shuffles as far from `centre` as the observed.
    """

    observed: float
    mean: float
    sd: float
    lower: float
    upper: float
    two_sided: float
    times: int


def _judge(observed: float, drawn: Floats, centre: float) -> Shuffled:
    near = 1e-12 * max(1.0, abs(observed))
    times = len(drawn)
    lower = (1 + int((drawn <= observed + near).sum())) / (1 + times)
    upper = (1 + int((drawn >= observed - near).sum())) / (1 + times)
    far = (1 + int((np.abs(drawn - centre) >= abs(observed - centre) - near).sum())) / (1 + times)
    return Shuffled(observed, float(drawn.mean()), float(drawn.std(ddof=1)), lower, upper, far, times)


def _blocks(times: int, width: int) -> Iterator[int]:
    block = max(1, CELLS_AT_ONCE // max(width, 1))
    for start in range(0, times, block):
        yield min(block, times - start)


def external_internal(network: Network, labels: Ints) -> float:
    """(external - internal) / all ties (Krackhardt and Stern 1988); at least one tie."""
    inside = int((labels[network.source] == labels[network.target]).sum())
    return (network.ties - 2 * inside) / network.ties


def expected_external_internal(labels: Ints) -> float:
    """The E-I index if the labels were dealt out to the nodes at random: of all pairs, those of two labels less one."""
    n = len(labels)
    counts = np.bincount(labels).astype(np.float64)
    same = float((counts * (counts - 1)).sum()) / (n * (n - 1))
    return 1 - 2 * same


def shuffle_labels(network: Network, labels: Ints, times: int, seed: int) -> Shuffled:
    """The E-I index among shuffles of the labels over the nodes."""
    random = np.random.default_rng(seed)
    small = labels.astype(np.int16)
    drawn = []
    for block in _blocks(times, max(network.ties, network.size)):
        dealt = random.permuted(np.tile(small, (block, 1)), axis=1)
        inside = (dealt[:, network.source] == dealt[:, network.target]).sum(axis=1)
        drawn.append((network.ties - 2 * inside) / network.ties)
    return _judge(external_internal(network, labels), np.concatenate(drawn), expected_external_internal(labels))


def qap(first: Network, second: Network, times: int, seed: int) -> Shuffled | None:
    """Pearson correlation of two networks of the same nodes, tested by shuffling the nodes of one (Krackhardt 1988).

    Over all pairs of nodes (ordered ones where ties have a direction). Under any shuffle only the number of shared
    ties changes, so these alone are counted. None where one of them has no tie or every possible one.
    """
    n = first.size
    pairs = n * (n - 1) // (1 if first.directed else 2)
    one, two = first.ties, second.ties
    if not 0 < one < pairs or not 0 < two < pairs:
        return None
    expected = one * two / pairs
    spread = float(np.sqrt(one * (1 - one / pairs) * two * (1 - two / pairs)))
    tied = second.matrix().ravel()
    random = np.random.default_rng(seed)
    drawn = []
    for block in _blocks(times, max(one, n)):
        order = random.permuted(np.tile(np.arange(n), (block, 1)), axis=1)
        alike = tied[order[:, first.source] * n + order[:, first.target]].sum(axis=1)
        drawn.append((alike - expected) / spread)
    shared = int(tied[first.source * n + first.target].sum())
    return _judge((shared - expected) / spread, np.concatenate(drawn), 0.0)


def _keys(source: Ints, target: Ints, network: Network) -> Ints:
    if network.directed:
        return source * network.size + target
    return np.minimum(source, target) * network.size + np.maximum(source, target)


def possible_ties(network: Network) -> int:
    """How many ties the network could have."""
    return network.size * (network.size - 1) // (1 if network.directed else 2)


def density_change(first: Network, second: Network, times: int, seed: int) -> Shuffled:
    """Density of the second less the first of two networks of the same nodes, in their order.

    The waves of each node's ties (those it states; without direction all it has) change places at random, node by node.
    """
    step = degrees(second)[0] - degrees(first)[0]
    per_tie = possible_ties(first) * (1 if first.directed else 2)
    random = np.random.default_rng(seed)
    drawn = []
    for block in _blocks(times, len(step)):
        signs = random.integers(0, 2, size=(block, len(step))) * 2 - 1
        drawn.append(signs @ step / per_tie)
    return _judge(float(step.sum()) / per_tie, np.concatenate(drawn), 0.0)


def density_change_interval(
    first: Network, second: Network, times: int, seed: int, level: float
) -> tuple[float, float]:
    """Percentile interval of the density change by drawing nodes with replacement (Snijders and Borgatti 1999).

    A drawn pair that is one and the same node takes its change from a pair of different nodes at random, as they do.
    A node drawn more often weighs as often: only the pairs whose tie changed are looked at.
    """
    n = first.size
    pairs = ((second, 1), (first, -1))
    keys = np.concatenate([_keys(network.source, network.target, network) for network, _ in pairs])
    signs = np.concatenate([np.full(network.ties, sign) for network, sign in pairs])
    unique, place = np.unique(keys, return_inverse=True)
    step = np.bincount(place, weights=signs, minlength=len(unique))
    one, other, step = unique[step != 0] // n, unique[step != 0] % n, step[step != 0]
    moved = sparse.csr_array((step, (one, other)), shape=(n, n))
    all_pairs = possible_ties(first)
    mean = float(step.sum()) / all_pairs
    random = np.random.default_rng(seed)
    drawn = []
    for block in _blocks(times, n):
        weight = random.multinomial(n, np.full(n, 1 / n), size=block).astype(np.float64)
        apart = np.einsum("bn,nb->b", weight, moved @ weight.T)
        itself = (weight * (weight - 1)).sum(axis=1) / (1 if first.directed else 2)
        drawn.append((apart + itself * mean) / all_pairs)
    low, high = np.quantile(np.concatenate(drawn), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
