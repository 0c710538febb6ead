"""The known ways to score these instruments wrongly, one test each (numbers as in the fact sheet's list of traps)."""

import math
from decimal import Decimal

import narwhals as nw
import pandas as pd
import pytest

from measures.exports.labels import answer_reader
from measures.library import load_library, shipped_instruments
from measures.scoring import bands_of_answers, score_answers, score_frame

LIBRARY = load_library(shipped_instruments())


def score(name, answers, scale="total", **options):
    return score_answers(LIBRARY[name], answers, **options)[scale]


def items_of(name, scale="total"):
    return LIBRARY[name].scale(scale).items


def answered(name, values, scale="total"):
    """Answers in the order of a scale's items; `None` is not answered."""
    pairs = zip(items_of(name, scale), values, strict=True)
    return {item: value for item, value in pairs if value is not None}


def reading(name, responses, text):
    return answer_reader(LIBRARY[name], responses).read(text)


# 1. SWEMWBS left on the raw sum
def test_1_swemwbs_is_converted():
    """Raw 25 is metric 22.35."""
    assert score("swemwbs", answered("swemwbs", [3, 4, 3, 4, 4, 3, 4])) == 22.35


# 2. SWEMWBS prorated from six items
def test_2_swemwbs_is_not_made_up_from_six_answers():
    assert score("swemwbs", answered("swemwbs", [3, 4, 3, 4, 4, 3, None])) is None


def test_2_a_wemwbs_total_is_never_converted():
    """14 x 3 = 42 stays 42; the table belongs to the seven items."""
    assert score("wemwbs", answered("wemwbs", [3] * 14)) == 42
    assert not LIBRARY["wemwbs"].scale("total").table


# 3. direction
@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("ucla3", "total"),
        ("djg6", "total"),
        ("djg6", "emotional"),
        ("djg6", "social"),
        ("cel3", "total"),
        ("mycaw", "wellbeing"),
        ("mycaw", "concern_1"),
        ("ons4", "anxious"),
        ("cdc_hrqol4", "total"),
        ("acs6", "total"),
        ("sils", "total"),
        ("ie4", "external"),
    ],
)
def test_3_these_go_down_when_things_improve(name, scale):
    assert LIBRARY[name].scale(scale).higher_is == "worse"


def test_3_the_direct_question_runs_the_other_way_round():
    """Often is the highest code of the three items, and the lowest of the direct question."""
    assert score("ucla3", dict.fromkeys(items_of("ucla3"), "Often")) == 9
    assert score("ons_lonely_direct", {"lonely": "Often"}) == 1
    assert LIBRARY["ons_lonely_direct"].scale("total").higher_is == "better"


def test_3_never_means_what_its_own_list_says():
    assert score("ucla3", dict.fromkeys(items_of("ucla3"), "Never")) == 3
    assert score("ons_lonely_direct", {"lonely": "Never"}) == 5


# 4. De Jong Gierveld
EMOTIONAL, SOCIAL = items_of("djg6", "emotional"), items_of("djg6", "social")


def test_4_the_middle_answer_counts_on_both_sides():
    answers = dict.fromkeys(items_of("djg6"), "More or less")
    assert score_answers(LIBRARY["djg6"], answers) == {"total": 6, "emotional": 3, "social": 3}


def test_4_total_and_subscales_differ_in_what_may_be_missing():
    answers = dict.fromkeys(EMOTIONAL, "Yes") | dict.fromkeys(SOCIAL, "Yes")
    del answers["rely"]
    assert score_answers(LIBRARY["djg6"], answers) == {"total": 3, "emotional": 3, "social": None}
    del answers["trust"]
    assert score_answers(LIBRARY["djg6"], answers) == {"total": None, "emotional": 3, "social": None}


def test_4_items_are_known_by_name_not_by_place():
    """Guidance that prints the three negative items first gives the same answers in another order."""
    answers = dict(zip(items_of("djg6"), (3, 3, 2, 2, 1, 1), strict=True))
    turned = {name: answers[name] for name in (*EMOTIONAL, *SOCIAL)}
    assert (
        score_answers(LIBRARY["djg6"], turned)
        == score_answers(LIBRARY["djg6"], answers)
        == {"total": 4, "emotional": 2, "social": 2}
    )


