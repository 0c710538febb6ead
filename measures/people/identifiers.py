"""Participant codes: which columns hold them, which texts are no code, and how two codes are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.errors import DecisionNeededError, InputError
from measures.exports.folding import fold
from measures.exports.tables import ROW, CodedTable, ColumnUse
from measures.people.code_faults import FEWEST, holds, refuse_damage, response_ids
from measures.people.waves import ParticipantRules
from measures.people.wording import listed
from measures.results import Issue

BETWEEN_PARTS = " | "
NO_CODE = (
    ".", "?", "n/a", "na", "#n/a", "nil", "none", "null", "nan", "unknown", "not known", "not given", "not provided",
    "no code", "don't know", "dont know", "can't remember", "prefer not to say", "anonymous", "anon", "test", "testing",
)  # fmt: skip
SURELY_A_CODE = "[1-9]"  # no word of those above has a digit, and a blank text has none but of a trailing .0
# letters of other alphabets that look like ours, as people with another keyboard type them
LOOK_ALIKE = str.maketrans("АВЕКМНОРСТХІЈЅУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "OIL", "ABEKMH0PCTX1JSYABEZH1KMN0PTYX" + "011")  # noqa: RUF001 # they are the point
INVISIBLE_OR_JOINING = {"Cc", "Cf", "Pd", "Zl", "Zp", "Zs"}
VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def code_columns(table: CodedTable, rules: ParticipantRules) -> tuple[ColumnUse, ...]:
    """The columns that together say who answered; empty where the table has none.

    Raises
    ------
    InputError
        Code `column_not_found`: a stated column is not in the table.
    DecisionNeededError
        Code `participant`: several columns may be the code.
    """
    if rules.none:
        return ()
    uses = table.map.uses
    wanted = rules.columns or ((rules.column,) if rules.column else ())
    found = [next((use for use in uses if fold(use.header) == fold(header)), None) for header in wanted]
    if wanted and None not in found:
        return tuple(use for use in found if use is not None)
    by_role = tuple(use for use in uses if use.role == "participant")
    if wanted and not by_role:
        missing = [header for header, use in zip(wanted, found, strict=True) if use is None]
        message = f"There is no column {listed(missing)} for the participant's code."
        fix = "Correct the name, or state under [files.participant] which column this file has."
        raise InputError(table.map.table.name, message, fix, code="column_not_found")
    if len(by_role) > 1:
        message = f"Several columns may hold the participant's code: {listed([use.header for use in by_role])}."
        fix = 'State which: [participant] column = "...", or columns = [...] if the code is made of several.'
        raise DecisionNeededError(table.map.table.name, message, fix, code="participant")
    return by_role


def read_codes(table: CodedTable, frame: pd.DataFrame, uses: Sequence[ColumnUse]) -> tuple[pd.Series[str], list[Issue]]:
    """The code of each row of a table, as typed; null where there is none. Several columns are joined into one text.

    `frame` is the table's coded frame; `uses` are the columns that hold the code, or the parts of it.

    Raises
    ------
    InputError
        Code `damaged_ids`: a spreadsheet has turned codes into numbers or dates, which cannot be undone.
    """
    if not uses:
        return pd.Series(pd.NA, index=frame.index, dtype="str"), []
    codes = pd.Series("", index=frame.index, dtype="str")
    absent = np.zeros(len(frame), dtype=np.bool_)
    rows = frame[ROW].to_numpy(dtype=np.int64)
    for number, use in enumerate(uses):
        text = frame[f"c{use.position}"].astype("str").fillna("")
        refuse_damage(table, use, text, rows, alone=len(uses) == 1)
        absent |= _no_code(text)
        codes = codes + BETWEEN_PARTS + text if number else text
    given = codes[~absent] if absent.any() else codes
    issues = response_ids(table, uses[0], given) if len(uses) == 1 else []
    return codes.mask(absent) if absent.any() else codes, issues


def normalise(codes: pd.Series[str]) -> pd.Series[str]:
    """Codes as they are compared: capitals, without spaces, hyphens, invisible characters and a trailing `.0`.

    An apostrophe in front, by which spreadsheets mark text, does not count either.

    Meant for distinct values. Plain ASCII is done column by column; the rest text by text.
    """
    special = ~codes.str.isascii().to_numpy() | holds(codes, r"[\x00-\x1f\x7f|]")
    plain = codes.str.replace(" ", "", regex=False).str.replace("-", "", regex=False).str.upper()
    return _repaired(
        plain.str.removeprefix("'").str.removesuffix(".0"), special, [normal_text(code) for code in codes[special]]
    )


def normal_text(code: str) -> str:
    r"""One code as it is compared (see `normalise`); each part of a composite code by itself.

    >>> normal_text("ab\u201012\u200b ")
    'AB12'
    >>> normal_text("7.0")
    '7'
    """
    return "|".join(_normal_part(part) for part in code.split("|"))


def without_zeros(normal: pd.Series[str]) -> pd.Series[str]:
    """Normalised codes without leading zeros, in each part of a composite code."""
    composite = normal.str.contains("|", regex=False).to_numpy()
    bare = normal.str.lstrip("0")
    bare = bare.mask(bare == "", "0")
    parts = ("|".join(part.lstrip("0") or "0" for part in code.split("|")) for code in normal[composite])
    return _repaired(bare, composite, list(parts))


def look_alike(normal: pd.Series[str]) -> pd.Series[str]:
    """Normalised codes with characters that look alike made one: O and 0; I, L and 1; letters of other alphabets."""
    special = ~normal.str.isascii().to_numpy()
    plain = normal
    for letter, digit in (("O", "0"), ("I", "1"), ("L", "1")):
        plain = plain.str.replace(letter, digit, regex=False)
    return without_zeros(_repaired(plain, special, [code.translate(LOOK_ALIKE) for code in normal[special]]))


def is_numbered(codes: pd.Series[str]) -> NDArray[np.bool_]:
    """Which normalised codes are numbers, alone or with fixed letters (P001): a neighbour is another person."""
    template = pd.factorize(codes.str.replace(r"\d+", "#", regex=True))
    family = np.bincount(template[0], minlength=len(template[1]))
    kinds = pd.Series(template[1], dtype="str")
    numbered = (kinds == "#").to_numpy() | (kinds.str.contains("#", regex=False).to_numpy() & (family >= 3))
    return np.asarray(numbered[template[0]], dtype=np.bool_)


def shared_codes(code: NDArray[np.int64], groups: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows carry a code that stands for everybody: one on most rows, and at least five, of a file and wave.

    `code`: the number of each row's code, -1 = none; `groups`: the number of its file and wave.
    """
    shared = np.zeros(len(code), dtype=np.bool_)
    for group in np.flatnonzero(np.bincount(groups)) if len(groups) else ():
        given = np.flatnonzero((groups == group) & (code >= 0))
        if not len(given):
            continue
        counts = np.bincount(code[given])
        top, most = int(counts.argmax()), int(counts.max())
        if most >= FEWEST and most > len(given) / 2:
            shared[given[code[given] == top]] = True
    return shared


