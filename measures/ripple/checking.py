"""What a reader of a map should look at: likenesses, arrows back in time, circles, loose ends. Nothing is changed."""

from __future__ import annotations

from measures.exports.folding import shown
from measures.exports.phrases import several
from measures.ripple.faults import Faults, listed, quoted
from measures.ripple.merging import MOST_PROPOSED, like_titles
from measures.ripple.ripple_map import FINENESS, Link, Node, RippleMap
from measures.ripple.shape import Shape, shape_of

WHERE = "ripple map"


def checked(ripple_map: RippleMap, faults: Faults) -> None:
    """Say everything there is to look at in a map that was read."""
    shape = shape_of(ripple_map)
    _likeness(ripple_map, faults)
    _backwards(ripple_map, faults)
    _circles(shape, faults)
    _loose_ends(ripple_map, shape, faults)
    _rooms(ripple_map, faults)
    impacts = ripple_map.impacts
    if impacts and any(node.valence for node in impacts) and not any(node.valence == "negative" for node in impacts):
        message = "No impact is marked negative. Workshops that ask what went well lean that way."
        faults.say("note", "no_negative", WHERE, message, "Ask what was hard, or went wrong.")


def goes_back(link: Link, known: dict[str, Node]) -> bool:
    """Whether a link's target is earlier than its source by more than the dates' own uncertainty."""
    first, then = known[link.source].when, known[link.target].when
    if first is None or then is None:
        return False
    slack = {"day": 0, "month": 31, "quarter": 92, "year": 366}[
        max(first.precision, then.precision, key=FINENESS.index)
    ]
    return (first.day - then.day).days > slack


def _likeness(ripple_map: RippleMap, faults: Faults) -> None:
    pairs = like_titles(ripple_map.nodes)
    if pairs:
        said = listed([f"{shown(pair.first.id)} and {shown(pair.second.id)}" for pair in pairs])
        count = f"{MOST_PROPOSED} pairs or more" if len(pairs) == MOST_PROPOSED else several(len(pairs), "pair")
        message = f"{count} of boxes with nearly the same title: {said}. They are counted apart."
        fix = 'If two are one, merge them: merge = [["A1", "A2"]] in [ripple], or tick them on the page.'
        faults.say("decide", "like_titles", WHERE, message, fix)


def _backwards(ripple_map: RippleMap, faults: Faults) -> None:
    known = {node.id: node for node in ripple_map.nodes}
    back = [f"{shown(link.source)} to {shown(link.target)}" for link in ripple_map.links if goes_back(link, known)]
    if back:
        message = f"{listed(back)}: the arrow leads back in time. It is kept; its time is left out of the lags."
        faults.say("check", "link_back_in_time", WHERE, message, "Check the two dates, or turn the arrow round.")


def _circles(shape: Shape, faults: Faults) -> None:
    if shape.cycles:
        circles = listed([" > ".join(map(shown, (*circle, circle[0]))) for circle in shape.cycles])
        message = f"Arrows lead in a circle: {circles}. A circle counts as one step of a chain."
        faults.say("check", "cycle", WHERE, message, "Check which came first.")


def _loose_ends(ripple_map: RippleMap, shape: Shape, faults: Faults) -> None:
    orphans = [node.id for node in ripple_map.impacts if not shape.degree_in[node.id]]
    ends = [node.id for node in ripple_map.activities if not shape.direct[node.id]]
    if orphans:
        message = (
            f"{several(len(orphans), 'impact')} with no arrow to {'it' if len(orphans) == 1 else 'them'}: "
            f"{quoted(orphans)}. Nothing says what led there."
        )
        faults.say("note", "orphan_impacts", WHERE, message, "A good question for the next workshop.")
    if ends:
        message = f"{several(len(ends), 'activity', 'activities')} with nothing following yet: {quoted(ends)}."
        faults.say("note", "no_ripple_yet", WHERE, message, "Ask about them in the next workshop.")


def _rooms(ripple_map: RippleMap, faults: Faults) -> None:
    """Whether the programme's own staff were most of the room, and workshops that nodes name and no row describes."""
    rooms = [shop for shop in ripple_map.workshops if shop.participants and shop.staff is not None]
    people, staff = sum(shop.participants or 0 for shop in rooms), sum(shop.staff or 0 for shop in rooms)
    if people and staff / people > 0.5:
        message = f"The programme's own staff were {staff:,.0f} of the {people:,.0f} in the room: more than half."
        fix = "Say so beside the figures, and invite people who were affected."
        faults.say("check", "mostly_staff", WHERE, message, fix)
    named = {shop.id for shop in ripple_map.workshops}
    absent = list(dict.fromkeys(
        node.workshop_id for node in ripple_map.nodes if node.workshop_id and node.workshop_id not in named
    ))  # fmt: skip
    if absent and named:
        message = f"{quoted(absent)}: a workshop that nodes name and the sheet workshops does not."
        faults.say("check", "unknown_workshop", WHERE, message, "Correct its id, or add its row.")
