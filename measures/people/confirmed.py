"""What the user settled by code and keeps beside the data: confirmed matches, and codes of people who withdrew."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.errors import InputError
from measures.exports.encodings import to_utf8
from measures.exports.recognition import is_participant
from measures.exports.text_files import sniff_separator
from measures.people.identifiers import look_alike, normal_text, without_zeros
from measures.results import Issue

NO_CSV = "This is not readable as CSV text."
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Match:
    """A confirmed match: `code` (in `wave`, or everywhere) was given by the person known as `participant`."""

    code: str = field(repr=False)
    participant: str = field(repr=False)
    wave: str = ""


def read_matches(content: bytes, name: str) -> tuple[Match, ...]:
    """Read `matches.csv`: columns `code`, `participant` and, where it matters, `wave`. Raises `InputError`."""
    rows = _read(content, name, ("code", "participant"))
    return tuple(Match(row["code"], row["participant"], (row.get("wave") or "").strip()) for row in rows)


def read_withdrawn(content: bytes, name: str) -> frozenset[str]:
    """Read `withdrawn.csv`: a column `code`, or one that is named as codes are, or its only one. Raises `InputError`.

    Without a name above its only column every line is a code; one too many is only told not to be found.
    """
    lines = _lines(content, name)
    named = [cell for cell in lines[0] if is_participant(cell)] if lines else []
    if lines and "code" not in map(_plain, lines[0]):
        if len(named) == 1:
            lines[0] = ["code" if cell in named else cell for cell in lines[0]]
        elif all(len(line) == 1 for line in lines if line):
            lines.insert(0, ["code"])
    return frozenset(row["code"] for row in _rows(lines, name, ("code",)))


def write_matches(matches: Iterable[Match]) -> bytes:
    """The text of `matches.csv`, safe to open in a spreadsheet; it holds codes and stays beside the data."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["code", "participant", "wave"])
    writer.writerows([_guarded(match.code), _guarded(match.participant), _guarded(match.wave)] for match in matches)
    return text.getvalue().encode("utf-8-sig")


def confirm(
    classes: NDArray[np.int64],
    nodes: pd.DataFrame,
    codes: pd.Series[str],
    normal: pd.Series[str],
    waves: Sequence[str],
    matches: Sequence[Match],
) -> tuple[NDArray[np.int64], tuple[Issue, ...]]:
    """Apply confirmed matches to the classes of the nodes (see `matching.Linkage`).

    Raises
    ------
    InputError
        Code `conflicting_matches`: a code is given to two people, or two people of one wave to each other.
    """
    if not matches:
        return classes, ()
    known = _Known.of(classes, nodes, codes, normal, matches)
    unknown = []
    settled: dict[int, int] = {}
    for number, match in enumerate(matches, start=1):
        person = {known.person[node] for node in known.find(match.participant)}
        given = [node for node in known.find(match.code) if not match.wave or _wave(known, node, waves) == match.wave]
        if not person or not given:
            unknown.append(number)
            continue
        if len(person) > 1 or any(
            settled.get(node, number) != number and known.person[node] not in person for node in given
        ):
            raise _conflict(number, "gives a code to two people")
        target = person.pop()
        known.move(given, target, alone=bool(match.wave))
        if known.meets_itself(target, len(waves)):
            raise _conflict(number, "makes two people who both answered in one wave the same person")
        settled |= dict.fromkeys(given, number)
    result = classes.copy()
    result[list(known.person)] = list(known.person.values())
    return result, _unknown_issue(unknown, len(matches))


def withdrawn_people(
    codes: Iterable[str], normal: pd.Series[str], code: NDArray[np.int64], person: NDArray[np.int64]
) -> tuple[NDArray[np.int64], int]:
    """The people to leave out, and how many of the codes of people who withdrew belong to nobody.

    `code[i]`, `person[i]`: which code, of which person. A code that nobody has as it stands is looked for without its
    leading zeros and then by its look, where that names one person only: it is safer to find them.
    """
    wanted = {text for text in (normal_text(code) for code in codes) if text}
    out: set[int] = set()
    for form in (lambda texts: texts, without_zeros, look_alike):
        if not wanted:
            break
        asked = pd.Series(sorted(wanted), dtype="str")
        asked_form, have = form(asked), form(normal)
        hits = np.flatnonzero(have.isin(asked_form).to_numpy()[code])
        people: defaultdict[str, set[int]] = defaultdict(set)
        for text, who in zip(have.to_numpy()[code[hits]], person[hits], strict=True):
            people[text].add(int(who))
        found = {text for text, who in people.items() if form is not look_alike or len(who) == 1}
        out |= {who for text in found for who in people[text]}
        wanted -= set(asked[asked_form.isin(found)])
    return np.array(sorted(out), dtype=np.int64), len(wanted)