# 5. ONS4
def test_5_there_is_no_total_of_the_four_questions():
    assert [scale.id for scale in LIBRARY["ons4"].scales] == ["satisfied", "worthwhile", "happy", "anxious"]
    assert all(len(scale.items) == 1 for scale in LIBRARY["ons4"].scales)


@pytest.mark.parametrize(
    ("answer", "well", "anxious"),
    [(0, "Low", "Very low"), (1, "Low", "Very low"), (2, "Low", "Low"), (3, "Low", "Low"), (4, "Low", "Medium"), (5, "Medium", "Medium"),
     (6, "Medium", "High"), (7, "High", "High"), (8, "High", "High"), (9, "Very high", "High"), (10, "Very high", "High")],
)  # fmt: skip
def test_5_anxiety_has_thresholds_of_its_own(answer, well, anxious):
    """0-4, 5-6, 7-8, 9-10 for three questions; 0-1, 2-3, 4-5, 6-10 for anxiety."""
    bands = bands_of_answers(LIBRARY["ons4"], dict.fromkeys(("satisfied", "worthwhile", "happy", "anxious"), answer))
    assert bands == {"satisfied": well, "worthwhile": well, "happy": well, "anxious": anxious}


def test_5_nought_is_an_answer():
    assert score("ons4", {"satisfied": 0}, "satisfied") == 0
    assert reading("ons4", "nought_to_ten", "0").kind == "code"
    assert reading("ons4", "nought_to_ten", "11").kind == "unknown"


# 6. reversal
def test_6_brs_reverses_three_items():
    """All 5: (5 + 1 + 5 + 1 + 5 + 1) / 6 = 3; with only two reversed it would be 3.67."""
    brs = LIBRARY["brs"]
    assert [number for number, item in enumerate(brs.items, 1) if item.reverse] == [2, 4, 6]
    assert score("brs", answered("brs", [5] * 6)) == 3


@pytest.mark.parametrize(("label", "total", "naive"), [("Often", 39, 57), ("Sometimes", 32, 38), ("Never", 18, 0)])
def test_6_casp_keeps_its_middle_options_and_its_reversals(label, total, naive):
    """A public source prints sometimes as 1 and not often as 2; all 'sometimes' would then be 13 x 1 + 6 x 2 = 25."""
    answers = dict.fromkeys(items_of("casp19"), label)
    assert score("casp19", answers) == total != naive


def test_6_pearlin_reverses_by_the_direction_of_its_codes():
    """Strongly agree throughout: 5 x 1 + 2 x 4 = 13, with codes rising with agreement and 1, 2, 3, 5, 7 reversed."""
    pearlin = LIBRARY["pearlin_mastery"]
    assert [number for number, item in enumerate(pearlin.items, 1) if item.reverse] == [1, 2, 3, 5, 7]
    assert score("pearlin_mastery", dict.fromkeys(items_of("pearlin_mastery"), "Strongly agree")) == 13
    # files number the answers in both directions, so a bare number is a question, not an answer
    assert reading("pearlin_mastery", "agree", "1").kind == "bare_number"


# 7. GSE
def test_7_gse_is_made_up_for_three_missing_answers_and_no_more():
    assert score("gse10", answered("gse10", [3, 3, 2, 3, 3, 4, 3, None, None, None])) == 30
    assert score("gse10", answered("gse10", [3, 3, 2, 3, 3, 4, None, None, None, None])) is None


def test_7_gse_has_no_high_or_low():
    assert LIBRARY["gse10"].scale("total").bands == ()


# 8. LSNS-6
def test_8_lsns_has_the_six_item_cut_off():
    """12, not the 20 of the ten-item scale."""
    below, above = ([2, 2, 2, 2, 2, 1], [2, 2, 2, 2, 2, 2])
    bands = [bands_of_answers(LIBRARY["lsns6"], answered("lsns6", values))["total"] for values in (below, above)]
    assert bands == ["Below 12: at risk of isolation", "12 or more"]


