"""The few building blocks that pages share. Text that came from a file is never read as markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from measures.app import guarding
from measures.disclosure import Protected
from measures.report.charts import Picture
from measures.report.tables import ABSENT, HIDDEN, numbers_of
from measures.report.words import ABSENT_MEANING, HIDDEN_MEANING
from measures.results import Evaluation, Issue, Severity

if TYPE_CHECKING:
    from pandas.io.formats.style_render import CSSDict

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|$:~^&@=\"'/])")
HEADINGS: Mapping[Severity, str] = {
    "error": "This stops us from going on",
    "decide": "We need you to decide",
    "check": "We handled this, please check",
    "note": "Good to know",
}
MOST_ISSUES = 12
RIGHT = "text-align: right !important; font-variant-numeric: tabular-nums;"
NARROW_CELLS = "padding-left: clamp(2px, 0.75vw, 6px) !important; padding-right: clamp(2px, 0.75vw, 6px) !important;"
NARROW_LETTERS = "font-size: clamp(12px, 7px + 1.25vw, 14px) !important;"  # 14 from 560 pixels on, as elsewhere
FIGURE = re.compile(r"[\u2212+\-£<]?\d|\[[a-z]\]$|$")
NOTHING_SHOWN = "every figure of this table is hidden to protect people."
READ_AGAIN = "If that is wrong, choose another way to read it under 'How we read the files' on the Check page."
BRING_BACK = "If some are answers after all, tick them under 'Rows we set aside' on the Check page."
COLUMNS_THERE = "It is done under 'What each column is' on the Check page."
ON_THIS_PAGE = {
    "unknown_label": "Say what it stands for under 'Answers we do not know' on the Check page.",
    "bare_numbers": "Say what they stand for under 'Answers we do not know' on the Check page.",
    "wave_order": "Say so under 'When people were asked' on the Check page.",
    "waves": "Say so under 'When people were asked' on the Check page.",
    "header_absent": f"Correct it, unless this file need not have it. {COLUMNS_THERE}",
    "new_columns": f"If one of them asks something that counts, say what; otherwise leave it. {COLUMNS_THERE}",
    "personal_data": f"To use one after all, for example a postcode for places, say so. {COLUMNS_THERE}",
    "participant_columns": f"Say which one does. {COLUMNS_THERE}",
    "wave_columns": f"Say which column is the time of asking, if one is. {COLUMNS_THERE}",
    "header_twice": f"Say which one counts. {COLUMNS_THERE}",
    "encoding_guessed": READ_AGAIN,
    "mixed_encoding": READ_AGAIN,
    "header_found": READ_AGAIN,
    "no_instrument": "Say under 'What each column is' on the Check page which column asks what.",
}
"""What to do about an issue where a page offers it, instead of the issue's own words, which speak of the study file."""


def literal(text: str) -> str:
    """Text that shows as it is where markdown is read: every mark is made harmless, line breaks become spaces."""
    return MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def show_issues(
    issues: Iterable[Issue], *, only: Sequence[Severity] = ("error", "decide", "check", "note"), here: str = ""
) -> None:
    """Show what a person should know, grouped by what is asked of them; what needs no answer is one click away.

    `here` names the page this is, which is then not named as the place to go to.
    """
    listed = tuple(dict.fromkeys(issues))
    for severity in only:
        mine = [issue for issue in listed if issue.severity == severity]
        if not mine:
            continue
        if severity in ("error", "decide"):
            with st.container(border=True):
                st.markdown(f"**{HEADINGS[severity]}**")
                _list(mine, here)
        else:
            with st.expander(f"{HEADINGS[severity]} ({len(mine)})", key=f"issues_{severity}"):
                _list(mine, here)


def nothing_yet(what: str) -> None:
    """Say what a page will show, what it waits for, and the one thing to do next."""
    say(f"{what} It waits for your files.")
    st.page_link("measures/app/start.py", label="Choose files, or try it with sample data")


