"""WELLBYs from a change in life satisfaction, and their worth in money where that is asked for, low case first.

One WELLBY is one point of life satisfaction (0 to 10) of one person over one year (HM Treasury 2021, Wellbeing guidance
for appraisal: supplementary Green Book guidance, Open Government Licence v3: £13,000, from £10,000 to £16,000, at
2019 prices and values).
"""

from __future__ import annotations

from dataclasses import dataclass

from measures.results import Issue, Row
from measures.value.rows import found_in, made_of, scaled, unknown
from measures.value.settings import DISCOUNT, ELASTICITY, PRICE_YEAR, ValueRules

CASES = (("value_low", "low case"), ("value_central", "central case"), ("value_high", "high case"))
NEAR_NAIVE = 0.5
NO_TIME = "How long lies between the waves is not known: state [value] years, or the column of dates in [waves]."
FEWEST_COMPARED = 30
FEW_COMPARED = f"Fewer than {FEWEST_COMPARED} people are in the comparison group: too few to value a difference from."
NO_SCALE = "These answers give no change of life satisfaction from 0 to 10."
UNTAKEN = "No share was taken off for what would have happened anyway (deadweight)."
NOT_CASH = "A way of comparing, not cash saved. It holds only as far as the change is the programme's."


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What one point of change of one person comes to, and every step on the way, in words.

    `years` counts each year of effect once and whole; `present` discounts later ones.
    """

    years: float
    present: float
    kept: float
    said: tuple[str, ...]


def present_years(held: int, drop_off: float, rate: float) -> float:
    """Years of effect, each less what dropped off, at today's worth: sum of ((1 - d) / (1 + r))^t, t from 0."""
    return float(sum(((1 - drop_off) / (1 + rate)) ** year for year in range(held)))


def kept_share(rules: ValueRules) -> float:
    """What is left after deadweight, what others brought about, and displacement, each of what was left before."""
    return float((1 - rules.deadweight) * (1 - rules.attribution) * (1 - rules.displacement))


def adjusted(rules: ValueRules, years: float) -> Adjusted:
    """Years of effect per point of change: a straight rise between the waves (half of it), then what is held."""
    rate = float(rules.discount if rules.discount is not None else DISCOUNT)
    said = [f"The change came about evenly over {years:.2f} years between the waves: half of them counts"]
    whole = present = years / 2
    if rules.estimator == "held":
        drop = float(rules.drop_off)
        whole += present_years(rules.held_years, drop, 0.0)
        present += present_years(rules.held_years, drop, rate)
        said.append(f"then held {rules.held_years} years, {drop:.0%} of what is left dropping off each year")
    for share, what in (
        (rules.deadweight, "would have happened anyway"),
        (rules.attribution, "is due to others"),
        (rules.displacement, "only moved from elsewhere"),
    ):
        if share:
            said.append(f"{float(share):.0%} {what}")
    return Adjusted(whole, present, kept_share(rules), tuple(said))


def price(rules: ValueRules) -> tuple[float, str]:
    """What the stated worth of a WELLBY is multiplied by to stand at the price year, and how that was done.

    Raises
    ------
    KeyError
        A series lacks 2019 or the price year (`price_fault` says so beforehand).
    """
    if rules.price_year == PRICE_YEAR:
        return 1.0, f"{PRICE_YEAR} prices"
    factor = float(rules.deflator[rules.price_year] / rules.deflator[PRICE_YEAR])
    said = f"{rules.price_year} prices by the stated deflator (times {factor:.4f})"
    if rules.growth:
        power = float(rules.elasticity if rules.elasticity is not None else ELASTICITY)
        grown = float(rules.growth[rules.price_year] / rules.growth[PRICE_YEAR]) ** power
        factor, said = factor * grown, f"{said} and real growth per head to the power {power:g} (times {grown:.4f})"
    return factor, said


def price_fault(rules: ValueRules) -> str:
    """Why the price year cannot be reached with the stated series; empty where it can."""
    if rules.price_year == PRICE_YEAR:
        return ""
    for name, series in (("deflator", rules.deflator), ("growth", rules.growth)):
        if (name == "deflator" or series) and not {PRICE_YEAR, rules.price_year} <= set(series):
            return f"For {rules.price_year} prices, [value] {name} must hold {PRICE_YEAR} and {rules.price_year}."
    return ""


