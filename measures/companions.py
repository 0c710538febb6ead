"""Small files that stand beside a study's exports: matches the user confirmed, people who withdrew, and more."""

from __future__ import annotations

from collections.abc import Mapping

from measures.errors import StudyError
from measures.exports.tables import Upload
from measures.people.confirmed import Match, read_matches, read_withdrawn
from measures.study import Study


def companions(study: Study) -> tuple[str, ...]:
    """Paths of the companion files that a study names."""
    own = study.places.file if study.places is not None else None
    beside = (study.ripple, study.network, study.membership, study.value)
    paths = [path for part in beside if part is not None for path in part.paths]
    people = (study.population.file if study.population else None, study.reach.file if study.reach else None)
    codes = (study.participant.matches, study.participant.withdrawn)
    return tuple(path for path in (*codes, own, *people, *paths) if path)


def confirmed_matches(study: Study, uploads: Mapping[str, Upload]) -> tuple[Match, ...]:
    """The matches that the user confirmed; none where the study names no file of them."""
    upload = companion(study.participant.matches, uploads)
    return () if upload is None else read_matches(upload.data, upload.name)


def withdrawn_codes(study: Study, uploads: Mapping[str, Upload]) -> frozenset[str]:
    """Codes of people who withdrew; none where the study names no file of them."""
    upload = companion(study.participant.withdrawn, uploads)
    return frozenset() if upload is None else read_withdrawn(upload.data, upload.name)


def companion(path: str | None, uploads: Mapping[str, Upload]) -> Upload | None:
    """The companion file of that path; None where none is named. Raises `StudyError` where it is not there."""
    if path is None:
        return None
    if path not in uploads:
        shown = path.replace("\\", "/").rsplit("/", 1)[-1]
        message = "The study names this file, and it was not found."
        raise StudyError(shown, message, "Put it beside the study file, or take its line out.")
    return uploads[path]
