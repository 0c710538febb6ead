"""How far anybody can narrow down each hidden number of people, from the rows that a file shows. For the audit alone.

Nothing here knows how numbers came to be hidden: it starts from the rows as they stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from measures.disclosure.reading_back import Line, Value
from measures.disclosure.rules import RULES, Policy

WHOLE = ("", "")
ROUNDED_TO = re.compile(r"ounded to the nearest (\d+)")
Who = tuple[str, ...]
"""Which people: their kind, instrument, scale, and waves."""
Key = tuple[Who, str, str]
"""Which people, breakdown, group."""
NUMBER = re.compile(r"\d")
FAR = 10_000_000
ROUNDED_WIDTH = 2
OF_THE_SURVEY = "Everybody in the survey"
CORE20, IN_CORE20, NOT_CORE20 = "core20", "Core20", "not Core20"


@dataclass
class Known:
    """The numbers that rows state, and those that they keep back."""

    stated: dict[Key, int] = field(default_factory=dict)
    hidden: set[Key] = field(default_factory=set)
    of_survey: set[Key] = field(default_factory=set)
    """Numbers of all who took part in the survey, at any time."""
    steps: dict[Key, int] = field(default_factory=dict)
    """What a number was rounded to, where its row says so."""

    def below_a_rounded_one(self, key: Key) -> bool:
        """Whether a number of everybody at a wave is at most a rounded one that is shown: of those who took part."""
        return key[0][0] == "wave" and any(
            whole in self.stated and whole in self.steps for whole in self.of_survey if whole[1:] == key[1:]
        )

    def note(self, key: Key, value: Value, said: Value = "") -> None:
        """Take note of one cell and what is said of it; where cells differ the larger number counts everybody."""
        if step := ROUNDED_TO.search(str(said or "")):
            self.steps[key] = int(step[1])
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self.stated[key] = max(int(value), self.stated.get(key, 0))
            self.hidden.discard(key)
        elif key not in self.stated:
            self.hidden.add(key)


@dataclass(frozen=True, slots=True)
class Range:
    """The least and most that a hidden number can be, for all that the rows tell."""

    key: Key
    low: int
    high: int


def width_of(policy: Policy, *, rounded: bool = False) -> int:
    """How far apart the least and most of a hidden number must be: as many possibilities as there are small numbers.

    Where counts are rounded a hidden number is small by the rule itself, and three possibilities are asked for; so they
    are of a number that only a `rounded` one bounds from above.
    """
    return ROUNDED_WIDTH if policy.round_to or rounded else policy.hidden_below - 1


def known_numbers(rows: Iterable[Line]) -> Known:
    """The numbers of people that rows state or keep back: pairs, everybody at a wave, participants."""
    known, took_part = Known(), []
    for row in rows:
        rule = RULES.get(str(row["measure"]))
        if rule is None or rule.kind in ("public", "things", "never", "between"):
            continue
        scale = str(row["instrument"] or ""), str(row["scale"] or "")
        waves = str(row.get("wave_from") or ""), str(row.get("wave_to") or "")
        place = str(row["group_by"] or ""), str(row["group"] or "")
        if rule.base == "pairs" and waves[0] != waves[1]:
            known.note((("pairs", *scale, *waves), *place), row["n"])
            known.note((("wave", *scale, waves[0]), *place), row.get("n_started"))
        elif rule.base == "wave":
            known.note((("wave", *scale, waves[0]), *place), row["n"])
        elif rule.kind == "count":
            key = (("counted", *scale, *waves, str(row["measure"])), *place)
            known.note(key, row["estimate"], row.get("note"))
            if row["measure"] == "participants":
                took_part.append((key, str(row.get("note") or "")))
    if any(note.startswith(OF_THE_SURVEY) for _, note in took_part):
        known.of_survey.update(key for key, _ in took_part)
    return known


def ranges(known: Known, policy: Policy) -> tuple[Range, ...]:
    """The range of every hidden number, by integer programming over all sums and comparisons that the rows imply.

    Ranges that are wide enough by the policy are given as far as they were looked into.
    """
    low, high = _limits(known, policy)
    keys = list(low)
    at = {key: place for place, key in enumerate(keys)}
    sums = [
        tuple((at[key], sign) for key, sign in line)
        for line in _sums(known, policy)
        if all(key in at for key, _ in line)
    ]
    least = [tuple((at[key], sign) for key, sign in line) for line in _within(known)]
    free = [place for place, key in enumerate(keys) if low[key] < high[key]]
    enough = (0 if policy.round_to else policy.hidden_below, width_of(policy))
    found: list[Range] = []
    for members, equal, more in _parts(len(keys), set(free), sums, least):
        bounds = tuple((low[keys[place]], high[keys[place]]) for place in members)
        place_of = {place: number for number, place in enumerate(members)}
        lines = tuple(
            (kind, tuple((place_of[place], sign) for place, sign in line))
            for kind, group in (("=", equal), (">", more))
            for line in group
        )
        wanted = tuple(place_of[place] for place in members if keys[place] in known.hidden)
        if wanted:
            found += [
                Range(keys[members[number]], *reach)
                for number, reach in zip(wanted, _reaches(bounds, lines, wanted, enough), strict=True)
            ]
    return tuple(found)


def _limits(known: Known, policy: Policy) -> tuple[dict[Key, int], dict[Key, int]]:
    """What each number can be by itself: what is shown, give or take the rounding; at least one if hidden."""
    # a shown number is not small, however it was rounded
    low = {
        key: max(min(n, policy.hidden_below), n - _off(known, key, policy)) if n else 0
        for key, n in known.stated.items()
    }
    high = {key: n + _off(known, key, policy) if n else 0 for key, n in known.stated.items()}
    low |= dict.fromkeys(known.hidden, 1)
    high |= dict.fromkeys(known.hidden, FAR)
    _among_those_who_took_part(known, low, high)
    return low, high


def _off(known: Known, key: Key, policy: Policy) -> int:
    """How far the true number may be from the one that is shown."""
    return (policy.round_to or known.steps.get(key, 0)) // 2


def _sums(known: Known, policy: Policy) -> Iterator[tuple[tuple[Key, int], ...]]:
    """Wholes and their parts, each as a line of terms that add up to nothing: groups, and either side of a crossing."""
    groups: dict[tuple[Who, str], list[Key]] = defaultdict(list)
    for key in (*known.stated, *known.hidden):
        groups[key[0], key[1]].append(key)
    for (who, by), parts in groups.items():
        if not by:
            continue
        if (who, "") in groups and (len(parts) > 1 or parts[0] in known.stated):
            yield from _if_it_can_be(known, policy, (who, *WHOLE), parts)
        for other in [
            key for (whose, name), keys in groups.items() if whose == who and name not in ("", by) for key in keys
        ]:
            some = [part for part in parts if ", " in part[2] and other[2] in part[2].split(", ")]
            if some:
                yield from _if_it_can_be(known, policy, other, some)
        for whole, some in _wider_places(who, by, parts, groups):
            yield from _if_it_can_be(known, policy, whole, some)
        for side, names in enumerate(by.split(" x ") if " x " in by else ()):
            for whole in groups.get((who, names), ()):
                some = [part for part in parts if _side(part[2], side, by) == whole[2]]
                if some:
                    yield from _if_it_can_be(known, policy, whole, some)


def _wider_places(
    who: Who, by: str, parts: list[Key], groups: dict[tuple[Who, str], list[Key]]
) -> Iterator[tuple[Key, list[Key]]]:
    """Fifths of areas by deprivation with their tenths, and the most deprived fifth with its tenths or itself.

    These are the same everywhere, so that nobody needs to be told which lie in which.
    """
    each = 2 if by.endswith("decile") else 1 if by.endswith("quintile") else 0
    if not each or any(NUMBER.search(part[2]) and not part[2].isdigit() for part in parts):  # some were put together
        return
    numbered = {part: int(part[2]) for part in parts if part[2].isdigit()}
    fifth = {part: (number + each - 1) // each for part, number in numbered.items()}
    for whole in groups.get((who, by.replace("decile", "quintile")), ()) if each > 1 else ():
        if whole[2].isdigit() and (some := [part for part in fifth if fifth[part] == int(whole[2])]):
            yield whole, some
    for whole in groups.get((who, CORE20), ()):
        some = [part for part in fifth if (fifth[part] == 1) == (whole[2] == IN_CORE20)]
        if some and whole[2] in (IN_CORE20, NOT_CORE20):
            yield whole, some


def _side(label: str, side: int, by: str) -> str | None:
    pieces = label.split(" x ")
    return pieces[side] if len(pieces) == by.count(" x ") + 1 else None


def _if_it_can_be(known: Known, policy: Policy, whole: Key, parts: list[Key]) -> Iterator[tuple[tuple[Key, int], ...]]:
    """The line of a whole and its parts, unless what is shown of them cannot add up: they are not its parts then."""
    total, shown = known.stated.get(whole), [known.stated[part] for part in parts if part in known.stated]
    hidden = len(parts) - len(shown)
    about = sum(_off(known, key, policy) for key in (whole, *parts) if key in known.stated)
    if total is not None and (sum(shown) + hidden > total + about or (not hidden and sum(shown) < total - about)):
        return
    yield ((whole, 1), *((part, -1) for part in parts))


def _within(known: Known) -> list[tuple[tuple[Key, int], ...]]:
    """Pairs are among the people at either of their waves."""
    every = {*known.stated, *known.hidden}
    return [
        ((wave, 1), (key, -1))
        for key in every
        if key[0][0] == "pairs"
        for name in key[0][3:]
        if (wave := (("wave", *key[0][1:3], name), *key[1:])) in every
    ]


def _among_those_who_took_part(known: Known, low: dict[Key, int], high: dict[Key, int]) -> None:
    """Who has a score took part: a number of either that is shown is a limit of the other.

    As limits, not as lines: lines would join the numbers of all scales to one system, for little more.
    """
    of_survey = {key[1:]: key for key in known.of_survey}
    for key in [key for key in low if key[0][0] == "wave" and key[1:] in of_survey]:
        took_part = of_survey[key[1:]]
        if took_part in known.hidden:
            low[took_part] = max(low[took_part], low[key])
        if key in known.hidden:
            high[key] = max(low[key], min(high[key], high[took_part]))


Term = tuple[tuple[int, int], ...]


def _parts(
    size: int, free: set[int], sums: list[Term], least: list[Term]
) -> Iterator[tuple[list[int], list[Term], list[Term]]]:
    """The numbers that hang together by lines in which more than one is not shown, and their lines."""
    lines_of = [(line, [place for place, _ in line if place in free]) for line in (*sums, *least)]
    links = np.array([(loose[0], place) for _, loose in lines_of for place in loose], dtype=np.int64).reshape(-1, 2)
    graph: Any = csr_array((np.ones(len(links)), (links[:, 0], links[:, 1])), shape=(size, size))
    labels = connected_components(graph, directed=False)[1]
    by_label: dict[int, tuple[list[int], list[Term], list[Term]]] = {}
    for place in sorted(free):
        by_label.setdefault(int(labels[place]), ([], [], []))[0].append(place)
    for number, (line, loose) in enumerate(lines_of):
        if loose:
            members, equal, more = by_label[int(labels[loose[0]])]
            (equal if number < len(sums) else more).append(line)
            members.extend(place for place, _ in line if place not in members)
    yield from by_label.values()


@lru_cache(maxsize=512)
def _reaches(
    bounds: tuple[tuple[int, int], ...],
    lines: tuple[tuple[str, Term], ...],
    wanted: tuple[int, ...],
    enough: tuple[int, int],
) -> tuple[tuple[int, int], ...]:
    """The least and most of each wanted number under the lines, or some that are far enough apart.

    Each is looked for only until its most is at least the first of `enough`, and as far above its least as the second.
    """
    if len(lines) == 1 and lines[0][0] == "=":
        return tuple(_by_hand(bounds, lines[0][1], one) for one in wanted)
    system = _System(bounds, lines)
    ends: dict[int, tuple[int, int]] = dict.fromkeys(wanted, (FAR, -FAR))

    def look(some: list[int], sign: int) -> bool:
        caps = [max(enough[0], ends[one][0] + enough[1]) if ends[one][0] < FAR else enough[0] for one in some]
        table = system.extreme(some, sign, caps)
        for one in wanted if table is not None else ():
            ends[one] = min(ends[one][0], int(table[one])), max(ends[one][1], int(table[one]))
        return table is not None

    def open_still() -> list[int]:
        return [one for one, (low, high) in ends.items() if high < enough[0] or high - low < enough[1]]

    if not look(list(wanted), -1):  # it cannot be at all: these groups are no parts of that whole, which says nothing
        return tuple((0, FAR) for _ in wanted)
    look(list(wanted), 1)
    look(open_still(), 1)
    for one in open_still():
        look([one], 1)
        if one in open_still():
            look([one], -1)
    return tuple(ends[one] for one in wanted)


class _System:
    """The lines of one part, ready to be solved."""

    def __init__(self, bounds: tuple[tuple[int, int], ...], lines: tuple[tuple[str, Term], ...]) -> None:
        self.low, self.high = (np.array(side, dtype=float) for side in zip(*bounds, strict=True))
        self.matrix = np.zeros((len(lines), len(bounds)))
        for number, (_, line) in enumerate(lines):
            for place, sign in line:
                self.matrix[number, place] = sign
        self.most = [0.0 if kind == "=" else np.inf for kind, _ in lines]

    def extreme(self, some: list[int], sign: int, caps: list[int]) -> Any:
        """A table with some numbers as small (sign -1), or as near their caps (1), as can be; None if there is none."""
        size, more = len(self.low), len(some) if sign > 0 else 0
        cost = np.zeros(size + more)
        cost[some if sign < 0 else slice(size, None)] = -sign
        counted = np.zeros((more, size + more))  # what counts of a number is no more than it is, and than the cap
        counted[range(more), some[:more]] = 1.0
        counted[range(more), range(size, size + more)] = -1.0
        matrix = np.hstack([self.matrix, np.zeros((len(self.matrix), more))])
        limits = [LinearConstraint(csr_array(matrix), 0.0, self.most)] if len(matrix) else []
        if more:
            limits.append(LinearConstraint(csr_array(counted), 0.0, np.inf))
        bounds = Bounds(np.append(self.low, np.zeros(more)), np.append(self.high, caps[:more]))
        whole = np.ones(size + more, dtype=np.int64)
        answer = milp(cost, constraints=limits, integrality=whole, bounds=bounds)
        return None if answer.x is None else np.rint(answer.x[:size])


def _by_hand(bounds: tuple[tuple[int, int], ...], line: Term, one: int) -> tuple[int, int]:
    """The range of one number on a single line: what the others leave at their most and their least."""
    mine = next(sign for place, sign in line if place == one)
    rest = [(sign * bounds[place][0], sign * bounds[place][1]) for place, sign in line if place != one]
    least, most = sum(map(min, rest)), sum(map(max, rest))
    ends = sorted((-mine * least, -mine * most))
    low, high = max(bounds[one][0], ends[0]), min(bounds[one][1], ends[1])
    return (low, high) if low <= high else (0, FAR)
