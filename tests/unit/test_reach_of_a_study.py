"""Reach through the whole evaluation: bases, registers, the second ladder, weights, and what is wrong with any of them."""

import csv
import io

import pytest

from measures.disclosure import protect
from measures.errors import InputError
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.study import read_study

LIBRARY = load_library(shipped_instruments())
ANSWERS = ("Hardly ever or never", "Some of the time", "Often")
QUESTIONS = (
    "How often do you feel that you lack companionship?",
    "How often do you feel left out?",
    "How often do you feel isolated from others?",
)
STUDY = """format = 1
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
fifth = { column = "Fifth", order = [1, 2, 3, 4, 5], kind = "imd_quintile" }
sex = { column = "Sex" }
[analysis]
bootstrap = 20
"""
POPULATION = (
    "group_by,group,residents,order\nfifth,1,1000,1\nfifth,2,2000,2\nfifth,3,3000,3\nfifth,4,4000,4\nfifth,5,5000,5\n"
)


def csv_of(rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def answers(people, step):
    """`people`: for each (fifth, sex); everybody answers."""
    rows = [["Your code", "Fifth", "Sex", *QUESTIONS]]
    for number, (fifth, sex) in enumerate(people):
        said = [ANSWERS[(number * step + at) % 3] for at in range(3)]
        rows.append([f"QX{number:03d}TZ", fifth, sex, *said])
    return csv_of(rows)


PEOPLE = [(str(1 + number % 5), "Woman" if number % 3 else "Man") for number in range(120)]


def evaluated(more="", people=PEOPLE, after=None, **files):
    study = read_study((STUDY + more).encode())
    uploads = {"before.csv": answers(people, 1), "after.csv": answers(people[: after or len(people)], 2)}
    uploads |= {name.replace("_", "."): content.encode() for name, content in files.items()}
    return evaluate_study(study, {name: Upload(name, data) for name, data in uploads.items()}, LIBRARY)


def found(evaluation, measure, group_by, group=""):
    rows = evaluation.rows(measure=measure, group_by=group_by, group=group)
    assert len(rows) == 1, rows
    return rows[0]


def codes(evaluation):
    return {issue.code for issue in evaluation.issues}


def test_a_population_file_is_the_base_and_every_row_says_so():
    result = evaluated('[population]\nfile = "residents.csv"\ndescribes = "in need"\n', residents_csv=POPULATION)
    row = found(result, "reach_ratio", "fifth", "1")
    assert row.estimate == pytest.approx((24 / 120) / (1000 / 15000))
    assert row.note.startswith("Base: people in need, population file 'residents.csv'")
    assert (row.instrument, row.scale) == ("", "")
    assert found(result, "rate_ratio", "fifth", "1").estimate == pytest.approx(5.0)  # against the last of the order
    assert found(result, "reach_ratio", "sex", "Woman").status == "x"
    assert "not_compared" in codes(result)


def test_without_residents_and_register_there_are_no_rows_of_reach():
    assert not evaluated().rows(measure="participants")


def test_the_second_ladder_is_of_participants_not_of_residents():
    result = evaluated('[population]\narea = "Gloucestershire"\n', after=60)
    everybody = found(result, "matched_share", "")
    assert (everybody.estimate, everybody.statistic, everybody.n) == (0.5, 60.0, 120)
    assert (everybody.wave_from, everybody.wave_to) == ("before", "after")
    assert found(result, "matched_share", "fifth", "1").estimate == 0.5


def test_a_register_of_people_passes_through_the_maps_and_orders():
    register = csv_of([["Depr. fifth", "Sex"], *[["1.0", "F"]] * 30, *[["5", "Man"]] * 10, ["", "Man"]]).decode()
    more = (
        '[population]\narea = "Gloucestershire"\n[reach]\nfile = "register.csv"\ncolumns = { fifth = "Depr. fifth" }\n'
    )
    result = evaluated(more, register_csv=register)
    assert found(result, "participants", "").estimate == 41
    assert found(result, "participants", "fifth", "1").estimate == 30
    assert found(result, "participants", "fifth", "not stated").estimate == 1
    assert found(result, "reach_ratio", "fifth", "2").estimate == 0
    assert found(result, "matched_share", "fifth", "1").estimate == pytest.approx(24 / 30)
    assert found(result, "matched_share", "fifth", "5").status == "x"  # 24 answered, the register has 10


def test_a_register_of_counts_with_its_total():
    counts = "group_by,group,participants\nall,,100\nfifth,1,20\nfifth,5,70\n"
    more = '[population]\narea = "Gloucestershire"\n[reach]\nfile = "register.csv"\n'
    result = evaluated(more, register_csv=counts)
    assert found(result, "participants", "").estimate == 100
    assert found(result, "participants", "fifth", "not stated").estimate == 10
    assert found(result, "reach_ratio", "fifth", "1").n == 90


def test_given_and_raked_weights_stand_beside_the_unweighted_change():
    result = evaluated('[population]\nfile = "residents.csv"\n[weights]\nrake = ["fifth"]\n', residents_csv=POPULATION)
    weighted = found(result, "mean_change_weighted", "")
    assert weighted.scale == "total"
    assert found(result, "design_effect", "").estimate == pytest.approx(
        120 * sum(24 * (k / 3) ** 2 for k in range(1, 6)) / 120**2
    )
    unsure = evaluated('[weights]\nrake = ["fifth"]\n')
    assert "names none" in found(unsure, "mean_change_weighted", "").note
    column = evaluated('[weights]\ncolumn = "Fifth"\n')
    assert found(column, "mean_change_weighted", "").n == 120
    words = evaluated('[weights]\ncolumn = "Sex"\n')
    assert "not a number" in found(words, "mean_change_weighted", "").note


def test_an_empty_group_cannot_be_raked_to():
    people = [(fifth, sex) for fifth, sex in PEOPLE if fifth != "2"]
    result = evaluated(
        '[population]\nfile = "residents.csv"\n[weights]\nrake = ["fifth"]\n', people, residents_csv=POPULATION
    )
    row = found(result, "mean_change_weighted", "")
    assert row.status == "x"
    assert "Nobody here is in '2'" in row.note


@pytest.mark.parametrize(
    ("more", "files", "said"),
    [
        ('[population]\narea = "Bristol"\n', {}, "There are no bundled residents of 'Bristol'"),
        ('[population]\narea = "Stroud"\nages = "grown"\n', {}, "'grown' names no ages"),
        ('[population]\narea = "Stroud"\nfile = "r.csv"\n', {}, "Both an area and a file"),
        ('[population]\nfile = "r.csv"\n', {}, "was not found"),
        ('[population]\nfile = "r.csv"\n', {"r_csv": "group_by,group,residents\nfifth,1,-5\n"}, "row 2: The number of residents is below nought"),
        ('[population]\nfile = "r.csv"\n', {"r_csv": "group_by,group\nfifth,1\n"}, "no column 'residents'"),
        ('[reach]\nfile = "r.csv"\n', {"r_csv": "group_by,group,participants\nall,,5\nfifth,1,9\n"}, "add up to more people"),
        ('[reach]\nfile = "r.csv"\n', {"r_csv": "\x00\x01\x02"}, "r.csv"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said(more, files, said):
    with pytest.raises(InputError, match=r".") as raised:
        evaluated(more, **files)
    assert said in str(raised.value)


def test_more_participants_than_residents_zero_residents_and_a_missing_group():
    small = POPULATION.replace("fifth,1,1000,1", "fifth,1,10,1")
    result = evaluated('[population]\nfile = "residents.csv"\n', residents_csv=small)
    assert "more_than_residents" in codes(result)
    assert found(result, "reach_ratio", "fifth", "2").status == "x"
    nought = evaluated('[population]\nfile = "residents.csv"\n', residents_csv=POPULATION.replace("1,1000,1", "1,0,1"))
    assert found(nought, "reach_ratio", "fifth", "1").status == "x"
    assert found(nought, "reach_ratio", "fifth", "2").n == 96
    missing = evaluated(
        '[population]\nfile = "residents.csv"\n', residents_csv=POPULATION.replace("fifth,1,1000,1\n", "")
    )
    assert "no_residents" in codes(missing)
    assert found(missing, "participants", "fifth", "1").estimate == 24
    alone = evaluated(
        '[population]\nfile = "residents.csv"\n', residents_csv="group_by,group,residents\nsex,Woman,100\n"
    )
    assert "only one group" in found(alone, "reach_ratio", "sex", "Woman").note


def test_a_hidden_number_of_people_without_a_group_cannot_be_worked_out():
    people = [("" if number < 3 else fifth, sex) for number, (fifth, sex) in enumerate(PEOPLE)]
    result = evaluated('[population]\nfile = "residents.csv"\n', people, residents_csv=POPULATION)
    shown = protect(result, "under_5").value
    assert found(shown, "participants", "fifth", "not stated").status == "c"
    rows = [row for row in shown.results if row.measure == "reach_ratio" and row.estimate is not None]
    assert rows
    assert all(row.n == 115 for row in rows)  # 117 whose fifth is known, to the nearest 5
    for row in rows:
        count = found(shown, "participants", "fifth", row.group).estimate
        residents = found(shown, "residents", "fifth", row.group).estimate
        if count is not None:
            assert count / (row.estimate * residents / 15000) == pytest.approx(115)
    assert all(row.note.startswith("Base: ") for row in rows)


def test_rounding_policies_make_reach_from_rounded_counts_alone():
    result = evaluated('[population]\nfile = "residents.csv"\n', residents_csv=POPULATION)
    shown = protect(result, "nhs").value
    row = found(shown, "reach_ratio", "fifth", "1")
    assert row.estimate == pytest.approx((25 / 120) / (1000 / 15000), abs=0.005)
    assert found(shown, "rate_ratio", "fifth", "1").status == "c"
    assert found(shown, "residents", "fifth", "1").estimate == 1000


def test_a_register_with_postcodes_and_without_the_other_breakdowns():
    register = "Number,Postcode\n1,GL1 1AA\n2,GL1 1AA\n3,XX9 9XX\n"
    more = '[population]\narea = "Gloucestershire"\n[reach]\nfile = "register.csv"\ncolumns = { place = "Postcode" }\n'
    study = more.replace("[population]", '[groups.place]\npostcode = "Home"\n[population]')
    result = evaluated(study, register_csv=register)
    assert found(result, "participants", "district", "Gloucester").estimate == 2
    assert found(result, "participants", "district", "not stated").estimate == 1
    assert not result.rows(measure="participants", group_by="sex")
    assert "register_column" in codes(result)


def test_postcodes_of_a_register_that_lead_to_no_area_are_counted_by_their_reason():
    register = "No,Postcode\n1,GL1 1AA\n2,GL1 1AA\n3,BS1 4ND\n4,GL1\n5,home\n6,\n7,GL2\n"
    more = '[groups.place]\npostcode = "Postcode"\n[population]\narea = "Gloucestershire"\n[reach]\nfile = "register.csv"\n'
    result = evaluated(more, register_csv=register)
    (told,) = (one for one in result.issues if one.code == "places" and "register.csv" in one.where)
    assert told.severity == "check"
    assert told.message == (
        "Of 7 rows, 2 state a postcode that was found; 2 only the first half of a postcode; 1 one that the table of "
        "Gloucestershire does not hold; 1 something that is no postcode; 1 nothing. Each became its area."
    )
    assert found(result, "participants", "district", "not stated").estimate == 5


def test_a_register_of_counts_says_which_breakdowns_it_leaves_out():
    counts = "group_by,group,participants\nall,,100\nfifth,1,20\nfifth,5,70\n"
    result = evaluated('[reach]\nfile = "register.csv"\n', register_csv=counts)
    (told,) = (one for one in result.issues if one.code == "register_counts")
    assert (told.where, told.message) == ("register.csv", "It has no counts by sex, so reach cannot be told by it.")


def test_who_took_part_does_not_tell_of_the_few_without_a_score():
    """124 took part, 122 were found both times: beside each other in full, they would give two people away."""
    people = [(str(1 + number % 5), "Woman" if number % 3 else "Man") for number in range(124)]
    population = '[population]\nfile = "residents.csv"\n'
    result = evaluated(population, people=people, after=122, residents_csv=POPULATION)
    shown = protect(result).value
    pairs = {(row.group_by, row.group): row.n for row in shown.rows(measure="mean_change")}
    assert pairs["", ""] == 122
    for row in shown.rows(measure="participants"):
        assert row.estimate is None or row.estimate % 5 == 0
        assert row.n is None or row.n % 5 == 0
    everybody = found(shown, "matched_share", "")
    assert everybody.n in (None, 125)
    assert everybody.statistic is None
    assert all(step.n is None or step.n % 5 == 0 for step in shown.flow if step.step == "people")
    exact = protect(evaluated(population, people=people, after=80, residents_csv=POPULATION)).value
    assert found(exact, "participants", "").estimate == 124


@pytest.mark.parametrize(
    ("stated", "most"),
    [
        ('order = [1, 2, 3, 4, 5], first = "least deprived", kind = "deprivation"', "5"),
        ('order = [5, 4, 3, 2, 1], first = "most deprived", kind = "imd_quintile"', "5"),
        ('first = "least deprived", kind = "deprivation"', "5"),
        ('order = [1, 2, 3, 4, 5], first = "most deprived", kind = "deprivation"', "1"),
    ],
)
def test_the_most_deprived_are_set_beside_the_most_deprived_whatever_their_number(stated, most):
    """By hand from the Census and IMD 2025: 7.1 % of Gloucestershire live in the most deprived fifth of England."""
    study = read_study((STUDY + '[population]\narea = "Gloucestershire"\n').encode())
    rule = read_study(f'format = 1\n[groups]\nfifth = {{ column = "Fifth", {stated} }}\n'.encode()).groups["fifth"]
    study = study.model_copy(update={"groups": {"fifth": rule}})
    people = [(str(1 + number % 5), "Woman") for number in range(120)] + [(most, "Man")] * 30
    uploads = {name: Upload(name, answers(people, step)) for name, step in (("before.csv", 1), ("after.csv", 2))}
    result = evaluate_study(study, uploads, LIBRARY)
    row = found(result, "reach_ratio", "fifth", most)
    assert (54 / 150) / row.estimate == pytest.approx(0.071, abs=0.0005)
    assert ("numbers them from the least deprived" in row.note) == (most == "5")
    assert result.rows(measure="participants", group_by="fifth")[0].group == most
