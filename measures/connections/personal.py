"""Personal networks before and after: how many people somebody names, who is new, kept, gone, met in the programme.

Naming nobody is an answer. It differs from no answer by a row in the list of people who were asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from measures.connections.rows import About
from measures.connections.waves import in_order
from measures.errors import FileError
from measures.exports.folding import fold
from measures.exports.named_columns import NamedTable, truths
from measures.exports.phrases import several
from measures.numerics import intervals
from measures.numerics.bootstrap import percentile, resample
from measures.numerics.moments import Floats, Ints, summary
from measures.results import Issue, Row

PERSON = ("person_id", "participant", "person", "ego_id")
WAVE = ("wave", "time")
ALTER = ("alter", "alter_initials", "initials", "alter_id")
NUMBER = ("alter_no", "alter_number", "no")
VIA = ("via_programme", "met_via_programme", "via_program", "programme")
WIDE = re.compile(r"^(?:alter|tie|person)_?(\d{1,2})_(\w+)$")
NOT_KINDS = {"note", "notes", "closeness", "strength", "contact_days", "days", "gives"}
MOST_KINDS = 20
NO_PAIR = "Nobody answered at both waves."
NO_INITIALS = "Ties cannot be followed without initials of the people named (column 'alter')."
NO_TIES = "Nobody who answered named anybody."


@dataclass(frozen=True, slots=True)
class Personal:
    """Who answered at which wave, and whom they named: columns `person`, `wave`, and what was said of each tie."""

    answered: pd.DataFrame = field(repr=False)
    ties: pd.DataFrame = field(repr=False)
    waves: tuple[str, ...]
    kinds: tuple[str, ...]
    same: tuple[str, ...]
    has_initials: bool
    has_via: bool
    issues: tuple[Issue, ...] = ()


def is_people(table: NamedTable) -> bool:
    """Whether a table lists who was asked about their connections, and whether they answered."""
    return bool(table.first_of(PERSON) and "answered" in table.frame.columns)


def is_alters(table: NamedTable) -> bool:
    """Whether a table lists people named by others, one row each or side by side."""
    wide = any(WIDE.match(str(name)) for name in table.frame.columns)
    return bool(table.first_of(PERSON) and (table.first_of((*ALTER, *NUMBER)) or wide))


def read_personal(people: NamedTable | None, alters: NamedTable, waves: Sequence[str]) -> Personal:
    """Put the two tables together.

    Raises
    ------
    InputError
        The order of the waves cannot be told, or a yes-or-no column says something else.
    """
    issues: list[Issue] = []
    wide = any(WIDE.match(str(name)) for name in alters.frame.columns)
    ties, asked = _from_wide(alters) if wide else (_from_long(alters, issues), None)
    if people is not None:
        answered, ties = _asked(people, ties, issues)
    elif asked is not None:
        answered = asked
    else:
        answered = ties[["person", "wave"]].drop_duplicates()
        message = "No list of who was asked was given: people who named nobody are not known and not counted."
        fix = "Add a file with the columns person_id, wave, answered."
        issues.append(Issue("check", "no_people", alters.where, message, fix))
    order = in_order(answered["wave"], waves, alters.where)
    known = {"person", "wave", "alter", "via", "row"}
    same = tuple(name for name in ties.columns if name.startswith("same_"))
    kinds = tuple(
        name for name in ties.columns
        if name not in known | NOT_KINDS and name not in same and 2 <= ties[name].nunique() <= MOST_KINDS
    )  # fmt: skip
    initials = bool((ties["alter"] != "").any()) and not ties.empty
    return Personal(answered, ties, order, kinds, same, initials, bool((ties["via"] != "").any()), tuple(issues))


def personal_rows(found: Personal, about: About, *, draws: int, seed: int) -> list[Row]:
    """Every figure of personal networks: sizes over people who answered at the first and the last wave."""
    if len(found.waves) < 2:
        first = last = found.waves[0] if found.waves else ""
    else:
        first, last = found.waves[0], found.waves[-1]
    mine = About(about.instrument, about.scale, first, last, about.level)
    both = _pairs(found, first, last) if first != last else []
    size = {wave: _per_person(found, found.ties, wave) for wave in dict.fromkeys((first, last))}
    rows = _sizes(size, both, mine, draws, seed)
    rows += _followed(found, both, mine)
    for wave in dict.fromkeys((first, last)):
        at = About(about.instrument, about.scale, wave, wave, about.level)
        rows += _one_wave(found, wave, at)
    return rows


def blau(counts: Floats) -> Floats:
    """Blau's (1977) index 1 - sum of squared shares, for each row of counts; NaN where a row is empty."""
    total = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, total, out=np.full(counts.shape, np.nan), where=total > 0)
    return np.asarray(1.0 - np.square(shares).sum(axis=1), dtype=np.float64)


