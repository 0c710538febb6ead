"""Where people live: a postcode, LSOA, ward or decile becomes an area, and an area its groups.

Deprivation is that of England's Index of Multiple Deprivation: decile and quintile 1 are the most deprived tenth and
fifth of all areas of England. How many of a county's residents live in them is another matter; no label speaks of it.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from measures.exports.folding import fold

Kind = Literal["postcode", "lsoa", "ward", "decile"]
Vintage = Literal[2019, 2025]

DISTRICT, LSOA, DECILE, QUINTILE, CORE20, RURAL = (
    "district", "lsoa", "imd_decile", "imd_quintile", "core20", "rural_urban",
)  # fmt: skip
IN_CORE20, NOT_CORE20 = "Core20", "not Core20"
TENTHS = tuple(str(number) for number in range(1, 11))
FIFTHS = TENTHS[:5]
ORDERS: Mapping[str, tuple[str, ...]] = {
    DISTRICT: (), DECILE: TENTHS, QUINTILE: FIFTHS, CORE20: (IN_CORE20, NOT_CORE20), RURAL: (),
}  # fmt: skip
"""The breakdowns of a place with their groups in order, most deprived first.

LSOAs are held beside them, for maps and counts of participants: as a breakdown of outcomes they would be hundreds of
groups of one or two people.
"""
GROUPS = (*ORDERS, LSOA)
GIVEN: Mapping[Kind, tuple[str, ...]] = {
    "postcode": GROUPS, "lsoa": GROUPS, "ward": (DISTRICT, RURAL), "decile": (DECILE, QUINTILE, CORE20),
}  # fmt: skip
"""What each kind of answer can give: a ward holds areas of very different deprivation, a decile lies anywhere."""

WARD_KEY = "ward:"
SOURCE = (
    "ONS Postcode Directory (November 2025; LSOAs by position on generalised boundaries, so approximate), ONS lookups, "
    "Rural Urban Classification 2021, English Indices of Deprivation {imd}; Open Government Licence v3.0"
)


@dataclass(frozen=True, slots=True)
class Places:
    """The areas of one part of England, and what leads to them.

    `facts` has a line for each area, by its key: texts `district`, `lsoa`, `rural_urban`, `name`, whole numbers
    `imd2019` and `imd2025` (deciles), all null where not known, and `now`, `then`: whether the key is a 2021 and a 2011
    LSOA. Keys are LSOA codes (2011 ones that were split since among them), LSOA and district where a postcode's
    published district is another, `ward:` and a ward's code, and deciles. `postcodes` are without spaces; `area_of`
    gives the line of `facts` of each, `ended` whether it is no longer in use (never, where the table does not say).
    `wards` gives keys by folded name and code; a name that several wards have is not in it.
    """

    area: str
    facts: pd.DataFrame = field(repr=False)
    postcodes: pa.Array = field(repr=False)
    area_of: np.ndarray[tuple[int], np.dtype[np.int64]] = field(repr=False)
    ended: np.ndarray[tuple[int], np.dtype[np.bool_]] = field(repr=False)
    wards: Mapping[str, str] = field(default_factory=dict, repr=False)
    source: str = ""
    own: bool = False


def labels_of(places: Places, imd: Vintage = 2025) -> pd.DataFrame:
    """The groups of every area: one text column for each of `GROUPS`, by key; null where the area does not tell."""
    decile = places.facts[f"imd{imd}"]
    fifth = (decile + 1) // 2
    core = decile.map(lambda tenth: IN_CORE20 if tenth <= 2 else NOT_CORE20, na_action="ignore")
    found = {
        DISTRICT: places.facts["district"],
        DECILE: decile.astype("str").mask(decile.isna()),
        QUINTILE: fifth.astype("str").mask(decile.isna()),
        CORE20: core,
        RURAL: places.facts["rural_urban"],
        LSOA: places.facts["lsoa"],
    }
    return pd.DataFrame({name: values.astype("str").mask(values.isna()) for name, values in found.items()})


def meaning(group_by: str, imd: Vintage = 2025) -> str:
    """What the groups of a place breakdown are, in words for a page or a note; empty for any other breakdown.

    >>> meaning("imd_quintile")
    'fifths of all areas of England by deprivation (IMD 2025); 1 is the most deprived'
    """
    ranked = f"of all areas of England by deprivation (IMD {imd}); 1 is the most deprived"
    return {
        DISTRICT: "local authority district",
        LSOA: "small area (LSOA 2021, about 1,500 residents)",
        DECILE: f"tenths {ranked}",
        QUINTILE: f"fifths {ranked}",
        CORE20: f"whether the area is among the most deprived fifth of England (IMD {imd})",
        RURAL: "rural or urban area (ONS 2021)",
    }.get(group_by, "")


@cache
def shipped_places() -> Places:
    """The places that come with the project: Gloucestershire. What they rest on stands in `data/README.md`."""
    now = _shipped("lsoa21.csv")
    then = _shipped("lsoa11.csv")
    facts = pd.concat([_areas(now, then), _split(now, then), _wards(now), deciles()])
    found = _shipped("postcodes.csv.gz")
    corrected = found["lsoa"] + " " + found["district"]
    moved = found[corrected.notna()].assign(key=corrected).drop_duplicates("key")
    elsewhere = facts.loc[moved["lsoa"]].set_axis(moved["key"]).assign(district=moved["district"].to_numpy())
    facts = pd.concat([facts, elsewhere])
    lines = pd.Index(facts.index).get_indexer(pd.Index(corrected.fillna(found["lsoa"])))
    return Places(
        area="Gloucestershire",
        facts=facts,
        postcodes=pa.array(found["postcode"].tolist(), pa.string()),
        area_of=lines,
        ended=np.zeros(len(found), dtype=np.bool_),
        wards=ward_names(now),
        source=SOURCE,
    )


def _shipped(name: str) -> pd.DataFrame:
    raw = files("measures.equity").joinpath("data", name).read_bytes()
    return pd.read_csv(BytesIO(gzip.decompress(raw) if name.endswith(".gz") else raw), dtype="str")


def _areas(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """The 2021 LSOAs; their IMD 2019 is that of the 2011 LSOA they are, or came from."""
    before = then.set_index("lsoa11")["imd2019_decile"]
    return frame_of(
        now["lsoa"], district=now["district"], lsoa=now["lsoa"], rural_urban=now["rural_urban"], name=now["name"],
        imd2019=now["lsoa11"].map(before), imd2025=now["imd2025_decile"],
        now=True, then=now["lsoa"] == now["lsoa11"],
    )  # fmt: skip


def _split(now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """The 2011 LSOAs that were split: what all their parts share is known, the rest is not."""
    gone = then[~then["lsoa11"].isin(now["lsoa"])]
    parts = now.groupby("lsoa11")[["rural_urban", "imd2025_decile"]].agg(_shared).loc[gone["lsoa11"]]
    return frame_of(
        gone["lsoa11"], district=gone["district"], rural_urban=parts["rural_urban"].to_numpy(), name=gone["name"],
        imd2019=gone["imd2019_decile"], imd2025=parts["imd2025_decile"].to_numpy(), now=False, then=True,
    )  # fmt: skip


def _wards(now: pd.DataFrame) -> pd.DataFrame:
    wards = now.groupby("ward_code")[["district", "rural_urban"]].agg(_shared)
    return frame_of(pd.Series(WARD_KEY + wards.index), district=wards["district"].to_numpy(),
                    rural_urban=wards["rural_urban"].to_numpy())  # fmt: skip


def _shared(values: pd.Series[str]) -> str | None:
    return values.iloc[0] if values.nunique() == 1 else None


def deciles() -> pd.DataFrame:
    """An area for each decile, of which nothing else is known."""
    return frame_of(pd.Series(TENTHS), imd2019=pd.Series(TENTHS), imd2025=pd.Series(TENTHS))


def ward_names(areas: pd.DataFrame) -> dict[str, str]:
    """Keys of wards by folded code and, where it is one ward's only, by folded name."""
    wards = areas[["ward_code", "ward"]].dropna().drop_duplicates()
    codes = {fold(code): WARD_KEY + code for code in wards["ward_code"]}
    single = wards[~wards["ward"].map(fold).duplicated(keep=False)]
    return {fold(name): WARD_KEY + code for name, code in zip(single["ward"], single["ward_code"], strict=True)} | codes


def frame_of(keys: pd.Series[str], **facts: object) -> pd.DataFrame:
    """Lines of `Places.facts`: what is not given is not known."""
    texts, numbers = ("district", "lsoa", "rural_urban", "name"), ("imd2019", "imd2025")
    frame = pd.DataFrame(index=pd.Index(keys.to_numpy(), name="key"))
    for name in texts:
        frame[name] = pd.Series(np.asarray(facts.get(name, pd.NA)).tolist(), index=frame.index, dtype="str")
    for name in numbers:
        values = pd.Series(np.asarray(facts.get(name, pd.NA)).tolist(), index=frame.index, dtype="object")
        frame[name] = pd.to_numeric(values).astype("Int64")
    for name in ("now", "then"):
        frame[name] = np.asarray(facts.get(name, False), dtype=np.bool_)
    return frame
