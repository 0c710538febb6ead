import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.equity.group_checks import group_issues
from measures.equity.groups import GroupRule, label_groups, label_of
from measures.equity.kinds import BROAD_OF, ETHNIC_5, KINDS, PREFER_NOT, kind_of, standard
from measures.equity.ladders import ladder, others_together
from tests.unit.test_groups import people

ASIAN, BLACK, MIXED, OTHER, WHITE = ETHNIC_5


@pytest.mark.parametrize(
    ("kind", "answer", "label"),
    [
        ("sex", "F", "Female"), ("sex", "woman", "Female"), ("sex", "MALE", "Male"), ("sex", "Non-binary", None),
        ("gender", "female", "Woman"), ("gender", "Non-binary", "Non-binary"), ("gender", "In another way", "Another gender"),
        ("disability", "Yes, limited a little", "Disabled under the Equality Act"),
        ("disability", "Condition but not limited", "Not disabled under the Equality Act"),
        ("disability", "No", "Not disabled under the Equality Act"),
        ("ethnic_group", "White British", WHITE), ("ethnic_group", "White - Irish", WHITE),
        ("ethnic_group", "Asian or Asian British - Pakistani", ASIAN), ("ethnic_group", "Chinese", ASIAN),
        ("ethnic_group", "Black / African / Caribbean / Black British", BLACK), ("ethnic_group", "Arab", OTHER),
        ("ethnic_group", "Mixed: White and Black Caribbean", MIXED), ("ethnic_group", "Other ethnic group", OTHER),
        ("ethnic_group", "Any other White background", WHITE), ("ethnic_group", "Martian", None),
        ("ethnic_group_19", "Any other Asian background", f"{ASIAN}: Other Asian"),
        ("ethnic_group_19", "White: Roma", "White: Roma"),
        ("ethnic_group_19", "British", "White: English, Welsh, Scottish, Northern Irish or British"),
        ("age", "16 to 24", "16-24"), ("age", "65 and over", "65+"), ("deprivation", "Quintile 2", "2"),
        ("deprivation", "1 - most deprived", "1"), ("deprivation", "20% most deprived", None),
        ("rurality", "Smaller rural: Further from a major town or city", "Rural"), ("rurality", "Town", "Urban"),
        ("sex", "Prefer not to say", PREFER_NOT), ("sex", "I'd rather not say", PREFER_NOT), ("age", "Refused", PREFER_NOT),
        ("sex", "not known", ""), ("disability", "N/A", ""),
    ],
)  # fmt: skip
def test_what_common_answers_mean(kind, answer, label):
    assert standard(kind, answer) == label


def test_nineteen_groups_of_the_census_belong_to_five():
    # TS021: 5 Asian (with Chinese), 3 Black, 4 Mixed, 2 Other (with Arab), 5 White
    assert [list(BROAD_OF.values()).count(broad) for broad in ETHNIC_5] == [5, 3, 4, 2, 5]
    for detailed, broad in BROAD_OF.items():
        assert standard("ethnic_group", detailed) == broad
        assert standard("ethnic_group_19", detailed) == detailed


@given(st.sampled_from(sorted(set(KINDS.values()))), st.text(max_size=20))
def test_a_standard_label_stays_what_it_is(kind, text):
    label = standard(kind, text)
    if label:
        assert standard(kind, label) == label


def test_kinds_go_by_several_names():
    assert kind_of("Ethnicity") == "ethnic_group"
    assert kind_of("imd_quintile") == "deprivation"
    assert kind_of("shoe size") is None


def test_a_kind_gives_standard_labels_and_leaves_unknown_answers():
    rule = GroupRule(column="Sex", kind="sex")
    assert [label_of(one, rule) for one in ("f", "Man", "Intersex", "unknown", "prefer not to answer")] == [
        "Female", "Male", "Intersex", None, PREFER_NOT,
    ]  # fmt: skip


def test_the_studys_own_words_are_used_where_it_has_some():
    rule = GroupRule(column="Gender", map={"F": "Woman", "male": "Man"}, kind="sex")
    assert [label_of(one, rule) for one in ("F", "female", "girl", "M", "Man", "Non-binary")] == [
        "Woman", "Woman", "Woman", "Man", "Man", "Non-binary",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ("16-19", "16-24"), ("17 to 18", "16-24"), ("25-34", "25-34"), ("70-79", "65+"), ("80+", "65+"), ("65 or over", "65+"),
        ("under 10", "under 16"), ("18-30", None), ("60+", None), ("Prefer not to say", PREFER_NOT), ("18", "16-24"),
    ],
)  # fmt: skip
def test_bands_are_put_together_and_never_split(answer, label):
    assert label_of(answer, GroupRule(column="Age", cuts=(16, 25, 35, 50, 65))) == label


@given(st.integers(0, 60), st.integers(1, 40))
def test_a_band_that_is_placed_lies_wholly_within_its_band(low, width):
    label = label_of(f"{low}-{low + width}", GroupRule(column="Age", cuts=(16, 25, 35, 50, 65)))
    ends = {
        label_of(str(age), GroupRule(column="Age", cuts=(16, 25, 35, 50, 65))) for age in range(low, low + width + 1)
    }
    assert (label is None) == (len(ends) > 1)
    assert label is None or ends == {label}


