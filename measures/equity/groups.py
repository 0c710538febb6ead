"""Group labels for people: wordings mapped together, ages cut into bands, groups put in their stated order."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import narwhals as nw

from measures.equity.age_bands import Band, band_of
from measures.equity.kinds import NO_ANSWER, PREFER_NOT, RATHER_NOT, USUAL_AGES, kind_of, standard
from measures.equity.places import TENTHS, Kind, Vintage
from measures.exports.folding import fold, words
from measures.strict import Strict, Texts

NOT_STATED = "not stated"
OLDEST = 130
PLACES: tuple[Kind, ...] = ("postcode", "lsoa", "ward", "decile")


class GroupRule(Strict):
    """One entry of the study file's `[groups]` table: a breakdown by a column, or the place where people live.

    A place is told by a column of postcodes, LSOAs, wards or deprivation deciles, and gives several breakdowns; `imd`
    is the year of its deprivation. `first` says which end of `order` comes first: "most deprived", "least deprived",
    or a group at one of its ends. `cross` names two other breakdowns whose groups are crossed; crossings of fewer than
    `smallest` people are put together.
    """

    column: str | None = None
    postcode: str | None = None
    lsoa: str | None = None
    ward: str | None = None
    decile: str | None = None
    imd: Vintage = 2025
    order: tuple[int | str, ...] = ()
    first: str = ""
    map: Mapping[str, str] = {}
    cuts: tuple[int, ...] = ()
    kind: str = ""
    missing: Texts = ()
    cross: tuple[str, ...] = ()
    smallest: int = 10

    @property
    def places(self) -> tuple[tuple[Kind, str], ...]:
        """Every column it names that tells where people live, with what is in it: one at most in a rule of use."""
        headers = ((kind, getattr(self, kind)) for kind in PLACES)
        return tuple((kind, header) for kind, header in headers if header is not None)

    @property
    def is_place(self) -> bool:
        """Whether it tells where people live."""
        return self.column is None and bool(self.places)

    @property
    def header(self) -> str | None:
        """The column it names, whatever is in it."""
        return self.column or next((header for _, header in self.places), None)

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups in their stated order; empty where none is stated and none follows from cuts or kind."""
        implied = TENTHS if kind_of(self.kind) == "deprivation" else ()
        return tuple(str(label) for label in self.order) or band_labels(self.cuts) or implied

    @property
    def ranked(self) -> tuple[str, ...]:
        """The groups with the end first that comes first: turned round where `first` names the other end.

        For deprivation that is the most deprived, whatever the numbers: `first = "least deprived"` turns them round.
        """
        labels, first = self.labels, fold(self.first)
        turned = first.startswith("least") or (len(labels) > 1 and first == fold(labels[-1]))
        return labels[::-1] if turned else labels

    @property
    def backwards(self) -> bool:
        """Whether its groups are numbers of which the highest comes first: the other way than national ones."""
        return falls(self.ranked)

    @property
    def first_is_clear(self) -> bool:
        """Whether `first`, where it is stated, names an end of the groups."""
        first, labels = fold(self.first), self.labels
        if not first:
            return True
        ends = {fold(label) for label in (*labels[:1], *labels[-1:])}
        return bool(labels) and (first in ends or first.startswith(("most", "least")))


def falls(order: Sequence[str]) -> bool:
    """Whether an order is one of falling numbers.

    >>> falls(["5", "4", "3", "2", "1"]), falls(["1", "2"]), falls(["65+", "16-64"])
    (True, False, False)
    """
    numbers = [int(label) for label in order if label.isdecimal()]
    return 1 < len(numbers) == len(order) and all(one > other for one, other in pairwise(numbers))


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
    Where ages are cut, a number falls into its band, and so does a band that lies within it; anything else states no
    group. A kind reads common wordings; where the map or the order word its groups otherwise, their words are used.
    """
    folded = {fold(key): label for key, label in rule.map.items()}
    text = " ".join(answer.split())
    if not text or fold(text) in {fold(word) for word in rule.missing}:
        return None
    mapped = folded.get(fold(text))
    text = text if mapped is None else mapped.strip()
    kind = kind_of(rule.kind)
    if not text:
        return None
    if rule.cuts or kind == "age":
        return _band(text, rule)
    known = {fold(label): label for label in rule.labels}
    if mapped is not None or kind is None:
        return known.get(fold(_whole(text)), text)
    return known.get(fold(_whole(text))) or _of_kind(text, kind, (*rule.map.values(), *rule.labels))


def _of_kind(text: str, kind: str, own: Sequence[str]) -> str | None:
    """The standard label of an answer, or the study's own word for it; an answer that is not known stays."""
    label = standard(kind, text)
    if not label:
        return text if label is None else None
    named = {standard(kind, word): word for word in own}
    if label == PREFER_NOT:
        return label
    return named.get(label, text if any(named) else label)


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
    """Answers that belong to no group of a stated order, or to no band, so that they can be shown; each once."""
    if not rule.labels or rule.column is None or rule.column not in people.columns:
        return ()
    known = {*rule.labels, PREFER_NOT}
    silent = {fold(word) for word in (*rule.missing, *(key for key, label in rule.map.items() if not label.strip()))}
    answers = [answer for answer in people.get_column(rule.column).unique().to_list() if isinstance(answer, str)]
    return tuple(
        sorted(
            answer
            for answer in answers
            if answer.strip()
            and fold(answer) not in silent
            and words(answer) not in NO_ANSWER
            and label_of(answer, rule) not in known
        )
    )


def _whole(text: str) -> str:
    """`3.0` from a spreadsheet is the group `3`."""
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


def _band(text: str, rule: GroupRule) -> str | None:
    """The band of an age or of a band that lies within one: bands are put together, never split."""
    if RATHER_NOT.fullmatch(words(text)):
        return PREFER_NOT
    cuts = rule.cuts or USUAL_AGES
    same = {fold(label): label for label in (*band_labels(cuts), *(str(label) for label in rule.order))}
    if (label := same.get(re.sub(r"\s*(?:-|\bto\b)\s*", "-", fold(text)))) is not None:
        return label
    own = band_of(text)
    if own is not None:
        return _holding(own, cuts) if rule.cuts else standard("age", text)
    try:
        age = float(text)
    except ValueError:
        return None
    return band_labels(cuts)[bisect_right(cuts, age)] if 0 <= age <= OLDEST else None


def _holding(band: Band, cuts: Sequence[int]) -> str | None:
    """The band between cuts that a band lies within; `None` where it crosses a cut."""
    place = bisect_right(cuts, band[0])
    return band_labels(cuts)[place] if place == len(cuts) or band[1] <= cuts[place] else None
