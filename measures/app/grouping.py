"""Breakdowns as the Check page names them, and the study's groups after the user went through its columns.

It knows nothing of Streamlit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from measures.equity.groups import GroupRule
from measures.equity.kinds import USUAL_AGES, kind_of
from measures.equity.places import Kind
from measures.exports.folding import fold
from measures.study import Study

ABOUT = "About the person (group)"
KIND_WORDS = {
    "sex": "Sex", "gender": "Gender", "age": "Age", "ethnic_group": "Ethnic group", "disability": "Disability",
    "deprivation": "Deprivation (1 = most deprived)", "rurality": "Rural or urban",
}  # fmt: skip
PLACE_WORDS: Mapping[Kind, str] = {
    "postcode": "Home postcode (becomes an area)", "lsoa": "Home area (LSOA)", "ward": "Home ward",
    "decile": "Deprivation decile of home",
}  # fmt: skip
GROUP_CHOICES = (ABOUT, *KIND_WORDS.values(), *PLACE_WORDS.values())
PLACE = "place"
FROM_PLACE: Mapping[Kind, str] = {
    "postcode": "district, deprivation, rural or urban", "lsoa": "district, deprivation, rural or urban",
    "ward": "district, rural or urban", "decile": "deprivation",
}  # fmt: skip


def words_for(rule: GroupRule) -> str:
    """What the page calls the use of the column that a breakdown names."""
    if rule.is_place:
        return PLACE_WORDS[rule.places[0][0]]
    return KIND_WORDS.get(kind_of(rule.kind) or "", ABOUT)


def use_of(headers: Sequence[str], groups: Mapping[str, GroupRule]) -> str:
    """What the page calls the use of a column, by its headers, that a breakdown names; empty where none does."""
    named = (rule for rule in groups.values() if any(_same(rule.header, header) for header in headers))
    return next(map(words_for, named), "")


def with_groups(study: Study, chosen: Sequence[tuple[str, str]]) -> dict[str, GroupRule]:
    """The study's groups after the user chose what each column, by its header, is used as.

    What did not change stays as it was stated, with its name, order and map. One column at most says where people live:
    the first of those newly chosen, else the one that did.
    """
    wanted = {header: use for header, use in chosen if use in GROUP_CHOICES}
    kept = {
        name: rule
        for name, rule in study.groups.items()
        if any(_same(rule.header, header) and words_for(rule) == use for header, use in wanted.items())
        or rule.cross  # made of other groups, so no column stands for it
        or rule.header in ("programme", "locality")  # said of whole files, so no column stands for it
    }
    known = {fold(rule.header or "") for rule in kept.values()}
    for header, use in wanted.items():
        if fold(header) in known:
            continue
        kind = next((kind for kind, said in PLACE_WORDS.items() if said == use), None)
        if kind is not None:
            kept = {name: rule for name, rule in kept.items() if not rule.is_place}
            kept[PLACE] = GroupRule.model_validate({kind: header})
        else:
            kept[_free(_name(header), kept)] = _of_kind(header, use)
        known.add(fold(header))
    return kept


def grouped_by(study: Study) -> str:
    """Which groups results are shown for, in a sentence; empty where there are none."""
    names = [name.replace("_", " ") for name, rule in study.groups.items() if not rule.is_place]
    parts = [", ".join(names)] if names else []
    place = next((rule.places[0] for rule in study.groups.values() if rule.is_place), None)
    if place is not None:
        parts.append(f"where people live, from '{place[1]}' ({FROM_PLACE[place[0]]})")
    return f"Results by group: {'; '.join(parts)}." if parts else ""


def _of_kind(header: str, use: str) -> GroupRule:
    kind = next((kind for kind, said in KIND_WORDS.items() if said == use), "")
    cuts = USUAL_AGES if kind == "age" else ()
    return GroupRule(column=header, kind=kind, cuts=cuts, first="most deprived" if kind == "deprivation" else "")


def _same(one: str | None, other: str) -> bool:
    return one is not None and fold(one) == fold(other)


def _name(header: str) -> str:
    """A name for a breakdown, made from its header: "Home area" becomes home_area."""
    return re.sub(r"\W+", "_", header.casefold()).strip("_")[:40] or "group"


def _free(name: str, taken: Mapping[str, GroupRule]) -> str:
    number = 2
    while (free := name if number == 2 else f"{name}_{number - 1}") in taken:
        number += 1
    return free
