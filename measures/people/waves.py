"""What a study states of its waves and participants; the order of waves, stated or read from words that state it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from pydantic import Field
from rapidfuzz.distance import OSA

from measures.errors import DecisionNeededError, InputError
from measures.exports.folding import fold
from measures.people.wording import listed
from measures.results import Issue
from measures.strict import Number, Strict, Texts

NO_WAVE = "none"
ONLY_WAVE = "survey"
SHORTEST_SLIP = 3
IN_ORDER = 'in the study file: [waves] order = ["...", "..."], the first wave first.'
STATE_ORDER = f"State it {IN_ORDER}"


class WaveRules(Strict):
    """The study file's `[waves]`: which waves there are, in which order, and where a row or column says its wave."""

    order: Texts = ()
    pair: tuple[str, str] | None = None
    pairs: Mapping[str, tuple[str, str]] = Field(default_factory=dict)
    column: str | None = None
    prefix: Mapping[str, str] = Field(default_factory=dict)
    suffix: Mapping[str, str] = Field(default_factory=dict)
    values: Mapping[str, Texts] = Field(default_factory=dict)
    date: str | None = None
    times: Mapping[str, Number] = Field(default_factory=dict)
    time_unit: str | None = None
    retrospective: bool = False


class ParticipantRules(Strict):
    """The study file's `[participant]`: which column or columns say who answered, and how codes are compared."""

    column: str | None = None
    columns: Texts = ()
    none: bool = False
    matching: Literal["exact", "normalised"] = "normalised"
    matches: str | None = None
    withdrawn: str | None = None


# What a word says of a wave's place. "first" alone means the start, but "first follow-up" is a follow-up.
START, MIDDLE, END, LATER = range(4)
PLACES = {
    **dict.fromkeys(("before", "pre", "baseline", "bl", "start", "starting", "begin", "beginning", "entry", "intake",
                     "initial", "enrolment", "enrollment", "registration", "joining", "pretest", "presurvey"), START),
    **dict.fromkeys(("during", "mid", "middle", "midpoint", "midway", "midterm", "interim", "halfway"), MIDDLE),
    **dict.fromkeys(("after", "post", "end", "ending", "exit", "final", "last", "discharge", "endline", "completion",
                     "leaving", "posttest", "postsurvey", "now"), END),
    **dict.fromkeys(("followup", "fu"), LATER),
}  # fmt: skip
NUMBERS = {
    word: number
    for number, words in enumerate(
        ("first one", "second two", "third three", "fourth four", "fifth five", "sixth six", "seventh seven",
         "eighth eight", "ninth nine", "tenth ten", "eleventh eleven", "twelfth twelve"), start=1)
    for word in words.split()
}  # fmt: skip
DAYS = {
    "d": 1.0, "day": 1.0, "days": 1.0, "w": 7.0, "wk": 7.0, "wks": 7.0, "week": 7.0, "weeks": 7.0, "m": 30.4,
    "mth": 30.4, "mths": 30.4, "month": 30.4, "months": 30.4, "y": 365.0, "yr": 365.0, "yrs": 365.0, "year": 365.0,
    "years": 365.0,
}  # fmt: skip
ORDINAL_ENDINGS = ("st", "nd", "rd", "th")
FOLLOW_UP = re.compile(r"\bfollow[ _-]?up|(?<=_)follow[ _-]?up")
INDEX = re.compile(r"\b(?:t|tp|wave|time ?point) ?(\d{1,2})\b")
REDCAP_ARM = re.compile(r"_arm_\d+$| \(arm \d+: .*\)$")  # which group of people, not when: visit_2_arm_1


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a wave's name says: its place in words, a number, whether that number is a time, and what else it says."""

    place: int | None
    number: float | None
    timed: bool
    rest: tuple[str, ...]


