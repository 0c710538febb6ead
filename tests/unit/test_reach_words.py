"""Sentences and tables of reach, at their edges: hidden, nobody, one person, chance, small shares."""

from dataclasses import replace

from measures.report import reach_tables, reach_words
from measures.report.reach_map import class_of, classes_of, hatching, middle, outlines
from measures.results import Row

BASE = "Base: residents of Gloucestershire aged 16 and over, Census 2021."


def rows_of(group, count, residents, ratio, low, high, gap, n=100, by="district", note=BASE, status=""):
    about = {"instrument": "", "scale": "", "group_by": by, "group": group, "note": note, "n": n}
    shown = None if status else 1
    return [
        Row(measure="participants", estimate=shown and float(count), status=status, **about),
        Row(measure="residents", estimate=float(residents), **about),
        Row(measure="reach_ratio", estimate=shown and ratio, ci_low=shown and low, ci_high=shown and high, ci_level=0.95, status=status, **about),
        Row(measure="reach_gap", estimate=shown and gap, ci_low=None, ci_high=None, status=status, **about),
    ]  # fmt: skip


STROUD = rows_of("Stroud", 41, 20, 2.05, 1.6, 2.6, 0.21)
DEAN = rows_of("Forest of Dean", 9, 30, 0.3, 0.15, 0.58, -0.21)


def test_more_and_fewer_are_said_as_people():
    more, fewer = reach_words.group_sentences([*STROUD, *DEAN], "district")
    assert more == (
        "For every 10 people we would expect from Stroud (40 in 100 residents), 21 took part (16 to 26): "
        "21 more people than if every group had been reached equally."
    )
    assert "3 took part (1.5 to 6): 21 fewer people than" in fewer


def test_what_may_be_chance_is_called_so():
    by_chance = rows_of("Stroud", 21, 20, 1.05, 0.8, 1.3, 0.01)
    assert reach_words.group_sentences(by_chance, "district")[0].endswith("11 took part (8 to 13): this may be chance.")
    title = reach_words.finding(by_chance, "district")
    assert title == "By district, nobody clearly took part more or less than their share of residents"


def test_a_hidden_group_is_named_and_never_given_a_number():
    hidden = rows_of("Cotswold", 2, 50, 0.1, 0.02, 0.4, -0.3, status="c")
    said = reach_words.group_sentences([*STROUD, *hidden], "district")
    assert said[-1] == "Not shown, to protect the people in it: Cotswold."
    line = reach_tables.reach_table([*STROUD, *hidden], "district")[1]
    assert (line["Took part"], line["Ratio"], line["Share of them"]) == ("[c]", "[c]", "[c]")


def test_nobody_took_part_from_a_place():
    none = rows_of("Stroud", 0, 20, 0.0, 0.0, 0.18, -0.02)
    assert "0 took part (0 to 1.8): 2 fewer people" in reach_words.group_sentences(none, "district")[0]


def test_a_rounded_base_makes_people_about():
    rounded = [replace(row, note=f"{BASE} Made from a rounded number of people.") for row in STROUD]
    assert "about 21 more people" in reach_words.group_sentences(rounded, "district")[0]


def test_groups_in_words():
    fifths = "Base: residents in national fifths (1 = the most deprived fifth of England, not of the county)."
    assert (
        reach_words.group_words("imd_quintile", "1", fifths) == "from neighbourhoods in England's most deprived fifth"
    )
    assert (
        reach_words.group_words("imd_quintile", "3", fifths)
        == "from neighbourhoods in England's middle fifth by deprivation"
    )
    assert reach_words.group_words("age_band", "65+") == "aged 65 and over"
    assert reach_words.group_words("sex", "Woman") == "in the group 'Woman'"


def test_bases_reasons_and_everybody():
    assert reach_words.base_sentence(STROUD, "district") == f"Compared with {BASE.removeprefix('Base: ')}"
    assert reach_words.base_sentence(STROUD, "sex") == ""
    reason = Row("", "", "dissimilarity", group_by="sex", status="x", note=f"{BASE} There is only one group.")
    assert reach_words.why_not([reason], "sex") == "There is only one group."
    assert reach_words.took_part_sentence([]) == ""
    everybody = Row("", "", "participants", estimate=1.0, n=1, note="Everybody in the survey, at any time.")
    assert reach_words.took_part_sentence([everybody]).startswith("1 person took part")
    assert "not shown" in reach_words.took_part_sentence([replace(everybody, estimate=None, status="c")])


def test_no_sentence_is_made_of_nothing():
    assert reach_words.group_sentences([], "sex") == ()
    assert reach_words.second_ladder([], "sex") == ()
    assert reach_words.apart_sentence([], "sex") == ""
    assert reach_tables.reach_table([], "sex") == []


def test_classes_are_few_and_hold_every_value():
    values = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    classes = classes_of(values)
    assert len(classes) == 4
    assert [class_of(value, classes) for value in values][-1] == list(classes)[-1]
    assert list(classes_of([5.0], whole=True)) == ["5"]
    assert classes_of([]) == {}


def test_hatching_stays_within_the_area_and_labels_stand_in_it():
    square = {"rings": [[[0.0, 0.0], [0.1, 0.0], [0.1, 0.1], [0.0, 0.1], [0.0, 0.0]]]}
    lines = hatching(square)["geometry"]["coordinates"]
    assert len(lines) > 20
    assert all(-1e-9 <= value <= 0.1 + 1e-9 for line in lines for point in line for value in point)
    assert middle(square)["x"] == middle(square)["y"]
    assert abs(middle(square)["x"] - 0.05) < 1e-9
    assert (len(outlines("districts")), len(outlines("lsoa"))) == (6, 393)


def test_a_finding_names_groups_in_words_never_by_a_bare_number():
    fifth = "Base: residents. 1 is the most deprived fifth of England."
    one = rows_of("1", 40, 10, 4.0, 2.0, 6.0, 0.3, by="imd_quintile", note=fifth)
    seven = rows_of("7", 2, 30, 0.2, 0.1, 0.6, -0.2, by="imd_decile")
    assert reach_words.finding(one, "imd_quintile") == (
        "More people took part from neighbourhoods in England's most deprived fifth than residents' share would give"
    )
    assert reach_words.finding(seven, "imd_decile") == (
        "Fewer people took part from tenth 7 of England's neighbourhoods (1 is the most deprived) than residents' "
        "share would give"
    )
    assert reach_words.finding([*STROUD, *DEAN], "district") == (
        "More people took part from Stroud than residents' share would give, fewer from Forest of Dean"
    )
    core = rows_of("Core20", 40, 10, 4.0, 2.0, 6.0, 0.3, by="core20")
    assert "from the most deprived fifth of England (Core20) than" in reach_words.finding(core, "core20")
