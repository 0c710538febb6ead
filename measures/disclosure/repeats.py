"""Releases of nearly the same people: a difference of a few can be worked out by whoever has both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from measures.disclosure.attacked_counts import Key, known_numbers
from measures.disclosure.audit import AuditError
from measures.disclosure.reading_back import read_back
from measures.disclosure.rules import Policy
from measures.results import Issue

FIX = "Before you publish both, merge these groups, wait until more people have joined, or publish one of the two."
MOST_NAMED = 6


def repeat_issues(current: bytes, earlier: Iterable[tuple[str, bytes]], policy: Policy) -> tuple[Issue, ...]:
    """Warn where a number of people differs by a few from what an earlier release said.

    Parameters
    ----------
    current : bytes
        The results.json about to be released.
    earlier : iterable of (name, bytes)
        Protected results.json files released before.
    policy : Policy
        What the new one was protected under.

    Returns
    -------
    tuple of Issue
        One for each earlier release with such differences: whoever has both can work out what so few people answered.

    Raises
    ------
    AuditError
        An earlier file is no results.json.
    """
    if not policy.protects:
        return ()
    now = known_numbers(read_back("json", current).rows).stated
    found = []
    for name, content in earlier:
        try:
            rows = read_back("json", content).rows
            before = known_numbers(rows).stated
        except (KeyError, ValueError, OverflowError) as error:  # no JSON, or lines without the columns of results
            raise AuditError(name, "This is no results.json.", "Name files written by evaluate --json.") from error
        if not rows:
            raise AuditError(name, "There are no results in it.", "Name files written by evaluate --json.")
        close = list(_few_apart(now, before, policy))
        if close:
            more = f" and {len(close) - MOST_NAMED} more" if len(close) > MOST_NAMED else ""
            where = "; ".join(close[:MOST_NAMED])
            found.append(
                Issue(
                    "check", "repeat_release", name,
                    f"These numbers of people differ by only a few from that release: {where}{more}. Whoever has both "
                    "can work out what those few answered.", FIX,
                )
            )  # fmt: skip
    return tuple(found)


def _few_apart(now: dict[Key, int], before: dict[Key, int], policy: Policy) -> Iterator[str]:
    for key, number in now.items():
        apart = abs(number - before.get(key, number))
        if policy.is_small(apart):
            (kind, *about), by, group = key
            people = {"pairs": "people with both", "wave": "everybody at one wave"}.get(kind, kind)
            yield f"{'.'.join(about[:2])}, {f'{by} {group}' if by else 'everybody'} ({people})"
