"""What a study file says of columns: the models, the check of every target, and finding a stated header in a table."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import Field

from measures.errors import StudyError
from measures.exports.folding import fold, header_forms, words
from measures.exports.headings import JOINT
from measures.exports.markers import Layout, Stem
from measures.exports.tables import Role
from measures.instrument import Instrument, Scale
from measures.results import Issue
from measures.strict import Strict, Texts

COLUMN_ROLES = ("drop", "quote", "programme", "locality", "date")
READY_MADE = {"scale": "score", "raw": "raw_score"}


class ColumnRule(Strict):
    """One `[[column]]` entry: a column that its header alone does not tell apart.

    `occurrence` counts from 1. `file` is the study file's word on which file it speaks of: whoever makes `ColumnRules`
    for one file leaves out the entries of others.
    """

    header: str
    to: Texts
    occurrence: int = Field(default=1, ge=1)
    file: str | None = None
    wave: str | None = None


class ColumnRules(Strict):
    """Everything a study file says of the columns of one file.

    `columns` gives headers their items, ready-made scores or roles; `column` does so where a header is not enough (its
    entries for this file only);
    `participant` names the column or columns that say who answered; `prefix` and `suffix` are markers by wave; `needed`
    names columns that later steps want, with their role; `wave` is the wave of the whole file, where it has one.
    """

    columns: Mapping[str, Texts] = Field(default_factory=dict)
    column: tuple[ColumnRule, ...] = ()
    participant: Texts = ()
    wave_column: str | None = None
    prefix: Mapping[str, str] = Field(default_factory=dict)
    suffix: Mapping[str, str] = Field(default_factory=dict)
    date: str | None = None
    needed: Mapping[str, Role] = Field(default_factory=dict)
    wave: str | None = None

    @property
    def layout(self) -> Layout:
        """The stated markers of waves."""
        return Layout(self.prefix, self.suffix)


@dataclass(frozen=True, slots=True)
class Target:
    """What a stated column is for: a role and, for answers and scores, which."""

    role: Role
    items: tuple[str, ...] = ()


def read_targets(rules: ColumnRules, instruments: Mapping[str, Instrument]) -> dict[tuple[str, ...], Target]:
    """Every stated list of targets, understood.

    Raises
    ------
    StudyError
        Naming every target that is no item, score or role, each with the nearest known name.
    """
    stated = [("columns", header, texts) for header, texts in rules.columns.items()]
    stated += [("column", rule.header, rule.to) for rule in rules.column]  # one header may stand in several entries
    known = (*COLUMN_ROLES, *known_targets(instruments))
    targets: dict[tuple[str, ...], Target] = {}
    faults: list[Issue] = []
    for table, header, texts in stated:
        where = f"study, {table}, '{header}'"
        roles = {_role(text, instruments) for text in texts}
        faults += [
            Issue("error", "unknown_target", where, *_not_known(text, known))
            for text in texts
            if _role(text, instruments) is None
        ]
        if None in roles:
            continue
        if len(roles) != 1:
            message = f"A column cannot be all of {', '.join(texts) or 'nothing'} at once."
            faults.append(Issue("error", "mixed_targets", where, message, "Give items only, or one role."))
            continue
        role = cast("Role", next(iter(roles)))
        targets[texts] = Target(role, () if role in COLUMN_ROLES else tuple(dict.fromkeys(texts)))
    if faults:
        raise StudyError.of(faults)
    return targets


def known_targets(instruments: Mapping[str, Instrument]) -> tuple[str, ...]:
    """Every item and ready-made score a study file may name, as it names them."""
    return tuple(
        target
        for instrument in instruments.values()
        for target in (
            *(f"{instrument.id}.{item.id}{'.1' if item.repeat else ''}" for item in instrument.items),
            *(f"{instrument.id}.{kind}:{scale.id}" for scale in instrument.scales for kind in READY_MADE),
        )
    )


def nearest(text: str, known: Iterable[str]) -> str:
    """`Did you mean '...'?` with the nearest of the known names, or empty."""
    spelled = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(text.casefold(), list(spelled), n=1, cutoff=0.6)
    return f"Did you mean '{spelled[found[0]]}'?" if found else ""


def says_it_all(scale: Scale) -> bool:
    """Whether a ready-made total of a scale can only be its score: nothing is done to the sum of its answers."""
    converted = scale.table or scale.multiply or scale.rescale or scale.cap
    return scale.method in ("sum", "count", "single", "given") and not converted


def find_header(stated: str, headers: Sequence[str], stems: Sequence[Stem]) -> tuple[int, ...]:
    """Positions of the columns a stated header names; empty if there are none.

    The header as it stands wins, then the same text but for case, spaces and signs, then the same words without a
    question number, then one of its levels where several header rows were joined, if no other column has it, then the
    stem without its wave's marker, whole or one of its levels.
    """
    wanted, keys = fold(stated), words(stated)
    marked = [position for position, stem in enumerate(stems) if stem.wave]
    everywhere = range(len(headers))
    level = [position for position in everywhere if wanted and wanted in fold(headers[position]).split(JOINT)]
    ways = (
        (position for position in everywhere if headers[position] == stated),
        (position for position in everywhere if fold(headers[position]) == wanted),
        (position for position in everywhere if keys and keys in _whole_forms(headers[position])),
        level if len(level) == 1 else (),
        (position for position in marked if stems[position].text == wanted),
        (position for position in marked if wanted and wanted in stems[position].text.split(JOINT)),
        (position for position in marked if keys and words(stems[position].text) == keys),
    )
    return next((found for way in ways if (found := tuple(way))), ())


def _whole_forms(header: str) -> set[str]:
    """The words of a header, with and without its question number."""
    return {form.words for form in header_forms(header) if not form.without}


def _role(text: str, instruments: Mapping[str, Instrument]) -> Role | None:
    if text in COLUMN_ROLES:
        return cast("Role", text)
    name, _, part = text.partition(".")
    instrument = instruments.get(name)
    if instrument is None:
        return None
    kind, colon, scale = part.partition(":")
    if colon:
        known = kind in READY_MADE and scale in {one.id for one in instrument.scales}
        return cast("Role", READY_MADE[kind]) if known else None
    numbered = re.fullmatch(r"(.+)\.[1-9]\d*", part)
    item = next((one for one in instrument.items if one.id == (numbered[1] if numbered else part)), None)
    return "item" if item is not None and item.repeat == bool(numbered) else None


def _not_known(text: str, known: Iterable[str]) -> tuple[str, str]:
    instrument = text.split(".", 1)[0]
    what = "item, ready-made score or role"
    near = nearest(text, known)
    return f"'{text}' is no {what} that is known here.", near or f"Check the id '{instrument}' and what follows it."
