"""Check: what we found in the files, what needs deciding, and everything that can be corrected."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from measures.app import grouping, missed, nearly, preview, progress, rereading, settling, state, widgets
from measures.evaluate import Progress
from measures.inspection import Finding, Inspection
from measures.report.numbers import counted
from measures.results import Issue
from measures.study import write_study

CHANGED = "measures/app/changed.py"
MOST_ROWS = 50_000
WAVES_UNKNOWN = ("waves", "files")


def show() -> None:
    """The page."""
    st.title("Check what we found")
    current = state.work()
    if current is None:
        widgets.nothing_yet("This page shows what is in your files and how each column was understood.")
        return
    place = st.empty()
    with progress.stages(place, "Reading the files", needed=not state.is_kept("inspected", current)) as tell:
        inspection = state.inspected(current, tell)
    issues = [issue for found in inspection.findings for issue in found.issues]
    rows = sum(found.table.map.table.rows for found in inspection.findings if found.table is not None)
    if not inspection.faults and any(found.instruments for found in inspection.findings) and rows <= MOST_ROWS:
        with progress.stages(place, "Finding who is who", needed=not state.is_kept("about_people", current)) as tell:
            issues += _about_people(current, tell)
    others = [issue for issue in issues if (issue.code, issue.where) != WAVES_UNKNOWN]  # asked for by a form below
    when_asked, issues = len(others) < len(issues), others
    with place.container():
        _summary(current, inspection)
    widgets.show_issues(issues, only=("error", "decide"), here="Check")
    if inspection.faults:
        rereading.show(current, inspection)
        widgets.say("Choose the files again on the Start page once this is mended.")
        st.page_link("measures/app/start.py", label="Back to Start")
        return
    if when_asked:
        _waves(current, inspection, needed=True)
    missed.show(current, inspection)
    _answers(current, inspection)
    if not when_asked and st.button("Looks right, show what changed", key="go_on", type="primary"):
        st.switch_page(CHANGED)
    widgets.show_issues(issues, only=("check", "note"), here="Check")
    nearly.show(current, rows)
    st.header("What we found")
    for number, found in enumerate(inspection.findings):
        _file(found, number)
    st.header("Correct what we understood")
    rereading.show(current, inspection)
    preview.show(current, inspection)
    _columns(current, inspection)
    if not when_asked:
        _waves(current, inspection)
    st.header("Keep these decisions")
    widgets.say(
        "A study file remembers everything settled here: use it again with the next export, or on the command line. "
        "It holds no participant code and nobody's answers."
    )
    st.download_button(
        "Save as a study file",
        data=lambda: write_study(current.study),
        file_name="study.toml",
        mime="application/toml",
        key="save_study",
        on_click="ignore",
    )
    if not when_asked and not progress.stopped() and any(found.instruments for found in inspection.findings):
        state.begin_ahead(current)  # while this page is being read


def _about_people(current: state.Work, tell: Progress) -> list[Issue]:
    """What to know of who is who; near matches have a part of their own, and of many rows the next page tells."""
    return [issue for issue in state.about_people(current, tell) if issue.code != "near_matches"]


def _summary(current: state.Work, inspection: Inspection) -> None:
    tables = [found.table.map.table for found in inspection.findings if found.table is not None]
    instruments = dict.fromkeys(name for found in inspection.findings for name in found.instruments)
    rows = sum(table.rows for table in tables)
    widgets.say(
        f"We read {counted(rows, 'filled-in form', 'filled-in forms')} from {counted(len(tables), 'table', 'tables')} "
        f"and recognised {counted(len(instruments), 'set of questions', 'sets of questions')}. "
        f"{settling.followed_by(current.study) if len(instruments) else ''}"
    )
    if said := grouping.grouped_by(current.study):
        widgets.say(said)


def _file(found: Finding, number: int) -> None:
    with st.container(border=True, key=f"file_{number}"):
        st.markdown(f"**{widgets.literal(found.file.label)}**")
        if found.codebook is not None:
            widgets.say(found.codebook.says)
        if found.table is None:
            return
        table = found.table.map.table
        widgets.say(f"{table.platform}: {table.why}.")
        named = [state.library()[name].title for name in found.instruments]
        sheet = f" on the sheet '{table.sheet}' (of {', '.join(table.sheets)})" if len(table.sheets) > 1 else ""
        times = (
            f"Time of asking: {', '.join(found.waves)}."
            if found.waves
            else "It does not say whether that was before or after."
        )
        widgets.say(f"{counted(table.rows, 'filled-in form', 'filled-in forms')}{sheet}. {times}")
        widgets.say(f"Questions we know: {'; '.join(named)}." if named else "We recognised none of its questions.")


def _columns(current: state.Work, inspection: Inspection) -> None:
    library = state.library()
    columns = settling.columns_of(inspection, library)
    with (
        st.expander(f"What each column is ({len(columns)})", key="columns_open"),
        st.form("columns_form", border=False),
    ):
        widgets.say(
            "Change 'Used as' where we misunderstood a column. For results by group, say what a column such as gender, "
            f"age or home postcode tells of people; '{grouping.ABOUT}' fits any other. Postcodes become areas, and are "
            "kept nowhere."
        )
        choices = [*settling.ROLE_CHOICES, *settling.item_choices(library)]
        others = [column.use for column in columns if column.use not in choices]
        edited = st.data_editor(
            pd.DataFrame(
                {
                    "Header": [column.header for column in columns],
                    "Used as": [column.use for column in columns],
                    "Column": [column.letter for column in columns],
                    "File": [column.file for column in columns],
                    "Why": [column.why for column in columns],
                }
            ),
            column_config={
                "Header": st.column_config.TextColumn(width=270),
                "Used as": st.column_config.SelectboxColumn(
                    options=[*choices, *dict.fromkeys(others)], required=True, width=220
                ),
                "Column": st.column_config.TextColumn(width=70),
            },
            disabled=["File", "Column", "Header", "Why"],
            hide_index=True,
            key=f"columns_{current.digest}",
            alt="Every column of every file with what it is used as",
        )
        if st.form_submit_button("Use these columns", key="use_columns"):
            state.settle(settling.with_columns(current.study, columns, list(edited["Used as"]), library))
            st.rerun()


def _answers(current: state.Work, inspection: Inspection) -> None:
    unknown = settling.unknown_answers(inspection, state.library())
    if not unknown:
        return
    title = f"Answers we do not know ({len(unknown)})"
    with st.expander(title, expanded=True, key="answers_open"), st.form("answers_form", border=False):
        widgets.say("These are none of their question's answers. Until you say what they mean they are left out.")
        chosen = [
            st.selectbox(
                widgets.literal(f"'{each.answer}' to '{each.question}' means"),
                options=[*each.options, settling.LEAVE_OUT],
                index=None,
                placeholder="Not decided",
                key=f"answer_{number}_{current.digest}",
            )
            or ""
            for number, each in enumerate(unknown)
        ]
        if st.form_submit_button("Use these answers", key="use_answers"):
            state.settle(settling.with_answers(current.study, unknown, chosen))
            st.rerun()


def _waves(current: state.Work, inspection: Inspection, *, needed: bool = False) -> None:
    """Ask when people were asked; where that is `needed` to go on, what the dates suggest is chosen beforehand."""
    study = current.study
    suggested = settling.waves_by_dates(inspection, study.waves.order or settling.USUAL_WAVES) if needed else {}
    with st.expander("When people were asked", expanded=needed, key="waves_open"), st.form("waves_form", border=False):
        if needed:
            widgets.say("We need you to say which file was filled in before and which after: the files do not tell.")
        if suggested:
            widgets.say("We have chosen by the dates on which the forms were answered. Correct it if it is not so.")
        order = st.text_input(
            "The times of asking, first to last, with commas between",
            value=", ".join(study.waves.order or settling.USUAL_WAVES),
            key=f"order_{current.digest}",
        )
        found = settling.files_by_name(inspection)
        names = [name.strip() for name in order.split(",") if name.strip()]
        files = {
            label: _time_of(
                _with_days(label, each) if needed else label,
                [settling.SAYS_ITSELF, *names],
                suggested.get(label, settling.wave_of_file(each)),
                f"{number}_{current.digest}",
            )
            for number, (label, each) in enumerate(found.items())
        }
        given = {text: wave for wave, texts in study.waves.values.items() for text in texts}
        values = {
            text: st.selectbox(
                f"'{text}' in the column means",
                options=list(dict.fromkeys([*names, *given.values()])),
                index=None,
                placeholder=given.get(text, "Not one of them"),
                key=f"text_{number}_{current.digest}",
            )
            or given.get(text, "")
            for number, text in enumerate(settling.wave_texts(inspection))
        }
        if st.form_submit_button("Use these times", key="use_waves", type="primary" if needed else "secondary"):
            state.settle(settling.with_waves(study, order, files, values))
            st.rerun()


def _with_days(label: str, found: Finding) -> str:
    """A file's name with the days on which its forms were answered, where it tells them."""
    span = settling.asked_between(found)
    if span is None:
        return label
    first, last = (f"{day.day} {day:%B %Y}" for day in span)
    return f"{label} (answered {first})" if first == last else f"{label} (answered {first} to {last})"


def _time_of(label: str, options: list[str], now: str, key: str) -> str:
    """Ask when the people of one file were asked; what holds now is chosen already."""
    choices = list(dict.fromkeys([*options, now]))
    return st.selectbox(widgets.literal(label), choices, index=choices.index(now), key=f"wave_{key}")


if __name__ == "__main__":  # how Streamlit runs a page
    show()
