"""What leaves the people room groups and joins alike on every engine."""

import duckdb
import pandas as pd
import polars as pl

from measures.people.link import link
from measures.people.waves import ParticipantRules, WaveRules
from tests.coded_tables import coded


def responses():
    tables = [
        coded(
            "before.csv",
            {
                "Code": ["a1", "b2", "", "c3"],
                "Gender": ["F", "M", "", "F"],
                "x.a": [1, 2, 3, None],
                "y.b": [1, 1, 1, 1],
            },
            wave="before",
        ),
        coded(
            "after.csv",
            {"Code": ["A1", "b2", "d4"], "Gender": ["", "", "F"], "x.a": [4, None, 5], "y.b": [1, 1, 1]},
            wave="after",
        ),
    ]
    return link(tables, WaveRules(order=("before", "after")), ParticipantRules(), about=["Gender"])


# by hand: before F a1 1, M b2 2, c3 blank; the person without a code has no gender. After: a1 (F from before) 4, d4 5
BY_GROUP = [
    ("after", "F", 2, 9),
    ("after", "M", 1, None),
    ("before", "F", 2, 1),
    ("before", "M", 1, 2),
    ("before", None, 1, 3),
]


def in_order(rows):
    return sorted(rows, key=lambda row: (row[0], row[1] is None, row[1] or ""))


def test_pandas():
    found = responses()
    joined = found.answers.to_native().merge(found.people.to_native(), on="participant")
    joined["Gender"] = joined["Gender"].fillna("?")
    grouped = joined.groupby(["wave", "Gender"])["x.a"].agg(["size", lambda answers: answers.sum(min_count=1)])
    rows = [
        (wave, None if gender == "?" else gender, int(n), None if total is pd.NA else int(total))
        for (wave, gender), n, total in grouped.itertuples()
    ]
    assert in_order(rows) == BY_GROUP


def test_polars():
    found = responses()
    joined = found.answers.to_polars().join(found.people.to_polars(), on="participant")
    assert joined.schema["x.a"] == pl.Int64
    assert joined.schema["participant"] == joined.schema["wave"] == pl.String
    grouped = joined.group_by("wave", "Gender").agg(
        pl.len(), pl.col("x.a").drop_nulls().sum(), pl.col("x.a").count().alias("n")
    )
    rows = [(wave, gender, n, total if known else None) for wave, gender, n, total, known in grouped.iter_rows()]
    assert in_order(rows) == BY_GROUP


def test_duckdb():
    found = responses()
    answers, people = found.answers.to_arrow(), found.people.to_arrow()
    with duckdb.connect() as connection:
        connection.register("answers", answers)
        connection.register("people", people)
        rows = connection.sql(
            'select wave, "Gender", count(*)::int, sum("x.a")::int from answers join people using (participant) group by all'
        ).fetchall()
    assert in_order(rows) == BY_GROUP
