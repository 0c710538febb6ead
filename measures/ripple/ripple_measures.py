"""Every ripple measure of a map as result rows: docs/methods.md, "Ripples", defines each.

`instrument` is the map, `group` the box, order or leader that a row is about, `group_by` which of these it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from measures.results import Row
from measures.ripple.content import category_rows, kappa_rows
from measures.ripple.ripple_map import INDEPENDENT, LEADERS, UNKNOWN, Node, RippleMap
from measures.ripple.rows import AS_A_GUIDE, RECALLED, ripple_row, share_row
from measures.ripple.shape import Shape, shape_of
from measures.ripple.timing import timing_rows

NO_IMPACTS = "The map has no impacts."
SHORTEST = "fewest links from any activity that leads to it"
FOLLOWING = "boxes that follow, each once"
LONGEST = "links of the longest way; a circle counts as one box"


def ripple_rows(ripple_map: RippleMap, level: float = 0.95) -> tuple[Row, ...]:
    """The figures of a map; of several maps merged, all together first, then each by itself.

    Parameters
    ----------
    ripple_map : RippleMap
    level : float
        Confidence level of intervals.
    """
    names = ripple_map.map_ids
    if len(names) == 1:
        return _rows(ripple_map, level)
    return tuple(
        row for one in (ripple_map, *(part_of(ripple_map, name) for name in names)) for row in _rows(one, level)
    )


def part_of(ripple_map: RippleMap, map_id: str) -> RippleMap:
    """One of the maps that were merged: its boxes, the links among them, its workshops."""
    nodes = tuple(node for node in ripple_map.nodes if (node.map_id or ripple_map.id) == map_id)
    known = {node.id for node in nodes}
    links = tuple(link for link in ripple_map.links if link.source in known and link.target in known)
    workshops = tuple(shop for shop in ripple_map.workshops if shop.map_id == map_id)
    return replace(ripple_map, id=map_id, nodes=nodes, links=links, workshops=workshops)


def _rows(ripple_map: RippleMap, level: float) -> tuple[Row, ...]:
    shape = shape_of(ripple_map)
    return (
        *_size_rows(ripple_map, shape),
        *_chain_rows(ripple_map, shape),
        *_order_rows(ripple_map, shape),
        *_lead_rows(ripple_map, shape, level),
        *_standing_rows(ripple_map, level),
        *timing_rows(ripple_map, level),
        *category_rows(ripple_map, shape.order),
        *kappa_rows(ripple_map, level),
        *_room_rows(ripple_map),
    )


def _size_rows(ripple_map: RippleMap, shape: Shape) -> Iterable[Row]:
    named = (
        ("activities", len(ripple_map.activities)),
        ("impacts", len(ripple_map.impacts)),
        ("links", len(ripple_map.links)),
        ("components", shape.parts),
    )
    for measure, count in named:
        yield ripple_row(ripple_map.id, measure, estimate=count, n=len(ripple_map.nodes), method="count")


def _chain_rows(ripple_map: RippleMap, shape: Shape) -> Iterable[Row]:
    """Chains, reach, direct links and credit, overall and of each box."""
    starts = ripple_map.activities or ripple_map.nodes
    note = RECALLED if ripple_map.activities else f"{RECALLED} There is no activity: the longest way from any box."
    longest = max(shape.chain[node.id] for node in starts)
    yield ripple_row(ripple_map.id, "longest_chain", estimate=longest, n=len(starts), method=LONGEST, note=note)
    for node in ripple_map.nodes:
        about = {"group_by": node.kind, "group": node.id, "n": 1}
        yield ripple_row(ripple_map.id, "longest_chain", **about, estimate=shape.chain[node.id], method=LONGEST)
        yield ripple_row(
            ripple_map.id,
            "reach_of_activity",
            **about,
            estimate=shape.reach[node.id],
            method="boxes that follow, each once",
        )
        yield ripple_row(ripple_map.id, "direct_links", **about, estimate=shape.direct[node.id], method="links out")
    for node in ripple_map.activities:
        yield ripple_row(
            ripple_map.id, "shared_credit", group_by="activity", group=node.id, n=1, estimate=shape.credit[node.id],
            method="each impact it reaches counts 1 / number of activities that reach it",
        )  # fmt: skip
    for node in ripple_map.impacts:
        yield ripple_row(
            ripple_map.id, "betweenness", group_by="impact", group=node.id, n=1, estimate=shape.between[node.id],
            method="shortest ways between others that pass through it, not normalised (Brandes 2001)",
        )  # fmt: skip


def _order_rows(ripple_map: RippleMap, shape: Shape) -> Iterable[Row]:
    impacts = ripple_map.impacts
    if not impacts:
        yield ripple_row(ripple_map.id, "ripple_order_count", n=0, status="x", note=NO_IMPACTS)
        return
    counts = Counter(shape.order.values())
    loose = len(impacts) - len(shape.order)
    note = f"{RECALLED} {loose:,} of {len(impacts):,} impacts follow from no activity." if loose else RECALLED
    for order in sorted(counts):
        yield ripple_row(
            ripple_map.id, "ripple_order_count", category=str(order), estimate=counts[order], n=len(impacts),
            method=SHORTEST, note=note,
        )  # fmt: skip
    for node in impacts:
        if node.id in shape.order:
            about = {"group_by": "impact", "group": node.id, "n": 1, "method": SHORTEST}
            yield ripple_row(ripple_map.id, "ripple_order", **about, estimate=shape.order[node.id])


def _lead_rows(ripple_map: RippleMap, shape: Shape, level: float) -> Iterable[Row]:
    """Who led: the independence index and the multiplier."""
    impacts, map_id = ripple_map.impacts, ripple_map.id
    yield _independence(map_id, impacts, level)
    for leader in INDEPENDENT:
        yield _independence(map_id, impacts, level, (leader,), category=leader)
    for order in sorted(set(shape.order.values())):
        mine = [node for node in impacts if shape.order.get(node.id) == order]
        yield _independence(map_id, mine, level, group_by="ripple_order", group=str(order))
    yield _multiplier(map_id, impacts, shape)
    for leader in LEADERS:
        mine = [node for node in impacts if node.led_by == leader]
        if mine:
            yield _multiplier(map_id, mine, shape, group_by="led_by", group=leader)


def _independence(
    map_id: str, impacts: Iterable[Node], level: float, leaders: tuple[str, ...] = INDEPENDENT, **about: str
) -> Row:
    """Share led by the community or other organisations, of impacts whose lead is known."""
    impacts = list(impacts)
    known = [node for node in impacts if node.led_by != UNKNOWN]
    unknown = len(impacts) - len(known)
    note = f"{AS_A_GUIDE} Who led is not known for {unknown:,} more." if unknown else AS_A_GUIDE
    count = sum(node.led_by in leaders for node in known)
    nobody = "Of no impact is it known who led."
    return share_row(map_id, "independence_index", count, len(known), level, nobody, **{"note": note, **about})


def _multiplier(map_id: str, impacts: Iterable[Node], shape: Shape, **about: str) -> Row:
    impacts = list(impacts)
    if not impacts:
        return ripple_row(map_id, "ripple_multiplier", n=0, status="x", **{**about, "note": NO_IMPACTS})
    mean = sum(shape.direct[node.id] for node in impacts) / len(impacts)
    return ripple_row(
        map_id, "ripple_multiplier", estimate=mean, n=len(impacts), method="mean number of links out of an impact",
        **about,
    )  # fmt: skip


def _standing_rows(ripple_map: RippleMap, level: float) -> Iterable[Row]:
    """What continued, and how much was negative or unintended."""
    impacts, map_id = ripple_map.impacts, ripple_map.id
    yield _persistence(map_id, impacts, level)
    for name in sorted({name for node in impacts for name in node.categories}):
        mine = [node for node in impacts if name in node.categories]
        yield _persistence(map_id, mine, level, category=name)
    if any(node.status in ("continued", "ceased") for node in ripple_map.activities):
        yield _persistence(map_id, ripple_map.activities, level, group_by="kind", group="activity")
    for category, column, unknown in (("negative", "valence", ""), ("unintended", "intended", UNKNOWN)):
        known = [node for node in impacts if getattr(node, column) != unknown]
        count = sum(getattr(node, column) == category for node in known)
        nobody = f"The column {column} is empty."
        yield share_row(map_id, "balance", count, len(known), level, nobody, category=category)


def _persistence(map_id: str, nodes: Iterable[Node], level: float, **about: str) -> Row:
    known = [node for node in nodes if node.status in ("continued", "ceased")]
    count = sum(node.status == "continued" for node in known)
    nobody = "Of none is it known whether it continued or ceased."
    return share_row(map_id, "persistence", count, len(known), level, nobody, **about)


def _room_rows(ripple_map: RippleMap) -> Iterable[Row]:
    """Who was in the room: the programme's own staff among the participants, overall and by workshop."""
    rooms = [shop for shop in ripple_map.workshops if shop.participants and shop.staff is not None]
    missing = len(ripple_map.workshops) - len(rooms)
    people, staff = sum(shop.participants or 0 for shop in rooms), sum(shop.staff or 0 for shop in rooms)
    if not people:
        why = "No workshop states its participants and how many were the programme's staff."
        yield ripple_row(ripple_map.id, "staff_share", n=0, status="x", note=why)
        return
    partners, residents = (sum(getattr(shop, name) or 0 for shop in rooms) for name in ("partners", "residents"))
    note = (
        f"Of {people:,.0f} in the room, {staff:,.0f} were staff, {partners:,.0f} partners, {residents:,.0f} residents."
    )
    note += " More than half were the programme's own staff." if staff / people > 0.5 else ""
    note += f" {missing:,} more workshops do not say." if missing else ""
    about = {"method": "staff among participants, over workshops"}
    yield ripple_row(
        ripple_map.id, "staff_share", n=round(people), estimate=staff / people, statistic=staff, **about, note=note
    )
    for shop in rooms:
        share = (shop.staff or 0) / (shop.participants or 1)
        yield ripple_row(
            ripple_map.id, "staff_share", group_by="workshop", group=shop.id, n=round(shop.participants or 0),
            estimate=share, statistic=shop.staff, **about,
        )  # fmt: skip
