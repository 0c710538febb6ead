"""Poor data through the whole command: a figure or a stated reason for every row, never a crash or a misleading nought."""

from __future__ import annotations

import csv
import json
import math

import numpy as np
import pytest

from measures.cli import main

GIVEN = """
format = 1
id = "well"
version = "1"
title = "Feeling well"
domains = ["strengths"]
[source]
citation = "Invented for this test"
licence = "project"
wording = "topic"
[[scales]]
id = "total"
title = "Feeling well"
domain = "strengths"
method = "given"
range = [0, 100]
step = {step}
higher_is = "better"
source = "Invented for this test"
status = "verified"
"""
STUDY = """
format = 1
[[files]]
path = "answers.csv"
[waves]
order = ["one", "two"]
column = "wave"
[participant]
column = "code"
[instruments]
folder = "own"
[columns]
"well" = "well.scale:total"
[groups]
area = {{ column = "area", order = ["north", "south"] }}
[analysis]
bootstrap = 50
minimum_important_change = {{ "well.total" = 5 }}
{more}
"""
MANY = [(f"K{number}Q", number * 7 % 40, number * 11 % 50) for number in range(30)]


def evaluated(folder, people, more="", step="1", area=None, site=None):
    """Rows of an evaluation of people written as (code, before, after), None for no answer."""
    (folder / "own").mkdir()
    (folder / "own" / "well.toml").write_text(GIVEN.format(step=step))
    (folder / "study.toml").write_text(STUDY.format(more=more))
    with (folder / "answers.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["code", "wave", "well", "area", "site"])
        for number, (code, *scores) in enumerate(people):
            for wave, score in zip(("one", "two"), scores, strict=True):
                value = "" if score is None else score
                out.writerow([code, wave, value, area(number) if area else "north", site(number) if site else "A"])
    target = folder / "results.json"
    words = ["evaluate", "--study", str(folder / "study.toml"), "--json", str(target), "--policy", "none"]
    assert main(words) == 0
    rows = json.loads(target.read_text(), parse_constant=lambda name: pytest.fail(f"{name} in the results"))["results"]
    for row in rows:
        told = any(row[name] is not None for name in ("estimate", "statistic", "p_value")) or (
            row["status"] == "x" and row["note"]
        )
        assert told, (row["measure"], row["group_by"], row["group"], row["note"], row["statistic"])
        assert all(math.isfinite(value) for value in row.values() if isinstance(value, float)), row
    return rows


def of(rows, measure, **about):
    (found,) = [
        row for row in rows
        if row["measure"] == measure and all(row[key] == value for key, value in {"group": "", **about}.items())
    ]  # fmt: skip
    return found


def test_one_pair(tmp_path):
    rows = evaluated(tmp_path, [("K1Q", 10, 14)])
    assert of(rows, "mean_change")["estimate"] == 4
    assert of(rows, "mean_change")["ci_low"] is None
    assert of(rows, "d_z")["status"] == "x"


def test_no_pairs(tmp_path):
    rows = evaluated(tmp_path, [("K1Q", 10, None), ("K2Q", None, 14), ("K3Q", 12, None)])
    assert {of(rows, name)["status"] for name in ("mean_change", "mean_change_likelihood", "paired_t")} == {"x"}
    assert of(rows, "not_again")["estimate"] == 1


def test_no_variance_and_everybody_at_the_ceiling(tmp_path):
    rows = evaluated(tmp_path, [(f"K{number}Q", 100, 100) for number in range(12)])
    assert of(rows, "mean_change")["estimate"] == 0
    assert of(rows, "wilcoxon")["status"] == "x"
    assert of(rows, "ceiling_before")["estimate"] == of(rows, "ceiling_after")["estimate"] == 1


def test_everybody_missing_at_one_wave(tmp_path):
    rows = evaluated(tmp_path, [(code, before, None) for code, before, _ in MANY])
    assert of(rows, "mean_change")["status"] == "x"
    assert of(rows, "mean_all", wave_from="one")["n"] == 30


def test_a_group_without_anybody(tmp_path):
    rows = evaluated(tmp_path, MANY)
    assert {row["group"] for row in rows if row["group_by"] == "area"} <= {"", "north", "not stated"}
    assert of(rows, "mean_change", group="north")["n"] == 30


@pytest.mark.parametrize(("reliability", "improved"), [("1", None), ("0", 0)])
def test_a_reliability_of_one_or_nought(tmp_path, reliability, improved):
    rows = evaluated(tmp_path, MANY, more=f'reliability = {{ "well.total" = {reliability} }}')
    found = of(rows, "reliable_improved")
    rises = sum(after > before for _, before, after in MANY)
    if improved is None:  # without error every rise counts
        assert found["statistic"] == rises
    else:  # pure error: only changes beyond 1.96 sqrt(2) SDs do
        assert found["statistic"] < rises


def test_one_cluster(tmp_path):
    rows = evaluated(tmp_path, MANY, more='cluster = "site"')
    found = of(rows, "mean_change")
    assert found["estimate"] is not None
    assert found["ci_low"] is None
    assert "one cluster" in found["note"]


def test_ten_thousand_distinct_continuous_scores(tmp_path):
    random = np.random.default_rng(3)
    before = random.uniform(30, 60, 10_000)
    after = before + random.normal(2, 5, 10_000)
    people = [
        (f"K{place}Q", f"{one:.6f}", f"{two:.6f}") for place, (one, two) in enumerate(zip(before, after, strict=True))
    ]
    rows = evaluated(tmp_path, people, step="0.000001")
    assert of(rows, "mean_change")["n"] == 10_000
    assert of(rows, "hodges_lehmann")["estimate"] == pytest.approx(2, abs=0.2)
