"""In which order the waves of a table of connections stand: as stated, or as their own words leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from measures.errors import DecisionNeededError, StudyError
from measures.exports.folding import fold

KNOWN = ("baseline", "before", "start", "first", "during", "middle", "after", "end", "last", "follow-up", "followup")
NUMBERED = re.compile(r"^\D{0,10}?(\d{1,4})$")
YEAR_MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")


def in_order(seen: Iterable[str], stated: Sequence[str], where: str) -> tuple[str, ...]:
    """The waves that occur, in order.

    Raises
    ------
    StudyError
        The stated order leaves some out.
    DecisionNeededError
        No order is stated and none can be told: by numbers, by dates, or as before and after.
    """
    waves = sorted(set(seen))
    if stated:
        if absent := [wave for wave in waves if wave not in stated]:
            message = f"The stated waves leave out '{absent[0]}'."
            raise StudyError(where, message, "Add it to [network] waves, in its place.")
        return tuple(wave for wave in stated if wave in waves)
    if len(waves) < 2:
        return tuple(waves)
    for rank in (_numbers(waves), _words(waves), _dates(waves)):
        if rank is not None and len(set(rank)) == len(waves):
            return tuple(wave for _, wave in sorted(zip(rank, waves, strict=True)))
    listed = ", ".join(f"'{wave}'" for wave in waves[:6])
    message = f"Which comes first of {listed} cannot be told."
    raise DecisionNeededError(where, message, 'State their order, as in [network] waves = ["before", "after"].')


def _numbers(waves: Sequence[str]) -> list[float] | None:
    found = [NUMBERED.match(wave) for wave in waves]
    starts = {wave[: match.start(1)] for wave, match in zip(waves, found, strict=True) if match}
    return [float(match.group(1)) for match in found if match] if all(found) and len(starts) == 1 else None


def _words(waves: Sequence[str]) -> list[float] | None:
    folded = [fold(wave) for wave in waves]
    return [float(KNOWN.index(wave)) for wave in folded] if set(folded) <= set(KNOWN) else None


def _dates(waves: Sequence[str]) -> list[float] | None:
    found = parse_dates(pd.Series(list(waves), dtype="str"))
    return None if found.isna().any() else [float(date.timestamp()) for date in found]


def parse_dates(texts: pd.Series[str]) -> pd.Series[pd.Timestamp]:
    """Dates as 2026-01-31, 31/01/2026 (day first), 2026-01 or 2026; anything else is missing."""
    kept = texts.str.strip().str.replace(r"[ T]\d\d?:\d\d.*$", "", regex=True)
    found = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns]")
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %Y", "%b %Y", "%Y-%m", "%Y"):
        parsed = pd.to_datetime(kept.where(found.isna()), format=pattern, errors="coerce")
        found = found.fillna(parsed.astype("datetime64[ns]"))
    return found
