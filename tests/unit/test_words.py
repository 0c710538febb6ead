"""Each sentence template with its edge cases, against the manner of speaking the project has settled on."""

import re
from dataclasses import replace

import pytest

from measures.report import words
from measures.report.flow_words import people_sentence
from measures.results import FlowStep
from tests.result_rows import CHOICE, LONELINESS, SATISFIED, attrition, change, row, unpaired

FORBIDDEN = re.compile(
    r"drop-?out|\bcaused?\b|proves?|impact of|non-responders|subjects|patients|\bcases\b|\bharmed\b|the lost|"
    r"(?<!statistically )significant|\d\.\d{3}",
    re.IGNORECASE,
)


def test_an_improvement_is_said_with_people_interval_range_and_direction():
    said = words.change_sentence(LONELINESS, [change(LONELINESS, -0.8, -1.2, -0.3)])
    assert said == (
        "Among the 41 people who answered both times, loneliness fell by 0.8 points on average "
        "(between 0.3 and 1.2) on a scale from 3 to 9. Lower is better."
    )


def test_worse_is_said_plainly():
    anxiety = replace(SATISFIED, title="Anxiety", higher_is="worse")
    said = words.change_sentence(anxiety, [change(anxiety, 0.6, 0.1, 1.1)])
    assert said.endswith(
        "anxiety rose by 0.6 points on average (between 0.1 and 1.1) on a scale from 0 to 10. Higher is worse."
    )
    said = words.change_sentence(SATISFIED, [change(SATISFIED, -0.6, -1.1, -0.1)])
    assert said.endswith("Lower is worse.")


def test_when_it_cannot_be_told_both_ends_are_said():
    said = words.change_sentence(SATISFIED, [change(SATISFIED, 0.2, -0.4, 0.8)])
    assert said == (
        "We cannot tell whether life satisfaction changed. Among the 41 people who answered both times, the average "
        "rose by 0.2 points, but anything from a fall of 0.4 to a rise of 0.8 would fit these answers on a scale from "
        "0 to 10. Higher is better."
    )


@pytest.mark.parametrize(
    ("estimate", "low", "high", "part"),
    [
        (0.0, -0.7, 0.7, "the average stayed where it was, but anything from a fall of 0.7 to a rise of 0.7"),
        (0.6, 0.0, 1.2, "anything from no change to a rise of 1.2"),
        (-0.6, -1.2, 0.01, "anything from a fall of 1.2 to no change"),
    ],
)
def test_ends_that_round_to_nought_are_no_change(estimate, low, high, part):
    assert part in words.change_sentence(SATISFIED, [change(SATISFIED, estimate, low, high)])


def test_when_it_cannot_be_told_what_could_have_been_missed_is_said_where_it_is_known():
    rows = [change(SATISFIED, 0.2, -0.4, 0.8), row(SATISFIED, "minimum_detectable", estimate=0.84)]
    assert words.change_sentence(SATISFIED, rows).endswith(
        "Higher is better. With this many people, a change of less than about 0.8 points is easily missed."
    )
    hidden = [rows[0], replace(rows[1], status="c", estimate=None)]
    assert words.change_sentence(SATISFIED, hidden).endswith("Higher is better.")


def test_no_change_known_well_is_a_finding_with_its_margin():
    said = words.change_sentence(SATISFIED, [change(SATISFIED, 0.1, -0.21, 0.41, n=412)])
    assert said == (
        "Among the 412 people who answered both times, life satisfaction stayed the same, within 0.5 points either "
        "way on a scale from 0 to 10. Higher is better."
    )


@pytest.mark.parametrize(("high", "same"), [(0.5, True), (0.51, False)])
def test_the_same_means_within_a_twentieth_of_the_range(high, same):
    said = words.change_sentence(SATISFIED, [change(SATISFIED, 0.1, -0.3, high)])
    assert ("stayed the same" in said) == same
    assert ("We cannot tell" in said) != same


def test_a_change_too_small_to_show_among_very_many_people_is_no_change():
    said = words.finding(SATISFIED, [change(SATISFIED, 0.02, 0.01, 0.03, n=100_000)])
    assert said == "Life satisfaction stayed the same, within 0.1 points either way"


