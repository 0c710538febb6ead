"""Two characteristics at once, and the rule by which small crossings are put together."""

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.equity.crossing import cross_groups, labels_of
from measures.equity.groups import GroupRule
from measures.errors import StudyError
from measures.study import read_study
from measures.study_rules import group_rules

RULES = {"both": GroupRule(cross=("sex", "fifth"), smallest=3)}


def people(**columns):
    return nw.from_native(pd.DataFrame(columns, dtype="str"), eager_only=True)


def crossed(sex, fifth, rules=RULES):
    found, issues = cross_groups(people(sex=sex, fifth=fifth), rules)
    return found.get_column("both").to_list(), issues


def test_large_crossings_stand_alone():
    labels, issues = crossed(["Man"] * 3 + ["Woman"] * 4, ["1"] * 3 + ["2"] * 4)
    assert labels == ["Man, 1"] * 3 + ["Woman, 2"] * 4
    assert issues == []


def test_small_ones_join_the_others_of_the_same_first_characteristic_then_everybody_left():
    sex = ["Man"] * 3 + ["Man"] * 2 + ["Man"] + ["Woman"]
    fifth = ["1"] * 3 + ["2"] * 2 + ["3"] + ["1"]
    labels, issues = crossed(sex, fifth)
    assert labels == ["Man, 1"] * 3 + ["Man, others"] * 3 + ["others"]
    assert [issue.code for issue in issues] == ["cross_merged"]
    assert "fewer than 3 people" in issues[0].message


@pytest.mark.parametrize("silent", [None, "Prefer not to say"])
def test_who_did_not_say_either_is_in_no_crossing(silent):
    labels, _ = crossed(["Man"] * 3 + [silent], ["1"] * 4)
    assert labels[:3] == ["Man, 1"] * 3
    assert labels[3] is None or pd.isna(labels[3])


def test_a_group_that_is_none_is_told_of():
    found, issues = cross_groups(people(sex=["Man"]), RULES)
    assert "both" not in found.columns
    assert issues[0].code == "cross_unknown"
    assert "'fifth'" in issues[0].message


@settings(max_examples=50, deadline=None)
@given(
    st.dictionaries(st.tuples(st.sampled_from("ABC"), st.sampled_from("123")), st.integers(1, 30), min_size=1),
    st.integers(1, 25),
)
def test_every_group_is_large_enough_but_the_last_resort(sizes, smallest):
    labels = labels_of(sizes, smallest)
    assert set(labels) == set(sizes)
    total = {}
    for couple, label in labels.items():
        total[label] = total.get(label, 0) + sizes[couple]
    assert all(n >= smallest for label, n in total.items() if label != "others")


HEAD = b'format = 1\n[groups]\nsex = { column = "Sex" }\nfifth = { column = "Fifth", order = [1, 2] }\n'


def test_the_study_file_names_two_groups_to_cross():
    study = read_study(HEAD + b'both = { cross = ["sex", "fifth"], smallest = 20 }\n')
    assert list(group_rules(study)) == ["sex", "fifth", "both"]


@pytest.mark.parametrize(
    "line",
    [
        'both = { cross = ["sex"] }',
        'both = { cross = ["sex", "sex"] }',
        'both = { cross = ["sex", "fifth"], column = "Sex" }',
        'both = { cross = ["sex", "fifth"], smallest = 0 }',
        'both = { cross = ["sex", "fifth"] }\nmore = { cross = ["both", "sex"] }',
    ],
)
def test_a_crossing_that_cannot_be_is_told_of(line):
    with pytest.raises(StudyError, match=r"groups, '(both|more)'"):
        read_study(HEAD + line.encode() + b"\n")
