"""What is said of figures that were hidden or given in steps."""

from dataclasses import replace

import pytest

from measures.report import tables, words
from measures.report.flow_words import BESIDE_EXACT, who_answered
from measures.results import Evaluation, FlowStep, Issue, Row, ScaleFacts

FACTS = ScaleFacts(
    "x", "total", "X", "Loneliness", ("social_connection",), "worse", 3.0, 9.0, 1.0, "1", "CC0", "", True
)


def change(n):
    return Row("x", "total", "mean_change", "before", "after", n=n, status="c", note="Hidden to protect people.")


def test_a_small_group_is_too_few_and_a_large_one_keeps_another_company():
    assert "too few" in words.change_sentence(FACTS, [change(7)])
    large = words.change_sentence(FACTS, [change(34)])
    assert "too few" not in large
    assert "a smaller group's could be worked out" in large


def test_a_share_in_steps_is_said_without_its_people():
    rows = [
        Row("x", "total", "headline_share", wave, wave, category="", estimate=share, note="Counts 'Often'.")
        for wave, share in (("before", 0.25), ("after", 0.15))
    ]
    said = words.change_sentence(FACTS, rows)
    assert "about 25% before" in said
    assert "about 15% after" in said


def test_a_table_shows_a_share_in_steps_and_marks_a_hidden_one():
    rows = [
        Row("x", "total", "category_share", "before", "before", category="Often", estimate=0.25),
        Row("x", "total", "category_share", "after", "after", category="Often", status="c"),
    ]
    (line,) = tables.answers_table(FACTS, rows)
    assert [line[wave] for wave in list(line)[1:]] == ["about 25%", "[c]"]


@pytest.mark.parametrize(
    ("codes", "said"), [((), False), (("flow_rounded",), True), (("flow_rounded", "counts_rounded"), False)]
)
def test_rounded_numbers_of_people_beside_exact_ones_are_explained_once(codes, said):
    flow = (FlowStep("people", "before", 40), FlowStep("people", "after", 20), FlowStep("matched", "", 20))
    issues = tuple(Issue("note", code, "", "Rounded.") for code in codes)
    shown = (replace(change(18), status="", estimate=-1.0),)
    sentence = who_answered(Evaluation(provenance={}, flow=flow, issues=issues, results=shown, scales=()))
    assert sentence.count(BESIDE_EXACT) == said
    assert ("bout 20 people were found both times" in sentence) == bool(codes)
    assert who_answered(Evaluation(provenance={}, flow=(), issues=issues, results=shown, scales=())) == ""
    hidden = Evaluation(provenance={}, flow=flow, issues=issues, results=(change(None),), scales=())
    assert BESIDE_EXACT not in who_answered(hidden)  # there is no finding that it could stand beside
