"""Breakdowns suggested from columns that say what they are, and what the Check page makes of them."""

import pytest

from measures.app import grouping
from measures.equity.groups import GroupRule
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.study import Study, StudyFile

LIBRARY = load_library(shipped_instruments())
QUESTION = "How often do you feel left out?"


def suggested(columns, groups=None):
    """The groups suggested for a file of these columns, each a list of answers."""
    n = len(next(iter(columns.values())))
    columns = {"Your code": [f"P{number:03d}" for number in range(n)], QUESTION: ["Often"] * n, **columns}
    lines = [",".join(f'"{header}"' for header in columns)]
    lines += [",".join(f'"{cell}"' for cell in row) for row in zip(*columns.values(), strict=True)]
    study = Study(files=(StudyFile(path="one.csv"),), groups=groups or {})
    upload = Upload("one.csv", "\n".join(lines).encode())
    return inspect_study(study, {"one.csv": upload}, LIBRARY).suggested.groups


@pytest.mark.parametrize(
    ("header", "answers", "name", "kind"),
    [
        ("What is your sex?", ["Female", "Male", "Prefer not to say", "Female"], "sex", "sex"),
        ("Gender", ["Woman", "Man", "Non-binary", ""], "gender", "gender"),
        ("Ethnic group", ["White British", "Indian", "Arab", "Martian"], "ethnic_group", "ethnic_group"),
        ("Do you consider yourself disabled?", ["Yes", "No", "No", "Don't know"], "disability", "disability"),
        ("IMD decile", ["1", "7", "10", "3"], "imd_decile", "deprivation"),
        ("Deprivation quintile", ["1", "2", "5", "3"], "imd_quintile", "deprivation"),
        ("Rural or urban", ["Rural", "Urban", "Urban", ""], "rural_urban", "rurality"),
        ("Age", ["17", "45", "80", ""], "age_band", "age"),
        ("Age group", ["16-24", "65+", "25-64", "Prefer not to say"], "age_band", "age"),
    ],
)  # fmt: skip
def test_a_column_that_says_what_it_is(header, answers, name, kind):
    found = suggested({header: answers})
    assert list(found) == [name]
    assert found[name].kind == kind
    assert found[name].column == header


def test_bands_keep_their_own_order_and_ages_get_the_usual_cuts():
    bands = suggested({"Age group": ["65+", "16-24", "25-64", "under 16"]})["age_band"]
    assert bands.order == ("under 16", "16-24", "25-64", "65+")
    assert suggested({"Age": ["17", "45", "80"]})["age_band"].cuts == (16, 25, 35, 50, 65)


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("Gender", ["a", "b", "c"]), ("Age", ["red", "blue", "green"]), ("IMD decile", ["high", "low", "low"]),
        ("How do you feel about your gender role?", ["Good", "Bad", "Good"]), ("Message", ["Female", "Male", "Male"]),
        ("Postcode", ["BS1 4DJ", "BS1 4DJ", "BS1 4DJ"]), ("School postcode", ["GL1 1AA", "GL1 1AA", "GL1 1AA"]),
    ],
)  # fmt: skip
def test_what_is_not_borne_out_is_not_suggested(header, answers):
    assert suggested({header: answers}) == {}


def test_a_home_postcode_offers_its_areas_and_two_offer_none():
    assert suggested({"Home postcode": ["GL1 1AA", "GL1", "BS1 4DJ"]}) == {"place": GroupRule(postcode="Home postcode")}
    assert suggested({"Home postcode": ["GL1 1AA"] * 2, "Your postcode": ["GL1 1AD"] * 2}) == {}


def test_groups_that_a_study_states_are_left_alone():
    stated = {"choir": GroupRule(column="Choir")}
    assert suggested({"Gender": ["Woman", "Man"], "Choir": ["a", "b"]}, stated) == stated


def test_the_page_names_uses_and_gives_the_groups_back():
    place, sex = GroupRule(postcode="Home postcode"), GroupRule(column="Sex", kind="sex", map={"F": "Woman"})
    study = Study(groups={"place": place, "sex": sex, "choir": GroupRule(column="Choir")})
    uses = [(header, grouping.use_of((header,), study.groups)) for header in ("Home postcode", "Sex", "Choir", "Age")]
    assert [use for _, use in uses] == ["Home postcode (becomes an area)", "Sex", grouping.ABOUT, ""]
    assert grouping.with_groups(study, uses) == study.groups
    assert "where people live, from 'Home postcode'" in grouping.grouped_by(study)
    assert grouping.grouped_by(Study()) == ""


def test_choices_on_the_page_become_groups():
    found = grouping.with_groups(
        Study(), [("Home postcode", "Home postcode (becomes an area)"), ("How old?", "Age"), ("Site", grouping.ABOUT)]
    )
    assert found == {
        "place": GroupRule(postcode="Home postcode"),
        "how_old": GroupRule(column="How old?", cuts=(16, 25, 35, 50, 65), kind="age"),
        "site": GroupRule(column="Site"),
    }
    # one place: the one chosen now
    study = Study(groups=found)
    moved = grouping.with_groups(study, [("Ward", "Home ward"), ("Site", grouping.ABOUT)])
    assert moved == {"site": found["site"], "place": GroupRule(ward="Ward")}
    assert grouping.with_groups(study, [("Site", "Not used")]) == {}
