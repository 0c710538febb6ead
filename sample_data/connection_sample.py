"""Invented partners of the singing project, asked twice whom they work with, and an invented register that grew."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np

SEED = 20260115
SECTORS = {"arts": 7, "health": 6, "council": 4, "community": 7}
PLACES = ("Cheltenham", "Cotswold", "Forest of Dean", "Gloucester", "Stroud", "Tewkesbury")
RESIDENTS = (118_800, 90_800, 87_000, 132_400, 121_100, 94_900)  # rounded
STARTED = (150, 110, 130, 170, 140, 100)
GREW = (2.1, 2.3, 2.5, 2.5, 1.9, 2.2)


def connection_files() -> dict[str, bytes]:
    """Three CSV files by name: organisations, ties at two waves, members of six localities at three dates."""
    random = np.random.default_rng(SEED)
    sectors = [sector for sector, count in SECTORS.items() for _ in range(count)]
    names = [
        f"{sector.capitalize()} partner {number}" for sector, count in SECTORS.items() for number in range(1, count + 1)
    ]
    partners = [["org_id", "sector", "locality", "respondent"]]
    partners += [
        [name, sector, PLACES[int(random.integers(len(PLACES)))], "no" if number in (5, 19) else "yes"]
        for number, (name, sector) in enumerate(zip(names, sectors, strict=True))
    ]
    ties = [["source", "target", "wave"]]
    pull = random.gamma(2.0, 0.5, len(names))
    for wave, eagerness in (("before", 0.075), ("after", 0.12)):
        for one, other in np.argwhere(random.random((len(names), len(names))) < eagerness * pull[None, :]):
            near = sectors[one] == sectors[other]
            if one != other and (near or random.random() < 0.6):
                ties.append([names[one], names[other], wave])
    register = [["locality", "date", "registered_people", "residents"]]
    for place, start, growth, residents in zip(PLACES, STARTED, GREW, RESIDENTS, strict=True):
        for date, count in (
            ("2022-01-01", start),
            ("2024-01-01", round(start * growth**0.5)),
            ("2026-01-01", round(start * growth)),
        ):
            register.append([place, date, str(count), str(residents)])
    return {"partners.csv": _csv(partners), "partner_ties.csv": _csv(ties), "know_your_patch.csv": _csv(register)}


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")
