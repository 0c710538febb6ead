"""The screen by default holds nothing that protection hid: every chart with its tooltips, every table, every word.

The study has groups of two, three and four people; the auditor attacks what the pages really show.
"""

import json
from dataclasses import replace

import pytest
import streamlit as st

from measures.app import working
from measures.disclosure import POLICIES, attacked_counts, audit_file, completing, linked
from measures.equity.groups import GroupRule
from measures.errors import StudyError
from measures.exports.tables import Upload
from measures.report import charts
from measures.report.results_json import results_bytes
from measures.study import Analysis, Disclosure, Population, read_study
from tests.app.conftest import ANSWERS, CHANGED, QUESTIONS, REPORT, calm, csv_bytes, pair, said, work_of

WHO_FOR, PROFILE, VALUE = (f"measures/app/{name}.py" for name in ("who_for", "profile", "value"))
AGES = ("16-24",) * 2 + ("25-34",) * 3 + ("35-49",) * 4 + ("50-64",) * 13 + ("65-79",) * 20
AREAS = ("Ashleworth", "Berkeley", "Berkeley", "Cinderford", "Dursley", "Dursley", "Dursley")


def wave(people, step):
    header = ["Your code", "Age band", "Area", *QUESTIONS]
    rows = [
        [f"QX{at:02d}TZ", AGES[at], AREAS[at % 7], *(ANSWERS[(at * step + item * (at % 3)) % 3] for item in range(3))]
        for at in range(people)
    ]
    return csv_bytes([header, *rows])


def small_groups(policy):
    work = work_of(
        [Upload("before.csv", wave(42, 1)), Upload("after.csv", wave(39, 2))],
        disclosure=Disclosure(policy=policy),
        analysis=Analysis(bootstrap=50),
        population=Population(area="Gloucestershire", ages="16+"),
    )
    assert set(work.study.groups) >= {"age_band"}
    return work


@pytest.fixture
def screen(monkeypatch):
    """Everything that pages put on the screen: specifications of charts, lines of tables, and words."""
    shown = {"charts": [], "tables": [], "words": []}
    real = st.vega_lite_chart, st.table, st.text

    def chart(*given, spec=None, **more):
        shown["charts"].append(spec)
        return real[0](*given, spec=spec, **more)

    def table(data, **more):
        frame = data.data.map(lambda text: text.replace("\\", ""))
        frame.columns = [name.replace("\\", "") for name in frame.columns]
        shown["tables"].append(frame.to_csv(index=False))
        return real[1](data, **more)

    def words(body, **more):
        shown["words"].append(body)
        return real[2](body, **more)

    for name, stand_in in (("vega_lite_chart", chart), ("table", table), ("text", words)):
        monkeypatch.setattr(st, name, stand_in)
    return shown


def every_choice(app, *keys):
    """Run the page with every option of the boxes whose keys begin so."""
    for name in [box.key for box in (*app.selectbox, *app.radio) if box.key and box.key.startswith(keys)]:
        for at in range(len(find(app, name).options)):
            box = find(app, name)
            box.set_value(box.options[at]) if box.type == "radio" else box.select_index(at)
            calm(app.run())


def find(app, name):
    return next(box for box in (*app.selectbox, *app.radio) if box.key == name)


@pytest.mark.parametrize("policy", ["under_5", "nhs"])
def test_no_chart_table_or_sentence_of_any_page_holds_what_was_hidden(open_page, screen, policy):
    work = small_groups(policy)
    app = open_page(CHANGED, work)
    worked = app.session_state["results"][1]
    found, withheld = worked.protected, worked.withheld
    assert any(row.status == "c" for row in found.value.results)
    assert withheld
    every_choice(app, "scale", "group_by", "depth_")
    for page, keys in ((WHO_FOR, ("reach_by", "map_of", "fair_scale", "fair_group_by")), (PROFILE, ("profile_by",)),
                       (VALUE, ()), (REPORT, ())):  # fmt: skip
        every_choice(calm(app.switch_page(page).run()), *keys)
    assert len(screen["charts"]) > 5
    assert len(screen["tables"]) > 5
    labels = {text for row in found.value.results for text in (row.category, row.group) if text}
    files = [("chart", json.dumps(spec).encode()) for spec in screen["charts"]]
    files += [("csv", text.encode()) for text in screen["tables"]]
    files.append(("text", "\n".join(screen["words"]).encode()))
    for kind, content in dict.fromkeys(files):
        faults = audit_file(
            kind, content, POLICIES[policy], scales=found.value.scales, withheld=withheld, labels=labels
        )
        assert faults == (), content[:2000]


