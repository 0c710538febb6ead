"""The turns of phrase that sentences share: sizes, intervals, waves, directions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from measures.report.evidence import Verdict, improved
from measures.report.numbers import fixed, is_nought, plain, rounded_up
from measures.results import FlowStep, Row, ScaleFacts

BREAKDOWNS = {
    "imd_decile": "deprivation in tenths of England",
    "imd_quintile": "deprivation in fifths of England",
    "core20": "Core20 (the most deprived fifth of England)",
    "rural_urban": "rural or urban",
}
"""What follows from where people live, as people would say it."""
PLAIN_WAVES = ("before", "after")
REDCAP_EVENT = re.compile(r"(\w+)_arm_(\d+)")


def inside(title: str) -> str:
    """A title in the middle of a sentence: "Loneliness" is "loneliness", "ONS loneliness" stays."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def size(value: float | None, places: int) -> str:
    """How far something moved, without its sign."""
    return fixed(abs(value or 0.0), places)


def moved(value: float | None, places: int) -> str:
    """What an average did: "rose by 0.2 points", "stayed where it was"."""
    if value is None or is_nought(value, places):
        return "stayed where it was"
    return f"{'rose' if value > 0 else 'fell'} by {size(value, places)} points"


def between(row: Row, places: int) -> str:
    """The interval of a change that went one way, as sizes: "between 0.3 and 1.2"."""
    near, far = sorted(abs(limit or 0.0) for limit in (row.ci_low, row.ci_high))
    start = "just above 0" if is_nought(near, places) else fixed(near, places)
    return f"between {start} and {fixed(far, places)}"


def widest(row: Row, places: int) -> str:
    """The farther end of an interval around no change, rounded outward."""
    return rounded_up(max(abs(row.ci_low or 0.0), abs(row.ci_high or 0.0)), places)


def anything(row: Row, places: int) -> str:
    """An interval on both sides of no change: "anything from a fall of 0.4 to a rise of 0.8"."""
    return f"anything from {_move(row.ci_low, places)} to {_move(row.ci_high, places)}"


def levels(row: Row, places: int) -> str:
    """An interval of a difference between people: "anything from 0.4 lower to 0.8 higher"."""
    return f"anything from {level(row.ci_low, places)} to {level(row.ci_high, places)}"


def higher(found: Verdict) -> str:
    """The comparative of a rise or fall, for differences between people."""
    return "higher" if found == "rose" else "lower"


def wave_name(wave: str) -> str:
    """A wave as people would say it: REDCap's "3_month_arm_1" is "3 month", and its second arm "3 month, arm 2"."""
    event = REDCAP_EVENT.fullmatch(wave)
    if event is None:
        return wave
    name, arm = event[1].replace("_", " "), int(event[2])
    return name if arm == 1 else f"{name}, arm {arm}"


def breakdown_name(group_by: str) -> str:
    """A breakdown as people would say it: "age_band" is "age band", and those of places have names of their own."""
    return BREAKDOWNS.get(group_by, group_by.replace("_", " "))


def at_wave(wave: str) -> str:
    """When: "before", "after", or "at First session"."""
    return wave if wave in PLAIN_WAVES else f"at {wave_name(wave)}"


def both_times(wave_from: str, wave_to: str, waves: int = 0) -> str:
    """The two times that are compared: "both times", or their names where a study has more than two.

    `waves` is how many times the study has; where that is not known, only "before" and "after" go without names.
    """
    if 0 < waves <= 2 or (not waves and (wave_from, wave_to) == PLAIN_WAVES):
        return "both times"
    return f"both {at_wave(wave_from)} and {at_wave(wave_to)}"


def answered(waves: int, row: Row) -> str:
    """Who is counted: "answered both times", with the waves named where there are more than two."""
    return f"answered {both_times(row.wave_from, row.wave_to, waves)}"


def waves_in(rows: Iterable[Row]) -> int:
    """How many times rows of one scale speak of; a study of three or more has rows of those in between."""
    return len({wave for row in rows for wave in (row.wave_from, row.wave_to) if wave})


def waves_answered(flow: Iterable[FlowStep]) -> int:
    """How many times people were asked."""
    return len({step.wave for step in flow if step.step == "people"})


def row_of(rows: Iterable[Row], measure: str) -> Row | None:
    """The first row of a measure; `None` where there is none."""
    return next((row for row in rows if row.measure == measure), None)


def on_scale(facts: ScaleFacts) -> str:
    """The scale's range, or nothing where it has none."""
    if facts.low is None or facts.high is None:
        return ""
    return f" on a scale from {plain(facts.low)} to {plain(facts.high)}"


def direction(facts: ScaleFacts) -> str:
    """Say which way is better, or nothing where no direction is."""
    return {"better": "Higher is better.", "worse": "Lower is better."}.get(facts.higher_is or "", "")


def judged(facts: ScaleFacts, found: Verdict) -> str:
    """Say which way is better, and plainly that it is worse where that is where it went."""
    if improved(facts, found) is not False:
        return direction(facts)
    return "Higher is worse." if found == "rose" else "Lower is worse."


def headline_answers(rows: Iterable[Row]) -> str:
    """The answers or bands that an instrument counts for its headline share, quoted, as its rows' notes name them."""
    notes = (row.note for row in rows if row.measure == "headline_share" and row.note.startswith("Counts "))
    counted = next(notes, "").removeprefix("Counts ").split("'. ")[0].removesuffix(".").removesuffix("'")
    return f"{counted}'" if counted else "the answers this measure counts"


def sentences(*parts: str) -> str:
    """Join what was said, each part ended with one full stop."""
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def listed(parts: Sequence[str]) -> str:
    """List a few things: "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _move(value: float | None, places: int) -> str:
    if value is None or is_nought(value, places):
        return "no change"
    return f"a {'rise' if value > 0 else 'fall'} of {size(value, places)}"


def level(value: float | None, places: int) -> str:
    """A difference between people: "0.4 lower", "the same"."""
    if value is None or is_nought(value, places):
        return "the same"
    return f"{size(value, places)} {'higher' if value > 0 else 'lower'}"
