"""Every scoring method, one person at a time, with the arithmetic beside it."""

import narwhals as nw
import numpy as np
import pytest

from measures.engines import to_engine
from measures.errors import InputError, InstrumentError
from measures.scoring import bands_of_answers, score_answers, score_frame
from tests.made_instruments import NUMBERS, answers, instrument, items, scale, simple, total


def key_of(made, **given):
    """What a scale's key knows of its range and step."""
    frame = answers([("p", "before")], **{name: [code] for name, code in given.items()})
    return score_frame(frame, {"made": made}).scales["made.total"]


# sums and means ---------------------------------------------------------------------------------------------------


def test_a_sum_adds_the_codes_and_must_have_all():
    made = simple("sum", "a", "b", "c")
    assert total(made, a=1, b=5, c=3) == 9  # 1 + 5 + 3
    assert total(made, a=1, b=5) is None


def test_a_reversed_item_is_lowest_plus_highest_minus_code():
    made = simple("sum", "a", "b", "c", reverse=("b",))
    assert total(made, a=1, b=5, c=3) == 5  # 1 + (1 + 5 - 5) + 3


def test_an_item_may_be_reversed_in_one_scale_only():
    made = instrument(
        items("a", "b") + scale("sum", "a", "b") + scale("sum", "a", "b", name="turned", rest='reverse = ["b"]')
    )
    assert score_answers(made, {"a": 2, "b": 4}) == {"total": 6, "turned": 4}  # 2 + 4; 2 + (6 - 4)


def test_a_scale_may_turn_a_reversed_item_back():
    # the cross-check calls an item reversed in both places a fault; twice turned is as it was
    made = instrument(items("a", "b", reverse=("b",)) + scale("sum", "a", "b", rest='reverse = ["b"]'))
    assert total(made, a=2, b=4) == 6


def test_a_mean_divides_by_the_answered_items_where_enough_are():
    made = simple("mean", "a", "b", "c", "d", rest="min_answered = 3")
    assert total(made, a=1, b=2, c=3, d=5) == 2.75  # 11 / 4
    assert total(made, a=1, b=2, c=5) == 8 / 3
    assert total(made, a=1, b=2) is None


def test_a_mean_needs_every_item_unless_told_otherwise():
    made = simple("mean", "a", "b", "c")
    assert total(made, a=1, b=2, c=2) == 5 / 3
    assert total(made, a=1, b=2) is None


def test_means_that_are_equal_are_equal_to_the_bit():
    made = simple("mean", *"abcdefghij", rest="min_answered = 3")
    three = total(made, a=1, b=2, c=4)  # 7 / 3
    nine = total(made, a=1, b=2, c=4, d=1, e=2, f=4, g=1, h=2, i=4)  # 21 / 9
    assert three == nine == 7 / 3


def test_a_prorated_sum_is_the_mean_times_all_items():
    made = simple("prorated_sum", *"abcd", rest="min_answered = 3")
    assert total(made, a=1, b=2, c=3, d=5) == 11
    assert total(made, a=1, b=2, c=5) == 8 * 4 / 3  # 10.67, not rounded
    assert total(made, a=1, b=2) is None


def test_no_answer_at_all_is_no_score_even_where_none_is_needed():
    made = simple("mean", "a", "b", rest="min_answered = 0")
    assert total(made) is None


# counts, tables and tariffs ---------------------------------------------------------------------------------------


def test_a_count_counts_codes_and_an_unanswered_item_never_counts():
    made = simple("count", "a", "b", "c", rest="counts = { a = [4, 5], b = [1, 2], c = [1, 2] }\nmin_answered = 2")
    assert total(made, a=4, b=1, c=5) == 2
    assert total(made, a=3, b=3, c=3) == 0
    assert total(made, a=5, b=2) == 2
    assert total(made, a=5) is None


def test_a_lookup_reads_the_raw_sum_in_the_table():
    made = simple("lookup", "a", "b", rest='table = { "2" = 2.00, "3" = 4.25, "4" = 5.5, "10" = 10 }')
    assert total(made, a=1, b=2) == 4.25
    assert total(made, a=5, b=5) == 10
    assert total(made, a=1) is None


