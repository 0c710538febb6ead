"""The answers as a table: which column holds which item or ready-made score, and what is checked before scoring."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import narwhals as nw
import pandas as pd

from measures.engines import Frame, name_on, nullable
from measures.errors import InputError, InstrumentError
from measures.instrument import Instrument, Scale
from measures.results import Issue
from measures.scoring.columns import Columns, answer_limits, base_item
from measures.scoring.plan import Plan, Source, missing_items, plan_scale

ANSWERED = ":answered"
FAR = 2**62


class AnswerTable:
    """The answers, and which of their columns hold what."""

    def __init__(self, frame: Frame, units: Mapping[str, float]) -> None:
        self.frame = frame
        self.columns = tuple(frame.collect_schema().names())
        self.units = {name: Fraction(repr(float(unit))) for name, unit in units.items()}
        self.used: dict[str, tuple[Instrument, str]] = {}
        self.ready: set[str] = set()

    def items_of(self, instrument: Instrument) -> dict[str, str]:
        """Column of each item, repeated items numbered."""
        names: dict[str, str] = {}
        for item in instrument.items:
            column = name_on(self.frame, f"{instrument.id}.{item.id}")
            if not item.repeat:
                names |= {item.id: column} if column in self.columns else {}
                continue
            numbered = re.compile(re.escape(name_on(self.frame, f"{instrument.id}.{item.id}.")) + r"(\d+)$")
            for name in self.columns:
                if match := numbered.match(name):
                    names[f"{item.id}.{match[1]}"] = name
        self.used |= {column: (instrument, item) for item, column in names.items()}
        return names

    def plan(
        self, instrument: Instrument, scale: Scale, names: Mapping[str, str]
    ) -> tuple[Plan | None, tuple[Issue, ...]]:
        """How to score a scale with what is there, and why not.

        Raises
        ------
        InstrumentError
            The instrument asks for what its answers do not allow.
        """
        where = f"{instrument.id}.{scale.id}"
        units = {item: self.unit(instrument, item) for item in names}
        raw = self._source(f"{instrument.id}.raw:{scale.id}")
        ready = self._source(f"{instrument.id}.scale:{scale.id}")
        try:
            plan = plan_scale(instrument, scale, names, units, self.counted(where), raw, ready)
        except OverflowError as error:
            message = f"'{scale.title}' cannot be scored: {error}."
            fix = "Take the goals in two parts, or leave the weights out."
            return None, (Issue("check", "scale_not_scored", where, message, fix),)
        except ValueError as error:
            fix = "Mend the instrument's file; instruments/README.md shows every key."
            raise InstrumentError(where, f"'{scale.title}' cannot be scored: {error}.", fix) from error
        missing = missing_items(instrument, scale, names, scored=plan is not None)
        return plan, () if missing is None else (missing,)

    def columns_of(self, instrument: Instrument, scale: Scale, names: Mapping[str, str]) -> Columns:
        """The columns of one scale, without ready-made scores."""
        return Columns(instrument, scale, names, {item: self.unit(instrument, item) for item in names})

    def counted(self, scale: str) -> str:
        """Name of the column that says how many items of a scale were answered."""
        return name_on(self.frame, scale + ANSWERED)

    def unit(self, instrument: Instrument, item: str) -> Fraction:
        """Unit of an item's answers."""
        return self.units.get(f"{instrument.id}.{item}", Fraction(1))

    def whole(self) -> Frame:
        """The frame with every answer as a 64-bit whole number that may be null."""
        columns = [*self.used, *sorted(self.ready)]
        frame = nullable(self.frame, columns) if isinstance(self.frame, nw.DataFrame) else self.frame
        kinds = frame.collect_schema()
        narrow = [column for column in columns if kinds[column] != nw.Int64]
        return frame.with_columns(nw.col(*narrow).cast(nw.Int64)) if narrow else frame

    def refuse_unknown_codes(self, frame: nw.LazyFrame[Any]) -> None:
        """Stop where an answer is not on its list: a score made of it would be wrong.

        Raises
        ------
        InputError
            Naming every item with such answers, and how many there are.
        """
        suspected = [column for column in self.used if self._has_gaps(column)]
        suspected += [column for column in self._outside_limits(frame) if column not in suspected]
        issues = []
        for column, n in zip(suspected, _counted(frame, [self._unknown(column) for column in suspected]), strict=True):
            if n:
                instrument, item = self.used[column]
                message = f"Answers that are none of this question's codes: {n}."
                fix = "Code the answers by the instrument's own list, and leave what is no answer empty."
                issues.append(Issue("error", "unknown_code", f"{instrument.id}.{item}", message, fix))
        if issues:
            raise InputError.of(issues)

    def _outside_limits(self, frame: nw.LazyFrame[Any]) -> list[str]:
        """The columns whose lowest or highest answer is not allowed: quicker to see than every answer."""
        columns = list(self.used)
        if not columns:
            return []
        every = nw.col(*columns)
        ends = frame.select(every.min().name.suffix(":low"), every.max().name.suffix(":high")).collect().row(0)
        known = [None if end is None or end is pd.NA else int(end) for end in ends]
        found = []
        for column, lowest, highest in zip(columns, known[: len(columns)], known[len(columns) :], strict=True):
            low, high = self._limits(column)
            if lowest is not None and highest is not None and (lowest < low or highest > high):
                found.append(column)
        return found

    def _limits(self, column: str) -> tuple[int, int]:
        """The lowest and highest code a column may have; far out where there is no limit."""
        instrument, item = self.used[column]
        low, high = answer_limits(instrument, base_item(item))
        unit = self.unit(instrument, item)
        return -FAR if low is None else math.ceil(low / unit), FAR if high is None else math.floor(high / unit)

    def _has_gaps(self, column: str) -> bool:
        """Whether codes between the lowest and the highest are no answers."""
        codes = self._codes(column)
        return bool(codes) and len(codes) <= codes[-1] - codes[0]

    def _codes(self, column: str) -> list[int]:
        """The codes listed for a column; none where any number may be answered."""
        instrument, item = self.used[column]
        responses = instrument.responses_of(base_item(item))
        return [] if responses.is_numeric else sorted(responses.labels)

    def _unknown(self, column: str) -> nw.Expr:
        """Whether an answer is one that the column's list does not have."""
        code = nw.col(column)
        if codes := self._codes(column):
            return ~code.is_null() & ~code.is_in(codes)
        low, high = self._limits(column)
        return (code < low) | (code > high)

    def _source(self, name: str) -> Source | None:
        column = name_on(self.frame, name)
        if column not in self.columns:
            return None
        self.ready.add(column)
        return Source(column, self.units.get(name, Fraction(1)))


def found_in(frame: nw.LazyFrame[Any], plans: Iterable[Plan]) -> Iterator[Issue]:
    """Issues of the plans' checks that were found in the data."""
    listed = list(plans)
    checks = [check for plan in listed for check in plan.checks]
    for check, n in zip(checks, _counted(frame, [check.found for check in checks]), strict=True):
        if n:
            yield replace(check.issue, message=check.issue.message.format(n=n))
    for plan in listed:
        for comparison in plan.comparisons:
            if issue := comparison.issue(frame):
                yield issue


def _counted(frame: nw.LazyFrame[Any], conditions: Iterable[nw.Expr]) -> list[int]:
    """In how many rows each condition holds, in one pass."""
    sums = [condition.cast(nw.Int16).sum().alias(f"n{place}") for place, condition in enumerate(conditions)]
    return [int(n or 0) for n in frame.select(*sums).collect().row(0)] if sums else []
