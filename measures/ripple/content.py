"""Content analysis: counts of categories by level, order and quarter; how far two coders agree."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np

from measures.numerics.intervals import t_quantile
from measures.results import Row
from measures.ripple.ripple_map import LEVELS, Node, RippleMap
from measures.ripple.rows import RECALLED, ripple_row

NOT_STATED = "not stated"
NO_ACTIVITY = "no activity before it"
COUNT = "number of impacts; one with several categories counts in each"
KAPPA = "Cohen's kappa (1960), asymptotic interval (Fleiss, Cohen and Everitt 1969)"
TOGETHER = "level, ripple_order, quarter"


def categories_of(node: Node) -> tuple[str, ...]:
    """The categories of a node, or `not stated`."""
    return node.categories or (NOT_STATED,)


def places_of(node: Node, order: Mapping[str, int]) -> dict[str, str]:
    """Where a node stands in each breakdown of the content analysis."""
    quarter = node.when.quarter if node.when else ""
    return {
        "level": node.level or NOT_STATED,
        "ripple_order": str(order[node.id]) if node.id in order else NO_ACTIVITY,
        "quarter": quarter or (str(node.when.first.year) if node.when else NOT_STATED),
    }


def category_rows(ripple_map: RippleMap, order: Mapping[str, int]) -> Iterable[Row]:
    """`category_count`: impacts by category, then by category and each breakdown, then by all of them at once.

    Under `group_by` = `kind` activities are counted beside impacts, and under `activity quarter` by when they began.
    """
    impacts = ripple_map.impacts
    names = _by_count(impacts)
    note = f"{RECALLED} {len(impacts):,} impacts in all."
    overall = Counter(name for node in impacts for name in categories_of(node))
    for name in names:
        yield _count(ripple_map, name, overall[name], len(impacts), note)
    places = {node.id: places_of(node, order) for node in impacts}
    for breakdown in ("level", "ripple_order", "quarter"):
        cells = Counter((name, places[node.id][breakdown]) for node in impacts for name in categories_of(node))
        sizes = Counter(place[breakdown] for place in places.values())
        for name, group in product(names, _in_order(breakdown, sizes)):
            if cells[name, group]:
                yield _count(ripple_map, name, cells[name, group], sizes[group], note, breakdown, group)
    whole = Counter((name, *places[node.id].values()) for node in impacts for name in categories_of(node))
    for (name, *where), count in sorted(whole.items()):
        yield _count(ripple_map, name, count, len(impacts), note, TOGETHER, ", ".join(where))
    for kind, nodes in (("activity", ripple_map.activities), ("impact", impacts)):
        found = Counter(name for node in nodes for name in categories_of(node))
        for name in _by_count(nodes):
            yield _count(ripple_map, name, found[name], len(nodes), RECALLED, "kind", kind)
    began = Counter(
        (name, places_of(node, {})["quarter"]) for node in ripple_map.activities for name in categories_of(node)
    )
    for (name, quarter), count in sorted(began.items()):
        yield _count(ripple_map, name, count, len(ripple_map.activities), RECALLED, "activity quarter", quarter)


def kappa_rows(ripple_map: RippleMap, level: float) -> Iterable[Row]:
    """`kappa` of two coders for each category, over the boxes that both coded."""
    both = [node for node in ripple_map.nodes if node.categories and node.second_categories]
    if not both:
        why = "No box was coded by two people (column category_2)."
        yield ripple_row(ripple_map.id, "kappa", n=0, status="x", note=why)
        return
    from statsmodels.stats.inter_rater import cohens_kappa  # noqa: PLC0415 - it takes a second to load, which few studies need

    names = sorted({name for node in both for name in (*node.categories, *(node.second_categories or ()))})
    for name in names:
        pairs = Counter((name in node.categories, name in (node.second_categories or ())) for node in both)
        cells = np.array([[pairs[True, True], pairs[True, False]], [pairs[False, True], pairs[False, False]]])
        agreed = (pairs[True, True] + pairs[False, False]) / len(both)
        about = {"category": name, "n": len(both), "method": KAPPA}
        note = f"Both coders agreed on {100 * agreed:.0f}% of {len(both):,} boxes."
        if max(cells.sum(axis=0).max(), cells.sum(axis=1).max()) == len(both):
            why = "A coder gave this category to every box or to none, so agreement beyond chance is not defined."
            yield ripple_row(ripple_map.id, "kappa", **about, status="x", note=f"{why} {note}")
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # the error of perfect agreement is nought
            found = cohens_kappa(cells)
        kappa, error = float(found.kappa), float(found.std_kappa)
        reach = t_quantile(level, math.inf) * error
        limits = {"std_error": error, "ci_low": max(-1.0, kappa - reach), "ci_high": min(1.0, kappa + reach)}
        limits = {**limits, "ci_level": level} if error > 0 else {}
        yield ripple_row(ripple_map.id, "kappa", **about, estimate=kappa, **limits, note=note)


def _count(ripple_map: RippleMap, name: str, count: int, n: int, note: str, group_by: str = "", group: str = "") -> Row:
    return ripple_row(
        ripple_map.id, "category_count", category=name, group_by=group_by, group=group, estimate=count, n=n,
        method=COUNT if group_by not in ("kind", "activity quarter") else COUNT.replace("impacts", "boxes"), note=note,
    )  # fmt: skip


def _by_count(nodes: Iterable[Node]) -> list[str]:
    """Categories, the most frequent first; `not stated` last."""
    found = Counter(name for node in nodes for name in categories_of(node))
    return sorted(found, key=lambda name: (name == NOT_STATED, -found[name], name))


def _in_order(breakdown: str, groups: Iterable[str]) -> list[str]:
    if breakdown == "level":
        return [group for group in (*LEVELS, NOT_STATED) if group in set(groups)]
    numbers = sorted(
        (group for group in groups if group[:1].isdigit()), key=lambda text: (len(text.split(" ")[0]), text)
    )
    return [*numbers, *sorted(group for group in groups if not group[:1].isdigit())]
