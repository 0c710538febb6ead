"""Answers beside what they were read as: every distinct one with its code, small counts and free text hidden."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from measures.app.answers_read import BLANK, FEWER, MANY, NOT_LISTED, NOT_READ, OR_MORE, answers_read, questions_asked
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.study import Study, StudyFile

LIBRARY = load_library(shipped_instruments())
LEFT_OUT = "How often do you feel left out?"


def asked_of(given_answers, header=LEFT_OUT, **said):
    data = "\n".join(
        [f"Your code,{header}", *(f'QX{n:03d}TZ,"{text}"' for n, text in enumerate(given_answers))]
    ).encode()
    study = Study(files=(StudyFile(path="a.csv"),), **said)
    found = inspect_study(study, {"a.csv": Upload("a.csv", data)}, LIBRARY)
    (asked,) = questions_asked(found)
    return asked, study


def rows_of(given_answers, **said):
    return [(row.answer, row.code, row.label, row.count) for row in answers_read(*asked_of(given_answers, **said))]


def test_answers_stand_in_the_order_of_their_codes_with_label_and_count():
    answers = [*["Often"] * 7, *["hardly ever"] * 6, *["Some of the time"] * 9, *["Prefer not to say"] * 5, *[""] * 8]
    assert rows_of(answers) == [
        ("hardly ever", "1", "Hardly ever or never", "6"),
        ("Some of the time", "2", "Some of the time", "9"),
        ("Often", "3", "Often", "7"),
        ("Prefer not to say", "", "No answer", "5"),
        (BLANK, "", "No answer", "8"),
    ]


def test_an_answer_the_list_does_not_know_is_said_to_be_unread_until_settled():
    answers = [*["Often"] * 9, *["Offen"] * 6]
    assert ("Offen", "", NOT_READ, "6") in rows_of(answers)
    assert ("Offen", "3", "Often", "6") in rows_of(answers, answers={"ucla3.how_often": {"Offen": 3}})


def test_counts_below_five_are_hidden_and_cannot_be_worked_out_from_the_total():
    assert [count for *_, count in rows_of([*["Often"] * 9, *["Hardly ever"] * 4, *["Some of the time"] * 5])] == [
        FEWER, OR_MORE, "9",
    ]  # fmt: skip
    assert [count for *_, count in rows_of([*["Often"] * 9, *["Hardly ever"] * 4, "Some of the time"])] == [
        FEWER, FEWER, "9",
    ]  # fmt: skip


def test_answers_that_may_be_free_text_are_only_counted():
    words = [f"On {day} I felt left out by my brother" for day in range(14)]
    rows = rows_of([*["Often"] * 20, *words], columns={LEFT_OUT: ("ucla3.left_out",)})
    assert (NOT_LISTED, "", NOT_READ, "14") in rows
    assert not any("brother" in answer for answer, *_ in rows)
    few = rows_of([*["Often"] * 20, "ring 07700 900123", "Offen"])
    assert (NOT_LISTED, "", NOT_READ, FEWER) in few
    assert not any("07700" in answer or "Offen" in answer for answer, *_ in few)


def test_bare_numbers_of_a_range_show_their_own_value():
    question = "Overall, how satisfied are you with your life nowadays?"
    rows = answers_read(*asked_of([*["7"] * 5, *["10"] * 6], header=f'"{question}"'))
    assert [(row.answer, Decimal(row.code), row.count) for row in rows] == [("7", 7, "5"), ("10", 10, "6")]


def test_a_long_list_ends_with_the_rest_together():
    spellings = [f"Often{' ' * n}({'  ' * n}3)" for n in range(40)]
    rows = rows_of([text for text in spellings for _ in range(5)])
    assert sum(int(count) for *_, count in rows) == 200
    assert len({answer for answer, *_ in rows}) == len(rows)
    assert MANY not in {answer for answer, *_ in rows} or len(rows) == 31


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(["Often", "Hardly ever", "Some of the time", "Offen", "", "3"]), min_size=1, max_size=60)
)
def test_no_small_count_is_ever_shown_nor_left_to_subtraction(answers):
    if not any(answers):
        return
    counts = [row.count for row in answers_read(*asked_of(answers, columns={LEFT_OUT: ("ucla3.left_out",)}))]
    assert all(not count.isdigit() or int(count) >= 5 for count in counts)
    assert len(counts) == 1 or sum(not count.isdigit() for count in counts) != 1
