"""Postcodes become areas while a file is read: nothing after this step holds one.

Which area a person lives in is then known by its key (see `places.Places`), and their groups by `label_places`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from measures.equity.finding import BLANK, ENDED, FOUND, NONSENSE, OUTSIDE, PARTIAL, Found, find_areas
from measures.equity.groups import GroupRule
from measures.equity.places import DECILE, GIVEN, ORDERS, QUINTILE, Kind, Places, labels_of
from measures.exports.cells import encoded_texts
from measures.exports.folding import fold
from measures.exports.tables import ColumnMap, ColumnUse, Table
from measures.results import Issue

ROLES = ("group", "programme", "locality", "consent", "weight", "drop", "unused", "quote")
"""Columns whose text may be replaced: they neither tell who answered, when, nor what."""
MOST = "most deprived"
WHAT: dict[Kind, str] = {"postcode": "postcode", "lsoa": "LSOA", "ward": "ward", "decile": "deprivation decile"}


def with_areas(found: ColumnMap, rule: GroupRule, places: Places) -> ColumnMap:
    """The table with areas in place of what people wrote of where they live, and what became of it in numbers.

    Parameters
    ----------
    found : ColumnMap
    rule : GroupRule
        Of a place: it names a column of postcodes, LSOAs, wards or deciles.
    places : Places

    Returns
    -------
    ColumnMap
        Every cell of those columns is an area's key, or "" where no area was found.
    """
    _, header = rule.places[0]
    for use in (use for use in found.uses if _is_it(use, header)):
        if use.role not in ROLES:
            message = f"The column '{header}' is also used as '{use.role}', so it cannot tell where people live."
            fix = "Keep codes and places in columns of their own."
            return replace(
                found, issues=(*found.issues, Issue("decide", "place_column", found.table.where, message, fix))
            )
        table, issues = placed_column(found.table, use.position, rule, places)
        found = replace(found, table=table, issues=(*found.issues, *issues))
    return found


def _is_it(use: ColumnUse, header: str) -> bool:
    return header in (use.item, *use.items) or fold(use.header) == fold(header)


def placed_column(table: Table, position: int, rule: GroupRule, places: Places) -> tuple[Table, tuple[Issue, ...]]:
    """The table with areas' keys in one column ("" where none was found), and what became of its cells in numbers."""
    kind, name = rule.places[0][0], f"c{position}"
    encoded = encoded_texts(table.frame, name)
    labels = table.labels.get(position, {})
    missing = {fold(word) for word in rule.missing}
    texts = ["" if fold(text) in missing else labels.get(text.strip(), text) for text in encoded.dictionary.to_pylist()]
    index = encoded.indices.to_numpy(zero_copy_only=False)
    distinct = find_areas(pa.array(texts, pa.string()), kind, places)
    keys = np.append(places.facts.index.to_numpy(dtype="object"), "")[distinct.line]
    column = pa.array(keys.tolist(), pa.string()).take(pa.array(index))
    series = nw.from_arrow(pa.table({name: column}), backend=table.frame.implementation).get_column(name)
    everybody = Found(distinct.line[index], distinct.fate[index])
    issues = (
        _counted(everybody, kind, places, table.place(position)),
        *_vintages(everybody, kind, rule, places, table),
    )
    kept = {at: codes for at, codes in table.labels.items() if at != position}
    return replace(table, frame=table.frame.with_columns(series.alias(name)), labels=kept), issues


def _counted(found: Found, kind: Kind, places: Places, where: str) -> Issue:
    """Say how many cells led to an area, and what the others are; never what they say."""
    n, what = found.counts(), WHAT[kind]
    asked = sum(n.values())
    placed = n[FOUND] + n[ENDED]
    apart = [
        f"{count:,} {words}"
        for count, words in (
            (n[ENDED], "of them no longer in use"),
            (n[PARTIAL], "only the first half of a postcode"),
            (n[OUTSIDE], f"one that the table of {places.area} does not hold"),
            (n[NONSENSE], f"something that is no {what}" + (" known there" if kind == "ward" else "")),
            (n[BLANK], "nothing"),
        )
        if count
    ]
    listed = f"; {'; '.join(apart)}" if apart else ""
    message = f"Of {asked:,} rows, {placed:,} state a {what} that was found{listed}. Each became its area."
    lost = asked - placed - n[BLANK]
    fix = "Those without an area are 'not stated'. Elsewhere in England: state a table of your own under [places]."
    return Issue("check" if lost else "note", "places", where, message, fix if lost else "")


def _vintages(found: Found, kind: Kind, rule: GroupRule, places: Places, table: Table) -> Sequence[Issue]:
    """Say that a column holds LSOAs of 2011 that are none of 2021, or both."""
    if kind != "lsoa" or places.own:
        return ()
    known = found.line[found.line >= 0]
    old = ~places.facts["now"].to_numpy()[known]
    new = ~places.facts["then"].to_numpy()[known]
    if not old.any():
        return ()
    lost = "" if rule.imd == 2019 else " Where their parts differ, deprivation (IMD 2025) is not stated."
    fix = "Use codes of one year throughout, or the postcodes." if new.any() else "For IMD 2019, add imd = 2019."
    both = "The column mixes LSOAs of 2011 and of 2021" if new.any() else "The column holds LSOAs of 2011"
    message = f"{both}: {int(old.sum()):,} rows name one that was split in 2021"
    message += f", {int(new.sum()):,} one that there was not in 2011.{lost}" if new.any() else f".{lost}"
    return (Issue("check" if new.any() else "note", "mixed_vintages", table.where, message, fix),)


def place_groups(rule: GroupRule) -> dict[str, GroupRule]:
    """The breakdowns that a place gives, by name, each with its groups in order; LSOAs are no breakdown of outcomes."""
    kinds = {name: f"imd{rule.imd}_{name.removeprefix('imd_')}" for name in (DECILE, QUINTILE)}
    given = set(GIVEN[rule.places[0][0]])
    return {
        name: GroupRule(column=name, order=order, kind=kinds.get(name, name), first=MOST if order else "")
        for name, order in ORDERS.items()
        if name in given
    }


def label_places(
    people: nw.DataFrame[Any], rule: GroupRule, places: Places, but: Collection[str] = ()
) -> nw.DataFrame[Any]:
    """Give each person the groups of where they live, as columns named by `places.GROUPS`; null where not known.

    Groups named in `but` are left out: the study states them itself.

    The column that held the areas is left with nothing but their keys, whatever stood there.
    """
    kind, header = rule.places[0]
    if header not in people.columns:
        return people
    labels = labels_of(places, rule.imd)
    line = np.asarray(labels.index.get_indexer(pd.Index(people.get_column(header).to_list())), dtype=np.int64)
    at = pa.array(line, mask=line < 0)
    columns = {header: pa.array(labels.index.tolist(), pa.string())} | {
        name: pa.array(labels[name], pa.string(), from_pandas=True) for name in GIVEN[kind] if name not in but
    }
    made = nw.from_arrow(
        pa.table({name: values.take(at) for name, values in columns.items()}), backend=people.implementation
    )
    return people.with_columns(*(made.get_column(name).alias(name) for name in columns))