def test_a_picture_that_holds_a_withheld_figure_is_not_shown_and_cannot_be_taken(open_page, screen, monkeypatch):
    draw = charts.before_after
    monkeypatch.setattr(charts, "before_after", lambda found, facts: planted(draw(found, facts)))
    work = small_groups("under_5")
    slips = []

    def planted(picture):
        slips.append(next(iter(st.session_state["results"][1].withheld)))
        return replace(picture, spec={**picture.spec, "datasets": {"slip": [{"tooltip": slips[-1]}]}})

    app = open_page(CHANGED, work)
    assert slips
    assert not any("slip" in spec.get("datasets", {}) for spec in screen["charts"])
    assert "A picture is not shown here" in said(app).replace("\\", "")


@pytest.mark.parametrize("policy", ["under_5", "under_10", "nhs"])
def test_downloads_are_refused_what_was_withheld_and_nothing_else(open_page, monkeypatch, policy):
    given = {}
    monkeypatch.setattr(st, "download_button", lambda _label, **more: given.update({more["key"]: more["data"]}))
    open_page(REPORT, small_groups(policy))
    kind, protected, quotes, withheld = given["tidy"].args
    assert withheld
    slip = replace(kind, make=lambda _found, _quotes: f"figure,value\nmean,{max(withheld):.12g}\n".encode())
    with pytest.raises(Exception, match="withheld"):
        given["tidy"].func(slip, protected, quotes, withheld)
    assert given["tidy"]()


def test_pictures_are_looked_at_once(open_page, sample, monkeypatch):
    times = []
    app = open_page(CHANGED, *sample)
    monkeypatch.setattr("measures.app.guarding.audited", lambda *given, **_more: times.append(given[0]))
    calm(app.run())
    assert times == []
    calm(app.selectbox(key="group_by").select_index(1).run())
    assert len(times) == 1


def test_results_handed_on_before_are_set_beside_these_on_the_report_page(open_page, sample):
    app = open_page(REPORT, *sample)
    now = json.loads(results_bytes(sample[1]))
    fewer = [{**row, "n": row["n"] - 3} if row["n"] else row for row in now["results"]]
    before = json.dumps({**now, "results": fewer}).encode()
    app.file_uploader[0].upload("spring.json", before, "application/json")
    words = said(calm(app.run())).replace("\\", "")
    assert "spring.json: These numbers of people differ by only a few" in words
    app.file_uploader[0].set_value([("spring.json", results_bytes(sample[1]), "application/json")])
    assert "no number of people differs by only a few" in said(calm(app.run())).replace("\\", "")
    app.file_uploader[0].set_value([("notes.json", b"[1, 2]", "application/json")])
    assert "notes.json: There are no results in it" in said(calm(app.run())).replace("\\", "")


def test_thresholds_that_contradict_each_other_and_groups_called_like_marks_do_not_break_a_page(open_page, screen):
    with pytest.raises(StudyError, match="contradict each other"):
        read_study(b"format = 1\n[disclosure]\nhidden_below = 12\nmeans_from = 10\n")
    for few in (0, 1):
        with pytest.raises(StudyError, match="protects nobody"):
            read_study(f"format = 1\n[disclosure]\nhidden_below = {few}\n".encode())
    groups = ("[c]", "[c]", "[x]", "North", "North", "North", "North")
    area = {"area": GroupRule(column="Area")}
    work = work_of(pair(groups=groups), analysis=Analysis(bootstrap=50), groups=area)
    app = open_page(CHANGED, work)
    assert {row.group for row in app.session_state["results"][1].protected.value.results} >= {"[c]", "North"}
    every_choice(app, "group_by")
    assert "A group is called '[c]'" in "\n".join(screen["words"])
    calm(app.switch_page(WHO_FOR).run())
    calm(app.switch_page(REPORT).run())


def test_another_choice_solves_and_evaluates_nothing_again(open_page, monkeypatch):
    solved, evaluated = [], []
    for module in (completing, linked, attacked_counts):
        real = module.milp
        monkeypatch.setattr(module, "milp", lambda *given, real=real, **more: solved.append(1) or real(*given, **more))
    real_evaluate = working.evaluate_study
    monkeypatch.setattr(
        working, "evaluate_study", lambda *given, **more: evaluated.append(1) or real_evaluate(*given, **more)
    )
    app = open_page(CHANGED, small_groups("under_5"))
    assert solved
    assert len(evaluated) == 1
    solved.clear()
    every_choice(app, "group_by", "depth_")
    every_choice(calm(app.switch_page(WHO_FOR).run()), "reach_by", "fair_group_by")
    calm(app.switch_page(REPORT).run())
    assert solved == []
    assert len(evaluated) == 1
