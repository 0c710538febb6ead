"""Fairness on the page of whom it was for: three questions answered, the charts behind them, everything as a table."""

from __future__ import annotations

import streamlit as st

from measures.app import state, widgets
from measures.disclosure import Protected
from measures.report import words
from measures.report.fairness_charts import Pictures, fairness_pictures
from measures.report.fairness_facts import FairFacts, breakdowns, fair_facts
from measures.report.fairness_tables import figures_table, gaps_table, groups_table
from measures.report.fairness_words import fairness_answers
from measures.report.hidden_words import adding_up
from measures.report.phrases import breakdown_name
from measures.report.tables import Table
from measures.results import Evaluation, ScaleFacts

HEADING = "Were good outcomes shared fairly?"
NO_GROUPS = "This part compares what changed between groups. It waits for groups, which the Check page asks about."


def show(current: state.Work, protected: Protected[Evaluation], seen: Evaluation) -> None:
    """The section: one scale and one breakdown at a time; pictures are protected, words and tables are of `seen`."""
    st.header(HEADING)
    evaluation = protected.value
    asked = state.kept("fair_asked", current.digest, lambda: _asked(evaluation))
    if not asked:
        widgets.say(NO_GROUPS)
        return
    chosen = st.selectbox(
        "Which outcome",
        list(asked),
        format_func=lambda name: asked[name][0].title,
        key="fair_scale",
        persist_state="session",
    )
    facts, names = asked[chosen]
    group_by = st.selectbox(
        "Between which groups",
        names,
        format_func=breakdown_name,
        key="fair_group_by",
        persist_state="session",
    )
    _one(current, protected, seen, fair_facts(seen, facts, group_by))


def _asked(evaluation: Evaluation) -> dict[str, tuple[ScaleFacts, tuple[str, ...]]]:
    """The scales that fairness was asked of, by name, each with its breakdowns."""
    found = {facts: breakdowns(evaluation, facts) for facts in words.in_domain_order(evaluation.scales)}
    return {f"{facts.instrument}.{facts.scale}": (facts, names) for facts, names in found.items() if names}


def _one(current: state.Work, protected: Protected[Evaluation], seen: Evaluation, known: FairFacts) -> None:
    answers = fairness_answers(known)
    if not answers:
        widgets.say("Fewer than two groups of people answered both times, so there is nothing to compare.")
        return
    averages, gap, slope = _pictures(current, protected, known)
    for (question, sentences), picture, key in zip(
        answers, (averages, gap, slope), ("averages", "gap", "slope"), strict=True
    ):
        st.subheader(question)
        if picture is not None:
            widgets.show_picture(picture, key=f"fair_{key}", of=protected)
        for sentence in sentences:
            if picture is None or not picture.title.startswith(sentence.rstrip(".")):  # else its title says it
                widgets.say(sentence)
        if key == "averages":
            alt = f"{known.facts.title} by {known.name}, before and after"
            _table(groups_table(known), alt, below=adding_up(seen.issues))
        if key == "gap" and not widgets.all_hidden(gaps_table(known)):  # else the sentence says so
            _table(gaps_table(known), f"The gap in {known.facts.title} by {known.name}")
    with st.expander("How we worked this out", key="fair_workings"):
        widgets.say(
            "Gaps and slopes are of the people who answered both times and whose group is known. Intervals come from "
            "drawing people again and again (bootstrap). The slope index puts everybody in the order of their groups "
            "and asks how much higher the score is at the far end. docs/methods.md defines every figure; those of "
            "single bands are in the Excel summary."
        )
        _table(figures_table(known), "Every figure over the groups together")


def _table(table: Table, alt: str, below: str = "") -> None:
    """A table whose first column is words and whose others are figures."""
    widgets.show_table(table, alt=alt, numbers=list(table[0] if table else ())[1:], below=below)


def _pictures(current: state.Work, protected: Protected[Evaluation], known: FairFacts) -> Pictures:
    name = f"{current.digest} {known.facts.instrument}.{known.facts.scale} {known.group_by}"
    return state.kept("fair_pictures", name, lambda: fairness_pictures(protected, known.facts, known.group_by))
