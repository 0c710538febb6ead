"""The bundled tables of places against published counts (ONS, MHCLG), as far as they were known beforehand."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from measures.equity.finding import FATES, find_areas
from measures.equity.places import ORDERS, labels_of, shipped_places

DATA = Path(__file__).parents[2] / "measures" / "equity" / "data"


@pytest.fixture(scope="module")
def areas():
    """The 2021 LSOAs with their groups."""
    places = shipped_places()
    now = places.facts["now"] & (places.facts.index == places.facts["lsoa"])
    return labels_of(places)[now]


def test_lsoas_by_district(areas):
    # ONS lookup: 393 LSOAs of 2021 in the county
    assert areas["district"].value_counts().to_dict() == {
        "Cheltenham": 77, "Cotswold": 56, "Forest of Dean": 50, "Gloucester": 82, "Stroud": 72, "Tewkesbury": 56,
    }  # fmt: skip


def test_lsoas_by_decile_of_2025(areas):
    found = areas["imd_decile"].value_counts()
    assert [int(found[str(decile)]) for decile in range(1, 11)] == [12, 17, 23, 27, 41, 52, 55, 50, 43, 73]
    fifths = areas["imd_quintile"].value_counts()
    assert [int(fifths[str(fifth)]) for fifth in range(1, 6)] == [29, 50, 93, 105, 116]  # the sums of two


def test_lsoas_by_decile_of_2019():
    then = pd.read_csv(DATA / "lsoa11.csv")
    by_decile = then["imd2019_decile"].value_counts()
    assert [int(by_decile[decile]) for decile in range(1, 11)] == [12, 19, 18, 25, 31, 50, 47, 50, 62, 59]
    assert then["residents"].sum() == 640650
    assert then.loc[then["imd2019_decile"] <= 2, "residents"].sum() == 48802


def test_core20_and_its_residents(areas):
    residents = pd.read_csv(DATA / "lsoa21.csv", index_col="lsoa")["residents"]
    core = areas.index[areas["core20"] == "Core20"]
    assert len(core) == 29
    assert int(residents[core].sum()) == 45992
    assert int(residents.sum()) == 645095


def test_rural_areas(areas):
    residents = pd.read_csv(DATA / "lsoa21.csv", index_col="lsoa")["residents"]
    rural = residents[areas.index[areas["rural_urban"] == "Rural"]].sum()
    assert round(rural / residents.sum(), 3) == 0.287  # county 28.7 % rural


def test_the_19_split_areas_of_2011_know_what_their_parts_share():
    places = shipped_places()
    split = places.facts[places.facts["then"] & ~places.facts["now"]]
    assert len(split) == 19
    parts = pd.read_csv(DATA / "lsoa21.csv")
    for key, line in split.iterrows():
        deciles = set(parts.loc[parts["lsoa11"] == key, "imd2025_decile"])
        assert pd.isna(line["imd2025"]) if len(deciles) > 1 else line["imd2025"] in deciles
        assert 1 <= line["imd2019"] <= 10


@pytest.mark.parametrize(
    ("postcode", "district", "decile", "rural"),
    # read off the published tables by hand: postcode -> LSOA and district; LSOA -> IMD 2025 decile, rural or urban
    [
        ("GL1 1AA", "Gloucester", "8", "Urban"),
        ("GL1 1AD", "Gloucester", "1", "Urban"),
        ("GL15 5RB", "Forest of Dean", "3", "Rural"),
        ("GL52 4AY", "Tewkesbury", "10", "Urban"),
        ("NP25 4LX", "Forest of Dean", "6", "Rural"),  # a county postcode that is not GL
        ("GL11 5BY", "Stroud", "6", "Rural"),  # published in Stroud, 1 m inside a Cotswold LSOA by its position
    ],
)
def test_single_postcodes(postcode, district, decile, rural):
    places = shipped_places()
    found = find_areas(pa.array([postcode]), "postcode", places)
    labels = labels_of(places).iloc[found.line[0]]
    assert (labels["district"], labels["imd_decile"], labels["rural_urban"]) == (district, decile, rural)


def test_every_postcode_has_an_area_and_the_published_district():
    places = shipped_places()
    assert len(places.postcodes) == 29413
    found = find_areas(places.postcodes, "postcode", places)
    assert found.counts() == {fate: 29413 if fate == "found" else 0 for fate in FATES}
    labels = labels_of(places).iloc[found.line]
    assert not labels[list(ORDERS)].isna().any().any()


def test_imd_2019_comes_from_the_2011_area():
    # E01034777 to E01034815 came with the Census of 2021: their 2011 LSOA stands in the ONS lookup
    then = pd.read_csv(DATA / "lsoa11.csv", index_col="lsoa11")["imd2019_decile"]
    now = pd.read_csv(DATA / "lsoa21.csv", index_col="lsoa")
    labels = labels_of(shipped_places(), 2019)
    for lsoa in ("E01022100", "E01034777", "E01034815"):
        assert labels.loc[lsoa, "imd_decile"] == str(then[now.loc[lsoa, "lsoa11"]])
