"""Headers and answers are compared by what they say, not by how an export dressed them."""

import pytest

from measures.exports.folding import answer_key, fold, header_forms, shown, words


@pytest.mark.parametrize(
    ("dressed", "plain"),
    [
        ("  How often\u00a0do you\r\nfeel  left out? ", "how often do you feel left out?"),
        ("How <strong>often</strong><br>do you", "how often do you"),
        ("Don\u2019t know", "don't know"),
        ("self\u2010care \u2013 daily", "self-care - daily"),
        ("\ufeffID", "id"),
        ("left\u200b out\u202e", "left out"),
        ("\uff2c\uff45\uff46\uff54", "left"),
        ("fish &amp; chips &lt;3", "fish & chips <3"),
        ("&lt;b&gt;bold&lt;/b&gt;", "bold"),
        ("Often\x00", "often"),
    ],
)
def test_dressing_is_folded_away(dressed, plain):
    assert fold(dressed) == plain


def test_comparison_signs_are_no_tags():
    assert fold("2 < 3 > 1") == "2 < 3 > 1"


def test_words_ignore_punctuation_and_stars():
    assert words("Your code: *") == words("your_code") == "your code"
    assert words("Don\u2019t you?") == words("don't you")


@pytest.mark.parametrize("label", ["Often", " often ", "\u201cOften\u201d", "'Often'", "OFTEN.", "Often;"])
def test_an_answer_stays_itself(label):
    assert answer_key(label) == "often"


def test_yes_with_an_exclamation_mark_is_another_answer():
    assert answer_key("Yes!") != answer_key("Yes")  # De Jong Gierveld's five points are yes!, yes, ..., no, no!


def test_spaces_around_slashes_and_dashes_do_not_count():
    assert answer_key("Never / hardly ever") == answer_key("Never/hardly ever")
    assert answer_key("3 \u2013 4") == answer_key("3-4")


@pytest.mark.parametrize(
    "header",
    ["12. Left out", "Q3. Left out", "3a) Left out", "Q3: left out", "q5_1 - left out", "(4) Left out", "18.1.a. Left out",
     "Question 7: left out", "Q2[SQ001]. Left out", "4 - Left out", "Left out?", "Q12 left out", "Q2.a Left out", "Q2_b. left out"],
)  # fmt: skip
def test_question_numbers_are_set_aside(header):
    assert "left out" in {form.words for form in header_forms(header) if not form.without}


def test_a_question_may_stand_behind_its_group():
    """KoboToolbox with labels puts the group's label and a slash in front; a single word there may be an option."""
    assert "how often are you left out" in {
        form.words for form in header_forms("Your life/How often are you left out?")
    }
    assert "how often are you left out" in {
        form.words for form in header_forms("Q2 | Now...-How often are you left out?")
    }
    assert "walking" not in {form.words for form in header_forms("What do you like?/Walking")}


@pytest.mark.parametrize("header", ["30 minutes of walking", "3 good things", "2nd visit", "q1_pre", "12"])
def test_other_numbers_stay(header):
    assert header_forms(header)[0].words == words(header)
    assert {form.words for form in header_forms(header)} == {words(header)}


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("How often do you feel [Left out]", "left out"),
        ("How often do you feel - Left out", "left out"),
        ("How often do you feel | Left out", "left out"),
        ("Q5 | 3. Left out", "left out"),
        ("wellbeing/left_out", "left out"),
    ],
)
def test_the_row_of_a_grid_is_read(header, row):
    assert row in {form.words for form in header_forms(header)}


def test_the_full_header_comes_before_its_parts():
    forms = header_forms("To what extent do you agree - if I needed help, people would be there")
    assert forms[0].words == "to what extent do you agree if i needed help people would be there"
    assert forms[0].without == ""
    assert forms[1].words == "if i needed help people would be there"
    assert forms[1].without == "to what extent do you agree"


def test_a_second_header_row_that_only_says_response_is_set_aside():
    assert "left out" in {form.words for form in header_forms("Left out? | Response") if not form.without}


def test_what_is_shown_is_one_safe_line():
    assert shown("a\nb\u202ec\x00d") == "a bcd"
    assert len(shown("x" * 100)) == 60
