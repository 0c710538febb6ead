"""Small files that stand beside a study's exports: matches the user confirmed, and people who withdrew."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from measures.errors import StudyError
from measures.exports.tables import Upload
from measures.people.matching import Match
from measures.study import Study


def companions(study: Study) -> tuple[str, ...]:
    """Paths of the companion files that a study names."""
    return tuple(path for path in (study.participant.matches, study.participant.withdrawn) if path)


def read_matches(study: Study, uploads: Mapping[str, Upload]) -> tuple[Match, ...]:
    """The confirmed matches: columns `code` and `participant`, and `wave` where it matters."""
    rows = _rows(study.participant.matches, uploads, needed=("code", "participant"))
    return tuple(Match(code=row["code"], participant=row["participant"], wave=row.get("wave", "")) for row in rows)


def read_withdrawn(study: Study, uploads: Mapping[str, Upload]) -> tuple[str, ...]:
    """Codes of people who withdrew: the first column, with or without a header that says `code`."""
    path = study.participant.withdrawn
    if path is None:
        return ()
    lines = [line[0].strip() for line in csv.reader(io.StringIO(_text(path, uploads))) if line and line[0].strip()]
    headers = {"code", "codes", "participant", (study.participant.column or "code").casefold()}
    return tuple(lines[1:] if lines and lines[0].casefold() in headers else lines)


def _rows(path: str | None, uploads: Mapping[str, Upload], *, needed: tuple[str, ...]) -> list[dict[str, str]]:
    if path is None:
        return []
    reader = csv.DictReader(io.StringIO(_text(path, uploads)))
    names = [name.strip().casefold() for name in reader.fieldnames or []]
    if missing := [name for name in needed if name not in names]:
        message = f"It has no column '{missing[0]}'."
        raise StudyError(_shown(path), message, f"Give it the columns {' and '.join(needed)}.")
    reader.fieldnames = names
    return [{name: (value or "").strip() for name, value in row.items() if name in names} for row in reader]


def _text(path: str, uploads: Mapping[str, Upload]) -> str:
    upload = uploads.get(path)
    if upload is None:
        message = "The study names this file, and it was not found."
        raise StudyError(_shown(path), message, "Put it beside the study file, or take its line out.")
    try:
        return upload.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(_shown(path), "It is not plain text.", "Save it as CSV (UTF-8).") from error


def _shown(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
