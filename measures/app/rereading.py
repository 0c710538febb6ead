"""Reading again on the Check page: another encoding, separator, header or sheet, and rows brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st

from measures.app import how_read, progress, state, widgets
from measures.errors import FileError
from measures.exports.tables import short
from measures.inspection import Inspection

EVERY_SHEET = "Every sheet that holds answers"
ROWS = {
    "preview": "Previews of the survey",
    "test": "Tests of the survey",
    "spam": "Marked as spam by the survey tool",
    "rejected": "Not approved in the survey tool",
    "partial": "Not finished, or opened but nothing answered",
    "duplicate": "The same response again",
    "column_numbers": "Numbers, names or ranges of the columns",
}
Choice = TypeVar("Choice")


def show(current: state.Work, inspection: Inspection) -> None:
    """The files whose reading was not certain, and the rows that were set aside; nothing where there are neither."""
    listed = how_read.doubts(inspection, current.study, current.uploads)
    unread = any(found.table is None and found.codebook is None for found in inspection.findings)
    if unread:  # what was read well is no matter as long as something else stops the way
        listed = tuple(doubt for doubt in listed if not doubt.certain)
    if listed:
        asked = unread or any(doubt.open for doubt in listed)
        with st.expander(f"How we read the files ({len(listed)})", expanded=asked, key="reading_open"):
            widgets.say(
                "If something looks wrong, choose another way to read it."
                if all(doubt.certain for doubt in listed)
                else "We could not be certain of all of this. If something looks wrong, choose another way to read it."
            )
            for number, doubt in enumerate(listed):
                with st.container(border=True, key=f"reading_{number}"):
                    _file(current, doubt, f"{number}_{current.digest}")
    _rows(current, inspection)


def _file(current: state.Work, doubt: how_read.Doubt, key: str) -> None:
    st.markdown(f"**{widgets.literal(doubt.file.label)}**")
    for why in doubt.why:
        widgets.say(why)
    said: dict[str, object] = {}
    fits = True
    if doubt.text:
        fits = _text(current, doubt, said, key)
    if doubt.header:
        if doubt.headers:
            widgets.say(f"Column names now: {_listed(doubt.headers)}")
        stated = doubt.file.header_rows
        rows = _choose("The column names stand in", how_read.header_choices(stated), stated, f"header_{key}")
        said["header_rows"] = rows
        fits = _names_so(current, doubt, rows) and fits
    if doubt.sheets:
        choices = {EVERY_SHEET: None, **{sheet: sheet for sheet in doubt.sheets}}
        said["sheet"] = _choose("The answers are on the sheet", choices, doubt.file.sheet, f"sheet_{key}")
    if doubt.made_with or doubt.file.platform:
        if doubt.made_with:
            widgets.say(f"We took it for a file of this kind: {doubt.made_with}.")
        tools = how_read.platform_choices(doubt.file.platform)
        said["platform"] = _choose("It was made with", tools, doubt.file.platform, f"platform_{key}")
    changed = any(getattr(doubt.file, name) != value for name, value in said.items())
    left, right = st.columns(2)
    if left.button("Read it this way", key=f"reread_{key}", disabled=not (fits and changed)):
        with progress.stages(right.empty(), "Reading the files", asked=True) as tell:
            state.read_again(how_read.with_reading(current.study, doubt.file.label, **said), tell)
        st.rerun()


def _listed(names: Sequence[str]) -> str:
    return short("; ".join(short(name, how_read.LONGEST_CELL) for name in names), 3 * how_read.LONGEST_LINE)


def _names_so(current: state.Work, doubt: how_read.Doubt, rows: int | tuple[int, ...] | None) -> bool:
    """Show the column names as other rows would give them; whether these rows can hold them."""
    if rows == doubt.file.header_rows:
        return True
    upload = current.uploads[doubt.file.path]
    digest = f"{current.digest} {rows}"
    try:
        names = state.kept(f"names {doubt.file.label}", digest, lambda: how_read.headers_by(upload, doubt, rows))
    except FileError as error:
        widgets.show_issues(error.issues)
        return False
    widgets.say(f"Column names as they would be: {_listed(names)}")
    return True


def _text(current: state.Work, doubt: how_read.Doubt, said: dict[str, object], key: str) -> bool:
    """Choose encoding and separator, with three lines as they would be read; whether the file is written so."""
    file = doubt.file
    place = st.container()
    left, right = st.columns(2)
    with left:
        encodings = how_read.named(how_read.ENCODINGS, file.encoding)
        said["encoding"] = encoding = _choose("Letters are written as", encodings, file.encoding, f"encoding_{key}")
    with right:
        separators = how_read.named(how_read.SEPARATOR_NAMES, file.separator)
        said["separator"] = separator = _choose("Columns are parted by", separators, file.separator, f"separator_{key}")
    with place:
        try:
            shown = _glimpse(current, doubt, encoding, separator)
        except FileError as error:
            widgets.show_issues(error.issues)
            return False
        name = how_read.SEPARATOR_NAMES.get(shown.separator, shown.separator).lower()
        now = (encoding, separator) == (file.encoding, file.separator)
        widgets.say(f"{'The first lines as they read now' if now else 'As it would read so'}, parted by {name}:")
        st.code("\n".join(shown.lines), language=None, wrap_lines=True)
        widgets.aside("What may say who somebody is, or what they wrote, is shown as … or by a few letters only.")
    return True


def _glimpse(
    current: state.Work, doubt: how_read.Doubt, encoding: str | None, separator: str | None
) -> how_read.Glimpse:
    """The lines, looked up once for each way to read them; parted otherwise than now, no column is known any more."""
    upload = current.uploads[doubt.file.path]

    def look() -> how_read.Glimpse:
        tried = how_read.glimpse(upload, encoding, separator, None)
        now = separator == doubt.file.separator or tried.separator == _parted_now(current, doubt)
        return how_read.glimpse(upload, encoding, separator, doubt.hidden) if now else tried

    return state.kept(f"glimpse {doubt.file.label}", f"{current.digest} {encoding} {separator!r}", look)


def _parted_now(current: state.Work, doubt: how_read.Doubt) -> str:
    try:
        file = doubt.file
        return how_read.glimpse(current.uploads[file.path], file.encoding, file.separator, None).separator
    except FileError:
        return ""


def _choose(label: str, choices: Mapping[str, Choice], now: Choice, key: str) -> Choice:
    """Choose by plain names; what holds now is chosen already."""
    names = list(choices)
    chosen = st.selectbox(label, names, index=list(choices.values()).index(now), key=f"choose_{key}")
    return choices[chosen]


def _rows(current: state.Work, inspection: Inspection) -> None:
    kept = [word for word in current.study.rows.keep if word in ROWS]
    found = how_read.set_aside(inspection)
    offered = [word for word in ROWS if word in found or word in kept]
    if not offered:
        return
    with st.expander(f"Rows we set aside ({len(offered)})", key="rows_open"):
        with st.form("rows_form", border=False):
            widgets.say(
                "Survey tools mark rows that are no answers. Tick a kind to count its rows as answers after all."
            )
            ticked = [word for word in offered if _tick(word, found.get(word, ()), current, kept=word in kept)]
            asked = st.form_submit_button("Use the rows ticked", key="use_rows")
        if asked:  # beside the form: within it there is no place for the button that stops the reading
            with progress.stages(st.empty(), "Reading the files", asked=True) as tell:
                state.read_again(how_read.with_kept(current.study, offered, ticked), tell)
            st.rerun()


def _tick(word: str, places: Sequence[str], current: state.Work, *, kept: bool) -> bool:
    ticked = st.checkbox(ROWS[word], value=kept, key=f"keep_{word}_{current.digest}")
    widgets.aside("; ".join(places) if places else "Counted as answers now, if there are any.")
    return ticked
