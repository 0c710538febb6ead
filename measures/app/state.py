"""What the app remembers of one visit: the files, what was settled about them, and what was made of them.

It is all held in the session's memory and nowhere else. What is worked out is kept with the digest of everything it
was worked out from, so that a changed setting or file can never show an old answer.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from measures.app.working import Ahead, Worked, worked_out
from measures.disclosure import Protected, protect
from measures.disclosure.merging import Merge
from measures.errors import InputError
from measures.evaluate import Progress, evaluate_study, people_of, quiet
from measures.exports.files import ReadOptions, read_tables
from measures.exports.tables import Table, Upload
from measures.inspection import Inspection, inspect_study
from measures.instrument import Instrument
from measures.library import load_library, shipped_instruments, with_own
from measures.people.voices import Quote
from measures.reading import read
from measures.report import charts, flow_chart
from measures.report.participants import participants_workbook
from measures.results import Evaluation, Issue, ScaleFacts
from measures.score_table import score_table
from measures.study import Study, read_study, write_study

WORK = "work"
VISIT = "visit"
TABLES = "tables"
QUOTES = "quotes"
RESULTS = "results"
AHEAD = "ahead"
OWN = "own_instruments"
RIPPLES = "ripples"  # the map of the Ripples page, which needs no survey
FILLED_IN = ("waves", "participant", "columns", "groups")
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
SAMPLE_STUDY = "singing_microsoft_forms.toml"
Result = TypeVar("Result")
Tables = dict[str, tuple[object, tuple[Table, ...]]]
Pictures = tuple[charts.Picture | None, charts.Picture | None]


class Digested(Protocol):
    """What is known by one digest of all that it was made from."""

    @property
    def digest(self) -> str:
        """The digest."""


@dataclass(frozen=True)
class Work:
    """The files of this visit and what was settled about them. `of_files` is the digest of the files' bytes.

    `renamed` says which files stand for entries of the study that name them otherwise. `filled` holds, by their names,
    the tables of the study that were filled in from what the files say: as they were stated, and as filled in.
    `instruments` is the digest of the user's own instruments.
    """

    study: Study
    uploads: Mapping[str, Upload]
    of_files: str
    sample: bool = False
    renamed: tuple[Issue, ...] = ()
    filled: Mapping[str, tuple[object, object]] = field(default_factory=dict)
    instruments: str = ""

    @property
    def digest(self) -> str:
        """One digest of the files, of everything settled about them, and of the user's own instruments."""
        stated = f"{self.of_files} {self.instruments} "
        return hashlib.sha256(stated.encode() + write_study(self.study)).hexdigest()


def work() -> Work | None:
    """The work of this visit, or nothing yet."""
    found: Work | None = st.session_state.get(WORK)
    return found


def begin(
    study: Study,
    uploads: Mapping[str, Upload],
    *,
    sample: bool = False,
    renamed: tuple[Issue, ...] = (),
    progress: Progress = quiet,
) -> None:
    """Take in new files in place of those before, and fill in what the files themselves say."""
    digests = [hashlib.sha256(path.encode() + upload.data).hexdigest() for path, upload in sorted(uploads.items())]
    started = Work(study, uploads, "".join(digests), sample, renamed, instruments=_own_instruments())
    _empty(keep=(VISIT, OWN, RIPPLES))
    try:
        filled = _filled_in(started, progress)
    except InputError:
        st.session_state[WORK] = started  # the Check page tells what is wrong
        raise
    st.session_state[WORK] = filled  # and where somebody stopped it, nothing is held half done


def begin_with_sample(progress: Progress = quiet) -> None:
    """Take in the sample that comes with the project."""
    study = read_study((SAMPLE / SAMPLE_STUDY).read_bytes(), SAMPLE_STUDY)
    uploads = {file.path: Upload(file.path, (SAMPLE / file.path).read_bytes()) for file in study.files}
    begin(study, uploads, sample=True, progress=progress)


def settle(study: Study) -> None:
    """Keep what the user settled; what was worked out from the old settings is forgotten when it is next asked for."""
    st.session_state[WORK] = replace(st.session_state[WORK], study=study)


