"""Make residents and boundaries from published statistics: `python measures/equity/data/make_residents.py FOLDER`.

The folder holds `population_reference_long.csv`, `lsoa21_reference.csv`, `lsoa11_reference.csv`,
`lsoa21_boundaries.geojson` and `ltla24_boundaries.geojson` as RESIDENTS.md describes them. The same files give the same
bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd

HERE = Path(__file__).resolve().parent
COUNTY = "Gloucestershire"
AGES = ("0-15", "16-24", "25-34", "35-49", "50-64", "65+")
OF_ALL_AGES = ("sex", "disability", "ethnic_group_5", "ethnic_group_19")
UNITS = 10_000  # boundaries are kept to 0.0001 of a degree, about 10 metres


def main(folder: Path) -> None:
    """Write `residents.csv` and `boundaries.json` beside this script."""
    parts = [_by_age(folder), _of_all_ages(folder)]
    table = pd.concat(parts, ignore_index=True)
    table.to_csv(HERE / "residents.csv", index=False, lineterminator="\n")
    shapes = {
        "districts": _shapes(folder / "ltla24_boundaries.geojson", "ltla24_name"),
        "lsoa": _shapes(folder / "lsoa21_boundaries.geojson", "lsoa21_code"),
    }
    (HERE / "boundaries.json").write_text(json.dumps(shapes, separators=(",", ":")) + "\n", encoding="utf-8")


def _by_age(folder: Path) -> pd.DataFrame:
    """Residents by small area added up, with each of six age bands: these can be narrowed to a programme's ages."""
    now = pd.read_csv(folder / "lsoa21_reference.csv")
    then = pd.read_csv(folder / "lsoa11_reference.csv")
    now = now.rename(columns={f"age_{_written(age)}": age for age in AGES} | {"ltla24_name": "district"})
    then = then.rename(columns={f"mid2020_age_{_written(age)}": age for age in AGES} | {"ltla21_name": "district"})
    parts = []
    for frame, column, name in (
        (now, "district", "district"),
        (now, "imd2025_decile", "imd2025_decile"),
        (now, "ruc21_urban_rural", "rural_urban"),
        (then, "imd2019_decile", "imd2019_decile"),
    ):
        for area in (COUNTY, *sorted(now["district"].unique())):
            here = frame if area == COUNTY else frame[frame["district"] == area]
            added = here.groupby(column)[list(AGES)].sum().reset_index(names="group")
            parts.append(added.assign(area=area, breakdown=name, residents=added[list(AGES)].sum(axis=1)))
    table = pd.concat(parts, ignore_index=True)
    whole = table[table["breakdown"] == "district"]
    bands = pd.DataFrame(
        [
            {"area": row["area"], "breakdown": "age_band", "group": age, "residents": row[age], age: row[age]}
            for row in whole.groupby("area")[list(AGES)].sum().reset_index().to_dict("records")
            for age in AGES
        ]
    )
    joined = pd.concat([bands, table], ignore_index=True)
    table = pd.DataFrame(joined[["area", "breakdown", "group", "residents", *AGES]])
    return table.astype(dict.fromkeys(AGES, "Int64"))


def _of_all_ages(folder: Path) -> pd.DataFrame:
    """Residents by tables that say nothing of age."""
    table = pd.read_csv(folder / "population_reference_long.csv")
    table = table[table["dimension"].isin(OF_ALL_AGES)]
    found = pd.DataFrame(
        {
            "area": table["area_name"],
            "breakdown": table["dimension"],
            "group": table["category"],
            "residents": table["count"],
        }
    )
    return found.sort_values(["breakdown", "area", "group"]).reset_index(drop=True)


def _written(age: str) -> str:
    return age.replace("-", "_").replace("65+", "65_plus")


def _shapes(path: Path, name: str) -> dict[str, list[list[int]]]:
    """The outlines of each area as rings of whole numbers: the first longitude and latitude, then the steps."""
    features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"][name]: [_ring(ring) for polygon in _polygons(feature["geometry"]) for ring in polygon]
        for feature in sorted(features, key=lambda feature: str(feature["properties"][name]))
    }


def _polygons(geometry: dict[str, Any]) -> list[Any]:
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else list(geometry["coordinates"])


def _ring(points: list[list[float]]) -> list[int]:
    flat: list[int] = []
    x = y = 0
    for longitude, latitude in points:
        here = round(longitude * UNITS), round(latitude * UNITS)
        if not flat or here != (x, y):
            flat += [here[0] - x, here[1] - y]
        x, y = here
    return flat


if __name__ == "__main__":
    main(Path(sys.argv[1]))
