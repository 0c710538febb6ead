"""Whether a row may be shown: the footing of its people, and which of its numbers of people are hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from measures.disclosure import rounding
from measures.disclosure.counting import Sizes, Universe, count_people, pairs_of, place_of, universe_of, wave_of
from measures.disclosure.flat import flat_groups
from measures.disclosure.rules import RULES, Footing, Policy, Rule, needs
from measures.disclosure.suppression import Standing, standing
from measures.results import Row, ScaleFacts

ScaleKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Context:
    """Everything the rows of one evaluation are judged by."""

    policy: Policy
    sizes: Sizes
    standing: Standing
    facts: Mapping[ScaleKey, ScaleFacts]
    baselines: Mapping[ScaleKey, frozenset[str]]

    def facts_of(self, row: Row) -> ScaleFacts | None:
        """What is known of the row's scale."""
        return self.facts.get((row.instrument, row.scale))

    def people(self, universe: Universe, row: Row) -> int:
        """How many people of a universe are in the row's group."""
        return self.sizes.get(universe, {}).get(place_of(row), 0)

    def footing(self, universe: Universe, row: Row) -> Footing:
        """What may be said of a universe's people in the row's group."""
        return self.standing.of(universe, place_of(row))


def context_of(rows: Iterable[Row], scales: Iterable[ScaleFacts], policy: Policy) -> Context:
    """Count the people behind the rows and settle what may be said of them."""
    listed = list(rows)
    facts = {(scale.instrument, scale.scale): scale for scale in scales}
    sizes = count_people(listed)
    seen = standing(sizes, flat_groups(listed, facts, policy), policy)
    return Context(policy, sizes, seen, facts, _baselines(sizes))


def _baselines(sizes: Sizes) -> dict[ScaleKey, frozenset[str]]:
    """The first waves of each scale's pairs; of a scale without pairs, every wave."""
    found: dict[ScaleKey, frozenset[str]] = {}
    for base in ("pairs", "wave"):
        known = set(found)
        for universe in sizes:
            scale = (universe.instrument, universe.scale)
            if universe.base == base and scale not in known:
                found[scale] = found.get(scale, frozenset()) | {universe.wave_from}
    return found


def footing_of(row: Row, rule: Rule, context: Context) -> Footing:  # noqa: PLR0911 - one line for each base
    """What may be said of the people behind a row."""
    universe = universe_of(row, rule)
    if rule.kind == "between" or rule.base == "part":
        return _footing_of_all_groups(row, rule, context) if rule.kind == "between" else _footing_of_part(row, context)
    if rule.base == "ever":  # less the pairs and those of either wave, it tells of all who were seen only once
        waves = (wave_of(row, wave) for wave in (row.wave_from, row.wave_to))
        return min(context.footing(key, row) for key in (pairs_of(row), *waves))
    if rule.kind == "share":
        return context.standing.of_alone(universe, place_of(row))
    if rule.base == "both":
        return min(context.footing(wave_of(row, wave), row) for wave in (row.wave_from, row.wave_to))
    if rule.base == "counted":
        return min(context.footing(counted, row) for counted in _counts_behind(universe, row))
    if rule.base == "baseline":
        pairs, started = context.footing(pairs_of(row), row), context.footing(universe, row)
        if rule.kind in ("change", "spread"):  # a supposed change says no more than the pairs and how many started
            return pairs if started > Footing.HIDDEN else Footing.HIDDEN
        return min(pairs, started)
    return context.footing(universe, row)


def _footing_of_part(row: Row, context: Context) -> Footing:
    """What may be said of some of the pairs: nothing but their number, unless they and the others are both many.

    The figure of all pairs less this one is the others' exact figure, however either is called.
    """
    pairs, n = context.people(pairs_of(row), row), row.n or 0
    fewest = min(n, pairs - n)
    if context.policy.is_small(fewest):
        return Footing.HIDDEN
    least = Footing.EXACT if fewest >= context.policy.exact_from else Footing.COUNTED
    return min(least, context.footing(pairs_of(row), row))


