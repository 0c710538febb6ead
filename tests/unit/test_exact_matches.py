"""The headline once more on exact matches alone, and what protects the people it leaves out."""

import csv
import io

import pytest

from measures.disclosure import protect
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.report.words import exact_matches_sentence
from measures.results import Row
from measures.study import Study, StudyFile
from tests.evaluations import LONELINESS, evaluation, one

MEASURE = "mean_change_exact_matches"
QUESTIONS = (
    "How often do you feel that you lack companionship?",
    "How often do you feel left out?",
    "How often do you feel isolated from others?",
)
LABELS = {1: "Hardly ever or never", 2: "Some of the time", 3: "Often"}


def export(people):
    """A small export: codes, and scores from 3 to 9 as three answers."""
    text = io.StringIO(newline="")
    rows = [[code, *(LABELS[(score + at) // 3] for at in range(3))] for code, score in people]
    csv.writer(text).writerows([["Your code", *QUESTIONS], *rows])
    return text.getvalue().encode()


def evaluated(before, after, matching="normalised"):
    uploads = {"b.csv": Upload("b.csv", export(before)), "a.csv": Upload("a.csv", export(after))}
    study = Study.model_validate(
        {
            "files": (StudyFile(path="b.csv", wave="before"), StudyFile(path="a.csv", wave="after")),
            "waves": {"order": ("before", "after")},
            "participant": {"column": "Your code", "matching": matching},
            "analysis": {"bootstrap": 20},
        }
    )
    return evaluate_study(study, uploads, load_library(shipped_instruments()))


BEFORE = [("QAZ10K", 9), ("WSX20K", 7), ("EDC30K", 6), ("RFV40K", 5), ("TGB50K", 8)]
AFTER = [("QAZ10K", 7), ("WSX20K", 6), ("edc 30-k", 6), ("rfv40k", 8), ("YHN60K", 4)]


def test_it_is_the_mean_change_of_those_whose_codes_are_exactly_alike():
    found = evaluated(BEFORE, AFTER).results
    everybody, exact = one(found, "mean_change"), one(found, MEASURE)
    assert (everybody.n, everybody.estimate) == (4, 0.0)  # (-2 - 1 + 0 + 3) / 4
    assert (exact.n, exact.n_started, exact.estimate) == (2, 5, -1.5)  # (-2 - 1) / 2
    assert exact.method.endswith("exact matches only")


def test_it_is_the_same_as_matching_exactly():
    asked = evaluated(BEFORE, AFTER, matching="exact").results
    again = one(evaluated(BEFORE, AFTER).results, MEASURE)
    alone = one(asked, "mean_change")
    assert (again.estimate, again.ci_low, again.ci_high, again.n) == (
        alone.estimate,
        alone.ci_low,
        alone.ci_high,
        alone.n,
    )
    assert not [row for row in asked if row.measure == MEASURE]


def test_there_is_none_where_every_pair_is_exact():
    assert not [row for row in evaluated(BEFORE[:2], AFTER[:2]).results if row.measure == MEASURE]


def test_where_no_pair_is_exact_it_says_so():
    row = one(evaluated(BEFORE[2:4], AFTER[2:4]).results, MEASURE)
    assert (row.status, row.n, row.estimate) == ("x", 0, None)
    assert "nobody's are" in exact_matches_sentence(LONELINESS, [row])


def with_part(n, exact, policy="under_5"):
    """Results of n pairs with the figure of `exact` of them, through the gate."""
    people = [(3 + number % 5, 4 + number % 3) for number in range(n)] + [(5, None)] * 30
    found = evaluation({"area": {"all": people}})
    whole = one(found.results, "mean_change")
    part = Row(
        "ucla3", "total", MEASURE, wave_from="before", wave_to="after", domain=whole.domain, n=exact,
        n_started=whole.n_started, estimate=-0.25, std_error=0.1, ci_low=-0.45, ci_high=-0.05, ci_level=0.95,
        method="mean, t interval, exact matches only",
    )  # fmt: skip
    safe = protect(type(found)({}, (), (), (*found.results, part), found.scales), policy).value.results
    return one(safe, "mean_change"), one(safe, MEASURE)


@pytest.mark.parametrize("exact", [97, 96, 3, 4])
def test_where_it_leaves_out_or_holds_a_few_people_nothing_of_it_is_shown(exact):
    whole, part = with_part(100, exact)
    assert (whole.n, whole.status) == (100, "")
    assert (part.status, part.n, part.estimate, part.ci_low) == ("c", None, None, None)


@pytest.mark.parametrize("exact", [95, 80, 71, 29, 5])
def test_where_it_leaves_out_or_holds_fewer_than_exact_figures_need_only_their_number_is(exact):
    _, part = with_part(100, exact)
    assert (part.status, part.n, part.estimate, part.std_error) == ("c", exact, None, None)


@pytest.mark.parametrize("exact", [70, 50, 30])
def test_where_both_are_many_it_is_shown(exact):
    _, part = with_part(100, exact)
    assert (part.status, part.n, part.estimate) == ("", exact, -0.25)


@pytest.mark.parametrize("policy", ["under_5", "under_10", "nhs"])
def test_the_others_mean_cannot_be_had_by_subtraction(policy):
    for exact in range(101):
        whole, part = with_part(100, exact, policy)
        if part.estimate is not None and whole.estimate is not None:
            assert min(exact, 100 - exact) >= 30


def test_the_sentence_says_what_is_left_without_them():
    _, part = with_part(100, 50)
    assert exact_matches_sentence(LONELINESS, [part]) == (
        "Some people were found again by codes that are not exactly alike; without them, among 50 people, the average "
        "fell by 0.3 points (between 0.1 and 0.5)."
    )
    _, hidden = with_part(100, 97)
    assert "not shown, to protect people" in exact_matches_sentence(LONELINESS, [hidden])
    assert exact_matches_sentence(LONELINESS, []) == ""
