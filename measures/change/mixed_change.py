"""Reliable change by the mixed model: whose own line over three or more waves differs surely from the common one."""

from __future__ import annotations

import numpy as np

from measures.change import words
from measures.change.reliable import TWO_SIDED, cut_off
from measures.change.shares import share_row
from measures.change.table import PairTable
from measures.histories import FEWEST_WAVES, WaveHistories
from measures.numerics.mixed import person_slopes
from measures.results import Row


def mixed_rows(table: PairTable, everybody: PairTable, histories: WaveHistories) -> list[Row]:
    """`reliable_*`, `room_to_improve` and, with a well population, `recovered` and `harmed` by the mixed model.

    The model is fitted to everybody with three or more scores; a person's slope off the common one must pass 1.96 of
    its conditional standard deviations. So people are judged against the mean change. `n` is the people judged: those
    of them with a score at both waves of the pair.
    """
    functional = table.settings.functional.get(table.key)
    recovery = ("recovered", "harmed") if functional else ()
    names = ("reliable_improved", "reliable_unchanged", "reliable_worsened")
    often = (~np.isnan(histories.scores)).sum(axis=1) >= FEWEST_WAVES
    ends = [histories.waves.index(wave) for wave in (table.pairs.wave_from, table.pairs.wave_to)]
    judged = often & ~np.isnan(histories.scores[:, ends]).any(axis=1)
    n, here = np.where(often, histories.n, 0), np.where(judged, histories.here, 0)
    slopes = person_slopes(histories.times, histories.scores, n) if n.any() and here.any() else None
    if slopes is None:
        reason = words.SLOPES_ALIKE if here.any() else words.NEEDS_MORE_WAVES
        return [table.absent(measure, reason) for measure in (*names, "room_to_improve", *recovery)]
    off = table.direction * np.where(n > 0, slopes.slope, 0.0)
    limit = TWO_SIDED * np.where(n > 0, slopes.sd, 0.0)
    improved, worsened = off > limit, off < -limit
    note = f"Common change {slopes.common:.4g} per {histories.unit}. {words.AGAINST_MEAN_CHANGE}"
    parts = dict(zip(names, (improved, ~improved & ~worsened, worsened), strict=True))
    method = "reliable change by a mixed model, a line for each person"
    people = int(here.sum())
    rows = [
        share_row(table.pairs, measure, int(here[part].sum()), people, table.settings, named=method, note=note)
        for measure, part in parts.items()
    ]
    rows.append(table.absent("room_to_improve", words.NO_ROOM_IN_MIXED_MODEL))
    if functional:
        if not everybody.summaries["before"].sd:
            return [*rows, *(table.absent(measure, words.BASELINE_DOES_NOT_VARY) for measure in recovery)]
        at = cut_off(everybody, functional)
        was, now = (table.direction * (histories.scores[:, end] - at) for end in ends)
        crossed = {"recovered": improved & (was < 0) & (now > 0), "harmed": worsened & (was > 0) & (now < 0)}
        method = f"{method}, across cut-off {table.settings.cut_off} ({at:.4g})"
        rows += [
            share_row(table.pairs, measure, int(here[part].sum()), people, table.settings, named=method, note=note)
            for measure, part in crossed.items()
        ]
    return rows
