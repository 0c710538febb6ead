"""The order of waves is stated, or read from words that state it; never alphabetical, never guessed."""

import pytest
from pydantic import ValidationError

from measures.errors import DecisionNeededError, InputError
from measures.people.waves import ParticipantRules, WaveRules, order_from_words, settle_order, waves_named


@pytest.mark.parametrize(
    ("names", "order"),
    [
        (["After", "Before"], ["Before", "After"]),
        (["post", "pre"], ["pre", "post"]),
        (["Follow-up", "Baseline"], ["Baseline", "Follow-up"]),
        (["follow up", "baseline", "exit"], ["baseline", "exit", "follow up"]),
        (["At my last session", "At my first session"], ["At my first session", "At my last session"]),
        (["End of the programme", "Start of the programme"], ["Start of the programme", "End of the programme"]),
        (["T2", "T1"], ["T1", "T2"]),
        (["T2 3 months", "T1 exit", "T0 baseline"], ["T0 baseline", "T1 exit", "T2 3 months"]),
        (["T1 after", "T2 before"], None),  # the number and the word contradict each other
        (["Wave 10", "Wave 2", "Wave 1"], ["Wave 1", "Wave 2", "Wave 10"]),
        (["4", "1", "3", "2"], ["1", "2", "3", "4"]),
        (["6 months", "baseline", "3 months"], ["baseline", "3 months", "6 months"]),
        (["12 weeks", "1 month"], ["1 month", "12 weeks"]),
        (["Week 12", "Week 0"], ["Week 0", "Week 12"]),
        (["visit_10_arm_1", "visit_2_arm_1"], ["visit_2_arm_1", "visit_10_arm_1"]),  # REDCap: the arm is a group
        (["visit_2_of_3", "visit_10_of_3"], None),  # two numbers: which of them counts is not said
        (
            ["follow_up_arm_1", "midpoint_arm_1", "baseline_arm_1"],
            ["baseline_arm_1", "midpoint_arm_1", "follow_up_arm_1"],
        ),
        (["6_month_follow_up_arm_1", "baseline_arm_1"], ["baseline_arm_1", "6_month_follow_up_arm_1"]),
        (["Visit 2 (Arm 1: Choir)", "Baseline (Arm 1: Choir)"], ["Baseline (Arm 1: Choir)", "Visit 2 (Arm 1: Choir)"]),
        (["baseline_arm_1", "baseline_arm_2"], None),  # two groups of people, not two times
        (["second session", "first session"], ["first session", "second session"]),
        (["2nd visit", "1st visit"], ["1st visit", "2nd visit"]),
        (
            ["six-month follow-up", "three-month follow-up", "intake"],
            ["intake", "three-month follow-up", "six-month follow-up"],
        ),
        (["post_test", "pre_test"], ["pre_test", "post_test"]),
        (["mid-point", "before", "after"], ["before", "mid-point", "after"]),
    ],
)
def test_words_that_state_an_order_are_read(names, order):
    assert order_from_words(names) == (None if order is None else tuple(order))


@pytest.mark.parametrize(
    "names",
    [
        ["Gloucester", "Stroud"],
        ["A", "B"],
        ["Spring", "Autumn"],
        ["After", "Follow-up 1", "Follow-up"],  # is the plain one earlier or later than number 1?
        ["before", "summer"],
        ["exit", "3 months"],  # three months after the start, or after the exit?
        ["Before the last session", "After"],  # "before" and "last" contradict each other
        ["Session 1", "Visit 2"],
        ["pre", "before"],
        ["unmarked", "2"],  # Microsoft Forms numbers a question asked twice: which came first is not said
    ],
)
def test_other_words_state_no_order(names):
    assert order_from_words(names) is None
    with pytest.raises(DecisionNeededError) as error:
        settle_order(names, WaveRules())
    assert error.value.issues[0].code == "wave_order"


def test_a_stated_order_is_kept_whole_and_a_wave_without_rows_is_said():
    order, issues = settle_order(["after", "before"], WaveRules(order=("before", "after", "six months")))
    assert order == ("before", "after", "six months")
    assert [(issue.severity, issue.code) for issue in issues] == [("decide", "wave_empty")]


def test_an_order_taken_from_words_is_said():
    order, issues = settle_order(["after", "before"], WaveRules())
    assert order == ("before", "after")
    assert [(issue.severity, issue.code) for issue in issues] == [("check", "wave_order_taken")]
    assert "'before' was taken as the first wave" in issues[0].message


def test_a_stated_pair_settles_the_order_of_two_waves():
    assert settle_order(["B", "A"], WaveRules(pair=("B", "A"))) == (("B", "A"), ())


def test_the_texts_of_values_may_state_the_order():
    rules = WaveRules(values={"x": ("Last session",), "y": ("First session",)})
    assert settle_order(["x", "y"], rules)[0] == ("y", "x")


@pytest.mark.parametrize(
    "rules",
    [
        WaveRules(order=("before",)),
        WaveRules(pair=("before", "later")),
        WaveRules(pair=("after", "before")),
        WaveRules(pairs={"ucla3": ("after", "before")}),
    ],
)
def test_contradictions_are_refused(rules):
    with pytest.raises(InputError) as error:
        settle_order(["before", "after"], rules)
    assert error.value.issues[0].code == "waves"


def test_sheet_names_are_waves_only_if_every_one_is():
    assert waves_named(["After", "Before"], WaveRules()) == ["After", "Before"]
    assert waves_named(["Gloucester", "Stroud"], WaveRules()) == ["", ""]
    rules = WaveRules(order=("before", "after"), values={"before": ("Baseline",)})
    assert waves_named(["Baseline", "AFTER"], rules) == ["before", "after"]
    assert waves_named(["Baseline", "Notes"], rules) == ["", ""]


def test_unknown_keys_are_refused():
    with pytest.raises(ValidationError):
        WaveRules.model_validate({"ordering": ("a",)})
    with pytest.raises(ValidationError):
        ParticipantRules.model_validate({"matching": "fuzzy"})


def test_a_misspelt_wave_is_named_beside_what_it_may_be():
    with pytest.raises(DecisionNeededError, match="Perhaps 'Befor' is 'Before', misspelt"):
        settle_order(["Before", "Befor", "After"], WaveRules())
    with pytest.raises(DecisionNeededError) as caught:
        settle_order(["Before", "Autumn", "After"], WaveRules())
    assert "Perhaps" not in str(caught.value)
