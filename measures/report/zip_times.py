"""The same bytes every time: Office files are zip archives, and a zip archive keeps the time of day of every member."""

from __future__ import annotations

import io
import zipfile

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip archive can state
CONTENT_TYPES = "[Content_Types].xml"
UNIX = 3


def repacked(data: bytes) -> bytes:
    """The same archive with a fixed time on every member, the list of content types first, the rest by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != CONTENT_TYPES, name)):
            member = zipfile.ZipInfo(name, FIRST_DAY)
            member.create_system = UNIX
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()