def test_ages_without_cuts_fall_into_the_bands_of_the_residents():
    rule = GroupRule(column="Age", kind="age")
    assert [label_of(one, rule) for one in ("33", "15", "18 to 30", "x")] == ["25-34", "under 16", "18-30", None]


def test_deprivation_has_its_order_without_saying_so():
    rule = GroupRule(column="IMD", kind="deprivation")
    assert rule.labels[0] == rule.ranked[0] == "1"
    assert [label_of(one, rule) for one in ("Decile 3", "3.0", "10")] == ["3", "3", "10"]


@pytest.mark.parametrize(
    ("first", "ranked", "clear"),
    [
        ("", "12345", True), ("most deprived", "12345", True), ("least deprived", "54321", True), ("1", "12345", True),
        ("5", "54321", True), ("3", "12345", False), ("the poor", "12345", False),
    ],
)  # fmt: skip
def test_which_end_comes_first(first, ranked, clear):
    rule = GroupRule(column="imd", order=(1, 2, 3, 4, 5), first=first)
    assert "".join(rule.ranked) == ranked
    assert rule.first_is_clear is clear
    assert ([issue.code for issue in group_issues(people(participant=["a"], imd=["1"]), "imd", rule)] == []) is clear


def test_bands_that_cross_a_cut_and_unknown_kinds_are_told_of():
    frame = people(participant=["a", "b"], Age=["18-30", "17"])
    (issue,) = group_issues(frame, "age", GroupRule(column="Age", cuts=(16, 25)))
    assert issue.code == "group_band"
    assert "18-30" not in issue.message
    (issue,) = group_issues(frame, "age", GroupRule(column="Age", kind="shoe size"))
    assert issue.code == "group_kind"


def test_not_stated_and_prefer_not_to_say_are_no_strangers_to_an_order():
    rule = GroupRule(column="imd", order=(1, 2), kind="deprivation")
    frame = people(participant=["a", "b", "c"], imd=["1", "Prefer not to say", "unknown"])
    assert group_issues(frame, "imd", rule) == []
    assert label_groups(frame, {"g": rule})["g"].to_list()[:2] == ["1", PREFER_NOT]


def test_deciles_go_to_fifths_then_to_core20_or_not():
    groups = [str(number) for number in range(1, 11)] + ["not stated"]
    fifths, core = ladder("imd_decile", "", groups)
    assert [fifths[group] for group in groups] == [*"1122334455", "not stated"]
    assert [core[group] for group in groups] == ["Core20"] * 2 + ["not Core20"] * 8 + ["not stated"]
    assert [step["2"] for step in ladder("imd_quintile", "", ["1", "2", "5"])] == ["not Core20"]


def test_ethnic_groups_go_to_five_then_to_two():
    groups = ["White: Irish", "Arab", WHITE, f"{ASIAN}: Chinese", PREFER_NOT]
    broad, two = ladder("ethnicity", "", groups)
    assert [broad[group] for group in groups] == [WHITE, OTHER, WHITE, ASIAN, PREFER_NOT]
    assert two[WHITE] == WHITE
    assert two["Arab"] == two[f"{ASIAN}: Chinese"]


def test_age_bands_are_merged_with_their_neighbours():
    first, second = ladder("age_band", "", ["under 16", "16-24", "25-34", "35-49", "50-64", "65+", "not stated"])
    assert first["under 16"] == first["16-24"] == "under 25"
    assert (first["25-34"], first["50-64"], first["not stated"]) == ("25-49", "50+", "not stated")
    assert set(second.values()) == {"under 25", "25+", "not stated"}
    assert ladder("age_band", "", ["16-24", "35-49", "65+"]) == ()  # a gap: what lies between is not known


def test_own_groups_have_only_their_order_or_other():
    assert ladder("choir", "", ["a", "b", "c"]) == ()
    (step,) = ladder("choir", "", ["a", "b", "c"], order=["a", "b", "c"])
    assert step == {"a": "a", "b": "b to c", "c": "b to c"}
    merged = others_together(["a", "Other", "b", PREFER_NOT], ["b", PREFER_NOT])
    assert merged == {"a": "a", "Other": "Other", "b": "Other", PREFER_NOT: PREFER_NOT}


@given(st.lists(st.sampled_from([*BROAD_OF, *ETHNIC_5, PREFER_NOT]), unique=True, min_size=1))
def test_every_step_keeps_every_group_and_merges_something(groups):
    for step in ladder("ethnic_group", "", groups):
        assert list(step) == groups
        assert len(set(step.values())) < len(groups)


def test_fifths_numbered_from_the_least_deprived_have_no_core20():
    falling = ladder("fifth", "deprivation", ["1", "2", "3", "4", "5"], ["5", "4", "3", "2", "1"])
    assert falling[0] == {"5": "5", "4": "4 to 3", "3": "4 to 3", "2": "2 to 1", "1": "2 to 1"}
    assert ladder("fifth", "deprivation", ["1", "2", "3"], ["1", "2", "3", "4", "5"])[0]["1"] == "Core20"
