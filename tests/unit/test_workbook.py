"""What the workbook says: the rows as they are, and in words that agree with them."""

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from measures.disclosure import protect
from measures.report import words
from measures.report.dictionary import COLUMNS, MEASURES
from measures.report.workbook import summary_workbook
from measures.results import RESULT_COLUMNS, Evaluation, FlowStep, Issue, row_as_dict
from tests.evaluations import evaluation, options
from tests.result_rows import CHOICE, LONELINESS, SATISFIED, attrition, change, row, unpaired

PEOPLE = [(3 + i % 7, 3 + (i * 5) % 7) for i in range(50)] + [(4, None)] * 7
PROVENANCE = {
    "tool": "measures", "version": "0.1.0", "python": "3.11.7", "libraries": {"scipy": "1.17.1"},
    "title": "Sing Out", "programme": "Breathe In", "locality": "Gloucester",
    "files": [{"name": "before.xlsx", "wave": "before", "sha256": "ab" * 32}],
    "instruments": [{
        "id": "ucla3", "version": "1", "title": "Three-item loneliness scale", "licence": "OGL-UK-3.0",
        "citation": "Hughes and others (2004)", "attribution": "Open Government Licence v3.0.", "validated": True,
    }],
    "mapping": [{"file": "before.xlsx", "header": "Left out?", "role": "item", "item": "ucla3.left_out", "why": "alike"}],
    "settings": {"waves": {"order": ["before", "after"]}},
    "reproduce": "python -m measures evaluate --study study.toml --json results.json --out results.xlsx",
}  # fmt: skip


def book_of(found, policy="none"):
    return load_workbook(io.BytesIO(summary_workbook(protect(found, policy))))


def made(scales, rows, flow=(), issues=(), provenance=PROVENANCE):
    return Evaluation(provenance, tuple(flow), tuple(issues), tuple(rows), tuple(scales))


def table_of(sheet):
    (table,) = sheet.tables.values()
    header, *lines = [[cell.value for cell in line] for line in sheet[table.ref]]
    return [dict(zip(header, line, strict=True)) for line in lines]


def text_of(sheet):
    return [cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None]


def headline_of(found, policy="none"):
    return [
        {name.split(" [")[0]: value for name, value in line.items()}
        for line in table_of(book_of(found, policy)["Headline"])
    ]


@pytest.fixture(scope="module")
def whole():
    return evaluation(
        {"area": {"North": PEOPLE[:30], "South": PEOPLE[30:]}},
        categories=options(headline=(8, 9)),
        provenance=PROVENANCE,
    )


@pytest.mark.parametrize("policy", ["none", "under_5", "nhs"])
def test_data_tidy_holds_every_row_to_the_last_digit(whole, policy):
    protected = protect(whole, policy)
    sheet = book_of(whole, policy)["Data_tidy"]
    header, *lines = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert tuple(header) == RESULT_COLUMNS
    expected = [
        [None if value == "" else value for value in row_as_dict(one).values()] for one in protected.value.results
    ]
    assert lines == expected
    assert any(line[RESULT_COLUMNS.index("status")] == "c" for line in lines) == (policy != "none")


def test_headline_has_each_scale_in_the_fixed_order_of_domains():
    activity = replace(SATISFIED, scale="active", title="Days active", domains=("physical_activity",))
    scales = [activity, SATISFIED, CHOICE, LONELINESS]
    found = headline_of(made(scales, [change(each, 0.5, 0.1, 0.9) for each in scales]))
    assert [line["Domain"] for line in found] == ["Social connection", "Choice", "Strengths", "Physical activity"]


