"""Many evaluations side by side: read back whole, filtered, never ranked, set in the funnel that chance makes."""

import io
import json
import math

import openpyxl
import pytest
from docx import Document

from measures.disclosure import protect
from measures.errors import FileError
from measures.exports.tables import Upload
from measures.numerics.funnel import funnel
from measures.overview import beside, groups_of, overview
from measures.report import overview_charts as charts
from measures.report import overview_words as said
from measures.report.overview_report import overview_page, overview_workbook
from measures.report.results_json import results_bytes, results_json
from tests.evaluations import evaluation
from tests.result_rows import LONELINESS


def people(shift, count=60):
    return [(3 + i % 7, max(3, min(9, 3 + i % 7 + shift + (i % 3 - 1)))) for i in range(count)]


def saved(title, groups, policy="under_5", **about):
    provenance = {
        "tool": "measures", "version": "1", "title": title, "reproduce": "python -m measures evaluate",
        "files": [{"name": "a.csv", "wave": "before", "sha256": title}], **about,
    }  # fmt: skip
    found = evaluation({"gender": groups}, provenance=provenance)
    return Upload(f"{title}.json", results_bytes(protect(found, policy)))


@pytest.fixture(scope="module")
def four():
    return overview([
        saved("Walk", {"Woman": people(-1), "Man": people(0)}, programme="Walk", locality="Stroud"),
        saved("Garden", {"Woman": people(-1), "Man": people(-1)}, programme="Grow", locality="Stroud"),
        saved("Choir", {"Woman": people(0), "Man": people(3)}, programme="Sing", locality="Gloucester"),
        saved("Few", {"Woman": people(0, 4), "Man": people(0, 3)}, programme="Few", locality="Gloucester"),
    ])  # fmt: skip


def test_projects_stand_in_the_order_of_their_names_not_of_their_results(four):
    assert [one.name for one in four.projects] == ["Choir", "Few", "Garden", "Walk"]
    (facts,) = four.scales
    assert [project.name for project, _ in beside(four, facts).rows] == ["Choir", "Few", "Garden", "Walk"]


def test_what_was_written_is_read_back_the_same(four):
    file = saved("Walk", {"Woman": people(-1), "Man": people(0)}, programme="Walk", locality="Stroud")
    walk = four.projects[-1].evaluation
    assert json.loads(file.data)["results"] == [
        {**row} for row in results_json(protect(walk, "none"))["results"]
    ]  # fmt: skip
    assert (walk.scales[0].title, walk.scales[0].domains) == (LONELINESS.title, LONELINESS.domains)


def test_projects_are_chosen_by_programme_and_place(four):
    assert [one.name for one in four.only(locality=["Stroud"]).projects] == ["Garden", "Walk"]
    assert [one.name for one in four.only(locality=["Stroud"], programme=["Grow"]).projects] == ["Garden"]
    assert len(four.only(locality=[], programme=[]).projects) == 4


def test_groups_can_be_set_beside_each_other(four):
    assert groups_of(four) == {"gender": ("Woman", "Man")}
    (facts,) = four.scales
    assert {row.group for _, row in beside(four, facts, "gender", "Man").rows} == {"Man"}


def test_funnel_limits_are_those_of_hand_arithmetic():
    # means 1 and 3 of 10 and 30 people: centre (10 + 90)/40 = 2.5; pooled variance (9*4 + 29*1)/38
    found = funnel([1.0, 3.0], [2.0, 1.0], [10, 30])
    assert found.centre == pytest.approx(2.5)
    assert found.sd == pytest.approx(math.sqrt((9 * 4 + 29) / 38))
    low, high = found.limits(25, 0.95)
    assert high - 2.5 == pytest.approx(2.5 - low) == pytest.approx(1.959964 * math.sqrt(65 / 38) / 5, rel=1e-6)


def test_a_funnel_needs_three_projects_and_some_spread(four):
    (facts,) = four.scales
    assert beside(four.only(locality=["Stroud"]), facts).funnel is None
    assert funnel([1.0], [0.0], [10]) is None
    assert funnel([], [], []) is None


def test_a_project_outside_the_funnel_is_named_without_praise_or_blame(four):
    (facts,) = four.scales
    sentence = said.funnel_sentence(beside(four, facts))
    assert "Choir (above)" in sentence
    assert "Look at who took part" in sentence
    assert "best" not in sentence
    assert "worst" not in sentence


def test_hidden_figures_stay_hidden_everywhere(four):
    (facts,) = four.scales
    few = next(line for line in said.change_table(beside(four, facts)) if line["Project"] == "Few")
    assert few["Change"] == few["Interval"] == "[c]"
    profile = next(line for line in said.profile_table(four) if line["Project"] == "Few")
    assert profile["Before"] == profile["Improvement"] == "[c]"
    picture = charts.changes(beside(four, facts))
    assert "Few" in picture.alt
    assert "hidden to protect people" in picture.alt
    assert '"Few"' not in json.dumps(charts.funnel_picture(beside(four, facts)).spec)


def test_the_same_results_twice_are_counted_once_and_said():
    file = saved("Walk", {"Woman": people(-1)})
    found = overview([file, Upload("copy.json", file.data)])
    assert len(found.projects) == 1
    assert [one.code for one in found.issues] == ["same_results"]
    other = saved("Walk", {"Woman": people(1)})
    assert [one.name for one in overview([file, other]).projects] == ["Walk", "Walk (2)"]


def test_that_people_may_be_counted_twice_is_said(four):
    assert said.TWICE in said.cautions(four)
    assert said.TWICE in [one.text for one in Document(io.BytesIO(overview_page(four))).paragraphs]
    cover = openpyxl.load_workbook(io.BytesIO(overview_workbook(four)))["Cover"]
    assert said.TWICE in [cell.value for line in cover.iter_rows() for cell in line]


def test_reports_of_many_projects_are_the_same_bytes_every_time(four):
    assert overview_workbook(four) == overview_workbook(four)
    assert overview_page(four) == overview_page(four)


def changed(**parts):
    raw = json.loads(saved("Walk", {"Woman": people(-1)}).data)
    return json.dumps(raw | parts).encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged"),
        (b"\xff\xfe\x00", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"results": NaN}', "damaged"),
        (b"[]", "not_results"),
        (b'{"provenance": {}}', "not_results"),
        (changed(results=[{"measure": "mean_change"}]), "not_results"),
        (changed(results=[1]), "not_results"),
        (changed(results=[{"instrument": 1, "scale": "", "measure": "m"}]), "not_results"),
        (changed(results=[{"instrument": "", "scale": "", "measure": "m", "estimate": "2"}]), "not_results"),
        (changed(results=[{"instrument": "", "scale": "", "measure": "m", "surprise": "2"}]), "not_results"),
        (changed(provenance={"policy": "none"}), "unprotected"),
        (changed(provenance={}), "unprotected"),
    ],
)
def test_files_that_are_no_protected_results_are_refused_with_a_reason(data, code):
    with pytest.raises(FileError) as caught:
        overview([Upload("folder/bad.json", data)])
    (issue,) = caught.value.issues
    assert (issue.code, issue.where) == (code, "bad.json")
    assert issue.fix
