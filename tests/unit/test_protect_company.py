"""No hidden number comes back by subtraction: groups and totals, waves and pairs, categories."""

import math
import random
from dataclasses import replace
from functools import cache

import pytest

from measures.change import Category
from measures.disclosure import protect
from measures.results import Row
from tests.evaluations import LONELINESS, evaluation, one, options

CIRCLE = [(3, 4), (4, 4), (5, 3), (5, 6), (6, 5), (6, 6), (7, 5), (7, 7), (8, 6), (9, 9)]


def pairs(n):
    return [CIRCLE[place % 10] for place in range(n)]


def gone(n):
    return [(CIRCLE[place % 10][0], None) for place in range(n)]


def later(n):
    return [(None, CIRCLE[place % 10][1]) for place in range(n)]


@cache
def genders(*sizes):
    names = ("Woman", "Man", "Other", "not stated")
    return evaluation({"gender": {name: pairs(n) for name, n in zip(names, sizes, strict=False)}})


def shown(found, measure="mean_change", policy="under_5", group_by="gender"):
    rows = protect(found, policy).value.results
    return {row.group: row.n for row in rows if (row.measure, row.group_by) == (measure, group_by)}


def test_a_lone_hidden_group_gets_the_smallest_other_for_company():
    assert shown(genders(40, 33, 36, 3)) == {"Woman": 40, "Man": None, "Other": 36, "not stated": None}


def test_two_hidden_groups_that_can_only_be_small_get_more_company():
    # 2 and 2 are 4 together: each would be surely below 5
    assert shown(genders(40, 33, 2, 2)) == {"Woman": 40, "Man": None, "Other": None, "not stated": None}
    # 4 and 4 are 8 together: either might be 5 or more
    assert shown(genders(40, 33, 4, 4)) == {"Woman": 40, "Man": 33, "Other": None, "not stated": None}


def test_a_breakdown_of_two_is_hidden_whole():
    assert shown(genders(40, 3)) == {"Woman": None, "Man": None}


def test_groups_so_small_that_even_the_total_pins_them_hide_the_total():
    rows = protect(genders(1, 1, 1, 2)).value.results
    assert {row.n for row in rows} == {None}


def test_nobody_at_all_is_shown_as_nobody():
    assert shown(genders(40, 33, 0)) == {"Woman": 40, "Man": 33, "Other": 0}


def test_numeric_group_names_are_hidden_like_any_other():
    # ACRO 1.0.2 with margins and integer labels printed the hidden 8 (reference case of a lone masked cell)
    found = evaluation(
        {"quintile": {str(name): pairs(n) for name, n in zip(range(1, 6), (60, 50, 40, 41, 8), strict=True)}}
    )
    numbers = shown(found, policy="under_10", group_by="quintile")
    assert numbers == {"1": 60, "2": 50, "3": None, "4": 41, "5": None}


def test_groups_named_like_the_marker_are_only_names():
    found = evaluation({"c": {"[c]": pairs(40), "c": pairs(33), "": pairs(4)}})
    assert shown(found, group_by="c") == {"[c]": 40, "c": None, "": None}


def test_means_of_a_group_between_5_and_9_keep_company_but_their_number_is_told():
    rows = protect(genders(40, 33, 7)).value.results
    status = {
        row.group: (row.status, row.n) for row in rows if (row.measure, row.group_by) == ("mean_change", "gender")
    }
    assert status == {"Woman": ("", 40), "Man": ("c", 33), "Other": ("c", 7)}


def test_exact_means_would_give_back_a_rounded_one_so_another_is_rounded_too():
    rows = protect(genders(60, 35, 15)).value.results
    found = {row.group: row for row in rows if (row.measure, row.group_by) == ("mean_change", "gender")}
    assert found["Woman"].std_error is not None
    assert "Rounded" in found["Man"].note
    assert "Rounded" in found["Other"].note
    assert one(rows, "sd_change", "gender", "Man").status == "c"