def wellbeing_rows(rows: tuple[Row, ...], rules: ValueRules, years: float | None) -> list[Row]:
    """WELLBYs of everybody with both answers, and their worth, low case first, where money is switched on.

    Parameters
    ----------
    rows : tuple of Row
        Result rows of the evaluation; those of the comparison (`difference_in_change`) go before the plain change.
    rules : ValueRules
        What the study states.
    years : float or None
        Years between the waves.
    """
    compared = found_in(rows, "difference_in_change", rules.scale)
    change = found_in(rows, "mean_change", rules.scale)
    if change is None or change.estimate is None or not change.n:
        instrument, _, scale = rules.scale.partition(".")
        heading = change or Row(instrument, scale, "mean_change", n=0)
        return [unknown(heading, name, NO_SCALE) for name in ("wellbys", *_money_names(rules))]
    if years is None:
        return [unknown(change, name, NO_TIME) for name in ("wellbys", *_money_names(rules))]
    against = compared is not None and compared.estimate is not None
    if against and compared is not None and (compared.n or 0) - change.n < FEWEST_COMPARED:
        return [unknown(change, name, FEW_COMPARED) for name in ("wellbys", *_money_names(rules))]
    effect = compared if compared is not None and against else change
    steps = adjusted(rules, years)
    base = "difference in change from the comparison group" if against else "change between the waves"
    per_person = steps.years * steps.kept
    found = [
        made_of(
            change, "wellbys", **scaled(effect, per_person * change.n), statistic=per_person,
            method=f"{base} x {change.n} people x years of effect", note=_note(steps, rules, against=against),
        )
    ]  # fmt: skip
    if rules.money:
        found += _money_rows(change, effect, rules, steps, against=against)
    return found


def _money_rows(change: Row, effect: Row, rules: ValueRules, steps: Adjusted, *, against: bool) -> list[Row]:
    if fault := price_fault(rules):
        return [unknown(change, name, fault) for name in _money_names(rules)]
    factor, prices = price(rules)
    people = change.n or 0
    flags = recalled(rules)
    found = []
    for (measure, case), worth in zip(CASES, rules.wellby, strict=True):
        each = float(worth) * factor
        note = f"{_note(steps, rules, against=against)} {prices}. {NOT_CASH} {' '.join(flags)}".strip()
        found.append(
            made_of(
                change, measure, **scaled(effect, steps.present * steps.kept * people * each), statistic=each,
                note=note, method=f"{case}: WELLBYs at present worth x £{each:,.0f}",
            )
        )  # fmt: skip
    return found


def recalled(rules: ValueRules) -> list[str]:
    """What of the parameters in use was recalled and not checked."""
    found = []
    if rules.estimator == "held" and rules.held_years > 1 and rules.discount is None:
        found.append(f"Check before use: the discount rate of {float(DISCOUNT):.1%} is recalled, not stated.")
    if rules.growth and rules.elasticity is None and rules.price_year != PRICE_YEAR:
        found.append(f"Check before use: the power {float(ELASTICITY):g} is recalled, not stated.")
    return found


def naive_value(change: float, rules: ValueRules) -> float:
    """What a person's change would be worth if all of it held a whole year and all were the programme's."""
    return abs(change) * float(rules.wellby[1])


def near_naive(value_per_head: float, change: float, rules: ValueRules) -> Issue | None:
    """Warn where the worth per person comes near the naive figure, which real evaluations do not come near."""
    naive = naive_value(change, rules)
    if naive == 0 or abs(value_per_head) < NEAR_NAIVE * naive:
        return None
    message = (
        f"The central case comes to £{abs(value_per_head):,.0f} a person. All of the change held for a year would be "
        f"£{naive:,.0f}; England's green social prescribing pilots came to a sixteenth of that."
    )
    fix = "Look again at how long the change is held, at deadweight and at what others did."
    return Issue("check", "naive_value", "value", message, fix)


def _money_names(rules: ValueRules) -> tuple[str, ...]:
    return tuple(name for name, _ in CASES) if rules.money else ()


def _note(steps: Adjusted, rules: ValueRules, *, against: bool) -> str:
    said = f"Assumed: {'; '.join(steps.said)}."
    if against:
        return said
    return said if rules.deadweight else f"{said} {UNTAKEN}"
