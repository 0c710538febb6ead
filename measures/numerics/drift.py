"""Regression to the mean: how far a group is expected to drift with no programme at all."""

from __future__ import annotations


def regression_to_the_mean(norm: float, baseline: float, retest: float) -> float:
    """Expected change (1 - r)(norm - baseline) of a group known by its baseline mean.

    `retest` is the test-retest reliability r over a like stretch of time (Davis 1976; Barnett and others 2005).
    """
    return (1 - retest) * (norm - baseline)
