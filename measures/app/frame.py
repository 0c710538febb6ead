"""The side bar: the journey, and a way to leave nothing behind."""

from __future__ import annotations

import streamlit as st

from measures.app import logs, state, sweeping


def side_bar() -> None:
    """Show, under the list of pages, what is loaded and the button that empties it; let closed tabs be swept."""
    logs.keep_answers_out()
    sweeping.start()
    current = state.work()
    with st.sidebar:
        if current is not None and current.sample:
            st.caption("Sample data: every person in it is invented.")
        if current is not None or state.RIPPLES in st.session_state:
            st.button("Clear my data", key="clear", on_click=state.forget, width="stretch")
        st.caption("Everything stays on this computer. Answers are held in memory only and never written to disk.")
