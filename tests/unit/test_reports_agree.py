"""Word page, web page, tidy table, workbook and JSON say the same, hold nothing live and come out the same every time."""

import io
import json
import re
import zipfile
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from docx import Document

from measures.cli import main
from measures.disclosure import protect
from measures.report import words
from measures.report.briefing import GIVE_BACK, QUOTE_SLOT, briefing, next_steps
from measures.report.document import word_page
from measures.report.results_json import results_json
from measures.report.tidy import tidy_csv, tidy_parquet
from measures.report.web_page import html_report
from measures.report.workbook import summary_workbook
from measures.results import Evaluation, Issue, row_as_dict
from tests.evaluations import evaluation
from tests.result_rows import LONELINESS, SATISFIED, attrition, change, row

PEOPLE = [(3 + i % 7, 3 + (i * 5) % 7) for i in range(50)] + [(4, None)] * 30
HOSTILE = "<script>alert(1)</script> =HYPERLINK(1) & more"


@pytest.fixture(scope="module")
def protected():
    about = {"tool": "measures", "version": "1", "title": "Sing Out", "reproduce": "python -m measures evaluate"}
    return protect(evaluation({"site": {"North": PEOPLE[:40], "South": PEOPLE[40:]}}, provenance=about), "under_5")


def made(scales, rows, **about):
    return Evaluation({"tool": "measures", "version": "1", "title": "T", **about}, (), (), tuple(rows), tuple(scales))


def paragraphs(data):
    return [one.text for one in Document(io.BytesIO(data)).paragraphs]


class Reader(HTMLParser):
    """Text and tags of a page."""

    def __init__(self, page):
        super().__init__()
        self.text, self.tags = [], []
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def test_every_output_tells_the_same_headline_and_the_same_numbers(protected):
    found = protected.value
    (facts,) = found.scales
    sentence = words.change_sentence(facts, found.results)
    assert sentence in paragraphs(word_page(protected))
    assert sentence in Reader(html_report(protected)).text
    book = openpyxl.load_workbook(io.BytesIO(summary_workbook(protected)))
    assert any(sentence == cell.value for line in book["Headline"].iter_rows() for cell in line)
    rows = json.loads(json.dumps(results_json(protected)))["results"]
    for table in (pd.read_csv(io.BytesIO(tidy_csv(protected))), pd.read_parquet(io.BytesIO(tidy_parquet(protected)))):
        plain = table.astype(object).where(table.notna(), None).to_dict("records")
        assert [one["estimate"] for one in plain] == [one["estimate"] for one in rows]
        assert [one["n"] for one in plain] == [one["n"] for one in rows]
    header, *lines = book["Data_tidy"].iter_rows(values_only=True)
    assert [dict(zip(header, line, strict=True))["estimate"] for line in lines] == [one["estimate"] for one in rows]


def test_hidden_figures_are_in_no_output():
    few = protect(evaluation({"site": {"North": PEOPLE[:8]}}), "under_5")
    exact = {
        f"{one.estimate:.2f}"
        for one in evaluation({"site": {"North": PEOPLE[:8]}}).results
        if one.measure == "mean_change"
    }
    for text in ("\n".join(paragraphs(word_page(few))), html_report(few).decode(), tidy_csv(few).decode()):
        assert not any(number in text for number in exact)


@pytest.mark.parametrize("maker", [word_page, html_report, tidy_csv, tidy_parquet])
def test_outputs_are_the_same_bytes_every_time(maker, protected):
    assert maker(protected) == maker(protected)


