"""The second ladder: of those who took part, how many were found at both times.

It is kept apart from reach: a group may be well reached and seldom heard from, and a fair-looking outcome may rest on
those who answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from measures.numerics.intervals import wilson
from measures.results import Row

OF_PARTICIPANTS = "of those who took part, found at both times; Wilson limits"
MORE_ANSWERED = "More people of this group answered than the register says took part. Check how its groups are named."
NOT_FOLLOWED = "People cannot be followed from one time to the other, so nobody is known to have answered both times."


def ladder_rows(
    group_by: str,
    participants: Mapping[str, int],
    matched: Mapping[str, int],
    waves: tuple[str, str],
    level: float,
    *,
    linked: bool,
) -> list[Row]:
    """`matched_share` of every group anybody took part from; `group_by` and the group empty: everybody.

    Where people cannot be followed each form counts as a person: no share is given, and the rows say so.
    """
    rows = []
    for group, count in participants.items():
        row = Row(
            "", "", "matched_share", wave_from=waves[0], wave_to=waves[1], group_by=group_by, group=group, n=count,
            method=OF_PARTICIPANTS,
        )  # fmt: skip
        both = matched.get(group, 0)
        if not linked or both > count:
            rows.append(replace(row, status="x", note=MORE_ANSWERED if linked else NOT_FOLLOWED))
        elif count:
            low, high = wilson(both, count, level)
            found = replace(row, estimate=both / count, statistic=float(both))
            rows.append(replace(found, ci_low=low, ci_high=high, ci_level=level))
    return rows
