"""How many people improved, stayed and worsened: by reliable, important, relative change and by band."""

from __future__ import annotations

import numpy as np

from measures.change import reliable, words
from measures.change.mixed_change import mixed_rows
from measures.change.reliability import chosen
from measures.change.settings import ChangeSettings
from measures.change.shares import bands_of
from measures.change.table import PairTable
from measures.histories import WaveHistories
from measures.instrument import Scale
from measures.pairs import ScalePairs
from measures.results import Row

RELIABLE = ("reliable_improved", "reliable_unchanged", "reliable_worsened", "room_to_improve")
DISTRIBUTION = ("half_sd", "standard_error_of_measurement", "minimal_detectable_change_95")
SLACK = 1e-9  # 3.6 - 3.0 is 0.6, whatever floats say


def people_rows(
    pairs: ScalePairs,
    settings: ChangeSettings,
    *,
    scale: Scale,
    overall: ScalePairs,
    sample_alpha: float | None = None,
    histories: WaveHistories | None = None,
) -> list[Row]:
    """Shares of people by how they changed, of one scale in everybody or one group.

    Parameters
    ----------
    pairs : ScalePairs
        Everybody or one group.
    settings : ChangeSettings
        The study's constants; important, relative change and recovery are reported where it states their bounds.
    scale : Scale
        The scale in its instrument file: bands, reliability, whether it is a single item.
    overall : ScalePairs
        Everybody's pairs: the moments reliable change needs are theirs, also within groups.
    sample_alpha : float, optional
        Cronbach's alpha of this sample at baseline.
    histories : WaveHistories, optional
        Patterns of scores over all waves, which `reliable_change = "mixed_model"` needs.

    Returns
    -------
    list of Row
        Shares with Wilson's interval, `statistic` the count; status x with the reason where nobody can be judged. For
        everybody also half_sd, standard_error_of_measurement and minimal_detectable_change_95 in the scale's units.
    """
    table, everybody = PairTable(pairs, settings), PairTable(overall, settings)
    rows = reliable_rows(table, everybody, scale, sample_alpha, histories)
    if table.key in settings.minimum_important_change:
        rows += important_rows(table)
    if scale.bands:
        rows += band_rows(table, scale)
    if table.key in settings.percentage:
        rows += percentage_rows(table)
    if not pairs.group_by:
        rows += distribution_rows(table, scale, sample_alpha)
    return rows


def _not_directed(table: PairTable) -> str:
    """Why nobody can be called better or worse, or nothing."""
    return table.nobody or ("" if table.direction else words.NO_DIRECTION)


def _not_judged(table: PairTable, scale: Scale) -> str:
    """Why single people must not be judged, or nothing."""
    if reason := _not_directed(table):
        return reason
    if scale.method in ("single", "category") or len(scale.items) == 1:
        return words.SINGLE_ITEM
    return "" if scale.individual else words.NOT_FOR_INDIVIDUALS


def _judge(table: PairTable, everybody: PairTable, scale: Scale, alpha: float | None) -> reliable.Judge | str:
    """The study's method of reliable change, or why single people cannot be judged."""
    if reason := _not_judged(table, scale):
        return reason
    reliability = chosen(scale, table.key, table.settings, alpha)
    return reliability if isinstance(reliability, str) else reliable.judge(everybody, reliability)


def reliable_rows(
    table: PairTable,
    everybody: PairTable,
    scale: Scale,
    sample_alpha: float | None,
    histories: WaveHistories | None = None,
) -> list[Row]:
    """Reliable improvement and worsening, room for it, and with a well population recovery and its opposite."""
    functional = table.settings.functional.get(table.key)
    mixed = table.settings.reliable_change == "mixed_model"
    if mixed and histories is not None and not _not_judged(table, scale):
        return mixed_rows(table, everybody, histories)
    judge = _judge(table, everybody, scale, sample_alpha)
    if isinstance(judge, str):
        measures = (*RELIABLE, *(("recovered", "harmed") if functional else ()))
        return [table.absent(measure, judge) for measure in measures]
    improved, worsened = judge.verdicts(table.before, table.after)
    rows = [
        table.share("reliable_improved", improved, named=judge.words, note=judge.note),
        table.share("reliable_unchanged", ~improved & ~worsened, named=judge.words, note=judge.note),
        table.share("reliable_worsened", worsened, named=judge.words, note=judge.note),
        room_to_improve(table, judge),
    ]
    return rows + (recovery_rows(table, everybody, judge, functional) if functional else [])


def room_to_improve(table: PairTable, judge: reliable.Judge) -> Row:
    """Share whose baseline left room for a reliable improvement: the best possible score would be one."""
    best = table.pairs.high if table.direction > 0 else table.pairs.low
    if best is None:
        return table.absent("room_to_improve", words.NO_RANGE)
    room, _ = judge.verdicts(table.before, np.full_like(table.before, best))
    return table.share("room_to_improve", room, named=f"{judge.words} at the best possible score", note=judge.note)


