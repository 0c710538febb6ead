"""The rule set that decides what a sentence may claim about one change.

Rule set "measures 1", used wherever a change is put into words:

* fewer than 10 people answered both times: too few to say;
* the interval leaves out no change: it rose, or it fell;
* the whole interval lies within 5 % of the scale's range either way of no change: it stayed the same;
* anything else: we cannot tell.

No rule speaks of "small" or "large", and none looks at a p value. The 5 % (half a point of a scale from 0 to 10) is
this project's own choice, not a published threshold; ten people is where the default protection begins to show means.
"""

from __future__ import annotations

from typing import Literal

from measures.report.numbers import decimals, is_nought
from measures.results import Row, ScaleFacts

RULE_SET = "measures 1"
ENOUGH_PEOPLE = 10
SAME_WITHIN = 0.05

RULES = (
    f"What our sentences may say (rule set '{RULE_SET}'): with fewer than {ENOUGH_PEOPLE} people we say nothing of a "
    "change; where the interval leaves out no change, it rose or fell; where the whole interval lies within 5% of the "
    "scale's range either way of no change, it stayed the same; otherwise we cannot tell. The 5% is this project's own "
    "choice."
)

Verdict = Literal["hidden", "not computable", "too few", "no interval", "rose", "fell", "same", "cannot tell"]


def verdict(facts: ScaleFacts, row: Row) -> Verdict:
    """Say what may be claimed about the change in one row (`mean_change` or `difference_unpaired`)."""
    if row.status == "c":
        return "hidden"
    if row.estimate is None:
        return "not computable"
    if row.n is not None and row.n < ENOUGH_PEOPLE:
        return "too few"
    if row.ci_low is None or row.ci_high is None:
        return "no interval"
    return _read_interval(facts, row.estimate, row.ci_low, row.ci_high)


def _read_interval(facts: ScaleFacts, estimate: float, low: float, high: float) -> Verdict:
    leaves_out_nought = low > 0 or high < 0
    unseen = not leaves_out_nought or is_nought(estimate, decimals(facts.step))
    if unseen and _stays_within(facts, low, high):
        return "same"
    if not leaves_out_nought:
        return "cannot tell"
    return "rose" if estimate > 0 else "fell"


def improved(facts: ScaleFacts, found: Verdict) -> bool | None:
    """Whether a rise or fall is for the better; `None` where nothing is claimed or no direction is good."""
    if found not in ("rose", "fell") or facts.higher_is is None:
        return None
    return (found == "rose") == (facts.higher_is == "better")


def _stays_within(facts: ScaleFacts, low: float, high: float) -> bool:
    if facts.low is None or facts.high is None:
        return False
    margin = SAME_WITHIN * (facts.high - facts.low)
    return -margin <= low and high <= margin
