"""Near matches on the Check page: two codes one slip apart, what speaks for and against, and a tick of the user's."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from measures.app import progress, state, who_is_who, widgets
from measures.errors import InputError
from measures.people.confirmed import Match, write_matches
from measures.people.near import NearMatch
from measures.report.numbers import counted

MOST_ROWS, MOST_PAIRS = 50_000, 40
ABOUT = (
    "These codes were given at different times and are one slip apart. We did not join them. Tick those you are sure "
    "are the same person's; leave the rest."
)
KEEP_SAFE = (
    "matches.csv remembers what you confirmed. It holds people's codes: keep it beside the data and share it with "
    "nobody. To use it again, choose it together with the exports on the Start page."
)


def show(current: state.Work, rows: int) -> None:
    """The part of the page, or nothing where there is nothing to confirm; `rows` is the number of filled-in forms."""
    try:
        already = who_is_who.confirmed(current)
        found = _found(current, rows)
    except InputError as error:
        if any(issue.code == "conflicting_matches" for issue in error.issues):
            widgets.show_issues(error.issues)
            st.button("Take back every confirmed match", key="unmatch", on_click=who_is_who.confirm, args=(current, ()))
        return
    if found:
        with st.expander(f"Codes that may be one person's ({len(found)})", expanded=True, key="near_open"):
            _pairs(current, found, already)
    if already:
        _keep(current, already)


def _found(current: state.Work, rows: int) -> tuple[NearMatch, ...]:
    """The suggestions; over very many forms only when they are asked for, as that takes a while."""
    if rows > MOST_ROWS and not st.toggle("Look for codes that are one slip apart", key="look_near"):
        return ()
    label = "Looking for codes that are one slip apart"
    with progress.stages(st.empty(), label, needed=not state.is_kept("near", current)) as tell:
        return who_is_who.near(current, tell)


def _pairs(current: state.Work, found: Sequence[NearMatch], already: Sequence[Match]) -> None:
    widgets.say(ABOUT)
    with st.form("near_form", border=False):
        ticked = []
        for number, pair in enumerate(found[:MOST_PAIRS], start=1):
            with st.container(border=True):
                widgets.say(f"{pair.participant} ({pair.wave_from}; {pair.rows[0]})")
                widgets.say(f"{pair.code} ({pair.wave_to}; {pair.rows[1]})")
                widgets.aside(evidence_of(pair))
                if st.checkbox(f"Pair {number} is the same person", key=f"same_{number}_{current.digest}"):
                    ticked.append(pair.match)
        if len(found) > MOST_PAIRS:
            widgets.say(f"And {len(found) - MOST_PAIRS} more, once these are settled.")
        if st.form_submit_button("Use the ticked matches", key="use_matches") and ticked:
            who_is_who.confirm(current, [*already, *ticked])
            st.rerun()


def _keep(current: state.Work, already: Sequence[Match]) -> None:
    with st.container(border=True):
        widgets.say(f"{counted(len(already), 'match is', 'matches are')} confirmed and used. {KEEP_SAFE}")
        st.download_button(
            "Save matches.csv",
            data=lambda: write_matches(already),
            file_name=who_is_who.MATCHES,
            mime="text/csv",
            key="save_matches",
            on_click="ignore",
        )
        st.button("Take back every confirmed match", key="unmatch", on_click=who_is_who.confirm, args=(current, ()))


def evidence_of(pair: NearMatch) -> str:
    """How far apart the codes are, and what agrees, differs or is not stated of the two people."""
    slips = "The same but for how it is written" if pair.distance == 0 else counted(pair.distance, "slip", "slips")
    parts = [f"{slips} apart" if pair.distance else slips]
    for answer, words in (("agree", "the same"), ("differ", "different"), ("not stated", "not stated for both")):
        headers = [header for header, found in pair.evidence.items() if found == answer]
        parts += [f"{words}: {', '.join(headers)}"] if headers else []
    return "; ".join(parts) + "."