def order_from_words(names: Sequence[str]) -> tuple[str, ...] | None:
    """Put wave names in the order that their words state, or give `None` where they state none.

    Words such as before/after, baseline/follow-up, first/last, and numbers (T1, Wave 10, 6 months) state an order;
    anything else does not, and the alphabet never does.

    >>> order_from_words(["After", "Before"])
    ('Before', 'After')
    >>> order_from_words(["Wave 10", "Wave 2"])
    ('Wave 2', 'Wave 10')
    >>> order_from_words(["Gloucester", "Stroud"]) is None
    True
    """
    found = {name: _read(name) for name in names}
    readings = {name: reading for name, reading in found.items() if reading is not None}
    if indexed := _by_index(names):
        late = any(readings[name].place == START for name in indexed[1:] if name in readings)
        return None if late else indexed
    if len(readings) < len(found):
        return None
    unplaced = [name for name in names if readings[name].place is None]
    placed = [name for name in names if readings[name].place is not None]
    if unplaced and placed and not (len(placed) == 1 and readings[placed[0]].place == START):
        return None
    groups = [[name for name in placed if readings[name].place == place] for place in (START, MIDDLE, END, LATER)]
    ordered: list[str] = []
    for group in [*groups, unplaced]:
        if len(group) == 1 and (group is not unplaced or readings[group[0]].number is not None):
            ordered += group
        elif group:
            numbered = _by_number(group, readings)
            if numbered is None:
                return None
            ordered += numbered
    return tuple(ordered)


def waves_named(names: Sequence[str], rules: WaveRules) -> list[str]:
    """The wave each name (of a sheet or a file) stands for; empty for all of them unless every one names its own.

    A name counts by the stated order or values; where none is stated, by words that state an order.
    """
    stated = stated_texts(rules)
    if stated:
        found = [stated.get(fold(name), "") for name in names]
        return found if all(found) else [""] * len(names)
    return list(names) if len(names) > 1 and order_from_words(names) else [""] * len(names)


def stated_texts(rules: WaveRules) -> dict[str, str]:
    """The wave each stated text stands for, by folded text: the texts of `values`, and every wave's own name."""
    texts = {fold(wave): wave for wave in (*rules.order, *rules.values)}
    return texts | {fold(text): wave for wave, listed in rules.values.items() for text in listed}


def settle_order(found: Sequence[str], rules: WaveRules) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    """Put the waves found in the data into their order, baseline first.

    Returns
    -------
    order, issues
        The stated order, whole; else what the words say, with an issue that says so.

    Raises
    ------
    DecisionNeededError
        Code `wave_order`: neither the study nor the words state an order.
    InputError
        Code `waves`: what is stated contradicts itself or the data.
    """
    order, issues = _order_of(found, rules)
    pairs = {"pair": rules.pair} if rules.pair else {}
    for where, pair in {**pairs, **{f"pairs, {name}": pair for name, pair in rules.pairs.items()}}.items():
        missing = [wave for wave in pair if wave not in order]
        if missing:
            message = f"There is no wave '{missing[0]}'; the waves are {listed(order)}."
            raise InputError(f"waves, {where}", message, "Correct the name.", code="waves")
        if order.index(pair[0]) >= order.index(pair[1]):
            message = f"It asks for the change from '{pair[0]}' to '{pair[1]}', but the order is {listed(order)}."
            raise InputError(f"waves, {where}", message, "Name the earlier wave first.", code="waves")
    absent = [wave for wave in order if wave not in found]
    if absent and found:
        them = "it" if len(absent) == 1 else "them"
        message = (
            f"The study states {named(absent)}, but no row with an answer belongs to {them}, so no change is shown."
        )
        issues += (Issue("decide", "wave_empty", "waves", message, "Add the file, or correct how rows name it."),)
    return order, issues


def named(waves: Sequence[str]) -> str:
    """Write `the wave 'before'` or `the waves 'before' and 'after'`."""
    return f"the wave{'s' * (len(waves) > 1)} {listed(waves)}"


