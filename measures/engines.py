"""Where the data are worked on: pandas, Polars, DuckDB or Spark, behind one kind of frame.

Spark reads a dot in a column's name as a field within a field, so there `ucla3.left_out` is called `ucla3__left_out`;
`name_on` gives the name a column has on a frame's engine.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any, Literal, cast

import narwhals as nw
import pandas as pd

from measures.errors import UsageError
from measures.people.responses import Responses

Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]
Engine = Literal["pandas", "polars", "duckdb", "pyspark"]
ENGINES: tuple[Engine, ...] = ("pandas", "polars", "duckdb", "pyspark")


def to_engine(frame: nw.DataFrame[Any], engine: Engine, *, session: Any = None) -> Frame:
    """Hand a frame to an engine: in memory on pandas and Polars, lazily on DuckDB and Spark.

    Parameters
    ----------
    frame : narwhals DataFrame
    engine : {"pandas", "polars", "duckdb", "pyspark"}
    session : SparkSession, optional
        For `pyspark`; the active session, or a local one, if not given.

    Raises
    ------
    UsageError
        There is no such engine, or it is not installed.
    """
    try:
        if engine == "pandas":
            return _on_pandas(frame)
        if engine == "polars":
            return nw.from_native(frame.to_polars(), eager_only=True)
        if engine == "duckdb":
            return frame.lazy(backend="duckdb")
        if engine == "pyspark":
            dotted = {name: on_spark(name) for name in frame.columns if name != on_spark(name)}
            lazy: nw.LazyFrame[Any] = frame.rename(dotted).lazy(backend="pyspark", session=session or _spark())
            return lazy
    except ImportError as error:
        raise UsageError(
            f"--engine {engine}: this engine is not installed. Install it with: pip install {engine}"
        ) from error
    raise UsageError(f"--engine {engine}: there is no such engine. Choose one of {', '.join(ENGINES)}.")


def _on_pandas(frame: nw.DataFrame[Any]) -> nw.DataFrame[Any]:
    if frame.implementation.is_pandas():
        return nullable(frame, [name for name, kind in frame.schema.items() if kind.is_integer()])
    native = frame.to_arrow().to_pandas(types_mapper=pd.ArrowDtype)
    return nw.from_native(native, eager_only=True)


def on_engine(responses: Responses, engine: Engine, *, session: Any = None) -> Responses:
    """Hand the answers to an engine; the people's characteristics follow when they are counted."""
    # DuckDB and Spark frames are lazy; `score` and `count_pairs`, their only readers, take both kinds
    answers = cast("nw.DataFrame[Any]", to_engine(responses.answers, engine, session=session))
    return replace(responses, answers=answers)


def beside(frame: nw.DataFrame[Any], other: Frame) -> nw.LazyFrame[Any]:
    """Put a frame on the engine of another, so that the two can be joined."""
    where = other.implementation
    if frame.implementation == where:
        return frame.lazy()
    if where.is_pandas():
        return _on_pandas(frame).lazy()
    if where.is_polars():
        return nw.from_native(frame.to_polars(), eager_only=True).lazy()
    moved: nw.LazyFrame[Any]
    if where.is_pyarrow():
        moved = nw.from_native(frame.to_arrow(), eager_only=True).lazy()
    else:
        moved = frame.lazy(backend=where, session=other.to_native().sparkSession if where.is_pyspark() else None)
    return moved


@contextmanager
def kept(frame: nw.LazyFrame[Any]) -> Iterator[nw.LazyFrame[Any]]:
    """Keep a frame that several parts of a query use, on Spark, which would plan and work it out for each part."""
    if not frame.implementation.is_pyspark():
        yield frame
        return
    native = frame.to_native().persist()
    try:
        yield nw.from_native(native)
    finally:
        native.unpersist()


def nullable(frame: nw.DataFrame[Any], columns: Iterable[str]) -> nw.DataFrame[Any]:
    """On pandas, give these columns the whole-number type that can hold an empty cell; elsewhere they have it."""
    if not frame.implementation.is_pandas():
        return frame
    native = frame.to_native()
    plain = {name: "Int64" for name in columns if getattr(native[name].dtype, "kind", "") in "iuf"}
    plain = {name: kind for name, kind in plain.items() if type(native[name].dtype).__module__.startswith("numpy")}
    return nw.from_native(native.astype(plain), eager_only=True) if plain else frame


def on_spark(name: str) -> str:
    """The name of a column on Spark."""
    return name.replace(".", "__")


def name_on(frame: Frame, name: str) -> str:
    """The name of a column on this frame's engine."""
    return on_spark(name) if frame.implementation.is_pyspark() else name


def _spark() -> Any:
    sql = import_module("pyspark.sql")  # an optional engine, only imported when asked for
    session = sql.SparkSession.getActiveSession()
    if session is None:
        # a local session for one machine: Spark's own default of 200 parts is meant for a cluster
        local = sql.SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false")
        session = local.config("spark.sql.shuffle.partitions", str(os.cpu_count() or 1)).getOrCreate()
    return session
