"""A questionnaire on paper: a Word document, or a page for the browser's printer. Neither holds a script."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator

from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Pt

from measures.forms.questionnaire import Question, Questionnaire
from measures.report.sheets import FIXED_TIME
from measures.report.zip_times import repacked

BOX, LINE = "☐", "____________"
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1f2a30;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem}fieldset{border:0;margin:0 0 1.2rem;padding:0;break-inside:avoid}"
    "legend{font-weight:600;padding:0}li{list-style:none;margin:.15rem 0}ul{padding-left:.5rem;margin:.3rem 0}"
    "hr{border:0;border-top:1px solid #5b6770;margin:2rem 0}small{color:#45525a}"
)


def html_form(form: Questionnaire) -> bytes:
    """One self-contained page, to be printed or looked at."""
    text = html.escape
    parts = [f"<h1>{text(form.title)}</h1>", *(f"<p>{text(line)}</p>" for line in form.purpose)]
    number = 0
    for section in (form.first, *form.sections):
        parts.append("<hr>")
        parts += [f"<h2>{text(section.title)}</h2>"] if section.title else []
        parts += [f"<p>{text(section.intro)}</p>"] if section.intro else []
        for question in section.questions:
            number += 1
            answers = "".join(f"<li>{BOX} {text(answer)}</li>" for answer in _boxes(question))
            answers = f"<ul>{answers}</ul>" if answers else f"<p>{text(_line(question))}</p>"
            parts.append(f"<fieldset><legend>{number}. {text(question.wording)}</legend>{answers}</fieldset>")
        parts += [f"<p><small>Source of these questions: {text(section.credit)}</small></p>"] if section.credit else []
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{text(form.title)}</title><style>{STYLE}</style></head><body>"
    )
    return (head + "\n".join(parts) + "</body></html>\n").encode()


def docx_form(form: Questionnaire) -> bytes:
    """The .docx file; the same bytes every time."""
    page: WordDocument = Document()
    normal = page.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    page.add_heading(form.title, level=1)
    for line in form.purpose:
        page.add_paragraph(line)
    number = 0
    for section in (form.first, *form.sections):
        page.add_heading(section.title or "Please answer these questions", level=2)
        if section.intro:
            page.add_paragraph(section.intro)
        for question in section.questions:
            number += 1
            asked = page.add_paragraph()
            asked.add_run(f"{number}. {question.wording}").bold = True
            asked.paragraph_format.keep_with_next = True
            asked.paragraph_format.space_before, asked.paragraph_format.space_after = Pt(10), Pt(2)
            boxes = list(_boxes(question))
            for place, answer in enumerate(boxes or [_line(question)], start=1):
                shown = page.add_paragraph(f"{BOX} {answer}" if boxes else answer)
                shown.paragraph_format.space_after = Pt(0)
                shown.paragraph_format.keep_with_next = place < len(boxes)
        if section.credit:
            page.add_paragraph(f"Source of these questions: {section.credit}").runs[0].font.size = Pt(10)
    about = page.core_properties
    about.title, about.author, about.language, about.comments = form.title, "measures", "en-GB", ""
    about.created = about.modified = FIXED_TIME
    held = io.BytesIO()
    page.save(held)
    return repacked(held.getvalue())


def _boxes(question: Question) -> Iterator[str]:
    if not question.is_number:
        yield from (label for _, label in question.options)


def _line(question: Question) -> str:
    if question.ticks:
        labels = dict(question.options)
        first, last = (labels.get(end, "") for end in (question.ticks[0], question.ticks[-1]))
        return "  ".join(part for part in (first, *(f"{BOX} {tick}" for tick in question.ticks), last) if part)
    return f"{question.hint}: {LINE}" if question.hint else LINE
