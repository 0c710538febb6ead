"""Files to one ripple map: sheets read, parts put together, maps merged, everything odd said at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from measures.errors import FileError, InputError
from measures.exports.folding import shown
from measures.exports.kinds import kind_of, shown_name
from measures.exports.tables import Upload
from measures.results import Issue
from measures.ripple import drawn
from measures.ripple.checking import checked
from measures.ripple.diary import as_map
from measures.ripple.faults import TEMPLATE, Faults, listed, quoted
from measures.ripple.merging import merged
from measures.ripple.parsing import read_links, read_nodes, read_workshops
from measures.ripple.ripple_map import Link, Node, RippleMap, Workshop
from measures.ripple.sheets import MapSheet, read_sheets
from measures.ripple.when import DayOrder

ALL_MAPS = "all maps"
UNNAMED = "map"
PARTS = ("nodes", "links", "workshops", "diary")


@dataclass(frozen=True, slots=True)
class MapOptions:
    """What the user says of a map: the order of day and month, and which nodes are one (ids; the first stays)."""

    dates: DayOrder | None = None
    merge: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadMap:
    """A map as read, and what a person should know of it."""

    ripple_map: RippleMap
    issues: tuple[Issue, ...]


def read_ripple_map(uploads: Sequence[Upload], options: MapOptions | None = None, *, limits: bool = True) -> ReadMap:
    """Read a ripple map from a workbook, a diary, CSV files of nodes and links, RippleFX's files, or several of these.

    Parameters
    ----------
    uploads : sequence of Upload
        Each workbook is a map of its own; all CSV files together are one. A column `map_id` tells maps apart in a file.
    options : MapOptions, optional
    limits : bool
        Whether the limits on size of text files hold.

    Returns
    -------
    ReadMap
        The map, several merged into one whose nodes know their `map_id`.

    Raises
    ------
    FileError
        A file cannot be read or holds what cannot be used; all faults of all files are in its `issues`.
    """
    options = options or MapOptions()
    faults = Faults()
    sources: dict[str, list[MapSheet]] = defaultdict(list)
    for upload in uploads:
        try:
            sheets, issues = read_sheets(upload, limits=limits)
        except InputError as error:
            faults.issues.extend(error.issues)
            continue
        faults.issues.extend(issues)
        whole = kind_of(upload.data, shown_name(upload.name)) != "text" or sheets[0].part == "diary"
        sources[shown_name(upload.name) if whole else ""].extend(sheets)
    maps = [_source(name, sheets, faults, options.dates) for name, sheets in sources.items()]
    faults.stop()
    whole_map = _together([found for found in maps if found is not None])
    whole_map = merged(whole_map, options.merge, faults)
    checked(whole_map, faults)
    faults.stop()
    return ReadMap(whole_map, tuple(dict.fromkeys(faults.issues)))


def _source(name: str, sheets: Sequence[MapSheet], faults: Faults, order: DayOrder | None) -> RippleMap | None:
    """The map of one workbook, or of all CSV files: `None` where it has errors."""
    before = len(faults.issues)
    sheets = drawn.as_named(sheets, faults)
    sheets = [part for sheet in sheets for part in (as_map(sheet, faults) if sheet.part == "diary" else [sheet])]
    nodes, links, workshops, where = _parts(sheets, faults, order)
    if not nodes and not any(issue.severity == "error" for issue in faults.issues[before:]):
        message = "There are no nodes: no activity and no impact."
        faults.say("error", "map_empty", where, message, f"Add at least one row to the sheet nodes. {TEMPLATE}")
    if any(issue.severity == "error" for issue in faults.issues[before:]):
        return None
    own = name.rsplit(".", 1)[0] if name else next(
        (stem for sheet in sheets if (stem := sheet.file.rsplit(".", 1)[0]).casefold() not in PARTS), UNNAMED
    )  # fmt: skip
    kept = _without_repeats(nodes, where, faults)
    known = {node.id: node for node in kept}
    stated = list(dict.fromkeys(node.map_id for node in kept if node.map_id))
    map_id = stated[0] if len(stated) == 1 else own
    return RippleMap(
        map_id,
        tuple(replace(node, map_id=node.map_id or map_id) for node in kept),
        _joining(links, known, where, faults),
        tuple(replace(workshop, map_id=workshop.map_id or map_id) for workshop in workshops),
    )


def _parts(
    sheets: Sequence[MapSheet], faults: Faults, order: DayOrder | None
) -> tuple[list[Node], list[Link], list[Workshop], str]:
    nodes: list[Node] = []
    links: list[Link] = []
    workshops: list[Workshop] = []
    for sheet in sheets:
        if sheet.absent:
            missing = ", ".join(sheet.absent)
            message = f"Without the column{'s' * (len(sheet.absent) > 1)} {missing}, this is no sheet of {sheet.part}."
            if sheet.rows or sheet.part == "nodes":
                faults.say("error", "map_column", sheet.where, message, f"Add it. {TEMPLATE}")
            continue
        if sheet.part == "nodes":
            nodes += read_nodes(sheet, faults, order)
        elif sheet.part == "links":
            links += read_links(sheet, faults)
        elif sheet.part == "workshops":
            workshops += read_workshops(sheet, faults, order)
    where = next((sheet.where for sheet in sheets if sheet.part == "nodes"), sheets[0].file)
    if nodes and not links:
        message = "There are no links yet: no impact can be followed back to an activity."
        faults.say("check", "no_links", where, message, "Add the arrows to the sheet links.")
    if nodes and not workshops:
        message = "No workshops are stated, so who was in the room is not known."
        faults.say("note", "no_workshops", where, message, "Add the sheet workshops.")
    return nodes, links, workshops, where


def _without_repeats(nodes: Sequence[Node], where: str, faults: Faults) -> list[Node]:
    """Each id once: rows that repeat it word for word are one, rows that differ are put to the user."""
    first: dict[str, Node] = {}
    same: list[str] = []
    differ: list[str] = []
    for node in nodes:
        had = first.setdefault(node.id, node)
        if had is not node:
            (same if had == node else differ).append(node.id)
    if same:
        message = f"{quoted(list(dict.fromkeys(same)))}: the same row stands more than once; counted once."
        faults.say("note", "repeated_row", where, message)
    if differ:
        message = (
            f"{quoted(list(dict.fromkeys(differ)))}: an id of several different rows; only the first of each counts."
        )
        faults.say("decide", "duplicate_id", where, message, "Give each box an id of its own.")
    return list(first.values())


def _joining(links: Sequence[Link], known: dict[str, Node], where: str, faults: Faults) -> tuple[Link, ...]:
    """The links that join two nodes, each once; what was left out is named."""
    folded = Counter(name.casefold() for name in known)
    by_fold = {name.casefold(): name for name in known if folded[name.casefold()] == 1}
    absent: dict[str, None] = {}
    loops: dict[str, None] = {}
    again: list[str] = []
    kept: dict[tuple[str, str], Link] = {}
    left_out = 0
    for link in links:
        ends = [end if end in known else by_fold.get(end.casefold(), "") for end in (link.source, link.target)]
        if not all(ends):
            absent |= dict.fromkeys(
                end for end, found in zip((link.source, link.target), ends, strict=True) if not found
            )
            left_out += 1
        elif ends[0] == ends[1]:
            loops[ends[0]] = None
        elif (ends[0], ends[1]) in kept:
            again.append(f"{shown(ends[0])} to {shown(ends[1])}")
        else:
            kept[ends[0], ends[1]] = replace(link, source=ends[0], target=ends[1])
    if absent:
        links_out = f"{left_out:,} link{'s' * (left_out != 1)} left out"
        message = f"{quoted(list(absent))}: named by a link and not among the nodes; {links_out}."
        faults.say("check", "unknown_node", where, message, "Correct the id in the sheet links, or add the node.")
    if loops:
        message = f"{quoted(list(loops))}: a link from a box to itself; left out."
        faults.say("check", "self_loop", where, message, "Say which box it should lead to.")
    if again:
        message = f"{listed(list(dict.fromkeys(again)))}: the same arrow stands more than once; counted once."
        faults.say("note", "repeated_link", where, message)
    return tuple(kept.values())


def _together(maps: Sequence[RippleMap]) -> RippleMap:
    """Several maps as one; ids that two of them use get the map's name in front."""
    if not maps:
        raise FileError("Ripple map", "No file was given.", "Choose a workbook, or CSV files of nodes and links.")
    if len(maps) == 1:
        found = maps[0]
        return found if len(found.map_ids) == 1 else replace(found, id=ALL_MAPS)
    times = Counter(node.id for one in maps for node in one.nodes)
    names = Counter(one.id for one in maps)
    nodes: list[Node] = []
    links: list[Link] = []
    workshops: list[Workshop] = []
    for number, one in enumerate(maps, start=1):
        own = one.id if names[one.id] == 1 else f"{one.id} ({number})"
        new = {node.id: f"{own}: {node.id}" if times[node.id] > 1 else node.id for node in one.nodes}
        label = {one.id: own}
        nodes += [replace(node, id=new[node.id], map_id=label.get(node.map_id, node.map_id)) for node in one.nodes]
        links += [replace(link, source=new[link.source], target=new[link.target]) for link in one.links]
        workshops += [replace(shop, map_id=label.get(shop.map_id, shop.map_id)) for shop in one.workshops]
    return RippleMap(ALL_MAPS, tuple(nodes), tuple(links), tuple(workshops))
