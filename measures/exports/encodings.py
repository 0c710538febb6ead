"""Bytes to UTF-8: byte-order mark, strict UTF-8, UTF-16, else Windows or Mac by telltale bytes, and always said."""

from __future__ import annotations

import codecs
import re

import numpy as np

from measures.errors import FileError
from measures.exports.kinds import utf16_without_mark
from measures.exports.phrases import several
from measures.results import Issue

WINDOWS, MAC = "cp1252", "mac_roman"
# What these bytes are in the one encoding is frequent in English and French text, in the other it is rare
MAC_BYTES = b"\x8e\xd5\xca\xd0\x99\xd2\xd3\x8f\x8d"
WINDOWS_BYTES = b"\x92\x93\x94\x96\x97\xe9\xe8\xe0\x91"
MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
DOUBLED = tuple(text.encode() for text in ("â€™", "â€œ", "â€“", "Â£", "Ã©"))
SPACE, DELETE, PIECE = 32, b"\x7f", 1 << 19
CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])


def to_utf8(data: bytes, name: str, encoding: str | None = None) -> tuple[bytes, tuple[Issue, ...]]:
    """Bring a text file to UTF-8 without its byte-order mark and without control characters.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for messages.
    encoding : str, optional
        What the user says the encoding is.

    Raises
    ------
    FileError
        The stated encoding is unknown or does not fit (`encoding`).
    """
    issues: list[Issue] = []
    is_ascii = False
    if encoding is not None:
        data = _stated(data, name, encoding)
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", errors="replace").encode()
    elif hidden := utf16_without_mark(data):
        data = data.decode(hidden, errors="replace").encode()
    else:
        data = data.removeprefix(codecs.BOM_UTF8)
        is_ascii = data.isascii()
        if not is_ascii and not _is_utf8(data):
            data, issue = _guessed(data, name)
            issues.append(issue)
    plain = data.translate(None, CONTROL_BYTES) if _has_controls(data) else data
    if removed := len(data) - len(plain):
        message = f"{several(removed, 'control character')}, which nobody can see, left out."
        issues.append(Issue("check", "control_characters", name, message, "Check the answers around them."))
    if not is_ascii and any(mark in plain for mark in DOUBLED):
        message = "Some letters look garbled (such as “â€™” or “Â£”): the file went through a wrong encoding before."
        fix = "Export it again as “CSV UTF-8” if wordings are not recognised."
        issues.append(Issue("check", "garbled_text", name, message, fix))
    return plain, tuple(issues)


def _has_controls(data: bytes) -> bool:
    """Whether any control character stands in the bytes; looked at piece by piece, far faster than taking them out."""
    if DELETE in data:
        return True
    whites = [sign for sign in b"\n\r\t" if bytes([sign]) in data]
    every = np.frombuffer(data, np.uint8)
    is_so = np.empty(PIECE, np.bool_)
    for at in range(0, len(every), PIECE):
        piece = every[at : at + PIECE]
        hit = is_so[: len(piece)]
        low = np.count_nonzero(np.less(piece, SPACE, out=hit))
        if low > sum(np.count_nonzero(np.equal(piece, white, out=hit)) for white in whites):
            return True
    return False


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _stated(data: bytes, name: str, encoding: str) -> bytes:
    """Decode as the user said."""
    try:
        text = data.decode(encoding)
    except LookupError as error:  # unknown, or a codec that is not for text
        fix = 'Use one of "utf-8", "cp1252" (Windows), "mac_roman" (Mac) or "utf-16".'
        raise FileError(name, "The encoding stated for it is not known.", fix, code="encoding") from error
    except ValueError as error:
        fix = "Leave the encoding out to have it found, or state another."
        raise FileError(name, f"The file is not written in {encoding}.", fix, code="encoding") from error
    return text.removeprefix("\ufeff").encode(errors="replace")


def _guessed(data: bytes, name: str) -> tuple[bytes, Issue]:
    """Decode bytes that are not UTF-8, and say as what."""
    single = MULTIBYTE.sub(b"", data).translate(None, bytes(range(128)))
    multiple = len(MULTIBYTE.findall(data))
    if multiple > len(single):
        text = data.decode(errors="windows_where_invalid")
        message = f"Two encodings are mixed: UTF-8, and {several(len(single), 'Windows character')}, read as such."
        fix = "Export the file again as “CSV UTF-8” if some letters look wrong."
        return text.encode(), Issue("check", "mixed_encoding", name, message, fix)
    mac = sum(data.count(byte) for byte in MAC_BYTES) > sum(data.count(byte) for byte in WINDOWS_BYTES)
    chosen, other, words = (MAC, WINDOWS, "a Mac") if mac else (WINDOWS, MAC, "Windows")
    message = f"The file is not in UTF-8; it was read as written on {words}."
    fix = f'If letters such as £ or é look wrong, set encoding = "{other}" for it, or export it as “CSV UTF-8”.'
    text = data.decode(chosen, errors="windows_where_invalid")
    return text.encode(), Issue("check", "encoding_guessed", name, message, fix)


def _windows_where_invalid(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: the offending bytes as Windows text, those unknown even there as the replacement mark."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode(WINDOWS, errors="replace"), error.end


codecs.register_error("windows_where_invalid", _windows_where_invalid)