def test_headline_shows_the_figures_of_the_rows():
    rows = [
        row(LONELINESS, "mean_all", wave_to="before", n=64, estimate=5.9),
        row(LONELINESS, "mean_all", wave_from="after", n=45, estimate=5.2),
        row(LONELINESS, "mean_before", estimate=5.75),
        row(LONELINESS, "mean_after", estimate=4.9411764705882355),
        change(LONELINESS, -0.8088235294117648, -1.1787778227150976, -0.4388692361084321, ci_level=0.95),
        row(LONELINESS, "d_z", estimate=-0.53, ci_low=-0.78, ci_high=-0.27),
        row(
            LONELINESS, "headline_share", wave_to="before", n=64, estimate=0.25, statistic=16.0, note="Counts '8 or 9'."
        ),
        row(
            LONELINESS, "headline_share", wave_from="after", n=45, estimate=0.2, statistic=9.0, note="Counts '8 or 9'."
        ),
        change(LONELINESS, 9.0, 8.0, 9.5, group_by="area", group="North"),
    ]
    (line,) = headline_of(made([LONELINESS], rows))
    assert line == {
        "Scale": "Loneliness", "Domain": "Social connection", "Direction": "Lower is better.", "Standing": "Validated",
        "Instrument and version": "Three-item loneliness scale, version 1", "First wave": "before", "Later wave": "after",
        "What is compared": "The same people before and after", "n before": 64, "n after": 45, "n paired": 41,
        "Mean before": 5.75, "Mean after": 4.9411764705882355, "Mean change": -0.8088235294117648,
        "Interval low": -1.1787778227150976, "Interval high": -0.4388692361084321, "Confidence level": 0.95,
        "Effect size": -0.53, "Effect size interval low": -0.78, "Effect size interval high": -0.27,
        "Name of effect size": "d_z: mean change divided by the standard deviation of the changes",
        "Headline share before": 0.25, "Headline share after": 0.2, "Answers counted in the share": "'8 or 9'",
        "In words": words.change_sentence(LONELINESS, rows),
        "How far to rely on it": "Without a comparison group we cannot say why it came out so.", "Remarks": "[z]",
    }  # fmt: skip


def test_means_show_one_decimal_more_than_the_step_of_the_scale():
    sheet = book_of(made([LONELINESS, CHOICE], [change(each, 0.512, 0.1, 0.9) for each in (LONELINESS, CHOICE)]))[
        "Headline"
    ]
    formats = [cell.number_format for line in sheet.iter_rows() for cell in line if cell.value == 0.512]
    assert formats == ["0.0", "0.00"]


def test_hidden_figures_are_shown_as_hidden():
    few = evaluation(
        {"area": {"North": [(4, 5), (5, 4), (6, 7)], "South": [(3, 3)]}}, categories=options(headline=(8, 9))
    )
    (line,) = headline_of(few, "under_5")
    hidden = {name for name, value in line.items() if value == "[c]"}
    assert {"n before", "n after", "n paired", "Mean before", "Mean after", "Mean change", "Effect size"} <= hidden
    assert "Headline share before" in hidden
    assert "not shown" in line["In words"]


def test_a_hidden_step_of_the_flow_is_shown_as_hidden():
    found = made([], [], [FlowStep("set_aside", "before", None, "test rows"), FlowStep("people", "before", 64)])
    lines = table_of(book_of(found)["Completeness"])
    assert [(line["What"], line["Number"]) for line in lines] == [("Set aside", "[c]"), ("People who answered", 64)]


def test_people_who_cannot_be_linked_are_compared_as_two_groups():
    (line,) = headline_of(made([LONELINESS], unpaired(-0.5, -0.9, -0.1)))
    assert line["What is compared"].startswith("Everybody before with everybody after")
    assert (line["n before"], line["n after"], line["n paired"], line["Mean change"]) == (64, 41, "[z]", -0.5)
    assert line["Effect size"] == "[z]"


def test_scales_told_by_their_answers_show_their_headline_share():
    rows = [
        row(SATISFIED, "headline_share", wave_to="before", n=60, estimate=0.2, statistic=12.0, note="Counts 'Often'."),
        row(SATISFIED, "headline_share", wave_from="after", n=50, status="c", note="Hidden."),
    ]
    (line,) = headline_of(made([SATISFIED], rows))
    assert (line["First wave"], line["Later wave"], line["n before"], line["n after"]) == ("before", "after", 60, 50)
    assert (line["Headline share before"], line["Headline share after"]) == (0.2, "[c]")
    assert (line["Mean change"], line["Answers counted in the share"]) == ("[z]", "'Often'")


def test_what_could_not_be_computed_says_why():
    rows = [row(LONELINESS, "mean_change", n=0, status="x", note="Nobody answered both times.")]
    (line,) = headline_of(made([LONELINESS], rows))
    assert (line["Mean change"], line["Interval low"], line["n paired"]) == ("[x]", "[x]", 0)
    assert line["Remarks"] == "Nobody answered both times."


def test_instruments_not_validated_say_so_wherever_they_appear():
    own = replace(CHOICE, title="Choice")
    book = book_of(made([own], [change(own, 0.5, 0.1, 0.9)], [FlowStep("pairs_used", "", 41, "own.choice")]))
    (line,) = table_of(book["Headline"])
    assert line["Scale"] == "Choice (not yet validated)"
    assert line["Standing [note 7]"] == "Not yet validated"
    assert any("not yet validated" in text for text in text_of(book["Cover"]))
    assert table_of(book["Completeness"])[0]["What"] == "With a score both times: Choice (not yet validated)"