def test_scales_answered_by_nearly_the_same_people_hide_the_same_groups():
    names = ("Woman", "Man", "Other", "not stated")
    rows, scales = [], []
    for name, sizes in {"total": (40, 33, 36, 4), "near": (40, 33, 36, 6), "far": (20, 17, 19, 12)}.items():
        facts = replace(LONELINESS, scale=name)
        found = evaluation({"gender": {group: pairs(n) for group, n in zip(names, sizes, strict=True)}}, facts=facts)
        rows += found.results
        scales += found.scales
    rows = protect(replace(found, results=tuple(rows), scales=tuple(scales))).value.results
    numbers = {
        (row.scale, row.group): row.n for row in rows if (row.measure, row.group_by) == ("mean_change", "gender")
    }
    assert [numbers["total", name] for name in names] == [40, None, 36, None]
    assert [numbers["near", name] for name in names] == [40, None, 36, None]  # 33 and 6 would tell the 33 and the 4
    assert [numbers["far", name] for name in names] == [20, 17, 19, 12]


# everybody at a wave, set against the pairs


@pytest.mark.parametrize(
    ("lost", "n_started", "mean"),
    [
        (0, 40, "exact"),
        (1, None, "hidden"),
        (4, None, "hidden"),
        (5, 45, "hidden"),
        (9, 49, "hidden"),
        (10, 50, "rounded"),
        (29, 69, "rounded"),
        (30, 70, "exact"),
    ],
)
def test_a_few_not_heard_from_again_hide_how_many_started(lost, n_started, mean):
    rows = protect(evaluation({"all": {"everyone": pairs(40) + gone(lost)}})).value.results
    change, everybody = one(rows, "mean_change"), one(rows, "mean_all", wave_to="before")
    assert (change.n, change.n_started) == (40, n_started)
    assert everybody.n == n_started
    assert {"c": "hidden", "": "rounded" if "Rounded" in everybody.note else "exact"}[everybody.status] == mean
    assert (one(rows, "change_if_unchanged").status == "c") == (n_started is None)
    assert (one(rows, "not_again").status == "c") == (n_started is None)


def test_a_group_whose_difference_is_small_gets_company_for_the_number_who_started():
    groups = {"Woman": pairs(40) + gone(20), "Man": pairs(33) + gone(3), "Other": pairs(36) + gone(12)}
    rows = protect(evaluation({"gender": groups})).value.results
    started = {
        row.group: (row.n, row.n_started) for row in rows if (row.measure, row.group_by) == ("mean_change", "gender")
    }
    assert started == {"Woman": (40, 60), "Man": (33, None), "Other": (36, None)}


def test_a_share_of_those_not_heard_from_again_needs_both_parts():
    few_back = protect(evaluation({"all": {"everyone": pairs(4) + gone(40)}})).value.results
    assert (one(few_back, "mean_change").n, one(few_back, "not_again").status) == (None, "c")
    assert one(few_back, "mean_all", wave_to="before").status == ""  # the pairs are hidden, so 44 tells nothing of them


def test_two_groups_of_people_who_cannot_be_linked():
    unlinked = [
        Row("u", "s", "mean_change", "before", "after", n=0, n_started=44, status="x", note="cannot be followed"),
        Row("u", "s", "mean_all", "before", "before", n=44, n_started=44, estimate=5.04, ci_low=4.6, ci_high=5.4),
        Row("u", "s", "mean_all", "after", "after", n=12, n_started=44, estimate=5.54, ci_low=4.6, ci_high=6.4),
        Row("u", "s", "difference_unpaired", "before", "after", n=56, n_started=44, estimate=0.54, ci_low=-0.44, ci_high=1.52, p_value=0.3, df=13.0),
    ]  # fmt: skip
    found = replace(genders(40), results=tuple(unlinked), scales=(replace(LONELINESS, instrument="u", scale="s"),))
    nobody, before, after, difference = protect(found).value.results
    assert (nobody.status, nobody.note) == ("x", "cannot be followed")
    assert before.estimate == 5.04
    assert (after.estimate, after.ci_low) == (5.5, None)
    # 12 people in the smaller group: outward to whole steps
    assert (difference.estimate, difference.ci_low, difference.ci_high, difference.p_value) == (0.5, -1.0, 2.0, None)
    few = replace(found, results=(*unlinked[:2], replace(unlinked[2], n=4), replace(unlinked[3], n=48)))
    assert [row.n for row in protect(few).value.results] == [0, 44, None, None]