def test_a_sum_the_table_does_not_have_is_no_score_and_is_counted():
    made = simple("lookup", "a", "b", rest='table = { "2" = 2.00, "3" = 4.25 }')
    frame = answers([("p", "before"), ("q", "before"), ("r", "before")], a=[1, 5, 5], b=[2, 5, None])
    scores = score_frame(frame, {"made": made})
    assert scores.frame["made.total"].to_list()[0] == 3
    assert scores.frame["made.total"].is_null().to_list() == [False, True, True]
    (issue,) = scores.issues
    assert (issue.code, issue.where) == ("not_in_table", "made.total")
    assert "does not have: 1." in issue.message


def test_a_tariff_adds_the_value_of_each_answer():
    tariff = '[scales.tariff]\na = { "1" = -0.001, "2" = 0.1, "3" = 0.2, "4" = 0.25, "5" = 0.3 }\nb = { "1" = 0.05, "2" = 0.1, "3" = 0.4, "4" = 0.5, "5" = 0.7 }'
    made = simple("tariff", "a", "b", rest=tariff)
    assert total(made, a=1, b=3) == 0.399  # -0.001 + 0.4
    assert total(made, a=5, b=5) == 1.0  # 0.3 + 0.7, exactly
    assert total(made, a=5) is None
    key = key_of(made, a=1, b=1)
    assert (key.low, key.high, key.step) == (0.049, 1.0, 0.001)


# single items, ready-made, ranges ----------------------------------------------------------------------------------


def test_a_single_item_is_its_own_score_and_zero_is_an_answer():
    made = instrument(items("a", responses="days") + scale("single", "a"), responses=NUMBERS)
    assert total(made, a=0) == 0
    assert total(made) is None


def test_a_category_keeps_its_code():
    made = simple("category", "a")
    assert total(made, a="Often") == 4


def test_answers_in_halves_keep_their_halves():
    made = instrument(items("a", "b", responses="half", reverse=("b",)) + scale("sum", "a", "b"), responses=NUMBERS)
    assert total(made, a=2.5, b=4) == 8.5  # 2.5 + (10 - 4)


@pytest.mark.parametrize(
    ("method", "rest", "facts"),
    [
        ("sum", "", (3, 15, 1)),
        ("mean", "", (1, 5, 1 / 3)),
        ("prorated_sum", "min_answered = 2", (3, 15, 1)),
        ("count", "counts = { a = [1], b = [1], c = [1] }", (0, 3, 1)),
        ("sum", "rescale = [0, 100]", (0, 100, 100 / 12)),
        ("sum", "range = [0, 20]\nstep = 0.5", (0, 20, 0.5)),
        ("lookup", 'table = { "3" = 1.5, "4" = 2, "15" = 8 }', (1.5, 8, 0.5)),
    ],
)
def test_a_scale_knows_its_range_and_step(method, rest, facts):
    key = key_of(simple(method, "a", "b", "c", rest=rest), a=1, b=1, c=1)
    assert (key.low, key.high, key.step) == facts


# what follows the method -------------------------------------------------------------------------------------------


def test_multiply_comes_before_rescale_and_rescale_before_cap():
    made = simple("sum", "a", "b", rest="multiply = 4\nrescale = [0, 100]\ncap = 30")
    # 2 to 10, times 4 is 8 to 40; (12 - 8) / 32 = 12.5 %
    assert total(made, a=1, b=2) == 12.5
    # (40 - 8) / 32 = 100 %, capped
    assert total(made, a=5, b=5) == 30


def test_rescaling_keeps_its_lower_end_whatever_the_sign():
    made = simple("sum", "a", "b", rest="multiply = -1\nrescale = [0, 100]")
    assert total(made, a=5, b=5) == 0  # -10 is the lowest of -10 to -2
    assert total(made, a=1, b=2) == 87.5  # (-3 + 10) / 8


def test_multiply_alone_and_cap_alone():
    assert total(simple("sum", "a", "b", rest="multiply = 4"), a=1, b=2) == 12
    assert total(simple("sum", "a", "b", rest="cap = 6"), a=5, b=5) == 6


