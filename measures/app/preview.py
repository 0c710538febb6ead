"""Coded against original answers on the Check page: one question at a time, small numbers hidden."""

from __future__ import annotations

import streamlit as st

from measures.app import state, widgets
from measures.app.answers_read import FEWER, NOT_LISTED, NOT_READ, answers_read, questions_asked
from measures.inspection import Inspection


def show(current: state.Work, inspection: Inspection) -> None:
    """The part of the page, or nothing where no question was recognised."""
    asked = {f"{place}": one for place, one in enumerate(questions_asked(inspection))}
    if not asked:
        return
    with st.expander(f"How the answers were read ({len(asked)} questions)", key="answers_read_open"):
        chosen = st.selectbox(
            "Show the answers to",
            list(asked),
            index=None,
            format_func=lambda place: asked[place].title,
            placeholder="Choose a question",
            key=f"answers_read_{current.digest}",
        )
        if chosen is None:
            widgets.say("Choose a question to see its answers as they are written, and what each was read as.")
            return
        rows = state.kept(
            "answers_read", f"{current.digest} {chosen}", lambda: answers_read(asked[chosen], current.study)
        )
        widgets.show_table(
            [{"Answer": row.answer, "Read as": row.label, "Code": row.code, "How many": row.count} for row in rows],
            alt="Each answer as it is written, what it was read as, and how many gave it",
        )
        notes = [
            f"{FEWER.capitalize()}: not shown, to protect people." if any(row.count == FEWER for row in rows) else "",
            "Answers not read are left out until it is settled what they mean."
            if any(row.label == NOT_READ for row in rows)
            else "",
            "Answers that may be people's own words are only counted."
            if any(row.answer == NOT_LISTED for row in rows)
            else "",
        ]
        if any(notes):
            widgets.aside(" ".join(filter(None, notes)))
