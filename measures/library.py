"""Reading instrument files: one, or a folder of them with a user's own folder over it.

Reading has two steps: the strict model of `measures.instrument`, then the cross-check of `measures.instrument_check`,
which collects every fault that one key alone cannot show.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from measures.errors import InputError, InstrumentError
from measures.instrument import Instrument
from measures.instrument_check import cross_check
from measures.results import Issue
from measures.strict import faults, frozen


def load_instrument(path: Path) -> Instrument:
    """Read one instrument file.

    Raises
    ------
    InstrumentError
        With every fault of the file as an issue, in an author's words.
    """
    return read_instrument(path.read_bytes(), path.name)


def read_instrument(content: bytes, name: str) -> Instrument:
    """Read the bytes of one instrument file; `name` is only used in messages. Raises `InstrumentError`."""
    fix = "Mend the file; instruments/README.md shows every key."
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InstrumentError(name, f"This is not readable TOML text: {error}.", fix) from error
    try:
        instrument = Instrument.model_validate(frozen(raw))
    except ValidationError as error:
        raise InstrumentError.of(Issue("error", "instrument", name, fault, fix) for fault in faults(error)) from error
    if found := cross_check(instrument):
        raise InstrumentError.of(Issue("error", "instrument", name, fault, fix) for fault in found)
    return instrument


def load_library(folder: Path, own: Path | None = None) -> Mapping[str, Instrument]:
    """Read every instrument of a folder, by id, and over them a user's own folder.

    A file of the user's own with the id of a shipped instrument may add wording (`text`, `intro`) only; any other
    difference is refused, so that a score keeps its meaning.

    Raises
    ------
    InstrumentError
        With the faults of all files together.
    """
    library: dict[str, Instrument] = {}
    issues: list[Issue] = []
    for path in sorted(folder.glob("*.toml")) + (sorted(own.glob("*.toml")) if own else []):
        try:
            instrument = load_instrument(path)
        except InputError as error:
            issues.extend(error.issues)
            continue
        shipped = library.get(instrument.id)
        if shipped is None or _same_but_wording(shipped, instrument):
            library[instrument.id] = instrument
        else:
            issues.append(_taken(path, instrument.id, own=path.parent == own))
    if issues:
        raise InstrumentError.of(issues)
    return MappingProxyType(library)


def shipped_instruments() -> Path:
    """The folder of instrument files that comes with the project."""
    return Path(__file__).resolve().parent.parent / "instruments"


def _taken(path: Path, wanted: str, *, own: bool) -> Issue:
    if own:
        message = f"'{wanted}' is a shipped instrument, and this file changes more than its wording."
        return Issue("error", "instrument", path.name, message, "Give it another id, or change only text and intro.")
    return Issue("error", "instrument", path.name, f"The id '{wanted}' is used twice.", "Give one of them another id.")


def _same_but_wording(shipped: Instrument, own: Instrument) -> bool:
    return _without_wording(shipped) == _without_wording(own)


def _without_wording(instrument: Instrument) -> Instrument:
    items = tuple(item.model_copy(update={"text": None}) for item in instrument.items)
    source = instrument.source.model_copy(update={"wording": "topic"})
    return instrument.model_copy(update={"items": items, "intro": "", "source": source})
