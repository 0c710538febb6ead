"""The cross-check of one scale: every fault that its keys show together, in an author's words."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from measures.instrument import Instrument, Scale

ONE_ITEM = ("single", "category")
NEEDS_ALL = ("sum", "lookup", "tariff", *ONE_ITEM)
OPEN_ENDED = ("category", "activity_minutes", "goal_attainment")
USED_BY = {
    "table": ("lookup",),
    "tariff": ("tariff",),
    "counts": ("count",),
    "parts": ("activity_minutes",),
    "divisor": ("activity_minutes",),
    "weights": ("goal_attainment",),
    "correlation": ("goal_attainment",),
    "headline": ONE_ITEM,
    "reverse": ("sum", "mean", "prorated_sum", "lookup", "single"),
    "multiply": ("sum", "mean", "prorated_sum", "count", "single"),
    "rescale": ("sum", "mean", "prorated_sum", "count", "single"),
    "cap": ("sum", "mean", "prorated_sum", "count", "single"),
    "min_answered": ("sum", "mean", "prorated_sum", "count", "lookup", "tariff", "single", "category"),
}


def check_scale(instrument: Instrument, scale: Scale, sound: Container[str]) -> list[str]:
    """Say every fault of a scale whose instrument passed the model; an empty list if there is none.

    `sound` are the response lists without faults of their own: what a scale does with codes is only judged where
    every item it reads has such a list.
    """
    known = {item.id: item.responses for item in instrument.items}
    found = [*_items(instrument, scale), *_keys(scale)]
    if all(known.get(name) in sound for name in items_of(scale)):
        found += [
            *_method(instrument, scale),
            *_reversed(instrument, scale),
            *_range(instrument, scale),
            *_headline(instrument, scale),
        ]
    found += [*_min_answered(scale), *_bands(scale), *_reliability(scale)]
    return [f"scales, '{scale.id}': {fault}" for fault in found]


def items_of(scale: Scale) -> tuple[str, ...]:
    """Every item a scale reads: those it lists, and those its parts and weights name."""
    parts = (name for part in scale.parts for name in (part.days, part.minutes) if name is not None)
    return tuple(dict.fromkeys((*scale.items, *parts, *scale.weights)))


def _items(instrument: Instrument, scale: Scale) -> Iterator[str]:
    known = {item.id: item for item in instrument.items}
    for name in items_of(scale):
        if name not in known:
            yield f"the item '{name}' is not in this file."
    for name in twice(scale.items):
        yield f"the item '{name}' is listed twice."
    if scale.method == "given" and scale.items:
        yield "a 'given' score comes ready-made: leave its items out, or choose a method that reads them."
    if scale.method in ONE_ITEM and len(scale.items) != 1:
        yield f"the method '{scale.method}' reads one item, and {_count(len(scale.items), 'is', 'are')} listed."
    if scale.method not in (*ONE_ITEM, "given", "activity_minutes") and not scale.items:
        yield f"the method '{scale.method}' needs items."
    if scale.method == "activity_minutes" and scale.items and set(scale.items) != set(items_of(scale)):
        yield "its items differ from those its parts name: leave items out."
    for item in (known[name] for name in items_of(scale) if name in known):
        if item.repeat and scale.method != "goal_attainment":
            yield f"the item '{item.id}' repeats, which only goal_attainment can score."


def _keys(scale: Scale) -> Iterator[str]:
    for key, methods in USED_BY.items():
        if key in scale.model_fields_set and scale.method not in methods:
            yield f"the key '{key}' is not used by the method '{scale.method}': take it out, or choose {_any(methods)}."
    needed = {"lookup": "table", "tariff": "tariff", "count": "counts", "activity_minutes": "parts"}.get(scale.method)
    if needed and not getattr(scale, needed):
        yield f"the method '{scale.method}' needs the key '{needed}'."
    if scale.higher_is is None and scale.method != "category":
        yield "say which way is good: higher_is = 'better' or 'worse'."
    if scale.range is None and scale.method not in OPEN_ENDED:
        yield "the range of the final score is missing, as in range = [0, 10]."
    if scale.range is not None and scale.range[0] >= scale.range[1]:
        yield "the range must run from the lowest score to the highest."
    for key in ("multiply", "step", "divisor"):
        value = getattr(scale, key)
        if value is not None and value <= 0:
            yield f"'{key}' must be more than 0."
    if scale.rescale is not None and scale.rescale[0] >= scale.rescale[1]:
        yield "'rescale' must run from the lowest score to the highest."
    if not 0 <= scale.correlation < 1:
        yield "'correlation' must be from 0 to below 1."


def _method(instrument: Instrument, scale: Scale) -> Iterator[str]:
    if scale.method == "lookup":
        yield from _table(instrument, scale)
    elif scale.method == "tariff":
        yield from _tariff(instrument, scale)
    elif scale.method == "count":
        yield from _counts(instrument, scale)
    elif scale.method == "activity_minutes":
        yield from _parts(instrument, scale)
    elif scale.method == "goal_attainment":
        yield from _goals(instrument, scale)
    elif scale.method == "category" and any(instrument.responses_of(name).is_numeric for name in scale.items):
        yield "a category needs a list of options; for a numeric answer use the method 'single'."
    if scale.method in ("mean", "prorated_sum") and scale.needed < len(scale.items):
        ranges = {instrument.responses_of(name).code_range for name in scale.items}
        if len(ranges) > 1:
            yield "its items run over different codes, so a missing one cannot be made up: min_answered must be all."


def _table(instrument: Instrument, scale: Scale) -> Iterator[str]:
    keys = {key for key in scale.table if is_whole(key)}
    for key in scale.table.keys() - keys:
        yield f"the table's entry '{key}' is not a whole number."
    low, high = _sum_of_ranges(instrument, scale.items)
    wanted = {str(raw) for raw in range(int(low), int(high) + 1)}
    if lacking := sorted(wanted - keys, key=int):
        yield f"the table has no score for the sum {_list(lacking)}: it must hold every sum from {low} to {high}."
    if extra := sorted(keys - wanted, key=int):
        yield f"the table has a score for the sum {_list(extra)}, which cannot be reached (sums run {low} to {high})."
    entries = sorted((int(key), value) for key, value in scale.table.items() if key in keys)
    rising = bool(entries) and entries[0][1] <= entries[-1][1]
    for (one, here), (other, there) in pairwise(entries):
        if (there < here) if rising else (there > here):
            yield f"the table turns round between {one} ({here}) and {other} ({there}): is one mistyped?"


def _tariff(instrument: Instrument, scale: Scale) -> Iterator[str]:
    for name in scale.tariff.keys() - set(scale.items):
        yield f"the tariff names '{name}', which is not one of its items."
    for name in scale.items:
        codes = {str(code) for code in instrument.responses_of(name).codes}
        given = set(scale.tariff.get(name, {}))
        if lacking := sorted(codes - given):
            yield f"the tariff has no value for '{name}', code {_list(lacking)}."
        if extra := sorted(given - codes):
            yield f"the tariff has a value for '{name}', code {_list(extra)}, which its response list does not have."


def _counts(instrument: Instrument, scale: Scale) -> Iterator[str]:
    for name in scale.counts.keys() - set(scale.items):
        yield f"counts names '{name}', which is not one of its items."
    for name in scale.items:
        codes = instrument.responses_of(name).codes
        counted = scale.counts.get(name, ())
        if not counted:
            yield f"counts says of '{name}' no code that counts."
        elif unknown := [str(code) for code in counted if code not in codes]:
            yield f"counts names the code {_list(unknown)} of '{name}', which its response list does not have."
        elif set(counted) == set(codes):
            yield f"every code of '{name}' counts, so it says nothing."


def _parts(instrument: Instrument, scale: Scale) -> Iterator[str]:
    for name in items_of(scale):
        if not instrument.responses_of(name).is_numeric:
            yield f"'{name}' must have a numeric response list (minimum and maximum) to be counted in minutes or days."
    if any(part.multiplier <= 0 for part in scale.parts):
        yield "a part's 'multiplier' must be more than 0."
    if scale.parts and all(part.optional for part in scale.parts):
        yield "at least one of its parts must not be optional."


def _goals(instrument: Instrument, scale: Scale) -> Iterator[str]:
    goals = [name for name in scale.items if name not in scale.weights]
    if len(goals) != 1:
        yield f"goal_attainment reads one goal item beside its weights, and {_count(len(goals), 'is', 'are')} listed."
    for name in items_of(scale):
        if not instrument.item(name).repeat:
            yield f"'{name}' must say repeat = true: there may be any number of goals."


def _reversed(instrument: Instrument, scale: Scale) -> Iterator[str]:
    for name in scale.reverse:
        if name not in scale.items:
            yield f"'{name}' is reversed here and is not one of its items."
        elif instrument.item(name).reverse:
            yield f"'{name}' is reversed twice, in the item and here, which undoes it: keep one of the two."
    for name in twice(scale.reverse):
        yield f"'{name}' stands twice in 'reverse'."
    if scale.method not in USED_BY["reverse"]:
        for name in scale.items:
            if instrument.item(name).reverse:
                yield f"'{name}' is reversed, which the method '{scale.method}' does not read."


def _min_answered(scale: Scale) -> Iterator[str]:
    if scale.min_answered is None:
        return
    if not 1 <= scale.min_answered <= len(scale.items):
        yield f"min_answered must be from 1 to {len(scale.items)}, the number of its items."
    elif scale.method in NEEDS_ALL and scale.min_answered < len(scale.items):
        yield (
            f"the method '{scale.method}' needs every item, so min_answered cannot be {scale.min_answered}; to make up "
            "for missing items choose mean or prorated_sum."
        )


def _range(instrument: Instrument, scale: Scale) -> Iterator[str]:
    possible = _possible(instrument, scale)
    if possible is None or scale.range is None:
        return
    # thirds and sevenths of a mean cannot be written out, so two decimals must agree
    if any(abs(written - given) >= Decimal("0.005") for written, given in zip(scale.range, possible, strict=True)):
        yield (
            f"the range says {scale.range[0]} to {scale.range[1]}, but the method gives {_plain(possible[0])} to "
            f"{_plain(possible[1])}."
        )


def _possible(instrument: Instrument, scale: Scale) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest score the method can give; `None` where nothing bounds it or a part is missing."""
    if scale.method in ("given", "activity_minutes", "goal_attainment") or not scale.items:
        return None
    low, high = _sum_of_ranges(instrument, scale.items)
    if scale.method == "lookup":
        if not scale.table:
            return None
        low, high = min(scale.table.values()), max(scale.table.values())
    elif scale.method == "tariff":
        if any(not scale.tariff.get(name) for name in scale.items):
            return None
        low = sum((min(scale.tariff[name].values()) for name in scale.items), Decimal(0))
        high = sum((max(scale.tariff[name].values()) for name in scale.items), Decimal(0))
    elif scale.method == "count":
        low, high = Decimal(0), Decimal(len(scale.items))
    elif scale.method == "mean":
        low, high = low / len(scale.items), high / len(scale.items)
    if scale.multiply is not None:
        low, high = low * scale.multiply, high * scale.multiply
    if scale.rescale is not None:
        low, high = scale.rescale
    return low, high if scale.cap is None else min(high, scale.cap)


