"""What changed: the headline, then one scale at a time with its sentence, chart, table and workings."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from measures.app import depth, holding, progress, state, widgets
from measures.disclosure import Protected
from measures.errors import InputError
from measures.report import tables, words
from measures.report.charts import Picture
from measures.report.evidence import RULES
from measures.report.flow_words import who_answered
from measures.report.hidden_words import FLOW_ROUNDED, adding_up
from measures.report.phrases import breakdown_name
from measures.results import Evaluation, ScaleFacts

EVERYBODY = "Everybody"


def show() -> None:
    """The page."""
    st.title("What changed")
    current = state.work()
    if current is None:
        widgets.nothing_yet("This page says what changed, for how many people, and how sure that is.")
        return
    protected = _results(current)
    if protected is None:
        return
    evaluation = holding.seen(current, protected) if protected.value.scales else protected.value
    if not evaluation.scales:
        widgets.say("No set of questions was recognised in these files, so there is nothing to compare yet.")
        st.page_link("measures/app/check.py", label="Say on the Check page what the columns are")
        return
    _headline(current, evaluation)
    facts = _chosen_scale(evaluation.scales)
    group_by = _chosen_breakdown(evaluation)
    for_everybody, by_group = state.pictures(current, protected, facts, group_by)
    _scale(protected, evaluation, facts, for_everybody)
    depth.show(current, protected, facts)
    if group_by:
        _by_group(protected, evaluation, facts, group_by, by_group)
    _people(current, protected, facts)
    _workings(evaluation, facts)


def _results(current: state.Work) -> Protected[Evaluation] | None:
    """The protected results, or nothing once it was said why there are none."""
    place = st.empty()
    try:
        with progress.stages(place, "Working it out", needed=not state.is_kept("results", current)) as tell:
            found = state.results(current, progress=tell)
    except InputError as error:
        widgets.show_issues(error.issues)
        st.page_link("measures/app/check.py", label="Settle it on the Check page")
        return None
    return found


def _headline(current: state.Work, evaluation: Evaluation) -> None:
    study, rows = current.study, evaluation.results
    if study.title:
        st.markdown(f"**{widgets.literal(study.title)}**")
    widgets.say(who_answered(evaluation))
    if study.analysis.main:
        for sentence in words.headline(evaluation.scales, rows, study.analysis.main):
            st.subheader(widgets.literal(sentence))
    widgets.list_under_headings(words.by_domain(evaluation.scales, rows))
    with st.container(border=True):
        for sentence in words.cautions(evaluation.scales, rows):
            widgets.say(sentence)
    st.page_link("measures/app/handing_on.py", label="Hand it on: Word, Excel, a web page")


def _chosen_scale(scales: Sequence[ScaleFacts]) -> ScaleFacts:
    by_name = {f"{facts.instrument}.{facts.scale}": facts for facts in words.in_domain_order(scales)}
    chosen = st.selectbox(
        "Look closer at",
        list(by_name),
        format_func=lambda name: by_name[name].title,
        key="scale",
        persist_state="session",
    )
    return by_name[chosen]


def _chosen_breakdown(evaluation: Evaluation) -> str:
    breakdowns = list(dict.fromkeys(row.group_by for row in evaluation.results if row.group_by))
    if not breakdowns:
        return ""
    chosen = st.selectbox(
        "By group",
        [EVERYBODY, *breakdowns],
        format_func=breakdown_name,
        key="group_by",
        persist_state="session",
    )
    return "" if chosen == EVERYBODY else chosen


def _scale(
    protected: Protected[Evaluation], evaluation: Evaluation, facts: ScaleFacts, picture: Picture | None
) -> None:
    rows = evaluation.results
    st.header(widgets.literal(facts.title))
    sentence = words.change_sentence(facts, rows)
    if picture is None or sentence != f"{words.finding(facts, rows)}.":  # else the chart's title says it
        widgets.say(sentence)
    if picture is not None:
        widgets.show_picture(picture, key="picture", of=protected)
    below = adding_up(evaluation.issues)
    widgets.show_table(tables.scale_table(facts, rows), alt=f"Figures for {facts.title}", below=below)
    not_heard = words.not_heard_sentence(facts, rows)
    if not_heard:
        widgets.say(not_heard)
    exact = words.exact_matches_sentence(facts, rows)
    if exact:
        widgets.say(exact)


def _by_group(
    protected: Protected[Evaluation], evaluation: Evaluation, facts: ScaleFacts, group_by: str, picture: Picture | None
) -> None:
    rows = evaluation.results
    if picture is not None:
        widgets.show_picture(picture, key="group_picture", of=protected)
    else:
        st.subheader(widgets.literal(f"{facts.title} by {group_by.replace('_', ' ')}"))
    for sentence in words.group_sentences(facts, rows, group_by):
        widgets.say(sentence)
    table, below = tables.group_table(facts, rows, group_by), adding_up(evaluation.issues)
    widgets.show_table(table, alt=f"{facts.title} by {group_by}", below=below)


def _people(current: state.Work, protected: Protected[Evaluation], facts: ScaleFacts) -> None:
    """The way from forms read to people counted, as a picture and a table."""
    picture = state.flow_picture(current, protected, facts)
    if picture is None:
        return
    st.header("Who is counted")
    widgets.show_picture(picture, key="flow_picture", of=protected)
    with st.expander("The same as a table", key="flow_table"):
        table, below = tables.flow_table(facts, protected.value.flow), adding_up(protected.value.issues, FLOW_ROUNDED)
        widgets.show_table(table, alt="From forms read to people counted", below=below)


def _workings(evaluation: Evaluation, facts: ScaleFacts) -> None:
    with st.expander("How we worked this out", key="workings"):
        widgets.say(f"{facts.instrument_title}, version {facts.version}. {facts.citation}")
        widgets.say(RULES)
        widgets.show_table(tables.methods_table(facts, evaluation.results), alt="How each figure was made")
    widgets.show_issues(evaluation.issues)


if __name__ == "__main__":  # how Streamlit runs a page
    show()
