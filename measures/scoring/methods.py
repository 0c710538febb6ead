"""The scoring methods: each scale of an instrument as one expression on whole numbers, the same on every engine.

Answers are codes, or whole numbers of a unit. Nothing here is rounded or made a float: a method gives a whole-number
key and how to read it (`measures.scoring.values`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import narwhals as nw

from measures.scoring.columns import Answer, Columns, answer_limits
from measures.scoring.values import Averaged, Goals, Linear, Reading, Table, common_unit, smallest_gap

LARGEST_KEY = 2**62


@dataclass(frozen=True, slots=True)
class Method:
    """A scale's method as the engine and the reader of its keys need it.

    `answered` counts answers; it is worked out first, into the column `Columns.counted`, and `key` may use that column.
    `key` is null where there is no score. `total` reads a key; its totals run from `low` to `high` by `step` (None =
    not known). A raw total in whole `unit`s becomes a key by `from_raw`.
    """

    key: nw.Expr
    answered: nw.Expr
    total: Reading
    low: Fraction | None
    high: Fraction | None
    step: Fraction | None
    unit: Fraction
    from_raw: Callable[[nw.Expr], nw.Expr]


def method_of(columns: Columns) -> Method:
    """The scale's method over the columns the data have; `columns.can_score` must hold.

    Raises
    ------
    ValueError
        The instrument asks for what its answers do not allow, such as reversing an item without limits.
    """
    return METHODS[columns.scale.method](columns)


def item_terms(columns: Columns) -> tuple[dict[str, nw.Expr], Fraction]:
    """What each item adds to the total, in whole units; none where items do not add up, or one has no column."""
    scale = columns.scale
    if columns.absent or scale.method in ("category", "given", "activity_minutes", "goal_attainment"):
        return {}, Fraction(1)
    if scale.method == "count":
        return dict(zip(columns.found, _counting(columns), strict=True)), Fraction(1)
    if scale.method == "tariff":
        terms, unit = _tariff_terms(columns)
        return dict(zip(columns.found, terms, strict=True)), unit
    answers, unit = _answers(columns)
    return {item: answer.within(unit) for item, answer in zip(columns.found, answers, strict=True)}, unit


def _sum(columns: Columns) -> Method:
    answers, unit = _answers(columns)
    low, high = _total_limits(answers)
    return _plain(_added([answer.within(unit) for answer in answers]), answers, unit, low, high, unit)


def _mean(columns: Columns) -> Method:
    return _averaged(columns, times=1)


def _prorated_sum(columns: Columns) -> Method:
    return _averaged(columns, times=len(columns.scale.items))


def _averaged(columns: Columns, *, times: int) -> Method:
    """The mean of the answered items times a number, if enough are answered."""
    answers, unit = _answers(columns)
    items, needed = len(columns.scale.items), max(columns.scale.needed, 1)
    low, high = (None if end is None else end / len(answers) * times for end in _total_limits(answers))
    step = unit * times / items
    if needed == items:
        total = Linear(step)
        plain = _plain(_added([answer.within(unit) for answer in answers]), answers, unit, low, high, step)
        return Method(plain.key, plain.answered, total, low, high, step, unit, plain.from_raw)
    base = items + 1
    answered = nw.col(columns.counted)
    summed = _added([answer.within(unit).fill_null(0) for answer in answers])
    key = nw.when(answered >= needed).then(summed * base + answered)
    given = _how_many([answer.given for answer in answers])
    total_of = Averaged(unit, base, times)
    return Method(key, given, total_of, low, high, step, unit, lambda raw: raw * base + items)


def _count(columns: Columns) -> Method:
    """How many items have a code that counts; an unanswered item does not count."""
    answered = _how_many([~nw.col(columns.names[item]).is_null() for item in columns.found])
    unit = common_unit(Fraction(1), columns.raw_unit or Fraction(1))
    counted = _added([term.fill_null(0) for term in _counting(columns)]) * int(1 / unit)
    key = nw.when(nw.col(columns.counted) >= columns.scale.needed).then(counted)
    high = Fraction(len(columns.scale.items))
    return Method(key, answered, Linear(unit), Fraction(0), high, Fraction(1), unit, _same)


def _counting(columns: Columns) -> list[nw.Expr]:
    """1 where an answer, as coded, counts, 0 where it does not, null where there is none."""
    terms: list[nw.Expr] = []
    for item in columns.found:
        code = nw.col(columns.names[item])
        # not every engine keeps a null through is_in
        terms.append(nw.when(~code.is_null()).then(code.is_in(list(columns.scale.counts[item])).cast(nw.Int64)))
    return terms


def _lookup(columns: Columns) -> Method:
    answers, unit = _answers(columns)
    scores = {Fraction(raw): Fraction(score) for raw, score in columns.scale.table.items()}
    listed = [int(raw / unit) for raw in scores if (raw / unit).denominator == 1]

    def in_table(raw: nw.Expr) -> nw.Expr:
        return nw.when(raw.is_in(listed)).then(raw)

    key = in_table(_added([answer.within(unit) for answer in answers]))
    answered = _how_many([answer.given for answer in answers])
    low, high = min(scores.values()), max(scores.values())
    return Method(key, answered, Table(unit, scores), low, high, smallest_gap(scores), unit, in_table)


def _tariff(columns: Columns) -> Method:
    terms, unit = _tariff_terms(columns)
    answered = _how_many([~nw.col(columns.names[item]).is_null() for item in columns.found])
    tables = [[Fraction(value) for value in columns.scale.tariff[item].values()] for item in columns.found]
    low = sum((min(values) for values in tables), Fraction(0))
    high = sum((max(values) for values in tables), Fraction(0))
    return Method(_added(terms), answered, Linear(unit), low, high, unit, unit, _same)


def _tariff_terms(columns: Columns) -> tuple[list[nw.Expr], Fraction]:
    """The value of each answer, as coded, in the unit common to all values."""
    tables = [
        {int(code): Fraction(value) for code, value in columns.scale.tariff[item].items()} for item in columns.found
    ]
    units = [Fraction(1, value.denominator) for table in tables for value in table.values()]
    unit = common_unit(*units, *([columns.raw_unit] if columns.raw_unit else []))
    terms = [
        nw.col(columns.names[item]).replace_strict(
            list(table), [int(value / unit) for value in table.values()], default=None, return_dtype=nw.Int64
        )
        for item, table in zip(columns.found, tables, strict=True)
    ]
    return terms, unit


def _single(columns: Columns) -> Method:
    return _sum(columns)


def _given(columns: Columns) -> Method:
    """A score that only comes ready-made; no answers are asked for, so the key is never used."""
    unit = columns.raw_unit or Fraction(1)
    none = nw.lit(0, dtype=nw.Int64)
    return Method(none, none, Linear(unit), None, None, unit, unit, _same)


def _activity_minutes(columns: Columns) -> Method:
    """Minutes of each part times its multiplier, over the divisor; no days need no minutes."""
    scale = columns.scale
    parts = [part for part in scale.parts if part.minutes in columns.names]
    multipliers = [Fraction(part.multiplier) for part in parts]
    minutes = [columns.answer(part.minutes) for part in parts]
    days = [columns.answer(part.days) if part.days else None for part in parts]
    units = [
        multiplier * time.unit * (1 if day is None else day.unit)
        for multiplier, time, day in zip(multipliers, minutes, days, strict=True)
    ]
    unit = common_unit(*units, *([columns.raw_unit] if columns.raw_unit else []))
    terms: list[nw.Expr] = []
    given: list[nw.Expr] = []
    for time, day, worth in zip(minutes, days, units, strict=True):
        factor = int(worth / unit)
        if day is None:
            terms.append(time.code * factor)
            given.append(time.given)
            continue
        idle = (day.code == 0).fill_null(value=False)
        terms.append(nw.when(idle).then(day.code).otherwise(day.code * time.code) * factor)
        given += [day.given, idle | time.given]
    answered = _how_many(given)
    if scale.min_answered is None:
        key = _added(terms)
    else:
        key = nw.when(nw.col(columns.counted) >= scale.min_answered).then(_added([term.fill_null(0) for term in terms]))
    step = unit / Fraction(scale.divisor)
    return Method(key, answered, Linear(step), Fraction(0), None, step, unit, _same)


def _goal_attainment(columns: Columns) -> Method:
    """Goal attainment T; see `values.Goals` for the key.

    Raises
    ------
    ValueError
        Goals or weights have no lowest and highest answer, or a weight may be negative.
    OverflowError
        There are more goals, or greater weights, than a 64-bit key can hold (15 goals with weights up to 9).
    """
    scale = columns.scale
    goals = sorted(columns.found, key=lambda name: int(name.rpartition(".")[2]))
    low, high = answer_limits(columns.instrument, goals[0].rpartition(".")[0])
    if low is None or high is None:
        raise ValueError("goals need a lowest and a highest answer")
    numbers = [goal.rpartition(".")[2] for goal in goals]
    named = {item: [f"{item}.{number}" in columns.names for number in numbers] for item in scale.weights}
    heaviest = _heaviest(columns, [item for item, there in named.items() if any(there)])
    signature: list[nw.Expr] = []
    attained: list[nw.Expr] = []
    for place, (goal, number) in enumerate(zip(goals, numbers, strict=True)):
        answer = columns.answer(goal)
        weight = answer.given.cast(nw.Int64)
        for item, there in named.items():
            if there[place]:
                weight = weight * nw.col(columns.names[f"{item}.{number}"]).fill_null(1)
        signature.append(weight * (heaviest + 1) ** place)
        attained.append((weight * answer.code).fill_null(0))
    lowest, highest = len(goals) * heaviest * min(int(low), 0), len(goals) * heaviest * max(int(high), 0)
    width = highest - lowest + 1
    if (heaviest + 1) ** len(goals) * width > LARGEST_KEY:
        raise OverflowError(f"{len(goals)} goals with weights up to {heaviest} are more than one score can hold")
    answered = _how_many([~nw.col(columns.names[goal]).is_null() for goal in goals])
    together = _added(signature)
    enough = (nw.col(columns.counted) >= scale.needed) & (together > 0)
    key = nw.when(enough).then(together * width + (_added(attained) - lowest))
    total = Goals(width, lowest, heaviest + 1, Fraction(scale.correlation))
    return Method(key, answered, total, None, None, None, Fraction(1), _same)


def _heaviest(columns: Columns, weights: list[str]) -> int:
    """The highest product of the weights that have columns; a weight left out counts 1."""
    heaviest = 1
    for item in weights:
        low, high = answer_limits(columns.instrument, item)
        if low is None or high is None or low < 0:
            raise ValueError(f"the weight '{item}' needs a lowest answer of 0 or more, and a highest")
        heaviest *= max(1, int(high))
    return heaviest


def _answers(columns: Columns) -> tuple[list[Answer], Fraction]:
    """The answers to all items the data have, and the unit common to them and a ready-made raw total."""
    answers = [columns.answer(item) for item in columns.found]
    units = [answer.unit for answer in answers] or [Fraction(1)]
    return answers, common_unit(*units, *([columns.raw_unit] if columns.raw_unit else []))


def _total_limits(answers: list[Answer]) -> tuple[Fraction | None, Fraction | None]:
    lows = [answer.low for answer in answers if answer.low is not None]
    highs = [answer.high for answer in answers if answer.high is not None]
    low = sum(lows, Fraction(0)) if len(lows) == len(answers) else None
    high = sum(highs, Fraction(0)) if len(highs) == len(answers) else None
    return low, high


def _plain(
    key: nw.Expr, answers: list[Answer], unit: Fraction, low: Fraction | None, high: Fraction | None, step: Fraction
) -> Method:
    return Method(key, _how_many([answer.given for answer in answers]), Linear(unit), low, high, step, unit, _same)


def _added(terms: list[nw.Expr]) -> nw.Expr:
    """The sum of expressions, null where one of them is."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _how_many(conditions: list[nw.Expr]) -> nw.Expr:
    """In how many of the columns the condition holds; added up as small numbers, which is quicker."""
    return _added([condition.cast(nw.Int16) for condition in conditions]).cast(nw.Int64)


def _same(raw: nw.Expr) -> nw.Expr:
    return raw


METHODS: Mapping[str, Callable[[Columns], Method]] = {
    "sum": _sum,
    "mean": _mean,
    "prorated_sum": _prorated_sum,
    "count": _count,
    "lookup": _lookup,
    "tariff": _tariff,
    "single": _single,
    "category": _single,
    "given": _given,
    "activity_minutes": _activity_minutes,
    "goal_attainment": _goal_attainment,
}
