"""What is said beside tables of which protection hid every group, or whose numbers of people it rounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.report.numbers import people
from measures.report.phrases import listed
from measures.results import Issue, Row

NO_GROUP = "No group can be shown on its own, to protect the people in it"
NO_TOTAL = "How many all groups are together cannot be told either."
ADDING_UP = "Numbers of people are rounded to protect them, so parts may not add up to a total."
COUNTS_ROUNDED, FLOW_ROUNDED, REACH_ROUNDED = "counts_rounded", "flow_rounded", "reach_rounded"


def adding_up(issues: Iterable[Issue], *also: str) -> str:
    """Say that numbers of people are rounded and may not add up, below a table of parts; empty where they are exact.

    `also` names the codes of issues that tell of rounding in such tables alone (`FLOW_ROUNDED`, `REACH_ROUNDED`).
    """
    return ADDING_UP if any(issue.code in (COUNTS_ROUNDED, *also) for issue in issues) else ""


def no_group_sentence(groups: Sequence[str], everybody: Row | None) -> str:
    """Say of a breakdown whose groups are all hidden that they are, and the one total that is safe.

    `everybody` is the row of all groups together, whatever is shown of it.
    """
    total = None if everybody is None else everybody.n
    together = NO_TOTAL if total is None else f"Everybody together: {people(total)}."
    return f"{NO_GROUP}: {listed(groups)}. {together}"