def test_an_interval_that_begins_just_above_nought_does_not_seem_to_touch_it():
    assert "(between just above 0 and 0.9)" in words.finding(SATISFIED, [change(SATISFIED, 0.5, 0.02, 0.9)])


@pytest.mark.parametrize(("n", "who"), [(1, "1 person"), (9, "9 people")])
def test_too_few_people_for_a_claim(n, who):
    said = words.change_sentence(LONELINESS, [change(LONELINESS, -2.0, -3.0, -1.0, n=n)])
    assert said == f"Only {who} answered both times: too few to say whether loneliness changed."
    assert "fell" in words.change_sentence(LONELINESS, [change(LONELINESS, -2.0, -3.0, -1.0, n=10)])


def test_hidden_figures_are_said_to_be_hidden_with_the_number_where_it_may_be_known():
    hidden = row(LONELINESS, "mean_change", status="c", n=7)
    assert words.change_sentence(LONELINESS, [hidden]) == (
        "Loneliness: 7 people answered both times. That is too few to show an average without giving away what "
        "somebody answered."
    )
    assert words.change_sentence(LONELINESS, [replace(hidden, n=None)]) == (
        "Loneliness: not shown, to protect the people who answered."
    )


def test_an_average_without_an_interval_is_not_a_finding():
    said = words.change_sentence(LONELINESS, [change(LONELINESS, -1.0, None, None, n=12)])
    assert said == (
        "Among the 12 people who answered both times, the average fell by 1.0 points on a scale from 3 to 9. How sure "
        "this is cannot be worked out. Lower is better."
    )


def test_what_could_not_be_computed_says_why():
    absent = row(LONELINESS, "mean_change", status="x", note="Not computed because nobody has a score at both waves.")
    assert words.change_sentence(LONELINESS, [absent]) == (
        "A change in loneliness could not be worked out, because nobody has a score at both waves."
    )


def test_project_questions_are_called_not_validated_everywhere():
    rows = [change(CHOICE, 0.21, 0.05, 0.37)]
    assert words.change_sentence(CHOICE, rows).endswith(
        "choice rose by 0.21 points on average (between 0.05 and 0.37) on a scale from 1 to 5. Higher is better. "
        "These are project questions, not yet validated."
    )
    assert words.finding(CHOICE, rows).endswith("; not yet validated")
    assert any("Choice: written by this project" in said for said in words.cautions([CHOICE], rows))


def test_scales_without_a_good_direction_or_a_range_say_neither():
    plain = replace(SATISFIED, higher_is=None, low=None, high=None)
    said = words.change_sentence(plain, [change(plain, 0.6, 0.1, 1.1)])
    assert said.endswith("life satisfaction rose by 0.6 points on average (between 0.1 and 1.1).")


def test_with_more_than_two_waves_the_two_are_named():
    waves = [row(SATISFIED, "mean_all", wave_from=wave, wave_to=wave) for wave in ("start", "half way", "end")]
    said = words.change_sentence(
        SATISFIED, [change(SATISFIED, 0.6, 0.1, 1.1, wave_from="start", wave_to="end"), *waves]
    )
    assert said.startswith("Among the 41 people who answered both at start and at end, ")


def test_people_who_cannot_be_followed_are_compared_as_two_groups_and_that_is_said():
    assert words.change_sentence(LONELINESS, unpaired(-0.5, -0.9, -0.1)) == (
        "These answers cannot be linked from person to person, so everybody who answered before (64 people) is "
        "compared with everybody who answered after (41 people): on average, loneliness was 0.5 points lower "
        "after (between 0.1 and 0.9) on a scale from 3 to 9. Lower is better. They may be different people, so this "
        "does not say how much anybody changed."
    )
    assert "anything from 0.9 lower to the same would fit" in words.change_sentence(
        LONELINESS, unpaired(-0.5, -0.9, 0.04)
    )
    assert "was the same, within 0.3 points" in words.change_sentence(LONELINESS, unpaired(0.0, -0.2, 0.3))
    assert "They are too few to say" in words.change_sentence(LONELINESS, unpaired(-0.5, -0.9, -0.1, last=9))
    assert words.finding(LONELINESS, unpaired(-0.5, -0.9, -0.1)) == (
        "Loneliness was 0.5 points lower after (between 0.1 and 0.9)"
    )


