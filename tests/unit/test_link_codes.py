"""Who is who by code: the ladder, what is no code, what is damaged, and no code at all."""

import pytest

from measures.errors import DecisionNeededError, InputError
from measures.people.link import link
from measures.people.waves import ParticipantRules, WaveRules
from tests.coded_tables import answers_of, coded, codes_of, pairs_of, steps

ORDER = WaveRules(order=("before", "after"))
NORMALISED = ParticipantRules()
EXACT = ParticipantRules(matching="exact")


def linked(before, after, rules=NORMALISED, **more):
    """Link two files whose people have these codes; their answers are 1, 2, ... before and 11, 12, ... after."""
    tables = [
        coded("before.csv", {"Code": before, "x.a": list(range(1, len(before) + 1))}, wave="before"),
        coded("after.csv", {"Code": after, "x.a": list(range(11, len(after) + 11))}, wave="after"),
    ]
    return link(tables, ORDER, rules, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ab12", "AB12 "),
        ("AB 12", "ab-12"),
        ("AB12", "AB\u201012"),  # hyphen
        ("AB12", "AB\u201112"),  # non-breaking hyphen
        ("AB12", "\u202eAB12\u202c"),  # turned reading direction
        ("AB12", "A\u200bB12"),  # zero-width space
        ("AB12", "ＡＢ１２"),  # full-width letters
        ("AB12", "AB\u00a012"),  # non-breaking space
        ("7", "7.0"),
        ("007", "7"),
        ("0012", "12.0"),
        ("straße1", "STRASSE1"),
    ],
)
def test_damage_that_normalising_undoes(one, other):
    responses = linked([one, "QQ99ZZ"], [other, "WW88XX"])
    assert pairs_of(responses) == [(1, 11)]
    assert responses.stages == {"normalised": 1}
    assert pairs_of(linked([one], [other], EXACT)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("GLO1", "GL01"), ("IL22", "1122"), ("AB1O", "ABIO"), ("АВ12", "AB12"), ("0O7B", "7B")],
)
def test_look_alikes_are_a_stage_of_their_own(one, other):
    responses = linked([one], [other])
    assert pairs_of(responses) == [(1, 11)]
    assert responses.stages == {"look_alike": 1}
    assert pairs_of(linked([one], [other], EXACT)) == []


def test_each_stage_only_takes_what_the_one_before_left():
    responses = linked(["AB10", "AB1O"], ["AB1O", "AB10"])
    assert pairs_of(responses) == [(1, 12), (2, 11)]
    assert responses.stages == {"exact": 2}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["007", "7"], ["7"]),  # 7 has its exact match; 007 has none
        (["07"], ["7", "007"]),  # two candidates after
        (["ABIO", "AB1O"], ["AB10"]),  # two candidates before
        (["ABIO"], ["AB1O", "ABI0"]),  # two candidates after
    ],
)
def test_zeros_and_look_alikes_are_joined_only_where_unique_both_ways(before, after):
    responses = linked(before, after)
    assert pairs_of(responses) == ([(2, 11)] if before == ["007", "7"] else [])


def test_codes_that_differ_by_case_alone_stay_apart_if_both_were_followed():
    responses = linked(["ab12", "AB12"], ["AB12", "ab12"])
    assert pairs_of(responses) == [(1, 12), (2, 11)]
    assert responses.stages == {"exact": 2}
    assert len(set(responses.answers["participant"].to_list())) == 2


def test_one_person_typing_two_ways_in_one_wave_is_one_person():
    responses = linked(["ab12", "AB 12"], ["AB12"])
    assert pairs_of(responses) == [(1, 11)]
    assert steps(responses)["people", "before", ""] == 1
    assert "repeat_answers" in codes_of(responses.issues)


def test_three_waves_are_joined_stage_by_stage():
    tables = [
        coded("1.csv", {"Code": ["AB12", "X9"], "x.a": [1, 2]}, wave="T1"),
        coded("2.csv", {"Code": ["AB12"], "x.a": [3]}, wave="T2"),
        coded("3.csv", {"Code": ["ab12", "x9"], "x.a": [4, 5]}, wave="T3"),
    ]
    responses = link(tables, WaveRules(), NORMALISED)
    assert pairs_of(responses) == [(1, 4), (2, 5)]
    assert answers_of(responses)["AB12", "T2"] == 3
    assert responses.stages == {"normalised": 2}  # a person's stage is that of their weakest link
    assert steps(responses)["matched", "", "normalised"] == 2


