"""Files of the command line: read whole, and written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measures.errors import FileError, UsageError
from measures.exports.tables import Upload
from measures.study import Study, StudyFile

STANDARD = "-"


def upload_of(path: Path) -> Upload:
    """A file as an upload, under its name without the path."""
    return Upload(path.name, bytes_of(path))


def bytes_of(path: Path) -> bytes:
    """The bytes of a file.

    Raises
    ------
    FileError
        It is a folder, or cannot be opened.
    """
    try:
        return path.read_bytes()
    except IsADirectoryError as error:
        raise FileError(path.name, "This is a folder, not a file.", "Name the files in it.") from error
    except OSError as error:
        raise FileError(path.name, "There is no such file, or it cannot be opened.", "Check the path.") from error


def write_whole(path: str, content: bytes) -> None:
    """Write a file whole or not at all; `-` is standard output."""
    if path == STANDARD:
        sys.stdout.buffer.write(content)
        return
    target = Path(path)
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise UsageError(f"{target.name}: its folder cannot be written to. Choose another place.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def named_apart(files: Sequence[StudyFile]) -> tuple[StudyFile, ...]:
    """Give files of the same name in different folders names of their own."""
    labels = [file.label for file in files]
    return tuple(
        file if labels.count(file.label) == 1 else file.model_copy(update={"name": f"{number} {file.label}"})
        for number, file in enumerate(files, 1)
    )


def with_instruments(study: Study, own: Path | None, target: Path) -> Study:
    """The same study, which remembers the folder of own instruments that the call named, as seen from its file."""
    if own is None:
        return study
    folder = os.path.relpath(own.resolve(), target.resolve().parent).replace(os.sep, "/")
    return study.model_copy(update={"instruments": study.instruments.model_copy(update={"folder": folder})})


def relative_to(study: Study, files: Sequence[Path], target: Path) -> Study:
    """The same study with paths relative to where its file will stand."""
    if not files:
        return study
    folder = target.resolve().parent
    moved = tuple(
        file.model_copy(update={"path": os.path.relpath(Path(file.path).resolve(), folder).replace(os.sep, "/")})
        for file in study.files
    )
    return study.model_copy(update={"files": moved})