def test_completeness_tells_the_way_who_was_not_heard_from_and_every_issue():
    issues = [Issue("decide", "duplicate_header", "before.xlsx", "Two columns have the same header.", "Rename one.")]
    flow = [FlowStep("rows_read", "before", 119), FlowStep("matched", "", 37, "exact")]
    lines = [list(line.values()) for line in table_of(
        book_of(made([LONELINESS], attrition(23, 64), flow, issues))["Completeness"]
    )]  # fmt: skip
    assert lines[0] == ["Step from forms to figures", "before", "Forms read", 119, "[z]"]
    assert lines[1] == [
        "Step from forms to figures",
        "Both times",
        "People found both times",
        37,
        "codes exactly alike",
    ]
    assert lines[2][:2] == ["Not heard from again", "Loneliness"]
    assert lines[2][2].startswith("23 of 64 people were not heard from again")
    assert lines[3] == [
        "Needs a decision",
        "before.xlsx",
        "Two columns have the same header.",
        "[z]",
        "Rename one.",
    ]


def test_the_cover_shows_in_three_sentences_without_choosing_the_best():
    rows = [
        change(LONELINESS, -0.8, -1.2, -0.3),
        change(SATISFIED, 0.2, -0.4, 0.9),
        change(CHOICE, -0.5, -0.8, -0.2),
    ]
    flow = [FlowStep("people", "before", 64), FlowStep("people", "after", 50), FlowStep("matched", "", 41)]
    lines = text_of(book_of(made([SATISFIED, LONELINESS, CHOICE], rows, flow))["Cover"])
    start = lines.index("What it shows")
    assert lines[start + 1 : start + 4] == [
        "64 people answered before and 50 people answered after; 41 people were found both times.",
        (
            "Of 3 scales, changed for the better: loneliness; changed for the worse: choice (not yet validated); "
            "we cannot tell: life satisfaction."
        ),
        words.NO_COMPARISON,
    ]


def test_the_cover_of_a_single_scale_says_its_sentence():
    rows = [change(LONELINESS, -0.8, -1.2, -0.3)]
    lines = text_of(book_of(made([LONELINESS], rows))["Cover"])
    assert words.change_sentence(LONELINESS, rows) in lines


def test_the_cover_leads_with_the_declared_outcome():
    about = {**PROVENANCE, "settings": {"analysis": {"main": "ons4.satisfied"}}}
    rows = [change(LONELINESS, -0.8, -1.2, -0.3), change(SATISFIED, 0.2, -0.4, 0.9)]
    lines = text_of(book_of(made([LONELINESS, SATISFIED], rows, provenance=about))["Cover"])
    said = lines[lines.index("What it shows") + 1]
    assert said == f"Main outcome: {words.change_sentence(SATISFIED, rows)}"


@pytest.mark.parametrize("policy", ["none", "under_5", "under_10", "nhs"])
def test_the_cover_states_the_rule_and_warns_of_later_releases(whole, policy):
    said = " ".join(text_of(book_of(whole, policy)["Cover"]))
    assert f"(disclosure rule '{policy}')" in said
    assert ("To protect people, numbers of 1 to" in said) == (policy != "none")
    assert "A later release that differs by a few people can reveal them" in said
    assert ("holds personal data" in said) == (policy == "none")
    assert all(f"{shorthand} means" in said for shorthand in ("[c]", "[x]", "[z]"))
    threshold = {"under_5": "1 to 4", "under_10": "1 to 9", "nhs": "1 to 7"}.get(policy, "Nothing is hidden")
    assert threshold in said
    assert ("rounded to the nearest 5" in said) == (policy == "nhs")


def test_sample_data_says_that_it_is_synthetic():
    sample = {**PROVENANCE, "title": "Sing Out (sample data, invented people)"}
    assert any("synthetic" in text for text in text_of(book_of(made([], [], provenance=sample))["Cover"]))
    assert not any("synthetic" in text for text in text_of(book_of(made([], []))["Cover"]))


def test_an_evaluation_without_results_is_a_whole_book():
    book = book_of(Evaluation({}, (), (), ()), "under_5")
    assert len(book.sheetnames) == 8
    assert any(text.startswith("No scale could be worked out") for text in text_of(book["Cover"]))
    assert book["Data_tidy"].tables["Data_tidy_table"].ref == "A1:X2"  # a table without a row cannot be opened
    assert set(text_of(book["Headline"])[-1:]) == {"[z]"}


