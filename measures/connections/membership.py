"""Growth of a membership, place by place: counts at dates, ratios with intervals, and whether places differ.

Counts are taken as Poisson. Where the same people stand in the register at both times the counts overlap, so an
interval shows chance variation of counts only; every row says so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from measures.connections.rows import About
from measures.connections.waves import parse_dates
from measures.errors import DecisionNeededError, FileError
from measures.exports.named_columns import NamedTable, numbers
from measures.numerics.intervals import exact_share, t_quantile
from measures.numerics.moments import Floats
from measures.results import Issue, Row

PLACES = ("locality", "place", "district", "area")
JOINED, LEFT = ("joined", "join_date", "date_joined", "start_date"), ("left", "leave_date", "date_left", "end_date")
WHO = ("member_id", "id", "person_id", "org_id", "organisation", "name")
RESIDENTS = ("residents", "population")
BY = "locality"
EXACT_BELOW = 10
OVERLAP = (
    "Both counts are of one register that overlaps: the interval shows chance variation in counts only, and is no "
    "evidence of a cause. Rounded counts make it look surer than it is."
)
NO_RESIDENTS = "How many people live there is not stated for every place: fill in the column 'residents'."


@dataclass(frozen=True, slots=True)
class Stock:
    """Members of each place at each date, `counts[place, date]`, NaN where not stated; residents likewise by place."""

    kind: str
    places: tuple[str, ...]
    dates: tuple[str, ...]
    counts: Floats
    residents: Floats


def is_membership(table: NamedTable) -> bool:
    """Whether a table counts members at dates, or lists who joined when."""
    counted = table.first_of(("date", "wave")) and _count_columns(table)
    return bool(counted or table.first_of(JOINED))


def membership_rows(table: NamedTable, about: About) -> tuple[list[Row], list[Issue]]:
    """Every figure of a membership file: `scale` names the count (the column, or `members` of a register).

    Raises
    ------
    InputError
        A count is no number or below 0, a date cannot be read, a place stands twice at one date, or there is nothing
        to count.
    """
    stocks, issues = _from_register(table) if table.first_of(JOINED) else _from_counts(table)
    return [row for stock in stocks for row in _rows(stock, about)], issues


def growth(before: float, after: float, level: float) -> tuple[float, float, float]:
    """Ratio of two Poisson counts and its interval: Wald's on the logarithm, exact where a count is below 10.

    Both counts above 0. Exact: from the binomial interval of the later count's share of both.
    """
    if min(before, after) < EXACT_BELOW and float(before).is_integer() and float(after).is_integer():
        return after / before, *exact_growth(int(before), int(after), level)
    reach = t_quantile(level, math.inf) * math.sqrt(1 / before + 1 / after)
    return after / before, after / before * math.exp(-reach), after / before * math.exp(reach)


def exact_growth(before: int, after: int, level: float) -> tuple[float, float]:
    """Exact conditional interval of the ratio of two counts, the first above 0; the upper end is finite."""
    low, high = exact_share(after, before + after, level)
    return low / (1 - low), high / (1 - high)


def pooled(before: Sequence[float], after: Sequence[float]) -> tuple[float, float, float]:
    """Inverse-variance mean of the log ratios, its standard error, and Cochran's Q; counts above 0."""
    logs = np.log(np.asarray(after) / np.asarray(before))
    weight = 1 / (1 / np.asarray(before, dtype=np.float64) + 1 / np.asarray(after, dtype=np.float64))
    mean = float(weight @ logs / weight.sum())
    return mean, float(1 / np.sqrt(weight.sum())), float(weight @ (logs - mean) ** 2)


def _rows(stock: Stock, about: About) -> list[Row]:
    rows: list[Row] = []
    whole = np.where(np.isnan(stock.counts).any(axis=0), np.nan, stock.counts.sum(axis=0))
    everybody = float(stock.residents.sum())  # NaN where one is not stated
    for number, date in enumerate(stock.dates):
        mine = About(about.instrument, stock.kind, date, date, about.level)
        rows += _level_rows(mine, "", "", whole[number], everybody)
        for place, name in enumerate(stock.places):
            rows += _level_rows(mine, BY, name, stock.counts[place, number], float(stock.residents[place]))
    first, last = stock.counts[:, 0], stock.counts[:, -1]
    between = About(about.instrument, stock.kind, stock.dates[0], stock.dates[-1], about.level)
    years = _years(stock.dates)
    rows.append(_growth_row(between, "", "", whole[0], whole[-1], years, one=len(stock.dates) == 1))
    for place, name in enumerate(stock.places):
        rows.append(_growth_row(between, BY, name, first[place], last[place], years, one=len(stock.dates) == 1))
    return [*rows, *_pooled_rows(between, first, last)]


