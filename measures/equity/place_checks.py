"""Deprivation that people's records state, held against the deprivation of where they live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from measures.equity.groups import GroupRule, label_of
from measures.equity.kinds import kind_of
from measures.equity.places import Places
from measures.results import Issue

FEWEST, AGREEING, OPPOSED = 10, 0.8, -0.3
Numbers = NDArray[np.int64]


def against_places(
    people: nw.DataFrame[Any], name: str, rule: GroupRule, place: GroupRule, places: Places
) -> Sequence[Issue]:
    """Say where a recorded decile or quintile runs the other way than the areas, or is that of the other IMD.

    Parameters
    ----------
    people : DataFrame
        With the recorded answers under `rule.column`, and keys of areas under the place's header.
    name : str
        What the study calls the recorded breakdown; looked at where its kind or name is deprivation.
    rule, place : GroupRule
    places : Places
        Nothing is said of fewer than ten people with both, or where the place is itself a recorded decile.
    """
    kind, header = place.places[0]
    column = rule.column
    if "deprivation" not in (kind_of(rule.kind), kind_of(name)) or kind not in ("postcode", "lsoa"):
        return ()
    if column is None or column == header or not {column, header} <= set(people.columns):
        return ()
    recorded = _numbers(people.get_column(column).to_list(), rule)
    lines = places.facts.index.get_indexer(pd.Index(people.get_column(header).to_list()))
    both = (recorded > 0) & (lines >= 0)
    facts = places.facts.iloc[lines[both]]
    known = facts["imd2019"].notna().to_numpy() & facts["imd2025"].notna().to_numpy()
    recorded, facts = recorded[both][known], facts[known]
    if len(recorded) < FEWEST or len(set(recorded.tolist())) < 2:
        return ()
    tenths = int(recorded.max()) > 5
    area = {year: _as(facts[f"imd{year}"].to_numpy(dtype=np.int64), tenths=tenths) for year in (2019, 2025)}
    if len(set(area[place.imd].tolist())) < 2:
        return ()
    backwards = _backwards(recorded, area[place.imd], tenths=tenths)
    stated = rule.first.strip().casefold().startswith("least")
    where = f"groups, '{name}'"
    if backwards != stated:
        return (_turned(where, stated=stated),)
    turned = (11 if tenths else 6) - recorded if backwards else recorded
    return _other_year(where, turned, area, place)


def _numbers(answers: Sequence[object], rule: GroupRule) -> Numbers:
    """The recorded number of each person, 0 where there is none; each distinct answer is read once."""
    labels = {text: label_of(text, rule) for text in {one for one in answers if isinstance(one, str)}}
    numbers = {text: int(label) if label is not None and label.isdigit() else 0 for text, label in labels.items()}
    return np.array([numbers.get(one, 0) if isinstance(one, str) else 0 for one in answers], dtype=np.int64)


def _as(deciles: Numbers, *, tenths: bool) -> Numbers:
    return deciles if tenths else (deciles + 1) // 2


def _backwards(recorded: Numbers, area: Numbers, *, tenths: bool) -> bool:
    """Whether the numbers fall as the areas' rise, and agree better when turned round."""
    turned = (11 if tenths else 6) - recorded
    opposed = float(stats.spearmanr(recorded, area).statistic) < OPPOSED
    return opposed and float(np.mean(turned == area)) > float(np.mean(recorded == area))


def _turned(where: str, *, stated: bool) -> Issue:
    if stated:
        message = "The study says that 1 is the least deprived here, but by where people live 1 is the most deprived."
        fix = 'Take first = "least deprived" out of it, or correct the column.'
    else:
        message = "These numbers run backwards: by where people live, 1 is the least deprived and not the most."
        fix = 'State first = "least deprived" for it, or use the groups that follow from where people live.'
    return Issue("decide", "deprivation_backwards", where, message, fix)


def _other_year(where: str, recorded: Numbers, area: dict[int, Numbers], place: GroupRule) -> Sequence[Issue]:
    """Say that the recorded numbers are those of the other index, where they surely are."""
    agree = {year: float(np.mean(recorded == known)) for year, known in area.items()}
    other = 2019 if place.imd == 2025 else 2025
    if agree[other] < AGREEING or agree[other] <= agree[place.imd] + 0.1:
        return ()
    message = (
        f"The recorded numbers are those of IMD {other}, and places are given by IMD {place.imd}: "
        "the two are not the same and must not be mixed."
    )
    return (
        Issue("check", "mixed_vintages", where, message, f"State imd = {other} for the place, or use one of them."),
    )
