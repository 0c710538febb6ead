"""The rows of a study's ripple map, and the evaluation of a map by itself, without any survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measures.errors import StudyError
from measures.exports.tables import Upload
from measures.provenance import alone
from measures.results import Evaluation, Issue, Row
from measures.ripple.building import ALL_MAPS, UNNAMED, MapOptions, ReadMap, read_ripple_map
from measures.ripple.ripple_map import RippleMap
from measures.ripple.ripple_measures import ripple_rows
from measures.ripple.settings import RippleRules

TITLE = "Ripple effects map"


@dataclass(frozen=True, slots=True)
class Rippled:
    """Rows about a ripple map, what to know of it, and the map itself, for its pictures."""

    rows: tuple[Row, ...] = ()
    issues: tuple[Issue, ...] = ()
    ripple_map: RippleMap | None = None


def rippled(
    rules: RippleRules | None, uploads: Mapping[str, Upload], *, level: float = 0.95, limits: bool = True
) -> Rippled:
    """Every row that a study's `[ripple]` asks for.

    Raises
    ------
    InputError
        A file is not there, cannot be read, or holds what cannot be used.
    """
    if rules is None or not rules.paths:
        return Rippled()
    for path in rules.paths:
        if path not in uploads:
            shown = path.replace("\\", "/").rsplit("/", 1)[-1]
            message = "The study names this file, and it was not found."
            raise StudyError(shown, message, "Put it beside the study file, or take its line out.")
    options = MapOptions(rules.dates, rules.merge)
    found = read_ripple_map([uploads[path] for path in rules.paths], options, limits=limits)
    return Rippled(ripple_rows(found.ripple_map, level), found.issues, found.ripple_map)


def evaluate_map(
    files: Sequence[Upload], options: MapOptions | None = None, *, level: float = 0.95, limits: bool = True
) -> tuple[Evaluation, RippleMap]:
    """Evaluate ripple maps by themselves: the evaluation, unprotected, and the map it is about.

    Raises
    ------
    InputError
        A file cannot be read, or holds what cannot be used; with all faults.
    """
    return evaluation_of(files, read_ripple_map(files, options, limits=limits), options, level=level)


def evaluation_of(
    files: Sequence[Upload], read: ReadMap, options: MapOptions | None = None, *, level: float = 0.95
) -> tuple[Evaluation, RippleMap]:
    """The evaluation of a map that was read from these files."""
    options = options or MapOptions()
    stated = {name: value for name, value in (("dates", options.dates), ("merge", options.merge)) if value}
    title = TITLE if read.ripple_map.id in (ALL_MAPS, UNNAMED) else f"{TITLE}: {read.ripple_map.id}"
    about = {**alone("ripple", files, stated), "title": title}
    return Evaluation(about, (), read.issues, ripple_rows(read.ripple_map, level)), read.ripple_map
