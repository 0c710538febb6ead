"""The ripple map of this visit: its files and what was settled about them, in the session's memory and nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from measures.app import state
from measures.disclosure import Protected, protect, protect_map
from measures.evaluate import Progress, quiet
from measures.exports.tables import Upload
from measures.report import ripple_charts, ripple_words
from measures.report.charts import Picture
from measures.results import Evaluation
from measures.ripple.building import MapOptions, ReadMap, read_ripple_map
from measures.ripple.merging import LikeTitles, like_titles
from measures.ripple.ripple_map import RippleMap
from measures.rippled import evaluation_of

SAMPLE = "ripple.xlsx"
RESULTS = "ripple_results"
Table = list[dict[str, str]]
Pictures = tuple[Picture | None, Picture | None, Picture | None]


@dataclass(frozen=True)
class Ripples:
    """The files of a map and what was settled about them."""

    files: tuple[Upload, ...]
    options: MapOptions = MapOptions()  # noqa: RUF009 - frozen, so one for all is safe
    sample: bool = False
    policy: str = "under_5"

    @property
    def digest(self) -> str:
        """One digest of the files and of everything settled about them."""
        names = "".join(file.name + hashlib.sha256(file.data).hexdigest() for file in self.files)
        return hashlib.sha256(f"{names}{self.options}{self.policy}".encode()).hexdigest()


def ripples() -> Ripples | None:
    """The map of this visit: chosen on its page, else the one that the study file names; or nothing yet."""
    found: Ripples | None = st.session_state.get(state.RIPPLES)
    if found is not None:
        return found
    current = state.work()
    rules = None if current is None else current.study.ripple
    if current is None or rules is None or not rules.paths or not all(path in current.uploads for path in rules.paths):
        return None
    files = tuple(current.uploads[path] for path in rules.paths)
    return Ripples(files, MapOptions(rules.dates, rules.merge), policy=current.study.disclosure.policy)


def take(files: Sequence[Upload]) -> None:
    """Take in a map in place of the one before."""
    st.session_state[state.RIPPLES] = Ripples(tuple(files))


def take_sample() -> None:
    """Take in the invented map that comes with the project."""
    upload = Upload(SAMPLE, (state.SAMPLE / SAMPLE).read_bytes())
    st.session_state[state.RIPPLES] = Ripples((upload,), sample=True)


def taken() -> str:
    """A word that changes with the map and when the data is cleared, so that the upload field starts afresh."""
    current = ripples()
    return f"{state.visit()}_{current.digest[:12] if current else ''}"


def settle(current: Ripples, options: MapOptions) -> None:
    """Keep what the user settled about the map."""
    st.session_state[state.RIPPLES] = replace(current, options=options)


def read(current: Ripples) -> ReadMap:
    """The map as read.

    Raises
    ------
    InputError
        A file cannot be read, or holds what cannot be used.
    """
    return state.kept("ripple_read", current.digest, lambda: read_ripple_map(current.files, current.options))


def results(current: Ripples, progress: Progress = quiet) -> tuple[Protected[Evaluation], Protected[RippleMap]]:
    """The figures and the map, through the gate; `progress` is told each stage as it begins.

    Raises
    ------
    InputError
        A file cannot be read, or holds what cannot be used.
    """

    def compute() -> tuple[Protected[Evaluation], Protected[RippleMap]]:
        progress("Reading the map")
        found = read(current)
        progress("Following the arrows")
        evaluation, ripple_map = evaluation_of(current.files, found, current.options)
        progress("Protecting small groups")
        return protect(evaluation, current.policy), protect_map(ripple_map, current.policy)

    return state.kept(RESULTS, current.digest, compute)


def twins(current: Ripples) -> Sequence[LikeTitles]:
    """Boxes with nearly the same title, looked for once."""
    return state.kept("ripple_twins", current.digest, lambda: like_titles(read(current).ripple_map.nodes))


def told(current: Ripples) -> tuple[Table, Table]:
    """The longest chains as sentences, and what followed from each activity, worked out once."""

    def tell() -> tuple[Table, Table]:
        ripple_map = results(current)[1]
        return ripple_words.stories(ripple_map), ripple_words.reached(ripple_map)

    return state.kept("ripple_told", current.digest, tell)


def pictures(current: Ripples) -> Pictures:
    """Timeline, rings and categories by quarter, drawn once."""

    def draw() -> Pictures:
        evaluation, ripple_map = results(current)
        return (
            ripple_charts.timeline_map(ripple_map, evaluation),
            ripple_charts.ripple_rings(ripple_map),
            ripple_charts.categories_by_quarter(evaluation),
        )

    return state.kept("ripple_pictures", current.digest, draw)
