import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.equity.groups import GroupRule, band_labels, label_groups, label_of, unmapped

AGES = GroupRule(column="Age", cuts=(16, 25, 35, 50, 65))


@pytest.mark.parametrize(
    ("answer", "label"),
    [
        ("15", "under 16"), ("16", "16-24"), ("24", "16-24"), ("24.9", "16-24"), ("25", "25-34"), ("65", "65+"),
        ("99", "65+"), ("16-24", "16-24"), ("16 – 24", "16-24"), ("16 to 24", "16-24"), ("16–24", "16-24"), ("65+", "65+"), ("", None),
        ("retired", None), ("-3", None), ("1960", None), ("Under 16", "under 16"),
    ],
)  # fmt: skip
def test_ages_fall_into_their_band(answer, label):
    assert label_of(answer, AGES) == label


def test_band_labels_are_the_documented_ones():
    assert band_labels((16, 25, 35, 50, 65)) == ("under 16", "16-24", "25-34", "35-49", "50-64", "65+")


def test_wordings_are_mapped_without_case_and_outer_spaces():
    rule = GroupRule(column="Gender", map={"F": "Woman", "female": "Woman"})
    assert [label_of(answer, rule) for answer in ("f", " Female ", "FEMALE", "Woman", "Man")] == [
        "Woman", "Woman", "Woman", "Woman", "Man",
    ]  # fmt: skip


def test_a_wording_mapped_to_nothing_states_no_group():
    rule = GroupRule(column="Gender", map={"Prefer not to say": "", "Rather not": " "})
    assert [label_of(answer, rule) for answer in ("prefer not to say", "Rather not", "Man")] == [None, None, "Man"]


def test_a_number_written_as_a_decimal_is_the_stated_group():
    rule = GroupRule(column="imd", order=(1, 2, 3, 4, 5), first="most deprived")
    assert [label_of(answer, rule) for answer in ("1", "1.0", " 5 ", "6")] == ["1", "1", "5", "6"]
    assert rule.labels == ("1", "2", "3", "4", "5")


def people(**columns):
    return nw.from_native(pd.DataFrame(columns), eager_only=True)


def test_everybody_gets_a_column_per_breakdown_and_null_where_nothing_is_stated():
    frame = people(participant=["a", "b", "c", "d"], Gender=["F", None, "Man", ""], Age=["17", "70", "x", None])
    rules = {"gender": GroupRule(column="Gender", map={"F": "Woman"}), "age_band": AGES}
    labelled = label_groups(frame, rules)
    assert [None if pd.isna(x) else x for x in labelled["gender"].to_list()] == ["Woman", None, "Man", None]
    assert [None if pd.isna(x) else x for x in labelled["age_band"].to_list()] == ["16-24", "65+", None, None]


def test_a_breakdown_may_have_the_name_of_its_column():
    labelled = label_groups(people(participant=["a"], imd=["3.0"]), {"imd": GroupRule(column="imd", order=(1, 2, 3))})
    assert labelled["imd"].to_list() == ["3"]


def test_answers_outside_a_stated_order_are_named_once():
    frame = people(participant=["a", "b", "c", "d"], imd=["1", "9", "9", ""])
    assert unmapped(frame, GroupRule(column="imd", order=(1, 2))) == ("9",)
    assert unmapped(frame, GroupRule(column="imd")) == ()


@given(st.integers(0, 120))
def test_every_age_falls_into_exactly_the_band_whose_ends_hold_it(age):
    label = label_of(str(age), AGES)
    if label == "under 16":
        assert age < 16
    elif label == "65+":
        assert age >= 65
    else:
        low, high = map(int, label.split("-"))
        assert low <= age <= high


def test_a_curly_quote_or_a_long_dash_makes_no_other_group():
    rule = GroupRule(column="Work", order=("Don't work", "Part-time"), map={"I don't": "Don't work"})
    assert [label_of(answer, rule) for answer in ("Don\u2019t work", "i don\u2019t", "part\u2013time")] == [
        "Don't work", "Don't work", "Part-time",
    ]  # fmt: skip
