"""One scale in depth, below its headline on the What changed page: one picture at a time, each with its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from measures.app import state, widgets
from measures.disclosure import Protected
from measures.evaluate import people_of
from measures.own_cells import own_cells
from measures.reading import read
from measures.report import change_charts, own_eyes
from measures.report.change_charts import Drawn
from measures.report.change_words import level_sentences
from measures.report.hidden_words import adding_up
from measures.report.strength import RULES, strength_sentences
from measures.results import Evaluation, Row, ScaleFacts

OWN_EYES = "Person by person"
ASK = (
    "Show one line for each person. This is not protected: I hold these data, and nobody else sees this screen. It "
    "goes into no report."
)


def show(current: state.Work, protected: Protected[Evaluation], facts: ScaleFacts) -> None:
    """The sentences about levels, the choice of a view, its picture and table."""
    name, rows = f"{facts.instrument}.{facts.scale}", protected.value.results
    important = current.study.analysis.minimum_important_change.get(name)
    mark = None if important is None else float(important)
    for sentence in (*level_sentences(facts, rows), *strength_sentences(facts, rows, mark)):
        widgets.say(sentence)
    drawn = state.kept("depth", f"{current.digest} {name}", lambda: _views(protected, facts, mark))
    linked = any(row.measure == "mean_change" and row.status != "x" for row in _overall(protected, facts))
    views = [*drawn, *([OWN_EYES] if linked else [])]
    if not views:
        return
    st.subheader("Look deeper")
    chosen = views[0]
    if len(views) > 1:
        chosen = st.radio("View", views, key=f"depth_{name}", horizontal=True, label_visibility="collapsed")
    if chosen == OWN_EYES:
        _person_by_person(current, facts, mark)
    elif chosen in drawn:
        _show(drawn[chosen], chosen, protected)
    widgets.aside(RULES)


def _views(protected: Protected[Evaluation], facts: ScaleFacts, important: float | None) -> Mapping[str, Drawn]:
    """The protected views that have something to show, by name."""
    asked: Mapping[str, Callable[[], Drawn | None]] = {
        "How change was spread": lambda: change_charts.spread_of_change(protected, facts, important),
        "Levels before and after": lambda: change_charts.levels(protected, facts),
        "Moves between levels": lambda: change_charts.moves(protected, facts, "band"),
        "Important change": lambda: change_charts.moves(protected, facts, "important"),
        "Reliable change": lambda: change_charts.moves(protected, facts, "reliable"),
    }
    made = {name: draw() for name, draw in asked.items()}
    return {name: drawn for name, drawn in made.items() if drawn is not None}


def _person_by_person(current: state.Work, facts: ScaleFacts, important: float | None) -> None:
    """Unprotected pictures, after the person who holds the data said so; nothing is worked out before."""
    if not st.checkbox(ASK, key="own_eyes"):
        return
    name = f"{facts.instrument}.{facts.scale}"

    def draw() -> list[Drawn]:
        responses = people_of(read(current.study, current.uploads, state.library()), current.uploads)
        pairs = own_cells(responses, current.study, name)
        if pairs is None:
            return []
        made = (own_eyes.lines(pairs, facts), own_eyes.change_histogram(pairs, facts, important))
        return [drawn for drawn in made if drawn is not None]

    found = state.kept("own_eyes_pictures", f"{current.digest} {name}", draw)
    if not found:
        widgets.say(f"Fewer than {own_eyes.FEWEST_PEOPLE} people answered both times: single people are not drawn.")
    for number, drawn in enumerate(found):
        _show(drawn, f"{OWN_EYES} {number}", None)


def _show(drawn: Drawn, name: str, protected: Protected[Evaluation] | None) -> None:
    """A picture and its table; what was not drawn from protected results stays on this screen."""
    picture, table = drawn
    widgets.show_picture(picture, key=f"depth_{name}", of=protected, take=protected is not None)
    widgets.show_table(table, alt=name, below="" if protected is None else adding_up(protected.value.issues))


def _overall(protected: Protected[Evaluation], facts: ScaleFacts) -> list[Row]:
    return list(protected.value.rows(instrument=facts.instrument, scale=facts.scale, group_by=""))
