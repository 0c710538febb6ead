"""Value in sentences and tables, from protected rows alone: what people feel first, money last, low case first."""

from __future__ import annotations

from collections.abc import Sequence

from measures.report.numbers import fixed, percent
from measures.report.tables import ABSENT, HIDDEN, blank
from measures.results import Row

MONEY = {"value_low": "Low case", "value_central": "Central case", "value_high": "High case"}
NOT_CASH = (
    "This is a way of comparing, not cash saved. If the change were due to the programme, it would be worth this; "
    "without a comparison group we cannot say that it is."
)
WELLBY = (
    "A WELLBY is one point of life satisfaction, on a scale from 0 to 10, of one person over one year. It is not money."
)
YEARS = {
    "capability_years": "Years of full capability gained, per person",
    "sufficient_capability_years": "Years of sufficient capability gained, per person",
}


def wellby_sentence(rows: Sequence[Row]) -> str:
    """How many WELLBYs the change comes to, or why that cannot be said."""
    row = next((row for row in rows if row.measure == "wellbys"), None)
    if row is None:
        return ""
    if row.estimate is None:
        return row.note if row.status == "x" else "WELLBYs are not shown, to protect the people they are made of."
    between = ""
    if row.ci_low is not None and row.ci_high is not None:
        between = f" (between {fixed(row.ci_low, 1)} and {fixed(row.ci_high, 1)})"
    who = f" among {row.n:,} people" if row.n is not None else ""
    return f"The change in life satisfaction comes to {fixed(row.estimate, 1)} WELLBYs{between}{who}."


def assumptions(rows: Sequence[Row]) -> list[str]:
    """What was assumed on the way to WELLBYs and money, each said once."""
    return list(
        dict.fromkeys(row.note for row in rows if row.measure in ("wellbys", *MONEY) and row.note and not row.status)
    )


def money_table(rows: Sequence[Row]) -> list[dict[str, str]]:
    """The worth of the WELLBYs, low case first; nothing unless money was switched on."""
    return [
        {
            "Case": MONEY[row.measure],
            "A WELLBY is taken as": ABSENT if row.statistic is None else f"£{row.statistic:,.0f}",
            "Worth": _pounds(row.estimate, row),
            "Interval": HIDDEN if row.status == "c" else _interval(row),
        }
        for row in rows
        if row.measure in MONEY
    ]


def benchmark_table(rows: Sequence[Row], titles: dict[tuple[str, str], str]) -> list[dict[str, str]]:
    """Everybody who answered beside published figures asked in the same way."""
    return [
        {
            "Questions": titles.get((row.instrument, row.scale), row.scale),
            "When": row.wave_from,
            "Difference": HIDDEN if row.status == "c" or row.estimate is None else _difference(row.estimate, row),
            "Interval": HIDDEN
            if row.ci_low is None or row.ci_high is None
            else f"{_difference(row.ci_low, row)} to {_difference(row.ci_high, row)}",
            "Beside": row.note.removeprefix("Beside: ").split("; ")[0] if not row.status else "",
        }
        for row in rows
        if row.measure == "benchmark_difference" and row.status != "x"
    ]


def capability_table(rows: Sequence[Row]) -> list[dict[str, str]]:
    """The gap to full capability, and years where they were asked for."""
    return [
        {"Figure": YEARS.get(row.measure, f"Gap to full capability, {row.category}"), "Value": _number(row)}
        for row in rows
        if row.measure in ("capability_gap", *YEARS) and row.status != "x"
    ]


def return_sentences(rows: Sequence[Row]) -> list[str]:
    """The social return of a value sheet of the user's own."""
    said = []
    for row in rows:
        if row.measure == "sroi_ratio":
            said.append(
                row.note
                if row.estimate is None
                else f"£{fixed(row.estimate, 2)} of worth for each £1 put in. {row.note}"
            )
        if row.measure == "break_even_deadweight" and row.estimate is not None:
            said.append(
                f"Nothing would be gained if {percent(max(row.estimate, 0.0))} of it would have happened anyway."
            )
    return said


def _pounds(value: float | None, row: Row) -> str:
    if value is None:
        return blank(row)
    return f"£{value:,.0f}" if value >= 0 else f"\u2212£{-value:,.0f}"


def _interval(row: Row) -> str:
    if row.ci_low is None or row.ci_high is None:
        return ABSENT
    return f"{_pounds(row.ci_low, row)} to {_pounds(row.ci_high, row)}"


def _difference(value: float, row: Row) -> str:
    if row.p_value is not None:  # a share
        return f"{fixed(100 * value, 0)} percentage points"
    return fixed(value, 1)


def _number(row: Row) -> str:
    if row.estimate is None:
        return blank(row)
    return fixed(row.estimate, 3)
