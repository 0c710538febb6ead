"""Whole networks between organisations: their shape, who stands between others, and change tested by permutation.

Formulas and sources stand in docs/methods.md. Raw density falls as a network grows, so the mean number of ties is
always beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise

import numpy as np

from measures.connections import graph, permutation
from measures.connections.graph import Floats, Ints, Network
from measures.connections.permutation import Shuffled
from measures.connections.rows import About
from measures.results import Row

ONE_NODE = "A network of one organisation has no ties."
NOBODY = "There is no organisation."
NO_TIES = "There are no ties."
TOO_FEW = "There are fewer than three organisations."
NO_DIRECTION = "Ties have no direction here."
WORK = 50_000_000  # shuffles times ties, at most
FEWEST_SHUFFLES = 999
COMMUNITIES = "communities found"


def network_rows(network: Network, about: About, *, permutations: int, seed: int) -> list[Row]:
    """Every figure of one network at one wave; those that cannot be computed are there with the reason."""
    between = graph.normalised_betweenness(network, seed) if network.size > 2 else None
    rows = [
        about.row("nodes", estimate=network.size, method="organisations counted"),
        about.row("ties", estimate=network.ties, method=_counted(network)),
        *_shape(network, about, between),
        *_pieces(network, about),
    ]
    for column, labels in network.attributes.items():
        rows += _by_label(network, column, labels, about, _affordable(permutations, network.ties), seed)
    rows.append(_communities(network, about, seed))
    return [*rows, *_of_each(network, about, between)]


def change_rows(by_wave: Mapping[str, Network], about: About, *, permutations: int, seed: int) -> list[Row]:
    """Change of density and likeness from each wave to the next, over the organisations both have."""
    rows: list[Row] = []
    for (one, first), (other, second) in pairwise(by_wave.items()):
        between = About(about.instrument, about.scale, one, other, about.level)
        times = _affordable(permutations, max(first.ties, second.ties))
        rows += [_density_change(first, second, between, times, seed), _qap(first, second, between, "", times, seed)]
    return rows


def likeness_rows(by_kind: Mapping[str, Network], about: About, *, permutations: int, seed: int) -> list[Row]:
    """How far two kinds of tie join the same organisations, at one wave; `category` names the other kind."""
    rows = []
    for (one, first), (other, second) in combinations(by_kind.items(), 2):
        mine = About(about.instrument, one, about.wave_from, about.wave_to, about.level)
        rows.append(_qap(first, second, mine, other, _affordable(permutations, first.ties), seed))
    return rows


def centralisation(scores: Floats, most: float) -> float:
    """How far the highest score stands above the others, as a share of the most possible (Freeman 1979)."""
    return float((scores.max() - scores).sum() / most)


def codes_of(labels: tuple[str, ...]) -> Ints:
    """Labels as whole numbers from 0, -1 where none is stated."""
    known = sorted({label for label in labels if label})
    place = {label: number for number, label in enumerate(known)}
    return np.array([place.get(label, -1) for label in labels], dtype=np.int64)


def _affordable(permutations: int, ties: int) -> int:
    return min(permutations, max(FEWEST_SHUFFLES, WORK // max(ties, 1)))


def _counted(network: Network) -> str:
    return "ties with a direction counted" if network.directed else "ties counted, without direction"


def _shape(network: Network, about: About, between: Floats | None) -> list[Row]:
    n, m = network.size, network.ties
    names = ("density", "mean_degree", "arc_reciprocity", "dyad_reciprocity", "degree_centralisation",
             "betweenness_centralisation")  # fmt: skip
    if n < 2:
        return [about.unknown(name, ONE_NODE if n else NOBODY) for name in names]
    possible = permutation.possible_ties(network)
    rows = [
        about.row("density", estimate=m / possible, statistic=m, method="ties / possible ties"),
        about.row("mean_degree", estimate=m * (1 if network.directed else 2) / n,
                  method="ties going out per organisation" if network.directed else "ties per organisation"),
        *_reciprocity(network, about),
    ]  # fmt: skip
    if between is None:
        return [*rows, *(about.unknown(name, TOO_FEW) for name in names[-2:])]
    out, into = graph.degrees(network)
    if network.directed:
        for category, scores, way in (("", into, "in"), ("out", out, "out")):
            rows.append(
                about.row("degree_centralisation", category=category, method=f"Freeman, {way}-degree",
                          estimate=centralisation(scores, (n - 1) ** 2))
            )  # fmt: skip
    else:
        most = (n - 1) * (n - 2)
        rows.append(about.row("degree_centralisation", estimate=centralisation(out, most), method="Freeman, degree"))
    found = centralisation(between, n - 1)
    return [
        *rows,
        about.row("betweenness_centralisation", estimate=found, method=f"Freeman, betweenness{_drawn(network)}"),
    ]


def _drawn(network: Network) -> str:
    """How betweenness was estimated, where it was."""
    few = graph.starting_points(network)
    return "" if few == network.size else f", from {few:,} of {network.size:,} organisations drawn at random, seeded"


def _reciprocity(network: Network, about: About) -> list[Row]:
    m = network.ties
    if not network.directed or not m:
        why = NO_TIES if network.directed else NO_DIRECTION
        return [about.unknown(name, why) for name in ("arc_reciprocity", "dyad_reciprocity")]
    returned = graph.mutual_arcs(network)
    pairs = m - returned // 2
    return [
        about.row("arc_reciprocity", estimate=returned / m, statistic=returned, method="returned ties / ties"),
        about.row("dyad_reciprocity", estimate=returned / 2 / pairs, statistic=returned // 2,
                  method="pairs tied both ways / pairs tied"),
    ]  # fmt: skip


def _pieces(network: Network, about: About) -> list[Row]:
    n = network.size
    names = ("components", "largest_component_share", "articulation_points")
    if not n:
        return [about.unknown(name, NOBODY) for name in names]
    sizes = graph.component_sizes(network)
    cut = graph.cut_points(network)
    named = f"Without any one of them a part would be cut off: {', '.join(cut[:10])}{' ...' * (len(cut) > 10)}."
    return [
        about.row("components", estimate=len(sizes), method="parts that hang together, whatever the direction"),
        about.row("largest_component_share", estimate=sizes[0] / n, statistic=sizes[0],
                  method="organisations in the largest part / all"),
        about.row("articulation_points", estimate=len(cut), method="organisations that hold a part on",
                  note=named if cut else ""),
    ]  # fmt: skip


def _by_label(network: Network, column: str, labels: tuple[str, ...], about: About, times: int, seed: int) -> list[Row]:
    """Mixing by one label of the organisations, among those whose label is known."""
    codes = codes_of(labels)
    known = np.flatnonzero(codes >= 0)
    inside = _among(network, known)
    codes = codes[known]
    n = len(known)
    names = ("ei_index", "ei_permutation", "assortativity", "modularity")
    left_out = network.size - n
    note = f"{left_out} organisations without '{column}' are left out." if left_out else ""
    if not inside.ties:
        return [about.unknown(name, NO_TIES, category=column) for name in names]
    shuffled = permutation.shuffle_labels(inside, codes, times, seed)
    expected = permutation.expected_external_internal(codes)
    mixed = graph.assortativity(inside, codes)
    same = "Every tie joins organisations of one label."
    return [
        about.row("ei_index", category=column, estimate=shuffled.observed, note=note,
                  method="(external - internal) / ties"),
        _ei_permutation(shuffled, expected, about, column),
        about.unknown("assortativity", same, category=column) if mixed is None
        else about.row("assortativity", category=column, estimate=mixed, method="Newman (2003)", note=note),
        about.row("modularity", category=column, estimate=graph.modularity(inside, codes), note=note,
                  method="Newman's modularity of the labels"),
    ]  # fmt: skip


def _ei_permutation(shuffled: Shuffled, expected: float, about: About, column: str) -> Row:
    note = (
        f"By chance {expected:.6g} is expected. One-sided, as internal as this; p of as external {shuffled.upper:.4g}."
    )
    if shuffled.sd == 0:
        return about.unknown("ei_permutation", "Shuffling the labels changes nothing.", category=column)
    return about.row(
        "ei_permutation", category=column, estimate=shuffled.observed, std_error=shuffled.sd,
        statistic=(shuffled.observed - expected) / shuffled.sd, p_value=shuffled.lower, note=note,
        method=f"{shuffled.times} shuffles of the labels, seeded",
    )  # fmt: skip


def _communities(network: Network, about: About, seed: int) -> Row:
    if not network.ties:
        return about.unknown("modularity", NO_TIES, category=COMMUNITIES)
    labels = graph.communities(network, seed)
    plain = graph.without_direction(network)
    return about.row(
        "modularity", category=COMMUNITIES, estimate=graph.modularity(plain, labels),
        statistic=int(labels.max()) + 1, method="Louvain (Blondel and others 2008), without direction, seeded",
        note="The statistic is the number of communities.",
    )  # fmt: skip


def _of_each(network: Network, about: About, between: Floats | None) -> list[Row]:
    """Degree and betweenness of each organisation."""
    out, into = graph.degrees(network)
    rows: list[Row] = []
    for place, node in enumerate(network.nodes):
        own = {"group_by": "node", "group": node}
        if network.directed:
            rows.append(about.row("degree", category="in", estimate=into[place], method="ties coming in", **own))
            rows.append(about.row("degree", category="out", estimate=out[place], method="ties going out", **own))
        else:
            rows.append(about.row("degree", estimate=out[place], method="ties", **own))
        if between is None:
            rows.append(about.unknown("betweenness", TOO_FEW, **own))
        else:
            way = f"share of the shortest ways between two others that lead through it{_drawn(network)}"
            rows.append(about.row("betweenness", estimate=between[place], method=way, **own))
    return rows


def _among(network: Network, kept: Ints) -> Network:
    """The network of some of its nodes."""
    new = np.full(network.size, -1, dtype=np.int64)
    new[kept] = np.arange(len(kept))
    source, target = new[network.source], new[network.target]
    there = (source >= 0) & (target >= 0)
    nodes = tuple(network.nodes[place] for place in kept)
    return graph.make(nodes, source[there], target[there], directed=network.directed)


def _both(first: Network, second: Network) -> tuple[Network, Network]:
    """Two networks over the nodes that both have, in one order."""
    if first.nodes == second.nodes:
        return first, second
    common = [node for node in first.nodes if node in set(second.nodes)]
    places = [{node: place for place, node in enumerate(network.nodes)} for network in (first, second)]
    one, two = (
        _among(network, np.array([place[node] for node in common], dtype=np.int64))
        for network, place in zip((first, second), places, strict=True)
    )
    return one, two


def _density_change(first: Network, second: Network, about: About, times: int, seed: int) -> Row:
    first, second = _both(first, second)
    if first.size < 2:
        return about.unknown("density_change", "Fewer than two organisations are in both waves.")
    shuffled = permutation.density_change(first, second, times, seed)
    interval = permutation.density_change_interval(first, second, min(times, 2000), seed, about.level)
    method = f"{shuffled.times} swaps of each organisation's waves, seeded; interval by drawing organisations"
    return about.row(
        "density_change", estimate=shuffled.observed, ci_low=interval[0], ci_high=interval[1],
        ci_level=about.level, p_value=shuffled.two_sided, method=method,
        note=f"{first.ties} ties, then {second.ties}. Networks often shrink: neither way is good by itself.",
    )  # fmt: skip


def _qap(first: Network, second: Network, about: About, category: str, times: int, seed: int) -> Row:
    first, second = _both(first, second)
    own = {"category": category}
    shuffled = permutation.qap(first, second, times, seed) if first.size > 2 else None
    if shuffled is None:
        why = TOO_FEW if first.size < 3 else "One of the two networks has no ties, or all that are possible."
        return about.unknown("qap_correlation", why, **own)
    note = "One-sided: as alike as this. Pearson correlation over all pairs of organisations."
    method = f"quadratic assignment, {shuffled.times} shuffles of the organisations, seeded"
    return about.row(
        "qap_correlation", estimate=shuffled.observed, std_error=shuffled.sd, p_value=shuffled.upper, method=method,
        note=note, **own,
    )  # fmt: skip
