"""Reading ripple maps: each odd or wrong input has a stated outcome, and nothing is dropped without a word."""

import pytest

from measures.errors import FileError
from measures.exports.tables import Upload
from measures.report.ripple_template import DIARY, LINKS, NODES, WORKSHOPS, diary_template, map_template
from measures.ripple.building import MapOptions, read_ripple_map
from measures.ripple.ripple_measures import ripple_rows
from measures.ripple.sheets import ALIASES
from tests.ripple_maps import (
    CLOSING,
    INVENTED,
    INVENTED_LINKS,
    PANDEMIC,
    PANDEMIC_LINKS,
    codes,
    csv_of,
    files,
    invented,
    links_of,
    read,
    workbook,
)

HEAD = "node_id,kind,title,date_start"


def two(first="2020-01-01", second="2020-02-01", **columns):
    """An activity and an impact, with further columns."""
    header = ",".join([HEAD, *columns])
    extra = list(zip(*columns.values(), strict=True)) or [(), ()]
    return csv_of(header, [("A", "activity", "Walks", first, *extra[0]), ("B", "impact", "Talks", second, *extra[1])])


def issue(found, code):
    return next(one for one in found.issues if one.code == code)


def refused(uploads, **options):
    with pytest.raises(FileError) as caught:
        read_ripple_map(uploads, MapOptions(**options))
    return caught.value.issues


def rows_of(text):
    return [line.split(",") for line in text.strip().split("\n")]


def test_a_workbook_and_csv_files_of_the_same_map_give_the_same_map():
    book = workbook(nodes=rows_of(INVENTED), links=rows_of(links_of(INVENTED_LINKS)), workshops=rows_of(CLOSING))
    found = read_ripple_map([Upload("map.xlsx", book)]).ripple_map
    assert [row.estimate for row in ripple_rows(found)] == [row.estimate for row in ripple_rows(invented().ripple_map)]


def test_a_link_to_an_unknown_box_is_left_out_and_named():
    found = read(two(), "source,target\nA,B\nA,Z9\n")
    assert len(found.ripple_map.links) == 1
    assert "'Z9'" in issue(found, "unknown_node").message
    assert "1 link left out" in issue(found, "unknown_node").message


def test_a_link_to_nowhere_is_left_out_and_its_row_named():
    found = read(two(), "source,target\nA,B\nA,\n,B\n")
    assert len(found.ripple_map.links) == 1
    assert "rows 3 and 4" in issue(found, "link_to_nowhere").message


def test_a_self_loop_is_left_out_and_named():
    found = read(two(), "source,target\nA,B\nB,B\n")
    assert len(found.ripple_map.links) == 1
    assert "'B'" in issue(found, "self_loop").message


def test_a_repeated_arrow_counts_once_and_is_said():
    found = read(two(), "source,target\nA,B\nA,B\n")
    assert len(found.ripple_map.links) == 1
    assert "A to B" in issue(found, "repeated_link").message


def test_ids_in_links_may_differ_by_case_alone():
    assert len(read(two(), "source,target\na,b\n").ripple_map.links) == 1


def test_a_row_that_stands_twice_counts_once():
    found = read(two() + "A,activity,Walks,2020-01-01\n", "source,target\nA,B\n")
    assert len(found.ripple_map.nodes) == 2
    assert issue(found, "repeated_row").severity == "note"


def test_an_id_of_two_different_rows_is_put_to_the_user():
    found = read(two() + "A,impact,Something else,2021-01-01\n", "source,target\nA,B\n")
    assert [node.title for node in found.ripple_map.nodes] == ["Walks", "Talks"]
    assert issue(found, "duplicate_id").severity == "decide"


def test_likely_twins_are_proposed_and_never_merged_unasked():
    nodes = two() + "C,impact,talks!,2020-03-01\n"
    found = read(nodes, "source,target\nA,B\n")
    assert len(found.ripple_map.nodes) == 3
    assert "B and C" in issue(found, "like_titles").message
    merged = read(nodes, "source,target\nA,B\nA,C\n", merge=(("B", "C"),))
    assert [node.id for node in merged.ripple_map.nodes] == ["A", "B"]
    assert [(link.source, link.target) for link in merged.ripple_map.links] == [("A", "B")]
    assert "merged_nodes" in codes(merged.issues)
    assert "like_titles" not in codes(merged.issues)


