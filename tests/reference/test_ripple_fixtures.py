"""The two fixtures of the ripple reference, and figures whose values come from networkx, R or hand arithmetic."""

import networkx as nx
import numpy as np
import pytest

from measures.numerics.betweenness import betweenness
from measures.ripple.content import kappa_rows
from measures.ripple.ripple_measures import ripple_rows
from measures.ripple.shape import shape_of
from measures.ripple.timing import Wait, median_wait, waits
from tests.ripple_maps import csv_of, invented, pandemic, read


@pytest.fixture(scope="module")
def rows():
    return ripple_rows(invented().ripple_map)


def one(rows, measure, **where):
    wanted = {"group_by": "", "group": "", "category": "", **where}
    found = [r for r in rows if r.measure == measure and all(getattr(r, k) == v for k, v in wanted.items())]
    assert len(found) == 1, (measure, where, found)
    return found[0]


def by_group(rows, measure, group_by):
    return {row.group: row.estimate for row in rows if row.measure == measure and row.group_by == group_by}


def test_the_published_picture():
    ripple_map = pandemic().ripple_map
    found, shape = ripple_rows(ripple_map), shape_of(ripple_map)
    assert list(shape.reach.values()) == [5, 3, 0, 0, 1, 0]
    assert list(shape.direct.values()) == [2, 2, 0, 0, 1, 0]
    assert one(found, "longest_chain").estimate == 3
    assert one(found, "lag_median").estimate == 184  # of 0, 31, 184, 1279, 213 days
    assert by_group(found, "reach_of_activity", "activity") == {"N0": 5}


@pytest.mark.parametrize(("measure", "estimate"), [
    ("activities", 4), ("impacts", 9), ("links", 12), ("components", 2), ("longest_chain", 4),
    ("ripple_multiplier", 8 / 9), ("independence_index", 7 / 9), ("persistence", 6 / 9), ("lag_median", 91.5),
    ("time_to_first_ripple", 75), ("staff_share", 0.4),
])  # fmt: skip
def test_the_invented_map_overall(rows, measure, estimate):
    assert one(rows, measure).estimate == pytest.approx(estimate)


def test_the_invented_map_box_by_box(rows):
    assert by_group(rows, "reach_of_activity", "activity") == {"A1": 8, "A2": 2, "A3": 5, "A4": 0}
    assert by_group(rows, "longest_chain", "activity") == {"A1": 4, "A2": 2, "A3": 3, "A4": 0}
    assert by_group(rows, "shared_credit", "activity") == {"A1": 5, "A2": 1, "A3": 3, "A4": 0}
    order = by_group(rows, "ripple_order", "impact")
    assert order == {"I1": 1, "I2": 1, "I3": 1, "I4": 1, "I5": 2, "I8": 2, "I6": 3, "I7": 3, "I9": 3}
    assert [one(rows, "ripple_order_count", category=str(k)).estimate for k in (1, 2, 3)] == [4, 2, 3]
    between = by_group(rows, "betweenness", "impact")
    assert {name: between[name] for name in ("I5", "I2", "I4", "I3")} == {"I5": 15, "I2": 8, "I4": 4, "I3": 3}
    assert by_group(rows, "ripple_multiplier", "led_by") == {"community": 1.25, "shared": 1.5, "other_org": 0}


def test_who_led_the_invented_map(rows):
    index = one(rows, "independence_index")
    assert (index.statistic, index.n) == (7, 9)
    assert (index.ci_low, index.ci_high) == pytest.approx((0.453, 0.937), abs=5e-4)  # as the reference states
    by_order = [one(rows, "independence_index", group_by="ripple_order", group=str(k)) for k in (1, 2, 3)]
    assert [(row.statistic, row.n) for row in by_order] == [(2, 4), (2, 2), (3, 3)]
    community = one(rows, "independence_index", category="community")
    assert (community.statistic, community.n) == (4, 9)


def test_the_lags_of_the_invented_map(rows):
    assert one(rows, "lag_quantile", category="0.25").estimate == 68.75
    assert one(rows, "lag_quantile", category="0.75").estimate == 138.25
    times = {r.group: (r.estimate, r.category) for r in rows if r.measure == "time_to_first_ripple" and r.group}
    assert times == {"A1": (75, "seen"), "A2": (151, "seen"), "A3": (47, "seen"), "A4": (304, "censored")}


