"""Drawn intervals, d_rm, errors of measurement, shares by cluster, drift, and answer shares against R and by hand.

r/change_more.R made r/change_more.json from the invented data of r/change.json; calls and versions stand inside.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from measures.change import Category, ChangeSettings, change_rows, item_rows, people_rows, share_rows
from measures.instrument import Scale
from measures.items import ItemCounts
from tests.counted import by_measure, scale_pairs

FOLDER = Path(__file__).parent / "r"
MORE = json.loads((FOLDER / "change_more.json").read_text(encoding="utf-8"))
DATA = json.loads((FOLDER / "change.json").read_text(encoding="utf-8"))["data"]
NAMES = ("short", "scale", "tenths")
SHARES = ("0.1", "0.25", "0.5", "0.75", "0.9")
SCALE = Scale(id="s", title="t", method="sum", items=("a", "b"), higher_is="better")


@pytest.fixture(scope="module", params=NAMES)
def computed(request):
    data = DATA[request.param]
    pairs = scale_pairs(data["before"], data["after"])
    settings = ChangeSettings(bootstrap=8000, reliability={"i.s": 0.8})
    rows = change_rows(pairs, settings) + people_rows(pairs, settings, scale=SCALE, overall=pairs)
    return request.param, by_measure(rows)


def near(row, ends, spread, step=0.0):
    """Both intervals are drawn by chance, 8,000 and 20,000 times.

    A 2.5 % quantile of 8,000 draws is known to about 0.03 SDs of the draws (sqrt(0.025 x 0.975 / 8000) over the normal
    density there, 0.058). Draws of a rank statistic step besides, so a quarter of an SD is allowed; those of a median or
    quantile lie on halves of the scale's step, and where a limit falls between two of them one step is.
    """
    room = max(0.25 * spread, step)
    assert abs(row.ci_low - ends[0]) <= room + 1e-9, row
    assert abs(row.ci_high - ends[1]) <= room + 1e-9, row


def test_percentile_intervals_agree_with_boot(computed):
    name, rows = computed
    r = MORE["drawn"][name]["values"]
    near(rows["rank_biserial"], r["rank_biserial"], r["spread"][0])
    half = 0.05 if name == "tenths" else 0.5
    near(rows["median_before"], r["median_before"], r["spread"][1], half)
    near(rows["median_after"], r["median_after"], r["spread"][2], half)
    for place, share in enumerate(SHARES):
        near(rows["change_quantile", share, ""], r["quantiles"][place], r["spread"][3 + place], half)


def test_d_rm_and_its_interval(computed):
    name, rows = computed
    r, row = MORE["d_rm"][name]["values"], rows["d_rm"]
    assert (row.estimate, row.ci_low, row.ci_high) == pytest.approx((r["d"], r["low"], r["high"]), rel=1e-9)


def test_errors_of_measurement(computed):
    name, rows = computed
    r = MORE["errors"][name]["values"]
    for measure, wanted in (
        ("half_sd", r["half"]), ("standard_error_of_measurement", r["sem"]), ("minimal_detectable_change_95", r["mdc"])
    ):  # fmt: skip
        assert rows[measure].estimate == pytest.approx(wanted, rel=1e-9)


def by_cluster():
    groups = DATA["groups"]
    pairs = scale_pairs(groups["before"], groups["after"], cluster=groups["cluster"])
    settings = ChangeSettings(bootstrap=8000, minimum_important_change={"i.s": 2.0})
    rows = change_rows(pairs, settings) + people_rows(pairs, settings, scale=SCALE, overall=pairs)
    return by_measure(rows)


def test_a_share_by_cluster():
    r, row = MORE["share"]["values"], by_cluster()["important_improved"]
    assert (row.estimate, row.statistic) == pytest.approx((r["p"], r["x"]))
    assert (row.ci_low, row.ci_high) == pytest.approx((r["low"], r["high"]), rel=1e-9)


def test_draws_of_whole_clusters():
    r, rows = MORE["clusters"]["values"], by_cluster()
    near(rows["d_z"], r["d_z"], r["spread"][0])
    near(rows["correlation"], r["correlation"], r["spread"][1])


def drift(joined, **more):
    asked = ChangeSettings(bootstrap=10, joined=joined, **more)
    rows = by_measure(change_rows(scale_pairs([4, 5, 6], [6, 6, 8]), asked))
    return rows["drift_low"], rows["drift_high"]


def test_drift_by_hand():
    # (1 - r)(norm - baseline mean): norm 7.5, baseline 5: 2.5 (1 - 0.7) = 0.75, 2.5 (1 - 0.5) = 1.25
    known = {"retest": {"i.s": (0.5, 0.7)}, "norm": {"i.s": (7.5, 1.9)}}
    assert [row.estimate for row in drift("selected_low", **known)] == pytest.approx([0.75, 1.25])
    assert [row.estimate for row in drift("referred", **known)] == pytest.approx([0.0, 1.25])
    assert [row.estimate for row in drift("open", **known)] == [0.0, 0.0]
    below = {**known, "norm": {"i.s": (3.0, 1.9)}}  # people started above the norm: the drift is downwards
    assert [row.estimate for row in drift("selected_low", **below)] == pytest.approx([-1.0, -0.6])
    for row in (*drift("unknown", **known), *drift("selected_low", norm=known["norm"]), *drift("referred")):
        assert (row.status, row.estimate) == ("x", None)
        assert row.note.startswith("Could not be estimated")


def test_headline_and_category_shares():
    # R 4.2.2: prop.test(8, 10, correct = FALSE)$conf.int 0.4901624715 0.9433178485; (5, 9) 0.2666512935 0.8112214789
    pairs = scale_pairs([1, 2, 3, 3, 1, 2, 3, 3], [1, 1, 1, 3, 2, 2, 3, 1], [3, 3], later_only=[1])
    rows = share_rows(pairs, [Category("low", 1, 1), Category("high", 2, 4, headline=True)], ChangeSettings())
    first, last = (row for row in rows if row.measure == "headline_share")
    assert (first.statistic, first.n, last.n) == (8, 10, 9)
    low = [row for row in rows if (row.measure, row.category) == ("category_share", "low")]
    assert [(row.statistic, row.n) for row in low] == [(2, 10), (5, 9)]
    assert first.wave_from == first.wave_to == "before"
    assert (first.ci_low, first.ci_high) == pytest.approx((0.4901624715, 0.9433178485), rel=1e-9)
    assert (low[1].ci_low, low[1].ci_high) == pytest.approx((0.2666512935, 0.8112214789), rel=1e-9)


def test_answers_of_an_item():
    # 8 answered, 3 of them 'Often'; 2 answered others but not this one: R prop.test(3, 8), prop.test(2, 10)
    counted = ItemCounts("a", np.array([1, 3]), np.array([5, 3]), missing=2, absent=4)
    labels = {"a": {1: "Never", 2: "Sometimes", 3: "Often"}}
    rows = by_measure(item_rows([counted], labels, scale_pairs([1], [2]), "before", ChangeSettings()))
    often, missing = rows["item_category_share", "Often", "a"], rows["item_missing", "", "a"]
    assert (often.statistic, often.n, missing.statistic, missing.n) == (3, 8, 2, 10)
    assert (often.ci_low, often.ci_high) == pytest.approx((0.1368442858, 0.6942576054), rel=1e-9)
    assert (missing.ci_low, missing.ci_high) == pytest.approx((0.05668215145, 0.50983752846), rel=1e-9)
    assert rows["item_category_share", "Sometimes", "a"].statistic == 0
