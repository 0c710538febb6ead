"""Many evaluations side by side as an Excel workbook and as a Word page."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument

from measures.overview import Overview, beside
from measures.report import overview_words as said
from measures.report.document import settle, small, stamp
from measures.report.phrases import listed
from measures.report.sheets import Column, Heading, Line, Properties, Sheet, Value, write_book
from measures.report.tables import Table
from measures.report.workbook_cover import LATER_RELEASE, SHORTHAND, contents
from measures.report.zip_times import repacked
from measures.results import RESULT_COLUMNS

TITLE = "Many projects side by side"
WIDE = ("Measure", "Project", "Programme", "Answered", "What was found", "In people's words", "Note")
ONE_TABLE = "This sheet holds one table."
TIDY = ("project", *RESULT_COLUMNS)


def overview_workbook(found: Overview) -> bytes:
    """The .xlsx file: who took part, what changed, the profile, each scale, reach and ripples, all figures."""
    cover = Sheet("Cover", TITLE, [
        said.gathered(found), Heading("Keep in mind"), *said.cautions(found), *(str(one) for one in found.issues),
        Heading("How people are protected"), _policies(found), LATER_RELEASE, Heading("Shorthand"), *SHORTHAND,
    ])  # fmt: skip
    changes = [
        {"Measure": facts.title, **line}
        for facts in found.scales
        for line in said.change_table(beside(found, facts))
    ]  # fmt: skip
    funnels = [
        {"Measure": facts.title, "What was found": said.funnel_sentence(beside(found, facts))} for facts in found.scales
    ]
    headlines = [
        {"Project": one.name, "What was found": line} for one in found.projects for line in said.headlines(one)
    ]
    after = [
        _sheet("Who_took_part", "Who took part in each project", said.took_part_table(found)),
        _sheet("Headlines", "What changed in each project", headlines),
        _sheet("Profile", "The conditions for good health, from 0 to 100, up is better", said.profile_table(found)),
        _sheet("Changes", "Average change of each project, measure by measure", changes),
        _sheet("Funnels", "Whether projects lie farther apart than by chance", funnels),
        _sheet("Reach_and_ripples", "Reach, fairness, ripples and ties of each project", said.beyond_table(found)),
        _tidy(found),
    ]
    sheets = [cover, contents([cover, *after], [ONE_TABLE]), *after]
    return write_book(sheets, Properties(title=TITLE, author="measures", subject="", keywords="overview"))


def overview_page(found: Overview, quotes: Sequence[str] = ()) -> bytes:
    """The .docx file: who took part, what changed in each project, reach and ripples, what to keep in mind."""
    page: WordDocument = Document()
    settle(page)
    page.add_heading(TITLE, level=1)
    page.add_paragraph(said.gathered(found))
    _table(page, "Who took part", said.took_part_table(found))
    page.add_heading("What changed", level=2)
    for project in found.projects:
        page.add_heading(project.name, level=3)
        for line in said.headlines(project):
            page.add_paragraph(line, style="List Bullet")
    _table(page, "Reach, fairness, ripples and connections", said.beyond_table(found))
    page.add_heading("In people's words", level=2)
    for quote in [f"“{quote}”" for quote in quotes] or [text for _, text in said.quote_slots(found)[:1]]:
        page.add_paragraph(quote).runs[0].italic = True
    page.add_heading("Keep in mind", level=2)
    for line in said.cautions(found):
        page.add_paragraph(line)
    for line in (_policies(found), LATER_RELEASE, *SHORTHAND):
        small(page.add_paragraph(line))
    stamp(page, TITLE)
    held = io.BytesIO()
    page.save(held)
    return repacked(held.getvalue())


def _policies(found: Overview) -> str:
    names = list(dict.fromkeys(one.policy for one in found.projects))
    rules = listed([f"'{name}'" for name in names]) if names else "of its own"
    return f"Each evaluation was protected before it came here: small groups stay hidden (disclosure rule {rules})."


def _sheet(name: str, title: str, table: Table) -> Sheet:
    columns = [Column(head, 44 if head in WIDE else 22) for head in (table[0] if table else ["Nothing"])]
    rows: list[list[Value]] = [list(line.values()) for line in table] or [["There is nothing to show here."]]
    lines: list[Line] = [ONE_TABLE, *SHORTHAND]
    return Sheet(name, title, lines, f"{name}_table", columns, rows)


def _tidy(found: Overview) -> Sheet:
    rows: list[list[Value]] = [
        [one.name, *(getattr(row, name) if getattr(row, name) != "" else None for name in RESULT_COLUMNS)]
        for one in found.projects
        for row in one.evaluation.results
        if not row.group_by or row.measure in ("mean_change", "pomp_improvement", "reach_ratio", "participants")
    ]
    columns = [Column(name, 24 if name in ("project", "measure", "group") else 16) for name in TIDY]
    return Sheet(
        "Data_tidy", "Figures of every project, for machines", table="Data_tidy_table", columns=columns, rows=rows,
        machine_readable=True,
    )  # fmt: skip


def _table(page: WordDocument, heading: str, table: Table) -> None:
    if not table:
        return
    page.add_heading(heading, level=2)
    drawn = page.add_table(rows=1, cols=len(table[0]))
    drawn.style = "Table Grid"
    for cell, name in zip(drawn.rows[0].cells, table[0], strict=True):
        cell.paragraphs[0].add_run(name).bold = True
    properties = drawn.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way to mark a header row
    properties.append(properties.makeelement(f"{{{properties.nsmap['w']}}}tblHeader", {}))
    for line in table:
        for cell, text in zip(drawn.add_row().cells, line.values(), strict=True):
            cell.text = text
