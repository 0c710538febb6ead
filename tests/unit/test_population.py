"""Which residents a breakdown of a study is compared with, and how its groups are matched to theirs."""

import math

import pytest

from measures.equity.age_bands import band_of, bands_of, merge
from measures.equity.population import ALL_AGES, AREAS, Asked, ages_named, area_named, bundled, bundled_table

ADULTS = (16.0, math.inf)


def compared(name, groups, ages=ALL_AGES, area="Gloucestershire", **more):
    return bundled(area, Asked(name, tuple(groups), **more), ages, "residents")


def residents(comparison):
    return {line.label: line.residents for line in comparison.lines}


def test_published_totals():
    adults = residents(compared("district", AREAS[1:], ADULTS))
    assert sum(adults.values()) == 532_299
    assert residents(compared("core20", ["Core20"]))["Core20"] == 45_992
    earlier = residents(compared("core20", ["Core20"], imd=2019))
    assert (earlier["Core20"], sum(earlier.values())) == (48_802, 640_650)
    assert sum(residents(compared("sex", ["Female"])).values()) == 645_078


def test_every_bundled_table_counts_every_area():
    for name in ("age_band", "sex", "disability", "ethnic_group_5", "imd2025_quintile", "rural_urban"):
        county = bundled_table("Gloucestershire", name)
        districts = [bundled_table(area, name) for area in AREAS[1:]]
        for group, n in county.groups.items():
            assert abs(sum(each.groups.get(group, 0) for each in districts) - n) <= 15, (name, group)


def test_user_bands_are_merged_up_and_never_split():
    bands = ("16-24", "25-34", "35-49", "50-64", "65-79", "80+")
    found = compared("age_band", bands, ADULTS, order=bands)
    assert residents(found) == {"16-24": 61170, "25-34": 76970, "35-49": 118595, "50-64": 135746, "65+": 139818}
    assert found.lines[-1].members == ("65-79", "80+")
    assert "aged 16 and over" in found.says


def test_bands_that_would_need_splitting_are_left_apart_and_the_rest_compared():
    found = compared("age", ("18-24", "25-34", "35+"), ADULTS)
    assert residents(found) == {"25-34": 76970, "35+": 394159}
    assert found.apart == ("18-24",)
    assert "no band is ever split" in compared("age", ("18-29", "30-44", "45+"), ADULTS).problem


def test_ages_narrow_what_is_counted_by_small_area_to_the_nearest_bands():
    adults = residents(compared("imd_quintile", "12345", ADULTS))
    assert sum(adults.values()) == 532_299
    from_18 = compared("imd_quintile", "12345", (18.0, math.inf))
    assert residents(from_18) == adults
    assert "aged 16 and over although the programme is for people aged 18 and over" in from_18.says


def test_tables_of_all_ages_say_so_and_give_no_figure_where_ages_differ_too_much():
    assert compared("sex", ["Female", "Male"], ADULTS).problem == ""
    assert "of all ages" in compared("sex", ["Female", "Male"], ADULTS).says
    assert "all ages" in compared("sex", ["Female", "Male"], (65.0, math.inf)).problem
    for name, groups in (("disability", ["Yes", "No"]), ("ethnicity", ["White", "Asian"])):
        assert "all ages" in compared(name, groups, ADULTS).problem
        assert compared(name, groups).problem == ""


def test_gender_is_compared_with_sex_only_where_the_study_says_so():
    assert "another question than gender" in compared("gender", ["Woman", "Man"]).problem
    found = compared("gender", ["Woman", "Man", "Non-binary"], kind="sex")
    assert residents(found) == {"Woman": 329838, "Man": 315240}
    assert found.apart == ("Non-binary",)


def test_nineteen_ethnic_groups_where_all_are_named_so_else_five():
    fine = compared("ethnicity", ["White British", "Chinese", "Arab"])
    assert len(fine.lines) == 19
    broad = compared("ethnicity", ["White British", "Chinese", "Black"])
    members = {member for line in broad.lines for member in line.members}
    assert (len(broad.lines), members) == (5, {"White British", "Chinese", "Black"})


@pytest.mark.parametrize(
    ("label", "band"),
    [("16-24", (16, 25)), ("16 to 24", (16, 25)), ("16–24", (16, 25)), ("65+", (65, math.inf)),
     ("65 and over", (65, math.inf)), ("under 16", (0, 16)), ("24-16", None), ("Stroud", None), ("", None)],
)  # fmt: skip
def test_bands_are_read_from_their_labels(label, band):
    assert band_of(label) == band


def test_overlapping_bands_are_no_bands():
    assert bands_of(("16-25", "25-34")) is None
    assert bands_of(()) is None


def test_merging_leaves_out_what_the_other_set_does_not_reach():
    mine = {"60-69": (60.0, 70.0), "70+": (70.0, math.inf)}
    theirs = {"50-59": (50.0, 60.0), "60-69": (60.0, 70.0), "70-79": (70.0, 80.0)}
    merged, left = merge(mine, theirs)
    assert [part.mine for part in merged] == [("60-69",)]
    assert left == ["70+"]


def test_names_of_areas_and_ages():
    assert area_named("forest of dean") == "Forest of Dean"
    assert area_named("South Gloucestershire") is None
    assert ages_named("16+") == ADULTS
    assert ages_named("") == ALL_AGES
    assert ages_named("grown-ups") is None