def test_kaplan_meier_agrees_with_r_where_the_curve_is_not_flat_at_one_half():
    # R 4.2.2, survival 3.5-3: survfit(Surv(c(12,30,30,45,60,61,90,120,150,200,210), c(1,1,0,1,1,1,0,1,1,0,1)) ~ 1,
    # conf.type = "log-log"): median 120, 0.95LCL 30, 0.95UCL NA
    days = (12, 30, 30, 45, 60, 61, 90, 120, 150, 200, 210)
    seen = (1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1)
    found = [Wait(str(k), day, seen=bool(was)) for k, (day, was) in enumerate(zip(days, seen, strict=True))]
    median, low, _ = median_wait(found, 0.95)
    assert (median, low) == (120, 30)


def test_waiting_is_counted_to_the_last_date_where_no_workshop_is_dated():
    found = read("node_id,kind,title,date_start\nA,activity,a,2020-01-01\nB,activity,b,2020-01-31\n").ripple_map
    waiting, closing, said = waits(found)
    assert [(wait.days, wait.seen) for wait in waiting] == [(30, False), (0, False)]
    assert closing.isoformat() == "2020-01-31"
    assert "no workshop is dated" in said


def test_kappa_of_two_coders_agrees_with_r():
    # R 4.2.2, psych 2.2.9: cohen.kappa(matrix(c(20,5,10,15), 2, byrow = TRUE)): kappa 0.4, variance 0.016128,
    # 95 % from 0.1510923 to 0.6489077
    cells = [("x", "x")] * 20 + [("x", "y")] * 5 + [("y", "x")] * 10 + [("y", "y")] * 15
    nodes = csv_of(
        "node_id,kind,title,category,category_2", [(k, "impact", f"t{k}", a, b) for k, (a, b) in enumerate(cells)]
    )
    row = next(row for row in kappa_rows(read(nodes).ripple_map, 0.95) if row.category == "x")
    assert row.estimate == pytest.approx(0.4)
    assert row.std_error == pytest.approx(0.016128**0.5)
    assert (row.ci_low, row.ci_high) == pytest.approx((0.1510923, 0.6489077), abs=1e-6)


@pytest.mark.parametrize(("nodes", "links", "seed"), [(30, 60, 1), (80, 100, 2), (40, 400, 3), (50, 20, 4)])
def test_betweenness_agrees_with_networkx(nodes, links, seed):
    graph = nx.gnm_random_graph(nodes, links, seed=seed, directed=True)
    ends = np.array(graph.edges)
    expected = nx.betweenness_centrality(graph, normalized=False)
    found = betweenness(ends[:, 0], ends[:, 1], nodes)
    assert found == pytest.approx([expected[node] for node in range(nodes)], abs=1e-9)


def test_betweenness_of_an_undirected_network_is_half_of_both_ways():
    graph = nx.karate_club_graph()
    ends = np.array(graph.edges)
    found = betweenness(np.r_[ends[:, 0], ends[:, 1]], np.r_[ends[:, 1], ends[:, 0]], len(graph)) / 2
    expected = nx.betweenness_centrality(graph, normalized=False)
    assert found == pytest.approx([expected[node] for node in graph], abs=1e-9)


def test_reach_and_chains_agree_with_networkx_on_a_map_with_circles():
    graph = nx.gnm_random_graph(40, 55, seed=5, directed=True)
    nodes = csv_of("node_id,kind,title", [(k, "impact" if k % 3 else "activity", f"t{k}") for k in graph])
    read_map = read(nodes, csv_of("source,target", graph.edges)).ripple_map
    shape = shape_of(read_map)
    condensed = nx.condensation(graph)
    for k in graph:
        assert shape.reach[str(k)] == len(nx.descendants(graph, k))
        below = condensed.subgraph(
            {condensed.graph["mapping"][k]} | nx.descendants(condensed, condensed.graph["mapping"][k])
        )
        assert shape.chain[str(k)] == nx.dag_longest_path_length(below)
