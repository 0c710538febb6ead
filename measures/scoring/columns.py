"""One scale and the columns the data have for it: answers as whole numbers, reversed where the instrument says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import narwhals as nw

from measures.instrument import Instrument, Scale


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers to one item: column, code in whole `unit`s (reversed if need be), lowest and highest answer."""

    column: nw.Expr
    code: nw.Expr
    unit: Fraction
    low: Fraction | None
    high: Fraction | None

    @property
    def given(self) -> nw.Expr:
        """Whether the item was answered."""
        return ~self.column.is_null()

    def within(self, unit: Fraction) -> nw.Expr:
        """The answers counted in another unit, of which this one's is a multiple."""
        factor = int(self.unit / unit)
        return self.code if factor == 1 else self.code * factor


@dataclass(frozen=True, slots=True)
class Columns:
    """One scale with the columns the data have for it.

    `names` gives the column of each item, repeated items numbered (`goal.1`); `units` their units where not 1;
    `counted` is the column that says how many items were answered; `raw_unit` the unit of a ready-made raw total, if
    there is one.
    """

    instrument: Instrument
    scale: Scale
    names: Mapping[str, str]
    units: Mapping[str, Fraction]
    counted: str = ""
    raw_unit: Fraction | None = None

    def answer(self, item: str) -> Answer:
        """The answers to an item, reversed where the item or the scale says so."""
        base = base_item(item)
        low, high = answer_limits(self.instrument, base)
        unit = self.units.get(item, Fraction(1))
        code = column = nw.col(self.names[item])
        if self.instrument.item(base).reverse != (base in self.scale.reverse):
            if low is None or high is None:
                raise ValueError(f"reversing '{base}' needs a lowest and a highest answer")
            code = int((low + high) / unit) - code
        return Answer(column, code, unit, low, high)

    @property
    def found(self) -> tuple[str, ...]:
        """The scale's items that the data have, in the instrument's order."""
        if self.scale.method == "goal_attainment":
            stems = [item for item in self.scale.items if item not in self.scale.weights]
            return tuple(name for name in self.names if base_item(name) in stems)
        return tuple(item for item in wanted_items(self.scale) if item in self.names)

    @property
    def absent(self) -> tuple[str, ...]:
        """The scale's items that the data do not have, though a score needs them."""
        if self.scale.method == "goal_attainment":
            return () if self.found else self.scale.items[:1]
        if self.scale.method == "activity_minutes":
            return tuple(
                item
                for part in self.scale.parts
                for item in (part.days, part.minutes)
                if item and item not in self.names and not (part.optional and self._without(part.days, part.minutes))
            )
        return tuple(item for item in wanted_items(self.scale) if item not in self.names)

    def _without(self, *items: str | None) -> bool:
        return not any(item in self.names for item in items if item)

    @property
    def can_score(self) -> bool:
        """Whether the columns suffice for a score under the scale's own rule for missing answers."""
        if not self.absent:
            return bool(self.found)
        tolerant = self.scale.method in ("mean", "prorated_sum", "count")
        return tolerant and len(self.found) >= self.scale.needed


def base_item(name: str) -> str:
    """The item a numbered one repeats: `goal` of `goal.2`."""
    return name.partition(".")[0]


def wanted_items(scale: Scale) -> tuple[str, ...]:
    """The items a scale asks for, each once."""
    if scale.method == "activity_minutes":
        named = (item for part in scale.parts for item in (part.days, part.minutes) if item)
        return tuple(dict.fromkeys(named))
    return scale.items


def answer_limits(instrument: Instrument, item: str) -> tuple[Fraction | None, Fraction | None]:
    """The lowest and highest answer an item allows."""
    responses = instrument.responses_of(item)
    if responses.is_numeric:
        low, high = responses.minimum, responses.maximum
        return None if low is None else Fraction(low), None if high is None else Fraction(high)
    codes = [option.code for option in responses.options]
    return (Fraction(min(codes)), Fraction(max(codes))) if codes else (None, None)
