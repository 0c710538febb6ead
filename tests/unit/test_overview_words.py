"""What an overview says of its projects: rounded numbers as about, ties and ripples only where any were looked at."""

from dataclasses import replace

from measures.overview import Overview, Project
from measures.report import overview_words as said
from measures.report import words
from measures.report.overview_report import overview_page
from measures.results import Evaluation, FlowStep, Issue, Row
from tests.result_rows import LONELINESS, change, row

ROUNDED = Issue("note", "flow_rounded", "", "Rounded.")
FLOW = (FlowStep("people", "before", 25), FlowStep("people", "week_8_arm_1", None), FlowStep("matched", "", 15))


def project(name, rows, issues=(), flow=()):
    found = Evaluation({"title": name}, tuple(flow), tuple(issues), tuple(rows), (LONELINESS,))
    return Project(
        name=name, programme="", area_of_work="", locality="", policy="under_5", evaluation=found
    )  # fmt: skip


def tie(measure, wave, estimate):
    return Row("network", "ties", measure, wave, wave, estimate=estimate)


def test_rounded_numbers_are_said_as_about_and_events_as_people_say_them():
    found = Overview((project("A", [], [ROUNDED], FLOW), project("B", [], [], FLOW)), ())
    about, exact = said.took_part_table(found)
    assert (about["Answered"], about["Found again"]) == ("before about 25 people; week 8 [c]", "about 15 people")
    assert (exact["Answered"], exact["Found again"]) == ("before 25 people; week 8 [c]", "15 people")


def test_only_what_some_project_looked_at_has_a_column():
    moved = change(LONELINESS, -0.8, -1.2, -0.3)
    ties = [
        tie("nodes", "before", 8.0),
        tie("ties", "before", 5.0),
        tie("nodes", "after", 8.0),
        tie("ties", "after", 1.0),
    ]
    found = Overview((project("A", [moved]), project("B", [moved, *ties])), ())
    assert said.beyond_table(found) == [
        {"Project": "A", "Connections": "[x]"}, {"Project": "B", "Connections": "8 organisations with 1 tie"},
    ]  # fmt: skip
    assert said.beyond_table(Overview((project("A", [moved]),), ())) == []


def test_a_comparison_group_of_some_projects_is_taken_into_account():
    moved = change(LONELINESS, -0.8, -1.2, -0.3)
    beside = replace(row(LONELINESS, "difference_in_change"), estimate=-0.4)
    alone, compared = project("A", [moved]), project("B", [moved, beside])
    assert words.NO_COMPARISON in said.cautions(Overview((alone,), ()))
    assert said.cautions(Overview((alone, compared), ()))[-1] == said.SOME_COMPARED
    assert said.cautions(Overview((compared,), ())) == (said.NOT_RANKED,)
    assert b"PK" in overview_page(Overview((alone, compared), ()))[:4]
