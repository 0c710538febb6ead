"""The same scores and the same cells on every engine."""

import dataclasses
import importlib.util
import os
import warnings

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

from measures.engines import beside, on_engine, to_engine
from measures.errors import InputError, UsageError
from measures.figures import figures
from measures.pairs import Breakdown, count_all, item_counts, item_moments
from measures.scoring import score, score_frame
from measures.study import Study
from tests.made_instruments import NUMBERS, answers, instrument, items, responses, scale

EVERY_METHOD = instrument(
    items("a", "b", "c", reverse=("c",))
    + items("days", responses="days")
    + items("minutes", responses="minutes")
    + '[[items]]\nid = "goal"\nresponses = "attainment"\nrepeat = true\n'
    + '[[items]]\nid = "importance"\nresponses = "weight"\nrepeat = true\n'
    + scale("sum", "a", "b", "c", name="sum", rest='reverse = ["a"]\nmultiply = 4\ncap = 40')
    + scale("mean", "a", "b", "c", name="mean", rest="min_answered = 2")
    + scale("prorated_sum", "a", "b", "c", name="prorated", rest="min_answered = 1\nrescale = [0, 100]")
    + scale("count", "a", "b", name="count", rest="counts = { a = [1, 2], b = [5] }\nmin_answered = 1")
    + scale(
        "lookup",
        "a",
        "b",
        name="lookup",
        rest="table = { " + ", ".join(f'"{n}" = {n / 4}' for n in range(2, 11)) + " }",
    )
    + scale("tariff", "a", name="tariff", rest='tariff.a = { "1" = -0.01, "2" = 0.1, "3" = 0.25, "4" = 0.5, "5" = 1 }')
    + scale("single", "b", name="single")
    + scale("category", "b", name="category")
    + scale("given", name="given")
    + '[[scales]]\nid = "activity"\nmethod = "activity_minutes"\nparts = [ { days = "days", minutes = "minutes", multiplier = 0.5 } ]\n'
    + scale("goal_attainment", "goal", name="goals", rest='weights = ["importance"]'),
    responses=NUMBERS
    + "[responses.five]\noptions = [ "
    + ", ".join(f'{{ code = {n}, label = "{n}" }}' for n in range(1, 6))
    + " ]",
)
WAVES = ("before", "middle", "after")


def made_people(n=60, seed=1):
    """Invented answers of n people at three waves, a tenth of them missing, two groups and a site."""
    draw = np.random.default_rng(seed)
    rows = [(f"p{number}", wave) for number in range(n) for wave in WAVES if draw.random() < 0.8]

    def column(low, high):
        codes = draw.integers(low, high + 1, len(rows))
        return [None if draw.random() < 0.1 else int(code) for code in codes]

    frame = answers(
        rows,
        a=column(1, 5), b=column(1, 5), c=column(1, 5), days=column(0, 2), minutes=column(0, 3),
        **{"made.goal.1": column(-2, 2), "made.goal.2": column(0, 1), "made.importance.2": column(0, 1)},
        **{"made.scale:given": column(0, 9), "made.scale:sum": column(20, 40), "made.raw:lookup": column(2, 12)},
    )  # fmt: skip
    found = list(dict.fromkeys(frame["participant"].to_list()))
    area = [None if draw.random() < 0.2 else str(draw.choice(["north", "south"])) for _ in found]
    site = [str(draw.choice(["1", "2", "3"])) for _ in found]
    units = {"made.scale:given": 0.1}
    return responses(frame, EVERY_METHOD, waves=WAVES, units=units, area=area, site=site)


def evaluated(held):
    """Everything the engines are asked for."""
    scores = score(held)
    pairs = count_all(scores, held, breakdowns=[Breakdown("area", ("south", "north"))], cluster="site")
    scale_of = EVERY_METHOD.scale
    return {
        "issues": scores.issues,
        "pairs": pairs,
        "moments": [item_moments(held, EVERY_METHOD, scale_of(name), "before") for name in ("sum", "count")],
        "counts": item_counts(held, "made.b", "after"),
    }


def assert_same(one, other):
    """Equal all the way down: numbers to the bit."""
    assert type(one) is type(other)
    if dataclasses.is_dataclass(one):
        for part in dataclasses.fields(one):
            assert_same(getattr(one, part.name), getattr(other, part.name))
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes()
    elif isinstance(one, dict):
        assert list(one) == list(other)
        for key in one:
            assert_same(one[key], other[key])
    elif isinstance(one, (tuple, list)):
        assert len(one) == len(other)
        for mine, theirs in zip(one, other, strict=True):
            assert_same(mine, theirs)
    else:
        assert one == other


