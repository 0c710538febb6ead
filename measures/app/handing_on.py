"""Report: what can be handed on, protected."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from measures.app import state, widgets
from measures.disclosure import Protected, audited
from measures.errors import InputError
from measures.report.document import word_page
from measures.report.results_json import results_bytes
from measures.report.tidy import tidy_csv
from measures.report.web_page import html_report
from measures.report.workbook import summary_workbook
from measures.report.workbook_cover import protection
from measures.results import Evaluation
from measures.study import write_study

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Kind:
    """One file that can be handed on; `make` takes the results and the words of people who agreed."""

    key: str
    heading: str
    about: str
    button: str
    ending: str
    mime: str
    make: Callable[[Protected[Evaluation], tuple[str, ...]], bytes]


KINDS = (
    Kind(
        "word", "For a funder or a board",
        "One side in Word: what changed, who is missing, people's words, how sure we are, what next.",
        "Download the Word page", ".docx", f"{OFFICE}.wordprocessingml.document", word_page,
    ),
    Kind(
        "workbook", "For whoever wants the figures",
        "The summary opens in Excel: a cover, the headline for each scale, how complete the answers are, every figure "
        "in one tidy table, notes, and how it was all worked out.",
        "Download the Excel summary", ".xlsx", f"{OFFICE}.spreadsheetml.sheet",
        lambda protected, _quotes: summary_workbook(protected),
    ),
    Kind(
        "html", "For a website or a screen",
        "One page with every chart and table, to open in any browser or print. It holds no scripts.",
        "Download the web page", ".html", "text/html", html_report,
    ),
    Kind(
        "tidy", "For an analyst",
        "Every figure as one table, a line each, at full precision.",
        "Download the table (CSV)", ".csv", "text/csv", lambda protected, _quotes: tidy_csv(protected),
    ),
    Kind(
        "json", "For the Overview of many projects",
        "The same figures as the tool itself reads them: send it to whoever sets several projects side by side.",
        "Download the results (JSON)", "_results.json", "application/json",
        lambda protected, _quotes: results_bytes(protected),
    ),
)  # fmt: skip


def show() -> None:
    """The page."""
    st.title("Hand it on")
    current = state.work()
    if current is None:
        widgets.nothing_yet("This page gives you a Word page, an Excel summary and a web page to hand on.")
        return
    try:
        with st.spinner("Working it out"):
            protected = state.results(current, progress=lambda _stage: None)
    except InputError as error:
        widgets.show_issues(error.issues)
        st.page_link("measures/app/check.py", label="Settle it on the Check page")
        return
    widgets.say(protection(protected.policy))
    name = _file_name(current)
    for kind in KINDS:
        st.subheader(kind.heading)
        st.markdown(kind.about)
        st.download_button(
            kind.button,
            data=partial(_made, kind, protected),
            file_name=f"{name}{kind.ending}",
            mime=kind.mime,
            type="primary" if kind is KINDS[0] else "secondary",
            key=kind.key,
            on_click="ignore",
        )
    st.subheader("To do it again")
    widgets.say("With the study file and the same exports, anybody gets the same results, here or on the command line.")
    st.download_button(
        "Save the study file",
        data=lambda: write_study(current.study),
        file_name="study.toml",
        mime="application/toml",
        key="study_again",
        on_click="ignore",
    )


def _made(kind: Kind, protected: Protected[Evaluation]) -> bytes:
    quotes = tuple(quote.words for quote in state.quotes())
    name = f"the file{kind.ending}".replace("_results", "")
    return audited(name, kind.make(protected, quotes), protected, words=quotes)


def _file_name(current: state.Work) -> str:
    """A safe name from the study's title; unprotected summaries say that they are personal data."""
    title = re.sub(r"[^a-z0-9]+", "_", current.study.title.casefold()).strip("_")[:60] or "what_changed"
    return f"{title}_personal_data" if current.study.disclosure.policy == "none" else title


if __name__ == "__main__":  # how Streamlit runs a page
    show()
