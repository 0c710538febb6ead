"""Two characteristics at once: groups that cross two breakdowns, small ones put together by one stated rule.

The rule: a crossing with fewer people than `smallest` joins the other small ones of the same first characteristic
("Woman, others"); where those are still fewer, they join everybody left over so ("others").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from measures.equity.groups import GroupRule
from measures.equity.kinds import PREFER_NOT
from measures.results import Issue

OTHERS = "others"
Couple = tuple[str, str]


def cross_groups(people: nw.DataFrame[Any], rules: Mapping[str, GroupRule]) -> tuple[nw.DataFrame[Any], list[Issue]]:
    """Give each person the groups that cross two others, null where either is not known.

    Parameters
    ----------
    people : DataFrame
        With a column for each breakdown that is crossed.
    rules : mapping of name to GroupRule
        Those with `cross` are worked out here; the others were before.

    Returns
    -------
    DataFrame, list of Issue
        The people with one more column for each such rule, and what was put together.
    """
    issues: list[Issue] = []
    for name, rule in rules.items():
        if not rule.cross:
            continue
        missing = [part for part in rule.cross if part not in people.columns]
        if missing:
            message = f"It crosses '{missing[0]}', which is no breakdown of these answers."
            issues.append(Issue("check", "cross_unknown", f"groups, '{name}'", message, "Name two of your groups."))
            continue
        people, merged = _crossed(people, name, rule)
        if merged:
            message = f"Groups of fewer than {rule.smallest} people were put together as 'others'."
            fix = "State another number as smallest, or cross broader groups."
            issues.append(Issue("note", "cross_merged", f"groups, '{name}'", message, fix))
    return people, issues


def _crossed(people: nw.DataFrame[Any], name: str, rule: GroupRule) -> tuple[nw.DataFrame[Any], bool]:
    first, second = rule.cross
    both = people.select(first=nw.col(first).cast(nw.String), second=nw.col(second).cast(nw.String))
    counted = both.drop_nulls().group_by("first", "second").agg(nw.len().alias("n")).sort("first", "second")
    columns = (counted.get_column(column).to_list() for column in ("first", "second", "n"))
    sizes = {(one, other): int(n) for one, other, n in zip(*columns, strict=True) if PREFER_NOT not in (one, other)}
    labels = labels_of(sizes, rule.smallest)
    label = nw.lit(None, dtype=nw.String)
    if labels:
        keys = {"\x1f".join(couple): text for couple, text in labels.items()}
        key = nw.concat_str([nw.col(part).cast(nw.String) for part in rule.cross], separator="\x1f")
        label = key.replace_strict(list(keys), list(keys.values()), default=None, return_dtype=nw.String)
    merged = any(text.endswith(OTHERS) for text in labels.values())
    return people.with_columns(label.alias(name)), merged


def labels_of(sizes: Mapping[Couple, int], smallest: int) -> dict[Couple, str]:
    """The group of every crossing from how many people are in it.

    >>> labels_of({("Man", "1"): 40, ("Man", "2"): 4, ("Man", "3"): 7, ("Woman", "1"): 30, ("Woman", "2"): 3}, 10)
    {('Man', '1'): 'Man, 1', ('Man', '2'): 'Man, others', ('Man', '3'): 'Man, others', ('Woman', '1'): 'Woman, 1', \
('Woman', '2'): 'others'}
    """
    small = {couple: n for couple, n in sizes.items() if n < smallest}
    left: dict[str, int] = {}
    for (first, _), n in small.items():
        left[first] = left.get(first, 0) + n
    return {
        couple: ", ".join(couple)
        if couple not in small
        else f"{couple[0]}, {OTHERS}"
        if left[couple[0]] >= smallest
        else OTHERS
        for couple in sizes
    }
