"""Which further numbers to hide so that no hidden one is known too well: the fewest, where that can be worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, csr_array, diags_array

from measures.disclosure.counting import EVERYBODY
from measures.disclosure.linked import Floats, Linked, Seen, seen_from_outside, too_well_known
from measures.disclosure.rules import Policy

MOST_TO_SOLVE = 3000
"""Numbers times targets up to which the fewest are found; beyond, one target is settled after the other."""
STEPS = 50  # of branching: a limit of steps, unlike one of time, gives the same result on every machine
NEAR_ENOUGH = 0.02  # of the cheapest
EVERYBODY_COSTS = 20.0  # times a whole breakdown
ROOM = 3.0  # how far other numbers may move for one to reach its level, in times that level


def completed(linked: Linked, hidden: Collection[int], policy: Policy) -> set[int]:
    """The hidden places and the further ones that must go with them, checked until nothing is known too well.

    Parameters
    ----------
    linked
        The numbers of people and their sums.
    hidden
        Places of spots that are hidden already.
    policy
        The thresholds.

    Returns
    -------
    set of int
        Places of spots to hide; all of them, if nothing less will do.
    """
    out = set(hidden)
    spots = range(len(linked.spots))
    tables = [linked.counts]
    while wanted := too_well_known(linked, out, policy, tables):
        more = _fewest(linked, out, wanted, policy) or _one_by_one(linked, out, wanted, policy)
        if not more:
            return {place for place in spots if linked.counts[place] and place not in linked.stated} | out
        out |= more
    return out


def _fewest(linked: Linked, hidden: set[int], wanted: Mapping[int, int], policy: Policy) -> set[int]:
    """The cheapest further places such that every wanted number can reach its level; empty if it is not worked out.

    A mixed-integer programme (Fischetti and Salazar, 2001): each target has a table of its own that fits all that
    is known, in which it reaches its level; a shown number may differ in it only if it is hidden.
    """
    size = len(linked.counts)
    candidates = _candidates(linked, hidden)
    if not len(candidates) or len(wanted) * size > MOST_TO_SOLVE:
        return set()
    seen = seen_from_outside(linked, hidden, policy)
    many, lines, targets = len(candidates), linked.sums.shape[0], len(wanted)
    low, high = [np.zeros(many)], [np.ones(many)]
    blocks: list[list[Any]] = []
    limits: list[tuple[Floats, Floats]] = []
    pick = _rows_of(candidates, size)
    down = diags_array(np.maximum(linked.counts[candidates] - 1.0, 0.0))
    for number, (place, level) in enumerate(wanted.items()):
        room = ROOM * (level + 1.0)
        least, most = _let_move(seen, candidates, room)
        least[place], most[place] = level, max(most[place], level)
        low.append(least)
        high.append(most)
        for chosen, table, limit in (
            (csr_array((lines, many)), linked.sums.astype(float), (np.zeros(lines), np.zeros(lines))),
            (-room * diags_array(np.ones(many)), pick, (np.full(many, -np.inf), seen.high[candidates])),
            (down, pick, (seen.low[candidates], np.full(many, np.inf))),
        ):
            blocks.append([chosen, *(table if number == other else None for other in range(targets))])
            limits.append(limit)
    least, most = (np.concatenate(side) for side in zip(*limits, strict=True))
    limited = LinearConstraint(csr_array(block_array(blocks)), least, most)
    cost = np.concatenate([_costs(linked, candidates), np.zeros(size * targets)])
    # which to hide is yes or no; the tables may hold fractions: far quicker, and checked in whole numbers after
    kinds = np.concatenate([np.ones(many, dtype=np.int64), np.zeros(size * targets, dtype=np.int64)])
    answer = milp(
        cost,
        constraints=limited,
        integrality=kinds,
        bounds=Bounds(np.concatenate(low), np.concatenate(high)),
        options={"node_limit": STEPS, "mip_rel_gap": NEAR_ENOUGH},
    )
    return set() if answer.x is None else {int(place) for place in candidates[answer.x[:many] > 0.5]}


def _one_by_one(linked: Linked, hidden: set[int], wanted: Mapping[int, int], policy: Policy) -> set[int]:
    """Further places for one target after the other, each time those along the cheapest way to its level."""
    found: set[int] = set()
    size = len(linked.counts)
    tables: list[Floats] = []
    for place, level in wanted.items():
        if any(table[place] >= level for table in tables):
            continue
        out = hidden | found
        seen = seen_from_outside(linked, out, policy)
        candidates = _candidates(linked, out)
        if not len(candidates):
            break
        low, high = _let_move(seen, candidates, ROOM * (level + 1.0))
        low[place], high[place] = level, max(high[place], level)
        costs = np.zeros(size)
        costs[candidates] = _costs(linked, candidates)
        apart = diags_array(np.ones(size))
        # x is its known value, plus what goes up, less what goes down: both cost, so that few numbers move
        blocks: list[list[Any]] = [[linked.sums.astype(float), None, None], [apart, -apart, apart]]
        matrix = block_array(blocks)
        base = np.concatenate([np.zeros(linked.sums.shape[0]), linked.counts])
        answer = milp(
            np.concatenate([np.zeros(size), costs, costs]),
            constraints=LinearConstraint(csr_array(matrix), base, base),
            bounds=Bounds(np.concatenate([low, np.zeros(2 * size)]), np.concatenate([high, np.full(2 * size, np.inf)])),
        )
        if answer.x is None:
            continue
        table = np.rint(answer.x[:size]) if np.allclose(answer.x[:size] % 1, 0) else np.floor(answer.x[:size])
        tables.append(table)
        moved = (table[candidates] < seen.low[candidates] - 1e-6) | (table[candidates] > seen.high[candidates] + 1e-6)
        found |= {int(spot) for spot in candidates[moved]}
    return found


def _candidates(linked: Linked, hidden: Collection[int]) -> Any:
    """Shown spots with people in them: an empty one cannot pass for a hidden one, which is at least 1."""
    fixed = {*hidden, *linked.stated}
    return np.array([i for i in range(len(linked.spots)) if i not in fixed and linked.counts[i] > 0], dtype=int)


def _let_move(seen: Seen, candidates: Any, room: float) -> tuple[Floats, Floats]:
    """The least and most of each number if the candidates were hidden, as far as that can matter."""
    low, high = seen.low.copy(), seen.high.copy()
    low[candidates], high[candidates] = np.minimum(1.0, low[candidates]), high[candidates] + room
    return low, high


def _rows_of(places: Any, size: int) -> csr_array:
    return csr_array((np.ones(len(places)), (range(len(places)), places)), shape=(len(places), size))


def _costs(linked: Linked, places: Any) -> Floats:
    """What hiding each costs: a breakdown is worth the same however fine, and each of its groups its part of that.

    So crossings and deciles go before quintiles, and these before two halves. Larger groups cost up to twice as much as
    small ones, pairs twice as much as waves, and everybody far more than any group.
    """
    whole = float(linked.counts[: len(linked.spots)].max(initial=1))
    groups = Counter((universe, where[0]) for universe, where in linked.spots)
    found = []
    for place in places:
        universe, where = linked.spots[place]
        cost = (1.0 + linked.counts[place] / whole) * (2.0 if universe.base == "pairs" else 1.0)
        found.append(cost * (EVERYBODY_COSTS if where == EVERYBODY else 1.0 / groups[universe, where[0]]))
    return np.array(found)
