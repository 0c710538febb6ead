"""In people's words: what people wrote, read on the screen only; what may be shown is chosen by hand."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from measures.app import progress, state, who_is_who, widgets
from measures.errors import InputError
from measures.people.privacy import personal_in
from measures.people.voices import Quote, Voice, containing
from measures.report.numbers import counted
from measures.report.phrases import listed

CHOSEN = "chosen_words"
SHOWN = "voices_shown"
A_PAGE = 10
ALL = "Every question"
PROMISE = (
    "What people wrote is shown here on the screen and nowhere else. Only words that you choose by hand, and that the "
    "person agreed to have shown, can stand in a report. They are kept for this visit, in memory only."
)
EDIT = (
    "Take out names and whatever else could tell who said it: write [name] in its place. A machine cannot find names, "
    "so read every word. Leave the rest as the person wrote it."
)


def show() -> None:
    """The page."""
    st.title("In people's words")
    current = state.work()
    if current is None:
        widgets.nothing_yet("This page shows what people wrote in their own words.")
        return
    widgets.say(PROMISE)
    try:
        with progress.stages(
            st.empty(), "Reading what people wrote", needed=not state.is_kept("said", current)
        ) as tell:
            said = who_is_who.said(current, tell)
    except InputError as error:
        widgets.show_issues(error.issues)
        st.page_link("measures/app/check.py", label="Settle it on the Check page")
        return
    _kept()
    if not said:
        widgets.say("We found no column in these files in which people wrote freely.")
        st.page_link("measures/app/check.py", label="See on the Check page what each column was taken for")
        return
    chosen: Voice | None = st.session_state.get(CHOSEN)
    if chosen is None:
        _search(said)
    else:
        _edit(chosen)


def _search(said: Sequence[Voice]) -> None:
    questions = list(dict.fromkeys(voice.question for voice in said))
    st.header("Read and choose")
    question = ALL
    if len(questions) > 1:
        question = st.selectbox("The question they answered", [ALL, *questions], key="voices_question")
    wanted = st.text_input(
        "Words to look for", key="voices_wanted", placeholder="For example: friends", help="Empty shows everything."
    )
    found = [voice for voice in containing(said, wanted) if question in (ALL, voice.question)]
    if not found:
        widgets.say("Nobody wrote these words. Try fewer or shorter ones.")
        return
    asked = (wanted, question)
    if st.session_state.get(SHOWN, (asked, A_PAGE))[0] != asked:
        st.session_state.pop(SHOWN)
    most = st.session_state.get(SHOWN, (asked, A_PAGE))[1]
    widgets.say(f"{counted(len(found), 'answer', 'answers')}{' with these words' if wanted.strip() else ''}.")
    for number, voice in enumerate(found[:most]):
        with st.container(border=True, key=f"voice_{number}"):
            widgets.say(voice.words)
            widgets.aside(_where(voice))
            st.button("Choose these words", key=f"choose_{number}", on_click=_choose, args=(voice,))
    if len(found) > most:
        st.button(f"Show {min(A_PAGE, len(found) - most)} more", key="more", on_click=_more, args=(asked, most))


def _edit(voice: Voice) -> None:
    st.header("What may be shown")
    widgets.say(EDIT)
    words = st.text_area("The words as they may be shown", value=voice.words, key="edited", height=160).strip()
    widgets.aside(_where(voice))
    if found := personal_in(words):
        widgets.warn(f"There seem to be {listed(found)} in these words. Take them out.")
    agreed = st.checkbox("The person agreed that these words may be shown", key="agreed")
    left, right, _ = st.columns([2, 2, 3])
    left.button(
        "Keep these words", key="keep", type="primary", disabled=not (agreed and words), width="stretch",
        on_click=_keep, args=(Quote(words, voice.question, voice.wave),),
    )  # fmt: skip
    right.button("Choose others", key="back", on_click=_leave, width="stretch")


def _kept() -> None:
    kept = state.quotes()
    if not kept:
        return
    st.header("Chosen and agreed")
    for number, quote in enumerate(kept):
        with st.container(border=True, key=f"kept_{number}"):
            widgets.say(quote.words)
            widgets.aside(_where(quote))
            st.button("Take it back", key=f"drop_{number}", on_click=_drop, args=(quote,))


def _where(voice: Voice | Quote) -> str:
    return f"{voice.question} ({voice.wave})" if voice.wave else voice.question


def _choose(voice: Voice) -> None:
    st.session_state[CHOSEN] = voice


def _leave() -> None:
    for key in (CHOSEN, "edited", "agreed"):
        st.session_state.pop(key, None)


def _keep(quote: Quote) -> None:
    state.keep_quotes([*state.quotes(), quote])
    _leave()


def _drop(quote: Quote) -> None:
    state.keep_quotes([each for each in state.quotes() if each != quote])


def _more(asked: tuple[str, str], most: int) -> None:
    st.session_state[SHOWN] = (asked, most + A_PAGE)


if __name__ == "__main__":  # how Streamlit runs a page
    show()
