"""The items of a scale at one wave: counts of each answer, and the whole-number sums that covariances are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from measures.instrument import Instrument, Scale
from measures.pair_cells import whole
from measures.people.responses import WAVE, Responses
from measures.scoring.methods import item_terms
from measures.scoring.table import AnswerTable

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ItemMoments:
    """Sums over the people who answered every item of a scale at one wave.

    Each item counts as what it adds to the score: reversed where it is reversed, 0 or 1 for a scale that counts.
    `names` are item ids; `n` people; `sums[i]` and `cross_products[i, j]` are whole numbers, in `unit`s and their
    squares (a unit is 1 unless answers have decimals).
    """

    names: tuple[str, ...]
    n: int
    sums: Ints = field(repr=False)
    cross_products: Ints = field(repr=False)
    unit: float = 1.0


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """How many people gave each answer to one item at one wave.

    `codes` are the distinct codes as coded (not reversed), rising, and `n` how many people gave each. `missing` counts
    people who answered something of this instrument at that wave but not this item; `absent` those who answered nothing
    of it.
    """

    item: str
    codes: Ints = field(repr=False)
    n: Ints = field(repr=False)
    missing: int = 0
    absent: int = 0

    @property
    def answered(self) -> int:
        """Number of people who answered the item."""
        return int(self.n.sum())


def item_moments(responses: Responses, instrument: Instrument, scale: Scale, wave: str) -> ItemMoments | None:
    """Sums and cross-products of a scale's items at a wave, in one pass over the answers.

    Returns
    -------
    ItemMoments, or None where the scale is not made of items that add up, or an item has no column.
    """
    table = AnswerTable(responses.answers, responses.units)
    names = table.items_of(instrument)
    terms, unit = item_terms(table.columns_of(instrument, scale, names))
    if not terms:
        return None
    here = [f"i{place}" for place in range(len(terms))]
    rows = table.whole().lazy().filter(nw.col(WAVE) == wave)
    rows = rows.select(*[term.alias(name) for name, term in zip(here, terms.values(), strict=True)]).drop_nulls()
    if rows.implementation.is_pandas():  # in memory, where a query of every product takes longer than the products
        held = rows.collect()
        matrix = np.array([whole(held[name])[0] for name in here])
        return ItemMoments(tuple(terms), len(held), matrix.sum(axis=1), matrix @ matrix.T, float(unit))
    couples = [(i, j) for i in range(len(here)) for j in range(i, len(here))]
    products = [(nw.col(here[i]) * nw.col(here[j])).sum().alias(f"p{i}_{j}") for i, j in couples]
    found = rows.select(nw.len().alias("n"), *[nw.col(name).sum() for name in here], *products).collect()
    n, *numbers = (int(number or 0) for number in found.row(0))
    cross = np.zeros((len(here), len(here)), dtype=np.int64)
    for (i, j), product in zip(couples, numbers[len(here) :], strict=True):
        cross[i, j] = cross[j, i] = product
    return ItemMoments(tuple(terms), n, np.array(numbers[: len(here)], dtype=np.int64), cross, float(unit))


def item_counts(responses: Responses, item: str, wave: str) -> ItemCounts:
    """Counts of each code of an item (`ucla3.left_out`) at a wave: one group-by.

    Raises
    ------
    KeyError
        The answers have no such item.
    """
    return counts_of_items(responses, [item], wave)[0]


def counts_of_items(responses: Responses, items: Sequence[str], wave: str) -> list[ItemCounts]:
    """Counts of each code of several items of one instrument at a wave: one query of a group-by for each.

    Raises
    ------
    KeyError
        The answers have no such item.
    """
    if not items:
        return []
    table = AnswerTable(responses.answers, responses.units)
    names = table.items_of(responses.instruments[items[0].partition(".")[0]])
    columns = [names[item.partition(".")[2]] for item in items]
    others = [~nw.col(other).is_null() for other in names.values()]
    rows = table.whole().lazy().filter(nw.col(WAVE) == wave)
    codes = [nw.col(column).alias(f"c{place}") for place, column in enumerate(columns)]
    rows = rows.select(*codes, nw.any_horizontal(*others, ignore_nulls=False).alias("any"))
    if rows.implementation.is_pandas():  # in memory, where a query for each item takes longer than its counting
        held = rows.collect()
        answered_any = held["any"].to_numpy().astype(np.bool_)
        return [_counted(item, *whole(held[f"c{place}"]), answered_any) for place, item in enumerate(items)]
    parts = [
        rows.group_by(f"c{place}", "any")
        .agg(nw.len().alias("n"))
        .select(nw.lit(place).alias("place"), nw.col(f"c{place}").alias("code"), "any", "n")
        for place in range(len(columns))
    ]
    cells = nw.concat(parts).collect()
    place = cells["place"].to_numpy().astype(np.int64)
    empty = np.array(cells["code"].is_null().to_list(), dtype=np.bool_)
    some = np.array(cells["any"].to_list(), dtype=np.bool_)
    code = cells["code"].fill_null(0).to_numpy().astype(np.int64)
    n = cells["n"].to_numpy().astype(np.int64)
    found = []
    for number, item in enumerate(items):
        here = place == number
        answered = np.flatnonzero(here & ~empty)
        answered = answered[np.argsort(code[answered])]
        missing, absent = (int(n[here & empty & kind].sum()) for kind in (some, ~some))
        found.append(ItemCounts(item, code[answered], n[answered], missing, absent))
    return found


def _counted(item: str, code: Ints, here: NDArray[np.bool_], answered_any: NDArray[np.bool_]) -> ItemCounts:
    codes, n = np.unique(code[here], return_counts=True)
    missing, absent = int((~here & answered_any).sum()), int((~here & ~answered_any).sum())
    return ItemCounts(item, codes, n, missing, absent)