def test_merging_a_box_nobody_knows_is_said():
    assert "'Q'" in issue(read(two(), merge=(("A", "Q"),)), "merge_unknown").message


def test_merging_two_linked_boxes_leaves_no_loop():
    found = read(two(), "source,target\nA,B\n", merge=(("A", "B"),))
    assert not found.ripple_map.links
    assert "self_loop" in codes(found.issues)


def test_an_arrow_back_in_time_is_kept_without_its_lag():
    found = read(two("2021-01-01", "2020-01-01"), "source,target\nA,B\n")
    assert "A to B" in issue(found, "link_back_in_time").message
    lag = next(row for row in ripple_rows(found.ripple_map) if row.measure == "lag_median")
    assert (lag.status, lag.estimate) == ("x", None)


def test_within_the_uncertainty_of_the_dates_no_arrow_leads_back():
    found = read(two("2020-03-20", "March 2020"), "source,target\nA,B\n")
    assert "link_back_in_time" not in codes(found.issues)


def test_a_circle_is_named_and_its_chain_has_an_end():
    nodes = two() + "C,impact,Dances,2020-03-01\nD,impact,Concerts,2020-04-01\n"
    found = read(nodes, "source,target\nA,B\nB,C\nC,B\nC,D\n")
    assert "B > C > B" in issue(found, "cycle").message
    rows = {(row.measure, row.group): row.estimate for row in ripple_rows(found.ripple_map)}
    assert rows["longest_chain", ""] == 2  # A to the circle of B and C, and on to D
    assert rows["reach_of_activity", "A"] == 3
    assert rows["reach_of_activity", "B"] == 2  # C and D, not itself


def test_loose_ends_are_listed():
    found = read(two(), "source,target\n")
    assert "'B'" in issue(found, "orphan_impacts").message
    assert "'A'" in issue(found, "no_ripple_yet").message
    assert issue(found, "no_links").severity == "check"


@pytest.mark.parametrize(("text", "first", "precision"), [
    ("15 March 2021", "2021-03-15", "day"), ("March 2021", "2021-03-01", "month"), ("2021-03", "2021-03-01", "month"),
    ("2021 Q2", "2021-04-01", "quarter"), ("Summer 2021", "2021-06-01", "quarter"), ("2021", "2021-01-01", "year"),
    ("44270", "2021-03-15", "day"), ("25/12/2021", "2021-12-25", "day"),
])  # fmt: skip
def test_dates_as_text_are_read_as_exactly_as_they_are_written(text, first, precision):
    when = read(two(text)).ripple_map.nodes[0].when
    assert (when.first.isoformat(), when.precision) == (first, precision)


def test_a_date_that_is_none_is_named_and_the_box_is_kept():
    found = read(two("some time ago"))
    assert found.ripple_map.nodes[0].when is None
    assert "row 2" in issue(found, "map_date_unread").message


def test_dates_that_can_be_read_two_ways_wait_for_a_word():
    nodes = two("03/04/2021", "05/06/2021")
    assert issue(read(nodes), "map_dates_ambiguous").severity == "decide"
    assert all(node.when is None for node in read(nodes).ripple_map.nodes)
    assert read(nodes, dates="day_first").ripple_map.nodes[0].when.day.isoformat() == "2021-04-03"
    assert read(nodes, dates="month_first").ripple_map.nodes[0].when.day.isoformat() == "2021-03-04"


def test_a_stated_precision_makes_a_date_coarser_never_finer():
    found = read(two("2020-03-15", "2020", date_precision=["month", "day"])).ripple_map
    assert [node.when.precision for node in found.nodes] == ["month", "year"]
    assert found.nodes[0].when.last.isoformat() == "2020-03-31"


def test_lags_need_the_month():
    found = read(two("2020-01-01", "2020"), "source,target\nA,B\n").ripple_map
    lag = next(row for row in ripple_rows(found) if row.measure == "lag_median")
    assert lag.status == "x"


