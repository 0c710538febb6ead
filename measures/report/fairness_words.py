"""Fairness in plain words: did every group gain, did the gap narrow, is the level fair, each answered apart.

Absolute gaps first and the worst-off group first. A narrower gap is told apart by whose average moved: up at the worse
end, or down at the better one. Drift is spoken of only where it is known how people came to take part.
"""

from __future__ import annotations

from collections.abc import Sequence

from measures.report import phrases as say
from measures.report.evidence import SAME_WITHIN, improved, verdict
from measures.report.fairness_facts import FairFacts
from measures.report.numbers import counted, decimals, fixed, people
from measures.results import Row

GAINED, NARROWED, LEVEL = "Did every group gain?", "Did the gap narrow?", "Is the level fair?"
Answers = tuple[tuple[str, tuple[str, ...]], ...]
CHANCE = 0.05
HIDDEN = "Not shown, to protect people: every group must be large enough for this to be told."
GAP_HIDDEN = "Whether the gap moved is not shown, to protect people: for that every group must be large enough."
NO_DIRECTION = "It is not stated whether higher is better on this scale, so gains cannot be told from losses."
NOT_CAUSED = "Without a comparison group this says how the groups changed, not what the programme did."
NO_DRIFT = "Everybody could join, so the groups are not expected to drift towards each other by themselves."
SOME_DRIFT = {
    "selected_low": "Because people were chosen for a low score, part of this may be drift that comes by itself; "
    "how much could not be estimated.",
    "referred": "Because people were referred, part of this may be drift that comes by itself; how much could not be "
    "estimated.",
}


def fairness_answers(known: FairFacts) -> Answers:
    """The three questions with their answers; nothing where fewer than two groups answered both times."""
    if len(known.groups) < 2:
        return ()
    gap = _ordered_gap(known) if known.ordered else _gaps_from_the_rest(known)
    level = _ordered_level(known) if known.ordered else _levels_from_the_rest(known)
    return ((GAINED, _gained(known)), (NARROWED, gap), (LEVEL, level))


def group_name(known: FairFacts, group: str) -> str:
    """A group in a sentence: the ends of an order by their words, others quoted."""
    if known.ordered and group == known.groups[0]:
        return known.first
    if known.ordered and group == known.groups[-1]:
        return known.last
    return f"'{group}'"


def _gained(known: FairFacts) -> tuple[str, ...]:
    if known.facts.higher_is is None:
        return (NO_DIRECTION,)
    rows = known.each("mean_change")
    found = {row.group: verdict(known.facts, row) for row in rows}
    better = {group: improved(known.facts, said) for group, said in found.items()}
    gained = [group for group, up in better.items() if up]
    lost = [group for group, up in better.items() if up is False]
    unclear = [group for group in found if group not in (*gained, *lost)]
    summary = _how_many(len(gained), len(lost), len(found))
    if all(said == "hidden" for said in found.values()):
        return (HIDDEN,)
    sentences = [summary]
    if known.worst:
        row = known.of(known.worst, "mean_change")
        if row is not None:
            sentences.append(_worst(known, row))
    if lost:
        names = say.listed([group_name(known, group) for group in lost])
        sentences.append(f"{_capital(names)} got worse.")
    if unclear and gained:
        names = say.listed([group_name(known, group) for group in unclear])
        sentences.append(f"For {names} we cannot tell.")
    return tuple(sentences)


def _how_many(gained: int, lost: int, groups: int) -> str:
    """How many groups gained and how many got worse; of the others nothing is claimed."""
    if gained == groups:
        return "Every group gained."
    if not gained:
        return "We cannot say of any group that it gained."
    worse = f", {lost} got worse" if lost else ""
    others = "" if gained + lost == groups else "; of the others we cannot tell"
    return f"{gained} of {counted(groups, 'group', 'groups')} gained{worse}{others}."


def _worst(known: FairFacts, row: Row) -> str:
    who = f"Those who started worst, {group_name(known, row.group)} ({people(row.n or 0)})"
    places, found = decimals(known.facts.step), verdict(known.facts, row)
    said = {
        "rose": f"rose by {say.size(row.estimate, places)} points on average ({say.between(row, places)})",
        "fell": f"fell by {say.size(row.estimate, places)} points on average ({say.between(row, places)})",
        "same": f"stayed the same, within {say.widest(row, places)} points either way",
        "hidden": "are not shown, to protect them",
        "too few": "are too few to say",
    }.get(found)
    if said is None:
        fits = f": {say.anything(row, places)} would fit" if row.ci_low is not None else ""
        return f"{who}: we cannot tell{fits}."
    return say.sentences(f"{who}, {said}" if found in ("rose", "fell", "same") else f"{who} {said}",
                         say.judged(known.facts, found) if found in ("rose", "fell") else "")  # fmt: skip


