"""Progress of what takes a while: one line in a place of its own that names the stage, and a button that stops it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from measures.app import state, widgets
from measures.evaluate import Progress, quiet

STOPPED = "stopped"
MADE = "stop_buttons"


@contextmanager
def stages(place: DeltaGenerator, label: str, *, needed: bool = True, asked: bool = False) -> Iterator[Progress]:
    """Show each stage that is told in `place` (made by `st.empty`), and leave the place free at the end.

    What is known already (`needed` is False) shows nothing, so that a page that is only drawn again does not flash.

    Pressing "Stop this" draws the page again, which ends the work as the next stage is told. What a page works out by
    itself is then not begun again: the page says that it was stopped and ends here, until "Go on" is pressed. Work that
    somebody just `asked` for, by a button of its own, begins in any case.
    """
    if not needed:
        yield quiet
        return
    if asked:
        _go_on()
    if stopped():
        with place.container():
            widgets.say("You stopped this. Nothing half done was kept.")
            st.button("Go on", key="go_on_again", on_click=_go_on)
        st.stop()
    st.session_state[MADE] = number = st.session_state.get(MADE, 0) + 1  # a key of its own for each button of a page
    try:
        with place.container():
            status = st.status(label)
            st.button("Stop this", key=f"stop_{number}", on_click=_stop)
        yield lambda stage: status.update(label=stage)
    finally:
        place.empty()


def stopped() -> bool:
    """Whether somebody stopped what was going on, and nothing is to begin by itself until they go on."""
    return bool(st.session_state.get(STOPPED))


def _stop() -> None:
    st.session_state[STOPPED] = True
    state.give_up_ahead()


def _go_on() -> None:
    st.session_state.pop(STOPPED, None)
