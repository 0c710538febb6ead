"""A user's own table of places, for any part of England: read, checked whole, every fault named by its line."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pandas as pd
import pyarrow as pa

from measures.equity.finding import WHOLE
from measures.equity.places import TENTHS, Places, deciles, frame_of, ward_names
from measures.errors import FileError
from measures.exports.encodings import to_utf8
from measures.exports.folding import fold
from measures.exports.tables import Upload
from measures.exports.text_files import sniff_separator
from measures.results import Issue

FACTS = ("district", "lsoa", "imd_decile", "rural_urban")
KEYS = ("postcode", "lsoa", "ward_code")
RURAL_URBAN = {"rural": "Rural", "urban": "Urban"}
MOST_LINES = 5
TEMPLATE = (
    "postcode,lsoa,district,ward_code,ward,rural_urban,imd_decile,ended\n"
    "BS1 1AA,E01000000,Name of the district,E05000000,Name of the ward,Urban,4,\n"
    "BS1 1AB,E01000000,Name of the district,E05000000,Name of the ward,Urban,4,2019-06\n"
)
"""A table to begin with: its two lines only show the form and are to be replaced."""
FIX = "docs/study_file.md, 'Places', shows the table."


def read_places(upload: Upload, area: str = "") -> Places:
    """Read a table of places: one line per postcode, or per LSOA or ward where there are no postcodes.

    Parameters
    ----------
    upload : Upload
        CSV with a line of names: `postcode`, `lsoa` or `ward_code` (at least one), and what is known of the area:
        `district`, `lsoa`, `imd_decile` (1 = most deprived tenth of England), `rural_urban`; `ended` is filled in where
        a postcode is no longer in use, `ward` names the ward. Other columns are ignored.
    area : str
        What the area is called in messages; the file's name where empty.

    Raises
    ------
    FileError
        With every kind of fault as an issue, and the lines it stands on.
    """
    table = _table(upload)
    if faults := _faults(table, upload.name):
        raise FileError.of(faults)
    facts = _facts(table)
    everything = pd.concat([facts, _wards(table), deciles()])
    has_postcodes = "postcode" in table
    lines = pd.Index(everything.index).get_indexer(pd.Index(_keys(table)))
    return Places(
        area=area or upload.name,
        facts=everything,
        postcodes=pa.array(table["postcode"].tolist() if has_postcodes else [], pa.string()),
        area_of=np.asarray(lines if has_postcodes else [], dtype=np.int64),
        ended=_filled(table, "ended").to_numpy() if has_postcodes else np.zeros(0, dtype=np.bool_),
        wards=ward_names(table) if "ward_code" in table and "ward" in table else {},
        source=f"the study's own table '{upload.name}'",
        own=True,
    )


def _table(upload: Upload) -> pd.DataFrame:
    plain, _ = to_utf8(upload.data, upload.name)
    try:
        table = pd.read_csv(BytesIO(plain), dtype="str", keep_default_na=False, sep=sniff_separator(plain)).fillna("")
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        message = "This is not readable as a table of places."
        raise FileError(upload.name, message, f"Save it as CSV. {FIX}", code="places_table") from error
    table.columns = [fold(str(name)).replace(" ", "_") for name in table.columns]
    names = list(dict.fromkeys(table.columns))
    table = pd.DataFrame({name: table.loc[:, table.columns == name].iloc[:, 0].str.strip() for name in names})
    if "postcode" in table:
        table["postcode"] = table["postcode"].str.upper().str.replace(r"\s", "", regex=True)
    if "lsoa" in table:
        table["lsoa"] = table["lsoa"].str.upper()
    if "rural_urban" in table:
        first = table["rural_urban"].str.split(r"[\s:]", regex=True).str[0].map(fold)
        table["rural_urban"] = first.map(RURAL_URBAN).fillna(table["rural_urban"])
    return table


def _faults(table: pd.DataFrame, name: str) -> list[Issue]:
    """Every fault of a table: columns that are missing, cells that cannot be, areas that contradict themselves."""
    found: list[tuple[str, pd.Series[bool] | None]] = []
    if not set(KEYS) & set(table.columns):
        found.append(("It has no column 'postcode', 'lsoa' or 'ward_code', so nothing leads to an area.", None))
    if not set(FACTS) & set(table.columns):
        found.append((f"It tells nothing of an area: none of {', '.join(FACTS)}.", None))
    if table.empty:
        found.append(("It has no line below its names.", None))
    if "postcode" in table:
        whole = table["postcode"].str.match(WHOLE)
        found.append(("no whole postcode", ~whole))
        found.append(("a postcode that stood before", whole & table["postcode"].duplicated()))
    if "lsoa" in table:
        found.append(("no code of an LSOA (E01 and six digits)", ~table["lsoa"].str.fullmatch(r"E01\d{6}|")))
        found.append(("other facts of an LSOA than before", _contradicts(table)))
    if "imd_decile" in table:
        found.append(("the decile is no whole number from 1 to 10", ~table["imd_decile"].isin([*TENTHS, ""])))
    if "rural_urban" in table:
        wrong = ~table["rural_urban"].isin([*RURAL_URBAN.values(), ""])
        found.append(("'rural_urban' is neither Rural nor Urban", wrong))
    return [
        Issue("error", "places_table", name, message if where is None else f"{_on_lines(where)}: {message}.", FIX)
        for message, where in found
        if where is None or where.any()
    ]


def _contradicts(table: pd.DataFrame) -> pd.Series[bool]:
    """Lines of an LSOA whose district, decile or rural-urban class is not that of its first line."""
    own = [name for name in FACTS if name != "lsoa" and name in table]
    first = table.groupby("lsoa")[own].transform("first") if own else table[own]
    return (table[own] != first).any(axis=1) & (table["lsoa"] != "")


def _on_lines(where: pd.Series[bool]) -> str:
    lines = [int(line) + 2 for line in np.flatnonzero(where.to_numpy())]
    shown = ", ".join(map(str, lines[:MOST_LINES]))
    more = f" and {len(lines) - MOST_LINES} more" if len(lines) > MOST_LINES else ""
    return f"Line{'s' * (len(lines) > 1)} {shown}{more}"


def _keys(table: pd.DataFrame) -> pd.Series[str]:
    """A key for each line: its LSOA, else everything it says of the area."""
    first, *others = [name for name in FACTS if name in table]
    said = "area:" + table[first].str.cat(table[others], sep="|")
    return said if "lsoa" not in table else table["lsoa"].mask(table["lsoa"] == "", said)


def _facts(table: pd.DataFrame) -> pd.DataFrame:
    once = table.assign(key=_keys(table)).drop_duplicates("key")
    decile = _given(once, "imd_decile")
    lsoa = _given(once, "lsoa")
    return frame_of(
        once["key"], district=_given(once, "district"), lsoa=lsoa, rural_urban=_given(once, "rural_urban"), name=lsoa,
        imd2019=decile, imd2025=decile, now=lsoa.notna(), then=lsoa.notna(),
    )  # fmt: skip


def _wards(table: pd.DataFrame) -> pd.DataFrame:
    """What all lines of a ward share."""
    if "ward_code" not in table:
        return frame_of(pd.Series([], dtype="str"))
    known = table[table["ward_code"] != ""]
    facts = pd.DataFrame({name: _given(known, name) for name in ("district", "rural_urban")}, index=known.index)
    shared = facts.groupby(known["ward_code"]).agg(_shared)
    return frame_of(
        pd.Series("ward:" + shared.index), district=shared["district"].to_numpy(),
        rural_urban=shared["rural_urban"].to_numpy(),
    )  # fmt: skip


def _shared(values: pd.Series[str]) -> str | None:
    return values.iloc[0] if values.nunique(dropna=False) == 1 else None


def _given(table: pd.DataFrame, name: str) -> pd.Series[str]:
    if name not in table:
        return pd.Series(pd.NA, index=table.index, dtype="str")
    return table[name].mask(table[name] == "")


def _filled(table: pd.DataFrame, name: str) -> pd.Series[bool]:
    return _given(table, name).notna()