def _ordered_gap(known: FairFacts) -> tuple[str, ...]:
    before, after, change = (known.one(f"gap_{when}") for when in ("before", "after", "change"))
    if change is None or before is None or after is None or before.estimate is None:
        return (*_rough(known), *_why_not(before, after, change))
    places = decimals(known.facts.step)
    between = f"The gap between {known.first} and {known.last}"
    sizes = f"from {say.size(before.estimate, places)} to {say.size(after.estimate, places)} points"
    way = _way(before, after, change)
    if way == "narrowed":
        sentences = [f"{between} narrowed {sizes} (by {_sizes(change, places)}).", *_whose(known, before.estimate)]
        return (*sentences, *_drift(known), NOT_CAUSED, *_ratio(known))
    if way == "widened":
        return (f"{between} widened {sizes} (by {_sizes(change, places)}).", NOT_CAUSED, *_ratio(known))
    if way == "turned":
        return (
            f"{between} turned round: {_apart(known, before, places)} before, {_apart(known, after, places)} after.",
            *_drift(known), NOT_CAUSED, *_ratio(known),
        )  # fmt: skip
    return (_cannot_tell(between, sizes, before, change, places), *_ratio(known))


def _rough(known: FairFacts) -> tuple[str, ...]:
    """The gap of the averages that may be shown, where it may not be told exactly: no more than these averages say."""
    ends = (known.groups[0], known.groups[-1])
    means = [known.of(group, measure) for measure in ("mean_before", "mean_after") for group in ends]
    shown = [row.estimate for row in means if row is not None and row.estimate is not None and not row.status]
    if len(shown) < len(means):
        return ()
    places = decimals(known.facts.step)
    before, after = (say.size(shown[place + 1] - shown[place], places) for place in (0, 2))
    ends_apart = f"{known.last} and {known.first} lay about {before} points apart before and {after} after"
    return (f"By the rounded averages, {ends_apart}. How sure that is cannot be told of groups this small.",)


def _why_not(*rows: Row | None) -> tuple[str, ...]:
    """Why figures are not there: hidden, or the reason that the rows themselves give."""
    there = [row for row in rows if row is not None]
    if any(row.status == "c" for row in there):
        return (HIDDEN,)
    return tuple(dict.fromkeys(row.note for row in there if row.note))


def _way(before: Row, after: Row, change: Row) -> str:
    """What surely happened to an absolute gap, or nothing."""
    if change.ci_low is None or change.ci_high is None or change.ci_low <= 0 <= change.ci_high:
        return ""
    first, last = before.estimate or 0.0, after.estimate or 0.0
    if first * last < 0:
        return "turned" if abs(last) >= abs(first) else "narrowed"
    return "narrowed" if abs(last) < abs(first) else "widened"


def _cannot_tell(between: str, sizes: str, before: Row, change: Row, places: int) -> str:
    moved = f"{between} went {sizes}, and we cannot tell whether it narrowed"
    if change.ci_low is None or change.ci_high is None:
        return f"{moved}: how sure this is could not be worked out."
    sign = 1 if (before.estimate or 0.0) >= 0 else -1
    low, high = sorted((sign * change.ci_low, sign * change.ci_high))
    return (
        f"{moved}: anything from narrowing by {fixed(abs(min(low, 0.0)), places)} to widening by "
        f"{fixed(max(high, 0.0), places)} points would fit."
    )


def _sizes(row: Row, places: int) -> str:
    near, far = sorted(abs(limit or 0.0) for limit in (row.ci_low, row.ci_high))
    return f"{fixed(near, places)} to {fixed(far, places)}"


def _whose(known: FairFacts, gap: float) -> tuple[str, ...]:
    """Whose average moved where a gap narrowed: levelling up told from levelling down, the worse-off group first."""
    if known.facts.higher_is is None:
        return ()
    good = gap if known.facts.higher_is == "better" else -gap
    ends = (known.groups[0], known.groups[-1])
    worse, better = ends if good > 0 else ends[::-1]
    rows = [known.of(group, "mean_change") for group in (worse, better)]
    up, other = (None if row is None else improved(known.facts, verdict(known.facts, row)) for row in rows)
    behind, ahead = group_name(known, worse), group_name(known, better)
    if up and other is False:
        return (f"Both moved: {behind}, who were worse off, gained, and {ahead} got worse.",)
    if up:
        return (f"It narrowed upwards: {behind}, who were worse off, gained.",)
    if other is False:
        return (f"It narrowed downwards: {ahead} got worse, and of {behind} we cannot say that they gained.",)
    return (f"Whether it narrowed because {behind} gained or because {ahead} got worse, we cannot tell.",)


