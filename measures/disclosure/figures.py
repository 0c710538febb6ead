"""One row at a time: what is shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from measures.disclosure import rounding
from measures.disclosure.counting import pairs_of, wave_of
from measures.disclosure.judging import (
    Context,
    few_not_again,
    footing_of,
    hides_n,
    hides_n_started,
    rule_of,
    tells_by_wave,
)
from measures.disclosure.reach_counts import safe_reach
from measures.disclosure.rules import Footing, Policy, Rule, needs
from measures.disclosure.shares import hidden_shares
from measures.disclosure.wording import safe_note, said
from measures.results import NUMBER_COLUMNS, Row

HIDDEN = "Hidden to protect people: shown with the rest, it could give away what somebody answered."
NO_RULE = "Withheld: it is not stated how this figure is made safe to share."
ROUNDED = "Rounded, to protect people."
BLURRED = "In steps of five percentage points and without the number of people, to protect them."
WITHOUT_N = "The number of people is hidden to protect them."
TO_BASE = "Counts are rounded to the nearest {base}; figures are made from these or rounded accordingly."

MADE_OF = {"benchmark_difference": "headline_share"}
"""Measures that tell a share of people anew, and which."""
IN_SCALE_UNITS = ("mean", "change", "spread")
TESTS_IN_SCALE_UNITS = ("paired_t", "hodges_lehmann", "equivalence")


def protected_rows(rows: Sequence[Row], context: Context) -> tuple[Row, ...]:
    """All rows, each with what may be shown of it; none is left out and the order stays."""
    hidden = hidden_shares(rows, context.standing, context.policy)
    rows = safe_reach(rows, context)
    shown = [_protected(row, context, share_hidden=index in hidden) for index, row in enumerate(rows)]
    return tuple(_like_its_share(row, shown) for row in shown)


def _like_its_share(row: Row, shown: Sequence[Row]) -> Row:
    """A difference from a published share, hidden where the share of our people is not told exactly."""
    if row.measure not in MADE_OF or row.estimate is None:
        return row
    about = (MADE_OF[row.measure], row.instrument, row.scale, row.group_by, row.group, row.wave_from, row.wave_to)
    told = [
        share.statistic is not None
        for share in shown
        if about == (share.measure, share.instrument, share.scale, share.group_by, share.group, share.wave_from,
                     share.wave_to)
    ]  # fmt: skip
    return row if all(told) else _only_counted(row)


def _protected(row: Row, context: Context, *, share_hidden: bool) -> Row:
    rule = rule_of(row)
    if row.status == "c" or (rule is not None and rule.kind in ("public", "things")):
        return row
    if rule is None:
        return _hidden(row, NO_RULE)
    if row.n_started is not None and hides_n_started(row, rule, context):
        row = replace(row, n_started=None)
    without_n = hides_n(row, rule, context)
    if row.status == "x" and row.n == 0 and not without_n:  # nobody is counted, nobody is told of
        return _to_base(row, context.policy)
    if share_hidden or _must_hide(row, rule, context, without_n=without_n):
        return _to_base(_hidden(row, HIDDEN) if without_n else _only_counted(row), context.policy)
    return _shown(row, rule, context, without_n=without_n)


def _must_hide(row: Row, rule: Rule, context: Context, *, without_n: bool) -> bool:
    if footing_of(row, rule, context) < needs(rule):
        return True
    if rule.kind == "response" and few_not_again(row, context):
        return True
    return without_n and rule.kind not in ("share", "reliability")  # these can be told without the number


def _shown(row: Row, rule: Rule, context: Context, *, without_n: bool) -> Row:
    footing = footing_of(row, rule, context)
    row = replace(row, note=safe_note(row.note, context.policy, exact=footing == Footing.EXACT))
    if footing == Footing.ROUNDED and rule.kind in ("mean", "change"):
        row = _rounded(row, rule, context)
    elif rule.kind == "share" and without_n:
        return _blurred(row, context.policy)
    elif rule.kind == "reliability" and (without_n or tells_by_wave(row, context)):
        row = replace(row, n=None, ci_low=None, ci_high=None, ci_level=None, note=said(row.note, WITHOUT_N))
    return _counts_rounded(row, rule, context) if context.policy.round_to else row


def _hidden(row: Row, note: str) -> Row:
    return replace(row, **dict.fromkeys(NUMBER_COLUMNS), method="", status="c", note=note)  # type: ignore[arg-type] # every number may be None


def _only_counted(row: Row) -> Row:
    """The row with nothing but the numbers of people."""
    return replace(_hidden(row, HIDDEN), n=row.n, n_started=row.n_started)


def _rounded(row: Row, rule: Rule, context: Context) -> Row:
    """A mean without its interval, or the mean change with one, on the grid of the scale."""
    n = row.n or 0
    if rule.base == "both":
        n = min(context.people(wave_of(row, wave), row) for wave in (row.wave_from, row.wave_to))
    elif rule.base == "baseline":
        n = context.people(pairs_of(row), row)
    outward = n < context.policy.outward_below
    row = rounding.rounded_figures(row, context.facts_of(row), outward=outward)
    if rule.base == "pairs" and rule.kind == "change":
        below = context.policy.hidden_below
        row = rounding.wide_enough(row, context.facts_of(row), outward=outward, hidden_below=below)
    row = replace(row, std_error=None, statistic=None, df=None, p_value=None, p_adjusted=None)
    if rule.kind == "mean":
        row = replace(row, ci_low=None, ci_high=None, ci_level=None)
    return replace(row, note=said(row.note, ROUNDED))


def _blurred(row: Row, policy: Policy) -> Row:
    """A share whose number of people is hidden: in coarse steps, without counts and interval."""
    share = None if row.estimate is None else rounding.share_in_points(row.estimate)
    note = said(safe_note(row.note, policy, exact=False), BLURRED)
    return replace(_hidden(row, note), estimate=share, method=row.method, status=row.status)


def _to_base(row: Row, policy: Policy) -> Row:
    if not policy.round_to:
        return row
    n, started = (
        None if count is None else rounding.to_base(count, policy.round_to) for count in (row.n, row.n_started)
    )
    return replace(row, n=n, n_started=started)


def _counts_rounded(row: Row, rule: Rule, context: Context) -> Row:
    """The row under a policy that rounds counts: nothing else in it gives the exact number of people back."""
    base = context.policy.round_to
    counted = rule.kind in ("share", "response")
    if counted:
        row = rounding.share_from_rounded(row, base)
    elif rule.kind == "count" and row.estimate is not None:
        row = replace(row, estimate=float(rounding.to_base(row.estimate, base)))
    elif rule.kind in IN_SCALE_UNITS or row.measure in TESTS_IN_SCALE_UNITS:
        if rounding.step_of(context.facts_of(row)) is None:
            return _to_base(_only_counted(row), context.policy)
        row = rounding.rounded_figures(row, context.facts_of(row), outward=False)
    else:
        estimate, low, high = (rounding.places(value, 2) for value in (row.estimate, row.ci_low, row.ci_high))
        row = replace(row, estimate=estimate, ci_low=low, ci_high=high)
    if not counted:
        p_value, p_adjusted = (rounding.places(p, 3, up=True) for p in (row.p_value, row.p_adjusted))
        row = replace(row, std_error=None, statistic=None, df=None, p_value=p_value, p_adjusted=p_adjusted)
    return _to_base(replace(row, note=said(row.note, TO_BASE.format(base=base))), context.policy)
