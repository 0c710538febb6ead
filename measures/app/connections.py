"""Connections: who is tied to whom, whom people know, who takes part how far, how a membership grew."""

from __future__ import annotations

import streamlit as st

from measures.app import connection_state, progress, state, widgets
from measures.app.connection_state import Connections
from measures.connections.network_files import Networks
from measures.disclosure import Protected
from measures.errors import InputError
from measures.exports.tables import Upload
from measures.report import connection_words as words
from measures.report.hidden_words import adding_up
from measures.report.network_chart import network_picture
from measures.results import Evaluation

FILE_TYPES = ["xlsx", "xls", "csv", "tsv", "txt"]
NOTHING = "Same for all"
TOO_LARGE = "There are no ties, or more organisations than a picture can show; the tables hold the figures."


def show() -> None:
    """The page."""
    st.title("Connections")
    st.markdown(
        "The connections a programme builds: between organisations, among the people who take part, in a register that "
        "grows. It needs no survey."
    )
    current = connection_state.connections()
    if current is None:
        _begin()
        return
    if current.sample:
        widgets.aside("Sample data: these organisations and numbers are invented.")
    try:
        needed = not state.is_kept(connection_state.RESULTS, current)
        with progress.stages(st.empty(), "Working it out", needed=needed) as tell:
            evaluation, networks = connection_state.results(current, progress=tell)
    except InputError as error:
        widgets.show_issues(error.issues)
        _settle(current)
        _another()
        return
    _said(evaluation, networks)
    _settle(current)
    _workings(evaluation)
    _another()


def _begin() -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True, height="stretch"):
        st.markdown("**Your own files**")
        _choose()
    with right, st.container(border=True, height="stretch"):
        st.markdown("**Just looking?**")
        st.markdown(
            "Invented partners of a singing project, asked twice whom they work with, and a register that grew."
        )
        st.button("Try it with sample data", key="connections_sample", on_click=connection_state.take_sample)
    st.header("What the files hold")
    widgets.show_table(
        [
            {"File": "Organisations", "Columns": "org_id; groups such as sector, locality; respondent (yes or no)"},
            {"File": "Ties", "Columns": "source, target; wave, type, strength where they apply"},
            {"File": "People asked", "Columns": "person_id, wave, answered (yes or no)"},
            {"File": "People named", "Columns": "person_id, wave, alter (initials only), via_programme, same_locality"},
            {"File": "Ladder", "Columns": "id, level, and wave or date"},
            {"File": "Membership", "Columns": "locality, date, registered_people; residents"},
        ],
        alt="What the files hold",
        numbers=(),
    )


def _choose() -> None:
    files = st.file_uploader(
        "Files of connections",
        type=FILE_TYPES,
        accept_multiple_files=True,
        key=f"connection_files_{state.visit()}",
        help="Which file is which is told by its columns. A workbook may hold several on its sheets.",
    )
    if st.button("Read these files", key="connections_take", type="primary", disabled=not files):
        connection_state.take([Upload(file.name, file.getvalue()) for file in files or []])
        st.rerun()


def _said(evaluation: Protected[Evaluation], networks: Protected[Networks] | None) -> None:
    rows = evaluation.value.results
    if networks is not None:
        _network(evaluation, networks)
    for heading, sentences, table, numbers in (
        ("Whom people know", words.personal_sentences(rows), [], ()),
        ("The ladder", words.ladder_sentences(rows), words.ladder_table(rows), None),
        ("Membership", words.growth_sentences(rows), words.growth_table(rows), ("Times as many", "Interval")),
    ):
        if not sentences and not table:
            continue
        st.header(heading)
        for sentence in sentences:
            widgets.say(sentence)
        widgets.show_table(table, alt=heading, numbers=numbers, below=adding_up(evaluation.value.issues))


def _network(evaluation: Protected[Evaluation], networks: Protected[Networks]) -> None:
    rows, by_kind = evaluation.value.results, networks.value.by_kind
    st.header("Between organisations")
    kinds = list(by_kind)
    kind = st.selectbox("Kind of tie", kinds, key="connection_kind") if len(kinds) > 1 else kinds[0]
    waves = list(by_kind[kind])
    wave = st.selectbox("When", waves, index=len(waves) - 1, key="connection_wave") if len(waves) > 1 else waves[0]
    labels = list(by_kind[kind][wave].attributes)
    chosen = (
        st.selectbox("Marks by", [NOTHING, *labels], index=min(1, len(labels)), key="connection_label")
        if labels
        else NOTHING
    )
    for sentence in words.network_sentences(rows, kind):
        widgets.say(sentence)
    picture = network_picture(networks, kind, wave, "" if chosen == NOTHING else chosen)
    if picture is None:
        widgets.say(TOO_LARGE)
    else:
        widgets.show_picture(picture, "network_picture")
    widgets.show_table(words.network_table(rows, kind), alt="The network in figures")
    listed = words.organisations_table(rows, kind, wave)
    if listed:
        st.subheader("Who holds it together")
        widgets.show_table(
            listed, alt="Organisations by how many shortest ways lead through them", numbers=tuple(listed[0])[1:]
        )
        widgets.aside("Ways through it: the share of the shortest ways between two others that lead through it.")


def _settle(current: Connections) -> None:
    """What is never guessed: direction, the order of waves and rungs."""
    with st.expander("How these files are read", key="connections_settle"), st.form("connection_rules"):
        directed = st.checkbox("Ties have a direction", value=current.rules.directed, key="ties_directed")
        waves = st.text_input(
            "Waves in their order, with commas between", value=", ".join(current.rules.waves), key="tie_waves"
        )
        ladder = st.text_input(
            "Rungs of the ladder, lowest first, with commas between",
            value=", ".join(current.rules.ladder),
            key="ladder_rungs",
        )
        if st.form_submit_button("Read them so"):
            stated = {"directed": directed, "waves": _listed(waves), "ladder": _listed(ladder)}
            connection_state.settle(current, current.rules.model_copy(update=stated))
            st.rerun()


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _workings(evaluation: Protected[Evaluation]) -> None:
    with st.expander("How we worked this out", key="connections_workings"):
        methods = {(row.measure, row.method): None for row in evaluation.value.results if row.method}
        table = [{"Figure": measure.replace("_", " "), "Method": method} for measure, method in methods]
        widgets.show_table(table, alt="How each figure was made", numbers=())
    widgets.show_issues(evaluation.value.issues)


def _another() -> None:
    st.button("Choose other files", key="connections_other", on_click=connection_state.drop)


if __name__ == "__main__":  # how Streamlit runs a page
    show()