def test_the_web_page_holds_no_script_asks_for_nothing_and_escapes_what_files_say():
    facts, rows = LONELINESS, [change(LONELINESS, -0.8, -1.2, -0.3)]
    page = html_report(protect(made([facts], rows, title=HOSTILE, programme=HOSTILE), "none"), (HOSTILE,))
    tags = Reader(page).tags
    assert not [tag for tag, _ in tags if tag in ("script", "iframe", "object", "embed", "link", "form", "base")]
    assert not [name for _, attrs in tags for name in attrs if name.startswith("on")]
    sources = [attrs["src"] for _, attrs in tags if "src" in attrs]
    assert all(source.startswith("data:image/svg+xml;base64,") for source in sources)
    assert not re.search(r"""(?:href|src)=["']?https?:""", page.decode())
    policy = next(attrs["content"] for tag, attrs in tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert HOSTILE in "".join(Reader(page).text)


def test_every_picture_of_the_web_page_has_its_words(protected):
    pictures = [attrs for tag, attrs in Reader(html_report(protected)).tags if tag == "img"]
    assert pictures
    assert all(len(attrs["alt"]) > 40 for attrs in pictures)


def test_the_word_page_has_headings_language_and_a_described_picture():
    facts, rows = LONELINESS, [
        change(LONELINESS, -0.8, -1.2, -0.3),
        row(LONELINESS, "mean_before", n=41, estimate=5.9, ci_low=5.4, ci_high=6.4),
        row(LONELINESS, "mean_after", n=41, estimate=5.1, ci_low=4.6, ci_high=5.6),
    ]  # fmt: skip
    analysis = {"analysis": {"main": "ucla3.total"}}
    data = word_page(protect(made([facts], rows, settings=analysis), "none"), ("I have people to ring now.",))
    page = Document(io.BytesIO(data))
    headings = [one.text for one in page.paragraphs if one.style.name.startswith("Heading")]
    assert headings == ["T", "What changed", "How sure we are", "In people's words", "What next"]
    assert "“I have people to ring now.”" in paragraphs(data)
    assert page.core_properties.language == "en-GB"
    drawing = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    assert re.search(r'descr="[^"]{40,}"', drawing)


def test_without_agreed_words_their_place_is_kept_free(protected):
    assert briefing(protected).quoted == (QUOTE_SLOT,)
    assert QUOTE_SLOT in paragraphs(word_page(protected))


def test_findings_beyond_the_side_are_counted():
    rows = [change(LONELINESS, -0.8, -1.2, -0.3), change(SATISFIED, 0.2, -0.4, 0.8)]
    found = briefing(protect(made([LONELINESS, SATISFIED], rows), "none"), most=1)
    assert (len(found.findings), found.more) == (1, 1)
    assert "1 further measure is in the Excel summary." in found.further("in the Excel summary")


def test_the_declared_outcome_comes_first_whatever_came_out_best():
    rows = [change(LONELINESS, -0.8, -1.2, -0.3), change(SATISFIED, 0.2, -0.4, 0.8)]
    name = f"{SATISFIED.instrument}.{SATISFIED.scale}"
    found = briefing(protect(made([LONELINESS, SATISFIED], rows, settings={"analysis": {"main": name}}), "none"))
    assert found.main == SATISFIED
    assert found.findings[0].startswith("We cannot tell whether life satisfaction changed")


def test_next_steps_follow_from_the_results():
    gone = attrition(40, 100)
    steps = next_steps([LONELINESS, SATISFIED], [*gone, change(SATISFIED, 0.2, -0.4, 0.8)])
    assert [step.split(":")[0].split(" beside")[0] for step in steps] == [
        "Ask those not heard from again how they are", "Keep asking", "Set those who took part", GIVE_BACK,
    ]  # fmt: skip
    assert "about life satisfaction." in steps[1]
    reached = row(LONELINESS, "reach_ratio", group_by="sex", group="Woman", estimate=1.0)
    assert next_steps([LONELINESS], [change(LONELINESS, -0.8, -1.2, -0.3), reached]) == (GIVE_BACK,)


def test_the_command_writes_them_all_and_refuses_wrong_endings(tmp_path, capsys):
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    lines = "\n".join(f"P{i:02},{i % 11}" for i in range(40))
    before.write_text(f'Your code,"Overall, how satisfied are you with your life nowadays?"\n{lines}\n')
    lines = "\n".join(f"P{i:02},{(i * 3) % 11}" for i in range(40))
    after.write_text(f'Your code,"Overall, how satisfied are you with your life nowadays?"\n{lines}\n')
    call = ["evaluate", "--before", str(before), "--after", str(after)]
    wanted = {"--docx": "p.docx", "--html": "p.html", "--tidy": "p.parquet", "--out": "p.xlsx", "--json": "p.json"}
    words_of_call = [word for option, name in wanted.items() for word in (option, str(tmp_path / name))]
    assert main([*call, *words_of_call]) == 0
    assert all((tmp_path / name).stat().st_size > 500 for name in wanted.values())
    capsys.readouterr()
    assert main([*call, "--docx", str(tmp_path / "p.doc")]) == 2
    assert ".docx" in capsys.readouterr().err
    assert main([*call, "--html", str(tmp_path / "p.html"), "--policy", "none"]) == 2
    assert "personal_data" in capsys.readouterr().err


def test_the_tidy_table_keeps_formulas_harmless():
    hostile = row(LONELINESS, "mean_change", group_by="site", group="=1+1", estimate=-0.5)
    text = tidy_csv(protect(made([LONELINESS], [hostile]), "none")).decode()
    assert ",'=1+1," in text
    assert row_as_dict(hostile)["group"] == "=1+1"


def test_how_sure_we_are_weighs_what_matters_and_looking_back():
    rows = [change(LONELINESS, -0.8, -1.2, -0.3)]
    analysis = {"analysis": {"minimum_important_change": {"ucla3.total": 1}}}
    found = made([LONELINESS], rows, settings=analysis)
    found = Evaluation(
        found.provenance, (), (Issue("check", "one_sitting", "waves", "Both at once."),), found.results, found.scales
    )
    sure = next(part for part in briefing(protect(found, "none")).parts if part.heading == "How sure we are").lines
    assert sure[0].startswith("Both answers were given in one sitting")
    assert sure[1].startswith("The interval reaches across the change that was said to matter (1 point)")
    assert sum(line.startswith("Without a comparison group") for line in sure) == 1