# shares


def answers(counts):
    """People at 3, 4, ... as often as stated, at one wave and long gone at the other."""
    return [(3 + place, None) for place, n in enumerate(counts) for _ in range(n)]


def shares(groups, measure="category_share", group="", headline=(), policy="under_5"):
    found = evaluation({"gender": groups}, categories=options(headline=headline))
    rows = protect(found, policy).value.results
    return [
        None if row.statistic is None else int(row.statistic)
        for row in rows
        if (row.measure, row.group, row.wave_to) == (measure, group, "before")
    ]


def test_a_small_category_is_hidden_with_the_next_smallest():
    assert shares({"all": answers((20, 3, 12, 9, 0, 0, 0))}) == [20, None, 12, None, 0, 0, 0]


def test_small_categories_that_could_only_be_small_get_company():
    assert shares({"all": answers((20, 2, 2, 9, 0, 12, 0))}) == [20, None, None, None, 0, 12, 0]


def test_single_options_within_bands_are_hidden_where_they_leave_a_few_of_a_band():
    ends_and_bands = [
        Category("Not at all", 3, 3), Category("Completely", 9, 9),
        Category("Low", 3, 6), Category("High", 6, math.inf),
    ]  # fmt: skip

    def told(*counts):
        found = evaluation({"all": {"everyone": answers(counts)}}, categories=ends_and_bands)
        rows = protect(found).value.results
        return {
            row.category: row.statistic
            for row in rows
            if (row.measure, row.wave_to, row.group) == ("category_share", "before", "")
        }

    assert told(20, 9, 0, 0, 0, 8, 12) == {"Not at all": 20, "Completely": 12, "Low": 29, "High": 20}
    # of the 23 in the low band all but 3 answered "Not at all"
    assert told(20, 3, 0, 0, 0, 8, 12) == {"Not at all": None, "Completely": None, "Low": 23, "High": 20}


def test_a_headline_that_adds_up_categories_leaves_none_or_all():
    groups = {"all": answers((20, 3, 12, 9, 0, 0, 0))}
    assert shares(groups, headline=(3, 4)) == [None] * 7
    assert shares(groups, "headline_share", headline=(3, 4)) == [23]
    whole = {"all": answers((20, 8, 12, 9, 0, 0, 0))}
    assert shares(whole, headline=(3, 4)) == [20, 8, 12, 9, 0, 0, 0]


def test_a_small_complement_hides_a_share():
    assert shares({"all": answers((20, 20, 3, 0, 0, 0, 0))}, "headline_share", headline=(3, 4)) == [None]


def test_a_group_with_a_small_category_is_hidden_with_company():
    groups = {"Woman": answers((20, 10, 10)), "Man": answers((20, 14, 2)), "Other": answers((13, 12, 11))}
    found = {group: shares(groups, group=group)[:3] for group in ("", *groups)}
    assert found == {"": [53, 36, 23], "Woman": [20, 10, 10], "Man": [None] * 3, "Other": [None] * 3}


def test_shares_of_fewer_than_thirty_are_not_shown_even_if_everybody_answers_alike():
    assert shares({"all": answers((29,))})[0] is None
    assert shares({"all": answers((30,))})[0] == 30


def test_a_share_whose_number_of_people_is_hidden_is_told_in_steps_of_five_points():
    crowd = pairs(40) + gone(3)  # 3 not heard from again hide that 43 started
    rows = protect(evaluation({"all": {"everyone": crowd}}, categories=options(headline=(3, 4, 5)))).value.results
    row = one(rows, "headline_share", wave_to="before")
    # 3, 4, 5, 5 are four of each ten, and the first three again among those gone: 19 of 43 is 44.2 %
    assert (row.estimate, row.n, row.statistic, row.ci_low, row.status) == (0.45, None, None, None, "")
    assert "steps of five" in row.note


def test_the_nhs_policy_hides_small_counts_and_rounds_the_rest():
    assert shares({"all": answers((21, 7, 13, 0, 0, 0, 0))}, policy="nhs") == [20, None, 15, 0, 0, 0, 0]


