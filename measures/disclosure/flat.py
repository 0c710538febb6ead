"""Small groups of whom a mean would say what nearly everybody answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from measures.disclosure.counting import Place, Universe, place_of, universe_of
from measures.disclosure.rounding import hidden_spread, step_of
from measures.disclosure.rules import RULES, Policy
from measures.results import Row, ScaleFacts


def flat_groups(
    rows: Iterable[Row], facts: Mapping[tuple[str, str], ScaleFacts], policy: Policy
) -> set[tuple[Universe, Place]]:
    """Groups too small for exact figures whose means say too much, or cannot be rounded for want of a step.

    A group is flat where everybody has the same value or change, where fewer people than the policy hides can be away
    from an end of the scale (the mean lies within as many steps of it as they could make), or where so few can have
    changed otherwise than the rest and the interval of the mean change is fine enough to say so.
    """
    flat = set()
    for row in rows:
        rule = RULES.get(row.measure)
        if rule is None or rule.base not in ("pairs", "wave") or row.estimate is None or not row.n:
            continue
        if row.n >= policy.exact_from or row.measure.startswith("pomp_"):
            continue
        about = facts.get((row.instrument, row.scale))
        same = row.measure.startswith("sd_") and row.estimate == 0
        same |= (
            row.measure == "sd_change"
            and row.n >= policy.outward_below
            and _nearly_all_the_same(row.estimate, row, about, policy)
        )
        end = row.measure in ("mean_before", "mean_after", "mean_all") and _near_an_end(
            row.estimate, row, about, policy
        )
        most = row.measure == "mean_change" and _near_the_most(row.estimate, row, about, policy)
        if same or end or most:
            flat.add((universe_of(row, rule), place_of(row)))
    return flat


def _near_an_end(mean: float, row: Row, about: ScaleFacts | None, policy: Policy) -> bool:
    if about is None or about.low is None or about.high is None:
        return _cannot_tell(row, about)
    return _few_steps(min(mean - about.low, about.high - mean), row, about, policy)


def _near_the_most(change: float, row: Row, about: ScaleFacts | None, policy: Policy) -> bool:
    if about is None or about.low is None or about.high is None:
        return _cannot_tell(row, about)
    return _few_steps(about.high - about.low - abs(change), row, about, policy)


def _nearly_all_the_same(spread: float, row: Row, about: ScaleFacts | None, policy: Policy) -> bool:
    """Whether so little differs that fewer than a small number of people can be away from all the others.

    The interval of the mean change gives the spread back, but where it is rounded to whole steps.
    """
    step, n = step_of(about), row.n or 0
    if step is None or spread == 0:
        return True
    return (n - 1) * (spread / step) ** 2 < hidden_spread(n, policy.hidden_below)


def _few_steps(room: float, row: Row, about: ScaleFacts, policy: Policy) -> bool:
    return _cannot_tell(row, about) or (row.n or 0) * room < (policy.hidden_below - 0.5) * (step_of(about) or 0.0)


def _cannot_tell(row: Row, about: ScaleFacts | None) -> bool:
    """Whether nobody differs (there is no interval then), or there is no step to round by."""
    return row.ci_low is None or row.ci_low == row.ci_high or step_of(about) is None
