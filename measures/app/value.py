"""Value, carefully: what people feel first, totals that are no money, money only when it is switched on."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from measures.app import progress, state, value_sheet, widgets
from measures.disclosure import Protected
from measures.errors import InputError
from measures.report import value_words as words
from measures.report.words import change_sentence
from measures.results import Evaluation
from measures.value.settings import ValueRules

MODES = {
    "Not stated": None,
    "On paper or a screen, by themselves": "self-completion",
    "By an interviewer": "interviewer",
}
ESTIMATORS = {"Only the rise between the two times": "observed", "And then held for some years": "held"}
NO_WELLBYS = (
    "These answers hold no question about life satisfaction from 0 to 10, so there are no WELLBYs. A value sheet of "
    "your own can say what the change is worth, and other questions may be set beside published figures."
)
NO_MODE = (
    "Published figures differ by how people were asked. Say below how people answered, and their answers are set "
    "beside everybody's who were asked in the same way."
)
SHARES = {
    "deadweight": "Would have happened anyway, percent",
    "attribution": "Due to others, percent",
    "displacement": "Only moved from elsewhere, percent",
    "drop_off": "Wears off each year, percent",
}


def show() -> None:
    """The page."""
    st.title("Value")
    current = state.work()
    if current is None:
        widgets.nothing_yet("This page says what the change is worth to people, and money only if you switch it on.")
        return
    rules = current.study.value or ValueRules()
    try:
        with progress.stages(st.empty(), "Working it out", needed=not state.is_kept("results", current)) as tell:
            protected = state.results(current, progress=tell)
    except InputError as error:
        widgets.show_issues(error.issues)
        st.page_link("measures/app/check.py", label="Settle it on the Check page")
        return
    asked = any(f"{facts.instrument}.{facts.scale}" == rules.scale for facts in protected.value.scales)
    _felt(protected, rules)
    if current.study.value is not None:
        _totals(protected)
        _money(protected, rules)
    elif asked:
        widgets.say("State below how people answered and what is to be assumed, and this page goes on from there.")
    if asked or current.study.value is not None:
        st.header("What is assumed")
        _assume(current, rules)
        value_sheet.show(current, protected, rules)
    else:  # what can still be done here comes first
        value_sheet.show(current, protected, rules)
        with st.expander("What is assumed", key="value_assume"):
            _assume(current, rules)
    if current.study.value is not None:
        widgets.show_issues(
            issue
            for issue in protected.value.issues
            if issue.code in ("naive_value", "recalled_parameter", "value_not_stated")
        )


def _felt(protected: Protected[Evaluation], rules: ValueRules) -> None:
    """The change in units that people feel, before anything else."""
    st.header("What people feel")
    found = [facts for facts in protected.value.scales if f"{facts.instrument}.{facts.scale}" == rules.scale]
    if not found:
        widgets.say(NO_WELLBYS)
    for facts in found:
        st.subheader(widgets.literal(change_sentence(facts, protected.value.results)))
    if rules.mode is None:
        if any(row.measure == "benchmark_difference" for row in protected.value.results):
            widgets.say(NO_MODE)
        return
    titles = {(facts.instrument, facts.scale): facts.title for facts in protected.value.scales}
    table = words.benchmark_table(protected.value.results, titles)
    if table:
        st.markdown("**Beside everybody, asked in the same way**")
        widgets.show_table(table, alt="Differences from published figures", numbers=("Difference", "Interval"))


def _totals(protected: Protected[Evaluation]) -> None:
    rows = protected.value.results
    st.header("In all, not in money")
    widgets.say(words.wellby_sentence(rows))
    widgets.aside(words.WELLBY)
    widgets.show_table(words.capability_table(rows), alt="Capability", numbers=("Value",))


def _money(protected: Protected[Evaluation], rules: ValueRules) -> None:
    rows = protected.value.results
    if rules.money:
        st.header("In money, low case first")
        widgets.show_table(
            words.money_table(rows), alt="Worth, low case first", numbers=("A WELLBY is taken as", "Worth", "Interval")
        )
        widgets.warn(words.NOT_CASH)
    with st.expander("What was assumed", key="value_assumed", expanded=rules.money):
        for note in words.assumptions(rows):
            widgets.say(note)


def _assume(current: state.Work, rules: ValueRules) -> None:
    """Every assumption, to be seen and changed."""
    with st.form("value_rules"):
        mode_at, estimator_at, years_at, held_at, *share_at = _places(4 + len(SHARES))
        mode = mode_at.selectbox(
            "How people answered", list(MODES), index=list(MODES.values()).index(rules.mode), key="value_mode"
        )
        estimator = estimator_at.selectbox(
            "What is counted of the change", list(ESTIMATORS), index=list(ESTIMATORS.values()).index(rules.estimator),
            key="value_estimator",
        )  # fmt: skip
        years = years_at.number_input(
            "Years between the two times (0: as the dates tell)", min_value=0.0, max_value=50.0, step=0.05,
            value=float(rules.years or 0), key="value_years",
        )  # fmt: skip
        held = held_at.number_input(
            "Years it is held afterwards", min_value=1, max_value=50, value=rules.held_years, key="value_held"
        )
        shares = {
            name: place.number_input(
                label, min_value=0, max_value=99, value=round(100 * getattr(rules, name)), key=f"value_{name}"
            )
            for place, (name, label) in zip(share_at, SHARES.items(), strict=True)
        }
        money = st.checkbox("Show money: low, central and high case", value=rules.money, key="value_money")
        st.markdown("What a WELLBY is taken to be worth, in pounds at 2019 prices; used only when money is shown:")
        low, central, high = (
            column.number_input(f"{case.capitalize()} case", min_value=1, value=round(worth), key=f"wellby_{case}")
            for column, case, worth in zip(st.columns(3), ("low", "central", "high"), rules.wellby, strict=True)
        )
        if st.form_submit_button("Work it out with these"):
            stated = {
                "mode": MODES[mode],
                "estimator": ESTIMATORS[estimator],
                "years": Decimal(repr(years)) if years else None,
                "held_years": int(held),
                "money": money,
                "wellby": tuple(sorted(Decimal(int(worth)) for worth in (low, central, high))),
                **{name: Decimal(int(share)) / 100 for name, share in shares.items()},
            }
            state.settle(current.study.model_copy(update={"value": rules.model_copy(update=stated)}))
            st.rerun()


def _places(count: int) -> list[DeltaGenerator]:
    """Two to a line, so that they stand level, and in their order one below the other on a phone."""
    return [place for _ in range(0, count, 2) for place in st.columns(2, vertical_alignment="bottom")][:count]


if __name__ == "__main__":  # how Streamlit runs a page
    show()
