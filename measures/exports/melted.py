"""Tables with a row for each answer, the question in one column and the answer in another: told, and not read."""

from __future__ import annotations

from measures.exports.folding import header_forms
from measures.exports.looks import Looks
from measures.exports.stated_columns import Draft
from measures.exports.wordings import SURE, Names

MOST_QUESTIONS, FEWEST_FOUND = 200, 2


def report_melted(draft: Draft, looks: Looks, names: Names) -> None:
    """Ask for one row per person where no column asks a question, but the cells of one are questions."""
    if any(use.holds_answers for use in draft.uses.values()):
        return
    for use in draft.uses.values():
        texts = looks.filled(use.position, MOST_QUESTIONS) or ()
        found = {hit.target for text in texts for hit in names.find(header_forms(text), SURE)[:1]}
        if len(found) >= FEWEST_FOUND:
            message = "Its cells are questions: each row holds one answer, not one person's answers at one time."
            fix = "Give each person and time one row and each question a column (in Excel, a PivotTable does it)."
            draft.report("decide", "one_answer_per_row", draft.table.place(use.position), message, fix)
            return