def test_words_that_a_column_does_not_know_are_named_and_taken_as_not_stated():
    found = read(two(status=["going strong", "ceased"], led_by=["us", "Community"]))
    assert [node.status for node in found.ripple_map.nodes] == ["unknown", "ceased"]
    assert [node.led_by for node in found.ripple_map.nodes] == ["programme", "community"]
    assert "'going strong'" in issue(found, "map_word").message


def test_negative_money_and_words_for_numbers_are_left_out_and_named():
    found = read(two(money_in=["-50", "£1 200"], people_reached=["12", "many"]))
    assert [node.money_in for node in found.ripple_map.nodes] == [None, None]
    assert [node.people_reached for node in found.ripple_map.nodes] == [12, None]
    assert codes(found.issues).count("map_number") == 2


def test_every_error_of_every_file_is_said_at_once():
    nodes = csv_of(HEAD, [("A", "idea", "Walks", ""), ("", "impact", "Talks", ""), ("C", "", "x", "")])
    faults = refused([*files(nodes), Upload("empty.csv", b"")])
    assert sorted(codes(faults)) == ["empty", "map_blank", "map_blank", "map_word"]
    assert all(fault.fix for fault in faults)


def test_columns_that_are_missing_are_named():
    faults = refused([Upload("map.xlsx", workbook(nodes=[["node_id", "title"], ["A", "Walks"]], links=[["x"], [1]]))])
    assert codes(faults) == ["map_column", "map_column"]
    assert "kind" in faults[0].message
    assert "source, target" in faults[1].message


def test_an_empty_sheet_of_nodes_is_refused_and_empty_others_are_not():
    assert codes(refused([Upload("map.xlsx", workbook(nodes=[["node_id", "kind", "title"]]))])) == ["map_empty"]
    rows = [["node_id", "kind", "title"], ["A", "activity", "Walks"]]
    found = read_ripple_map([Upload("map.xlsx", workbook(nodes=rows, links=[], workshops=[]))])
    assert {"no_links", "no_workshops"} <= set(codes(found.issues))


def test_a_network_of_one_has_every_figure_or_its_reason():
    found = read("node_id,kind,title\nA,activity,Walks\n").ripple_map
    rows = {row.measure: row for row in ripple_rows(found) if not row.group_by}
    assert rows["longest_chain"].estimate == 0
    assert rows["impacts"].estimate == 0
    for measure in ("independence_index", "ripple_multiplier", "persistence", "lag_median", "ripple_order_count"):
        assert rows[measure].status == "x", measure
        assert rows[measure].note, measure


def test_context_is_no_ripple():
    nodes = two() + "C,context,A flood,2020-01-15\n"
    found = read(nodes, "source,target\nA,C\nC,B\n").ripple_map
    rows = {(row.measure, row.group): row for row in ripple_rows(found)}
    assert rows["reach_of_activity", "A"].estimate == 0
    assert rows["reach_of_activity", "C"].estimate == 1
    assert ("ripple_order", "B") not in rows


def test_who_led_counts_only_where_it_is_known():
    found = read(two(led_by=["programme", ""])).ripple_map
    row = next(row for row in ripple_rows(found) if row.measure == "independence_index")
    assert (row.status, row.estimate) == ("x", None)


def test_a_file_that_is_no_map_is_refused_with_what_to_do():
    fault = refused([Upload("answers.csv", b"Your code,Happy?\nAB,3\nCD,4\n")])[0]
    assert fault.code == "no_map"
    assert "template" in fault.fix


def test_sheets_that_are_no_part_of_a_map_are_left_out_and_said():
    rows = [["node_id", "kind", "title"], ["A", "activity", "Walks"]]
    found = read_ripple_map([Upload("map.xlsx", workbook(nodes=rows, notes=[["remember"], ["the cake"]]))])
    assert "notes" in issue(found, "map_sheet_left_out").where


def test_most_of_the_room_being_staff_is_said():
    found = read(two(), None, "workshop_id,date,n_participants,n_programme_staff\nW,2020-05-01,10,6\n")
    assert "6 of the 10" in issue(found, "mostly_staff").message


