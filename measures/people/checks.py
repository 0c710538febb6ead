"""What a careful person would ask of linked waves: the same file twice, dates the wrong way round, few people found."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, takewhile

import numpy as np
import pandas as pd

from measures.exports.tables import ROW, CodedTable
from measures.people.identifiers import without_zeros
from measures.people.persons import Persons, seen_again
from measures.people.waves import WaveRules
from measures.people.wording import counted, listed
from measures.results import Issue, Severity

FEWEST = 5
MOST_LOOKED_AT = 20_000
SEASONS = ("winter", "winter", "spring", "spring", "spring", "summer", "summer", "summer", "autumn", "autumn",
           "autumn", "winter")  # fmt: skip
CODE_ADVICE = (
    "To follow people next time, ask at every wave for a code that only the person can make again: for example the "
    "first two letters of the street they grew up in, the day of the month they were born and the last two letters of "
    "their first name."
)


def same_content(coded: Sequence[CodedTable], files: Sequence[str]) -> tuple[Issue, ...]:
    """Tables with the same cells, whatever the order of their rows."""
    issues = []
    for (one, first), (other, second) in combinations(enumerate(coded), 2):
        if _same_cells(first.map.table.frame.to_pandas(), second.map.table.frame.to_pandas()):
            message = f"{listed([files[one], files[other]])} hold the same answers, row for row."
            fix = "Check that the right files were chosen: the same answers twice show no change."
            issues.append(Issue("decide", "same_content", files[other], message, fix))
    return tuple(issues)


def _same_cells(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Whether two tables have the same rows in any order: first the texts' lengths, which are quick to say no."""
    one, other = (frame.drop(columns=ROW, errors="ignore") for frame in (one, other))
    if len(one) < 2 or one.empty or one.shape != other.shape or list(one.columns) != list(other.columns):
        return False
    lengths = all(one[name].str.len().sum() == other[name].str.len().sum() for name in one.columns)
    return lengths and _print(one) == _print(other)


def _print(cells: pd.DataFrame) -> int:
    """A sum of row hashes, which does not depend on the order of rows."""
    return int(pd.util.hash_pandas_object(cells, index=False).to_numpy().sum(dtype=np.uint64))


def check_dates(answers: pd.DataFrame, persons: Persons, rules: WaveRules) -> tuple[Issue, ...]:
    """Issues of the waves' dates. `answers`: `person`, `wave` (number), `date`; one line per person and wave."""
    if rules.retrospective:
        message = "Before and after were asked in one sitting: people judged their past by how they feel today."
        return (Issue("check", "retrospective", "waves", message, "Say so wherever the change is reported."),)
    dated = answers[answers["date"].notna()]
    issues: list[Issue] = []
    for number, wave in enumerate(persons.waves[1:], start=1):
        first, later = (dated[dated["wave"] == each] for each in (0, number))
        if len(first) < FEWEST or len(later) < FEWEST:
            continue
        medians = [pd.Timestamp(each["date"].median()) for each in (first, later)]
        if medians[1] < medians[0]:
            message = f"By their dates, most answers of '{wave}' were given before those of '{persons.waves[0]}'."
            fix = "Check that the files or wave names have not changed places."
            issues.append(Issue("decide", "waves_reversed", "waves", message, fix))
            continue
        issues += _gaps(first, later, (persons.waves[0], wave), linked=persons.linked)
        seasons = [SEASONS[median.month - 1] for median in medians]
        if seasons[0] != seasons[1]:
            message = f"'{persons.waves[0]}' was mostly answered in {seasons[0]}, '{wave}' in {seasons[1]}."
            fix = "Wellbeing and activity follow the seasons; keep this in mind when reading the change."
            issues.append(Issue("note", "season", "waves", message, fix))
    return tuple(issues)


def days_between(answers: pd.DataFrame, persons: Persons) -> dict[str, float]:
    """Median days from the first wave to each later one, as `check_dates` takes them; only those after it."""
    dated = answers[answers["date"].notna()]
    found: dict[str, float] = {}
    for number, wave in enumerate(persons.waves[1:], start=1):
        first, later = (dated[dated["wave"] == each] for each in (0, number))
        if persons.linked:
            both = first.merge(later, on="person", suffixes=("_first", "_later"))
            gaps = both["date_later"].dt.normalize() - both["date_first"].dt.normalize()
            few, median = len(both) < FEWEST, gaps.dt.days.median()
        else:
            few = min(len(first), len(later)) < FEWEST
            middle = [pd.Timestamp(each["date"].median()) for each in (first, later)] if not few else []
            median = (middle[1] - middle[0]).days if middle else 0
        if not few and median > 0:
            found[wave] = float(median)
    return found


def _gaps(first: pd.DataFrame, later: pd.DataFrame, waves: tuple[str, str], *, linked: bool) -> list[Issue]:
    """The time between two waves, person by person where people can be followed."""
    if not linked:
        days = (pd.Timestamp(later["date"].median()) - pd.Timestamp(first["date"].median())).days
        weeks = days / 7
        message = f"About {weeks:.0f} weeks lie between '{waves[0]}' and '{waves[1]}'."
        return [Issue("note", "weeks_apart", "waves", message)]
    both = first.merge(later, on="person", suffixes=("_first", "_later"))
    if len(both) < FEWEST:
        return []
    days = (both["date_later"].dt.normalize() - both["date_first"].dt.normalize()).dt.days
    if (days == 0).mean() >= 0.8:
        message = f"Most people answered '{waves[0]}' and '{waves[1]}' on the same day."
        fix = (
            "If both were asked in one sitting, state [waves] retrospective = true; if not, name the date of each wave."
        )
        return [Issue("decide", "one_sitting", "waves", message, fix)]
    low, middle, high = (value / 7 for value in days.quantile([0.25, 0.5, 0.75]))
    message = f"The median time from '{waves[0]}' to '{waves[1]}' is {middle:.0f} weeks"
    message += f" (the middle half of people: {low:.0f} to {high:.0f})."
    issues = [Issue("note", "weeks_apart", "waves", message)]
    if (days < 0).any():
        n = counted(int((days < 0).sum()), "person has", "people have")
        message = f"{n} a date for '{waves[1]}' before that for '{waves[0]}'."
        fix = "Check the dates and that the two answers are the same person's."
        issues.append(Issue("check", "dates_out_of_order", "waves", message, fix))
    return issues


