"""Report: what can be handed on, protected."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from measures.app import progress, state, widgets
from measures.app.naming import name_it
from measures.disclosure import AuditError, Protected, audited
from measures.disclosure.repeats import repeat_issues
from measures.errors import InputError
from measures.report.document import word_page
from measures.report.participants import PERSONAL, WARNING
from measures.report.results_json import results_bytes
from measures.report.sending import before_you_send, in_short
from measures.report.sheets import MOST_ROWS
from measures.report.tidy import tidy_csv, tidy_parquet
from measures.report.web_page import html_report
from measures.report.workbook import summary_workbook
from measures.report.workbook_cover import protection
from measures.results import Evaluation, Issue
from measures.study import write_study

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class Kind:
    """One file that can be handed on; `make` takes the results and the words of people who agreed.

    Without a `heading` it is the same in another format and stands below the one before.
    """

    key: str
    heading: str
    about: str
    button: str
    ending: str
    mime: str
    make: Callable[[Protected[Evaluation], tuple[str, ...]], bytes]


KINDS = (
    Kind(
        "word", "For a funder or a board",
        "One side in Word: what changed, who is missing, people's words, how sure we are, what next.",
        "Download the Word page", ".docx", f"{OFFICE}.wordprocessingml.document", word_page,
    ),
    Kind(
        "workbook", "For whoever wants the figures",
        "The summary opens in Excel: a cover, the headline for each scale, how complete the answers are, every figure "
        "in one tidy table, notes, and how it was all worked out.",
        "Download the Excel summary", ".xlsx", f"{OFFICE}.spreadsheetml.sheet",
        lambda protected, _quotes: summary_workbook(protected),
    ),
    Kind(
        "html", "For a website or a screen",
        "One page with every chart and table, to open in any browser or print. It holds no scripts.",
        "Download the web page", ".html", "text/html", html_report,
    ),
    Kind(
        "tidy", "For an analyst",
        "Every figure as one table, a line each, at full precision.",
        "Download the table (CSV)", ".csv", "text/csv", lambda protected, _quotes: tidy_csv(protected),
    ),
    Kind(
        "parquet", "", "",
        "Download the table (Parquet)", ".parquet", "application/vnd.apache.parquet",
        lambda protected, _quotes: tidy_parquet(protected),
    ),
    Kind(
        "json", "For the Overview of many projects",
        "The same figures as the tool itself reads them: send it to whoever sets several projects side by side.",
        "Download the results (JSON)", "_results.json", "application/json",
        lambda protected, _quotes: results_bytes(protected),
    ),
)  # fmt: skip


def show() -> None:
    """The page."""
    st.title("Hand it on")
    current = state.work()
    if current is None:
        widgets.nothing_yet("This page gives you a Word page, an Excel summary and a web page to hand on.")
        return
    try:
        with progress.stages(st.empty(), "Working it out", needed=not state.is_kept("results", current)) as tell:
            protected = state.results(current, progress=tell)
    except InputError as error:
        widgets.show_issues(error.issues)
        st.page_link("measures/app/check.py", label="Settle it on the Check page")
        return
    _look_over(protected)
    name_it(current)
    widgets.say(protection(protected.policy))
    name, withheld = _file_name(current), state.withheld(current)
    quotes = tuple(quote.words for quote in state.quotes())  # taken here: downloads are made outside the page's run
    _released_before(current, protected)
    for kind in KINDS:
        if kind.heading:
            st.subheader(kind.heading)
            st.markdown(kind.about)
        st.download_button(
            kind.button,
            data=partial(_made, kind, protected, quotes, withheld),
            file_name=f"{name}{kind.ending}",
            mime=kind.mime,
            type="primary" if kind is KINDS[0] else "secondary",
            key=kind.key,
            on_click="ignore",
        )
    st.subheader("To do it again")
    widgets.say("With the study file and the same exports, anybody gets the same results, here or on the command line.")
    st.download_button(
        "Save the study file",
        data=lambda: write_study(current.study),
        file_name="study.toml",
        mime="application/toml",
        key="study_again",
        on_click="ignore",
    )
    _participants(current, protected, name)


def _look_over(protected: Protected[Evaluation]) -> None:
    """What people most often wish they had seen before they sent it."""
    st.header("Check before you send")
    lines = before_you_send(protected)
    widgets.say(in_short(lines))
    table = [{"What": line.what, "What we found": line.found, "To do": line.to_do} for line in lines]
    widgets.show_table(table, alt="What to look over before you send", numbers=())
    if any(line.needs_a_look for line in lines):
        st.page_link("measures/app/check.py", label="Look at it on the Check page")
    st.header("Take it with you")


def _released_before(current: state.Work, protected: Protected[Evaluation]) -> None:
    """Earlier releases beside this one: whoever has both must not be able to work out what a few people answered."""
    if not protected.policy.protects:
        return
    with st.expander("Did you hand on results of these people before?", key="released_before"):
        widgets.say(
            "Add the protected results (JSON) that you handed on: if a number of people differs by only a few, this "
            "page says so. They stay in this visit's memory and go into no file."
        )
        files = st.file_uploader(
            "Earlier results (JSON)", type=["json"], accept_multiple_files=True, key=f"earlier_{state.visit()}"
        )
    given = [(file.name, file.getvalue()) for file in files or []]
    digest = hashlib.sha256(b"".join(hashlib.sha256(data).digest() for _, data in given)).hexdigest()
    issues = state.kept("repeats", f"{current.digest} {digest}", lambda: _repeats(protected, given))
    for issue in issues:
        widgets.warn(str(issue))
    if given and not issues:
        widgets.say("Set beside what you handed on before, no number of people differs by only a few.")


def _repeats(protected: Protected[Evaluation], given: Sequence[tuple[str, bytes]]) -> tuple[Issue, ...]:
    """What to know of each earlier release, or why it could not be set beside this one."""
    current = results_bytes(protected) if given else b""
    found: list[Issue] = []
    for file in given:
        try:
            found += repeat_issues(current, [file], protected.policy)
        except AuditError as error:
            found += error.issues
    return tuple(found)


def _participants(current: state.Work, protected: Protected[Evaluation], name: str) -> None:
    """Single people's scores, after a plain word that it is known what they are."""
    st.subheader("Scores of single people, for your own analysis")
    widgets.say(
        "An Excel workbook with a row for each person, time of asking and scale, under pseudonyms: no answers to "
        "single questions, no free text, no groups, no dates. Nothing in it is protected."
    )
    if not st.checkbox("I know that this is personal data", key="knows_personal"):
        return
    if sum(step.n or 0 for step in protected.value.flow if step.step == "scored") >= MOST_ROWS:
        widgets.say("These are more scores than a sheet can hold: the command line's `score` writes them as CSV.")
        return
    widgets.warn(WARNING)
    widgets.aside("It is made when you press the button, and takes about half a minute for 100,000 scores.")
    st.download_button(
        "Download the scores (personal data)",
        data=state.participants(current),
        file_name=f"{name.removesuffix(f'_{PERSONAL}')}_scores_{PERSONAL}.xlsx",
        mime=f"{OFFICE}.spreadsheetml.sheet",
        key="participants",
        on_click="ignore",
    )


def _made(kind: Kind, protected: Protected[Evaluation], quotes: tuple[str, ...], withheld: Collection[float]) -> bytes:
    name = f"the file{kind.ending}".replace("_results", "")
    return audited(name, kind.make(protected, quotes), protected, withheld=withheld, words=quotes)


def _file_name(current: state.Work) -> str:
    """A safe name from the study's title; unprotected summaries say that they are personal data."""
    title = re.sub(r"[^a-z0-9]+", "_", current.study.title.casefold()).strip("_")[:60] or "what_changed"
    return f"{title}_{PERSONAL}" if current.study.disclosure.policy == "none" else title


if __name__ == "__main__":  # how Streamlit runs a page
    show()