def test_a_floor_that_tells_of_those_seen_once_is_hidden():
    # lowest score: 6 of everybody, 4 of the pairs, so 2 of those not heard from again
    crowd = pairs(40) + [(3, None)] * 2 + [(8, None)] * 38
    rows = protect(evaluation({"all": {"everyone": crowd}}, categories=options())).value.results
    assert one(rows, "category_share", category="option 3", wave_to="before").statistic == 6
    assert one(rows, "floor_before").status == "c"


def test_alpha_on_complete_answers_does_not_tell_how_many_skipped_an_item():
    about = {"wave_from": "before", "wave_to": "before", "n_started": 40}
    alpha = Row("ucla3", "total", "alpha", **about, n=38, estimate=0.8, ci_low=0.7, ci_high=0.9, ci_level=0.95)
    found = genders(40)
    row = one(protect(replace(found, results=(*found.results, alpha))).value.results, "alpha")
    assert (row.status, row.estimate, row.n, row.ci_low) == ("", 0.8, None, None)
    fewer = replace(found, results=(*found.results, replace(alpha, n=34)))
    assert one(protect(fewer).value.results, "alpha").n == 34


def test_figures_over_groups_need_every_group():
    about = {"wave_from": "before", "wave_to": "after", "group_by": "gender"}
    gap = Row("ucla3", "total", "gap_change", **about, n=110, estimate=0.3)
    for sizes, status in (((40, 35, 36), ""), ((40, 35, 20), "c"), ((40, 35, 3), "c")):
        found = genders(*sizes)
        assert (
            one(protect(replace(found, results=(*found.results, gap))).value.results, "gap_change", "gender").status
            == status
        )


def test_reach_rows_follow_the_number_of_participants():
    about = {"instrument": "reach", "scale": "", "group_by": "age"}
    rows = [
        Row(measure=measure, group=group, estimate=value, n=80, **about)
        for group, x in (("16-24", 3), ("25-64", 60), ("65+", 17))
        for measure, value in (
            ("participants", float(x)),
            ("residents", 1000.0),
            ("coverage_per_1000", float(x)),
            ("rate_ratio", x / 60),
        )
    ]
    found = protect(replace(genders(40), results=tuple(rows))).value.results
    assert [row.estimate for row in found if row.measure == "participants"] == [None, 60.0, None]
    assert [row.estimate for row in found if row.measure == "coverage_per_1000"] == [None, 60.0, None]
    assert [row.estimate for row in found if row.measure == "residents"] == [1000.0] * 3
    assert [row.estimate for row in found if row.measure == "rate_ratio"] == [
        None
    ] * 3  # any of them gives the reference


def test_the_order_of_rows_does_not_matter():
    found = genders(40, 33, 36, 3)
    rows = list(found.results)
    random.Random(5).shuffle(rows)
    again = protect(replace(found, results=tuple(rows))).value.results
    assert sorted(map(repr, again)) == sorted(map(repr, protect(found).value.results))


@pytest.mark.parametrize(("left_out", "told"), [(3, None), (0, 72), (12, 72)])
def test_who_left_a_question_out_is_not_told_by_how_many_answered_it(left_out, told):
    # 75 were asked: 75 - 72 would be the hidden 3
    found = genders(60, 45)
    plain = replace(one(found.results, "mean_change"), wave_from="after", estimate=None, std_error=None, df=None)
    plain = replace(plain, item="left_out", ci_low=None, ci_high=None, ci_level=None, n_started=None)
    asked, counts = 72 + left_out, {"Never": 20, "Sometimes": 30, "Often": 22}
    rows = [replace(plain, measure="item_missing", n=asked, estimate=left_out / asked, statistic=float(left_out))]
    for label, count in counts.items():
        share = {"category": label, "n": 72, "estimate": count / 72, "statistic": float(count)}
        rows.append(replace(plain, measure="item_category_share", **share))
    kept = protect(replace(found, results=(*found.results, *rows)), "under_5").value.results
    assert {row.n for row in kept if row.measure == "item_category_share" and row.item == "left_out"} == {told}
