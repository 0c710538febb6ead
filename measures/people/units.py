"""Ready-made scores of several tables in one unit: 12.5 in one file and 12 in another are counted in halves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

from measures.exports.tables import CodedTable


def common_units(coded: Sequence[CodedTable]) -> dict[str, float]:
    """The largest unit of each ready-made score that every table's unit is a whole multiple of."""
    units: dict[str, Fraction] = {}
    for table in coded:
        for name, unit in table.units.items():
            mine = _fraction(unit)
            known = units.get(name, mine)
            units[name] = Fraction(
                gcd(mine.numerator * known.denominator, known.numerator * mine.denominator),
                mine.denominator * known.denominator,
            )
    return {name: float(unit) for name, unit in units.items()}


def factor(table: CodedTable, column: str, units: dict[str, float]) -> int:
    """How many common units one unit of a table's column is; 1 for items."""
    name = column.split("@", 1)[0]
    if name not in table.units:
        return 1
    return int(_fraction(table.units[name]) / _fraction(units[name]))


def _fraction(unit: float) -> Fraction:
    """The unit as it is written in decimals: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(str(unit)).limit_denominator(10**9)
