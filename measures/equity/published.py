"""Inequality of published figures: every index from groups' values, numbers of people and, if stated, standard errors.

With standard errors the intervals are those that endless simulation from them would give; without, only figures of the
line across the groups have one, from how far the groups lie off that line, with as many degrees of freedom as groups
less two. Both differ from what some packages print: see docs/methods.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from measures.equity.fair_cells import plain
from measures.equity.index_errors import delta_error, line_ends, line_ends_covariance, ratio_limits, variance_error
from measures.equity.inequality import (
    AGAINST_BEST,
    AGAINST_REFERENCE,
    ANY_ORDER,
    BOUNDED,
    ORDERED,
    Against,
    Floats,
    ridit,
    shares_of,
    slope_index,
)
from measures.numerics.intervals import t_quantile
from measures.results import Row

FROM_ERRORS = "from the groups' standard errors, normal interval"
FROM_SCATTER = "from how far the groups lie off the line, t interval"
NO_ERRORS = "No interval: no standard errors of the groups are stated."
NOT_DEFINED = "Not computed because these values do not define it (it needs values, or a line across them, above 0)."
ONE_GROUP = "Not computed because there is only one group."
TWO_GROUPS = "No interval: two groups always lie on a line."
NO_REFERENCE = "Not computed because no reference group is stated."
LAST = "the last of the order"
IF_BETTER = {"better": "if higher is better", "worse": "if lower is better"}
OfBoth = Callable[[Floats, Floats], Floats]


@dataclass(frozen=True)
class Published:
    """The figures of one breakdown, in the order of its groups where they have one (most deprived first).

    Parameters
    ----------
    group_by : str
        Name of the breakdown.
    groups : tuple of str
        The groups; `value` and `people`, and `std_error` if stated, have one entry for each.
    ordered : bool
        Whether the groups have an order.
    higher_is : "better", "worse" or ""
        Which way is good; "" where it is not stated.
    reference : str
        The stated reference group, or "".
    ends : (low, high), optional
        Between which ends a value lies.
    """

    group_by: str
    groups: tuple[str, ...]
    value: Floats = field(repr=False)
    people: Floats = field(repr=False)
    std_error: Floats | None = field(default=None, repr=False)
    ordered: bool = False
    higher_is: str = ""
    reference: str = ""
    ends: tuple[float, float] | None = None


def published_rows(figures: Published, level: float = 0.95) -> list[Row]:
    """Every index of one breakdown of published figures; `level` is that of the intervals."""
    made = _Rows(figures, level)
    if len(figures.groups) < 2:
        return [made.absent(name, ONE_GROUP) for name in _asked(figures)]
    rows = made.ordered() if figures.ordered else []
    rows += [made.plain_index(name, index) for name, index in ANY_ORDER.items()]
    rows += made.against_best()
    if figures.reference:
        place = figures.groups.index(figures.reference)
        rows += [made.against(name, index, place) for name, index in AGAINST_REFERENCE.items()]
    return rows


def _asked(figures: Published) -> list[str]:
    bounded = tuple(BOUNDED) if figures.ends else ()
    return [*((*ORDERED, *bounded) if figures.ordered else ()), *ANY_ORDER, *AGAINST_BEST]


class _Rows:
    """Rows of one breakdown."""

    def __init__(self, figures: Published, level: float) -> None:
        self.figures, self.level = figures, level
        self.value, self.people, self.error = figures.value, figures.people, figures.std_error
        self.z = t_quantile(level, math.inf)

    def row(self, measure: str, **values: Any) -> Row:
        total = float(self.people.sum())
        heading = {"n": int(total) if total.is_integer() else None}
        numbers = {name: plain(measure, name, value) for name, value in {**heading, **values}.items()}
        return Row(instrument="", scale="", measure=measure, group_by=self.figures.group_by, **numbers)

    def absent(self, measure: str, reason: str, **values: Any) -> Row:
        return self.row(measure, status="x", note=reason, **values)

    def plain_index(self, name: str, index: OfBoth, *, note: str = "", category: str = "", least: float = 0.0) -> Row:
        """An index with the interval of its standard error; no limit lies below `least`, below which it cannot go."""
        estimate = float(index(self.value, self.people))
        about = {"category": category}
        if not math.isfinite(estimate):
            return self.absent(name, NOT_DEFINED, **about)
        if self.error is None:
            said = " ".join(part for part in (note, NO_ERRORS) if part)
            return self.row(name, estimate=estimate, method="weighted by people", note=said, **about)
        if name == "between_group_variance":
            error = variance_error(self.value, self.people, self.error)
        else:
            error = delta_error(lambda value: index(value, self.people), self.value, self.error)
        if not math.isfinite(error):
            return self.row(name, estimate=estimate, method="weighted by people", note=NOT_DEFINED, **about)
        limits = {"ci_low": max(least, estimate - self.z * error), "ci_high": estimate + self.z * error}
        method = f"weighted by people, standard error {FROM_ERRORS}"
        shown = {**limits, "ci_level": self.level, "std_error": error, "method": method, "note": note}
        return self.row(name, estimate=estimate, **shown, **about)

    def ordered(self) -> list[Row]:
        """Figures of the order: the gap of both ends, the line across the groups, concentration."""
        bounded: Mapping[str, OfBoth] = (
            {
                name: partial(index, low=self.figures.ends[0], high=self.figures.ends[1])
                for name, index in BOUNDED.items()
            }
            if self.figures.ends
            else {}
        )
        ends = f"'{self.figures.groups[-1]}' against '{self.figures.groups[0]}'."
        rows = [self.plain_index("gap", ORDERED["gap"], note=ends, least=-math.inf), self._ratio(ends)]
        rows += [self._line("slope_index", ORDERED["slope_index"]), self._relative()]
        straight = {name: ORDERED[name] for name in ("concentration_index", "concentration_absolute")}
        return rows + [self._line(name, index) for name, index in {**straight, **bounded}.items()]

    def _ratio(self, note: str) -> Row:
        estimate = float(ORDERED["ratio"](self.value, self.people))
        if not math.isfinite(estimate):
            return self.absent("ratio", NOT_DEFINED)
        if self.error is None or estimate <= 0:
            said = f"{note} {NO_ERRORS}" if self.error is None else note
            return self.row("ratio", estimate=estimate, method="last group over first", note=said)
        spread = math.hypot(self.error[0] / self.value[0], self.error[-1] / self.value[-1])
        low, high = (estimate * math.exp(sign * self.z * spread) for sign in (-1, 1))
        method = f"last group over first, interval of its logarithm {FROM_ERRORS.removesuffix(', normal interval')}"
        return self.row(
            "ratio", estimate=estimate, ci_low=low, ci_high=high, ci_level=self.level, method=method, note=note
        )

    def _scatter(self) -> Floats | None:
        """Standard errors that the groups' distances from the line stand for; None where two groups make the line."""
        if len(self.value) < 3:
            return None
        bottom, _ = line_ends(self.value, self.people)
        off = self.value - bottom - float(slope_index(self.value, self.people)) * ridit(self.people)
        spread = float((shares_of(self.people) * off**2).sum()) / (len(self.value) - 2)
        found: Floats = np.sqrt(spread / shares_of(self.people))
        return found

    def _errors(self) -> tuple[Floats | None, float, str]:
        """The errors to use for figures of the line, the quantile that goes with them, and their name."""
        if self.error is not None:
            return self.error, self.z, FROM_ERRORS
        return self._scatter(), t_quantile(self.level, max(1, len(self.value) - 2)), FROM_SCATTER

    def _line(self, name: str, index: OfBoth) -> Row:
        """A figure that is a weighted sum of the values, so that its error follows exactly from theirs."""
        estimate = float(index(self.value, self.people))
        if not math.isfinite(estimate):
            return self.absent(name, NOT_DEFINED)
        errors, reach, named = self._errors()
        if errors is None:
            return self.row(name, estimate=estimate, method="ranks by ridit, weighted by people", note=TWO_GROUPS)
        if name == "concentration_index" and self.error is None:  # the convenient regression takes the mean as fixed
            mean = float((shares_of(self.people) * self.value).sum())
            error = delta_error(lambda value: ORDERED["concentration_absolute"](value, self.people), self.value, errors)
            error /= mean
        else:
            error = delta_error(lambda value: index(value, self.people), self.value, errors)
        df = None if self.error is not None else len(self.value) - 2
        return self.row(
            name,
            estimate=estimate,
            std_error=error,
            ci_low=estimate - reach * error,
            ci_high=estimate + reach * error,
            ci_level=self.level,
            df=df,
            method=f"ranks by ridit, weighted by people, standard error {named}",
        )

    def _relative(self) -> Row:
        """The line's ends as a ratio, with Fieller's limits."""
        estimate = float(ORDERED["relative_index"](self.value, self.people))
        if not math.isfinite(estimate):
            return self.absent("relative_index", NOT_DEFINED)
        errors, reach, named = self._errors()
        method = "ends of the least squares line"
        if errors is None:
            return self.row("relative_index", estimate=estimate, method=method, note=TWO_GROUPS)
        bottom, top = line_ends(self.value, self.people)
        limits = ratio_limits(bottom, top, line_ends_covariance(self.people, errors), reach)
        if limits is None:
            note = "No interval: the line's most deprived end cannot be told from 0."
            return self.row("relative_index", estimate=estimate, method=method, note=note)
        return self.row(
            "relative_index",
            estimate=estimate,
            ci_low=limits[0],
            ci_high=limits[1],
            ci_level=self.level,
            method=f"{method}, Fieller's interval, errors {named.split(',')[0]}",
        )

    def against_best(self) -> list[Row]:
        """Figures against the last group of an order; without one against the best, both ways if no way is stated."""
        if self.figures.ordered:
            place = len(self.figures.groups) - 1
            return [
                self.against(name, index, place, clip=self.figures.higher_is) for name, index in AGAINST_BEST.items()
            ]
        ways = [self.figures.higher_is] if self.figures.higher_is else list(IF_BETTER)
        rows = []
        for way in ways:
            place = int(self.value.argmax() if way == "better" else self.value.argmin())
            category = "" if self.figures.higher_is else IF_BETTER[way]
            rows += [self.against(name, index, place, category=category) for name, index in AGAINST_BEST.items()]
        return rows

    def against(self, name: str, index: Against, place: int, *, category: str = "", clip: str = "") -> Row:
        """An index against the group at a place; the attributable ones 0 where that group is the worse."""
        note = f"Reference group: '{self.figures.groups[place]}'."
        attributable = name.startswith("population")
        row = self.plain_index(
            name,
            lambda value, people: index(value, people, value[..., place]),
            note=note,
            category=category,
            least=-math.inf if attributable else 0.0,
        )
        wrong_way = row.estimate is not None and ((row.estimate < 0) if clip == "better" else (row.estimate > 0))
        if attributable and clip and wrong_way:
            return self.row(name, estimate=0.0, note=f"{note} It is the worse off: nothing is to be gained.")
        return row
