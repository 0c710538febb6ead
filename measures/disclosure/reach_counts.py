"""Reach under protection: figures made of counts must not give back the counts that are hidden or rounded beside them.

A group's share of participants together with its count gives the number of people whose group is known, and everybody
less these are the people whose group is not. Where that is hidden, shares are made from a rounded number of people.
Participants set beside those with a score are the people who took part but have none: where these are few, all counts
of reach are rounded. Where counts are rounded, figures are made from these, and what compares all groups is not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from measures.disclosure import rounding
from measures.disclosure.counting import EVERYBODY, Place, Universe, pairs_within, universe_of
from measures.disclosure.judging import Context
from measures.disclosure.rules import RULES, Footing, Policy
from measures.disclosure.wording import said
from measures.equity.reach import GroupReach, group_reach
from measures.numerics.rates import poisson_limits
from measures.results import NUMBER_COLUMNS, Row

REMADE = ("coverage_per_1000", "reach_ratio", "reach_gap", "shortfall")
OVER_GROUPS = ("rate_ratio", "shortfall_to_best", "dissimilarity", "reach_chi_square", "reach_trend")
FROM_ROUNDED = "Made from rounded numbers of people, to protect a few of them."
ROUNDED_COUNT = "Rounded to the nearest {base}: the exact number beside that of a scale would tell of a few people."
NOT_FROM_ROUNDED = "Hidden to protect people: counts are rounded, and this could give the exact ones back."
TELLS_OF_SCORED = (
    "Hidden to protect people: beside the numbers of a scale, even a rounded number would tell of a few people."
)
PER = 1000
COUNTS = ("participants", "matched_share")
ROUNDED_WIDTH = 2  # three possibilities, as where the policy rounds every count


def safe_reach(rows: Sequence[Row], context: Context) -> list[Row]:
    """The rows with figures of reach made from what may be known; all other rows as they are, in the same order."""
    policy = context.policy
    mine = [row for row in rows if not row.instrument and row.group_by]
    counts = {(row.group_by, row.group): row for row in mine if row.measure == "participants"}
    residents = {(row.group_by, row.group): row for row in mine if row.measure == "residents"}
    compared = [row for row in mine if row.measure == "reach_ratio" and row.estimate is not None]
    base = rounded_to(context)
    unsure = _unsure({row.group_by for row in compared}, counts, compared, context)
    if not base and not unsure:
        return list(rows)
    totals = {
        name: sum(residents[row.group_by, row.group].estimate or 0 for row in compared if row.group_by == name)
        for name in {row.group_by for row in compared}
    }

    most = {
        (row.group_by, row.group): rounding.to_base(row.estimate, base) + base // 2
        for row in rows
        if row.measure == "participants" and row.estimate is not None and not policy.is_small(row.estimate)
    } if base and not policy.round_to else {}  # fmt: skip
    told = _telling_of_scored(most, ROUNDED_WIDTH, context)

    def remade(row: Row) -> Row:  # noqa: PLR0911 - one line for each reason
        here = (row.group_by, row.group)
        if row.instrument or row.measure not in (*REMADE, *OVER_GROUPS, *COUNTS):
            return row
        if here in told and row.measure not in OVER_GROUPS:
            return _hidden(row, TELLS_OF_SCORED)
        if row.measure in COUNTS or row.status:
            return row if policy.round_to or not base else _rounded_count(row, base, policy)
        if row.measure in OVER_GROUPS and base:
            return _hidden(row, NOT_FROM_ROUNDED)
        exact = not base and (row.group_by not in unsure or row.measure == "coverage_per_1000")
        if exact or row.measure in OVER_GROUPS:
            return row
        count, of_residents = counts[here].estimate, residents[here].estimate
        if count is None or of_residents is None or not row.n:
            return row
        return _remade(row, (count, row.n), (int(of_residents), int(totals.get(row.group_by, 0))), policy, base)

    return [remade(row) for row in rows]


def rounded_to(context: Context) -> int:
    """What counts of reach are rounded to; 0 if they are exact.

    They are rounded where the policy rounds all counts, and where a shown one differs by a few from a shown number of
    people with a score: everybody at a wave, or the pairs. Nor may a shown number of people with a score nearly be that
    of participants which is hidden as company of a smaller one.
    """
    policy, told = context.policy, context.standing
    if policy.round_to:
        return policy.round_to
    scored = [universe for universe in context.sizes if universe.base in ("pairs", "wave") and universe.scale]
    took_part = [
        (counts, place, n)
        for counts, places in context.sizes.items()
        if counts.base == "counted" and not counts.instrument
        for place, n in places.items()
    ]
    near = any(
        place in context.sizes[universe]
        and told.of(universe, place) > Footing.HIDDEN
        and (
            policy.is_small(abs(n - context.sizes[universe][place]))
            if told.of(counts, place) > Footing.HIDDEN
            else abs(n - context.sizes[universe][place]) < policy.hidden_below
        )
        for counts, place, n in took_part
        for universe in scored
    )
    shown = {place: n for counts, place, n in took_part if told.of(counts, place) > Footing.HIDDEN}
    return policy.hidden_below if near or _telling_of_scored(shown, policy.hidden_below - 1, context) else 0


def _telling_of_scored(most: Mapping[Place, float], width: int, context: Context) -> set[Place]:
    """Groups of which the most that participants can be leaves too few possibilities for a hidden number.

    Everybody with a score at a wave took part, and is no less than those with a score both times: where the number at
    the wave is hidden, it lies between the number of pairs that is shown and the most that participants can be.
    """
    return {
        place
        for wave in context.sizes
        if wave.base == "wave" and wave.scale
        for place in context.sizes[wave]
        if place in most
        and context.standing.of(wave, place) == Footing.HIDDEN
        and (most[place] - _least(wave, place, context) < width or _squeezed(wave, place, most[place], context))
    }


def _squeezed(wave: Universe, place: Place, most: float, context: Context) -> bool:
    """Whether a hidden group could be no more than a small number, for the most that everybody can be.

    Of each group at least the pairs were at the wave. Beyond these there is only what everybody has beyond theirs.
    """
    if place != EVERYBODY:
        return False
    for universe in pairs_within(context.sizes, wave):
        pairs, told = context.sizes[universe], context.standing
        if told.of(universe, place) == Footing.HIDDEN:
            continue
        beyond = most - pairs.get(place, 0)
        for part in context.sizes[wave]:
            own = pairs.get(part, 0)
            known = not own or told.of(universe, part) > Footing.HIDDEN
            if known and told.of(wave, part) == Footing.HIDDEN and own + beyond < context.policy.hidden_below:
                return True
    return False


def _least(wave: Universe, place: Place, context: Context) -> int:
    """The least that a hidden number at a wave can be for what is shown of the pairs, of the place or of its parts."""
    least = 1
    for universe in (wave, *pairs_within(context.sizes, wave)):
        sizes = context.sizes[universe]
        shown: Counter[str] = Counter()
        for at in sizes if place == EVERYBODY else {place} & sizes.keys():
            if context.standing.of(universe, at) > Footing.HIDDEN:
                shown[at[0]] += sizes[at]
        least = max([least, *shown.values()])
    return least


def _rounded_count(row: Row, base: int, policy: Policy) -> Row:
    """A count of people, or the share of them found at both times, from rounded counts; small ones are hidden later.

    Of a row that states no figure only the number of people is rounded.
    """
    if row.n is None or policy.is_small(row.n):
        return row
    if row.status:
        return replace(row, n=rounding.to_base(row.n, base))
    note = said(row.note, ROUNDED_COUNT.format(base=base))
    if row.measure == "matched_share":
        return replace(rounding.share_from_rounded(row, base), note=note)
    if row.estimate is None or policy.is_small(row.estimate):
        return row
    count = rounding.to_base(row.estimate, base)
    return replace(row, estimate=float(count), n=count, note=note)


def _unsure(
    breakdowns: Iterable[str], counts: dict[tuple[str, str], Row], compared: Sequence[Row], context: Context
) -> set[str]:
    """Breakdowns with a hidden number of people who are in none of the compared groups."""
    inside = {(row.group_by, row.group) for row in compared}
    hidden = {
        row.group_by
        for place, row in counts.items()
        if place not in inside and context.footing(universe_of(row, RULES[row.measure]), row) == Footing.HIDDEN
    }
    return set(breakdowns) & hidden


def _remade(row: Row, people: tuple[float, int], residents: tuple[int, int], policy: Policy, rounded: int) -> Row:
    """One figure of a group from its count, the base, and residents, as far as these may be known."""
    count, base = people
    step = rounded or policy.hidden_below
    if rounded:
        count = float(rounding.to_base(count, step))
    base = max(rounding.to_base(base, step), int(count), 1)
    level = row.ci_level or 0.95
    note = said(row.note, FROM_ROUNDED)
    if row.measure == "coverage_per_1000":
        low, high = poisson_limits(round(count), level)
        figures = [PER * value / residents[0] for value in (count, low, high)]
        return replace(row, estimate=figures[0], ci_low=figures[1], ci_high=figures[2])
    found: GroupReach = group_reach(count, base, residents[0], residents[1], level)
    if row.measure == "shortfall":
        return replace(row, n=base, estimate=found.shortfall, note=note)
    value, limits = (found.ratio, found.ratio_limits) if row.measure == "reach_ratio" else (found.gap, found.gap_limits)
    return replace(row, n=base, estimate=value, ci_low=limits[0], ci_high=limits[1], note=note)


def _hidden(row: Row, note: str) -> Row:
    return replace(row, **dict.fromkeys(NUMBER_COLUMNS), method="", status="c", note=note)  # type: ignore[arg-type] # every number may be None
