"""Files of the command line: read whole, and written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from measures.errors import FileError, UsageError
from measures.exports.tables import Upload

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
