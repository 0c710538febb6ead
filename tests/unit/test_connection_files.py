"""Files of connections with everything wrong that files can have: a stated outcome each, nothing silently dropped."""

import json

import pytest

from measures.cli import main
from measures.connected import connected, of_membership, of_networks
from measures.connections.settings import MembershipRules, NetworkRules
from measures.disclosure.rules import RULES
from measures.errors import InputError
from measures.exports.tables import Upload
from measures.report.dictionary import MEASURES

FEW = NetworkRules(permutations=99)
NODES = ("org_id,sector", "A,arts", "B,arts", "C,health", "D,health")


def file(name, *lines):
    return Upload(name, "\n".join(lines).encode())


def network(*uploads, rules=FEW):
    return of_networks(list(uploads), rules)


def codes(found):
    return {issue.code for issue in found.issues}


def row(found, measure, **wanted):
    kept = [
        one
        for one in found.rows
        if one.measure == measure and all(getattr(one, key) == value for key, value in wanted.items())
    ]
    assert len(kept) == 1, kept
    return kept[0]


def test_what_is_set_aside_is_counted_and_said():
    found = network(
        file("orgs.csv", *NODES, "A,arts", ",health"),
        file("ties.csv", "source,target", "A,B", "A,B", "B,B", "A,", "A,Z", "C,D"),
    )
    assert codes(found) == {
        "duplicate_node",
        "node_without_id",
        "self_loop",
        "tie_without_end",
        "unknown_node",
        "repeated_ties",
    }
    assert row(found, "nodes").estimate == 4
    assert row(found, "ties").estimate == 2


def test_ties_that_are_all_set_aside_are_told_of_once():
    found = network(file("orgs.csv", *NODES), file("ties.csv", "source,target", "A,A"))
    assert "self_loop" in codes(found)
    assert "unknown_node" not in codes(found)


def test_a_network_of_one_and_of_none_have_reasons():
    found = network(file("orgs.csv", "org_id,sector", "A,arts"), file("ties.csv", "source,target", "A,A"))
    assert row(found, "nodes").estimate == 1
    assert row(found, "density").status == "x"
    assert "one organisation" in row(found, "density").note


def test_ties_without_a_list_of_organisations_say_what_is_not_known():
    found = network(file("ties.csv", "source,target", "A,B", "B,C"))
    assert "no_nodes" in codes(found)
    assert row(found, "nodes").estimate == 3


def test_organisations_that_did_not_answer_are_not_without_ties():
    nodes = file("orgs.csv", "org_id,sector,respondent", "A,x,yes", "B,x,yes", "C,y,no", "D,y,yes")
    ties = file("ties.csv", "source,target", "A,B", "A,C", "B,D")
    alone = network(nodes, ties)
    assert row(alone, "nodes").estimate == 3
    assert row(alone, "ties").estimate == 2
    either = network(nodes, ties, rules=NetworkRules(permutations=99, symmetrise="either"))
    assert row(either, "nodes").estimate == 4
    assert row(either, "density").estimate == pytest.approx(3 / 6)
    both = network(nodes, ties, rules=NetworkRules(permutations=99, symmetrise="both"))
    assert row(both, "ties").estimate == 0


def test_a_roster_is_a_network_and_ties_without_direction_count_once():
    roster = file("roster.csv", "org,A,B,C", "A,0,1,1", "B,1,0,0", "C,,,0")
    assert row(network(roster), "ties").estimate == 3
    assert row(network(roster, rules=NetworkRules(directed=False, permutations=99)), "ties").estimate == 2


def test_waves_whose_order_cannot_be_told_are_asked_about():
    ties = file("ties.csv", "source,target,wave", "A,B,spring", "A,C,pilot")
    with pytest.raises(InputError, match="Which comes first"):
        network(ties)
    found = network(ties, rules=NetworkRules(waves=("pilot", "spring"), permutations=99))
    assert row(found, "density_change").wave_from == "pilot"
    with pytest.raises(InputError, match="leave out 'spring'"):
        network(ties, rules=NetworkRules(waves=("pilot",)))