def test_who_was_not_heard_from_again_how_they_started_and_what_if():
    assert words.not_heard_sentence(LONELINESS, attrition(23, 64)) == (
        "23 of 64 people were not heard from again on these questions. They had started 0.6 points higher on loneliness (between 0.1 and "
        "1.1) than the people heard from again. If none of them had changed, the average fall would be 0.5 points."
    )
    one = words.not_heard_sentence(LONELINESS, attrition(1, 64, ci_low=None, ci_high=None))
    assert one.startswith(
        "1 of 64 people was not heard from again on these questions. They are too few to say whether they had started"
    )
    assert "If that person had not changed" in one
    assert (
        words.not_heard_sentence(LONELINESS, attrition(0, 64))
        == "Everybody who answered these questions the first time answered again."
    )
    unsure = words.not_heard_sentence(LONELINESS, attrition(23, 64, ci_low=-0.4, ci_high=1.6))
    assert (
        "We cannot tell whether they had started differently: anything from 0.4 lower to 1.6 higher would fit."
        in unsure
    )


def test_a_hidden_number_of_people_not_heard_from_is_not_given_away():
    rows = [replace(attrition(3, 64)[0], statistic=None, estimate=None, status="c")]
    assert words.not_heard_sentence(LONELINESS, rows) == (
        "How many people were not heard from again is not shown, to protect people in small groups."
    )
    assert words.not_heard_sentence(LONELINESS, [row(LONELINESS, "not_again", status="x")]) == ""


def test_shares_come_with_their_counts():
    direct = replace(LONELINESS, instrument="direct", title="How often people feel lonely", higher_is="better")
    note = "Counts 'Often or always'."
    rows = [
        row(direct, "headline_share", wave_to="before", statistic=12.0, n=118, estimate=12 / 118, note=note),
        row(direct, "headline_share", wave_from="after", statistic=1.0, n=8, estimate=1 / 8, note=note),
    ]
    said = words.change_sentence(direct, rows)
    assert said == (
        "How often people feel lonely: 'Often or always', 12 of 118 people (10%) before and 1 of 8 people (13%) after."
    )
    hidden = [rows[0], replace(rows[1], status="c", statistic=None, estimate=None)]
    assert "a number not shown, to protect people, after" in words.share_sentence(direct, hidden)
    assert words.share_sentence(LONELINESS, [change(LONELINESS, -0.8, -1.2, -0.3)]) == ""


def test_groups_are_said_one_by_one_hidden_ones_by_name_and_never_set_against_each_other():
    def group(name, *values, **more):
        return change(LONELINESS, *values, group_by="home_area", group=name, **more)

    rows = [
        group("Gloucester", -0.9, -1.5, -0.3, n=46),
        group("Stroud", -0.4, -1.4, 0.6, n=15),
        group("Cheltenham", -2.0, -3.0, -1.0, n=8),
        group("Tewkesbury", None, None, None, status="c", n=None),
        group("not stated", None, None, None, status="x", n=0),
        change(LONELINESS, -0.8, -1.2, -0.3),
    ]
    assert words.group_sentences(LONELINESS, rows, "home_area") == (
        "Gloucester (46 people): fell by 0.9 points on average (between 0.3 and 1.5).",
        "Stroud (15 people): we cannot tell; anything from a fall of 1.4 to a rise of 0.6 would fit.",
        "Cheltenham (8 people): too few to say.",
        "Not shown, to protect the people in it: Tewkesbury.",
        words.NOT_TESTED,
    )
    assert words.group_sentences(LONELINESS, rows, "gender") == ()
    more = [*rows, group("Cotswold", None, None, None, status="c", n=None)]
    assert words.group_sentences(LONELINESS, more, "home_area")[-2] == (
        "Not shown, to protect the people in them: Tewkesbury and Cotswold."
    )


