"""The journey: what each page answers, and at the end of each the one thing to do next."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from measures.app import state, widgets

ANSWERS = {
    "start": ("Start", "Choose files, of this project or another."),
    "check": ("Check", "What we found in the files, and what we will not guess."),
    "changed": ("What changed", "A sentence, a chart and a table for each scale, and how sure we are."),
    "who_for": ("Who for", "Who took part, and whether good outcomes were shared fairly."),
    "voices": ("In people's words", "What people wrote, and what may be shown of it."),
    "connections": ("Connections", "Who is tied to whom. If you have no such files, go on."),
    "ripples": ("Ripples", "What followed from what was done. If you have no map, go on."),
    "value": ("Value", "What the change is worth to people, and money only if you ask for it."),
    "profile": ("Profile", "The conditions for good health, side by side."),
    "handing_on": ("Report", "Look over what leaves, then hand it on."),
    "overview": ("Overview", "This project beside others."),
    "instruments": ("Instruments", "Choose what to ask, and make the questionnaire."),
}
NEXT = dict(zip(list(ANSWERS)[:10], list(ANSWERS)[1:11], strict=True)) | {
    "overview": "start",
    "planning": "instruments",
    "instruments": "start",
}
"""Which page comes after which; the pages beside the journey lead into it."""
ALWAYS = ("connections", "ripples", "overview", "planning", "instruments")
"""Pages that wait for no survey."""


def page_path(name: str) -> str:
    """The file of a page."""
    return f"measures/app/{name}.py"


def what_next(path: str) -> None:
    """Show where to go from a page that has shown what it has; a page that still waits for something says so itself."""
    name = Path(path).stem
    if not _done(name):
        return
    title, answer = ANSWERS[NEXT[name]]
    st.divider()
    st.page_link(page_path(NEXT[name]), label=f"Next: {title}", icon=":material/arrow_forward:")
    widgets.aside(answer)


def nothing_to_decide(current: state.Work) -> bool:
    """Whether the files need no answer of the user's before results can be shown."""
    inspection = state.inspected(current)
    asked = (issue.severity for found in inspection.findings for issue in found.issues)
    return not inspection.faults and not {"error", "decide"} & set(asked) and any(
        found.instruments for found in inspection.findings
    )  # fmt: skip


def _done(name: str) -> bool:
    current = state.work()
    if name in ALWAYS:
        return True
    if current is None:
        return False
    if name in ("start", "voices"):
        return True
    if name == "check":
        return state.is_kept("inspected", current) and not state.inspected(current).faults
    return state.is_kept("results", current)
