"""Ready-made scores: numbers a file already holds, as whole numbers of the smallest step seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from measures.exports.cells import Cells
from measures.exports.labels import MISSING_NUMBERS, MISSING_WORDS, as_number, cell_key
from measures.exports.tables import ColumnUse
from measures.instrument import Instrument, Scale

FINEST = Decimal("0.000001")  # beyond this, decimals are the noise of a spreadsheet's arithmetic
LARGEST = Decimal(10) ** 12  # beyond this, no score of any scale, and no room for it among whole numbers
SUMMED = ("sum", "mean", "prorated_sum", "lookup")


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """One column of ready-made scores, read.

    `numbers[k]` is the score of the k-th distinct text, `None` where it has none; `kinds[k]` says what it is: a number
    inside the range, outside it, between its steps, a missing answer or not a number. `unit` is what 1 is worth.
    """

    use: ColumnUse
    target: str
    name: str
    cells: Cells = field(repr=False)
    numbers: tuple[Decimal | None, ...] = field(repr=False)
    kinds: tuple[Literal["blank", "number", "outside", "off_step", "missing", "unknown"], ...] = field(repr=False)
    unit: Decimal
    ends: tuple[Decimal, Decimal] | None = None

    def codes(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The whole number of units of each row, and whether the row has a score."""
        values = np.array([0 if number is None else int(number / self.unit) for number in self.numbers], dtype=np.int64)
        known = np.array([kind == "number" for kind in self.kinds], dtype=np.bool_)
        return values[self.cells.index], known[self.cells.index]

    @property
    def unread(self) -> int:
        """How many rows hold something that could not be taken as a score."""
        return sum(
            int(n)
            for kind, n in zip(self.kinds, self.cells.counts, strict=True)
            if kind in ("outside", "off_step", "unknown")
        )


def read_scores(
    use: ColumnUse,
    name: str,
    cells: Cells,
    instrument: Instrument,
    *,
    missing: Iterable[str] = (),
    codes: Iterable[str] = (),
    decimal: Literal[".", ","] = ".",
) -> ScoreColumn:
    """Read a column of ready-made scores.

    Parameters
    ----------
    use, name
        What the column is, and the name its scores go by.
    cells : Cells
        The column's distinct texts.
    instrument : Instrument
        The instrument whose score it is.
    missing, codes : texts
        What is no score here, always; and what is no answer anywhere, outside the scale's range.
    decimal : "." or ","
        The decimal sign.

    Returns
    -------
    ScoreColumn
        Its unit is the scale's step where one is stated, else the decimals seen decide.
    """
    scale = instrument.scale(use.item.rpartition(":")[2])
    ends = scale.range if use.role == "score" else raw_range(instrument, scale)
    step = scale.step if use.role == "score" else None
    always = {cell_key(text) for text in missing}
    doubtful = set(MISSING_NUMBERS) if ends is None else set()
    outside = {cell_key(text) for text in (*MISSING_WORDS, *MISSING_NUMBERS, *codes)}
    outside -= doubtful - {cell_key(text) for text in codes}
    numbers: list[Decimal | None] = []
    kinds: list[Literal["blank", "number", "outside", "off_step", "missing", "unknown"]] = []
    for text in cells.values:
        key = cell_key(text, decimal)
        number = as_number(key)
        number = number.quantize(FINEST).normalize() if number is not None and abs(number) < LARGEST else number
        inside = number is not None and abs(number) < LARGEST and _is_inside(number, key, ends, doubtful | outside)
        if not key:
            kinds.append("missing" if text.strip() else "blank")
        elif key in always or (not inside and key in outside):
            kinds.append("missing")
        elif number is None:
            kinds.append("unknown")
        elif not inside:
            kinds.append("outside")
        else:
            kinds.append("off_step" if step is not None and number % step else "number")
        numbers.append(number if kinds[-1] == "number" else None)
    places = [min(0, int(number.as_tuple().exponent)) for number in numbers if number is not None]
    unit = step or Decimal(1).scaleb(min(places, default=0))
    return ScoreColumn(use, use.item, name, cells, tuple(numbers), tuple(kinds), unit, ends)


def _is_inside(number: Decimal, key: str, ends: tuple[Decimal, Decimal] | None, doubtful: set[str]) -> bool:
    return ends[0] <= number <= ends[1] if ends else key not in doubtful


def raw_range(instrument: Instrument, scale: Scale) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest sum of answers a scale can have; `None` where it is no sum of answers."""
    if scale.table:
        sums = [Decimal(key) for key in scale.table]
        return min(sums), max(sums)
    if scale.method not in SUMMED or not scale.items:
        return None
    limits = [instrument.responses_of(item).code_range for item in scale.items]
    lowest = sorted(low for low, _ in limits)[: scale.needed]
    return sum(lowest, Decimal(0)), sum((high for _, high in limits), Decimal(0))
