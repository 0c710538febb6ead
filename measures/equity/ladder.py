"""The second ladder: of those who took part, how many answered at each wave, and how many at both.

It is kept apart from reach: a group may be well reached and seldom heard from, and a fair-looking outcome may rest on
those who answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from measures.numerics.intervals import wilson
from measures.results import Row

ANSWERED, MATCHED = "answered_share", "matched_share"
OF_PARTICIPANTS = "Of those who took part; Wilson limits"
MORE_ANSWERED = "More people of this group answered than the register says took part. Check how its groups are named."
NOBODY = "Nobody of this group took part."
NOT_FOLLOWED = "People cannot be followed from one time to the other, so nobody is known to have answered both times."


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One group (everybody: both texts empty): participants, those who answered at each wave, those who did at both."""

    group_by: str
    group: str
    participants: int
    answered: Mapping[str, int]
    matched: int


def ladder_rows(steps: Sequence[LadderStep], waves: Sequence[str], level: float, *, linked: bool) -> list[Row]:
    """`answered_share` at the first and the last wave and `matched_share` between them, for every group.

    Where people cannot be followed each form counts as a person: no share is given, and the rows say so.
    """
    rows = []
    for step in steps:
        for wave, count in step.answered.items():
            rows.append(_share(step, ANSWERED, (wave, wave), count, level, linked=linked))
        rows.append(_share(step, MATCHED, (waves[0], waves[-1]), step.matched, level, linked=linked))
    return rows


def _share(step: LadderStep, measure: str, waves: tuple[str, str], count: int, level: float, *, linked: bool) -> Row:
    row = Row(
        "", "", measure, wave_from=waves[0], wave_to=waves[1], group_by=step.group_by, group=step.group,
        n=step.participants, method=OF_PARTICIPANTS,
    )  # fmt: skip
    why = MORE_ANSWERED if count > step.participants else "" if step.participants else NOBODY
    if why or not linked:
        return replace(row, status="x", note=why or NOT_FOLLOWED)
    low, high = wilson(count, step.participants, level)
    return replace(
        row, estimate=count / step.participants, statistic=float(count), ci_low=low, ci_high=high, ci_level=level
    )