def test_composite_codes_are_normalised_part_by_part():
    rules = ParticipantRules(columns=("Street", "Day"))
    one = coded(
        "before.csv",
        {"Street": ["ab", "cd", "ab", ""], "Day": ["07", "12", "12", "3"], "x.a": [1, 2, 3, 4]},
        wave="before",
    )
    two = coded(
        "after.csv",
        {"Street": ["AB ", "CD", "AB", "EF"], "Day": ["7.0", "12", "", "3"], "x.a": [11, 12, 13, 14]},
        wave="after",
    )
    responses = link([one, two], ORDER, rules)
    assert pairs_of(responses) == [(1, 11), (2, 12)]
    assert [issue.message for issue in responses.issues if issue.code == "blank_codes"] == [
        "1 row has no participant code (row 5).",
        "1 row has no participant code (row 4).",
    ]


def test_the_parts_of_a_composite_code_do_not_run_into_each_other():
    rules = ParticipantRules(columns=("One", "Two"))
    before = coded("before.csv", {"One": ["ab"], "Two": ["c"], "x.a": [1]}, wave="before")
    after = coded("after.csv", {"One": ["a"], "Two": ["bc"], "x.a": [2]}, wave="after")
    assert pairs_of(link([before, after], ORDER, rules)) == []


@pytest.mark.parametrize(
    "nothing", ["", "  ", "n/a", "None", "anonymous", "TEST", "-", "?", "don\u2019t know", "\u200b", "--"]
)
def test_what_is_no_code_pairs_nobody(nothing):
    responses = linked([nothing, "AB12", nothing], ["AB12", nothing, nothing])
    assert pairs_of(responses) == [(2, 11)]
    assert steps(responses)["people", "before", ""] == 3
    assert steps(responses)["people", "after", ""] == 3
    assert steps(responses)["one_wave_only", "before", "no code"] == 2
    blank = [issue for issue in responses.issues if issue.code == "blank_codes"]
    assert [issue.message for issue in blank] == [
        "2 rows have no participant code (rows 2 and 4).",
        "2 rows have no participant code (rows 3 and 4).",
    ]


@pytest.mark.parametrize(
    ("damaged", "what"),
    [
        ("1.23E+18", "1.23E+18"),
        ("1,23e+18", "1.23E+18"),
        ("1E+05", "1.23E+18"),
        ("12-Mar", "dates"),
        ("Mar-12", "dates"),
        ("2026-03-12 00:00:00", "dates"),
        ("12/03/2026", "dates"),
    ],
)
def test_codes_that_a_spreadsheet_changed_for_good_are_refused_by_row(damaged, what):
    with pytest.raises(InputError) as error:
        linked(["AB12", damaged, "CD34"], ["AB12", "CD34"])
    issue = error.value.issues[0]
    assert issue.code == "damaged_ids"
    assert issue.where == "before.csv, column A 'Code'"
    assert "row 3" in issue.message
    assert what in issue.message
    assert damaged not in issue.message or damaged == "1.23E+18"


@pytest.mark.parametrize("fine", [["1E5", "2B7"], ["MAR-12", "ABC-07"], ["12-3", "4-5"], ["MARY12", "DECRST-12"]])
def test_codes_that_only_resemble_damage_are_taken(fine):
    assert pairs_of(linked(fine, fine)) == [(1, 11), (2, 12)]


def test_long_numbers_rounded_after_fifteen_digits_are_refused():
    with pytest.raises(InputError, match="fifteenth digit"):
        linked(["1234567890123450000", "9876543210987650000"], ["A1", "B2"])


def test_long_numbers_written_out_from_floating_point_are_refused():
    # the doubles nearest to 1234567890123456789 and 9876543210987654321, which are multiples of 256 and 2048
    assert int(float(1234567890123456789)) == 1234567890123456768
    assert int(float(9876543210987654321)) == 9876543210987655168
    with pytest.raises(InputError, match="fifteenth digit"):
        linked(["1234567890123456768", "9876543210987655168"], ["A1", "B2"])


def test_long_numbers_kept_whole_are_taken():
    codes = ["1234567890123456789", "9876543210987654321"]
    assert pairs_of(linked(codes, codes)) == [(1, 11), (2, 12)]


def test_a_date_of_birth_may_be_a_code_or_a_part_of_one():
    births = ["1960-03-12", "1971-11-02", "1960-07-30"]
    assert pairs_of(linked(births, births)) == [(1, 11), (2, 12), (3, 13)]
    rules = ParticipantRules(columns=("Initials", "Born"))
    tables = [
        coded(f"{wave}.csv", {"Initials": ["AB", "CD"], "Born": ["2026-01-02", "2026-03-04"], "x.a": [1, 2]}, wave=wave)
        for wave in ("before", "after")
    ]
    assert pairs_of(link(tables, ORDER, rules)) == [(1, 1), (2, 2)]