def show_table(
    rows: Sequence[Mapping[str, str]], *, alt: str, numbers: Sequence[str] | None = None, below: str = ""
) -> None:
    """Show a short table as real HTML, columns of numbers to the right (by default those that hold figures).

    Letters and room give way a little on a phone. A table without any figure that may be shown is said in words.
    `below` is a small line about the whole table.
    """
    if not rows:
        return
    if all_hidden(rows):
        aside(f"{alt}: {NOTHING_SHOWN}")
        return
    frame = pd.DataFrame([{literal(name): literal(value) for name, value in row.items()} for row in rows])
    right = [frame.columns.get_loc(literal(name)) for name in (_figures_of(rows) if numbers is None else numbers)]
    figures = ", ".join(f"td.col{place}, th.col{place}" for place in right)
    looks: list[CSSDict] = [
        {"selector": "td, th", "props": NARROW_CELLS},
        {"selector": "td p, th p", "props": NARROW_LETTERS},
    ]
    styled = frame.style.set_table_styles([*looks, {"selector": figures, "props": RIGHT}] if right else looks)
    st.table(styled, hide_index=True, border="horizontal", alt=alt)
    shown = {value for row in rows for value in row.values()}
    meanings = [meaning for mark, meaning in ((HIDDEN, HIDDEN_MEANING), (ABSENT, ABSENT_MEANING)) if mark in shown]
    if meanings:
        aside(" ".join(meanings))
    if below:
        aside(below)


def with_condition(rows: Sequence[Mapping[str, str]], condition: str, questions: str) -> list[dict[str, str]]:
    """A table with each condition before its questions in one column, as pictures name them: a column less on a phone.

    `condition` and `questions` are the names of two columns; the first keeps its name and its place.
    """
    found = []
    for row in rows:
        named = row[questions] if row[questions].startswith(row[condition]) else f"{row[condition]}: {row[questions]}"
        found.append({name: named if name == condition else row[name] for name in row if name != questions})
    return found


def all_hidden(rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether something of a table is hidden, and no other figure stands in it."""
    figures = [value for row in rows for value in row.values() if FIGURE.match(value) and value]
    return HIDDEN in figures and set(figures) <= {HIDDEN, ABSENT}


def _figures_of(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """The columns that hold nothing but figures and marks."""
    return [name for name in numbers_of(rows) if all(FIGURE.match(row[name]) for row in rows)]


def list_under_headings(parts: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Show short lists, each under its heading."""
    shown = [
        f"**{literal(heading)}**\n\n" + "\n".join(f"- {literal(line)}" for line in lines) for heading, lines in parts
    ]
    st.markdown("\n\n".join(shown))


def show_picture(picture: Picture, key: str, *, of: Protected[Evaluation] | None = None, take: bool = True) -> None:
    """Show a chart under its title, as text that wraps on any screen, with its words for those who do not see it.

    Parameters
    ----------
    picture : Picture
    key : str
    of : Protected[Evaluation], optional
        What it was drawn from, where that tells of people: the picture is audited before it is shown.
    take : bool
        Whether it may be downloaded; pictures of single people may not.
    """
    if of is not None and (why_not := guarding.refusal(picture, of)):
        warn(why_not)
        return
    spec = picture.bare if take else {**picture.bare, "usermeta": {"embedOptions": {"actions": False}}}
    lines = [f"**{literal(picture.title)}**", *(f":small[{literal(line)}]" for line in picture.subtitle)]
    st.markdown("  \n".join(lines))
    st.vega_lite_chart(spec=spec, width="stretch", height=picture.bare_height, theme=None, key=key, alt=picture.alt)
    if not take:
        return
    with st.popover("Take this picture with you", key=f"{key}_take"):
        for kind, draw in (("PNG", picture.png), ("SVG", picture.svg)):
            st.download_button(
                f"Download as {kind}", data=draw, file_name=f"{key}.{kind.lower()}", key=f"{key}_{kind}",
                on_click="ignore",
            )  # fmt: skip


def say(text: str) -> None:
    """Show a sentence made from results: plain text, never markdown."""
    st.text(text, width="stretch")


def aside(text: str) -> None:
    """Show a small line that belongs to what stands above it, in full contrast."""
    st.markdown(f":small[{literal(text)}]")


def warn(text: str) -> None:
    """Show what needs doing before going on: a bordered sentence that begins with its mark, not by colour alone."""
    with st.container(border=True):
        st.markdown(f":material/warning: **{literal(text)}**")


def _list(issues: Sequence[Issue], here: str) -> None:
    for issue in issues[:MOST_ISSUES]:
        by_key = BRING_BACK if "keep = [" in issue.fix else issue.fix
        fix = ON_THIS_PAGE.get(issue.code, by_key)
        say(str(replace(issue, fix=fix.replace(f" on the {here} page", ""))))
    if len(issues) > MOST_ISSUES:
        say(f"And {len(issues) - MOST_ISSUES} more like these.")