def put_beside(upload: Upload, study: Study) -> None:
    """Keep a small file beside the exports, and the study that now names it."""
    current: Work = st.session_state[WORK]
    of_files = current.of_files + hashlib.sha256(upload.name.encode() + upload.data).hexdigest()
    uploads = {**current.uploads, upload.name: upload}
    st.session_state[WORK] = replace(current, study=study, uploads=uploads, of_files=of_files)


def read_again(study: Study, progress: Progress = quiet) -> None:
    """Keep how the user said a file is to be read, read it so, and fill in anew what nobody has changed since.

    What was filled in from a file read wrongly (no column of codes in it, say) must not outlive that reading.
    """
    current: Work = st.session_state[WORK]
    stated = {name: before for name, (before, after) in current.filled.items() if getattr(study, name) == after}
    st.session_state[WORK] = _filled_in(replace(current, study=study.model_copy(update=stated)), progress)


def _filled_in(started: Work, progress: Progress) -> Work:
    study = inspected(started, progress).suggested
    filled = {name: (getattr(started.study, name), getattr(study, name)) for name in FILLED_IN}
    return replace(started, study=study, filled=filled)


def inspected(current: Work, progress: Progress = quiet) -> Inspection:
    """What the files are, as far as that can be told before anything is computed."""

    def look() -> Inspection:
        return inspect_study(
            current.study, current.uploads, library(), said=current.renamed, progress=progress, tables_of=tables_of
        )

    return kept("inspected", current.digest, look)


def tables_of(upload: Upload, options: ReadOptions, *, limits: bool) -> tuple[Table, ...]:
    """The tables of a file, read once for each way to read it; of each file the last reading is kept.

    Looking at files, looking again with what was settled, and evaluating them then read their bytes once.
    """
    return _tables_in(st.session_state.setdefault(TABLES, {}), upload, options, limits=limits)


def _tables_in(known: Tables, upload: Upload, options: ReadOptions, *, limits: bool) -> tuple[Table, ...]:
    asked = (upload.data, options, limits)
    if upload.name not in known or known[upload.name][0] != asked:
        known[upload.name] = (asked, read_tables(upload, options, limits=limits))
    return known[upload.name][1]


def about_people(current: Work, progress: Progress = quiet) -> tuple[Issue, ...]:
    """What to know of who is who: time between waves, conflicting answers, how many were found again, or why not."""

    def look() -> tuple[Issue, ...]:
        try:
            progress("Reading the answers")
            reading = read(current.study, current.uploads, library(), tables_of=tables_of)
            progress("Finding who is who")
            return people_of(reading, current.uploads).issues
        except InputError as error:
            return error.issues

    return kept("about_people", current.digest, look)


def is_kept(name: str, current: Digested) -> bool:
    """Whether this was worked out already from exactly these files and settings."""
    found: tuple[str, object] | None = st.session_state.get(name)
    return found is not None and found[0] == current.digest


def results(current: Work, progress: Progress) -> Protected[Evaluation]:
    """What changed, protected as the study says; nothing else is kept but which figures no file may hold.

    Raises
    ------
    InputError
        The files cannot be used yet, or something is not settled.
    """

    def compute() -> Worked:
        begun: Ahead | None = st.session_state.get(AHEAD)
        if begun is None or begun.digest != current.digest:
            return _to_work_out(current)(progress)
        return begun.follow(progress)

    found = kept(RESULTS, current.digest, compute)
    st.session_state.pop(AHEAD, None)
    return found.protected


def begin_ahead(current: Work) -> None:
    """Begin to work out what changed in a thread of its own, while the page that was just drawn is being read."""
    begun: Ahead | None = st.session_state.get(AHEAD)
    if is_kept(RESULTS, current) or (begun is not None and begun.digest == current.digest):
        return
    give_up_ahead()
    st.session_state[AHEAD] = Ahead(current.digest, _to_work_out(current))


def give_up_ahead() -> None:
    """Give up what was begun ahead, if anything was."""
    begun: Ahead | None = st.session_state.pop(AHEAD, None)
    if begun is not None:
        begun.give_up()


def _to_work_out(current: Work) -> Callable[[Progress], Worked]:
    """What works out the results; it needs nothing more of the session."""
    tables = partial(_tables_in, st.session_state.setdefault(TABLES, {}))
    return partial(worked_out, current.study, current.uploads, library(), tables)


def withheld(current: Work) -> frozenset[float]:
    """Figures that no file or picture may hold, found when the results were worked out."""
    found = _worked(current)
    return found.withheld if found else frozenset()


