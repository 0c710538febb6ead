"""From scale keys to counted cells: everybody's scores side by side, then one group-by per scale and breakdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.engines import beside, name_on
from measures.people.responses import PARTICIPANT, WAVE, Responses
from measures.scoring import ScaleKey, Scores

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Lazy = nw.LazyFrame[Any]

NOT_STATED = "not stated"
UNKNOWN_CLUSTER = -1
MOST_TALLIED = 1_000_000  # a tally of so many numbers is quicker made than a list of them sorted


def side_by_side(
    scores: Scores,
    responses: Responses,
    keys: Sequence[ScaleKey],
    pair: tuple[str, str],
    groups: Sequence[str],
    cluster: str,
) -> Lazy:
    """One row per person: keys before, after and at any later wave (`b0 a0 l0 ...`), groups (`g0 ...`), cluster.

    There is no `l0` where the wave after is the only later one: it would be `a0` again. A group-by on the participant,
    not a join: it is as fast or faster on every engine, and takes any number of waves.
    """
    wave_from, wave_to = pair
    later = list(responses.waves[responses.waves.index(wave_from) + 1 :])
    wave = nw.col(WAVE)
    parts: dict[str, nw.Expr] = {}
    for place, key in enumerate(keys):
        column = nw.col(name_on(scores.frame, key.name))
        parts[f"b{place}"] = nw.when(wave == wave_from).then(column)
        parts[f"a{place}"] = nw.when((wave == wave_to) & (wave != wave_from)).then(column)
        if later and later != [wave_to]:
            parts[f"l{place}"] = nw.when(wave.is_in(later)).then(column)
    rows = scores.frame.lazy().select(PARTICIPANT, *[part.alias(name) for name, part in parts.items()])
    table = rows.group_by(PARTICIPANT).agg(*[nw.col(name).max() for name in parts])
    if groups or cluster:
        named = {f"g{place}": column for place, column in enumerate(groups)} | ({"cluster": cluster} if cluster else {})
        known = responses.people.select(PARTICIPANT, **{name: nw.col(column) for name, column in named.items()})
        table = table.join(beside(known, scores.frame), on=PARTICIPANT, how="left")
    return table.collect().lazy() if isinstance(scores.frame, nw.DataFrame) else table


@dataclass(frozen=True)
class Cells:
    """Counted cells: the scale and breakdown each is of, its keys and which it has, group, cluster and people."""

    part: Ints
    before: Ints
    has_before: Bools
    after: Ints
    has_after: Bools
    has_later: Bools
    group: NDArray[np.str_]
    cluster: Ints | None
    n: Ints

    def where(self, here: Bools) -> Cells:
        """Some of the cells."""
        return Cells(
            part=self.part[here],
            before=self.before[here],
            has_before=self.has_before[here],
            after=self.after[here],
            has_after=self.has_after[here],
            has_later=self.has_later[here],
            group=self.group[here],
            cluster=None if self.cluster is None else self.cluster[here],
            n=self.n[here],
        )


def count_cells(table: Lazy, scales: int, breakdowns: int, *, clustered: bool) -> Cells:
    """Count the cells of every scale in every breakdown: one query, so that an engine puts people together once.

    On pandas, which has the table in memory and no planner, each of the hundred group-bys a study asks for would take
    many times as long as its counting: there the arrays are counted.
    """
    if table.implementation.is_pandas():
        return _count_arrays(table.collect(), scales, breakdowns, clustered=clustered)
    parts = []
    columns = table.collect_schema().names()
    for place in range(scales):
        before, after = f"b{place}", f"a{place}"
        later = f"l{place}" if f"l{place}" in columns else after
        seen = table.filter(~nw.col(before).is_null() | ~nw.col(after).is_null())
        seen = seen.with_columns((~nw.col(later).is_null()).cast(nw.Int64).alias("later"))
        for number in range(breakdowns):
            by = [*([f"g{number - 1}"] if number else []), *(["cluster"] if clustered else []), before, after, "later"]
            cells = seen.group_by(by).agg(nw.len().alias("n"))
            # constants are added to the few cells, not to the many rows
            group = nw.col(f"g{number - 1}").cast(nw.String) if number else nw.lit("")
            cluster = nw.col("cluster").cast(nw.String) if clustered else nw.lit("")
            part = nw.lit(place * breakdowns + number).alias("part")
            keys = nw.col(before).alias("before"), nw.col(after).alias("after")
            parts.append(cells.select(part, group.alias("group"), cluster.alias("cluster"), *keys, "later", "n"))
    counted = nw.concat(parts).collect()
    return Cells(
        whole(counted["part"])[0],
        *whole(counted["before"]),
        *whole(counted["after"]),
        has_later=whole(counted["later"])[0] == 1,
        group=labels(counted["group"], NOT_STATED),
        cluster=_numbered(counted["cluster"]) if clustered else None,
        n=whole(counted["n"])[0],
    )


def _count_arrays(table: nw.DataFrame[Any], scales: int, breakdowns: int, *, clustered: bool) -> Cells:
    """The same cells from the table's arrays: every column is numbered once, every breakdown adds up those numbers."""
    everybody = np.zeros(len(table), dtype=np.int64), np.array([""], dtype=np.str_)
    groups = [everybody, *(_places(table[f"g{number}"], NOT_STATED) for number in range(breakdowns - 1))]
    cluster, clusters = _places(table["cluster"], "") if clustered else everybody
    found: list[tuple[NDArray[Any], ...]] = []
    for place in range(scales):
        before, after = whole(table[f"b{place}"]), whole(table[f"a{place}"])
        later = whole(table[f"l{place}"])[1] if f"l{place}" in table.columns else after[1]
        seen = before[1] | after[1]
        keys, key = _distinct([column[seen] for column in (*before, *after, later)])
        for number, (group, names) in enumerate(groups):
            inner = len(clusters) * len(keys[0])
            cells, n = _tally(group[seen] * inner + cluster[seen] * len(keys[0]) + key, len(names) * inner)
            part = np.full(len(cells), place * breakdowns + number)
            of_cell = [column[cells % len(keys[0])] for column in keys]
            of_cluster = cells % inner // len(keys[0]) + UNKNOWN_CLUSTER  # place 0 is not stated
            found.append((part, *of_cell, names[cells // inner], of_cluster, n))
    columns: list[Any] = [np.concatenate(column) for column in zip(*found, strict=True)]
    numbered = columns[-2]
    stated = numbered >= 0
    numbered[stated] = np.unique(numbered[stated], return_inverse=True)[1]  # without gaps
    columns[-2] = numbered if clustered else None
    return Cells(*columns)


def _places(series: nw.Series[Any], unknown: str) -> tuple[Ints, NDArray[np.str_]]:
    """Texts as places in the list of distinct ones in rising order, which begins with what stands for none."""
    place, texts = pd.factorize(series.cast(nw.String).to_native(), sort=True)
    return place.astype(np.int64) + 1, np.array([unknown, *map(str, texts)], dtype=np.str_)


def _distinct(columns: Sequence[NDArray[Any]]) -> tuple[list[NDArray[Any]], Ints]:
    """Distinct lines of several columns, column by column, and the place of each line among them."""
    if not len(columns[0]):
        return [column[:1] for column in columns], np.zeros(0, dtype=np.int64)
    values = []
    line, size = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        low, high = int(column.min()), int(column.max())
        narrow = high - low < MOST_TALLIED
        value, place = (np.arange(low, high + 1), column - low) if narrow else np.unique(column, return_inverse=True)
        values.append(value.astype(column.dtype))
        line, size = line * len(value) + place, size * len(value)
    lines, _ = _tally(line, size)
    found, left = [], lines
    for value in reversed(values):
        left, place = np.divmod(left, len(value))
        found.append(value[place])
    return found[::-1], np.searchsorted(lines, line)


def _tally(number: Ints, size: int) -> tuple[Ints, Ints]:
    """The distinct numbers, all below `size`, in rising order, and how often each is there."""
    if size > MOST_TALLIED:
        return np.unique(number, return_counts=True)
    times = np.bincount(number, minlength=size)
    there = np.flatnonzero(times)
    return there, times[there]


def merged(columns: list[NDArray[Any]], n: Ints) -> tuple[list[NDArray[Any]], Ints]:
    """Sort cells by their columns, the first one first, and add up those that are equal in all of them."""
    if not len(n):
        return columns, n
    order = np.lexsort(columns[::-1])
    ordered = [column[order] for column in columns]
    new = np.ones(len(n), dtype=np.bool_)
    new[1:] = np.any([column[1:] != column[:-1] for column in ordered], axis=0)
    return [column[new] for column in ordered], np.add.reduceat(n[order], np.flatnonzero(new))


def whole(series: nw.Series[Any]) -> tuple[Ints, Bools]:
    """Whole numbers, 0 where there is none, and where there is one; never by way of floats."""
    here = ~series.is_null().to_numpy().astype(np.bool_)
    return series.fill_null(0).to_numpy().astype(np.int64), here


def labels(series: nw.Series[Any], unknown: str) -> NDArray[np.str_]:
    """Names of groups as text; `unknown` where there is none."""
    texts = zip(series.to_list(), series.is_null().to_list(), strict=True)
    return np.array([unknown if absent else str(text) for text, absent in texts], dtype=np.str_)


def _numbered(series: nw.Series[Any]) -> Ints:
    """Number the clusters by name, from 0; -1 is not stated."""
    named, stated = labels(series, ""), ~series.is_null().to_numpy().astype(np.bool_)
    number = np.full(len(named), UNKNOWN_CLUSTER, dtype=np.int64)
    number[stated] = np.unique(named[stated], return_inverse=True)[1]
    return number
