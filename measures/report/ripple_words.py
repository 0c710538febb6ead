"""What a ripple map says, in sentences: what participants recalled, never what caused what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from measures.disclosure import Protected
from measures.report.numbers import counted, fixed, plain
from measures.report.phrases import listed
from measures.results import Row
from measures.ripple.ripple_map import Link, RippleMap, When
from measures.ripple.shape import Shape, shape_of

LED_BY = {
    "programme": "the programme", "shared": "the programme with others", "community": "the community",
    "other_org": "another organisation", "unknown": "not known",
}  # fmt: skip
VERBS = {
    "led_to": ("led to", "may have led to"),
    "contributed": ("contributed to", "may have contributed to"),
    "enabled": ("made possible", "may have made possible"),
    "hindered": ("got in the way of", "may have got in the way of"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MOST_STORIES, MOST_ACTIVITIES = 12, 60
DAYS_IN_MONTH = 30.4375


def headline(rows: Iterable[Row]) -> str:
    """How many impacts followed from how many activities, and who led them."""
    found = _Overall(rows)
    activities, impacts = found.count("activities"), found.count("impacts")
    if not impacts:
        return f"What participants recalled: {_activities(activities)}, and no impact yet."
    orders = found.every("ripple_order_count")
    followed = round(sum(row.estimate or 0 for row in orders))
    first = f"{counted(followed, 'impact', 'impacts')} followed from {_activities(activities)}"
    if followed < impacts:
        loose = impacts - followed
        first += (
            f" ({loose:,} more {'has' if loose == 1 else 'have'} no activity before {'it' if loose == 1 else 'them'})"
        )
    index = found.first("independence_index")
    if index is None or index.estimate is None or index.n is None:
        return f"What participants recalled: {first}. Who led them is not stated."
    led, of = round(index.statistic or 0), index.n
    base = f"of the {of:,}" if of == followed == impacts else f"of the {of:,} whose lead is known"
    who = f"{led:,} {base} {'was' if led == 1 else 'were'} led by the community or other organisations"
    return f"What participants recalled: {first}; {who}."


def finding(rows: Iterable[Row]) -> str:
    """The title of a picture: how many impacts, from how many activities."""
    found = _Overall(rows)
    impacts, activities = found.count("impacts"), found.count("activities")
    return f"{counted(impacts, 'impact', 'impacts')} recalled beside {_activities(activities)}"


def findings(rows: Iterable[Row]) -> tuple[str, ...]:
    """One sentence for each further thing that the map says."""
    found = _Overall(rows)
    said = [_orders(found), _chain(found), _multiplier(found), _persistence(found), _timing(found), _balance(found)]
    return tuple(filter(None, said))


def in_the_room(rows: Iterable[Row]) -> str:
    """Who told the story, or that this is not known."""
    row = _Overall(rows).first("staff_share")
    if row is None or row.estimate is None or row.n is None:
        return "Who was in the room is not stated, so we cannot say whose memory this is."
    staff = f"{round(row.statistic or 0):,} of the {row.n:,} in the room were the programme's own staff"
    return f"{staff}: more than half, so other voices may be missing." if row.estimate > 0.5 else f"{staff}."


def stories(protected: Protected[RippleMap]) -> list[dict[str, str]]:
    """The longest chain from each activity, told as a sentence; the longest first, twelve at the most."""
    ripple_map = protected.value
    shape = shape_of(ripple_map)
    starts = sorted(
        (node for node in ripple_map.activities if shape.chain[node.id]), key=lambda node: -shape.chain[node.id]
    )
    links = {(link.source, link.target): link for link in ripple_map.links}
    return [
        {"Steps": str(shape.chain[node.id]), "The story": _story(ripple_map, shape, links, node.id)}
        for node in starts[:MOST_STORIES]
    ]


def reached(protected: Protected[RippleMap]) -> list[dict[str, str]]:
    """What followed from each activity, those with most credit first, sixty at the most."""
    shape = shape_of(protected.value)
    nodes = sorted(protected.value.activities, key=lambda node: (-shape.credit[node.id], node.id))
    return [
        {
            "Activity": node.title,
            "Boxes that followed": f"{shape.reach[node.id]:,}",
            "Longest chain": f"{shape.chain[node.id]:,}",
            "Shared credit": fixed(shape.credit[node.id], 1),
        }
        for node in nodes[:MOST_ACTIVITIES]
    ]


def date_words(when: When | None) -> str:
    """A date as exact as it is known: `15 March 2021`, `March 2021`, `2021 Q1`, `2021`; "" where none is."""
    if when is None:
        return ""
    month = f"{MONTHS[when.first.month - 1]} {when.first.year}"
    return {"day": f"{when.first.day} {month}", "month": month, "quarter": when.quarter, "year": str(when.first.year)}[
        when.precision
    ]


def _story(ripple_map: RippleMap, shape: Shape, links: Mapping[tuple[str, str], Link], start: str) -> str:
    nodes = {node.id: node for node in ripple_map.nodes}
    said, name, seen = _named(nodes[start].title, nodes[start].when), start, {start}
    step = 0
    while name in shape.follows:
        after = shape.follows[name]
        link = links.get((name, after))
        verb = VERBS[link.type][link.strength == "possible"] if link else "went round in a circle and led to"
        said += f"{', which' if step else ''} {verb} {_named(nodes[after].title, nodes[after].when)}"
        if after in seen:
            break
        seen.add(after)
        name, step = after, step + 1
    return f"{said}."


def _named(title: str, when: When | None) -> str:
    day = date_words(when)
    return f"'{title}' ({day})" if day else f"'{title}'"


class _Overall:
    """The rows about the whole map; of several maps, those of all together, which come first."""

    def __init__(self, rows: Iterable[Row]) -> None:
        mine = [row for row in rows if row.scale == "ripple"]
        self.rows = [row for row in mine if row.instrument == mine[0].instrument and not row.group_by]

    def every(self, measure: str) -> list[Row]:
        return [row for row in self.rows if row.measure == measure]

    def first(self, measure: str, category: str = "") -> Row | None:
        return next((row for row in self.every(measure) if row.category == category), None)

    def figure(self, measure: str, category: str = "") -> float | None:
        row = self.first(measure, category)
        return None if row is None else row.estimate

    def count(self, measure: str) -> int:
        return round(self.figure(measure) or 0)


def _activities(count: int) -> str:
    return counted(count, "activity", "activities")


def _orders(found: _Overall) -> str:
    orders: Sequence[Row] = found.every("ripple_order_count")
    direct = next((round(row.estimate or 0) for row in orders if row.category == "1"), 0)
    further = round(sum(row.estimate or 0 for row in orders)) - direct
    if not direct:
        return ""
    start = f"{counted(direct, 'impact', 'impacts')} followed directly from an activity"
    return f"{start}; {further:,} more followed from those, at one or more steps further." if further else f"{start}."


def _chain(found: _Overall) -> str:
    steps = found.count("longest_chain")
    return f"The longest chain has {counted(steps, 'step', 'steps')}." if steps else ""


def _multiplier(found: _Overall) -> str:
    value = found.figure("ripple_multiplier")
    return "" if value is None else f"On average each impact set off {fixed(value, 1)} more."


def _persistence(found: _Overall) -> str:
    row = found.first("persistence")
    if row is None or row.estimate is None or row.n is None:
        return "Whether the impacts continued is not stated."
    return f"{round(row.statistic or 0):,} of the {row.n:,} impacts whose course is known continued; the others ceased."


def _timing(found: _Overall) -> str:
    lag, first = found.figure("lag_median"), found.figure("time_to_first_ripple")
    low, high = found.figure("lag_quantile", "0.25"), found.figure("lag_quantile", "0.75")
    said = []
    if lag is not None and low is not None and high is not None:
        middle = f"between {_time(low)} and {_time(high)} for the middle half"
        said.append(f"From one box to the next took {_time(lag)} in the middle case, {middle}.")
    if first is not None:
        said.append(f"Half of the activities had their first impact within {_time(first)}.")
    return " ".join(said)


def _time(days: float) -> str:
    """Days as people say them."""
    if days < 60:
        return counted(round(days), "day", "days")
    return f"{plain(round(days / DAYS_IN_MONTH))} months"


def _balance(found: _Overall) -> str:
    said = []
    for category in ("negative", "unintended"):
        row = found.first("balance", category)
        if row is not None and row.estimate is not None and row.n is not None:
            said.append(
                f"{round(row.statistic or 0):,} of {row.n:,} {'was' if row.statistic == 1 else 'were'} {category}"
            )
    if not said:
        return "Whether impacts were good or bad, meant or not, is not stated."
    none_bad = (row := found.first("balance", "negative")) is not None and row.estimate == 0
    lean = " Workshops that ask what went well seldom hear what did not." if none_bad else ""
    return f"{listed(said)[:1].upper()}{listed(said)[1:]}.{lean}"


def summary(rows: Sequence[Row]) -> tuple[str, ...]:
    """Everything that the rows of a map say, the headline first; nothing where there is no map."""
    if not any(row.scale == "ripple" for row in rows):
        return ()
    return (headline(rows), *findings(rows), in_the_room(rows))
