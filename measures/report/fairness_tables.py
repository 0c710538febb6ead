"""Fairness as short tables for pages: averages by group, gaps, every index; `[c]` hidden, `[x]` absent."""

from __future__ import annotations

from measures.report.fairness_facts import BOOTSTRAP, FairFacts
from measures.report.numbers import decimals, fixed, p_value, percent
from measures.report.phrases import at_wave
from measures.report.tables import ABSENT, GROUP, HIDDEN, PEOPLE, Table, blank
from measures.results import Row

NAMES = {
    "gap": "Gap in averages",
    "slope_index": "Slope index of inequality",
    "relative_index": "Relative index of inequality (share)",
    "concentration_index": "Concentration index",
    "concentration_absolute": "Absolute concentration index",
    "erreygers": "Concentration index, Erreygers",
    "wagstaff": "Concentration index, Wagstaff",
    "between_group_variance": "Between-group variance",
    "theil": "Theil's index (share)",
    "mean_log_deviation": "Mean log deviation (share)",
    "disparity_index": "Index of disparity (share)",
    "mean_difference_from_best": "Mean difference from the best group (share)",
    "population_attributable_risk": "Attributable to not being like the best group (share)",
    "population_attributable_fraction": "The same over the share",
    "change_interaction": "Do the groups differ in their change? (test)",
    "difference_in_change": "Difference in change, last less first group",
    "worst_off_change": "Change of the group that started worst",
    "every_group_gained": "Every group gained (1 yes, 0 no)",
}
TESTS = ("change_interaction",)
IN_POINTS = ("gap", "slope_index", "concentration_absolute", "difference_in_change", "worst_off_change")


def groups_table(known: FairFacts) -> Table:
    """Averages and change of each group whose members answered both times, the order's first group first."""
    interval = "Interval of the change"
    rows = []
    for group in known.groups:
        change = known.of(group, "mean_change")
        if change is None:
            continue
        waves = (change.wave_from, change.wave_to)
        averages = [_figure(known.of(group, name), known) for name in ("mean_before", "mean_after")]
        rows.append(
            {
                GROUP: group,
                PEOPLE: HIDDEN if change.n is None else f"{change.n:,}",
                f"Average {at_wave(waves[0])}": averages[0],
                f"Average {at_wave(waves[1])}": averages[1],
                "Change": _figure(change, known),
                interval: _interval(change, known),
            }
        )
    return rows


def gaps_table(known: FairFacts) -> Table:
    """The gap before, after and its change with their intervals; without an order one line for each group."""
    rows: Table = []
    groups = [""] if known.ordered else list(known.groups)
    for group in groups:
        found = [known.of(group, f"gap_{when}") if group else known.one(f"gap_{when}") for when in _WHEN]
        if any(row is None for row in found):
            continue
        name = f"'{group}' less everybody else" if group else f"{known.last} less {known.first}"
        figures = {_HEADS[when]: _both(row, known) for when, row in zip(_WHEN, found, strict=True)}
        rows.append({"Gap": name, **figures})
    return rows


_WHEN = ("before", "after", "change")
_HEADS = {"before": "Before", "after": "After", "change": "Change"}


def figures_table(known: FairFacts) -> Table:
    """Every figure about the whole breakdown, before, after and of the change; those of single bands are left out."""
    lines: dict[str, dict[str, str]] = {}
    for row in known.whole:
        if _base(row) not in NAMES or row.category or row.method == BOOTSTRAP:
            continue
        line = lines.setdefault(NAMES[_base(row)], dict.fromkeys(_HEADS.values(), "") | {"p": ""})
        line[_HEADS[when_of(row, known)]] = "" if row.measure in TESTS else _both(row, known)
        if row.p_value is not None and when_of(row, known) == "change":
            line["p"] = p_value(row.p_value)
    return [{"Figure": name, **line} for name, line in lines.items()]


def when_of(row: Row, known: FairFacts) -> str:
    """Whether a figure is of the first wave, of the later one, or of the change: `before`, `after`, `change`."""
    first = next(iter(known.each("mean_change")), None)
    if row.measure.endswith("_before"):
        return "before"
    if row.measure.endswith("_after") or row.measure == "ancova_by_group":
        return "after"
    if row.wave_from != row.wave_to:
        return "change"
    return "before" if first is not None and row.wave_from == first.wave_from else "after"


def name_of(row: Row) -> str:
    """A figure's name in words, with its wave and its band where it has one."""
    base = _base(row)
    when = row.measure.removeprefix(base).removeprefix("_")
    if row.wave_from == row.wave_to and not when:
        when = row.wave_from
    band = f", '{row.category}'" if row.category else ""
    return f"{NAMES[base]}{band}{when and ', '}{when}"


def _base(row: Row) -> str:
    if row.measure in NAMES:
        return row.measure
    return row.measure.rsplit("_", 1)[0]


def is_fairness(row: Row) -> bool:
    """Whether a row is a figure of fairness over a breakdown."""
    return bool(row.group_by) and (_base(row) in NAMES or row.measure == "ancova_by_group")


def _figure(row: Row | None, known: FairFacts) -> str:
    if row is None:
        return ABSENT
    if row.estimate is None:
        return blank(row)
    return fixed(row.estimate, _places(row, known))


def _places(row: Row, known: FairFacts) -> int:
    if row.measure == "every_group_gained":
        return 0
    in_points = _base(row) in (*IN_POINTS, "mean") or row.measure.startswith("mean_change")
    return decimals(known.facts.step) if in_points else 3


def _interval(row: Row, known: FairFacts) -> str:
    if row.ci_low is None or row.ci_high is None:
        return blank(row)
    places = _places(row, known)
    level = "" if row.ci_level in (None, 0.95) else f" ({percent(row.ci_level or 0.0)})"
    return f"{fixed(row.ci_low, places)} to {fixed(row.ci_high, places)}{level}"


def _both(row: Row | None, known: FairFacts) -> str:
    if row is None or row.estimate is None or row.ci_low is None:
        return _figure(row, known)
    return f"{_figure(row, known)} ({_interval(row, known)})"
