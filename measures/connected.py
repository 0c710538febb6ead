"""The rows of a study's connections: which file is what, found by its columns, and every figure it allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measures.connections.ladders import is_ladder, ladder_rows
from measures.connections.membership import is_membership, membership_rows
from measures.connections.network import change_rows, likeness_rows, network_rows
from measures.connections.network_files import (
    ANY,
    NODE_IDS,
    Networks,
    from_matrix,
    is_matrix,
    is_ties,
    networks,
)
from measures.connections.personal import is_alters, is_people, personal_rows, read_personal
from measures.connections.rows import About
from measures.connections.settings import MembershipRules, NetworkRules
from measures.errors import FileError, InputError, StudyError
from measures.exports.named_columns import NamedTable, read_named
from measures.exports.tables import Upload
from measures.provenance import alone
from measures.results import Evaluation, Issue, Row

PERSONAL, LADDER = "personal", "ladder"
DRAWS = 2000
KNOWN = (
    "Name the columns org_id (organisations), source and target (ties), person_id and alter (people named), person_id "
    "and answered (people asked), or id, date and level (a ladder)."
)


@dataclass(frozen=True, slots=True)
class Connected:
    """Rows about connections, what to know of their files, and the networks behind them, for their picture."""

    rows: tuple[Row, ...] = ()
    issues: tuple[Issue, ...] = ()
    networks: Networks | None = None


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Tables by what their columns say they are."""

    nodes: tuple[NamedTable, ...]
    ties: tuple[NamedTable, ...]
    people: tuple[NamedTable, ...]
    alters: tuple[NamedTable, ...]
    ladders: tuple[NamedTable, ...]


def connected(
    rules: NetworkRules | None,
    membership: MembershipRules | None,
    uploads: Mapping[str, Upload],
    *,
    level: float = 0.95,
    limits: bool = True,
) -> Connected:
    """Every row that a study's `[network]` and `[membership]` ask for.

    Raises
    ------
    InputError
        A file is not there, cannot be read, or something never guessed about it is not stated.
    """
    parts = []
    if rules is not None and rules.paths:
        parts.append(of_networks(_those(rules.paths, uploads), rules, level=level, limits=limits))
    if membership is not None and membership.paths:
        parts.append(of_membership(_those(membership.paths, uploads), membership, level=level, limits=limits))
    return Connected(
        rows=tuple(row for part in parts for row in part.rows),
        issues=tuple(issue for part in parts for issue in part.issues),
        networks=next((part.networks for part in parts if part.networks is not None), None),
    )


def of_networks(files: Sequence[Upload], rules: NetworkRules, *, level: float = 0.95, limits: bool = True) -> Connected:
    """Networks between organisations, personal networks and ladders, whichever these files hold.

    Raises
    ------
    InputError
        A table is none of these, or something in it cannot be used.
    """
    tables, issues = read_named(files, limits=limits)
    found = _sorted(tables)
    rows: list[Row] = []
    between = None
    if found.ties or found.nodes:
        between = _between(found, rules)
        issues += between.issues
        rows += _network_rows(between, rules, level)
    if found.people or found.alters:
        rows += _personal(found, rules, issues, level)
    for table in found.ladders:
        more, said = ladder_rows(table, rules.ladder, rules.waves, About(rules.id, LADDER, level=level))
        rows += more
        issues += said
    return Connected(tuple(rows), tuple(issues), between)


def of_any(files: Sequence[Upload], rules: NetworkRules, members: MembershipRules, *, level: float = 0.95) -> Connected:
    """What these files hold, each by its columns: a membership, or networks, personal networks and ladders.

    Raises
    ------
    InputError
        A table is none of these, or something in it cannot be used.
    """
    counts: list[Upload] = []
    others: list[Upload] = []
    for upload in files:
        tables, _ = read_named([upload])
        counted = all(_kind(table) in ("", "nodes") and is_membership(table) for table in tables)
        (counts if counted else others).append(upload)
    parts = [of_networks(others, rules, level=level)] if others else []
    parts += [of_membership(counts, members, level=level)] if counts else []
    return Connected(
        rows=tuple(row for part in parts for row in part.rows),
        issues=tuple(issue for part in parts for issue in part.issues),
        networks=parts[0].networks if parts else None,
    )


