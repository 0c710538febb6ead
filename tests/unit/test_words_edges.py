"""What is said where little is known: asked once, nobody or everybody alike, a comparison group, all of it hidden."""

from dataclasses import replace

import pytest

from measures.disclosure import protect
from measures.report import words
from measures.report.briefing import briefing, next_steps
from measures.report.level_words import ASK_AGAIN
from measures.report.web_page import NOTHING_SHOWN, html_report
from measures.report.workbook_cover import what_it_shows
from measures.results import Evaluation, FlowStep
from tests.evaluations import LONELINESS as COUNTED
from tests.evaluations import evaluation
from tests.result_rows import LONELINESS, SATISFIED, attrition, change, row

OTHERS = "than if they had changed as the comparison group did"
CHANGE_OF_OTHERS = "from the change in the comparison group"
NOBODY_TWICE = "Not computed because nobody has a score at both waves."


def asked_once(facts, **values):
    about = {"wave_to": "before", "n": 40, "estimate": 5.26, "ci_low": 4.71, "ci_high": 5.92, **values}
    later = row(facts, "mean_all", wave_from="after", n=0, status="x")
    return [row(facts, "mean_change", status="x", n=0, note=NOBODY_TWICE), row(facts, "mean_all", **about), later]


def made(scales, rows, flow=()):
    return Evaluation({"tool": "measures", "version": "1", "title": "T"}, tuple(flow), (), tuple(rows), tuple(scales))


def test_people_asked_once_are_told_where_they_stand_and_that_no_change_can_be_told():
    rows = asked_once(SATISFIED)
    assert words.change_sentence(SATISFIED, rows) == (
        "Among the 40 people who answered before, life satisfaction was 5.3 on average (between 4.7 and 5.9) on a scale "
        "from 0 to 10. Higher is better. Nobody has answered at another time, so no change can be told."
    )
    assert words.finding(SATISFIED, rows) == "Life satisfaction was 5.3 on average before"
    assert words.cautions([SATISFIED], rows) == ()
    assert next_steps([SATISFIED], rows)[0] == ASK_AGAIN
    assert words.not_heard_sentence(LONELINESS, [*asked_once(LONELINESS), *attrition(40, 40)]) == ""
    assert what_it_shows(made([SATISFIED, LONELINESS], [*rows, *asked_once(LONELINESS)]))[-1] == (
        "Of 2 scales, asked at one time only: loneliness and life satisfaction."
    )


def test_a_hidden_average_of_people_asked_once_is_said_to_be_hidden():
    rows = asked_once(SATISFIED, status="c", estimate=None, ci_low=None, ci_high=None)
    assert words.change_sentence(SATISFIED, rows) == "Life satisfaction: not shown, to protect the people who answered."
    assert words.finding(SATISFIED, rows) == "Life satisfaction: not shown, to protect the people who answered"


def test_nobody_at_a_time_is_said_as_nobody():
    flow = [FlowStep("people", "before", 40), FlowStep("people", "after", 0)]
    assert what_it_shows(made([], [], flow))[0] == "40 people answered before and nobody answered after."


@pytest.mark.parametrize(
    ("estimate", "said", "kind"),
    [(0.0, "nobody's score changed", "stayed the same"),
     (-3.0, "everybody's score fell by 3.0 points", "changed for the better")],
)  # fmt: skip
def test_changes_that_are_all_alike_are_said_so_instead_of_an_interval_that_is_missing(estimate, said, kind):
    rows = [change(LONELINESS, estimate, None, None), row(LONELINESS, "sd_change", estimate=0.0)]
    assert words.change_sentence(LONELINESS, rows) == (
        f"Among the 41 people who answered both times, {said} on a scale from 3 to 9. Lower is better."
    )
    assert words.finding(LONELINESS, rows) == f"Loneliness: {said}"
    beside = change(SATISFIED, 0.2, -0.4, 0.8)
    cover = what_it_shows(made([LONELINESS, SATISFIED], [*rows, beside]))
    assert f"{kind}: loneliness; we cannot tell: life satisfaction." in " ".join(cover)
    spread = replace(rows[1], estimate=None, status="c")
    assert "How sure this is cannot be worked out" in words.change_sentence(LONELINESS, [rows[0], spread])


@pytest.mark.parametrize(
    ("estimate", "low", "high", "said"),
    [
        (-0.5, -0.9, -0.1, f"They ended 0.5 points lower {OTHERS} (between 0.1 and 0.9)."),
        (0.6, 0.2, 1.0, f"They ended 0.6 points higher {OTHERS} (between 0.2 and 1.0)."),
        (0.1, -0.3, 0.5, f"We cannot tell it apart {CHANGE_OF_OTHERS}: anything from 0.3 lower to 0.5 higher would fit."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("of_programme", [(-0.8, -1.2, -0.3), (0.2, -0.4, 0.8), (0.0, -0.2, 0.2)])
def test_with_a_comparison_group_whose_people_and_how_they_compare_is_said(estimate, low, high, said, of_programme):
    beside = row(LONELINESS, "difference_in_change", estimate=estimate, ci_low=low, ci_high=high, n=80)
    sentence = words.change_sentence(LONELINESS, [change(LONELINESS, *of_programme), beside])
    assert "mong the 41 people in the programme who answered both times" in sentence
    assert sentence.endswith(said)
    hidden = replace(beside, estimate=None, ci_low=None, ci_high=None, status="c")
    assert "comparison" not in words.change_sentence(LONELINESS, [change(LONELINESS, *of_programme), hidden])


def test_with_three_waves_those_who_came_back_but_not_at_the_last_are_not_called_gone():
    mine = [change(LONELINESS, -1.0, -1.2, -0.7, n=44), *attrition(5, 60)]
    assert "If nobody without answers after had changed, the average fall would be 0.5 points." in (
        words.not_heard_sentence(LONELINESS, mine)
    )
    of_two = [change(LONELINESS, -1.0, -1.2, -0.7, n=55), *attrition(5, 60)]
    assert "If none of them had changed" in words.not_heard_sentence(LONELINESS, of_two)


def test_when_nobody_is_found_again_it_is_not_said_as_a_share():
    rows = [row(LONELINESS, "mean_change", status="x", n=0), *attrition(40, 40)[:1]]
    assert words.not_heard_sentence(LONELINESS, rows) == (
        "None of the 40 people who answered the first time was found again on these questions."
    )


def test_where_all_is_hidden_it_is_said_once_and_no_table_of_marks_follows():
    few = protect(evaluation({"site": {"North": [(3, 4), (5, 6)], "South": [(7, 8)]}}), "under_5")
    page = html_report(few).decode()
    assert page.count(NOTHING_SHOWN) == 1
    assert "<table" not in page
    assert "comparison group" not in page
    rows = [row(facts, "mean_change", status="c", n=None) for facts in (LONELINESS, SATISFIED)]
    found = briefing(protect(made([LONELINESS, SATISFIED], rows), "none"))
    assert found.findings == ("Not shown, to protect the people who answered: loneliness and life satisfaction.",)


def test_the_web_page_says_the_headline_and_who_is_missing_once():
    people = [(3 + i % 7, 3 + (i * 5) % 7) for i in range(50)] + [(4, None)] * 30
    protected = protect(evaluation({"site": {"North": people}}), "under_5")
    page, rows = html_report(protected).decode(), protected.value.results
    for sentence in (words.change_sentence(COUNTED, rows), words.not_heard_sentence(COUNTED, rows)):
        assert page.replace("&#x27;", "'").count(sentence) == 1
    assert "<h3>Loneliness</h3>" in page
