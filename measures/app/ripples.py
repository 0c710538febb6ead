"""Ripples: a map of activities and what followed, as participants recalled it; a survey is not needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from measures.app import progress, ripple_state, state, widgets
from measures.app.ripple_state import Ripples
from measures.disclosure import Protected
from measures.errors import InputError
from measures.exports.tables import Upload
from measures.report import ripple_charts, ripple_files, ripple_words, workbook
from measures.report.numbers import counted
from measures.report.ripple_template import diary_template, map_template
from measures.results import Evaluation, Issue
from measures.ripple.building import MapOptions
from measures.ripple.merging import LikeTitles
from measures.ripple.ripple_map import RippleMap

FILE_TYPES = ["xlsx", "xls", "csv", "tsv", "txt"]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_MANY = "There are more boxes than a picture can show; the table and the files below hold every one."
NO_DATES = "No box has a date, so there is no timeline. The table holds every box."
ON_THIS_PAGE = {
    "like_titles": "If two are one, tick them below; nothing is merged unless you say so.",
    "map_dates_ambiguous": "Say below which comes first, the day or the month.",
}
ORDERS = {"day_first": "The day (3 April)", "month_first": "The month (4 March)"}
MOST_BOXES, MOST_PAIRS = 60, 20


def show() -> None:
    """The page."""
    st.title("Ripples")
    st.markdown(
        "A ripple map is drawn together: what was done, what followed, and what followed from that. It holds what "
        "participants recalled. It needs no survey."
    )
    current = ripple_state.ripples()
    if current is None:
        _begin()
        return
    if current.sample:
        widgets.aside("Sample data: this map is invented.")
    try:
        needed = not state.is_kept(ripple_state.RESULTS, current)
        with progress.stages(st.empty(), "Reading the map", needed=needed) as tell:
            evaluation, ripple_map = ripple_state.results(current, progress=tell)
    except InputError as error:
        widgets.show_issues(error.issues)
        _another()
        return
    _said(evaluation)
    _pictures(current, evaluation, ripple_map)
    _look_over(current, evaluation.value.issues)
    _hand_on(evaluation, ripple_map)
    _another()


def _begin() -> None:
    """What this page will show, and the ways to begin."""
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True, height="stretch"):
        st.markdown("**Your own map**")
        _choose()
    with right, st.container(border=True, height="stretch"):
        st.markdown("**Just looking?**")
        st.markdown("An invented map of a singing project: two workshops, five activities, what followed.")
        st.button("Try it with a sample map", key="ripple_sample", on_click=ripple_state.take_sample)
    st.header("Start a map of your own")
    st.markdown(
        "Fill in a blank workbook after a workshop: one row for each box, one for each arrow. Or keep a **diary** by "
        "yourself: when, what happened, what led to it, who led."
    )
    _templates()


def _choose() -> None:
    files = st.file_uploader(
        "Ripple maps: a workbook, a diary, or CSV files",
        type=FILE_TYPES,
        accept_multiple_files=True,
        key=f"ripple_files_{ripple_state.taken()}",
        help="A workbook with the sheets nodes, links and workshops; CSV files of nodes and links; or a diary. Several "
        "maps are merged.",
    )
    if st.button("Read this map", key="ripple_take", type="primary", disabled=not files):
        ripple_state.take([Upload(file.name, file.getvalue()) for file in files or []])
        st.rerun()


def _templates() -> None:
    left, right = st.columns(2)
    _download(left, "Download a blank map", map_template, "ripple_map_template.xlsx", EXCEL)
    _download(right, "Download a blank diary", diary_template, "ripple_diary_template.xlsx", EXCEL)


def _said(evaluation: Protected[Evaluation]) -> None:
    first, *others = ripple_words.summary(evaluation.value.results)
    st.header("What was recalled")
    st.markdown(f"**{widgets.literal(first)}**")
    for sentence in others:
        widgets.say(sentence)


def _pictures(current: Ripples, evaluation: Protected[Evaluation], ripple_map: Protected[RippleMap]) -> None:
    timeline, rings, quarters = ripple_state.pictures(current)
    st.header("Along time")
    if timeline is not None:
        widgets.show_picture(timeline, "ripple_timeline")
    else:
        dated = any(node.when is not None for node in ripple_map.value.nodes)
        widgets.say(TOO_MANY if dated else NO_DATES)
    boxes = ripple_charts.box_table(ripple_map)
    with st.expander(f"Every box ({len(boxes):,})", key="ripple_boxes"):
        widgets.show_table(boxes[:MOST_BOXES], alt="Every box of the map", numbers=())
        if len(boxes) > MOST_BOXES:
            widgets.say(f"And {len(boxes) - MOST_BOXES:,} more, in the Excel summary.")
    told, reached = ripple_state.told(current)
    if told:
        st.header("The longest chains, told")
        for line in told:
            with st.container(border=True):
                st.markdown(f"**{counted(int(line['Steps']), 'step', 'steps')}**")
                widgets.say(line["The story"])
    st.header("How far it went")
    if rings is not None:
        widgets.show_picture(rings, "ripple_rings")
    if reached:
        widgets.show_table(reached, alt="What followed from each activity", numbers=tuple(reached[0])[1:])
        widgets.aside(
            "Shared credit: an impact that several activities lead to counts a part for each, so the column adds up to "
            "the impacts that followed."
        )
    if quarters is not None:
        st.header("What kind, and when")
        widgets.show_picture(quarters, "ripple_quarters")
        cells = ripple_charts.category_cells(evaluation.value.results)
        widgets.show_table(
            [{"Category": row.category, "Quarter": row.group, "Impacts": f"{row.estimate:.0f}"} for row in cells],
            alt="Impacts by category and quarter",
            numbers=("Impacts",),
        )


def _look_over(current: Ripples, issues: Sequence[Issue]) -> None:
    """What to look at in the map, and what the user may settle."""
    st.header("What we noticed in the map")
    if not issues:
        widgets.say("Nothing stood out.")
    widgets.show_issues(replace(issue, fix=ON_THIS_PAGE.get(issue.code, issue.fix)) for issue in issues)
    options = current.options
    pairs = ripple_state.twins(current)[:MOST_PAIRS]
    ambiguous = any(issue.code == "map_dates_ambiguous" for issue in issues)
    if not pairs and not ambiguous and options.dates is None:
        return
    with st.form("ripple_settle"):
        merge = [pair for k, pair in enumerate(pairs) if st.checkbox(widgets.literal(_pair(pair)), key=f"merge_{k}")]
        order = options.dates
        if ambiguous or order is not None:
            chosen = st.radio(
                "In dates such as 03/04/2021, which comes first?", list(ORDERS), format_func=ORDERS.__getitem__,
                index=None if order is None else list(ORDERS).index(order), key="ripple_order",
            )  # fmt: skip
            order = "day_first" if chosen == "day_first" else "month_first" if chosen else None
        settled = MapOptions(order, (*options.merge, *((pair.first.id, pair.second.id) for pair in merge)))
        if st.form_submit_button("Count these as I said") and settled != options:
            ripple_state.settle(current, settled)
            st.rerun()


def _pair(pair: LikeTitles) -> str:
    return f"'{pair.first.title}' ({pair.first.id}) and '{pair.second.title}' ({pair.second.id}) are one"


def _hand_on(evaluation: Protected[Evaluation], ripple_map: Protected[RippleMap]) -> None:
    st.header("Take it with you")
    left, right = st.columns(2)
    _download(left, "Download the Excel summary", lambda: workbook.summary_workbook(evaluation), "ripples.xlsx", EXCEL)
    _download(right, "For Kumu (Excel)", lambda: ripple_files.kumu_workbook(ripple_map), "ripples_kumu.xlsx", EXCEL)
    _download(left, "For Graphviz (DOT)", lambda: ripple_files.dot(ripple_map).encode(), "ripples.dot", "text/plain")
    _download(
        right, "As GraphML", lambda: ripple_files.graphml(ripple_map).encode(), "ripples.graphml", "application/xml"
    )
    widgets.aside("Quotations and notes stay out of these files.")


def _another() -> None:
    with st.expander("Another map, or a blank one", key="ripple_another"):
        _choose()
        _templates()


def _download(place: DeltaGenerator, label: str, make: Callable[[], bytes], name: str, mime: str) -> None:
    place.download_button(
        label, data=make, file_name=name, mime=mime, key=f"download_{name}", on_click="ignore", width="stretch"
    )


if __name__ == "__main__":  # how Streamlit runs a page
    show()