@pytest.mark.parametrize(("people", "code"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (8, 4), (9, 5), (30, 5)])
def test_8_numbers_of_people_become_codes(people, code):
    answers = dict.fromkeys(items_of("lsns6"), 0) | {"family_seen": people}
    assert score("lsns6", answers, as_counts=True) == code


def test_8_a_bare_number_of_people_is_asked_about():
    assert reading("lsns6", "people", "4").kind == "bare_number"
    assert reading("lsns6", "people", "3-4").code == 3


# 9. GAS
def test_9_goal_attainment_divides_by_the_root():
    """Kiresuk and Sherman: 50 + 10 sum(wx) / sqrt((1 - r) sum(w^2) + r sum(w)^2), r = 0.3."""
    weights, attained = (3, 2, 1), (1, 2, -1)
    answers = {f"goal.{n}": x for n, x in enumerate(attained, 1)} | {
        f"importance.{n}": w for n, w in enumerate(weights, 1)
    }
    # sum(wx) = 3 + 4 - 1 = 6; sum(w^2) = 14; sum(w)^2 = 36; 0.7 x 14 + 0.3 x 36 = 20.6
    assert score("gas", answers) == pytest.approx(50 + 60 / math.sqrt(20.6), abs=1e-9)


def test_9_only_the_proportions_of_weights_count():
    one = {"goal.1": 1, "goal.2": -1, "importance.1": 2, "importance.2": 1}
    assert score("gas", one | {"difficulty.1": 3, "difficulty.2": 3}) == pytest.approx(score("gas", one), abs=1e-9)


# 10. ICECAP
def test_10_icecap_adds_tariffs_not_levels():
    assert score("icecap_a", answered("icecap_a", [1, 2, 3, 4, 4])) == pytest.approx(0.613, abs=1e-12)


def test_10_the_highest_level_is_the_best():
    for name, low, high in (("icecap_a", -0.001, 1.0), ("icecap_o", 0.0, 1.0)):
        assert score(name, answered(name, [4] * 5)) == pytest.approx(high, abs=1e-12)
        assert score(name, answered(name, [1] * 5)) == pytest.approx(low, abs=1e-12)
        # copies that print the best level first number it 1: a bare number is asked about
        assert reading(name, items_of(name)[0], "4").kind == "bare_number"


def test_10_each_version_has_its_own_tariff():
    """33333 is 0.849 for adults and 0.868 for older people."""
    assert score("icecap_a", answered("icecap_a", [3] * 5)) == pytest.approx(0.849, abs=1e-12)
    assert score("icecap_o", answered("icecap_o", [3] * 5)) == pytest.approx(0.868, abs=1e-12)


# 11. activity
@pytest.mark.parametrize(
    ("moderate", "vigorous", "minutes", "band"),
    [(29, 0, 29, "Inactive"), (30, 0, 30, "Fairly active"), (20, 5, 30, "Fairly active"), (149, 0, 149, "Fairly active"), (150, 0, 150, "Active"), (0, 75, 150, "Active")],
)  # fmt: skip
def test_11_thirty_minutes_are_fairly_active_and_vigorous_ones_count_twice(moderate, vigorous, minutes, band):
    answers = {"moderate": moderate, "vigorous": vigorous}
    assert score("al_activity", answers) == minutes
    assert bands_of_answers(LIBRARY["al_activity"], answers)["total"] == band


def test_11_without_a_vigorous_question_nothing_is_doubled():
    assert score("al_activity", {"moderate": 75}) == 75