@pytest.mark.parametrize(
    ("uploads", "said"),
    [
        ([file("a.csv", "colour,taste", "red,sweet", "blue,sour")], "do not say what it is"),
        ([file("orgs.csv", *NODES)], "no list of ties"),
        ([file("orgs.csv", *NODES), file("more.csv", *NODES), file("t.csv", "source,target", "A,B")], "two lists of organisations"),
        ([file("t.csv", "source,target")], "column names but no answers"),
        ([file("t.csv", "source,target,wave", "A,B,before", "B,C,")], "wave of these ties is not stated"),
        ([file("o.csv", "org_id,respondent", "A,perhaps", "B,yes"), file("t.csv", "source,target", "A,B")], "neither yes nor no"),
        ([file("p.csv", "person_id,wave,answered", "a,before,yes", "b,before,yes")], "no list of whom they named"),
        ([file("l.csv", "id,wave,level", "a,before,low", "b,before,high")], "Which rung is higher"),
        ([file("l.csv", "id,date,level", "a,soon,1", "b,2024,2")], "date cannot be read"),
        ([file("l.csv", "id,wave,level", "a,1,1", "a,1,2")], "second rung"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words(uploads, said):
    with pytest.raises(InputError, match=said):
        network(*uploads)


def test_naming_nobody_is_not_the_same_as_not_answering():
    alters = file(
        "alters.csv", "person_id,wave,alter", "a,before,X", "a,after,X", "a,after,Y", "b,after,Q", "s,after,V"
    )
    people = file("people.csv", "person_id,wave,answered", "a,before,yes", "a,after,yes", "b,before,yes", "b,after,yes",
                  "c,before,no", "c,after,yes", "d,after,")  # fmt: skip
    found = network(people, alters)
    # a named 1 and then 2, b nobody and then 1; c did not answer before
    assert row(found, "network_size_before").n == 2
    assert row(found, "network_size_before").estimate == 0.5
    assert row(found, "network_size_after").estimate == 1.5
    assert codes(found) == {"person_incomplete", "unknown_person"}
    assert [row(found, f"ties_{name}").statistic for name in ("new", "kept", "lost")] == [2, 1, 0]
    assert "no_people" in codes(network(alters))


def test_names_side_by_side_are_read_like_names_one_below_the_other():
    wide = file(
        "wide.csv", "person_id,wave,alter1_initials,alter1_via_programme,alter2_initials,alter2_via_programme",
        "a,before,XY,no,,", "a,after,xy,no,QR,yes", "b,before,,,,", "b,after,,,,",
    )  # fmt: skip
    found = network(wide)
    assert row(found, "network_size_change").estimate == 0.5
    assert row(found, "ties_kept").statistic == 1
    assert row(found, "ties_via_programme", wave_from="after").statistic == 1


def test_messages_never_hold_the_code_of_a_person():
    alters = file("alters.csv", "person_id,wave,alter", "secret9,before,X", "secret9,before,X", ",before,Y")
    people = file("people.csv", "person_id,wave,answered", "other8,before,yes", "third7,before,")
    said = " ".join(str(issue) for issue in network(people, alters).issues)
    assert said
    assert not any(code in said for code in ("secret9", "other8", "third7"))


def membership(*lines):
    return of_membership([file("m.csv", *lines)], MembershipRules())


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("locality,date,members", "A,2020,-5", "A,2021,7"), "below 0"),
        (("locality,date,members", "A,2020,many", "A,2021,7"), "holds no number"),
        (("locality,date,members", "A,2020,1.5", "A,2021,7"), "no whole number"),
        (("locality,date,members", "A,2020,5", "A,2020,7"), "twice at one date"),
        (("locality,date,members", "A,sometime,5", "A,2020,7"), "cannot be read"),
        (("locality,date,members", "A,,5", "A,2020,7"), "not stated"),
        (("member_id,joined,left", "1,2024-05-01,2023-05-01", "2,2024-05-01,"), "left before they joined"),
        (("member_id,joined", "1,soon", "2,2024-05-01"), "cannot be read"),
        (("colour,taste", "red,sweet", "blue,sour"), "holds no membership"),
    ],
)  # fmt: skip
def test_a_membership_that_cannot_be_used_is_refused_in_words(lines, said):
    with pytest.raises(InputError, match=said):
        membership(*lines)