def _sum_of_ranges(instrument: Instrument, items: Iterable[str]) -> tuple[Decimal, Decimal]:
    ranges = [instrument.responses_of(name).code_range for name in items]
    return sum((low for low, _ in ranges), Decimal(0)), sum((high for _, high in ranges), Decimal(0))


def _bands(scale: Scale) -> Iterator[str]:
    if not scale.bands:
        return
    if scale.method == "category":
        yield "bands cut scores, and a category has none: use headline for the options that count."
        return
    starts = [band.from_ for band in scale.bands]
    if starts != sorted(set(starts)):
        yield "the bands must be in rising order of 'from', each start once."
    for label in twice(band.label for band in scale.bands):
        yield f"two bands are called '{label}'."
    low, high = scale.range or (Decimal(0), None)
    if starts[0] != low:
        yield f"the first band must start at {low}, the lowest score, so that every score has a band."
    for start in starts:
        if high is not None and start > high:
            yield f"the band from {start} starts above the highest score, {high}."
    if not scale.bands_source:
        yield "the bands have no source: say in bands_source who set them."


def _headline(instrument: Instrument, scale: Scale) -> Iterator[str]:
    if scale.headline and scale.method in ONE_ITEM and len(scale.items) == 1:
        responses = instrument.responses_of(scale.items[0])
        if unknown := [str(code) for code in scale.headline if not responses.holds(Decimal(code))]:
            yield f"headline names the code {_list(unknown)}, which its response list does not have."


def _reliability(scale: Scale) -> Iterator[str]:
    for entry in scale.reliability:
        if entry.kind == "sem" and entry.value <= 0:
            yield "a standard error of measurement must be more than 0."
        if entry.kind != "sem" and not 0 < entry.value < 1:
            yield f"a reliability must be between 0 and 1, and {entry.value} is not."
        if not entry.source.strip():
            yield f"the reliability {entry.value} has no source."


def is_whole(text: str) -> bool:
    """Whether a text is a whole number, written plainly."""
    return re.fullmatch(r"-?[0-9]+", text) is not None


def twice(names: Iterable[str]) -> list[str]:
    """Names that stand more than once, in the order in which that shows."""
    seen: set[str] = set()
    found: dict[str, None] = {}
    for name in names:
        if name in seen:
            found[name] = None
        seen.add(name)
    return list(found)


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)


def _any(names: Iterable[str]) -> str:
    return " or ".join(names)


def _count(number: int, one: str, many: str) -> str:
    return f"{'none' if number == 0 else number} {one if number < 2 else many}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
