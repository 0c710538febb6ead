"""What a person must know of a breakdown before its figures are read: answers without a group, an unclear order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from measures.equity.groups import GroupRule, unmapped
from measures.equity.kinds import kind_of
from measures.results import Issue


def group_issues(people: nw.DataFrame[Any], name: str, rule: GroupRule) -> Sequence[Issue]:
    """Answers that belong to no group, a first group that is none, a kind that is not known."""
    where = f"groups, '{name}'"
    found: list[Issue] = []
    answers = unmapped(people, rule)
    if answers and rule.cuts:
        message = f"{len(answers)} different answers are neither an age nor a band between its cuts: 'not stated'."
        fix = "Choose cuts that the bands people ticked do not cross (bands are never split), or map these answers."
        found.append(Issue("decide", "group_band", where, message, fix))
    elif answers:
        message = f"{len(answers)} different answers belong to none of its groups and are shown as groups of their own."
        fix = "Add them to its map in the study file, or to its order."
        found.append(Issue("decide", "group_answer", where, message, fix))
    if not rule.first_is_clear:
        message = "What stands under 'first' is neither an end of its order nor 'most deprived' or 'least deprived'."
        fix = "State order, and under first the group that comes first, or take first out."
        found.append(Issue("check", "group_first", where, message, fix))
    if rule.kind and rule.column is not None and kind_of(rule.kind) is None and rule.kind not in NOT_READ:
        message = f"Its kind '{rule.kind}' is none that is known, so its answers are taken as they stand."
        fix = "Known are sex, gender, age, ethnic_group, ethnic_group_19, disability, deprivation and rurality."
        found.append(Issue("check", "group_kind", where, message, fix))
    return found


NOT_READ = ("district", "core20", "rural_urban")
"""Kinds of places, whose groups need no reading."""
