"""Answers about people as words: where a file or its codebook labels a column's codes, groups have the labels."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import narwhals as nw
import pyarrow as pa

from measures.exports.cells import cells_of, encoded_texts
from measures.exports.coding import labelled_texts
from measures.exports.folding import fold
from measures.exports.tables import ColumnMap, Table

ABOUT_PEOPLE = ("group", "programme", "locality")


def with_group_labels(found: ColumnMap, named: Mapping[str, Collection[str]]) -> ColumnMap:
    """The table with labels in place of codes, in columns that say something of people.

    Parameters
    ----------
    found : ColumnMap
    named : mapping of folded header to folded texts
        Codes that the study itself names (in a map, an order, a list of what is missing): these stay codes.
    """
    table = found.table
    for use in found.uses:
        labels = table.labels.get(use.position)
        if labels and use.role in ABOUT_PEOPLE:
            headers = {fold(header) for header in (use.header, use.item, *use.items)}
            kept = {text for header in headers for text in named.get(header, ())}
            table = _labelled(table, use.position, labels, kept)
    return found if table is found.table else replace(found, table=table)


def _labelled(table: Table, position: int, labels: Mapping[str, str], kept: Collection[str]) -> Table:
    name = f"c{position}"
    encoded = encoded_texts(table.frame, name)
    cells = cells_of(encoded, table.frame)
    texts = [
        typed if fold(typed) in kept else text
        for typed, text in zip(cells.values, labelled_texts(cells, labels), strict=True)
    ]
    if texts == list(cells.values):
        return table
    column = pa.array(texts, pa.string()).take(encoded.indices)
    series = nw.from_arrow(pa.table({name: column}), backend=table.frame.implementation).get_column(name)
    return replace(table, frame=table.frame.with_columns(series.alias(name)))
