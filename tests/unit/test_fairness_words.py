"""Sentences about fairness: three questions in order, absolute gaps, the worst-off first, up told from down."""

from dataclasses import replace

import numpy as np
import pytest

from measures.change import ChangeSettings, change_rows
from measures.disclosure import protect
from measures.equity.fair_cells import FairSettings
from measures.equity.fairness import fairness_rows
from measures.report.fairness_facts import breakdowns, fair_facts
from measures.report.fairness_words import GAINED, HIDDEN, LEVEL, NARROWED, NO_DRIFT, fairness_answers
from measures.results import Evaluation
from tests.counted import scale_pairs
from tests.evaluations import LONELINESS
from tests.result_rows import SATISFIED

ORDER = ("1", "2", "3")
FEW = FairSettings(bootstrap=200)


def people(start, change, n=60, spread=1.0, seed=1):
    """People around a start who change by about `change`, on a scale from 0 to 10."""
    draw = np.random.default_rng(seed)
    before = np.clip(np.round(draw.normal(start, spread, n)), 0, 10)
    return before, np.clip(np.round(before + change + draw.normal(0, 0.7, n)), 0, 10)


def evaluation(groups, *, order=ORDER, facts=SATISFIED, joined="", first="most deprived", group_by="imd_quintile"):

    about = {"instrument": facts.instrument, "scale": facts.scale, "higher_is": facts.higher_is}
    ends = {"low": float(facts.low), "high": float(facts.high)}
    parts = [scale_pairs(*sides, group_by=group_by, group=name, **about, **ends) for name, sides in groups.items()]
    everybody = scale_pairs(*(np.concatenate(side) for side in zip(*groups.values(), strict=True)), **about, **ends)
    few = ChangeSettings(bootstrap=50)
    rows = [row for part in [everybody, *parts] for row in change_rows(part, few)]
    settings = {"groups": {group_by: {"order": list(order), "first": first}}} if order else {}
    if joined:
        settings["analysis"] = {"joined": joined}
    return Evaluation(
        provenance={"title": "T", "settings": settings},
        flow=(),
        issues=(),
        results=(*rows, *fairness_rows(parts, order, FEW)),
        scales=(facts,),
    )


def told(found, policy="under_5", facts=SATISFIED):
    shown = protect(found, policy).value
    (group_by,) = breakdowns(shown, facts)
    return dict(fairness_answers(fair_facts(shown, facts, group_by)))


NARROWING = {"1": people(3, 2.5), "2": people(5, 1.2), "3": people(7, 0.6)}


def test_three_questions_in_order():
    answers = told(evaluation(NARROWING))
    assert list(answers) == [GAINED, NARROWED, LEVEL]
    assert answers[GAINED][0] == "Every group gained."
    assert answers[GAINED][1].startswith("Those who started worst, the most deprived (1) (60 people), rose by 2.")
    first = answers[NARROWED][0]
    assert first.startswith("The gap between the most deprived (1) and the least deprived (3) narrowed from ")
    assert "It narrowed upwards: the most deprived (1), who were worse off, gained." in answers[NARROWED]
    assert answers[LEVEL][0].startswith("Not equal yet: after, the least deprived (3) were 2.")


def test_drift_is_spoken_of_only_where_it_is_known_how_people_joined():
    assert "drift" not in " ".join(told(evaluation(NARROWING))[NARROWED])
    assert NO_DRIFT in told(evaluation(NARROWING, joined="open"))[NARROWED]
    assert "could not be estimated" in " ".join(told(evaluation(NARROWING, joined="selected_low"))[NARROWED])
    assert "referred" in " ".join(told(evaluation(NARROWING, joined="referred"))[NARROWED])


def test_levelling_down_is_called_so():
    answers = told(evaluation({"1": people(3, 0, seed=3), "2": people(5, 0), "3": people(8, -2.5)}))
    assert answers[GAINED][0] == "We cannot say of any group that it gained."
    assert "The least deprived (3) got worse." in " ".join(answers[GAINED])
    assert any(sentence.startswith("It narrowed downwards") for sentence in answers[NARROWED])


