"""The sentences about who took part, each made from protected rows alone.

Residents are the yardstick: whether they are the people a programme is for is said by the base, never here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from measures.equity.age_bands import band_of, in_words
from measures.report.numbers import fixed, people, percent
from measures.report.phrases import breakdown_name, listed, sentences
from measures.results import Row

OF_ALL = ("dissimilarity", "reach_chi_square", "reach_trend")
AREAS = {
    ("core20", "Core20"): "from the most deprived fifth of England (Core20)",
    ("core20", "not Core20"): "from elsewhere than the most deprived fifth of England (Core20)",
    ("rural_urban", "Rural"): "from rural areas",
    ("rural_urban", "Urban"): "from urban areas",
}
FIFTHS = ("most", "second most", "middle", "second least", "least")
NOT_THE_RIGHT_PEOPLE = (
    "Residents are the yardstick here, not a target: who the programme is for is for you to say, under [population] "
    "describes in the study file."
)
EXPECTED = 10


def breakdowns(rows: Iterable[Row]) -> tuple[str, ...]:
    """The breakdowns that anything is said of, small areas apart."""
    found = dict.fromkeys(
        row.group_by for row in rows if row.measure == "participants" and row.group_by and row.group_by != "lsoa"
    )
    return tuple(found)


def took_part_sentence(rows: Iterable[Row]) -> str:
    """How many people took part in all; that it is not shown where it is hidden, nothing where nobody was counted."""
    row = next((row for row in rows if row.measure == "participants" and not row.group_by), None)
    if row is None:
        return ""
    if row.estimate is None:
        return "How many people took part is not shown, to protect them."
    source = "are in the register" if "register" in row.note else "answered at one time or another"
    return f"{_about(row).capitalize()}{people(round(row.estimate))} took part: everybody who is counted here {source}."


def base_sentence(rows: Iterable[Row], group_by: str) -> str:
    """Whom the groups are compared with; nothing where they are compared with nobody."""
    base = base_of(row for row in rows if row.group_by == group_by)
    return f"Compared with {base}." if base else ""


def base_of(rows: Iterable[Row]) -> str:
    """Whom rows are compared with, as the first of them that says so puts it; empty where none does."""
    for row in rows:
        if row.note.startswith("Base: "):
            return row.note.removeprefix("Base: ").split(". ")[0].split("; ")[0].removesuffix(".")
    return ""


def finding(rows: Iterable[Row], group_by: str) -> str:
    """A few words on a breakdown, for a chart's title: which groups took part less or more than their share."""
    ratios = _measured(rows, group_by, "reach_ratio")
    fewer = [row for row in ratios if row.ci_high is not None and row.ci_high < 1]
    more = [row for row in ratios if row.ci_low is not None and row.ci_low > 1]
    name = breakdown_name(group_by)
    if not any(row.estimate is not None for row in ratios):
        return f"Who took part, by {name}"
    if not fewer and not more:
        return f"By {name}, nobody clearly took part more or less than their share of residents"
    share = "than residents' share would give"
    who_more, who_fewer = (
        listed([group_words(group_by, row.group, row.note) for row in rows]) if rows else "" for rows in (more, fewer)
    )
    if not more:
        return f"Fewer people took part {who_fewer} {share}"
    return f"More people took part {who_more} {share}{f', fewer {who_fewer}' if fewer else ''}"


def group_sentences(rows: Iterable[Row], group_by: str) -> tuple[str, ...]:
    """What happened in each group, in the rows' order: expected and took part, and how many people a gap is.

    Groups of nobody but those who did not say are left to the table. The last sentence names hidden groups.
    """
    mine = [row for row in rows if row.group_by == group_by]
    residents = {row.group: row.estimate for row in mine if row.measure == "residents" and row.estimate}
    total = sum(residents.values())
    counted = {row.group: row for row in mine if row.measure == "participants"}
    gaps = {row.group: row for row in mine if row.measure == "reach_gap"}
    ratios = [row for row in mine if row.measure == "reach_ratio"]
    said = [
        _group_sentence(row, counted.get(row.group), gaps.get(row.group), residents.get(row.group, 0) / (total or 1))
        for row in ratios
        if row.status != "c"
    ]
    hidden = [row.group for row in mine if row.measure == "participants" and row.status == "c"]
    if hidden:
        said.append(f"Not shown, to protect the people in {'them' if len(hidden) > 1 else 'it'}: {listed(hidden)}.")
    return tuple(sentence for sentence in said if sentence)


def why_not(rows: Iterable[Row], group_by: str) -> str:
    """Why a breakdown is compared with nobody; empty where it is."""
    for row in _measured(rows, group_by, *OF_ALL):
        if row.status == "x" and row.measure == "dissimilarity":
            return without_base(row.note)
    return ""


