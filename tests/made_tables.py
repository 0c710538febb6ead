"""Tables and instruments made by hand for tests of the export room."""

import narwhals as nw
import pandas as pd
import polars as pl

from measures.exports.answers import code_answers
from measures.exports.columns import map_columns
from measures.exports.tables import Table
from measures.library import read_instrument

HEAD = """
format = 1
version = "1"
title = "Made for tests"
domains = ["skills"]
id = "{id}"
[source]
citation = "Made for tests"
licence = "project"
wording = "project"
"""
SCALE = """
[[scales]]
id = "total"
title = "Total"
domain = "skills"
method = "given"
range = [0, 100]
higher_is = "better"
source = "made"
"""


def instrument(identifier, responses, items, extra="", scale=None):
    """An instrument from TOML text of its responses; `items` maps item id to (text, response list, aliases)."""
    parts = [HEAD.format(id=identifier), responses]
    for name, (text, answers, aliases) in items.items():
        wording = f"text = {text!r}\n" if text else ""
        parts.append(
            f"[[items]]\nid = '{name}'\ntopic = 'Topic of {name}'\n{wording}responses = '{answers}'\naliases = {list(aliases)!r}\n"
        )
    parts += [scale or SCALE, extra]
    return read_instrument("\n".join(parts).encode(), f"{identifier}.toml")


def library(*instruments):
    return {one.id: one for one in instruments}


def table(
    columns,
    *,
    name="before.xlsx",
    metadata=(),
    labels=None,
    platform="general",
    first_row=2,
    engine="pandas",
    rows=None,
    decimal=".",
):
    """A table of text from pairs of header and cells; headers may repeat. `rows` are source row numbers."""
    headers = tuple(header for header, _ in columns)
    data = {f"c{k}": [str(cell) for cell in cells] for k, (_, cells) in enumerate(columns)}
    length = len(columns[0][1])
    data["row"] = list(rows) if rows is not None else list(range(first_row, first_row + length))
    made = pd.DataFrame(data).astype({name: "int64" if name == "row" else "str" for name in data})
    frame = nw.from_native(pl.from_pandas(made) if engine == "polars" else made, eager_only=True)
    return Table(
        name,
        "",
        headers,
        frame,
        platform,
        "made by hand",
        1,
        first_row,
        metadata=frozenset(metadata),
        labels=labels or {},
        decimal=decimal,
    )


def mapped(columns, instruments, rules=None, **options):
    return map_columns(table(columns, **options), instruments, rules)


def coded(columns, instruments, rules=None, answers=None, **options):
    return code_answers(mapped(columns, instruments, rules, **options), instruments, answers)


def uses(column_map):
    """What each column is, as `role` or the item, with its wave after @."""
    return [(use.item or use.role) + (f"@{use.wave}" if use.wave else "") for use in column_map.uses]


def codes_of(issues, severity=None):
    return [issue.code for issue in issues if severity is None or issue.severity == severity]


def column(coded_table, name):
    """The codes of one column, null as None."""
    return coded_table.frame.get_column(name).to_arrow().to_pylist()
