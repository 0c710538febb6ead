"""Waves that headers tell: `pre_` and `post_` in front of a question, `(before)` and `(after)` behind it.

A layout is only suggested when a whole block of questions stands there once per wave. Which wave came first is not said
here: the people room takes the order from words that state it, or asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from measures.exports.folding import fold, shown, words
from measures.exports.headings import JOINT

Side = Literal["prefix", "suffix"]

SMALLEST_BLOCK = 2
WHOLE_BLOCK = 0.8
LONGEST_MARKER = 40
MOST_WORDS = 6
SHORTEST_QUESTION = 3
UNMARKED = "unmarked"
CLOCK = {"date", "time", "day", "month", "year", "utc"}  # "Start date", "End time": when a form was opened and closed

POINT = (
    r"before|pre|pretest|baseline|bl|start|beginning|intake|entry|initial|mid|middle|midpoint|midway|halfway|interim|during"
    r"|now|after|post|posttest|end|endline|exit|final|last|completion|discharge|follow[ _-]?up[ _]?\d{0,2}|fu\d{0,2}"
    r"|(?:t|time|time[ _]?point|wave|w|phase|round)[ _]?\d{1,2}"
)
ORDINAL = r"first|second|third|1st|2nd|3rd"
ONE_POINT = re.compile(rf"\b(?:{POINT}|{ORDINAL})\b")
POINT_OR_NUMBER = re.compile(rf"\b(?:{POINT}|{ORDINAL}|\d{{1,3}})\b")
IN_WORDS = re.compile(
    rf"\b(?:{POINT}|{ORDINAL}|(?:session|visit|survey|week|wk|month|year|assessment)[ _]?\d{{1,3}}"
    r"|\d{1,3}[ -]?(?:day|week|wk|month|year)s?)\b"
)
RECALL = re.compile(r"\b(?:last|past|previous|next|recent)\b.*\b(?:\d+|day|week|fortnight|month|year|night)s?\b")
AROUND = frozenset({
    "the", "a", "my", "your", "our", "at", "of", "in", "on", "for", "this", "is", "it", "to", "and", "programme",
    "program", "project", "course", "group", "activity", "session", "sessions", "survey", "questionnaire", "form",
    "visit", "assessment", "measure", "measurement", "point", "time", "times", "wave", "months", "month", "weeks",
    "week", "years", "year", "days", "day", "later", "started", "starting", "taking", "joining", "part", "arm", "round",
    "phase", "stage",
})  # fmt: skip
IN_FRONT = (
    re.compile(rf"(?P<marker>[^:|\[\]]{{1,{LONGEST_MARKER}}}?(?:\s*[:|]\s*|\s-\s))(?P<stem>\S.*)"),
    re.compile(rf"(?P<marker>[^,]{{1,{LONGEST_MARKER}}}?,\s*)(?P<stem>\S.*)"),
    re.compile(rf"(?P<marker>[(\[]?(?:{POINT})[)\]]?[_.\s-]+)(?P<stem>\S.*)"),
)
BEHIND = (
    re.compile(rf"(?P<stem>.*\S)(?P<marker>\s*[(\[][^()\[\]]{{1,{LONGEST_MARKER}}}[)\]])"),
    re.compile(rf"(?P<stem>.*?\S)(?P<marker>(?:\s*[:|,]\s*|\s-\s)[^:|,]{{1,{LONGEST_MARKER}}})"),
    re.compile(rf"(?P<stem>.*?[^_.\s-])(?P<marker>[_.\s-]+(?:{POINT}))"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """How headers tell their wave: literal markers by wave, in front (`prefix`) or behind (`suffix`)."""

    prefix: Mapping[str, str] = field(default_factory=dict)
    suffix: Mapping[str, str] = field(default_factory=dict)

    @property
    def waves(self) -> tuple[str, ...]:
        """Names of the waves."""
        return tuple(dict.fromkeys((*self.prefix, *self.suffix)))

    def __bool__(self) -> bool:
        return bool(self.prefix or self.suffix)

    def __str__(self) -> str:
        """The markers in a reader's words: `'before: ...' and 'after: ...'`."""
        marked = [f"'{shown(marker)} ...'" if marker else "no marker" for marker in self.prefix.values()]
        marked += [f"'... {shown(marker)}'" if marker else "no marker" for marker in self.suffix.values()]
        return " and ".join(marked)


