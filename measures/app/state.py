"""What the app remembers of one visit: the files, what was settled about them, and what was made of them.

It is all held in the session's memory and nowhere else. What is worked out is kept with the digest of everything it
was worked out from, so that a changed setting or file can never show an old answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from measures.disclosure import Protected, protect
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.inspection import Inspection, inspect_study
from measures.instrument import Instrument
from measures.library import load_library, shipped_instruments, with_own
from measures.report import charts
from measures.results import Evaluation, Issue, ScaleFacts
from measures.study import Study, read_study, write_study

WORK = "work"
VISIT = "visit"
OWN = "own_instruments"
WORKED_OUT = ("inspected", "results", "pictures")
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
SAMPLE_STUDY = "singing_microsoft_forms.toml"
Result = TypeVar("Result")
Pictures = tuple[charts.Picture | None, charts.Picture | None]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Work:
    """The files of this visit and what was settled about them. `of_files` is the digest of the files' bytes.

    `renamed` says which files stand for entries of the study that name them otherwise.
    """

    study: Study
    uploads: Mapping[str, Upload]
    of_files: str
    sample: bool = False
    renamed: tuple[Issue, ...] = ()

    @property
    def digest(self) -> str:
        """One digest of the files and of everything settled about them."""
        return hashlib.sha256(self.of_files.encode() + write_study(self.study)).hexdigest()


def work() -> Work | None:
    """The work of this visit, or nothing yet."""
    found: Work | None = st.session_state.get(WORK)
    return found


def begin(
    study: Study, uploads: Mapping[str, Upload], *, sample: bool = False, renamed: tuple[Issue, ...] = ()
) -> None:
    """Take in new files in place of those before, and fill in what the files themselves say."""
    digests = [hashlib.sha256(path.encode() + upload.data).hexdigest() for path, upload in sorted(uploads.items())]
    started = Work(study, uploads, "".join(digests), sample, renamed)
    _empty(keep=(VISIT, OWN))
    st.session_state[WORK] = started
    st.session_state[WORK] = replace(started, study=inspected(started).suggested)


def begin_with_sample() -> None:
    """Take in the sample that comes with the project."""
    study = read_study((SAMPLE / SAMPLE_STUDY).read_bytes(), SAMPLE_STUDY)
    begin(study, {file.path: Upload(file.path, (SAMPLE / file.path).read_bytes()) for file in study.files}, sample=True)


def settle(study: Study) -> None:
    """Keep what the user settled; what was worked out from the old settings is forgotten when it is next asked for."""
    st.session_state[WORK] = replace(st.session_state[WORK], study=study)


def inspected(current: Work) -> Inspection:
    """What the files are, as far as that can be told before anything is computed."""
    return _kept("inspected", current.digest, lambda: _inspect(current))


def _inspect(current: Work) -> Inspection:
    return inspect_study(current.study, current.uploads, library(), said=current.renamed)


def results(current: Work, progress: Progress) -> Protected[Evaluation]:
    """What changed, protected as the study says; nothing unprotected is kept.

    Raises
    ------
    InputError
        The files cannot be used yet, or something is not settled.
    """

    def compute() -> Protected[Evaluation]:
        found = evaluate_study(current.study, current.uploads, library(), progress=progress)
        return protect(found, current.study.disclosure.policy)

    return _kept("results", current.digest, compute)


def library() -> Mapping[str, Instrument]:
    """The shipped instruments, and over them those the user added in this visit."""
    own: Mapping[str, Instrument] = st.session_state.get(OWN, {})
    return with_own(_shipped(), own.items())


def add_instrument(file: str, instrument: Instrument) -> None:
    """Use an instrument of the user's own from now on; what was worked out without it is forgotten.

    Raises
    ------
    InstrumentError
        It has the id of a shipped instrument and changes more than its wording.
    """
    with_own(_shipped(), [(file, instrument)])
    st.session_state[OWN] = {**st.session_state.get(OWN, {}), file: instrument}
    for name in WORKED_OUT:
        st.session_state.pop(name, None)


def pictures(current: Work, found: Protected[Evaluation], facts: ScaleFacts, group_by: str) -> Pictures:
    """The charts of one scale, drawn once: for everybody, and by group where a breakdown is named."""

    def draw() -> Pictures:
        grouped = charts.by_group(found, facts, group_by) if group_by else None
        return charts.before_after(found, facts), grouped

    return _kept("pictures", f"{current.digest} {facts.instrument}.{facts.scale} {group_by}", draw)


@st.cache_resource(show_spinner=False)
def _shipped() -> Mapping[str, Instrument]:
    """The shipped instruments, read once for everybody: read-only and nobody's data."""
    return load_library(shipped_instruments())


def visit() -> int:
    """A number that changes when the data is cleared, so that upload fields start afresh."""
    return int(st.session_state.get(VISIT, 0))


def forget() -> None:
    """Empty everything of this visit at once: files, settings, results, uploads held by the server."""
    number = visit()
    _empty()
    st.session_state[VISIT] = number + 1
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def _empty(keep: Sequence[str] = ()) -> None:
    for key in [key for key in st.session_state if key not in keep]:
        del st.session_state[key]


def named(files: Sequence[Upload]) -> Mapping[str, Upload]:
    """Uploads by their names; a second file of the same name gets a number in front."""
    kept: dict[str, Upload] = {}
    for file in files:
        name, number = file.name, 2
        while name in kept:
            name, number = f"{number} {file.name}", number + 1
        kept[name] = Upload(name, file.data)
    return kept


def _kept(name: str, digest: str, compute: Callable[[], Result]) -> Result:
    """What was worked out last for exactly this digest, else worked out now; one of each kind is kept."""
    kept: tuple[str, Result] | None = st.session_state.get(name)
    if kept is None or kept[0] != digest:
        st.session_state[name] = kept = (digest, compute())
    return kept[1]
