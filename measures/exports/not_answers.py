"""Tables that are no answers of people: codebooks, summaries, and what this toolkit itself has written."""

from __future__ import annotations

from collections.abc import Sequence

from measures.errors import FileError
from measures.exports.folding import fold
from measures.results import RESULT_COLUMNS

OWN_RESULTS = frozenset(RESULT_COLUMNS)
OWN_SCORES = frozenset({"participant", "wave", "instrument", "scale", "score", "pomp"})
REDCAP_EVENTS = frozenset({"event_name", "arm_num", "unique_event_name"})
QUALTRICS_REPORT = frozenset({"minimum", "maximum", "mean", "std deviation", "variance", "count"})
XLSFORM_TYPES = frozenset(
    {"text", "integer", "decimal", "select_one", "select_multiple", "begin_group", "note", "start"}
)
PIVOT_WORDS = ("count of ", "sum of ", "average of ", "anzahl von ", "summe von ", "mittelwert von ")
EXPORT_ANSWERS = "Export all individual responses from the survey tool (one row for each person)."


def refuse_no_answers(rows: Sequence[Sequence[str]], where: str) -> None:
    """Refuse a table whose first rows show that it does not hold one answered form in each row.

    Raises
    ------
    FileError
        `own_workbook`, `codebook` or `summary_export`.
    """
    folded = [[fold(cell) for cell in row] for row in rows]
    for start, names in enumerate(folded):
        have = {name for name in names if name}
        if len(have & OWN_RESULTS) >= len(OWN_RESULTS) / 2 and {"measure", "estimate"} <= have:
            message = "These are results that this toolkit has written, not answers."
            raise FileError(where, message, "Give us the survey export they were made from.", code="own_workbook")
        if have >= OWN_SCORES:
            message = "These are scores that this toolkit has written, not answers."
            raise FileError(where, message, "Give us the survey export they were made from.", code="own_workbook")
        if what := _codebook(names, have, folded[start + 1 :]):
            raise FileError(where, f"This is {what}, not the answers.", EXPORT_ANSWERS, code="codebook")
        if what := _summary(names, have):
            raise FileError(
                where,
                f"This is a summary ({what}), not one row for each person.",
                EXPORT_ANSWERS,
                code="summary_export",
            )


def _codebook(names: Sequence[str], have: set[str], below: Sequence[Sequence[str]]) -> str:
    """What kind of codebook a row of names begins; "" for none."""
    if {"variable / field name", "field type"} <= have or {"field_name", "form_name", "field_type"} <= have:
        return "a REDCap data dictionary"
    if have >= REDCAP_EVENTS:
        return "the list of events of a REDCap project"
    if {"type", "name"} <= have:
        types = [row[names.index("type")].split(" ")[0] for row in below]
        if any(word in XLSFORM_TYPES for word in types):
            return "the questions of a form (XLSForm)"
    labelled = any(name == "label" or name.startswith("label::") for name in have)
    if {"list_name", "list name"} & have and "name" in have and labelled:
        return "the answer options of a form (XLSForm)"
    if "form_title" in have or ("form_id" in have and {"default_language", "instance_name", "style"} & have):
        return "the settings of a form (XLSForm)"
    return ""


def _summary(names: Sequence[str], have: set[str]) -> str:
    """What kind of summary a row of names begins; "" for none."""
    if names[0] == "answer choices" and any(name.startswith("responses") for name in have):
        return "question summaries"
    if have >= QUALTRICS_REPORT:
        return "statistics of each question"
    if names[0] in ("row labels", "zeilenbeschriftungen", "étiquettes de lignes"):
        return "a pivot table"
    if any(name.startswith(PIVOT_WORDS) for name in names) and len(have) <= 4:
        return "a pivot table"
    if names[0].startswith(("field summary for ", "number of records in this query")):
        return "statistics of each question"
    return ""
