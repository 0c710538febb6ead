"""The audit: before a file is handed on, what it really shows is read back and attacked.

It shares no code with the suppression, only the policies and the rule of each measure: a slip there must not be
repeated here. It sees what a stranger sees, so that it can be run on a file made long ago as well.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from measures.disclosure.attacked_counts import Known, known_numbers, ranges, width_of
from measures.disclosure.reading_back import FileKind, Line, Shown, Value, read_back
from measures.disclosure.rules import NEEDS, RULES, Footing, Policy
from measures.errors import InputError
from measures.results import Row, ScaleFacts

# a gap in people ("more or fewer than at equal reach") is a difference from an expectation, not a count
PEOPLE_HEADING = re.compile(
    r"^(?:n|n_started|people(?! more or fewer)|persons|participants|respondents|pairs|number of people)\b",
    re.IGNORECASE,
)
NUMBER_OF_PEOPLE = re.compile(
    r"(?<![\d.,])(\d{1,3})(?: (?:of|more|other|further))? (?:people|persons|participants|respondents)\b"
)
ABOUT_THE_RULES = re.compile(
    r"\b(?:below|fewer than|at least|or more|under|1 to \d+|hidden|policy|rule)\b", re.IGNORECASE
)
DIGITS_OF_A_FIGURE = 6
MOST_SAID = 5


class AuditError(InputError):
    """A file was not written because it would have shown too much."""

    code = "audit"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a file gives away: where, and what could be worked out."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def audit_file(
    kind: FileKind,
    content: bytes,
    policy: Policy,
    *,
    scales: Iterable[ScaleFacts] = (),
    withheld: Collection[float] = (),
    labels: Collection[str] = (),
) -> tuple[Fault, ...]:
    """What a file gives away under a policy; nothing if it may be handed on.

    Parameters
    ----------
    kind : {"json", "xlsx", "html", "docx", "chart", "text"}
        What the bytes are; `chart` is a Vega-Lite specification as JSON.
    content : bytes
        The file as it will be written.
    policy : Policy
        What it was protected under. Under `none` nothing is asked.
    scales : iterable of ScaleFacts
        Steps and ranges of the scales: with them, what single people answered is attacked as well.
    labels : collection of str
        Words that are no figures of ours though they may hold numbers: titles, answers' labels, people's own words.
    withheld : collection of float
        Figures that must not be in the file, as `withheld_figures` gives them.

    Returns
    -------
    tuple of Fault
        Small counts shown; hidden ones that can be narrowed down too far; figures of too few people; figures that were
        withheld, wherever in the file they stand. A file that cannot be read back is a fault itself.
    """
    if not policy.protects:
        return ()
    try:
        shown = read_back(kind, content)
    except ValueError as error:
        return (Fault("the file", f"{error}, so nobody can say what it shows"),)
    return audit_shown(shown, policy, scales=scales, withheld=withheld, labels=labels)


def audit_shown(
    shown: Shown,
    policy: Policy,
    *,
    scales: Iterable[ScaleFacts] = (),
    withheld: Collection[float] = (),
    labels: Collection[str] = (),
) -> tuple[Fault, ...]:
    """What something gives away that was read back already, or is about to be shown on a screen."""
    known = known_numbers(shown.rows)
    facts = {(scale.instrument, scale.scale): scale for scale in scales}
    found = [
        *_small_counts(shown.rows, policy),
        *_narrowed_down(known, policy),
        *_apart(known, policy),
        *_categories(shown.rows, policy),
        *(fault for row in shown.rows for fault in _too_few(row, policy)),
        *(fault for row in shown.rows for fault in _nearly_all_alike(row, policy, facts)),
        *_in_tables(shown.tables, policy),
        *_in_words(shown.texts, policy, labels),
        *_withheld(shown, withheld),
    ]
    return tuple(dict.fromkeys(found))


def refuse_if_faulty(name: str, faults: Sequence[Fault]) -> None:
    """Stop a file from being written, saying why.

    Raises
    ------
    AuditError
        There are faults.
    """
    if faults:
        said = "; ".join(str(fault) for fault in faults[:MOST_SAID])
        more = f"; and {len(faults) - MOST_SAID} more" if len(faults) > MOST_SAID else ""
        raise AuditError(
            name,
            f"It was not written, because what it shows could give people away ({said}{more}).",
            "Merge small groups or choose a stricter policy, and report this: the protection should have seen to it.",
        )


def withheld_figures(exact: Iterable[Row], protected: Iterable[Row]) -> frozenset[float]:
    """Figures of full precision that the gate changed or hid, to be looked for in every file.

    Only numbers of six digits or more are kept: shorter ones are found in any file for other reasons.
    """
    shown: set[float] = set()
    kept_back: set[float] = set()
    for before, after in zip(exact, protected, strict=True):
        for name in ("estimate", "std_error", "ci_low", "ci_high", "statistic", "df"):
            value, left = getattr(before, name), getattr(after, name)
            if left is not None:
                shown.add(_digits(left))
            if value is not None and value != left and _is_a_figure(value):
                kept_back.add(_digits(value))
    return frozenset(kept_back - shown)


def _digits(value: float) -> float:
    return float(f"{value:.9g}")


def _is_a_figure(value: float) -> bool:
    return len(f"{abs(value):.9g}".replace(".", "").lstrip("0").split("e")[0]) >= DIGITS_OF_A_FIGURE


def _where(row: Line) -> str:
    about = ".".join(str(row[name]) for name in ("instrument", "scale") if row[name])
    group = f", {row['group_by']} '{row['group']}'" if row["group_by"] else ""
    return f"{about} {row['measure']}{group}".strip()


def _count(value: Value) -> int | None:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _small_counts(rows: Iterable[Line], policy: Policy) -> Iterator[Fault]:
    """Small numbers of people that rows state outright, or as one less another."""
    for row in rows:
        rule = RULES.get(str(row["measure"]))
        if rule is None or rule.kind in ("public", "things"):
            continue
        n = _count(row["n"])
        counted = rule.kind in ("share", "response", "count")
        count = _count(row["statistic"] if rule.kind != "count" else row["estimate"]) if counted else None
        numbers = {"n": n, "n_started": _count(row.get("n_started")), "the count": count}
        numbers["everybody else"] = None if None in (n, count) or rule.kind == "count" else n - count  # type: ignore[operator]
        for name, value in numbers.items():
            if value is not None and policy.is_small(value):
                yield Fault(_where(row), f"{name} is a small number of people")
            if value is not None and policy.round_to and value % policy.round_to:
                yield Fault(_where(row), f"{name} is not rounded to {policy.round_to}")


def _narrowed_down(known: Known, policy: Policy) -> Iterator[Fault]:
    """Hidden numbers of which too few possibilities are left, or none that is not small."""
    for one in ranges(known, policy):
        surely_small = one.low >= 1 and one.high < policy.hidden_below and not policy.round_to
        if surely_small or one.high - one.low < width_of(policy, rounded=known.below_a_rounded_one(one.key)):
            (kind, *scale), by, group = one.key
            place = f"{by} '{group}'" if by else "everybody"
            yield Fault(
                f"{'.'.join(scale[:2])} {kind}, {place}", f"the hidden number can only be {one.low} to {one.high}"
            )


def _apart(known: Known, policy: Policy) -> Iterator[Fault]:
    """Few people seen at a wave and not among the pairs: in a group, or in all groups of which this is not shown."""
    if policy.round_to:
        return
    left: dict[tuple[tuple[str, ...], tuple[str, ...], str], int] = defaultdict(int)
    whole: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    lone: dict[tuple[tuple[str, ...], tuple[str, ...], str], int] = defaultdict(int)
    for (who, by, group), pairs in known.stated.items():
        for name in who[3:] if who[0] == "pairs" else ():
            wave = ("wave", *who[1:3], name)
            everybody = known.stated.get((wave, by, group))
            if everybody is None:
                continue
            apart = everybody - pairs
            if policy.is_small(apart):
                yield Fault(f"{'.'.join(who[1:3])} at {name}, {by} '{group}'", "few people are not among the pairs")
            if by:
                left[who, wave, by] += apart
                lone[who, wave, by] += 1
            else:
                whole[who, wave] = apart
    for (who, wave, by), shown in left.items():
        total = whole.get((who, wave))
        groups = {key[2] for key in (*known.stated, *known.hidden) if key[0] == who and key[1] == by}
        partly = lone[who, wave, by] < len(groups)
        if total is not None and partly and len(groups) > 1 and policy.is_small(total - shown):
            yield Fault(
                f"{'.'.join(who[1:3])} at {wave[3]}, {by}", "few people of the hidden groups are not among the pairs"
            )


def _categories(rows: Sequence[Line], policy: Policy) -> Iterator[Fault]:
    """Few people in a category among all groups whose shares are hidden: everybody less the groups that are shown."""
    if policy.round_to:
        return
    tables: dict[tuple[str, ...], dict[tuple[str, str], tuple[int | None, int | None]]] = defaultdict(dict)
    for row in rows:
        rule = RULES.get(str(row["measure"]))
        if rule is None or rule.kind != "share":
            continue
        about = tuple(
            str(row.get(name) or "")
            for name in ("instrument", "scale", "item", "wave_from", "wave_to", "measure", "category")
        )
        tables[about][str(row["group_by"] or ""), str(row["group"] or "")] = _count(row["statistic"]), _count(row["n"])
    for about, places in tables.items():
        count, n = places.get(("", ""), (None, None))
        for by in {place[0] for place in places if place[0]} if count is not None and n is not None else ():
            groups = [numbers for place, numbers in places.items() if place[0] == by]
            told = [(one, people) for one, people in groups if one is not None and people is not None]
            if len(told) == len(groups) or len(groups) == 1:
                continue
            here, there = count - sum(one for one, _ in told), n - sum(people for _, people in told)  # type: ignore[operator]
            if policy.is_small(here) or (there >= here and policy.is_small(there - here)):
                yield Fault(
                    f"{'.'.join(about[:2])} {about[5]} {about[6]}, {by}", "few people of the hidden groups are left"
                )


def _too_few(row: Line, policy: Policy) -> Iterator[Fault]:
    """Figures of fewer people than the policy asks for."""
    rule, n = RULES.get(str(row["measure"])), _count(row["n"])
    if row.get("status") or row["estimate"] is None or rule is None or n is None or rule.kind in ("public", "things"):
        return
    if rule.base == "counted" or rule.kind in ("count", "response", "never"):
        return
    if n < policy.means_from:
        yield Fault(_where(row), "a figure of too few people")
    elif n < policy.exact_from - policy.round_to // 2 - 1 * bool(policy.round_to):
        if NEEDS[rule.kind] == Footing.EXACT:
            yield Fault(_where(row), "an exact figure of too few people")
        elif any(row.get(name) is not None for name in ("std_error", "statistic", "df", "p_value")):
            yield Fault(_where(row), "a spread or test of too few people")


def _nearly_all_alike(row: Line, policy: Policy, facts: Mapping[tuple[str, str], ScaleFacts]) -> Iterator[Fault]:
    """Means of a few from which it follows that fewer than a small number of them can have answered otherwise.

    The mean may be anything that rounds to what is shown. At an end of the scale, everybody away from it is at least
    one step away: their number is at most the steps that the sum is from that end.
    """
    about = facts.get((str(row["instrument"]), str(row["scale"])))
    n, mean = _count(row["n"]), row["estimate"]
    measures = ("mean_before", "mean_after", "mean_all", "mean_change")
    if row["measure"] not in measures or row.get("status") or about is None or about.step is None or n is None:
        return
    if (
        about.low is None
        or about.high is None
        or mean is None
        or isinstance(mean, (str, bool))
        or n >= policy.exact_from
    ):
        return
    half = 0.5 * 10.0 ** -(max(0, math.ceil(-math.log10(about.step) - 1e-9)) + 1)
    span = about.high - about.low
    room = span - abs(mean) if row["measure"] == "mean_change" else min(mean - about.low, about.high - mean)
    if n * (room + half) / about.step < policy.hidden_below - 1 - 1e-9 and about.step * 20 >= span / 5:
        yield Fault(_where(row), "nearly everybody must have answered alike")


def _in_tables(tables: Iterable[Iterable[Line]], policy: Policy) -> Iterator[Fault]:
    """Small numbers in columns that count people, of sheets, pages and charts."""
    for lines in tables:
        for line in lines:
            for heading, value in line.items():
                if PEOPLE_HEADING.match(str(heading)) and (n := _count(value)) is not None and policy.is_small(n):
                    yield Fault(f"table column '{heading}'", "it shows a small number of people")


def _in_words(texts: Iterable[str], policy: Policy, labels: Collection[str]) -> Iterator[Fault]:
    """Small numbers of people in sentences."""
    numbered = sorted((label for label in labels if NUMBER_OF_PEOPLE.search(label)), key=len, reverse=True)
    for text in dict.fromkeys(texts):
        own = reduce(lambda said, label: said.replace(label, ""), numbered, text)
        for sentence in re.split(r"(?<=[.!?;])\s+", own):
            if ABOUT_THE_RULES.search(sentence):
                continue
            if any(policy.is_small(int(found)) for found in NUMBER_OF_PEOPLE.findall(sentence)):
                yield Fault("a sentence", "it names a small number of people")


def _withheld(shown: Shown, withheld: Collection[float]) -> Iterator[Fault]:
    """Figures that the gate kept back, wherever they stand."""
    if not withheld:
        return
    for lines in ((*shown.rows,), *shown.tables):
        for line in lines:
            for heading, value in line.items():
                if isinstance(value, float) and _digits(value) in withheld:
                    yield Fault(f"column '{heading}'", "it holds a figure that was withheld")
    for text in dict.fromkeys(shown.texts):
        if any(_digits(float(number)) in withheld for number in re.findall(r"(?<![\w.])-?\d+\.\d{3,}", text)):
            yield Fault("a sentence", "it holds a figure that was withheld")