@dataclass(frozen=True, slots=True)
class Stem:
    """A folded header without its marker, and the wave the marker names (empty: the column belongs to the person)."""

    text: str
    wave: str = ""


@dataclass(frozen=True, slots=True)
class _Marker:
    side: Side
    text: str
    wave: str

    def on(self, stem: str) -> str:
        return self.text + stem if self.side == "prefix" else stem + self.text

    def off(self, header: str) -> str | None:
        """The header, or else one of its levels, without the marker; `None` if none carries it."""
        whole = self._off(header)
        if whole is not None or JOINT not in header:
            return whole
        bare = [(level, self._off(level)) for level in header.split(JOINT)]
        if all(stem is None for _, stem in bare):
            return None
        # a label may say the wave again in its own way: lone1_pre | How often ...? (pre)
        again = re.compile(rf"\s*[(\[]{re.escape(words(self.text))}[)\]]$")
        return JOINT.join(again.sub("", level) if stem is None else stem for level, stem in bare)

    def _off(self, text: str) -> str | None:
        if self.side == "prefix":
            bare = text.removeprefix(self.text).strip()
            return bare if bare and text.startswith(self.text) else None
        bare = text.removesuffix(self.text).strip()
        return bare if bare and text.endswith(self.text) else None


def split_markers(headers: Sequence[str], layout: Layout) -> tuple[Stem, ...]:
    """Take the marker off each header, or off one of its levels, literally after folding, the longest marker first.

    An empty marker stands only for headers that also occur with another marker. Where one is stated, a header that ends
    in a marker by chance (`ucla_2` beside `ucla_22`) keeps its name.
    """
    folded = [fold(header) for header in headers]
    markers = sorted(_markers(layout), key=lambda marker: -len(marker.text))
    stated = [marker for marker in markers if marker.text]
    bare = next((marker.wave for marker in markers if not marker.text), None)
    present = {level for header in folded for level in (header, *header.split(JOINT))}
    return tuple(_stem(header, stated, bare, present) for header in folded)


def find_markers(headers: Sequence[str]) -> Layout | None:
    """Suggest how headers tell their wave; `None` where no whole block of questions stands there more than once.

    Found are `q1_pre`/`q1_post`, `X (before)`/`X (after)`, `Before: X`, `Before | X` (two header rows), a block without
    a marker beside the same block with one (`X`, `X_post`), and Microsoft Forms' `X` and `X2`. The waves are named by
    their markers' words; a block without one is `unmarked`, which states no order.
    """
    folded = [fold(header) for header in headers]
    blocks: dict[tuple[Side, str], dict[str, set[str]]] = {}
    literal: dict[tuple[Side, str, str], str] = {}
    for header in folded:
        for side, marker, stem in _marked_levels(header):
            frame = marker.replace(marker.strip(" :|,-_.()[]"), "{}")
            blocks.setdefault((side, frame), {}).setdefault(words(marker), set()).add(words(stem))
            literal[side, frame, words(marker)] = marker
    plain = {words(level) for header in folded for level in (header, *header.split(JOINT))}
    most, best = 0, _numbered_copies(folded)
    for (side, frame), found in blocks.items():
        markers = {name: literal[side, frame, name] for name in _recurring(found)}
        covered = sum(len(found[name]) for name in markers)
        if not markers and (name := _beside_bare(found, plain)):
            markers, covered = {UNMARKED: "", name: literal[side, frame, name]}, 2 * len(found[name] & plain)
        if covered > most:
            most, best = covered, Layout(prefix=markers) if side == "prefix" else Layout(suffix=markers)
    return best


def speaks_of_time(text: str) -> bool:
    """Whether a text names a point in a study, as 'before', 'Follow-up', 'T2', 'after the last session' do.

    >>> speaks_of_time("Before the programme"), speaks_of_time("t2"), speaks_of_time("Stroud")
    (True, True, False)
    """
    return IN_WORDS.search(words(text)) is not None


