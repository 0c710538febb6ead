"""The names that questions go by in exports, and how like two wordings are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from measures.exports.folding import QUESTION_NUMBER, Form, fold, shown, words
from measures.instrument import Instrument, Scale

NameKind = Literal["wording", "alias", "code", "number", "topic", "total", "likeness"]
SURE: frozenset[NameKind] = frozenset({"wording", "alias", "code"})
WEAK: frozenset[NameKind] = frozenset({"number", "topic", "total"})

# Of 236 item wordings (27,730 pairs) in the fact sheets, three pairs that ask different things are 88 % alike or more,
# four more from 80 to 88 %; the same question reworded by a word or two stays above 88 %.
LIKENESS = 88.0
HOLDS_ALL = 99.0
SHORTEST_HELD = 5
SHORTEST_WORDING = 3
TURNING_WORDS = frozenset({
    "not", "no", "never", "none", "nobody", "nothing", "without", "unable", "lack", "dont", "doesnt", "didnt", "isnt",
    "arent", "wasnt", "cant", "cannot", "couldnt", "wouldnt", "wont", "hardly", "rarely", "seldom", "often", "always",
    "sometimes", "less", "more", "little", "before", "after",
})  # fmt: skip
POINTS = frozenset({"before", "after"})
# a slip in these makes no other word; one in "never" (ever) or "unable" (enable) does
MISSPELT = frozenset({"often", "always", "sometimes", "seldom", "rarely", "hardly"})


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a question or ready-made score: `target` as in a study file, and what kind of name it is.

    `text` is the name as messages show it, `whole` the wording in full where it may be longer.
    """

    target: str
    kind: NameKind
    text: str
    whole: str = ""

    @property
    def instrument(self) -> str:
        """The instrument's id."""
        return self.target.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a header, after setting aside `without` (empty: nothing); `likeness` in percent."""

    name: Name
    without: str = ""
    likeness: float = 100.0

    @property
    def target(self) -> str:
        """The question or score, as in a study file."""
        return self.name.target


class Names:
    """Every name of every question of a library, looked up by words."""

    def __init__(self, instruments: Mapping[str, Instrument]) -> None:
        self._by_words: dict[str, dict[Name, None]] = {}
        self._numbered: list[tuple[re.Pattern[str], Name]] = []
        for instrument in instruments.values():
            for text, name in _item_names(instrument):
                self._add(text, name)
            for scale in instrument.scales:
                for text in _total_names(instrument, scale):
                    self._add(text, Name(f"{instrument.id}.scale:{scale.id}", "total", text))
        self._wordings = [
            (key, name) for key, names in self._by_words.items() if len(key.split()) >= SHORTEST_WORDING
            for name in names if name.kind in ("wording", "alias")
        ]  # fmt: skip

    def find(self, forms: Sequence[Form], kinds: frozenset[NameKind]) -> tuple[Hit, ...]:
        """Names of these kinds that equal a header, in its fullest form that equals any; each target once."""
        for form in forms:
            named = [name for name in self._by_words.get(form.words, ()) if name.kind in kinds]
            named += [_of_number(name, found[1]) for pattern, name in self._numbered if name.kind in kinds
                      and (found := pattern.fullmatch(form.words))]  # fmt: skip
            targets = {name.target: name for name in reversed(named)}
            if targets:
                return tuple(Hit(name, form.without) for name in reversed(targets.values()))
        return ()

    def alike(self, headers: Sequence[Sequence[Form]]) -> list[list[Hit]]:
        """For each header, the questions whose wording is at least `LIKENESS` percent like it, most alike first."""
        rows = [(row, form) for row, forms in enumerate(headers) for form in forms if _is_wording(form.words)]
        found: list[dict[str, Hit]] = [{} for _ in headers]
        if not rows or not self._wordings:
            return [[] for _ in headers]
        keys = [key for key, _ in self._wordings]
        alike = process.cdist([form.words for _, form in rows], keys, scorer=fuzz.ratio, score_cutoff=LIKENESS)
        for line, (row, form) in enumerate(rows):
            held = [column for column, key in enumerate(keys) if _holds(form.words, key)]
            for column in {*np.flatnonzero(alike[line]).tolist(), *held}:
                name = self._wordings[column][1]
                likeness = max(float(alike[line, column]), HOLDS_ALL if column in held else 0.0)
                if likeness > found[row].get(name.target, Hit(name, likeness=0.0)).likeness:
                    found[row][name.target] = Hit(
                        Name(name.target, "likeness", name.text, name.whole), form.without, likeness
                    )
        return [sorted(hits.values(), key=lambda hit: (-hit.likeness, hit.target)) for hits in found]

    def _add(self, text: str, name: Name) -> None:
        if name.target.endswith(".{n}"):
            pattern = re.escape(_known_words(text.replace("{n}", " 0 "))).replace("0", r"(\d{1,2})")
            self._numbered.append((re.compile(pattern.replace("\\ ", " ?")), name))
        elif key := _known_words(text):
            self._by_words.setdefault(key, {})[name] = None


@lru_cache(maxsize=16_384)
def _known_words(text: str) -> str:
    """`words` of a name from the library, which is the same for every file; what is in files is not kept."""
    return words(text)


def turned(header: str, wording: str) -> bool:
    """Whether two like wordings differ in a word that may turn the meaning: a negation, a frequency, a number, un-.

    What follows the question mark of the whole question says how to answer it, and there only a point in time counts.

    >>> turned("I do not feel left out", "I feel left out"), turned("I feel left out now", "I feel left out")
    (True, False)
    >>> turned("Q2_1 I feel left out", "I feel left out")
    False
    >>> question = "How often do you feel left out?"
    >>> turned(f"{question} (1 = never, 3 = often)", question), turned(f"{question} (before)", question)
    (False, True)
    >>> turned("How ofen do you feel left out?", question), turned("How never do you feel left out?", question)
    (False, True)
    """
    asked, question = QUESTION_NUMBER.sub("", fold(header), count=1), fold(wording)
    start, whole, rest = asked.partition(question) if question.endswith("?") else ("", "", "")
    if whole:
        asked = " ".join((start, whole, *(word for word in words(rest).split() if word in POINTS)))
    if words(asked).replace(" ", "") == words(wording).replace(" ", ""):
        return False
    one, other = Counter(words(asked).split()), Counter(words(wording).split())
    more, fewer = set(one - other), set(other - one)
    extra = more | fewer
    slips = {word for word in more | fewer if any(_is_slip(word, each) for each in (fewer if word in more else more))}
    if any(word in TURNING_WORDS or word.isdigit() for word in extra - slips):
        return True
    return any(f"{start}{word}" in extra for word in extra for start in ("un", "in", "im", "dis", "non", "ir", "il"))


def _is_slip(word: str, other: str) -> bool:
    """Whether one of two words is a frequency and the other its misspelling: by one letter, and not by the first."""
    if not {word, other} & MISSPELT or {word, other} <= TURNING_WORDS:
        return False
    return word[0] == other[0] and OSA.distance(word, other) <= 1


def _item_names(instrument: Instrument) -> Iterator[tuple[str, Name]]:
    many = len(instrument.items) > 1
    titles: dict[str, list[str]] = {}  # of scales that are one question
    for scale in instrument.scales:
        if scale.method == "single":
            titles.setdefault(scale.items[0], []).append(scale.title)
    for number, item in enumerate(instrument.items, start=1):
        target = f"{instrument.id}.{item.id}"
        if item.repeat:
            for text in (*item.aliases, f"{target} {{n}}"):
                yield text, Name(f"{target}.{{n}}", "alias", shown(text))
            continue
        if item.text:
            yield item.text, Name(target, "wording", shown(item.text), item.text)
        for alias in item.aliases:
            yield alias, Name(target, "alias", shown(alias), alias)
        yield target, Name(target, "code", target)
        if many:
            for text in _numbered_names(instrument.id, number):
                yield text, Name(target, "number", f"question {number} of {instrument.id}")
        for text in (item.topic, item.id, *titles.get(item.id, ())):
            yield text, Name(target, "topic", shown(text))


def _numbered_names(instrument: str, number: int) -> tuple[str, ...]:
    joined = () if instrument[-1].isdigit() else (f"{instrument}{number}",)
    return (*(f"{instrument}{between}{number}" for between in ("_", "_q", "_item_", "_item")), *joined)


def _total_names(instrument: Instrument, scale: Scale) -> Iterator[str]:
    yield f"{instrument.id}.scale:{scale.id}"
    yield f"{instrument.id}_{scale.id}"
    if len(instrument.scales) == 1:
        yield from (f"{instrument.id}_{word}" for word in ("total", "score", "total_score", "sum"))


def _of_number(name: Name, number: str) -> Name:
    return Name(name.target.replace("{n}", str(int(number))), name.kind, name.text)


def _is_wording(text: str) -> bool:
    return len(text.split()) >= SHORTEST_WORDING


def _holds(header: str, wording: str) -> bool:
    """Whether a header holds a whole wording of some length, with more around it."""
    return len(wording.split()) >= SHORTEST_HELD and f" {wording} " in f" {header} "
