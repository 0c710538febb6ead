"""The side bar: the journey, and a way to leave nothing behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from measures.app import logs, state, sweeping


def side_bar(sections: Mapping[str, Sequence[st.Page]]) -> None:
    """Show the pages, and under them what is loaded and the button that empties it; let closed tabs be swept.

    Streamlit's own list of pages in sections is no proper list for screen readers (axe: list, listitem), so the pages
    are listed here.
    """
    logs.keep_answers_out()
    sweeping.start()
    current = state.work()
    with st.sidebar:
        for heading, pages in sections.items():
            with st.container(gap="xxsmall", key=f"pages_{heading}"):
                st.markdown(f"**{heading}**")
                for page in pages:
                    st.page_link(page, width="stretch")
        st.divider()
        if current is not None and current.sample:
            st.caption("Sample data: every person in it is invented.")
        if current is not None or state.RIPPLES in st.session_state:
            st.button("Clear my data", key="clear", on_click=state.forget, width="stretch")
        st.caption("Everything stays on this computer. Answers are held in memory only and never written to disk.")
