"""What is made of a ripple map: words, pictures, files for other tools, the sheet, and what the gate keeps back."""

import io
import xml.etree.ElementTree as ET
from pathlib import Path

import networkx as nx
import pytest
from openpyxl import load_workbook

from measures.disclosure import protect, protect_map
from measures.exports.tables import Upload
from measures.report import ripple_charts, ripple_words
from measures.report.dictionary import MEASURES
from measures.report.ripple_files import dot, graphml, kumu_workbook
from measures.report.workbook import summary_workbook
from measures.ripple.building import read_ripple_map
from measures.ripple.ripple_map import Node, RippleMap
from measures.ripple.ripple_measures import ripple_rows
from measures.rippled import evaluate_map
from tests.ripple_maps import CLOSING, INVENTED, INVENTED_LINKS, files, links_of, read

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "ripple.xlsx"


@pytest.fixture(scope="module")
def invented():
    evaluation, found = evaluate_map(files(INVENTED, links_of(INVENTED_LINKS), CLOSING))
    return protect(evaluation), protect_map(found)


@pytest.fixture(scope="module")
def sample():
    evaluation, found = evaluate_map([Upload("ripple.xlsx", SAMPLE.read_bytes())])
    return protect(evaluation), protect_map(found)


def said_of(nodes, links=None, workshops=None):
    return ripple_words.summary(ripple_rows(read(nodes, links, workshops).ripple_map))


def test_the_headline_is_the_one_agreed(invented):
    assert ripple_words.summary(invented[0].value.results)[0] == (
        "What participants recalled: 9 impacts followed from 4 activities; 7 of the 9 were led by the community or "
        "other organisations."
    )


def test_what_is_not_stated_is_said_not_guessed():
    said = " ".join(said_of("node_id,kind,title\nA,activity,Walks\nB,impact,Talks\n", "source,target\nA,B\n"))
    assert "1 impact followed from 1 activity. Who led them is not stated." in said
    assert "Whether the impacts continued is not stated." in said
    assert "Who was in the room is not stated" in said


def test_impacts_without_an_activity_are_not_said_to_follow_from_one(sample):
    first = ripple_words.summary(sample[0].value.results)[0]
    assert "12 impacts followed from 5 activities (1 more has no activity before it)" in first


def test_a_map_without_impacts_is_said_plainly():
    assert said_of("node_id,kind,title\nA,activity,Walks\n")[0].endswith("1 activity, and no impact yet.")


def test_no_sentence_says_caused_or_proves(invented, sample):
    for evaluation, found in (invented, sample):
        text = " ".join(
            [*ripple_words.summary(evaluation.value.results), *(s["The story"] for s in ripple_words.stories(found))]
        )
        assert not any(word in text.casefold() for word in ("caused", "proves", "impact of", "significant"))


def test_the_longest_chain_is_told_as_a_sentence(invented):
    told = ripple_words.stories(invented[1])[0]
    assert told["Steps"] == "4"
    assert told["The story"].startswith(
        "'Walks in the park' (1 September 2020) led to 'Neighbours join in' (15 November 2020), which led to "
    )


def test_a_possible_link_is_told_as_one(sample):
    assert "which may have led to 'The hall lowers its rent'" in ripple_words.stories(sample[1])[0]["The story"]


def test_a_story_through_a_circle_ends():
    nodes = "node_id,kind,title\nA,activity,a1\nB,impact,bb\nC,impact,cc\nD,impact,dd\n"
    found = read(nodes, "source,target\nA,B\nB,C\nC,B\nC,D\n").ripple_map
    assert ripple_words.stories(protect_map(found))[0]["The story"].endswith("'dd'.")


def test_pictures_draw_and_say_what_they_show(sample):
    evaluation, found = sample
    drawn = (
        ripple_charts.timeline_map(found, evaluation),
        ripple_charts.ripple_rings(found),
        ripple_charts.categories_by_quarter(evaluation),
    )
    for picture in drawn:
        assert picture.svg().startswith("<svg")
        assert len(picture.alt) > 60
    assert "19 boxes and 16 arrows" in drawn[0].alt
    assert "order 1: 4; order 2: 4; order 3: 4" in drawn[1].alt
    assert "People meet, 2025 Q2: 2" in drawn[2].alt


def test_ceased_boxes_and_possible_arrows_are_dashed(sample):
    spec = str(ripple_charts.timeline_map(sample[1], sample[0]).spec)
    assert "'strokeDash': [4, 3]" in spec
    assert "'strokeDash': [5, 4]" in spec


