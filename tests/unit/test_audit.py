"""The audit reads files back as a stranger would, and refuses those that give people away."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference

from measures.disclosure import POLICIES, AuditError, audit_file, audited, protect, withheld_figures
from measures.report.results_json import results_bytes
from measures.report.workbook import summary_workbook
from measures.results import row_as_dict
from tests.evaluations import LONELINESS, evaluation, one

POLICY = POLICIES["under_5"]
CIRCLE = [(3, 4), (4, 4), (5, 3), (5, 6), (6, 5), (6, 6), (7, 5), (7, 7), (8, 6), (9, 9)]


def people(n):
    return [CIRCLE[place % 10] for place in range(n)]


FOUND = replace(
    evaluation({"gender": {"Woman": people(40), "Man": people(33), "Other": people(36), "not stated": people(3)}}),
    provenance={"tool": "measures", "version": "0.1.0", "title": "Sing Out", "reproduce": ""},
)
SAFE = protect(FOUND)
CHANGE = one(FOUND.results, "mean_change")


def faults(rows, policy=POLICY, **more):
    content = json.dumps({"results": [row_as_dict(row) for row in rows]}).encode()
    return [str(fault) for fault in audit_file("json", content, policy, **more)]


def changed(measure, group, **values):
    return [
        replace(row, **values) if (row.measure, row.group) == (measure, group) else row for row in SAFE.value.results
    ]


@pytest.mark.parametrize("policy", ["under_5", "under_10", "nhs"])
def test_what_went_through_the_gate_passes(policy):
    protected = protect(FOUND, policy)
    withheld = withheld_figures(FOUND.results, protected.value.results)
    assert withheld
    for name, make in (("r.json", results_bytes), ("r.xlsx", summary_workbook)):
        content = make(protected)
        assert audited(name, content, protected, withheld=withheld) == content


def test_unprotected_rows_do_not():
    assert any("not stated" in fault and "small number" in fault for fault in faults(FOUND.results))
    assert faults(FOUND.results, POLICIES["none"]) == []


def test_a_lone_hidden_count_beside_its_total_is_found():
    # margins shown, one masked cell: 112 - 40 - 33 - 36 = 3
    shown = {row.group: row.n for row in FOUND.results if row.measure == "mean_change"}
    rows = [
        replace(row, n=None, n_started=None, status="c", estimate=None) if row.group == "not stated" else row
        for row in FOUND.results
        if row.measure == "mean_change"
    ]
    assert shown["not stated"] == 3
    assert any("can only be 3 to 3" in fault for fault in faults(rows))


def test_two_hidden_counts_that_can_only_be_small_are_found():
    sizes = {"A": 60, "B": 2, "C": 2}
    total = [replace(CHANGE, n=64, n_started=64)]
    rows = total + [
        replace(
            total[0], group_by="g", group=group, n=n if n > 4 else None, n_started=n if n > 4 else None,
            status="" if n > 4 else "c",
        )
        for group, n in sizes.items()
    ]  # fmt: skip
    assert any("can only be 1 to 3" in fault for fault in faults(rows))


def test_a_small_difference_between_those_who_started_and_the_pairs_is_found():
    found = faults(changed("mean_change", "Woman", n_started=42))
    assert any("not among the pairs" in fault for fault in found)


def test_figures_of_too_few_people_are_found():
    small = [
        replace(row, n=9, status="") for row in FOUND.results if (row.measure, row.group) == ("mean_change", "Woman")
    ]
    assert any("too few people" in fault for fault in faults(small))
    some = [
        replace(row, n=20, status="") for row in FOUND.results if (row.measure, row.group) == ("sd_change", "Woman")
    ]
    assert any("exact figure of too few" in fault for fault in faults(some))


def test_a_mean_from_which_everybody_answered_alike_is_found():
    row = replace(
        CHANGE, measure="mean_before", n=12, n_started=12, estimate=3.1, std_error=None,
        ci_low=None, ci_high=None, df=None, statistic=None, p_value=None, status="",
    )  # fmt: skip
    assert any("answered alike" in fault for fault in faults([row], scales=[LONELINESS]))


def test_a_withheld_figure_is_found_wherever_it_stands():
    withheld = withheld_figures(FOUND.results, SAFE.value.results)
    number = next(iter(withheld))
    for kind, content in (
        ("html", f"<table><tr><th>Change</th></tr><tr><td>{number!r}</td></tr></table>".encode()),
        ("chart", json.dumps({"data": {"values": [{"x": number}]}}).encode()),
        ("text", f"it was {number!r} in all".encode()),
    ):
        assert audit_file(kind, content, POLICY, withheld=withheld), kind


def test_small_numbers_of_people_are_found_in_words_and_tables_of_pages():
    assert audit_file("html", b"<p>Of these, 3 people stopped.</p>", POLICY)
    assert audit_file("html", b"<p>Numbers of 1 to 4 people are hidden.</p>", POLICY) == ()
    assert audit_file(
        "html", b"<table><tr><th>Group</th><th>People</th></tr><tr><td>A</td><td>3</td></tr></table>", POLICY
    )
    spec = {"datasets": {"d": [{"group": "A", "n": 3}]}}
    assert audit_file("chart", json.dumps(spec).encode(), POLICY)
    assert audit_file("text", b"I met 3 people.", POLICY, labels=["I met 3 people."]) == ()


def test_small_numbers_are_found_in_a_chart_inside_a_workbook_whose_cells_are_gone():
    book = Workbook()
    sheet = book.active
    for line in (("Group", "People"), ("A", 40), ("B", 3)):
        sheet.append(line)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    sheet.add_chart(chart, "D2")
    held = io.BytesIO()
    book.save(held)
    cached = (
        "<c:val><c:numRef><c:f>x</c:f><c:numCache><c:pt idx='0'><c:v>40</c:v></c:pt>"
        "<c:pt idx='1'><c:v>3</c:v></c:pt></c:numCache></c:numRef></c:val>"
    )
    part = (
        "<c:chartSpace xmlns:c='http://schemas.openxmlformats.org/drawingml/2006/chart'><c:ser><c:tx><c:v>People</c:v>"
        f"</c:tx>{cached}</c:ser></c:chartSpace>"
    )
    emptied = load_workbook(io.BytesIO(held.getvalue()))
    emptied.active["B3"] = None
    kept = io.BytesIO()
    emptied.save(kept)
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr("xl/charts/chart9.xml", part)
    assert any("People" in str(fault) for fault in audit_file("xlsx", kept.getvalue(), POLICY))


def test_a_file_that_cannot_be_read_back_is_refused():
    with pytest.raises(AuditError, match="cannot be read back"):
        audited("r.xlsx", b"no workbook", SAFE)


def test_a_refused_file_says_why():
    leaky = summary_workbook(protect(FOUND, "none"))
    with pytest.raises(AuditError, match=r"r\.xlsx: It was not written, because .* Merge small groups"):
        audited("r.xlsx", leaky, SAFE)


def test_nhs_counts_that_are_not_rounded_are_found():
    assert any("not rounded to 5" in fault for fault in faults(SAFE.value.results, POLICIES["nhs"]))


def test_numbers_whose_row_says_what_they_were_rounded_to_are_taken_so():
    """42 took part, shown as 40; 13 and 20 of two ages as 15 and 20: the other three ages may be 9, not 5, together."""
    shown = {"": 40, "50-64": 15, "65-79": 20, "16-24": None, "25-34": None, "35-49": None}
    row = one(FOUND.results, "mean_change", "gender", "Woman")
    about = {"instrument": "", "scale": "", "group_by": "", "measure": "participants", "ci_low": None, "ci_high": None}
    rows = [
        replace(row, **{**about, "group_by": "age_band" if group else ""}, group=group, estimate=n, n=n, n_started=None,
                status="" if n else "c", note="Rounded to the nearest 5: to protect people." if n else "")
        for group, n in shown.items()
    ]  # fmt: skip
    assert faults(rows) == []
    assert any("can only be 1 to 3" in fault for fault in faults([replace(each, note="") for each in rows]))


def counted_rows(measure, shown, **about):
    """Rows of one measure: number of people (None: hidden) by breakdown and group."""
    row = replace(one(FOUND.results, "mean_change", "gender", "Woman"), ci_low=None, ci_high=None, n_started=None)
    return [
        replace(row, **{"measure": measure, "group_by": by, "group": group, "n": n, "estimate": n,
                        "status": "" if n else "c", "note": "", **about})
        for (by, group), n in shown.items()
    ]  # fmt: skip


def test_tenths_within_a_fifth_and_core20_are_added_up():
    shown = {("imd_quintile", "1"): 60, ("imd_decile", "1"): 57, ("imd_decile", "2"): None}
    wave = {"wave_to": "before", "estimate": None, "status": "c"}
    assert any(
        "imd_decile '2'" in fault and "3 to 3" in fault for fault in faults(counted_rows("mean_all", shown, **wave))
    )
    shown = {("core20", "Core20"): 60, ("imd_decile", "1"): 57, ("imd_decile", "2"): None}
    assert any(
        "imd_decile '2'" in fault and "3 to 3" in fault for fault in faults(counted_rows("mean_all", shown, **wave))
    )
    shown = {("core20", "not Core20"): 60, ("imd_decile", "1"): 57, ("imd_decile", "2"): None}
    assert faults(counted_rows("mean_all", shown, **wave)) == []


def test_who_has_a_score_took_part():
    """18 took part; 12 of one hidden group have a score, so that the other can only be 1 to 6, and of 15 only 1 to 3."""
    about = {
        "instrument": "",
        "scale": "",
        "wave_from": "",
        "wave_to": "",
        "note": "Everybody in the survey, at any time.",
    }
    scored = counted_rows("mean_all", {("area", "North"): 12}, wave_to="before", estimate=None, status="c")
    for total, narrow in ((18, False), (15, True)):
        counts = {("", ""): total, ("area", "North"): None, ("area", "South"): None}
        found = faults([*counted_rows("participants", counts, **about), *scored])
        assert any("area 'South'" in fault and "1 to 3" in fault for fault in found) is narrow


def test_participants_hidden_as_company_are_not_given_back_by_a_scale_that_hides_nobody():
    """75 took part: 60, 12 and 3, of whom 12 are hidden for the 3; on a scale 35 and 12 answered, and none of the 3."""
    about = {
        "instrument": "",
        "scale": "",
        "wave_from": "",
        "wave_to": "",
        "note": "Everybody in the survey, at any time.",
    }
    took_part = {("", ""): 75, ("area", "East"): 60, ("area", "North"): 12, ("area", "South"): 3}
    scored = {("", ""): 47, ("area", "East"): 35, ("area", "North"): 12}
    rows = counted_rows("participants", took_part, **about)
    rows += [replace(row, estimate=5.0) for row in counted_rows("mean_all", scored, wave_to="before")]
    protected = protect(replace(FOUND, results=tuple(rows)))
    assert faults(protected.value.results) == []
    assert "reach_rounded" in [issue.code for issue in protected.value.issues]
    told = {row.group: row.estimate for row in protected.value.results if row.measure == "participants"}
    assert told == {"": 75, "East": 60, "North": None, "South": None}