PEOPLE = made_people()
EXPECTED = evaluated(PEOPLE)


def test_the_made_up_answers_use_every_method():
    assert [key.scale.method for key in score(PEOPLE).scales.values()] == [
        "sum", "mean", "prorated_sum", "count", "lookup", "tariff", "single", "category", "given", "activity_minutes",
        "goal_attainment",
    ]  # fmt: skip
    assert all(pairs.pairs > 0 for pairs in EXPECTED["pairs"] if not pairs.group_by)
    assert {issue.code for issue in EXPECTED["issues"]} == {"score_disagrees", "not_in_table"}


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_an_engine_gives_the_same_cells_as_pandas(engine):
    assert_same(evaluated(on_engine(PEOPLE, engine)), EXPECTED)


def test_the_figures_are_the_same_on_every_engine_items_among_them():
    few = made_people(25, seed=2)
    expected = figures(few, Study(), "pandas")
    assert {"item_missing", "item_category_share"} <= {row.measure for row in expected.rows}
    assert_same(figures(few, Study(), "duckdb"), expected)


def test_lazy_polars_gives_the_same_cells():
    lazy = nw.from_native(to_engine(PEOPLE.answers, "polars").to_native().lazy())
    assert_same(evaluated(dataclasses.replace(PEOPLE, answers=lazy)), EXPECTED)


def test_pandas_on_arrow_and_plain_arrow_give_the_same_cells():
    table = PEOPLE.answers.to_arrow()
    for native in (table, table.to_pandas(types_mapper=pd.ArrowDtype)):
        frame = nw.from_native(native, eager_only=True)
        assert_same(evaluated(dataclasses.replace(PEOPLE, answers=frame)), EXPECTED)


def test_polars_answers_may_be_scored_on_pandas():
    polars = dataclasses.replace(PEOPLE, answers=to_engine(PEOPLE.answers, "polars"))
    assert_same(evaluated(on_engine(polars, "pandas")), EXPECTED)


def test_a_lazy_frame_stays_lazy_and_is_scored_the_same():
    lazy = to_engine(PEOPLE.answers, "duckdb")
    scores = score_frame(lazy, PEOPLE.instruments, PEOPLE.units)
    assert isinstance(scores.frame, nw.LazyFrame)
    eager = score(PEOPLE).frame
    mine = scores.frame.sort("participant", "wave").collect()
    theirs = eager.sort("participant", "wave")
    for name in eager.columns:
        assert mine[name].is_null().to_list() == theirs[name].is_null().to_list()
        assert mine[name].drop_nulls().to_list() == theirs[name].drop_nulls().to_list()


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_a_code_off_the_list_is_refused_on_every_engine(engine):
    frame = to_engine(answers([("p", "before"), ("q", "before")], a=[1, 9], b=[None, None]), engine)
    with pytest.raises(InputError, match=r"made\.a: .*codes: 1\."):
        score_frame(frame, {"made": EVERY_METHOD})


def test_people_follow_the_answers_to_their_engine():
    people = PEOPLE.people
    for engine in ("pandas", "polars", "duckdb"):
        moved = beside(people, to_engine(PEOPLE.answers, engine))
        assert moved.implementation == to_engine(PEOPLE.answers, engine).implementation
        assert sorted(moved.collect()["participant"].to_list()) == sorted(people["participant"].to_list())
    from_polars = nw.from_native(pl.DataFrame({"participant": ["p"]}), eager_only=True)
    assert beside(from_polars, PEOPLE.answers).collect()["participant"].to_list() == ["p"]


def test_an_engine_that_is_not_there_is_said():
    with pytest.raises(UsageError, match=r"there is no such engine\. Choose one of pandas, polars, duckdb, pyspark"):
        to_engine(PEOPLE.answers, "dask")


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="pyspark is installed")
def test_an_engine_that_is_not_installed_is_said():
    with pytest.raises(UsageError, match=r"not installed\. Install it with: pip install pyspark"):
        to_engine(PEOPLE.answers, "pyspark")


@pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None and not os.environ.get("REQUIRE_SPARK"),
    reason="pyspark is not installed: pip install -r tests/requirements-spark.txt",
)
def test_spark_gives_the_same_cells_as_pandas():
    few = made_people(25, seed=2)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, message="PySpark does not yet fully support pandas")
        warnings.filterwarnings("ignore", category=ResourceWarning)
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="pyspark")
        assert_same(evaluated(on_engine(few, "pyspark")), evaluated(few))
        assert_same(figures(few, Study(), "pyspark"), figures(few, Study(), "pandas"))