def test_codes_that_all_became_dates_of_this_year_are_refused():
    with pytest.raises(InputError, match="to dates"):
        linked(["2026-01-02 00:00:00", "2026-03-04 00:00:00"], ["1-2", "3-4"])


def test_one_code_for_everyone_is_no_code():
    responses = linked(["GL"] * 6, ["GL"] * 5)
    assert not responses.linked
    assert pairs_of(responses) == []
    assert steps(responses)["people", "before", ""] == 6
    shared = [issue for issue in responses.issues if issue.code == "same_code"]
    assert [issue.where for issue in shared] == ["before.csv", "after.csv"]
    assert "6 of 6 rows" in shared[0].message
    assert "no_code" in codes_of(responses.issues)


def test_a_code_on_most_rows_is_no_code_but_the_others_are():
    responses = linked(["group"] * 6 + ["AB12"], ["group", "AB12", "CD34"])
    assert responses.linked
    assert (7, 12) in pairs_of(responses)
    assert steps(responses)["people", "before", ""] == 7


def test_no_code_at_all_gives_two_groups():
    tables = [coded(f"{wave}.csv", {"x.a": [1, 2, 3]}, wave=wave) for wave in ("before", "after")]
    responses = link(tables, ORDER, NORMALISED)
    assert not responses.linked
    assert responses.stages == {}
    assert pairs_of(responses) == []
    assert len(set(responses.answers["participant"].to_list())) == 6
    assert not {step for step, _, _ in steps(responses)} & {"matched", "one_wave_only"}
    told = next(issue for issue in responses.issues if issue.code == "no_code")
    assert told.severity == "check"
    assert "never paired by their order" in told.message
    assert "ask at every wave for a code" in told.fix


def test_stating_that_there_is_no_code_leaves_a_code_column_aside():
    responses = linked(["AB12"], ["AB12"], ParticipantRules(none=True))
    assert not responses.linked
    assert next(issue for issue in responses.issues if issue.code == "no_code").severity == "note"


def test_codes_in_one_wave_only_cannot_link():
    before = coded("before.csv", {"Code": ["a", "b"], "x.a": [1, 2]}, wave="before")
    after = coded("after.csv", {"x.a": [3, 4]}, wave="after")
    responses = link([before, after], ORDER, NORMALISED)
    assert not responses.linked
    assert "Only 'before' has codes" in next(issue for issue in responses.issues if issue.code == "no_code").message


def test_codes_that_match_nobody_or_few_are_asked_about():
    responses = linked(["a1", "b2"], ["c3", "d4"])
    assert responses.linked
    assert next(issue for issue in responses.issues if issue.code == "none_matched").severity == "decide"
    responses = linked(["a1", "b2", "c3"], ["a1", "e5", "f6"])
    few = next(issue for issue in responses.issues if issue.code == "mostly_unmatched")
    assert "Only 1 of 3 codes of 'after' (33 %)" in few.message


def test_letters_on_every_code_of_one_wave_are_named():
    digits = ("014", "027", "31", "45", "052")
    for before, after, letters in (
        ([f"GL-{each}" for each in digits], list(digits), "'GL'"),
        (["14", "27", "031", "45", "52"], [f"GL{each}" for each in digits], "'GL'"),
        ([f"{each}_pre" for each in digits], [f"{each}_post" for each in digits], "'_POST' and '_PRE'"),
    ):
        told = next(issue for issue in linked(before, after).issues if issue.code == "none_matched")
        assert f"Most would without {letters}, carried by every code of a wave." in told.message
        assert "Find and Replace" in told.fix


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([f"GL-{each}" for each in (14, 27, 31, 45)], ["14", "27", "31", "45"]),  # four people's letters are not named
        ([f"GL-{each}" for each in (14, 27, 31, 45, 52)], ["61", "72", "83", "94", "95"]),
        (["GL14", "GL27", "ST31", "GL45", "GL52"], ["14", "27", "31", "45", "52"]),
    ],
)
def test_letters_are_named_only_if_all_codes_carry_them_and_would_match_without(before, after):
    told = next(issue for issue in linked(before, after).issues if issue.code == "none_matched")
    assert told.message == "No code of 'after' occurs in an earlier wave."


def test_signs_within_the_codes_of_one_wave_are_named():
    told = next(one for one in linked(["A.B.12", "C.D.34"], ["AB12", "CD34"]).issues if one.code == "none_matched")
    assert told.message.endswith("Most would without the dots and other signs in them.")
    told = next(one for one in linked(["A.B.12", "C.D.34"], ["EF12", "GH34"]).issues if one.code == "none_matched")
    assert told.message == "No code of 'after' occurs in an earlier wave."


