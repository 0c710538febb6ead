"""Social return on investment from the user's own sheet of outcomes and values; licensed value banks are never shipped.

Deadweight, what others did and displacement are multiplied, not added: what would have happened anyway cannot also be
due to others (Social Value UK, A guide to SROI 2012).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from measures.errors import FileError
from measures.exports.named_columns import NamedTable, numbers
from measures.numerics.moments import Floats
from measures.results import Issue, Row
from measures.value.settings import ValueRules

SHARES = ("deadweight", "attribution", "displacement", "drop_off")
RATE = 0.035
SWINGS = {"value": 0.1, **dict.fromkeys(SHARES, 0.1), "discount": 0.01}
SWING_WORDS = {
    "value": "Quantity or value of every outcome",
    "deadweight": "What would have happened anyway, in points,",
    "attribution": "What others did, in points,",
    "displacement": "What only moved from elsewhere, in points,",
    "drop_off": "What wears off each year, in points,",
    "discount": "The yearly discount, in points,",
}
TEMPLATE = (
    "outcome,quantity,value,deadweight,attribution,displacement,drop_off,years\n"
    "Example: less lonely (take this row out),10,100,0.2,0.1,0,0.5,2\n"
)
NEEDED = (
    "Name the columns outcome, quantity, value, and where they apply deadweight, attribution, displacement, drop_off "
    "and years."
)
NO_INPUTS = "What was put in is not stated: [value] inputs = 100000."
NO_VALUE = "The outcomes come to no value."


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Outcomes of a value sheet; shares from 0 to 1, `years` whole numbers from 1."""

    names: tuple[str, ...]
    quantity: Floats
    value: Floats
    shares: dict[str, Floats]
    years: Floats


def read_outcomes(table: NamedTable) -> Outcomes:
    """The rows of a value sheet.

    Raises
    ------
    FileError
        A column or number is missing, a quantity or value is below 0, a share is not between 0 and 1, or years are no
        whole number from 1 to 50.
    """
    missing = [name for name in ("outcome", "quantity", "value") if name not in table.frame.columns]
    if missing:
        raise FileError(table.where, f"There is no column '{missing[0]}'.", NEEDED, code="no_column")
    columns = {name: numbers(table, name, least=0) for name in ("quantity", "value", *SHARES, "years")}
    for name in ("quantity", "value"):
        empty = columns[name].isna()
        if empty.any():
            message = f"'{name}' is not stated there."
            raise FileError(table.where_rows(empty), message, "Write it, or take the row out.", code="not_stated")
    for name in SHARES:
        over = columns[name] > 1
        if over.any():
            message = f"'{name}' is above 1 there."
            raise FileError(table.where_rows(over), message, "Write 20 % as 0.2.", code="no_share")
    years = columns["years"].fillna(1)
    odd = (years % 1 != 0) | (years < 1) | (years > 50)
    if odd.any():
        message = "'years' is no whole number from 1 to 50 there."
        raise FileError(table.where_rows(odd), message, "Write how many years the outcome is held.", code="no_years")
    return Outcomes(
        names=tuple(table.text("outcome")),
        quantity=_floats(columns["quantity"]),
        value=_floats(columns["value"]),
        shares={name: _floats(columns[name].fillna(0)) for name in SHARES},
        years=_floats(years),
    )


def present_value(found: Outcomes, rate: float, *, without_deadweight: bool = False) -> float:
    """Worth of all outcomes today: the first year undiscounted, drop-off of what is left from the second on."""
    kept = (1 - found.shares["attribution"]) * (1 - found.shares["displacement"])
    if not without_deadweight:
        kept = kept * (1 - found.shares["deadweight"])
    step = (1 - found.shares["drop_off"]) / (1 + rate)
    last = int(found.years.max()) if len(found.years) else 0
    held = np.zeros(len(found.years))
    for year in range(last):
        held += np.where(year < found.years, step**year, 0.0)
    return float((found.quantity * found.value * kept * held).sum())


def return_rows(found: Outcomes, rules: ValueRules, name: str) -> list[Row]:
    """The ratio of worth to what was put in, and the deadweight at which nothing would be gained."""
    rate = _rate(rules)
    worth, gross = present_value(found, rate), present_value(found, rate, without_deadweight=True)
    rows = [Row(name, "sroi", measure) for measure in ("sroi_ratio", "break_even_deadweight")]
    if rules.inputs is None or gross == 0:
        why = NO_INPUTS if rules.inputs is None else NO_VALUE
        return [replace(row, status="x", note=why) for row in rows]
    put_in = float(rules.inputs)
    note = (
        f"Worth £{worth:,.2f} for £{put_in:,.2f} put in; less what was put in £{worth - put_in:,.2f}. Discounted at "
        f"{rate:.1%} a year. Shares are multiplied, not added. Values are those of the user's own sheet."
    )
    point = 1 - put_in / gross
    less = "" if point > 0 else " That is no more than was put in, so it breaks even at no deadweight."
    least = f"Before deadweight the worth is £{gross:,.2f}.{less}"
    return [
        replace(
            rows[0], estimate=worth / put_in, method=f"present worth of {len(found.names)} outcomes / inputs", note=note
        ),
        replace(rows[1], estimate=point, method="1 - inputs / worth before deadweight", note=least),
    ]


def swing_rows(found: Outcomes, rules: ValueRules, name: str) -> list[Row]:
    """The ratio where each assumption is lower or higher than stated, the others as they are: two rows for each.

    Shares and the yearly discount move by their step in percentage points and stay within 0 and 1, worth and quantity
    move by a tenth of themselves. Assumptions that move nothing have no rows; those that move most come first.
    """
    rate = _rate(rules)
    if rules.inputs is None or present_value(found, rate) == 0:
        return []
    put_in = float(rules.inputs)

    def ratio(assumption: str, step: float) -> float:
        if assumption == "discount":
            return present_value(found, min(max(rate + step, 0.0), 1.0)) / put_in
        if assumption == "value":
            return (1 + step) * present_value(found, rate) / put_in
        moved = {**found.shares, assumption: np.clip(found.shares[assumption] + step, 0.0, 1.0)}
        return present_value(replace(found, shares=moved), rate) / put_in

    swings = [(each, ratio(each, -step), ratio(each, step)) for each, step in SWINGS.items()]
    swings.sort(key=lambda one: -abs(one[1] - one[2]))
    return [
        Row(
            name, "sroi", f"sroi_if_{way}", estimate=estimate, category=assumption,
            method="one assumption moved, others as stated",
            note=f"{SWING_WORDS[assumption]} {SWINGS[assumption]:.0%} {way} than stated.",
        )
        for assumption, low, high in swings
        if low != high
        for way, estimate in (("lower", low), ("higher", high))
    ]  # fmt: skip


def _rate(rules: ValueRules) -> float:
    return RATE if rules.discount is None else float(rules.discount)


def rate_issue(rules: ValueRules) -> list[Issue]:
    """Nothing where the rate is stated; else which one was used."""
    if rules.discount is not None:
        return []
    message = f"Later years are discounted at {RATE:.1%}, the Green Book's rate, because no other is stated."
    return [Issue("note", "value_not_stated", "value", message, "State [value] discount to use another.")]


def _floats(column: pd.Series[float]) -> Floats:
    return np.asarray(column, dtype=np.float64)
