"""Waves in headers: markers as stated, and layouts suggested where whole blocks of questions recur."""

import pytest

from measures.exports.markers import UNMARKED, Layout, find_markers, speaks_of_time, split_markers

A, B, C = "How often do you feel left out?", "How often do you feel isolated from others?", "How are you today?"


def split(headers, **markers):
    return [(stem.text, stem.wave) for stem in split_markers(headers, Layout(**markers))]


def test_stated_markers_match_literally_after_folding():
    found = split(["PRE_q1", "post_q1", "age", "preq1"], prefix={"before": "pre_", "after": "post_"})
    assert found == [("q1", "before"), ("q1", "after"), ("age", ""), ("preq1", "")]


def test_the_longest_marker_comes_first():
    found = split(["q1_post", "q1_post_2"], suffix={"after": "_post", "later": "_post_2", "odd": "_2"})
    assert found == [("q1", "after"), ("q1", "later")]


def test_the_space_of_a_stated_marker_counts():
    assert split(["T1 q1", "T10 q1", "T1q1"], prefix={"first": "T1 "}) == [
        ("q1", "first"),
        ("t10 q1", ""),
        ("t1q1", ""),
    ]


def test_an_empty_marker_stands_only_beside_another():
    found = split(["X", "X2", "Age", "Y"], suffix={"before": "", "after": "2"})
    assert found == [("x", "before"), ("x", "after"), ("age", ""), ("y", "")]


def test_a_header_that_ends_in_a_marker_by_chance_keeps_its_name():
    found = split(["ucla_1", "ucla_12", "ucla_2", "ucla_22"], suffix={"before": "", "after": "2"})
    assert found == [("ucla_1", "before"), ("ucla_1", "after"), ("ucla_2", "before"), ("ucla_2", "after")]


def test_a_question_only_asked_later_is_still_marked():
    assert split(["X", "X2", "How did it go2"], suffix={"before": "", "after": "2"})[2] == ("how did it go", "after")


@pytest.mark.parametrize(
    ("headers", "kind", "waves"),
    [
        (["q1_pre", "q2_pre", "q1_post", "q2_post", "age"], "suffix", {"pre": "_pre", "post": "_post"}),
        ([f"{q} (before)" for q in (A, B)] + [f"{q} (after)" for q in (A, B)], "suffix", {"before": " (before)", "after": " (after)"}),
        ([f"Before | {q}" for q in (A, B)] + [f"After | {q}" for q in (A, B)], "prefix", {"before": "before | ", "after": "after | "}),
        (["T1_a", "T1_b", "T2_a", "T2_b", "T3_a", "T3_b"], "prefix", {"t1": "t1_", "t2": "t2_", "t3": "t3_"}),
        (["a_bl", "b_bl", "a_fu", "b_fu"], "suffix", {"bl": "_bl", "fu": "_fu"}),
        (["T1_q1 | " + A, "T1_q2 | " + B, "T2_q1 | " + A, "T2_q2 | " + B], "prefix", {"t1": "t1_", "t2": "t2_"}),
        ([f"Before the programme: {q}" for q in (A, B)] + [f"After the programme: {q}" for q in (A, B)], "prefix",
         {"before the programme": "before the programme: ", "after the programme": "after the programme: "}),
    ],
)  # fmt: skip
def test_layouts_are_found(headers, kind, waves):
    layout = find_markers(headers)
    assert getattr(layout, kind) == waves
    assert {stem.wave for stem in split_markers(headers, layout)} - {""} == set(waves)


def test_microsoft_forms_numbers_the_second_copy():
    headers = [A, B, C, f"{A}2", f"{B}2", f"{C}2"]
    layout = find_markers(headers)
    assert layout.suffix == {UNMARKED: "", "2": "2"}
    assert [stem.wave for stem in split_markers(headers, layout)] == [UNMARKED] * 3 + ["2"] * 3


def test_a_block_beside_the_same_block_without_a_marker():
    assert find_markers([A, B, f"{A} (post)", f"{B} (post)", "Age"]).suffix == {UNMARKED: "", "post": " (post)"}


@pytest.mark.parametrize(
    "headers",
    [
        [A, B, "Age"],
        [f"{A} (before)", f"{A} (after)", B],  # one pair is no block
        ["q1_1", "q1_2", "q2_1", "q2_2"],  # numbers of questions
        ["Start time", "Start date", "End time", "End date", A],  # when a form was opened and closed
        ["First name", "Last name", "First line", "Last visit"],
        ["ucla_1", "ucla_2", "ucla_3"],
        [f"In the last {n} weeks, {q}" for n in (2, 4) for q in (A, B)],  # what the question is about
        [],
        ["", "", ""],
    ],
)
def test_no_layout_where_no_block_recurs(headers):
    assert find_markers(headers) is None


def test_points_in_time_are_recognised():
    for text in (
        "Before",
        "FOLLOW-UP",
        "t2",
        "Wave 10",
        "6 months",
        "After the last session",
        "enrolment survey (pre)",
    ):
        assert speaks_of_time(text), text
    for text in ("Stroud", "Yes", "", "T-shirt", "prefer not to say", "Women's weekend group"):
        assert not speaks_of_time(text), text