def test_workshop_numbers_that_contradict_each_other_do_not_count():
    found = read(two(), None, "workshop_id,date,n_participants,n_programme_staff\nW,2020-05-01,4,6\n")
    assert "row 2" in issue(found, "workshop_numbers").message
    row = next(row for row in ripple_rows(found.ripple_map) if row.measure == "staff_share")
    assert row.status == "x"


def test_maps_are_merged_and_each_is_also_told_by_itself():
    first, second = (Upload(f"{name}.xlsx", workbook(nodes=rows_of(two()), links=[["source", "target"], ["A", "B"]]))
                     for name in ("north", "south"))  # fmt: skip
    found = read_ripple_map([first, second]).ripple_map
    assert [node.id for node in found.nodes] == ["north: A", "north: B", "south: A", "south: B"]
    counts = {row.instrument: row.estimate for row in ripple_rows(found) if row.measure == "impacts"}
    assert counts == {"all maps": 2, "north": 1, "south": 1}


def test_a_column_tells_maps_apart_within_a_file():
    found = read(two(map_id=["north", "south"]), "source,target\nA,B\n").ripple_map
    counts = {row.instrument: row.estimate for row in ripple_rows(found) if row.measure == "links"}
    assert counts == {"all maps": 1, "north": 0, "south": 0}


def test_ripplefx_files_are_read():
    nodes = csv_of(
        "type,attribute_label_1,value_1,attribute_label_2,value_2",
        [("ellipse", "name", name, "date", "/".join(reversed(day.split("-")))) for name, day in PANDEMIC],
    )
    links = csv_of(
        "match id 1,match id 2,attribute_label_1,value_1",
        [(PANDEMIC[a][0], PANDEMIC[b][0], "style", "dashed" if kind else "solid") for a, b, kind in PANDEMIC_LINKS],
    )
    found = read_ripple_map([Upload("nodes.csv", nodes.encode()), Upload("links.csv", links.encode())])
    rows = {(row.measure, row.group): row.estimate for row in ripple_rows(found.ripple_map)}
    assert rows["lag_median", ""] == 184
    assert rows["longest_chain", ""] == 3
    assert [link.strength for link in found.ripple_map.links] == ["clear"] * 4 + ["possible"]
    assert issue(found, "kinds_taken").severity == "check"


def test_a_diary_becomes_a_map():
    diary = csv_of("date,what happened,what led to it,who led", [
        ("2021-03-01", "Met Ann's group", "", "programme"),
        ("2021-04-01", "They came to a walk", "met anns group", "community"),
        ("May 2021", "A second walk", "3; The new path", "community"),
    ])  # fmt: skip
    found = read_ripple_map([Upload("diary.csv", diary.encode())])
    assert [(node.kind, node.title) for node in found.ripple_map.nodes] == [
        ("activity", "Met Ann's group"), ("impact", "They came to a walk"), ("impact", "A second walk"),
        ("activity", "The new path"),
    ]  # fmt: skip
    assert [(link.source, link.target) for link in found.ripple_map.links] == [
        ("row 2", "row 3"), ("row 3", "row 4"), ("before 1", "row 4"),
    ]  # fmt: skip
    assert "'The new path'" in issue(found, "diary_added").message


def test_blank_templates_name_only_known_columns_and_say_what_is_missing_when_read():
    assert set(LINKS) <= set(ALIASES["links"])
    assert set(WORKSHOPS) <= set(ALIASES["workshops"])
    assert {name.replace(" ", "_") for name in DIARY} <= set(ALIASES["diary"])
    kept_as_they_are = {"locality", "evidence", "other_contributors"}
    assert set(NODES) - kept_as_they_are <= set(ALIASES["nodes"])
    assert codes(refused([Upload("blank.xlsx", map_template())])) == ["map_empty"]
    assert codes(refused([Upload("blank.xlsx", diary_template())])) == ["map_empty"]


def test_hostile_titles_stay_text_and_messages_stay_one_line():
    title = '<script>alert(1)</script>\u202e "=cmd"'
    rows = [["node_id", "kind", "title"], ["A\n1", "activity", title], ["B", "impact", title]]
    found = read_ripple_map([Upload("map.xlsx", workbook(nodes=rows))])
    assert found.ripple_map.nodes[0].title == title
    for one in found.issues:
        assert "\n" not in one.message
        assert "\u202e" not in one.message
