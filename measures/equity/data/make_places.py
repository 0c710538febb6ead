"""Make the tables of places from published statistics: `python measures/equity/data/make_places.py FOLDER`.

The folder holds `lsoa21_reference.csv`, `lsoa11_reference.csv`, `lsoa11_lsoa21_lookup.csv` and `postcode_lookup.csv` as
README.md describes them. The same files give the same bytes.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent


def main(folder: Path) -> None:
    """Write `lsoa21.csv`, `lsoa11.csv` and `postcodes.csv.gz` beside this script."""
    areas = pd.read_csv(folder / "lsoa21_reference.csv", dtype="str")
    parents = pd.read_csv(folder / "lsoa11_lsoa21_lookup.csv", dtype="str").set_index("lsoa21_code")["lsoa11_code"]
    now = pd.DataFrame(
        {
            "lsoa": areas["lsoa21_code"],
            "name": areas["lsoa21_name"],
            "lsoa11": areas["lsoa21_code"].map(parents),
            "ward_code": areas["ward24_code"],
            "ward": areas["ward24_name"],
            "district_code": areas["ltla24_code"],
            "district": areas["ltla24_name"],
            "rural_urban": areas["ruc21_urban_rural"],
            "imd2025_rank": areas["imd2025_rank"],
            "imd2025_decile": areas["imd2025_decile"],
            "residents": areas["residents_age"],
        }
    ).sort_values("lsoa")
    then = pd.read_csv(folder / "lsoa11_reference.csv", dtype="str")
    before = pd.DataFrame(
        {
            "lsoa11": then["lsoa11_code"],
            "name": then["lsoa11_name"],
            "district": then["ltla21_name"],
            "imd2019_rank": then["imd2019_rank"],
            "imd2019_decile": then["imd2019_decile"],
            "residents": then["mid2020_population"],
        }
    ).sort_values("lsoa11")
    found = pd.read_csv(folder / "postcode_lookup.csv", dtype="str")
    implied = found["lsoa21_code_approx"].map(now.set_index("lsoa")["district_code"])
    names = now.drop_duplicates("district_code").set_index("district_code")["district"]
    postcodes = pd.DataFrame(
        {
            "postcode": found["postcode"].str.replace(" ", ""),
            "lsoa": found["lsoa21_code_approx"],
            # the published district, only where the area found by position lies in another one
            "district": found["ltla_code"].map(names).where(found["ltla_code"] != implied),
        }
    ).sort_values("postcode")
    now.to_csv(HERE / "lsoa21.csv", index=False, lineterminator="\n")
    before.to_csv(HERE / "lsoa11.csv", index=False, lineterminator="\n")
    text = postcodes.to_csv(index=False, lineterminator="\n").encode()
    (HERE / "postcodes.csv.gz").write_bytes(gzip.compress(text, compresslevel=9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
