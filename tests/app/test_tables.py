"""Tables of pages: what is hidden throughout is said in words, and only columns of figures stand to the right."""

import pytest
from streamlit.testing.v1 import AppTest

from measures.app import widgets


def page(rows):
    """A page with one table."""
    from measures.app import widgets  # noqa: PLC0415 - AppTest runs the text of this function

    widgets.show_table(rows, alt="The gap")


def test_a_table_of_which_nothing_may_be_shown_is_a_sentence():
    app = AppTest.from_function(page, kwargs={"rows": [{"Gap": "Man less everybody", "Before": "[c]"}]}).run()
    assert not app.table
    assert [text.value for text in app.markdown] == [
        widgets.literal(f"The gap: {widgets.NOTHING_SHOWN}").join((":small[", "]"))
    ]


@pytest.mark.parametrize("rows", [[{"Gap": "One", "Before": "[c]", "After": "1.2"}], [{"Gap": "One", "Before": "[x]"}],
                                  [{"Gap": "One", "Says": "in words"}]])  # fmt: skip
def test_a_table_with_something_in_it_is_a_table(rows):
    assert len(AppTest.from_function(page, kwargs={"rows": rows}).run().table) == 1


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ([{"People by their change": "Lowest tenth up to", "Change": "\u22123.0"}], ["Change"]),
        ([{"Figure": "n", "Value": "[c]"}, {"Figure": "m", "Value": "5 to 6"}], ["Value"]),
        ([{"Figure": "n", "Value": "£12", "Beside": ""}], ["Value", "Beside"]),
    ],
)
def test_columns_of_figures_stand_to_the_right_and_words_do_not(rows, right):
    assert widgets._figures_of(rows) == right


def test_a_condition_stands_before_its_questions_unless_they_begin_with_it():
    rows = [
        {"Domain": "Strengths", "Measure": "Life satisfaction", "Before": "5"},
        {"Domain": "Choice", "Measure": "Choice (project questions)", "Before": "6"},
    ]
    assert widgets.with_condition(rows, "Domain", "Measure") == [
        {"Domain": "Strengths: Life satisfaction", "Before": "5"},
        {"Domain": "Choice (project questions)", "Before": "6"},
    ]
