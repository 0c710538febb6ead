"""Organisations and ties from tables: what is a tie, what is set aside and why, one network per kind and wave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from measures.connections.graph import Network, make, without_direction
from measures.connections.settings import NetworkRules
from measures.connections.waves import in_order
from measures.errors import FileError
from measures.exports.named_columns import NamedTable, quoted, truths
from measures.exports.phrases import several
from measures.results import Issue

NODE_IDS = ("org_id", "node_id", "organisation_id", "id", "node", "org", "organisation", "name")
SOURCES, TARGETS = ("source", "from"), ("target", "to")
KINDS, WAVES = ("type", "kind", "tie_type"), ("wave", "time", "round")
NO_LABELS = {"name", "title", "respondent", "responded", "wave", "note", "notes", "email", "url", "postcode"}
MOST_LABELS = 20
ANY = "any"
TIES = "ties"
OCCURS = "Correct the id, or add the organisation to the list of organisations."


@dataclass(frozen=True, slots=True)
class Networks:
    """Networks by kind of tie, then by wave in order, over the same organisations."""

    by_kind: Mapping[str, Mapping[str, Network]] = field(repr=False)
    issues: tuple[Issue, ...] = ()


def is_ties(table: NamedTable) -> bool:
    """Whether a table lists ties by their two ends."""
    return bool(table.first_of(SOURCES) and table.first_of(TARGETS))


def is_matrix(table: NamedTable) -> bool:
    """Whether a table is a roster: the names of its rows are the names of its columns."""
    if table.frame.shape[1] < 3:
        return False
    names = table.frame.iloc[:, 0]
    return len(names) > 1 and set(list(table.headers.values())[1:]) == set(names)


def from_matrix(table: NamedTable) -> NamedTable:
    """A roster as a list of ties: every cell that is neither empty nor 0 is one, from its row to its column."""
    names = table.frame.iloc[:, 0]
    cells = table.frame.iloc[:, 1:]
    filled = ~cells.isin(["", "0", "no", "No", "-"]).to_numpy()
    row, column = np.nonzero(filled)
    heads = list(table.headers.values())[1:]
    ends = {"source": names.to_numpy()[row], "target": np.array(heads)[column]}
    frame = pd.DataFrame(ends).astype("str")
    return NamedTable(table.where, frame, table.rows.take(row).reset_index(drop=True), {name: name for name in ends})


def networks(nodes: NamedTable | None, ties: Sequence[NamedTable], rules: NetworkRules) -> Networks:
    """The networks that these tables hold.

    Raises
    ------
    FileError
        A column is missing or holds what it cannot.
    InputError
        The order of the waves cannot be told.
    """
    issues: list[Issue] = []
    frame = pd.concat([_ties(table, issues) for table in ties], ignore_index=True)
    names = _names(nodes, frame, issues)
    frame = _known(frame, names, issues)
    waves = in_order(frame["wave"], rules.waves, ties[0].where) or ("",)
    labels = _labels(nodes, names, issues)
    silent = _silent(nodes, names, rules, issues)
    kinds = sorted(set(frame["kind"]) - {""}) or [TIES]
    wanted = [(kind, frame if kinds == [TIES] else frame[frame["kind"] == kind]) for kind in kinds]
    if len(kinds) > 1:
        wanted.append((ANY, frame))
    found = {
        kind: {wave: _network(part[part["wave"] == wave], names, labels, silent, rules) for wave in waves}
        for kind, part in wanted
    }
    repeats = int(frame.duplicated(["source", "target", "wave", "kind"]).sum())
    if repeats:
        message = f"{several(repeats, 'repeated tie')} left out: the same tie was stated before, and counts once."
        issues.append(Issue("note", "repeated_ties", ties[0].where, message))
    return Networks(found, tuple(issues))


def _ties(table: NamedTable, issues: list[Issue]) -> pd.DataFrame:
    """Source, target, kind and wave of each stated tie, its row; blank ends, loops and stated absences set aside."""
    frame = pd.DataFrame(
        {
            "source": table.text(table.first_of(SOURCES)),
            "target": table.text(table.first_of(TARGETS)),
            "kind": table.text(table.first_of(KINDS)),
            "wave": table.text(table.first_of(WAVES)),
        }
    )
    blank = (frame["source"] == "") | (frame["target"] == "")
    loops = ~blank & (frame["source"] == frame["target"])
    absent = table.text("strength").isin(["0", "0.0", "no", "No", "none", "None"]) & ~blank & ~loops
    for places, code, what, fix in (
        (blank, "tie_without_end", "with only one end named", "Name both organisations of the tie."),
        (loops, "self_loop", "leading from an organisation to itself", "If that is a slip, name the other end."),
        (absent, "tie_of_no_strength", "with a strength of none", "If they are ties, state how strong."),
    ):
        if places.any():
            lost = int(places.sum())
            message = f"{lost:,} of {several(len(frame), 'tie')} set aside, {what}."
            issues.append(Issue("check", code, table.where_rows(places), message, fix))
    for name, few in (("wave", "wave"), ("kind", "type")):
        some = frame[name] == ""
        if some.any() and not some.all():
            fix = "Fill in the empty cells."
            raise FileError(table.where_rows(some), f"The {few} of these ties is not stated.", fix, code="not_stated")
    return frame.assign(row=table.rows, where=table.where)[~(blank | loops | absent)]  # an empty frame would grow again


def _names(nodes: NamedTable | None, frame: pd.DataFrame, issues: list[Issue]) -> tuple[str, ...]:
    if nodes is None:
        found = tuple(sorted({*frame["source"], *frame["target"]}))
        message = "No list of organisations was given: those without any tie are not known and not counted."
        issues.append(Issue("check", "no_nodes", "network", message, "Add a file with a column org_id."))
        return found
    ids = nodes.text(nodes.first_of(NODE_IDS))
    blank = ids == ""
    if blank.any():
        message = f"{int(blank.sum())} rows name no organisation; they were set aside."
        issues.append(Issue("check", "node_without_id", nodes.where_rows(blank), message, "Give each an id."))
    twice = ids.duplicated() & ~blank
    if twice.any():
        message = f"In more than one row: {quoted(ids[twice])}. The first row of each was used."
        fix = "Keep one row for each organisation."
        issues.append(Issue("check", "duplicate_node", nodes.where_rows(twice), message, fix))
    return tuple(ids[~blank].drop_duplicates())


def _known(frame: pd.DataFrame, names: Sequence[str], issues: list[Issue]) -> pd.DataFrame:
    ends = frame["source"].isin(names) & frame["target"].isin(names)
    for where, part in frame[~ends].groupby("where", sort=False):
        strangers = (set(part["source"]) | set(part["target"])) - set(names)
        message = f"{several(len(part), 'tie')} set aside, with names that are not in the list: {quoted(strangers)}."
        issues.append(Issue("check", "unknown_node", str(where), message, OCCURS))
    return frame[ends]


def _labels(nodes: NamedTable | None, names: Sequence[str], issues: list[Issue]) -> dict[str, tuple[str, ...]]:
    """Columns that put organisations into a few groups."""
    if nodes is None:
        return {}
    own = nodes.first_of(NODE_IDS)
    first = nodes.frame.drop_duplicates(own).set_index(own)
    found: dict[str, tuple[str, ...]] = {}
    for column in first.columns:
        values = tuple(first.loc[list(names), column]) if names else ()
        kinds = len(set(values) - {""})
        if column in NO_LABELS | set(NODE_IDS):
            continue
        if 2 <= kinds <= MOST_LABELS and kinds < len(names):
            found[str(column)] = values
        else:
            message = (
                f"Column '{nodes.headers[str(column)]}' does not put organisations into 2 to {MOST_LABELS} groups."
            )
            issues.append(Issue("note", "no_grouping", nodes.where, message, "It was not used."))
    return found


def _silent(nodes: NamedTable | None, names: Sequence[str], rules: NetworkRules, issues: list[Issue]) -> frozenset[str]:
    """Organisations that were asked and did not answer: the ties they would have named are unknown, not absent."""
    column = nodes.first_of(("respondent", "responded")) if nodes is not None else ""
    if nodes is None or not column:
        return frozenset()
    said = truths(nodes, column)
    ids = nodes.text(nodes.first_of(NODE_IDS))
    gone = frozenset(ids[said == "no"]) & frozenset(names)
    if not gone:
        return frozenset()
    answered = f"{len(names) - len(gone)} of {len(names)} organisations answered."
    if rules.symmetrise:
        message = f"{answered} Ties of the others count where those who answered named them."
        issues.append(Issue("note", "respondents", nodes.where, message))
        return frozenset()
    message = f"{answered} Figures describe these alone: ties of the others are unknown, not absent."
    fix = 'To keep all, state [network] symmetrise = "either".'
    issues.append(Issue("check", "respondents", nodes.where, message, fix))
    return gone


def _network(
    frame: pd.DataFrame,
    names: tuple[str, ...],
    labels: Mapping[str, tuple[str, ...]],
    silent: frozenset[str],
    rules: NetworkRules,
) -> Network:
    kept = tuple(name for name in names if name not in silent)
    place = pd.Index(kept)
    source, target = (place.get_indexer(pd.Index(frame[end])).astype(np.int64) for end in ("source", "target"))
    there = (source >= 0) & (target >= 0)
    shown = {
        column: tuple(value for name, value in zip(names, values, strict=True) if name not in silent)
        for column, values in labels.items()
    }
    directed = rules.directed or rules.symmetrise is not None
    found = make(kept, source[there], target[there], directed=directed, attributes=shown)
    return without_direction(found, both=rules.symmetrise == "both") if rules.symmetrise else found
