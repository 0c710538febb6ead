"""Scores of several tables and waves in one unit: 12.5 in one file and 12 in another are both counted in halves."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

from measures.exports.tables import CodedTable


def common_units(coded: Sequence[CodedTable]) -> dict[str, float]:
    """The largest unit of each item or ready-made score that the units of all its columns are whole multiples of.

    Only those are named that some table states a unit for; all others count in ones.
    """
    units: dict[str, Fraction] = {}
    stated: set[str] = set()
    for table in coded:
        for column in (name for name in table.frame.columns if "." in name):
            name = column.split("@", 1)[0]
            stated |= {name} if column in table.units else set()
            units[name] = _common(units.get(name), _unit(table, column))
    return {name: float(unit) for name, unit in units.items() if name in stated}


def factor(table: CodedTable, column: str, units: dict[str, float]) -> int:
    """How many common units one unit of a table's column is."""
    name = column.split("@", 1)[0]
    return int(_unit(table, column) / _exact(units[name])) if name in units else 1


def _common(one: Fraction | None, other: Fraction) -> Fraction:
    if one is None:
        return other
    top = gcd(one.numerator * other.denominator, other.numerator * one.denominator)
    return Fraction(top, one.denominator * other.denominator)


def _unit(table: CodedTable, column: str) -> Fraction:
    return _exact(table.units.get(column, 1.0))


def _exact(unit: float) -> Fraction:
    """The unit as it is written in decimals: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(str(unit)).limit_denominator(10**9)
