"""The result rows as one tidy table, for analysts: CSV or Parquet, the columns of docs/methods.md, full precision."""

from __future__ import annotations

import io

import pandas as pd

from measures.disclosure import Protected
from measures.results import NUMBER_COLUMNS, RESULT_COLUMNS, Evaluation, row_as_dict

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
WHOLE = ("n", "n_started")


def tidy_table(protected: Protected[Evaluation]) -> pd.DataFrame:
    """One line per row: numbers as numbers (missing where there are none, never NaN text), the rest as text."""
    frame = pd.DataFrame([row_as_dict(row) for row in protected.value.results], columns=list(RESULT_COLUMNS))
    kinds = {name: "Int64" if name in WHOLE else "Float64" for name in NUMBER_COLUMNS}
    return frame.astype({name: kinds.get(name, "str") for name in RESULT_COLUMNS})


def tidy_csv(protected: Protected[Evaluation]) -> bytes:
    """The table as CSV; a text that a spreadsheet would take for a formula begins with an apostrophe."""
    frame = tidy_table(protected)
    for name in frame.columns.difference(list(NUMBER_COLUMNS)):
        texts = frame[name]
        frame[name] = texts.where(~texts.str.startswith(FORMULA_STARTS), "'" + texts)
    return frame.to_csv(index=False, lineterminator="\n").encode()


def tidy_parquet(protected: Protected[Evaluation]) -> bytes:
    """The table as Parquet."""
    held = io.BytesIO()
    tidy_table(protected).to_parquet(held, index=False)
    return held.getvalue()