def apart_sentence(rows: Iterable[Row], group_by: str) -> str:
    """How far participants as a whole are from residents, beside what chance alone would make of it."""
    row = next(iter(_measured(rows, group_by, "dissimilarity")), None)
    if row is None or row.estimate is None:
        return ""
    share = f"{percent(row.estimate)} of those who took part would have to be in other groups to mirror residents"
    chance = row.note.partition("about ")[2].partition(" ")[0]
    if not _is_number(chance):
        return sentences(share)
    return sentences(
        f"{share}; with every group reached alike, chance alone would make it about {percent(float(chance))}"
    )


def second_ladder(rows: Iterable[Row], group_by: str) -> tuple[str, ...]:
    """How many of those who took part were found at both times: everybody, then each group that may be shown."""
    shares = [row for row in rows if row.measure == "matched_share" and row.group_by in ("", group_by)]
    said = []
    for row in shares:
        if row.estimate is None or row.statistic is None or row.n is None:
            continue
        who = "Of all who took part" if not row.group_by else _in_group(group_by, row.group)
        said.append(
            f"{who}, {_about(row)}{round(row.statistic):,} of {_about(row)}{people(row.n)} ({percent(row.estimate)}) "
            "were found at both times."
        )
    return tuple(said)


def group_words(group_by: str, group: str, note: str = "") -> str:
    """A group in the middle of a sentence: "aged 65 and over", "from England's most deprived fifth", "from Stroud"."""
    band = band_of(group)
    if band is not None:
        return in_words(band)
    if "most deprived fifth of England" in note and group[:1] in "12345" and not group[1:2].isdigit():
        return f"from neighbourhoods in England's {FIFTHS[int(group[0]) - 1]} deprived fifth".replace(
            "middle deprived fifth", "middle fifth by deprivation"
        )
    if (group_by, group) in AREAS:
        return AREAS[group_by, group]
    if group_by == "imd_decile" and group.isdigit():
        return f"from tenth {group} of England's neighbourhoods (1 is the most deprived)"
    return f"in the group '{group}'" if group_by not in ("district", "home_area") else f"from {group}"


def _group_sentence(row: Row, counted: Row | None, gap: Row | None, share: float) -> str:
    who = group_words(row.group_by, row.group, row.note)
    if row.estimate is None:
        count = None if counted is None else counted.estimate
        if count is None or counted is None:
            return ""
        said = f"{_about(counted)}{people(round(count))}"
        return f"{said[:1].upper()}{said[1:]} {who} took part; {_lower(without_base(row.note))}"
    here = f"({_in_hundred(share)} residents)"
    if row.ci_low is None or row.ci_high is None:
        return ""
    for_ten = f"For every {EXPECTED} people we would expect {who} {here}, {_times(row.estimate)} took part"
    between = f"({_times(row.ci_low)} to {_times(row.ci_high)})"
    people_apart = 0.0 if gap is None or gap.estimate is None or gap.n is None else gap.estimate * gap.n
    behind = _people_behind(people_apart, rounded="rounded number" in row.note or bool(_about(row)))
    if row.ci_low <= 1 <= row.ci_high:
        return sentences(f"{for_ten} {between}: this may be chance")
    return sentences(f"{for_ten} {between}{behind}")


def _about(row: Row) -> str:
    """The word "about", where the row's counts are rounded and its note says so."""
    return "about " if "ounded to the nearest" in row.note else ""


def _people_behind(apart: float, *, rounded: bool) -> str:
    count = round(abs(apart))
    if not count:
        return ""
    about = "about " if rounded else ""
    more = f"{'more' if apart > 0 else 'fewer'} {'person' if count == 1 else 'people'}"
    return f": {about}{count:,} {more} than if every group had been reached equally"


def _in_hundred(share: float) -> str:
    hundredths = share * 100
    if hundredths < 0.5:
        return "fewer than 1 in 100"
    return f"{fixed(hundredths, 0)} in 100"


def _times(ratio: float) -> str:
    """How many took part of every ten expected: whole people, a decimal only below two."""
    value = ratio * EXPECTED
    return fixed(value, 0) if value >= 2 or value == 0 else fixed(value, 1).removesuffix(".0")


def _in_group(group_by: str, group: str) -> str:
    return f"Of those {group_words(group_by, group)}"


def without_base(note: str) -> str:
    """A note without the sentence on its base."""
    return note.partition(". ")[2] if note.startswith("Base: ") else note


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _measured(rows: Iterable[Row], group_by: str, *measures: str) -> Sequence[Row]:
    return [row for row in rows if row.group_by == group_by and row.measure in measures]
