"""The journey: what each page answers, and at the end of each the one thing to do next."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from measures.app import state

ANSWERS = {
    "start": "Start: choose the files",
    "check": "Check: what we found in the files",
    "changed": "What changed: a sentence, a chart and a table for each scale",
    "who_for": "Who for: who took part, and whether good outcomes were shared fairly",
    "voices": "In people's words: what people wrote, and what may be shown of it",
    "connections": "Connections: who is tied to whom",
    "ripples": "Ripples: what followed from what was done",
    "value": "Value: what the change is worth to people",
    "profile": "Profile: the conditions for good health, side by side",
    "handing_on": "Report: look over what leaves, then hand it on",
    "overview": "Overview: this project beside others",
    "instruments": "Instruments: choose what to ask, and make the questionnaire",
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
    st.divider()
    st.page_link(page_path(NEXT[name]), label=f"Next: {ANSWERS[NEXT[name]]}", icon=":material/arrow_forward:")


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
