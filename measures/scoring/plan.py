"""What to do for one scale with the columns at hand: from items, from ready-made totals, or from both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import narwhals as nw

from measures.instrument import Instrument, Scale
from measures.results import Issue
from measures.scoring.columns import Columns, wanted_items
from measures.scoring.methods import Method, method_of
from measures.scoring.values import Finish, FromItems, Goals, GoalsOrReady, ItemsOrReady, Linear, Reading


@dataclass(frozen=True, slots=True)
class Source:
    """A column in whole `unit`s."""

    column: str
    unit: Fraction


@dataclass(frozen=True, slots=True)
class Check:
    """Something to count over all rows; if there is any, `issue` says so with the count in place of `{n}`."""

    found: nw.Expr
    issue: Issue


@dataclass(frozen=True, slots=True)
class Comparison:
    """A scale's own score beside a ready-made one, for everybody who has both.

    `own` and `ready` are keys, `counted` the column of items answered; the scores agree within `tolerance`.
    """

    name: str
    own: nw.Expr
    counted: str
    ready: nw.Expr
    own_score: Reading
    ready_score: Reading
    tolerance: Fraction

    def issue(self, frame: nw.LazyFrame[Any]) -> Issue | None:
        """Count those whose two scores differ."""
        both = frame.filter(nw.col(self.counted) > 0).select(own=self.own, ready=self.ready)
        both = both.filter(~nw.col("ready").is_null())
        cells = both.group_by("own", "ready").agg(nw.len().alias("n")).collect()
        apart = sum(
            int(n)
            for own, empty, ready, n in zip(
                cells["own"].fill_null(0).to_list(), cells["own"].is_null().to_list(),
                cells["ready"].to_list(), cells["n"].to_list(), strict=True,
            )
            if empty or abs(self.own_score(int(own)) - self.ready_score(int(ready))) > self.tolerance
        )  # fmt: skip
        if not apart:
            return None
        message = f"Rows whose total in the file is not what the answers give: {apart}. The answers were used."
        fix = "Check how the file's total was made: another version, another rule for missing answers, or an edit?"
        return Issue("check", "score_disagrees", self.name, message, fix)


@dataclass(frozen=True, slots=True)
class Plan:
    """How one scale is scored: expressions for the engine, and how the keys are read.

    `answered` is worked out first, into the column `Columns.counted`, which `key` and the checks may use.
    """

    key: nw.Expr
    answered: nw.Expr
    score: Reading
    low: Fraction | None
    high: Fraction | None
    step: Fraction | None
    goals: Goals | GoalsOrReady | None = None
    checks: tuple[Check, ...] = ()
    comparisons: tuple[Comparison, ...] = field(default=(), repr=False)


def plan_scale(
    instrument: Instrument,
    scale: Scale,
    names: Mapping[str, str],
    units: Mapping[str, Fraction],
    counted: str,
    raw: Source | None,
    ready: Source | None,
) -> Plan | None:
    """Plan one scale.

    Parameters
    ----------
    instrument, scale
    names : mapping of item id to column
        The instrument's items that the data have; repeated items numbered.
    units : mapping of item id to unit
        Where not 1.
    counted : str
        Name of the column that will say how many items were answered.
    raw, ready : Source, optional
        Ready-made total before table, mean, multiply, rescale or cap; ready-made final score.

    Returns
    -------
    Plan, or None if the data do not have what the scale needs.

    Raises
    ------
    ValueError
        The instrument asks for what its answers do not allow.
    """
    raw_unit = None if raw is None else raw.unit
    columns = Columns(instrument, scale, names, units, counted, raw_unit)
    plan = _plan(columns, method_of(columns)) if columns.can_score else None
    if raw is not None and scale.method != "goal_attainment":
        plan = _with_raw(columns, raw, plan)
    return plan if ready is None else _with_ready(columns, ready, plan)


def missing_items(instrument: Instrument, scale: Scale, names: Mapping[str, str], *, scored: bool) -> Issue | None:
    """Say which items of a scale have no column, if others of it have."""
    columns = Columns(instrument, scale, names, {})
    if not columns.absent or not columns.found:
        return None
    topics = ", ".join(f"'{instrument.item(item).topic}' ({instrument.id}.{item})" for item in columns.absent)
    where = f"{instrument.id}.{scale.id}"
    fix = "Say which columns hold these items, if the questions were asked."
    if not scored:
        message = f"'{scale.title}' cannot be scored: the data have no column for {topics}."
        return Issue("check", "scale_not_scored", where, message, fix)
    how = "scored without" if columns.can_score else "taken from the ready-made scores, as there is nothing on"
    message = f"'{scale.title}' is {how} {topics}: the data have no such column."
    return Issue("check", "items_missing", where, message, fix)


def _plan(columns: Columns, method: Method) -> Plan:
    scale = columns.scale
    finish = Finish.of(scale, method.low, method.high)
    low, high = finish.limits(method.low, method.high)
    if scale.range is not None:
        low, high = Fraction(scale.range[0]), Fraction(scale.range[1])
    step = finish.step(method.step) if scale.step is None else Fraction(scale.step)
    goals = method.total if isinstance(method.total, Goals) else None
    plan = Plan(method.key, method.answered, FromItems(method.total, finish), low, high, step, goals)
    if scale.method != "lookup":
        return plan
    beyond = method.key.is_null() & (nw.col(columns.counted) == len(columns.found))
    message = "Rows whose answers add up to a sum that the table of scores does not have: {n}. They have no score."
    fix = "Check the instrument's table, and how these answers were coded."
    issue = Issue("check", "not_in_table", f"{columns.instrument.id}.{scale.id}", message, fix)
    return replace(plan, checks=(Check(beyond, issue),))


def _with_raw(columns: Columns, raw: Source, items: Plan | None) -> Plan:
    """Let ready-made raw totals stand where nobody answered an item; they share the items' keys."""
    instrument, scale = columns.instrument, columns.scale
    # without items, the method is made as if they were there: only how it reads a raw total is used
    names = {item: columns.names.get(item, item) for item in wanted_items(scale)}
    method = method_of(replace(columns, names=names))
    code = nw.col(raw.column)
    factor = int(raw.unit / method.unit)
    raw_key = method.from_raw(code if factor == 1 else code * factor)
    name = f"{instrument.id}.{scale.id}"
    checks: tuple[Check, ...] = ()
    if scale.method == "lookup":
        message = "Rows whose ready-made sum is not one that the table of scores has: {n}. They have no score."
        issue = Issue("check", "not_in_table", name, message, "Check that the column holds sums of the answers.")
        checks = (Check(raw_key.is_null() & ~code.is_null(), issue),)
    if items is None:
        return replace(_plan(columns, method), key=raw_key, answered=nw.lit(0, dtype=nw.Int64), checks=checks)
    own = Comparison(name, items.key, columns.counted, raw_key, items.score, items.score, Fraction(0))
    key = nw.when(nw.col(columns.counted) > 0).then(items.key).otherwise(raw_key)
    return replace(items, key=key, checks=(*items.checks, *checks), comparisons=(own,))