def test_11_days_and_minutes_of_four_weeks_become_minutes_a_week():
    """8 days x 60 minutes = 480 in four weeks = 120 a week; no days need no minutes."""
    answers = {"moderate_days": 8, "moderate_minutes": 60}
    assert score("al_activity_days", answers) == 120
    none = pd.DataFrame(
        {"participant": ["1"], "wave": ["1"]}
        | {f"al_activity_days.{name}": pd.array([value], dtype="Int64") for name, value in
           {**answers, "vigorous_days": 0, "vigorous_minutes": None}.items()}
    )  # fmt: skip
    scored = score_frame(nw.from_native(none, eager_only=True), {"al_activity_days": LIBRARY["al_activity_days"]})
    key = scored.scales["al_activity_days.total"]
    assert key.values(scored.frame["al_activity_days.total"].to_numpy()).tolist() == [120]


def test_11_part_minutes_stay_on_their_side_of_a_threshold():
    """Days x minutes / 4 can end in quarters: 29.75 is inactive, 149.75 fairly active."""
    for days, minutes, weekly, band in ((7, 17, 29.75, "Inactive"), (1, 599, 149.75, "Fairly active")):
        answers = {"moderate_days": days, "moderate_minutes": minutes}
        assert score("al_activity_days", answers) == weekly
        assert bands_of_answers(LIBRARY["al_activity_days"], answers)["total"] == band


def test_11_childrens_minutes_are_a_day_and_an_instrument_of_their_own():
    """40 minutes a day is the middle band of children; 40 a week would be adults' fairly active."""
    child = LIBRARY["al_activity_child"]
    assert bands_of_answers(child, {"minutes_a_day": 40})["total"] == "30 to 59 minutes a day"
    assert "day" in child.scale("total").title


# 12. two statements are not a validated scale
def test_12_two_statements_are_also_reported_one_by_one_and_never_judge_a_person():
    selfeff = LIBRARY["al_selfeff"]
    assert [scale.id for scale in selfeff.scales] == ["total", "achieve_goals", "keep_trying"]
    assert not selfeff.scale("total").individual
    assert "not a validated scale" in selfeff.scale("total").source


# 13. versions that must not be mixed
@pytest.mark.parametrize(
    ("name", "responses", "text"),
    [
        ("cel3", "agree", "7"),
        ("cel3", "agree", "10"),
        ("pearlin_mastery", "agree", "5"),
        ("pearlin_mastery", "agree", "Neither agree nor disagree"),
        ("ons_lonely_direct", "how_often", "Hardly ever or never"),
        ("ucla3", "how_often", "Occasionally"),
        ("bpnsfs", "agree", "7"),
        ("kusiv3", "agree_trust", "Neither agree nor disagree"),
        ("wvs_freedom", "one_to_ten", "0"),
    ],
)
def test_13_answers_of_another_version_are_refused_with_the_reason(name, responses, text):
    read = reading(name, responses, text)
    assert read.kind == "refused"
    assert len(read.reason.split()) >= 8


def test_13_the_five_point_form_of_djg_stands_in_for_the_three_point_one():
    djg = LIBRARY["djg6"]
    assert djg.responses["five"].in_place_of == "three"
    assert djg.responses["five"].codes == (1, 1, 2, 3, 3)
    assert djg.responses["three"].code_of("Yes!") is None  # told apart by the labels that only one of them has


def test_13_no_benchmark_crosses_versions():
    """The published share of children often lonely was asked with three options, so it is not set beside five."""
    assert LIBRARY["ons_lonely_child"].benchmarks == ()


# 14. licensed text
def test_14_where_wording_may_not_ship_no_question_is_printed():
    for instrument in LIBRARY.values():
        if not instrument.wording_may_ship:
            assert instrument.source.wording == "topic"
        if instrument.source.wording == "topic":
            assert instrument.intro == ""
            assert [item.id for item in instrument.items if item.text is not None] == []


# facts the traps rest on
def test_a_ready_band_starts_where_its_source_says():
    assert [band.from_ for band in LIBRARY["ucla3"].scale("total").bands] == [3, 8]
    assert [band.from_ for band in LIBRARY["djg6"].scale("total").bands] == [0, 2, 5]
    assert [band.from_ for band in LIBRARY["brs"].scale("total").bands] == [1, 3, Decimal("4.31")]
