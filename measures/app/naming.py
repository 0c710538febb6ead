"""What the evaluation is called: title, programme and place, as they head every file and stand in the Overview."""

from __future__ import annotations

import streamlit as st

from measures.app import state, widgets
from measures.study import Study

ASK = (
    "These words head the Word page, the Excel summary and the web page, and tell this project from others in the "
    "Overview. The study file keeps them."
)
PARTS = (
    ("title", "Title", "Stroll and Chat 2026"),
    ("programme", "Programme", "Stroll and Chat"),
    ("locality", "Where", "Gloucester"),
)
LONGEST = 120


def name_it(current: state.Work) -> None:
    """Ask what the evaluation is called; open where nobody has said so yet."""
    unnamed = not (current.study.title and current.study.programme)
    with st.expander("What is it called?", expanded=unnamed, key="name_open"), st.form("name_form", border=False):
        widgets.say(ASK)
        asked = {
            part: st.text_input(
                label, value=getattr(current.study, part), placeholder=f"For example {example}", max_chars=LONGEST,
                key=f"name_{part}",
            )
            for part, label, example in PARTS
        }  # fmt: skip
        if st.form_submit_button("Use these names"):
            state.settle(named(current.study, asked))
            st.rerun()


def named(study: Study, asked: dict[str, str]) -> Study:
    """The study under these names, spaces around them left out; everything else as it was."""
    return study.model_copy(update={part: " ".join(words.split()) for part, words in asked.items()})
