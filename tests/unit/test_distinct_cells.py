"""The distinct texts of a column, however many pieces it was read in."""

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from measures.exports.cells import encoded_texts, read_all_cells, read_cells, whole_numbers

PIECES = (["Often", "", "Never"], [], ["Never", "Sometimes"], ["", "Often", "Often"])
ROWS = [row for piece in PIECES for row in piece]


def frame_of(pieces, engine="pandas"):
    texts = pa.chunked_array([pa.array(piece, pa.large_string()) for piece in pieces], pa.large_string())
    table = pa.table({"c0": texts, "c1": texts, "row": np.arange(2, len(texts) + 2)})
    native = table.to_pandas() if engine == "pandas" else pl.from_arrow(table)
    return nw.from_native(native, eager_only=True)


@pytest.mark.parametrize("engine", ["pandas", "polars"])
@pytest.mark.parametrize("pieces", [PIECES, (ROWS,), [[text] for text in ROWS]])
def test_pieces_are_put_together_by_one_list_of_texts(pieces, engine):
    cells = read_cells(frame_of(pieces, engine), "c0")
    assert sorted(cells.values) == ["", "Never", "Often", "Sometimes"]
    assert [cells.values[place] for place in cells.index] == ROWS
    assert dict(zip(cells.values, cells.counts.tolist(), strict=True)) == {
        "": 2, "Never": 2, "Often": 3, "Sometimes": 1,
    }  # fmt: skip
    assert cells.first_row(cells.values.index("Sometimes")) == 6


def test_pieces_encoded_each_by_their_own_texts_are_made_one():
    pieces = [pa.array(["a", "b"]).dictionary_encode(), pa.array(["b", "c", None]).dictionary_encode()]
    frame = nw.from_native(pa.table({"c0": pa.chunked_array(pieces)}), eager_only=True)
    encoded = encoded_texts(frame, "c0")
    assert encoded.to_pylist() == ["a", "b", "b", "c", ""]
    assert len(set(encoded.dictionary.to_pylist())) == len(encoded.dictionary)


def test_a_table_without_rows_has_no_texts():
    assert len(encoded_texts(frame_of(PIECES).head(0), "c0")) == 0
    assert read_cells(frame_of([]), "c0").values == ()


def test_many_columns_at_once_are_read_as_each_by_itself():
    frame = frame_of(PIECES)
    for name, cells in zip(("c1", "c0"), read_all_cells(frame, ["c1", "c0"]), strict=True):
        alone = read_cells(frame, name)
        assert cells.values == alone.values
        assert (cells.index == alone.index).all()
    assert read_all_cells(frame, []) == []


def test_whole_numbers_keep_their_nulls():
    column = whole_numbers(frame_of(PIECES), "x", np.array([3, 0, 5]), np.array([True, False, True])).to_native()
    pd.testing.assert_series_equal(column, pd.Series([3, None, 5], dtype="Int64", name="x"))
