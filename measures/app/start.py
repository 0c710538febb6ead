"""Start: what the tool is, in one screen, and the files."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from measures.app import journey, progress, state, widgets
from measures.companions import companions
from measures.errors import FileError, InputError
from measures.exports.tables import Upload
from measures.remembered import attach
from measures.results import Issue
from measures.study import Study, StudyFile, read_study

FILE_TYPES = ["csv", "tsv", "txt", "xlsx", "xls", "sav", "dta", "parquet", "lss", "toml"]
CHECK, CHANGED = "measures/app/check.py", "measures/app/changed.py"
USERS = (  # who, what it does for them, and the page that is theirs
    (
        "You evaluate a project",
        "Two exports in; a sentence, a chart and a Word page for your funder out. We ask about what we will not guess.",
        CHECK, "Check: what comes first",
    ),
    (
        "You lead many projects",
        "Each saves its results on its Report page. Here they stand side by side, never ranked, safe to share.",
        "measures/app/overview.py", "Overview: bring results",
    ),
    (
        "You do research",
        "Published scales, every figure at full precision with its method; a study file repeats it all.",
        "measures/app/instruments.py", "Instruments: the scales",
    ),
)  # fmt: skip


def show() -> None:
    """The page."""
    st.title("What changed, and for whom?")
    st.markdown(
        "For community programmes that ask people the same questions before and after. Bring the exports as your "
        "survey tool gave them; leave with **what changed**, **for whom**, and **how sure we are**, about what matters "
        "to people: social connection, choice, control, skills, independence and strengths."
    )
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True, height="stretch"):
        _own_files()
    with right, st.container(border=True, height="stretch"):
        _sample()
    st.header("Who it is for")
    for column, (who, what, path, label) in zip(st.columns(len(USERS), gap="medium"), USERS, strict=True):
        column.markdown(f"**{who}**  \n{what}")
        column.page_link(path, label=label)


def _own_files() -> None:
    st.markdown("**Your own exports**")
    files = st.file_uploader(
        "Survey exports, and your study file if you saved one",
        type=FILE_TYPES,
        accept_multiple_files=True,
        key=f"files_{state.visit()}",
        help="From Microsoft Forms, Google Forms, Excel or CSV: one file for each time of asking, or one for all.",
    )
    left, right = st.columns([2, 3])
    if left.button("Read these files", key="read", type="primary", disabled=not files):
        _read([Upload(file.name, file.getvalue()) for file in files or []], right.empty())


def _sample() -> None:
    st.markdown("**Just looking?**")
    st.markdown(
        "An invented singing project in Gloucester: about 120 people before, 80 after, untidy as real exports are."
    )
    if st.button("Try it with sample data", key="sample"):
        with progress.stages(st.empty(), "Reading the files", asked=True) as tell:
            state.begin_with_sample(tell)
        st.switch_page(CHECK)


def _read(files: Sequence[Upload], place: DeltaGenerator) -> None:
    try:
        study, uploads, renamed = _sort(files)
        with progress.stages(place, "Reading the files", asked=True) as tell:
            state.begin(study, uploads, renamed=renamed, progress=tell)
    except InputError as error:
        widgets.show_issues(error.issues)
        return
    begun, returning = state.work(), any(_is_plan(file) for file in files)
    settled = returning and begun is not None and journey.nothing_to_decide(begun)
    st.switch_page(CHANGED if settled else CHECK)


def _is_plan(file: Upload) -> bool:
    return file.name.casefold().endswith(".toml")


def _sort(files: Sequence[Upload]) -> tuple[Study, dict[str, Upload], tuple[Issue, ...]]:
    """Tell study file from exports, and give each export its place in the study, which may know it by an older name."""
    plans = [file for file in files if _is_plan(file)]
    exports = dict(state.named([file for file in files if file not in plans]))
    if len(plans) > 1:
        raise FileError("Study files", "There is more than one.", "Choose the one that goes with these exports.")
    stated, companions = _beside(read_study(plans[0].data, plans[0].name) if plans else Study(), exports)
    if not exports:
        raise FileError("Exports", "There is no survey export among these files.", "Add the exports themselves.")
    study, renamed = attach(stated, list(exports))
    by_label = {file.path.replace("\\", "/").rsplit("/", 1)[-1]: file.path for file in study.files}
    missing = [label for label in by_label if label not in exports]
    if missing:
        message = f"The study names '{missing[0]}', which is not among the files."
        raise FileError(
            plans[0].name, message, "Choose it as well, or take it out of the study file.", code="file_missing"
        )
    uploads = {by_label.get(name, name): upload for name, upload in exports.items()} | companions
    new = tuple(StudyFile(path=name) for name in exports if name not in by_label)
    return study.model_copy(update={"files": (*study.files, *new)}), uploads, renamed


def _beside(study: Study, exports: dict[str, Upload]) -> tuple[Study, dict[str, Upload]]:
    """Take what stands beside the answers out of the exports, by the study's names or, for matches, the usual."""
    rules = study.participant
    paths = {"matches": rules.matches or "matches.csv", "withdrawn": rules.withdrawn or "withdrawn.csv"}
    labels = {role: path.replace("\\", "/").rsplit("/", 1)[-1] for role, path in paths.items()}
    found = {role: path for role, path in paths.items() if labels[role] in exports}
    uploads = {path: exports.pop(labels[role]) for role, path in found.items()}
    for path in companions(study):  # maps, networks and the like, by the names that the study gives them
        label = path.replace("\\", "/").rsplit("/", 1)[-1]
        if label in exports:
            uploads[path] = exports.pop(label)
    return study.model_copy(update={"participant": rules.model_copy(update=found)}), uploads


if __name__ == "__main__":  # how Streamlit runs a page
    show()
