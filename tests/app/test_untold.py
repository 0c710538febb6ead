"""What files do not tell, the Check page asks at its top: when they were filled in, and which questions they ask."""

import pytest

from measures.app import state
from measures.exports.tables import Upload
from tests.app.conftest import ANSWERS, CHECK, QUESTIONS, calm, csv_bytes, said, work_of

OFTEN = ("None of the time", "Rarely", "Some of the time", "Often", "All of the time")
TOPICS = ("hopeful", "of use", "at ease", "coping", "clear", "near others", "deciding")  # made up: no shipped wording
SET = [f"In the past weeks: {topic}" for topic in TOPICS]
OTHER = "Do you feel left out of things?"


def export(day, step, *, questions=QUESTIONS, people=12, tail=SET):
    header = ["ID", "Start time", "Completion time", "Email", "Name", "Your code", *questions, *tail]
    rows = [
        [
            n + 1, f"{day} 10:{n:02d}:00", f"{day} 10:{n + 5:02d}:00", "anonymous", "", f"QX{n:02d}",
            *(ANSWERS[(n * step + at) % 3] for at in range(3)),
            *(OFTEN[(n * step + at) % 5] for at in range(len(tail))),
        ]
        for n in range(people)
    ]  # fmt: skip
    return csv_bytes([header, *rows])


def two(later="2026-06-16", **more):
    """Exports whose names say nothing of when, the later one first."""
    return [Upload("Summer form.csv", export(later, 2, **more)), Upload("Welcome form.csv", export("2026-01-13", 1))]


def waves_of(app):
    return {file.label: file.wave for file in app.session_state[state.WORK].study.files}


def keys(app):
    return {button.key for button in app.button}


def test_dates_suggest_which_file_was_first_and_a_person_says_so(open_page):
    app = open_page(CHECK, work_of(two()))
    assert "the files do not tell" in said(app)
    assert "[[files]]" not in said(app)
    assert "go_on" not in keys(app)
    assert waves_of(app) == {"Summer form.csv": None, "Welcome form.csv": None}
    assert any("answered 16 June 2026" in box.label for box in app.selectbox)
    app.button(key="use_waves").click()
    calm(app.run())
    assert waves_of(app) == {"Summer form.csv": "after", "Welcome form.csv": "before"}
    assert "go_on" in keys(app)


@pytest.mark.parametrize("later", ["2026-01-13", "13/01/26 or so"])
def test_nothing_is_suggested_where_the_dates_do_not_tell(open_page, later):
    app = open_page(CHECK, work_of(two(later)))
    assert "We have chosen by the dates" not in said(app)
    app.button(key="use_waves").click()
    calm(app.run())
    assert waves_of(app) == {"Summer form.csv": None, "Welcome form.csv": None}


def test_a_question_reworded_in_one_file_is_asked_about(open_page):
    app = open_page(CHECK, work_of(two(questions=(QUESTIONS[0], OTHER, QUESTIONS[2]), tail=())))
    (box,) = [box for box in app.selectbox if box.label == "The same question in other words is"]
    assert box.options == ["None of them", OTHER]
    app.button(key="use_missed").click()
    calm(app.run())
    (rule,) = app.session_state[state.WORK].study.column
    assert (rule.header, rule.file, rule.to) == (OTHER, "Summer form.csv", ("ucla3.left_out",))
    assert "has no column" not in said(app)


def test_one_column_is_not_taken_for_two_questions(open_page):
    app = open_page(CHECK, work_of(two(questions=(QUESTIONS[0], OTHER, "Anything more"), tail=())))
    boxes = [box for box in app.selectbox if box.key.startswith("reworded_")]
    assert len(boxes) == 2
    for box in boxes:
        box.select_index(1)
    app.button(key="use_missed").click()
    calm(app.run())
    assert "is chosen for two questions" in said(app)
    assert not app.session_state[state.WORK].study.column


def test_no_column_is_chosen_beforehand_for_two_questions(open_page):
    asked = ("Do you feel left out or isolated?", "Or is it so?")
    app = open_page(CHECK, work_of(two(questions=(QUESTIONS[0], *asked), tail=())))
    boxes = [box for box in app.selectbox if box.key.startswith("reworded_")]
    chosen = [box.options[box.index] for box in boxes if box.index]
    assert len(boxes) == 2
    assert chosen == [asked[0]]


def test_what_an_answer_means_is_asked_before_going_on_and_the_page_does_not_send_to_itself(open_page):
    odd = export("2026-01-13", 1).replace(b"Often", b"Sometimes so", 1)
    app = open_page(CHECK, work_of([Upload("before.csv", odd), Upload("after.csv", export("2026-06-16", 2))]))
    buttons = [button.key for button in app.button]
    assert buttons.index("use_answers") < buttons.index("go_on")
    assert "is not one of the answers" in said(app)
    assert "on the Check page" not in said(app)


def test_a_set_whose_wording_we_may_not_carry_is_offered_by_its_answers_and_never_taken_unasked(open_page):
    app = open_page(CHECK, work_of(two()))
    (box,) = [box for box in app.checkbox if "Short Warwick" in box.label]
    assert not box.value
    app.button(key="use_missed").click()
    calm(app.run())
    assert not app.session_state[state.WORK].study.column
    next(box for box in app.checkbox if "Short Warwick" in box.label).check()
    app.button(key="use_missed").click()
    calm(app.run())
    rules = app.session_state[state.WORK].study.column
    assert [rule.header for rule in rules if rule.file == "Welcome form.csv"] == SET
    assert [rule.to[0] for rule in rules][:2] == ["swemwbs.optimistic", "swemwbs.useful"]
    assert len(rules) == 14
    assert "Questions we know: Three-item loneliness scale; Short Warwick-Edinburgh mental wellbeing scale." in said(
        app
    )


@pytest.mark.parametrize("tail", [SET[:6], [*SET, "And one more"]])
def test_more_or_fewer_columns_than_the_set_has_are_not_taken_for_it(open_page, tail):
    app = open_page(CHECK, work_of([Upload("before.csv", export("2026-01-13", 1, tail=tail))]))
    assert not [box for box in app.checkbox if "Short Warwick" in box.label]
