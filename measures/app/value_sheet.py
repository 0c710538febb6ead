"""The user's own value sheet on the Value page: brought along, looked over before it is kept, told with its doubts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import streamlit as st

from measures.app import state, widgets
from measures.app.who_is_who import MATCHES
from measures.disclosure import Protected
from measures.errors import InputError
from measures.exports.named_columns import read_named
from measures.exports.tables import Upload
from measures.report import value_words as words
from measures.report.value_charts import swing_picture, swing_table
from measures.results import Evaluation, Issue
from measures.value.settings import ValueRules
from measures.value.social_return import TEMPLATE, read_outcomes

FILE_TYPES = ["csv", "xlsx", "xls", "tsv", "txt"]
ABOUT = (
    "A table of outcomes with how many people had each and what it is worth to them, by a source of your own: columns "
    "outcome, quantity, value, and where they apply deadweight, attribution, displacement, drop_off (20 % as 0.2) and "
    "years."
)
TAKEN = "A file of this name stands among your survey files, or may come to. Rename the value sheet."


def show(current: state.Work, protected: Protected[Evaluation], rules: ValueRules) -> None:
    """What the sheet says, how far that hangs on each assumption, and the form to bring one."""
    returned = words.return_sentences(protected.value.results)
    if not returned:
        with st.expander("Bring your own value sheet (social return)", key="value_sheet"):
            _bring(current, rules)
        return
    st.header("Your own value sheet")
    for sentence in returned:
        widgets.say(sentence)
    picture = swing_picture(protected)
    if picture is not None:
        widgets.show_picture(picture, "social_return", of=protected)
        table = swing_table(protected.value.results)
        widgets.show_table(table, alt="The return when one assumption moves", numbers=("If lower", "If higher"))
    with st.expander("Another value sheet", key="value_sheet"):
        _bring(current, rules)


def _bring(current: state.Work, rules: ValueRules) -> None:
    widgets.say(ABOUT)
    st.download_button(
        "Download a blank value sheet", data=TEMPLATE.encode(), file_name="value_sheet.csv", mime="text/csv",
        key="value_template", on_click="ignore",
    )  # fmt: skip
    file = st.file_uploader("Value sheet", type=FILE_TYPES, key=f"value_file_{state.visit()}")
    put_in = st.number_input(
        "What was put in, in pounds", min_value=0.0, step=100.0, value=float(rules.inputs or 0), key="value_inputs",
        help="All that it took: money, and what given time and rooms would have cost.",
    )  # fmt: skip
    if st.button("Use this sheet", key="value_take", disabled=file is None or not put_in) and file is not None:
        upload = Upload(file.name, file.getvalue())
        faults = _faults(upload, current, rules)
        if faults:
            widgets.show_issues(faults)
            return
        stated = rules.model_copy(update={"sheet": upload.name, "inputs": Decimal(repr(put_in))})
        state.put_beside(upload, current.study.model_copy(update={"value": stated}))
        st.rerun()


def _faults(upload: Upload, current: state.Work, rules: ValueRules) -> tuple[Issue, ...]:
    """What is wrong with a sheet, before it is kept: nothing else must stop because of it."""
    if upload.name == MATCHES or (upload.name in current.uploads and upload.name != rules.sheet):
        return (Issue("error", "same_name", upload.name, TAKEN, ""),)
    try:
        tables, _ = read_named([upload])
        for table in tables:
            read_outcomes(table)
    except InputError as error:
        return tuple(replace(issue, severity="error") for issue in error.issues)
    return ()
