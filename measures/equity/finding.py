"""From what people wrote to areas: postcodes, LSOAs, wards or deciles, each distinct text looked at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from measures.equity.places import Kind, Places
from measures.exports.folding import fold
from measures.people.privacy import AREAS

FOUND, ENDED, PARTIAL, OUTSIDE, NONSENSE, BLANK = "found", "ended", "partial", "outside", "nonsense", "blank"
FATES = (FOUND, ENDED, PARTIAL, OUTSIDE, NONSENSE, BLANK)
INWARD = r"\d[ABD-HJLNP-UW-Z]{2}"
WHOLE = rf"^(?:{AREAS})\d[\dA-HJKMNP-Y]?{INWARD}$"
PART = rf"^(?:{AREAS})\d[\dA-HJKMNP-Y]?\d?$"
INSIDE = re.compile(rf"\b(?:{AREAS})\d[\dA-HJKMNP-Y]?\s*{INWARD}\b", re.IGNORECASE)
AREA_CODE = re.compile(r"[EWSN]\d{8}")
TENTH = re.compile(r"[^\d%]*\b(10|[1-9])(?:\.0|st|nd|rd|th)?\b[^\d%]*")  # "10% most deprived" is no decile 10


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the texts of a column.

    `line` is the line of `Places.facts` for each text, -1 where none was found; `fate` its fate's place in `FATES`.
    """

    line: NDArray[np.int64] = field(repr=False)
    fate: NDArray[np.int8] = field(repr=False)

    def counts(self) -> dict[str, int]:
        """How many texts met each fate."""
        n = np.bincount(self.fate, minlength=len(FATES))
        return {fate: int(n[number]) for number, fate in enumerate(FATES)}


def find_areas(texts: pa.Array, kind: Kind, places: Places) -> Found:
    """Find the area of each text.

    Parameters
    ----------
    texts : pa.Array of string, shape (n,)
        As people wrote them, in any case and with any spaces; null or blank where nothing was written.
    kind : {"postcode", "lsoa", "ward", "decile"}
        What the texts are.
    places : Places

    Returns
    -------
    Found
        With n lines and fates: `found`; `ended` (found, though no longer in use); `partial` (the first half of a
        postcode); `outside` (a whole postcode, or the code of an area, that the table does not hold); `nonsense`
        (anything else); `blank`.
    """
    encoded = pc.fill_null(texts.cast(pa.string()), "").dictionary_encode()
    texts = encoded.dictionary
    distinct = _postcodes(texts, places) if kind == "postcode" else _others(texts, places, kind)
    of = encoded.indices.to_numpy(zero_copy_only=False)
    return Found(distinct.line[of], distinct.fate[of])


def _postcodes(texts: pa.Array, places: Places) -> Found:
    bare = pc.utf8_upper(pc.replace_substring_regex(texts, r"[^0-9A-Za-z]", ""))
    at = _place_of(bare, places)
    bare, at = _inside_others(texts, bare, at, places)
    known = at >= 0
    fate = np.full(len(at), FATES.index(NONSENSE), dtype=np.int8)
    fate[_matches(bare, WHOLE)] = FATES.index(OUTSIDE)
    fate[_matches(bare, PART)] = FATES.index(PARTIAL)
    fate[_matches(texts, r"^\s*$")] = FATES.index(BLANK)
    fate[known] = np.where(places.ended[at[known]], FATES.index(ENDED), FATES.index(FOUND))
    line = np.full(len(at), -1, dtype=np.int64)
    line[known] = places.area_of[at[known]]
    return Found(line, fate)


def _inside_others(
    texts: pa.Array, bare: pa.Array, at: NDArray[np.int64], places: Places
) -> tuple[pa.Array, NDArray[np.int64]]:
    """Texts that hold one whole postcode among other words, such as an address, are taken for it."""
    maybe = np.flatnonzero((at < 0) & _matches(texts, f"(?i){INSIDE.pattern}"))
    found = {
        number: {re.sub(r"\s", "", one).upper() for one in INSIDE.findall(texts[number].as_py())}
        for number in maybe.tolist()
    }
    single = {number: one.pop() for number, one in found.items() if len(one) == 1}
    if not single:
        return bare, at
    where, inside = np.fromiter(single, dtype=np.int64), pa.array(single.values())
    at[where] = _place_of(inside, places)
    mask = np.zeros(len(at), dtype=np.bool_)
    mask[where] = True
    return pc.replace_with_mask(bare, pa.array(mask), inside), at


def _place_of(bare: pa.Array, places: Places) -> NDArray[np.int64]:
    found = pc.index_in(bare, value_set=places.postcodes)
    return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64).copy()


def _matches(texts: pa.Array, pattern: str) -> NDArray[np.bool_]:
    return np.asarray(pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False))


def _others(texts: pa.Array, places: Places, kind: Kind) -> Found:
    written = [" ".join(text.split()) for text in texts.to_pylist()]
    read = _deciles(written) if kind == "decile" else (_lsoas if kind == "lsoa" else _wards)(written, places)
    line = np.asarray(places.facts.index.get_indexer(pd.Index(read.keys_found)), dtype=np.int64)
    fate = [
        BLANK if not text else FOUND if at >= 0 else OUTSIDE if outside else NONSENSE
        for text, at, outside in zip(written, line.tolist(), read.outside, strict=True)
    ]
    return Found(line, np.array([FATES.index(one) for one in fate], dtype=np.int8))


@dataclass(frozen=True, slots=True)
class _Read:
    keys_found: list[str]
    outside: list[bool]


def _lsoas(written: list[str], places: Places) -> _Read:
    """LSOAs by code or name; a name that both a 2021 and a 2011 LSOA have is that of 2021."""
    here = places.facts[places.facts["now"] | places.facts["then"]].sort_values("now")
    names: Mapping[str, str] = {
        fold(name): key for name, key in zip(here["name"], here.index, strict=True) if isinstance(name, str)
    }
    known = set(here.index)
    keys = [text.upper() if text.upper() in known else names.get(fold(text), "") for text in written]
    return _Read(keys, [AREA_CODE.fullmatch(text.upper()) is not None for text in written])


def _wards(written: list[str], places: Places) -> _Read:
    wards = places.wards
    keys = [wards.get(fold(text)) or wards.get(fold(text).removesuffix(" ward"), "") for text in written]
    return _Read(keys, [AREA_CODE.fullmatch(text.upper()) is not None for text in written])


def _deciles(written: list[str]) -> _Read:
    """`3`, `3.0`, `Decile 3`, `1 (most deprived)`; a text with another number in it says no decile."""
    found = [TENTH.fullmatch(text) for text in written]
    return _Read([one[1] if one else "" for one in found], [False for _ in written])
