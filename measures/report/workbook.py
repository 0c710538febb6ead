"""The Excel summary of a protected evaluation."""

from __future__ import annotations

from measures.disclosure import Protected
from measures.report import words
from measures.report.sheets import Heading, Properties, Sheet, write_book
from measures.report.workbook_data import data_tidy
from measures.report.workbook_figures import headline
from measures.results import Evaluation


def summary_workbook(protected: Protected[Evaluation]) -> bytes:
    """The summary as the bytes of an .xlsx file, the same whenever it is made from the same evaluation."""
    evaluation = protected.value
    title = str(evaluation.provenance.get("title") or "What changed")
    shorthand = f"{words.HIDDEN_MEANING} {words.ABSENT_MEANING} [z] means not applicable."
    lines = ("This sheet holds one table.", shorthand)
    cover = Sheet("Cover", title, [Heading("Shorthand"), shorthand])
    sheets = [cover, headline(evaluation, lines, protects=protected.policy.protects), data_tidy(evaluation.results)]
    return write_book(sheets, Properties(title, "measures", "What changed", "before and after"))
