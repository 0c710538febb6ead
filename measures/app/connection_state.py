"""The files of connections of this visit, in the session's memory and nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from measures.app import state
from measures.connected import Connected, evaluation_of, of_any
from measures.connections.network_files import Networks
from measures.connections.settings import MembershipRules, NetworkRules
from measures.disclosure import Protected, protect, protect_networks
from measures.evaluate import Progress, quiet
from measures.exports.tables import Upload
from measures.results import Evaluation

KEY = "connections"
RESULTS = "connection_results"
SAMPLES = ("partners.csv", "partner_ties.csv", "know_your_patch.csv")
Found = tuple[Protected[Evaluation], Protected[Networks] | None]


@dataclass(frozen=True)
class Connections:
    """Files of connections and what was settled about them."""

    files: tuple[Upload, ...]
    rules: NetworkRules = field(default_factory=NetworkRules)
    members: MembershipRules = field(default_factory=MembershipRules)
    sample: bool = False
    policy: str = "under_5"

    @property
    def digest(self) -> str:
        """One digest of the files and of everything settled about them."""
        names = "".join(file.name + hashlib.sha256(file.data).hexdigest() for file in self.files)
        return hashlib.sha256(f"{names}{self.rules}{self.policy}".encode()).hexdigest()


def connections() -> Connections | None:
    """The files chosen on the page, else those that the study names; or nothing yet."""
    found: Connections | None = st.session_state.get(KEY)
    if found is not None:
        return found
    current = state.work()
    if current is None:
        return None
    study = current.study
    rules, members = study.network or NetworkRules(), study.membership or MembershipRules()
    paths = (*rules.paths, *members.paths)
    if not paths or not all(path in current.uploads for path in paths):
        return None
    return Connections(tuple(current.uploads[path] for path in paths), rules, members, policy=study.disclosure.policy)


def take(files: Sequence[Upload]) -> None:
    """Take in files in place of those before."""
    st.session_state[KEY] = Connections(tuple(files))


def take_sample() -> None:
    """Take in the invented organisations and members that come with the project."""
    st.session_state[KEY] = Connections(
        tuple(Upload(name, (state.SAMPLE / name).read_bytes()) for name in SAMPLES), sample=True
    )


def drop() -> None:
    """Forget the files of connections."""
    st.session_state.pop(KEY, None)


def settle(current: Connections, rules: NetworkRules) -> None:
    """Keep what the user settled."""
    st.session_state[KEY] = replace(current, rules=rules)


def results(current: Connections, progress: Progress = quiet) -> Found:
    """Protected rows, and the networks for their picture; `progress` is told each stage as it begins.

    Raises
    ------
    InputError
        A file cannot be used, or something never guessed is not settled.
    """

    def work_out() -> Found:
        progress("Reading the files and counting ties")
        found: Connected = of_any(current.files, current.rules, current.members)
        progress("Protecting small groups")
        evaluation = protect(evaluation_of(found, current.files, current.rules), current.policy)
        networks = None if found.networks is None else protect_networks(found.networks, current.policy)
        return evaluation, networks

    return state.kept(RESULTS, current.digest, work_out)
