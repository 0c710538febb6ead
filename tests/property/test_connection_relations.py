"""Relations that networks, ladders, membership and value keep, whatever is drawn."""

import math
from decimal import Decimal

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from measures.connections import graph, ladders, membership, permutation
from measures.connections.network import change_rows, network_rows
from measures.connections.rows import About
from measures.value import social_return
from measures.value.settings import ValueRules

SETTINGS = settings(max_examples=40, deadline=None)
ABOUT = About("study", "ties", "one", "one")
BY_DRAWING = {"ei_permutation"}  # moved by the order of the names, as the same draw falls on other nodes
COUNTS = st.integers(1, 5000)
PARTS = st.floats(0, 0.9)


def network(size, ties, kinds, order, *, directed):
    """A network of these ties, its nodes named in this order."""
    place = {node: at for at, node in enumerate(order)}
    source = np.array([place[one] for one, _ in ties], dtype=np.int64)
    target = np.array([place[other] for _, other in ties], dtype=np.int64)
    names = tuple(f"o{node}" for node in order)
    return graph.make(
        names, source, target, directed=directed, attributes={"sector": tuple(kinds[node] for node in order)}
    )


@st.composite
def drawn(draw):
    size = draw(st.integers(2, 9))
    node = st.integers(0, size - 1)
    ties = sorted({(a, b) for a, b in draw(st.sets(st.tuples(node, node), max_size=20)) if a != b})
    kinds = draw(st.lists(st.sampled_from(["public", "charity"]), min_size=size, max_size=size))
    return size, ties, kinds, draw(st.permutations(range(size))), draw(st.booleans())


def figures(found):
    return {
        (row.measure, row.category, row.group): row.estimate
        for row in network_rows(found, ABOUT, permutations=19, seed=1)
        if row.measure not in BY_DRAWING | {"modularity"}  # communities are searched from a seed
    }


@given(drawn())
@SETTINGS
def test_naming_organisations_in_another_order_changes_no_figure(made):
    size, ties, kinds, order, directed = made
    first = figures(network(size, ties, kinds, list(range(size)), directed=directed))
    second = figures(network(size, ties, kinds, order, directed=directed))
    assert first.keys() == second.keys()
    for name, value in first.items():
        assert (value is None) == (second[name] is None), name
        assert value is None or math.isclose(value, second[name], abs_tol=1e-9), name


@given(drawn(), drawn())
@SETTINGS
def test_a_change_of_density_turned_round_changes_its_sign(one, other):
    size = min(one[0], other[0])
    before, after = (
        network(size, [(a, b) for a, b in made[1] if max(a, b) < size], ["x"] * size, range(size), directed=True)
        for made in (one, other)
    )
    there, back = (
        [
            row
            for row in change_rows(dict(enumerate(pair)), ABOUT, permutations=19, seed=1)
            if row.measure == "density_change"
        ]
        for pair in ((before, after), (after, before))
    )
    assert len(there) == len(back) == 1
    assert math.isclose(there[0].estimate, -back[0].estimate, abs_tol=1e-12)


@given(drawn())
@SETTINGS
def test_ties_within_and_between_add_up_to_the_ei_index(made):
    size, ties, kinds, order, directed = made
    found = network(size, ties, kinds, order, directed=directed)
    pairs = {tuple(tie) if directed else tuple(sorted(tie)) for tie in ties}
    assume(pairs)
    between = sum(kinds[a] != kinds[b] for a, b in pairs)
    labels = np.array([kinds[node] == "public" for node in order], dtype=np.int64)
    expected = (between - (len(pairs) - between)) / len(pairs)
    assert math.isclose(permutation.external_internal(found, labels), expected, abs_tol=1e-12)


@given(st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=3, max_size=3))
@SETTINGS
def test_a_ladder_climbed_backwards_swaps_up_and_down(cells):
    table = np.array(cells, dtype=np.int64)
    there, back = ({row.measure: row for row in ladders.moves(one, ABOUT)} for one in (table, table.T))
    assert there["ladder_up"].estimate == back["ladder_down"].estimate
    assert there["ladder_down"].estimate == back["ladder_up"].estimate
    first, second = there["marginal_homogeneity"], back["marginal_homogeneity"]
    assert (first.statistic is None) == (second.statistic is None)
    assert first.statistic is None or math.isclose(first.statistic, second.statistic, rel_tol=1e-9, abs_tol=1e-9)


@given(COUNTS, COUNTS)
@SETTINGS
def test_growth_turned_round_is_one_over_it(before, after):
    there, back = membership.growth(before, after, 0.95), membership.growth(after, before, 0.95)
    assert math.isclose(there[0] * back[0], 1)
    assert math.isclose(there[1] * back[2], 1)
    assert there[1] <= there[0] <= there[2]


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6))
@SETTINGS
def test_pooled_growth_lies_between_the_places(places):
    ratios = [after / before for before, after in places]
    found = math.exp(membership.pooled([before for before, _ in places], [after for _, after in places])[0])
    assert min(ratios) * (1 - 1e-9) <= found <= max(ratios) * (1 + 1e-9)


@given(
    st.lists(st.tuples(COUNTS, COUNTS, PARTS, PARTS, st.integers(1, 5)), min_size=1, max_size=4), st.integers(1, 10**6)
)
@SETTINGS
def test_at_the_break_even_deadweight_a_pound_gives_a_pound(outcomes, put_in):
    quantity, value, attribution, drop_off, years = (
        np.array(part, dtype=np.float64) for part in zip(*outcomes, strict=True)
    )
    rules = ValueRules(inputs=Decimal(put_in))

    def sheet(deadweight):
        return social_return.Outcomes(
            tuple(f"o{at}" for at in range(len(outcomes))), quantity, value,
            {"deadweight": np.full(len(outcomes), deadweight), "attribution": attribution,
             "displacement": np.zeros(len(outcomes)), "drop_off": drop_off}, years,
        )  # fmt: skip

    _, even = social_return.return_rows(sheet(0.0), rules, "values")
    assume(even.estimate is not None and 0 < even.estimate < 1)
    ratio, again = social_return.return_rows(sheet(even.estimate), rules, "values")
    assert math.isclose(ratio.estimate, 1, rel_tol=1e-9)
    assert math.isclose(again.estimate, even.estimate, rel_tol=1e-9)
