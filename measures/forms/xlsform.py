"""A questionnaire as an XLSForm workbook, for KoboToolbox, ODK, Ona and others.

Source
------
The XLSForm specification (xlsform.org): sheets `survey`, `choices` and `settings`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from measures.forms.questionnaire import Question, Questionnaire, Section, shared_options
from measures.report.sheets import FIXED_TIME
from measures.report.straight import write_straight
from measures.report.zip_times import repacked

SURVEY = ("type", "name", "label", "hint", "required", "constraint", "constraint_message")
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_title", "form_id", "version")


def xlsform(form: Questionnaire) -> bytes:
    """The .xlsx file; choices are stored as the instruments' own codes."""
    book = Workbook()
    assert book.active is not None  # noqa: S101 - a new workbook has one sheet
    book.remove(book.active)
    sections = (form.first, *form.sections)
    rows: list[Sequence[str]] = [
        ("note", f"purpose_{place}", line) for place, line in enumerate(form.purpose, start=1)
    ]  # fmt: skip
    rows += [row for section in sections for row in _section(section)]
    _fill(book.create_sheet("survey"), SURVEY, rows)
    _fill(book.create_sheet("choices"), CHOICES, [row for section in sections for row in _choices(section)])
    _fill(book.create_sheet("settings"), SETTINGS, [(form.title, "how_are_things", "1")])
    book.properties.created = book.properties.modified = FIXED_TIME
    held = io.BytesIO()
    write_straight(book, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED))  # Workbook.save sets the time to now
    return repacked(held.getvalue())


def _section(section: Section) -> Iterator[Sequence[str]]:
    yield ("begin_group", section.name, section.title or "Please answer these questions")
    if section.intro:
        yield ("note", f"{section.name}_intro", section.intro)
    lists = shared_options(section)
    for question in section.questions:
        yield _row(question, lists)
    if section.credit:
        yield ("note", f"{section.name}_source", f"Source of these questions: {section.credit}")
    yield ("end_group", "", "")


def _row(question: Question, lists: Mapping[str, str]) -> Sequence[str]:
    if question.is_number:
        ends = (f". >= {question.low}" if question.low else "", f". <= {question.high}" if question.high else "")
        rule = " and ".join(end for end in ends if end)
        kind = "integer" if question.whole else "decimal"
        return (kind, question.name, question.wording, question.hint, "", rule, f"{question.hint}, please.")
    if question.options:
        return (f"select_one {lists[question.name]}", question.name, question.wording)
    return ("text", question.name, question.wording)


def _choices(section: Section) -> Iterator[Sequence[str]]:
    lists = shared_options(section)
    for question in section.questions:
        if lists.get(question.name) == question.name:
            for code, label in question.options:
                yield (question.name, code, label)


def _fill(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Every cell is text, whatever it begins with."""
    for line, row in enumerate([header, *rows], start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(line, column)
            cell.value = text or None
            if text:
                cell.data_type = "s"
