"""Profile: the conditions for good health, one line for each set of questions, never a figure over them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from measures.app import progress, state, widgets
from measures.disclosure import Protected
from measures.errors import InputError
from measures.report import profile_chart as charts
from measures.report.words import in_domain_order
from measures.results import Evaluation

EVERYBODY = "Everybody"


def show() -> None:
    """The page."""
    st.title("Profile")
    current = state.work()
    if current is None:
        widgets.nothing_yet(
            "This page sets independence, skills, strengths, social connection, choice and control side by side."
        )
        return
    try:
        with progress.stages(st.empty(), "Working it out", needed=not state.is_kept("results", current)) as tell:
            protected = state.results(current, progress=tell)
    except InputError as error:
        widgets.show_issues(error.issues)
        st.page_link("measures/app/check.py", label="Settle it on the Check page")
        return
    st.markdown(
        "The conditions for good health, each by the questions that speak for it. They are not added up: people, not "
        "averages over conditions, say which matters most."
    )
    group_by, group = _chosen(charts.groups_of(protected))
    picture = charts.profile_picture(protected, group_by, group)
    if picture is None:
        widgets.say("There is nothing that can be shown: no set of questions has a range, or the groups are too small.")
    else:
        widgets.show_picture(picture, "profile_picture", of=protected)
    widgets.show_table(
        widgets.with_condition(charts.profile_table(protected, group_by, group), "Condition", "Questions"),
        alt="The profile in figures",
        numbers=("Before", "After", "Improvement", "Interval", "People"),
    )
    _themes(protected)


def _chosen(breakdowns: dict[str, list[str]]) -> tuple[str, str]:
    if not breakdowns:
        return "", ""
    group_by = st.selectbox(
        "By group", [EVERYBODY, *breakdowns], format_func=lambda name: name.replace("_", " "), key="profile_by"
    )
    if group_by == EVERYBODY:
        return "", ""
    return group_by, st.selectbox("Which", breakdowns[group_by], key=f"profile_group_{group_by}")


def _themes(protected: Protected[Evaluation]) -> None:
    """Reach, change, connections and ripples side by side."""
    rows = protected.value.results
    st.header("Side by side, by theme")
    named = charts.themes(rows)
    if not named or not protected.value.scales:
        widgets.say(
            "Where people are told apart by theme, area of work, programme or place (groups of these names in the "
            "study file), this table sets reach, change, connections and ripples of each side by side."
        )
        return
    group_by = st.selectbox("Theme", named, format_func=lambda name: name.replace("_", " "), key="theme_by")
    scales = {facts.title: (facts.instrument, facts.scale) for facts in in_domain_order(protected.value.scales)}
    title = st.selectbox("Change in", list(scales), key="theme_scale")
    table = charts.theme_table(rows, group_by, scales[title])
    chosen = _quotes(table)
    for line, words in zip(table, chosen, strict=True):
        line["In their words"] = words
    widgets.show_table(table, alt="Reach, change, connections and ripples by theme", numbers=tuple(table[0])[1:-1])


def _quotes(table: Sequence[dict[str, str]]) -> list[str]:
    """A quote for each line, of those chosen by hand among people's words; none unless somebody puts it there."""
    kept = [quote.words for quote in state.quotes()]
    if not kept:
        widgets.aside("Choose quotes under 'In people's words' to set one beside each line.")
        return [""] * len(table)
    with st.expander("Quotes beside the lines", key="theme_quotes"):
        return [
            st.selectbox(next(iter(line.values())), ["", *kept], key=f"theme_quote_{number}")
            for number, line in enumerate(table)
        ]


if __name__ == "__main__":  # how Streamlit runs a page
    show()
