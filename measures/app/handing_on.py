"""Report: what can be handed on, protected."""

from __future__ import annotations

import re

import streamlit as st

from measures.app import state, widgets
from measures.errors import InputError
from measures.report.workbook import summary_workbook
from measures.study import write_study

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROTECTION = {
    "under_5": "Counts below 5 are hidden, and averages of fewer than 10 people.",
    "under_10": "Counts below 10 are hidden, and averages of fewer than 20 people.",
    "nhs": "Counts below 8 are hidden and the rest rounded to 5, as NHS England asks.",
    "none": "Nothing is hidden: this summary is personal data. Keep it as safe as the answers themselves.",
}


def show() -> None:
    """The page."""
    st.title("Hand it on")
    current = state.work()
    if current is None:
        widgets.nothing_yet("This page gives you an Excel summary to hand on, once files were read.")
        return
    try:
        with st.spinner("Working it out"):
            protected = state.results(current, progress=lambda _stage: None)
    except InputError as error:
        widgets.show_issues(error.issues)
        st.page_link("measures/app/check.py", label="Settle it on the Check page")
        return
    st.markdown(
        "The summary opens in Excel: a cover, the headline for each scale, how complete the answers are, every figure "
        "in one tidy table, notes, and how it was all worked out."
    )
    widgets.say(PROTECTION[current.study.disclosure.policy])
    name = _file_name(current)
    st.download_button(
        "Download the Excel summary",
        data=lambda: summary_workbook(protected),
        file_name=f"{name}.xlsx",
        mime=WORKBOOK,
        type="primary",
        key="workbook",
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


def _file_name(current: state.Work) -> str:
    """A safe name from the study's title; unprotected summaries say that they are personal data."""
    title = re.sub(r"[^a-z0-9]+", "_", current.study.title.casefold()).strip("_")[:60] or "what_changed"
    return f"{title}_personal_data" if current.study.disclosure.policy == "none" else title


if __name__ == "__main__":  # how Streamlit runs a page
    show()
