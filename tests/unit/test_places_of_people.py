"""From files with postcodes to people with groups: nothing on the way holds a postcode."""

import pandas as pd
import pytest

from measures.equity.own_places import TEMPLATE
from measures.errors import InputError
from measures.evaluate import people_of
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.reading import read
from measures.study import read_study
from measures.study_rules import group_rules

HEAD = "Your code,Home postcode,IMD,How often do you feel left out?\n"
BEFORE = HEAD + "AB12,GL1 1AA,8,Often\nCD34,GL1,3,Often\nEF56,BS1 4DJ,2,Often\nGH78,,1,Often\nIJ90,gl11ad,1,Often\n"
AFTER = (
    HEAD + "AB12,GL1 1AD,8,Often\nCD34,GL15 5RB,3,Often\nEF56,nonsense,2,Often\nGH78,NP25 4LX,1,Often\nIJ90,,1,Often\n"
)
UPLOADS = {"before.csv": Upload("before.csv", BEFORE.encode()), "after.csv": Upload("after.csv", AFTER.encode())}
WRITTEN = ("GL1 1AA", "GL1 1AD", "gl11ad", "BS1 4DJ", "GL15 5RB", "NP25 4LX", "GL11AA", "nonsense")
LIBRARY = load_library(shipped_instruments())


def study(groups, more=""):
    return read_study(
        f"""format = 1
{more}
[[files]]
path = "before.csv"
wave = "before"
[[files]]
path = "after.csv"
wave = "after"
[waves]
order = ["before", "after"]
[participant]
column = "Your code"
[groups]
{groups}
""".encode()
    )


def found(groups, more="", uploads=UPLOADS):
    reading = read(study(groups, more), uploads, LIBRARY)
    return reading, people_of(reading, uploads)


def column(responses, name):
    people = responses.people
    values = dict(zip(people["participant"].to_list(), people[name].to_list(), strict=True))
    return [None if pd.isna(values[key]) else values[key] for key in sorted(values)]


def test_a_person_lives_where_the_first_known_postcode_says():
    _, responses = found('place = { postcode = "Home postcode" }')
    # AB12 by the baseline; CD34 and GH78 by the later one, as the first is partial or blank; EF56 nowhere known
    assert column(responses, "imd_decile") == ["8", "3", None, "6", "1"]
    assert column(responses, "district") == ["Gloucester", "Forest of Dean", None, "Forest of Dean", "Gloucester"]
    assert column(responses, "core20") == ["not Core20", "not Core20", None, "not Core20", "Core20"]
    assert column(responses, "rural_urban") == ["Urban", "Rural", None, "Rural", "Urban"]


def test_nothing_holds_a_postcode_once_the_files_are_read():
    reading, responses = found('place = { postcode = "Home postcode" }')
    held = [str(table.map.table.frame.to_pandas().to_dict()) for table in reading.coded]
    held += [str(table.frame.to_pandas().to_dict()) for table in reading.coded]
    held += [str(responses.people.to_pandas().to_dict()), str(reading.issues), str(responses.issues)]
    assert not [text for text in WRITTEN for where in held if text in where]
    assert sum(issue.code == "places" for issue in reading.issues) == 2


def test_a_breakdown_of_its_own_goes_before_one_of_the_place():
    groups = 'place = { postcode = "Home postcode" }\nimd_decile = { column = "IMD", order = [1, 2, 3, 8] }'
    reading, responses = found(groups)
    assert column(responses, "imd_decile") == ["8", "3", "2", "1", "1"]
    rules = group_rules(reading.study)
    assert list(rules) == ["district", "imd_quintile", "core20", "rural_urban", "imd_decile"]
    assert rules["imd_decile"].column == "IMD"


def test_a_table_of_ones_own_is_used_instead():
    own = Upload("places.csv", TEMPLATE.replace("BS1 1AA", "BS1 4DJ").encode())
    _, responses = found(
        'place = { postcode = "Home postcode" }', '[places]\nfile = "places.csv"\narea = "Bristol"',
        {**UPLOADS, "places.csv": own},
    )  # fmt: skip
    assert column(responses, "imd_quintile") == [None, None, "2", None, None]


def test_a_table_of_ones_own_that_is_missing_or_wrong_stops_the_run_and_not_the_look():
    stated = study('place = { postcode = "Home postcode" }', '[places]\nfile = "places.csv"')
    with pytest.raises(InputError, match="not found"):
        read(stated, UPLOADS, LIBRARY)
    wrong = {**UPLOADS, "places.csv": Upload("places.csv", b"postcode\nx\n")}
    with pytest.raises(InputError, match="tells nothing of an area"):
        read(stated, wrong, LIBRARY)
    assert "places_table" in {issue.code for issue in inspect_study(stated, wrong, LIBRARY).faults}


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ('place = { postcode = "P", lsoa = "L" }', "state one of column"),
        ("place = { imd = 2019 }", "state one of column"),
        ('home = { postcode = "P" }\nwork = { ward = "W" }', "home and work each say where people live"),
        ('place = { postcode = "P", imd = 2015 }', "imd"),
    ],
)
def test_what_a_study_cannot_say_of_places(groups, said):
    with pytest.raises(InputError, match=said):
        study(groups)