@dataclass(slots=True)
class _Known:
    """The nodes of everybody whom a match names: their person, class, wave, and how to find them by code."""

    person: dict[int, int]
    before: Mapping[int, int]
    wave: Mapping[int, int]
    by_code: Mapping[str, list[int]]
    by_normal: Mapping[str, list[int]]

    @classmethod
    def of(
        cls,
        classes: NDArray[np.int64],
        nodes: pd.DataFrame,
        codes: pd.Series[str],
        normal: pd.Series[str],
        matches: Sequence[Match],
    ) -> _Known:
        wanted = {normal_text(text) for match in matches for text in (match.code, match.participant)}
        code, wave = nodes["code"].to_numpy(), nodes["wave"].to_numpy()
        named = np.isin(code, np.flatnonzero(normal.isin(wanted)))
        chosen = np.flatnonzero(np.isin(classes, classes[named]))
        by_code, by_normal = defaultdict(list), defaultdict(list)
        for node in chosen.tolist():
            by_code[codes.iloc[code[node]]].append(node)
            by_normal[normal.iloc[code[node]]].append(node)
        person = {node: int(classes[node]) for node in chosen.tolist()}
        return cls(person, dict(person), {node: int(wave[node]) for node in person}, by_code, by_normal)

    def find(self, text: str) -> list[int]:
        """The nodes of a code as typed, or else of its normalised text."""
        return self.by_code.get(text) or self.by_normal.get(normal_text(text), [])

    def move(self, given: Sequence[int], target: int, *, alone: bool) -> None:
        """Give these nodes to a person: alone, or with everything their own persons have."""
        people = {self.person[node] for node in given}
        for node in given if alone else [node for node, person in self.person.items() if person in people]:
            self.person[node] = target

    def meets_itself(self, target: int, n_waves: int) -> bool:
        """Whether a person now has codes that stood for different people in one wave."""
        seen: defaultdict[int, set[int]] = defaultdict(set)
        for node, person in self.person.items():
            if person == target and self.wave[node] < n_waves:
                seen[self.wave[node]].add(self.before[node])
        return any(len(people) > 1 for people in seen.values())


def _wave(known: _Known, node: int, waves: Sequence[str]) -> str:
    return waves[known.wave[node]] if known.wave[node] < len(waves) else ""


def _conflict(number: int, what: str) -> InputError:
    message = f"Entry {number} {what}."
    return InputError("confirmed matches", message, "Take out the entry that is wrong.", code="conflicting_matches")


def _unknown_issue(numbers: Sequence[int], total: int) -> tuple[Issue, ...]:
    if not numbers:
        return ()
    entries = ", ".join(str(number) for number in numbers)
    message = f"{len(numbers)} of {total} confirmed matches name a code that is not in these files (entries {entries})."
    return (Issue("check", "unknown_match", "confirmed matches", message, "Correct or remove them."),)


def _read(content: bytes, name: str, needed: Sequence[str]) -> list[dict[str, str]]:
    return _rows(_lines(content, name), name, needed)


def _lines(content: bytes, name: str) -> list[list[str]]:
    """The records of a text table, whatever parts its columns."""
    try:
        plain, doubts = to_utf8(content, name)
        lines = list(csv.reader(io.StringIO(plain.decode(), newline=""), strict=True, delimiter=sniff_separator(plain)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(name, NO_CSV, "Save it as CSV UTF-8.", code="file") from error
    if content.startswith(b"PK") or (doubts and not plain.isascii()):  # codes must not hang on a guess at the letters
        raise InputError(name, NO_CSV, "Save it as CSV UTF-8.", code="file")
    return lines


def _rows(lines: list[list[str]], name: str, needed: Sequence[str]) -> list[dict[str, str]]:
    header = [_plain(cell) for cell in lines[0]] if lines else []
    missing = [column for column in needed if column not in header]
    if missing:
        message = f"It has no column '{missing[0]}'."
        raise InputError(name, message, f"Its first row must be: {','.join(needed)}.", code="column_not_found")
    read = (dict(zip(header, (_unguarded(cell) for cell in row), strict=False)) for row in lines[1:])
    return [
        {**dict.fromkeys(header, ""), **row} for row in read if any(row.get(column, "").strip() for column in needed)
    ]


def _plain(cell: str) -> str:
    return cell.strip().lower()


def _guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text
