"""Short tables for pages and documents: result rows as text cells, hidden figures as `[c]`, absent ones as `[x]`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measures.disclosure.figures import BLURRED, ROUNDED
from measures.report.numbers import decimals, fixed, p_value, percent
from measures.report.phrases import answered, at_wave, both_times, headline_answers, wave_name, waves_answered, waves_in
from measures.results import FlowStep, Row, ScaleFacts

FIGURE, VALUE, PEOPLE, GROUP, CHANGE = "Figure", "Value", "People", "Group", "Change"
HIDDEN, ABSENT = "[c]", "[x]"
WITHHELD = (ROUNDED, BLURRED)  # the notes of figures whose interval protection took away
OF_PAIRS = (
    "mean_before", "mean_after", "mean_change", "not_again", "not_again_difference", "change_if_unchanged",
)  # fmt: skip
OF_EVERYBODY = ("headline_share",)
SHOWN = (*OF_PAIRS, "mean_all", "difference_unpaired", *OF_EVERYBODY)
WORKED_OUT = (*SHOWN, "mean_change_exact_matches", "sd_change", "d_z", "paired_t", "wilcoxon", "alpha")
SHARES = ("category_share", "headline_share", "not_again")
UNITLESS = ("d_z", "alpha")
NAMES = {
    "mean_before": "Average {from_} of those who {answered}",
    "mean_after": "Average {to} of those who {answered}",
    "mean_all": "Average {from_} of everybody who answered",
    "mean_change": "Average change",
    "difference_unpaired": "Difference between the two groups",
    "headline_share": "Share {from_} with {answers}",
    "not_again": "Share not heard from again",
    "not_again_difference": "How differently they had started",
    "change_if_unchanged": "Average change if they had not changed",
    "mean_change_exact_matches": "Average change of people whose codes are exactly alike",
    "sd_change": "Spread of the changes (standard deviation)",
    "d_z": "Average change in spreads of the change (d_z)",
    "paired_t": "Paired t test",
    "wilcoxon": "Wilcoxon signed-rank test",
    "alpha": "How the questions hang together {from_} (Cronbach's alpha)",
}
STEPS = {
    "rows_read": "Forms read",
    "set_aside": "Set aside",
    "repeat_answers": "Further forms of the same person",
    "people": "People who answered",
    "matched": "People found {often}",
    "one_wave_only": "People found only once",
    "scored": "Answered enough questions for a score",
    "pairs_used": "With a score {both}",
}
REASONS = {
    "exact": "codes exactly alike",
    "normalised": "codes alike but for capitals, spaces and hyphens",
    "look_alike": "codes alike but for letters and digits that look alike, as O and 0",
    "same_row": "before and after stand in one row",
    "confirmed": "matches that were confirmed",
}
Table = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Named:
    """What the names of figures need beside their row: the answers of the headline share, how many waves there are."""

    answers: str
    waves: int


def scale_table(facts: ScaleFacts, rows: Iterable[Row]) -> Table:
    """The main figures of one scale: figure, value, interval, people; for categories how many gave each answer."""
    mine = _mine(facts, rows)
    linked = any(row.measure == "mean_change" and row.status != "x" for row in mine)
    if not any(row.measure in ("mean_change", "difference_unpaired") for row in mine):
        return answers_table(facts, mine)
    shown = [measure for measure in SHOWN if (measure in OF_PAIRS) == linked or measure in OF_EVERYBODY]
    named, interval = _Named(headline_answers(mine), waves_in(mine)), _interval_head(mine)
    return [_line(row, facts, named, interval) for row in mine if row.measure in shown and row.status != "x"]


def answers_table(facts: ScaleFacts, rows: Iterable[Row]) -> Table:
    """How many people gave each answer at each wave, of everybody who answered."""
    shares = [row for row in _mine(facts, rows) if row.measure == "category_share"]
    waves = list(dict.fromkeys(wave_name(row.wave_from) for row in shares))
    cells = {(row.category, wave_name(row.wave_from)): _share_cell(row) for row in shares}
    answers = dict.fromkeys(row.category for row in shares)
    return [{"Answer": answer, **{wave: cells.get((answer, wave), ABSENT) for wave in waves}} for answer in answers]


def group_table(facts: ScaleFacts, rows: Iterable[Row], group_by: str) -> Table:
    """Averages and change of each group of one breakdown, in the groups' own order."""
    mine = [
        row for row in rows if (row.instrument, row.scale, row.group_by) == (facts.instrument, facts.scale, group_by)
    ]
    by_group: dict[str, dict[str, Row]] = {}
    for row in mine:
        by_group.setdefault(row.group, {}).setdefault(row.measure, row)
    if not any("mean_change" in found for found in by_group.values()):
        return _group_shares(mine)
    interval = _interval_head(mine)
    waves = next(((row.wave_from, row.wave_to) for row in mine if row.measure == "mean_change"), ("before", "after"))
    return [
        {
            GROUP: group,
            PEOPLE: _people(found.get("mean_change")),
            f"Average {at_wave(waves[0])}": _value(found.get("mean_before"), facts),
            f"Average {at_wave(waves[1])}": _value(found.get("mean_after"), facts),
            CHANGE: _value(found.get("mean_change"), facts),
            interval: _interval(found.get("mean_change"), facts),
        }
        for group, found in by_group.items()
        if "mean_change" in found and found["mean_change"].n != 0
    ]


