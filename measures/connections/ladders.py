"""Ladders of engagement: who stands on which rung, who moved up or down, and whether the rungs fill differently."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from measures.connections.rows import About
from measures.connections.waves import in_order, parse_dates
from measures.errors import DecisionNeededError, FileError, StudyError
from measures.exports.named_columns import NamedTable, quoted
from measures.numerics.intervals import sign_p
from measures.results import Issue, Row

IDS = ("id", "stakeholder_id", "org_id", "person_id")
FIRST, LAST = "first", "last"
NOBODY_TWICE = "Nobody has a rung at both times."


def is_ladder(table: NamedTable) -> bool:
    """Whether a table says who stood on which rung when."""
    return bool("level" in table.frame.columns and table.first_of(IDS) and table.first_of(("wave", "date")))


def ladder_rows(
    table: NamedTable, stated: Sequence[str], waves: Sequence[str], about: About
) -> tuple[list[Row], list[Issue]]:
    """Shares on each rung at the first and the last time, moves between them, and the test of marginal homogeneity.

    Parameters
    ----------
    table : NamedTable
        Columns `id`, `level` and `wave`, or `date`: then each one's earliest and latest rung are taken.
    stated : sequence of str
        The rungs, lowest first; may be left out where they are numbers.
    waves : sequence of str
        The order of the waves, where their names do not say it.

    Raises
    ------
    InputError
        The order of the rungs or waves is not known, a date cannot be read, or one stands twice at one time.
    """
    frame, issues = _records(table)
    rungs = _rungs(frame["level"], stated, table.where)
    frame = frame.assign(rung=pd.Index(rungs).get_indexer(pd.Index(frame["level"])))
    if "wave" in table.frame.columns:
        order = in_order(frame["wave"], waves, table.where)
        first, last = frame[frame["wave"] == order[0]], frame[frame["wave"] == order[-1]]
        names = (order[0], order[-1])
    else:
        dated = frame.sort_values("when", kind="stable")
        first, last = dated.drop_duplicates("id"), dated.drop_duplicates("id", keep="last")
        names = (FIRST, LAST)
    rows = [row for wave, part in zip(names, (first, last), strict=True) for row in _shares(part, rungs, wave, about)]
    if names[0] == names[1]:
        return _unknown_moves(about, names, "There is one time only.") + rows, issues
    both = first.merge(last, on="id", suffixes=("_first", "_last"))
    if names == (FIRST, LAST):
        both = both[both["when_first"] < both["when_last"]]
    moved = np.zeros((len(rungs), len(rungs)), dtype=np.int64)
    np.add.at(moved, (both["rung_first"].to_numpy(), both["rung_last"].to_numpy()), 1)
    return rows + moves(moved, About(about.instrument, about.scale, *names, about.level)), issues


def moves(table: NDArray[np.int64], about: About) -> list[Row]:
    """Rows of a square table of counts, rungs before down the side and after along the top, lowest first."""
    n = int(table.sum())
    if n == 0:
        return _unknown_moves(about, (about.wave_from, about.wave_to), NOBODY_TWICE)
    up, down = int(np.triu(table, 1).sum()), int(np.tril(table, -1).sum())
    sign = f"Sign test of up against down: p = {sign_p(up, up + down):.3g}." if up + down else "Nobody moved."
    return [
        about.share("ladder_up", up, n, note=sign),
        about.share("ladder_down", down, n, note=sign),
        _homogeneity(table, n, about),
    ]


def _homogeneity(table: NDArray[np.int64], n: int, about: About) -> Row:
    """Stuart (1955) and Maxwell (1970); rungs that nobody stood on at either time have no say."""
    from statsmodels.stats.contingency_tables import SquareTable  # noqa: PLC0415 - it takes a second to load, which few studies need

    used = (table.sum(axis=0) + table.sum(axis=1)) > 0
    kept = table[np.ix_(used, used)]
    if (kept.sum(axis=0) == kept.sum(axis=1)).all():
        return about.unknown("marginal_homogeneity", "As many stand on each rung as before.", n=n)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a singular table makes it say is said in our words below
            found = SquareTable(kept, shift_zeros=False).homogeneity()
        statistic, p = float(found.statistic), float(found.pvalue)
    except np.linalg.LinAlgError:
        statistic, p = float("nan"), float("nan")
    if not np.isfinite(statistic) or not np.isfinite(p):
        return about.unknown("marginal_homogeneity", "Too few people moved between the rungs for this test.", n=n)
    return about.row(
        "marginal_homogeneity", n=n, statistic=statistic, df=len(kept) - 1, p_value=p, estimate=statistic,
        method="Stuart-Maxwell test: do as many stand on each rung as before",
    )  # fmt: skip


def _unknown_moves(about: About, names: tuple[str, str], reason: str) -> list[Row]:
    mine = About(about.instrument, about.scale, *names, about.level)
    return [mine.unknown(name, reason, n=0) for name in ("ladder_up", "ladder_down", "marginal_homogeneity")]


def _shares(part: pd.DataFrame, rungs: Sequence[str], wave: str, about: About) -> list[Row]:
    mine = About(about.instrument, about.scale, wave, wave, about.level)
    counts = np.bincount(part["rung"], minlength=len(rungs))
    return [
        mine.share("ladder_share", int(counts[place]), len(part), category=rung) for place, rung in enumerate(rungs)
    ]


def _records(table: NamedTable) -> tuple[pd.DataFrame, list[Issue]]:
    frame = pd.DataFrame(
        {"id": table.text(table.first_of(IDS)), "level": table.text("level"), "wave": table.text("wave")}
    )
    frame["when"] = parse_dates(table.text("date"))
    by_wave = "wave" in table.frame.columns
    missing = (
        (frame["id"] == "") | (frame["level"] == "") | (frame["wave"] == "" if by_wave else table.text("date") == "")
    )
    issues = []
    if missing.any():
        message = f"{int(missing.sum())} of {len(frame)} rows lack an id, a rung or a time; they were set aside."
        issues.append(Issue("check", "ladder_incomplete", table.where, message, "Fill in the empty cells."))
    unread = ~missing & frame["when"].isna() & (not by_wave)
    if unread.any():
        fix = "Write dates as 2026-01-31 or 31/01/2026."
        raise FileError(table.where_rows(unread), "The date cannot be read.", fix, code="date_unread")
    kept = frame[~missing]
    twice = kept.duplicated(["id", "wave"] if by_wave else ["id", "when"])
    if twice.any():
        where = f"{table.where}, {len(kept[twice])} rows"
        fix = "Keep one row for each time."
        raise FileError(where, "They give someone a second rung at one time.", fix, code="two_rungs")
    return kept, issues


def _rungs(levels: pd.Series[str], stated: Sequence[str], where: str) -> tuple[str, ...]:
    seen = sorted(set(levels))
    if stated:
        if strangers := set(seen) - set(stated):
            message = f"{quoted(strangers)} {'is' if len(strangers) == 1 else 'are'} not among the stated rungs."
            raise StudyError(where, message, "Add them to [network] ladder, lowest first.")
        return tuple(stated)
    values = pd.to_numeric(pd.Series(seen), errors="coerce")
    if values.notna().all():
        return tuple(name for _, name in sorted(zip(values, seen, strict=True)))
    message = f"Which rung is higher of {quoted(seen)} is not stated."
    raise DecisionNeededError(where, message, 'State them, lowest first, as in [network] ladder = ["aware", ...].')
