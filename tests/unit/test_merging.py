"""Merges are proposed where they let more people be told of, and written into the study's groups."""

from measures.disclosure import POLICIES
from measures.disclosure.merging import accepted, merges
from measures.equity.groups import GroupRule, label_of
from tests.evaluations import evaluation

POLICY = POLICIES["under_5"]
CIRCLE = [(3, 4), (4, 4), (5, 3), (5, 6), (6, 5), (6, 6), (7, 5), (7, 7), (8, 6), (9, 9)]


def people(n):
    return [CIRCLE[place % 10] for place in range(n)]


def test_small_groups_of_ones_own_go_into_other():
    found = evaluation({"choir": {"North": people(40), "East": people(6), "West": people(7), "South": people(35)}})
    rule = GroupRule(column="Choir", map={"nth": "North", "e": "East"})
    (merge,) = [one for one in merges(found.results, {"choir": rule}, POLICY) if "other" in one.merged]
    assert merge.merged == {"other": ("East", "West")}
    # 40 and 35 people are told of now; with 6 and 7 together, everybody
    assert (merge.told_then, merge.groups_then) == (88, 3)
    assert merge.told_now < 88
    merged = accepted(rule, merge.step)
    assert [label_of(answer, merged) for answer in ("nth", "e", "East", "West", "South")] == [
        "North", "other", "other", "other", "South",
    ]  # fmt: skip


def test_nothing_is_proposed_where_everything_can_be_told():
    found = evaluation({"choir": {"North": people(40), "South": people(35)}})
    assert merges(found.results, {"choir": GroupRule(column="Choir")}, POLICY) == ()


def test_ages_go_into_wider_bands_by_dropping_cuts():
    rule = GroupRule(column="Age", cuts=(16, 25, 35, 50))
    step = {"under 16": "under 16", "16-24": "16-34", "25-34": "16-34", "35-49": "35+", "50+": "35+"}
    assert accepted(rule, step).cuts == (16, 35)


def test_a_stated_order_keeps_its_order():
    rule = GroupRule(column="q", order=(1, 2, 3, 4))
    step = {"1": "1-2", "2": "1-2", "3": "3-4", "4": "3-4"}
    assert accepted(rule, step).labels == ("1-2", "3-4")
    assert label_of("2.0", accepted(rule, step)) == "1-2"
