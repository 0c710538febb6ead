"""Which figures of which people: the programme group, the comparison group beside it, groups of each."""

import pytest

from measures.equity.groups import GroupRule
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.people.waves import ParticipantRules, WaveRules
from measures.study import Analysis, Comparison, Study, StudyFile

ANSWERS = ("Hardly ever or never", "Some of the time", "Often")
QUESTIONS = (
    "How often do you feel that you lack companionship?",
    "How often do you feel left out?",
    "How often do you feel isolated from others?",
)


LIBRARY = load_library(shipped_instruments())


def export(before):
    """24 people, the first 14 of the programme; everybody's three answers are alike."""
    lines = [",".join(("Your code", "Arm", "Area", *QUESTIONS))]
    for person in range(24):
        level = person % 3 if before else max(0, person % 3 - (1 if person < 14 else 0))
        answers = [ANSWERS[level]] * 3
        lines.append(",".join((f"P{person:02d}", "new" if person < 14 else "usual", "NS"[person % 2], *answers)))
    return "\n".join(lines).encode()


@pytest.fixture(scope="module")
def evaluated():
    study = Study(
        files=(StudyFile(path="before.csv", wave="before"), StudyFile(path="after.csv", wave="after")),
        waves=WaveRules(order=("before", "after")),
        participant=ParticipantRules(column="Your code"),
        groups={"area": GroupRule(column="Area")},
        comparison=Comparison(column="Arm", programme="New", comparison="Usual"),
        analysis=Analysis(bootstrap=50),
    )
    uploads = {name: Upload(name, export(before=name == "before.csv")) for name in ("before.csv", "after.csv")}
    return evaluate_study(study, uploads, LIBRARY)


def only(evaluated, **about):
    (row,) = evaluated.rows(instrument="ucla3", scale="total", **about)
    return row


def test_the_rows_about_everybody_describe_the_programme(evaluated):
    # people 0 to 13: levels 0, 1, 2, 0, ...; 5 at level 0 stay, 5 at level 1 and 4 at level 2 fall by one in three answers
    row = only(evaluated, measure="mean_change", group_by="")
    assert (row.n, row.estimate) == (14, pytest.approx(-3 * 9 / 14))


def test_the_comparison_group_has_its_own_rows_with_people_and_shares(evaluated):
    row = only(evaluated, measure="mean_change", group_by="Arm")
    assert (row.group, row.n, row.estimate) == ("Usual", 10, 0.0)
    measures = {row.measure for row in evaluated.rows(instrument="ucla3", scale="total", group_by="Arm")}
    assert {"mean_before", "not_again", "reliable_improved", "headline_share"} <= measures


def test_the_two_are_set_against_each_other(evaluated):
    row = only(evaluated, measure="difference_in_change", group_by="")
    assert row.estimate == pytest.approx(-3 * 9 / 14)
    assert only(evaluated, measure="adjusted_mean", category="comparison").estimate is not None


def test_breakdowns_are_of_the_programme(evaluated):
    groups = {row.group: row.n for row in evaluated.rows(scale="total", measure="mean_change", group_by="area")}
    assert groups == {"N": 7, "S": 7}


LIFE = "Overall, how satisfied are you with your life nowadays?"


def two_scales(before):
    lines = [",".join(("Your code", *QUESTIONS, f'"{LIFE}"'))]
    for person in range(24):
        level = person % 3 if before else max(0, person % 3 - person % 2)
        life = 4 + person % 3 + (0 if before else person % 4)
        lines.append(",".join((f"P{person:02d}", *[ANSWERS[level]] * 3, str(life))))
    return "\n".join(lines).encode()


@pytest.mark.parametrize(("main", "adjusted"), [("ucla3.total", False), ("swemwbs.total", True), (None, True)])
def test_a_main_outcome_that_nobody_was_asked_about_does_not_spare_the_others(main, adjusted):
    study = Study(
        files=(StudyFile(path="before.csv", wave="before"), StudyFile(path="after.csv", wave="after")),
        waves=WaveRules(order=("before", "after")),
        participant=ParticipantRules(column="Your code"),
        analysis=Analysis(bootstrap=50, main=main),
    )
    uploads = {name: Upload(name, two_scales(before=name == "before.csv")) for name in ("before.csv", "after.csv")}
    found = evaluate_study(study, uploads, load_library(shipped_instruments()))
    tests = [row for row in found.rows(group_by="") if row.measure == "paired_t"]
    assert len(tests) == 2
    assert [row.p_adjusted is not None for row in tests] == [adjusted] * 2


def test_answers_of_one_time_have_each_figure_once_and_nobody_is_said_to_have_answered_again():
    """24 people asked once: their level and shares stand once, whether they come again is not known."""
    study = Study(
        files=(StudyFile(path="before.csv", wave="before"),),
        waves=WaveRules(order=("before",)),
        participant=ParticipantRules(column="Your code"),
        analysis=Analysis(bootstrap=50),
    )
    once = evaluate_study(study, {"before.csv": Upload("before.csv", export(before=True))}, LIBRARY)
    assert [row.estimate for row in once.rows(scale="total", measure="mean_all")] == [6.0]
    shares = once.rows(scale="total", measure="category_share")
    assert len(shares) == len({row.category for row in shares}) > 1
    for measure in ("not_again", "not_again_difference", "not_again_g"):
        row = only(once, measure=measure)
        assert (row.status, row.estimate, row.note) == ("x", None, "Not computed because all answers are of one time.")
    steps = [(step.step, step.wave, step.n) for step in once.flow if step.reason == "ucla3.total"]
    assert steps == [("scored", "before", 24)]
