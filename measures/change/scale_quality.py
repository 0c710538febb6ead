"""How well the items of a scale hang together, from the sums and cross products of their answers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from measures.change import words
from measures.change.rows import between, estimated, row_about
from measures.change.settings import ChangeSettings
from measures.change.shares import share_row
from measures.numerics import intervals
from measures.numerics.factor import Matrix, one_factor
from measures.numerics.moments import Summary
from measures.pairs import ItemCounts, ItemMoments, ScalePairs
from measures.results import Row

PER_SCALE = ("alpha", "alpha_standardised", "average_inter_item_r", "omega_total")
PER_ITEM = ("item_rest_r", "alpha_without")


def covariance_matrix(moments: ItemMoments) -> Matrix:
    """Covariances of the items, n - 1 below, from whole-number sums (exact up to one division); n of 2 or more."""
    n, unit = moments.n, moments.unit
    sums = [int(total) for total in moments.sums]
    products = [[int(product) for product in row] for row in moments.cross_products]
    return np.array(
        [
            [(n * products[i][j] - sums[i] * sums[j]) / (n * (n - 1)) * unit**2 for j in range(len(sums))]
            for i in range(len(sums))
        ]
    )


def cronbach_alpha(covariance: Matrix) -> float | None:
    """Cronbach's (1951) alpha of a covariance matrix; None for one item or a total that does not vary."""
    items, total, own = len(covariance), float(covariance.sum()), float(np.trace(covariance))
    if items < 2 or total <= 1e-12 * own or own == 0:
        return None
    return items / (items - 1) * (1 - own / total)


def baseline_alpha(moments: ItemMoments | None) -> float | None:
    """Alpha of this sample, as the reliability of last resort; None where it cannot be computed."""
    if moments is None or moments.n < 2:
        return None
    return cronbach_alpha(covariance_matrix(moments))


def alpha_rows(moments: ItemMoments, pairs: ScalePairs, wave: str, settings: ChangeSettings) -> list[Row]:
    """Every figure of scale quality at one wave, on the people who answered every item.

    `alpha`, `alpha_standardised`, `average_inter_item_r`, `omega_total`, and per item `item_rest_r`, `alpha_without`
    and `item_mean`.

    Parameters
    ----------
    moments : ItemMoments
        Sums and cross products of the items, as scored (reversed items turned).
    pairs : ScalePairs
        Gives the rows their heading (instrument, scale, domain, group).
    wave : str
        The wave the answers are from.
    settings : ChangeSettings
        The confidence level.
    """
    about: dict[str, Any] = {"wave_from": wave, "wave_to": wave, "n": moments.n}
    if reason := _why_not(moments):
        absent = about | {"status": "x", "note": reason}
        rows = [row_about(pairs, measure, **absent) for measure in PER_SCALE]
        rows += [row_about(pairs, measure, item=item, **absent) for measure in PER_ITEM for item in moments.names]
    else:
        covariance = covariance_matrix(moments)
        rows = [alpha(covariance, moments, pairs, settings, about), *correlation_rows(covariance, pairs, about)]
        rows += item_total_rows(covariance, moments.names, pairs, about)
    return [*rows, *item_mean_rows(moments, pairs, settings, about)]


def _why_not(moments: ItemMoments) -> str:
    if len(moments.names) < 2:
        return words.ONE_ITEM
    if moments.n == 0:
        return words.NO_COMPLETE_ANSWERS
    return words.ONE_COMPLETE_ANSWER if moments.n == 1 else ""


def alpha(
    covariance: Matrix, moments: ItemMoments, pairs: ScalePairs, settings: ChangeSettings, about: dict[str, Any]
) -> Row:
    """Cronbach's alpha with Feldt's (1965) interval, both with the number of people who answered every item."""
    found = cronbach_alpha(covariance)
    if found is None:
        return row_about(pairs, "alpha", status="x", note=words.TOTAL_DOES_NOT_VARY, **about)
    method = "Cronbach's alpha on complete answers"
    if found >= 1:
        return row_about(pairs, "alpha", estimate=found, method=method, note=words.PERFECT_ALPHA, **about)
    interval = intervals.feldt(found, moments.n, len(moments.names), settings.confidence)
    return row_about(
        pairs,
        "alpha",
        estimate=found,
        method=f"{method}, Feldt interval",
        **about,
        **between(interval, settings.confidence),
    )