def test_what_cannot_be_drawn_is_not():
    nodes = "node_id,kind,title\nA,activity,Walks\n"
    evaluation, found = evaluate_map(files(nodes))
    evaluation, found = protect(evaluation), protect_map(found)
    assert ripple_charts.timeline_map(found, evaluation) is None
    assert ripple_charts.ripple_rings(found) is None
    assert ripple_charts.categories_by_quarter(evaluation) is None
    assert ripple_charts.box_table(found)[0]["When"] == "no date"


def test_one_dated_box_makes_a_picture():
    evaluation, found = evaluate_map(files("node_id,kind,title,date_start\nA,activity,Walks,2021\n"))
    assert ripple_charts.timeline_map(protect_map(found), protect(evaluation)).svg()


def test_graphml_reads_back_as_the_same_graph(invented):
    graph = nx.parse_graphml(graphml(invented[1]))
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (13, 12)
    assert graph.nodes["I5"]["title"] == "Dancing on Fridays"
    assert list(graph.successors("I5")) == ["I6", "I7", "I9"]


def test_dot_names_every_box_and_arrow_and_escapes_quotation_marks():
    title = 'A "great" day\\night'
    found = RippleMap("m", (Node("A", "activity", title), Node('B"x', "impact", "t", status="ceased")))
    text = dot(protect_map(found))
    assert '"A" [label="A \\"great\\" day\\\\night", shape=box];' in text
    assert '"B\\"x" [label="t", shape=ellipse, style="dashed"];' in text


def test_control_characters_do_not_break_graphml():
    found = RippleMap("m", (Node("A\x01", "activity", "x\x0by"),))
    ET.fromstring(graphml(protect_map(found)))


def test_kumu_gets_elements_and_connections_with_labels_of_their_own():
    nodes = "node_id,kind,title\nA,activity,Walks\nB,impact,Walks\nC,impact,=1+1\n"
    found = protect_map(read(nodes, "source,target\nA,B\nB,C\n").ripple_map)
    book = load_workbook(io.BytesIO(kumu_workbook(found)))
    elements = [[cell.value for cell in row[:2]] for row in book["Elements"].iter_rows(min_row=2)]
    assert elements == [["Walks (A)", "activity"], ["Walks (B)", "impact"], ["=1+1", "impact"]]
    assert book["Elements"]["A4"].data_type == "s"
    arrows = [[cell.value for cell in row[:3]] for row in book["Connections"].iter_rows(min_row=2)]
    assert arrows == [["Walks (A)", "Walks (B)", "directed"], ["Walks (B)", "=1+1", "directed"]]


def test_the_workbook_of_a_map_alone_has_its_sheet_and_its_words(invented):
    book = load_workbook(io.BytesIO(summary_workbook(invented[0])))
    assert "Networks_ripple" in book.sheetnames
    assert "Headline" not in book.sheetnames
    cover = [row[0] for row in book["Cover"].iter_rows(values_only=True)]
    assert any(str(line).startswith("What participants recalled: 9 impacts") for line in cover)
    lines = [row for row in book["Networks_ripple"].iter_rows(values_only=True) if row[2] == "independence_index"]
    assert lines[0][9] == pytest.approx(7 / 9)


def test_every_ripple_measure_passes_the_gate_and_is_explained(sample):
    evaluation = sample[0].value
    assert not [row for row in evaluation.results if row.status == "c"]
    assert {row.measure for row in evaluation.results} - {"betweenness", "components"} <= set(MEASURES)


def test_the_gate_keeps_quotations_free_text_and_few_people_back():
    found = read_ripple_map([Upload("ripple.xlsx", SAMPLE.read_bytes())]).ripple_map
    assert any(node.quote for node in found.nodes)
    safe = protect_map(found).value
    assert not any(node.quote or node.about for node in safe.nodes)
    assert not any(node.people_reached and node.people_reached < 5 for node in safe.nodes)
    assert any(node.people_reached for node in safe.nodes)
    assert protect_map(found, "none").value == found


def test_the_issues_of_a_map_pass_the_gate_with_their_words():
    evaluation, _ = evaluate_map(
        files("node_id,kind,title\nA,activity,Walks\nB,impact,walks\n", "source,target\nA,Z\n")
    )
    assert protect(evaluation).value.issues == evaluation.issues