def _footing_of_all_groups(row: Row, rule: Rule, context: Context) -> Footing:
    """The least footing of all groups that a figure sets side by side.

    Without a breakdown, everybody's pairs are set beside a comparison group's, or divided by another question: the
    people whom the figure counts beyond the pairs, or leaves out of them, must be many themselves.
    """
    if rule.base == "pairs" and not row.group_by:
        apart = abs((row.n or 0) - context.people(pairs_of(row), row))
        many = apart == 0 or apart >= context.policy.exact_from
        return context.footing(pairs_of(row), row) if many else Footing.HIDDEN
    universes = _counts_behind(universe_of(row, rule), row) if rule.base == "counted" else [universe_of(row, rule)]
    if rule.base == "pairs":
        scale = (row.instrument, row.scale)
        universes = [key for key in context.sizes if key.base == "pairs" and (key.instrument, key.scale) == scale]
    return min((context.standing.of_breakdown(key, row.group_by) for key in universes), default=Footing.HIDDEN)


def _counts_behind(universe: Universe, row: Row) -> list[Universe]:
    """The counts that a figure made of counts rests on: those of its wave, or of both its waves."""
    return [replace(universe, wave_from=wave, wave_to=wave) for wave in dict.fromkeys((row.wave_from, row.wave_to))]


def hides_n(row: Row, rule: Rule, context: Context) -> bool:
    """Whether the row's `n` may not be shown."""
    if rule.kind == "between":
        return footing_of(row, rule, context) < needs(rule)
    if rule.base in ("both", "ever"):
        return footing_of(row, rule, context) == Footing.HIDDEN
    universe = universe_of(row, rule)
    if rule.base == "counted":
        return footing_of(row, rule, context) == Footing.HIDDEN or context.policy.is_small(row.n or 0)
    if context.footing(universe, row) == Footing.HIDDEN:
        return True
    if rule.base == "own":
        return tells_by_wave(row, context)
    left_out = 0 if row.n is None else context.people(universe, row) - row.n
    return context.policy.is_small(left_out) or context.policy.is_small(row.n or 0)


def tells_by_wave(row: Row, context: Context) -> bool:
    """Whether the row's people set beside everybody at the wave (complete answers, say) give away a small count."""
    wave = wave_of(row, row.wave_from)
    if place_of(row) not in context.sizes.get(wave, {}):
        return False
    apart = abs(context.people(wave, row) - (row.n or 0))
    return context.footing(wave, row) == Footing.HIDDEN or context.policy.is_small(apart)


def hides_n_started(row: Row, rule: Rule, context: Context) -> bool:
    """Whether the row's `n_started`, everybody with a baseline score, may not be shown.

    A row about one wave tells of the baseline of whatever pairs its scale has (without pairs: of any of its waves).
    """
    if rule.base == "both" and footing_of(row, rule, context) == Footing.HIDDEN:
        return True
    waves = context.baselines.get((row.instrument, row.scale), frozenset())
    if row.wave_from != row.wave_to:
        waves = frozenset({row.wave_from})
    return not waves or any(context.footing(wave_of(row, wave), row) == Footing.HIDDEN for wave in waves)


def few_not_again(row: Row, context: Context) -> bool:
    """Whether a share of those not heard from again rests on few people, or sets a few apart.

    Set apart are those not heard from, those heard from, and those heard from but at another wave than the last.
    """
    policy, n, gone = context.policy, row.n or 0, row.statistic or 0
    without_pair = n - context.people(pairs_of(row), row)
    if policy.round_to and policy.is_small(
        rounding.to_base(n, policy.round_to) - rounding.to_base(gone, policy.round_to)
    ):
        return True  # the rest of what is shown is small, whatever it was before rounding
    return n < policy.means_from or any(policy.is_small(count) for count in (gone, n - gone, abs(without_pair - gone)))


def rule_of(row: Row) -> Rule | None:
    """The rule of the row's measure, if there is one."""
    return RULES.get(row.measure)