def _drift(known: FairFacts) -> tuple[str, ...]:
    if known.joined == "open":
        return (NO_DRIFT,)
    return (SOME_DRIFT[known.joined],) if known.joined in SOME_DRIFT else ()


def _ratio(known: FairFacts) -> tuple[str, ...]:
    """The relative index of the instrument's share beside the absolute gap: one can widen while the other closes."""
    before, after = known.one("relative_index_before"), known.one("relative_index_after")
    if before is None or after is None or before.category or before.estimate is None or after.estimate is None:
        return ()
    ends = "least over most deprived end of the line across the groups, share of headline answers"
    return (f"As a ratio ({ends}): {fixed(before.estimate, 1)} before, {fixed(after.estimate, 1)} after; 1 is equal.",)


def _ordered_level(known: FairFacts) -> tuple[str, ...]:
    after = known.one("gap_after")
    if after is None or after.estimate is None:
        return _why_not(after)
    places = decimals(known.facts.step)
    when = say.at_wave(after.wave_to)
    sure = _sure(after)
    if sure:
        return (f"Not equal yet: {when}, {_apart(known, after, places)} ({_sizes(after, places)}).",)
    if after.ci_low is None or after.ci_high is None:
        return (f"{_capital(when)}, {_apart(known, after, places)}; how sure this is could not be worked out.",)
    if _same(known, after):
        return (f"Equal as far as we can see: {when}, both ends lay within {say.widest(after, places)} points.",)
    return (f"We cannot tell: {when}, {known.last} may have been {say.levels(after, places)} than {known.first}.",)


def _apart(known: FairFacts, row: Row, places: int) -> str:
    way = "higher" if (row.estimate or 0.0) > 0 else "lower"
    return f"{known.last} were {say.size(row.estimate, places)} points {way} than {known.first}"


def _sure(row: Row) -> bool:
    return row.ci_low is not None and row.ci_high is not None and (row.ci_low > 0 or row.ci_high < 0)


def _same(known: FairFacts, row: Row) -> bool:
    facts = known.facts
    if facts.low is None or facts.high is None or row.ci_low is None or row.ci_high is None:
        return False
    margin = SAME_WITHIN * (facts.high - facts.low)
    return -margin <= row.ci_low and row.ci_high <= margin


def _gaps_from_the_rest(known: FairFacts) -> tuple[str, ...]:
    test, changes = known.one("change_interaction"), known.each("gap_change")
    if any(row.status == "c" for row in changes) or (test is not None and test.status == "c"):
        return (HIDDEN,)
    if test is None or test.p_value is None:
        return (test.note,) if test is not None and test.note else ()
    if test.p_value >= CHANCE:
        return ("We cannot tell: taken together, the groups changed by amounts that chance alone could set apart.",)
    places = decimals(known.facts.step)
    sentences = ["Taken together, the groups changed by different amounts."]
    for row in changes:
        before, after = known.of(row.group, "gap_before"), known.of(row.group, "gap_after")
        if before is None or after is None or not _way(before, after, row):
            continue
        way = {"turned": "turned round"}.get(_way(before, after, row), _way(before, after, row))
        sizes = f"from {say.size(before.estimate, places)} to {say.size(after.estimate, places)} points"
        sentences.append(f"The gap between '{row.group}' and everybody else {way} {sizes}.")
    return (*sentences, *_drift(known), NOT_CAUSED)


def _levels_from_the_rest(known: FairFacts) -> tuple[str, ...]:
    rows = known.each("gap_after")
    if any(row.status == "c" for row in rows):
        return (HIDDEN,)
    places = decimals(known.facts.step)
    apart = [row for row in rows if _sure(row)]
    if not apart:
        return ("We cannot tell any group from everybody else.",) if rows else ()
    return _listed_levels(apart, places)


def _listed_levels(apart: Sequence[Row], places: int) -> tuple[str, ...]:
    return tuple(
        f"{_capital(say.at_wave(row.wave_to))}, '{row.group}' were {say.size(row.estimate, places)} points "
        f"{'higher' if (row.estimate or 0.0) > 0 else 'lower'} than everybody else ({_sizes(row, places)})."
        for row in apart
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
