"""Safe to share, or exact for whoever holds the data: what is hidden, what it would take to show it, and the switch."""

from __future__ import annotations

import streamlit as st

from measures.app import state, widgets
from measures.disclosure import Protected
from measures.disclosure.merging import Merge, accepted
from measures.report.phrases import listed
from measures.report.workbook_cover import protection
from measures.results import Evaluation

HOLDS = "holds_data"
WARNING = (
    "Exact figures, for whoever holds the answers: they can give away what single people said. Do not copy, photograph "
    "or share this screen. Charts and everything you download stay protected."
)
WHAT_IT_TAKES = (
    "More people in a group, or groups put together, let more be shown. Figures of large groups are hidden too where "
    "they would give a small one back by subtraction."
)
SHOWN_ALL = "Nothing had to be hidden."


def seen(current: state.Work, protected: Protected[Evaluation]) -> Evaluation:
    """Say how people are protected, offer merges and the switch, and give what this screen is to show.

    Charts and files take the protected results, whatever is chosen here.
    """
    if not protected.policy.protects:
        return protected.value
    hidden = sum(row.status == "c" for row in protected.value.results)
    with st.expander("Safe to share: what is hidden, and what it would take to show it", key="sharing"):
        widgets.say(protection(protected.policy))
        widgets.say(
            f"{hidden:,} of {len(protected.value.results):,} figures are hidden. {WHAT_IT_TAKES}"
            if hidden
            else SHOWN_ALL
        )
        for number, merge in enumerate(state.merges(current)):
            _offer(current, merge, number)
        holds = st.toggle("I hold this data: show exact figures on this screen", key=HOLDS)
    if not holds:
        state.forget_exact()
        return protected.value
    widgets.warn(WARNING)
    return state.exact(current).value


def _offer(current: state.Work, merge: Merge, number: int) -> None:
    """One merge, what it would gain, and the button that takes it."""
    together = "; ".join(f"{listed(groups)} as '{into}'" for into, groups in merge.merged.items())
    widgets.say(
        f"Merge '{merge.group_by}': {together}. Averages could then be told of groups with {merge.told_then:,} people "
        f"in all (now {merge.told_now:,})."
    )
    rule = current.study.groups[merge.group_by]
    st.button(
        f"Merge '{widgets.literal(merge.group_by)}' into {merge.groups_then} groups",
        key=f"merge_{number}",
        on_click=state.settle,
        args=(
            current.study.model_copy(
                update={"groups": {**current.study.groups, merge.group_by: accepted(rule, merge.step)}}
            ),
        ),
    )