def _from_long(table: NamedTable, issues: list[Issue]) -> pd.DataFrame:
    own = (table.first_of(PERSON), table.first_of(WAVE), table.first_of(ALTER), table.first_of(VIA))
    frame = pd.DataFrame(
        {
            "person": table.text(own[0]),
            "wave": table.text(own[1]),
            "alter": table.text(own[2]).map(fold),
            "via": truths(table, own[3]) if own[3] else "",
        }
    )
    for name in table.frame.columns:
        if name not in (*own, *NUMBER):
            frame[name] = truths(table, str(name)) if str(name).startswith("same_") else table.text(str(name))
    missing = (frame["person"] == "") | ((frame["wave"] == "") & (own[1] != ""))
    if missing.any():
        message = f"{int(missing.sum())} of {len(frame)} rows do not say whose tie it is, or when; they were set aside."
        issues.append(Issue("check", "tie_incomplete", table.where, message, "Fill in the empty cells."))
    kept = frame[~missing].copy()
    named = kept["alter"] != ""
    place = kept.groupby(["person", "wave", "alter"]).cumcount()
    if (named & (place > 0)).any():
        message = "Some people name the same initials twice at one time; they were counted as different people."
        issues.append(Issue("check", "same_initials", table.where, message, "Add a letter to tell them apart."))
        kept["alter"] = kept["alter"].where(place == 0, kept["alter"] + " #" + place.astype("str"))
    return kept