def _level_rows(about: About, by: str, group: str, count: float, residents: float) -> list[Row]:
    own = {"group_by": by, "group": group}
    if math.isnan(count):
        why = "The count is not stated." if group else "The count of a place is not stated, so there is no total."
        return [about.unknown(name, why, **own) for name in ("members", "members_per_1000")]
    rows = [about.row("members", estimate=count, n=round(count), method="members counted", **own)]
    if not residents > 0:
        return [*rows, about.unknown("members_per_1000", NO_RESIDENTS, n=round(count), **own)]
    tail = (1 - about.level) / 2
    low = 0.0 if count == 0 else float(stats.chi2.ppf(tail, 2 * count) / 2)
    high = float(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)
    scaled = {"estimate": count, "ci_low": low, "ci_high": high}
    return [
        *rows,
        about.row(
            "members_per_1000", n=round(count), ci_level=about.level, note=f"Of {residents:,.0f} residents.",
            method="members / residents, exact Poisson limits",
            **{name: 1000 * value / residents for name, value in scaled.items()}, **own,
        ),
    ]  # fmt: skip


def _growth_row(
    about: About, by: str, group: str, before: float, after: float, years: float | None, *, one: bool
) -> Row:
    own = {"group_by": by, "group": group}
    if one:
        return about.unknown("growth_ratio", "There is one date only.", **own)
    if math.isnan(before) or math.isnan(after):
        return about.unknown("growth_ratio", "A count is not stated.", **own)
    if before == 0:
        return about.unknown("growth_ratio", "There were no members at the first date.", n=round(after), **own)
    ratio, low, high = (
        growth(before, after, about.level) if after else (0.0, *exact_growth(round(before), 0, about.level))
    )
    yearly = f" That is {100 * (ratio ** (1 / years) - 1):.1f} % a year." if years and ratio else ""
    exact = exact_growth(round(before), round(after), about.level)
    note = f"{before:,.0f}, then {after:,.0f}.{yearly} Exact interval {exact[0]:.4f} to {exact[1]:.4f}. {OVERLAP}"
    method = (
        "ratio of counts, log-normal limits" if min(before, after) >= EXACT_BELOW else "ratio of counts, exact limits"
    )
    return about.row("growth_ratio", estimate=ratio, ci_low=low, ci_high=high, ci_level=about.level, n=round(after),
                     method=method, note=note, **own)  # fmt: skip


def _pooled_rows(about: About, before: Floats, after: Floats) -> list[Row]:
    """One ratio for all places, and whether they differ more than chance would have it."""
    used = (before > 0) & (after > 0)
    names = ("growth_ratio_pooled", "growth_heterogeneity")
    if about.wave_from == about.wave_to or used.sum() < 2:
        return [about.unknown(name, "Fewer than two places have members at both dates.", group_by=BY) for name in names]
    left_out = f"{int((~used).sum())} places without members at both dates are left out. " if not used.all() else ""
    mean, error, q = pooled(before[used].tolist(), after[used].tolist())
    reach = t_quantile(about.level, math.inf) * error
    n, df = round(float(after[used].sum())), int(used.sum()) - 1
    own = {"group_by": BY, "n": n, "note": left_out + OVERLAP}
    return [
        about.row("growth_ratio_pooled", estimate=math.exp(mean), ci_low=math.exp(mean - reach),
                  ci_high=math.exp(mean + reach), ci_level=about.level,
                  method="inverse-variance mean of the log ratios of the places", **own),
        about.row("growth_heterogeneity", estimate=q, statistic=q, df=df, p_value=float(special.chdtrc(df, q)),
                  method="Cochran's Q over the places", **own),
    ]  # fmt: skip


def _years(dates: Sequence[str]) -> float | None:
    found = parse_dates(pd.Series([dates[0], dates[-1]], dtype="str"))
    days = (found.iloc[1] - found.iloc[0]).days if found.notna().all() else 0
    return days / 365.25 if days > 0 else None


def _count_columns(table: NamedTable) -> list[str]:
    taken = {*PLACES, *RESIDENTS, *WHO, "date", "wave", "note", "notes"}
    marks = ("registered", "members", "people", "organisations", "count")
    return [name for name in table.frame.columns if name not in taken and name.startswith(marks)]


