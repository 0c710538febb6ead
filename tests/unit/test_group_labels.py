"""Codes of group columns become their labels, unless the study names the codes."""

import pandas as pd
import pyreadstat
import pytest

from measures.evaluate import people_of
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.reading import read
from measures.study import read_study


@pytest.fixture(scope="module")
def library():
    return load_library(shipped_instruments())


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """An SPSS file of six people whose gender and deprivation are codes with labels."""
    frame = pd.DataFrame(
        {
            "code": [f"P{n:02d}" for n in range(6)],
            "gender": [1.0, 2.0, 2.0, 3.0, None, 1.0],
            "imd": [1.0, 5.0, 3.0, 2.0, 4.0, 1.0],
            "ucla_1": [1.0, 2.0, 3.0, 1.0, 2.0, 3.0],
            "ucla_2": [1.0, 2.0, 3.0, 1.0, 2.0, 3.0],
            "ucla_3": [1.0, 2.0, 3.0, 1.0, 2.0, 3.0],
        }
    )
    path = tmp_path_factory.mktemp("spss") / "one.sav"
    answers = {1: "Hardly ever or never", 2: "Some of the time", 3: "Often"}
    pyreadstat.write_sav(
        frame, str(path),
        variable_value_labels={
            "gender": {1: "Man", 2: "Woman", 3: "Prefer not to say"},
            "imd": {1: "Most deprived", 5: "Least deprived"},
            **dict.fromkeys(("ucla_1", "ucla_2", "ucla_3"), answers),
        },
    )  # fmt: skip
    return Upload("one.sav", path.read_bytes())


def groups(saved, library, text, name):
    study = read_study(
        f"""format = 1
[[files]]
path = "one.sav"
[participant]
column = "code"
[columns]
ucla_1 = "ucla3.companionship"
ucla_2 = "ucla3.left_out"
ucla_3 = "ucla3.isolated"
[groups]
{text}
""".encode()
    )
    reading = read(study, {"one.sav": saved}, library)
    people = people_of(reading, {"one.sav": saved}).people
    found = dict(zip(people["participant"].to_list(), people[name].to_list(), strict=True))
    return [None if pd.isna(found[key]) else found[key] for key in sorted(found)]


def test_groups_have_the_labels_of_the_file(saved, library):
    found = groups(saved, library, 'gender = { column = "gender" }', "gender")
    assert found == ["Man", "Woman", "Woman", "Prefer not to say", None, "Man"]


def test_a_map_that_names_codes_keeps_working(saved, library):
    found = groups(saved, library, 'gender = { column = "gender", map = { "1" = "M", "2" = "W" } }', "gender")
    assert found == ["M", "W", "W", "Prefer not to say", None, "M"]


def test_a_map_may_name_labels_and_missing_may_name_a_code(saved, library):
    rule = 'gender = { column = "gender", map = { "Woman" = "W" }, missing = ["3"] }'
    assert groups(saved, library, rule, "gender") == ["Man", "W", "W", None, None, "Man"]


def test_an_order_of_codes_keeps_the_codes(saved, library):
    rule = 'imd = { column = "imd", order = [1, 2, 3, 4, 5], first = "most deprived" }'
    assert groups(saved, library, rule, "imd") == ["1", "5", "3", "2", "4", "1"]


def test_a_kind_reads_the_labels(saved, library):
    found = groups(saved, library, 'sex = { column = "gender", kind = "sex" }', "sex")
    assert found == ["Male", "Female", "Female", "Prefer not to say", None, "Male"]
