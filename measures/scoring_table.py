"""The answers as a table: which column holds which item or ready-made score, and what is checked before scoring."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import narwhals as nw

from measures.engines import Frame, name_on, nullable
from measures.errors import InputError, InstrumentError
from measures.instrument import Instrument, Scale
from measures.results import Issue
from measures.scoring_columns import Columns, answer_limits
from measures.scoring_plan import Plan, Source, missing_items, plan_scale


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
            plan = plan_scale(instrument, scale, names, units, raw, ready)
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

    def unit(self, instrument: Instrument, item: str) -> Fraction:
        """Unit of an item's answers."""
        return self.units.get(f"{instrument.id}.{item}", Fraction(1))

    def whole(self) -> Frame:
        """The frame with every answer as a whole number that may be null."""
        if isinstance(self.frame, nw.DataFrame):
            return nullable(self.frame, [*self.used, *sorted(self.ready)])
        return self.frame

    def refuse_unknown_codes(self, frame: nw.LazyFrame[Any]) -> None:
        """Stop where an answer is not on its list: a score made of it would be wrong."""
        checks: dict[str, nw.Expr] = {}
        for column, (instrument, item) in self.used.items():
            unknown = _unknown(instrument, re.sub(r"\.\d+$", "", item), nw.col(column), self.unit(instrument, item))
            if unknown is not None:
                checks[column] = unknown
        found = _counted(frame, checks.values())
        issues = [
            Issue("error", "unknown_code", f"{self.used[column][0].id}.{self.used[column][1]}",
                  f"{n} answers are codes that this question's answers do not have.",
                  "Code the answers by the instrument's own list, and leave what is no answer empty.")
            for column, n in zip(checks, found, strict=True) if n
        ]  # fmt: skip
        if issues:
            raise InputError.of(issues)

    def _source(self, name: str) -> Source | None:
        column = name_on(self.frame, name)
        if column not in self.columns:
            return None
        self.ready.add(column)
        return Source(column, self.units.get(name, Fraction(1)))


def _unknown(instrument: Instrument, item: str, code: nw.Expr, unit: Fraction) -> nw.Expr | None:
    """Whether a code is not among the answers of an item; nothing where any number may be answered."""
    responses = instrument.responses_of(item)
    codes = sorted(responses.labels)
    if not responses.is_numeric and codes != list(range(codes[0], codes[-1] + 1)):
        return ~code.is_in(codes)
    low, high = (None if end is None else end / unit for end in answer_limits(instrument, item))
    if low is None:
        return None if high is None else code > int(high)
    return code < int(low) if high is None else (code < int(low)) | (code > int(high))


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