def test_methods_state_everything_the_results_rest_on():
    lines = [tuple(line.values()) for line in table_of(book_of(made([], []), "under_5")["Methods_version"])]
    for expected in [
        ("Tool version", "[z]", "[z]", "0.1.0"),
        ("Libraries", "scipy", "[z]", "1.17.1"),
        ("Files read", "before.xlsx", "sha256", "ab" * 32),
        ("Instruments", "ucla3", "version", "1"),
        ("Instruments", "ucla3", "licence", "OGL-UK-3.0"),
        ("Instruments", "ucla3", "citation", "Hughes and others (2004)"),
        ("Instruments", "ucla3", "attribution", "Open Government Licence v3.0."),
        ("How columns were read", "before.xlsx", "Left out?", "item ucla3.left_out: alike"),
        ("Settings, as JSON", "waves", "[z]", '{"order": ["before", "after"]}'),
        ("How to do it again", "Command line", "[z]", f"{PROVENANCE['reproduce']} --policy under_5"),
    ]:
        assert expected in lines


def test_personal_data_is_made_again_under_a_name_that_says_so():
    lines = table_of(book_of(made([], []), "none")["Methods_version"])
    (command,) = [line["Value"] for line in lines if line["Part"] == "How to do it again"]
    assert "--out results_personal_data.xlsx" in command
    assert command.endswith("--policy none")


def test_the_dictionary_explains_every_column_and_every_measure_here(whole):
    lines = table_of(book_of(whole)["Data_dictionary"])
    assert (
        tuple(line["Column or measure"] for line in lines if line["Kind"] == "column")
        == RESULT_COLUMNS
        == tuple(COLUMNS)
    )
    measures = {line["Column or measure"] for line in lines if line["Kind"] == "measure"}
    assert measures == {one.measure for one in whole.results}
    assert measures <= set(MEASURES)


def test_every_note_cited_in_a_header_stands_on_the_notes_sheet(whole):
    book = book_of(whole)
    notes = {line["Note"]: line["What it says"] for line in table_of(book["Notes"])}
    cited = {name[name.index("[") :]: name for name in table_of(book["Headline"])[0] if "[note" in name}
    assert set(cited) <= set(notes)
    assert cited["[note 4]"].startswith("Effect size")
    assert notes["[note 4]"].startswith("d_z is")
    assert cited["[note 7]"].startswith("Standing")
    assert notes["[note 7]"].startswith("Not yet validated")
    assert cited["[note 8]"].startswith("How far to rely")
    assert notes["[note 8]"].startswith("How strong the evidence is")


def test_how_far_to_rely_on_a_change_stands_beside_it():
    rows = [
        change(LONELINESS, -0.8, -1.2, -0.4, ci_level=0.95),
        row(LONELINESS, "not_again", wave_to="before", n=64, estimate=0.36),
    ]
    settings = {"analysis": {"minimum_important_change": {f"{LONELINESS.instrument}.{LONELINESS.scale}": "1.5"}}}
    found = made([LONELINESS], rows)
    (line,) = headline_of(replace(found, provenance={**found.provenance, "settings": settings}))
    assert line["How far to rely on it"] == (
        "The whole interval lies within the change that was said to matter (1.5 points): it is smaller than that. "
        "36% of those who started were not heard from again, so the others may not stand for everybody. "
        "Without a comparison group we cannot say why it came out so."
    )


def test_the_cover_says_that_both_answers_were_given_in_one_sitting():
    found = made([LONELINESS], [change(LONELINESS, -0.8, -1.2, -0.4)])
    asked = Issue("check", "retrospective", "waves", "Both were asked in one sitting.", "Say so.")
    assert not any("in one sitting, looking back" in text for text in text_of(book_of(found)["Cover"]))
    said = text_of(book_of(replace(found, issues=(asked,)))["Cover"])
    assert any("in one sitting, looking back" in text for text in said)


def test_contents_count_the_rows_of_each_table(whole):
    book = book_of(whole)
    for line in table_of(book["Contents"]):
        sheet = book[line["Sheet"]]
        assert line["Rows"] == (len(table_of(sheet)) if sheet.tables else "[z]")


def test_the_contents_say_of_each_sheet_what_it_is(whole):
    said = {line["Sheet"]: line["What is on it"] for line in table_of(book_of(whole)["Contents"])}
    assert said["Cover"] == "What this workbook is"
    assert said["What_you_told_us"] == "What you told us"


def test_wide_sheets_are_printed_on_few_pages_with_their_headers_on_each(whole):
    page = book_of(whole)["Headline"]
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.page_setup.fitToWidth == 3
    header = next(row for row in range(1, page.max_row) if page.cell(row, 2).value == "Domain")
    assert page.print_title_rows == f"${header}:${header}"
