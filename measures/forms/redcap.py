"""A questionnaire as a REDCap data dictionary (csv), to be uploaded under "Data Dictionary".

Source
------
The column names of REDCap's own download of a data dictionary.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from measures.forms.questionnaire import CODE, Question, Questionnaire, Section, shared_options

COLUMNS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip


def redcap(form: Questionnaire) -> bytes:
    """The data dictionary; choices are stored as the instruments' own codes. The first field is REDCap's record id."""
    rows = [{"name": "record_id", "form": form.first.name, "type": "text", "label": "Record ID"}]
    rows.append({"name": "purpose", "form": form.first.name, "type": "descriptive", "label": "<br>".join(form.purpose)})
    rows += [row for section in (form.first, *form.sections) for row in _section(section)]
    places = {
        "name": 0, "form": 1, "header": 2, "type": 3, "label": 4, "choices": 5, "note": 6, "check": 7, "low": 8,
        "high": 9, "personal": 10, "matrix": 15,
    }  # fmt: skip
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [""] * len(COLUMNS)
        for key, text in row.items():
            cells[places[key]] = text
        writer.writerow(cells)
    return held.getvalue().encode()


def _section(section: Section) -> Iterator[dict[str, str]]:
    lists = shared_options(section)
    grids = {name for name in lists.values() if list(lists.values()).count(name) > 1}
    header = " ".join(part for part in (section.title, section.intro) if part)
    for question in section.questions:
        row = _row(question) | {"form": section.name, "header": header}
        if (grid := lists.get(question.name)) in grids:
            row["matrix"] = f"{grid}_grid"
        yield row
        header = ""
    if section.credit:
        label = f"Source of these questions: {section.credit}"
        yield {"name": f"{section.name}_source", "form": section.name, "type": "descriptive", "label": label}


def _row(question: Question) -> dict[str, str]:
    row = {"name": question.name, "label": question.wording, "note": question.hint}
    if question.is_number:
        kind = "integer" if question.whole else "number"
        return row | {"type": "text", "check": kind, "low": question.low, "high": question.high}
    if question.options:
        # a bar would begin another choice
        choices = " | ".join(f"{code}, {label.replace('|', '/')}" for code, label in question.options)
        return row | {"type": "radio", "choices": choices}
    return row | {"type": "text", "personal": "y" if question is CODE else ""}
