"""Instruments: find one by domain, length, audience and wording; see how it is scored; bring one of your own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from measures.app import state, widgets
from measures.errors import InputError
from measures.forms import FORMS, questionnaire
from measures.instrument import DOMAINS, Instrument, Scale
from measures.library import read_instrument
from measures.report.instrument_text import DOMAIN_WORDS, licence_sentence, scoring_sentences, wording_is_here
from measures.worked_examples import check_examples

ANY = "Any"
USUAL = "ucla3"  # what most programmes ask: shown until another is chosen
LENGTHS: Mapping[str, tuple[int, int]] = {
    ANY: (0, 1000), "1 to 4 questions": (1, 4), "5 to 10 questions": (5, 10), "More than 10": (11, 1000),
}  # fmt: skip
SHORT = 8
FORM_KINDS = {
    "docx": "Word, to print or edit", "html": "A page to print", "xlsform": "KoboToolbox, ODK or Ona (XLSForm)",
    "redcap": "REDCap (data dictionary)",
}  # fmt: skip
WORDING = {ANY: None, "Comes with the tool": True, "You bring it": False}


def show() -> None:
    """The page."""
    st.title("Instruments")
    st.markdown(
        "Published sets of questions, scored by their own rules. Where a licence does not let us pass on the wording, "
        "we name the topics and score the answers; you bring the wording."
    )
    library = state.library()
    found = _filtered(list(library.values()))
    if not found:
        widgets.say("None of the instruments fits all of these. Choose 'Any' in one of them.")
    else:
        with st.expander(f"The list: {len(found)} of {len(library)} fit", expanded=len(found) <= SHORT, key="fitting"):
            lines = [_line(one) for one in found]
            widgets.show_table(lines, alt="Instruments that fit", numbers=("Questions",))
        chosen = st.selectbox(
            "Look at one",
            [one.id for one in found],
            index=next((at for at, one in enumerate(found) if one.id == USUAL), 0),
            format_func=lambda name: f"{library[name].title} ({name})",
            key="instrument",
        )
        _details(library[chosen])
    _form(library)
    _own_file()


def _filtered(instruments: Sequence[Instrument]) -> list[Instrument]:
    left, right = st.columns(2)
    domain = left.selectbox(
        "Domain", [ANY, *DOMAINS], format_func=lambda name: DOMAIN_WORDS.get(name, name), key="domain"
    )
    length = right.selectbox("Length", list(LENGTHS), key="length")
    audiences = sorted({one.audience for one in instruments if one.audience})
    audience = left.selectbox("Audience", [ANY, *audiences], key="audience")
    wording = WORDING[right.selectbox("Wording", list(WORDING), key="wording")]
    low, high = LENGTHS[length]
    return [
        one
        for one in instruments
        if domain in (ANY, *one.domains)
        and low <= len(one.items) <= high
        and audience in (ANY, one.audience)
        and wording in (None, wording_is_here(one))
    ]


def _line(instrument: Instrument) -> dict[str, str]:
    return {
        "Instrument": instrument.title,
        "Domain": ", ".join(DOMAIN_WORDS[domain] for domain in instrument.domains),
        "Questions": str(len(instrument.items)),
        "For": instrument.audience or "not stated",
        "Wording": "Included" if wording_is_here(instrument) else "You bring it",
    }


def _details(instrument: Instrument) -> None:
    st.header(widgets.literal(instrument.title))
    widgets.say(licence_sentence(instrument))
    if instrument.intro:
        widgets.say(instrument.intro)
    st.subheader("Questions")
    widgets.show_table(
        [{"Question": item.wording, "Answers": _answers(instrument, item.id)} for item in instrument.items],
        alt="Questions and their answers",
        numbers=(),
    )
    for scale in instrument.scales:
        _scale(instrument, scale)
    st.subheader("Source")
    widgets.say(instrument.source.citation)
    if instrument.source.attribution:
        widgets.say(instrument.source.attribution)
    for refusal in instrument.refuse:
        widgets.say(f"Refused: {refusal.reason}")


def _answers(instrument: Instrument, item: str) -> str:
    answers = instrument.responses_of(item)
    labels = "; ".join(option.label for option in answers.options)
    if not answers.is_numeric:
        return labels
    numbers = f"a number from {answers.minimum} to {answers.maximum}"
    return f"{numbers} ({labels})" if labels else numbers


def _scale(instrument: Instrument, scale: Scale) -> None:
    st.subheader(widgets.literal(scale.title))
    widgets.say(" ".join(scoring_sentences(instrument, scale)))
    if scale.bands:
        widgets.show_table(
            [{"From": str(band.from_), "Band": band.label} for band in scale.bands],
            alt=f"Bands of {scale.title}",
            numbers=(),
        )
        checked = "" if scale.bands_status == "verified" else " Recalled, not checked."
        widgets.say(f"Bands: {scale.bands_source}.{checked}")
    for found in scale.reliability:
        kind = {"internal": "Internal consistency", "test_retest": "Test-retest reliability", "sem": "Standard error"}
        checked = "" if found.status == "verified" else " Recalled, not checked: never used silently."
        widgets.say(f"{kind[found.kind]} {found.value}: {found.source}.{checked}")
    if scale.source:
        widgets.say(scale.source)


def _form(library: Mapping[str, Instrument]) -> None:
    st.header("Make a questionnaire")
    st.markdown(
        "Choose what to ask. The form says what the answers are for, asks for a code instead of a name, and its export "
        "is read here without further work."
    )
    # an instrument without wording here is left out of the choice: there would be nothing to ask
    able = [name for name, one in library.items() if one.items and wording_is_here(one)]
    chosen = st.multiselect("Ask", able, format_func=lambda name: library[name].title, key="form_of")
    kind = st.selectbox("For", list(FORM_KINDS), format_func=FORM_KINDS.__getitem__, key="form_kind")
    if not chosen:
        return
    maker, ending = FORMS[kind]
    st.download_button(
        "Download the questionnaire",
        data=lambda: maker(questionnaire([library[name] for name in chosen])),
        file_name=f"questionnaire{ending}",
        on_click="ignore",
        type="primary",
    )


def _own_file() -> None:
    st.header("Bring your own")
    st.markdown(
        "A file of your own adds an instrument, or adds wording you hold a licence for. It stays in this visit."
    )
    file = st.file_uploader("Instrument file (.toml)", type=["toml"], key=f"own_{state.visit()}")
    if file is None:
        return
    try:
        instrument = read_instrument(file.getvalue(), file.name)
    except InputError as error:
        widgets.show_issues(error.issues)
        return
    wrong = check_examples(instrument)
    for fault in wrong:
        widgets.say(f"{file.name}, {fault}")
    if wrong:
        return
    widgets.say(f"No faults found in '{instrument.title}', and its worked examples come out as written.")
    if st.button("Use it in this visit", key="use_own", type="primary"):
        try:
            state.add_instrument(file.name, instrument)
        except InputError as error:
            widgets.show_issues(error.issues)
            return
        widgets.say("It is in use now. Choose your files on the Start page, or look again at what was found.")


if __name__ == "__main__":  # how Streamlit runs a page
    show()
