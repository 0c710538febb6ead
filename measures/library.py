"""Reading instrument files: one, or a folder of them with a user's own folder over it.

Reading has two steps: the strict model of `measures.instrument`, then the cross-check of `measures.instrument_check`,
which collects every fault that one key alone cannot show.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from measures.errors import InputError, InstrumentError
from measures.instrument import Instrument, Item, Responses
from measures.instrument_check import cross_check
from measures.results import Issue
from measures.strict import faults, frozen


def load_instrument(path: Path, *, shipped: bool = False) -> Instrument:
    """Read one instrument file; `shipped` files may hold only wording that may be passed on.

    Raises
    ------
    InstrumentError
        With every fault of the file as an issue, in an author's words.
    """
    return read_instrument(path.read_bytes(), path.name, shipped=shipped)


def read_instrument(content: bytes, name: str, *, shipped: bool = False) -> Instrument:
    """Read the bytes of one instrument file; `name` is only used in messages. Raises `InstrumentError`."""
    fix = "Mend the file; instruments/README.md shows every key."
    try:
        written = frozen(tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InstrumentError(name, f"This is not readable TOML text: {error}.", fix) from error
    try:
        instrument = Instrument.model_validate(written)
    except ValidationError as error:
        said = faults(error, written)
        raise InstrumentError.of(Issue("error", "instrument", name, fault, fix) for fault in said) from error
    if found := cross_check(instrument, shipped=shipped):
        raise InstrumentError.of(Issue("error", "instrument", name, fault, fix) for fault in found)
    return instrument


def load_library(folder: Path, own: Path | None = None) -> Mapping[str, Instrument]:
    """Read every instrument of a folder, by id, and over them a user's own folder.

    A file of the user's own with the id of a shipped instrument may add wording only (texts, intro, further names of
    columns and answers); any other difference is refused, so that a score keeps its meaning.

    Raises
    ------
    InstrumentError
        With the faults of all files together.
    """
    issues: list[Issue] = []
    shipped = {name: instrument for name, (_, instrument) in _read_folder(folder, issues, shipped=True).items()}
    added = _read_folder(own, issues, shipped=False) if own else {}
    issues += _clashes(shipped, added.values())
    if issues:
        raise InstrumentError.of(issues)
    return MappingProxyType(shipped | {name: instrument for name, (_, instrument) in added.items()})


def with_own(library: Mapping[str, Instrument], own: Iterable[tuple[str, Instrument]]) -> Mapping[str, Instrument]:
    """Put a user's own instruments, each with its file's name, over a library; the rule is that of `load_library`."""
    added = tuple(own)
    if issues := _clashes(library, added):
        raise InstrumentError.of(issues)
    return MappingProxyType({**library, **{instrument.id: instrument for _, instrument in added}})


def _clashes(library: Mapping[str, Instrument], own: Iterable[tuple[str, Instrument]]) -> list[Issue]:
    """Say which of a user's own files change more of a shipped instrument than its wording."""
    fix = "Give it another id, or only add wording: texts, intro, and further names of columns and answers."
    changes = [(file, one.id, _more_than_wording(library[one.id], one)) for file, one in own if one.id in library]
    return [
        Issue("error", "instrument", file, f"'{name}' is a shipped instrument, and this file changes {what}.", fix)
        for file, name, changed in changes
        if (what := ", ".join(changed))
    ]


def shipped_instruments() -> Path:
    """The folder of instrument files that comes with the project."""
    return Path(__file__).resolve().parent.parent / "instruments"


def _read_folder(folder: Path, issues: list[Issue], *, shipped: bool) -> dict[str, tuple[str, Instrument]]:
    """Read the files of one folder by id; what is wrong with them is added to `issues`."""
    found: dict[str, tuple[str, Instrument]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            instrument = load_instrument(path, shipped=shipped)
        except InputError as error:
            issues.extend(error.issues)
            continue
        if instrument.id in found:
            message = f"The id '{instrument.id}' is already used by {found[instrument.id][0]}."
            issues.append(Issue("error", "instrument", path.name, message, "Give one of them another id."))
        else:
            found[instrument.id] = (path.name, instrument)
    return found


def _more_than_wording(shipped: Instrument, own: Instrument) -> list[str]:
    """Name what a user's own file changes of a shipped instrument beyond adding wording to it."""
    by_itself = {"items", "responses", "source", "intro"}
    changed = [name for name in type(own).model_fields if name not in by_itself and _differ(shipped, own, name)]
    if shipped.source.model_copy(update={"wording": own.source.wording}) != own.source:
        changed.append("source")
    if shipped.intro and _differ(shipped, own, "intro"):
        changed.append("intro")
    if [item.id for item in shipped.items] != [item.id for item in own.items]:
        changed.append("items")
    else:
        pairs = zip(shipped.items, own.items, strict=True)
        changed += [f"item '{mine.id}'" for theirs, mine in pairs if not _item_adds(theirs, mine)]
    if shipped.responses.keys() != own.responses.keys():
        changed.append("responses")
    else:
        lists = ((name, shipped.responses[name], own.responses[name]) for name in shipped.responses)
        changed += [f"responses '{name}'" for name, theirs, mine in lists if not _responses_add(theirs, mine)]
    return changed


def _differ(one: Instrument, other: Instrument, name: str) -> bool:
    return bool(getattr(one, name) != getattr(other, name))


def _item_adds(shipped: Item, own: Item) -> bool:
    same = shipped.model_copy(update={"text": own.text, "aliases": own.aliases}) == own
    return same and shipped.text in (None, own.text) and set(shipped.aliases) <= set(own.aliases)


def _responses_add(shipped: Responses, own: Responses) -> bool:
    """Whether every answer keeps its code and every name it had; a name of its own may come first."""
    if shipped.model_copy(update={"options": own.options}) != own:
        return False
    if [(option.code, option.as_) for option in shipped.options] != [
        (option.code, option.as_) for option in own.options
    ]:
        return False
    pairs = zip(shipped.options, own.options, strict=True)
    return all(
        {theirs.label, *theirs.aliases, *theirs.warn} <= {mine.label, *mine.aliases, *mine.warn}
        for theirs, mine in pairs
    )