def _group_shares(rows: Iterable[Row]) -> Table:
    """The headline share of each group at each wave."""
    cells: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.measure == "headline_share" and row.n != 0:
            cells.setdefault(row.group, {})[f"Share {at_wave(row.wave_from)}"] = _share_cell(row)
    waves = dict.fromkeys(wave for found in cells.values() for wave in found)
    return [{GROUP: group, **{wave: found.get(wave, ABSENT) for wave in waves}} for group, found in cells.items()]


def methods_table(facts: ScaleFacts, rows: Iterable[Row]) -> Table:
    """How each figure of one scale was made, with its test where it has one, and why any is missing."""
    mine = _mine(facts, rows)
    named = _Named(headline_answers(mine), waves_in(mine))
    return [
        {
            FIGURE: _name(row, named),
            VALUE: p_value(row.p_value)
            if row.measure in ("paired_t", "wilcoxon") and not row.status
            else _value(row, facts),
            "Method": row.method,
            "Note": row.note,
        }
        for row in mine
        if row.measure in WORKED_OUT
    ]


def step_name(step: FlowStep, flow: Sequence[FlowStep]) -> str:
    """What a step on the way from forms to figures is called; with three or more waves, which of them it is about."""
    pattern = STEPS.get(step.step, step.step.replace("_", " ").capitalize())
    waves = waves_answered(flow)
    scored = [one.wave for one in flow if (one.step, one.reason) == ("scored", step.reason)]
    both = both_times(scored[0], scored[-1], waves) if waves > 2 and scored else "both times"
    return pattern.format(often="both times" if waves <= 2 else "more than once", both=both)


def flow_table(facts: ScaleFacts, flow: Iterable[FlowStep]) -> Table:
    """From forms read to people counted, for one scale."""
    name, whole = f"{facts.instrument}.{facts.scale}", tuple(flow)
    steps = [step for step in whole if step.step not in ("scored", "pairs_used") or step.reason == name]
    return [
        {
            "Step": step_name(step, whole),
            "When": step.wave,
            "Number": "[c]" if step.n is None else f"{step.n:,}",
            "Reason": "" if step.reason == name else REASONS.get(step.reason, step.reason),
        }
        for step in steps
    ]


def numbers_of(table: Sequence[Mapping[str, str]]) -> list[str]:
    """The columns of a table that hold numbers: all but the first and those of words."""
    words = ("Figure", "Method", "Note", "Step", "When", "Reason", "Answer", "Read as", "Group")
    return [name for place, name in enumerate(table[0] if table else ()) if place and name not in words]


def _mine(facts: ScaleFacts, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if (row.instrument, row.scale, row.group_by) == (facts.instrument, facts.scale, "")]


def _line(row: Row, facts: ScaleFacts, named: _Named, interval: str) -> dict[str, str]:
    name = _name(row, named)
    return {FIGURE: name, VALUE: _value(row, facts), interval: _interval(row, facts), PEOPLE: _people(row)}


def _interval_head(rows: Iterable[Row]) -> str:
    level = next((row.ci_level for row in rows if row.ci_level is not None), None)
    return "Interval" if level is None else f"{percent(level)} interval"


def _name(row: Row, named: _Named) -> str:
    pattern = NAMES.get(row.measure, row.measure)
    who = answered(named.waves, row)
    return pattern.format(from_=at_wave(row.wave_from), to=at_wave(row.wave_to), answers=named.answers, answered=who)


def _value(row: Row | None, facts: ScaleFacts) -> str:
    if row is None or row.status == "x" or (row.estimate is None and not row.status):
        return ABSENT
    if row.status == "c" or row.estimate is None:
        return HIDDEN
    return percent(row.estimate) if row.measure in SHARES else fixed(row.estimate, _places(row, facts))


def blank(row: Row | None) -> str:
    """What stands where a row has no number: hidden, also where protection let only a rounded figure be, or absent."""
    if row is None:
        return ABSENT
    return HIDDEN if row.status == "c" or any(note in row.note for note in WITHHELD) else ABSENT


def _interval(row: Row | None, facts: ScaleFacts) -> str:
    if row is None or row.status == "x":
        return ABSENT
    if row.ci_low is None or row.ci_high is None:
        return blank(row)
    if row.measure in SHARES:
        return f"{percent(row.ci_low)} to {percent(row.ci_high)}"
    places = _places(row, facts)
    return f"{fixed(row.ci_low, places)} to {fixed(row.ci_high, places)}"


def _places(row: Row, facts: ScaleFacts) -> int:
    return 2 if row.measure in UNITLESS else decimals(facts.step)


def _people(row: Row | None) -> str:
    if row is None:
        return ABSENT
    return f"{row.n:,}" if row.n is not None else HIDDEN


def _share_cell(row: Row) -> str:
    if row.status or row.estimate is None:
        return HIDDEN if row.status == "c" else ABSENT
    if row.statistic is None or row.n is None:  # a share in steps, given without its people
        return f"about {percent(row.estimate)}"
    return f"{round(row.statistic):,} of {row.n:,} ({percent(row.estimate)})"
