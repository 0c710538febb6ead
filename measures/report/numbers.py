"""Numbers as a sentence or a table shows them: how many decimals, which sign, one or many."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

MINUS = "\N{MINUS SIGN}"
MOST_DECIMALS = 2


def decimals(step: float | None) -> int:
    """Decimals of a mean: one more than the scale's step has, never more than two.

    Examples
    --------
    >>> decimals(1), decimals(0.1), decimals(0.25), decimals(None)
    (1, 2, 2, 1)
    """
    if not step or step >= 1:
        return 1
    return min(MOST_DECIMALS, 1 - math.floor(math.log10(step)))


def plain(value: float) -> str:
    """Write a number without needless decimals, for the ends of a range: 3.0 is 3.

    Examples
    --------
    >>> plain(3.0), plain(0.5), plain(10)
    ('3', '0.5', '10')
    """
    return _signed(f"{Decimal(repr(float(value))).normalize():f}")


def fixed(value: float, places: int) -> str:
    """Write a number with that many decimals, halves away from zero as people round; never "minus nought".

    Examples
    --------
    >>> fixed(0.25, 1), fixed(-0.25, 1) == MINUS + "0.3", fixed(-0.04, 1)
    ('0.3', True, '0.0')
    """
    return _signed(str(_rounded(value, places)))


def rounded_up(value: float, places: int) -> str:
    """Write a number that is not negative with that many decimals, never less than it is.

    Examples
    --------
    >>> rounded_up(0.31, 1), rounded_up(0.3, 1)
    ('0.4', '0.3')
    """
    return str(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_CEILING))


def is_nought(value: float, places: int) -> bool:
    """Whether a number shows as nought with that many decimals."""
    return _rounded(value, places) == 0


def percent(share: float) -> str:
    """Write a share as a whole percentage.

    Examples
    --------
    >>> percent(0.125), percent(0)
    ('13%', '0%')
    """
    return f"{fixed(share * 100, 0)}%"


def counted(n: int, one: str, many: str) -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> counted(1, "person", "people"), counted(1200, "person", "people")
    ('1 person', '1,200 people')
    """
    return f"{n:,} {one if n == 1 else many}"


def people(n: int) -> str:
    """Write a number of people."""
    return counted(n, "person", "people")


def p_value(value: float | None) -> str:
    """Write a p value for a table.

    Examples
    --------
    >>> p_value(0.0004), p_value(0.034), p_value(0.0042), p_value(None)
    ('p < 0.001', 'p = 0.03', 'p = 0.004', '')
    """
    if value is None:
        return ""
    return "p < 0.001" if value < 0.001 else f"p = {fixed(value, 2 if value >= 0.01 else 3)}"


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _signed(text: str) -> str:
    if not text.startswith("-"):
        return text
    number = text[1:]
    return number if not number.strip("0.") else MINUS + number