def test_rescaling_thirds_gives_the_nearest_float_of_the_exact_value():
    made = simple("mean", "a", "b", "c", rest="rescale = [0, 100]")
    assert total(made, a=1, b=1, c=2) == 100 / 12  # (4/3 - 1) / 4 * 100


def test_rescaling_answers_without_limits_is_the_files_fault():
    made = instrument(items("a", responses="minutes") + scale("sum", "a", rest="rescale = [0, 100]"), responses=NUMBERS)
    with pytest.raises(InstrumentError, match=r"made.total: 'total' cannot be scored: rescale needs"):
        total(made, a=3)


def test_reversing_answers_without_limits_is_the_files_fault():
    made = instrument(items("a", responses="minutes", reverse=("a",)) + scale("sum", "a"), responses=NUMBERS)
    with pytest.raises(InstrumentError, match="reversing 'a' needs a lowest and a highest answer"):
        total(made, a=3)


BANDS = 'bands = [ { from = 2, label = "low" }, { from = 5, label = "middle" }, { from = 8, label = "high" } ]'


@pytest.mark.parametrize(("a", "b", "band"), [(1, 1, "low"), (2, 2, "low"), (2, 3, "middle"), (3, 5, "high")])
def test_a_band_begins_at_its_from(a, b, band):
    assert bands_of_answers(simple("sum", "a", "b", rest=BANDS), {"a": a, "b": b}) == {"total": band}


def test_no_band_without_a_score_below_the_lowest_or_where_there_are_none():
    made = simple("sum", "a", "b", rest=BANDS)
    assert bands_of_answers(made, {"a": 1}) == {"total": None}
    assert key_of(made, a=1, b=1).band_of(np.array([1.0, 7.999, 99])) == (None, "middle", "high")
    assert key_of(simple("sum", "a"), a=1).band_of([3.0]) == (None,)


# activity ----------------------------------------------------------------------------------------------------------


# goals -------------------------------------------------------------------------------------------------------------


# what the data must have ---------------------------------------------------------------------------------------------


def test_a_scale_whose_items_have_no_column_is_left_out_and_says_which():
    frame = answers([("p", "before")], a=[1], b=[2])
    scores = score_frame(frame, {"made": simple("sum", "a", "b", "c", "d")})
    assert dict(scores.scales) == {}
    (issue,) = scores.issues
    assert (issue.severity, issue.code, issue.where) == ("check", "scale_not_scored", "made.total")
    assert "'c' (made.c), 'd' (made.d)" in issue.message


def test_a_scale_that_may_do_without_an_item_says_what_it_did_without():
    frame = answers([("p", "before"), ("q", "before")], a=[1, 1], b=[2, None], c=[3, 2])
    scores = score_frame(frame, {"made": simple("prorated_sum", *"abcd", rest="min_answered = 3")})
    assert scores.frame["made.total"].is_null().to_list() == [False, True]
    assert scores.scales["made.total"].values(np.array([6 * 5 + 3])) == [8.0]  # 6 / 3 x 4
    assert [issue.code for issue in scores.issues] == ["items_missing"]


def test_a_scale_of_which_nothing_was_asked_is_passed_over_in_silence():
    made = instrument(items("a", "b") + scale("single", "a", name="one") + scale("single", "b", name="two"))
    scores = score_frame(answers([("p", "before")], a=[1]), {"made": made})
    assert list(scores.scales) == ["made.one"]
    assert scores.issues == ()


@pytest.mark.parametrize("code", [0, 6, -9])
def test_a_code_off_the_list_is_refused_not_scored(code):
    frame = answers([("p", "before"), ("q", "before"), ("r", "before")], a=[1, code, code], b=[2, 2, None])
    with pytest.raises(InputError, match=r"made\.a: .*codes: 2\.") as refused:
        score_frame(frame, {"made": simple("sum", "a", "b")})
    assert [issue.code for issue in refused.value.issues] == ["unknown_code"]


def test_a_code_in_a_gap_of_the_list_is_refused():
    gaps = 'responses.odd.options = [ { code = 1, label = "a" }, { code = 3, label = "b" } ]'
    made = instrument(items("a", responses="odd") + scale("single", "a"), responses=gaps)
    frame = answers([("p", "before"), ("q", "before")], a=[3, None])
    assert score_frame(frame, {"made": made}).frame["made.total"].to_list()[0] == 3
    with pytest.raises(InputError, match="codes: 1"):
        score_frame(answers([("p", "before")], a=[2]), {"made": made})


