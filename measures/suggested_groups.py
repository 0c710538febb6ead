"""Breakdowns that a file's own columns offer: where people live, their sex, age, ethnic group, disability, deprivation.

Only columns whose header names one of these, and whose answers bear it out, are suggested; a person confirms them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measures.equity.age_bands import band_of, written
from measures.equity.finding import FOUND, find_areas
from measures.equity.groups import GroupRule
from measures.equity.kinds import NO_ANSWER, PREFER_NOT, USUAL_AGES, standard
from measures.equity.places import Places, shipped_places
from measures.exports.cells import cells_of, encoded_texts
from measures.exports.coding import labelled_texts
from measures.exports.folding import words
from measures.exports.recognition import personal_header
from measures.exports.stated_columns import STATED
from measures.exports.tables import CodedTable, ColumnUse

PLACE = "place"
ASKED = r"(?:(?:what is|whats|which is|please (?:tell us|select|state|give|choose)|tell us) )?(?:your |the )?"
HEADERS: dict[str, re.Pattern[str]] = {
    "sex": re.compile(rf"{ASKED}(?:legal )?sex(?: at birth| assigned at birth| registered at birth)?"),
    "gender": re.compile(rf"{ASKED}gender(?: identity)?|(?:which of these )?(?:best )?describes? your gender|"
                         r"how do you describe your gender(?: identity)?"),
    "age": re.compile(rf"{ASKED}age(?: (?:group|band|bracket|range|category|in years|now|today|at referral))?|"
                      r"how old are you(?: now| today)?|which age (?:group|band|range) .*|age years"),
    "ethnic_group": re.compile(r".*\bethnic(?:ity| group| background| origin)?\b.*"),
    "disability": re.compile(r".*\bdisab(?:led|ility|ilities)\b.*|.*\bday to day activities\b.*\blimited\b.*"),
    "deprivation": re.compile(r".*\b(?:imd|deprivation)\b.*"),
    "rurality": re.compile(r".*\brural\b.*"),
}  # fmt: skip
NAMES = {"age": "age_band", "rurality": "rural_urban"}
NOT_HOME = re.compile(r"\b(?:work|school|venue|site|session|surgery|practice|gp|clinic|office|organisation|project)\b")
MOST_DIFFERENT, MOST_AGES, BORNE_OUT = 40, 120, 0.6


@dataclass(frozen=True, slots=True)
class _Column:
    """The answers of one column: distinct texts and how many rows have each, without blanks and without 'unknown'."""

    header: str
    texts: tuple[str, ...]
    counts: tuple[int, ...]

    def share(self, fits: Iterable[bool]) -> float:
        """The share of rows whose text fits."""
        total = sum(self.counts)
        return sum(n for n, fit in zip(self.counts, fits, strict=True) if fit) / total if total else 0.0


def suggest_groups(tables: Sequence[CodedTable]) -> dict[str, GroupRule]:
    """The breakdowns that columns offer, by the name a study would give them.

    Returns
    -------
    dict
        At most one for each kind: where several columns may be meant, none is suggested.
    """
    found: dict[str, GroupRule] = {}
    home = _one_header(_postcodes(tables))
    if home is not None:
        found[PLACE] = GroupRule(postcode=home)
    for kind, pattern in HEADERS.items():
        uses = [(table, use) for table in tables for use in table.map.uses if _is_open(use) and _named(use, pattern)]
        header = _one_header(use.header for _, use in uses)
        rule = _rule(kind, [_answers(table, use) for table, use in uses]) if header is not None else None
        if rule is not None:
            found[_name(kind, rule)] = rule
    return found


def _one_header(headers: Iterable[str]) -> str | None:
    distinct = list(dict.fromkeys(headers))
    return distinct[0] if len(distinct) == 1 else None


def _is_open(use: ColumnUse) -> bool:
    return use.role == "unused" and not use.wave and bool(use.header.strip())


def _named(use: ColumnUse, pattern: re.Pattern[str]) -> bool:
    return pattern.fullmatch(words(use.header)) is not None


def _postcodes(tables: Sequence[CodedTable]) -> list[str]:
    """Headers of home postcodes that lead to at least one area of the table that comes along."""
    columns = [
        (table, use)
        for table in tables
        for use in table.map.uses
        if use.role == "drop" and use.why != STATED and not use.wave and personal_header(use.header) == "postcodes"
        and not NOT_HOME.search(words(use.header))
    ]  # fmt: skip
    places = shipped_places() if columns else None
    return [use.header for table, use in columns if places is not None and _leads_home(table, use, places)]


def _leads_home(table: CodedTable, use: ColumnUse, places: Places) -> bool:
    encoded = encoded_texts(table.map.table.frame, f"c{use.position}")
    return find_areas(encoded.dictionary, "postcode", places).counts()[FOUND] > 0


def _answers(table: CodedTable, use: ColumnUse) -> _Column:
    source = table.map.table
    cells = cells_of(encoded_texts(source.frame, f"c{use.position}"), source.frame)
    texts = labelled_texts(cells, source.labels.get(use.position, {}))
    told = [
        (" ".join(text.split()), int(n))
        for text, n in zip(texts, cells.counts, strict=True)
        if text.strip() and words(text) not in NO_ANSWER
    ]
    return _Column(use.header, tuple(text for text, _ in told), tuple(n for _, n in told))


def _rule(kind: str, columns: Sequence[_Column]) -> GroupRule | None:
    """The rule of a kind, if most answers of the columns bear it out."""
    together = _Column(
        columns[0].header,
        tuple(text for column in columns for text in column.texts),
        tuple(n for column in columns for n in column.counts),
    )
    different = len(set(together.texts))
    if kind == "age":
        if different <= MOST_AGES and together.share(_is_age(text) for text in together.texts) >= BORNE_OUT:
            return GroupRule(column=together.header, cuts=USUAL_AGES, kind=kind)
        bands = {band: written(band) for text in together.texts if (band := band_of(text)) is not None}
        if together.share(band_of(text) is not None for text in together.texts) < BORNE_OUT:
            return None
        return GroupRule(column=together.header, order=tuple(bands[band] for band in sorted(bands)), kind=kind)
    known = [standard(kind, text) not in (None, "", PREFER_NOT) for text in together.texts]
    if different > MOST_DIFFERENT or together.share(known) < BORNE_OUT:
        return None
    first = "most deprived" if kind == "deprivation" else ""
    order = _scale(kind, together.texts)
    return GroupRule(column=together.header, kind=kind, order=order, first=first)


def _scale(kind: str, texts: Sequence[str]) -> tuple[int, ...]:
    """Fifths or tenths of deprivation, by the largest number; of another kind no order."""
    if kind != "deprivation":
        return ()
    numbers = [int(label) for text in texts if (label := standard(kind, text)) is not None and label.isdigit()]
    return tuple(range(1, 11 if max(numbers) > 5 else 6))


def _is_age(text: str) -> bool:
    return re.fullmatch(r"\d{1,3}(?:\.\d+)?", text) is not None and float(text) <= MOST_AGES


def _name(kind: str, rule: GroupRule) -> str:
    if kind == "deprivation":
        return "imd_decile" if len(rule.order) > 5 else "imd_quintile"
    return NAMES.get(kind, kind)
