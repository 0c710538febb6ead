"""Whether adding and subtracting what is shown of linked groups gives the figure of a few hidden ones together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from measures.disclosure.adding_up import Sum
from measures.disclosure.company import Numbers
from measures.disclosure.counting import Place

MOST_TIMES = 8.0
"""How often one sum may be added or taken away: no simple table needs more than once."""


def smallest_told(
    groups: Mapping[Place, Numbers], sums: Iterable[Sum], hidden: Collection[Place], people: int
) -> frozenset[Place]:
    """The hidden places of fewer people than that whose figures taken together can be worked out; empty if none.

    Whoever knows the sums of all shown places (their means times their people) can add and subtract them. What comes
    out is a sum over some hidden places exactly if these are, as a line of noughts and ones, a combination of the
    sums with the shown places taken out. The one of fewest people is found by integer programming.
    """
    places = sorted(place for place in hidden if place in groups and groups[place][0] > 0)
    lines = [one for one in sums if not {one.whole, *one.parts}.isdisjoint(places)]
    if not places or not lines:
        return frozenset()
    at = {place: index for index, place in enumerate(places)}
    matrix = np.zeros((len(lines), len(places)))
    for number, one in enumerate(lines):
        for place, sign in ((one.whole, -1), *((part, 1) for part in one.parts)):
            if place in at:
                matrix[number, at[place]] = sign
    for column in zip(*(groups[place] for place in places), strict=True):
        numbers = np.array(column, dtype=float)
        if not numbers.any():
            continue
        size, many = len(places), len(lines)
        same = hstack([eye_array(size), -csr_array(matrix.T)])
        answer = milp(
            np.concatenate([numbers, np.zeros(many)]),
            constraints=[
                LinearConstraint(same, 0.0, 0.0),
                LinearConstraint(np.concatenate([numbers, np.zeros(many)])[None, :], 1.0, people - 1.0),
            ],
            integrality=np.ones(size + many, dtype=np.int64),
            bounds=Bounds(
                np.concatenate([np.zeros(size), np.full(many, -MOST_TIMES)]),
                np.concatenate([np.ones(size), np.full(many, MOST_TIMES)]),
            ),
        )
        if answer.x is not None:
            return frozenset(place for place, taken in zip(places, answer.x[:size], strict=True) if taken > 0.5)
    return frozenset()