def test_a_number_outside_its_range_is_refused_and_an_open_end_is_open():
    days = instrument(items("a", responses="days") + scale("single", "a"), responses=NUMBERS)
    with pytest.raises(InputError, match="codes: 1"):
        score_frame(answers([("p", "before")], a=[8]), {"made": days})
    with pytest.raises(InstrumentError, match="'8', which is none of its answers"):
        total(days, a=8)
    minutes = instrument(items("a", responses="minutes") + scale("single", "a"), responses=NUMBERS)
    assert total(minutes, a=10_000) == 10_000


def test_whole_numbers_without_gaps_may_come_as_plain_numpy_integers():
    frame = answers([("p", "before"), ("q", "after")], a=[1, 5])
    plain = nw.from_native(frame.to_native().astype({"made.a": "int64"}), eager_only=True)
    scores = score_frame(plain, {"made": simple("mean", "a", rest="min_answered = 1")})
    assert scores.scales["made.total"].values(scores.frame["made.total"].to_numpy().astype(np.int64)).tolist() == [1, 5]


def test_narrow_numbers_do_not_overflow():
    frame = answers([("p", "before")], a=[100], b=[100]).to_native().astype({"made.a": "Int8", "made.b": "int8"})
    made = instrument(items("a", "b", responses="minutes") + scale("sum", "a", "b"), responses=NUMBERS)
    scores = score_frame(nw.from_native(frame, eager_only=True), {"made": made})
    assert scores.frame["made.total"].to_list() == [200]


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_answers_to_other_questions_give_no_scale_and_no_fault(engine):
    frame = to_engine(answers([("p", "before")], z=[1]), engine)
    scores = score_frame(frame, {"made": simple("sum", "a")})
    assert (dict(scores.scales), scores.issues) == ({}, ())
    assert scores.frame.lazy().collect().columns == ["participant", "wave"]


def test_many_unknown_codes_are_all_counted():
    frame = answers([(f"p{n}", "before") for n in range(40_000)], a=[9] * 40_000)
    with pytest.raises(InputError, match=r"codes: 40000\."):
        score_frame(frame, {"made": simple("sum", "a")})


# written answers -----------------------------------------------------------------------------------------------------


def test_labels_aliases_codes_and_missing_words_are_read():
    made = simple("mean", "a", "b", "c", "d", rest="min_answered = 1")
    assert total(made, a="  all THE time ", b="Never", c=3, d="Prefer not to say") == 3  # (5 + 1 + 3) / 3


VARIANT = """
[responses.three]
options = [ { code = 1, label = "No" }, { code = 2, label = "More or less" }, { code = 3, label = "Yes" } ]
[responses.more]
in_place_of = "three"
options = [ { code = 1, label = "No!", as = 1 }, { code = 5, label = "Yes!", as = 3 } ]
[responses.people]
options = [ { code = 0, label = "None" }, { code = 1, label = "One" }, { code = 2, label = "Two or more" } ]
counts_from = [0, 1, 2]
"""


def test_a_label_of_a_set_that_stands_in_gives_the_code_it_stands_for():
    made = instrument(items("a", responses="three") + scale("single", "a"), responses=VARIANT)
    assert total(made, a="Yes!") == 3


def test_raw_counts_are_coded_where_the_example_says_so():
    made = instrument(items("a", responses="people") + scale("single", "a"), responses=VARIANT)
    assert score_answers(made, {"a": 17}, as_counts=True) == {"total": 2}
    for given, settings in ((17, {}), (-1, {"as_counts": True})):
        with pytest.raises(InstrumentError, match=f"'{given}', which is none of its answers"):
            score_answers(made, {"a": given}, **settings)


@pytest.mark.parametrize("given", [{"z": 1}, {"a": "Perhaps"}, {"a": 2.5}])
def test_an_answer_that_is_none_is_the_files_fault(given):
    with pytest.raises(InstrumentError, match="An example answers"):
        score_answers(simple("sum", "a"), given)