def test_a_gap_that_widened_says_so():
    answers = told(evaluation({"1": people(3, 0.1), "2": people(5, 1), "3": people(6, 2.5)}))
    assert " widened from " in answers[NARROWED][0]


def test_a_gap_that_turned_round_says_so():
    answers = told(evaluation({"1": people(4, 4), "2": people(5, 1), "3": people(6, -0.5)}))
    assert "turned round" in answers[NARROWED][0]


def test_not_knowing_is_said_with_what_would_fit():
    answers = told(evaluation({"1": people(4, 1, seed=4), "2": people(5, 1, seed=5), "3": people(6, 1, seed=6)}))
    assert "we cannot tell whether it narrowed: anything from narrowing by " in answers[NARROWED][0]
    assert " to widening by " in answers[NARROWED][0]


def test_a_scale_where_higher_is_worse_is_read_the_other_way():
    falling = {"1": people(8, -2.5), "2": people(6, -1.2), "3": people(4, -0.6)}
    facts = replace(LONELINESS, low=0.0, high=10.0)
    answers = told(evaluation(falling, facts=facts), facts=facts)
    assert answers[GAINED][0] == "Every group gained."
    assert "fell by 2." in answers[GAINED][1]
    assert "Lower is better." in answers[GAINED][1]
    assert any("the most deprived (1), who were worse off, gained" in sentence for sentence in answers[NARROWED])


def test_the_order_turned_round_names_its_ends_rightly():
    turned = {"5": people(7, 0.6), "3": people(5, 1.2), "1": people(3, 2.5)}
    found = evaluation(turned, order=("1", "3", "5"))
    found = replace(
        found,
        provenance={"settings": {"groups": {"imd_quintile": {"order": ["5", "3", "1"], "first": "least deprived"}}}},
    )
    assert "the most deprived (1) and the least deprived (5) narrowed" in told(found)[NARROWED][0]


def test_groups_without_an_order_are_tested_together_first():
    alike = told(evaluation({"A": people(4, 1), "B": people(4, 1, seed=7)}, order=(), group_by="home"))
    assert alike[NARROWED] == (
        "We cannot tell: taken together, the groups changed by amounts that chance alone could set apart.",
    )
    apart = told(evaluation({"A": people(3, 3), "B": people(6, 0.5)}, order=(), group_by="home"))
    assert apart[NARROWED][0] == "Taken together, the groups changed by different amounts."
    assert "'A' and everybody else narrowed" in apart[NARROWED][1]


@pytest.mark.parametrize("policy", ["under_5", "under_10", "nhs"])
def test_a_small_group_hides_the_gaps_and_not_the_question(policy):
    answers = told(evaluation({**NARROWING, "3": people(7, 0.6, n=12)}), policy)
    assert answers[NARROWED][-1] == HIDDEN
    assert answers[LEVEL] == (HIDDEN,)
    if policy == "under_10":  # 12 people have no average under it
        assert answers[NARROWED] == (HIDDEN,)
    else:
        assert answers[NARROWED][0].startswith("By the rounded averages, the least deprived (3)")


def test_no_direction_no_gain():
    facts = replace(SATISFIED, higher_is=None)
    answers = told(evaluation(NARROWING, facts=facts), facts=facts)
    assert "not stated whether higher is better" in answers[GAINED][0]
    assert not any("upwards" in sentence for sentence in answers[NARROWED])


def test_one_group_asks_no_question():
    found = evaluation({"1": people(3, 1)}, order=ORDER)
    assert fairness_answers(fair_facts(found, SATISFIED, "imd_quintile")) == ()


def test_nothing_is_ever_said_to_be_caused():
    for groups in (NARROWING, {"1": people(3, 0.1), "2": people(5, 1), "3": people(6, 2.5)}):
        said = " ".join(sentence for answers in told(evaluation(groups)).values() for sentence in answers)
        assert not any(word in said.lower() for word in ("caus", "proves", "significant", "impact"))
