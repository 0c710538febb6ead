"""Counting pairs: every person in the right cell, group and cluster."""

from dataclasses import replace

import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from measures.errors import UsageError
from measures.pairs import Breakdown, count_all, count_pairs, default_waves
from measures.scoring import score
from tests.made_instruments import answers, instrument, items, responses, scale, simple
from tests.unit.test_scoring_activity_and_goals import GOALS

ONE = simple("single", "a")
WAVES = ("before", "middle", "after")
#          both       both       once      later only  middle    no score   no score before
ROWS = {
    "p": (1, None, 4),
    "q": (1, 3, 4),
    "r": (2, None, None),
    "s": (None, None, 5),
    "t": (3, 3, None),
    "u": (None, None, None),
    "v": (None, 2, 2),
}


def held(table=ROWS, *, made=ONE, waves=WAVES, linked=True, **groups):
    rows = [(person, wave) for person in table for wave in waves]
    codes = [code for person in table for code in table[person]]
    return responses(answers(rows, a=codes), made, waves=waves, linked=linked, **groups)


def distribution(counts):
    return dict(zip(counts.value.tolist(), counts.n.tolist(), strict=True))


def cells(pairs):
    return dict(zip(zip(pairs.before.tolist(), pairs.after.tolist(), strict=True), pairs.n.tolist(), strict=True))


def test_everybody_is_counted_where_they_belong():
    people = held()
    (pairs,) = count_pairs(score(people), people, scale="made.total", pair=("before", "after"))
    assert cells(pairs) == {(1, 4): 2}
    assert pairs.pairs == 2
    assert distribution(pairs.all_before) == {1: 2, 2: 1, 3: 1}
    assert distribution(pairs.all_after) == {2: 1, 4: 2, 5: 1}
    assert pairs.all_before.total == 4
    # t answered in the middle: heard from again, though not in the last wave
    assert distribution(pairs.not_again) == {2: 1}
    assert (pairs.instrument, pairs.scale, pairs.domain) == ("made", "total", "skills")
    assert (pairs.wave_from, pairs.wave_to, pairs.group_by, pairs.group) == ("before", "after", "", "")
    assert (pairs.linked, pairs.cluster, pairs.set_aside) == (True, None, 0)


def test_a_later_pair_of_waves_starts_at_its_own_first_wave():
    people = held()
    (pairs,) = count_pairs(score(people), people, scale="made.total", pair=("middle", "after"))
    assert cells(pairs) == {(2, 2): 1, (3, 4): 1}
    assert distribution(pairs.not_again) == {3: 1}


def test_the_waves_are_the_earliest_and_latest_with_scores_unless_said():
    people = held({"p": (None, 1, 2), "q": (None, 3, None)})
    assert default_waves(score(people), WAVES) == {"made.total": ("middle", "after")}
    (pairs,) = count_pairs(score(people), people, scale="made.total")
    assert (pairs.wave_from, pairs.wave_to, cells(pairs)) == ("middle", "after", {(1, 2): 1})


@pytest.mark.parametrize(
    ("scored", "expected"),
    [(0, ("before", "after")), (1, ("middle", "after")), (2, ("before", "after")), (None, ("before", "after"))],
)
def test_where_one_wave_has_scores_it_is_one_of_the_two(scored, expected):
    codes = tuple(1 if place == scored else None for place in range(3))
    people = held({"p": codes})
    assert default_waves(score(people), WAVES) == {"made.total": expected}


def test_one_wave_alone_gives_levels_and_no_pairs():
    people = held({"p": (1,), "q": (3,)}, waves=("before",))
    (pairs,) = count_pairs(score(people), people, scale="made.total")
    assert distribution(pairs.all_before) == {1: 1, 3: 1}
    assert (pairs.pairs, pairs.all_after.total, pairs.not_again.total) == (0, 0, 0)


def test_people_who_cannot_be_followed_have_levels_and_no_pairs():
    people = held({"p": (1, None, None), "q": (None, None, 4)}, linked=False)
    (pairs,) = count_pairs(score(people), people, scale="made.total", pair=("before", "after"))
    assert (pairs.linked, pairs.pairs, pairs.not_again.total) == (False, 0, 0)
    assert (distribution(pairs.all_before), distribution(pairs.all_after)) == ({1: 1}, {4: 1})


def test_nobody_at_all_is_counted_as_nobody():
    people = held({"p": (None, None, None)})
    (pairs,) = count_pairs(score(people), people, scale="made.total")
    assert (pairs.pairs, pairs.all_before.total, pairs.all_after.total, pairs.not_again.total) == (0, 0, 0, 0)
    assert pairs.before.dtype == np.float64


def test_groups_come_in_their_stated_order_then_by_name_and_not_stated_last():
    people = held(area=["south", "north", None, "east", "south", "north", "west"])
    scores = score(people)
    counted = count_pairs(
        scores, people, scale="made.total", pair=("before", "after"), group_by="area", order=("west", "south")
    )
    assert [found.group for found in counted] == ["west", "south", "east", "north", "not stated"]
    assert {found.group_by for found in counted} == {"area"}
    by_group = {found.group: found for found in counted}
    assert cells(by_group["south"]) == {(1, 4): 1}
    assert distribution(by_group["not stated"].not_again) == {2: 1}
    assert distribution(by_group["east"].all_after) == {5: 1}
    assert sum(found.pairs for found in counted) == 2