def points_in_time(text: str) -> str:
    """The words of a text that name points in a study; empty where there are none.

    >>> points_in_time("stroud before"), points_in_time("p2 follow-up 1"), points_in_time("stroud")
    ('before', 'follow up 1', '')
    """
    return " ".join(IN_WORDS.findall(words(text)))


def name_points_in_time(texts: Sequence[str]) -> bool:
    """Whether all texts name nothing but points in a study: 'Before', 'After the last session', '3 months'.

    Lengths of time count only beside a point: '1 year' and '2 years' may be how long somebody has lived somewhere.

    >>> name_points_in_time(["Baseline", "3 months"]), name_points_in_time(["1 year", "2 years"])
    (True, False)
    >>> name_points_in_time(["Before work", "After work"])
    False
    """
    plain = [words(text) for text in texts]
    only_time = (set(POINT_OR_NUMBER.sub(" ", text).split()) <= AROUND for text in plain)
    return all(only_time) and all(map(speaks_of_time, plain)) and any(ONE_POINT.search(text) for text in plain)


def _markers(layout: Layout) -> Iterable[_Marker]:
    for wave, marker in layout.prefix.items():
        yield _Marker("prefix", fold(marker) + " " * marker[-1:].isspace(), wave)
    for wave, marker in layout.suffix.items():
        yield _Marker("suffix", " " * marker[:1].isspace() + fold(marker), wave)


def _stem(header: str, stated: Sequence[_Marker], bare: str | None, present: set[str]) -> Stem:
    own = [Stem(text, marker.wave) for marker in stated if (text := marker.off(header)) is not None]
    if bare is None:
        return own[0] if own else Stem(header)
    levels = (header, *header.split(JOINT))
    is_stem = any(marker.on(level) in present for marker in stated for level in levels)
    for stem in own:
        if stem.text in present or not is_stem:
            return stem
    return Stem(header, bare) if is_stem else Stem(header)


def _marked_levels(header: str) -> Iterable[tuple[Side, str, str]]:
    """Every way a folded header, or one of its levels, falls into a marker and a stem."""
    yield from marked_ways(header)
    levels = header.split(JOINT)
    for level in levels if len(levels) > 1 else ():
        yield from marked_ways(level)


def marked_ways(header: str) -> Iterable[tuple[Side, str, str]]:
    """Every way a folded header falls into a marker that speaks of time and a stem."""
    sides: tuple[tuple[Side, tuple[re.Pattern[str], ...]], ...] = (("prefix", IN_FRONT), ("suffix", BEHIND))
    for side, patterns in sides:
        for pattern in patterns:
            found = pattern.fullmatch(header)
            if found and _is_marker(found["marker"]) and not set(words(found["stem"]).split()) <= CLOCK:
                yield side, found["marker"], found["stem"]


def _is_marker(text: str) -> bool:
    """Whether a text may mark a wave; 'In the last two weeks' says what a question is about."""
    plain = words(text)
    return len(plain.split()) <= MOST_WORDS and speaks_of_time(plain) and RECALL.search(plain) is None


def _recurring(found: Mapping[str, set[str]]) -> list[str]:
    """Names of the markers whose stems stand there, as a whole block, with another marker too."""
    return [name for name in found if any(other != name and _is_block(found[name], found[other]) for other in found)]


def _is_block(one: set[str], other: set[str]) -> bool:
    common = len(one & other)
    return common >= SMALLEST_BLOCK and common >= WHOLE_BLOCK * min(len(one), len(other))


def _beside_bare(found: Mapping[str, set[str]], plain: set[str]) -> str | None:
    """The marker of a block that also stands there with no marker at all."""
    return next((name for name, stems in found.items() if len(stems & plain) >= WHOLE_BLOCK * len(stems)
                 and _is_block(stems, plain)), None)  # fmt: skip


def _numbered_copies(folded: Sequence[str]) -> Layout | None:
    """Microsoft Forms gives a question asked twice in one form a running number: `X`, then `X2`."""
    questions = {header for header in folded if len(header.split()) >= SHORTEST_QUESTION}
    copies = {
        number: sum(f"{header}{number}" in questions for header in questions if not header[-1].isdigit())
        for number in "234"
    }
    whole = {number: number for number, found in copies.items() if found >= SMALLEST_BLOCK}
    return Layout(suffix={UNMARKED: "", **whole}) if "2" in whole else None