def _order_of(found: Sequence[str], rules: WaveRules) -> tuple[tuple[str, ...], tuple[Issue, ...]]:
    if rules.order:
        unknown = [wave for wave in found if wave not in rules.order]
        if unknown:
            message = f"The order {listed(rules.order)} does not name {named(unknown)}, which the files hold."
            raise InputError("waves", message, "Add it to the order, or correct its name.", code="waves")
        return rules.order, ()
    if len(found) < 2:
        return tuple(found), ()
    order = order_from_words(found) or _order_of_values(found, rules)
    if rules.pair and set(rules.pair) == set(found) and order in (None, rules.pair):
        return rules.pair, ()
    if order is None:
        message = f"The answers come from {named(sorted(found))}, and nothing says which comes first."
        if slips := [pair for pair in permutations(sorted(found), 2) if _is_slip(*pair)]:
            message += f" Perhaps '{slips[0][0]}' is '{slips[0][1]}', misspelt: then correct it in the file."
        raise DecisionNeededError("waves", message, STATE_ORDER, code="wave_order")
    message = f"By their names, '{order[0]}' was taken as the first wave and '{order[-1]}' as the last."
    fix = f"If that is wrong, state the order {IN_ORDER}"
    return order, (Issue("check", "wave_order_taken", "waves", message, fix),)


def _is_slip(text: str, wave: str) -> bool:
    """Whether a text that says no place in time is one letter away from a wave that does."""
    placed = [reading is not None and reading.place is not None for reading in (_read(text), _read(wave))]
    return placed == [False, True] and len(wave) > SHORTEST_SLIP and OSA.distance(fold(text), fold(wave)) == 1


def _order_of_values(found: Sequence[str], rules: WaveRules) -> tuple[str, ...] | None:
    """The order that the texts standing for each wave state, where the waves' own names state none."""
    texts = {rules.values[wave][0]: wave for wave in found if rules.values.get(wave)}
    order = order_from_words(list(texts)) if len(texts) == len(found) else None
    return tuple(texts[text] for text in order) if order else None


def _by_index(names: Sequence[str]) -> tuple[str, ...]:
    """Names that each carry one number of their own (T0 baseline, T1 exit, T2 3 months) in its order; else none."""
    numbers = {name: INDEX.findall(fold(name).replace("_", " ")) for name in names}
    if any(len(each) != 1 for each in numbers.values()) or len({int(each[0]) for each in numbers.values()}) < len(
        names
    ):
        return ()
    return tuple(sorted(numbers, key=lambda name: int(numbers[name][0])))


def _by_number(names: Sequence[str], readings: Mapping[str, _Reading]) -> list[str] | None:
    """Names that differ only by a number of one kind, in rising order; `None` where they are not such names."""
    numbers = [readings[name].number for name in names]
    alike = len({(readings[name].rest, readings[name].timed) for name in names}) == 1
    if not alike or None in numbers or len(set(numbers)) < len(numbers):
        return None
    return sorted(names, key=lambda name: readings[name].number or 0.0)


def _read(name: str) -> _Reading | None:
    """Read a wave's name; `None` where its words contradict each other."""
    said = FOLLOW_UP.sub("followup", REDCAP_ARM.sub("", fold(name)))
    words = re.findall(r"[^\W\d_]+|\d+", said)
    places = {PLACES[word] for word in words if word in PLACES}
    numbers = [float(NUMBERS.get(word) or word) for word in words if word in NUMBERS or word.isdecimal()]
    units = [DAYS[word] for word in words if word in DAYS]
    if not places and "first" in words:
        places.add(START)
    if len(places) > 1 or len(numbers) > 1 or len(units) > 1:
        return None
    known = {*PLACES, *NUMBERS, *DAYS, *ORDINAL_ENDINGS}
    rest = tuple(word for word in words if word not in known and not word.isdecimal())
    number = numbers[0] * (units[0] if units else 1) if numbers else None
    return _Reading(next(iter(places), None), number, bool(numbers and units), rest)