def test_somebody_of_whom_nothing_is_known_is_in_the_group_not_stated():
    people = held()
    known = nw.from_native(pd.DataFrame({"participant": ["q", "s"], "area": ["north", "south"]}), eager_only=True)
    people = replace(people, people=known)
    counted = count_pairs(score(people), people, scale="made.total", pair=("before", "after"), group_by="area")
    assert cells({found.group: found for found in counted}["not stated"]) == {(1, 4): 1}


def test_clusters_are_numbered_by_name_and_kept_apart():
    people = held(site=["B", "A", "B", None, "A", "A", "A"])
    (pairs,) = count_pairs(score(people), people, scale="made.total", pair=("before", "after"), cluster="site")
    assert pairs.cluster.tolist() == [0, 1]  # A, B
    assert pairs.before.tolist() == [1, 1]
    assert pairs.n.tolist() == [1, 1]


def test_an_unknown_cluster_is_minus_one():
    people = held({"p": (1, None, 4), "q": (1, None, 4)}, site=["B", None])
    (pairs,) = count_pairs(score(people), people, scale="made.total", cluster="site")
    assert pairs.cluster.tolist() == [-1, 0]


def test_cells_are_merged_where_different_answers_give_equal_scores():
    made = simple("mean", "a", "b", rest="min_answered = 1")
    rows = [("p", "before"), ("p", "after"), ("q", "before"), ("q", "after")]
    people = responses(answers(rows, a=[2, 4, 1, 5], b=[None, 4, 3, 3]), made)
    (pairs,) = count_pairs(score(people), people, scale="made.total")
    assert cells(pairs) == {(2, 4): 2}  # 2 / 1 and (1 + 3) / 2; (4 + 4) / 2 and (5 + 3) / 2


def test_goals_are_compared_only_with_the_same_goals_and_weights():
    rows = [(person, wave) for person in "pqrs" for wave in ("before", "after")]
    frame = answers(
        rows,
        **{
            "made.goal.1": [-1, 1, -1, 1, -1, 1, -1, 1],
            "made.goal.2": [0, 0, 0, None, 0, 0, None, None],
            "made.importance.1": [None, None, None, None, 2, 3, 2, 2],
        },
    )
    people = responses(frame, GOALS)
    (pairs,) = count_pairs(score(people), people, scale="made.total")
    # p: two goals both times, S = -1 and 1, 10 / sqrt(0.7 x 2 + 0.3 x 4) = 6.20; q dropped a goal; r changed a weight;
    # s: one goal of weight 2, 50 -+ 20 / sqrt(0.7 x 4 + 0.3 x 4) = 50 -+ 10
    assert pairs.before.tolist() == pytest.approx([40, 50 - 10 / np.sqrt(2.6)])
    assert pairs.after.tolist() == pytest.approx([60, 50 + 10 / np.sqrt(2.6)])
    assert pairs.set_aside == 2
    assert (pairs.all_before.total, pairs.all_after.total, pairs.not_again.total) == (4, 4, 0)


TWO = instrument(items("a", "b") + scale("single", "a", name="one") + scale("sum", "a", "b", name="both"))


def test_all_scales_and_breakdowns_at_once_are_the_same_as_one_at_a_time():
    rows = [(f"p{number}", wave) for number in range(40) for wave in WAVES]
    draw = np.random.default_rng(4)
    codes = {name: [int(code) if code else None for code in draw.integers(0, 6, len(rows))] for name in "ab"}
    area, site = ([f"{letter}{number}" for number in draw.integers(0, 3, 40)] for letter in "AS")
    people = responses(answers(rows, **codes), TWO, waves=WAVES, area=area, site=site)
    scores = score(people)
    pairs = {"made.one": ("before", "middle"), "made": ("middle", "after")}
    together = count_all(scores, people, pairs=pairs, breakdowns=[Breakdown("area"), Breakdown("site")], cluster="site")
    assert [(found.scale, found.group_by) for found in together] == [
        (name, by) for name in ("one", "both") for by in ("", *["area"] * 3, *["site"] * 3)
    ]
    for name, waves in (("one", ("before", "middle")), ("both", ("middle", "after"))):
        for by in ("", "area", "site"):
            alone = count_pairs(scores, people, scale=f"made.{name}", pair=waves, group_by=by, cluster="site")
            same = [found for found in together if (found.scale, found.group_by) == (name, by)]
            for one, other in zip(same, alone, strict=True):
                assert (one.group, one.wave_from, one.wave_to) == (other.group, other.wave_from, other.wave_to)
                for part in ("before", "after", "n", "cluster"):
                    np.testing.assert_array_equal(getattr(one, part), getattr(other, part))


def test_an_unknown_scale_or_wave_is_an_error():
    people = held()
    with pytest.raises(KeyError):
        count_pairs(score(people), people, scale="made.other")
    with pytest.raises(UsageError, match="'never' is no wave of these answers"):
        count_pairs(score(people), people, scale="made.total", pair=("never", "after"))
    with pytest.raises(UsageError, match=r"'after' comes after 'before'\. Name the earlier wave first"):
        count_pairs(score(people), people, scale="made.total", pair=("after", "before"))
