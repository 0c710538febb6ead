"""Scores written out person by person, counted the plain way: what the tests compare the counted arithmetic with."""

from __future__ import annotations

import numpy as np

from measures.pairs import Counts, ItemMoments, ScalePairs


def counts(scores):
    value, n = np.unique(np.asarray(scores, dtype=np.float64), return_counts=True)
    return Counts(value, n.astype(np.int64))


def scale_pairs(before, after, gone=(), *, cluster=None, later_only=(), **facts):
    """Pairs of people with a score at both waves; `gone` have a baseline score only, `later_only` the second only."""
    before, after = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    codes = np.zeros(len(before)) if cluster is None else np.asarray(cluster, dtype=np.float64)
    cells, n = np.unique(np.column_stack([before, after, codes]), axis=0, return_counts=True)
    return ScalePairs(
        **{
            "instrument": "i",
            "scale": "s",
            "domain": "strengths",
            "wave_from": "before",
            "wave_to": "after",
            "before": cells[:, 0],
            "after": cells[:, 1],
            "n": n.astype(np.int64),
            "all_before": counts([*before, *gone]),
            "all_after": counts([*after, *later_only]),
            "not_again": counts(gone),
            "higher_is": "better",
            "low": None,
            "high": None,
            "cluster": None if cluster is None else cells[:, 2].astype(np.int64),
            **facts,
        }
    )


def item_moments(answers):
    """Sums and cross products of whole-number answers: one row per person, one column per item."""
    answers = np.asarray(answers, dtype=np.int64)
    names = tuple(f"item{place + 1}" for place in range(answers.shape[1]))
    return ItemMoments(names, len(answers), answers.sum(axis=0), answers.T @ answers)


def by_measure(rows):
    """Rows by (measure, category, item) for looking figures up."""
    found = {(row.measure, row.category, row.item): row for row in rows}
    return {key[0] if key[1:] == ("", "") else key: row for key, row in found.items()}