def test_codes_on_the_first_row_of_each_pair_alone_are_asked_about():
    table = coded(
        "all.csv",
        {
            "Code": ["a", "", "b", "", "c", "", "d"],
            "When": ["before", "after", "before", "after", "before", "after", "before"],
            "x.a": [1, 2, 3, 4, 5, 6, 7],
        },
    )
    told = next(one for one in link([table], WaveRules(), NORMALISED).issues if one.code == "blank_codes")
    assert told.severity == "decide"
    assert told.fix.startswith("If the code above each is theirs too, write it on every row (Excel: Fill Down).")
    few = {"Code": ["a", "b", "c", "", "b", ""], "When": ["before"] * 3 + ["after"] * 3, "x.a": [1, 2, 3, 4, 5, 6]}
    told = next(
        one for one in link([coded("all.csv", few)], WaveRules(), NORMALISED).issues if one.code == "blank_codes"
    )
    assert told.severity == "check"


def test_most_people_twice_in_the_only_wave_ask_what_tells_the_waves():
    table = coded("all.csv", {"Code": ["a", "b", "c", "a", "b"], "x.a": [1, 2, 3, 2, 2]}, wave="")
    told = next(issue for issue in link([table], WaveRules(), NORMALISED).issues if issue.code == "waves_untold")
    assert told.severity == "decide"
    assert "nothing says which wave" in told.message
    once = coded("all.csv", {"Code": ["a", "b", "c", "a"], "x.a": [1, 2, 3, 2]}, wave="")
    assert "waves_untold" not in [issue.code for issue in link([once], WaveRules(), NORMALISED).issues]


def test_numbers_of_answers_are_not_codes_of_people():
    forms = {"ID": ["1", "2", "3"], "x.a": [1, 2, 3]}
    tables = [
        coded(
            f"{wave}.xlsx", forms, wave=wave, roles={"ID": "participant"}, metadata=["ID"], platform="Microsoft Forms"
        )
        for wave in ("before", "after")
    ]
    warned = [issue for issue in link(tables, ORDER, NORMALISED).issues if issue.code == "response_ids"]
    assert [issue.severity for issue in warned] == ["decide", "decide"]
    qualtrics = linked([f"R_{'abcdefghijkl'}{i}x" for i in range(6)], ["AB12"])
    assert "response_ids" in codes_of(qualtrics.issues)


def test_codes_that_rise_row_by_row_are_pointed_out():
    assert "row_numbers" in codes_of(linked(["3", "4", "5", "7", "8"], ["A1"]).issues)
    assert "row_numbers" not in codes_of(linked(["3", "4", "5", "700", "800"], ["A1"]).issues)
    assert "row_numbers" not in codes_of(linked(["8", "4", "5", "7", "3"], ["A1"]).issues)
    redcap = coded(
        "r.csv", {"ID": ["1", "2"], "x.a": [1, 2]}, roles={"ID": "participant"}, metadata=["ID"], platform="REDCap"
    )
    assert "response_ids" not in codes_of(link([redcap], WaveRules(), NORMALISED).issues)


def test_a_stated_column_that_is_not_there_is_refused():
    table = coded("a.csv", {"Ref": ["a"], "x.a": [1]})
    with pytest.raises(InputError, match="no column 'Your code'") as error:
        link([table], WaveRules(), ParticipantRules(column="Your code"))
    assert error.value.issues[0].code == "column_not_found"
    assert pairs_of(link([table], WaveRules(order=("one",)), ParticipantRules(column=" REF "))) == [(1, 1)]


def test_two_columns_that_may_be_the_code_are_asked_about():
    table = coded("a.csv", {"Code": ["a"], "Ref": ["b"], "x.a": [1]}, roles={"Ref": "participant"})
    with pytest.raises(DecisionNeededError, match="'Code' and 'Ref'") as error:
        link([table], WaveRules(), NORMALISED)
    assert error.value.issues[0].code == "participant"


def test_no_message_repeats_a_code():
    secret = ["zq81secret", "zq82secret", "anonymous", "zq81secret", "ZQ83 secret", "zq84secret"]
    responses = linked(secret, ["ZQ81secret", "zq85secret", "zq83secret"], withdrawn=["zq84secret", "zq99secret"])
    said = " ".join(map(str, (*responses.issues, *responses.flow)))
    assert "secret" not in said.casefold()
    assert "secret" not in repr(responses).casefold()


def test_an_apostrophe_that_marks_text_is_no_part_of_a_code():
    assert pairs_of(linked(["'AB12", "'0013"], ["AB12", "13"])) == [(1, 11), (2, 12)]