def _with_ready(columns: Columns, ready: Source, plan: Plan | None) -> Plan:
    """Let ready-made final scores stand where there are neither items nor a raw total."""
    scale, name = columns.scale, f"{columns.instrument.id}.{columns.scale.id}"
    code, read = nw.col(ready.column), Linear(ready.unit)
    low, high = (None, None) if scale.range is None else (Fraction(end) for end in scale.range)
    checks: tuple[Check, ...] = ()
    if low is not None and high is not None:
        lowest, highest = math.ceil(low / ready.unit), math.floor(high / ready.unit)
        outside = (code < lowest) | (code > highest)
        message = f"Ready-made scores outside {float(low):g} to {float(high):g}: {{n}}. They are left out."
        fix = "Check that the column holds this scale, scored in this way, and what stands for no answer."
        checks = (Check(outside, Issue("check", "score_out_of_range", name, message, fix)),)
        code = nw.when(~outside).then(code)
    if plan is None:
        step = ready.unit if scale.step is None else Fraction(scale.step)
        return Plan(code, nw.lit(0, dtype=nw.Int64), read, low, high, step, None, checks)
    own = Comparison(name, plan.key, columns.counted, code, plan.score, read, ready.unit / 2)
    ours = (nw.col(columns.counted) > 0) | ~plan.key.is_null()
    key = nw.when(ours).then(plan.key * 2).otherwise(code * 2 + 1)
    score = ItemsOrReady(plan.score, read)
    goals = GoalsOrReady(plan.goals) if isinstance(plan.goals, Goals) else None
    return replace(
        plan, key=key, score=score, goals=goals, checks=(*plan.checks, *checks), comparisons=(*plan.comparisons, own)
    )
