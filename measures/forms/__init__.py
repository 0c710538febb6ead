"""Questionnaires to field instruments with: for survey tools, for a word processor, for paper."""

from collections.abc import Callable, Mapping

from measures.forms.document import docx_form, html_form
from measures.forms.questionnaire import Questionnaire, questionnaire
from measures.forms.redcap import redcap
from measures.forms.xlsform import xlsform

FORMS: Mapping[str, tuple[Callable[[Questionnaire], bytes], str]] = {
    "xlsform": (xlsform, ".xlsx"),
    "redcap": (redcap, ".csv"),
    "docx": (docx_form, ".docx"),
    "html": (html_form, ".html"),
}
"""What makes each kind of form, and how its file ends."""

__all__ = ["FORMS", "Questionnaire", "questionnaire"]
