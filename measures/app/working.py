"""What is worked out of the files of a visit, and how that begins while a person still looks over the Check page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass

from measures.disclosure import Protected, protect, withheld_figures
from measures.disclosure.merging import Merge
from measures.disclosure.merging import merges as possible_merges
from measures.evaluate import Progress, evaluate_study
from measures.exports.files import TableReader
from measures.exports.tables import Upload
from measures.instrument import Instrument
from measures.results import Evaluation
from measures.study import Study

LOOK_AGAIN = 0.2  # seconds between two looks at work that another thread does; "Stop this" is heard at each


@dataclass(frozen=True)
class Worked:
    """Protected results, with the figures that no file may hold and the merges that would let more be told.

    They are one entry of the session, so that who stops the work never has results without what is to be kept out.
    """

    protected: Protected[Evaluation]
    withheld: frozenset[float] = frozenset()
    merges: tuple[Merge, ...] = ()


def worked_out(
    study: Study,
    uploads: Mapping[str, Upload],
    library: Mapping[str, Instrument],
    tables_of: TableReader,
    progress: Progress,
) -> Worked:
    """Everything the study asks for, protected as it says; `progress` is told each stage as it begins.

    Raises
    ------
    InputError
        The files cannot be used yet, or something is not settled.
    """
    found = evaluate_study(study, uploads, library, progress=progress, tables_of=tables_of)
    progress("Protecting small groups")
    policy = study.disclosure.chosen()
    merges = possible_merges(found.results, study.groups, policy) if policy.protects else ()
    safe = protect(found, policy)
    return Worked(safe, withheld_figures(found.results, safe.value.results), merges)


class Ahead:
    """Work begun in a thread of its own before anybody asked for it; it touches nothing of Streamlit.

    Parameters
    ----------
    digest : str
        Of everything it is worked out from.
    work_out : callable
        Does the work; it is given what to tell each stage to.
    """

    def __init__(self, digest: str, work_out: Callable[[Progress], Worked]) -> None:
        self.digest = digest
        self._work_out = work_out
        self._stage = "Working it out"
        self._given_up = threading.Event()
        self._done: Future[Worked] = Future()
        threading.Thread(target=self._run, name="ahead", daemon=True).start()

    def give_up(self) -> None:
        """Let the work end as its next stage begins; what was done so far is not kept."""
        self._given_up.set()

    def follow(self, progress: Progress) -> Worked:
        """Wait for the work, telling its stages on; what stopped the work is raised here.

        `progress` may raise to stop waiting: the work itself goes on until it is given up.
        """
        while not wait([self._done], timeout=LOOK_AGAIN).done:
            progress(self._stage)
        return self._done.result()

    def _run(self) -> None:
        try:
            self._done.set_result(self._work_out(self._tell))
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is raised to the page that waits for it
            self._done.set_exception(error)

    def _tell(self, stage: str) -> None:
        if self._given_up.is_set():
            raise GivenUpError
        self._stage = stage


class GivenUpError(Exception):
    """Nobody waits for this work any more."""
