"""The mean change of those alone whose codes are exactly alike: does the headline hang on how codes were matched."""

from __future__ import annotations

from dataclasses import replace

from measures.change import levels
from measures.change.settings import ChangeSettings
from measures.change.table import PairTable
from measures.pairs import ScalePairs
from measures.results import Row

MEASURE = "mean_change_exact_matches"


def exact_match_rows(exact: ScalePairs | None, everybody: ScalePairs, settings: ChangeSettings) -> list[Row]:
    """The mean change of the people whose codes are exactly alike, where that leaves out some of the pairs.

    Parameters
    ----------
    exact : ScalePairs or None
        Those people's pairs, counted as a group; None where there are none.
    everybody : ScalePairs
        Everybody's pairs.
    settings : ChangeSettings

    Returns
    -------
    list of Row
        One row, `n_started` being everybody's; none where all pairs are exact or people cannot be followed.
    """
    pairs = 0 if exact is None else exact.pairs
    if not everybody.linked or pairs == everybody.pairs:
        return []
    if exact is None or not pairs:
        nobody = "Nobody's codes are exactly alike at both times."
        return [PairTable(everybody, settings).absent(MEASURE, nobody, n=0)]
    row = levels.mean(PairTable(exact, settings), measure=MEASURE, side="change")
    started, method = everybody.all_before.total, f"{row.method}, exact matches only"
    return [replace(row, group_by="", group="", n_started=started, method=method)]
