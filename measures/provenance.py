"""What a result was made from: inputs by their digest, instruments by version, the settings, how to run it again."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from importlib import metadata

from measures.exports.tables import Upload
from measures.instrument import Instrument
from measures.reading import Reading

TOOL_VERSION = "0.1.0"
LIBRARIES = ("narwhals", "numpy", "pandas", "pingouin", "pyarrow", "scipy", "statsmodels")


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


def settings(reading: Reading) -> dict[str, object]:
    """The study's own words, without its file paths."""
    stated = reading.study.model_dump(mode="json", exclude_defaults=True, exclude={"files"})
    return {name: stated[name] for name in sorted(stated)}