def merges(current: Work) -> tuple[Merge, ...]:
    """Ways of merging groups so that more could be told, found when the results were worked out."""
    found = _worked(current)
    return found.merges if found else ()


def _worked(current: Work) -> Worked | None:
    """What was worked out from exactly these files and settings, or nothing yet."""
    found: tuple[str, Worked] | None = st.session_state.get(RESULTS)
    return found[1] if found is not None and found[0] == current.digest else None


def exact(current: Work) -> Protected[Evaluation]:
    """Everything as it is, for the screen of whoever holds the data: worked out again only when that is asked for."""

    def compute() -> Protected[Evaluation]:
        return protect(evaluate_study(current.study, current.uploads, library(), tables_of=tables_of), "none")

    return kept("exact", current.digest, compute)


def forget_exact() -> None:
    """Keep no exact figures once nobody looks at them."""
    st.session_state.pop("exact", None)


def participants(current: Work) -> Callable[[], bytes]:
    """What makes a workbook of single people's scores, anew at each call; one visit gives the same pseudonyms.

    A download is made outside the page's run, where the session's memory cannot be reached: what it needs is taken
    here. The call raises `UsageError` where there are more scores than a sheet can hold.
    """
    known, tables = library(), partial(_tables_in, st.session_state.setdefault(TABLES, {}))
    key: bytes = st.session_state.setdefault("pseudonyms", secrets.token_bytes(32))

    def make() -> bytes:
        table = score_table(current.study, current.uploads, known, key=key, tables_of=tables)
        return participants_workbook(table, current.study, known)

    return make


def library() -> Mapping[str, Instrument]:
    """The shipped instruments, and over them those the user added in this visit."""
    own: Mapping[str, Instrument] = st.session_state.get(OWN, {})
    return with_own(_shipped(), own.items())


def add_instrument(file: str, instrument: Instrument) -> None:
    """Use an instrument of the user's own from now on; what was worked out without it no longer counts.

    Raises
    ------
    InstrumentError
        It has the id of a shipped instrument and changes more than its wording.
    """
    with_own(_shipped(), [(file, instrument)])
    st.session_state[OWN] = {**st.session_state.get(OWN, {}), file: instrument}
    current = work()
    if current is not None:
        st.session_state[WORK] = replace(current, instruments=_own_instruments())


def _own_instruments() -> str:
    """One digest of the user's own instruments; empty where there are none."""
    own: Mapping[str, Instrument] = st.session_state.get(OWN, {})
    texts = [f"{file} {instrument.model_dump_json()}" for file, instrument in sorted(own.items())]
    return hashlib.sha256("".join(texts).encode()).hexdigest() if texts else ""


def quotes() -> tuple[Quote, ...]:
    """Words chosen by hand that the people who said them agreed to have shown: what a report may use."""
    found: tuple[Quote, ...] = st.session_state.get(QUOTES, ())
    return found


def keep_quotes(kept: Sequence[Quote]) -> None:
    """Keep these quotes, and no others, for this visit; they are written nowhere."""
    st.session_state[QUOTES] = tuple(dict.fromkeys(kept))


def pictures(current: Work, found: Protected[Evaluation], facts: ScaleFacts, group_by: str) -> Pictures:
    """The charts of one scale, drawn once: for everybody, and by group where a breakdown is named."""

    def draw() -> Pictures:
        grouped = charts.by_group(found, facts, group_by) if group_by else None
        return charts.before_after(found, facts), grouped

    return kept("pictures", f"{current.digest} {facts.instrument}.{facts.scale} {group_by}", draw)


def flow_picture(current: Work, found: Protected[Evaluation], facts: ScaleFacts) -> charts.Picture | None:
    """The way from forms read to the people counted on one scale, drawn once."""
    name = f"{current.digest} {facts.instrument}.{facts.scale}"
    return kept("flow_picture", name, lambda: flow_chart.flow_picture(found, facts))


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
    give_up_ahead()
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


def kept(name: str, digest: str, compute: Callable[[], Result]) -> Result:
    """What was worked out last for exactly this digest, else worked out now; one of each kind is kept."""
    kept: tuple[str, Result] | None = st.session_state.get(name)
    if kept is None or kept[0] != digest:
        st.session_state[name] = kept = (digest, compute())
    return kept[1]
