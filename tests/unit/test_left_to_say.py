"""Tables in which everything is hidden, and rounded totals that do not add up, are said to be so in words."""

import io

import openpyxl
import pytest
from docx import Document

from measures.disclosure import POLICIES, protect
from measures.disclosure.audit import audit_file
from measures.report import words
from measures.report.document import word_page
from measures.report.hidden_words import ADDING_UP
from measures.report.results_json import results_bytes
from measures.report.tables import group_table
from measures.report.web_page import html_report
from measures.report.workbook import summary_workbook
from tests.evaluations import LONELINESS, evaluation, options

CIRCLE = [(3, 4), (4, 4), (5, 3), (5, 6), (6, 5), (6, 6), (7, 5), (7, 7), (8, 6), (9, 9)]
SMALL = {"area": {"North": CIRCLE[:4], "South": CIRCLE[:3], "East": CIRCLE[3:7], "West": CIRCLE[4:]}}


def issues_of(found, code):
    return [issue for issue in found.value.issues if issue.code == code]


def test_a_breakdown_of_which_nothing_is_shown_is_said_with_the_one_safe_total():
    found = protect(evaluation(SMALL))
    (issue,) = issues_of(found, "all_hidden")
    assert issue.where == "ucla3.total, by area"
    assert "Everybody together: 17 people." in issue.message
    (sentence,) = words.group_sentences(LONELINESS, found.value.results, "area")
    assert sentence.endswith("in it: North, South, East and West. Everybody together: 17 people.")
    book = openpyxl.load_workbook(io.BytesIO(summary_workbook(found)))
    told = {cell.value for line in book["Completeness"] for cell in line}
    assert issue.message in told
    assert "No group can be shown on its own" in html_report(found).decode()


def test_a_total_that_is_small_itself_is_not_told():
    found = protect(evaluation({"area": {"North": CIRCLE[:2], "South": CIRCLE[:1]}}))
    (issue,) = issues_of(found, "all_hidden")
    assert issue.message.endswith("How many they are together cannot be told either.")
    (sentence,) = words.group_sentences(LONELINESS, found.value.results, "area")
    assert not any(sign.isdigit() for sign in sentence)


def test_nothing_is_said_where_a_group_is_shown():
    found = protect(evaluation({"area": {"North": CIRCLE * 4, "South": CIRCLE * 3}}))
    assert issues_of(found, "all_hidden") == []
    assert len(words.group_sentences(LONELINESS, found.value.results, "area")) == 3


def test_a_table_of_answers_of_which_nothing_is_shown_is_said_too():
    found = protect(evaluation({"all": {"everyone": CIRCLE}}, categories=options()))
    assert any(issue.where == "ucla3.total" for issue in issues_of(found, "all_hidden"))


@pytest.mark.parametrize(("policy", "said"), [("nhs", True), ("under_5", False)])
def test_rounded_numbers_that_may_not_add_up_say_so_beside_every_table_of_parts(policy, said):
    groups = {"area": {"North": CIRCLE * 4 + CIRCLE[:2], "South": CIRCLE * 4 + CIRCLE[:1]}}  # 42 + 41 = 83
    found = protect(evaluation(groups, categories=options()), policy)
    numbers = {row.group: row.n for row in found.value.results if row.measure == "mean_change"}
    assert (sum(n for group, n in numbers.items() if group) == numbers[""]) is (policy == "under_5")
    assert bool(issues_of(found, "counts_rounded")) is said
    book = openpyxl.load_workbook(io.BytesIO(summary_workbook(found)))
    sheets = {sheet.title for sheet in book if ADDING_UP in [cell.value for cell in sheet["A"]]}
    assert sheets == (
        {"Headline", "Completeness", "Equity_outcomes", "Charts"} & set(book.sheetnames) if said else set()
    )
    assert (ADDING_UP in html_report(found).decode()) is said
    page = Document(io.BytesIO(word_page(found)))
    assert any(ADDING_UP in line.text for line in page.paragraphs) is said


def test_where_counts_are_rounded_a_share_of_nearly_everybody_is_hidden_with_the_few_outside_it():
    """55 of 60 tells of the other five as 5 of 60 would; the audit of the file said so before the gate did."""
    people = [(4, 4)] * 55 + [(5, 5)] * 5 + [(6, 6)] * 40
    groups = {"area": {"North": people[:60], "South": people[60:]}}
    about = {"tool": "measures", "version": "1", "title": "Sing Out", "reproduce": ""}
    found = protect(evaluation(groups, categories=options(), provenance=about), "nhs")
    shares = {
        (row.group, row.category): row.estimate
        for row in found.value.results
        if row.measure == "category_share" and row.wave_from == "before"
    }
    assert shares["North", "option 4"] is None
    assert shares["North", "option 5"] is None
    assert audit_file("json", results_bytes(found), POLICIES["nhs"], scales=found.value.scales) == ()


def test_groups_called_like_the_marks_are_told_of_and_mistaken_for_none():
    found = protect(evaluation({"area": {"[c]": CIRCLE * 4, "[X]": CIRCLE[:4], "South": CIRCLE * 3}}))
    told = issues_of(found, "group_like_mark")
    assert [issue.where for issue in told] == ["groups, 'area'"] * 2
    assert "'[c]'" in told[0].message
    change = {row.group: row for row in found.value.results if row.measure == "mean_change"}
    assert change["[c]"].status == ""
    assert change["[X]"].status == "c"
    lines = {line["Group"]: line for line in group_table(LONELINESS, found.value.results, "area")}
    assert lines["[c]"]["Change"] != "[c]"
    assert lines["[X]"]["Change"] == "[c]"
