"""Merging before hiding: which groups could be put together so that more can be told, and what that would gain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from measures.disclosure.adding_up import breakdowns
from measures.disclosure.counting import EVERYBODY, Place, Sizes, Universe, count_people
from measures.disclosure.rules import Footing, Policy
from measures.disclosure.suppression import standing
from measures.equity.groups import GroupRule
from measures.equity.ladders import Step, ladder, others_together
from measures.results import Row


@dataclass(frozen=True, slots=True)
class Merge:
    """One way of merging the groups of a breakdown.

    Attributes
    ----------
    group_by : str
        The breakdown.
    step : mapping
        From each group to the one it goes into.
    told_now, told_then : int
        People in groups whose averages can be told now, and after merging.
    groups_then : int
        Groups left after merging.
    """

    group_by: str
    step: Step
    told_now: int
    told_then: int
    groups_then: int

    @property
    def merged(self) -> Mapping[str, tuple[str, ...]]:
        """The groups that are put together, by what they would be called."""
        found: dict[str, tuple[str, ...]] = {}
        for group, into in self.step.items():
            found[into] = (*found.get(into, ()), group)
        return {into: groups for into, groups in found.items() if len(groups) > 1 or groups[0] != into}


def merges(rows: Iterable[Row], rules: Mapping[str, GroupRule], policy: Policy) -> tuple[Merge, ...]:
    """Ways of merging the breakdowns of which something is hidden, each only if it lets more people be told of.

    Parameters
    ----------
    rows
        Rows before they were protected.
    rules
        The study's breakdowns that come from a column; others cannot be merged by its maps.
    policy
        What the rows will be protected under.

    Returns
    -------
    tuple of Merge
        For each breakdown the finest merge first.
    """
    sizes = count_people(rows)
    found: list[Merge] = []
    for name, rule in rules.items():
        universe = _most_people(sizes, name)
        if universe is None or rule.column is None:
            continue
        counts = {place: n for place, n in sizes[universe].items() if place == EVERYBODY or place[0] == name}
        groups = [group for by, group in counts if by]
        told = _told(universe, counts, policy)
        small = [group for group in groups if group not in told and counts[name, group]]
        if not small:
            continue
        steps = [*ladder(name, rule.kind, groups, rule.ranked)]
        steps += [others_together(groups, small)] if len(small) > 1 and not rule.labels else []
        now = sum(counts[name, group] for group in told)
        for step in steps:
            merged = _merged(counts, step, name)
            then = sum(merged[name, group] for group in _told(universe, merged, policy))
            if then > now:
                found.append(Merge(name, dict(step), now, then, len(merged) - 1))
    return tuple(found)


def accepted(rule: GroupRule, step: Step) -> GroupRule:
    """The rule of a breakdown with a merge written into its map, its order and its cuts."""
    labels = rule.labels
    if rule.cuts:
        kept = [
            cut
            for cut, below, above in zip(rule.cuts, labels, labels[1:], strict=False)
            if step.get(below, below) != step.get(above, above)
        ]
        return rule.model_copy(update={"cuts": tuple(kept)})
    mapped = {answer: step.get(label, label) for answer, label in rule.map.items()}
    mapped |= {group: into for group, into in step.items() if group != into}
    mapped |= {f"{group}.0": into for group, into in step.items() if group != into and group.isdigit()}
    order = tuple(dict.fromkeys(step.get(str(label), str(label)) for label in rule.order))
    return rule.model_copy(update={"map": mapped, "order": order})


def _most_people(sizes: Sizes, name: str) -> Universe | None:
    """The pairs, or else everybody at a wave, of the scale with most people in this breakdown."""
    found = [one for one in sizes if one.base in ("pairs", "wave") and name in breakdowns(sizes[one])]
    return max(
        found, key=lambda one: (one.base == "pairs", sum(n for place, n in sizes[one].items() if place[0] == name)),
        default=None,
    )  # fmt: skip


def _told(universe: Universe, counts: Mapping[Place, int], policy: Policy) -> set[str]:
    """The groups whose averages can be told, if this were the only table."""
    found = standing({universe: counts}, (), policy)
    return {place[1] for place in counts if place != EVERYBODY and found.of(universe, place) >= Footing.ROUNDED}


def _merged(counts: Mapping[Place, int], step: Step, name: str) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for place, n in counts.items():
        into = place if place == EVERYBODY else (name, step.get(place[1], place[1]))
        found[into] = found.get(into, 0) + n
    return found