def check_near(answers: pd.DataFrame, persons: Persons) -> tuple[Issue, ...]:
    """Whether codes of different waves are one slip apart; looked for while few enough people are in one wave only."""
    single = int((~seen_again(answers["person"].to_numpy())).sum())
    if not persons.linked or not 2 <= single <= MOST_LOOKED_AT:
        return ()
    pairs = len(persons.near())
    if not pairs:
        return ()
    message = f"{counted(pairs, 'pair of codes is', 'pairs of codes are')} one slip apart and may be one person's."
    fix = "They were not joined. Look at them in the app and keep those you are sure of in matches.csv."
    return (Issue("check", "near_matches", "participants", message, fix),)


def check_matching(answers: pd.DataFrame, persons: Persons, *, stated_none: bool) -> tuple[Issue, ...]:
    """How far people could be followed. `answers`: `person`, `wave` (number); one line per person and wave."""
    if not persons.linked:
        return (_not_linked(persons, answers, stated_none=stated_none),)
    issues = []
    with_code = answers[answers["person"] < persons.coded]
    for number, wave in enumerate(persons.waves[1:], start=1):
        later = with_code.loc[with_code["wave"] == number, "person"]
        earlier = with_code.loc[with_code["wave"] < number, "person"]
        if later.empty or earlier.empty:
            continue
        found = int(later.isin(earlier).sum())
        if found == 0:
            message = f"No code of '{wave}' occurs in an earlier wave."
            fix = "Check that the right column was taken for the code in each file."
            if added := _added_to_codes(persons, number):
                message += f" Most would without {added}, carried by every code of a wave."
                fix = "Take it off in that file (Find and Replace), or write codes the same way in every wave."
            elif _match_without_signs(persons, number):
                message += " Most would without the dots and other signs in them."
                fix = "Take them off (Find and Replace), or write codes the same way in every wave."
            issues.append(Issue("decide", "none_matched", "participants", message, fix))
        elif found < len(later) / 2:
            share = 100 * found / len(later)
            message = f"Only {found} of {len(later)} codes of '{wave}' ({share:.0f} %) occur in an earlier wave."
            fix = "Check the code column of each file. Figures of change rest on the people found in both."
            issues.append(Issue("check", "mostly_unmatched", "participants", message, fix))
    return tuple(issues)


def _codes_of(persons: Persons, number: int) -> list[pd.Series[str]]:
    """The normalised codes of a wave, and those of the waves before it."""
    nodes, normal = persons.linkage.nodes, persons.linkage.normal
    return [
        normal.iloc[nodes.loc[which, "code"].unique()] for which in (nodes["wave"] == number, nodes["wave"] < number)
    ]


def _match_without_signs(persons: Persons, number: int) -> bool:
    """Whether most codes of a wave are found once signs such as dots are left out: `A.B.12` and `AB12`."""
    bare = [side.str.replace(r"[^\w|]|_", "", regex=True) for side in _codes_of(persons, number)]
    found = bare[0].isin(bare[1]) & (bare[0] != "")
    return bool(found.sum() > min(map(len, bare)) / 2)


def _added_to_codes(persons: Persons, number: int) -> str:
    """The letters on every code of a wave (`GL` in GL-014) without which most codes of a later wave are found."""
    sides = _codes_of(persons, number)
    for turn in (1, -1):
        added = [_shared(side.tolist(), turn) for side in sides]
        bare = [
            without_zeros(side.str.removeprefix(text) if turn > 0 else side.str.removesuffix(text))
            for side, text in zip(sides, added, strict=True)
        ]
        if any(added) and bare[0].isin(bare[1]).sum() > min(map(len, bare)) / 2:
            return " and ".join(f"'{text}'" for text in added if text)
    return ""


def _shared(codes: Sequence[str], turn: int) -> str:
    """The letters that all codes begin with (`turn` 1) or end with (-1): only of five or more, so they tell nobody."""
    turned = sorted(code[::turn] for code in codes)  # what the first and the last share, all share
    alike = zip(turned[0], turned[-1], strict=False) if turned else ()
    letters = "".join(one for one, _ in takewhile(lambda two: two[0] == two[1] and two[0] not in "0123456789|", alike))
    return letters[::turn] if len(codes) >= FEWEST and all(len(code) > len(letters) for code in codes) else ""


def _not_linked(persons: Persons, answers: pd.DataFrame, *, stated_none: bool) -> Issue:
    if not (answers["person"] < persons.coded).any():
        why = "The study states that there is no code" if stated_none else "No usable column of codes was found"
    else:
        coded = answers.loc[answers["person"] < persons.coded, "wave"].unique()
        why = f"Only {listed([persons.waves[number] for number in coded])} has codes"
    message = (
        f"{why}, so people cannot be followed from wave to wave. The waves are compared as separate groups, and rows "
        "are never paired by their order."
    )
    severity: Severity = "note" if stated_none or answers["wave"].nunique() < 2 else "check"
    return Issue(severity, "no_code", "participants", message, CODE_ADVICE)