def recovery_rows(
    table: PairTable, everybody: PairTable, judge: reliable.Judge, functional: tuple[float, float]
) -> list[Row]:
    """Reliable change that crosses the cut-off between people who are unwell and people who are well."""
    at = reliable.cut_off(everybody, functional)
    improved, worsened = judge.verdicts(table.before, table.after)
    better, worse = judge.crossed(table.before, table.after, at)
    if judge.method == "hageman_arrindell":
        better &= judge.surely_beyond(table.after, at)
    method = f"{judge.words} across cut-off {table.settings.cut_off} ({at:.4g})"
    return [
        table.share("recovered", improved & better, named=method, note=judge.note),
        table.share("harmed", worsened & worse, named=method, note=judge.note),
    ]


def important_rows(table: PairTable) -> list[Row]:
    """Changes of at least the stated minimum important change."""
    names = ("important_improved", "important_unchanged", "important_worsened")
    bound = table.settings.minimum_important_change[table.key]
    reason = _not_directed(table) or ("" if bound > 0 else words.IMPORTANT_NOT_POSITIVE)
    if reason:
        return [table.absent(measure, reason) for measure in names]
    improvement = table.direction * table.change
    improved = improvement >= bound * (1 - SLACK)
    worsened = improvement <= -bound * (1 - SLACK)
    parts = (improved, ~improved & ~worsened, worsened)
    method = f"minimum important change {bound:g}"
    return [table.share(measure, part, named=method) for measure, part in zip(names, parts, strict=True)]


def band_rows(table: PairTable, scale: Scale) -> list[Row]:
    """Moves to a better and to a worse band."""
    if reason := _not_directed(table):
        return [table.absent(measure, reason) for measure in ("better_band", "worse_band")]
    starts = np.array([band.low for band in bands_of(scale)])
    was, now = (np.searchsorted(starts, scores, side="right") for scores in (table.before, table.after))
    moved = table.direction * (now - was)
    method = "moved between the instrument's bands"
    return [
        table.share("better_band", moved > 0, named=method),
        table.share("worse_band", moved < 0, named=method),
    ]


def percentage_rows(table: PairTable) -> list[Row]:
    """Changes of at least a stated percentage of the person's own baseline; baselines of 0 have none."""
    names = ("percent_improved", "percent_worsened")
    for_better, for_worse = table.settings.percentage[table.key]
    reason = _not_directed(table)
    if not reason and not (for_better > 0 and for_worse > 0):
        reason = words.PERCENTAGE_NOT_POSITIVE
    if not reason and not (table.before != 0).any():
        reason = words.ALL_BASELINES_ZERO
    if reason:
        return [table.absent(measure, reason) for measure in names]
    zero = int(table.n[table.before == 0].sum())
    there = table.only(table.before != 0)
    note = words.baselines_of_zero(zero) if zero else ""
    improvement, whole = there.direction * there.change * 100, np.abs(there.before)
    parts = (improvement >= for_better * whole * (1 - SLACK), improvement <= -for_worse * whole * (1 - SLACK))
    return [
        there.share(measure, part, named=f"change of at least {bound:g} % of the baseline", note=note, n=there.total)
        for measure, part, bound in zip(names, parts, (for_better, for_worse), strict=True)
    ]


def distribution_rows(table: PairTable, scale: Scale, sample_alpha: float | None) -> list[Row]:
    """Yardsticks for a change from the spread of the baseline: half an SD, S, and 1.96 sqrt(2) S."""
    if table.nobody or not table.summaries["before"].sd:
        reason = table.nobody or (words.ONE_PAIR_NO_SPREAD if table.total == 1 else words.BASELINE_DOES_NOT_VARY)
        return [table.absent(measure, reason) for measure in DISTRIBUTION]
    spread = table.summaries["before"].sd
    half = table.row("half_sd", estimate=spread / 2, method="half the baseline SD", note=words.DESCRIPTION)
    single = scale.method in ("single", "category") or len(scale.items) == 1
    reliability = words.SINGLE_ITEM if single else chosen(scale, table.key, table.settings, sample_alpha)
    if isinstance(reliability, str):
        return [half, *(table.absent(measure, reliability) for measure in DISTRIBUTION[1:])]
    error = spread * (1 - reliability.value) ** 0.5
    note = f"Reliability {reliability.value:.4g} ({reliability.source}). {reliability.note}".strip()
    return [
        half,
        table.row(DISTRIBUTION[1], estimate=error, method="baseline SD times sqrt(1 - reliability)", note=note),
        table.row(
            DISTRIBUTION[2],
            estimate=reliable.TWO_SIDED * 2**0.5 * error,
            method="1.96 sqrt(2) standard errors of measurement",
            note=note,
        ),
    ]
