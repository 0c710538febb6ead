"""Whole networks against published figures: Padgett's Florentine families, Zachary's karate club, a toy by hand.

Expected numbers come from networkx 3.6 on its own copies of the data, from R sna's example (the correlation of
marriage and business) and, for the toy, from counting by hand.
"""

import networkx as nx
import numpy as np
import pytest

from measures.connections import graph, permutation
from measures.connections.network import change_rows, codes_of, likeness_rows, network_rows
from measures.connections.rows import About

ABOUT = About("study", "ties", "one", "one")
BUSINESS = {
    "Barbadori": ("Castellani", "Ginori", "Medici", "Peruzzi"),
    "Bischeri": ("Guadagni", "Lamberteschi", "Peruzzi"),
    "Castellani": ("Lamberteschi", "Peruzzi"),
    "Ginori": ("Medici",),
    "Guadagni": ("Lamberteschi",),
    "Lamberteschi": ("Peruzzi",),
    "Medici": ("Pazzi", "Salviati", "Tornabuoni"),
}


def network_of(edges, nodes=None, *, directed=False, **attributes):
    nodes = tuple(nodes or dict.fromkeys(end for edge in edges for end in edge))
    place = {node: number for number, node in enumerate(nodes)}
    ends = np.array([(place[one], place[other]) for one, other in edges], dtype=np.int64).reshape(-1, 2)
    return graph.make(nodes, ends[:, 0], ends[:, 1], directed=directed, attributes=attributes)


def figures(network, about=ABOUT, permutations=999):
    rows = network_rows(network, about, permutations=permutations, seed=1)
    return {(row.measure, row.category, row.group): row for row in rows}


def test_florentine_marriages():
    florence = nx.florentine_families_graph()
    found = figures(network_of(list(florence.edges), sorted(florence.nodes)))
    for measure, expected in {
        "nodes": 15, "ties": 20, "density": 0.190476, "degree_centralisation": 0.274725, "mean_degree": 40 / 15,
        "betweenness_centralisation": 0.436813, "components": 1, "largest_component_share": 1, "articulation_points": 4,
    }.items():  # fmt: skip
        assert found[measure, "", ""].estimate == pytest.approx(expected, abs=5e-7), measure
    assert "Albizzi, Guadagni, Medici, Salviati" in found["articulation_points", "", ""].note
    assert found["betweenness", "", "Medici"].estimate == pytest.approx(0.521978, abs=5e-7)
    assert found["degree", "", "Medici"].estimate == 6
    assert found["arc_reciprocity", "", ""].status == "x"


def test_the_karate_club():
    club = nx.karate_club_graph()
    labels = tuple(club.nodes[node]["club"] for node in club.nodes)
    network = network_of([(str(one), str(two)) for one, two in club.edges], tuple(map(str, club.nodes)), club=labels)
    found = figures(network, permutations=10_000)
    assert found["ei_index", "club", ""].estimate == pytest.approx(-0.717949, abs=5e-7)
    assert found["assortativity", "club", ""].estimate == pytest.approx(0.717531, abs=5e-7)
    assert found["modularity", "club", ""].estimate == pytest.approx(0.358235, abs=5e-7)
    shuffled = found["ei_permutation", "club", ""]
    assert "0.030303 is expected" in shuffled.note
    assert shuffled.p_value == pytest.approx(1 / 10001)
    assert shuffled.std_error == pytest.approx(0.0954, abs=0.003)
    # Louvain's best known division of the club has modularity 0.4198 (Brandes and others 2008)
    assert 0.40 < found["modularity", "communities found", ""].estimate < 0.42


def test_the_expected_index_is_the_mean_over_all_ways_to_deal_the_labels():
    # two A, two B: of 6 pairs 2 are alike, so a tie is internal with 1/3: E-I 1/3
    assert permutation.expected_external_internal(codes_of(("A", "A", "B", "B"))) == pytest.approx(1 / 3)


def test_marriage_with_business():
    families = (*sorted(nx.florentine_families_graph().nodes), "Pucci")
    marriage = network_of(list(nx.florentine_families_graph().edges), families)
    business = network_of([(one, other) for one, many in BUSINESS.items() for other in many], families)
    assert (marriage.ties, business.ties) == (20, 15)
    row = likeness_rows({"marriage": marriage, "business": business}, ABOUT, permutations=10_000, seed=1)[0]
    assert row.estimate == pytest.approx(0.371868, abs=5e-7)
    assert 0.0001 <= row.p_value <= 0.0025  # about 0.0005 to 0.001 with other draws
    assert (row.scale, row.category, row.n) == ("marriage", "business", None)  # n counts people


def test_a_toy_with_directions():
    toy = network_of([tuple(tie) for tie in ("AB", "BA", "AC", "CD", "DC", "DA", "BD")], "ABCD", directed=True)
    found = figures(toy)
    for measure, expected in {
        "density": 7 / 12, "arc_reciprocity": 4 / 7, "dyad_reciprocity": 0.4, "degree_centralisation": 1 / 9,
    }.items():  # fmt: skip
        assert found[measure, "", ""].estimate == pytest.approx(expected), measure
    assert found["degree", "in", "D"].estimate == 2


def test_density_that_falls_by_known_ties():
    # 6 of 12 possible ties, then 3: -0.25; each of three organisations dropped one tie, so of 8 ways to swap 2 are as far
    first = network_of(["AB", "AC", "BA", "BC", "CA", "CB"], "ABCD", directed=True)
    second = network_of(["AB", "BA", "CA"], "ABCD", directed=True)
    row = change_rows({"one": first, "two": second}, ABOUT, permutations=20_000, seed=3)[0]
    assert row.estimate == pytest.approx(-0.25)
    assert row.p_value == pytest.approx(0.25, abs=0.02)
    assert row.ci_low < -0.25 < row.ci_high <= 0
    assert (row.wave_from, row.wave_to) == ("one", "two")


def test_networks_of_nobody_and_of_one_say_why_there_is_no_figure():
    for nodes in ((), ("A",), ("A", "B")):
        found = figures(network_of([], nodes))
        assert found["nodes", "", ""].estimate == len(nodes)
        for measure in ("degree_centralisation", "betweenness_centralisation", "arc_reciprocity"):
            assert found[measure, "", ""].status == "x"
            assert found[measure, "", ""].note