def _from_counts(table: NamedTable) -> tuple[list[Stock], list[Issue]]:
    columns = _count_columns(table)
    time, place = table.first_of(("date", "wave")), table.first_of(PLACES)
    if not time or not columns:
        message = "It has no column of dates, or none that counts members (registered_people, members)."
        fix = "Name the columns locality, date, registered_people."
        raise FileError(table.where, message, fix, code="no_membership")
    frame = pd.DataFrame({"place": table.text(place), "date": table.text(time)})
    if place == "":
        frame["place"] = "everywhere"
    blank = (frame["date"] == "") | (frame["place"] == "")
    if blank.any():
        message, fix = "The place or the date is not stated.", "Fill in the empty cells."
        raise FileError(table.where_rows(blank), message, fix, code="not_stated")
    twice = frame.duplicated()
    if twice.any():
        fix = "Keep one row for each place and date."
        raise FileError(table.where_rows(twice), "A place stands twice at one date.", fix, code="twice")
    dates, places = _ordered(frame["date"], table), tuple(dict.fromkeys(frame["place"]))
    at = (pd.Index(places).get_indexer(pd.Index(frame["place"])), pd.Index(dates).get_indexer(pd.Index(frame["date"])))
    residents = np.full(len(places), np.nan)
    if stated := table.first_of(RESIDENTS):
        lives = np.asarray(numbers(table, stated, least=0), dtype=np.float64)
        known = lives > 0  # a blank, or nobody, is no base: neither for the place nor within the whole
        residents[at[0][known]] = lives[known]
    issues, stocks = [], []
    for column in columns:
        counts = np.full((len(places), len(dates)), np.nan)
        counts[at] = _whole(table, column)
        missing = int(np.isnan(counts).sum())
        if missing:
            message = (
                f"'{table.headers[column]}' is not stated for {missing} places and dates; figures that need it say so."
            )
            issues.append(Issue("check", "count_missing", table.where, message, "Add the missing counts."))
        stocks.append(Stock(column, places, dates, counts, residents))
    return stocks, issues


def _whole(table: NamedTable, column: str) -> pd.Series[float]:
    found = numbers(table, column, least=0)
    broken = found.notna() & (found % 1 != 0)
    if broken.any():
        message = f"'{table.headers[column]}' is no whole number there."
        raise FileError(table.where_rows(broken), message, "Write how many members there are.", code="no_whole_number")
    return found


def _ordered(texts: pd.Series[str], table: NamedTable) -> tuple[str, ...]:
    seen = pd.Series(sorted(set(texts)), dtype="str")
    found = parse_dates(seen)
    if found.isna().any() and len(seen) > 1:
        message = f"The date '{seen[found.isna()].iloc[0]}' cannot be read, so which comes first is not known."
        raise DecisionNeededError(table.where, message, "Write dates as 2026-01-31, 31/01/2026, 2026-01 or 2026.")
    return tuple(seen.iloc[np.argsort(found.to_numpy(), kind="stable")])


def _from_register(table: NamedTable) -> tuple[list[Stock], list[Issue]]:
    """Members at the start of each year from the first, and on the day after the last entry."""
    joined = parse_dates(table.text(table.first_of(JOINED)))
    left_text = table.text(table.first_of(LEFT))
    left = parse_dates(left_text)
    unread = joined.isna() | ((left_text != "") & left.isna())
    if unread.any():
        message = "The date of joining or leaving cannot be read, or is not stated."
        raise FileError(
            table.where_rows(unread), message, "Write dates as 2026-01-31 or 31/01/2026.", code="date_unread"
        )
    turned = left < joined
    if turned.any():
        fix = "Correct one of the dates."
        raise FileError(table.where_rows(turned), "They left before they joined.", fix, code="dates_turned")
    place = table.text(table.first_of(PLACES)).replace("", "not stated")
    places = tuple(dict.fromkeys(place))
    issues = _twice_registered(table, place, joined)
    last = pd.concat([joined, left.dropna()]).max()
    starts = pd.date_range(joined.min().normalize(), last, freq="YS")
    days = [*dict.fromkeys([joined.min().normalize() + pd.Timedelta(days=1), *starts, last + pd.Timedelta(days=1)])]
    counts = np.zeros((len(places), len(days)))
    code = pd.Index(places).get_indexer(pd.Index(place))
    for number, day in enumerate(days):
        there = ((joined < day) & (left.isna() | (left >= day))).to_numpy()
        counts[:, number] = np.bincount(code[there], minlength=len(places))
    names = tuple(day.strftime("%Y-%m-%d") for day in days)
    return [Stock("members", places, names, counts, np.full(len(places), np.nan))], issues


def _twice_registered(table: NamedTable, place: pd.Series[str], joined: pd.Series[pd.Timestamp]) -> list[Issue]:
    who = table.first_of(WHO)
    if not who:
        return []
    twice = pd.DataFrame({"who": table.text(who), "place": place}).duplicated() & (table.text(who) != "")
    if not twice.any():
        return []
    message = (
        f"{int(twice.sum())} of {len(joined)} rows are of a member who stands there already; each row was counted."
    )
    return [Issue("check", "member_twice", table.where, message, "Keep one row for each stay of a member.")]
