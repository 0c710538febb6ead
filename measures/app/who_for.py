"""Who for: who took part beside residents, where they came from, and whether good outcomes were shared fairly."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from measures.app import fairness_section, holding, progress, state, widgets
from measures.disclosure import Protected
from measures.equity.population import AREAS
from measures.errors import InputError
from measures.report import reach_charts, reach_tables, reach_words
from measures.report.charts import Picture
from measures.report.hidden_words import REACH_ROUNDED, adding_up
from measures.report.phrases import breakdown_name
from measures.results import Evaluation
from measures.study import Population, Study

NOBODY = "Nobody"
EVERY_AGE = "All ages"
ADULTS = "16 and over"
AGES = {EVERY_AGE: None, ADULTS: "16+"}
OWN_FILE = "The population file of the study"
NUMBERS = ("Took part", "Share of them", "Share of residents", "Ratio", "Interval", "People more or fewer")


def show() -> None:
    """The page."""
    st.title("Who for")
    current = state.work()
    if current is None:
        widgets.nothing_yet("This page says who took part, beside who lives here, and who gained.")
        return
    _yardstick(current)
    protected = _results(current)
    if protected is None:
        return
    seen = holding.seen(current, protected)
    _who_took_part(current, protected, seen)
    fairness_section.show(current, protected, seen)


def _yardstick(current: state.Work) -> None:
    """Choose whom to compare with, without a study file."""
    study = current.study
    now = study.population or Population()
    choices = [NOBODY, *AREAS, *([OWN_FILE] if now.file else [])]
    shown = OWN_FILE if now.file else now.area if now.area in AREAS else NOBODY
    ages = list(AGES) if now.ages in AGES.values() else [*AGES, now.ages or ""]
    with st.form("yardstick", border=True):
        left, right = st.columns([3, 2])
        chosen = left.selectbox("Compare with residents of", choices, index=choices.index(shown), key="area")
        age = right.selectbox(
            "The programme is for",
            ages,
            index=next((place for place, name in enumerate(ages) if AGES.get(name, name) == now.ages), 0),
            key="ages",
        )
        if st.form_submit_button("Compare with these residents", key="use_area"):
            state.settle(_with_population(study, chosen, AGES.get(age, age)))
            st.rerun()


def _with_population(study: Study, chosen: str, ages: str | None) -> Study:
    """The study with these residents as its yardstick, or without any."""
    if chosen == OWN_FILE and study.population is not None:
        return study.model_copy(update={"population": study.population.model_copy(update={"ages": ages})})
    describes = study.population.describes if study.population else "residents"
    stated = None if chosen == NOBODY else Population(area=chosen, ages=ages, describes=describes)
    return study.model_copy(update={"population": stated})


def _results(current: state.Work) -> Protected[Evaluation] | None:
    """The protected results, or nothing once it was said why there are none."""
    place = st.empty()
    try:
        with progress.stages(place, "Working it out", needed=not state.is_kept("results", current)) as tell:
            return state.results(current, progress=tell)
    except InputError as error:
        widgets.show_issues(error.issues)
        st.page_link("measures/app/check.py", label="Settle it on the Check page")
        return None


def _who_took_part(current: state.Work, protected: Protected[Evaluation], seen: Evaluation) -> None:
    """Pictures of protected figures; words and tables of what this screen is to show (`seen`)."""
    rows = [row for row in seen.results if not row.instrument]
    st.header("Who took part")
    breakdowns = reach_words.breakdowns(rows)
    if current.study.population is None and current.study.reach is None:
        widgets.say("Choose above whom to compare with: then this page says which groups took part more or less.")
        return
    widgets.say(reach_words.took_part_sentence(rows))
    if not breakdowns:
        widgets.say(
            "To see who took part, we need to know something of them: age, sex, where they live. Say on the Check page "
            "which columns tell it ('Something about the person')."
        )
        st.page_link("measures/app/check.py", label="Say which columns tell about people")
        return
    chosen = st.selectbox(
        "By",
        breakdowns,
        format_func=breakdown_name,
        key="reach_by",
        persist_state="session",
    )
    _breakdown(current, protected, seen, chosen)
    _maps(current, protected, seen)


def _breakdown(current: state.Work, protected: Protected[Evaluation], seen: Evaluation, group_by: str) -> None:
    rows = [row for row in seen.results if not row.instrument]
    name = breakdown_name(group_by)
    drawn = _picture(current, group_by, lambda: reach_charts.against_residents(protected, group_by))
    if drawn is not None:
        widgets.show_picture(drawn, key="reach_picture", of=protected)
    else:
        st.subheader(widgets.literal(reach_words.finding(rows, group_by)))
    if reason := reach_words.why_not(rows, group_by):
        widgets.say(reason)
    for sentence in reach_words.group_sentences(rows, group_by):
        widgets.say(sentence)
    below = adding_up(seen.issues, REACH_ROUNDED)
    table = reach_tables.reach_table(rows, group_by)
    widgets.show_table(table, alt=f"Who took part, by {name}", numbers=NUMBERS, below=below)
    base = reach_words.base_sentence(rows, group_by)
    told = drawn is not None and base in drawn.subtitle
    yardstick = reach_words.NOT_THE_RIGHT_PEOPLE if "residents" in base else ""
    if below_table := " ".join(["" if told else base, yardstick]).strip():
        widgets.aside(below_table)
    with st.expander("Who of them was heard from at both times", key="second_ladder"):
        for sentence in reach_words.second_ladder(rows, group_by):
            widgets.say(sentence)
        widgets.say("Groups that are not named here are too small to show, or their share is hidden to protect people.")
    with st.expander("How we worked this out", key="reach_workings"):
        if apart := reach_words.apart_sentence(rows, group_by):
            widgets.say(apart)
        widgets.say(
            "Ratio: a group's share of those who took part, divided by its share of residents; 1 is the same share. "
            "Intervals: Wilson's for a share, residents taken as counted. Those who did not say are in no share."
        )
        widgets.show_table(reach_tables.tests_table(rows, group_by), alt=f"All groups together, by {name}")


def _maps(current: state.Work, protected: Protected[Evaluation], seen: Evaluation) -> None:
    """Where people came from: districts, and small areas where postcodes told them."""
    districts = _picture(current, "districts", lambda: reach_charts.district_map(protected))
    areas = _picture(current, "small areas", lambda: reach_charts.small_area_map(protected))
    drawn = {name: each for name, each in (("Districts", districts), ("Small areas", areas)) if each is not None}
    if not drawn:
        return
    st.header("Where they came from")
    chosen = st.radio("Map of", list(drawn), horizontal=True, key="map_of") if len(drawn) > 1 else next(iter(drawn))
    widgets.show_picture(drawn[chosen or next(iter(drawn))], key="map_picture", of=protected)
    with st.expander("The same as a table", key="map_table"):
        table = reach_tables.places_table(seen.results, small=chosen == "Small areas")
        numbers = [name for name in (table[0] if table else ()) if name != "Place"]
        below = adding_up(seen.issues, REACH_ROUNDED)
        widgets.show_table(table, alt="Where people came from", numbers=numbers, below=below)


def _picture(current: state.Work, name: str, draw: Callable[[], Picture | None]) -> Picture | None:
    return state.kept(f"picture of {name}", current.digest, draw)


if __name__ == "__main__":  # how Streamlit runs a page
    show()
