"""What a result was made from: inputs by their digest, instruments by version, the settings, how to run it again."""

from __future__ import annotations

import hashlib
import platform
import re
from collections.abc import Mapping, Sequence, Sized
from importlib import metadata
from typing import Any

from measures.exports.tables import Upload
from measures.instrument import Instrument
from measures.reading import Reading

TOOL_VERSION = "0.1.0"
LIBRARIES = ("narwhals", "numpy", "pandas", "pyarrow", "scipy")
FILES_OF_TABLES = {
    "participant": ("matches", "withdrawn"),
    "population": ("file",),
    "reach": ("file",),
    "network": ("nodes", "ties", "people", "alters", "levels"),
    "membership": ("file",),
    "ripple": ("workbook", "nodes", "links", "workshops"),
    "value": ("sheet",),
}
NUMBER = re.compile(r"\s*[-+]?\d+(?:[.,]\d+)?\s*")


def provenance(reading: Reading, uploads: Mapping[str, Upload], instruments: Sequence[Instrument]) -> dict[str, object]:
    """Everything needed to know what a result rests on; no path, no time, no participant code, no answer."""
    study = reading.study
    return {
        "tool": "measures",
        "version": TOOL_VERSION,
        "python": platform.python_version(),
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "title": study.title,
        "programme": study.programme,
        "area_of_work": study.area_of_work,
        "locality": study.locality,
        "files": [
            {
                "name": file.label,
                "wave": file.wave or "",
                "sha256": hashlib.sha256(uploads[file.path].data).hexdigest(),
            }
            for file in study.files
        ],
        "instruments": [
            {
                "id": instrument.id,
                "version": instrument.version,
                "title": instrument.title,
                "licence": instrument.source.licence,
                "citation": instrument.source.citation,
                "attribution": instrument.source.attribution,
                "validated": instrument.validated,
            }
            for instrument in instruments
        ],
        "mapping": [
            {"file": table.table.name, "header": use.header, "role": use.role, "item": use.item, "why": use.why}
            for table in reading.maps
            for use in table.uses
        ],
        "settings": settings(reading),
        "reproduce": "python -m measures evaluate --study study.toml --json results.json --out results.xlsx",
    }


def alone(name: str, files: Sequence[Upload], stated: Mapping[str, Any]) -> dict[str, object]:
    """What a result of one part rests on that needs no survey: `network` or `membership`, its files and settings."""
    return {
        "tool": "measures",
        "version": TOOL_VERSION,
        "python": platform.python_version(),
        "libraries": {library: metadata.version(library) for library in LIBRARIES},
        "title": "",
        "files": [
            {"name": _file_name(file.name), "wave": "", "sha256": hashlib.sha256(file.data).hexdigest()}
            for file in files
        ],
        "instruments": [],
        "settings": {name: _without_answers(name, stated)} if stated else {},
        "reproduce": f"python -m measures {name} FILE... --json results.json",
    }


def settings(reading: Reading) -> dict[str, object]:
    """The study's own words, without its files' paths and without any text that stood in somebody's answer."""
    stated = reading.study.model_dump(mode="json", exclude_defaults=True, exclude={"files"})
    return {name: _without_answers(name, stated[name]) for name in sorted(stated)}


def _without_answers(name: str, stated: Any) -> object:
    """One table of the study, with numbers of texts in place of texts that were typed by people."""
    if name == "answers":
        return {key: said if isinstance(said, str) else _numbers_only(said) for key, said in stated.items()}
    if name == "missing":
        return {key: list(_numbers_only(dict.fromkeys(said))) for key, said in stated.items()}
    if name == "exclude":
        return [{"column": each["column"], "values": _how_many(each["values"])} for each in stated]
    if name == "groups":
        return {key: _with_labels_only(rule) for key, rule in stated.items()}
    if name in FILES_OF_TABLES:
        return {key: _file_name(said) if key in FILES_OF_TABLES[name] else said for key, said in stated.items()}
    return stated


def _numbers_only(said: Mapping[str, object]) -> dict[str, object]:
    """The entries for bare numbers; the others, which are what people typed, are counted."""
    kept = {text: code for text, code in said.items() if NUMBER.fullmatch(text)}
    typed = len(said) - len(kept)
    return kept | ({_how_many(range(typed)): "left out here"} if typed else {})


def _with_labels_only(rule: Mapping[str, Any]) -> dict[str, object]:
    """A breakdown with its groups, and without the answers that were put into each."""
    return {key: list(dict.fromkeys(said.values())) if key == "map" else said for key, said in rule.items()}


def _how_many(texts: Sized) -> str:
    return f"{len(texts)} text{'s' * (len(texts) != 1)}"


def _file_name(path: Any) -> Any:
    """The last part of a path, or of each of several."""
    if isinstance(path, list | tuple):
        return [_file_name(one) for one in path]
    return path.replace("\\", "/").rsplit("/", 1)[-1] if path else path
