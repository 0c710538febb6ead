"""What sentences, charts and sheets of fairness need to know of one breakdown of one scale, from protected rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from measures.report.phrases import breakdown_name
from measures.results import Evaluation, Row, ScaleFacts

SILENT = ("not stated", "Prefer not to say")
BOOTSTRAP = "bootstrap"


@dataclass(frozen=True)
class FairFacts:
    """One breakdown of one scale.

    `groups` are those with people both times whose group is known, in the stated order (most deprived first) where one
    is stated. `first` and `last` name the ends of the order in words. `joined` says how people came to take part.
    """

    facts: ScaleFacts
    group_by: str
    ordered: bool
    groups: tuple[str, ...]
    first: str
    last: str
    joined: str
    by_group: Mapping[str, Mapping[str, Row]] = field(repr=False)
    whole: Sequence[Row] = field(repr=False)

    @property
    def name(self) -> str:
        """The breakdown's name as people write it."""
        return breakdown_name(self.group_by)

    def one(self, measure: str, *, bootstrap: bool = False) -> Row | None:
        """The row of a measure about the whole breakdown; for slopes the t interval, or the bootstrap's."""
        found = (row for row in self.whole if row.measure == measure)
        return next((row for row in found if (row.method == BOOTSTRAP) == bootstrap), None)

    def of(self, group: str, measure: str) -> Row | None:
        """The row of a measure about one group."""
        return self.by_group.get(group, {}).get(measure)

    def each(self, measure: str) -> list[Row]:
        """The rows of a measure about each group, in order."""
        return [row for row in (self.of(group, measure) for group in self.groups) if row is not None]

    @property
    def worst(self) -> str:
        """The group that started worst, where the averages may be shown and a direction is good; else nothing."""
        means = {row.group: row.estimate for row in self.each("mean_before") if row.estimate is not None}
        if not means or self.facts.higher_is is None or len(means) < len(self.groups):
            return ""
        sign = 1 if self.facts.higher_is == "better" else -1
        return min(means, key=lambda group: sign * means[group])


def fair_facts(evaluation: Evaluation, facts: ScaleFacts, group_by: str) -> FairFacts:
    """What is known of one breakdown of one scale; `groups` is empty where nothing of fairness was asked of it."""
    mine = evaluation.rows(instrument=facts.instrument, scale=facts.scale, group_by=group_by)
    by_group: dict[str, dict[str, Row]] = {}
    for row in mine:
        if row.group:
            by_group.setdefault(row.group, {}).setdefault(row.measure, row)
    stated = _stated(evaluation, group_by)
    order = [str(label) for label in stated.get("order") or ()]
    said = str(stated.get("first") or "").lower()
    ordered = any(row.measure == "slope_index_change" for row in mine)
    groups = [
        group
        for group, rows in by_group.items()
        if group not in SILENT
        and (change := rows.get("mean_change")) is not None
        and change.n != 0
        and (not order or not ordered or group in order)
    ]
    if ordered and order and (said.startswith("least") or said == order[-1].lower()):
        groups.reverse()
    asked = any(row.measure.startswith(("gap_", "change_interaction")) for row in mine)
    first, last = _ends(groups, group_by, said, ordered=ordered)
    return FairFacts(
        facts=facts,
        group_by=group_by,
        ordered=ordered,
        groups=tuple(groups) if asked else (),
        first=first,
        last=last,
        joined=_joined(evaluation),
        by_group=by_group,
        whole=[row for row in mine if not row.group],
    )


def breakdowns(evaluation: Evaluation, facts: ScaleFacts) -> tuple[str, ...]:
    """The breakdowns of a scale that fairness was asked of, in the order of the rows."""
    mine = evaluation.rows(instrument=facts.instrument, scale=facts.scale)
    found = dict.fromkeys(row.group_by for row in mine if row.measure in ("gap_change", "change_interaction"))
    return tuple(name for name in found if name)


def _settings(evaluation: Evaluation, name: str) -> Mapping[str, object]:
    settings = evaluation.provenance.get("settings")
    part = settings.get(name) if isinstance(settings, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def _stated(evaluation: Evaluation, group_by: str) -> Mapping[str, Sequence[object]]:
    rule = _settings(evaluation, "groups").get(group_by)
    return rule if isinstance(rule, Mapping) else {}


def _joined(evaluation: Evaluation) -> str:
    return str(_settings(evaluation, "analysis").get("joined") or "unknown")


def _ends(groups: Sequence[str], group_by: str, said: str, *, ordered: bool) -> tuple[str, str]:
    if not groups:
        return "", ""
    first, last = groups[0], groups[-1]
    deprivation = "depriv" in said or "depriv" in group_by.lower() or group_by.lower().startswith("imd")
    if ordered and deprivation:
        return f"the most deprived ({first})", f"the least deprived ({last})"
    return f"'{first}'", f"'{last}'"