def test_the_headline_is_the_declared_outcome_or_every_domain_in_fixed_order():
    rows = [change(SATISFIED, 0.6, 0.1, 1.1), change(LONELINESS, -0.8, -1.2, -0.3)]
    assert words.headline([SATISFIED, LONELINESS], rows) == (
        "Loneliness fell by 0.8 points on average (between 0.3 and 1.2). Lower is better.",
        "Life satisfaction rose by 0.6 points on average (between 0.1 and 1.1). Higher is better.",
    )
    assert [domain for domain, _ in words.by_domain([SATISFIED, LONELINESS], rows)] == [
        "Social connection",
        "Strengths",
    ]
    declared = words.headline([SATISFIED, LONELINESS], rows, main="ons4.satisfied")
    assert declared == (words.change_sentence(SATISFIED, rows),)


def test_how_many_people_answered_is_said_first():
    flow = [
        FlowStep("rows_read", "before", 119),
        FlowStep("people", "before", 118),
        FlowStep("people", "after", 82),
        FlowStep("matched", "", 40, "exact"),
        FlowStep("matched", "", 36, "normalised"),
    ]
    assert (
        people_sentence(flow)
        == "118 people answered before and 82 people answered after; 76 people were found both times."
    )
    assert (
        people_sentence(flow[:3], rounded=True)
        == "About 118 people answered before and about 82 people answered after."
    )
    assert people_sentence([*flow[:4], FlowStep("matched", "", None, "normalised")]).endswith(
        "82 people answered after."
    )
    assert people_sentence([]) == ""


def test_cautions_say_what_stands_between_a_change_and_the_programme():
    alone = words.cautions([LONELINESS], [change(LONELINESS, -0.8, -1.2, -0.3)])
    assert alone == (words.NO_COMPARISON, words.DRIFT_UNKNOWN)
    known = [row(LONELINESS, "drift_low", estimate=-0.2), row(LONELINESS, "ancova_effect", estimate=-0.5)]
    assert words.cautions([LONELINESS], known) == ()


ALL_ROWS = [
    [change(LONELINESS, *values, **more)]
    for values in ((-0.8, -1.2, -0.3), (0.8, 0.3, 1.2), (0.1, -0.6, 0.8), (0.0, -0.1, 0.1), (1.0, None, None))
    for more in ({}, {"n": 3}, {"status": "c", "n": None})
]


@pytest.mark.parametrize("rows", [*ALL_ROWS, unpaired(-0.5, -0.9, -0.1), attrition(23, 64)])
def test_no_sentence_uses_a_word_that_people_would_mind_or_claims_a_cause(rows):
    every = [
        words.change_sentence(LONELINESS, rows),
        words.finding(LONELINESS, rows),
        words.not_heard_sentence(LONELINESS, rows),
        *words.headline([LONELINESS], rows),
        *words.cautions([LONELINESS, CHOICE], rows),
    ]
    said = "\n".join(every)
    assert not FORBIDDEN.search(said), said
    assert ".." not in said
    assert "  " not in said


def in_three_waves(*rows):
    """Rows of a pair of waves, with the averages of all three waves as a study of three waves has them."""
    named = [replace(one, wave_from="Start", wave_to="Six months") for one in rows]
    waves = [row(LONELINESS, "trajectory_mean", wave_from=wave, wave_to=wave) for wave in WAVES]
    return [*named, *waves]


WAVES = ("Start", "Three months", "Six months")


@pytest.mark.parametrize("limits", [(-0.8, -1.2, -0.3), (0.2, -0.4, 0.8), (-1.0, None, None)])
def test_with_three_waves_the_two_that_are_compared_are_named(limits):
    said = words.change_sentence(LONELINESS, in_three_waves(change(LONELINESS, *limits)))
    assert "41 people who answered both at Start and at Six months" in said
    assert "both times" not in said


def test_with_three_waves_too_few_and_hidden_people_are_named_with_their_waves_too():
    few = in_three_waves(change(LONELINESS, -2.0, -3.0, -1.0, n=7))
    assert words.change_sentence(LONELINESS, few).startswith("Only 7 people answered both at Start and at Six months:")
    assert words.finding(LONELINESS, few).startswith("Too few people answered both at Start and at Six months")
    hidden = in_three_waves(row(LONELINESS, "mean_change", status="c", n=7))
    assert words.change_sentence(LONELINESS, hidden).startswith("Loneliness: 7 people answered both at Start and")
