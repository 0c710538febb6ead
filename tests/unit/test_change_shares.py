"""Shares of people in response options and bands, at each wave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from measures.change import Category, ChangeSettings, categories_of, item_rows, share_rows, words
from measures.instrument import Scale
from measures.library import load_library
from measures.pairs import ItemCounts
from tests.counted import by_measure, counts, scale_pairs

SETTINGS = ChangeSettings()
INSTRUMENTS = Path(__file__).resolve().parents[2] / "instruments"
BANDS = (Category("low", 0, 5), Category("middle", 5, 8), Category("high", 8, float("inf"), headline=True))


def test_a_band_reaches_up_to_the_next():
    people = counts([0, 4, 5, 7, 8, 8, 10])
    assert [band.people(people) for band in BANDS] == [2, 2, 3]


def test_an_option_is_one_score():
    assert Category("often", 2, 2).people(counts([1, 2, 2, 3])) == 2


def test_shares_of_everybody_at_each_wave():
    pairs = scale_pairs([4, 6], [9, 6], gone=[9, 2], later_only=[10])
    rows = {(row.measure, row.category, row.wave_to): row for row in share_rows(pairs, BANDS, SETTINGS)}
    before = rows["category_share", "low", "before"]
    assert (before.estimate, before.statistic, before.n, before.wave_from) == (0.5, 2, 4, "before")
    after = rows["headline_share", "", "after"]
    assert (after.estimate, after.n, after.wave_from) == (pytest.approx(2 / 3), 3, "after")
    assert "'high'" in after.note
    assert (after.ci_low, after.ci_high) == pytest.approx((0.2076596, 0.9385081), abs=1e-6)  # prop.test(2, 3)
    for wave in ("before", "after"):
        shares = [rows["category_share", band.label, wave].estimate for band in BANDS]
        assert sum(shares) == pytest.approx(1)


def test_without_headline_options_there_is_no_headline_share():
    rows = share_rows(scale_pairs([1], [2]), BANDS[:2], SETTINGS)
    assert {row.measure for row in rows} == {"category_share"}


def test_a_wave_without_anybody_says_so():
    rows = share_rows(replace(scale_pairs([], [], gone=[3])), BANDS, SETTINGS)
    assert {row.note for row in rows if row.wave_to == "after"} == {words.NOBODY}


@pytest.fixture(scope="module")
def library():
    return {instrument.id: instrument for instrument in load_library(INSTRUMENTS).values()}


def test_categories_of_a_single_question_are_its_labelled_options(library):
    direct = library["ons_lonely_direct"]
    found = categories_of(direct, direct.scale("total"))
    assert [(category.low, category.high) for category in found] == [(code, code) for code in (1, 2, 3, 4, 5)]
    assert [category.headline for category in found] == [True, False, False, False, False]


def test_categories_of_a_banded_scale_are_its_bands(library):
    ucla = library["ucla3"]
    found = categories_of(ucla, ucla.scale("total"))
    assert [(category.low, category.high, category.headline) for category in found] == [
        (3, 8, False),
        (8, float("inf"), True),
    ]


def test_options_of_a_reversed_question_turn_with_its_score(library):
    direct = library["ons_lonely_direct"]
    turned = Scale(id="t", title="t", method="single", items=("lonely",), reverse=("lonely",), headline=(1,))
    found = categories_of(direct, turned)
    assert [category.low for category in found] == [5, 4, 3, 2, 1]
    assert found[0].headline


def test_items_left_out_and_answered():
    counted = [ItemCounts("i.first", np.array([1, 2]), np.array([3, 1]), missing=1, absent=5)]
    rows = by_measure(
        item_rows(counted, {"first": {1: "Yes", 2: "No", 3: "Rather not"}}, scale_pairs([1], [2]), "before", SETTINGS)
    )
    missing = rows["item_missing", "", "first"]
    assert (missing.estimate, missing.statistic, missing.n) == (0.2, 1, 5)
    assert rows["item_category_share", "Yes", "first"].estimate == 0.75
    assert rows["item_category_share", "Rather not", "first"].estimate == 0