def test_counts_that_are_missing_or_nought_have_reasons():
    found = membership("locality,date,members", "A,2020,0", "A,2021,7", "B,2020,", "B,2021,9")
    assert "count_missing" in codes(found)
    assert "no members at the first date" in row(found, "growth_ratio", group="A").note
    assert row(found, "growth_ratio", group="B").status == "x"
    assert row(found, "growth_ratio", group="").status == "x"
    assert row(found, "members", group="A", wave_from="2020").estimate == 0
    assert row(found, "growth_heterogeneity").status == "x"


def test_a_register_of_joining_dates_is_counted_at_each_year():
    found = membership(
        "member_id,locality,joined,left",
        "1,A,2022-03-01,",
        "2,A,2022-06-01,2023-02-01",
        "3,A,2023-05-01,",
        "3,A,2023-06-01,",
    )
    assert "member_twice" in codes(found)
    assert row(found, "members", group="A", wave_from="2023-01-01").estimate == 2
    assert row(found, "members", group="A", wave_from="2023-06-02").estimate == 3


def test_a_file_that_the_study_names_and_nobody_gave():
    with pytest.raises(InputError, match="was not found"):
        connected(NetworkRules(ties="ties.csv"), None, {})


def test_every_measure_has_a_rule_and_a_meaning():
    people = file(
        "people.csv", "person_id,wave,answered", *(f"p{n},{w},yes" for n in range(3) for w in ("before", "after"))
    )
    alters = file(
        "alters.csv",
        "person_id,wave,alter,via_programme,sector,same_age",
        "p0,before,X,yes,s,yes",
        "p1,after,Y,no,t,no",
    )
    ladder = file("ladder.csv", "id,wave,level", "p0,before,1", "p0,after,2")
    ties = file("ties.csv", "source,target,wave,type", "A,B,1,trust", "B,C,2,trust", "A,C,1,work", "C,A,2,work")
    found = network(file("orgs.csv", *NODES), ties, people, alters, ladder)
    grown = membership("locality,date,members", "A,2020,5", "A,2021,7")
    measures = {one.measure for one in (*found.rows, *grown.rows)}
    assert len(measures) > 30
    assert measures <= set(RULES)
    assert measures <= set(MEASURES)


def test_the_commands_write_protected_rows_and_refuse_in_words(tmp_path, capsys):
    (tmp_path / "m.csv").write_bytes(b"locality,date,members\nA,2020,800\nA,2021,1800\n")
    (tmp_path / "t.csv").write_bytes(b"source,target\nA,B\nB,A\nB,C\n")
    assert main(["membership", str(tmp_path / "m.csv"), "--json", str(tmp_path / "m.json")]) == 0
    rows = json.loads((tmp_path / "m.json").read_text())["results"]
    assert [one["estimate"] for one in rows if one["measure"] == "growth_ratio" and one["group"] == "A"] == [2.25]
    assert (
        main(
            ["network", str(tmp_path / "t.csv"), "--json", str(tmp_path / "t.json"), "--out", str(tmp_path / "t.xlsx")]
        )
        == 0
    )
    found = json.loads((tmp_path / "t.json").read_text())
    assert [one["estimate"] for one in found["results"] if one["measure"] == "density"] == [0.5]
    assert str(tmp_path) not in json.dumps(found)
    assert main(["network", str(tmp_path / "t.csv")]) == 2
    assert main(["network", "--json", "-"]) == 2
    assert main(["network", str(tmp_path / "m.csv"), "--json", "-"]) == 3
    assert "Traceback" not in capsys.readouterr().err
