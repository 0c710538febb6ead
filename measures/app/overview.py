"""Overview: many evaluations side by side, from their protected results, for those who lead several projects."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from measures.app import state, widgets
from measures.errors import InputError
from measures.exports.tables import Upload
from measures.overview import Overview, beside, groups_of, overview
from measures.report import overview_charts as charts
from measures.report import overview_words as said
from measures.report.overview_report import overview_page, overview_workbook
from measures.report.tables import ABSENT
from measures.report.words import in_domain_order

NOTHING_BEYOND = (
    "None of these results holds any of them. They come in once a project compares those who took part with residents "
    "(its page Who for), tells people apart by group, or names its ripple map in its study file, before it saves its "
    "results."
)
FILTERS = (("programme", "Programme"), ("area_of_work", "Area of work"), ("locality", "Where"))
EVERYBODY = "Everybody"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show() -> None:
    """The page."""
    st.title("Overview")
    st.markdown(
        "Set many projects side by side: what changed in each, for whom, and whether they lie farther apart than "
        "chance would put them. It reads the results that each project saved on its Report page, or by the command "
        "line as `results.json`: protected figures only, no answers."
    )
    files = st.file_uploader(
        "Results of each project (results.json)", type=["json"], accept_multiple_files=True,
        key=f"overview_{state.visit()}",
    )  # fmt: skip
    if not files:
        widgets.say("Choose the results of two or more projects.")
        return
    uploads = [Upload(file.name, file.getvalue()) for file in files]
    try:
        found = state.kept("overview", _digest(uploads), lambda: overview(uploads))
    except InputError as error:
        widgets.show_issues(error.issues)
        return
    widgets.show_issues(found.issues)
    chosen = _filtered(found)
    if not chosen.projects:
        widgets.say("No project fits all of these. Take one of the choices back.")
        return
    _shown(chosen)


def _shown(found: Overview) -> None:
    widgets.say(said.gathered(found))
    for line in said.cautions(found):
        widgets.aside(line)
    st.header("Who took part")
    widgets.show_table(said.took_part_table(found), alt="Who took part in each project", numbers=())
    st.header("What changed")
    widgets.list_under_headings((one.name, said.headlines(one)) for one in found.projects)
    group_by, group = _group(found)
    _profile(found, group_by, group)
    _one_measure(found, group_by, group)
    st.header("Reach, fairness and ripples")
    beyond = said.beyond_table(found)
    if all(cell == ABSENT for line in beyond for name, cell in line.items() if name != "Project"):
        widgets.say(NOTHING_BEYOND)
    else:
        widgets.show_table(beyond, alt="Reach, fairness and ripples of each project", numbers=())
    _take(found)


def _filtered(found: Overview) -> Overview:
    columns = st.columns(len(FILTERS))
    wanted: dict[str, Sequence[str]] = {}
    for column, (name, label) in zip(columns, FILTERS, strict=True):
        values = sorted({getattr(one, name) for one in found.projects if getattr(one, name)})
        wanted[name] = column.multiselect(label, values, key=f"only_{name}", placeholder="All") if values else []
    return found.only(**wanted)


def _group(found: Overview) -> tuple[str, str]:
    groups = [(by, group) for by, labels in groups_of(found).items() for group in labels]
    if not groups:
        return "", ""
    names = {"": ("", "")} | {f"{by.replace('_', ' ')}: {group}": (by, group) for by, group in groups}
    chosen = st.selectbox("For whom", list(names), format_func=lambda name: name or EVERYBODY, key="overview_group")
    return names[chosen]


def _profile(found: Overview, group_by: str, group: str) -> None:
    st.header("The conditions for good health")
    widgets.aside("Every measure from 0 to 100, up is better. No figure is made over measures or domains.")
    table = said.profile_table(found, group_by, group)
    if table:
        widgets.show_table(
            widgets.with_condition(table, "Domain", "Measure"),
            alt="Profile of every project",
            numbers=("Before", "After", "Improvement", "Interval"),
        )
    else:
        widgets.say("No project may show a profile of these people.")


def _one_measure(found: Overview, group_by: str, group: str) -> None:
    st.header("One measure across projects")
    scales = {f"{one.instrument}.{one.scale}": one for one in in_domain_order(found.scales)}
    name = st.selectbox(
        "Measure", list(scales), format_func=lambda key: scales[key].title, key="overview_scale"
    )  # fmt: skip
    if name is None:
        return
    side = beside(found, scales[name], group_by, group)
    funnel = charts.funnel_picture(side)
    if funnel is None:  # else its own lines say it
        widgets.say(said.funnel_sentence(side))
    for key, picture in (("changes", charts.changes(side)), ("funnel", funnel)):
        if picture is not None:
            widgets.show_picture(picture, key=f"overview_{key}")
    widgets.show_table(said.change_table(side), alt="Change in each project", numbers=("People", "Change", "Interval"))


def _take(found: Overview) -> None:
    st.header("Hand it on")
    left, right, _ = st.columns([2, 2, 3])
    left.download_button(
        "Download as Excel", data=lambda: overview_workbook(found), file_name="overview.xlsx", mime=EXCEL,
        key="overview_excel", on_click="ignore", type="primary", width="stretch",
    )  # fmt: skip
    right.download_button(
        "Download as Word", data=lambda: overview_page(found), file_name="overview.docx", mime=WORD,
        key="overview_word", on_click="ignore", width="stretch",
    )  # fmt: skip


def _digest(uploads: Sequence[Upload]) -> str:
    parts = [hashlib.sha256(one.name.encode() + b"\0" + one.data).hexdigest() for one in uploads]
    return hashlib.sha256("".join(parts).encode()).hexdigest()


if __name__ == "__main__":  # how Streamlit runs a page
    show()
