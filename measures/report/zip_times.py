"""The same bytes every time: Office files are zip archives, and a zip archive keeps the time of day of every member."""

from __future__ import annotations

import io
import zipfile
from typing import IO, Any

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip archive can state
CONTENT_TYPES = "[Content_Types].xml"
UNIX = 3


class FixedTimes(zipfile.ZipFile):
    """A new archive whose members all have the same time, whether written whole or bit by bit."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__(out, "w", zipfile.ZIP_DEFLATED)

    def writestr(self, zinfo_or_arcname: str | zipfile.ZipInfo, data: Any, *_: object, **__: object) -> None:
        """One member, whole."""
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(member(name), data)


def member(name: str) -> zipfile.ZipInfo:
    """How a member of this name is kept: compressed, with the fixed time."""
    kept = zipfile.ZipInfo(name, FIRST_DAY)
    kept.create_system = UNIX
    kept.compress_type = zipfile.ZIP_DEFLATED
    return kept


def repacked(data: bytes) -> bytes:
    """The same archive with a fixed time on every member, the list of content types first, the rest by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != CONTENT_TYPES, name)):
            new.writestr(member(name), old.read(name))
    return out.getvalue()