def of_membership(
    files: Sequence[Upload], rules: MembershipRules, *, level: float = 0.95, limits: bool = True
) -> Connected:
    """Membership and its growth, from files of counts or registers.

    Raises
    ------
    InputError
        A table is neither, or something in it cannot be used.
    """
    tables, issues = read_named(files, limits=limits)
    rows: list[Row] = []
    for table in tables:
        if not is_membership(table):
            message = "It holds no membership: no column of dates beside one of counts, and none of joining."
            fix = "Name the columns locality, date, registered_people, or member_id, locality, joined, left."
            raise FileError(table.where, message, fix, code="no_membership")
        more, said = membership_rows(table, About(rules.id, "", level=level))
        rows += more
        issues += said
    return Connected(tuple(rows), tuple(issues))


def evaluation_of(found: Connected, files: Sequence[Upload], settings: NetworkRules | MembershipRules) -> Evaluation:
    """What these files alone give, as an evaluation that can go through the gate."""
    name = "network" if isinstance(settings, NetworkRules) else "membership"
    about = alone(name, files, settings.model_dump(mode="json", exclude_defaults=True))
    return Evaluation(provenance=about, flow=(), issues=found.issues, results=found.rows)


def _those(paths: Sequence[str], uploads: Mapping[str, Upload]) -> list[Upload]:
    for path in paths:
        if path not in uploads:
            shown = path.replace("\\", "/").rsplit("/", 1)[-1]
            message = "The study names this file, and it was not found."
            raise StudyError(shown, message, "Put it beside the study file, or take its line out.")
    return [uploads[path] for path in paths]


def _sorted(tables: Sequence[NamedTable]) -> _Sorted:
    kinds: dict[str, list[NamedTable]] = {"nodes": [], "ties": [], "people": [], "alters": [], "ladders": []}
    faults: list[Issue] = []
    for table in tables:
        kind = _kind(table)
        if kind:
            kinds[kind].append(from_matrix(table) if kind == "ties" and not is_ties(table) else table)
        else:
            faults.append(Issue("error", "not_connections", table.where, "Its columns do not say what it is.", KNOWN))
    for kind, name in (("nodes", "organisations"), ("people", "people asked"), ("alters", "people named")):
        if len(kinds[kind]) > 1:
            where = ", ".join(table.where for table in kinds[kind])
            faults.append(Issue("error", "two_lists", where, f"There are two lists of {name}.", "Put them into one."))
    if faults:
        raise InputError.of(faults)
    return _Sorted(**{kind: tuple(found) for kind, found in kinds.items()})


def _kind(table: NamedTable) -> str:
    if is_ties(table) or is_matrix(table):
        return "ties"
    if is_people(table):
        return "people"
    if is_alters(table):
        return "alters"
    if is_ladder(table):
        return "ladders"
    return "nodes" if table.first_of(NODE_IDS) else ""


def _between(found: _Sorted, rules: NetworkRules) -> Networks:
    if not found.ties:
        where = found.nodes[0].where
        message = "There is a list of organisations and no list of ties."
        raise FileError(where, message, "Add a file with the columns source and target.", code="no_ties")
    return networks(found.nodes[0] if found.nodes else None, found.ties, rules)


def _network_rows(found: Networks, rules: NetworkRules, level: float) -> list[Row]:
    rows: list[Row] = []
    chance = {"permutations": rules.permutations, "seed": rules.seed}
    for kind, by_wave in found.by_kind.items():
        for wave, network in by_wave.items():
            rows += network_rows(network, About(rules.id, kind, wave, wave, level), **chance)
        rows += change_rows(by_wave, About(rules.id, kind, level=level), **chance)
    kinds = {kind: by_wave for kind, by_wave in found.by_kind.items() if kind != ANY}
    for wave in next(iter(found.by_kind.values())):
        at = {kind: by_wave[wave] for kind, by_wave in kinds.items()}
        rows += likeness_rows(at, About(rules.id, "", wave, wave, level), **chance)
    return rows


def _personal(found: _Sorted, rules: NetworkRules, issues: list[Issue], level: float) -> list[Row]:
    if not found.alters:
        where = found.people[0].where
        message = "There is a list of people asked and no list of whom they named."
        raise FileError(where, message, "Add a file with the columns person_id, wave, alter.", code="no_alters")
    people = found.people[0] if found.people else None
    read = read_personal(people, found.alters[0], rules.waves)
    issues += read.issues
    return personal_rows(read, About(rules.id, PERSONAL, level=level), draws=DRAWS, seed=rules.seed)
