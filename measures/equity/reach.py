"""Reach: who took part compared with who lives here, per group and over the groups of a breakdown.

Symbols as in docs/methods.md: x participants of a group, N its residents, n and N without a group all of them in groups
that are known on both sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from measures.equity.groups import NOT_STATED
from measures.equity.kinds import PREFER_NOT
from measures.equity.population import Comparison, Line
from measures.numerics import rates
from measures.numerics.intervals import wilson
from measures.results import Row

PER = 1000
OF_A_GROUP = ("coverage_per_1000", "reach_ratio", "reach_gap", "rate_ratio", "shortfall", "shortfall_to_best")
OF_ALL_GROUPS = ("dissimilarity", "reach_chi_square", "reach_trend")
SILENT = (PREFER_NOT, NOT_STATED)
"""Groups of those who did not say: lines of their own, never in the shares."""
NO_RESIDENTS = "No residents are known for this group, so it is compared with nothing."
NO_ANSWER = "Not counted in the shares: the group is not known."
ONE_GROUP = "There is only one group to compare, so there are no shares."
NOBODY = "Nobody who took part is known to be in one of these groups."
MORE_THAN_RESIDENTS = (
    "More people took part than residents are counted in a group, so these cannot be the residents they came from."
)
NOT_ORDERED = "The groups have no stated order, so there is no trend to look for."
NO_TREND = "All or none took part, so there is no trend."
REFERENCE = "The group the others are set against."
NO_RATE = "Nobody of the group the others are set against took part."


@dataclass(frozen=True, slots=True)
class ReachSettings:
    """Confidence level of intervals, and the seed of tests by drawing."""

    confidence: float = 0.95
    seed: int = 20260101


@dataclass(frozen=True, slots=True)
class GroupReach:
    """The figures of one group that rest on its share of participants."""

    ratio: float
    ratio_limits: rates.Interval
    gap: float
    gap_limits: rates.Interval
    shortfall: float


def group_reach(count: float, base: float, residents: int, all_residents: int, level: float) -> GroupReach:
    """Share of participants over and less the share of residents, with Wilson limits; the shortfall in people.

    Parameters
    ----------
    count, base
        Participants of the group, and of all compared groups (above 0).
    residents, all_residents
        Residents of the group (above 0), and of all compared groups.
    level
        Confidence level.
    """
    share, of_residents = count / base, residents / all_residents
    low, high = wilson(count, base, level)
    return GroupReach(
        ratio=share / of_residents,
        ratio_limits=(low / of_residents, high / of_residents),
        gap=share - of_residents,
        gap_limits=(low - of_residents, high - of_residents),
        shortfall=max(0.0, base * of_residents - count),
    )


def reach_rows(group_by: str, comparison: Comparison, people: Mapping[str, int], settings: ReachSettings) -> list[Row]:
    """Every row of reach of one breakdown.

    Parameters
    ----------
    group_by : str
        Name of the breakdown.
    comparison : Comparison
        Its groups beside residents.
    people : mapping of group to int
        How many participants each group of the study has; `not stated` and "Prefer not to say" may be among them.
    settings : ReachSettings

    Returns
    -------
    list of Row
        For each compared group `participants`, `residents` and `OF_A_GROUP`; for groups without residents what can be
        said; then `OF_ALL_GROUPS`. What cannot be computed has status x and the reason in its note.
    """
    lines = [line for line in comparison.lines if line.residents > 0]
    counts = [sum(people.get(member, 0) for member in line.members) for line in lines]
    whole = _Breakdown(group_by, comparison, tuple(lines), tuple(counts), settings)
    rows = [row for place in range(len(lines)) for row in whole.of_group(place)]
    beside = [line.label for line in comparison.lines if line.residents <= 0 and not line.members]
    beside += [member for line in comparison.lines if line.residents <= 0 for member in line.members]
    for label in (*beside, *(label for label in comparison.apart if label not in SILENT)):
        rows += whole.of_group_apart(label, people.get(label, 0))
    rows += [
        _row(group_by, label, "participants", estimate=people[label], n=people[label], note=NO_ANSWER)
        for label in SILENT
        if people.get(label)
    ]
    return rows + whole.of_all()


@dataclass(frozen=True, slots=True)
class _Breakdown:
    """The compared groups of a breakdown with their participants."""

    group_by: str
    comparison: Comparison
    lines: Sequence[Line]
    counts: Sequence[int]
    settings: ReachSettings

    @property
    def people(self) -> int:
        return sum(self.counts)

    @property
    def residents(self) -> int:
        return sum(line.residents for line in self.lines)

    def problem(self) -> str:
        """Why no figure may be made of these groups; empty where it may."""
        if self.comparison.problem:
            return self.comparison.problem
        if any(count > line.residents for count, line in zip(self.counts, self.lines, strict=True)):
            return MORE_THAN_RESIDENTS
        if len(self.lines) < 2:
            return ONE_GROUP if self.lines else NO_RESIDENTS
        return "" if self.people else NOBODY

    def note(self, line: Line | None = None, more: str = "") -> str:
        """The base in words, which groups are taken together, and what else there is to say."""
        base = self.comparison.says
        if line is not None and len(line.members) > 1 and base:
            base = f"{base[:-1]}; {', '.join(line.members)} taken together."
        return f"{base} {more}".strip()

    def of_group(self, place: int) -> list[Row]:
        """The rows of one compared group."""
        line, count = self.lines[place], self.counts[place]
        counted = [
            self.row(line, "participants", estimate=count, n=count),
            self.row(line, "residents", estimate=line.residents),
        ]
        problem = self.problem()
        if problem in (ONE_GROUP, NOBODY):
            others = OF_A_GROUP[1:]
            return [*counted, self.coverage(place), *(self.missing(line, name, problem) for name in others)]
        if problem:
            return [*counted, *(self.missing(line, name, problem) for name in OF_A_GROUP)]
        level = self.settings.confidence
        found = group_reach(count, self.people, line.residents, self.residents, level)
        wilson_limits = "Wilson limits of the share"
        return [
            *counted,
            self.coverage(place),
            self.row(
                line, "reach_ratio", estimate=found.ratio, method=f"{wilson_limits} over the share of residents",
                **_limits(found.ratio_limits, level),
            ),
            self.row(
                line, "reach_gap", estimate=found.gap, method=f"{wilson_limits} less the share of residents",
                **_limits(found.gap_limits, level),
            ),
            self.rate_ratio(place),
            self.row(
                line, "shortfall", estimate=found.shortfall,
                method="fewer people than at the overall rate of taking part",
            ),
            self.shortfall_to_best(place),
        ]  # fmt: skip

    def coverage(self, place: int) -> Row:
        line, count = self.lines[place], self.counts[place]
        limits = rates.poisson_limits(count, self.settings.confidence)
        return self.row(
            line,
            "coverage_per_1000",
            estimate=PER * count / line.residents,
            method="exact Poisson limits" if count < rates.EXACT_BELOW else "Byar's limits",
            **_limits((PER * limits[0] / line.residents, PER * limits[1] / line.residents), self.settings.confidence),
        )

    def rate_ratio(self, place: int) -> Row:
        line, count = self.lines[place], self.counts[place]
        reference = self.reference()
        other, other_count = self.lines[reference], self.counts[reference]
        method = f"rate over that of '{other.label}', Katz limits"
        if not other_count:
            return self.missing(line, "rate_ratio", f"{NO_RATE} It is '{other.label}'.")
        if place == reference:
            return self.row(line, "rate_ratio", estimate=1, method=method, note=self.note(line, REFERENCE))
        limits = rates.katz(count, line.residents, other_count, other.residents, self.settings.confidence)
        ratio = (count / line.residents) / (other_count / other.residents)
        return self.row(
            line, "rate_ratio", estimate=ratio, method=method,
            **({} if limits is None else _limits(limits, self.settings.confidence)),
        )  # fmt: skip

    def reference(self) -> int:
        """The last group of an ordered breakdown (the least deprived), else that with the most residents."""
        if self.comparison.ordered:
            return len(self.lines) - 1
        return max(range(len(self.lines)), key=lambda place: self.lines[place].residents)

    def shortfall_to_best(self, place: int) -> Row:
        line = self.lines[place]
        rate = [count / other.residents for count, other in zip(self.counts, self.lines, strict=True)]
        best = max(range(len(rate)), key=lambda one: rate[one])
        fewer = max(0.0, rate[best] * line.residents - self.counts[place])
        method = f"fewer people than at the rate of '{self.lines[best].label}', the highest"
        return self.row(line, "shortfall_to_best", estimate=0.0 if place == best else fewer, method=method)

    def of_group_apart(self, label: str, count: int) -> list[Row]:
        """The rows of a group without residents."""
        if not count:
            return []
        note = self.note(more=self.comparison.problem or NO_RESIDENTS)
        apart = {"status": "x", "n": count, "note": note}
        counted = _row(self.group_by, label, "participants", estimate=count, n=count, note=self.comparison.says)
        return [counted, *(_row(self.group_by, label, name, **apart) for name in OF_A_GROUP)]

    def of_all(self) -> list[Row]:
        """The rows about all compared groups together."""
        problem = self.problem()
        if problem:
            about = {"status": "x", "n": self.people, "note": self.note(more=problem)}
            return [_row(self.group_by, "", name, **about) for name in OF_ALL_GROUPS]
        counts = np.array(self.counts, dtype=np.int64)
        residents = np.array([line.residents for line in self.lines], dtype=np.int64)
        shares = residents / residents.sum()
        expected = rates.expected_dissimilarity(self.people, shares)
        fit = rates.goodness_of_fit(counts, shares, self.settings.seed)
        by_chance = f"Reaching every group alike, about {expected:.3f} would be expected by chance alone."
        return [
            self.row(
                None, "dissimilarity", estimate=float(np.abs(counts / self.people - shares).sum() / 2),
                method="half the sum of the absolute gaps between shares", note=self.note(more=by_chance),
            ),
            self.row(None, "reach_chi_square", **_tested(fit)),
            self.trend(counts, residents),
        ]  # fmt: skip

    def trend(self, counts: Any, residents: Any) -> Row:
        if not self.comparison.ordered:
            return self.missing(None, "reach_trend", NOT_ORDERED)
        found = rates.cochran_armitage(counts, residents)
        return self.missing(None, "reach_trend", NO_TREND) if found is None else self.row(
            None, "reach_trend", **_tested(found)
        )  # fmt: skip

    def row(self, line: Line | None, measure: str, **values: Any) -> Row:
        label = "" if line is None else line.label
        n = None if measure == "residents" else self.people
        return _row(self.group_by, label, measure, **{"n": n, "note": self.note(line), **values})

    def missing(self, line: Line | None, measure: str, why: str) -> Row:
        return self.row(line, measure, status="x", note=self.note(line, why))


def _tested(test: rates.FitTest) -> dict[str, Any]:
    return {"statistic": test.statistic, "df": float(test.df), "p_value": test.p_value, "method": test.method}


def _limits(limits: rates.Interval, level: float) -> dict[str, float]:
    return {"ci_low": limits[0], "ci_high": limits[1], "ci_level": level}


def _row(group_by: str, group: str, measure: str, **values: Any) -> Row:
    if values.get("estimate") is not None:
        values["estimate"] = float(values["estimate"])
    return Row(instrument="", scale="", measure=measure, group_by=group_by, group=group, **values)