def correlation_rows(covariance: Matrix, pairs: ScalePairs, about: dict[str, Any]) -> list[Row]:
    """Standardised alpha, average inter-item correlation and omega, from the items' correlations."""
    spread = np.sqrt(np.diag(covariance))
    if not (spread > 0).all():
        absent = about | {"status": "x", "note": words.AN_ITEM_DOES_NOT_VARY}
        return [row_about(pairs, measure, **absent) for measure in PER_SCALE[1:]]
    correlations = covariance / np.outer(spread, spread)
    items = len(correlations)
    average = float(correlations[np.triu_indices(items, 1)].mean())
    standardised = cronbach_alpha(correlations)
    loadings = one_factor(correlations)
    plain = about | {"note": words.NO_INTERVAL}
    rows = [
        row_about(pairs, "alpha_standardised", status="x", note=words.TOTAL_DOES_NOT_VARY, **about)
        if standardised is None
        else row_about(
            pairs, "alpha_standardised", estimate=standardised, method="alpha of the items' correlations", **plain
        ),
        row_about(
            pairs,
            "average_inter_item_r",
            estimate=average,
            method="mean correlation between different items",
            **plain,
        ),
    ]
    if loadings is None:
        return [*rows, row_about(pairs, "omega_total", status="x", note=words.TWO_OPPOSED_ITEMS, **about)]
    common = float(loadings.sum()) ** 2
    omega = common / (common + float((1 - loadings**2).sum()))
    method = "one factor by minimum residuals on the correlations"
    note = words.TWO_ITEMS if items == 2 else words.NO_INTERVAL
    return [*rows, row_about(pairs, "omega_total", estimate=omega, method=method, **(about | {"note": note}))]


def item_total_rows(covariance: Matrix, names: Sequence[str], pairs: ScalePairs, about: dict[str, Any]) -> list[Row]:
    """Each item's correlation with the sum of the others, and alpha without it."""
    rows = []
    everything = float(covariance.sum())
    for place, item in enumerate(names):
        own, with_all = float(covariance[place, place]), float(covariance[place].sum())
        rest = everything - 2 * with_all + own
        if own <= 0 or rest <= 1e-12 * everything:
            note = words.AN_ITEM_DOES_NOT_VARY if own <= 0 else words.REST_DOES_NOT_VARY
            rows.append(row_about(pairs, "item_rest_r", item=item, status="x", note=note, **about))
            continue
        correlation = (with_all - own) / math.sqrt(own * rest)
        method = "correlation with the sum of the other items"
        plain = about | {"note": words.NO_INTERVAL}
        rows.append(row_about(pairs, "item_rest_r", item=item, estimate=correlation, method=method, **plain))
    for place, item in enumerate(names):
        without = np.delete(np.delete(covariance, place, axis=0), place, axis=1)
        found = cronbach_alpha(without)
        if found is None:
            note = words.ONE_ITEM_LEFT if len(names) < 3 else words.REST_DOES_NOT_VARY
            rows.append(row_about(pairs, "alpha_without", item=item, status="x", note=note, **about))
        else:
            plain = about | {"note": words.NO_INTERVAL}
            rows.append(
                row_about(pairs, "alpha_without", item=item, estimate=found, method="alpha of the other items", **plain)
            )
    return rows


def item_mean_rows(
    moments: ItemMoments, pairs: ScalePairs, settings: ChangeSettings, about: dict[str, Any]
) -> list[Row]:
    """Mean of each item as scored, with its t interval."""
    rows = []
    for place, item in enumerate(moments.names):
        if moments.n == 0:
            rows.append(row_about(pairs, "item_mean", item=item, status="x", note=words.NO_COMPLETE_ANSWERS, **about))
            continue
        n, total, square = moments.n, int(moments.sums[place]), int(moments.cross_products[place, place])
        variance = (n * square - total**2) / (n * (n - 1)) * moments.unit**2 if n > 1 else None
        seen = Summary(n, total / n * moments.unit, variance)
        columns = estimated(seen, settings.confidence)
        method = "mean of the item as scored, people who answered every item"
        method += ", t interval" if "ci_low" in columns else ""
        rows.append(row_about(pairs, "item_mean", item=item, method=method, **columns, **about))
    return rows


def item_rows(
    counted: Sequence[ItemCounts],
    labels: Mapping[str, Mapping[int, str]],
    pairs: ScalePairs,
    wave: str,
    settings: ChangeSettings,
) -> list[Row]:
    """How often each item was left out, and the share of each labelled answer.

    Parameters
    ----------
    counted : sequence of ItemCounts
        Counts of each item's answers as coded, of everybody at that wave.
    labels : mapping of item id to mapping of code to label
        The labelled response options of each item.
    pairs, wave, settings
        As for `alpha_rows`.

    Returns
    -------
    list of Row
        `item_missing`: share of those who answered something of the instrument at that wave but not this item;
        `item_category_share`: share of those who answered the item. Wilson intervals.
    """
    rows = []
    for counts in counted:
        item = counts.item.rpartition(".")[2]
        about = {"wave_from": wave, "wave_to": wave, "item": item}
        asked = counts.answered + counts.missing
        rows.append(share_row(pairs, "item_missing", counts.missing, asked, settings, **about))
        rows += [
            share_row(
                pairs,
                "item_category_share",
                int(counts.n[counts.codes == code].sum()),
                counts.answered,
                settings,
                category=label,
                **about,
            )
            for code, label in labels.get(item, {}).items()
        ]
    return rows