def _from_wide(table: NamedTable) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Columns `alter1_initials`, `alter1_via_programme`, ...: one row for each block that says anything."""
    matches = {str(name): match for name in table.frame.columns if (match := WIDE.match(str(name)))}
    person, wave = table.text(table.first_of(PERSON)), table.text(table.first_of(WAVE))
    parts = []
    for number in sorted({match.group(1) for match in matches.values()}, key=int):
        columns = {match.group(2): name for name, match in matches.items() if match.group(1) == number}
        part = pd.DataFrame({"person": person, "wave": wave, "alter": "", "via": ""})
        for what, name in columns.items():
            if what in ("initials", "name", "id"):
                part["alter"] = table.text(name).map(fold)
            elif what in VIA:
                part["via"] = truths(table, name)
            else:
                part[what] = truths(table, name) if what.startswith("same_") else table.text(name)
        parts.append(part[(table.frame[list(columns.values())] != "").any(axis=1)])
    ties = pd.concat(parts, ignore_index=True).fillna("")
    said = pd.DataFrame({"person": person, "wave": wave})
    return ties, said[said["person"] != ""].drop_duplicates()


def _asked(people: NamedTable, ties: pd.DataFrame, issues: list[Issue]) -> tuple[pd.DataFrame, pd.DataFrame]:
    said = truths(people, "answered")
    frame = pd.DataFrame({"person": people.text(people.first_of(PERSON)), "wave": people.text(people.first_of(WAVE))})
    blank = (frame["person"] == "") | (said == "")
    if blank.any():
        message = f"{int(blank.sum())} rows do not say who it is, or whether they answered; they were set aside."
        issues.append(Issue("check", "person_incomplete", people.where, message, "Fill in the empty cells."))
    frame = frame.assign(said=said)[~blank]
    if frame.duplicated(["person", "wave"]).any():
        fix = "Keep one row for each person and time."
        raise FileError(people.where, "Someone stands twice at one time.", fix, code="twice")
    answered = frame.loc[frame["said"] == "yes", ["person", "wave"]]
    joined = ties.merge(answered, on=["person", "wave"], how="left", indicator=True)
    strangers = joined["_merge"] != "both"
    if strangers.any():
        message = f"{several(int(strangers.sum()), 'tie')} set aside, of nobody who is listed as having answered then."
        issues.append(Issue("check", "unknown_person", people.where, message, "Add the person and time to the list."))
    return answered, joined.loc[~strangers, list(ties.columns)]


def _pairs(found: Personal, first: str, last: str) -> list[str]:
    """People who answered at both waves."""
    people = found.answered
    one, other = (set(people.loc[people["wave"] == wave, "person"]) for wave in (first, last))
    return sorted(one & other)


def _per_person(found: Personal, ties: pd.DataFrame, wave: str) -> pd.Series[int]:
    """How many of these ties each person who answered at the wave has; 0 for who named nobody."""
    people = sorted(found.answered.loc[found.answered["wave"] == wave, "person"])
    return ties.loc[ties["wave"] == wave, "person"].value_counts().reindex(people, fill_value=0).astype("int64")


def _sizes(size: dict[str, pd.Series[int]], both: list[str], about: About, draws: int, seed: int) -> list[Row]:
    names = ("network_size_before", "network_size_after", "network_size_change")
    if not both:
        why = NO_PAIR if about.wave_from != about.wave_to else "There is one wave only."
        return [about.unknown(name, why, n=0) for name in names]
    started = len(size[about.wave_from])
    before, after = (
        np.asarray(size[wave].reindex(both), dtype=np.float64) for wave in (about.wave_from, about.wave_to)
    )
    rows = [
        _mean(about, name, values, n_started=started, statistic=float(values.sum()),
              method="mean number of people named, t interval; the statistic is all ties")
        for name, values in zip(names, (before, after), strict=False)
    ]  # fmt: skip
    change = after - before
    seen = summary(change, np.ones(len(change), dtype=np.int64))
    note = _ratio_note(before, after, about.level, draws, seed)
    own = {"n": len(both), "n_started": started, "method": "paired t test", "note": note}
    if not seen.variance:
        why = "One person only." if seen.n == 1 else "Everybody changed alike."
        return [*rows, about.row(names[2], estimate=seen.mean, **{**own, "note": f"{why} {note}".strip()})]
    test = intervals.t_test(seen.mean, float(np.sqrt(seen.variance / seen.n)), seen.n - 1, about.level)
    low, high = test.interval
    return [
        *rows,
        about.row(names[2], estimate=test.estimate, std_error=test.std_error, ci_low=low, ci_high=high,
                  ci_level=about.level, statistic=test.t, df=test.df, p_value=test.p_value, **own),
    ]  # fmt: skip


def _ratio_note(
    before: Floats,
    after: Floats,
    level: float,
    draws: int,
    seed: int,
) -> str:
    """The ratio of all ties after to all before, with its bootstrap interval over people."""
    if not before.sum():
        return "Nobody named anybody before, so there is no ratio."
    ones = np.ones(len(before), dtype=np.int64)

    def ratio(counts: Ints) -> Floats:
        below = counts @ before
        return np.asarray(np.divide(counts @ after, below, out=np.full(len(counts), np.nan), where=below > 0))

    limits = percentile(resample(ratio, ones, draws, seed), level)
    said = f", interval {limits[0]:.2f} to {limits[1]:.2f} by drawing people" if limits else ""
    return f"All ties after / all before: {after.sum() / before.sum():.4f}{said}."


def _followed(found: Personal, both: list[str], about: About) -> list[Row]:
    """Ties new, kept and lost between the waves, per person who answered at both."""
    names = ("ties_new", "ties_kept", "ties_lost")
    if not both:
        return [about.unknown(name, NO_PAIR, n=0) for name in names]
    if not found.has_initials:
        return [about.unknown(name, NO_INITIALS, n=len(both)) for name in names]
    ties = found.ties[found.ties["person"].isin(both) & (found.ties["alter"] != "")]
    unnamed = int((found.ties["person"].isin(both) & (found.ties["alter"] == "")).sum())
    parts = [ties.loc[ties["wave"] == wave, ["person", "alter"]] for wave in (about.wave_from, about.wave_to)]
    joined = parts[0].merge(parts[1], on=["person", "alter"], how="outer", indicator=True)
    sides = {"ties_new": "right_only", "ties_kept": "both", "ties_lost": "left_only"}
    note = f"{unnamed} ties without initials cannot be followed." if unnamed else ""
    rows = []
    for name in names:
        mine = joined.loc[joined["_merge"] == sides[name], "person"].value_counts()
        values = np.asarray(mine.reindex(both, fill_value=0), dtype=np.float64)
        method = "mean per person by initials, t interval; the statistic is all such ties"
        rows.append(_mean(about, name, values, statistic=float(values.sum()), method=method, note=note))
    return rows


def _one_wave(found: Personal, wave: str, about: About) -> list[Row]:
    """What is said of the ties of everybody who answered at one wave."""
    rows: list[Row] = []
    ties = found.ties[found.ties["wave"] == wave]
    if found.has_via:
        values = np.asarray(_per_person(found, ties[ties["via"] == "yes"], wave), dtype=np.float64)
        unsaid = int((ties["via"] == "").sum())
        note = f"Of {unsaid} ties it is not said; they count as not." if unsaid else ""
        method = "mean per person of ties met through the programme, t interval; the statistic is all such ties"
        rows.append(_mean(about, "ties_via_programme", values, statistic=float(values.sum()), method=method, note=note))
    else:
        why = "It is not said of any tie whether it was met through the programme (column 'via_programme')."
        rows.append(about.unknown("ties_via_programme", why))
    rows += [_diversity(ties, kind, about) for kind in found.kinds]
    rows += [_mixing(ties, column, about) for column in found.same]
    if not found.kinds:
        rows.append(about.unknown("blau_index", "No column puts the people named into groups, such as sector."))
    if not found.same:
        why = "No column says whether the people named are alike, such as same_locality."
        rows.append(about.unknown("ego_ei_index", why))
    return rows


def _diversity(ties: pd.DataFrame, kind: str, about: About) -> Row:
    said = ties[ties[kind] != ""]
    if said.empty:
        return about.unknown("blau_index", NO_TIES, category=kind, n=0)
    counts = np.asarray(pd.crosstab(said["person"], said[kind]), dtype=np.float64)
    method = "mean over people of 1 - sum of squared shares (Blau 1977), of those with a tie"
    return _mean(about, "blau_index", blau(counts), category=kind, method=method)


def _mixing(ties: pd.DataFrame, column: str, about: About) -> Row:
    said = ties[ties[column] != ""]
    if said.empty:
        return about.unknown("ego_ei_index", NO_TIES, category=column, n=0)
    other = (said[column] == "no").astype("float64")
    values = np.asarray(2 * other.groupby(said["person"]).mean() - 1, dtype=np.float64)
    method = "mean over people of (different - same) / all their ties, of those with a tie"
    return _mean(about, "ego_ei_index", values, category=column, method=method)


def _mean(about: About, measure: str, values: Floats, note: str = "", **more: object) -> Row:
    """A mean over people with its t interval, or without one and why."""
    if not len(values):
        return about.unknown(measure, "Nobody answered.", n=0)
    seen = summary(values, np.ones(len(values), dtype=np.int64))
    own = {"n": len(values), "estimate": seen.mean, **more}
    if not seen.variance:
        why = "One person: no interval." if seen.n == 1 else "Everybody is alike: no interval."
        return about.row(measure, note=f"{why} {note}".strip(), **own)
    error = float(np.sqrt(seen.variance / seen.n))
    low, high = intervals.t_test(seen.mean, error, seen.n - 1, about.level).interval
    return about.row(measure, std_error=error, ci_low=low, ci_high=high, ci_level=about.level, note=note, **own)
