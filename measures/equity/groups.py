"""Group labels for people: own wordings mapped together, ages cut into bands, groups put in their stated order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import narwhals as nw

from measures.exports.folding import fold
from measures.strict import Strict, Texts

NOT_STATED = "not stated"


class GroupRule(Strict):
    """One breakdown of the study file's `[groups]` table."""

    column: str | None = None
    postcode: str | None = None
    order: tuple[int | str, ...] = ()
    first: str = ""
    map: Mapping[str, str] = {}
    cuts: tuple[int, ...] = ()
    kind: str = ""
    missing: Texts = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups in their stated order; empty where none is stated and none follows from cuts."""
        return tuple(str(label) for label in self.order) or band_labels(self.cuts)


def band_labels(cuts: Sequence[int]) -> tuple[str, ...]:
    """Labels of the bands between cuts: `[16, 25, 65]` gives `under 16`, `16-24`, `25-64`, `65+`.

    >>> band_labels([16, 25, 65])
    ('under 16', '16-24', '25-64', '65+')
    """
    if not cuts:
        return ()
    middle = [f"{low}-{high - 1}" for low, high in pairwise(cuts)]
    return (f"under {cuts[0]}", *middle, f"{cuts[-1]}+")


def label_of(answer: str, rule: GroupRule) -> str | None:
    """The group an answer stands for, or `None` where it states none.

    Wordings are compared without case and with one kind of space, quote and dash; one mapped to "" states no group.
    Where ages are cut, a number falls into its band and an answer that already is a band's label stays; anything else
    states no group.
    """
    folded = {fold(key): label for key, label in rule.map.items()}
    text = " ".join(answer.split())
    if not text or fold(text) in {fold(word) for word in rule.missing}:
        return None
    text = folded.get(fold(text), text).strip()
    if not text:
        return None
    if rule.cuts:
        return _band(text, rule.cuts)
    known = {fold(label): label for label in rule.labels}
    return known.get(fold(_whole(text)), text)


def label_groups(people: nw.DataFrame[Any], rules: Mapping[str, GroupRule]) -> nw.DataFrame[Any]:
    """Give each person one column per breakdown, named as in the study file, holding the group's label or null.

    Answers are mapped once per distinct wording, never per person.
    """
    for name, rule in rules.items():
        if rule.column is None or rule.column not in people.columns:
            continue
        answers = [answer for answer in people.get_column(rule.column).unique().to_list() if isinstance(answer, str)]
        mapped = {answer: label_of(answer, rule) for answer in answers}
        column = nw.col(rule.column)
        people = people.with_columns(
            column.replace_strict(list(mapped), list(mapped.values()), default=None, return_dtype=nw.String).alias(name)
            if any(label is not None for label in mapped.values())
            else nw.lit(None, dtype=nw.String).alias(name)
        )
    return people


def unmapped(people: nw.DataFrame[Any], rule: GroupRule) -> tuple[str, ...]:
    """Answers that belong to no group of a stated order, so that they can be shown and mapped; each once."""
    if not rule.labels or rule.column is None or rule.column not in people.columns:
        return ()
    known = set(rule.labels)
    answers = [answer for answer in people.get_column(rule.column).unique().to_list() if isinstance(answer, str)]
    return tuple(sorted(answer for answer in answers if answer.strip() and label_of(answer, rule) not in known))


def _whole(text: str) -> str:
    """`3.0` from a spreadsheet is the group `3`."""
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


def _band(text: str, cuts: Sequence[int]) -> str | None:
    labels = band_labels(cuts)
    plain = re.sub(r"\s*(?:-|\bto\b)\s*", "-", fold(text))
    same = {fold(label): label for label in labels}.get(plain)
    if same is not None:
        return same
    try:
        age = float(text)
    except ValueError:
        return None
    return labels[bisect_right(cuts, age)] if 0 <= age <= 130 else None
