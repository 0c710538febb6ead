"""Planning: before any answers are collected, what a number of people could show and how many a wish would need."""

from __future__ import annotations

import streamlit as st

from measures.app import state, widgets
from measures.errors import UsageError
from measures.instrument import Benchmark, Instrument, Scale
from measures.report.numbers import decimals
from measures.report.planning_words import Plan, guessed_sd, plan_sentences

COUNTED_METHODS = ("category",)
USUAL = "ucla3.total"  # what most programmes ask: chosen until another is


def show() -> None:
    """The page."""
    st.title("Planning")
    st.markdown(
        "Before you ask anybody: how many people are needed, and what could the number you will reach show? "
        "No files are needed here."
    )
    scales = _scales()
    names = list(scales)
    first = names.index(USUAL) if USUAL in names else 0
    name = st.selectbox("Scale", names, index=first, format_func=lambda key: _title(*scales[key]), key="plan_scale")
    instrument, scale = scales[name]
    plan = _asked(name, instrument, scale)
    st.header("What that could show")
    try:
        sentences = plan_sentences(plan)
    except UsageError as error:
        widgets.say(str(error))
        return
    for sentence in sentences:
        widgets.say(sentence)
    with st.expander("How we worked this out", key="plan_workings"):
        widgets.say(
            "The interval is the t interval of the average change; what would be found four times in five is the "
            "change that a two-sided paired t test at 5% finds with 80% power (noncentral t). The spread of the change "
            "is the spread of scores times the square root of 2 (1 - correlation). People in groups count for less, by "
            "1 + (people in a group - 1) x how alike they are (Kish 1965). Numbers of people are rounded up."
        )


def _scales() -> dict[str, tuple[Instrument, Scale]]:
    """Every scale that has a spread, by its name."""
    return {
        f"{instrument.id}.{scale.id}": (instrument, scale)
        for instrument in state.library().values()
        for scale in instrument.scales
        if scale.method not in COUNTED_METHODS
    }


def _title(instrument: Instrument, scale: Scale) -> str:
    return scale.title if scale.title == instrument.title else f"{scale.title} ({instrument.title})"


def _asked(name: str, instrument: Instrument, scale: Scale) -> Plan:
    """The fields of the page, filled with what is known of the scale or a stated guess."""
    low, high = (float(end) for end in scale.range) if scale.range else (None, None)
    known = _benchmark(instrument, scale)
    if known is not None and known.sd is not None:
        start, why = float(known.sd), f"Spread of {known.population}, {known.year}: {known.source}."
    else:
        start, why = guessed_sd(low, high) or 1.0, "A guess: a quarter of the scale's range."
    left, right = st.columns(2)
    number = left.number_input("People who will start", min_value=1, max_value=10_000_000, value=60, key="plan_people")
    again = right.number_input("Percent of them who will answer again", 1, 100, 70, key="plan_again")
    sd = left.number_input(
        "Standard deviation of scores at one time", min_value=0.0, value=start, format="%.4g", key=f"plan_sd_{name}"
    )
    correlation = right.number_input(
        "Correlation of first and later scores", -1.0, 0.99, 0.5, step=0.05, key="plan_correlation"
    )
    widgets.aside(
        f"{why} Figures from people like yours are better than either: a standard deviation printed in a report on "
        "this scale, or your own earlier results. A correlation of 0.5 is a guess too; over a few weeks it is often "
        "higher, and then fewer people are needed."
    )
    wished = left.number_input(
        "Know the average change to within (points)",
        min_value=0.0,
        value=None,
        format="%.4g",
        key=f"plan_wished_{name}",
    )
    important = right.number_input(
        "Change that must not be missed (points)", min_value=0.0, value=None, format="%.4g", key=f"plan_found_{name}"
    )
    with st.expander("People come in groups (sessions, sites)", key="plan_groups"):
        size = st.number_input("People in a group", 1, 10_000, 1, key="plan_size")
        alike = st.number_input(
            "How alike people in a group are (intracluster correlation)", 0.0, 1.0, 0.05, step=0.01, key="plan_alike"
        )
    return Plan(
        people=int(number),
        sd=float(sd),
        correlation=float(correlation),
        heard_again=again / 100,
        cluster_size=float(size),
        intracluster=float(alike),
        wished=wished,
        important=important,
        places=decimals(None if scale.step is None else float(scale.step)),
    )


def _benchmark(instrument: Instrument, scale: Scale) -> Benchmark | None:
    """A verified spread of this scale among everybody, where the instrument's file has one."""
    fitting = (
        one
        for one in instrument.benchmarks
        if one.scale == scale.id and one.status == "verified" and one.sd is not None and one.group == "everybody"
    )
    return next(fitting, None)


if __name__ == "__main__":  # how Streamlit runs a page
    show()
