"""The deeper pictures of one scale: from protected figures alone, each with words and a table; and the holder's own."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from measures.change import Category, ChangeSettings, adjust, change_rows, people_rows, share_rows
from measures.disclosure import protect
from measures.instrument import Band, Scale
from measures.report import change_charts, own_eyes
from measures.report.change_words import level_sentences
from measures.results import Evaluation, Row
from tests.counted import scale_pairs
from tests.evaluations import LONELINESS

FACTS = replace(LONELINESS, instrument="i", scale="s", higher_is="better", low=0.0, high=10.0)
BANDS = (Band(from_=0, label="Low"), Band(from_=5, label="High"))
SCALE = Scale(id="s", title="t", method="sum", items=("a", "b"), range=(0, 10), higher_is="better", bands=BANDS)
BEFORE = [2] * 12 + [4] * 14 + [6] * 10 + [7] * 8
AFTER = [2] * 6 + [6] * 6 + [4] * 8 + [7] * 6 + [8] * 10 + [3] * 8
SETTINGS = ChangeSettings(bootstrap=50, minimum_important_change={"i.s": 2.0}, reliability={"i.s": 0.8})


def protected(policy="under_5", before=BEFORE, after=AFTER):
    pairs = scale_pairs(before, after, low=0.0, high=10.0)
    rows = change_rows(pairs, SETTINGS) + people_rows(pairs, SETTINGS, scale=SCALE, overall=pairs)
    rows += share_rows(pairs, [Category("Low", 0, 5), Category("High", 5, np.inf)], SETTINGS)
    found = Evaluation(provenance={"title": "t"}, flow=(), issues=(), results=tuple(adjust(rows)), scales=(FACTS,))
    return protect(found, policy)


def drawn(picture):
    """It draws, and its words say something."""
    assert picture.png().startswith(b"\x89PNG")
    assert len(picture.alt) > 40
    return json.dumps(picture.spec)


def test_levels_before_and_after():
    picture, table = change_charts.levels(protected(), FACTS)
    # low (under 5): 26 of 44 before; after 6 twos, 8 fours and 8 threes
    assert table == [
        {"Level": "Low", "before": "26 of 44 people (59%)", "after": "22 of 44 people (50%)"},
        {"Level": "High", "before": "18 of 44 people (41%)", "after": "22 of 44 people (50%)"},
    ]
    assert "Low, before: 26 of 44 people (59%)" in picture.alt
    drawn(picture)


def test_how_change_was_spread():
    picture, table = change_charts.spread_of_change(protected(), FACTS, 2.0)
    # sorted changes: 8 of -4, 14 of 0, 10 of 2, 6 of 3, 6 of 4; type 7 at ranks 4.3, 10.75, 21.5, 32.25, 38.7 (from 0)
    assert [line["Change"] for line in table] == ["\N{MINUS SIGN}4.0", "0.0", "+1.0", "+3.0", "+4.0"]
    assert picture.alt.startswith("Half of the people changed by between 0.0 and +3.0 points.")
    assert "important change is 2.0 points" in picture.alt
    assert '"name": "important"' in drawn(picture)


def test_who_moved_which_way():
    picture, table = change_charts.moves(protected(), FACTS, "important")
    assert [line["People"] for line in table] == [
        "22 of 44 people (50%)",
        "14 of 44 people (32%)",
        "8 of 44 people (18%)",
    ]
    assert [line["Which way"] for line in table] == ["Better", "Neither", "Worse"]
    drawn(picture)
    picture, table = change_charts.moves(protected(), FACTS, "band")
    # 6 from 2 to 6 and 6 from 4 to 7; 8 from 7 to 3
    assert [line["People"] for line in table] == ["12 of 44 people (27%)", "8 of 44 people (18%)"]
    assert level_sentences(FACTS, protected().value.results) == (
        "Of the 44 people who answered both times, 12 moved to a better level and 8 to a worse one.",
    )


def test_nobody_is_said_as_nobody():
    rows = [replace(row, statistic=0.0, estimate=0.0) if row.measure == "worse_band" else row
            for row in protected().value.results]  # fmt: skip
    assert level_sentences(FACTS, rows)[-1].endswith("12 moved to a better level and nobody to a worse one.")


def test_physical_activity_leads_with_the_inactive():
    active = replace(FACTS, domains=("physical_activity",))
    first, second = level_sentences(active, protected().value.results)
    assert first.startswith("Low: 26 of 44 people (59%)")
    assert "12 moved to a more active level and 8 to a less active one" in second


def test_what_the_gate_hides_is_not_drawn():
    hidden = protected(before=BEFORE[:12] + [4] * 2, after=AFTER[:12] + [7] * 2)
    assert change_charts.spread_of_change(hidden, FACTS) is None
    assert change_charts.levels(hidden, FACTS) is None
    assert change_charts.moves(hidden, FACTS, "band") is None
    assert level_sentences(FACTS, hidden.value.results) == ()


def test_a_wave_that_is_hidden_stands_in_the_table_as_hidden():
    found = protected().value
    rows = tuple(
        replace(row, estimate=None, statistic=None, n=None, ci_low=None, ci_high=None, status="c")
        if (row.measure, row.wave_from) == ("category_share", "after")
        else row
        for row in found.results
    )
    picture, table = change_charts.levels(protect(replace(found, results=rows), "none"), FACTS)
    assert [line["after"] for line in table] == ["[c] hidden to protect people"] * 2
    drawn(picture)


def test_nothing_there_is_no_chart():
    empty = protect(Evaluation(provenance={}, flow=(), issues=(), results=(), scales=(FACTS,)), "none")
    assert change_charts.levels(empty, FACTS) is None
    assert change_charts.spread_of_change(empty, FACTS) is None
    assert change_charts.moves(empty, FACTS, "reliable") is None


PAIRS = scale_pairs(BEFORE, AFTER, low=0.0, high=10.0)


def test_each_persons_line_is_jittered_and_never_labelled():
    picture, table = own_eyes.lines(PAIRS, FACTS)
    assert table == [
        {"Score": "Up", "People": "22"},
        {"Score": "Same", "People": "14"},
        {"Score": "Down", "People": "8"},
    ]
    values = picture.spec["layer"][0]["data"]["values"] if "data" in picture.spec["layer"][0] else None
    if values is None:
        (values,) = (
            picture.spec["datasets"].values() if "datasets" in picture.spec else (picture.spec["data"]["values"],)
        )
    assert len(values) == 2 * 44
    assert all(value["score"] != round(value["score"]) for value in values)
    spec = drawn(picture)
    assert '"tooltip"' not in spec
    assert '"text":' not in json.dumps(picture.spec["layer"])
    assert own_eyes.lines(PAIRS, FACTS)[0].spec == picture.spec


def test_a_histogram_of_change_counts_everybody():
    picture, table = own_eyes.change_histogram(PAIRS, FACTS, 2.0)
    assert {line["Change"]: line["People"] for line in table} == {
        "\N{MINUS SIGN}4.0": "8", "0.0": "14", "2.0": "10", "3.0": "6", "4.0": "6"
    }  # fmt: skip
    assert '"name": "important"' in drawn(picture)
    random = np.random.default_rng(1)
    many = scale_pairs(random.normal(5, 2, 900), random.normal(6, 2, 900))
    _, table = own_eyes.change_histogram(many, FACTS)
    assert len(table) <= own_eyes.MOST_BARS
    assert sum(int(line["People"]) for line in table) == 900
    picture, _ = own_eyes.lines(many, FACTS)
    assert "300 of them, drawn at random, are shown" in " ".join(picture.spec["title"]["subtitle"])


@pytest.mark.parametrize("people", [0, 1, 9])
def test_fewer_than_ten_people_are_not_drawn_one_by_one(people):
    few = scale_pairs([1.0] * people, [2.0] * people)
    assert own_eyes.lines(few, FACTS) is None
    assert own_eyes.change_histogram(few, FACTS) is None


def test_everybody_alike_can_be_drawn():
    alike = scale_pairs([5.0] * 12, [5.0] * 12)
    drawn(own_eyes.lines(alike, FACTS)[0])
    drawn(own_eyes.change_histogram(alike, FACTS)[0])


def test_no_report_takes_what_is_for_the_holders_eyes_alone():
    root = Path(own_eyes.__file__).parents[1]
    takers = {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and (
            node.module in ("measures.report.own_eyes", "measures.own_cells")
            or (node.module == "measures.report" and any(name.name == "own_eyes" for name in node.names))))
    }  # fmt: skip
    assert takers == {"app/depth.py"}


def test_rows_of_other_scales_are_not_taken():
    other = Row("i", "other", "change_quantile", "before", "after", category="0.5", estimate=1.0)
    assert level_sentences(FACTS, [other]) == ()