def _normal_part(part: str) -> str:
    kept = (
        letter
        for letter in unicodedata.normalize("NFKC", part)
        if unicodedata.category(letter) not in INVISIBLE_OR_JOINING and ord(letter) not in VARIATION_SELECTORS
    )
    return "".join(kept).upper().removeprefix("'").removesuffix(".0")


def _repaired(plain: pd.Series[str], special: NDArray[np.bool_], texts: list[str]) -> pd.Series[str]:
    """The column with some of its texts put in place."""
    if not texts:
        return plain
    repairs = pd.Series(texts, index=plain.index[special], dtype="str")
    return plain.where(~special, repairs.reindex(plain.index))


def _no_code(texts: pd.Series[str]) -> NDArray[np.bool_]:
    """Whether each text is blank or a word that says there is no code."""
    absent = ~holds(texts, SURELY_A_CODE)
    at, found = pd.factorize(texts[absent])
    distinct = pd.Series(found, dtype="str")
    words = distinct.str.strip().str.lower().str.replace("\u2019", "'", regex=False)
    short = words.str.len() <= max(map(len, NO_CODE))
    no_code = (normalise(distinct) == "") | (short & words.where(short).isin(NO_CODE))
    absent[absent] = no_code.to_numpy(dtype=np.bool_)[at]
    return absent
