"""Every sentence on the strength of evidence, and when it is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measures.report.strength import NOT_BY_LOT, RULES, strength_sentences
from measures.results import Row
from tests.evaluations import LONELINESS

CHANGE = Row(
    "ucla3", "total", "mean_change", "before", "after", n=60, estimate=-1.0, ci_low=-1.6, ci_high=-0.4, ci_level=0.95
)
ALONE = "Without a comparison group we cannot say why it came out so."


def gone(share):
    return replace(CHANGE, measure="not_again", estimate=share, ci_low=None, ci_high=None)


@pytest.mark.parametrize(
    ("low", "high", "important", "said"),
    [
        (-1.6, -0.4, 0.3, "lies beyond the change that was said to matter (0.3 points)."),
        (-1.6, -0.4, 0.4, "lies beyond the change that was said to matter (0.4 points)."),
        (0.4, 1.6, 0.3, "lies beyond"),
        (-0.6, 0.4, 1, "lies within the change that was said to matter (1 point): it is smaller than that."),
        (-1.6, -0.4, 1, "reaches across the change that was said to matter (1 point): it may be that large or not."),
        (-1.0, 0.2, 1, "reaches across"),
    ],
)
def test_the_important_change(low, high, important, said):
    change = replace(CHANGE, ci_low=low, ci_high=high, estimate=(low + high) / 2)
    first, second = strength_sentences(LONELINESS, [change], important)
    assert said in first
    assert second == ALONE


def test_many_not_heard_from_again():
    assert strength_sentences(LONELINESS, [CHANGE, gone(0.19)]) == (ALONE,)
    assert strength_sentences(LONELINESS, [CHANGE, gone(0.36)]) == (
        "36% of those who started were not heard from again, so the others may not stand for everybody.", ALONE
    )  # fmt: skip


def test_a_comparison_group():
    beside = replace(CHANGE, measure="difference_in_change", estimate=-0.5, ci_low=-0.9, ci_high=-0.1)
    assert strength_sentences(LONELINESS, [CHANGE, beside]) == (NOT_BY_LOT,)
    hidden = replace(beside, estimate=None, ci_low=None, ci_high=None, status="c")
    assert strength_sentences(LONELINESS, [CHANGE, hidden]) == ()
    assert strength_sentences(LONELINESS, [CHANGE, replace(hidden, status="x")]) == (ALONE,)


@pytest.mark.parametrize(
    "change",
    [
        replace(CHANGE, status="c", estimate=None, ci_low=None, ci_high=None),
        replace(CHANGE, status="x", estimate=None, ci_low=None, ci_high=None),
        replace(CHANGE, n=8),
        replace(CHANGE, ci_low=None, ci_high=None),
        replace(CHANGE, group_by="area", group="north"),
    ],
)
def test_nothing_is_said_where_nothing_is_claimed(change):
    assert strength_sentences(LONELINESS, [change, gone(0.5)], 1.0) == ()


def test_no_sentence_claims_a_cause_or_praises_a_p_value():
    beside = replace(CHANGE, measure="difference_in_change", estimate=-0.5, ci_low=-0.9, ci_high=-0.1)
    said = [RULES, *strength_sentences(LONELINESS, [CHANGE, gone(0.4), beside], 1.0), ALONE]
    assert not any(word in " ".join(said).lower() for word in ("caused", "proves", "impact", "significant", "drop"))
